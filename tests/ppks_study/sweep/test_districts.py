"""The districts of a sweep: their order, their files, and what makes one stale."""

import shutil
from dataclasses import replace

import pytest
from tests.ppks_study.sweep.conftest import districts_of, first

from ppks_study.errors import REPORTED
from ppks_study.sweep.districts import districts


def test_changed_answers_make_that_district_stale(project):
    before, second = first(project), districts_of(project)[0]
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


@pytest.mark.parametrize("given", [[], ["nothing/*.toml"]])
def test_no_district_at_all_is_said(given):
    with pytest.raises(REPORTED, match="no study files"):
        districts(given)
