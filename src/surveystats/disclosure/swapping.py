"""Small changes that no published count notices: one respondent answers otherwise, or two do and make up for it.

Most withheld counts are shown to be uncertain by such a change, which is found by looking two changes up that cancel;
only for the others a programme is solved (`Joint.other`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Row
from surveystats.disclosure.contingency import Cells, Joint

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Swaps:
    """The single changes of a joint table: one respondent of a kind answers another part of the column.

    Attributes
    ----------
    joint : Joint
        Kinds of respondents by parts of a column.
    cells : ndarray of int, shape (n_kinds * width,)
        The true cells.
    width : int
        The number of parts.
    """

    joint: Joint
    cells: Cells
    width: int

    def other(self, target: Row, withheld: Collection[Condition]) -> Cells | None:
        """Return a state of affairs that changes a weighted sum, and withheld counts only; None where none is seen."""
        aim = _dense([target], len(self.cells))[0]
        gained = aim[self._to] - aim[self._from]
        open_ = np.array([c not in withheld for c in self.joint.free], dtype=bool)
        seen = np.hstack([self._counted[:, open_], self._exact])
        for first in np.flatnonzero((gained != 0) & ~seen.any(axis=1)):
            found = self._changed([int(first)], target)
            if found is not None:
                return found
        return self._pair(seen, gained, target)

    def _pair(self, seen: Whole, gained: Whole, target: Row) -> Cells | None:
        """Look two changes up that cancel in all that is seen."""
        keys = [row.tobytes() for row in np.ascontiguousarray(seen)]
        undo: dict[bytes, list[int]] = {}
        for i, key in enumerate(keys):
            undo.setdefault(key, []).append(i)
        negative = [row.tobytes() for row in np.ascontiguousarray(-seen)]
        for first in np.flatnonzero(gained):
            for second in undo.get(negative[first], ())[:MOST]:
                if gained[first] + gained[second]:
                    found = self._changed([int(first), second], target)
                    if found is not None:
                        return found
        return None

    def _changed(self, moves: list[int], target: Row) -> Cells | None:
        """Return the cells after some changes, if they may be so."""
        cells = self.cells.copy()
        for move in moves:
            cells[self._from[move]] -= 1
            cells[self._to[move]] += 1
        return cells if self.joint.holds(cells, self._differs(target, cells)) else None

    def _differs(self, target: Row, cells: Cells) -> Linear:
        now = sum(weight * int(cells[i]) for i, weight in target.items())
        return Linear(target, now, now)

    @cached_property
    def _ends(self) -> tuple[Whole, Whole]:
        held = np.flatnonzero(self.cells > 0)
        start = np.repeat(held, self.width)
        end = (held[:, None] // self.width * self.width + np.arange(self.width)).ravel()
        return start[start != end], end[start != end]

    @property
    def _from(self) -> Whole:
        return self._ends[0]

    @property
    def _to(self) -> Whole:
        return self._ends[1]

    @cached_property
    def _counted(self) -> Whole:
        """How each change moves each free count, shape (n_changes, n_free)."""
        rows = _dense([self.joint.rows[c] for c in self.joint.free], len(self.cells))
        return (rows[:, self._to] - rows[:, self._from]).T

    @cached_property
    def _exact(self) -> Whole:
        """How each change moves what stays as it is in any case, sizes of kinds aside."""
        rows = _dense([law.row for law in self.joint.laws if law.low == law.high], len(self.cells))
        moved = (rows[:, self._to] - rows[:, self._from]).T
        return moved[:, moved.any(axis=0)]


#: How many partners of a change are tried.
MOST = 20


def _dense(rows: list[Row], width: int) -> Whole:
    found = np.zeros((len(rows), width), dtype=np.int64)
    for r, row in enumerate(rows):
        found[r, list(row)] = list(row.values())
    return found
