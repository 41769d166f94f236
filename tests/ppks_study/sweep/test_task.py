"""What a worker does with one district: answers leave the disk, and no error quotes them."""

from dataclasses import replace

from tests.ppks_study.sweep.conftest import FEW, first

from ppks_study.sweep import task


def test_answers_leave_the_disk_once_they_are_read(project, monkeypatch, tmp_path):
    seen = []
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(task, "_section", lambda survey, name: seen.extend(
        path.name for path in tmp_path.rglob("*") if path.is_file()) or {})
    task.run_district(first(project), task.library(), FEW)
    assert set(seen) == {"district-001.toml"}
    assert list(tmp_path.iterdir()) == []


def test_another_version_of_the_code_on_a_worker_is_an_error_of_the_district(project):
    result = task.run_district(first(project), "another")
    assert "another version" in result["error"]["what"]


def test_broken_answers_are_an_error_in_words_that_quotes_nothing(project):
    district = first(project)
    broken = replace(district, files=tuple(
        (path, b"Siti" if path.endswith("xlsx") else content) for path, content in district.files))
    error = task.run_district(broken, task.library())["error"]
    assert error["what"]
    assert "Siti" not in str(error)


def test_the_lines_of_an_error_are_its_parts_with_their_labels():
    error = {"what": "broken", "where": "a.csv", "fix": "mend it"}
    assert task.error_lines(error) == ["broken", "Where: a.csv", "What to do: mend it"]
