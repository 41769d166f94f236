"""Whom a condition counts, in a survey's own data: true counts, and what published rows state."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from claimcheck.conditions import Atom, Condition, apart, parse
from claimcheck.errors import ConditionError
from claimcheck.space import Column, Space

Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
#: Finer than any number that a condition names: columns that hold numbers are parted as finely.
STEP = Fraction(1, 1000)
VALUED = ("mean", "total", "minimum", "maximum")
COUNTED = ("count", "share")


def few(count: int, fewest: int) -> bool:
    """Whether so many people are too few to be reported.

    Parameters
    ----------
    count : int
        The people.
    fewest : int
        At least one and fewer than these are too few.
    """
    return 0 < count < fewest


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
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    percents: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    _columns: dict[str, tuple[Codes, list[str | Fraction]]] = field(default_factory=dict)
    _known: dict[Atom, tuple[Mask, Mask]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """The number of respondents."""
        return len(self.data)

    def coded(self, column: str) -> tuple[Codes, list[str | Fraction]]:
        """Return each respondent's answer as the place of a value, -1 without one; and the values.

        Parameters
        ----------
        column : str
            A column of the data.

        Raises
        ------
        ConditionError
            There is no such column.
        """
        if column not in self._columns:
            if column not in self.data:
                raise ConditionError(f"no column {column!r}", where="disclosure",
                                     expected="a column of respondents")
            answers = self.data[column]
            if column in self.percents:
                answers = answers.map(self.percents[column]).astype("Float64")
            codes, known = pd.factorize(answers)
            values: list[str | Fraction] = [str(value) for value in known.tolist()]
            if pd.api.types.is_numeric_dtype(answers):
                values = [Fraction(value).limit_denominator(10**6) for value in known.tolist()]
            self._columns[column] = codes, values
        return self._columns[column]

    def compared(self, atom: Atom) -> tuple[Mask, Mask]:
        """Return of whom a comparison holds, and of whom it does not; of others it is not known.

        Parameters
        ----------
        atom : Atom
            A comparison on a column of the data.

        Returns
        -------
        tuple of two arrays of bool, shape (n_respondents,)
        """
        if atom not in self._known:
            asked = together(atom)
            codes, values = self.coded(asked.column)
            holds = np.array([*(asked.holds(value) for value in values), False])
            self._known[atom] = holds[codes], ~holds[codes] & (codes >= 0)
        return self._known[atom]

    def spelled(self, condition: Condition) -> Condition:
        """Return a condition canonically spelled, an answer to an item as the percent it gives.

        Parameters
        ----------
        condition : Condition
            A condition on columns of the data.
        """
        atoms = []
        for atom in condition.atoms:
            percents = self.percents.get(atom.column)
            if percents is not None and atom.op in ("=", "in", "!="):
                values = []
                for answer in atom.values:
                    value = percents.get(answer)
                    exact = None if value is None else Fraction(value).limit_denominator(1000)
                    values.append(answer if exact is None else str(exact))
                atom = Atom(atom.column, atom.op, tuple(values))
            atoms.append(atom)
        return canonical(Condition(tuple(atoms)))

    def meet(self, condition: Condition) -> Mask:
        """Return who meets a condition, shape (n_respondents,); nobody of whom it is not known.

        Parameters
        ----------
        condition : Condition
            A condition on columns of the data.
        """
        who = np.ones(self.size, bool)
        for atom in condition.atoms:
            who &= self.compared(atom)[0]
        return who

    def count(self, condition: Condition) -> int:
        """Return how many meet a condition.

        Parameters
        ----------
        condition : Condition
            A condition on columns of the data.
        """
        return int(self.meet(condition).sum())

    def with_answer(self, group: Condition, column: str) -> Mask:
        """Return who of a group answered a column, shape (n_respondents,).

        Parameters
        ----------
        group : Condition
            Whom.
        column : str
            A column of the data.
        """
        return self.meet(group) & (self.coded(column)[0] >= 0)

    def total(self, column: str, who: Mask) -> Fraction:
        """Return the exact sum of a column of numbers, in its unit.

        Parameters
        ----------
        column : str
            A column of numbers.
        who : array of bool, shape (n_respondents,)
            Over whom; all of them answered.
        """
        codes, values = self.coded(column)
        return sum((Fraction(values[code]) for code in codes[who]), Fraction(0))

    def answered(self, column: str) -> Condition:
        """Return the condition that a column is answered.

        Parameters
        ----------
        column : str
            A column of the data.
        """
        if column in self.choices:
            return Condition((Atom(column, "in", self.choices[column]),))
        return Condition((Atom(column, ">=", (str(self._lowest(column)),)),))

    def _lowest(self, column: str) -> int:
        values = [value for value in self.coded(column)[1] if not isinstance(value, str)]
        return math.floor(min([Fraction(0), *values]))

    def space(self, columns: Iterable[str]) -> Space:
        """Return what columns can hold; those of a multiple choice are yes or no.

        Parameters
        ----------
        columns : iterable of str
            Columns of the data, or ``column has choice``.
        """
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
class RowCounts:
    """What one row of an estimate frame is about, as counts of people.

    Attributes
    ----------
    counts : tuple of Condition
        The counts that its value tells: a share tells its own and that of its denominator, a mean
        none.
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


def row_counts(row: Mapping[str, object], people: Respondents) -> RowCounts | None:
    """Return the counts that a row tells; None of what is not about respondents' answers.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame: ``kind``, ``condition``, ``of``, ``variable``.
    people : Respondents
        Whose answers.
    """
    kind, variable = str(row["kind"]), str(row["variable"])
    try:
        condition = people.spelled(parse(str(row["condition"])))
        of = people.spelled(parse(str(row["of"])))
        group = condition & of
        people.meet(group)
    except ConditionError:
        return None
    if kind in COUNTED and group.atoms:
        return _counted(condition, of, people)
    if group.atoms:
        return RowCounts(sizes=(group,))
    if kind in VALUED:
        numbers = variable in people.data and variable not in people.choices
        return RowCounts(whole=(people.answered(variable),) if numbers else ())
    return None


def _counted(condition: Condition, of: Condition, people: Respondents) -> RowCounts:
    """Return the counts of a row that states a count or a share."""
    among = of
    if len(condition.columns) == 1 and " has " not in condition.columns[0]:
        among = people.answered(condition.columns[0]) & of
    both = (condition & of,)
    if of.atoms:
        return RowCounts(both, tuple(dict.fromkeys((of, among))))
    return RowCounts(both, (), (among,) if among.atoms else ())


def together(atom: Atom) -> Atom:
    """Return a comparison as the data have it: the inverse of `conditions.apart`.

    Parameters
    ----------
    atom : Atom
        A comparison, of a multiple choice perhaps on a column of its own.
    """
    column, chosen, choice = atom.column.partition(" has ")
    return Atom(column, "has", (choice,)) if chosen else atom


def canonical(condition: Condition) -> Condition:
    """Return a condition with sorted comparisons, each choice of a multiple choice a column.

    Parameters
    ----------
    condition : Condition
        Any condition.
    """
    return Condition(tuple(sorted(apart(condition).atoms, key=str)))
