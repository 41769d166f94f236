"""What columns can hold, parted so that every condition in play treats each part alike."""

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

#: Stands for "no upper limit", in steps: more than any monthly income, small enough for the solver.
UNLIMITED = 10**9
#: The choice that stands for all those of a column that no condition names.
OTHER = "(other)"


@dataclass(frozen=True)
class Column:
    """What a column can hold.

    Attributes
    ----------
    choices : tuple of str
        The choice names of a categorical column; empty for a number.
    step : Fraction
        The grid of a number: every value is a whole multiple (1 rupiah; 100/(items · maximum)
        percent).
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
        """Whether a comparison on the column holds throughout the part; never without an answer.

        Parameters
        ----------
        atom : Atom
            One of those that told the parts apart.
        """
        if self.missing:
            return False
        return atom.holds(self.choices[0] if self.choices else self.low * self.step)


class Axis:
    """The parts of a column that comparisons tell apart; a set of them is a whole number, by bits.

    Parameters
    ----------
    parts : iterable of Part
        In order, the missing answer last.
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
        """Return the set of the parts that meet all of some comparisons.

        Parameters
        ----------
        atoms : iterable of Atom
            Comparisons on the column.
        """
        chosen = self.everything
        for atom in atoms:
            if atom not in self._meeting:
                meeting = 0
                for i, part in enumerate(self.parts):
                    if part.holds(atom):
                        meeting |= 1 << i
                self._meeting[atom] = meeting
            chosen &= self._meeting[atom]
        return chosen

    def places(self, chosen: int) -> list[int]:
        """Return the places of a set of parts, from 0.

        Parameters
        ----------
        chosen : int
            The set, bit by bit.
        """
        return [i for i in range(len(self.parts)) if chosen >> i & 1]

    def kept(self, chosen: int) -> "Axis":
        """Return the axis of a set of parts only; the same one each time.

        Parameters
        ----------
        chosen : int
            The set, bit by bit.
        """
        if chosen not in self._kept:
            self._kept[chosen] = Axis(self.parts[i] for i in self.places(chosen))
        return self._kept[chosen]

    @cached_property
    def answered(self) -> "Axis":
        """The axis without the missing answer."""
        answered = 0
        for i, part in enumerate(self.parts):
            if not part.missing:
                answered |= 1 << i
        return self.kept(answered)


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

    def parts(self, columns: Iterable[str], conditions: Iterable[Condition]) -> dict[str, Axis]:
        """Return, for each column, the parts that conditions tell apart, the missing answer last.

        Parameters
        ----------
        columns : iterable of str
            The columns wanted.
        conditions : iterable of Condition
            Whatever is asked of the respondents.
        """
        atoms: dict[str, dict[Atom, None]] = {name: {} for name in columns}
        for condition in conditions:
            for atom in condition.atoms:
                if atom.column in atoms:
                    atoms[atom.column][atom] = None
        axes = {}
        for name, own in atoms.items():
            column = self.columns.get(name) or _inferred(own)
            axes[name] = _axis(name, column, tuple(own))
        return axes


def _inferred(atoms: Iterable[Atom]) -> Column:
    """Return a column as its comparisons let it be inferred."""
    choices: dict[str, None] = {}
    numeric = True
    for atom in atoms:
        numeric = numeric and atom.is_numeric
        choices.update(dict.fromkeys(atom.values))
    return Column() if numeric else Column((*choices, OTHER))


@lru_cache(maxsize=4096)
def _axis(name: str, column: Column, atoms: tuple[Atom, ...]) -> Axis:
    parts = _choices(name, column, atoms) if column.choices else _intervals(name, column, atoms)
    return Axis((*parts, Part(name, missing=True)))


def _choices(name: str, column: Column, atoms: tuple[Atom, ...]) -> list[Part]:
    alike: dict[tuple[bool, ...], list[str]] = {}
    for choice in column.choices:
        alike.setdefault(tuple([atom.holds(choice) for atom in atoms]), []).append(choice)
    return [Part(name, tuple(choices)) for choices in alike.values()]


def _intervals(name: str, column: Column, atoms: tuple[Atom, ...]) -> list[Part]:
    first = math.ceil(column.low / column.step)
    cuts: set[int] = set()
    for atom in atoms:
        cuts.update(_cuts(atom, column.step))
    if column.high is None:
        last = max(UNLIMITED, 10 * max(cuts, default=0))
    else:
        last = math.floor(column.high / column.step)
    starts = [first, *sorted(cut for cut in cuts if first < cut <= last)]
    parts = []
    for low, after in zip(starts, [*starts[1:], last + 1], strict=True):
        parts.append(Part(name, step=column.step, low=low, high=after - 1))
    return parts


def _cuts(atom: Atom, step: Fraction) -> list[int]:
    """Return the multiples of the step where a comparison changes, on its upper side."""
    cuts = []
    for value in atom.limits:
        if value is not None:
            if atom.op not in (">", "<="):
                cuts.append(math.ceil(value / step))
            if atom.op not in ("<", ">="):
                cuts.append(math.floor(value / step) + 1)
    return cuts


# A small joint table of unknown counts or sums, one unknown for each cell.

Cell = tuple[Part, ...]
_Places = NDArray[np.int64]
#: Who meets a condition, less who meets another.
Emptied = tuple[Condition, Condition | None]


class _Shape:
    """The cells of a table; which of them meet a condition is worked out once."""

    def __init__(self, columns: tuple[str, ...], axes: tuple[Axis, ...]) -> None:
        self.columns, self.axes = columns, axes
        sizes = [len(axis) for axis in axes]
        self.places = np.arange(np.prod(sizes, dtype=int)).reshape(sizes)
        self._meeting: dict[Condition, _Places] = {}
        self._along: dict[tuple[str, ...], dict[Cell, _Places]] = {}

    def meeting(self, condition: Condition) -> _Places:
        """Return the places of the cells whose respondents meet a condition on some columns."""
        if condition not in self._meeting:
            chosen = []
            for name, axis in zip(self.columns, self.axes, strict=True):
                atoms = [atom for atom in condition.atoms if atom.column == name]
                chosen.append(axis.places(axis.meeting(atoms)))
            self._meeting[condition] = self.places[np.ix_(*chosen)].ravel()
        return self._meeting[condition]

    def along(self, columns: tuple[str, ...]) -> dict[Cell, _Places]:
        """Return the places within each cell of some of the columns."""
        if columns not in self._along:
            at = [self.columns.index(name) for name in columns]
            cells = product(*[self.axes[i] for i in at])
            turned = np.moveaxis(self.places, at, range(len(at)))
            rows = turned.reshape(int(np.prod(turned.shape[:len(at)])), -1)
            self._along[columns] = dict(zip(cells, rows, strict=True))
        return self._along[columns]


@lru_cache(maxsize=1024)
def _shape(columns: tuple[str, ...], axes: tuple[Axis, ...]) -> _Shape:
    return _Shape(columns, axes)


class Grid:
    """Unknowns by the parts of some columns, numbered from a start.

    Parameters
    ----------
    columns : sequence of str
        The columns tabulated.
    axes : sequence of Axis
        Their parts.
    start : int
        The number of the first unknown.
    empty : iterable of (Condition, Condition or None)
        In whose cells nobody can be: those who meet a condition, less those who meet another.
    """

    def __init__(self, columns: Sequence[str], axes: Sequence[Axis], start: int,
                 empty: Iterable[Emptied] = ()) -> None:
        self._shape = _shape(tuple(columns), tuple(axes))
        self.columns = self._shape.columns
        alive = np.ones(self._shape.places.size, dtype=bool)
        for condition, but in empty:
            gone = np.zeros(alive.size, dtype=bool)
            gone[self._shape.meeting(condition)] = True
            if but is not None:
                gone[self._shape.meeting(but)] = False
            alive &= ~gone
        self.size = int(alive.sum())
        self._unknowns = np.full(alive.size, -1, dtype=np.int64)  # -1 where nobody can be
        self._unknowns[alive] = np.arange(start, start + self.size)

    def meeting(self, condition: Condition) -> list[int]:
        """Return the unknowns of the cells whose respondents meet a condition.

        Parameters
        ----------
        condition : Condition
            On some of the columns.
        """
        unknowns = self._unknowns[self._shape.meeting(condition)]
        return unknowns[unknowns >= 0].tolist()

    def along(self, columns: tuple[str, ...]) -> dict[Cell, list[int]]:
        """Return the unknowns within each cell of some of the columns.

        Parameters
        ----------
        columns : tuple of str
            Some of those tabulated.
        """
        inside = {}
        for cell, places in self._shape.along(columns).items():
            unknowns = self._unknowns[places]
            inside[cell] = unknowns[unknowns >= 0].tolist()
        return inside

    def cells(self) -> Iterator[tuple[Cell, int]]:
        """Yield each cell that somebody can be in, with its unknown, in order."""
        cells = product(*self._shape.axes)
        for cell, unknown in zip(cells, self._unknowns.tolist(), strict=True):
            if unknown >= 0:
                yield cell, unknown


# Answers that nobody can have given, found without a solver: the tables become small.

_Counted = dict[str, list[tuple[Condition, int]]]


def possible(axes: Mapping[str, Axis], statements: Sequence[Statement],
             size: int) -> dict[str, Axis]:
    """Return, per column, the parts that statements on that column alone leave possible.

    Parameters
    ----------
    axes : mapping of str to Axis
        The parts of each column.
    statements : sequence of Statement
        What must hold.
    size : int
        Number of respondents.

    Notes
    -----
    A part goes if a statement says that nobody is in it, if statements on other parts already
    account for all respondents, or if other parts are said to make the whole. Where a column would
    be left without any part, it keeps all: the solver will say why.
    """
    known, wholes = _counted(statements), _wholes(statements)
    left = {}
    for column, axis in axes.items():
        left[column] = _left(axis, known.get(column, []), wholes.get(column, []), size)
    return left


def settled_counts(axes: Mapping[str, Axis], statements: Sequence[Statement],
                   size: int) -> set[str]:
    """Return the columns of which statements give the count of every part that is left possible.

    One part may go uncounted: it has whoever is left.

    Parameters
    ----------
    axes : mapping of str to Axis
        The parts of each column.
    statements : sequence of Statement
        What must hold.
    size : int
        Number of respondents.
    """
    known, left = _counted(statements), possible(axes, statements, size)
    settled = set()
    for column, counts in known.items():
        if column in axes:
            counted = 0
            for condition, _ in counts:
                inside = left[column].meeting(condition.atoms)
                counted |= inside if inside.bit_count() == 1 else 0
            if len(left[column]) - counted.bit_count() <= 1:
                settled.add(column)
    return settled


def nobody(statements: Iterable[Statement]) -> list[Emptied]:
    """Return the groups that statements leave nobody in.

    Those who meet a condition, less those who meet another: a count of nobody empties a group; that
    everybody in a group belongs to another empties what is outside of it.

    Parameters
    ----------
    statements : iterable of Statement
        What must hold.
    """
    empty: list[Emptied] = []
    for statement in statements:
        if statement.exact is not None and statement.exact[1] == 0:
            empty.append((statement.exact[0], None))
        elif statement.subset is not None:
            empty.append(statement.subset)
    return empty


def _counted(statements: Iterable[Statement]) -> _Counted:
    """Return the exact counts of groups that one column tells apart, by column."""
    counts: _Counted = {}
    for statement in statements:
        if statement.exact is not None and len(statement.exact[0].columns) == 1:
            counts.setdefault(statement.exact[0].columns[0], []).append(statement.exact)
    return counts


def _wholes(statements: Iterable[Statement]) -> dict[str, list[tuple[Condition, ...]]]:
    """Return, by column, the conditions whose counts are said to make everybody."""
    wholes: dict[str, list[tuple[Condition, ...]]] = {}
    for statement in statements:
        columns: set[str] = set()
        for part in statement.whole:
            columns.update(part.columns)
        if len(columns) == 1:
            wholes.setdefault(columns.pop(), []).append(statement.whole)
    return wholes


def _left(axis: Axis, known: Sequence[tuple[Condition, int]],
          wholes: Iterable[tuple[Condition, ...]], size: int) -> Axis:
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
        union, overlap = 0, False
        for part in parts:
            inside = axis.meeting(part.atoms)
            overlap = overlap or bool(union & inside)
            union |= inside
        if not overlap:
            left &= union
    return axis.kept(left) if left else axis
