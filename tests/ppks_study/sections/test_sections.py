"""Each section's numbers, by hand."""

import pytest

import ppks_study as ppks


def number(section, key):
    row = section.numbers.set_index("key").loc[key]
    return row["value"] if row["basis"] != "bounded" else (row["lower"], row["upper"])


@pytest.fixture(scope="module")
def sections(section_of):
    return {name: section_of("english", name) for name in ("profile", "competence", "qualification", "incentive")}


@pytest.mark.parametrize(("section", "key", "expected"), [
    ("profile", "profile.sex.female.count", 32), ("profile", "profile.age.over_ideal.count", 2),
    ("profile", "profile.age.over_ideal.minimum", 51), ("profile", "profile.age.over_ideal.maximum", 55),
    ("profile", "profile.side_job.no.count", 18), ("profile", "profile.programme.small_roles.count", 5),
    ("profile", "profile.income.all.mean", 2_507_668), ("profile", "profile.income.below_floor.count", 16),
    ("profile", "profile.groups.degree_in_main_programme.share", 85),
    ("competence", "competence.class.attitude.very_effective.count", 45),
    ("competence", "competence.sensitivity.between.nearest.skill_top", 45),
    ("competence", "competence.trained.share", 100),
    ("qualification", "qualification.class.spesialis.count", 0),
    ("qualification", "qualification.implied.not_performed", 6),
    ("qualification", "qualification.implied.not_performed_at_most", 1),
    ("incentive", "incentive.national.ratio", 20), ("incentive", "incentive.roles.below", 7),
    ("incentive", "incentive.need.shortfall", 155_000 - 15_522), ("incentive", "incentive.load.total_upper", 8_000)])
def test_numbers_are_those_worked_out_by_hand(sections, section, key, expected):
    assert number(sections[section], key) == pytest.approx(expected)


def test_what_idle_indicators_leave_is_twelve_at_five_and_six_at_one(sections):
    found = number(sections["qualification"], "qualification.implied.highest_if_lowest")
    assert found == pytest.approx(100 * (12 * 5 + 6 * 1) / 90)


def test_a_range_is_never_given_as_a_value(sections):
    for section in sections.values():
        bounded = section.numbers[section.numbers["basis"] == "bounded"]
        assert bounded["value"].isna().all()
        assert (bounded["lower"] < bounded["upper"]).all()


def test_an_attitude_of_99_needs_many_at_the_maximum(sections):
    low, high = number(sections["competence"], "competence.people.attitude.at_maximum.share")
    # 45 · 72 - 3212 = 28 points are missing, at most one each: 45 - 28 = 17 people at the maximum.
    assert (low, high) == (pytest.approx(100 * 17 / 45), pytest.approx(100 * 42 / 45))


def test_another_floor_moves_what_depends_on_it_and_nothing_else(study, sections):
    other = ppks.load(study, lang="en", minimum_wage_idr_per_month=2_289_228)
    assert number(ppks.profile(other), "profile.income.below_floor.share") == (
        pytest.approx(100 * 16 / 45), pytest.approx(100 * 25 / 45))
    before = sections["profile"].numbers.set_index("key")["lower"]
    after = ppks.profile(other).numbers.set_index("key")["lower"]
    same = [key for key in before.index.intersection(after.index) if "floor" not in key]
    assert (before[same] == after[same]).all()


def test_pay_from_both_budgets_is_added_per_role(sections):
    pay = sections["incentive"].tables["ranges"].set_index("role")
    assert pay.loc["pkh", ["national_upper", "city_upper", "total_upper"]].tolist() == [2_700_000, 500_000, 3_200_000]
    assert pay.loc["aslut", ["total_lower", "total_upper"]].tolist() == [550_000, 600_000]
    assert pay["below"].value_counts().to_dict() == {"yes": 7, "no": 7}


def test_that_no_stakeholder_is_heard_is_a_finding(english):
    voices = english.tables["interviews"]
    assert (voices["voice"].str.contains("stakeholder")).any()


def test_an_age_band_without_anybody_has_no_extremes(study):
    from dataclasses import replace

    wider = replace(study, profile=replace(study.profile, ideal_age=(21, 58)))
    keys = set(ppks.profile(ppks.load(wider, lang="en")).numbers["key"])
    assert "profile.age.over_ideal.count" in keys
    assert "profile.age.over_ideal.minimum" not in keys
