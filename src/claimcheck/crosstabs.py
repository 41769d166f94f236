"""Bounds on sums, counts and extremes of amounts that are alike in each cell of a joint table.

An amount that follows from several columns (pay by role, education and years) is one number, or a
range of numbers, in each cell of their joint table. How many people a cell holds is what claims
leave open.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from claimcheck.bounds import Bound, Evidence
from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Model, Row, Solution
from claimcheck.errors import InfeasibleError
from claimcheck.statements import Term

_ONE = Fraction(1)
Amounts = Sequence[int]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Groups of people, no two of which share a person.

    Attributes
    ----------
    evidence : Evidence
        What is known about everybody.
    conditions : tuple of Condition
        One a cell.

    Notes
    -----
    The amounts of the methods are whole numbers, one a cell: ``low`` what somebody in the cell has
    at least, ``high`` at most. Every end is attained: a model's counts, with everybody at that end
    of their cell.
    """

    evidence: Evidence
    conditions: tuple[Condition, ...]
    _known: list[Solution] = field(default_factory=list, compare=False, repr=False)

    @cached_property
    def model(self) -> Model:
        """The model whose unknowns count the cells."""
        return self.evidence.model(*self._terms)

    @cached_property
    def _terms(self) -> list[Term]:
        return [Term(_ONE, condition) for condition in self.conditions]

    @cached_property
    def _counted(self) -> list[list[int]]:
        """The unknowns that add up to each cell."""
        return [self.model.counted(term) for term in self._terms]

    def total(self, low: Amounts, high: Amounts) -> Bound:
        """Return the bounds on the sum of an amount over everybody in the cells.

        Parameters
        ----------
        low, high : sequence of int
            What somebody in each cell has at least, and at most.
        """
        ends, totals = [], []
        for amounts, solution in ((low, self._solved(low, 1)), (high, self._solved(high, -1))):
            counts = self.counts(solution)
            ends.append((self.model, solution))
            totals.append(Fraction(sum(map(operator.mul, amounts, counts))))
        return Bound(totals[0], totals[1], witnesses=tuple(ends))

    def counts(self, solution: Solution) -> list[int]:
        """Return how many people a solution puts into each cell.

        Parameters
        ----------
        solution : Solution
            Of `model`.
        """
        sizes = []
        for counted in self._counted:
            size = 0
            for i in counted:
                size += solution.values[i]
            sizes.append(size)
        return sizes

    def count(self, surely: Sequence[bool], possibly: Sequence[bool]) -> Bound:
        """Return the bounds on how many people something holds for.

        Parameters
        ----------
        surely, possibly : sequence of bool
            Whether it holds for everybody, or can hold, in each cell.
        """
        return self.total(list(map(int, surely)), list(map(int, possibly)))

    def smallest(self, low: Amounts, high: Amounts) -> Bound:
        """Return the bounds on the smallest amount that anybody has; somebody must be in the cells.

        Parameters
        ----------
        low, high : sequence of int
            What somebody in each cell has at least, and at most.
        """
        least = _first(sorted(set(low)),
                       lambda end: self._somebody(np.less_equal(low, end)))
        most = _first(sorted(set(high), reverse=True),
                      lambda end: self._nobody(np.less(high, end)))
        return Bound(Fraction(least), Fraction(most))

    def largest(self, low: Amounts, high: Amounts) -> Bound:
        """Return the bounds on the largest amount that anybody has; somebody must be in the cells.

        Parameters
        ----------
        low, high : sequence of int
            What somebody in each cell has at least, and at most.
        """
        smallest = self.smallest([-amount for amount in high], [-amount for amount in low])
        assert smallest.lower is not None and smallest.upper is not None
        return Bound(-smallest.upper, -smallest.lower)

    def ratio(self, low: Amounts, high: Amounts) -> Bound:
        """Return the bounds on the largest amount in times the smallest, of two people or more.

        Parameters
        ----------
        low, high : sequence of int
            What somebody in each cell has at least, and at most; all above 0.
        """
        smallest, largest = self.smallest(low, high), self.largest(low, high)
        return Bound(self._closest(low, high, smallest, largest),
                     self._furthest(low, high, smallest, largest))

    def _closest(self, low: Amounts, high: Amounts, smallest: Bound, largest: Bound) -> Fraction:
        """Return the least ratio of the ends of a span in which everybody can be.

        No span begins above the greatest smallest amount, or ends under the least largest one.
        """
        least: Fraction | None = None
        for start in sorted(set(high), reverse=True):
            if smallest.upper is not None and start > smallest.upper:
                continue
            if least is not None and (largest.lower or 0) >= least * start:
                break
            ratio = Fraction(self._end(start, low, high), start)
            least = ratio if least is None else min(least, ratio)
        return _ONE if least is None else least

    def _end(self, start: int, low: Amounts, high: Amounts) -> int:
        """Return the least amount within which all can stay who reach a least amount."""
        ends = np.unique(np.maximum(low, start)).tolist()
        below = np.less(high, start)
        return _first(ends, lambda end: self._nobody(below | np.greater(low, end)))

    def _furthest(self, low: Amounts, high: Amounts, smallest: Bound,
                  largest: Bound) -> Fraction:
        """Return the greatest ratio of what two people can have."""
        furthest, most = _ONE, largest.upper or Fraction(0)
        for start in sorted(set(low)):
            if start < (smallest.lower or 0):
                continue
            tops = {amount for amount in high if start * furthest < amount <= most}
            top = self._top(start, sorted(tops, reverse=True), low, high)
            furthest = furthest if top is None else Fraction(top, start)
        return furthest

    def _top(self, start: int, tops: Sequence[int], low: Amounts, high: Amounts) -> int | None:
        """Return the greatest of falling amounts that one can have while another has little."""
        under = np.less_equal(low, start)
        if not tops or not self._apart(under, np.greater_equal(high, tops[-1])):
            return None
        return _first(tops, lambda end: self._apart(under, np.greater_equal(high, end)))

    def _apart(self, first: Mask, second: Mask) -> bool:
        """Whether one person can be in the first cells and another in the second."""
        return self._holds([Linear(self._row(first), 1, None), Linear(self._row(second), 1, None),
                            Linear(self._row(first | second), 2, None)])

    def _somebody(self, chosen: Mask) -> bool:
        return self._holds([Linear(self._row(chosen), 1, None)])

    def _nobody(self, chosen: Mask) -> bool:
        return self._holds([Linear(self._row(chosen), 0, 0)])

    def _holds(self, extra: Sequence[Linear]) -> bool:
        """Whether counts can satisfy more: earlier solutions are looked at first."""
        for known in self._known:
            for linear in extra:
                if not linear.holds(known.values):
                    break
            else:
                return True
        needed = [one for one in extra if one.row or not one.holds(())]
        try:
            self._known.append(self.model.solve(extra=needed, relaxed=True))
        except InfeasibleError:
            return False
        return True

    def _row(self, weights: Sequence[int] | Mask) -> Row:
        row: Row = {}
        for weight, counted in zip(weights, self._counted, strict=True):
            for i in counted if weight else ():
                row[i] = row.get(i, 0) + int(weight)
        return row

    def _solved(self, amounts: Amounts, sense: Literal[1, -1]) -> Solution:
        """Return counts with the smallest or largest sum; small weights keep the solver exact."""
        unit = gcd(*amounts) or 1
        row = self._row([amount // unit for amount in amounts])
        self._known.append(self.model.solve(row, sense=sense, relaxed=True))
        return self._known[-1]


def _first(ordered: Sequence[int], holds: Callable[[int], bool]) -> int:
    """Return the first value from which a condition holds, as it does for the last."""
    low, high = 0, len(ordered) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(ordered[middle]) else (middle + 1, high)
    return ordered[low]
