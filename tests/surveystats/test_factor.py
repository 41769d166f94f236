"""One factor and omega against their definitions, statsmodels, and what psych prints."""

import numpy as np
import pytest
from scipy.optimize import minimize
from statsmodels.multivariate.factor import Factor
from tests.support.scales import answers, shipped

from surveystats.factor import omega_total, one_factor

pytestmark = pytest.mark.filterwarnings("error")
SHIPPED = shipped()


def omega_of_statsmodels(items):
    fitted = Factor(items.dropna().to_numpy(float), n_factor=1).fit(maxiter=50_000, tol=1e-14)
    common = fitted.loadings[:, 0].sum() ** 2
    return common / (common + fitted.uniqueness.sum())


@pytest.mark.parametrize("name", SHIPPED)
def test_omega_is_that_of_statsmodels(name):
    items = SHIPPED[name]
    if name == "cronbach_wide_missing":
        pytest.skip("two of its items are the same once complete: statsmodels cannot start")
    assert omega_total(items) == pytest.approx(omega_of_statsmodels(items), abs=1e-6)


@pytest.mark.parametrize(("n", "k", "points"), [(300, 39, 5), (120, 11, 5), (60, 4, 5), (45, 24, 5)])
def test_omega_of_made_up_answers_is_that_of_statsmodels(n, k, points):
    items = answers(n, k, points, seed=k)
    assert omega_total(items) == pytest.approx(omega_of_statsmodels(items), abs=1e-6)


def test_omega_and_loadings_are_what_psych_prints():
    # R: psych::fa(psych::sim.congeneric()): loadings .8 .7 .6 .5, u2 .36 .51 .64 .75 of these correlations
    # (personality-project.org/courses/350, notes on factor analysis)
    printed = np.array([[1, 0.56, 0.48, 0.40], [0.56, 1, 0.42, 0.35], [0.48, 0.42, 1, 0.30], [0.40, 0.35, 0.30, 1]])
    found = one_factor(printed)
    assert found.loadings == pytest.approx([0.8, 0.7, 0.6, 0.5], abs=1e-9)
    assert found.uniqueness == pytest.approx([0.36, 0.51, 0.64, 0.75], abs=1e-9)
    assert found.omega == pytest.approx(2.6**2 / (2.6**2 + 2.26), abs=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_no_other_loadings_leave_smaller_residuals(seed):
    """The definition, by a general optimiser from several starts."""
    items = answers(80, 6, 4, seed=seed, lowest=-0.2)
    r, rng = np.corrcoef(items.to_numpy().T), np.random.default_rng(seed)
    upper = np.triu_indices(6, 1)

    def residual(loadings):
        return float(((r - np.outer(loadings, loadings))[upper] ** 2).sum())

    best = min(minimize(residual, rng.uniform(-1, 1, 6), bounds=[(-1, 1)] * 6, tol=1e-14).fun for _ in range(4))
    assert residual(one_factor(r).loadings) <= best + 1e-9


def test_a_loading_that_would_pass_one_is_held_there_and_told():
    # the factor would need l1² = .8 * .8 / .5 = 1.28
    found = one_factor(np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]]))
    assert found.at_limit == (0,)
    assert 0 < found.omega <= 1
    assert one_factor(np.ones((3, 3))).omega == pytest.approx(1)
