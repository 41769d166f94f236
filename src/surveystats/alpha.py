"""Cronbach's alpha of the items of a scale, with Feldt's interval."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import f

from surveystats.errors import MeasureError
from surveystats.item_answers import NO_VARIANCE, Matrix, covariances, item_set, refuse_few

#: What is done about missing answers.
POLICY = "complete"


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
        return (f"<p>α = {self.estimate:.3f} [{self.lower:.3f}; {self.upper:.3f}], {100 * self.confidence:g}% (Feldt); "
                f"n = {self.n_respondents}, k = {self.n_items}, missing {self.n_missing}</p>")


def cronbach_alpha(items: pd.DataFrame, *, confidence: float = 0.95) -> Alpha:
    """Return Cronbach's alpha of the items of a scale, with Feldt's interval.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, reversed items flipped before; numbers on any scale, missing where not answered.
    confidence : float
        Level of the interval, more than 0 and less than 1 (not percent).

    Raises
    ------
    MeasureError
        Fewer than 2 items or 2 complete respondents; the sum of the items does not vary; a column is no item; the
        level is none.

    Notes
    -----
    k / (k - 1) · (1 - sum of the items' variances / variance of their sum). Respondents with a missing answer are left
    out and counted. An item that all answered alike counts as an item (`judge` and `reliability` leave it out). A
    negative alpha is answered: it says that items covary negatively, mostly that one was not flipped.

    Interval: (1 - alpha) / (1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom, if the items are
    parallel and normal [1]_. In R: ``psych::alpha(items, use = "complete.obs")``; in SPSS: ``RELIABILITY
    /VARIABLES=... /MODEL=ALPHA /ICC=TYPE(CONSISTENCY) CIN=95`` (average measures).

    References
    ----------
    .. [1] Feldt, L. S. (1965). The approximate sampling distribution of Kuder-Richardson reliability coefficient
       twenty. Psychometrika, 30(3), 357-370.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 2, 2], "c": [2, 2, 3, 3, None]})
    >>> found = cronbach_alpha(answers)
    >>> round(found.estimate, 3), found.n_respondents, found.n_missing
    (0.915, 4, 1)
    """
    if not 0 < confidence < 1:
        raise MeasureError(f"no level of confidence {confidence}", where="Cronbach's alpha, confidence",
                           expected="more than 0 and less than 1, such as 0.95")
    found = item_set(items)
    refuse_few(found, "Cronbach's alpha")
    estimate = alpha_of(covariances(found.values))
    lower, upper = feldt(estimate, found.n, len(found.names), confidence)
    return Alpha(estimate, lower, upper, confidence, found.n, len(found.names), found.n_missing)


def alpha_of(covariance: Matrix, measure: str = "Cronbach's alpha", *, least: float = NO_VARIANCE) -> float:
    """Return alpha from covariances (or correlations: the standardised alpha), shape (n_items, n_items).

    A sum whose variance is at most the part `least` of the items' own does not vary.

    Raises
    ------
    MeasureError
        The sum of the items does not vary.
    """
    k, own, total = len(covariance), float(np.trace(covariance)), float(covariance.sum())
    if total <= least * own:
        raise MeasureError("the sum of the items is the same for all", where=measure,
                           expected="respondents who differ", fix="look at the items one by one: item_table")
    return k / (k - 1) * (1 - own / total)


def feldt(estimate: float, n: int, k: int, confidence: float) -> tuple[float, float]:
    """Return the ends of Feldt's interval for an alpha of `k` items and `n` respondents.

    Examples
    --------
    >>> [round(end, 4) for end in feldt(0.85, 89, 7, 0.95)]
    [0.7971, 0.8932]
    """
    tail = (1 - confidence) / 2
    ends = (1 - (1 - estimate) * float(f.isf(q, n - 1, (n - 1) * (k - 1))) for q in (tail, 1 - tail))
    lower, upper = ends
    if not (math.isfinite(lower) and math.isfinite(upper)):
        raise MeasureError(f"no finite interval at the level {confidence}", where="Feldt's interval",
                           expected="a lower level, such as 0.95")
    return lower, upper
