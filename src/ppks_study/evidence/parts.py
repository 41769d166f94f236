"""The values of a column, parted so that every condition in play treats each part alike."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache

from ppks_study.conditions import Atom, Condition

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


@dataclass(frozen=True, eq=False)
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


class Axis:
    """The parts of a column, told apart by some comparisons; which of them meet one is worked out once.

    Sets of parts are whole numbers, bit by bit.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self.parts = tuple(parts)
        self.everything = (1 << len(self.parts)) - 1
        self._meeting: dict[Atom, int] = {}
        self._kept: dict[int, Axis] = {self.everything: self}

    def __iter__(self) -> Iterator[Part]:
        """Iterate over the parts."""
        return iter(self.parts)

    def __len__(self) -> int:
        """Return the number of parts."""
        return len(self.parts)

    def meeting(self, atoms: Iterable[Atom]) -> int:
        """Return the set of the parts that meet all of some comparisons on the column."""
        found = self.everything
        for atom in atoms:
            if atom not in self._meeting:
                self._meeting[atom] = sum(1 << i for i, part in enumerate(self.parts) if part.holds(atom))
            found &= self._meeting[atom]
        return found

    def places(self, chosen: int) -> list[int]:
        """Return the places of a set of parts."""
        return [i for i in range(len(self.parts)) if chosen >> i & 1]

    def kept(self, chosen: int) -> "Axis":
        """Return the axis of a set of parts only; the same one each time."""
        if chosen not in self._kept:
            self._kept[chosen] = Axis(self.parts[i] for i in self.places(chosen))
        return self._kept[chosen]

    @cached_property
    def answered(self) -> "Axis":
        """The axis without the missing answer."""
        return self.kept(sum(1 << i for i, part in enumerate(self.parts) if not part.missing))


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

    def parts(self, columns: Iterable[str], conditions: Iterable[Condition]) -> dict[str, Axis]:
        """Return, for each column, the parts that the conditions tell apart, the missing answer last."""
        atoms: dict[str, dict[Atom, None]] = {name: {} for name in columns}
        for atom in dict.fromkeys(atom for condition in conditions for atom in condition.atoms):
            if atom.column in atoms:
                atoms[atom.column][atom] = None
        return {name: _axis(name, self.column(name, own), tuple(own)) for name, own in atoms.items()}


@lru_cache(maxsize=4096)
def _axis(name: str, column: Column, atoms: tuple[Atom, ...]) -> Axis:
    found = _choices(name, column, atoms) if column.choices else _intervals(name, column, atoms)
    return Axis((*found, Part(name, missing=True)))


def _choices(name: str, column: Column, atoms: tuple[Atom, ...]) -> list[Part]:
    alike: dict[tuple[bool, ...], list[str]] = {}
    for choice in column.choices:
        alike.setdefault(tuple(atom.holds(choice) for atom in atoms), []).append(choice)
    return [Part(name, tuple(choices)) for choices in alike.values()]


def _intervals(name: str, column: Column, atoms: tuple[Atom, ...]) -> list[Part]:
    first = math.ceil(column.low / column.step)
    told = {cut for atom in atoms for cut in _cuts(atom, column.step)}
    last = max({UNLIMITED, *(10 * cut for cut in told)}) if column.high is None else math.floor(
        column.high / column.step)
    cuts = sorted(cut for cut in told if first < cut <= last)
    starts, ends = [first, *cuts], [*(cut - 1 for cut in cuts), last]
    return [Part(name, step=column.step, low=a, high=b) for a, b in zip(starts, ends, strict=True)]


def _cuts(atom: Atom, step: Fraction) -> list[int]:
    """Return the multiples of the step at which a comparison changes: the first on its upper side."""
    units = [value / step for value in atom.limits if value is not None]
    at, after = [math.ceil(u) for u in units], [math.floor(u) + 1 for u in units]
    return {"<": at, ">=": at, ">": after, "<=": after}.get(atom.op, at + after)
