"""Where a shown thing comes from: functions, notebook cell, files by content.

No clock, no line number, no commit.

The same chain stands in the page below a table or figure, in the files themselves, and in
``origins/<section>.json``, from which `paperbuild.provenance` answers.
"""

import ast
import hashlib
import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from paperbuild.definitions import Library
from paperbuild.digests import name_below

#: Inputs of every step that say nothing of one section's data; the manifest holds them.
LEFT_OUT = ("library", "packages", "requirements.lock")
#: How many letters of a hash are shown to people.
SHORT = 10


@dataclass(frozen=True)
class Project:
    """What must be known of a study to tell where its results come from.

    Attributes
    ----------
    name : str
        The study's name, which its folders of results and figures have too.
    root : Path
        The project's folder.
    languages : tuple of str
        Languages of the results.
    respondents : str
        Whose answers they are: ``survey``, ``simulated``, ``reconstructed``.
    library : Library
        Where the functions stand.
    study_file : Path
        The file that holds the study's parameters.
    files : tuple of Path
        Data files that its sections read; those that are not there count for nothing.
    claims : Path, optional
        The table of published claims.
    article : tuple of Path
        The article's Typst sources.
    prose : str
        The source that ``paper.<lang>.typ`` stands for.
    words : str
        The file of a section's sentences, below the library's folder: ``{}`` is the section.
    makers : mapping of str to str
        The function behind the outputs of a kind of step that is no section, by kind.
    other_maker : str
        The same of any other kind: ``{}`` stands for the kind.
    ask, rebuild, bound : str
        Commands that tell of a thing, that build the study, that bound a statistic: ``{}`` stands
        for the thing or statistic.
    declared : callable
        Returns the hash of each input of a step as it is now, by the step's name; None where that
        cannot be told.
    assumed : callable
        Returns what the study file sets for a result, as `Given.study` has it: of the section, the
        functions that make it, and the variables that its questions ask about.
    read : callable
        Returns the data files that functions read by name; with the claims, where numbers rest on
        them.
    """

    name: str
    root: Path
    languages: tuple[str, ...]
    respondents: str
    library: Library
    study_file: Path = Path()
    files: tuple[Path, ...] = ()
    claims: Path | None = None
    article: tuple[Path, ...] = ()
    prose: str = "paper"
    words: str = ""
    makers: Mapping[str, str] = field(default_factory=dict)
    other_maker: str = ""
    ask: str = "why {}"
    rebuild: str = "build"
    bound: str = "bounds {}"
    declared: Callable[[str], Mapping[str, str] | None] = lambda step: None
    assumed: Callable[[str, tuple[str, ...], list[str]], list[dict[str, Any]]] = lambda *asked: []
    read: Callable[[tuple[str, ...], bool], list[Path]] = lambda *asked: []

    @property
    def results(self) -> Path:
        """The study's folder of results."""
        return self.root / "results" / self.name

    def below(self, path: Path) -> str:
        """Return a file's path below the project; of a file elsewhere its name.

        Parameters
        ----------
        path : Path
            Any file.
        """
        return name_below(self.root, path)


@dataclass(frozen=True)
class Source:
    """What all that a section shows has in common.

    Attributes
    ----------
    project : Project
        The study.
    section, lang : str
        Names.
    notebook : str
        Its path below the project; empty where there is none.
    cells : mapping of (kind, name) to str
        Ids of the cells that show a ``table``, ``figure`` or sentence (``say``).
    parameters : mapping of str to str
        The notebook's parameters, as they are written in Python; empty outside of a notebook.
    inputs : mapping of str to str
        SHA-256 of each input by its path below the project.
    function : str
        What makes the section's tables.
    """

    project: Project
    section: str
    lang: str
    notebook: str = ""
    cells: Mapping[tuple[str, str], str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    function: str = ""

    @classmethod
    def of(cls, project: Project, section: str, lang: str) -> "Source":
        """Return the source of a section, by its notebook, what runs now, and the build.

        Parameters
        ----------
        project : Project
            The study.
        section, lang : str
            Names.
        """
        path = project.root / "notebooks" / f"{section}.ipynb"
        cells: dict[tuple[str, str], str] = {}
        names: list[str] = []
        for cell in code_cells(path):
            for thing in cell["shows"]:
                cells.setdefault(thing, cell["cell"])
            names += cell["parameters"]
        notebook = f"notebooks/{path.name}" if path.is_file() else ""
        return cls(project, section, lang, notebook, cells, _running(names, project),
                   inputs(project, path), project.library.section_function(section))

    @cached_property
    def seal(self) -> str:
        """One hash of all inputs."""
        return hashlib.sha256(json.dumps(dict(self.inputs), sort_keys=True).encode()).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """Return it as `origins/<section>.json` begins."""
        return {"study": self.project.name, "section": self.section,
                "respondents": self.project.respondents, "function": self.function,
                "notebook": self.notebook, "parameters": dict(self.parameters),
                "inputs": dict(self.inputs), "seal": self.seal}


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
        made = self.source.project.library.makers(self.source.section, self.table)
        return (self.source.function, *made) if self.source.function else made

    @property
    def cell(self) -> str:
        """The id of the notebook's cell that shows it."""
        return self.source.cells.get((self.kind, self.name), "")

    @property
    def command(self) -> str:
        """The command that answers where it comes from."""
        return self.source.project.ask.format(f"{self.source.section}-{self.name}")

    def as_dict(self) -> dict[str, Any]:
        """Return it as an entry of ``origins/<section>.json``."""
        return {"table": self.table, "functions": list(self.functions), "plot": self.plot,
                "cell": self.cell, "keys": list(self.keys), "bases": list(self.bases)}

    @property
    def stamp(self) -> tuple[str, ...]:
        """What files say of it in their metadata: qualified names, then inputs with SHA-256."""
        source = self.source
        named = [("function", name) for name in self.functions]
        named += [("plot", self.plot), ("notebook", self._notebook),
                  ("respondents", source.project.respondents), ("ask", self.command)]
        lines = [f"{what} {name}" for what, name in named if name]
        lines.append(f"inputs sha256:{source.seal}")
        lines += [f"{path} sha256:{content}" for path, content in sorted(source.inputs.items())]
        return tuple(lines)

    @property
    def _notebook(self) -> str:
        notebook = self.source.notebook
        return f"{notebook}#{self.cell}" if notebook and self.cell else notebook

    def around(self, shown: str) -> str:
        """Return what is shown as HTML with its address, and the chain folded below it.

        Parameters
        ----------
        shown : str
            HTML.
        """
        return f'<div id="{self.anchor}" class="ppks-shown">{shown}{self.details()}</div>'

    def details(self) -> str:
        """Return the chain as HTML, folded."""
        source, words = self.source, Words(self.source.lang)
        parameters = [f"{name} = {value}" for name, value in source.parameters.items()]
        bases = [escape(words.of("basis", basis)) for basis in self.bases]
        rows = {"made_by": "<br>".join(map(_code, self.functions)), "drawn_by": _code(self.plot),
                "cell": _code(self._notebook), "parameters": "<br>".join(map(_code, parameters)),
                "hashed": _files(source.inputs), "rests_on": "<br>".join(bases),
                "respondents": escape(words.of("origin", source.project.respondents)),
                "ask": _code(f"{self.command} --lang {source.lang}")}
        body = "".join(f"<dt>{escape(words.say(name))}</dt><dd>{html}</dd>"
                       for name, html in rows.items() if html)
        return (f'<details class="ppks-origin"><summary>{escape(words.say("summary"))}</summary>'
                f"<dl>{body}</dl></details>")


@dataclass(frozen=True)
class Words:
    """What is said of where things come from (``words/why.toml``), in ``id`` or ``en``."""

    lang: str

    def say(self, name: str, *values: object) -> str:
        """Return the text ``[text] name``.

        Parameters
        ----------
        name : str
            Its name.
        *values
            What takes the place of each ``{}``.
        """
        return self.of("text", name).format(*values)

    def of(self, table: str, name: str) -> str:
        """Return a text; a name that has none stands for itself.

        Parameters
        ----------
        table, name : str
            Where the text stands, such as ``basis`` and ``imposed``.
        """
        return self.both(table, name).get(self.lang, name)

    @staticmethod
    def both(table: str, name: str) -> dict[str, str]:
        """Return a text in both languages.

        Parameters
        ----------
        table, name : str
            As of `of`.
        """
        return dict(_words()[table].get(name, {"id": name, "en": name}))


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("paperbuild").joinpath("words", "why.toml").read_text("utf-8"))


def outside(project: Project, name: str, function: str, plot: str = "") -> tuple[str, ...]:
    """Return what files say of a table or figure that no notebook shows, but a function makes.

    Parameters
    ----------
    project : Project
        The study.
    name : str
        ``section-name``.
    function, plot : str
        Qualified names of what makes it, and of what draws it, if it is a figure.
    """
    section, _, rest = name.partition("-")
    source = Source(project, section, "", inputs=inputs(project), function=function)
    return Origin(source, "figure" if plot else "table", rest, rest, plot).stamp


def inputs(project: Project, notebook: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of what a section is made of: by ``PPKS_INPUTS``, else of the files.

    Parameters
    ----------
    project : Project
        The study.
    notebook : Path, optional
        The section's notebook.
    """
    told = os.environ.get("PPKS_INPUTS", "")
    if told and Path(told).is_file():
        known = json.loads(Path(told).read_text(encoding="utf-8"))
        return {name: known[name] for name in sorted(known) if name not in LEFT_OUT}
    hashes = {}
    for path in sorted({*([notebook] if notebook else []), project.study_file, *project.files}):
        if path.is_file() and path.is_relative_to(project.root):
            hashes[project.below(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
    return hashes


def code_cells(notebook: Path) -> list[dict[str, Any]]:
    """Return the code cells of a notebook; none of one that is gone or broken.

    Parameters
    ----------
    notebook : Path
        A file ``.ipynb``.

    Returns
    -------
    list of dict
        ``cell`` (id), ``number`` (from 1), ``source``, ``shows`` (kind and name of each thing that
        the cell shows by a method of the page) and ``parameters`` (names that a cell tagged so
        sets).
    """
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    code: list[dict[str, Any]] = []
    for cell in cells:
        if cell.get("cell_type") == "code":
            source = "".join(cell.get("source", ""))
            tree = _parsed(source)
            tagged = "parameters" in cell.get("metadata", {}).get("tags", ())
            code.append({"cell": str(cell.get("id", "")), "number": len(code) + 1, "source": source,
                         "shows": _shown(tree), "parameters": _set(tree) if tagged else []})
    return code


def _parsed(source: str) -> ast.Module:
    """Return a cell's code as a tree; an empty one of a cell that is no Python."""
    try:
        return ast.parse(source)
    except SyntaxError:
        return ast.Module([], [])


def _shown(tree: ast.Module) -> list[tuple[str, str]]:
    """Return what code shows: the page's method, and the name that it is given."""
    things = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            method = getattr(node.func, "attr", "")
            if method in ("table", "figure", "say"):
                things.append((method, str(node.args[0].value)))
    return things


def _set(tree: ast.Module) -> list[str]:
    """Return the names that code sets at its outermost level."""
    names = []
    for node in tree.body:
        if isinstance(node, ast.Assign):
            names += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return names


def _running(names: list[str], project: Project) -> dict[str, str]:
    """Return the parameters of the notebook that runs now, as Python; the study by its name."""
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    known = {} if shell is None else shell.user_ns
    values = {name: repr(known[name]) for name in names if name in known}
    return values | ({"study": repr(project.name)} if "study" in values else {})


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>" if text else ""


def _files(inputs: Mapping[str, str]) -> str:
    """Return files folder by folder, each with the beginning of its hash."""
    folders: dict[str, list[str]] = {}
    for path, content in sorted(inputs.items()):
        folder, _, name = path.rpartition("/")
        mark = f'<small title="SHA-256 {escape(content)}">{escape(content[:SHORT])}…</small>'
        folders.setdefault(folder, []).append(f"{escape(name)} {mark}")
    lines = []
    for folder, names in folders.items():
        lines.append(f"<code>{escape(folder)}/</code> {', '.join(names)}")
    return "<br>".join(lines)
