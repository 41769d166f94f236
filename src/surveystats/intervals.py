"""Intervals of a share and of a mean: from counts, or from an estimate and its standard error."""

from collections.abc import Callable
from dataclasses import dataclass

from scipy import special

from surveystats.errors import ParameterError

#: A chance above another by at most this part of it is the same: the rest is rounding.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Interval:
    """A sampling interval.

    Attributes
    ----------
    method : str
        A key by which a report names the method, such as ``clopper_pearson``.
    lower, upper : float
        Its ends, in the estimate's unit.
    """

    method: str
    lower: float
    upper: float


def hypergeometric(hits: int, n: int, population: int, *, confidence: float = 0.95) -> Interval:
    """Return the exact interval of a share, percent, of a draw without replacement.

    Parameters
    ----------
    hits : int
        How many of the drawn have it, 0 to n.
    n : int
        How many were drawn, 1 to ``population``.
    population : int
        How many there are.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        The counts cannot be of such a draw.

    Notes
    -----
    Inverts both tails: the ends are the smallest and the largest number of people in the population
    at which a draw like this, or one further out on that side, has a chance above half of
    1 - ``confidence``. The number is whole: no end is a share that the population cannot have, and
    who was drawn is counted as seen. It covers at least as often as it says (Buonaccorsi 1987). In
    R: ``samplingbook::Sprop(..., N = population)``, "exact".

    Examples
    --------
    >>> hypergeometric(3, 10, 20)
    Interval(method='hypergeometric', lower=15.0, upper=55.0)
    """
    from scipy.stats import hypergeom  # loads much of scipy, and only this interval needs it

    _refuse(hits, n, population)
    alpha = (1 - confidence) / 2 * (1 + ROUNDING)
    most = population - n + hits
    least = _first(hits, most, lambda k: hypergeom.sf(hits - 1, population, k, n) > alpha)
    beyond = _first(least, most + 1, lambda k: hypergeom.cdf(hits, population, k, n) <= alpha)
    return Interval("hypergeometric", 100 * least / population, 100 * (beyond - 1) / population)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the first number from low from which on something holds; high, if not before."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def clopper_pearson(hits: float, n: float, *, confidence: float = 0.95) -> Interval:
    """Return the exact binomial interval of a share, percent.

    Parameters
    ----------
    hits : float
        How many have it, 0 to n; may be an effective count, not whole.
    n : float
        Of how many, above 0; likewise.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        The counts cannot be of a sample.

    Notes
    -----
    Clopper and Pearson (1934), by quantiles of the beta distribution; the lower end of none is 0,
    the upper of all 100. In R: ``binom.test(hits, n)$conf.int``.

    Examples
    --------
    >>> interval = clopper_pearson(3, 10)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (6.674, 65.245)
    """
    _refuse(hits, n, None)
    alpha = (1 - confidence) / 2
    lower = 0.0 if hits <= 0 else float(special.betaincinv(hits, n - hits + 1, alpha))
    upper = 1.0 if hits >= n else float(special.betaincinv(hits + 1, n - hits, 1 - alpha))
    return Interval("clopper_pearson", 100 * lower, 100 * upper)


def student(mean: float, error: float, df: int, *, confidence: float = 0.95) -> Interval:
    """Return the t interval of a mean, in the mean's unit.

    Parameters
    ----------
    mean, error : float
        The mean and its standard error, 0 or more.
    df : int
        Degrees of freedom, 1 or more.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        The error is negative, or there is no degree of freedom.

    Notes
    -----
    Student (1908). Method ``t``; who knows more of the error, such as a finite population, names
    it. In R: ``mean + c(-1, 1) * qt(0.975, df) * error``.

    Examples
    --------
    >>> interval = student(10, 2, 4)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (4.447, 15.553)
    """
    if df < 1 or not error >= 0:
        raise ParameterError(f"no interval of a standard error of {error} on {df} degrees of "
                             "freedom", where="student",
                             expected="an error of 0 or more, on 1 degree of freedom or more")
    reach = float(special.stdtrit(df, (1 + confidence) / 2)) * error
    return Interval("t", mean - reach, mean + reach)


def korn_graubard(share: float, variance: float, n: int, df: int, *, confidence: float = 0.95,
                  most: float | None = None) -> Interval:
    """Return the interval of a share that is estimated from a weighted sample, percent.

    Parameters
    ----------
    share, variance : float
        The share, 0 to 1, and its variance by the design.
    n, df : int
        How many people the share is of, and the design's degrees of freedom (1 or more).
    confidence : float
        0.5 to below 1.
    most : float, optional
        The largest effective sample size that is believed; it stands for all where the share is 0
        or 1, of which the variance is 0.

    Raises
    ------
    ParameterError
        The variance is 0 of a share between 0 and 1, and no effective size follows; or ``df`` is
        below 1.

    Notes
    -----
    Korn and Graubard (1998): the binomial interval at the effective sample size
    share (1 - share) / variance, which is shortened by the squared ratio of the t quantiles at
    n - 1 and ``df`` degrees. In R: ``survey::svyciprop(method = "beta")``, which sets no largest
    size and gives nothing at 0 and 1.

    Examples
    --------
    >>> interval = korn_graubard(0.3, 0.3 * 0.7 / 10, 10, 9)
    >>> round(interval.lower, 3), round(interval.upper, 3)
    (6.674, 65.245)
    """
    certain = share <= 0 or share >= 1
    if df < 1 or (variance <= 0 and not certain) or (certain and most is None):
        raise ParameterError(f"no effective size of a share of {share} with variance {variance} "
                             f"on {df} degrees", where="korn_graubard",
                             expected="a positive variance, on 1 degree of freedom or more")
    size = float(most or n) if certain else share * (1 - share) / variance
    quantile = (1 + confidence) / 2
    ratio = float(special.stdtrit(max(n - 1, 1), quantile) / special.stdtrit(df, quantile))
    effective = min(size, most if most is not None else size) * ratio ** 2
    binomial = clopper_pearson(share * effective, effective, confidence=confidence)
    return Interval("korn_graubard", binomial.lower, binomial.upper)


def _refuse(hits: float, n: float, population: int | None) -> None:
    if not 0 <= hits <= n or n <= 0 or (population is not None and n > population):
        whole = "" if population is None else f" of {population}"
        raise ParameterError(f"{hits} of {n} people{whole} cannot be", where="interval of a share",
                             expected="hits of 0 to n, n of 1 to the population")
