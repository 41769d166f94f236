"""How results move under choices left open: by hand, and as the sections say themselves under another study file."""

import importlib
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pandas as pd
import pytest
from tests.conftest import section as computed

from claimcheck.bounds import Evidence
from claimcheck.conditions import parse
from claimcheck.habits import composite_means, fitting_maxima
from claimcheck.space import Column, Space
from claimcheck.statements import count_is
from ppks_study.estimates import measure
from ppks_study.scoring import score
from ppks_study.sections import competence, incentive, profile, qualification
from ppks_study.sections.sensitivity import (
    _joint,
    moves,
    on_scale,
    printed_means,
    results,
    s1_reading,
    unmoved,
    wage_floor,
)
from ppks_study.survey import load

SECTIONS = {"profile": profile, "competence": competence, "qualification": qualification, "incentive": incentive}
NUMBERS = ["value", "lower", "upper"]


@pytest.fixture(scope="module")
def few(simulated, tmp_path_factory):
    """Forty people of the simulated survey, in a file of their own."""
    path = tmp_path_factory.mktemp("few") / "answers.csv"
    asked = [name for name in simulated.instrument.variables if name in simulated.respondents]
    simulated.respondents.loc[:39, asked].to_csv(path, index=False)
    return load(replace(simulated.study, data=replace(simulated.study.data, respondents=path)), lang="en")


@pytest.fixture(scope="module", params=["english", "few"])
def survey(request):
    return request.getfixturevalue(request.param)


KNOWN = {}


def moved(survey, section):
    """Return the section's sensitivity, worked out once."""
    place = (id(survey.respondents), section)
    if place not in KNOWN:
        published = survey.published is not None
        KNOWN[place] = computed(survey, section).tables["sensitivity"] if published else (
            SECTIONS[section].sensitivity(survey))
    return KNOWN[place]


@cache
def again(path, choice, alternative):
    return load(other(STUDIES[path], choice, alternative), lang="en")


STUDIES = {}


def told(frame, choice, alternative, result, column="value"):
    rows = frame[(frame["choice"] == choice) & (frame["alternative"] == alternative) & (frame["result"] == result)]
    return rows[column].iloc[0]


def exact(row):
    return pd.Series([row[name] for name in NUMBERS], dtype="Float64")


def people(survey, **columns):
    """Return a survey of as many people as the columns have values, alike in all else."""
    size = len(next(iter(columns.values())))
    rows = survey.respondents.iloc[[0] * size].reset_index(drop=True)
    typed = {name: pd.Series(values, dtype=rows[name].dtype) for name, values in columns.items()}
    return replace(survey, respondents=rows.assign(**typed))


def scored(survey, dimension, points):
    """Return a survey of people with so many points on each item of a dimension, of 5; None is no answer."""
    rows = survey.respondents.iloc[[0] * len(points)].reset_index(drop=True)
    for item in survey.instrument.items(dimension):
        names = {None: None} | {choice.points: choice.name for choice in item.choices}
        given = [6 - person[item.name] if item.reversed and person[item.name] else person[item.name]
                 for person in points]
        rows[item.name] = [names[value] for value in given]
    return replace(survey, respondents=score(rows, survey.instrument, survey.study))


# -- by hand ----------------------------------------------------------------------------------------------------------

def test_another_floor_moves_the_share_below_it(simulated):
    four = people(simulated, income_idr_per_month=[2_700_000, 2_800_000, 3_000_000, None], sex=["female"] * 4)
    frame = profile.sensitivity(four)
    assert told(frame, "wage_floor", "idr_2900000", "below_floor") == pytest.approx(200 / 3)
    assert told(frame, "wage_floor", "idr_2750000", "below_floor") == pytest.approx(100 / 3)
    assert told(frame, "wage_floor", "idr_2750000", "below_floor", "difference_lower") == pytest.approx(-100 / 3)


def test_who_did_not_answer_counts_as_not_meeting_it_where_a_share_is_of_everybody(simulated):
    four = people(simulated, income_idr_per_month=[2_700_000, 2_800_000, 3_000_000, None])
    frame = profile.sensitivity(four)
    assert told(frame, "missing", "everybody", "below_floor") == pytest.approx(50)
    row = frame.set_index("key").loc["profile.sensitivity.missing.everybody.below_floor"]
    assert (row["n"], row["denominator"], row["missing"]) == (3, 4, 1)
    assert told(frame, "missing", "answered", "below_floor") == pytest.approx(200 / 3)


def test_the_ends_of_an_age_band_move_who_stands_on_them(simulated):
    frame = profile.sensitivity(people(simulated, age_years=[20, 21, 30, 50, 51]))
    by_band = {band: told(frame, "ideal_age", band, "ideal") for band in ("21_to_50", "22_to_49", "20_to_51")}
    assert by_band == pytest.approx({"21_to_50": 60, "22_to_49": 20, "20_to_51": 100})


def test_a_score_between_two_bands_moves_with_the_rule(simulated):
    best = dict.fromkeys((item.name for item in simulated.instrument.items("knowledge")), 5)
    some = list(best)[:9]
    two = scored(simulated, "knowledge", [best | dict.fromkeys(some[:8], 3) | {some[8]: 4},  # 103 of 120
                                          best | dict.fromkeys(some, 3)])  # 102 of 120
    assert two.respondents["knowledge_percent"].tolist() == pytest.approx([100 * 103 / 120, 100 * 102 / 120])
    frame = competence.sensitivity(two)
    assert told(frame, "between", "lower", "knowledge_top") == 0
    assert told(frame, "between", "nearest", "knowledge_top") == 1


def test_a_score_of_few_answers_comes_and_goes_with_the_share_that_must_be_answered(simulated):
    items = [item.name for item in simulated.instrument.items("skill")]
    best = dict.fromkeys(items, 5)
    three = scored(simulated, "skill", [best, best | {items[0]: None}, best | dict.fromkeys(items[::2])])
    frame = competence.sensitivity(three).set_index("key")["n"]
    key = "competence.sensitivity.answered_share.{}.skill_mean"
    assert [frame[key.format(name)] for name in ("from_0", "from_80", "from_100")] == [3, 2, 1]


def test_a_bachelors_degree_moves_between_two_classes(simulated):
    frame = qualification.sensitivity(people(simulated, education=["s1", "s1", "d3", "s2", "slta"]))
    counts = {name: [told(frame, "s1_reading", reading, name) for reading in ("generalis", "spesialis")]
              for name in ("asisten", "generalis", "spesialis")}
    assert counts == {"asisten": [1, 1], "generalis": [3, 1], "spesialis": [1, 3]}


def test_unanswered_pay_counts_as_nothing_or_not_at_all(simulated):
    programme = ["pkh"] * 6 + ["psm"] * 6
    twelve = people(simulated, programme=programme, incentive_national_idr_per_month=[3_000_000] * 6 + [None] * 6,
                    incentive_city_idr_per_month=[0] * 12)
    frame = incentive.sensitivity(twelve)
    assert told(frame, "unpaid", "left_out", "below") == 0
    assert told(frame, "unpaid", "nothing", "below") == 1


def test_what_moves_nothing_says_so(simulated):
    frame = profile.sensitivity(people(simulated, age_years=[30, 40], income_idr_per_month=[1, 1]))
    still = {name for name, rows in frame.groupby(["choice", "result"]) if unmoved(rows)}
    assert {("ideal_age", "ideal"), ("wage_floor", "below_floor")} <= still
    frame = profile.sensitivity(people(simulated, age_years=[30, 50], income_idr_per_month=[1, 2_800_000]))
    assert not {("ideal_age", "ideal"), ("wage_floor", "below_floor")} & {
        name for name, rows in frame.groupby(["choice", "result"]) if unmoved(rows)}


def test_the_difference_of_nested_groups_is_sharp():
    four = Evidence(Space(4, {"age_years": Column()}), (count_is(parse("age_years>50"), 1),))
    rows = [{"kind": "count", "condition": f"age_years>={age}", "of": ""} for age in (20, 30)]
    assert _joint(*rows, four) == (0, 3)  # each is 1 to 4: told apart, they would differ by -3 to 3
    shares = [row | {"kind": "share"} for row in rows]
    assert _joint(*shares, four) == (0, 75)
    assert _joint(shares[0] | {"of": "age_years>40"}, shares[1] | {"of": "age_years>40"}, four) is None


# -- as the sections say under another study file ----------------------------------------------------------------------

def other(study, choice, alternative):
    """Return a study file in which an alternative is in use, written a second time; None for no parameter of it."""
    if choice == "wage_floor":
        return study.replace(minimum_wage_idr_per_month=int(alternative.removeprefix("idr_")))
    if choice.endswith("_age"):
        low, high = alternative.split("_to_")
        return study.replace(**{choice: (int(low), int(high))})
    if choice == "between":
        return study.replace(between=alternative)
    if choice == "answered_share":
        return study.replace(answered_share=int(alternative.removeprefix("from_")) / 100)
    if choice == "s1_reading":
        classes = {"asisten": ["sltp", "slta", "d1"], "generalis": ["d2", "d3", "d4"], "spesialis": ["s2", "s3"]}
        classes[alternative] = [*classes[alternative], "s1"]
        return replace(study, qualification=replace(study.qualification, classes=classes))
    return None


#: Where each result stands in its section: table, key.
PLACES = {
    "below_floor": ("income", "profile.income.below_floor.share"),
    "below_floor_of_women": ("groups", "profile.groups.below_floor_of_women.share"),
    "below_floor_of_men": ("groups", "profile.groups.below_floor_of_men.share"),
    "productive": ("age", "profile.age.productive.share"), "ideal": ("age", "profile.age.ideal.share"),
    "asisten": ("classes", "qualification.class.asisten.count"),
    "generalis": ("classes", "qualification.class.generalis.count"),
    "spesialis": ("classes", "qualification.class.spesialis.count"),
    "asisten_mean": ("attainment", "qualification.asisten.mean"),
    "generalis_mean": ("attainment", "qualification.generalis.mean"),
    **{f"{d}_top": ("classes", f"competence.class.{d}.very_effective.count")
       for d in ("knowledge", "skill", "attitude")},
    **{f"{d}_mean": ("scores", f"competence.{d}.mean") for d in ("knowledge", "skill", "attitude")},
}


@pytest.mark.parametrize("section", ["profile", "competence", "qualification"])
def test_an_alternative_is_the_section_under_that_study_file(survey, section):
    frame, compared = moved(survey, section), 0
    module = importlib.import_module(f"ppks_study.sections.{section}")
    for (choice, alternative), rows in frame.groupby(["choice", "alternative"]):
        study = other(survey.study, choice, alternative)
        if study is None or rows["used"].all():
            continue
        STUDIES[survey.study.data.respondents] = survey.study
        loaded = again(survey.study.data.respondents, choice, alternative)
        for table in {PLACES[result][0] for result in rows["result"]}:
            tidy = getattr(module, table)(loaded).set_index("key")
            for row in rows.to_dict("records"):
                if PLACES[row["result"]][0] == table:
                    same = tidy.loc[PLACES[row["result"]][1]]
                    assert [row[c] for c in ("n", "missing", "denominator")] == [
                        same[c] for c in ("n", "missing", "denominator")], row["key"]
                    assert exact(row).equals(exact(same)), row["key"]
                    compared += 1
    assert compared >= 3


@pytest.mark.parametrize("section", list(SECTIONS))
def test_the_alternative_in_use_is_what_the_section_says(survey, english, section):
    frame = moved(survey, section)
    whole = (computed(survey, section) if survey is english else getattr(SECTIONS[section], section)(survey)).numbers
    columns = ["kind", "condition", "of", "variable", "unit", "lower", "upper"]
    known = set(whole[columns].astype(str).itertuples(index=False, name=None))
    used = frame[frame["used"] & frame["possible"] & ~frame["choice"].str.endswith("scale")]
    assert set(used[columns].astype(str).itertuples(index=False, name=None)) <= known
    assert (frame.groupby(["choice", "result"])["used"].sum() == 1).all()
    assert frame.loc[frame["used"] & frame["possible"], "difference_lower"].eq(0).all()


@pytest.mark.parametrize("section", list(SECTIONS))
def test_keys_are_unique_and_name_choice_alternative_and_result(survey, section):
    frame = moved(survey, section)
    assert frame["key"].is_unique
    parts = frame["key"].str.split(".", expand=True)
    assert (parts[0] == section).all() and (parts[1] == "sensitivity").all()
    assert (parts[[2, 3, 4]].to_numpy() == frame[["choice", "alternative", "result"]].to_numpy()).all()


# -- of a reconstruction -----------------------------------------------------------------------------------------------

@pytest.mark.parametrize("section", ["profile", "qualification"])
def test_the_rows_at_hand_lie_within_the_bounds_under_every_alternative(english, section):
    frame = moved(english, section)
    asked = frame[frame["kind"].isin(["count", "share"])].set_index(["choice", "result", "alternative"])
    seen = {}
    for place, row in asked.iterrows():
        seen[place] = measure(english.respondents, row["kind"], condition=row["condition"], of=row["of"]).value
        assert row["lower"] - 1e-9 <= seen[place] <= row["upper"] + 1e-9, place
    for (choice, result, _), row in asked[~asked["used"]].iterrows():
        base = next(name for *place, name in asked.index[asked["used"]] if place == [choice, result])
        difference = seen[choice, result, row.name[2]] - seen[choice, result, base]
        assert row["difference_lower"] - 1e-9 <= difference <= row["difference_upper"] + 1e-9


def test_the_official_floor_of_the_year_leaves_up_to_nine_more_below(english):
    row = moved(english, "profile").set_index("key").loc["profile.sensitivity.wage_floor.idr_2289228.below_floor"]
    assert (row["difference_lower"], row["difference_upper"]) == (pytest.approx(0), pytest.approx(100 * 9 / 45))
    assert pd.isna(row["value"]) and row["basis"] == "bounded"


def test_no_floor_moves_a_role_in_the_published_study(english):
    frame = moved(english, "incentive")
    assert all(unmoved(rows) for _, rows in frame.groupby("result"))
    assert frame["alternative"].nunique() == 3


@pytest.mark.parametrize("maximum", [3, 4, 5])
def test_a_mean_is_possible_on_a_scale_where_whole_points_give_it(english, maximum):
    frame = moved(english, "competence").query("choice == 'item_scale'")
    for claim in composite_means(english.claims):
        dimension = claim.variable.removesuffix("_percent")
        if f"competence.{dimension}.mean" == claim.fact:
            total = 45 * int(claim.items) * maximum
            low, high = (Fraction(claim.numerals[0]) + Fraction(end, 200) for end in (-1, 1))
            by_hand = any(low <= Fraction(100 * points, total) <= high for points in range(total + 1))
            assert told(frame, "item_scale", f"to_{maximum}", f"{dimension}_mean", "possible") == by_hand
            assert by_hand == (maximum in fitting_maxima(claim, ("up_or_down",)))


def test_a_mean_that_a_scale_cannot_give_has_no_value_and_leaves_no_share(english):
    frame = moved(english, "competence").set_index("key")
    for result in ("attitude_mean", "attitude_at_maximum"):
        row = frame.loc[f"competence.sensitivity.item_scale.to_5.{result}"]
        assert not row["possible"] and row[NUMBERS].isna().all()
    low, high = frame.loc["competence.sensitivity.item_scale.to_4.attitude_at_maximum", ["lower", "upper"]]
    # On four points the mean of 99.14 is 4283 of 4320: 37 points are missing, so that 45 - 37 = 8 are at the maximum.
    assert (low, high) == (pytest.approx(100 * 8 / 45), pytest.approx(100 * 42 / 45))


def test_another_scale_leaves_the_rows_as_they_are(english):
    assert on_scale(english, "item_scale", 5).respondents is english.respondents
    assert on_scale(english, "item_scale", 3) is english


def test_a_survey_has_no_choice_of_scale_and_a_reconstruction_none_of_unanswered_items(english, few):
    for section in ("competence", "qualification"):
        assert not moved(few, section)["choice"].str.endswith("scale").any()
        assert not moved(english, section)["choice"].eq("answered_share").any()
    assert printed_means(few).empty


def test_a_question_is_not_asked_of_the_evidence_twice(english, monkeypatch):
    fresh = replace(english, published=replace(english.published, asked={}))
    qualification.qualification(fresh)
    assert fresh.published.asked
    monkeypatch.setattr(type(fresh.published.evidence), "model", None)
    qualification.sensitivity(fresh)


def test_a_choice_that_a_study_does_not_leave_open_is_left_out(simulated):
    classes = {"low": ["slta"], "high": ["s1"]}
    other_classes = replace(simulated.study, qualification=replace(simulated.study.qualification, classes=classes))
    assert s1_reading(replace(simulated, study=other_classes), ()) is None
    one = replace(simulated.study, profile=replace(simulated.study.profile, official_minimum_wages=()))
    alone = wage_floor(replace(simulated, study=one), results(profile.income, x="profile.income.below_floor.share"))
    assert moves(simulated, "profile", (None, alone)).empty
