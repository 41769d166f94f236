"""The values of a column, parted so that every condition in play treats each part alike."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import Atom, Condition
from claimcheck.statements import Statement

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


# A small joint table of unknown counts or sums, one unknown for each cell.

Cell = tuple[Part, ...]
Places = NDArray[np.int64]
#: Who meets a condition, less who meets another.
Emptied = tuple[Condition, Condition | None]


class Shape:
    """The cells of a table, in order; which of them meet a condition is worked out once for all tables of the shape."""

    def __init__(self, columns: tuple[str, ...], axes: tuple[Axis, ...]) -> None:
        self.columns, self.axes = columns, axes
        self.places = np.arange(np.prod([len(axis) for axis in axes], dtype=int)).reshape([len(a) for a in axes])
        self._meeting: dict[Condition, Places] = {}
        self._along: dict[tuple[str, ...], dict[Cell, Places]] = {}

    def meeting(self, condition: Condition) -> Places:
        """Return the places of the cells whose respondents meet a condition on some of the columns."""
        if condition not in self._meeting:
            by_column: dict[str, list[int]] = {}
            for name, axis in zip(self.columns, self.axes, strict=True):
                by_column[name] = axis.places(axis.meeting(a for a in condition.atoms if a.column == name))
            self._meeting[condition] = self.places[np.ix_(*by_column.values())].ravel()
        return self._meeting[condition]

    def along(self, columns: tuple[str, ...]) -> dict[Cell, Places]:
        """Return the places within each cell of some of the columns."""
        if columns not in self._along:
            at = [self.columns.index(name) for name in columns]
            cells = product(*(self.axes[i] for i in at))
            turned = np.moveaxis(self.places, at, range(len(at)))
            rows = turned.reshape(int(np.prod(turned.shape[:len(at)])), -1)
            self._along[columns] = dict(zip(cells, rows, strict=True))
        return self._along[columns]


@lru_cache(maxsize=1024)
def _shape(columns: tuple[str, ...], axes: tuple[Axis, ...]) -> Shape:
    return Shape(columns, axes)


@dataclass(frozen=True)
class Grid:
    """Unknowns by the parts of some columns.

    Attributes
    ----------
    shape : Shape
        The cells.
    unknowns : ndarray of int, shape (n_cells,)
        The number of each cell's unknown; -1 where nobody can be.
    """

    shape: Shape
    unknowns: Places

    @classmethod
    def of(cls, columns: Sequence[str], axes: Sequence[Axis], start: int, empty: Iterable[Emptied] = ()) -> "Grid":
        """Return a grid whose unknowns are numbered from a start, without the cells that are known to be empty."""
        shape = _shape(tuple(columns), tuple(axes))
        unknowns = np.zeros(shape.places.size, dtype=np.int64)
        alive = np.ones(shape.places.size, dtype=bool)
        for condition, but in empty:
            gone = np.zeros(shape.places.size, dtype=bool)
            gone[shape.meeting(condition)] = True
            if but is not None:
                gone[shape.meeting(but)] = False
            alive &= ~gone
        unknowns[~alive] = -1
        unknowns[alive] = np.arange(start, start + alive.sum())
        return cls(shape, unknowns)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns tabulated."""
        return self.shape.columns

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return int((self.unknowns >= 0).sum())

    def meeting(self, condition: Condition) -> list[int]:
        """Return the unknowns of the cells whose respondents meet a condition on some of the columns."""
        return self._known(self.shape.meeting(condition))

    def along(self, columns: tuple[str, ...]) -> dict[Cell, list[int]]:
        """Return the unknowns within each cell of some of the columns."""
        return {cell: self._known(places) for cell, places in self.shape.along(columns).items()}

    def cells(self) -> Iterator[tuple[Cell, int]]:
        """Yield each cell that somebody can be in, with its unknown, in order."""
        for cell, unknown in zip(product(*self.shape.axes), self.unknowns.tolist(), strict=True):
            if unknown >= 0:
                yield cell, unknown

    def _known(self, places: Places) -> list[int]:
        found = self.unknowns[places]
        return found[found >= 0].tolist()


# Answers that nobody can have given, found without a solver: the tables become small.

Counted = list[tuple[Condition, int]]


def possible(axes: Mapping[str, Axis], statements: Sequence[Statement], size: int) -> dict[str, Axis]:
    """Return, per column, the parts that statements on that column alone leave possible.

    A part goes if a statement says that nobody is in it, if statements on other parts already account for all
    respondents, or if other parts are said to make the whole. Where a column would be left without any part, it keeps
    all: the solver will say why.
    """
    known, wholes = _counted(statements), _wholes(statements)
    return {column: _left(axis, known.get(column, []), wholes.get(column, []), size) for column, axis in axes.items()}


def settled_counts(axes: Mapping[str, Axis], statements: Sequence[Statement], size: int) -> set[str]:
    """Return the columns of which statements give the count of every part that is left possible.

    One part may go uncounted: it has whoever is left.
    """
    known, left = _counted(statements), possible(axes, statements, size)
    return {column for column in known if column in axes and _uncounted(left[column], known[column]) <= 1}


def nobody(statements: Iterable[Statement]) -> list[tuple[Condition, Condition | None]]:
    """Return the groups that statements leave nobody in: those who meet a condition, less those who meet another.

    A count of nobody empties a group; that everybody in a group belongs to another empties what is outside of it.
    """
    found: list[tuple[Condition, Condition | None]] = []
    for statement in statements:
        if statement.exact is not None and statement.exact[1] == 0:
            found.append((statement.exact[0], None))
        elif (pair := statement.subset) is not None:
            found.append(pair)
    return found


def _counted(statements: Iterable[Statement]) -> dict[str, Counted]:
    """Return the exact counts of groups that one column tells apart, by column."""
    found: dict[str, Counted] = {}
    for statement in statements:
        if statement.exact is not None and len(statement.exact[0].columns) == 1:
            found.setdefault(statement.exact[0].columns[0], []).append(statement.exact)
    return found


def _wholes(statements: Iterable[Statement]) -> dict[str, list[tuple[Condition, ...]]]:
    """Return, by column, the conditions of which statements say that their counts add up to everybody."""
    found: dict[str, list[tuple[Condition, ...]]] = {}
    for statement in statements:
        parts = statement.whole
        columns = {column for part in parts for column in part.columns}
        if len(columns) == 1:
            found.setdefault(columns.pop(), []).append(parts)
    return found


def _uncounted(axis: Axis, known: Counted) -> int:
    """Return how many parts have no count of their own."""
    counted = 0
    for condition, _ in known:
        inside = axis.meeting(condition.atoms)
        counted |= inside if inside.bit_count() == 1 else 0
    return len(axis) - counted.bit_count()


def _left(axis: Axis, known: Counted, wholes: Iterable[tuple[Condition, ...]], size: int) -> Axis:
    covered = accounted = empty = 0
    for condition, count in known:
        inside = axis.meeting(condition.atoms)
        if count == 0:
            empty |= inside
        elif not inside & covered:
            covered |= inside
            accounted += count
    left = (covered if accounted == size else axis.everything) & ~empty
    for parts in wholes:
        found = [axis.meeting(part.atoms) for part in parts]
        union = sum(found)
        if union.bit_count() == sum(part.bit_count() for part in found):  # they do not overlap
            left &= union
    return axis.kept(left) if left else axis
