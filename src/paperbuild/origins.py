"""Where a shown thing comes from: functions, notebook cell, files by content. No clock, no line number, no commit.

The same chain stands in the page below a table or figure, in the files themselves, and in
``origins/<section>.json``, from which ``ppks why`` answers.
"""

import ast
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import Any

from paperbuild.definitions import makers, section_function
from ppks_study.phrases import Phrases
from ppks_study.study import DEFAULT, Study

#: Inputs of every step, whose hash says nothing of one section's data; the build's manifest holds them.
LEFT_OUT = ("library", "requirements.lock")
#: How many letters of a hash are shown to people.
SHORT = 10


@dataclass(frozen=True)
class Source:
    """What all that a section shows has in common.

    Attributes
    ----------
    study, section, lang : str
        Names.
    respondents : str
        The study's ``[data] origin``.
    notebook : str
        Its path below the project; empty where there is none.
    cells : mapping of (kind, name) to str
        Ids of the cells that show a ``table``, ``figure`` or sentence (``say``).
    parameters : mapping of str to str
        The notebook's parameters, as they are written in Python; empty outside of a notebook.
    inputs : mapping of str to str
        SHA-256 of each input by its path below the project.
    function : str
        What makes tables outside of a section's notebook; empty in one, where the section's own function does.
    """

    study: str
    section: str
    lang: str
    respondents: str
    notebook: str = ""
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    function: str = ""

    @classmethod
    def of(cls, study: Study, section: str, lang: str) -> "Source":
        """Return the source of a section: by its notebook, by what runs now, and by what the build tells."""
        path = study.root / "notebooks" / f"{section}.ipynb"
        cells, names = _notebook(path)
        return cls(study.name, section, lang, study.data.origin, f"notebooks/{path.name}" if path.is_file() else "",
                   cells, _running(names, study), inputs(study, path))

    @cached_property
    def seal(self) -> str:
        """One hash of all inputs."""
        return hashlib.sha256(json.dumps(dict(self.inputs), sort_keys=True).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Return it as `origins/<section>.json` begins."""
        return {"study": self.study, "section": self.section, "respondents": self.respondents,
                "function": section_function(self.section), "notebook": self.notebook,
                "parameters": dict(self.parameters), "inputs": dict(self.inputs), "seal": self.seal}


@dataclass(frozen=True)
class Origin:
    """The chain of one table or figure.

    Attributes
    ----------
    source : Source
        What it shares with the rest of its section.
    kind, name : str
        ``table`` or ``figure``; its name in the section.
    table : str
        The section's table that it shows.
    plot : str
        The qualified name of the function that draws it; empty of a table.
    keys : tuple of str
        Its numbers.
    bases : tuple of str
        On what they rest.
    """

    source: Source
    kind: str
    name: str
    table: str
    plot: str = ""
    keys: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """What it is called in the section's page."""
        return f"{self.kind}-{self.source.section}-{self.name}"

    @property
    def functions(self) -> tuple[str, ...]:
        """The section's function, and what makes the table."""
        section = self.source.section
        return tuple(filter(None, (self.source.function or section_function(section), *makers(section, self.table))))

    @property
    def cell(self) -> str:
        """The id of the notebook's cell that shows it."""
        return self.source.cells.get((self.kind, self.name), "")

    @property
    def command(self) -> str:
        """What tells all of it."""
        other = "" if self.source.study == Path(DEFAULT).stem else f" --study {self.source.study}"
        return f"ppks why {self.source.section}-{self.name}{other}"

    def as_dict(self) -> dict[str, Any]:
        """Return it as an entry of ``origins/<section>.json``."""
        return {"table": self.table, "functions": list(self.functions), "plot": self.plot, "cell": self.cell,
                "keys": list(self.keys), "bases": list(self.bases)}

    @property
    def stamp(self) -> tuple[str, ...]:
        """What files say of it in their metadata, in lines: qualified names, then each input with its SHA-256."""
        named = [*(("function", name) for name in self.functions), ("plot", self.plot), ("notebook", self._notebook),
                 ("respondents", self.source.respondents), ("ask", self.command)]
        files = (f"{path} sha256:{content}" for path, content in sorted(self.source.inputs.items()))
        return (*(f"{what} {name}" for what, name in named if name), f"inputs sha256:{self.source.seal}", *files)

    @property
    def _notebook(self) -> str:
        return f"{self.source.notebook}#{self.cell}" if self.source.notebook and self.cell else self.source.notebook

    def around(self, shown: str) -> str:
        """Return what is shown as HTML with its address, and the chain folded below it."""
        return f'<div id="{self.anchor}" class="ppks-shown">{shown}{self.details()}</div>'

    def details(self) -> str:
        """Return the chain as HTML, folded."""
        words = Phrases("why", self.source.lang)
        rows = [(words.text("text", "made_by"), "<br>".join(_code(name) for name in self.functions)),
                (words.text("text", "drawn_by"), _code(self.plot)), (words.text("text", "cell"), _code(self._notebook)),
                (words.text("text", "parameters"),
                 "<br>".join(_code(f"{name} = {value}") for name, value in self.source.parameters.items())),
                (words.text("text", "hashed"), _files(self.source.inputs)),
                (words.text("text", "rests_on"),
                 "<br>".join(escape(words.text("basis", basis)) for basis in self.bases)),
                (words.text("text", "respondents"), escape(words.text("origin", self.source.respondents))),
                (words.text("text", "ask"), _code(f"{self.command} --lang {self.source.lang}"))]
        body = "".join(f"<dt>{escape(name)}</dt><dd>{told}</dd>" for name, told in rows if told)
        return (f'<details class="ppks-origin"><summary>{escape(words.text("text", "summary"))}</summary>'
                f"<dl>{body}</dl></details>")


def outside(study: Study, name: str, function: str, plot: str = "") -> tuple[str, ...]:
    """Return what files say of a table or figure (``section-name``) that no notebook shows, but a function makes."""
    section, _, rest = name.partition("-")
    source = Source(study.name, section, "", study.data.origin, inputs=inputs(study), function=function)
    return Origin(source, "figure" if plot else "table", rest, rest, plot).stamp


def inputs(study: Study, notebook: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of what a section is made of: as the build tells in ``PPKS_INPUTS``, else of the files."""
    told = os.environ.get("PPKS_INPUTS", "")
    if told and Path(told).is_file():
        found = json.loads(Path(told).read_text(encoding="utf-8"))
        return {name: content for name, content in sorted(found.items()) if name not in LEFT_OUT}
    files = {*([notebook] if notebook else []), study.path, *_data(study)}
    return {path.relative_to(study.root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(files) if path.is_file() and path.is_relative_to(study.root)}


def _data(study: Study) -> list[Path]:
    """Return the study's data files; of the answers what was made of them, not what people sent."""
    named = [path for name, path in vars(study.data).items() if isinstance(path, Path) and name != "respondents"]
    folders = [path for path in named if path.is_dir()]
    return [*named, study.root / "data" / "processed" / study.name / "respondents.csv",
            *(path for folder in folders for path in folder.glob("*.csv"))]


def _notebook(path: Path) -> tuple[dict[tuple[str, str], str], list[str]]:
    """Return which cell shows what, and the names of the parameters; nothing of a notebook that cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}, []
    cells: dict[tuple[str, str], str] = {}
    names: list[str] = []
    for cell in (cell for cell in found if cell.get("cell_type") == "code"):
        tree = parsed("".join(cell.get("source", "")))
        for kind, name in shown(tree):
            cells.setdefault((kind, name), str(cell.get("id", "")))
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            names += [target.id for node in tree.body if isinstance(node, ast.Assign)
                      for target in node.targets if isinstance(target, ast.Name)]
    return cells, names


def parsed(source: str) -> ast.Module:
    """Return a cell's code as a tree; an empty one of a cell that is no Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def shown(tree: ast.AST) -> list[tuple[str, str]]:
    """Return what a cell's code shows: the page's method, and the name that it is given.

    Examples
    --------
    >>> shown(parsed('page.figure("age", plot_bands)'))
    [('figure', 'age')]
    """
    return [(node.func.attr, str(node.args[0].value)) for node in ast.walk(tree) if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute) and node.func.attr in ("table", "figure", "say")
            and node.args and isinstance(node.args[0], ast.Constant)]


def _running(names: list[str], study: Study) -> dict[str, str]:
    """Return the parameters of the notebook that runs now, as Python writes them; the study by its name."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    known = {} if shell is None else shell.user_ns
    return {name: repr(study.name if name == "study" else known[name]) for name in names if name in known}


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""


def _files(inputs: Mapping[str, str]) -> str:
    """Return files folder by folder, each with the beginning of its hash."""
    folders: dict[str, list[str]] = {}
    for path, content in sorted(inputs.items()):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, []).append(
            f'{escape(name)} <small title="SHA-256 {escape(content)}">{escape(content[:SHORT])}…</small>')
    return "<br>".join(f"<code>{escape(folder)}/</code> {', '.join(names)}" for folder, names in folders.items())
