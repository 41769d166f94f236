"""Whom a condition counts, in a survey's own data: true counts, and the facts that published rows state."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from claimcheck.conditions import EVERYBODY, Atom, Condition, apart, parse
from claimcheck.errors import ConditionError
from claimcheck.space import Column, Space

Mask = NDArray[np.bool_]
#: Finer than any number that a condition names: columns that hold numbers are parted as finely as that.
STEP = Fraction(1, 1000)
VALUED = ("mean", "total", "minimum", "maximum")
COUNTED = ("count", "share")


@dataclass
class Respondents:
    """The respondents of a survey, and who of them meets a condition.

    Attributes
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Answers with scores.
    choices : mapping of str to tuple of str
        The answers that a column can hold; other columns hold numbers.
    percents : mapping of str to mapping of str to float
        Columns of single items: percent of the best answer's points, by answer.
    """

    data: pd.DataFrame
    choices: Mapping[str, tuple[str, ...]]
    percents: Mapping[str, Mapping[str, float]]
    _columns: dict[str, tuple[NDArray[np.int64], list[str | Fraction]]] = field(default_factory=dict)
    _known: dict[Atom, tuple[Mask, Mask]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of respondents."""
        return len(self.data)

    def coded(self, column: str) -> tuple[NDArray[np.int64], list[str | Fraction]]:
        """Return each respondent's answer as the place of a value, -1 without one; and the values."""
        if column not in self._columns:
            if column not in self.data:
                raise ConditionError(f"no column {column!r}", where="disclosure", expected="a column of respondents")
            answers = self.data[column]
            if column in self.percents:
                answers = answers.map(self.percents[column]).astype("Float64")
            codes, values = pd.factorize(answers)
            exact = pd.api.types.is_numeric_dtype(answers)
            self._columns[column] = codes, [Fraction(v).limit_denominator(10**6) if exact else str(v)
                                            for v in values.tolist()]
        return self._columns[column]

    def compared(self, atom: Atom) -> tuple[Mask, Mask]:
        """Return of whom a comparison holds, and of whom it does not; of others it is not known."""
        if atom not in self._known:
            asked = together(atom)
            codes, values = self.coded(asked.column)
            holds = np.array([*(asked.holds(value) for value in values), False])
            self._known[atom] = holds[codes], ~holds[codes] & (codes >= 0)
        return self._known[atom]

    def spelled(self, condition: Condition) -> Condition:
        """Return a condition canonically spelled, with an answer to an item as the percent that it gives."""
        atoms = [Atom(a.column, a.op, tuple(self._percent(a.column, v) for v in a.values))
                 if a.op in ("=", "in", "!=") and a.column in self.percents else a for a in condition.atoms]
        return canonical(Condition(tuple(atoms)))

    def _percent(self, item: str, answer: str) -> str:
        value = self.percents[item].get(answer)
        return answer if value is None else str(Fraction(value).limit_denominator(1000))

    def meet(self, condition: Condition) -> Mask:
        """Return who meets a condition; nobody of whom it is not known."""
        return np.logical_and.reduce([np.ones(self.size, bool), *(self.compared(a)[0] for a in condition.atoms)])

    def count(self, condition: Condition) -> int:
        """Return how many meet a condition."""
        return int(self.meet(condition).sum())

    def total(self, column: str, who: Mask) -> Fraction:
        """Return the sum of a column of numbers over some who answered."""
        codes, values = self.coded(column)
        return sum((Fraction(values[code]) for code in codes[who]), Fraction(0))

    def answered(self, column: str) -> Condition:
        """Return the condition that a column is answered."""
        if column in self.choices:
            return Condition((Atom(column, "in", self.choices[column]),))
        return Condition((Atom(column, ">=", (str(self._lowest(column)),)),))

    def _lowest(self, column: str) -> int:
        values = [value for value in self.coded(column)[1] if not isinstance(value, str)]
        return math.floor(min([Fraction(0), *values]))

    def space(self, columns: Iterable[str]) -> Space:
        """Return what columns can hold; those of a multiple choice are yes or no."""
        return Space(self.size, {name: self._column(name) for name in columns})

    def _column(self, name: str) -> Column:
        if " has " in name:
            return Column(("yes", "no"))
        if name in self.choices:
            return Column(self.choices[name])
        if name in self.percents:
            return _grid(self.percents[name].values())
        highest = Fraction(100) if name.endswith("_percent") else None
        return Column(step=STEP, low=Fraction(self._lowest(name)), high=highest)


def _grid(percents: Iterable[float]) -> Column:
    """Return what a single item can hold: whole steps from its lowest answer to its best."""
    exact = sorted({Fraction(value).limit_denominator(1000) for value in percents})
    steps = {b - a for a, b in pairwise(exact)}
    even = len(steps) == 1 and (exact[0] / min(steps)).denominator == 1
    return Column(step=min(steps) if even else STEP, low=exact[0], high=exact[-1])


@dataclass(frozen=True)
class Told:
    """What one row of an estimate frame is about, as counts of people.

    Attributes
    ----------
    counts : tuple of Condition
        The counts that its value tells: a share tells its own and that of its denominator, a mean none.
    sizes : tuple of Condition
        The counts that n, missing answers and denominator tell, everybody's aside.
    whole : tuple of Condition
        Counts of all who answered, whatever they answered: never withheld.
    """

    counts: tuple[Condition, ...] = ()
    sizes: tuple[Condition, ...] = ()
    whole: tuple[Condition, ...] = ()

    @property
    def all(self) -> tuple[Condition, ...]:
        """Every count that it tells."""
        return (*self.counts, *self.sizes, *self.whole)


def told(row: Mapping[str, object], people: Respondents) -> Told | None:
    """Return the counts that a row tells; None of what is not about respondents' answers.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame: ``kind``, ``condition``, ``of``, ``variable``.
    people : Respondents
        Whose answers.
    """
    kind = str(row["kind"])
    try:
        condition, of = (people.spelled(parse(str(row[part]))) for part in ("condition", "of"))
        people.meet(condition & of)
    except ConditionError:
        return None
    if kind in VALUED:
        return _valued(condition & of, str(row["variable"]), people)
    if not (condition & of).atoms:
        return None
    return _counted(condition, of, people) if kind in COUNTED else _group(condition & of)


def _counted(condition: Condition, of: Condition, people: Respondents) -> Told:
    known = [people.answered(column) for column in condition.columns if not _multiple(condition, column)]
    among = _joined((*known, of)) if len(condition.columns) == 1 else of
    both = (condition & of,)
    if not of.atoms:
        return Told(both, (), tuple(filter(_some, [among])))
    return Told(both, tuple(dict.fromkeys(c for c in (of, among) if c.atoms)))


def _valued(group: Condition, variable: str, people: Respondents) -> Told:
    if variable not in people.data or variable in people.choices or group.atoms:
        return _group(group)
    return Told((), (), (people.answered(variable),))


def _group(group: Condition) -> Told:
    return Told((), (group,) if group.atoms else ())


def _some(condition: Condition) -> bool:
    return bool(condition.atoms)


def _multiple(condition: Condition, column: str) -> bool:
    return any(atom.op == "has" for atom in condition.atoms if atom.column == column)


def _joined(conditions: Iterable[Condition]) -> Condition:
    found = EVERYBODY
    for condition in conditions:
        found &= condition
    return found


def together(atom: Atom) -> Atom:
    """Return a comparison as the data have it: the inverse of `conditions.apart`."""
    column, chosen, choice = atom.column.partition(" has ")
    return Atom(column, "has", (choice,)) if chosen else atom


def canonical(condition: Condition) -> Condition:
    """Return a condition with its comparisons in order, each choice of a multiple choice a column of its own."""
    return Condition(tuple(sorted(apart(condition).atoms, key=str)))
