"""What a target names: a number, something shown, a sentence, a claim, a line of the article, or a file."""

import difflib
from dataclasses import dataclass
from pathlib import Path

from paperbuild.why.article_lines import Line, at_place, folded, with_text
from paperbuild.why.printed_numbers import Asked, as_printed, printed
from paperbuild.why.shelf import Shelf

#: Suffixes of what is shown, and the kind that each tells; empty for files of several kinds.
SUFFIXES = {".svg": "figure", ".png": "figure", ".pdf": "", ".html": "table", ".csv": "table", ".json": "table",
            ".typ": "table", ".xlsx": "table", ".docx": "table"}
#: How many near names are told, and how near they must be.
NEAR, CUTOFF = 6, 0.55
#: Parts of names shorter than this are not looked for in other names.
SHORTEST = 4


@dataclass(frozen=True)
class Match:
    """One thing that a target may mean.

    Attributes
    ----------
    kind : str
        ``number``, ``shown`` (a table or figure), ``sentence``, ``claim``, ``line`` or ``file``.
    name : str
        Key, ``section-name``, id, ``file:line`` or path.
    form : str
        Of something shown: only its ``table`` or its ``figure``; empty for both.
    line : Line, optional
        Of a line.
    lang : str
        The language that a path names; empty where it names none.
    """

    kind: str
    name: str
    form: str = ""
    line: Line | None = None
    lang: str = ""


def find(shelf: Shelf, target: str) -> list[Match]:
    """Return all that a target may mean; the first way that finds something counts."""
    target = target.strip()
    for way in (_named, _file, _number, _place, _text):
        found = way(shelf, target) if target else []
        if found:
            return found
    return []


def nearest(shelf: Shelf, target: str) -> list[str]:
    """Return the names most like a target: those that hold it, then those that resemble it."""
    wrong = at_place(shelf, target)[1]
    if wrong:
        return [wrong]
    stem = Path(target).name.rpartition(".")[0] if Path(target).suffix in SUFFIXES else target
    made = (Path(name).stem for name in shelf.outputs)
    names = list(dict.fromkeys([*shelf.numbers, *shelf.shown, *(claim["id"] for claim in shelf.claims), *made]))
    close = difflib.get_close_matches(stem, names, n=NEAR, cutoff=CUTOFF)
    parts = [part for part in folded(stem).replace("-", ".").split(".") if len(part) >= SHORTEST]
    held = [name for name in names if parts and all(part in name for part in parts)]
    ends = {name.split(".")[-1]: name for name in names}
    like = [ends[end] for end in difflib.get_close_matches(stem, ends, n=NEAR, cutoff=0.75)]
    return list(dict.fromkeys([*close, *held, *like]))[:NEAR]


def _named(shelf: Shelf, target: str) -> list[Match]:
    if target in shelf.numbers:
        return [Match("number", target)]
    for name in (target, target.replace(".", "-", 1)):
        if name in shelf.shown:
            forms = set(shelf.shown[name]) - {"sentence"}
            return [Match("shown" if forms else "sentence", name)]
    if any(claim["id"] == target for claim in shelf.claims):
        return [Match("claim", target)]
    return [Match("file", made) for made in shelf.outputs if Path(made).stem == target.replace(".", "-", 1)][:1]


def _file(shelf: Shelf, target: str) -> list[Match]:
    """Return what a path names: what is shown in it, else the file itself."""
    path = Path(target)
    form = SUFFIXES.get(path.suffix)
    if form is None and path.suffix not in (".ipynb", ".csv"):
        return []
    form = form or ("table" if "tables" in path.parts else "figure")
    entry = shelf.shown.get(path.stem, {})
    if entry.keys() & {"table", "figure"}:
        lang = next((part for part in path.parts if part in shelf.study.languages), "")
        return [Match("shown", path.stem, form if form in entry else "", lang=lang)]
    ends = [made for made in shelf.outputs if f"/{made}".endswith(f"/{path.as_posix()}")
            or path.as_posix().endswith(f"/{made}")]
    return [Match("file", made) for made in ends[:1]]


def _number(shelf: Shelf, target: str) -> list[Match]:
    asked = Asked.parse(target)
    if asked is None:
        return []
    found = [Match("number", key) for key in printed(asked, shelf.numbers)]
    known = {match.name for match in found}
    return found + [Match("claim", claim["id"]) for claim in shelf.claims
                    if claim["id"] not in known and asked.is_in(as_printed(claim))]


def _place(shelf: Shelf, target: str) -> list[Match]:
    line, _ = at_place(shelf, target)
    return [Match("line", f"{line.file}:{line.number}", line=line)] if line else []


def _text(shelf: Shelf, target: str) -> list[Match]:
    """Return the sentences of notebooks and article that hold a piece of text of two words or more."""
    wanted = folded(target)
    if " " not in wanted:
        return []
    said = [Match("sentence", f"{section}-{name}") for sections in shelf.sentences.values()
            for section, told in sections.items() for name, text in told.items() if wanted in folded(text)]
    found = [Match("line", f"{line.file}:{line.number}", line=line) for line in with_text(shelf, target)]
    return list(dict.fromkeys([*said, *found]))
