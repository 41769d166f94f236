"""Schemes of pay beside today's: on reconstructions by hand, on surveys as sums."""

from dataclasses import replace

import pandas as pd
import pytest

from ppks_study.errors import StudyError
from ppks_study.pay import column
from ppks_study.sections.pay_schemes import EMPTY, scenarios

PAID = {"national": "incentive_national_idr_per_month", "city": "incentive_city_idr_per_month"}


@pytest.fixture(scope="module")
def bounded(english):
    return scenarios(english)


def row(tables, key):
    return next(found.iloc[0] for table in tables.values() if "key" in table
                for found in [table[table["key"] == f"incentive.scenario.{key}"]] if len(found))


@pytest.mark.parametrize(("key", "lower", "upper"), [
    # 20 PKH at 3.2, 5 PSM at 1, 3 TKSK at 0.5, small roles 5 + 3.28 + 2.7 + 2 × 0.6 million; twelve from 0.35 to 2.7
    ("graded.cost.total.today", 86.88, 115.08),
    # 11 × 1.3 + 34 × 2.4 = 95.9 million; 26 people count 3 to 5 years of 50,000, nineteen none to ten
    ("graded.cost.total.then", 99.8, 111.9),
    ("graded.cost.total.then_year", 1197.6, 1342.8),
    # 20 PKH, the coordinator and the technical coordinator lose; the eight of PSM and TKSK and both Tagana gain
    ("graded.gain.count", 10, 23), ("graded.lose.count", 22, 35), ("graded.below_then.count", 11, 11),
    ("protected.lose.count", 0, 0), ("protected.below_then.count", 0, 0),
    ("protected.pay_then.maximum", 5_000_000, 5_000_000)])
def test_the_published_study_is_bounded_as_worked_out_by_hand(bounded, key, lower, upper):
    found = row(bounded, key)
    assert (found["lower"], found["upper"]) == pytest.approx((lower, upper))
    assert found["basis"] == ("determined" if lower == upper else "bounded")
    assert pd.isna(found["value"]) != (lower == upper)
    assert (found["n"], found["missing"]) == (45, 0)


def test_roles_held_together_are_taken_apart_only_where_it_is_printed_how_many_hold_each(english):
    wide = replace(english, claims=tuple(c for c in english.claims if c.id != "method.table1.tagana"))
    assert row(scenarios(wide, "graded"), "graded.cost.total.today")["upper"] == pytest.approx(127.9)
    told = replace(english.study.incentive, merged={"small_roles": ["pkh_cordinator"]})
    with pytest.raises(StudyError, match="did you mean pkh_coordinator"):
        scenarios(replace(english, study=replace(english.study, incentive=told)))


def test_nothing_of_a_reconstruction_is_estimated_for_others_or_counted_row_by_row(bounded):
    assert bounded["scenario_all"].empty
    assert bounded["scenario_lacking"].empty
    assert set(pd.concat(bounded[t] for t in ("scenario_people", "scenario_pay", "scenario_cost"))["basis"]) == {
        "bounded", "determined"}


@pytest.fixture(scope="module")
def surveyed(simulated):
    return scenarios(simulated)


def test_a_survey_is_summed_over_everybody_who_can_be_paid(surveyed, simulated):
    people = simulated.respondents.dropna(subset=[column("graded", "total")])
    now = people[[*PAID.values()]].sum(axis="columns")
    then = people[column("graded", "total")]
    expected = {"cost.total.today": now.sum() / 1e6, "cost.total.then": then.sum() / 1e6,
                "cost.total.difference_year": 12 * (then.sum() - now.sum()) / 1e6, "gain.count": (then > now).sum(),
                "lose.count": (then < now).sum(), "below_then.count": (then < 2_900_000).sum()}
    for key, value in expected.items():
        found = row(surveyed, f"graded.{key}")
        assert found["value"] == pytest.approx(float(value)), key
        assert found["n"] + found["missing"] == 300, key


def test_gainers_losers_and_those_who_stay_are_everybody(surveyed):
    people = surveyed["scenario_people"]
    for _, rows in people[people["kind"] == "count"].groupby("group"):
        counts = rows.set_index("category")["value"]
        assert counts[["gain", "stay", "lose"]].sum() == rows["n"].iloc[0]


def test_all_schemes_are_compared_over_the_same_people(surveyed):
    costs = surveyed["scenario_cost"]
    assert costs["n"].nunique() == 1
    now = costs[costs["kind"] == "today"].groupby("category")["value"].nunique()
    assert set(now) == {1}


def test_budgets_add_up_and_differences_are_differences(surveyed):
    sums = surveyed["scenario_cost"].pivot_table(index=["group", "category"], columns="kind", values="value")
    assert (sums["then"] - sums["today"]).to_numpy() == pytest.approx(sums["difference"].to_numpy())
    for period in ("month", "year"):
        parts = [sums.xs(f"{budget}_{period}", level="category") for budget in ("national", "city", "total")]
        assert (parts[0] + parts[1]).to_numpy() == pytest.approx(parts[2].to_numpy())


def test_only_a_random_sample_of_known_size_is_estimated_for_all(simulated, surveyed):
    assert set(surveyed["scenario_all"]["kind"]) == {"estimated"}
    for change in ({"design": "census"}, {"design": "purposive"}, {"population": None}):
        study = replace(simulated.study, sampling=replace(simulated.study.sampling, **change))
        assert scenarios(replace(simulated, study=study))["scenario_all"].empty


def test_one_scenario_can_be_shown_alone_and_an_unknown_one_is_refused(simulated):
    alone = scenarios(simulated, "protected")
    assert set(alone["scenario_people"]["group"]) == {"protected"}
    with pytest.raises(StudyError, match="did you mean protected"):
        scenarios(simulated, "protectd")


def test_a_study_without_scenarios_has_no_such_tables(simulated):
    study = replace(simulated.study, incentive=replace(simulated.study.incentive, scenario={}))
    found = scenarios(replace(simulated, study=study))
    assert tuple(found) == EMPTY
    assert all(table.empty for table in found.values())


def test_nobody_surveyed_is_not_an_error(simulated):
    found = scenarios(replace(simulated, respondents=simulated.respondents.iloc[:0]))
    assert set(found["scenario_people"].loc[found["scenario_people"]["kind"] == "count", "value"]) == {0}


def test_a_pay_of_nothing_has_no_ratio(simulated):
    people = simulated.respondents.assign(**dict.fromkeys(PAID.values(), 0)).astype(dict.fromkeys(
        PAID.values(), "Int64"))
    pay = scenarios(replace(simulated, respondents=people))["scenario_pay"]
    assert set(pay.loc[pay["kind"] == "ratio", "category"]) == {"pay_then"}
