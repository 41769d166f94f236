"""A small joint table of unknown counts or sums, one unknown for each cell."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from ppks_study.conditions import Condition
from ppks_study.evidence.parts import Axis, Part

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
