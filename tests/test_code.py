"""Code counts by what it says, and by what reaches it."""

import ast

import pytest

from ppks_study.code import EVERYTHING, LIBRARY, Code, imported, library
from ppks_study.errors import BuildError

FILES = {
    "__init__.py": "",
    "a.py": '"""Does a."""\nfrom ppks_study.b import two\n\n\ndef one():\n    """Return 1."""\n    return 1  # one\n',
    "b.py": "def two():\n    from ppks_study.deep import three\n    return three.x + 1\n",
    "deep/__init__.py": "",
    "deep/three.py": "from . import four\nx = 3\n",
    "deep/four.py": "",
    "deep/words.toml": "a = 1\n",
    "alone.py": "import ppks_study as ppks\n\n\ndef all():\n    return ppks.offered\n",
    "home.py": "offered = 5\n",
    "words/more.toml": "b = 2\n",
}


@pytest.fixture
def folder(tmp_path):
    """Return a small library."""
    for name, content in FILES.items():
        path = tmp_path / "library" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "library"


def code(folder):
    return Code(folder, {"offered": "home"}, folder.parent / ".build" / "code.json")


def reached(folder, *entries, apart=()):
    return code(folder).reached([f"ppks_study.{name}" for name in entries], apart)


@pytest.mark.parametrize(("name", "content"), [
    ("a.py", '"""Does a still."""\nfrom ppks_study.b import two\n\ndef one():\n    # more\n    return (1)\n'),
    ("b.py", "# first\n" + FILES["b.py"].replace("three.x + 1", "three.x  +  1")),
    ("alone.py", "offered = 7\n"), ("home.py", "offered = 6\n"), ("deep/.hidden.py", "1"), ("new.py", "1")],
    ids=["docstrings and comments", "layout", "another module", "what only that takes", "a hidden file", "a new file"])
def test_what_a_step_does_not_reach_or_what_says_nothing_leaves_it_as_it_was(folder, name, content):
    before = reached(folder, "a")
    (folder / name).write_text(content)
    assert reached(folder, "a") == before


@pytest.mark.parametrize(("name", "content"), [
    ("a.py", FILES["a.py"].replace("return 1", "return 2")), ("b.py", FILES["b.py"].replace("+ 1", "- 1")),
    ("deep/three.py", "from . import four\nx = 4\n"), ("deep/four.py", "y = 1\n"), ("deep/__init__.py", "z = 1\n"),
    ("__init__.py", "top = 1\n"), ("deep/words.toml", "a = 2\n"), ("words/more.toml", "b = 3\n")],
    ids=["itself", "an import", "an import within a function", "a relative import", "a package", "the root", "data",
         "data of the root"])
def test_what_a_step_reaches_counts(folder, name, content):
    before = reached(folder, "a")
    (folder / name).write_text(content)
    assert reached(folder, "a") != before


def test_a_name_that_the_package_offers_leads_to_its_home(folder):
    before = reached(folder, "alone")
    (folder / "home.py").write_text("offered = 6\n")
    assert reached(folder, "alone") != before


def test_data_beside_a_module_that_is_not_reached_does_not_count(folder):
    before = reached(folder, "home")
    (folder / "deep" / "words.toml").write_text("a = 2\n")
    assert reached(folder, "home") == before


def test_what_is_left_out_takes_with_it_what_only_it_imports(folder):
    assert code(folder).closure(["ppks_study.a"], ["ppks_study.b"]) == {"ppks_study", "ppks_study.a"}
    assert reached(folder, "a", apart=["ppks_study.b"]) != reached(folder, "a")


def test_everything_is_everything(folder):
    assert code(folder).closure([EVERYTHING]) == set(code(folder).modules)


@pytest.mark.parametrize("kept", ["", "[]", '{"a": 1}', "\x00"])
def test_what_was_kept_and_spoilt_is_read_anew(folder, kept):
    before = reached(folder, "a")
    (folder.parent / ".build" / "code.json").write_text(kept)
    assert reached(folder, "a") == before


def test_a_module_that_is_no_python_is_told_by_its_name(folder):
    (folder / "b.py").write_text("def two(:\n")
    with pytest.raises(BuildError, match=r"b\.py"):
        code(folder)


def test_a_notebook_takes_what_it_imports_and_what_it_takes_of_the_package():
    tree = ast.parse("import ppks_study as ppks\nfrom ppks_study.output.figures import plot_shares\nimport pandas\n"
                     "ppks.load(study)\npandas.read_csv")
    assert set(imported(tree, "")) == {"ppks_study", "ppks_study.load", "ppks_study.output.figures.plot_shares"}


def test_every_import_that_our_own_library_writes_is_followed(tmp_path):
    own = library(tmp_path)
    written = {path.relative_to(LIBRARY).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
               for path in LIBRARY.rglob("*.py")}
    assert {f"ppks_study.{name}".removesuffix(".__init__") for name in written} == set(own.modules)
    reached = own.closure(["ppks_study.build.making.section", "ppks_study.output.page"])
    assert {"ppks_study.sections.survey", "ppks_study.evidence.counts", "ppks_study.output.figures.style"} <= reached
    assert not {"ppks_study.commands.building", "ppks_study.evidence.verdicts"} & reached
