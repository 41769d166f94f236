"""Alpha and ordinal alpha against definitions and other software; and every verdict, never NaN."""

import math
import statistics

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f
from tests.support.scales import answers, lsat, shipped

from surveystats.errors import MeasureError
from surveystats.factor import omega_total
from surveystats.item_statistics import item_table
from surveystats.reliability import FINDINGS, GATES, cronbach_alpha, feldt, judge, ordinal_alpha, reliability_of

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


def test_ordinal_alpha_of_many_points_is_near_the_standardised_alpha():
    items = answers(2000, 5, 9, seed=11)
    r = items.corr().to_numpy()
    standardised = 5 / 4 * (1 - 5 / r.sum())
    assert ordinal_alpha(items) == pytest.approx(standardised, abs=0.02)
    assert ordinal_alpha(answers(400, 8, 3, seed=12)) > cronbach_alpha(answers(400, 8, 3, seed=12)).estimate


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
    for measure in (cronbach_alpha, omega_total, ordinal_alpha, reliability_of):
        with pytest.raises(MeasureError, match=said):
            measure(items)


@pytest.mark.parametrize("confidence", [0, 1, -1, 95, float("nan")])
def test_a_level_that_is_none_is_refused(confidence):
    with pytest.raises(MeasureError, match="no level of confidence"):
        cronbach_alpha(answers(30, 3, 5, seed=1), confidence=confidence)


RNG = np.random.default_rng(0)
NOISE = RNG.integers(1, 6, (60, 4))
NEARLY_ALL_5 = pd.DataFrame(np.where(RNG.random((100, 10)) < 0.94, 5, 4))
ALIKE = {"a": NOISE[:, 0], "b": NOISE[:, 0], "c": NOISE[:, 0]}
DEGENERATE = {
    "single_item": pd.DataFrame({"a": NOISE[:, 0]}),
    "no_answers": pd.DataFrame({"a": [1, np.nan] * 20, "b": [np.nan, 2] * 20}),
    "no_variance": pd.DataFrame(np.full((40, 3), 0.1)),
    "too_few_respondents": answers(29, 4, 5, seed=1),
    "fewer_than_items": answers(35, 40, 5, seed=2),
    "hardly_any_variance": pd.DataFrame([[5, 5, 5]] * 58 + [[1, 2, 3], [3, 3, 2]]),
    "negative": pd.DataFrame({"a": NOISE[:, 0], "b": 6 - NOISE[:, 0] + (NOISE[:, 1] > 3)}),
    "ceiling": NEARLY_ALL_5,
    "floor": 6 - NEARLY_ALL_5,
    "low": answers(400, 3, 5, seed=4, lowest=0.1) + RNG.integers(0, 4, (400, 3)),
    "uncertain": answers(40, 5, 5, seed=5),
    "repeating": pd.DataFrame({f"K{i}": answers(200, 1, 7, seed=6)["K1"] + (RNG.random(200) < 0.1) for i in range(9)}),
    "reliable": answers(300, 12, 5, seed=7),
}
OPPOSED = pd.DataFrame({"a": NOISE[:, 0], "b": 6 - NOISE[:, 0]})
ODD = {"opposed": OPPOSED, "alike": pd.DataFrame(ALIKE), "mirrored": pd.DataFrame(ALIKE).assign(b=-NOISE[:, 0]),
       "one constant": pd.DataFrame(NOISE).assign(e=5), "one answer": pd.DataFrame([[1, 2, 3]]),
       "two answers": pd.DataFrame([[1, 2, 3], [2, 2, 1]]), "nobody": pd.DataFrame({"a": [], "b": []}),
       "no correlation": pd.DataFrame([[1, 1, 1], [1, 2, 2], [2, 1, 2], [2, 2, 1]] * 10),
       "continuous": pd.DataFrame(RNG.normal(size=(60, 5))), "tiny": pd.DataFrame(NOISE * 5e-324),
       "far apart": pd.DataFrame(NOISE * [1, 1e-200, 1e80, 1.0]), "yes or no": pd.DataFrame(NOISE > 3)}


def bounds_of(items):
    values = items.to_numpy(float)
    low, high = np.nanmin(values), np.nanmax(values)
    return (low, high) if low < high else (low, low + 1)


@pytest.mark.parametrize("name", DEGENERATE)
def test_each_verdict_is_given(name):
    bounds = (0.9, 9.1) if name in ("low", "uncertain", "reliable", "repeating") else bounds_of(DEGENERATE[name])
    found = reliability_of(DEGENERATE[name], bounds=bounds)
    assert found.verdict.name == judge(DEGENERATE[name], bounds=bounds).name == name
    assert found.verdict.blocks == (name in GATES)
    assert (found.alpha is None) == found.verdict.blocks


def test_every_verdict_is_tried():
    assert set(DEGENERATE) == {*GATES, *FINDINGS}


def finite(value):
    return value is None or isinstance(value, (int, str, tuple, bool)) or math.isfinite(value)


@pytest.mark.parametrize("name", [*DEGENERATE, *ODD])
def test_nothing_is_answered_with_nan_or_a_warning(name):
    items = (DEGENERATE | ODD)[name]
    for measure in (omega_total, ordinal_alpha, lambda x: cronbach_alpha(x).estimate,
                    lambda x: cronbach_alpha(x).lower):
        try:
            assert math.isfinite(measure(items))
        except MeasureError as error:
            assert error.what
            assert error.where
            assert error.expected
    found = reliability_of(items)
    assert all(finite(value) for value in (found.omega, found.ordinal_alpha, found.mean_r, found.n_items))
    for value in item_table(items).to_numpy(object).ravel():
        assert value is pd.NA or math.isfinite(value)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from([None, 0, 1, 2, 5]), min_size=3, max_size=3), max_size=45))
def test_any_small_table_has_a_verdict(rows):
    items = pd.DataFrame(rows, columns=["a", "b", "c"]).astype("Float64")
    found = reliability_of(items, bounds=(0, 5))
    assert found.verdict.name in (*GATES, *FINDINGS)
    assert all(finite(value) for value in (found.omega, found.ordinal_alpha, found.mean_r))
    assert found.n_respondents + found.n_missing == len(rows)
    for value in item_table(items, bounds=(0, 5)).to_numpy(object).ravel():
        assert value is pd.NA or math.isfinite(value)


def test_what_is_documented_is_raised():
    for measure, items, said in ((cronbach_alpha, OPPOSED, "the same for all"), (omega_total, OPPOSED, "2 items"),
                                 (ordinal_alpha, OPPOSED, "the same for all"),
                                 (cronbach_alpha, DEGENERATE["single_item"], "1 item"),
                                 (omega_total, ODD["one constant"], "'e' are the same"),
                                 (ordinal_alpha, ODD["one constant"], "'e' are the same"),
                                 (ordinal_alpha, ODD["continuous"], "60 different answers"),
                                 (cronbach_alpha, DEGENERATE["no_answers"], "0 of 40")):
        with pytest.raises(MeasureError, match=said):
            measure(items)


def test_answers_that_are_all_alike_but_differ_between_people_are_perfectly_reliable():
    found = reliability_of(ODD["alike"], bounds=(0, 6))
    assert (found.alpha.estimate, found.omega) == (1, pytest.approx(1))
    assert found.verdict.name == "repeating"
    assert found.factor.at_limit == (0, 1, 2)


def test_a_constant_item_is_left_out_of_the_coefficients_and_told():
    found, without = reliability_of(ODD["one constant"]), reliability_of(pd.DataFrame(NOISE), bounds=(1, 5))
    assert (found.constant, found.n_items) == (("e",), 4)
    assert found.alpha.estimate == without.alpha.estimate
    # alpha alone takes the items that it is given, as pingouin does
    assert cronbach_alpha(ODD["one constant"]).n_items == 5


def test_a_mean_of_99_percent_is_a_ceiling_whatever_alpha_is():
    base = np.where(np.arange(200) % 20 == 0, 4, 5)
    items = pd.DataFrame({f"S{i}": np.where(np.arange(200) == i, 9 - base, base) for i in range(24)})
    found = reliability_of(items, bounds=(1, 5))
    assert found.room.mean_percent > 98.5
    assert found.alpha.lower > 0.9
    assert found.verdict.name == "ceiling"


def test_a_ceiling_is_where_more_than_15_percent_stand_at_the_top():
    def with_top(count):
        items = answers(100, 6, 5, seed=21).clip(upper=4)
        items.iloc[:count] = 5
        return reliability_of(items, bounds=(1, 5))

    assert with_top(15).room.ceiling_percent == 15
    assert with_top(15).verdict.name != "ceiling"
    assert with_top(16).verdict.name == "ceiling"


def test_of_people_who_are_no_sample_alpha_counts_without_its_interval():
    items = DEGENERATE["uncertain"]
    estimate = cronbach_alpha(items).estimate
    assert judge(items, bounds=(0.9, 5.1)).name == "uncertain"
    assert reliability_of(items, bounds=(0.9, 5.1), sampled=False).verdict.name == ("low", "reliable")[estimate >= 0.7]
