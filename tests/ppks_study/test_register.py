"""A register is scored whole or not at all, in the same bytes however its rows are grouped."""

import csv
import json
import os
import signal
import subprocess
import sys

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.conftest import ROOT
from tests.support.registers import FORM, ITEMS, STUDY, put, register, replaced

from paperbuild import atomic_file as whole_module
from paperbuild.atomic_file import whole
from paperbuild.errors import OutputError
from ppks_study import register as module
from ppks_study.register import Keep, score_register
from ppks_study.scoring import score
from surveyintake import parquet as batches
from surveyintake.errors import InputError


def scored(path, tmp_path, **options):
    return score_register(path, FORM, STUDY, tmp_path / "scores.parquet", **options)


def bad(table, name, row, value):
    values = table[name].to_pylist()
    values[row] = value
    return replaced(table, name, pa.array(values))


def test_the_file_has_the_other_columns_and_the_scores_of_the_small_function(tmp_path):
    table = register(300)
    report = scored(put(table, tmp_path / "r.parquet"), tmp_path)
    found = pd.read_parquet(tmp_path / "scores.parquet", dtype_backend="numpy_nullable")
    expected = score(table.to_pandas(), FORM, STUDY).drop(columns=ITEMS)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False, check_exact=True)
    assert report["rows"] == 300
    assert report["scored"]["skill"] == expected["skill_percent"].notna().sum()
    assert not report["refused"]["list"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["r.parquet", "scores.parquet"]


def test_the_bytes_depend_on_the_values_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "ROWS", 16)
    monkeypatch.setattr(module, "ROWS", 16)
    table, found = register(101), []
    coded = table.cast(pa.schema([pa.field(field.name, pa.dictionary(pa.int32(), pa.string())) for field in
                                  table.schema]))
    for kind, size in ((table, 5), (table, 16), (table, 37), (table, 1000), (coded, 50)):
        scored(put(kind, tmp_path / "r.parquet", row_group_size=size), tmp_path)
        found.append((tmp_path / "scores.parquet").read_bytes())
    before = pa.cpu_count()
    pa.set_cpu_count(1)
    scored(put(table, tmp_path / "r.parquet", use_dictionary=False, compression="none"), tmp_path)
    pa.set_cpu_count(before)
    assert {*found, (tmp_path / "scores.parquet").read_bytes()} == {found[0]}


def test_row_groups_have_the_same_rows_however_many_come_at_a_time(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "ROWS", 4)
    with (tmp_path / "a.parquet").open("wb") as file, module.Groups(file, {}) as writer:
        for start, end in ((0, 3), (3, 5), (5, 18), (18, 19)):
            writer.add({"a": pa.array(range(start, end))})
    told = pq.ParquetFile(tmp_path / "a.parquet")
    assert [told.metadata.row_group(place).num_rows for place in range(told.num_row_groups)] == [4, 4, 4, 4, 3]
    assert told.read()["a"].to_pylist() == list(range(19))


def test_refused_cells_are_counted_listed_and_told_with_the_choice_that_is_nearest(tmp_path):
    table = bad(bad(bad(register(50, missing=0), "education", 3, "SMA"), ITEMS[0], 7, "9"), ITEMS[0], 9, "9")
    report = scored(put(table, tmp_path / "r.parquet"), tmp_path)["refused"]
    assert report["cells"] == 3
    assert report["columns"][0] == {"column": ITEMS[0], "cells": 2, "values": [{"value": "9", "cells": 2}]}
    with (tmp_path / report["list"]).open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    assert [(cell["row"], cell["column"], cell["value"], cell["suggestion"]) for cell in listed] == [
        ("5", "education", "SMA", "slta"), ("9", ITEMS[0], "9", ""), ("11", ITEMS[0], "9", "")]
    scored(put(register(50, missing=0), tmp_path / "r.parquet"), tmp_path)
    assert not (tmp_path / "scores.refused.csv").exists()


def test_a_code_that_stands_twice_is_told_by_its_rows_and_not_by_its_value(tmp_path):
    table = bad(register(40), "respondent", 30, "R000004")
    report = scored(put(table, tmp_path / "r.parquet", row_group_size=11), tmp_path)
    assert report["refused"]["duplicates"] == 1
    assert report["refused"]["first"] == [{"row": 32, "column": "respondent", "value": "•••",
                                           "rule": "duplicate_code", "suggestion": "6"}]
    assert pq.read_metadata(tmp_path / "scores.parquet").num_rows == 40


def test_what_tells_who_somebody_is_stays_out_and_is_never_shown(tmp_path):
    table = register(30).append_column("nik", [[f"13760145088500{place:02d}" for place in range(30)]])
    path = put(bad(table, ITEMS[0], 0, "1376014508850001"), tmp_path / "r.parquet")
    report = scored(path, tmp_path)
    assert report["left_out"] == ["nik"]
    assert "nik" not in pq.read_schema(tmp_path / "scores.parquet").names
    assert "1376" not in json.dumps(report) + (tmp_path / "scores.refused.csv").read_text(encoding="utf-8")
    scored(path, tmp_path, keep=Keep(items=True, identifiers=True))
    assert {"nik", *ITEMS} <= set(pq.read_schema(tmp_path / "scores.parquet").names)


def test_old_scores_in_the_register_are_replaced(tmp_path):
    table = register(5).append_column("skill_percent", [[1.0] * 5])
    scored(put(table, tmp_path / "r.parquet"), tmp_path)
    found = pq.read_table(tmp_path / "scores.parquet")
    assert found.column_names.count("skill_percent") == 1
    assert 1.0 not in found["skill_percent"].to_pylist()


def test_columns_of_other_names_are_those_that_the_study_maps(tmp_path):
    table = register(20)
    path = put(table.rename_columns({ITEMS[0]: "q/1"}), tmp_path / "r.parquet")
    scored(path, tmp_path, columns={"q/1": ITEMS[0]})
    mapped = (tmp_path / "scores.parquet").read_bytes()
    scored(put(table, tmp_path / "r.parquet"), tmp_path)
    assert (tmp_path / "scores.parquet").read_bytes() == mapped


def damaged(path):
    content = bytearray(put(register(4000), path).read_bytes())
    content[len(content) // 2:len(content) // 2 + 3000] = bytes(3000)
    path.write_bytes(content)


UNUSABLE = {
    "nothing": lambda path: path.write_bytes(b""), "no Parquet": lambda path: path.write_text("a,b\n1,2\n"),
    "a folder": lambda path: path.mkdir(), "absent": lambda path: None, "damaged": damaged,
    "cut off": lambda path: path.write_bytes(put(register(9), path).read_bytes()[:-20]),
    "no rows": lambda path: put(register(0), path),
    "no column": lambda path: put(register(3).drop_columns([ITEMS[3]]), path),
    "a column twice": lambda path: put(register(3).append_column("district", [["x"] * 3]), path),
    "true and false": lambda path: put(replaced(register(2), ITEMS[0], pa.array([True, False])), path),
}


@pytest.mark.parametrize("how", UNUSABLE)
def test_an_unusable_register_is_refused_and_leaves_the_scores_that_were_there(tmp_path, how):
    (tmp_path / "scores.parquet").write_text("before")
    UNUSABLE[how](tmp_path / "r.parquet")
    with pytest.raises(InputError) as error:
        scored(tmp_path / "r.parquet", tmp_path)
    assert error.value.where
    assert error.value.expected
    assert (tmp_path / "scores.parquet").read_text() == "before"
    assert {path.name for path in tmp_path.iterdir()} <= {"r.parquet", "scores.parquet"}


def test_scores_go_neither_over_the_register_nor_among_the_raw_data_nor_nowhere(tmp_path):
    path = put(register(3), tmp_path / "r.parquet")
    for out in (path, ROOT / "data" / "raw" / "s.parquet", tmp_path, tmp_path / "no" / "s.parquet"):
        with pytest.raises(OutputError):
            score_register(path, FORM, STUDY, out)
    assert pq.read_metadata(path).num_rows == 3


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_ends_the_writing_leaves_nothing_behind(tmp_path, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(module.Refused, "add_twice", fails)
    with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
        scored(put(register(3), tmp_path / "r.parquet"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
def test_a_full_disk_is_told(tmp_path, monkeypatch):
    def full(number, mode):
        os.dup2(os.open("/dev/full", os.O_WRONLY), number)
        return real(number, mode)

    real = os.fdopen
    monkeypatch.setattr(whole_module.os, "fdopen", full)
    with pytest.raises(OutputError, match="No space left"):
        scored(put(register(2000), tmp_path / "r.parquet"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["r.parquet"]


CODE = """
import sys, time
from pathlib import Path
from paperbuild.atomic_file import ended_by_signals, whole
with ended_by_signals(), whole(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("begun", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("kind", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_killed_writer_leaves_the_old_file_and_what_it_wrote_goes_with_the_next(tmp_path, kind):
    path = tmp_path / "scores.parquet"
    path.write_text("old")
    with subprocess.Popen([sys.executable, "-c", CODE, str(path)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL) as run:
        run.stdout.readline()
        with whole(path) as file:  # what is still being written is left alone
            file.write(b"other")
        assert len(list(tmp_path.iterdir())) == 2
        run.send_signal(kind)
        run.wait(timeout=30)
    assert path.read_text() == "other"
    if kind != signal.SIGKILL:
        assert [found.name for found in tmp_path.iterdir()] == ["scores.parquet"]
    with whole(path) as file:
        file.write(b"new")
    assert [found.name for found in tmp_path.iterdir()] == ["scores.parquet"]
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o666 & ~whole_module._umask()


def ppks(*arguments):
    return subprocess.run([sys.executable, "-m", "ppks_study", "score", *map(str, arguments)], cwd=ROOT, text=True,
                          capture_output=True, check=False, timeout=60)


def test_the_command_has_status_0_1_or_2_and_needs_no_pandas(tmp_path):
    good = put(register(30), tmp_path / "r.parquet")
    wrong = put(bad(register(30), ITEMS[0], 2, "budi"), tmp_path / "w.parquet")
    out = tmp_path / "s.parquet"
    run = ppks(good, "--instrument", "instrument", "--out", out)
    assert (run.returncode, run.stderr) == (0, "")
    assert "30 baris" in run.stdout
    run = ppks(wrong, "--out", out, "--lang", "en", "--json")
    assert run.returncode == 1
    assert json.loads(run.stdout)["refused"]["cells"] == 1
    run = ppks(tmp_path / "none.parquet", "--out", out)
    assert (run.returncode, run.stdout) == (2, "")
    assert len(run.stderr.splitlines()) <= 5


def test_scoring_imports_no_pandas(tmp_path):
    put(bad(register(9).replace_schema_metadata(None), ITEMS[0], 2, "x"), tmp_path / "r.parquet")
    code = ("import sys; from ppks_study.commands.registers import score; "
            "score(sys.argv[1:], standalone_mode=False)")
    run = subprocess.run([sys.executable, "-c", f"try:\n {code}\nexcept SystemExit:\n print('pandas' in sys.modules)",
                          "r.parquet", "--out", "s.parquet", "--study", str(STUDY.path)], cwd=tmp_path, text=True,
                         capture_output=True, check=True)
    assert run.stdout.splitlines()[-1] == "False"


def test_progress_is_told_in_plain_lines_where_there_is_no_terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(module, "_SECONDS", -1.0)
    scored(put(register(10), tmp_path / "r.parquet"), tmp_path)
    assert capsys.readouterr().err == "10 of 10 rows\n"
