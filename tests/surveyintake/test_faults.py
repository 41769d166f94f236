"""A slice of the benchmark of faults: every kind, in files of every kind."""

import pytest
from benchmarks.faults.run import Result, compare, run
from benchmarks.faults.seeds import KINDS

SMALL = ("clinic", "farmers", "numeric", "school", "market")


@pytest.fixture(scope="module")
def result(tmp_path_factory) -> Result:
    return run(tmp_path_factory.mktemp("faults"), 180, 3, seed=3, names=SMALL)


def test_every_fault_is_found_once_at_its_cell(result):
    assert [note for note in result.notes if ": told: " not in note] == []
    assert sum(result.found.values()) == 180


def test_nothing_is_told_of_valid_answers(result):
    assert (result.alarms, result.broken) == (0, 0)


def test_every_kind_of_fault_was_seeded(result):
    assert set(KINDS) - set(result.seeded) == set()


def test_the_same_answers_are_the_same_table_in_every_kind_of_file(tmp_path):
    assert compare(tmp_path, seed=4, names=("numeric",)) == []
