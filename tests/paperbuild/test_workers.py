"""A step sees fixed surroundings, and says what its machine lacks."""

import errno
import json
import os

import pytest

from paperbuild import workers
from paperbuild.errors import OutputError
from paperbuild.workers import FIXED, LACKING


@pytest.fixture
def job(tmp_path, monkeypatch):
    """Write the job of a step that calls a function of this module; return what makes it."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "step"
    folder.mkdir()

    def made(function):
        monkeypatch.setattr(workers.pkgutil, "resolve_name", lambda name: function)
        told = {"name": "one", "make": "x:y", "parameters": {"a": 1}, "root": str(tmp_path), "context": {}}
        (folder / "job.json").write_text(json.dumps(told))
        return workers._made(folder)
    return made


def test_a_step_is_made_in_the_projects_folder_with_its_parameters(job, tmp_path):
    seen = []
    assert job(lambda job: seen.append((os.getcwd(), dict(job.parameters)))) == {}
    assert seen == [(str(tmp_path), {"a": 1})]


def test_an_error_that_a_user_can_mend_comes_back_in_its_parts(job):
    def fail(_):
        raise OutputError("no key", where="here", expected="a key", fix="add it")

    assert job(fail) == {"what": "no key", "where": "here", "expected": "a key", "fix": "add it"}


@pytest.mark.parametrize("number", sorted(LACKING))
def test_what_the_machine_lacks_is_told_with_what_to_do(job, number):
    def fail(_):
        raise OSError(number, "x", "/somewhere/results.csv")

    told = job(fail)
    assert (told["what"], told["fix"]) == LACKING[number]
    assert told["where"] == "step one, results.csv"


def test_another_error_is_a_fault_and_raised(job):
    with pytest.raises(FileNotFoundError):
        job(lambda job: (job.root / "nowhere").read_text())
    assert errno.ENOENT not in LACKING


def test_surroundings_are_the_same_on_every_machine(tmp_path, monkeypatch):
    monkeypatch.setenv("LANG", "tr_TR")
    monkeypatch.setenv("SECRET", "x")
    found = workers._environment(tmp_path / ".build", tmp_path / "step", {"PPKS_X": "1"})
    assert FIXED.items() <= found.items()
    assert "SECRET" not in found
    assert found["HOME"] == str(tmp_path / "step")
    assert found["PPKS_X"] == "1"
