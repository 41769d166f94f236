"""Means, totals and extremes of groups: which would tell of few people, and what the others say about counts."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Row
from claimcheck.space import Axis
from claimcheck.statements import where
from surveystats.disclosure.respondents import Respondents
from surveystats.disclosure.suppression import few

EXTREMES = ("minimum", "maximum")
SUMMED = ("mean", "total")
#: Below this a residue counts as nothing.
NOTHING = 1e-8


@dataclass(frozen=True)
class Valued:
    """A mean, total, minimum or maximum of a group, as it is published.

    Attributes
    ----------
    kind, variable : str
        ``mean``, ``total``, ``minimum`` or ``maximum`` of a column of numbers.
    group : Condition
        Of whom, spelled canonically.
    n : int
        How many of them answered.
    value, off : Fraction
        What is published, and how far the true value can be from it.
    fewest : int
        How many people a minimum or maximum is reached by.
    """

    kind: str
    variable: str
    group: Condition
    n: int
    value: Fraction
    off: Fraction
    fewest: int

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The groups that it tells of: of an extreme, those at it and beyond."""
        if self.kind in SUMMED:
            return (where(self.group, self.variable, ">=", Fraction(-10**9)),)
        signs, side = (("<", "<="), 1) if self.kind == "minimum" else ((">", ">="), -1)
        return tuple(where(self.group, self.variable, sign, self.value + off * side)
                     for sign, off in zip(signs, (-self.off, self.off), strict=True))

    def laws(self, rows: Mapping[Condition, Row], axis: Axis) -> Iterator[Linear]:
        """Yield what it says about the cells of its variable."""
        if self.kind in SUMMED:
            yield from self._sum(rows[self.conditions[0]], axis)
            return
        beyond, at = self.conditions
        yield Linear(rows[beyond], None, self.fewest - 1)
        yield Linear(rows[at], self.fewest, None)

    def _sum(self, row: Row, axis: Axis) -> Iterator[Linear]:
        """A sum lies between the lowest and the highest values that its people's parts allow."""
        times = self.n if self.kind == "mean" else 1
        step, ends = axis.parts[0].step, [axis.parts[i % len(axis)] for i in row]
        low, high = ((self.value + sign * self.off) * times / step for sign in (-1, 1))
        yield Linear({i: part.low for i, part in zip(row, ends, strict=True)}, None, math.ceil(high))
        yield Linear({i: part.high for i, part in zip(row, ends, strict=True)}, math.floor(low), None)


def alone(kind: str, n: int, fewest: int) -> bool:
    """Whether a value of a group is about too few people to be told.

    The lowest and the highest value that so many people reach are those of different people only in a group of nearly
    twice as many.
    """
    return few(n, 2 * fewest - 1 if kind in EXTREMES else fewest)


def untellable(groups: Sequence[NDArray[np.bool_]], fewest: int, firm: Collection[int] = ()) -> set[int]:
    """Return which means of one variable to withhold, so that no sum over few people can be worked out.

    Parameters
    ----------
    groups : sequence of ndarray of bool, shape (n_respondents,)
        Of whom each mean is: those who answered.
    fewest : int
        A mean of at least one person and of fewer than these is withheld; so are others, smallest group first, until
        no sum over few people is a combination of sums that are told.
    firm : collection of int
        Means that are told already.

    Notes
    -----
    Looked at are the groups withheld, what a group leaves of one that contains it, and the people who stand in the
    same groups.
    """
    sizes = [int(group.sum()) for group in groups]
    withheld = {i for i, size in enumerate(sizes) if few(size, fewest)}
    kinds, counts = np.unique(np.array(groups, dtype=bool).T, axis=0, return_counts=True)
    dangers = [kinds[:, i] for i in withheld] + list(_rests(kinds, counts, fewest))
    while True:
        told = [i for i in sorted(set(range(len(groups))) - withheld, key=lambda i: (sizes[i], i)) if sizes[i]]
        used = next((left for danger in dangers if (left := [told[i] for i in _combination(kinds[:, told], danger)
                                                             if told[i] not in firm])), None)
        if used is None:
            return withheld
        withheld.add(used[0])


def _rests(kinds: NDArray[np.bool_], counts: NDArray[np.int64], fewest: int) -> Iterator[NDArray[np.bool_]]:
    """Yield few people who stand in the same groups, and the few that a group leaves of another."""
    for i in np.flatnonzero(counts < fewest):
        if kinds[i].any():
            yield np.arange(len(counts)) == i
    for a in kinds.T:
        for b in kinds.T:
            if (a & b).sum() == a.sum() and few(int(counts[b & ~a].sum()), fewest):
                yield b & ~a


def _combination(told: NDArray[np.bool_], danger: NDArray[np.bool_]) -> list[int]:
    """Return which groups, added and subtracted, give a sum; none where they do not."""
    if not told.size:
        return []
    weights, *_ = np.linalg.lstsq(told.astype(float), danger.astype(float), rcond=None)
    if np.abs(told @ weights - danger).max() > NOTHING:
        return []
    return np.flatnonzero(np.abs(weights) > NOTHING).tolist()


def masks(people: Respondents, groups: Iterable[tuple[Condition, str]]) -> list[NDArray[np.bool_]]:
    """Return who of each group answered a variable."""
    return [people.meet(group) & (people.coded(variable)[0] >= 0) for group, variable in groups]
