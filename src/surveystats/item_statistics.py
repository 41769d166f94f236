"""Items one by one: how hard each is, and how it goes with the others."""

import math

import numpy as np
import pandas as pd
from scipy.stats import t

from surveystats.alpha import alpha_of
from surveystats.item_answers import (
    NO_VARIANCE,
    Bounds,
    ItemSet,
    Matrix,
    covariances,
    item_set,
    limits,
)

#: Two-sided level of the r-table custom.
R_TABLE_LEVEL = 0.05


def r_table(n: int) -> float | None:
    """Return the smallest correlation that differs from zero at the two-sided 5 % level, with n - 2 degrees of freedom.

    Indonesian theses call it *r tabel*, and an item "valid" whose corrected item-total correlation is larger. It is a
    custom: it tests that a correlation is not zero, needs less of an item the more people answer, and says nothing of
    what the item measures. None for fewer than three respondents.

    Examples
    --------
    >>> round(r_table(30), 3), r_table(2)
    (0.361, None)
    """
    if n < 3:
        return None
    limit = float(t.isf(R_TABLE_LEVEL / 2, n - 2))
    return limit / math.sqrt(n - 2 + limit**2)


def mean_inter_item(correlation: Matrix) -> float:
    """Return the mean correlation of two different items, from shape (n_items, n_items).

    Examples
    --------
    >>> mean_inter_item(np.array([[1.0, 0.25], [0.25, 1.0]]))
    0.25
    """
    k = len(correlation)
    return float((correlation.sum() - np.trace(correlation)) / (k * (k - 1)))


def item_table(items: pd.DataFrame, *, bounds: Bounds | None = None) -> pd.DataFrame:
    """Return statistics of each item of a scale.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, reversed items flipped before; missing where not answered.
    bounds : (lowest, highest) or mapping of item to such, optional
        The points that an answer can have. Without them the range seen in all items together stands for it, which
        makes difficulty, floor and ceiling hang on who answered.

    Returns
    -------
    DataFrame, index ``item``, one row an item
        Of each item's own answers: ``n``, ``missing``, ``mean``, ``sd`` (n - 1), ``lowest`` and ``highest`` (the
        range that the next three refer to), ``difficulty_percent`` (mean as percent of the range: high is easy),
        ``floor_percent``, ``ceiling_percent`` (who gave the lowest, the highest answer). Of respondents who answered
        every item: ``n_complete``, ``corrected_r`` (with the sum of the others), ``alpha_if_dropped``, ``r_table`` and
        ``above_r_table`` (see `r_table`). Missing (never NaN) where it does not exist: the correlation of an item that
        all answered alike, alpha of the one item left.

    Raises
    ------
    MeasureError
        A column is no item, or an answer lies beyond the bounds.

    Notes
    -----
    ``attrs["range"]`` says whether the range is ``stated`` or ``observed``. In R ``psych::alpha(items)$item.stats``
    (``r.drop``) and ``$alpha.drop``; in SPSS ``RELIABILITY ... /SUMMARY=TOTAL``.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 2, 2], "c": [2, 2, 3, 3, None]})
    >>> item_table(answers, bounds=(1, 3))[["n", "mean", "difficulty_percent", "corrected_r"]].round(2)
          n  mean  difficulty_percent  corrected_r
    item
    a     5   2.2                60.0         0.94
    b     5   2.0                50.0         0.82
    c     4   2.5                75.0         0.85
    """
    found = item_set(items)
    ends = limits(found, bounds)
    rows = [_alone(found.answers.iloc[:, place].dropna().to_numpy(), len(found.answers), *ends[place])
            | _among(found, place) for place in range(len(found.names))]
    table = pd.DataFrame(rows, index=pd.Index(found.names, name="item"))
    whole = ("n", "missing", "n_complete")
    kinds = {name: "int64" if name in whole else "boolean" if name == "above_r_table" else "Float64" for name in table}
    table = table.astype(kinds)
    table.attrs["range"] = "observed" if bounds is None else "stated"
    return table


def _alone(answers: Matrix, asked: int, low: float, high: float) -> dict[str, object]:
    """Return what an item's own answers say."""
    n = len(answers)
    wide = n > 0 and high > low
    mean = float(answers[0] + (answers - answers[0]).mean()) if n else None
    return {"n": n, "missing": asked - n, "mean": mean, "sd": _deviation(answers),
            "lowest": None if np.isnan(low) else low, "highest": None if np.isnan(high) else high,
            "difficulty_percent": 100 * float(((answers - low) / (high - low)).mean()) if wide else None,
            "floor_percent": 100 * float((answers == low).mean()) if wide else None,
            "ceiling_percent": 100 * float((answers == high).mean()) if wide else None}


def _deviation(answers: Matrix) -> float | None:
    if len(answers) < 2:
        return None
    shifted = answers - answers[0]
    widest = float(np.abs(shifted).max())
    return widest * float((shifted / widest).std(ddof=1)) if widest else 0.0


def _among(found: ItemSet, place: int) -> dict[str, object]:
    """Return how an item goes with the others, among respondents who answered all."""
    others = [other for other in range(len(found.names)) if other != place]
    corrected, left = None, None
    if found.n >= 2 and others:
        covariance = covariances(found.values)
        corrected = _corrected(covariance, place, others)
        rest = covariance[np.ix_(others, others)]
        if len(others) > 1 and rest.sum() > NO_VARIANCE * np.trace(rest):
            left = alpha_of(rest)
    limit = r_table(found.n)
    known = corrected is not None and limit is not None
    return {"n_complete": found.n, "corrected_r": corrected, "alpha_if_dropped": left, "r_table": limit,
            "above_r_table": bool(corrected > limit) if known else None}  # type: ignore[operator]


def _corrected(covariance: Matrix, place: int, others: list[int]) -> float | None:
    """Return the correlation of an item with the sum of the others, None where one of the two does not vary."""
    rest = covariance[np.ix_(others, others)]
    own, total = float(covariance[place, place]), float(rest.sum())
    if own <= NO_VARIANCE * np.trace(covariance) or total <= NO_VARIANCE * np.trace(rest):
        return None
    return max(-1.0, min(1.0, float(covariance[place, others].sum()) / math.sqrt(own * total)))


