"""Counts of people that hang together, and another state of affairs that agrees with all that is published of them.

A withheld count is safe when there is one: a joint table that gives every published count, and another value where
the count was withheld. Where there is none, the cheapest published counts to withhold beside it are found together
with it, in one whole-number programme.
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


@dataclass(frozen=True)
class Other:
    """Another state of affairs: how many people are in each cell, and what it costs to leave it possible."""

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
    def of(cls, space: Space, counts: Mapping[Condition, int], firm: Collection[Condition] = ()) -> "Joint":
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
        """Return the cheapest state of affairs in which a weighted sum of cells has not its true value.

        Each published count that it changes costs as much as it counts, and one more, for each person changed;
        withheld ones cost nothing, but somebody stays in each. None where there is no other.
        """
        found = [self._solve(Linear(target, value + 1, None), withheld),
                 self._solve(Linear(target, None, value - 1), withheld)]
        return min((other for other in found if other), key=lambda other: other.cost, default=None)

    def changed(self, cells: Cells) -> set[Condition]:
        """Return the counts that differ from the true ones."""
        return {c for c in self.free if total(self.rows[c], cells) != self.counts[c]}

    def _solve(self, wanted: Linear, withheld: Collection[Condition]) -> Other | None:
        """Solve without regard to whole numbers first, which is quick and mostly gives them."""
        n, m = self.unknowns, len(self.free)
        losses = [0 if c in withheld else self.counts[c] + 1 for c in self.free]
        most = [np.inf] * (n + m) + [self.counts[c] - 1 for c in self.free]
        row = np.zeros((1, n + 2 * m))
        row[0, list(wanted.row)] = list(wanted.row.values())
        extra = LinearConstraint(row, -np.inf if wanted.low is None else wanted.low,
                                 np.inf if wanted.high is None else wanted.high)
        for whole in (False, True):
            found = run(np.array([0] * n + losses + losses, float), Bounds(np.zeros(n + 2 * m), most),
                        [self._constraints, extra], whole=whole)
            if found.status == INFEASIBLE:
                return None
            cells = None if found.x is None else np.rint(found.x[:n]).astype(np.int64)
            if cells is not None and self.holds(cells, wanted):
                return Other(cells, sum(self.counts[c] + 1 for c in self.changed(cells) if c not in withheld))
        return None

    def holds(self, cells: Cells, wanted: Linear) -> bool:
        """Check a state of affairs in whole numbers: all laws hold, so does what is wanted, and no count is emptied."""
        values = cells.tolist()
        lasting = all(total(self.rows[c], cells) > 0 for c in self.free)
        return min(values, default=0) >= 0 and lasting and all(law.holds(values) for law in (*self.laws, wanted))

    @cached_property
    def _constraints(self) -> LinearConstraint:
        """What holds of cells, and of how far the free counts rise above and fall below the true ones."""
        n, m = self.unknowns, len(self.free)
        known = [law for law in self.laws if law.row]
        rows = [(linear.row, linear.low, linear.high) for linear in known]
        rows += [({**self.rows[c], n + k: -1, n + m + k: 1}, self.counts[c], self.counts[c])
                 for k, c in enumerate(self.free)]
        low = [-np.inf if low is None else low for _, low, _ in rows]
        high = [np.inf if high is None else high for _, _, high in rows]
        return LinearConstraint(_matrix([row for row, _, _ in rows], n + 2 * m), low, high)

    def determined(self, targets: list[Row], withheld: Collection[Condition]) -> list[bool]:
        """Return which weighted sums the published counts settle by adding and subtracting alone."""
        n = self.unknowns
        if not targets or not n:
            return [True] * len(targets)
        known = [law.row for law in self.laws if law.row and law.low == law.high]
        known += [self.rows[c] for c in self.free if c not in withheld]
        matrix = _matrix(known, n)
        anywhere = np.random.default_rng(1).normal(size=n)
        within = anywhere - lsqr(matrix, matrix @ anywhere, atol=1e-12, btol=1e-12, iter_lim=20 * n)[0]
        return [bool(abs(value) < NOTHING) for value in _matrix(targets, n) @ within]


def total(row: Row, cells: Cells) -> int:
    """Return a weighted sum of cells."""
    return int(sum(weight * int(cells[i]) for i, weight in row.items()))


def less(whole: Row, part: Row) -> Row:
    """Return the difference of two weighted sums, without what cancels."""
    found = {i: whole.get(i, 0) - part.get(i, 0) for i in {**whole, **part}}
    return {i: weight for i, weight in found.items() if weight}


def _matrix(rows: list[Row], width: int) -> csr_array:
    entries = [(r, i, weight) for r, row in enumerate(rows) for i, weight in row.items()]
    at, columns, weights = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(weights, float), (at, columns)), shape=(len(rows), width))
