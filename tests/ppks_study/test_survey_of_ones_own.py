"""The sections on answers of people: computed, of those who answered, item by item."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from paperbuild.errors import OutputError
from ppks_study.errors import StudyError
from ppks_study.page import Page
from ppks_study.sections.incentive import incentive, pkh_companions
from ppks_study.sections.method import cleaned, sample, strata
from ppks_study.sections.profile import grid, profile
from ppks_study.survey import load
from surveyintake.errors import InstrumentError


@pytest.fixture(scope="module", params=["profile", "competence", "qualification", "incentive"])
def section(request, section_of):
    return section_of("simulated", request.param)


def test_every_number_is_computed_and_none_is_a_range(section):
    assert set(section.numbers["basis"]) == {"computed"}
    known = section.numbers.dropna(subset=["value"])
    assert (known["lower"] == known["value"]).all() and (known["upper"] == known["value"]).all()


def test_a_share_is_of_those_who_answered(simulated, section_of):
    numbers = section_of("simulated", "profile").numbers.set_index("key")
    married = numbers.filter(like="marital_status.married", axis="index")
    count, share = (married.loc[f"profile.marital_status.married.{kind}"] for kind in ("count", "share"))
    assert share["missing"] > 0
    answers = simulated.respondents["marital_status"]
    assert (count["value"], share["n"]) == ((answers == "married").sum(), answers.notna().sum())
    assert share["value"] == pytest.approx(100 * weighted(simulated, (answers == "married").astype("Float64")[
        answers.notna()]))


def weighted(survey, values):
    """Return the mean of what is there, each stratum standing for the people that the study file says it has."""
    known, strata = values.dropna().astype(float), survey.respondents["programme"]
    people = survey.study.sampling.strata
    listed = strata.isin(list(people))
    weight = strata.map(people) / strata.map(strata.value_counts())
    weight = weight.fillna(sum(people.values()) / listed.sum())
    return (known * weight[known.index]).sum() / weight[known.index].sum()


def test_an_item_is_counted_among_those_who_answered_it_with_points(simulated, section_of):
    table = section_of("simulated", "qualification").tables["tasks"].set_index("key")
    row, best = (table.loc[f"qualification.task.QA01.{kind}"] for kind in ("mean", "best.share"))
    asked = simulated.respondents["qualification_class"].eq("asisten").fillna(False)
    answers = simulated.respondents.loc[asked, "QA01"].map({str(n): n for n in range(1, 6)} | _points(simulated))
    assert (row["n"], row["missing"]) == (answers.notna().sum(), answers.isna().sum())
    assert row["value"] == pytest.approx(100 * weighted(simulated, answers) / 5)
    assert best["value"] == pytest.approx(100 * weighted(simulated, (answers == 5).where(answers.notna())))


def _points(survey):
    return {choice.name: choice.points for choice in survey.instrument.variable("QA01").choices}


def test_a_reversed_item_is_flipped_before_it_is_shown(simulated, section_of):
    item = next(v for v in simulated.instrument.items("knowledge") if v.reversed)
    points = {choice.name: choice.points for choice in item.choices}
    plain = weighted(simulated, simulated.respondents[item.name].map(points))
    shown = section_of("simulated", "competence").tables["items"].set_index("key")["value"]
    highest = max(p for p in points.values() if p)
    assert shown[f"competence.item.{item.name}.mean"] == pytest.approx(100 * (1 + highest - plain) / 5)


def test_pay_is_what_respondents_answered(simulated, section_of):
    pay = section_of("simulated", "incentive").tables["ranges"].set_index("role")
    people = simulated.respondents[simulated.respondents["programme"] == "psm"]
    total = people["incentive_national_idr_per_month"] + people["incentive_city_idr_per_month"]
    row = pay.loc["psm"]
    assert (row["total_lower"], row["total_upper"]) == (total.min(), total.max())
    assert (row["n"], row["missing"]) == (total.notna().sum(), total.isna().sum())


def test_nobodys_pay_stands_alone(simulated):
    few = simulated.respondents.copy()
    few.loc[few.index[:2], "programme"] = ["kat", "odha"]
    named = incentive(replace(simulated, respondents=few)).tables["ranges"]["role"]
    assert not {"kat", "odha", "small_roles"} & set(named)
    few.loc[few.index[2:5], "programme"] = "odgj"  # five hold one of the three
    merged = incentive(replace(simulated, respondents=few)).tables["ranges"].set_index("role").loc["small_roles"]
    assert merged["n"] + merged["missing"] == 5


def test_a_sample_does_not_say_how_many_companions_there_are(simulated):
    told = replace(simulated.study.sampling, strata={})
    assert pkh_companions(simulated) == simulated.study.sampling.strata["pkh"]
    assert pkh_companions(replace(simulated, study=replace(simulated.study, sampling=told))) is None


def test_the_income_curve_reaches_nearly_everybody(simulated):
    step, highest = grid(simulated)
    assert (simulated.respondents["income_idr_per_month"] <= highest).mean() >= 0.99
    rich = simulated.respondents.assign(income_idr_per_month=50_000_000)
    assert grid(replace(simulated, respondents=rich))[1] // grid(replace(simulated, respondents=rich))[0] <= 32
    assert highest % step == 0


def test_the_method_tells_sampling_strata_and_cleaning(simulated):
    told = sample(simulated).set_index("fact")["value"]
    assert (told["design"], told["population"], told["respondents"]) == ("random", 1240, 300)
    assert (told["inference"], told["confidence"], told["strata_unlisted"]) == ("weighted_intervals", 0.95, 1)
    assert strata(simulated)["respondents"].sum() == simulated.respondents["programme"].notna().sum()
    done = cleaned(simulated)
    assert done["times"].sum() == len(simulated.log)
    assert (done["effect"] == "changed").is_monotonic_increasing


def test_a_population_holds_its_respondents(simulated):
    with pytest.raises(StudyError, match="population of 299 is smaller than the 300"):
        load(simulated.study.replace(population=299))


def test_a_census_may_be_of_exactly_its_respondents(simulated):
    asked = simulated.study.replace(population=300, design="census")
    found = load(asked)
    assert len(found.respondents) == found.study.sampling.population == 300


def test_a_scale_is_the_questionnaires(simulated):
    with pytest.raises(StudyError, match="item_scale ends at 4, in the questionnaire at 5"):
        load(simulated.study.replace(scales={"item_scale": 4}))


def test_a_questionnaire_without_a_sections_question_is_refused_by_name(simulated, tmp_path):
    form = shutil.copytree(simulated.study.data.instrument, tmp_path / "form")
    text = (form / "survey.csv").read_text(encoding="utf-8").replace(",income_idr_per_month,", ",earnings,")
    (form / "survey.csv").write_text(text, encoding="utf-8")
    data = replace(simulated.study.data, instrument=form)
    with pytest.raises(InstrumentError, match="lacks income_idr_per_month"):
        load(replace(simulated.study, data=data))


@pytest.fixture
def page(simulated, tmp_path, monkeypatch, section_of):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    return Page(simulated, section_of("simulated", "profile"))


def test_what_a_study_does_not_hold_is_said_not_to_be_there(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    without = replace(simulated, tables={**simulated.tables, "interviews": pd.DataFrame()})
    page = Page(without, profile(without))
    assert "not shown" in page.table("voices").data
    assert page.say("voices").data == ""
    assert not list(tmp_path.rglob("*voices*"))


def test_a_voice_stands_beside_the_number_that_it_names(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    rows = [("a", "Temuan", "", "beneficiary", "profile", "profile.sex.female.share", "converge"),
            ("b", "", "A finding", "stakeholder", "profile", "", "silent")]
    voices = pd.DataFrame(rows, columns=["id", "finding_id", "finding_en", "voice", "section", "claim", "converges"])
    told = replace(simulated, tables={**simulated.tables, "interviews": voices})
    shown = Page(told, profile(told)).table("voices").data
    assert "Female: " in shown and "Temuan" in shown and "A finding" in shown
    wrong = replace(told, tables={**told.tables, "interviews": voices.assign(claim="profile.sex.femal.share")})
    with pytest.raises(OutputError, match="femal"):
        Page(wrong, profile(wrong)).table("voices")


def test_tables_and_figures_of_a_simulation_say_so(page, tmp_path):
    label = "no person stands behind any row"
    assert label in page.table("composition").data
    from ppks_study.figures import plot_shares

    page.figure("composition", plot_shares)
    assert label in (tmp_path / "figures" / "profile.json").read_text(encoding="utf-8")
