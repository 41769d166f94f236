"""The values of a column, parted so that every condition in play treats each part alike."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ppks_study.conditions import Atom, Condition, number

#: Stands for "no upper limit", in steps: more than any monthly income, and small enough for the solver.
UNLIMITED = 10**9


@dataclass(frozen=True)
class Column:
    """What a column can hold.

    Attributes
    ----------
    choices : tuple of str
        The choice names of a categorical column; empty for a number.
    step : Fraction
        The grid of a number: every value is a whole multiple (1 rupiah; 100/(items · maximum) percent).
    low, high : Fraction
        The limits of a number; high None stands for no limit.
    """

    choices: tuple[str, ...] = ()
    step: Fraction = Fraction(1)
    low: Fraction = Fraction(0)
    high: Fraction | None = None


@dataclass(frozen=True)
class Part:
    """Some values of a column: choices; or whole multiples of a step, low to high; or no answer."""

    column: str
    choices: tuple[str, ...] = ()
    step: Fraction = Fraction(1)
    low: int = 0
    high: int = 0
    missing: bool = False

    def holds(self, atom: Atom) -> bool:
        """Whether a comparison on the column holds throughout the part; never without an answer."""
        if self.missing:
            return False
        value: str | Fraction = self.choices[0] if self.choices else self.low * self.step
        return atom.holds(value)


OTHER = "(other)"


@dataclass(frozen=True)
class Space:
    """The columns of respondents' data as far as the evidence needs them.

    Attributes
    ----------
    size : int
        Number of respondents.
    columns : mapping of str to Column
        Known columns; others are inferred from the conditions that name them.
    """

    size: int
    columns: Mapping[str, Column] = field(default_factory=dict)

    def column(self, name: str, atoms: Iterable[Atom]) -> Column:
        """Return a column as known, or as its comparisons let it be inferred."""
        if name in self.columns:
            return self.columns[name]
        atoms = list(atoms)
        if all(atom.is_numeric for atom in atoms):
            return Column()
        return Column((*dict.fromkeys(v for atom in atoms for v in atom.values), OTHER))

    def parts(self, name: str, conditions: Iterable[Condition]) -> tuple[Part, ...]:
        """Return the parts of a column that the conditions tell apart, the missing answer last."""
        atoms = [a for c in conditions for a in c.atoms if a.column == name]
        column = self.column(name, atoms)
        found = _choices(name, column, atoms) if column.choices else _intervals(name, column, atoms)
        return (*found, Part(name, missing=True))


def _choices(name: str, column: Column, atoms: list[Atom]) -> list[Part]:
    alike: dict[tuple[bool, ...], list[str]] = {}
    for choice in column.choices:
        alike.setdefault(tuple(atom.holds(choice) for atom in dict.fromkeys(atoms)), []).append(choice)
    return [Part(name, tuple(choices)) for choices in alike.values()]


def _intervals(name: str, column: Column, atoms: list[Atom]) -> list[Part]:
    first = math.ceil(column.low / column.step)
    last = UNLIMITED if column.high is None else math.floor(column.high / column.step)
    cuts = sorted({cut for atom in atoms for cut in _cuts(atom, column.step)
                   if first < cut <= last})
    starts, ends = [first, *cuts], [*(cut - 1 for cut in cuts), last]
    return [Part(name, step=column.step, low=a, high=b) for a, b in zip(starts, ends, strict=True)]


def _cuts(atom: Atom, step: Fraction) -> list[int]:
    """Return the multiples of the step at which a comparison changes: the first on its upper side."""
    units = [value / step for value in map(number, atom.values) if value is not None]
    at, after = [math.ceil(u) for u in units], [math.floor(u) + 1 for u in units]
    return {"<": at, ">=": at, ">": after, "<=": after}.get(atom.op, at + after)
