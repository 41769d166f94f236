"""`ppks check` answers with its status, shows nothing that identifies a person, and writes only where it is told."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from tests.conftest import ROOT
from tests.support.districts import CLEAN, FAULTY, district, form, put

from ppks_study.commands.own_survey import check
from ppks_study.errors import REPORTED

SECRET = ("Siti Rahmawati", "3375014107850001")
KEYS = {"file", "sheet", "rows_in", "rows_out", "rows_refused", "cells_changed", "columns", "problems", "tracked"}
PROBLEM = {"file", "sheet", "row", "cell", "column", "value", "rule", "reason", "suggestion"}


def run(*arguments):
    """Return the finished command; an error of ours is raised as it is."""
    found = CliRunner().invoke(check, [str(one) for one in arguments])
    if isinstance(found.exception, REPORTED):
        raise found.exception
    assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
    return found


@pytest.fixture
def questionnaire(tmp_path):
    return form(tmp_path / "form")


def test_a_file_without_faults_has_status_0(tmp_path, questionnaire):
    found = run(put(tmp_path, "a.csv", CLEAN), "--instrument", questionnaire)
    assert found.exit_code == 0
    assert "Tidak ada yang ditolak" in found.stdout


def test_a_refused_cell_has_status_1_and_its_address(tmp_path, questionnaire):
    found = run(put(tmp_path, "a.csv", FAULTY), "--instrument", questionnaire, "--lang", "en")
    assert found.exit_code == 1
    assert "C3" in found.stdout
    assert "not a choice of this question" in found.stdout


def test_json_is_the_report_and_nothing_else(tmp_path, questionnaire):
    found = run(put(tmp_path, "a.csv", FAULTY), "--instrument", questionnaire, "--json")
    report = json.loads(found.stdout)
    assert found.exit_code == 1
    assert report.keys() == KEYS
    assert all(problem.keys() == PROBLEM and problem["reason"].keys() == {"id", "en"}
               for problem in report["problems"])
    assert [(p["cell"], p["row"], p["value"], p["rule"]) for p in report["problems"]] == [
        ("C3", 3, "X", "unknown_choice")]


@pytest.mark.parametrize("options", [[], ["--lang", "en"], ["--json"], ["--xlsx", "o.xlsx"]])
def test_what_identifies_a_person_is_never_shown(tmp_path, monkeypatch, questionnaire, options):
    monkeypatch.chdir(tmp_path)
    found = run(put(tmp_path, "a.csv", FAULTY), "--instrument", questionnaire, *options)
    assert not any(secret in found.output for secret in SECRET)


def test_the_copy_is_marked_and_the_answers_stay(tmp_path, questionnaire):
    source = put(tmp_path, "a.csv", FAULTY)
    found = run(source, "--instrument", questionnaire, "--xlsx", tmp_path / "out.xlsx")
    assert found.exit_code == 1
    assert "out.xlsx" in found.stdout
    assert source.read_text(encoding="utf-8") == FAULTY
    assert "unknown_choice" in load_workbook(tmp_path / "out.xlsx").worksheets[0]["C3"].comment.text


def test_a_file_among_a_studys_raw_data_is_read_by_its_questionnaire_and_columns(tmp_path):
    report = json.loads(run(district(tmp_path), "--json").stdout)
    assert report["columns"]["matched"]["Umur"] == "age_years"
    assert "Umur" not in [one["column"] for one in report["columns"]["unmatched"]]


def test_the_status_of_what_cannot_be_used_is_2_on_one_screen(tmp_path, questionnaire):
    code = "import sys; sys.argv[0] = 'ppks'; from ppks_study.__main__ import main; main()"
    arguments = ["check", str(tmp_path / "none.xlsx"), "--instrument", str(questionnaire)]
    found = subprocess.run([sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True,
                           check=False)
    assert found.returncode == 2
    assert found.stdout == ""
    assert "none.xlsx" in found.stderr
    assert "Traceback" not in found.stderr


def test_an_unexpected_error_does_not_quote_what_it_stumbled_over():
    code = ("import ppks_study.__main__ as m\ndef cli(**_): raise ValueError('Siti Rahmawati')\n"
            "m.cli = cli; m.main()")
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "ValueError" in found.stderr
    assert "Siti" not in found.stderr


def test_the_sheet_of_answers_is_found_by_the_studys_own_headers(tmp_path):
    from openpyxl import Workbook

    answers = district(tmp_path)
    answers.unlink()
    book = Workbook()
    book.active.append(["Petunjuk pengisian", "Isilah semua"])
    book.create_sheet("Isian").append(["Umur", "Lainnya"])
    book["Isian"].append([200, "x"])
    book.save(answers.with_suffix(".xlsx"))
    report = json.loads(run(answers.with_suffix(".xlsx"), "--json").stdout)
    assert report["sheet"] == "Isian"
    assert [problem["cell"] for problem in report["problems"]] == ["A2"]
