"""The notebooks keep to their rules: parameters, load, compute, show, save; nothing else."""

import ast
import json

import pytest

from paperbuild.parameters import parameters
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORBIDDEN = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.Lambda, ast.ListComp, ast.BinOp)


def cells(path, kind):
    return [c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == kind]


def test_there_is_one_notebook_per_results_section():
    assert [p.stem for p in NOTEBOOKS] == ["competence", "incentive", "interviews", "profile", "qualification"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_is_committed_without_outputs_and_stays_small(path):
    code = cells(path, "code")
    assert all(not c["outputs"] and c["execution_count"] is None for c in code)
    assert sum(len([x for x in "".join(c["source"]).splitlines() if x.strip()]) for c in code) <= 80


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_nothing_is_defined_looped_or_pieced_together_in_a_notebook(path):
    for cell in cells(path, "code"):
        found = [n for n in ast.walk(ast.parse("".join(cell["source"]))) if isinstance(n, FORBIDDEN)]
        assert not found, f"{path.stem}: {ast.unparse(found[0])}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_parameter_has_a_default_a_type_and_a_help(path):
    first = cells(path, "code")[0]
    assert first["metadata"]["tags"] == ["parameters"]
    found = parameters(path)
    assert len(found) == len([line for line in "".join(first["source"]).splitlines() if "=" in line])
    assert {"study", "lang"} <= set(found)
    assert all(p.type and p.help for p in found.values())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_papermill_lists_every_parameter_with_its_help(path):
    from papermill.inspection import _infer_parameters
    from papermill.iorw import load_notebook_node

    shown = _infer_parameters(load_notebook_node(str(path)))
    assert [p.name for p in shown] == list(parameters(path))
    assert all(p.help for p in shown)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_figure_is_followed_by_a_sentence(path):
    code = ["".join(c["source"]) for c in cells(path, "code")]
    figures = [i for i, text in enumerate(code) if text.startswith("page.figure(")]
    assert len(figures) >= 3
    for i in figures:
        assert code[i + 1].startswith("page.say("), code[i]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_results_come_before_what_would_move_them_and_these_before_voices_and_limits(path):
    heads = ["".join(c["source"]) for c in cells(path, "markdown")]
    late = ("## Bila pilihan dibuat lain", "## Angka dan suara", "## Yang ditunjukkan dan yang tidak")
    found = [name for head in heads for name in late if head.startswith(name)]
    assert found == [name for name in late if name in found]
    assert [head for head in heads if head.startswith(late)] == heads[len(heads) - len(found):]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_ends_by_saving_its_tables_together(path):
    code = ["".join(c["source"]) for c in cells(path, "code")]
    assert [i for i, text in enumerate(code) if "together" in text] == [len(code) - 1]
    assert code[-1] == "page.together()"


def test_the_profile_begins_with_table_1():
    assert [c["source"] for c in cells(ROOT / "notebooks" / "profile.ipynb", "markdown")][1].startswith("## Tabel 1")
