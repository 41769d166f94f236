"""Statistics of items against their definitions and what ltm prints."""

import statistics

import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr
from tests.support.scales import answers, lsat

from surveystats.errors import MeasureError
from surveystats.item_statistics import item_table, r_table
from surveystats.reliability import cronbach_alpha

pytestmark = pytest.mark.filterwarnings("error")


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
