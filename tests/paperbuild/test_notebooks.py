"""An executed notebook holds nothing of the run, and its page asks the network for nothing."""

import re
import sys
from pathlib import Path

import nbformat
import pytest

from paperbuild.errors import NotebookError
from paperbuild.notebooks import Words, normalised, refuse_addresses, rehearse, to_html

ROOT = Path("/somewhere/project")
WORDS = Words("id", "Insentif · Survei", "Kode", "Daftar isi", "../index.html#id", (("en", "English", "../en/a.html"),))


def executed(output="<p>shown</p>", kind="text/html"):
    """Return a notebook as papermill leaves it."""
    shown = nbformat.v4.new_output("display_data", {kind: output})
    cell = nbformat.v4.new_code_cell("show(1)", outputs=[shown], execution_count=1)
    cell.metadata.update(papermill={"duration": 0.1}, execution={"iopub.status.busy": "now"}, tags=["kept"])
    stream = nbformat.v4.new_output("stream", text=f"{ROOT}/src/a.py:1: a warning\n")
    other = nbformat.v4.new_code_cell("warn()", outputs=[stream], execution_count=2)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Judul"), cell, other])
    notebook.metadata.update(papermill={"input_path": f"{ROOT}/a.ipynb"}, language_info={"version": sys.version})
    return notebook


def test_two_runs_of_a_notebook_are_the_same_bytes():
    one, two = (nbformat.writes(normalised(executed(), ROOT)) for _ in range(2))
    assert one == two
    assert "papermill" not in one
    assert "iopub" not in one
    assert '"kept"' in one


def test_the_folders_of_this_computer_are_left_out():
    written = nbformat.writes(normalised(executed(f"{sys.prefix}/lib"), ROOT))
    assert str(ROOT) not in written
    assert sys.prefix not in written
    assert "…/src/a.py:1: a warning" in written


def test_an_object_shown_by_its_address_is_refused():
    notebook = executed("<Axes at 0x7f3a2c1b0d90>", "text/plain")
    with pytest.raises(NotebookError, match="Axes at 0x"):
        refuse_addresses(notebook, "profile")
    refuse_addresses(executed(), "profile")


def test_a_page_folds_its_code_and_asks_the_network_for_nothing():
    page = to_html(normalised(executed(), ROOT), WORDS)
    assert '<html lang="id">' in page
    assert "<title>Insentif · " in page
    assert "<details class=\"code\"><summary>Kode</summary>" in page
    assert "show" in page
    assert "<p>shown</p>" in page
    assert "<script" not in page
    assert not re.findall(r"""(?:src|href)=["']?(?:https?:)?//|url\((?!data:)|@import""", page)
    assert '<a href="../en/a.html" hreflang="en" lang="en">English</a>' in page
    assert '<a href="../index.html#id">← Daftar isi</a>' in page


def test_a_page_is_the_same_whatever_was_made_before_it():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Judul & title")])
    fresh = to_html(notebook, WORDS)
    rehearse()
    assert to_html(notebook, WORDS) == fresh
    assert "Judul &amp; title" in fresh
