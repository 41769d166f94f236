"""`ppks score`: its status, its report, and JSON alone on standard output."""

import json

import pyarrow as pa
import pytest
from click.testing import CliRunner
from tests.support.registers import put, register, replaced

from ppks_study.commands.registers import score
from ppks_study.errors import REPORTED


def run(*arguments):
    return CliRunner().invoke(score, [str(one) for one in arguments])


@pytest.fixture
def clean(tmp_path):
    return put(register(20), tmp_path / "clean.parquet")


@pytest.fixture
def faulty(tmp_path):
    """A register with one cell that is no choice."""
    table = register(20)
    return put(replaced(table, "education", pa.array(["nonsense", *table["education"].to_pylist()[1:]])),
               tmp_path / "faulty.parquet")


def test_a_register_without_faults_has_status_0_and_a_file_of_scores(clean, tmp_path):
    shown = run(clean, "--out", tmp_path / "scores.parquet", "--lang", "en")
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith("clean.parquet: 20 rows")
    assert (tmp_path / "scores.parquet").is_file()


def test_a_refused_cell_has_status_1_and_is_told_with_its_row(faulty, tmp_path):
    shown = run(faulty, "--out", tmp_path / "scores.parquet", "--lang", "en")
    assert shown.exit_code == 1
    assert "nonsense" in shown.stdout
    assert "scores.refused.csv" in shown.stdout


def test_json_stands_alone_on_standard_output(faulty, tmp_path):
    shown = run(faulty, "--out", tmp_path / "scores.parquet", "--json")
    report = json.loads(shown.stdout)
    assert (shown.exit_code, shown.stderr) == (1, "")
    assert (report["rows"], report["refused"]["cells"]) == (20, 1)


def test_an_unknown_option_or_no_file_of_scores_is_status_2(clean, tmp_path):
    assert run(clean, "--out", tmp_path / "s.parquet", "--fast").exit_code == 2
    assert run(clean).exit_code == 2


def test_a_register_that_is_not_there_is_named(tmp_path):
    shown = run(tmp_path / "none.parquet", "--out", tmp_path / "s.parquet")
    assert isinstance(shown.exception, REPORTED)
    assert "none.parquet" in str(shown.exception)
