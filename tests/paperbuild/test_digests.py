"""The code counts as a whole, by content."""

import sys

import pytest

from paperbuild.digests import code_digest, folders


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return the folder of a small package that can be imported."""
    folder = tmp_path / "smallpackage"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""A package."""\n')
    (folder / "words.toml").write_text("a = 1\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    return folder


def test_a_package_is_found_without_being_imported(package):
    assert folders(["smallpackage"]) == [package]
    assert "smallpackage" not in sys.modules


@pytest.mark.parametrize("name", ["__init__.py", "words.toml", "new.py"])
def test_an_edit_of_any_file_changes_the_digest(package, name):
    before = code_digest(["smallpackage"])
    path = package / name
    path.write_text((path.read_text() if path.exists() else "") + "b = 2\n")
    assert code_digest(["smallpackage"]) != before


def test_line_ends_caches_and_hidden_files_do_not_count(package):
    before = code_digest(["smallpackage"])
    (package / "words.toml").write_bytes(b"a = 1\r\n")
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "x.pyc").write_text("x")
    (package / ".hidden").write_text("x")
    assert code_digest(["smallpackage"]) == before


def test_a_file_of_another_name_changes_the_digest(package):
    before = code_digest(["smallpackage"])
    (package / "words.toml").rename(package / "terms.toml")
    assert code_digest(["smallpackage"]) != before
