"""Polychoric correlations: of the normal variables that ordered answers are thought to represent.

`ordinalcorr` estimates the same from raw answers, pair by pair: it agrees within 2e-6, takes 14
times as long, and leaves one empty cell of a two by two table as it is (0.9994 where ``psych`` and
this module give 0.977), so that it serves as a reference and not in place of this.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri

from surveystats.errors import MeasureError
from surveystats.item_statistics import ItemSet, Matrix, refuse_constant, refuse_few

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)
#: No estimate lies beyond: a table without disagreement would want exactly 1.
LIMIT = 0.999
#: More different answers than this are no ordered categories.
MOST_ANSWERS = 12
#: Smallest probability of a cell that holds somebody.
SMALLEST = 1e-12
#: As psych::cor.smooth: an eigenvalue below this makes a matrix not positive definite.
SMALL_EIGENVALUE = 1e-12
#: The estimates have converged when no step is longer; how many steps; how near is at the limit.
CONVERGED, STEPS, NEAR = 1e-10, 40, 1e-6
#: A threshold beyond which nobody lies.
FAR = 30.0


@dataclass(frozen=True)
class Polychoric:
    """Polychoric correlations.

    Attributes
    ----------
    matrix : array, shape (n_items, n_items)
        Positive definite.
    smoothed : bool
        Whether it had to be made so.
    at_limit : int
        Pairs whose estimate is at `LIMIT`.
    """

    matrix: Matrix
    smoothed: bool
    at_limit: int


def polychoric(items: ItemSet) -> Polychoric:
    """Return the polychoric correlations of the items, from their complete answers.

    Parameters
    ----------
    items : ItemSet
        Answers of at most `MOST_ANSWERS` different values an item (`item_statistics.item_set`).

    Raises
    ------
    MeasureError
        Fewer than 2 items or complete respondents, an item that all answered alike, or one with
        more than `MOST_ANSWERS` different answers.

    Notes
    -----
    Two steps [1]_: each item's thresholds from its shares, then for each pair the correlation with
    the largest likelihood. Empty cells are left empty, but for one empty cell in a table of two by
    two: half a person is moved into it, the margins kept. A matrix that is not positive definite is
    smoothed by raising its eigenvalues. As ``psych::polychoric`` and
    ``lavaan::lavCor(ordered = ...)``.

    References
    ----------
    .. [1] Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation
       coefficient. Psychometrika, 44(4), 443-460.
    """
    refuse_few(items, "polychoric correlations")
    refuse_constant(items, "polychoric correlations")
    one, other = np.triu_indices(len(items.names), 1)
    estimates = correlations_of(_tables(items, one, other))
    matrix = np.eye(len(items.names))
    matrix[one, other] = matrix[other, one] = estimates
    values, vectors = np.linalg.eigh(matrix)
    smoothed = bool(values[0] < SMALL_EIGENVALUE)
    if smoothed:
        raised = np.where(values < SMALL_EIGENVALUE, 100 * SMALL_EIGENVALUE, values)
        again = (vectors * raised) @ vectors.T
        size = np.sqrt(np.diag(again))
        matrix = again / np.outer(size, size)
        np.fill_diagonal(matrix, 1)
    return Polychoric(matrix, smoothed, int((np.abs(estimates) >= LIMIT - NEAR).sum()))


def _tables(items: ItemSet, one: NDArray[np.intp], other: NDArray[np.intp]) -> Matrix:
    """Return the counts of each pair of items, shape (n_pairs, m, m), unused answers at the end."""
    codes = []
    for values, name in zip(items.values.T, items.names, strict=True):
        answers, code = np.unique(values, return_inverse=True)
        if len(answers) > MOST_ANSWERS:
            raise MeasureError(f"the item {name!r} has {len(answers)} different answers",
                               where="polychoric correlations",
                               expected=f"ordered answers, at most {MOST_ANSWERS}",
                               fix="use alpha and omega")
        codes.append(code)
    m = 1 + int(np.max(codes))
    tables = np.zeros((len(one), m, m))
    for pair, (i, j) in enumerate(zip(one, other, strict=True)):
        np.add.at(tables[pair], (codes[i], codes[j]), 1)
    return tables


def correlations_of(counts: Matrix) -> Matrix:
    """Return the polychoric correlation of each table of counts, -1 to 1.

    Parameters
    ----------
    counts : array, shape (n_tables, m, m)
        No row or column empty but for the last ones; two or more with somebody in them.

    Returns
    -------
    array, shape (n_tables,)
        Within `LIMIT` of 0.

    Notes
    -----
    By Fisher's scoring, all tables at once; where that does not converge within the limits, by a
    search.

    Examples
    --------
    >>> correlations_of(np.array([[[40.0, 10.0], [10.0, 40.0]]])).round(3).tolist()
    [0.809]
    """
    tables = _Tables(_filled(counts))
    r, moved = np.zeros(len(counts)), np.ones(len(counts))
    for _ in range(STEPS):
        step = tables.step(r)
        moved, r = np.abs(step), np.clip(r + step, -LIMIT, LIMIT)
        if moved.max() < CONVERGED:
            break
    for place in np.flatnonzero((moved >= CONVERGED) | (np.abs(r) >= LIMIT)):
        r[place] = _searched(_Tables(tables.counts[place:place + 1]))
    return r


def _filled(counts: Matrix) -> Matrix:
    """Move half a person into the only empty cell of each table of two by two."""
    if counts.shape[1:] != (2, 2):
        return counts
    empty = counts == 0
    single = (empty.sum(axis=(1, 2)) == 1)[:, None, None]
    return counts + np.where(single, np.where(empty | empty[:, ::-1, ::-1], 0.5, -0.5), 0)


def _searched(table: "_Tables") -> float:
    """Return the likeliest correlation of a single table."""
    def deviance(r: float) -> float:
        return -float((table.counts * np.log(table.cells(np.array([r])))).sum())

    best = minimize_scalar(deviance, bounds=(-LIMIT, LIMIT), method="bounded",
                           options={"xatol": 1e-9})
    return float(min((float(best.x), -LIMIT, LIMIT), key=deviance))


class _Tables:
    """Tables of counts, and the thresholds by which their margins cut a normal variable.

    Parameters
    ----------
    counts : array, shape (n_tables, m, m)
        No table without anybody.
    """

    def __init__(self, counts: Matrix) -> None:
        self.counts = counts
        total = counts.sum(axis=(1, 2))[:, None]
        self.rows = np.cumsum(counts.sum(axis=2), axis=1) / total
        self.columns = np.cumsum(counts.sum(axis=1), axis=1) / total
        self.h = _thresholds(self.rows)[:, :, None]
        self.k = _thresholds(self.columns)[:, None, :]

    def cells(self, r: Matrix) -> Matrix:
        """Return the probability of each cell at these correlations, shape (n_tables, m, m)."""
        corners = np.pad(both_below(self.h, self.k, r[:, None, None]), ((0, 0), (1, 1), (1, 1)))
        corners[:, -1, 1:], corners[:, 1:, -1] = self.columns, self.rows
        return np.maximum(np.diff(np.diff(corners, axis=1), axis=2), SMALLEST)

    def step(self, r: Matrix) -> Matrix:
        """Return how far Fisher's scoring moves each correlation, shape (n_tables,)."""
        corners = np.pad(_density(self.h, self.k, r[:, None, None]), ((0, 0), (1, 1), (1, 1)))
        change, cells = np.diff(np.diff(corners, axis=1), axis=2), self.cells(r)
        score = (self.counts * change / cells).sum(axis=(1, 2))
        information = self.counts.sum(axis=(1, 2)) * (change**2 / cells).sum(axis=(1, 2))
        return np.clip(score / np.maximum(information, SMALLEST), -0.5, 0.5)


def _thresholds(shares: Matrix) -> Matrix:
    """Return the thresholds of cumulative shares; beyond the last answer they are far out."""
    return np.clip(ndtri(np.minimum(shares[:, :-1], 1)), -FAR, FAR)


def _density(h: Matrix, k: Matrix, r: Matrix) -> Matrix:
    """Return the density of two standard normal variables at `h` and `k`, of correlation `r`."""
    free = 1 - r**2
    density: Matrix = np.exp((r * h * k - (h**2 + k**2) / 2) / free) / (2 * np.pi * np.sqrt(free))
    return density


def both_below(h: Matrix, k: Matrix, r: Matrix) -> Matrix:
    """Return the probability that two standard normal variables lie below `h` and `k`, 0 to 1.

    Parameters
    ----------
    h, k, r : array
        Of shapes that broadcast; r is their correlation, between -1 and 1.

    Notes
    -----
    Plackett's integral over the correlation, in its angle, by Gauss-Legendre quadrature with 40
    nodes: within 1e-10 of ``scipy.stats.multivariate_normal.cdf`` up to correlations of `LIMIT`.
    """
    angle = np.arcsin(r)
    sines = np.sin((NODES + 1) * angle[..., None] / 2)
    h, k = np.broadcast_arrays(h, k)
    squares, product = (h**2 + k**2)[..., None], (h * k)[..., None]
    density = np.exp((product * sines - squares / 2) / (1 - sines**2))
    below: Matrix = ndtr(h) * ndtr(k) + angle * (density @ WEIGHTS) / (4 * np.pi)
    return below
