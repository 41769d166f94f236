"""How large a difference or an association is, each with an interval: free of units, and beside
every test."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq

Values = NDArray[np.float64]


@dataclass(frozen=True)
class Effect:
    """An effect: its name, its value, its interval (None where there is none) and the interval's
    method.

    Attributes
    ----------
    name : str
        ``rank_biserial`` (-1 to 1), ``epsilon_squared`` (0 to 1), ``rho`` (-1 to 1) or
        ``cramers_v`` (0 to 1).
    value : float
        The estimate.
    lower, upper : float or None
        Ends of the interval.
    interval : str
        ``feng_cliff``, ``bonett_wright``, ``noncentral_epsilon`` or ``noncentral_v``; empty without
        one.
    """

    name: str
    value: float
    lower: float | None = None
    upper: float | None = None
    interval: str = ""


def cliffs_delta(first: Values, second: Values, *, confidence: float = 0.95) -> Effect:
    """Return how much oftener a value of the first group is the higher one than a value of the
    second, -1 to 1.

    Parameters
    ----------
    first, second : array, shapes (m,) and (n,)
        Numbers, none missing; 1 or more each.
    confidence : float
        0.5 to below 1.

    Returns
    -------
    Effect
        No interval where a group is of one.

    Notes
    -----
    P(first > second) - P(first < second): Cliff's (1993) delta, which is the rank-biserial
    correlation of the Mann-Whitney test. The interval is Feng and Cliff's (2004), which does not
    leave -1 to 1; where no values overlap it follows from the smaller group alone. In R:
    ``effsize::cliff.delta``.

    Examples
    --------
    >>> cliffs_delta(np.array([3.0, 4, 5]), np.array([1.0, 2, 4])).value
    0.6666666666666666
    """
    signs = np.sign(first[:, None] - second[None, :])
    delta, (m, n) = float(signs.sum() / signs.size), signs.shape
    if min(m, n) < 2:
        return Effect("rank_biserial", delta)
    t = float(stats.t.ppf((1 + confidence) / 2, m + n - 2))
    if abs(delta) == 1:
        fewer = min(m, n)
        nearer = delta * max((fewer - t * t) / (fewer + t * t), -1)
        return Effect("rank_biserial", delta, min(delta, nearer), max(delta, nearer), "feng_cliff")
    rows, columns = signs.mean(axis=1) - delta, signs.mean(axis=0) - delta
    spread = n * n * (rows ** 2).sum() + m * m * (columns ** 2).sum() - ((signs - delta) ** 2).sum()
    variance = max(float(spread) / (m * n * (m - 1) * (n - 1)), (1 - delta ** 2) / (m * n - 1))
    reach = t * math.sqrt(variance * ((1 - delta ** 2) ** 2 + t * t * variance))
    middle, size = delta - delta ** 3, 1 - delta ** 2 + t * t * variance
    return Effect("rank_biserial", delta, float(middle - reach) / size,
                  float(middle + reach) / size, "feng_cliff")


def epsilon_squared(groups: list[Values], *, confidence: float = 0.95) -> Effect:
    """Return how much of the ranks' variation lies between groups, 0 to 1.

    Parameters
    ----------
    groups : list of arrays
        Numbers, none missing; 2 groups or more, of 1 or more, not all values alike.
    confidence : float
        0.5 to below 1.

    Notes
    -----
    H / (n - 1), with H of the Kruskal-Wallis test corrected for ties (Tomczak and Tomczak 2014):
    groups that do not differ show (k - 1) / (n - 1) by chance. The interval turns round the
    noncentral chi-squared distribution of H, as Smithson (2003) does for other effects: its lower
    end is 0 unless p is below half of 1 - ``confidence``. It covers 0.95 to 1 of the time, too
    often where the effect is large; a bootstrap, which never reaches 0, covers no effect. In R:
    ``rcompanion::epsilonSquared``, and ``effectsize::rank_epsilon_squared``, both with a bootstrap.

    Examples
    --------
    >>> round(epsilon_squared([np.array([1.0, 2, 3]), np.array([4.0, 5, 6])]).value, 4)
    0.7714
    """
    n = sum(map(len, groups))
    squared = float(stats.kruskal(*groups).statistic)
    lower, upper = _noncentralities(squared, len(groups) - 1, confidence)
    value = squared / (n - 1)
    return Effect("epsilon_squared", value, min(lower / (n - 1), value),
                  max(min(upper / (n - 1), 1.0), value), "noncentral_epsilon")


def spearman_rho(first: Values, second: Values, *, confidence: float = 0.95) -> Effect:
    """Return how far two columns rise together by rank, -1 to 1.

    Parameters
    ----------
    first, second : array, shape (n,)
        Numbers of the same people, none missing, neither constant; 2 people or more.
    confidence : float
        0.5 to below 1.

    Returns
    -------
    Effect
        No interval of fewer than four people, nor of ranks that rise or fall all together.

    Notes
    -----
    The correlation of mid-ranks (Spearman 1904). The interval is Bonett and Wright's (2000):
    Fisher's z with the standard error sqrt((1 + rho^2 / 2) / (n - 3)). In R:
    ``DescTools::SpearmanRho`` gives Fisher's own, a little narrower.

    Examples
    --------
    >>> round(spearman_rho(np.array([1.0, 2, 3, 4]), np.array([1.0, 3, 2, 4])).value, 4)
    0.8
    """
    rho = float(np.clip(np.corrcoef(stats.rankdata(first), stats.rankdata(second))[0, 1], -1, 1))
    if len(first) < 4 or abs(rho) > 1 - 1e-12:
        return Effect("rho", rho)
    error = math.sqrt((1 + rho ** 2 / 2) / (len(first) - 3))
    reach = float(stats.norm.ppf((1 + confidence) / 2)) * error
    return Effect("rho", rho, math.tanh(math.atanh(rho) - reach),
                  math.tanh(math.atanh(rho) + reach), "bonett_wright")


def cramers_v(table: NDArray[np.int64], *, confidence: float = 0.95) -> Effect:
    """Return how strongly two groupings go together, 0 to 1, less what chance alone would show.

    Parameters
    ----------
    table : array, shape (r, c)
        Counts of people; 2 rows and columns or more, none of them empty.
    confidence : float
        0.5 to below 1.

    Notes
    -----
    Bergsma's (2013) bias-corrected V. The interval turns round the noncentral chi-squared
    distribution (Smithson 2003): the ends are V at the noncentralities that leave half of 1 -
    ``confidence`` on either side of the statistic. In R: ``rcompanion::cramerV(bias.correct =
    TRUE)`` and ``DescTools::CramerV(conf.level = 0.95)``.

    Examples
    --------
    >>> round(cramers_v(np.array([[20, 5], [5, 20]])).value, 4)
    0.5888
    """
    n, (r, c) = int(table.sum()), table.shape
    df, fewer = (r - 1) * (c - 1), min(r, c) - 1
    squared = float(stats.chi2_contingency(table, correction=False).statistic)
    left = max(0.0, squared / n - df / (n - 1))
    room = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    value = min(math.sqrt(left / room), 1.0) if room > 0 else 0.0
    noncentral = _noncentralities(squared, df, confidence)
    lower, upper = (math.sqrt(end / n / fewer) for end in noncentral)
    return Effect("cramers_v", value, min(lower, value), max(min(upper, 1.0), value),
                  "noncentral_v")


def _noncentralities(squared: float, df: int, confidence: float) -> tuple[float, float]:
    """Return the noncentralities that leave half of 1 - confidence on either side of a chi-squared
    statistic."""
    tail = (1 - confidence) / 2
    return _noncentrality(squared, df, 1 - tail), _noncentrality(squared, df, tail)


def _noncentrality(squared: float, df: int, chance: float) -> float:
    """Return the noncentrality at which a value up to the statistic has a chance; 0 where none
    has."""
    if stats.chi2.cdf(squared, df) <= chance:
        return 0.0
    most = squared + 20 * math.sqrt(squared + df) + 100
    return float(brentq(lambda nc: stats.ncx2.cdf(squared, df, nc) - chance, 1e-9, most))
