"""Killed, interrupted, short of disk, or hanging: the next build ends with the same bytes, and nothing is left."""

import errno
import json
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.support.projects import FLOOR, PARAMETERS, command, contents, made, ppks, put

from paperbuild import workers as worker
from paperbuild.errors import BuildError
from ppks_study import step_outputs as making
from ppks_study.steps import build
from ppks_study.study import Study

#: How often a build is killed; thirty times by hand: ``PPKS_KILLS=30``.
KILLS = int(os.environ.get("PPKS_KILLS", "5"))
FOLDERS = ("data", "figures", "results")
#: What a build may leave in its own folder: what it need not work out again.
KEPT = {"computed", "matplotlib"}


def working_in(project):
    """Return the processes whose working folder is a project."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if Path(os.readlink(folder / "cwd")).is_relative_to(project) and "State:\tZ" not in (
                    folder / "status").read_text():
                found.append((folder.name, (folder / "cmdline").read_bytes().replace(b"\0", b" ")[:200]))
        except OSError:
            continue
    return found


def none_works_in(project, seconds=15):
    """Wait until no process works in a project."""
    end = time.monotonic() + seconds
    while working_in(project):
        assert time.monotonic() < end, working_in(project)
        time.sleep(0.05)


def started(project, *arguments):
    told, options = command(project, "paper", *arguments)
    return subprocess.Popen(told, **options, start_new_session=True)


def rebuilt(project):
    """Make everything stale but the data."""
    for name, options in (("profile", {}), ("incentive", {"parameters": PARAMETERS + FLOOR})):
        put(project, name, f"# {random.random()}", **options)


def test_a_build_killed_at_any_moment_is_completed_by_the_next_with_the_same_bytes(built):
    before, rng = contents(built, *FOLDERS), random.Random(1)
    for _ in range(KILLS):
        rebuilt(built)
        process = started(built)
        time.sleep(rng.uniform(0.1, 6))
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        none_works_in(built)
    put(built, "profile")
    put(built, "incentive", parameters=PARAMETERS + FLOOR)
    assert ppks(built, "paper").returncode == 0
    assert contents(built, *FOLDERS) == before
    assert {path.name for path in (built / ".build").iterdir()} <= KEPT
    assert not list(built.rglob("*.part"))
    assert not working_in(built)


@pytest.mark.parametrize("cold", [False, True], ids=["warm", "cold"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["interrupted", "killed alone"])
def test_nothing_outlives_a_build_that_is_stopped(built, how, cold):
    put(built, "profile", "import time\ntime.sleep(120)")
    process = started(built, "--lang", "id", *(["--cold"] if cold else []))
    kernel = built / ".build" / "steps" / "profile.id" / "ipython"
    end = time.monotonic() + 60
    while not kernel.is_dir() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(1.5)
    if how == signal.SIGINT:
        os.killpg(process.pid, how)
    else:
        process.send_signal(how)
    output, errors = process.communicate(timeout=30)
    none_works_in(built)
    assert "Traceback" not in output + errors


def test_a_cell_that_hangs_is_told_with_its_line(built):
    put(built, "incentive", "import time\nwaited = 1\ntime.sleep(99)", parameters=PARAMETERS + FLOOR)
    run = ppks(built, "paper", "--cell-seconds", "2", "--lang", "id", "-p", "floor_idr=5")
    assert run.returncode == 2
    for said in ("a cell did not end within 2 seconds", "notebooks/incentive.ipynb, code cell 3", "time.sleep(99)",
                 "floor_idr = 5"):
        assert said in run.stderr
    assert len(run.stderr.splitlines()) <= 15
    none_works_in(built)


def test_a_dead_kernel_is_told_with_its_cell(built):
    put(built, "incentive", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", parameters=PARAMETERS + FLOOR)
    run = ppks(built, "paper", "--lang", "id")
    assert run.returncode == 2
    assert "the kernel did not finish" in run.stderr
    assert "code cell 3, that begins with: import os, signal" in run.stderr
    assert len(run.stderr.splitlines()) <= 15


def test_a_file_that_a_notebook_reads_undeclared_fails_the_build_by_its_name(built):
    (built / "notes.csv").write_text("a\n1\n")
    put(built, "profile", 'open("notes.csv").read()')
    before = contents(built, "figures", "results")
    run = ppks(built, "paper", "--lang", "id")
    assert run.returncode == 2
    assert "profile.id reads notes.csv, which is not declared" in run.stderr
    assert contents(built, "figures", "results") == before


def test_warm_and_cold_builds_are_the_same_bytes(built):
    before = contents(built, *FOLDERS)
    assert made(ppks(built, "paper", "--force", "--cold"))
    assert contents(built, *FOLDERS) == before


@pytest.mark.parametrize(("number", "said"), [
    (errno.ENOSPC, "the disk is full"), (errno.EROFS, "can only be read"), (errno.EACCES, "may not be read")])
def test_what_the_machine_lacks_is_told(built, monkeypatch, number, said):
    def lacking(*arguments):
        raise OSError(number, "", "/somewhere/results/a.svg")

    folder = built / ".build" / "steps" / "profile.id"
    folder.mkdir(parents=True)
    study = built / "studies" / "payakumbuh-2019.toml"
    job = {"name": "profile.id", "make": "ppks_study.step_outputs.make_section", "parameters": {}, "root": str(built),
           "context": {"study": str(study)}}
    (folder / "job.json").write_text(json.dumps(job))
    monkeypatch.setattr(making, "make_section", lacking)
    told = worker._made(folder)
    assert said in told["what"]
    assert told["where"] == "step profile.id, a.svg"


def test_a_project_that_cannot_be_written_is_told(built, monkeypatch):
    def refuse(*arguments, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(BuildError, match="cannot be written"):
        build(Study.load(built / "studies" / "payakumbuh-2019.toml")).run()


def test_a_build_with_nothing_to_do_imports_nothing_heavy(built):
    told, options = command(built, "paper")
    run = subprocess.run([told[0], "-X", "importtime", *told[1:]], **options, check=True)
    imported = {line.rpartition("|")[2].strip() for line in run.stderr.splitlines()}
    assert "nothing to do" in run.stdout
    assert not {"pandas", "numpy", "papermill", "matplotlib", "nbformat", "rich"} & imported
