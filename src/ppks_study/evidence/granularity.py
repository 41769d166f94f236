"""Can a printed count, share or mean come from whole people and whole points? Exact, in fractions.

With N = n · items underlying units and u one unit in the last printed place, a printed x is possible if
some whole S gives S/N a printed form x (100·S/N for a percentage). The rounding rules are intervals around
x; none is computed with floats.

References
----------
Brown & Heathers (2017), The GRIM test, *Social Psychological and Personality Science* 8(4), 363-369.
"""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

RULES = ("up_or_down", "up", "down", "even", "floor", "trunc", "ceiling", "scrutiny", "printed_or_cut")
#: Rules by which people and programmes round.
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
        """Return the whole S for which S / factor lies in the interval."""
        low, high = self.low * factor, self.high * factor
        first = math.ceil(low) + (not self.low_closed and low.denominator == 1)
        last = math.floor(high) - (not self.high_closed and high.denominator == 1)
        return range(first, max(last + 1, first))


def exact(x: str | Decimal) -> tuple[Fraction, int]:
    """Return a printed number as an exact fraction, and its printed decimals.

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
        raise TypeError(f"{x!r} is {type(x).__name__}; give a str or Decimal, as printed: a float forgets "
                        "trailing zeros and is not exact")
    text = format(x, "f") if isinstance(x, Decimal) else x
    if not _PLAIN.fullmatch(text):
        raise ValueError(f"{x!r} is not a plain number; expected digits with a decimal point, like '75.55'")
    return Fraction(text), len(text.partition(".")[2])


def preimage(x: str | Decimal, rounding: str = "up_or_down") -> Interval:
    """Return the interval of exact values that are printed as x under a rounding rule.

    Parameters
    ----------
    x : str or Decimal
        As printed, with a decimal point.
    rounding : str
        ``up_or_down`` (halves either way), ``up``, ``down``, ``even``, ``floor``, ``trunc``, ``ceiling``;
        ``scrutiny`` is that R package's lenient comparison (closed, 1e-8 wider); ``printed_or_cut`` is
        any of the rules: less than one unit in the last place away.

    Raises
    ------
    ValueError
        For an unknown rule, naming the known ones.

    Examples
    --------
    >>> Fraction(3400, 45) in preimage("75.55", "up"), Fraction(3400, 45) in preimage("75.55", "trunc")
    (False, True)
    """
    value, decimals = exact(x)
    unit = Fraction(1, 10**decimals)
    half = unit / 2
    if rounding == "trunc":
        rounding = "floor" if value > 0 else "ceiling" if value < 0 else "printed_or_cut"
    if rounding in ("up_or_down", "up", "down", "even"):
        even = (value / unit).numerator % 2 == 0
        closed = {"up_or_down": (True, True), "up": (True, False), "down": (False, True), "even": (even, even)}
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

    Parameters are those of `attainable`. In R: ``scrutiny::grim(x, n, items, percent, rounding)``.

    Examples
    --------
    >>> grim("5.19", 28), grim("5.18", 40), grim("5.19", 40, items=2)
    (False, True, True)
    """
    return len(attainable(x, n, items=items, percent=percent, rounding=rounding)) > 0


def power(n: int, *, items: int = 1, percent: bool = False, decimals: int = 2) -> float:
    """Return the share of printable values that the test would refuse: max(0, 1 - N/10^D), from 0 to 1.

    D is the number of printed decimals, plus 2 for percentages.

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

    Examples
    --------
    >>> nearest("5.83", 50)
    ('5.82', '5.84')
    """
    value, decimals = exact(x)
    unit, factor = Fraction(1, 10**decimals), _factor(n, items, percent)
    middle = math.floor(value * factor)
    found = {place * unit for total in range(middle - 2, middle + 4) for place in _places(total / factor, unit)
             if total / factor in preimage(printed(place * unit, decimals), rounding)}
    if value in found:
        return (printed(value, decimals),)
    below, above = [v for v in found if v < value], [v for v in found if v > value]
    return tuple(printed(end, decimals) for end in (*sorted(below)[-1:], *sorted(above)[:1]))


def _places(value: Fraction, unit: Fraction) -> range:
    """Return the printable values around a value, in units."""
    return range(math.floor(value / unit) - 1, math.ceil(value / unit) + 2)


def printed(value: Fraction, decimals: int) -> str:
    """Return a value that is whole in its last place, with so many decimals.

    Examples
    --------
    >>> printed(Fraction(40), 2)
    '40.00'
    """
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.{decimals}f}"
