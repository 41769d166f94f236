"""`ppks bounds` and `ppks verify`: their status, and JSON alone on standard output."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from ppks_study.commands import evidence
from ppks_study.errors import REPORTED, StudyError
from ppks_study.verification import verify as module


def run(verb, *arguments):
    return CliRunner().invoke(verb, list(arguments))


def test_bounds_are_told_in_one_line_or_as_json_alone():
    shown = run(evidence.bounds, "sex=female")
    assert (shown.exit_code, shown.stdout) == (0, "sex=female: 32 to 32 (identified)\n")
    answer = json.loads(run(evidence.bounds, "sex=female", "--json").stdout)
    assert (answer["lower"], answer["upper"], answer["identified"]) == (32, 32, True)


@pytest.mark.parametrize(("answer", "text"), [
    ({"lower": None}, "no value: nobody can be in the group"),
    ({"lower": None, "draws": 5}, "no value in any of 5 draws: too few are in the group, or they do not differ"),
    ({"lower": 1.5, "upper": None, "inner": False, "identified": False, "sharp": True}, "1.5 to no limit"),
    ({"lower": 1, "upper": 2, "inner": False, "identified": False, "sharp": False}, "1 to 2 (outer)"),
    ({"lower": 1, "upper": 2, "inner": True, "draws": 9, "undefined": 4},
     "1 to 2 (inner range over 9 draws; no value in 4 of them)")])
def test_a_range_says_what_it_is_not(answer, text):
    assert evidence._range_text(answer) == text


def test_a_moved_verdict_is_status_1_with_the_claim_and_none_is_status_0(monkeypatch):
    real = module.verify_study("payakumbuh-2019")
    monkeypatch.setattr(module, "verify_study", lambda study: real)
    kept = run(evidence.verify, "--json")
    assert kept.exit_code == 0
    assert json.loads(kept.stdout)["study"] == "payakumbuh-2019"
    first = next(one for one in real.judged if one.verdict == "consistent")
    claim = replace(first.claim, verdict="contradicted")
    report = replace(real, judged=[replace(first, claim=claim)])
    monkeypatch.setattr(module, "verify_study", lambda study: report)
    moved = run(evidence.verify, "--json")
    assert moved.exit_code == 1
    assert moved.stderr == f"verdicts that moved: {claim.id}: contradicted is now consistent\n"
    assert json.loads(moved.stdout)["claims"]


@pytest.mark.parametrize("arguments", [["--draw", "3"], ["--draws", "0"], ["--seed", "-1"]])
def test_an_option_that_cannot_be_is_status_2(arguments):
    assert run(evidence.bounds, "sex=female", *arguments).exit_code == 2


def test_a_study_or_a_file_that_is_not_there_is_named():
    assert isinstance(run(evidence.bounds, "sex=female", "--study", "nowhere").exception, StudyError)
    missing = run(evidence.verify, "--claims", "none.csv")
    assert isinstance(missing.exception, REPORTED)
    assert "none.csv" in str(missing.exception)
