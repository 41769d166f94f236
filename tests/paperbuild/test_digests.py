"""What counts as an input, by content: cells of notebooks, texts, code as a whole, installed packages."""

import json
import sys

import pytest

from paperbuild.digests import MISSING, code_digest, folders, installed, packages_digest, source_digest, source_digests


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


def test_files_are_named_below_the_project_and_never_by_a_folder_outside(tmp_path):
    root = tmp_path / "project"
    root.mkdir()
    for path in (root / "in.csv", tmp_path / "out.csv"):
        path.write_text("x")
    assert set(source_digests(root, [root / "in.csv", tmp_path / "out.csv"])) == {"in.csv", "out.csv"}


def test_line_ends_of_a_text_do_not_count_but_every_byte_of_another_file_does(tmp_path):
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_bytes(b"a,b\n1,2\n")
    other.write_bytes(b"a,b\r\n1,2\r\n")
    assert source_digest(one) == source_digest(other)
    one.write_bytes(b"PK\0a\n")
    other.write_bytes(b"PK\0a\r\n")
    assert source_digest(one) != source_digest(other)
    assert source_digest(tmp_path / "none.csv") == MISSING


def notebook(path, source="a = 1", tags=("parameters",), **saved):
    """Write a notebook of one cell, with what JupyterLab saves beside its source."""
    cell = {"cell_type": "code", "id": "one", "source": [source], "metadata": {"tags": list(tags)},
            "outputs": [], "execution_count": None}
    path.write_text(json.dumps({"cells": [cell | saved], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    return source_digest(path)


def test_what_a_notebook_showed_when_it_was_saved_does_not_count(tmp_path):
    path = tmp_path / "a.ipynb"
    before = notebook(path)
    shown = {"output_type": "stream", "name": "stdout", "text": ["1"]}
    assert notebook(path, outputs=[shown], execution_count=7) == before
    content = json.loads(path.read_text())
    content["metadata"]["language_info"] = {"name": "python", "version": "3.13"}
    path.write_text(json.dumps(content, indent=2))
    assert source_digest(path) == before
    assert notebook(path, source="a = 2") != before
    assert notebook(path, tags=()) != before


def test_installed_versions_of_locked_packages_count(tmp_path, monkeypatch):
    lock = tmp_path / "requirements.lock"
    lock.write_text("pandas==3.0.0 \\\n    --hash=sha256:00\nnot_there==1.0 ; python_version < '3'\n")
    before = packages_digest(lock)
    assert installed(lock)["pandas"] == __import__("pandas").__version__
    assert installed(lock)["not_there"] == ""
    (tmp_path / "pandas-0.1.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    assert installed(lock)["pandas"] == "0.1"
    assert packages_digest(lock) != before
