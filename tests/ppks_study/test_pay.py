"""What schemes would pay respondents: by hand, and against a slow literal version."""

from dataclasses import replace

import pandas as pd
import pytest

from ppks_study.pay import LACKING, column, lack, today, with_pay

CLASSES = ("very_effective", "effective", "fairly_effective", "less_effective", "ineffective")


def person(education="generalis", knowledge="very_effective", skill="effective", attitude="very_effective", tenure=4.9,
           national=2_700_000, city=500_000):
    return {"qualification_class": education, "knowledge_class": knowledge, "skill_class": skill,
            "attitude_class": attitude, "tenure_years": tenure, "incentive_national_idr_per_month": national,
            "incentive_city_idr_per_month": city}


def frame(*people):
    found = pd.DataFrame(people)
    money = ["incentive_national_idr_per_month", "incentive_city_idr_per_month"]
    return found.astype({**dict.fromkeys(money, "Int64"), "tenure_years": "Float64"})


def test_one_person_is_paid_as_the_page_on_scenarios_works_it_out(study):
    """Base 1,100,000, Generalis 1,100,000, lowest class effective 100,000, four completed years 200,000."""
    paid = with_pay(frame(person()), study).iloc[0]
    assert paid[column("graded", "total")] == 2_500_000
    assert paid[column("graded", "national")] == 2_000_000
    assert paid[column("graded", "city")] == 500_000
    assert paid[today("total")] == 3_200_000
    assert paid[column("graded", "change_total")] == -700_000
    assert paid[column("graded", "change_national")] == -700_000
    assert paid[column("graded", "change_city")] == 0
    assert paid[column("protected", "total")] == 3_200_000  # 2,700,000 by the scheme; nobody is paid less than today
    assert paid[column("protected", "national")] == 2_700_000


def test_years_count_up_to_their_limit_and_only_when_completed(study):
    paid = with_pay(frame(person(tenure=0.99), person(tenure=10), person(tenure=31.5)), study)
    assert paid[column("graded", "total")].tolist() == [2_300_000, 2_800_000, 2_800_000]


def test_the_floor_lifts_and_a_class_that_is_not_named_adds_nothing(study):
    low = study.incentive.scenario["graded"]
    poor = replace(low, by_qualification={"spesialis": 5}, floor=True)
    lifted = replace(study, incentive=replace(study.incentive, scenario={"poor": poor}))
    paid = with_pay(frame(person(), person(skill="ineffective", tenure=0, national=0, city=0)), lifted)
    assert paid[column("poor", "total")].tolist() == [2_198_000, 2_198_000]


def test_whoever_lacks_something_for_one_scheme_is_paid_by_none(study):
    paid = with_pay(frame(person(), person(education=None), person(skill=None), person(tenure=None),
                          person(city=None)), study)
    ours = [name for name in paid if name.startswith(("scenario_", "today_")) and "lacks" not in name]
    assert paid[ours].notna().all(axis="columns").tolist() == [True, False, False, False, False]
    assert paid[ours].isna().all(axis="columns").tolist() == [False, True, True, True, True]
    told = {reason: paid[lack(reason)].tolist() for reason in LACKING}
    assert [held.index("yes") for held in (told["qualification"], told["competence"], told["tenure"],
                                           told["today"])] == [1, 2, 3, 4]


def test_asking_twice_changes_nothing(study):
    once = with_pay(frame(person(), person(tenure=None)), study)
    pd.testing.assert_frame_equal(with_pay(once, study), once)


@pytest.mark.parametrize("name", ["graded", "protected"])
def test_the_simulated_survey_is_paid_as_a_literal_reading_of_the_file_pays_it(simulated, name):
    scheme, people = simulated.study.incentive.scenario[name], simulated.respondents
    checked = 0
    for row in people.to_dict("records"):
        total = row[column(name, "total")]
        if pd.isna(total):
            continue
        worst = max((row[f"{dimension}_class"] for dimension in ("knowledge", "skill", "attitude")), key=CLASSES.index)
        pay = scheme.base_idr_per_month + scheme.by_qualification[row["qualification_class"]]
        pay += scheme.by_competence.get(worst, 0)
        for year in range(1, 11):
            if row["tenure_years"] >= year:
                pay += scheme.per_tenure_year_idr
        now = row["incentive_national_idr_per_month"] + row["incentive_city_idr_per_month"]
        pay = max(pay, 2_900_000, now) if name == "protected" else pay
        national = min(pay, 2_700_000) if name == "protected" else pay * 4 // 5
        assert (total, row[column(name, "national")]) == (pay, national)
        assert row[column(name, "city")] + row[column(name, "national")] == total
        assert row[column(name, "change_total")] == total - now
        checked += 1
    assert checked > 250
