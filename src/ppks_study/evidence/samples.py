"""How many samples can stand behind a printed mean and standard deviation on a bounded scale.

References
----------
Wilner, Wood and Simons (2018), Complete recovery of values in Diophantine systems (CORVIDS). Heathers and others
(2018), Recovering data from summary statistics (SPRITE).
"""

import math
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ppks_study.evidence.granularity import Interval, attainable, preimage


def samples(mean: str | Decimal, sd: str | Decimal, n: int, low: int, high: int, *,
            rounding: str = "up_or_down") -> int:
    """Return how many samples of whole answers on a bounded scale print as a mean and a standard deviation.

    Parameters
    ----------
    mean, sd : str or Decimal
        As printed, with a decimal point; the standard deviation of a sample, with n - 1.
    n : int
        Respondents, at least 2.
    low, high : int
        The lowest and highest answer.
    rounding : str
        A rule of `preimage`.

    Notes
    -----
    Samples in which only the respondents' order differs are one. Counted by count, sum and sum of squares, value by
    value, without listing any; in R, ``unsum::closure_count`` gives the same.

    Examples
    --------
    >>> samples("2.00", "1.45", 65, 1, 5)
    30
    """
    if n < 2 or high <= low:
        raise ValueError(f"n is {n}, the scale {low} to {high}; expected an n of at least 2, and a highest answer "
                         "above the lowest")
    top, spread = high - low, preimage(sd, rounding)
    sums = [total - n * low for total in attainable(mean, n, rounding=rounding) if n * low <= total <= n * high]
    if sums and 2 * sums[-1] > n * top:  # the scale turned round has as many samples, and smaller sums
        sums = [n * top - total for total in reversed(sums)]
    return sum(_samples_with(total, list(_squares(total, n, spread)), n, top) for total in sums)


def _samples_with(total: int, squares: Sequence[int], n: int, top: int) -> int:
    """Count the samples of answers from 0 to a top with a sum and one of some sums of squares.

    The answers 2 and more settle how many are 1 (what the sum leaves) and 0 (what n leaves): only they are counted.
    """
    pairs = [(s - total) // 2 for s in squares if s >= total and (s - total) % 2 == 0]
    if not pairs:
        return 0
    ways = _ways(n, top, total, max(pairs))
    left_for_ones = total - np.arange(total + 1)[None, :]
    fits = np.arange(n + 1)[:, None] + left_for_ones <= n
    return sum(int(ways[:, :, pair][fits].sum()) for pair in pairs)


def _squares(total: int, n: int, spread: Interval) -> Iterator[int]:
    """Yield the sums of squares that give a standard deviation within an interval."""
    def variance(squares: int) -> Fraction:
        return Fraction(n * squares - total * total, n * (n - 1))

    least = -(-total * total // n)
    most = math.ceil(spread.high**2 * (n - 1) + Fraction(total * total, n))
    squared = Interval(max(spread.low, Fraction(0))**2, spread.high**2, spread.low_closed or spread.low < 0,
                       spread.high_closed)
    yield from (squares for squares in range(least, most + 1) if variance(squares) in squared)


def _ways(n: int, top: int, most_sum: int, most_pairs: int) -> NDArray[np.int64]:
    """Count the ways to give up to n respondents answers from 2 to a top, by their number, sum and pairs.

    An answer v has v(v-1)/2 pairs: half of what a sum of squares has more than a sum.
    """
    if math.comb(n + top, top) >= 2**63 or (n + 1) * (most_sum + 1) * (most_pairs + 1) > 5 * 10**8:
        raise ValueError(f"{n} respondents on a scale of {top + 1} points are too many to count samples of")
    table = np.zeros((n + 1, most_sum + 1, most_pairs + 1), dtype=np.int64)
    table[0, 0, 0] = 1
    for answer in range(2, top + 1):
        pairs = answer * (answer - 1) // 2
        if answer > most_sum or pairs > most_pairs:
            break
        for count in range(1, n + 1):
            table[count, answer:, pairs:] += table[count - 1, :most_sum + 1 - answer, :most_pairs + 1 - pairs]
    return table
