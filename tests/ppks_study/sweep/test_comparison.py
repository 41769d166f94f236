"""Districts compared: what is withheld stays so, origins are said, nothing is ranked, failures have a row."""

import csv
import io

import pytest

from ppks_study.figures.small_multiples import ACROSS, DOWN, pages, plot_page
from ppks_study.sweep import comparison

SEX, SKILL = "profile.sex.female.share", "competence.skill.mean"
KEYS = [SEX, SKILL]
INTERVAL = {"interval": "clopper_pearson", "interval_lower": 40.0, "interval_upper": 60.0}


def number(key, value=None, basis="computed", **more):
    size = None if basis == "withheld" else 30
    row = {"key": key, "kind": key.rpartition(".")[2], "unit": "percent", "condition": "", "of": "", "variable": "",
           "value": value, "lower": value, "upper": value, "basis": basis, "n": size, "denominator": size,
           "missing": None if size is None else 0, "interval": "", "interval_lower": None, "interval_upper": None}
    return row | more


def district(name, sex, origin="survey", design="random"):
    return {"name": name, "place": f"Kabupaten {name}, Provinsi", "year": 2026, "origin": origin, "design": design,
            "confidence": 0.95, "title": {"id": name, "en": name}, "respondents": 30, "status": "done",
            "sections": ["profile", "competence"], "errors": [], "rows": [sex, number(SKILL, 71.5)]}


@pytest.fixture
def told():
    """Four districts: with an interval, withheld, bounded, and one that failed."""
    error = {"section": "", "what": "broken", "fix": "mend <it>"}
    failed = {"name": "bad", "sections": [], "status": "failed", "errors": [error], "rows": []}
    return [district("a", number(SEX, 50.0, **INTERVAL)),
            district("b", number(SEX, basis="withheld"), "simulated"),
            district("c", number(SEX, basis="bounded", lower=20.0, upper=45.0), "reconstructed", "census"), failed]


def rows(told, lang="en"):
    return list(csv.reader(io.StringIO(comparison.comparison(told, KEYS, lang).csv())))


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
    note = comparison.comparison(told, KEYS, "en").note
    for part in ("no ranking", "Simulated: made-up", "Reconstructed from published totals", "▪ withheld",
                 "exact interval of Clopper and Pearson"):
        assert part in note


def test_a_withheld_number_has_no_value_in_any_form(told):
    numbers = comparison.comparison(told, KEYS, "id").numbers
    secret = numbers[numbers["basis"] == "withheld"]
    assert len(secret) == 1
    assert secret[["value", "lower", "upper", "n"]].isna().all(axis=None)


def test_the_overview_shows_errors_as_text_and_asks_the_network_for_nothing(told):
    page = comparison.overview(told, "en")
    assert "mend &lt;it&gt;" in page
    assert "http" not in page
    assert page.count("failed") == 2
    assert '<a href="districts/a.en.html">a</a>' in page


def test_a_page_draws_a_value_an_interval_a_range_and_a_sign_for_what_is_withheld(told):
    known = comparison.measured(told, KEYS, "en")
    panels = plot_page(known, known, lang="en").figure.axes
    assert [ax.get_title().split("\n")[0] for ax in panels] == ["Kabupaten a", "Kabupaten b", "Kabupaten c"]
    drawn = [sum(len(line.get_xdata()) > 0 for line in ax.lines) for ax in panels]
    assert drawn == [3, 1, 2]  # interval, its dot, skill; skill; range, skill
    assert [[text.get_text() for text in ax.texts] for ax in panels] == [[], ["▪"], []]


def test_only_districts_of_one_origin_and_design_stand_behind_a_panel(told):
    known = comparison.measured([*told[:3], {**told[0], "name": "d"}], KEYS, "en")
    first = plot_page(known, known, lang="en").figure.axes[0]
    behind = [line.get_xdata().tolist() for line in first.lines if line.get_marker() == "|"]
    assert behind == [[50.0], [71.5]]


def test_many_districts_are_split_into_pages_in_order(told):
    many = [{**told[0], "name": f"k{number:03}"} for number in range(45)]
    found = [list(dict.fromkeys(page["district"])) for page in pages(comparison.measured(many, KEYS, "en"))]
    assert [len(page) for page in found] == [ACROSS * DOWN, ACROSS * DOWN, 5]
    assert sum(found, []) == [one["name"] for one in many]
