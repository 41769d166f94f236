"""The items of one scale: their answers, checked, and statistics of each item."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

from surveystats.errors import MeasureError

Matrix = NDArray[np.float64]
#: Lowest and highest points that an answer can have: of all items, or item by item.
Bounds = tuple[float, float] | Mapping[str, tuple[float, float]]

#: A larger answer would overflow when squared, and is refused.
LARGEST = 1e100
#: A sum whose variance is at most this part of the items' own variances does not vary.
NO_VARIANCE = 1e-12
#: Two-sided level of the r-table custom.
R_TABLE_LEVEL = 0.05


@dataclass(frozen=True)
class ItemSet:
    """The complete answers of a scale.

    Attributes
    ----------
    names : tuple of str
        The items.
    values : array of float, shape (n_complete, n_items)
        Only respondents who answered every item.
    n_missing : int
        Respondents left out, because an answer of theirs is missing.
    answers : DataFrame of float, shape (n_respondents, n_items)
        All answers; missing ones are NaN.
    """

    names: tuple[str, ...]
    values: Matrix
    n_missing: int
    answers: pd.DataFrame

    @property
    def n(self) -> int:
        """Respondents who answered every item."""
        return len(self.values)

    @property
    def constant(self) -> tuple[str, ...]:
        """Items to which all complete respondents gave the same answer."""
        if not self.n:
            return ()
        same = np.ptp(self.values, axis=0) == 0
        return tuple(np.array(self.names, dtype=object)[same])

    def without(self, names: tuple[str, ...]) -> "ItemSet":
        """Return the same respondents without some items.

        Parameters
        ----------
        names : tuple of str
            The items left out.
        """
        kept = [name not in names for name in self.names]
        answers = self.answers.loc[:, kept]
        return ItemSet(tuple(answers.columns), self.values[:, kept], self.n_missing, answers)


def item_set(items: pd.DataFrame) -> ItemSet:
    """Return the answers of a scale, checked.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer: whole or broken numbers on any scale, plain or nullable; missing
        where not answered.

    Raises
    ------
    MeasureError
        No table, no column, two columns of one name, a column that holds no numbers, or an answer
        that is not finite.
    """
    if not isinstance(items, pd.DataFrame) or items.shape[1] == 0:
        raise MeasureError("no items", where="reliability",
                           expected="a DataFrame with one column of points an item")
    names = [str(name) for name in items.columns]
    columns: dict[str, Matrix] = {}
    for place, name in enumerate(names):
        if name in columns:
            raise MeasureError(f"two items are called {name!r}", where="reliability, columns",
                               expected="one name an item", fix="rename one of them")
        columns[name] = _numbers(items.iloc[:, place], name)
    table = pd.DataFrame(columns, index=items.index)
    complete = table.notna().all(axis="columns").to_numpy()
    return ItemSet(tuple(names), table.to_numpy()[complete], int((~complete).sum()), table)


def _numbers(answers: pd.Series, name: str) -> Matrix:
    kind: Any = answers.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_complex_dtype(kind):
        raise MeasureError(f"the item {name!r} holds no numbers but {kind}",
                           where=f"reliability, column {name}",
                           expected="the points of each answer, as whole or broken numbers",
                           fix="turn answers into points first; astype('Float64') for a column of "
                               "numbers and None")
    points: Matrix = answers.to_numpy(dtype=float, na_value=np.nan)
    wrong = np.flatnonzero(np.abs(points) > LARGEST)
    if len(wrong):
        raise MeasureError(f"the answer {points[wrong[0]]} to {name!r} is no number of points",
                           where=f"reliability, column {name}, row {answers.index[wrong[0]]!r}",
                           expected="finite numbers",
                           fix="make it missing where there is no answer")
    return points


def limits(items: ItemSet, bounds: Bounds | None) -> Matrix:
    """Return the lowest and highest points of each item: as stated, else as seen in all items.

    Parameters
    ----------
    items : ItemSet
        The answers.
    bounds : (lowest, highest), mapping of item to such, or None
        The points that an answer can have, where they are known.

    Returns
    -------
    array, shape (n_items, 2)
        NaN where nothing is stated and nobody answered.

    Raises
    ------
    MeasureError
        An item has no bounds, bounds the wrong way round, or an answer beyond them.
    """
    answers = items.answers.to_numpy()
    if bounds is None:
        known = answers[~np.isnan(answers)]
        ends = (known.min(), known.max()) if known.size else (np.nan, np.nan)
        return np.array([ends] * len(items.names))
    stated = []
    for place, name in enumerate(items.names):
        stated.append(_stated(name, bounds, answers[:, place]))
    return np.array(stated)


def _stated(name: str, bounds: Bounds, answers: Matrix) -> tuple[float, float]:
    where = f"reliability, bounds of {name}"
    if isinstance(bounds, Mapping) and name not in bounds:
        raise MeasureError(f"no bounds for the item {name!r}", where=where,
                           expected="lowest and highest points")
    low, high = bounds[name] if isinstance(bounds, Mapping) else bounds
    if not -LARGEST <= low < high <= LARGEST:
        raise MeasureError(f"the bounds {low} and {high} hold no scale", where=where,
                           expected="the lowest points, then higher ones")
    beyond = answers[(answers < low) | (answers > high)]
    if len(beyond):
        raise MeasureError(f"the answer {beyond[0]:g} to {name!r} lies beyond {low:g} to {high:g}",
                           where=where, expected="every answer within the bounds",
                           fix="correct the bounds or the answer")
    return float(low), float(high)


def covariances(values: Matrix) -> Matrix:
    """Return the items' covariances in units of the widest item: only their ratios count.

    Parameters
    ----------
    values : array, shape (n_respondents, n_items)
        At least two respondents.

    Returns
    -------
    array, shape (n_items, n_items)
    """
    shifted = values - values[0]
    widest = np.abs(shifted).max()
    return _scatter(shifted / widest if widest else shifted) / (len(values) - 1)


def correlations(values: Matrix) -> Matrix:
    """Return Pearson's correlations of items that all vary, -1 to 1.

    Parameters
    ----------
    values : array, shape (n_respondents, n_items)
        At least two respondents, and no constant item.

    Returns
    -------
    array, shape (n_items, n_items)
    """
    shifted = values - values[0]
    scatter = _scatter(shifted / np.abs(shifted).max(axis=0))
    size = np.sqrt(np.diag(scatter))
    matrix: Matrix = np.clip(scatter / np.outer(size, size), -1, 1)
    np.fill_diagonal(matrix, 1)
    return matrix


def _scatter(shifted: Matrix) -> Matrix:
    centred = shifted - shifted.mean(axis=0)
    centred[:, np.ptp(shifted, axis=0) == 0] = 0
    scatter: Matrix = centred.T @ centred
    return scatter


def refuse_constant(items: ItemSet, measure: str) -> None:
    """Refuse items that all answered alike: they have no correlation.

    Parameters
    ----------
    items : ItemSet
        The answers.
    measure : str
        What is being computed; the error names it.

    Raises
    ------
    MeasureError
        An item is constant.
    """
    if items.constant:
        raise MeasureError(f"all answers to {items.constant[0]!r} are the same", where=measure,
                           expected="items whose answers differ",
                           fix="leave it out: items[[...]].drop(columns=...)")


def refuse_few(items: ItemSet, measure: str, *, least: int = 2) -> None:
    """Refuse fewer items, or fewer complete respondents, than a measure needs.

    Parameters
    ----------
    items : ItemSet
        The answers.
    measure : str
        What is being computed; the error names it.
    least : int
        How many items it needs.

    Raises
    ------
    MeasureError
        There are fewer items than that, or fewer than two complete respondents.
    """
    k = len(items.names)
    if k < least:
        raise MeasureError(f"{k} item{'s' * (k > 1)}", where=measure,
                           expected=f"{least} items or more")
    if items.n < 2:
        raise MeasureError(f"{items.n} of {items.n + items.n_missing} respondents answered every "
                           "item", where=measure, expected="2 complete respondents or more",
                           fix="leave out the items that most did not answer")


def alpha_of(covariance: Matrix, measure: str = "Cronbach's alpha", *,
             least: float = NO_VARIANCE) -> float:
    """Return alpha from covariances, at most 1 (from correlations: the standardised alpha).

    Parameters
    ----------
    covariance : array, shape (n_items, n_items)
        Of two items or more.
    measure : str
        What is being computed; the error names it.
    least : float
        A sum whose variance is at most this part of the items' own does not vary.

    Raises
    ------
    MeasureError
        The sum of the items does not vary.
    """
    k, own, total = len(covariance), float(np.trace(covariance)), float(covariance.sum())
    if total <= least * own:
        raise MeasureError("the sum of the items is the same for all", where=measure,
                           expected="respondents who differ",
                           fix="look at the items one by one: item_table")
    return k / (k - 1) * (1 - own / total)


def r_table(n: int) -> float | None:
    """Return the smallest correlation that differs from zero at the two-sided 5 % level.

    Parameters
    ----------
    n : int
        Respondents; the degrees of freedom are n - 2.

    Returns
    -------
    float or None
        0 to 1; None for fewer than three respondents.

    Notes
    -----
    Indonesian theses call it *r tabel*, and an item "valid" whose corrected item-total correlation
    is larger. It is a custom: it tests that a correlation is not zero, needs less of an item the
    more people answer, and says nothing of what the item measures.

    Examples
    --------
    >>> round(r_table(30), 3), r_table(2)
    (0.361, None)
    """
    if n < 3:
        return None
    limit = -float(stdtrit(n - 2, R_TABLE_LEVEL / 2))
    return limit / math.sqrt(n - 2 + limit**2)


def item_table(items: pd.DataFrame, *, bounds: Bounds | None = None) -> pd.DataFrame:
    """Return statistics of each item of a scale.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, reversed items flipped before; missing where not answered.
    bounds : (lowest, highest) or mapping of item to such, optional
        The points that an answer can have. Without them the range seen in all items together
        stands for it, which makes difficulty, floor and ceiling depend on who answered.

    Returns
    -------
    DataFrame, index ``item``, one row an item
        Of each item's own answers: ``n``, ``missing``, ``mean``, ``sd`` (n - 1), ``lowest`` and
        ``highest`` (the range that the next three refer to), ``difficulty_percent`` (mean as
        percent of the range: high is easy), ``floor_percent``, ``ceiling_percent`` (who gave the
        lowest, the highest answer). Of respondents who answered every item: ``n_complete``,
        ``corrected_r`` (with the sum of the others), ``alpha_if_dropped``, ``r_table`` and
        ``above_r_table`` (see `r_table`). Missing (never NaN) where it does not exist: the
        correlation of an item that all answered alike, alpha of the one item left.

    Raises
    ------
    MeasureError
        A column is no item, or an answer lies beyond the bounds.

    Notes
    -----
    ``attrs["range"]`` says whether the range is ``stated`` or ``observed``. In R
    ``psych::alpha(items)$item.stats`` (``r.drop``) and ``$alpha.drop``; in SPSS ``RELIABILITY ...
    /SUMMARY=TOTAL``.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 2, 2],
    ...                         "c": [2, 2, 3, 3, None]})
    >>> columns = ["n", "mean", "difficulty_percent", "corrected_r"]
    >>> item_table(answers, bounds=(1, 3))[columns].round(2)
          n  mean  difficulty_percent  corrected_r
    item
    a     5   2.2                60.0         0.94
    b     5   2.0                50.0         0.82
    c     4   2.5                75.0         0.85
    """
    checked = item_set(items)
    ends = limits(checked, bounds)
    covariance = covariances(checked.values) if checked.n >= 2 else None
    limit = r_table(checked.n)
    rows = []
    for place, name in enumerate(checked.names):
        answers = checked.answers[name]
        row = _own(answers.dropna().to_numpy(), len(answers), *ends[place])
        corrected, left = (None, None) if covariance is None else _among(covariance, place)
        above = None if corrected is None or limit is None else corrected > limit
        rows.append(row | {"n_complete": checked.n, "corrected_r": corrected,
                           "alpha_if_dropped": left, "r_table": limit, "above_r_table": above})
    table = pd.DataFrame(rows, index=pd.Index(checked.names, name="item"))
    kinds = dict.fromkeys(table, "Float64") | dict.fromkeys(("n", "missing", "n_complete"), "int64")
    table = table.astype(kinds | {"above_r_table": "boolean"})
    table.attrs["range"] = "observed" if bounds is None else "stated"
    return table


def _own(answers: Matrix, asked: int, low: float, high: float) -> dict[str, object]:
    """Return the statistics of an item's own answers."""
    n = len(answers)
    row: dict[str, object] = {"n": n, "missing": asked - n, "mean": None, "sd": None,
                              "lowest": None if np.isnan(low) else low,
                              "highest": None if np.isnan(high) else high,
                              "difficulty_percent": None, "floor_percent": None,
                              "ceiling_percent": None}
    if n:
        row["mean"] = float(answers[0] + (answers - answers[0]).mean())
    if n > 1:
        shifted = answers - answers[0]
        widest = float(np.abs(shifted).max())
        row["sd"] = widest * float((shifted / widest).std(ddof=1)) if widest else 0.0
    if n and high > low:
        row["difficulty_percent"] = 100 * float(((answers - low) / (high - low)).mean())
        row["floor_percent"] = 100 * float((answers == low).mean())
        row["ceiling_percent"] = 100 * float((answers == high).mean())
    return row


def _among(covariance: Matrix, place: int) -> tuple[float | None, float | None]:
    """Return an item's correlation with the sum of the others, and alpha without the item."""
    others = np.delete(np.arange(len(covariance)), place)
    if not len(others):
        return None, None
    rest = covariance[np.ix_(others, others)]
    own, total = float(covariance[place, place]), float(rest.sum())
    varied = total > NO_VARIANCE * np.trace(rest)
    left = alpha_of(rest) if len(others) > 1 and varied else None
    if own <= NO_VARIANCE * np.trace(covariance) or not varied:
        return None, left
    together = float(covariance[place, others].sum())
    return max(-1.0, min(1.0, together / math.sqrt(own * total))), left
