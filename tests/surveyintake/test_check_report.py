import subprocess

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.surveys import LIKERT, PROGRAMMES, YES_NO, ask, form, raw

from surveyintake.check_report import check
from surveyintake.cleaning import clean
from surveyintake.instrument import Instrument
from surveyintake.rules import RULES

SURVEY = [["Type", "Name", "label", "Required", "Constraint", "relevance", "missing"], ["start", "start"],
          ["text", "resp_name", "Full name", "yes"], ["date", "visit", "Date of visit"],
          ["integer", "age", "Age", True, ". >= 15 and . <= 90", None, "99|98"],
          ["select one yn", "agree", "Do you take part?", "yes"],
          ["begin group", "g", None, None, None, "${agree} = 1"],
          ["select_one likert", "q1", "I like my work", "yes"], ["select_one likert", "q2", "My pay is fair", "yes"],
          ["select_multiple prog or_other", "progs", "Programmes"],
          ["decimal", "tenure", "Tenure (years)", None, ". >= 0 and . <= ${age} - 13"],
          ["calculate", "sum", "Sum"], ["end group"]]
CHOICES = [["list name", "name", "label"], ["yn", 1, "Yes"], ["yn", 0, "No"],
           *[["likert", place, label] for place, label in enumerate(["Disagree", "Neutral", "Agree"], 1)],
           ["prog", "pkh", "PKH"], ["prog", "bpnt", "BPNT, food"]]
HEADER = ["Full name", "Date of visit", "Age", "Do you take part?", "I like my work", "My pay is fair", "Programmes",
          "Tenure (years)", "Contact"]
ROWS = [
    ["Ani", "2026-01-04", 32, "Yes", "Agree", "Neutral", "PKH, BPNT, food", 5, None],
    ["Budi", "03/04/2026", 1985, "Yes", "agree ", "3 - Agree", "PKH", 5, "0812-3456-7890"],
    ["Cici", "2026-01-04", 45, "Yes", "Agre", "-", "PKH, Foo", 40, "0813-3456-7890"],
    ["Dedi", "2026-01-04", 99, "No", None, None, None, None, None],
    ["Eka", "2026-01-04", 28, "No", "Agree", None, None, None, None],
    ["Fifi", "2026-01-04", None, "Yes", "Agree", "2 - Agree", "Other", "3 tahun", None],
    ["test", "x", "y", "z", None, None, None, None, None],
    ["Ani", "2026-01-04", 32, "Yes", "Agree", "Neutral", "PKH, BPNT, food", 5, None],
    ["Note: provisional"]]


def workbook(path, **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("stranger")
    stranger = Instrument.load(workbook(folder / "form.xlsx", survey=SURVEY, Choices=CHOICES))
    return check(workbook(folder / "answers.xlsx", data=[HEADER, *ROWS]), stranger)


def test_every_fault_in_a_strangers_file_is_found_once(report):
    assert [(problem["cell"], problem["rule"]) for problem in report.problems] == [
        ("B3", "ambiguous_date"), ("C3", "birth_year"), ("E4", "unknown_choice"), ("F4", "required"),
        ("G4", "unknown_choice"), ("H4", "impossible_combination"), ("E6", "not_relevant"), ("C7", "required"),
        ("F7", "two_answers"), ("A8", "test_row"), ("A9", "duplicate_row"), ("A10", "note_row")]


def test_rows_in_are_rows_out_and_rows_refused(report):
    assert (report.rows_in, report.rows_out, report.rows_refused, report.refused) == (9, 6, 3, True)


def test_what_names_somebody_is_masked_and_what_looks_private_is_told(report):
    assert {problem["value"] for problem in report.problems if problem["column"] == "Full name"} >= {"•••"}
    assert report.columns["private"] == [{"column": "Contact", "cell": "I3", "looks_like": "phone", "cells": 2}]


def test_a_problem_says_everything_that_a_reader_needs(report):
    assert set(report.as_dict()) == {"file", "sheet", "rows_in", "rows_out", "rows_refused", "cells_changed", "columns",
                                     "problems", "tracked"}
    for problem in report.problems:
        assert set(problem) == {"file", "sheet", "row", "cell", "column", "value", "rule", "reason", "suggestion"}
        assert all(problem["reason"][lang].startswith(RULES[problem["rule"]].reason[lang]) for lang in ("id", "en"))
    assert set(report.columns) == {"matched", "unmatched", "twice", "ignored", "absent", "private"}


def test_what_asks_nothing_is_not_missed(report):
    assert report.columns["absent"] == [{"variable": "progs_other", "required": False}]


def test_a_file_that_git_tracks_is_told(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("x,y\na,b\n")
    assert check(path, form(ask("x"), ask("y"))).tracked is None
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    assert check(path, form(ask("x"), ask("y"))).tracked is False
    subprocess.run(["git", "add", "answers.csv"], cwd=tmp_path, check=True)
    assert check(path, form(ask("x"), ask("y"))).tracked is True


FORM = form(ask("code", role="code"), ask("age", "integer", required=True, constraint=". >= 15 and . <= 80"),
            ask("tenure", "decimal", constraint=". >= 0 and . <= ${age} - 13"),
            ask("job", "select_one", YES_NO, required=True), ask("agree", "select_one", LIKERT, relevant="${job} = 1"),
            ask("programmes", "select_multiple", PROGRAMMES, required=True), ask("visit", "date"), ask("remark"))


@st.composite
def respondent(draw):
    age = draw(st.integers(15, 80))
    job = draw(st.sampled_from(["0", "1"]))
    return [str(age), draw(st.sampled_from(["", "0", str(max(0, age - 13))])), job,
            draw(st.sampled_from(["", "sd", "d", "a", "sa"])) if job == "1" else "",
            " ".join(draw(st.lists(st.sampled_from(["pkh", "bpnt", "psm"]), min_size=1, unique=True))),
            draw(st.sampled_from(["", "2026-01-31"])), draw(st.sampled_from(["", "baik", "Tidak ada saran lain"]))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(respondent(), min_size=1, max_size=8))
def test_a_valid_survey_coded_by_names_has_no_entry(rows):
    rows = [[f"R{place:02}", *row] for place, row in enumerate(rows)]
    data, log = clean(raw(list(FORM.variables), *rows), FORM)
    assert log.empty
    assert len(data) == len(rows)
    assert data["age"].tolist() == [int(row[1]) for row in rows]
