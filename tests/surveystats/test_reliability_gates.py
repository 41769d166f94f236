"""Items one by one, and verdicts on answers that are few, alike, opposed or at the top: never NaN, never a warning."""

import math
import statistics

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr
from tests.support.scales import answers, lsat

from surveystats.errors import MeasureError
from surveystats.factor import omega_total
from surveystats.item_statistics import item_table, r_table
from surveystats.reliability import FINDINGS, GATES, cronbach_alpha, judge, ordinal_alpha, reliability

pytestmark = pytest.mark.filterwarnings("error")
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
    found = reliability(DEGENERATE[name], bounds=bounds)
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
    found = reliability(items)
    assert all(finite(value) for value in (found.omega, found.ordinal_alpha, found.mean_r, found.n_items))
    for value in item_table(items).to_numpy(object).ravel():
        assert value is pd.NA or math.isfinite(value)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from([None, 0, 1, 2, 5]), min_size=3, max_size=3), max_size=45))
def test_any_small_table_has_a_verdict(rows):
    items = pd.DataFrame(rows, columns=["a", "b", "c"]).astype("Float64")
    found = reliability(items, bounds=(0, 5))
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
    found = reliability(ODD["alike"], bounds=(0, 6))
    assert (found.alpha.estimate, found.omega) == (1, pytest.approx(1))
    assert found.verdict.name == "repeating"
    assert found.factor.at_limit == (0, 1, 2)


def test_a_constant_item_is_left_out_of_the_coefficients_and_told():
    found, without = reliability(ODD["one constant"]), reliability(pd.DataFrame(NOISE), bounds=(1, 5))
    assert (found.constant, found.n_items) == (("e",), 4)
    assert found.alpha.estimate == without.alpha.estimate
    # alpha alone takes the items that it is given, as pingouin does
    assert cronbach_alpha(ODD["one constant"]).n_items == 5


def test_a_mean_of_99_percent_is_a_ceiling_whatever_alpha_is():
    base = np.where(np.arange(200) % 20 == 0, 4, 5)
    items = pd.DataFrame({f"S{i}": np.where(np.arange(200) == i, 9 - base, base) for i in range(24)})
    found = reliability(items, bounds=(1, 5))
    assert found.room.mean_percent > 98.5
    assert found.alpha.lower > 0.9
    assert found.verdict.name == "ceiling"


def test_a_ceiling_is_where_more_than_15_percent_stand_at_the_top():
    def with_top(count):
        items = answers(100, 6, 5, seed=21).clip(upper=4)
        items.iloc[:count] = 5
        return reliability(items, bounds=(1, 5))

    assert with_top(15).room.ceiling_percent == 15
    assert with_top(15).verdict.name != "ceiling"
    assert with_top(16).verdict.name == "ceiling"


def test_of_people_who_are_no_sample_alpha_counts_without_its_interval():
    items = DEGENERATE["uncertain"]
    estimate = cronbach_alpha(items).estimate
    assert judge(items, bounds=(0.9, 5.1)).name == "uncertain"
    assert reliability(items, bounds=(0.9, 5.1), sampled=False).verdict.name == ("low", "reliable")[estimate >= 0.7]


def test_items_one_by_one_are_those_of_the_definition():
    items = answers(80, 5, 5, seed=31)
    table = item_table(items, bounds=(1, 5))
    for name in items:
        own, rest = items[name], items.drop(columns=name)
        row = table.loc[name]
        assert row["mean"] == pytest.approx(statistics.fmean(own))
        assert row["sd"] == pytest.approx(statistics.stdev(own))
        assert row["difficulty_percent"] == pytest.approx(100 * (own.mean() - 1) / 4)
        assert row["floor_percent"] == pytest.approx(100 * (own == 1).mean())
        assert row["ceiling_percent"] == pytest.approx(100 * (own == 5).mean())
        assert row["corrected_r"] == pytest.approx(pearsonr(own, rest.sum(axis=1)).statistic)
        assert row["alpha_if_dropped"] == pytest.approx(cronbach_alpha(rest).estimate)
        assert row["above_r_table"] == (pearsonr(own, rest.sum(axis=1)).pvalue < 0.05 and row["corrected_r"] > 0)


def test_missing_answers_count_item_by_item_and_correlations_take_complete_rows():
    items = answers(50, 3, 5, seed=32)
    holed = items.astype("Int64").mask(np.eye(50, 3).astype(bool))
    table, complete = item_table(holed, bounds=(1, 5)), item_table(items.iloc[3:], bounds=(1, 5))
    assert table[["n", "missing", "n_complete"]].to_numpy().tolist() == [[49, 1, 47]] * 3
    assert table["corrected_r"].tolist() == pytest.approx(complete["corrected_r"].tolist())
    assert table.at["K1", "mean"] == pytest.approx(items["K1"].iloc[1:].mean())


def test_difficulties_of_the_lsat_are_what_ltm_prints():
    # R: ltm::descript(LSAT), Rizopoulos (2006): proportions .924 .709 .553 .763 .870
    assert item_table(lsat(), bounds=(0, 1))["difficulty_percent"].round(1).tolist() == [92.4, 70.9, 55.3, 76.3, 87.0]


def test_the_range_is_the_one_stated_or_the_one_seen_and_told():
    items = pd.DataFrame({"a": [2, 3, 4], "b": [2, 2, 3]})
    seen, stated = item_table(items), item_table(items, bounds={"a": (1, 5), "b": (2, 3)})
    assert (seen.attrs["range"], stated.attrs["range"]) == ("observed", "stated")
    assert seen["difficulty_percent"].tolist() == pytest.approx([50, 100 / 6])
    assert stated["difficulty_percent"].tolist() == pytest.approx([50, 100 / 3])


@pytest.mark.parametrize(("bounds", "said"), [((5, 1), "hold no scale"), ((1, 1), "hold no scale"), ((1, 3), "beyond"),
                                              ({"a": (1, 5)}, "no bounds for the item 'b'"),
                                              ((1, float("nan")), "hold no scale")])
def test_bounds_that_do_not_fit_are_refused(bounds, said):
    with pytest.raises(MeasureError, match=said):
        item_table(pd.DataFrame({"a": [1, 4], "b": [1, 2]}), bounds=bounds)


@pytest.mark.parametrize(("n", "printed"), [(10, 0.632), (20, 0.444), (30, 0.361), (50, 0.279), (100, 0.197)])
def test_the_critical_r_is_that_of_the_tables_in_textbooks(n, printed):
    assert r_table(n) == pytest.approx(printed, abs=1e-3)
