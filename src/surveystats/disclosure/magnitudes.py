"""Means, totals and extremes of groups: which would tell of few people, and what others imply."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Row
from claimcheck.space import Axis
from claimcheck.statements import where
from surveystats.disclosure.respondents import few

Mask = NDArray[np.bool_]
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
        """The groups that it tells of: of an extreme, those beyond it; those at it or beyond."""
        if self.kind in SUMMED:
            return (where(self.group, self.variable, ">=", Fraction(-10**9)),)
        if self.kind == "minimum":
            return (where(self.group, self.variable, "<", self.value - self.off),
                    where(self.group, self.variable, "<=", self.value + self.off))
        return (where(self.group, self.variable, ">", self.value + self.off),
                where(self.group, self.variable, ">=", self.value - self.off))

    def laws(self, rows: Mapping[Condition, Row], axis: Axis) -> Iterator[Linear]:
        """Yield what it says about the cells of its variable.

        Parameters
        ----------
        rows : mapping of Condition to Row
            The cells of each of its `conditions`.
        axis : Axis
            The parts of its variable; the place of a cell's part is its number modulo their number.

        Yields
        ------
        Linear
            Of an extreme: few people are beyond it, and as many as need be are at it or beyond.
            A sum lies between the lowest and the highest that its people's parts allow.
        """
        if self.kind not in SUMMED:
            beyond, at = self.conditions
            yield Linear(rows[beyond], None, self.fewest - 1)
            yield Linear(rows[at], self.fewest, None)
            return
        times = self.n if self.kind == "mean" else 1
        step = axis.parts[0].step
        lowest, highest = {}, {}
        for cell in rows[self.conditions[0]]:
            part = axis.parts[cell % len(axis)]
            lowest[cell], highest[cell] = part.low, part.high
        yield Linear(lowest, None, math.floor((self.value + self.off) * times / step))
        yield Linear(highest, math.ceil((self.value - self.off) * times / step), None)


def of_few(kind: str, n: int, fewest: int) -> bool:
    """Whether a value of a group is about too few people to be told.

    The lowest and the highest value that so many people reach are those of different people only in
    a group of nearly twice as many.

    Parameters
    ----------
    kind : str
        ``mean``, ``total``, ``minimum`` or ``maximum``.
    n : int
        How many people it is of.
    fewest : int
        Fewer people than these, at least one, are too few.
    """
    return few(n, 2 * fewest - 1 if kind in EXTREMES else fewest)


def untellable(groups: Sequence[Mask], fewest: int, firm: Collection[int] = ()) -> set[int]:
    """Return which means of one variable to withhold, so that no sum over few people is given away.

    Parameters
    ----------
    groups : sequence of array of bool, shape (n_respondents,)
        Of whom each mean is: those who answered.
    fewest : int
        A mean of at least one person and of fewer than these is withheld; so are others, smallest
        group first, until no sum over few people is a combination of sums that are told.
    firm : collection of int
        Means that are told already.

    Returns
    -------
    set of int
        Places of groups.

    Notes
    -----
    Looked at are the groups withheld, what a group leaves of one that contains it, and the people
    who are in the same groups. A sum is given away where its indicator is a linear combination of
    those of published groups.
    """
    if not groups:
        return set()
    sizes = [int(group.sum()) for group in groups]
    kinds, counts = np.unique(np.array(groups, dtype=bool).T, axis=0, return_counts=True)
    withheld = {i for i, size in enumerate(sizes) if few(size, fewest)}
    dangers = [kinds[:, i] for i in withheld] + list(_rests(kinds, counts, fewest))
    told = [i for i, size in enumerate(sizes) if size and i not in withheld]
    told.sort(key=lambda i: sizes[i])
    while (used := _giving_away(kinds, told, dangers, firm)) is not None:
        withheld.add(used)
        told.remove(used)
    return withheld


def _giving_away(kinds: Mask, told: Sequence[int], dangers: Sequence[Mask],
                 firm: Collection[int]) -> int | None:
    """Return the smallest group by which a sum over few people can be worked out."""
    if not told:
        return None
    published = kinds[:, told].astype(float)
    for danger in dangers:
        weights, *_ = np.linalg.lstsq(published, danger.astype(float), rcond=None)
        if np.abs(published @ weights - danger).max() > NOTHING:
            continue
        for place in np.flatnonzero(np.abs(weights) > NOTHING).tolist():
            if told[place] not in firm:
                return told[place]
    return None


def _rests(kinds: Mask, counts: NDArray[np.intp], fewest: int) -> Iterator[Mask]:
    """Yield few people who are in the same groups, and the few that a group leaves of another."""
    for i in np.flatnonzero(counts < fewest):
        if kinds[i].any():
            yield np.arange(len(counts)) == i
    for a in kinds.T:
        for b in kinds.T:
            if not (a & ~b).any() and few(int(counts[b & ~a].sum()), fewest):
                yield b & ~a
