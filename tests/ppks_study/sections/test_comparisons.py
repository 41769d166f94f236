"""Comparisons in the sections: tests where the design has them, effects where not, ranges on a reconstruction."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from claimcheck.conditions import parse
from ppks_study.numbers import numbers, text
from ppks_study.page import Page
from ppks_study.sections.comparisons import Compared, compared, comparisons
from ppks_study.sections.incentive import incentive, paid
from ppks_study.sections.profile import profile


def _as(survey, **sampling):
    """Return the survey with another design."""
    return replace(survey, study=replace(survey.study, sampling=replace(survey.study.sampling, **sampling)))


@pytest.fixture(scope="module")
def told(section_of):
    """Return the two sections of the reconstruction that compare."""
    return section_of("english", "profile"), section_of("english", "competence")


@pytest.fixture(scope="module")
def by_key(section_of):
    return section_of("simulated", "profile").tables["comparisons"].set_index("key")


def test_a_comparison_is_of_those_who_answered_both_and_says_how_many_did_not(simulated, by_key):
    people = simulated.respondents
    both = people[["income_idr_per_month", "sex"]].dropna()
    row = by_key.loc["profile.comparisons.income_by_sex.effect"]
    assert (row["n"], row["missing"], row["denominator"]) == (len(both), 300 - len(both), len(both))
    women, men = (both.loc[both["sex"] == sex, "income_idr_per_month"].astype(float) for sex in ("female", "male"))
    test = stats.mannwhitneyu(women, men)
    assert by_key.loc["profile.comparisons.income_by_sex.p", "value"] == pytest.approx(test.pvalue)
    assert row["value"] == pytest.approx(2 * test.statistic / (len(women) * len(men)) - 1)
    assert row["interval"] == "feng_cliff" and row["interval_lower"] < row["value"] < row["interval_upper"]


def test_p_are_adjusted_over_all_that_the_table_shows(by_key):
    p = by_key[by_key["kind"] == "p"]["value"].astype(float)
    adjusted = by_key[by_key["kind"] == "p_adjusted"]["value"].astype(float)
    order = p.sort_values().index
    steps = [min(1, min(p[k] * len(p) / (i + 1) for i, k in enumerate(order) if i >= j)) for j in range(len(order))]
    assert [adjusted[f"{key}_adjusted"] for key in order] == pytest.approx(steps)


def test_the_sentence_names_each_comparison_that_stays_under_the_level(simulated, tmp_path, monkeypatch, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    section = section_of("simulated", "profile")
    said = Page(simulated, section).say("comparisons").data
    kept = section.tables["compared"]["key"].str.contains("compared.under.", regex=False).sum()
    assert said.count("(") == kept > 0 and "none" not in said and "untested" not in said


def test_where_none_stays_the_sentence_says_so(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    generator = np.random.default_rng(1)
    income = simulated.respondents["income_idr_per_month"].to_numpy(copy=True)
    mixed = simulated.respondents.assign(income_idr_per_month=generator.permutation(income))
    survey = replace(simulated, respondents=mixed)
    assert Page(survey, profile(survey)).say("comparisons").data == \
        "Of 8 comparisons none stays under 0.05 after p is adjusted."


@pytest.mark.parametrize("design", ["census", "purposive"])
def test_a_census_and_a_purposive_sample_show_effects_alone(simulated, design, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = _as(simulated, design=design)
    for section in (profile(survey), incentive(survey)):
        assert set(section.tables["comparisons"]["kind"]) == {"effect"}
        assert set(section.numbers["interval"]) == {""} and section.numbers["interval_lower"].isna().all()
        assert not any("interval" in entry for entry in numbers(section).values())
        page = Page(survey, section)
        assert " p " not in page.table("comparisons").data and "untested" in page.say("comparisons").data


def test_a_purposive_sample_that_asks_has_tests_with_their_caveat(simulated, tmp_path, monkeypatch, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = _as(simulated, design="purposive", tests_asked=True)
    section = profile(survey)
    assert {"p", "p_adjusted"} <= set(section.tables["comparisons"]["kind"])
    page = Page(survey, section)
    assert all("hold for no population" in page.table(name).data for name in ("comparisons", "composition", "income"))
    plain = Page(simulated, section_of("simulated", "profile"))
    assert "hold for no population" not in plain.table("comparisons").data
    assert "weighted by stratum" in plain.table("composition").data


def test_what_cannot_be_compared_has_no_value_and_is_not_in_the_family(simulated):
    people = simulated.respondents.assign(same=1.0, few=["a", "b"] + ["c"] * 298)
    wanted = [Compared("same", "same", "sex", ("female", "male")), Compared("alone", "age_years", "few"),
              Compared("gone", "age_years", "sex", ("female", "nobody")), Compared("flat", "age_years", "same"),
              Compared("real", "age_years", "sex", ("female", "male"))]
    table = comparisons(simulated, "x", wanted, people)
    empty = table[table["value"].isna()]
    assert set(empty["category"]) == {"same", "alone", "gone", "flat"} and set(empty["kind"]) == {"effect"}
    assert (empty["n"] > 0).all()
    real = table[table["category"] == "real"].set_index("kind")["value"]
    assert real["p"] == real["p_adjusted"]
    assert compared(table, "x").set_index("key")["value"]["x.compared.count"] == 1
    assert compared(empty, "x").empty


def test_groups_that_are_too_small_to_be_told_are_left_out(simulated):
    people = simulated.respondents.assign(kind=(["rare"] * 2 + ["a"] * 149 + ["b"] * 149))
    row = comparisons(simulated, "x", [Compared("k", "age_years", "kind")], people).iloc[0]
    known = people["age_years"].iloc[2:].notna().sum()
    assert row["n"] == known


def test_pay_is_of_both_budgets_and_status_of_the_table_of_programmes(simulated, english, section_of):
    people = paid(simulated)
    both = people[["incentive_national_idr_per_month", "incentive_city_idr_per_month"]]
    assert people["pay"].isna().sum() == both.isna().any(axis=1).sum()
    assert set(people["status"].dropna()) <= {"contract", "volunteer", "other"}
    assert people["status"].isna().sum() >= people["programme"].isna().sum()
    assert section_of("english", "incentive").tables["comparisons"].empty


def test_a_reconstruction_shows_ranges_and_no_test(told):
    for section in told:
        table = section.tables["comparisons"]
        assert set(table["kind"]) == {"difference"} and set(table["basis"]) <= {"determined", "bounded"}
        assert (table["lower"] <= table["upper"]).all() and section.tables["compared"].empty
        assert not {"p", "p_adjusted", "statistic", "effect"} & set(section.numbers["kind"])
        assert set(section.numbers["interval"]) == {""}
    income = told[0].tables["comparisons"].set_index("category").loc["mean_income_of_programmes"]
    assert 0 < income["lower"] < income["upper"]  # the claims do hold these apart


def test_a_range_of_a_difference_is_no_wider_than_the_difference_of_two_ranges(english, told):
    attitude = told[1].tables["comparisons"].set_index("category").loc["mean_attitude_of_sex"]
    sides = english.published.evidence
    women, men = (sides.mean("attitude_percent", parse(f"sex={sex}")) for sex in ("female", "male"))
    assert attitude["upper"] - attitude["lower"] <= float(women.upper - men.lower - women.lower + men.upper)


def test_a_small_p_is_told_as_below_a_limit_and_a_negative_range_without_a_dash():
    assert text(0.0004, "p", "id") == "<0,001" and text(0.0004, "p", "en") == "<0.001"
    assert text(0.0126, "p", "en") == "0.013"
    assert text(None, "effect", "en", lower=-0.2, upper=0.1) == "-0.20 to 0.10"
    assert text(None, "percentage_points", "id", lower=-2.04, upper=1) == "-2,0 sampai 1,0 poin persen"
