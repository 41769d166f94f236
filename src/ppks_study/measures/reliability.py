"""How reliable a scale is: alpha, ordinal alpha, omega, its items, and a verdict on whether they mean anything."""

from dataclasses import dataclass

import pandas as pd

from ppks_study.errors import MeasureError
from ppks_study.measures.alpha import Alpha, alpha_of, cronbach_alpha
from ppks_study.measures.factor import OneFactor, omega_total, one_factor
from ppks_study.measures.gate import Room, Verdict, finding, gate, room
from ppks_study.measures.item_statistics import item_table, mean_inter_item, r_table
from ppks_study.measures.itemset import Bounds, ItemSet, correlations, item_set, limits
from ppks_study.measures.polychoric import LIMIT, Polychoric, polychoric

__all__ = ["Alpha", "Reliability", "Verdict", "cronbach_alpha", "item_table", "judge", "omega_total", "ordinal_alpha",
           "r_table", "reliability"]


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
