"""No edit is missed, whatever was edited; and what says nothing new makes nothing."""

import ast
import os
import random
import shutil

import pytest
from tests.support.edits import seeded
from tests.support.projects import STUDY, contents, made, ppks, put

from paperbuild import source_code as code
from paperbuild.pipeline import Build
from ppks_study.errors import REPORTED
from ppks_study.study import Study

FOLDERS = ("data", "figures", "instrument", "notebooks", "results", "studies")


def stale(project):
    """Return the steps that a build would make; an error's text where it would refuse."""
    try:
        return Build(Study.load(project / "studies" / f"{STUDY}.toml")).stale()
    except REPORTED as error:
        return str(error)


@pytest.fixture
def restored(built):
    """Return a function that puts a built project back as it was."""
    before = contents(built, *FOLDERS) | {"requirements.lock": (built / "requirements.lock").read_bytes()}

    def restore():
        for name in set(contents(built, *FOLDERS)) - set(before):
            (built / name).unlink()
        for name, content in before.items():
            if not (built / name).is_file() or (built / name).read_bytes() != content:
                (built / name).write_bytes(content)
    return restore


def test_none_of_a_hundred_and_more_edits_is_missed(built, restored):
    assert stale(built) == []
    missed = []
    for number, (edit, rng) in enumerate(seeded(130)):
        edit(built, rng)
        if not stale(built):
            missed.append((number, edit.__name__))
        restored()
        assert stale(built) == [], edit.__name__
    assert missed == []


def test_an_edit_that_was_noticed_is_made_good_by_a_build(built, restored):
    before = contents(built, "figures", "results", "data/processed")
    for edit, rng in seeded(13)[5:12]:
        edit(built, rng)
    ppks(built, "paper", "--dry-run")
    assert made(ppks(built, "paper"))
    assert contents(built, "figures", "results", "data/processed") == before


def test_a_dry_run_says_what_is_stale_and_makes_nothing(built):
    run = ppks(built, "paper", "--dry-run")
    assert (run.returncode, run.stdout) == (0, "nothing is stale\n")
    put(built, "profile", value=2)
    before = contents(built, "figures", "results")
    run = ppks(built, "paper", "--dry-run")
    assert (run.returncode, run.stdout) == (1, "stale: profile.id, profile.en\n")
    assert contents(built, "figures", "results") == before


def test_another_time_of_a_file_or_another_order_of_writing_makes_nothing_stale(built):
    for path in sorted(built.rglob("*")):
        if path.is_file():
            os.utime(path, (1, 1))
    notebook = built / "notebooks" / "profile.ipynb"
    content = notebook.read_bytes()
    notebook.write_bytes(b"{}")
    notebook.write_bytes(content)
    assert stale(built) == []


@pytest.fixture
def ours(built, tmp_path, monkeypatch):
    """Let a build be of a copy of the library, which may be edited; return that."""
    copied = tmp_path / "library"
    shutil.copytree(code.LIBRARY, copied, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(code, "LIBRARY", copied)
    return copied


def _reached(project):
    """Return the files of the library that some step reaches."""
    build = Build(Study.load(project / "studies" / f"{STUDY}.toml"))
    build._look()
    found = {name for step in build._wanted() for name in build._code.closure(step.entries)}
    return sorted(name.removeprefix("ppks_study").lstrip(".").replace(".", "/") for name in found)


def _edited(path, rng):
    """Change one constant, name or operator of a module; return whether there was one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.body[0].value) for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)}
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.Compare) and id(node) not in docs
             and getattr(node, "value", 0) is not ...]
    if not found:
        return False
    node = rng.choice(found)
    if isinstance(node, ast.Constant):
        node.value = not node.value if isinstance(node.value, bool | None) else node.value * 2 or 1
    else:
        node.ops[0] = ast.NotEq() if isinstance(node.ops[0], ast.Eq) else ast.Eq()
    path.write_text(ast.unparse(tree), encoding="utf-8")
    return True


def test_an_edit_of_code_is_noticed_where_a_step_reaches_it_and_only_there(built, ours):
    reached = [ours / f"{name}.py" for name in _reached(built) if (ours / f"{name}.py").is_file()]
    assert len(reached) > 100
    for number in range(40):
        rng = random.Random(number)
        path = rng.choice(reached)
        before = path.read_bytes()
        if _edited(path, rng):
            assert stale(built), path
        path.write_bytes(before)
    for path in set(ours.rglob("*.py")) - set(reached) - {ours / "__init__.py"}:
        if path.stem != "__init__":
            path.write_text(f"{path.read_text(encoding='utf-8')}\nanother = 1\n", encoding="utf-8")
    assert stale(built) == []


def test_comments_docstrings_and_layout_of_code_make_nothing_stale(built, ours):
    for path in ours.rglob("*.py"):
        path.write_text(ast.unparse(_without_docstrings(path)) + "\n# the end\n", encoding="utf-8")
    assert stale(built) == []


def _without_docstrings(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.Module) and ast.get_docstring(node) is not None:
            node.body[0].value.value = "Another docstring."
    return tree


def test_a_template_counts_where_its_package_does(built, ours):
    for name in ("output/figures/ppks.mplstyle", "words/profile.toml", "build/templates/ppks/index.html.j2"):
        path = ours / name
        before = path.read_bytes()
        path.write_bytes(before + b"\n")
        assert stale(built), name
        path.write_bytes(before)
    assert stale(built) == []
