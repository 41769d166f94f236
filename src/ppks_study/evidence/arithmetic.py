"""What whole numbers must be by arithmetic alone: often enough to settle a count without a solver."""

import math
from collections.abc import Iterable, Mapping, Sequence

from ppks_study.evidence.counts import Linear

#: Rounds of narrowing: in practice nothing moves after two or three.
ROUNDS = 6
Ends = list[float]  # whole numbers; infinite where there is no limit


def settled(asked: Iterable[int], linear: Sequence[Linear], unknowns: int) -> int | None:
    """Return the sum of some unknowns where it follows from limits one after the other, None where it does not.

    Parameters
    ----------
    asked : iterable of int
        The unknowns that are added up.
    linear : sequence of Linear
        What holds of the unknowns, which are whole and 0 or more; it must be known that something satisfies it.
    unknowns : int
        How many unknowns there are.

    Examples
    --------
    >>> everybody, pkh = Linear({0: 1, 1: 1, 2: 1}, 45, 45), Linear({0: 100}, 1995, 2005)
    >>> settled([1, 2], [everybody, pkh], 3), settled([1], [everybody, pkh], 3)
    (25, None)
    """
    asked = list(asked)
    low, high = narrowed(linear, unknowns)
    least, most = _ends(dict.fromkeys(asked, 1), low, high)
    for one in linear:
        weights = {one.row.get(i, 0) for i in asked}
        if len(weights) == 1 and (weight := weights.pop()):
            rest = _ends({i: w for i, w in one.row.items() if i not in asked}, low, high)
            bottom, top = _within(one, weight, rest)
            least, most = max(least, bottom), min(most, top)
    return int(least) if least == most else None


def narrowed(linear: Sequence[Linear], unknowns: int) -> tuple[Ends, Ends]:
    """Return the lowest and the highest value of each unknown that the limits of sums leave it, taken one by one."""
    low: Ends = [0] * unknowns
    high: Ends = [math.inf] * unknowns
    for _ in range(ROUNDS):
        before = [*low, *high]
        for one in linear:
            _narrow(one, low, high)
        if before == [*low, *high]:
            break
    return low, high


def _narrow(one: Linear, low: Ends, high: Ends) -> None:
    """Narrow the unknowns of one sum by what the others can add to it."""
    least, most = _ends(one.row, low, high)
    if not (math.isfinite(least) or math.isfinite(most)):
        return
    for i, weight in one.row.items():
        if weight:
            small, large = _times(weight, low[i], high[i])
            rest = (least - small if math.isfinite(least) else least, most - large if math.isfinite(most) else most)
            bottom, top = _within(one, weight, rest)
            low[i], high[i] = max(low[i], bottom), min(high[i], top)


def _within(one: Linear, weight: int, rest: tuple[float, float]) -> tuple[float, float]:
    """Return between what a part of a sum lies that has a weight in it, when the rest adds up to between two values."""
    bottom = -math.inf if one.low is None else one.low - rest[1]
    top = math.inf if one.high is None else one.high - rest[0]
    if weight < 0:
        bottom, top = -top, -bottom
    weight = abs(weight)
    return (-(-bottom // weight) if math.isfinite(bottom) else bottom,
            top // weight if math.isfinite(top) else top)


def _ends(row: Mapping[int, int], low: Ends, high: Ends) -> tuple[float, float]:
    """Return the smallest and the largest value of a weighted sum."""
    least: float = 0
    most: float = 0
    for i, weight in row.items():
        if weight:
            small, large = _times(weight, low[i], high[i])
            least, most = least + small, most + large
    return least, most


def _times(weight: int, low: float, high: float) -> tuple[float, float]:
    return (weight * low, weight * high) if weight > 0 else (weight * high, weight * low)
