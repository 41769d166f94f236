"""The chain of a shown thing: in the page, in files, and as `origins/` notes it; no clock, no line, no commit."""

import json

import pytest

from paperbuild.definitions import Library
from paperbuild.origins import Origin, Project, Source, Words, code_cells, inputs, outside

CELLS = [{"cell_type": "markdown", "source": "# title"},
         {"cell_type": "code", "id": "a", "source": ["study = 1\n", "lang = 'en'"],
          "metadata": {"tags": ["parameters"]}},
         {"cell_type": "code", "id": "b", "source": "page.table('age'); page.say('age')"},
         {"cell_type": "code", "id": "c", "source": "no python ("}]


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.delenv("PPKS_INPUTS", raising=False)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "people.ipynb").write_text(json.dumps({"cells": CELLS}))
    (tmp_path / "data.csv").write_text("a")
    return Project("here", tmp_path, ("en",), "survey", Library(tmp_path, ("house",)),
                   files=(tmp_path / "data.csv", tmp_path / "none.csv"), ask="tool why {}")


def test_cells_tell_what_they_show_and_which_parameters_they_set(project):
    cells = code_cells(project.root / "notebooks" / "people.ipynb")
    assert [cell["shows"] for cell in cells] == [[], [("table", "age"), ("say", "age")], []]
    assert [(cell["number"], cell["parameters"]) for cell in cells] == [(1, ["study", "lang"]), (2, []), (3, [])]
    assert code_cells(project.root / "data.csv") == code_cells(project.root / "none.ipynb") == []


def test_inputs_are_the_files_or_what_the_build_tells(project, tmp_path, monkeypatch):
    notebook = tmp_path / "notebooks" / "people.ipynb"
    assert list(inputs(project, notebook)) == ["data.csv", "notebooks/people.ipynb"]
    told = tmp_path / "told.json"
    told.write_text(json.dumps({"library": "1", "packages": "2", "requirements.lock": "3", "data.csv": "4"}))
    monkeypatch.setenv("PPKS_INPUTS", str(told))
    assert inputs(project, notebook) == {"data.csv": "4"}


def test_a_chain_names_function_cell_files_and_the_command_that_tells_more(project):
    source = Source.of(project, "people", "en")
    origin = Origin(source, "table", "age", "age", bases=("imposed",))
    [content] = [content for name, content in source.inputs.items() if name == "data.csv"]
    assert origin.stamp == ("notebook notebooks/people.ipynb#b", "respondents survey", "ask tool why people-age",
                            f"inputs sha256:{source.seal}", f"data.csv sha256:{content}",
                            f"notebooks/people.ipynb sha256:{source.inputs['notebooks/people.ipynb']}")
    html = origin.around("<table>")
    assert html.startswith('<div id="table-people-age" class="ppks-shown"><table><details')
    assert "tool why people-age --lang en" in html
    assert Words("en").of("basis", "imposed") in html
    assert origin.as_dict()["cell"] == "b"


def test_what_no_notebook_shows_names_the_function_that_makes_it(project):
    assert outside(project, "list-items", "house.make", "house.draw")[:4] == (
        "function house.make", "plot house.draw", "respondents survey", "ask tool why list-items")
