"""A sweep: the same bytes however it runs, nothing lost with a worker, nothing run twice, one bad district apart."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from functools import cache

import pytest
from benchmarks.districts import districts as simulated_districts
from click.testing import CliRunner

from ppks_study.commands.district_sweep import sweep
from ppks_study.errors import REPORTED
from ppks_study.study import Study
from ppks_study.sweep import cluster as clusters
from ppks_study.sweep import task
from ppks_study.sweep.bundle import pack
from ppks_study.sweep.districts import districts
from ppks_study.sweep.store import Store, key_of, library
from ppks_study.sweep.sweep import Sweep

#: Two sections, the quickest, suffice for what does not depend on the section.
FEW = ("qualification", "interviews")


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file()}


@cache
def directly(bundle, name):
    """Return a section's result as computed here, without Dask, once."""
    return task.section(task.prepare(bundle, library()), name)


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
    """The folder of a sweep in which one of two workers was killed in the middle, and what it said."""
    out, said = project / "out", []

    def kill(workers):
        def told(job, error):
            said.append((job, error))
            if len(said) == 1:
                pids = workers.client.run(os.getpid)
                os.kill(next(iter(pids.values())), signal.SIGKILL)
        return told

    with pytest.MonkeyPatch.context() as patch:
        real = clusters.cluster
        run = Sweep(districts([str(project / "studies/*.toml")]), out, workers=2, sections=FEW)

        class Watched:
            def __init__(self, *arguments):
                self.context = real(*arguments)

            def __enter__(self):
                workers = self.context.__enter__()
                run.tell = kill(workers)
                return workers

            def __exit__(self, *error):
                return self.context.__exit__(*error)

        patch.setattr("ppks_study.sweep.sweep.cluster", Watched)
        outcomes = run.run()
    return out, said, outcomes


def test_killing_a_worker_in_the_middle_changes_no_byte_and_loses_nothing(project, swept):
    out, said, outcomes = swept
    assert [error for _, error in said] == [None] * 4
    assert [outcome.status for outcome in outcomes] == ["done"] * 2
    store = Store(out)
    for district in districts([str(project / "studies/*.toml")]):
        for name in FEW:
            assert store.path(district.name, name).read_bytes() == directly(district.bundle, name)
            assert store.is_current(district.name, name, key_of(district.bundle, name))


def test_no_partial_file_and_nothing_elsewhere_is_left(swept, project):
    out, _, _ = swept
    assert [path for path in out.rglob("*") if ".part" in path.name] == []
    assert {path.name for path in project.iterdir()} == {"out", "studies", "instrument", "data"}


@pytest.fixture
def again(swept, project, tmp_path):
    """A copy of the sweep, and what runs it again without any worker: which jobs it asks for."""
    out = tmp_path / "out"
    shutil.copytree(swept[0], out)

    def run(given=None, **options):
        asked = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sweep, "_ask", lambda self, jobs, errors: asked.extend(
                job for _, of in jobs for job in of) or [
                self.store.keep(job.district, job.section, job.key, directly(bundle, job.section))
                for bundle, of in jobs for job in of])
            found = Sweep(districts(given or [str(project / "studies/*.toml")]), out, sections=FEW, **options).run()
        return [(job.district, job.section) for job in asked], found
    return out, run


def test_a_second_sweep_runs_nothing_and_touches_no_file(again):
    out, run = again
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert run()[0] == []
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_what_is_missing_or_edited_is_run_again_alone_and_gives_the_same_bytes(again):
    out, run = again
    before = contents(out)
    (out / "districts/district-002/interviews.json").unlink()
    with (out / "districts/district-001/qualification.json").open("a") as file:
        file.write(" ")
    (out / "tables/districts.en.csv").write_text("edited")
    asked, _ = run()
    assert sorted(asked) == [("district-001", "qualification"), ("district-002", "interviews")]
    assert contents(out) == before


def test_changed_answers_make_all_sections_of_that_district_stale(project):
    study = Study.load(project / "studies/district-001.toml")
    first = pack(study)
    second = replace(first, files=(*first.files[:-1], (first.files[-1][0], b"other")))
    assert key_of(first, "profile") != key_of(second, "profile")
    assert key_of(first, "profile") != key_of(first, "incentive")
    assert key_of(first, "profile") == key_of(pack(study), "profile")


def test_an_order_or_a_file_given_twice_changes_nothing(again, project):
    _, run = again
    names = [str(project / f"studies/district-00{n}.toml") for n in (2, 1, 2)]
    asked, found = run(names)
    assert asked == []
    assert [outcome.district.name for outcome in found] == ["district-002", "district-001"]


def test_the_bundle_holds_relative_paths_the_answers_and_no_key(project):
    keys = project / "data/keys"
    keys.mkdir()
    (keys / "district-001.key").write_text("secret")
    bundle = pack(Study.load(project / "studies/district-001.toml"))
    paths = [path for path, _ in bundle.files]
    assert "data/raw/district-001/answers.xlsx" in paths
    assert not any(path.startswith(("/", "..")) or path.endswith(".key") for path in paths)
    (keys / "district-001.key").unlink()
    keys.rmdir()


def test_answers_leave_the_disk_once_they_are_read(project):
    task.release_all()
    bundle = pack(Study.load(project / "studies/district-001.toml"))
    task.prepare(bundle, library())
    folder = next(iter(task._LOADED.values())).folder
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["district-001.toml"]
    task.release_all()
    assert not folder.exists()


def test_another_version_of_the_code_on_a_worker_is_an_error_of_the_district(project):
    bundle = pack(Study.load(project / "studies/district-001.toml"))
    result = json.loads(task.section(task.prepare(bundle, "another"), "profile"))
    assert "another version" in result["error"]["what"]


def faulty(project, tmp_path):
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


def test_each_faulty_district_is_told_apart_and_the_others_go_on(project, tmp_path, again):
    out, run = again
    files = faulty(project, tmp_path)
    try:
        asked, found = run([str(project / "studies/*.toml"), "nowhere"])
    finally:
        for path in files.values():
            path.unlink()
    told = " ".join(outcome.errors[""]["what"] for outcome in found if outcome.errors)
    assert [text for text in (*files, "no study 'nowhere'") if text not in told] == []
    assert asked == []
    assert [outcome.status for outcome in found].count("done") == 1  # the first shares its name with another file
    table = (out / "tables/districts.en.csv").read_text(encoding="utf-8")
    assert table.count("failed") == 7
    assert "What to do" in (out / "index.html").read_text(encoding="utf-8")


def test_broken_answers_are_an_error_in_words_that_quotes_nothing(project):
    bundle = pack(Study.load(project / "studies/district-001.toml"))
    broken = replace(bundle, files=tuple((path, b"Siti" if path.endswith("xlsx") else content)
                                         for path, content in bundle.files))
    error = json.loads(directly(broken, "profile"))["error"]
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
    with pytest.raises(REPORTED, match=r"pip install -e '\.\[cluster\]'"), clusters.cluster(None, 1):
        pass


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch):
    monkeypatch.setattr(clusters, "SECONDS_TO_CONNECT", 1)
    with pytest.raises(REPORTED, match="no scheduler answers"), clusters.cluster("tcp://127.0.0.1:9", None):
        pass


def test_what_a_killed_sweep_left_is_removed_by_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    ended = subprocess.Popen(["true"])
    ended.wait()
    for process in (ended.pid, os.getpid()):
        (tmp_path / f"ppks-sweep-{process}-x").mkdir()
    (tmp_path / "another").mkdir()
    clusters.clear()
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
    timer = threading.Timer(60, run.kill)
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
    _, name, section, *_ = first.split()
    bundle = pack(Study.load(project / f"studies/{name}.toml"))
    assert Store(out).is_current(name, section, key_of(bundle, section))
