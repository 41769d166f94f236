"""The command `ppks why`."""

import json
import subprocess
import sys

import pytest
from tests.support.projects import ppks
from tests.support.shelves import built


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """Return a project with results."""
    return built(tmp_path_factory.mktemp("why") / "a project")


def test_the_command_answers_in_both_languages_and_as_json(finished):
    said = {lang: ppks(finished, "why", "71,1%", "--lang", lang) for lang in ("id", "en")}
    assert all(run.returncode == 0 and "\x1b" not in run.stdout for run in said.values())
    assert "Yang diterima begitu saja" in said["id"].stdout
    assert "taken as given" in said["en"].stdout
    answer = json.loads(ppks(finished, "why", "71,1%", "--json").stdout)
    assert answer["answer"]["name"] == "profile.sex.female.share"
    none = ppks(finished, "why", "no.such.number", "--lang", "en")
    assert (none.returncode, none.stdout.splitlines()[0]) == (1, 'Nothing matches "no.such.number". Nearest:')


def test_an_answer_imports_nothing_heavy(finished):
    code = ("import sys, ppks_study.commands.provenance as t\n"
            "try: t.why(['71,1%'], standalone_mode=False)\nexcept SystemExit: pass\n"
            "heavy = ('pandas', 'numpy', 'papermill', 'scipy', 'matplotlib', 'nbformat')\n"
            "print([name for name in heavy if name in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], cwd=finished, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
