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

import pytest
from tests.conftest import ROOT
from tests.ppks_study.sweep.conftest import FEW, directly, districts_of, first

from ppks_study.sweep import cluster, task
from ppks_study.sweep import sweep as sweeping
from ppks_study.sweep.sweep import run_sweep


def contents(folder):
    """Return every file below a folder by its path."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


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
        outcomes = run_sweep(districts_of(project), out, workers=2, languages=("en",), sections=FEW)
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
            outcomes = run_sweep(districts_of(project, *more), out, languages=("en",), sections=FEW)
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
    district = next(one for one in districts_of(project) if one.name == name)
    path = sweeping._place(out, district)
    assert sweeping._kept(path, f"{district.key} {task.library()} {' '.join(task.SECTIONS)}") is not None
