"""Polychoric correlations: of the normal variables that ordered answers are thought to stand for."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import ndtr, ndtri

from surveystats.errors import MeasureError
from surveystats.item_answers import ItemSet, Matrix, refuse_constant, refuse_few

# Two standard normal variables with a correlation: density, and the probability that both lie below.

NODES, WEIGHTS = np.polynomial.legendre.leggauss(40)


def density(h: Matrix, k: Matrix, r: Matrix) -> Matrix:
    """Return the density of the two at `h` and `k`, arrays that broadcast with the correlation `r`."""
    free = 1 - r**2
    found: Matrix = np.exp((r * h * k - (h**2 + k**2) / 2) / free) / (2 * np.pi * np.sqrt(free))
    return found


def both_below(h: Matrix, k: Matrix, r: Matrix) -> Matrix:
    """Return the probability that two standard normal variables lie below `h` and `k`.

    Parameters
    ----------
    h, k, r : array
        Of shapes that broadcast; r is their correlation, between -1 and 1.

    Notes
    -----
    Plackett's integral over the correlation, in its angle, by Gauss-Legendre quadrature with 40 nodes: within 1e-10 of
    ``scipy.stats.multivariate_normal.cdf`` up to correlations of `LIMIT`.
    """
    angle = np.arcsin(r)
    sines = np.sin((NODES + 1) * angle[..., None] / 2)
    h, k = np.broadcast_arrays(h, k)
    squares, product = (h**2 + k**2)[..., None], (h * k)[..., None]
    density = np.exp((product * sines - squares / 2) / (1 - sines**2))
    found: Matrix = ndtr(h) * ndtr(k) + angle * (density @ WEIGHTS) / (4 * np.pi)
    return found


#: No estimate lies beyond: a table without disagreement would want exactly 1.
LIMIT = 0.999
#: More different answers than this are no ordered categories.
MOST_ANSWERS = 12
#: Smallest probability of a cell that holds somebody.
SMALLEST = 1e-12
#: As psych::cor.smooth: an eigenvalue below this makes a matrix not positive definite.
SMALL_EIGENVALUE = 1e-12
#: A step of the estimates shorter than this is none; so many steps are tried; so near to the limit is at it.
STILL, STEPS, NEAR = 1e-10, 40, 1e-6
#: A threshold beyond which nobody lies.
FAR = 30.0
Codes = NDArray[np.intp]


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
    one, other = np.triu_indices(len(codes), 1)
    estimates = correlations_of(_counts(codes, one, other))
    matrix = np.eye(len(codes))
    matrix[one, other] = matrix[other, one] = estimates
    smooth, smoothed = _smoothed(matrix)
    return Polychoric(smooth, smoothed, int((np.abs(estimates) >= LIMIT - NEAR).sum()))


def _codes(values: Matrix, name: str) -> Codes:
    answers, codes = np.unique(values, return_inverse=True)
    if len(answers) > MOST_ANSWERS:
        raise MeasureError(f"the item {name!r} has {len(answers)} different answers", where="polychoric correlations",
                           expected=f"ordered answers, at most {MOST_ANSWERS}", fix="use alpha and omega")
    return codes


def _counts(codes: list[Codes], one: Codes, other: Codes) -> Matrix:
    """Return the table of each pair of items, shape (n_pairs, m, m), rows and columns nobody answered at the end."""
    m = 1 + max(int(code.max()) for code in codes)
    found: Matrix = np.stack([np.bincount(codes[i] * m + codes[j], minlength=m * m).reshape(m, m)
                              for i, j in zip(one, other, strict=True)]).astype(float)
    return found


def correlations_of(counts: Matrix) -> Matrix:
    """Return the polychoric correlation of each table of counts.

    Parameters
    ----------
    counts : array, shape (n_tables, m, m)
        No row or column empty but for the last ones; two or more with somebody in them.

    Notes
    -----
    By Fisher's scoring, all tables at once; where that does not come to rest within the limits, by a search.

    Examples
    --------
    >>> correlations_of(np.array([[[40.0, 10.0], [10.0, 40.0]]])).round(3).tolist()
    [0.809]
    """
    tables = _Tables.of(_filled(counts))
    r, moved = np.zeros(len(counts)), np.ones(len(counts))
    for _ in range(STEPS):
        step = tables.step(r)
        moved, r = np.abs(step), np.clip(r + step, -LIMIT, LIMIT)
        if moved.max() < STILL:
            break
    for place in np.flatnonzero((moved >= STILL) | (np.abs(r) >= LIMIT)):
        r[place] = tables.at(int(place)).searched()
    return r


@dataclass(frozen=True)
class _Tables:
    """Tables of counts with their margins as shares, and the thresholds that cut these from a normal variable."""

    counts: Matrix
    rows: Matrix
    columns: Matrix

    @classmethod
    def of(cls, counts: Matrix) -> "_Tables":
        total = counts.sum(axis=(1, 2))[:, None]
        return cls(counts, *(np.cumsum(counts.sum(axis=axis), axis=1) / total for axis in (2, 1)))

    def at(self, place: int) -> "_Tables":
        here = slice(place, place + 1)
        return _Tables(self.counts[here], self.rows[here], self.columns[here])

    @property
    def thresholds(self) -> tuple[Matrix, Matrix]:
        """Thresholds of rows and columns, to be crossed with each other; beyond the last answer far out."""
        h, k = (np.clip(ndtri(np.minimum(shares[:, :-1], 1)), -FAR, FAR) for shares in (self.rows, self.columns))
        return h[:, :, None], k[:, None, :]

    def cells(self, r: Matrix) -> Matrix:
        """Return the probability of each cell at these correlations, shape (n_tables, m, m)."""
        h, k = self.thresholds
        corners = self._framed(both_below(h, k, r[:, None, None]))
        corners[:, -1, 1:], corners[:, 1:, -1] = self.columns, self.rows
        return np.maximum(np.diff(np.diff(corners, axis=1), axis=2), SMALLEST)

    def step(self, r: Matrix) -> Matrix:
        """Return where Fisher's scoring moves each correlation."""
        corners = self._framed(density(*self.thresholds, r[:, None, None]))
        change, cells = np.diff(np.diff(corners, axis=1), axis=2), self.cells(r)
        score = (self.counts * change / cells).sum(axis=(1, 2))
        information = self.counts.sum(axis=(1, 2)) * (change**2 / cells).sum(axis=(1, 2))
        return np.clip(score / np.maximum(information, SMALLEST), -0.5, 0.5)

    def searched(self) -> float:
        """Return the likeliest correlation of a single table."""
        def deviance(r: float) -> float:
            return -float((self.counts * np.log(self.cells(np.array([r])))).sum())

        found = minimize_scalar(deviance, bounds=(-LIMIT, LIMIT), method="bounded", options={"xatol": 1e-9})
        return float(min((float(found.x), -LIMIT, LIMIT), key=deviance))

    def _framed(self, inner: Matrix) -> Matrix:
        """Return corners with those at the edges 0."""
        return np.pad(inner, ((0, 0), (1, 1), (1, 1)))


def _filled(counts: Matrix) -> Matrix:
    """Move half a person into the only empty cell of each table of two by two."""
    if counts.shape[1:] != (2, 2):
        return counts
    empty = counts == 0
    single = (empty.sum(axis=(1, 2)) == 1)[:, None, None]
    return counts + np.where(single, np.where(empty | empty[:, ::-1, ::-1], 0.5, -0.5), 0)


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
