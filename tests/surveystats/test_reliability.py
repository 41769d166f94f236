"""Alpha, omega and ordinal alpha against their definitions, other software, and printed values of R."""

import statistics
from itertools import pairwise

import numpy as np
import pandas as pd
import pingouin
import pytest
from scipy.optimize import minimize
from scipy.stats import f, multivariate_normal
from statsmodels.multivariate.factor import Factor
from tests.support.scales import answers, lsat, shipped

from surveystats.errors import MeasureError
from surveystats.factor import omega_total, one_factor
from surveystats.item_statistics import item_set
from surveystats.polychoric import both_below, correlations_of, polychoric
from surveystats.reliability import cronbach_alpha, feldt, ordinal_alpha, reliability

pytestmark = pytest.mark.filterwarnings("error")
SHIPPED = shipped()


def literal_alpha(rows):
    """Alpha by its definition, in plain Python."""
    complete = [row for row in rows if all(value == value for value in row)]
    k = len(complete[0])
    own = sum(statistics.variance(column) for column in zip(*complete, strict=True))
    return k / (k - 1) * (1 - own / statistics.variance([sum(row) for row in complete]))


def test_alpha_of_a_table_worked_by_hand():
    # variances 4/3, 1/4 and 11/12, of the sums 4, 5, 8, 9: 17/3; 3/2 (1 - 2.5 / (17/3)) = 57/68
    found = cronbach_alpha(pd.DataFrame({"a": [1, 1, 3, 3], "b": [2, 2, 2, 3], "c": [1, 2, 3, 3]}))
    assert found.estimate == pytest.approx(57 / 68, abs=1e-12)
    two = cronbach_alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 3]}))
    assert (two.estimate, two.lower, two.upper) == (1, 1, 1)
    half = cronbach_alpha(pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 2, 1]}))
    assert half.estimate == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("name", SHIPPED)
def test_alpha_and_its_interval_are_those_of_pingouin(name):
    # complete rows before the call: with nan_policy="listwise" its interval still counts those that it left out
    theirs, ends = pingouin.cronbach_alpha(data=SHIPPED[name].dropna().astype(float))
    ours = cronbach_alpha(SHIPPED[name])
    assert ours.estimate == pytest.approx(theirs, abs=1e-6)
    assert [ours.lower, ours.upper] == pytest.approx(ends, abs=0.5001e-3)  # it rounds them


@pytest.mark.parametrize(("n", "k", "confidence"), [(40, 5, 0.95), (200, 12, 0.9), (33, 2, 0.99)])
def test_alpha_and_its_interval_are_those_of_the_definition(n, k, confidence):
    items = answers(n, k, 5, seed=n)
    ours = cronbach_alpha(items, confidence=confidence)
    theirs, _ = pingouin.cronbach_alpha(data=items)
    assert ours.estimate == pytest.approx(literal_alpha(items.to_numpy().tolist()), abs=1e-9)
    assert ours.estimate == pytest.approx(theirs, abs=1e-9)
    # the interval holds the alphas that a test of (1 - alpha) / (1 - estimate) ~ F does not refuse
    for end, tail in ((ours.lower, 1 - (1 - confidence) / 2), (ours.upper, (1 - confidence) / 2)):
        assert f.cdf((1 - end) / (1 - ours.estimate), n - 1, (n - 1) * (k - 1)) == pytest.approx(tail, abs=1e-9)


def test_alpha_is_what_psych_prints():
    # R: psych::alpha(cronbach_wide_missing, use = "complete.obs"), quoted in the documentation of
    # pingouin.cronbach_alpha; and of the long table cronbach_alpha
    assert cronbach_alpha(SHIPPED["cronbach_wide_missing"]).estimate == pytest.approx(0.8016949, abs=1e-6)
    assert cronbach_alpha(SHIPPED["cronbach_alpha"]).estimate == pytest.approx(0.5917188, abs=1e-6)


def test_alpha_of_the_lsat_is_what_ltm_prints():
    # R: ltm::descript(LSAT), Rizopoulos (2006), Journal of Statistical Software 17(5): alpha, and without each item
    items = lsat()
    assert cronbach_alpha(items).estimate == pytest.approx(0.2950, abs=5e-5)
    without = [cronbach_alpha(items.drop(columns=name)).estimate for name in items]
    assert without == pytest.approx([0.2754, 0.2376, 0.2168, 0.2459, 0.2663], abs=5e-5)


def test_the_interval_is_a_little_wider_than_with_more_degrees_of_freedom():
    # statpsych::ci.cronbach(.05, .85, 7, 89) prints 0.7971254 and 0.8931436: it takes n (k - 1) degrees of freedom
    # where Feldt, psych::alpha.ci and cocron take (n - 1)(k - 1)
    lower, upper = feldt(0.85, 89, 7, 0.95)
    assert [lower, upper] == pytest.approx([0.7971254, 0.8931436], abs=1e-4)
    assert lower < 0.7971254 < 0.8931436 < upper


def test_respondents_with_a_missing_answer_are_left_out_and_counted():
    items = answers(60, 6, 5, seed=1)
    holes = items.mask(np.random.default_rng(2).random(items.shape) < 0.05)
    found, complete = cronbach_alpha(holes), holes.dropna()
    assert found.estimate == pytest.approx(cronbach_alpha(complete).estimate)
    assert (found.n_respondents, found.n_missing, found.policy) == (len(complete), 60 - len(complete), "complete")
    assert omega_total(holes) == pytest.approx(omega_total(complete))
    assert ordinal_alpha(holes) == pytest.approx(ordinal_alpha(complete))


@pytest.mark.parametrize("kind", ["int8", "Int64", "float32", "Float64", "int64[pyarrow]"])
def test_any_numeric_column_is_taken(kind):
    items = answers(50, 4, 5, seed=3)
    assert cronbach_alpha(items.astype(kind)).estimate == pytest.approx(cronbach_alpha(items).estimate, abs=1e-6)
    assert omega_total(items.astype(kind)) == pytest.approx(omega_total(items), abs=1e-6)


@pytest.mark.parametrize("scale", [lambda x: 7 * x - 3, lambda x: x * 1e-300, lambda x: x * 1e90, lambda x: x + 1e9])
def test_another_unit_of_points_changes_nothing(scale):
    items = answers(50, 5, 5, seed=4)
    for measure in (lambda x: cronbach_alpha(x).estimate, omega_total, ordinal_alpha):
        assert measure(scale(items)) == pytest.approx(measure(items), abs=1e-6)


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


def test_ordinal_alpha_of_many_points_is_near_the_standardised_alpha():
    items = answers(2000, 5, 9, seed=11)
    r = items.corr().to_numpy()
    standardised = 5 / 4 * (1 - 5 / r.sum())
    assert ordinal_alpha(items) == pytest.approx(standardised, abs=0.02)
    assert ordinal_alpha(answers(400, 8, 3, seed=12)) > cronbach_alpha(answers(400, 8, 3, seed=12)).estimate


def test_empty_cells_and_an_indefinite_matrix_are_answered_and_told():
    items = answers(35, 20, 5, seed=13)
    found = polychoric(item_set(items))
    assert found.smoothed
    assert np.linalg.eigvalsh(found.matrix)[0] > 0
    assert np.diag(found.matrix) == pytest.approx(np.ones(20))
    same = pd.DataFrame({"a": [1, 2, 3, 1, 2], "b": [1, 2, 3, 1, 2], "c": [1, 1, 2, 2, 3]})
    assert polychoric(item_set(same)).at_limit == 1


@pytest.mark.parametrize(("items", "said"), [
    (pd.DataFrame({"a": ["1", "2"], "b": [1, 2]}), "'a' holds no numbers"),
    (pd.DataFrame({"a": [1, 2], "b": pd.Categorical([1, 2])}), "'b' holds no numbers"),
    (pd.DataFrame({"a": [1j, 2], "b": [1, 2]}), "'a' holds no numbers"),
    (pd.DataFrame({"a": [1, np.inf], "b": [1, 2]}), "inf(?s:.*)row 1"),
    (pd.DataFrame([[1, 2], [2, 3]], columns=["a", "a"]), "two items are called 'a'"),
    (pd.DataFrame(), "no items"),
    ([[1, 2], [2, 3]], "no items"),
])
def test_what_is_no_table_of_items_is_refused(items, said):
    for measure in (cronbach_alpha, omega_total, ordinal_alpha, reliability):
        with pytest.raises(MeasureError, match=said):
            measure(items)


@pytest.mark.parametrize("confidence", [0, 1, -1, 95, float("nan")])
def test_a_level_that_is_none_is_refused(confidence):
    with pytest.raises(MeasureError, match="no level of confidence"):
        cronbach_alpha(answers(30, 3, 5, seed=1), confidence=confidence)
