"""What a process reads is noted, and what nobody declared is told by its name."""

import json
import os
import subprocess
import sys

import pytest

from paperbuild.file_audit import NOTES, READERS, undeclared

WATCHED = "from paperbuild import file_audit; file_audit.start()\n"


def notes(tmp_path, code):
    """Run code in a process that is watched; return what it noted."""
    told = tmp_path / "notes"
    subprocess.run([sys.executable, "-P", "-c", WATCHED + code], cwd=tmp_path, check=True, timeout=60,
                   env={**os.environ, NOTES: str(told), READERS: "surveyintake.sandbox"})
    return told


@pytest.fixture
def folder(tmp_path):
    """Return a folder with two files, one of which is declared."""
    for name in ("declared.csv", "other.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
    return tmp_path


@pytest.mark.parametrize("code", [
    "open('other.csv').read()", "import pandas; pandas.read_csv('other.csv')", "import os; os.open('other.csv', 0)",
    "import pathlib; pathlib.Path('other.csv').read_bytes()", "open('other.csv', 'r+')", "open(b'other.csv')"],
    ids=["open", "pandas", "os", "pathlib", "to read and write", "bytes"])
def test_a_file_that_nobody_declared_is_told(folder, code):
    found = list(undeclared(notes(folder, code), [folder / "declared.csv"], []))
    assert found == [os.path.realpath(folder / "other.csv")]


@pytest.mark.parametrize("code", [
    "open('declared.csv').read()", "open('own.txt', 'w').write('a'); open('own.txt').read()",
    "import os; os.path.exists('other.csv')", "import os; os.listdir('.')", "import json, decimal, xml.dom",
    "open('/proc/stat').read()"],
    ids=["declared", "written by itself", "only looked for", "a folder that holds a declared file", "the interpreter",
         "the system"])
def test_what_is_declared_or_its_own_is_not_told(folder, code):
    assert list(undeclared(notes(folder, code), [folder / "declared.csv"], [])) == []


def test_a_folder_of_the_step_itself_may_be_read(folder):
    (folder / "own").mkdir()
    (folder / "own" / "a").write_text("1")
    told = notes(folder, "open('own/a')")
    assert list(undeclared(told, [], [folder / "own"])) == []
    assert list(undeclared(told, [folder / "own"], [])) == []
    assert len(list(undeclared(told, [], []))) == 1


def test_a_folder_that_holds_nothing_declared_may_not_be_listed(folder):
    (folder / "apart").mkdir()
    told = notes(folder, "import os; os.listdir('apart')")
    assert list(undeclared(told, [folder / "declared.csv"], [])) == [os.path.realpath(folder / "apart")]


def test_a_program_and_a_connection_are_told(folder):
    told = notes(folder, "import subprocess; subprocess.run(['true'])")
    assert list(undeclared(told, [], [])) == ["the program true"]
    told.unlink()
    told = notes(folder, "import socket\ntry: socket.create_connection(('127.0.0.1', 9), 0.2)\nexcept OSError: pass")
    assert list(undeclared(told, [], [])) == ["the network: 127.0.0.1"]


def test_a_reader_of_our_own_reads_its_file_and_nothing_else(folder):
    run = "import subprocess, sys; subprocess.run([sys.executable, '-m', {!r}, 'spss', 'other.csv'], stderr=-3)"
    told = notes(folder, run.format("surveyintake.sandbox"))
    assert list(undeclared(told, [folder / "other.csv"], [])) == []
    assert list(undeclared(told, [], [])) == [os.path.realpath(folder / "other.csv")]
    told.unlink()
    told = notes(folder, run.format("json.tool"))
    assert list(undeclared(told, [folder / "other.csv"], [])) == [f"the program {sys.executable}"]


def test_each_is_noted_once(folder):
    told = notes(folder, "for _ in range(9): open('other.csv')")
    assert [json.loads(line) for line in told.read_text().splitlines()] == [["read", str(folder / "other.csv")]]
