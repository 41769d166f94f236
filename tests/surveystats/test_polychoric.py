"""Polychoric correlations against their likelihood, scipy, and what Mplus and psych print."""

import statistics
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal
from tests.support.scales import answers

from surveystats.item_statistics import item_set
from surveystats.polychoric import both_below, correlations_of, polychoric

pytestmark = pytest.mark.filterwarnings("error")


def test_polychoric_correlations_are_those_that_mplus_and_psych_print():
    # help page of psych::tetrachoric, matrix(c(44268,193,14,0),2,2) and three more: "Mplus reports .24, .35, -.10, 0"
    tables = [[[44268, 14], [193, 0]], [[61661, 85], [1610, 20]], [[62503, 768], [105, 0]], [[24875, 47], [265, 0]]]
    assert correlations_of(np.array(tables, float)).round(2).tolist() == [0.24, 0.35, -0.10, 0]


def test_a_polychoric_correlation_has_the_largest_likelihood():
    """The definition, cell by cell, with scipy's bivariate normal."""
    items = answers(150, 2, 4, seed=9)
    counts = pd.crosstab(items["K1"], items["K2"]).to_numpy()
    h, k = ([-9.0, *np.round(multivariate_ppf(counts.sum(axis=axis)), 12), 9.0] for axis in (1, 0))

    def likelihood(r):
        below = multivariate_normal([0, 0], [[1, r], [r, 1]]).cdf
        cells = [[below([b, d]) - below([a, d]) - below([b, c]) + below([a, c]) for c, d in pairwise(k)]
                 for a, b in pairwise(h)]
        return float((counts * np.log(cells)).sum())

    found = polychoric(item_set(items)).matrix[0, 1]
    assert likelihood(found) > max(likelihood(found - 1e-3), likelihood(found + 1e-3))


def multivariate_ppf(counts):
    return [statistics.NormalDist().inv_cdf(x) for x in np.cumsum(counts)[:-1] / counts.sum()]


@pytest.mark.parametrize("r", [-0.999, -0.7, 0.0, 0.3, 0.95, 0.999])
def test_the_bivariate_normal_is_that_of_scipy(r):
    for h in (-2.5, -0.2, 0.0, 0.3, 1.9):
        for k in (-1.5, 0.29, 2.2):
            theirs = multivariate_normal.cdf([h, k], cov=[[1, r], [r, 1]])
            assert float(both_below(np.array(h), np.array(k), np.array(r))) == pytest.approx(theirs, abs=1e-9)


def test_empty_cells_and_an_indefinite_matrix_are_answered_and_told():
    items = answers(35, 20, 5, seed=13)
    found = polychoric(item_set(items))
    assert found.smoothed
    assert np.linalg.eigvalsh(found.matrix)[0] > 0
    assert np.diag(found.matrix) == pytest.approx(np.ones(20))
    same = pd.DataFrame({"a": [1, 2, 3, 1, 2], "b": [1, 2, 3, 1, 2], "c": [1, 1, 2, 2, 3]})
    assert polychoric(item_set(same)).at_limit == 1
