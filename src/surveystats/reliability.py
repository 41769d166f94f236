"""How reliable a scale is: alpha, ordinal alpha, omega, and a verdict on what they mean."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import fdtri

from surveystats.errors import MeasureError
from surveystats.factor import OneFactor, one_factor
from surveystats.item_statistics import (
    NO_VARIANCE,
    Bounds,
    ItemSet,
    Matrix,
    alpha_of,
    correlations,
    covariances,
    item_set,
    limits,
    refuse_few,
)
from surveystats.polychoric import LIMIT, Polychoric, polychoric

#: What is done about missing answers.
POLICY = "complete"
#: Fewest complete respondents: 30 do only where one factor is strong (Yurdugül 2008); fewer never.
FEWEST = 30
#: Percent of respondents with one and the same sum from which there is hardly any variance
#: (this project's).
SAME_SUM = 90
#: Percent of respondents at the highest, or lowest, possible sum above which a scale has a ceiling,
#: a floor (Terwee et al. 2007; McHorney & Tarlov 1995).
AT_THE_END = 15
#: Mean in percent of the possible range from which there is a ceiling, whoever reaches the top
#: (this project's); as far from the other end there is a floor.
NEAR_THE_TOP = 95
#: Alpha of a scale for groups: from 0.70 to 0.95; above, items repeat each other (Terwee et al.
#: 2007).
ACCEPTABLE, REPEATING = 0.70, 0.95
#: Verdicts under which no coefficient is reported, in the order in which they are asked.
GATES = ("single_item", "no_answers", "no_variance", "too_few_respondents", "fewer_than_items",
         "hardly_any_variance")
#: Verdicts with coefficients, in the order in which they are asked.
FINDINGS = ("negative", "ceiling", "floor", "low", "uncertain", "repeating", "reliable")


@dataclass(frozen=True)
class Alpha:
    """Cronbach's alpha.

    Attributes
    ----------
    estimate : float
        At most 1; below 0 where items covary negatively.
    lower, upper : float
        Feldt's interval at the level `confidence`.
    confidence : float
        0 to 1.
    n_respondents, n_items : int
        Respondents who answered every item, and the items.
    n_missing : int
        Respondents left out, because an answer of theirs is missing.
    policy : str
        ``complete``: only respondents who answered every item count.
    """

    estimate: float
    lower: float
    upper: float
    confidence: float
    n_respondents: int
    n_items: int
    n_missing: int = 0
    policy: str = POLICY

    def _repr_html_(self) -> str:
        return (f"<p>α = {self.estimate:.3f} [{self.lower:.3f}; {self.upper:.3f}], "
                f"{100 * self.confidence:g}% (Feldt); n = {self.n_respondents}, "
                f"k = {self.n_items}, missing {self.n_missing}</p>")


def cronbach_alpha(items: pd.DataFrame, *, confidence: float = 0.95) -> Alpha:
    """Return Cronbach's alpha of the items of a scale, with Feldt's interval.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, reversed items flipped before; numbers on any scale, missing where
        not answered.
    confidence : float
        Level of the interval, more than 0 and less than 1 (not percent).

    Raises
    ------
    MeasureError
        Fewer than 2 items or 2 complete respondents; the sum of the items does not vary; a column
        is no item; the level is none.

    Notes
    -----
    k / (k - 1) · (1 - sum of the items' variances / variance of their sum). Respondents with a
    missing answer are left out and counted. An item that all answered alike counts as an item
    (`judge` and `reliability_of` leave it out). A negative alpha is returned: it says that items
    covary negatively, mostly that one was not flipped.

    Interval: (1 - alpha) / (1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of
    freedom, if the items are parallel and normal [1]_. In R:
    ``psych::alpha(items, use = "complete.obs")``; in SPSS: ``RELIABILITY /VARIABLES=...
    /MODEL=ALPHA /ICC=TYPE(CONSISTENCY) CIN=95`` (average measures).

    References
    ----------
    .. [1] Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson
       reliability coefficient twenty. Psychometrika, 30(3), 357-370.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 2, 2],
    ...                         "c": [2, 2, 3, 3, None]})
    >>> alpha = cronbach_alpha(answers)
    >>> round(alpha.estimate, 3), alpha.n_respondents, alpha.n_missing
    (0.915, 4, 1)
    """
    if not 0 < confidence < 1:
        raise MeasureError(f"no level of confidence {confidence}",
                           where="Cronbach's alpha, confidence",
                           expected="more than 0 and less than 1, such as 0.95")
    checked = item_set(items)
    refuse_few(checked, "Cronbach's alpha")
    estimate = alpha_of(covariances(checked.values))
    k = len(checked.names)
    lower, upper = feldt(estimate, checked.n, k, confidence)
    return Alpha(estimate, lower, upper, confidence, checked.n, k, checked.n_missing)


def feldt(estimate: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Return the lower and upper end of Feldt's interval of an alpha.

    Parameters
    ----------
    estimate : float
        Alpha, at most 1.
    n, k : int
        Respondents and items, 2 or more each.
    confidence : float
        More than 0 and less than 1.

    Raises
    ------
    MeasureError
        An end is not finite at this level.

    Examples
    --------
    >>> [round(end, 4) for end in feldt(0.85, 89, 7, 0.95)]
    [0.7971, 0.8932]
    """
    tail = (1 - confidence) / 2
    df = n - 1, (n - 1) * (k - 1)
    lower = 1 - (1 - estimate) * float(fdtri(*df, 1 - tail))
    upper = 1 - (1 - estimate) * float(fdtri(*df, tail))
    if not (math.isfinite(lower) and math.isfinite(upper)):
        raise MeasureError(f"no finite interval at the level {confidence}",
                           where="Feldt's interval", expected="a lower level, such as 0.95")
    return lower, upper


def ordinal_alpha(items: pd.DataFrame) -> float:
    """Return alpha of the polychoric correlations: of normal variables behind ordered answers.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, at most 12 different ones an item; respondents with a missing answer
        are left out.

    Returns
    -------
    float
        At most 1. It is about hypothetical continuous answers, not about the sum that is reported:
        beside alpha, not instead of it [2]_.

    Raises
    ------
    MeasureError
        As `cronbach_alpha`; an item that all answered alike, or with too many different answers.

    Notes
    -----
    k / (k - 1) · (1 - k / sum of all correlations) [1]_. See `polychoric` for the correlations. In
    R ``psych::alpha(psych::polychoric(items)$rho)``. SPSS has none without an extension.

    References
    ----------
    .. [1] Zumbo, B. D., Gadermann, A. M., & Zeisser, C. (2007). Ordinal versions of coefficients
       alpha and theta for Likert rating scales. Journal of Modern Applied Statistical Methods,
       6(1), 21-29.
    .. [2] Chalmers, R. P. (2018). On misconceptions and the limited usefulness of ordinal alpha.
       Educational and Psychological Measurement, 78(6), 1056-1071.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2, 1], "b": [1, 2, 3, 2, 2, 2],
    ...                         "c": [2, 2, 3, 3, 2, 1]})
    >>> round(ordinal_alpha(answers), 3)
    0.918
    """
    return _ordinal_alpha(polychoric(item_set(items)))


def _ordinal_alpha(correlation: Polychoric) -> float:
    return alpha_of(correlation.matrix, "ordinal alpha", least=2 * (1 - LIMIT))


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
        """Whether no coefficient is reported."""
        return self.name in GATES


@dataclass(frozen=True)
class Room:
    """Where the sums of a scale lie in their possible range, in percent (0-100).

    Attributes
    ----------
    mean_percent : float
        Mean of the sums.
    floor_percent, ceiling_percent : float
        Respondents with the lowest, and the highest, possible sum.
    """

    mean_percent: float
    floor_percent: float
    ceiling_percent: float


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
        None too where an item has too many different answers, or polychoric correlations cancel
        out.
    polychoric : Polychoric or None
        What it is of.
    factor : OneFactor or None
        None too of two items.
    mean_r : float or None
        Mean correlation of two different items.
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


def reliability_of(items: pd.DataFrame, *, bounds: Bounds | None = None,
                   confidence: float = 0.95, sampled: bool = True) -> Reliability:
    """Return the coefficients of a scale with a verdict, or only the verdict that forbids them.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        As in `cronbach_alpha`.
    bounds : (lowest, highest) or mapping of item to such, optional
        As in `item_table`: for ceiling and floor.
    confidence : float
        Level of alpha's interval.
    sampled : bool
        Whether respondents are a random sample; else the verdict rests on alpha without its
        interval.

    Raises
    ------
    MeasureError
        A column is no item, an answer lies beyond the bounds, or the level is none. Degenerate
        answers raise nothing: they have a verdict.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [3] * 40, "b": [3] * 40})
    >>> reliability_of(answers).verdict.name
    'no_variance'
    """
    checked = item_set(items)
    room = _room(checked, limits(checked, bounds))
    varying = checked.without(checked.constant)
    closed = _gate(checked, varying)
    result = Reliability(Verdict(closed), checked.n, checked.n_missing, len(varying.names),
                         checked.constant, room)
    if closed:
        return result
    table = pd.DataFrame(varying.values, columns=list(varying.names))
    alpha = replace(cronbach_alpha(table, confidence=confidence), n_missing=checked.n_missing)
    correlation = correlations(varying.values)
    k = len(correlation)
    ordinal, ordered = None, None
    try:
        ordered = polychoric(varying)
        ordinal = _ordinal_alpha(ordered)
    except MeasureError:  # too many different answers, or correlations that cancel out
        ordered = None
    return replace(result, verdict=Verdict(_finding(alpha, room, sampled)), alpha=alpha,
                   ordinal_alpha=ordinal, polychoric=ordered,
                   factor=one_factor(correlation) if k > 2 else None,
                   mean_r=float((correlation.sum() - np.trace(correlation)) / (k * (k - 1))))


def judge(items: pd.DataFrame, *, bounds: Bounds | None = None,
          confidence: float = 0.95) -> Verdict:
    """Return only the verdict on a scale (see `reliability_of`).

    Parameters
    ----------
    items, bounds, confidence
        As in `reliability_of`.

    Examples
    --------
    >>> judge(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]})).name
    'too_few_respondents'
    """
    return reliability_of(items, bounds=bounds, confidence=confidence).verdict


def _room(items: ItemSet, ends: Matrix) -> Room | None:
    """Return where the sums of complete respondents lie; None of nobody, or of no range."""
    low, high = ends.sum(axis=0)
    if not items.n or not high > low:
        return None
    distance = (items.values - ends[:, 0]).sum(axis=1) / (high - low)
    at_floor, at_ceiling = ((items.values == ends[:, end]).all(axis=1) for end in (0, 1))
    return Room(100 * float(distance.mean()), 100 * float(at_floor.mean()),
                100 * float(at_ceiling.mean()))


def _gate(items: ItemSet, varying: ItemSet) -> str:
    """Return the verdict that forbids coefficients, or nothing.

    Constant items count as none, as SPSS and ``psych`` leave them out.
    """
    k = len(varying.names)
    if len(items.names) < 2:
        return "single_item"
    if not items.n:
        return "no_answers"
    if items.n > 1:
        covariance = covariances(items.values)
        if not k or covariance.sum() <= NO_VARIANCE * np.trace(covariance):
            return "no_variance"
    if items.n < FEWEST:
        return "too_few_respondents"
    if k < 2:
        return "single_item"
    if items.n <= k:
        return "fewer_than_items"
    times = np.unique(items.values.sum(axis=1), return_counts=True)[1]
    return "hardly_any_variance" if 100 * times.max() >= SAME_SUM * items.n else ""


def _finding(alpha: Alpha, room: Room | None, sampled: bool) -> str:
    """Return what the coefficients say; without a random sample alpha counts without interval."""
    lower, upper = (alpha.lower, alpha.upper) if sampled else (alpha.estimate, alpha.estimate)
    if alpha.estimate < 0:
        return "negative"
    if room and (room.ceiling_percent > AT_THE_END or room.mean_percent >= NEAR_THE_TOP):
        return "ceiling"
    if room and (room.floor_percent > AT_THE_END or room.mean_percent <= 100 - NEAR_THE_TOP):
        return "floor"
    if upper < ACCEPTABLE:
        return "low"
    if lower < ACCEPTABLE:
        return "uncertain"
    return "repeating" if alpha.estimate > REPEATING else "reliable"
