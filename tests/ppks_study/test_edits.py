"""No edit is missed, whatever was edited; and what says nothing new makes nothing."""

import json
import os
import random
import shutil
import sys

import pytest
from tests.support.edits import seeded
from tests.support.projects import STUDY, contents, made, ppks, put

from paperbuild import digests
from ppks_study.errors import REPORTED
from ppks_study.steps import build
from ppks_study.study import PACKAGES, Study

FOLDERS = ("data", "figures", "instrument", "notebooks", "results", "studies")


def stale(project):
    """Return the steps that a build would make; an error's text where it would refuse."""
    try:
        return build(Study.load(project / "studies" / f"{STUDY}.toml")).stale()
    except REPORTED as error:
        return str(error)


@pytest.fixture
def restored(built):
    """Return a function that puts a built project back as it was."""
    before = contents(built, *FOLDERS) | {"requirements.lock": (built / "requirements.lock").read_bytes()}

    def restore():
        for name in set(contents(built, *FOLDERS)) - set(before):
            (built / name).unlink()
        for name, content in before.items():
            if not (built / name).is_file() or (built / name).read_bytes() != content:
                (built / name).write_bytes(content)
    return restore


def test_none_of_a_hundred_and_more_edits_is_missed(built, restored):
    assert stale(built) == []
    missed = []
    for number, (edit, rng) in enumerate(seeded(130)):
        edit(built, rng)
        if not stale(built):
            missed.append((number, edit.__name__))
        restored()
        assert stale(built) == [], edit.__name__
    assert missed == []


def test_an_edit_that_was_noticed_is_made_good_by_a_build(built, restored):
    before = contents(built, "figures", "results", "data/processed")
    for edit, rng in seeded(13)[5:12]:
        edit(built, rng)
    ppks(built, "paper", "--dry-run")
    assert made(ppks(built, "paper"))
    assert contents(built, "figures", "results", "data/processed") == before


def test_a_dry_run_says_what_is_stale_and_makes_nothing(built):
    run = ppks(built, "paper", "--dry-run")
    assert (run.returncode, run.stdout) == (0, "nothing is stale\n")
    put(built, "profile", value=2)
    before = contents(built, "figures", "results")
    run = ppks(built, "paper", "--dry-run")
    assert (run.returncode, run.stdout) == (1, "stale: profile.id, profile.en\n")
    assert contents(built, "figures", "results") == before


def test_another_time_of_a_file_or_another_order_of_writing_makes_nothing_stale(built):
    for path in sorted(built.rglob("*")):
        if path.is_file():
            os.utime(path, (1, 1))
    notebook = built / "notebooks" / "profile.ipynb"
    content = notebook.read_bytes()
    notebook.write_bytes(b"{}")
    notebook.write_bytes(content)
    assert stale(built) == []


@pytest.fixture
def ours(built, tmp_path, monkeypatch):
    """Let a build be of a copy of the packages, which may be edited; return its folder."""
    copied = [tmp_path / "library" / folder.name for folder in digests.folders(PACKAGES)]
    for folder, own in zip(digests.folders(PACKAGES), copied, strict=True):
        shutil.copytree(folder, own, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(digests, "folders", lambda packages: copied)
    return tmp_path / "library"


def test_an_edit_of_any_file_of_the_packages_makes_every_step_stale(built, ours):
    every = [step.name for step in build(Study.load(built / "studies" / f"{STUDY}.toml")).steps]
    paths = sorted(path for path in ours.rglob("*") if path.is_file() and path.stat().st_size)
    assert {path.relative_to(ours).parts[0] for path in paths} == set(PACKAGES)
    for path in random.Random(1).sample(paths, 40):
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert stale(built) == every, path
        path.write_bytes(before)
    assert stale(built) == []


def test_an_edit_of_an_input_makes_exactly_those_stale_that_read_it(built, restored):
    sections = ["profile.id", "incentive.id", "profile.en", "incentive.en"]
    for name, readers in (("notebooks/profile.ipynb", ["profile.id", "profile.en"]),
                          (f"data/raw/{STUDY}/programmes.csv", ["data", *sections])):
        path = built / name
        if path.suffix == ".ipynb":
            put(built, "profile", value=2)
        else:
            path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        assert stale(built) == readers
        restored()


def test_a_notebook_saved_with_its_outputs_is_current(built):
    path = built / "notebooks" / "profile.ipynb"
    saved = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(saved["cells"], 1):
        cell |= {"execution_count": number, "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1"]}]}
    path.write_text(json.dumps(saved), encoding="utf-8")
    assert stale(built) == []


def test_a_clone_with_other_line_ends_is_current(built):
    for path in [*built.glob("instrument/*.csv"), *built.glob(f"data/raw/{STUDY}/*.csv"), *built.glob("studies/*"),
                 *built.glob("notebooks/*.ipynb"), built / "requirements.lock"]:
        path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert stale(built) == []


def test_another_version_of_a_locked_package_makes_every_step_stale(built, tmp_path):
    (tmp_path / "other" / "pandas-0.1.dist-info").mkdir(parents=True)
    every = [step.name for step in build(Study.load(built / "studies" / f"{STUDY}.toml")).steps]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(tmp_path / "other"), *sys.path])
        assert stale(built) == every
    assert stale(built) == []
