"""Districts compared: what is withheld stays so, origins are said, nothing is ranked, failures have a row."""

import csv
import io

import pytest
from tests.support.compared import KEYS, districts_compared

from ppks_study.sweep import comparison


@pytest.fixture
def told():
    return districts_compared()


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
