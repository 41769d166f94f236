"""The reliability of a survey's scales on the page, and none of a reconstruction's."""

from dataclasses import replace

import pandas as pd
import pytest

from ppks_study.estimates import stated
from ppks_study.labels import explained
from ppks_study.page import Page
from ppks_study.scoring import item_points, point_range
from ppks_study.sections.items import RELIABILITY, ends, one_by_one, reliability_tables
from ppks_study.sections.qualification import who_is_asked
from ppks_study.survey import Section
from surveystats.factor import omega_total
from surveystats.item_statistics import item_table, r_table
from surveystats.reliability import FINDINGS, GATES, cronbach_alpha, ordinal_alpha


@pytest.fixture(scope="module")
def tables(simulated):
    return reliability_tables(simulated, {"attitude": ""}, "competence")


@pytest.fixture(scope="module")
def attitude(simulated):
    return item_points(simulated.respondents, simulated.instrument.items("attitude"))


def value(table, key):
    return table.set_index("key").loc[key, "value"]


def test_the_coefficients_are_those_of_the_points_of_complete_answers(tables, attitude):
    found, alpha = tables["reliability"], cronbach_alpha(attitude)
    assert value(found, "competence.reliability.attitude.alpha") == pytest.approx(alpha.estimate)
    assert value(found, "competence.reliability.attitude.omega") == pytest.approx(omega_total(attitude))
    assert value(found, "competence.reliability.attitude.ordinal_alpha") == pytest.approx(ordinal_alpha(attitude))
    row = found.set_index("kind").loc["alpha"]
    assert row["interval"] == "feldt"
    assert [row["interval_lower"], row["interval_upper"]] == pytest.approx([alpha.lower, alpha.upper])
    assert set(found["n"]) == set(found["denominator"]) == {len(attitude.dropna())}
    assert set(found["missing"]) == {len(attitude) - len(attitude.dropna())}


def test_each_item_has_its_statistics_in_the_scale_of_the_form(tables, simulated, attitude):
    items = simulated.instrument.items("attitude")
    expected = item_table(attitude.dropna(), bounds={item.name: point_range(item) for item in items})
    found = tables["item_statistics"]
    assert len(found) == 7 * len(items)
    for kind, column in (("corrected_r", "corrected_r"), ("difficulty", "difficulty_percent"),
                         ("at_ceiling", "ceiling_percent"), ("alpha_if_dropped", "alpha_if_dropped")):
        assert found.loc[found["kind"] == kind, "value"].tolist() == expected[column].tolist()


def test_reversed_items_are_flipped_first(simulated):
    item = next(item for item in simulated.instrument.items("attitude") if item.reversed)
    lowest = next(choice.name for choice in item.choices if choice.points == 1)
    assert item_points(pd.DataFrame({item.name: [lowest, None]}), [item])[item.name].tolist() == [5, pd.NA]
    assert point_range(item) == (1, 5)


def test_the_custom_counts_items_above_the_critical_r(tables, attitude):
    n = len(attitude.dropna())
    expected = int((item_table(attitude)["corrected_r"] > r_table(n)).sum())
    assert value(tables["r_table"], "competence.r_table.attitude.critical") == r_table(n)
    assert value(tables["r_table"], "competence.r_table.attitude.above") == expected
    assert value(tables["r_table"], "competence.r_table.attitude.below") == attitude.shape[1] - expected


def test_only_those_who_are_asked_the_indicators_count(simulated):
    classes = simulated.study.qualification.classes
    found = reliability_tables(simulated, who_is_asked(simulated), "qualification")["verdicts"]
    for row, name in zip(found.to_dict("records"), ("asisten", "generalis"), strict=True):
        assert row["n"] + row["missing"] == int(simulated.respondents["education"].isin(classes[name]).sum())


def test_below_a_gate_no_coefficient_is_told(simulated):
    few = simulated.respondents.head(20)
    found = reliability_tables(replace(simulated, respondents=few), {"attitude": ""}, "competence")
    assert found["verdicts"]["verdict"].tolist() == ["too_few_respondents"]
    assert set(found["reliability"]["kind"]) == {"scale_items", "at_ceiling"}
    assert found["item_statistics"].empty
    assert found["r_table"].empty


@pytest.mark.parametrize("name", ["competence", "qualification"])
def test_of_a_reconstruction_no_reliability_is_computed_and_the_page_says_why(survey, name, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    tables = reliability_tables(survey, dict.fromkeys(survey.instrument.dimensions, ""), name)
    made = Section(name, tables | {"rest": stated([], n=0)})
    assert all(made.tables[table].empty for table in RELIABILITY)
    page = Page(survey, made)
    for table in RELIABILITY:
        assert "<table" not in page.table(table).data
        assert table == "item_statistics" or page.say(table).data == ""
    told = {"id": "Reliabilitas tidak dihitung", "en": "Reliability is not computed"}
    assert page.say("measured").data.startswith(told[survey.lang])


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("verdict", [*GATES, *FINDINGS])
def test_every_verdict_has_a_name_and_a_sentence_with_its_numbers(lang, verdict):
    row = {"verdict": verdict, "items": 24, "alpha": 0.8, "mean_percent": 99.1, "ceiling_percent": 44.0,
           "floor_percent": 30.0, "constant": 1, "at_limit": 2, "smoothed": True, "pairs_at_limit": 3, "n": 20,
           "missing": 25}
    said = explained(pd.DataFrame([row]), lang).iloc[0]
    assert said["verdict_label"]
    assert "{" not in said["verdict_says"]
    decimal = "," if lang == "id" else "."
    for name, part in (("ceiling", f"99{decimal}1%"), ("ceiling", f"44{decimal}0%"), ("floor", f"30{decimal}0%"),
                       ("too_few_respondents", "30"), ("reliable", f"0{decimal}70"), ("low", f"0{decimal}80")):
        assert name != verdict or part in said["verdict_says"]
    assert "Heywood" in said["verdict_says"]


def test_a_ceiling_is_told_of_a_scale_that_tells_nobody_apart(simulated):
    items = simulated.instrument.items("attitude")
    best = {item.name: [c.name for c in item.choices if c.points == (1 if item.reversed else 5)][0] for item in items}
    happy = simulated.respondents.assign(**best)
    happy.loc[happy.index[:60], [item.name for item in items]] = simulated.respondents.loc[
        happy.index[:60], [item.name for item in items]]
    made = reliability_tables(replace(simulated, respondents=happy), {"attitude": ""}, "competence")
    assert made["verdicts"]["verdict"].tolist() == ["ceiling"]
    assert "room to tell people apart" in explained(made["verdicts"], "en")["verdict_says"][0]


def test_the_ends_of_the_items_are_among_them(simulated):
    items = one_by_one(simulated, {"skill": ""}, "k")
    means = items.loc[items["kind"] == "mean", "value"]
    assert ends(items, "k").set_index("key")["value"].to_dict() == {
        "k.skill.lowest": means.min(), "k.skill.highest": means.max()}


def test_nothing_is_shown_item_by_item_of_a_reconstruction(survey):
    assert one_by_one(survey, {"knowledge": ""}, "k").empty
    assert ends(pd.DataFrame(), "k").empty
