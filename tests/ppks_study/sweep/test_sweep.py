"""A sweep: the same results however it runs, nothing lost with a worker, nothing run twice."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from functools import cache

import pytest
from benchmarks.districts import districts as simulated_districts
from click.testing import CliRunner
from tests.conftest import ROOT

from ppks_study.commands.district_sweep import sweep
from ppks_study.errors import REPORTED
from ppks_study.sweep import cluster, task
from ppks_study.sweep import sweep as sweeping
from ppks_study.sweep.districts import districts
from ppks_study.sweep.sweep import run_sweep

#: Two sections, the quickest, suffice for what does not depend on the section.
FEW = ("qualification", "interviews")


def contents(folder):
    """Return every file below a folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def found(project, *more):
    return districts([str(project / "studies/*.toml"), *more])


def first(project):
    """Return the district called district-001."""
    return next(one for one in found(project) if one.name == "district-001")


@cache
def directly(name, project):
    """Return a district's result as computed here, without Dask, once."""
    district = next(one for one in found(project) if one.name == name)
    return task.run_district(replace(district, study=None), task.library(), FEW)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two tiny districts, in a folder with a space; nothing is withheld, which would take most of the time."""
    root = tmp_path_factory.mktemp("sweep") / "two districts"
    for path in simulated_districts(root, 2, rows=20):
        text = path.read_text(encoding="utf-8").replace("fewest = 3 ", "fewest = 1 ")
        path.write_text(text[:text.index("[incentive.scenario.")], encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def swept(project):
    """The folder of a sweep in which one of two workers was killed in the middle, and its outcomes."""
    out = project / "out"
    killed = []

    def kill_one(client):
        time.sleep(3)
        pids = client.run(os.getpid)
        killed.append(next(iter(pids.values())))
        os.kill(killed[0], signal.SIGKILL)

    with pytest.MonkeyPatch.context() as patch:
        real = cluster.connected

        @contextmanager
        def watched(*arguments):
            with real(*arguments) as client:
                threading.Thread(target=kill_one, args=(client,), daemon=True).start()
                yield client

        patch.setattr(sweeping, "connected", watched)
        outcomes = run_sweep(found(project), out, workers=2, languages=("en",), sections=FEW)
    assert killed
    return out, outcomes


def kept(out, name):
    return json.loads((out / "districts" / f"{name}.json").read_bytes())["content"]


def test_killing_a_worker_in_the_middle_changes_nothing_and_loses_nothing(project, swept):
    out, outcomes = swept
    assert [outcome.as_dict()["status"] for outcome in outcomes] == ["done", "done"]
    for outcome in outcomes:
        name = outcome.district.name
        assert kept(out, name) == json.loads(json.dumps(directly(name, project)))


def test_no_partial_file_and_nothing_elsewhere_is_left(swept, project):
    assert [path for path in swept[0].rglob("*") if ".part" in path.name] == []
    assert {path.name for path in project.iterdir()} == {"out", "studies", "instrument", "data"}


@pytest.fixture
def again(swept, project, tmp_path):
    """A copy of the sweep, and what runs it again without any worker: which districts it asks for."""
    out = tmp_path / "out"
    shutil.copytree(swept[0], out)

    def run(*more):
        asked = []

        def here(stale, results, made_by, folder, *_):
            for district in stale:
                asked.append(district.name)
                results[district.name] = directly(district.name, project)
                sweeping._write_json(sweeping._place(folder, district), results[district.name],
                                     f"{district.key} {made_by}")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sweeping, "_run", here)
            outcomes = run_sweep(found(project, *more), out, languages=("en",), sections=FEW)
        return asked, outcomes
    return out, run


def test_a_second_sweep_runs_nothing_and_touches_no_file(again):
    out, run = again
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert run()[0] == []
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_what_is_missing_or_edited_is_run_again_and_gives_the_same_bytes(again):
    out, run = again
    before = contents(out)
    (out / "districts/district-002.json").unlink()
    edited = out / "districts/district-001.json"
    edited.write_text(edited.read_text().replace('"respondents": 20', '"respondents": 21'))
    (out / "tables/districts.en.csv").write_text("edited")
    asked, _ = run()
    assert sorted(asked) == ["district-001", "district-002"]
    assert contents(out) == before


def test_an_edited_table_is_written_again_though_no_district_is_run(again):
    out, run = again
    before = contents(out)
    (out / "tables/districts.en.csv").write_text("edited")
    assert run()[0] == []
    assert contents(out) == before


def test_changed_answers_make_that_district_stale(project):
    before, second = first(project), found(project)[0]
    changed = replace(before, files=(*before.files[:-1], (before.files[-1][0], b"other")))
    assert len({before.key, second.key, changed.key}) == 3
    assert before.key == first(project).key


def test_a_file_given_twice_or_in_another_order_changes_nothing(project):
    names = [str(project / f"studies/district-00{number}.toml") for number in (2, 1, 2)]
    assert [one.name for one in districts(names)] == ["district-002", "district-001"]


def test_the_files_have_relative_paths_with_the_answers_and_no_key(project):
    keys = project / "data/keys"
    keys.mkdir()
    (keys / "district-001.key").write_text("secret")
    paths = [path for path, _ in first(project).files]
    assert "data/raw/district-001/answers.xlsx" in paths
    assert not any(path.startswith(("/", "..")) or path.endswith(".key") for path in paths)
    shutil.rmtree(keys)


def test_answers_leave_the_disk_once_they_are_read(project, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(task, "_section", lambda survey, name: seen.extend(
        path.name for path in tmp_path.rglob("*") if path.is_file()) or {})
    task.run_district(first(project), task.library(), FEW)
    assert set(seen) == {"district-001.toml"}
    assert list(tmp_path.iterdir()) == []


def test_another_version_of_the_code_on_a_worker_is_an_error_of_the_district(project):
    result = task.run_district(first(project), "another")
    assert "another version" in result["error"]["what"]


def test_an_error_of_one_section_leaves_the_others(project, monkeypatch):
    real = task._section

    def failing(survey, name):
        if name == "interviews":
            raise ZeroDivisionError("Siti")
        return real(survey, name)

    monkeypatch.setattr(task, "_section", failing)
    district = first(project)
    outcome = sweeping.Outcome(district, task.run_district(district, task.library(), FEW))
    described = outcome.as_dict()
    assert (described["status"], described["sections"]) == ("partly", ["qualification"])
    assert described["errors"][0]["section"] == "interviews"
    assert "Siti" not in str(described)


def faulty(project):
    """Return study files with an error each, by what must be said of it."""
    good = (project / "studies/district-001.toml").read_text(encoding="utf-8")
    changed = {"not valid TOML": "[study", "no folder can be called": good.replace('"district-001"', '"../x"', 1),
               "outside the project": good.replace('"data/raw/district-001/', '"/data/raw/district-001/'),
               "another study": good, "no file of answers": good.replace("district-001/answers", "nobody/answers")}
    files = []
    for place, text in enumerate(changed.values()):
        path = project / f"studies/bad-{place}.toml"
        own = text if place == 3 else text.replace('name = "district-001"', f'name = "bad-{place}"')
        path.write_text(own, encoding="utf-8")
        files.append(path)
    return dict(zip(changed, files, strict=True))


def test_each_faulty_district_has_its_error_and_the_others_go_on(project, again):
    out, run = again
    files = faulty(project)
    try:
        asked, outcomes = run("nowhere")
    finally:
        for path in files.values():
            path.unlink()
    said = " ".join(outcome.errors[""]["what"] for outcome in outcomes if outcome.errors)
    assert [text for text in (*files, "no study 'nowhere'") if text not in said] == []
    assert asked == []
    statuses = [outcome.as_dict()["status"] for outcome in outcomes]
    assert statuses.count("done") == 1  # the first shares its name with another file
    assert (out / "tables/districts.en.csv").read_text(encoding="utf-8").count("failed") == 7
    assert "What to do" in (out / "index.en.html").read_text(encoding="utf-8")


def test_broken_answers_are_an_error_in_words_that_quotes_nothing(project):
    district = first(project)
    broken = replace(district, files=tuple(
        (path, b"Siti" if path.endswith("xlsx") else content) for path, content in district.files))
    error = task.run_district(broken, task.library())["error"]
    assert error["what"]
    assert "Siti" not in str(error)


def test_an_error_of_one_district_is_exit_status_1_with_a_list(project, monkeypatch):
    monkeypatch.chdir(project)
    found = CliRunner().invoke(sweep, ["nowhere", "--out", "none"])
    assert found.exit_code == 1
    assert "0 of 1 districts done" in found.stdout
    assert "no study 'nowhere'" in found.stderr


@pytest.mark.parametrize("given", [[], ["nothing/*.toml"]])
def test_no_district_at_all_is_said(given):
    with pytest.raises(REPORTED, match="no study files"):
        districts(given)


def test_without_the_extra_the_error_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(REPORTED, match=r"pip install -e '\.\[cluster\]'"), cluster.connected(None, 1):
        pass


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(REPORTED, match="no scheduler answers"), cluster.connected("tcp://127.0.0.1:9", None):
        pass


def test_what_a_killed_sweep_left_is_removed_by_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"ppks-sweep-{process}-x").mkdir()
    (tmp_path / "another").mkdir()
    cluster.remove_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {f"ppks-sweep-{os.getpid()}-x", "another"}


def is_left(group):
    """Whether a process of a group is there still, some seconds after its leader has ended."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def test_ended_by_a_signal_a_sweep_leaves_no_process_and_goes_on_where_it_was(project, tmp_path):
    out = tmp_path / "out"
    told = [sys.executable, "-m", "ppks_study", "sweep", "studies/district-001.toml", "studies/district-002.toml",
            "--workers", "1", "--out", str(out)]
    room = tmp_path / "room"
    room.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(room)}
    run = subprocess.Popen(told, cwd=project, env=env, stderr=subprocess.PIPE, text=True, start_new_session=True)
    timer = threading.Timer(240, run.kill)
    timer.start()
    first = next(line for line in run.stderr if line.startswith("made "))
    run.terminate()
    rest = run.stderr.read()
    assert run.wait(30) == 128 + signal.SIGTERM
    timer.cancel()
    assert "Traceback" not in rest
    assert "WARNING" not in rest
    assert list(room.iterdir()) == []
    assert not is_left(run.pid)
    name = first.split()[1]
    district = next(one for one in found(project) if one.name == name)
    path = sweeping._place(out, district)
    assert sweeping._kept(path, f"{district.key} {task.library()} {' '.join(task.SECTIONS)}") is not None
