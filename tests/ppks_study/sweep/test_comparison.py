"""Districts side by side: what is withheld stays so, origins are said, nothing is ranked, failures have a row."""

import csv
import io
from dataclasses import replace

import pytest
from tests.conftest import ROOT

from ppks_study.errors import StudyError
from ppks_study.figures.small_multiples import ACROSS, DOWN, pages, plot_page
from ppks_study.study import Study
from ppks_study.sweep import comparison
from ppks_study.sweep.districts import District
from ppks_study.sweep.pages import index_page
from ppks_study.sweep.sweep import Outcome

SEX, SKILL = "profile.sex.female.share", "competence.skill.mean"
INTERVAL = {"method": "clopper_pearson", "lower": 40.0, "upper": 60.0, "confidence": 0.95}


def number(value=None, basis="computed", **more):
    told = basis != "withheld"
    return {"value": value, "basis": basis, "n": 30 if told else None, "missing": 0 if told else None,
            "denominator": 30 if told else None, "lower": value, "upper": value, **more}


def outcome(name, origin="survey", design="random"):
    study = Study.load(ROOT / "studies/simulasi-2026.toml")
    changed = replace(study, name=name, place=f"Kabupaten {name}, Provinsi", data=replace(study.data, origin=origin),
                      sampling=replace(study.sampling, design=design))
    return Outcome(District(name, changed), current=("profile", "competence"))


@pytest.fixture
def told():
    """Four districts: with an interval, withheld, bounded, and one that failed."""
    failed = Outcome(District("bad", error=StudyError("broken")), errors={"": {"what": "broken", "fix": "mend <it>"}})
    outcomes = [outcome("a"), outcome("b", "simulated"), outcome("c", "reconstructed", "census"), failed]
    sex = {"a": number(50.0, interval=INTERVAL), "b": number(basis="withheld"),
           "c": number(basis="bounded", lower=20.0, upper=45.0)}
    results = {name: {"profile": {"respondents": 30, "numbers": {SEX: one}},
                      "competence": {"respondents": 30, "numbers": {SKILL: number(71.5)}}} for name, one in sex.items()}
    return outcomes, results | {"bad": {}}


def rows(told, lang="en"):
    return list(csv.reader(io.StringIO(comparison.table(*told, lang).csv())))


def test_each_district_has_a_row_with_origin_design_status_and_numbers(told):
    head, *lines = rows(told)
    assert head == ["District", "Study", "Origin of data", "Sampling", "Status", "n", "Women", "95% interval",
                    "Skill score"]
    assert lines == [
        ["Kabupaten a, Provinsi, 2026", "a", "survey", "random", "done", "30", "50.0%", "40.0–60.0%", "71.50%"],
        ["Kabupaten b, Provinsi, 2026", "b", "simulated", "random", "done", "30", "▪", "", "71.50%"],
        ["Kabupaten c, Provinsi, 2026", "c", "reconstructed", "census", "done", "30", "20.0–45.0% ↔", "", "71.50%"],
        ["–", "bad", "", "", "failed", "", "", "", ""]]


def test_the_note_says_that_nothing_is_ranked_where_data_come_from_and_what_marks_mean(told):
    note = comparison.table(*told, "en").note
    for part in ("no ranking", "Simulated: made-up", "Reconstructed from published totals", "▪ withheld",
                 "exact interval of Clopper and Pearson"):
        assert part in note


def test_a_withheld_number_has_no_value_in_any_form(told):
    numbers = comparison.table(*told, "id").numbers
    secret = numbers[numbers["basis"] == "withheld"]
    assert len(secret) == 1
    assert secret[["value", "lower", "upper", "n"]].isna().all(axis=None)


def test_the_index_shows_errors_as_text_and_asks_the_network_for_nothing(told, tmp_path):
    page = index_page(told[0], {"id": [], "en": []}, ("id", "en"), tmp_path)
    assert "mend &lt;it&gt;" in page
    assert "http" not in page
    assert page.count('<td class="failed">') == 2


def test_a_page_draws_a_value_an_interval_a_range_and_a_sign_for_what_is_withheld(told):
    known = comparison.frame(*told, "en").query("is_drawn")
    panels = plot_page(known, known, lang="en").figure.axes
    assert [ax.get_title().split("\n")[0] for ax in panels] == ["Kabupaten a", "Kabupaten b", "Kabupaten c"]
    drawn = [sum(len(line.get_xdata()) > 0 for line in ax.lines) for ax in panels]
    assert drawn == [3, 1, 2]  # interval, its dot, skill; skill; range, skill
    assert [[text.get_text() for text in ax.texts] for ax in panels] == [[], ["▪"], []]


def test_only_districts_of_one_origin_and_design_stand_behind_a_panel(told):
    outcomes, results = told
    outcomes = [*outcomes[:3], outcome("d")]
    results = {**results, "d": results["a"]}
    known = comparison.frame(outcomes, results, "en").query("is_drawn")
    first = plot_page(known, known, lang="en").figure.axes[0]
    behind = [line.get_xdata().tolist() for line in first.lines if line.get_marker() == "|"]
    assert behind == [[50.0], [71.5]]


def test_many_districts_are_split_into_pages_in_order(told):
    outcomes = [outcome(f"k{number:03}") for number in range(45)]
    known = comparison.frame(outcomes, dict.fromkeys([o.district.name for o in outcomes], told[1]["a"]), "en")
    found = [list(dict.fromkeys(page["district"])) for page in pages(known, "en")]
    assert [len(page) for page in found] == [ACROSS * DOWN, ACROSS * DOWN, 5]
    assert sum(found, []) == [o.district.name for o in outcomes]
