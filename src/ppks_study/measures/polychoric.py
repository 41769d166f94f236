"""Polychoric correlations: of the normal variables that ordered answers are thought to stand for."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri

from ppks_study.errors import MeasureError
from ppks_study.measures.itemset import ItemSet, Matrix, refuse_constant, refuse_few

#: No estimate lies beyond: a table without disagreement would want exactly 1.
LIMIT = 0.999
#: More different answers than this are no ordered categories.
MOST_ANSWERS = 12
#: Smallest probability of a cell that holds somebody.
SMALLEST = 1e-12
#: As psych::cor.smooth: an eigenvalue below this makes a matrix not positive definite.
SMALL_EIGENVALUE = 1e-12
Codes = NDArray[np.intp]
NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


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
        Pairs whose estimate stands at `LIMIT`.
    """

    matrix: Matrix
    smoothed: bool
    at_limit: int


def polychoric(found: ItemSet) -> Polychoric:
    """Return the polychoric correlations of the items, from their complete answers.

    Raises
    ------
    MeasureError
        Fewer than 2 items or complete respondents, an item that all answered alike, or one with more than
        `MOST_ANSWERS` different answers.

    Notes
    -----
    Two steps [1]_: each item's thresholds from its shares, then for each pair the correlation with the largest
    likelihood. Empty cells are left empty, but for one empty cell in a table of two by two: half a person is moved
    into it, the margins kept. A matrix that is not positive definite is smoothed by raising its eigenvalues. As
    ``psych::polychoric`` and ``lavaan::lavCor(ordered = ...)``.

    References
    ----------
    .. [1] Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation coefficient. Psychometrika,
       44(4), 443-460.
    """
    refuse_few(found, "polychoric correlations")
    refuse_constant(found, "polychoric correlations")
    codes = [_codes(values, name) for values, name in zip(found.values.T, found.names, strict=True)]
    matrix = np.eye(len(codes))
    for i, j in combinations(range(len(codes)), 2):
        matrix[i, j] = matrix[j, i] = correlation(_counts(codes[i], codes[j]))
    at_limit = int((np.abs(matrix[np.triu_indices(len(codes), 1)]) >= LIMIT - 1e-6).sum())
    smooth, smoothed = _smoothed(matrix)
    return Polychoric(smooth, smoothed, at_limit)


def _codes(values: Matrix, name: str) -> Codes:
    answers, codes = np.unique(values, return_inverse=True)
    if len(answers) > MOST_ANSWERS:
        raise MeasureError(f"the item {name!r} has {len(answers)} different answers", where="polychoric correlations",
                           expected=f"ordered answers, at most {MOST_ANSWERS}", fix="use alpha and omega")
    return codes


def _counts(one: Codes, other: Codes) -> Matrix:
    width = int(other.max()) + 1
    found: Matrix = np.bincount(one * width + other, minlength=(int(one.max()) + 1) * width).astype(float)
    return found.reshape(-1, width)


def correlation(counts: Matrix) -> float:
    """Return the polychoric correlation of a table of counts, no row and column of it empty.

    Examples
    --------
    >>> round(correlation(np.array([[40.0, 10.0], [10.0, 40.0]])), 3)
    0.809
    """
    counts = _filled(counts)
    total = counts.sum()
    rows, columns = (np.cumsum(counts.sum(axis=axis)) / total for axis in (1, 0))
    h, k = ndtri(rows[:-1]), ndtri(columns[:-1])

    def deviance(r: float) -> float:
        return -float((counts * np.log(np.maximum(_cells(h, k, rows, columns, r), SMALLEST))).sum())

    found = minimize_scalar(deviance, bounds=(-LIMIT, LIMIT), method="bounded", options={"xatol": 1e-9})
    return float(min((float(found.x), -LIMIT, LIMIT), key=deviance))


def _filled(counts: Matrix) -> Matrix:
    """Move half a person into the only empty cell of a table of two by two."""
    if counts.shape != (2, 2) or (counts == 0).sum() != 1:
        return counts
    empty = counts == 0
    on_its_diagonal = empty | empty[::-1, ::-1]
    return counts + np.where(on_its_diagonal, 0.5, -0.5)


def _cells(h: Matrix, k: Matrix, rows: Matrix, columns: Matrix, r: float) -> Matrix:
    """Return the probability of each cell of a table whose margins are given."""
    corners = np.zeros((len(rows) + 1, len(columns) + 1))
    corners[-1, 1:], corners[1:, -1] = columns, rows
    corners[1:-1, 1:-1] = both_below(h[:, None], k[None, :], r)
    found: Matrix = np.diff(np.diff(corners, axis=0), axis=1)
    return found


def both_below(h: Matrix, k: Matrix, r: float) -> Matrix:
    """Return the probability that two standard normal variables lie below `h` and `k`.

    Parameters
    ----------
    h, k : array
        Finite, of shapes that broadcast.
    r : float
        Their correlation, between -1 and 1.

    Notes
    -----
    Plackett's integral over the correlation, in its angle, by Gauss-Legendre quadrature with 40 nodes.
    """
    angle = np.arcsin(r)
    sines = np.sin((NODES + 1) * angle / 2)
    h, k = np.broadcast_arrays(h, k)
    squares, product = (h**2 + k**2)[..., None], (h * k)[..., None]
    density = np.exp((product * sines - squares / 2) / (1 - sines**2))
    found: Matrix = ndtr(h) * ndtr(k) + angle / 2 * (density @ WEIGHTS) / (2 * np.pi)
    return found


def _smoothed(matrix: Matrix) -> tuple[Matrix, bool]:
    values, vectors = np.linalg.eigh(matrix)
    if values[0] >= SMALL_EIGENVALUE:
        return matrix, False
    raised = np.where(values < SMALL_EIGENVALUE, 100 * SMALL_EIGENVALUE, values)
    again = (vectors * raised) @ vectors.T
    size = np.sqrt(np.diag(again))
    found: Matrix = again / np.outer(size, size)
    np.fill_diagonal(found, 1)
    return found, True
