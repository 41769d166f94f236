"""A survey of one's own: what is computed, what is refused, and what is said of it."""

import shutil
from dataclasses import replace

import pandas as pd
import pytest

from paperbuild.errors import OutputError
from ppks_study.errors import StudyError
from ppks_study.page import Page
from ppks_study.sections.profile import profile
from ppks_study.survey import load
from surveyintake.errors import InstrumentError


@pytest.fixture(scope="module", params=["profile", "competence", "qualification", "incentive"])
def section(request, section_of):
    return section_of("simulated", request.param)


def test_every_number_is_computed_and_none_is_a_range(section):
    assert set(section.numbers["basis"]) == {"computed"}
    known = section.numbers.dropna(subset=["value"])
    assert (known["lower"] == known["value"]).all() and (known["upper"] == known["value"]).all()


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
