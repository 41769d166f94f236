"""Joint tables of counts, and other tables that agree with all that is published of them.

A withheld count is safe when there is such a table: it gives every published count, and another
value where the count was withheld. Two ways of looking for one: small changes that no published
count shows (`Swaps`), which is quick; and a whole-number optimisation (`Joint.other`), which also
finds the cheapest published counts to withhold beside it where there is none.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array
from scipy.sparse.linalg import lsqr

from claimcheck.conditions import Condition
from claimcheck.counts import INFEASIBLE, Linear, Model, Row, run
from claimcheck.space import Space
from claimcheck.statements import Term, count_is

Cells = NDArray[np.int64]
ONE = Fraction(1)
#: Below this a weighted sum of a random direction counts as nothing.
NOTHING = 1e-6
#: How many partners of a change are tried.
MOST = 20


@dataclass(frozen=True)
class Other:
    """Another joint table.

    Attributes
    ----------
    cells : array of int, shape (n_cells,)
        How many people are in each cell.
    cost : int
        What it costs to leave it possible.
    """

    cells: Cells
    cost: int


@dataclass(frozen=True, eq=False)
class Joint:
    """Counts of people, as weighted sums of the unknown cells of one joint table.

    Attributes
    ----------
    unknowns : int
        The number of cells.
    laws : tuple of Linear
        What holds of cells in any case, published counts of nobody and `firm` ones included.
    rows : mapping of Condition to Row
        Each count as weights of cells.
    counts : mapping of Condition to int
        The true counts.
    free : tuple of Condition
        The counts that can be withheld: of somebody, and not published in any case.
    """

    unknowns: int
    laws: tuple[Linear, ...]
    rows: Mapping[Condition, Row]
    counts: Mapping[Condition, int]
    free: tuple[Condition, ...]

    @classmethod
    def of(cls, space: Space, counts: Mapping[Condition, int],
           firm: Collection[Condition] = ()) -> "Joint":
        """Return the joint table of all columns that conditions name.

        Parameters
        ----------
        space : Space
            Number of respondents and what their columns can hold.
        counts : mapping of Condition to int
            How many people meet each condition (`conditions.apart`); true of some data.
        firm : collection of Condition
            Counts that are published in any case. So are those of nobody.
        """
        free = tuple(c for c, count in counts.items() if count and c not in firm)
        laws = [count_is(c, count) for c, count in counts.items() if not count or c in firm]
        model = Model(space, laws, [Term(ONE, c) for c in free])
        rows = {c: dict.fromkeys(model.counted(Term(ONE, c)), 1) for c in counts}
        return cls(model.unknowns, model.linear, rows, counts, free)

    def other(self, target: Row, value: int, withheld: Collection[Condition]) -> Other | None:
        """Return the cheapest joint table in which a weighted sum of cells is not its true value.

        Each published count that it changes costs as much as it counts, and one more, for each
        person changed; withheld ones cost nothing, but somebody stays in each.

        Parameters
        ----------
        target : Row
            The weight of each cell in the sum.
        value : int
            Its true value.
        withheld : collection of Condition
            Counts that are not published.

        Returns
        -------
        Other or None
            None where there is no other.
        """
        above = self._solve(Linear(target, value + 1, None), withheld)
        below = self._solve(Linear(target, None, value - 1), withheld)
        if above is None or (below is not None and below.cost < above.cost):
            return below
        return above

    def changed(self, cells: Cells) -> set[Condition]:
        """Return the counts that differ from the true ones.

        Parameters
        ----------
        cells : array of int, shape (n_cells,)
            Another joint table.
        """
        return {c for c in self.free if total(self.rows[c], cells) != self.counts[c]}

    def _solve(self, wanted: Linear, withheld: Collection[Condition]) -> Other | None:
        """Solve without regard to whole numbers first, which is quick and mostly gives them."""
        n, m = self.unknowns, len(self.free)
        true = np.array([self.counts[c] for c in self.free], dtype=float)
        losses = np.where([c in withheld for c in self.free], 0, true + 1)
        most = np.concatenate([np.full(n + m, np.inf), true - 1])
        row = np.zeros((1, n + 2 * m))
        row[0, list(wanted.row)] = list(wanted.row.values())
        extra = LinearConstraint(row, -np.inf if wanted.low is None else wanted.low,
                                 np.inf if wanted.high is None else wanted.high)
        for whole in (False, True):
            solution = run(np.concatenate([np.zeros(n), losses, losses]),
                           Bounds(np.zeros(n + 2 * m), most), [self._constraints, extra],
                           whole=whole)
            if solution.status == INFEASIBLE:
                return None
            if solution.x is None:
                continue
            cells = np.rint(solution.x[:n]).astype(np.int64)
            if self.holds(cells, wanted):
                lost = self.changed(cells).difference(withheld)
                return Other(cells, sum(self.counts[c] + 1 for c in lost))
        return None

    def holds(self, cells: Cells, wanted: Linear) -> bool:
        """Whether another joint table is possible, checked in whole numbers.

        Parameters
        ----------
        cells : array of int, shape (n_cells,)
            The table.
        wanted : Linear
            What it has to fulfil beside all laws. No free count may become 0 either.
        """
        values = cells.tolist()
        if values and min(values) < 0:
            return False
        if not all(law.holds(values) for law in (*self.laws, wanted)):
            return False
        return all(total(self.rows[c], cells) > 0 for c in self.free)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        """What holds of cells, and of how far free counts rise above or fall below the truth."""
        n, m = self.unknowns, len(self.free)
        rows, low, high = [], [], []
        for law in self.laws:
            if law.row:
                rows.append(law.row)
                low.append(-np.inf if law.low is None else law.low)
                high.append(np.inf if law.high is None else law.high)
        for k, condition in enumerate(self.free):
            rows.append({**self.rows[condition], n + k: -1, n + m + k: 1})
            low.append(self.counts[condition])
            high.append(self.counts[condition])
        return LinearConstraint(_sparse(rows, n + 2 * m), low, high)

    def determined(self, targets: list[Row], withheld: Collection[Condition]) -> list[bool]:
        """Return which weighted sums the published counts settle by adding and subtracting.

        Parameters
        ----------
        targets : list of Row
            The weights of cells in each sum.
        withheld : collection of Condition
            Counts that are not published.
        """
        n = self.unknowns
        if not targets or not n:
            return [True] * len(targets)
        known = [law.row for law in self.laws if law.row and law.low == law.high]
        known += [self.rows[c] for c in self.free if c not in withheld]
        matrix = _sparse(known, n)
        anywhere = np.random.default_rng(1).normal(size=n)
        nearest = lsqr(matrix, matrix @ anywhere, atol=1e-12, btol=1e-12, iter_lim=20 * n)[0]
        moved: NDArray[np.float64] = _sparse(targets, n) @ (anywhere - nearest)
        settled: list[bool] = (np.abs(moved) < NOTHING).tolist()
        return settled


@dataclass(frozen=True, eq=False)
class Swaps:
    """The single changes of a joint table: one respondent answers another part of a column.

    Attributes
    ----------
    joint : Joint
        Kinds of respondents by parts of a column.
    cells : array of int, shape (n_kinds * width,)
        The true cells.
    width : int
        The number of parts.
    """

    joint: Joint
    cells: Cells
    width: int

    def other(self, target: Row, withheld: Collection[Condition]) -> Cells | None:
        """Return a joint table that changes a weighted sum, and withheld counts only.

        One respondent answers otherwise, or two do and make up for each other.

        Parameters
        ----------
        target : Row
            The weight of each cell in the sum.
        withheld : collection of Condition
            Counts that are not published.

        Returns
        -------
        array of int, shape (n_cells,), or None
            None where no such change is seen.
        """
        aim = _dense([target], len(self.cells))[0]
        gained = aim[self._to] - aim[self._from]
        published = np.array([c not in withheld for c in self.joint.free], dtype=bool)
        seen = np.hstack([self._counted[:, published], self._exact])
        for first in np.flatnonzero((gained != 0) & ~seen.any(axis=1)):
            cells = self._changed([int(first)], target)
            if cells is not None:
                return cells
        return self._pair(seen, gained, target)

    def _pair(self, seen: Cells, gained: Cells, target: Row) -> Cells | None:
        """Look up two changes that cancel in all that is seen."""
        undo: dict[bytes, list[int]] = {}
        for i, row in enumerate(np.ascontiguousarray(seen)):
            undo.setdefault(row.tobytes(), []).append(i)
        negative = np.ascontiguousarray(-seen)
        for first in np.flatnonzero(gained):
            for second in undo.get(negative[first].tobytes(), ())[:MOST]:
                if gained[first] + gained[second]:
                    cells = self._changed([int(first), second], target)
                    if cells is not None:
                        return cells
        return None

    def _changed(self, moves: list[int], target: Row) -> Cells | None:
        """Return the cells after some changes, if they are possible."""
        cells = self.cells.copy()
        for move in moves:
            cells[self._from[move]] -= 1
            cells[self._to[move]] += 1
        now = total(target, cells)
        return cells if self.joint.holds(cells, Linear(target, now, now)) else None

    @cached_property
    def _ends(self) -> tuple[Cells, Cells]:
        held = np.flatnonzero(self.cells > 0)
        start = np.repeat(held, self.width)
        end = (held[:, None] // self.width * self.width + np.arange(self.width)).ravel()
        return start[start != end], end[start != end]

    @property
    def _from(self) -> Cells:
        return self._ends[0]

    @property
    def _to(self) -> Cells:
        return self._ends[1]

    @cached_property
    def _counted(self) -> Cells:
        """How each change moves each free count, shape (n_changes, n_free)."""
        rows = _dense([self.joint.rows[c] for c in self.joint.free], len(self.cells))
        return (rows[:, self._to] - rows[:, self._from]).T

    @cached_property
    def _exact(self) -> Cells:
        """How each change moves what stays as it is in any case, sizes of kinds aside."""
        laws = [law.row for law in self.joint.laws if law.low == law.high]
        rows = _dense(laws, len(self.cells))
        moved = (rows[:, self._to] - rows[:, self._from]).T
        return moved[:, moved.any(axis=0)]


def total(row: Row, cells: Cells) -> int:
    """Return a weighted sum of cells.

    Parameters
    ----------
    row : Row
        The weight of each cell that has one.
    cells : array of int, shape (n_cells,)
        How many people are in each cell.
    """
    return int(sum(weight * int(cells[i]) for i, weight in row.items()))


def _dense(rows: list[Row], width: int) -> Cells:
    matrix = np.zeros((len(rows), width), dtype=np.int64)
    for r, row in enumerate(rows):
        matrix[r, list(row)] = list(row.values())
    return matrix


def _sparse(rows: list[Row], width: int) -> csr_array:
    weights: list[float] = []
    columns: list[int] = []
    ends = [0]
    for row in rows:
        columns += row.keys()
        weights += row.values()
        ends.append(len(columns))
    return csr_array((np.array(weights, float), np.array(columns, int), np.array(ends, int)),
                     shape=(len(rows), width))
