"""A file appears whole or not at all."""

import os

import pytest

from paperbuild.atomic_file import whole
from paperbuild.errors import OutputError


def test_a_file_takes_its_place_when_the_block_ends(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with whole(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_an_error_leaves_what_was_there_and_nothing_else(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), whole(path) as file:
        file.write(b"new")
        raise ZeroDivisionError
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_what_a_killed_writer_left_is_removed_and_what_is_being_written_is_not(tmp_path):
    path = tmp_path / "a.csv"
    (tmp_path / ".a.csv.dead.part").write_text("half")
    with whole(path) as file:
        file.write(b"1")
        during = sorted(os.listdir(tmp_path))
        with whole(path) as other:
            other.write(b"2")
    assert [name for name in during if name.startswith(".a.csv.dead")] == []
    assert os.listdir(tmp_path) == ["a.csv"]
    assert path.read_text() == "1"


def test_a_folder_that_is_not_there_is_told_with_what_to_do(tmp_path):
    with pytest.raises(OutputError, match="cannot be written") as caught, whole(tmp_path / "no" / "a"):
        pass
    assert caught.value.fix
    assert isinstance(caught.value, ValueError)
