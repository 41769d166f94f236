"""One common factor by least squares of the residual correlations, and McDonald's omega from it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveystats.errors import MeasureError
from surveystats.item_statistics import (
    Matrix,
    correlations,
    item_set,
    refuse_constant,
    refuse_few,
)

#: The loadings have converged when none moves more than this in a sweep.
CONVERGED = 1e-13
SWEEPS = 20_000
#: A communality this near to 1 is at its limit.
AT_LIMIT = 1e-9
#: Correlations all smaller than this are none.
NO_CORRELATION = 1e-12


@dataclass(frozen=True)
class OneFactor:
    """A solution with one factor.

    Attributes
    ----------
    loadings : array, shape (n_items,)
        -1 to 1; their sum is not negative.
    at_limit : tuple of int
        Places of items whose loading is 1 or -1 because the best fit would lie beyond (a Heywood
        case).
    """

    loadings: Matrix
    at_limit: tuple[int, ...]

    @property
    def uniqueness(self) -> Matrix:
        """What the factor leaves of each item's variance, 0 to 1."""
        return 1 - self.loadings**2

    @property
    def omega(self) -> float:
        """McDonald's omega total, 0 to 1."""
        common = float(self.loadings.sum()) ** 2
        return common / (common + float(self.uniqueness.sum()))


def one_factor(correlation: Matrix) -> OneFactor:
    """Return the factor whose products of loadings are nearest to the correlations.

    Parameters
    ----------
    correlation : array, shape (n_items, n_items)
        Of at least three items; the diagonal does not count.

    Raises
    ------
    MeasureError
        The loadings do not converge.

    Notes
    -----
    Minimises the sum of (r_ij - l_i l_j)² over pairs (minres), with no loading beyond 1: one
    loading after the other, each at its own best place, until none moves [1]_. From two starts, of
    which the better result counts. As ``psych::fa(r, 1, fm = "minres")``, and as principal axes
    iterated to the end. ``psych`` keeps a uniqueness above 0.005; here it may be 0.

    References
    ----------
    .. [1] Harman, H. H., & Jones, W. H. (1966). Factor analysis by minimizing residuals (minres).
       Psychometrika, 31(3), 351-368.
    """
    off = correlation - np.diag(np.diag(correlation))
    if np.abs(off).max() < NO_CORRELATION:
        return OneFactor(np.zeros(len(off)), ())
    # Starts: the first axis with each item's largest correlation as its communality; all alike.
    values, vectors = np.linalg.eigh(off + np.diag(np.abs(off).max(axis=0)))
    first = _converged(off, vectors[:, -1] * np.sqrt(values[-1]))
    second = _converged(off, np.full(len(off), 0.5))
    best = first if _residual(off, first) <= _residual(off, second) else second
    best = -best if best.sum() < 0 else best
    return OneFactor(best, tuple(np.flatnonzero(best**2 >= 1 - AT_LIMIT).tolist()))


def _residual(off: Matrix, loadings: Matrix) -> float:
    """Return the sum of squared residual correlations off the diagonal."""
    residuals = (off - np.outer(loadings, loadings)) ** 2
    return float(residuals.sum() - (loadings**4).sum())


def _converged(off: Matrix, start: Matrix) -> Matrix:
    """Move each loading in turn to its best place given the others, until none moves."""
    loadings = np.clip(start, -1, 1)
    for _ in range(SWEEPS):
        before = loadings.copy()
        for i in range(len(off)):
            weight = loadings @ loadings - loadings[i] ** 2
            best = off[i] @ loadings / weight if weight > 0 else 0.0
            loadings[i] = min(1.0, max(-1.0, best))
        if np.abs(loadings - before).max() < CONVERGED:
            return loadings
    if np.abs(loadings - before).max() < 1e-7:
        return loadings
    raise MeasureError("the loadings of one factor do not come to rest", where="omega",
                       expected="items with a common factor",
                       fix="look at the correlations: are there two factors?")


def omega_total(items: pd.DataFrame) -> float:
    """Return McDonald's omega total of the items of a scale: one factor, minres, on correlations.

    Parameters
    ----------
    items : DataFrame, shape (n_respondents, n_items)
        Points of each answer, reversed items flipped before; at least three items. Respondents
        with a missing answer are left out.

    Returns
    -------
    float
        0 to 1. Where an item's loading would pass 1 (a Heywood case) it is held at 1;
        `reliability_of` names such items.

    Raises
    ------
    MeasureError
        Fewer than 3 items: two loadings cannot be told apart; fewer than 2 complete respondents;
        an item that all answered alike; a column that is no item.

    Notes
    -----
    (sum of loadings)² / ((sum of loadings)² + sum of uniquenesses) [1]_: the denominator is the
    variance of the sum that the model implies. ``psych::omega(items, nfactors = 1)$omega.tot``
    divides by the observed variance instead, and differs by what one factor leaves unexplained.

    References
    ----------
    .. [1] McDonald, R. P. (1999). Test theory: a unified treatment. Erlbaum, chapter 6.

    Examples
    --------
    >>> answers = pd.DataFrame({"a": [1, 2, 3, 3, 2], "b": [1, 2, 3, 2, 2], "c": [2, 2, 3, 3, 2]})
    >>> round(omega_total(answers), 3)
    0.918
    """
    checked = item_set(items)
    refuse_few(checked, "omega", least=3)
    refuse_constant(checked, "omega")
    return one_factor(correlations(checked.values)).omega
