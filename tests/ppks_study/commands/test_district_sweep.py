"""`ppks sweep`: its status, its list of errors, and JSON alone on standard output."""

import json

import pytest
from click.testing import CliRunner

from ppks_study.commands.district_sweep import sweep
from ppks_study.errors import REPORTED


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the verb in an empty folder; no district there is a study, so no worker starts."""
    (tmp_path / "studies").mkdir()
    monkeypatch.chdir(tmp_path)
    return lambda *options: CliRunner().invoke(sweep, [*options, "--out", "none"])


def test_an_error_of_one_district_is_exit_status_1_with_a_list(run):
    shown = run("nowhere", "--lang", "en")
    assert shown.exit_code == 1
    assert "0 of 1 districts done; nothing to run; open none/index.id.html" in shown.stdout
    assert "nowhere: no study 'nowhere'\n  Where: studies/" in shown.stderr
    assert "\n  Expected: " in shown.stderr


def test_json_stands_alone_on_standard_output(run):
    shown = run("nowhere", "--lang", "en", "--json")
    assert shown.exit_code == 1
    district, = json.loads(shown.stdout)["districts"]
    assert (district["name"], district["status"], district["sections"]) == ("nowhere", "failed", [])
    assert shown.stderr == ""


@pytest.mark.parametrize("options", [["--workers", "0"], ["--fast"], ["--lang", "de"],
                                     ["--scheduler", "tcp://a:1", "--workers", "2"]])
def test_an_option_that_cannot_be_is_status_2_and_runs_nothing(run, options):
    shown = run("nowhere", *options)
    assert shown.exit_code == 2
    assert shown.stdout == ""


def test_without_any_district_the_error_says_what_to_name(run):
    assert isinstance(run().exception, REPORTED)
    assert "studies/*.toml" in str(run().exception)
