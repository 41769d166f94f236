"""How reliable a scale is: alpha, ordinal alpha, omega, its items, and a verdict on whether they mean anything."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveystats.alpha import Alpha, alpha_of, cronbach_alpha
from surveystats.errors import MeasureError
from surveystats.factor import OneFactor, one_factor
from surveystats.item_answers import NO_VARIANCE, Bounds, ItemSet, Matrix, correlations, covariances, item_set, limits
from surveystats.item_statistics import mean_inter_item
from surveystats.polychoric import LIMIT, Polychoric, polychoric

# What the reliability of a scale may be said to be: a verdict, and below a gate no number at all.

#: Fewest complete respondents: 30 do only where one factor is strong (Yurdugül 2008); fewer never.
FEWEST = 30
#: Percent of respondents with one and the same sum from which there is hardly any variance (this project's).
SAME_SUM = 90
#: Percent of respondents at the highest, or lowest, possible sum above which a scale has a ceiling, a floor
#: (Terwee et al. 2007; McHorney & Tarlov 1995).
AT_THE_END = 15
#: Mean in percent of the possible range from which there is a ceiling, whoever reaches the top (this project's);
#: as far from the other end there is a floor.
NEAR_THE_TOP = 95
#: Alpha of a scale for groups: from 0.70 to 0.95; above, items repeat each other (Terwee et al. 2007).
ACCEPTABLE, REPEATING = 0.70, 0.95


@dataclass(frozen=True)
class Verdict:
    """What the answers allow to say.

    Attributes
    ----------
    name : str
        One of `GATES` or `FINDINGS`.
    """

    name: str

    @property
    def blocks(self) -> bool:
        """Whether no coefficient is told."""
        return self.name in GATES


#: Verdicts under which no coefficient is told, in the order in which they are asked.
GATES = ("single_item", "no_answers", "no_variance", "too_few_respondents", "fewer_than_items", "hardly_any_variance")
#: Verdicts with coefficients, in the order in which they are asked.
FINDINGS = ("negative", "ceiling", "floor", "low", "uncertain", "repeating", "reliable")


@dataclass(frozen=True)
class Room:
    """Where the sums of a scale lie in their possible range: mean, and who stands at its ends, in percent (0-100)."""

    mean_percent: float
    floor_percent: float
    ceiling_percent: float


def room(found: ItemSet, ends: Matrix) -> Room | None:
    """Return where the sums of complete respondents lie; None of nobody, or of a range without width."""
    low, high = ends.sum(axis=0)
    if not found.n or not high > low:
        return None
    distance = ((found.values - ends[:, 0]).sum(axis=1)) / (high - low)
    return Room(100 * float(distance.mean()), 100 * float((found.values == ends[:, 0]).all(axis=1).mean()),
                100 * float((found.values == ends[:, 1]).all(axis=1).mean()))


def gate(found: ItemSet) -> Verdict | None:
    """Return why no coefficient is told of items that vary, or None.

    Parameters
    ----------
    found : ItemSet
        All items; the constant ones count as none, as SPSS and ``psych`` leave them out.
    """
    k = len(found.names) - len(found.constant)
    if len(found.names) < 2:
        return Verdict("single_item")
    if not found.n:
        return Verdict("no_answers")
    if found.n > 1 and (not k or _still(found.values)):
        return Verdict("no_variance")
    if found.n < FEWEST:
        return Verdict("too_few_respondents")
    if k < 2:
        return Verdict("single_item")
    if found.n <= k:
        return Verdict("fewer_than_items")
    sums = np.unique(found.values.sum(axis=1), return_counts=True)[1]
    return Verdict("hardly_any_variance") if 100 * sums.max() >= SAME_SUM * found.n else None


def _still(values: Matrix) -> bool:
    covariance = covariances(values)
    return bool(covariance.sum() <= NO_VARIANCE * np.trace(covariance))


def finding(alpha: Alpha, where: Room | None, *, sampled: bool = True) -> Verdict:
    """Return what the coefficients say; of respondents who are no random sample alpha counts without its interval."""
    lower, upper = (alpha.lower, alpha.upper) if sampled else (alpha.estimate, alpha.estimate)
    if alpha.estimate < 0:
        return Verdict("negative")
    if where and (where.ceiling_percent > AT_THE_END or where.mean_percent >= NEAR_THE_TOP):
        return Verdict("ceiling")
    if where and (where.floor_percent > AT_THE_END or where.mean_percent <= 100 - NEAR_THE_TOP):
        return Verdict("floor")
    if upper < ACCEPTABLE:
        return Verdict("low")
    if lower < ACCEPTABLE:
        return Verdict("uncertain")
    return Verdict("repeating" if alpha.estimate > REPEATING else "reliable")


def ordinal_alpha(items: pd.DataFrame) -> float:
    """Return alpha of the polychoric correlations: of the normal variables that ordered answers stand for.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, at most 12 different ones an item; respondents with a missing answer are left out.

    Returns
    -------
    float
        At most 1. It tells of thought-of continuous answers, not of the sum that is reported: beside alpha, not
        instead of it [2]_.

    Raises
    ------
    MeasureError
        As `cronbach_alpha`; an item that all answered alike, or with too many different answers.

    Notes
    -----
    k / (k - 1) · (1 - k / sum of all correlations) [1]_. See `polychoric` for the correlations. In R
    ``psych::alpha(psych::polychoric(items)$rho)``. SPSS has none without an extension.

    References
    ----------
    .. [1] Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients alpha and theta for
       Likert rating scales. Journal of Modern Applied Statistical Methods, 6(1), 21-29.
    .. [2] Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha. Educational and
       Psychological Measurement, 78(6), 1056-1071.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2, 1], "b": [1, 2, 3, 2, 2, 2], "c": [2, 2, 3, 3, 2, 1]})
    >>> round(ordinal_alpha(answers), 3)
    0.918
    """
    return _alpha(polychoric(item_set(items)))


@dataclass(frozen=True)
class Reliability:
    """What can be said of a scale's reliability.

    Attributes
    ----------
    verdict : Verdict
        Where it `blocks`, the coefficients are None.
    n_respondents, n_missing : int
        Respondents who answered every item, and those left out.
    n_items : int
        Items that vary: what the coefficients are of.
    constant : tuple of str
        Items that all answered alike, left out.
    room : Room or None
        Mean and ends of the sums in their possible range, all items.
    alpha : Alpha or None
    ordinal_alpha : float or None
        None too where an item has too many different answers, or polychoric correlations cancel out.
    polychoric : Polychoric or None
        What it is of.
    factor : OneFactor or None
        None too of two items.
    mean_r : float or None
        Mean correlation of two items.
    """

    verdict: Verdict
    n_respondents: int
    n_missing: int
    n_items: int
    constant: tuple[str, ...]
    room: Room | None
    alpha: Alpha | None = None
    ordinal_alpha: float | None = None
    polychoric: Polychoric | None = None
    factor: OneFactor | None = None
    mean_r: float | None = None

    @property
    def omega(self) -> float | None:
        """McDonald's omega total."""
        return None if self.factor is None else self.factor.omega


def reliability(items: pd.DataFrame, *, bounds: Bounds | None = None, confidence: float = 0.95,
                sampled: bool = True) -> Reliability:
    """Return the coefficients of a scale with a verdict, or only the verdict where they would mean nothing.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        As in `cronbach_alpha`.
    bounds : (lowest, highest) or mapping of item to such, optional
        As in `item_table`: for ceiling and floor.
    confidence : float
        Level of alpha's interval.
    sampled : bool
        Whether respondents are a random sample; else the verdict rests on alpha without its interval.

    Raises
    ------
    MeasureError
        A column is no item, an answer lies beyond the bounds, or the level is none. Degenerate answers raise nothing:
        they have a verdict.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [3] * 40, "b": [3] * 40})
    >>> reliability(answers).verdict.name
    'no_variance'
    """
    found = item_set(items)
    where = room(found, limits(found, bounds))
    varying = found.without(found.constant)
    closed = gate(found)
    sizes = (found.n, found.n_missing, len(varying.names), found.constant, where)
    if closed is not None:
        return Reliability(closed, *sizes)
    alpha = cronbach_alpha(pd.DataFrame(varying.values, columns=list(varying.names)), confidence=confidence)
    alpha = Alpha(alpha.estimate, alpha.lower, alpha.upper, confidence, found.n, alpha.n_items, found.n_missing)
    correlation = correlations(varying.values)
    factor = one_factor(correlation) if len(correlation) > 2 else None
    verdict = finding(alpha, where, sampled=sampled)
    return Reliability(verdict, *sizes, alpha, *_ordinal(varying), factor, mean_inter_item(correlation))


def judge(items: pd.DataFrame, *, bounds: Bounds | None = None, confidence: float = 0.95) -> Verdict:
    """Return the verdict alone (see `reliability`).

    Examples
    --------
    >>> judge(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})).name
    'too_few_respondents'
    """
    return reliability(items, bounds=bounds, confidence=confidence).verdict


def _alpha(found: Polychoric) -> float:
    return alpha_of(found.matrix, "ordinal alpha", least=2 * (1 - LIMIT))


def _ordinal(found: ItemSet) -> tuple[float | None, Polychoric | None]:
    """Return ordinal alpha and its correlations, None where answers are no ordered categories or cancel out."""
    try:
        correlation = polychoric(found)
        return _alpha(correlation), correlation
    except MeasureError:
        return None, None
