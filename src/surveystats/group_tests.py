"""Groups compared: rank tests and Fisher's exact one, each with its effect; and p adjusted for how
many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from surveystats.effect_sizes import (
    Effect,
    Values,
    cliffs_delta,
    cramers_v,
    epsilon_squared,
    spearman_rho,
)
from surveystats.errors import ParameterError

#: How many tables Fisher's test draws where it is larger than 2 x 2, and where it begins, so that
#: it repeats.
TABLES, SEED = 9999, 20190101
#: So many people, whose orders can all be counted.
COUNTED_OUT = 7


@dataclass(frozen=True)
class Comparison:
    """A test: its method, statistic, p (two-sided), effect, and how many people it compares.

    Attributes
    ----------
    method : str
        ``mann_whitney``, ``kruskal_wallis``, ``spearman`` or ``fisher``.
    statistic : float or None
        U of the first group, or H; rho is the effect itself, and Fisher's test has none.
    p : float
        0 to 1, not adjusted for other tests.
    effect : Effect
        Its size.
    n, missing : int
        Who is compared, and who is left out because an answer is missing.
    """

    method: str
    statistic: float | None
    p: float
    effect: Effect
    n: int
    missing: int


def mann_whitney(first: pd.Series, second: pd.Series, *, confidence: float = 0.95) -> Comparison:
    """Compare two groups by rank; a positive effect says that the first has the higher values.

    Parameters
    ----------
    first, second : Series
        Numbers; missing ones are left out and counted.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        A group is empty, or all values are alike.

    Notes
    -----
    Mann and Whitney (1947). Exact where one group has eight people or fewer and no values are tied,
    else by the normal distribution, corrected for ties and continuity. In R: ``wilcox.test(first,
    second)``; in SPSS: NPAR TESTS /M-W.

    Examples
    --------
    >>> found = mann_whitney(pd.Series([3, 4, 5]), pd.Series([1, 2, None]))
    >>> found.statistic, round(found.p, 2), found.effect.value, found.n, found.missing
    (6.0, 0.2, 1.0, 5, 1)
    """
    groups = _known([first, second])
    test = stats.mannwhitneyu(*groups, alternative="two-sided")
    n = sum(map(len, groups))
    return Comparison("mann_whitney", float(test.statistic), float(test.pvalue),
                      cliffs_delta(*groups, confidence=confidence), n, len(first) + len(second) - n)


def kruskal_wallis(groups: Sequence[pd.Series], *, confidence: float = 0.95) -> Comparison:
    """Compare two groups or more by rank.

    Parameters
    ----------
    groups : sequence of Series
        Numbers; missing ones are left out and counted.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        There are fewer than two groups, one is empty, or all values are alike.

    Notes
    -----
    Kruskal and Wallis (1952), corrected for ties; p by the chi-squared distribution. In R:
    ``kruskal.test``; in SPSS: NPAR TESTS /K-W.

    Examples
    --------
    >>> found = kruskal_wallis([pd.Series([1, 2, 3]), pd.Series([4, 5, 6])])
    >>> round(found.statistic, 3), round(found.p, 3)
    (3.857, 0.05)
    """
    known = _known(groups)
    test = stats.kruskal(*known)
    n = sum(map(len, known))
    return Comparison("kruskal_wallis", float(test.statistic), float(test.pvalue),
                      epsilon_squared(known, confidence=confidence), n, sum(map(len, groups)) - n)


def spearman(first: pd.Series, second: pd.Series, *, confidence: float = 0.95) -> Comparison:
    """Say how far two columns of the same people rise together by rank.

    Parameters
    ----------
    first, second : Series, shape (n_respondents,)
        Numbers, with the same index; who lacks one is left out and counted.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        Fewer than three people have both, or a column is constant.

    Notes
    -----
    Spearman (1904); p by the t distribution, of `COUNTED_OUT` people or fewer by counting all
    orders. In R: ``cor.test(method = "spearman", exact = FALSE)``; in SPSS: NONPAR CORR.

    Examples
    --------
    >>> found = spearman(pd.Series([1, 2, 3, 4]), pd.Series([1, 3, 2, 4]))
    >>> round(found.effect.value, 2), round(found.p, 2)
    (0.8, 0.33)
    """
    both = pd.DataFrame({"first": first, "second": second}).dropna()
    columns = [both[name].to_numpy(dtype=float) for name in both]
    if len(both) < 3 or any(np.ptp(column) == 0 for column in columns):
        raise ParameterError(f"no rank correlation of {len(both)} people", where="spearman",
                             expected="three people or more with both numbers, neither constant")
    effect = spearman_rho(*columns, confidence=confidence)
    few = len(both) <= COUNTED_OUT
    p = _of_all_orders(*columns) if few else float(stats.spearmanr(*columns).pvalue)
    return Comparison("spearman", None, p, effect, len(both), len(first) - len(both))


def _of_all_orders(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the two-sided p of a rank correlation: how many orders of one column give one as far
    from 0."""
    ranks = stats.rankdata(second)

    def distance(order: NDArray[np.float64]) -> float:
        return abs(np.corrcoef(order, ranks)[0, 1])

    test = stats.permutation_test((stats.rankdata(first),), distance, alternative="greater",
                                  permutation_type="pairings", n_resamples=np.inf)
    return float(test.pvalue)


def fisher(first: pd.Series, second: pd.Series, *, confidence: float = 0.95) -> Comparison:
    """Say whether two groupings of the same people go together.

    Parameters
    ----------
    first, second : Series, shape (n_respondents,)
        Categories, with the same index; who lacks one is left out and counted.
    confidence : float
        0.5 to below 1.

    Raises
    ------
    ParameterError
        Nobody has both, or a grouping has only one group.

    Notes
    -----
    Fisher's exact test (1922), of r x c tables by Freeman and Halton (1951): tables with the same
    margins that are no more likely. A 2 x 2 table is counted out; of a larger one `TABLES` are
    drawn from a fixed beginning, so that p is at least 1 / (`TABLES` + 1). In R:
    ``fisher.test(simulate.p.value = TRUE, B = 9999)``; in SPSS: CROSSTABS with Exact Tests.

    Examples
    --------
    >>> sex, trained = pd.Series(list("ffffmmmm")), pd.Series(list("yyynnnny"))
    >>> round(fisher(sex, trained).p, 4)
    0.4857
    """
    both = pd.DataFrame({"first": first, "second": second}).dropna()
    table = pd.crosstab(both["first"], both["second"]).to_numpy()
    if min(table.shape) < 2:
        raise ParameterError(f"a table of {' x '.join(map(str, table.shape))}", where="fisher",
                             expected="two groups or more on either side")
    drawn = None
    if table.shape != (2, 2):
        drawn = stats.MonteCarloMethod(n_resamples=TABLES, rng=np.random.default_rng(SEED))
    test = stats.fisher_exact(table, method=drawn)
    p = np.asarray(test.pvalue).item()  # an array, where there are fewer people than cells
    return Comparison("fisher", None, min(p, 1.0), cramers_v(table, confidence=confidence),
                      len(both), len(first) - len(both))


def benjamini_hochberg(p: Sequence[float]) -> list[float]:
    """Return p adjusted so that, of those called small, the share that is so by chance is held
    down.

    Parameters
    ----------
    p : sequence of float
        All of the family that is shown, 0 to 1; may be empty.

    Notes
    -----
    Benjamini and Hochberg (1995). In R: ``p.adjust(method = "BH")``.

    Examples
    --------
    >>> [round(value, 3) for value in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    return [float(value) for value in stats.false_discovery_control(list(p))] if len(p) else []


def _known(groups: Sequence[pd.Series]) -> list[Values]:
    """Return the numbers of each group without those that are missing."""
    known = [group.dropna().to_numpy(dtype=float) for group in groups]
    if len(known) < 2 or not all(len(group) for group in known):
        sizes = ", ".join(str(len(group)) for group in known) or "nobody"
        raise ParameterError(f"groups of {sizes}", where="comparison of groups",
                             expected="two groups or more, each with an answer")
    if np.ptp(np.concatenate(known)) == 0:
        raise ParameterError("all values are alike", where="comparison of groups",
                             expected="values that differ")
    return known
