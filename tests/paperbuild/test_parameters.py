"""Parameters are refused before a kernel starts."""

import json

import pytest

from paperbuild.errors import ParameterError
from paperbuild.parameters import Parameter, given, parameters

KNOWN = [{"study": Parameter("study", '"payakumbuh-2019"', "str", "Study"),
          "floor_idr": Parameter("floor_idr", "None", "int", "Wage floor"),
          "share": Parameter("share", "0.8", "float", "Share"), "all": Parameter("all", "True", "bool", "All")},
         {"title": Parameter("title", '""', "str", "Title")}]


def test_a_text_becomes_a_value_of_the_parameters_type():
    told = ["floor_idr=2289228", "share=0.75", "all=false", "title=a = b"]
    assert given(told, KNOWN) == {"floor_idr": 2289228, "share": 0.75, "all": False, "title": "a = b"}


def test_none_is_the_study_files_value_where_the_default_is_none():
    assert given(["floor_idr=None"], KNOWN) == {"floor_idr": None}
    with pytest.raises(ParameterError):
        given(["share=None"], KNOWN)


@pytest.mark.parametrize("pair", ["floor_idr=010", "floor_idr=2.5", "floor_idr=1e6", "floor_idr=Rp 1", "floor_idr=",
                                  "share=nan", "share=1e999", "share=0,8", "all=yes"])
def test_a_value_of_another_type_is_refused(pair):
    with pytest.raises(ParameterError, match="is not of type"):
        given([pair], KNOWN)


def test_an_unknown_name_is_refused_with_the_nearest_one():
    with pytest.raises(ParameterError, match="did you mean floor_idr"):
        given(["flor_idr=1"], KNOWN)


@pytest.mark.parametrize(("pairs", "said"), [(["study=x"], "set by the build"), (["floor_idr"], "has no value"),
                                             (["title=a", "title=b"], "given twice")])
def test_what_the_build_sets_has_no_value_or_comes_twice_is_refused(pairs, said):
    with pytest.raises(ParameterError, match=said):
        given(pairs, KNOWN)


def test_parameters_are_read_from_the_tagged_cell_only(tmp_path):
    notebook = tmp_path / "a.ipynb"
    cells = [{"cell_type": "code", "metadata": {}, "source": ["no = 1  # type: int  Not one\n"]},
             {"cell_type": "code", "metadata": {"tags": ["parameters"]},
              "source": ["floor_idr = None  # type: int  Wage floor = rupiah\n", "x = 1\n"]}]
    notebook.write_text(json.dumps({"cells": cells}))
    assert parameters(notebook) == {"floor_idr": Parameter("floor_idr", "None", "int", "Wage floor = rupiah")}


@pytest.mark.parametrize("content", ["", "[]", "{}", "not json"])
def test_a_file_that_is_no_notebook_is_named(tmp_path, content):
    (tmp_path / "broken.ipynb").write_text(content)
    with pytest.raises(ParameterError, match=r"broken\.ipynb"):
        parameters(tmp_path / "broken.ipynb")
