"""Answers to the items of one scale: checked, with the complete rows apart, and their covariances and correlations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveystats.errors import MeasureError

Matrix = NDArray[np.float64]
#: Lowest and highest points that an answer can have: of all items, or item by item.
Bounds = tuple[float, float] | Mapping[str, tuple[float, float]]

#: An answer beyond this is no answer, and would overflow when squared.
LARGEST = 1e100
#: A sum whose variance is this small a part of the items' own does not vary.
NO_VARIANCE = 1e-12


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
        return tuple(name for name, is_same in zip(self.names, same, strict=True) if is_same)

    def without(self, names: tuple[str, ...]) -> "ItemSet":
        """Return the same respondents without some items."""
        kept = [name not in names for name in self.names]
        return ItemSet(tuple(n for n in self.names if n not in names), self.values[:, kept], self.n_missing,
                       self.answers.loc[:, kept])


def item_set(items: pd.DataFrame) -> ItemSet:
    """Return the answers of a scale, checked.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer: whole or broken numbers on any scale, plain or nullable; missing where not answered.

    Raises
    ------
    MeasureError
        No table, no column, two columns of one name, a column that holds no numbers, or an answer that is not finite.
    """
    if not isinstance(items, pd.DataFrame) or items.shape[1] == 0:
        raise MeasureError("no items", where="reliability", expected="a DataFrame with one column of points an item")
    names = [str(name) for name in items.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise MeasureError(f"two items are called {twice[0]!r}", where="reliability, columns",
                           expected="one name an item", fix="rename one of them")
    table = pd.DataFrame({name: _numbers(items.iloc[:, place], name) for place, name in enumerate(names)},
                         index=items.index)
    complete = table.notna().all(axis="columns").to_numpy()
    return ItemSet(tuple(names), table.to_numpy()[complete], int((~complete).sum()), table)


def _numbers(answers: pd.Series, name: str) -> Matrix:
    kind: Any = answers.dtype
    if not pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_complex_dtype(kind):
        raise MeasureError(f"the item {name!r} holds no numbers but {kind}", where=f"reliability, column {name}",
                           expected="the points of each answer, as whole or broken numbers",
                           fix="turn answers into points first; astype('Float64') for a column of numbers and None")
    found: Matrix = answers.to_numpy(dtype=float, na_value=np.nan)
    wrong = np.flatnonzero(np.abs(found) > LARGEST)
    if len(wrong):
        raise MeasureError(f"the answer {found[wrong[0]]} to {name!r} is no number of points",
                           where=f"reliability, column {name}, row {answers.index[wrong[0]]!r}",
                           expected="finite numbers", fix="make it missing where there is no answer")
    return found


def limits(found: ItemSet, bounds: Bounds | None) -> Matrix:
    """Return the lowest and highest points of each item: as stated, else the range seen in all items together.

    Returns
    -------
    array, shape (n_items, 2)
        NaN where nothing is stated and nobody answered.

    Raises
    ------
    MeasureError
        An item has no bounds, bounds the wrong way round, or an answer beyond them.
    """
    table = found.answers.to_numpy()
    if bounds is None:
        known = table[~np.isnan(table)]
        ends = (known.min(), known.max()) if known.size else (np.nan, np.nan)
        return np.array([ends] * len(found.names))
    return np.array([_stated(name, bounds, table[:, place]) for place, name in enumerate(found.names)])


def _stated(name: str, bounds: Bounds, answers: Matrix) -> tuple[float, float]:
    where = f"reliability, bounds of {name}"
    if isinstance(bounds, Mapping) and name not in bounds:
        raise MeasureError(f"no bounds for the item {name!r}", where=where, expected="lowest and highest points")
    low, high = bounds[name] if isinstance(bounds, Mapping) else bounds
    if not -LARGEST <= low < high <= LARGEST:
        raise MeasureError(f"the bounds {low} and {high} hold no scale", where=where,
                           expected="the lowest points, then higher ones")
    beyond = [value for value in answers if value < low or value > high]
    if beyond:
        raise MeasureError(f"the answer {beyond[0]:g} to {name!r} lies beyond {low:g} to {high:g}", where=where,
                           expected="every answer within the bounds", fix="correct the bounds or the answer")
    return float(low), float(high)


def covariances(values: Matrix) -> Matrix:
    """Return the items' covariances, shape (n_items, n_items), in units of the widest item: only ratios count.

    Parameters
    ----------
    values : array, shape (n_respondents, n_items)
        At least two respondents.
    """
    shifted = values - values[0]
    widest = np.abs(shifted).max()
    return _scatter(shifted / widest if widest else shifted) / (len(values) - 1)


def correlations(values: Matrix) -> Matrix:
    """Return Pearson's correlations, shape (n_items, n_items), of items that all vary."""
    shifted = values - values[0]
    scatter = _scatter(shifted / np.abs(shifted).max(axis=0))
    size = np.sqrt(np.diag(scatter))
    found: Matrix = np.clip(scatter / np.outer(size, size), -1, 1)
    np.fill_diagonal(found, 1)
    return found


def _scatter(shifted: Matrix) -> Matrix:
    centred = shifted - shifted.mean(axis=0)
    centred[:, np.ptp(shifted, axis=0) == 0] = 0
    found: Matrix = centred.T @ centred
    return found


def refuse_constant(found: ItemSet, measure: str) -> None:
    """Refuse items that all answered alike: they have no correlation."""
    if found.constant:
        raise MeasureError(f"all answers to {found.constant[0]!r} are the same", where=measure,
                           expected="items whose answers differ", fix="leave it out: items[[...]].drop(columns=...)")


def refuse_few(found: ItemSet, measure: str, *, items: int = 2) -> None:
    """Refuse fewer items, or fewer complete respondents, than a measure needs at the least."""
    if len(found.names) < items:
        raise MeasureError(f"{len(found.names)} item{'s' * (len(found.names) > 1)}", where=measure,
                           expected=f"{items} items or more")
    if found.n < 2:
        raise MeasureError(f"{found.n} of {found.n + found.n_missing} respondents answered every item", where=measure,
                           expected="2 complete respondents or more",
                           fix="leave out the items that most did not answer")
