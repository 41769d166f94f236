"""Questions to a study's claims, and nothing but the answer on standard output."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from tests.conftest import ROOT

import ppks_study as ppks
from claimcheck.errors import ClaimError
from ppks_study.published import codebook
from surveyintake.instrument import Instrument


def output(*arguments):
    """Run `ppks` with its output buffered, as in a pipe; return what it prints."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    env["PYTHONPATH"] = str(ROOT / "src")
    run = subprocess.run([sys.executable, "-m", "ppks_study", *arguments], cwd=ROOT, env=env, check=False,
                         capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("arguments", [
    ("bounds", "mean(income) education=s1"), ("bounds", "median(income)", "--draws", "2"),
    ("verify", "payakumbuh-2019")])
def test_nothing_but_json_reaches_the_output(arguments):
    assert isinstance(json.loads(output(*arguments, "--json")), dict)


def test_a_question_and_a_reconstruction_take_a_study_by_name(study):
    assert ppks.bounds("sex=female", study.name)["lower"] == 32
    assert len(ppks.reconstruct(study.name, lang="en")) == 45


def test_a_study_without_claims_has_no_bounds():
    with pytest.raises(ClaimError, match="no claims"):
        ppks.bounds("sex=female", "simulasi-2026")


def test_the_codebook_has_the_questions_without_consent(study):
    form = Instrument.load(study.data.instrument, study.data.choices)
    book = codebook(form)
    assert list(book.questions) == [v.name for v in form.variables.values() if v.role != "consent"]
    assert list(book.scales) == list(form.dimensions)
    assert book.column("income") == "income_idr_per_month"
    assert len(book.unfilled) == 2


def test_the_codebook_takes_income_and_its_parts_from_the_study(study):
    form = Instrument.load(study.data.instrument, study.data.choices)
    incentive = replace(study.incentive, parts=("stipend", "allowance"), total="pay")
    remainder, = codebook(form, incentive).remainders
    assert (remainder.total, remainder.parts) == ("pay", ("stipend", "allowance"))
