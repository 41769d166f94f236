"""Only what is stale is made; outputs come whole or not at all; a failure is one screen and leaves nothing behind."""

import json
import signal
import subprocess
import time

import pytest
from tests.support.projects import FLOOR, PARAMETERS, STUDY, command, contents, made, ppks, put


def test_only_what_an_edit_reaches_is_made_again(built):
    before = contents(built, "figures", "results")
    assert made(ppks(built, "paper")) == set()
    put(built, "profile", value=2)
    assert made(ppks(built, "paper")) == {"profile.id", "profile.en", "numbers", "index"}
    figure = built / "figures" / STUDY / "id" / "profile-one.svg"
    figure.write_text("by hand")
    (built / "results" / STUDY / "en" / "incentive.html").unlink()
    put(built, "profile")
    assert made(ppks(built, "paper")) == {"profile.id", "profile.en", "incentive.en", "numbers", "index"}
    assert contents(built, "figures", "results") == before


def test_a_parameter_reaches_the_notebooks_that_take_it_and_is_taken_back_without_it(built):
    assert made(ppks(built, "paper", "-p", "floor_idr=5", "--lang", "en")) == {"incentive.en", "numbers", "index"}
    assert made(ppks(built, "paper", "-p", "floor_idr=5", "--lang", "en")) == set()
    executed = (built / "results" / STUDY / "en" / "incentive.ipynb").read_text(encoding="utf-8")
    assert "floor_idr = 5" in executed
    assert (built / "results" / STUDY / "id" / "incentive.html").is_file()
    assert "incentive.en" in made(ppks(built, "paper"))


def test_an_unknown_parameter_is_refused_before_anything_is_made(project):
    run = ppks(project, "paper", "-p", "flor_idr=1")
    assert run.returncode == 2
    assert "did you mean floor_idr" in run.stderr
    assert not (project / "results").exists()


def test_a_failing_cell_is_one_screen_and_the_last_results_stay(built):
    before = contents(built, "figures")
    put(built, "incentive", "total = 0\nratio = 1 / total", parameters=PARAMETERS + FLOOR)
    run = ppks(built, "paper", "-p", "floor_idr=5")
    assert run.returncode == 2
    assert len(run.stderr.splitlines()) <= 15
    for said in ("ZeroDivisionError", "incentive.ipynb, code cell 3, line 2: ratio = 1 / total", "floor_idr = 5"):
        assert said in run.stderr
    assert "Traceback" not in run.stderr
    assert contents(built, "figures") == before
    assert not list((built / ".build" / "steps").glob("*"))


def test_languages_that_disagree_on_a_number_are_refused(built):
    put(built, "profile", value='(1 if lang == "id" else 2)')
    run = ppks(built, "paper")
    assert run.returncode == 2
    assert "'profile.a.count' disagree" in run.stderr


def test_a_section_that_is_gone_takes_its_results_with_it(built):
    (built / "notebooks" / "incentive.ipynb").unlink()
    assert made(ppks(built, "paper")) == {"numbers", "index"}
    left = contents(built, "figures", "results")
    assert not [path for path in left if "incentive" in path]
    assert "incentive" not in left[f"results/{STUDY}/index.html"].decode()
    assert list(json.loads(left[f"results/{STUDY}/numbers.json"])) == ["profile.a.count"]


def slow(built):
    """Start a build that will take a while; return its process once a kernel runs, and the file that tells its id."""
    told = built / "kernel"
    cell = f"import os, pathlib, time\npathlib.Path({str(told)!r}).write_text(str(os.getpid()))\ntime.sleep(120)"
    put(built, "profile", cell)
    arguments, options = command(built, "paper", "--lang", "id")
    process = subprocess.Popen(arguments, **options)
    until(lambda: told.is_file() and told.read_text(), 60)
    return process, int(told.read_text())


def until(holds, seconds):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_running(pid):
    """Whether a process runs (one that has ended and waits to be reaped does not)."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["ended", "killed"])
def test_no_kernel_outlives_its_build_and_the_last_results_stay(built, how):
    page = built / "results" / STUDY / "id" / "profile.ipynb"
    before = page.read_bytes()
    process, kernel = slow(built)
    process.send_signal(how)
    process.communicate(timeout=30)
    until(lambda: not is_running(kernel), 15)
    assert page.read_bytes() == before
    put(built, "profile")
    assert made(ppks(built, "paper")) == set()


def test_a_second_build_in_a_folder_says_so(built):
    process, _ = slow(built)
    run = ppks(built, "paper")
    process.terminate()
    process.communicate(timeout=30)
    assert run.returncode == 2
    assert "another build is running" in run.stderr
