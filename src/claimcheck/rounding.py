"""Can a printed count, share or mean come from whole people and whole points? Exact, in fractions.

With N = n · items underlying units and u one unit in the last printed place, a printed x is
possible if some whole S gives S/N a printed form x (100·S/N for a percentage). The rounding rules
are intervals around x; none is computed with floats.

References
----------
Brown & Heathers (2017), The GRIM test, *Social Psychological and Personality Science* 8(4),
363-369. Wilner, Wood and Simons (2018), Complete recovery of values in Diophantine systems
(CORVIDS). Heathers and others (2018), Recovering data from summary statistics (SPRITE).
"""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

RULES = ("up_or_down", "up", "down", "even", "floor", "trunc", "ceiling", "scrutiny",
          "printed_or_cut")
#: Rules by which people and software round.
ORDINARY_RULES = ("up", "up_or_down", "down", "even", "floor", "ceiling")
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_LENIENT = Fraction(1, 10**8)


@dataclass(frozen=True)
class Interval:
    """An interval of exact numbers, each end open or closed."""

    low: Fraction
    high: Fraction
    low_closed: bool = True
    high_closed: bool = True

    def __contains__(self, value: Fraction) -> bool:
        """Whether a value lies in the interval."""
        above = value > self.low or (self.low_closed and value == self.low)
        return above and (value < self.high or (self.high_closed and value == self.high))

    def integers(self, factor: Fraction) -> range:
        """Return the whole S for which S / factor lies in the interval.

        Parameters
        ----------
        factor : Fraction
            Above 0.
        """
        low, high = self.low * factor, self.high * factor
        first = math.ceil(low) + (not self.low_closed and low.denominator == 1)
        last = math.floor(high) - (not self.high_closed and high.denominator == 1)
        return range(first, max(last + 1, first))


def exact(x: str | Decimal) -> tuple[Fraction, int]:
    """Return a printed number as an exact fraction, and its printed decimals.

    Parameters
    ----------
    x : str or Decimal
        As printed, with a decimal point.

    Raises
    ------
    TypeError
        For a float or another type: trailing zeros and exactness are lost in a float.
    ValueError
        For a text that is no plain number with a decimal point.

    Examples
    --------
    >>> exact("40.00")
    (Fraction(40, 1), 2)
    """
    if not isinstance(x, (str, Decimal)):
        raise TypeError(f"{x!r} is {type(x).__name__}; give a str or Decimal, as printed: a float "
                        "forgets trailing zeros and is not exact")
    text = format(x, "f") if isinstance(x, Decimal) else x
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{x!r} is not a plain number; expected digits with a decimal point, "
                         "like '75.55'")
    return Fraction(text), len(text.partition(".")[2])


def preimage(x: str | Decimal, rounding: str = "up_or_down") -> Interval:
    """Return the interval of exact values that are printed as x under a rounding rule.

    Parameters
    ----------
    x : str or Decimal
        As printed, with a decimal point.
    rounding : str
        ``up_or_down`` (halves either way), ``up``, ``down``, ``even``, ``floor``, ``trunc``,
        ``ceiling``; ``scrutiny`` is that R package's lenient comparison (closed, 1e-8 wider);
        ``printed_or_cut`` is any of the rules: less than one unit in the last place away.

    Raises
    ------
    ValueError
        For an unknown rule, naming the known ones.

    Examples
    --------
    >>> mean = Fraction(3400, 45)
    >>> mean in preimage("75.55", "up"), mean in preimage("75.55", "trunc")
    (False, True)
    """
    value, decimals = exact(x)
    unit = Fraction(1, 10**decimals)
    half = unit / 2
    if rounding == "trunc":
        rounding = "floor" if value > 0 else "ceiling" if value < 0 else "printed_or_cut"
    if rounding in ("up_or_down", "up", "down", "even"):
        even = (value / unit).numerator % 2 == 0
        closed = {"up_or_down": (True, True), "up": (True, False), "down": (False, True),
                  "even": (even, even)}
        return Interval(value - half, value + half, *closed[rounding])
    if rounding == "floor":
        return Interval(value, value + unit, True, False)
    if rounding == "ceiling":
        return Interval(value - unit, value, False, True)
    if rounding == "scrutiny":
        return Interval(value - half - _LENIENT, value + half + _LENIENT)
    if rounding == "printed_or_cut":
        return Interval(value - unit, value + unit, False, False)
    raise ValueError(f"unknown rounding rule {rounding!r}; known: {', '.join(RULES)}")


def _factor(n: int, items: int, percent: bool) -> Fraction:
    for name, value in (("n", n), ("items", items)):
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{name} is {value!r}; expected a whole number of at least 1")
    return Fraction(n * items, 100 if percent else 1)


def attainable(x: str | Decimal, n: int, *, items: int = 1, percent: bool = False,
               rounding: str = "up_or_down") -> range:
    """Return the whole totals S that print as x among n respondents; empty when x is impossible.

    Parameters
    ----------
    x : str or Decimal
        The printed mean or percentage, with a decimal point.
    n : int
        Respondents, at least 1.
    items : int
        Items of a composite mean; for a percentage of a maximum, items × maximum points.
    percent : bool
        Whether x is a percentage of n · items.
    rounding : str
        A rule of `preimage`.

    Examples
    --------
    >>> list(attainable("92.81", 45, items=24 * 3, percent=True))
    [3007]
    """
    return preimage(x, rounding).integers(_factor(n, items, percent))


def grim(x: str | Decimal, n: int, *, items: int = 1, percent: bool = False,
         rounding: str = "up_or_down") -> bool:
    """Whether a printed mean or percentage is possible with n respondents (the GRIM test).

    Parameters
    ----------
    x, n, items, percent, rounding
        As for `attainable`.

    Notes
    -----
    In R: ``scrutiny::grim(x, n, items, percent, rounding)``.

    Examples
    --------
    >>> grim("5.19", 28), grim("5.18", 40), grim("5.19", 40, items=2)
    (False, True, True)
    """
    return len(attainable(x, n, items=items, percent=percent, rounding=rounding)) > 0


def power(n: int, *, items: int = 1, percent: bool = False, decimals: int = 2) -> float:
    """Return the share of printable values that the test would refuse, from 0 to 1.

    Parameters
    ----------
    n, items, percent
        As for `attainable`.
    decimals : int
        How many are printed.

    Notes
    -----
    max(0, 1 - N/10^D), where D is the number of printed decimals, plus 2 for percentages.

    Examples
    --------
    >>> power(28), power(45, percent=True, decimals=0)
    (0.72, 0.55)
    """
    total = _factor(n, items, False)
    return float(max(Fraction(0), 1 - total / 10 ** (decimals + (2 if percent else 0))))


def nearest(x: str | Decimal, n: int, *, items: int = 1, percent: bool = False,
            rounding: str = "up_or_down") -> tuple[str, ...]:
    """Return the closest possible printed values, below and above; x itself when it is possible.

    Parameters
    ----------
    x, n, items, percent, rounding
        As for `attainable`.

    Examples
    --------
    >>> nearest("5.83", 50)
    ('5.82', '5.84')
    """
    value, decimals = exact(x)
    unit, factor = Fraction(1, 10**decimals), _factor(n, items, percent)
    middle = math.floor(value * factor)
    possible: set[Fraction] = set()
    for total in range(middle - 2, middle + 4):
        reached = total / factor
        for place in range(math.floor(reached / unit) - 1, math.ceil(reached / unit) + 2):
            if reached in preimage(printed(place * unit, decimals), rounding):
                possible.add(place * unit)
    if value in possible:
        return (printed(value, decimals),)
    below = sorted([v for v in possible if v < value])[-1:]
    above = sorted([v for v in possible if v > value])[:1]
    return tuple([printed(end, decimals) for end in (*below, *above)])


def printed(value: Fraction, decimals: int) -> str:
    """Return a value as a text with so many decimals.

    Parameters
    ----------
    value : Fraction
        Whole in its last place.
    decimals : int
        0 or more.

    Examples
    --------
    >>> printed(Fraction(40), 2)
    '40.00'
    """
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{decimals}f}"


# How many samples can stand behind a printed mean and standard deviation on a bounded scale.

def samples(mean: str | Decimal, sd: str | Decimal, n: int, low: int, high: int, *,
            rounding: str = "up_or_down") -> int:
    """Return how many samples of whole answers on a scale print as a mean and a standard deviation.

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
    Samples in which only the respondents' order differs are one. Counted by count, sum and sum of
    squares, value by value, without listing any; in R, ``unsum::closure_count`` gives the same.

    Examples
    --------
    >>> samples("2.00", "1.45", 65, 1, 5)
    30
    """
    if n < 2 or high <= low:
        raise ValueError(f"n is {n}, the scale {low} to {high}; expected an n of at least 2, and a "
                         "highest answer above the lowest")
    top, spread = high - low, preimage(sd, rounding)
    sums = [total - n * low for total in attainable(mean, n, rounding=rounding)
            if n * low <= total <= n * high]
    if sums and 2 * sums[-1] > n * top:  # the scale turned round has as many samples, smaller sums
        sums = [n * top - total for total in reversed(sums)]
    count = 0
    for total in sums:
        count += _samples_with(total, _squares(total, n, spread), n, top)
    return count


def _samples_with(total: int, squares: Iterable[int], n: int, top: int) -> int:
    """Count the samples of answers from 0 to a top with a sum and one of some sums of squares.

    The answers 2 and more settle how many are 1 (what the sum leaves) and 0 (what n leaves): only
    they are counted.
    """
    pairs = [(s - total) // 2 for s in squares if s >= total and (s - total) % 2 == 0]
    if not pairs:
        return 0
    ways = _ways(n, top, total, max(pairs))
    left_for_ones = total - np.arange(total + 1)[None, :]
    fits = np.arange(n + 1)[:, None] + left_for_ones <= n
    return sum([int(ways[:, :, pair][fits].sum()) for pair in pairs])


def _squares(total: int, n: int, spread: Interval) -> Iterator[int]:
    """Yield the sums of squares that give a standard deviation within an interval."""
    least = -(-total * total // n)
    most = math.ceil(spread.high**2 * (n - 1) + Fraction(total * total, n))
    variances = Interval(max(spread.low, Fraction(0))**2, spread.high**2,
                         spread.low_closed or spread.low < 0, spread.high_closed)
    for squares in range(least, most + 1):
        if Fraction(n * squares - total * total, n * (n - 1)) in variances:
            yield squares


def _ways(n: int, top: int, most_sum: int, most_pairs: int) -> NDArray[np.int64]:
    """Count the ways to give up to n people answers from 2 to a top, by number, sum and pairs.

    An answer v has v(v-1)/2 pairs: half of what a sum of squares has more than a sum.
    """
    if math.comb(n + top, top) >= 2**63 or (n + 1) * (most_sum + 1) * (most_pairs + 1) > 5 * 10**8:
        raise ValueError(f"{n} respondents on a scale of {top + 1} points are too many to count "
                         "samples of")
    table = np.zeros((n + 1, most_sum + 1, most_pairs + 1), dtype=np.int64)
    table[0, 0, 0] = 1
    for answer in range(2, top + 1):
        pairs = answer * (answer - 1) // 2
        if answer > most_sum or pairs > most_pairs:
            break
        for count in range(1, n + 1):
            fewer = table[count - 1, :most_sum + 1 - answer, :most_pairs + 1 - pairs]
            table[count, answer:, pairs:] += fewer
    return table
