"""The command says what is wrong on one screen, and never shows a traceback."""

import subprocess
import sys

import pytest
from tests.conftest import ROOT, copy_project
from tests.support.projects import ppks

from ppks_study.__main__ import VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_help_with_an_example(verb):
    run = ppks(ROOT, verb, "--help")
    assert run.returncode == 0
    assert f"\n  ppks {verb} " in run.stdout


def test_the_command_alone_lists_the_verbs():
    run = ppks(ROOT)
    assert run.returncode == 0
    assert all(f"\n  {verb} " in run.stdout for verb in VERBS)


@pytest.mark.parametrize(("arguments", "said"), [
    (["paper", "payakumbuh-2018"], "did you mean payakumbuh-2019"), (["paper", "--lang", "de"], "id, en"),
    (["paper", "-p", "floor=1"], "did you mean"), (["pape"], "No such command"), (["bounds", "sexx=female"], "sex"),
])
def test_an_error_is_one_screen_with_status_2(arguments, said):
    run = ppks(ROOT, *arguments)
    assert run.returncode == 2
    assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.splitlines()) <= 15


def test_reconstruct_writes_the_same_bytes_each_time_and_only_when_needed(tmp_path):
    root = copy_project(tmp_path / "p")
    first, second = ppks(root, "reconstruct"), ppks(root, "reconstruct")
    assert "made" in first.stdout
    assert "is current" in second.stdout
    assert ppks(root, "reconstruct", "--to", "again.csv", PYTHONHASHSEED="3").returncode == 0
    made = root / "data" / "processed" / "payakumbuh-2019" / "reconstructed.csv"
    assert made.read_bytes() == (root / "again.csv").read_bytes()


def test_nothing_is_written_among_the_raw_data(tmp_path):
    root = copy_project(tmp_path / "p")
    run = ppks(root, "reconstruct", "--to", "data/raw/payakumbuh-2019/respondents.csv")
    assert run.returncode == 2
    assert "raw data" in run.stderr


def test_make_lists_its_targets():
    run = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {"paper", "test", "lab", "lint", "clean"} <= {line.split()[0] for line in run.stdout.splitlines()}


def test_no_recipe_of_make_is_longer_than_three_lines():
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    assert all(sum(line.startswith("\t") for line in recipe.splitlines()) <= 3 for recipe in recipes)


def test_an_unexpected_error_is_one_screen_too():
    code = ("import ppks_study.__main__ as m; m.cli = lambda **k: 1 / 0; m.main()")
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "ZeroDivisionError" in run.stderr
    assert "Traceback" not in run.stderr
