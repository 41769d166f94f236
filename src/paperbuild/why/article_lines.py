"""The article's lines: what each names, and which line or sentence a piece of text stands in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperbuild.why.shelf import Shelf
from ppks_study.article import sources

_PLACE = re.compile(r"(?P<file>[^:]+\.typ):(?P<line>\d+)(?::\d+)?")
_CALL = re.compile(r'#?\b(?P<call>num|table-of|table-if|fig|say|told)\("(?P<name>[^"]+)"[^()]*\)'
                   r"|@(?P<at>(?:table|figure)-[\w-]+)")
_END = re.compile(r"(?<=[.!?;:])\s+(?=\S)")
KINDS = {"num": "number", "table-of": "table", "table-if": "table", "fig": "figure", "say": "sentence",
         "told": "sentence"}


@dataclass(frozen=True)
class Line:
    """One line of the article's source, or one sentence of it.

    Attributes
    ----------
    file : str
        Below the project.
    number : int
        From 1.
    text : str
        As it is written.
    """

    file: str
    number: int
    text: str

    @property
    def names(self) -> list[tuple[str, str]]:
        """What it shows or points at: kind and name, each once."""
        found = [(KINDS[call["call"]], call["name"]) if call["call"] else _pointed(call["at"])
                 for call in _CALL.finditer(self.text)]
        return list(dict.fromkeys(found))

    def told(self, numbers: dict[str, dict[str, Any]]) -> str:
        """Return the line with its numbers filled in, without marks of Typst."""
        return _plain(_CALL.sub(lambda call: _filled(call, self.lang, numbers), self.text))

    @property
    def lang(self) -> str:
        """Its language: by the name of its file, else English."""
        return "id" if self.file.endswith(".id.typ") else "en"

    def sentences(self) -> "Iterable[Line]":
        """Yield its sentences."""
        return (Line(self.file, self.number, part) for part in _END.split(self.text.strip()) if part)


def _pointed(name: str) -> tuple[str, str]:
    kind, _, rest = name.partition("-")
    return kind, rest.rstrip("-")


def _filled(call: "re.Match[str]", lang: str, numbers: dict[str, dict[str, Any]]) -> str:
    if call["call"] != "num":
        return call["at"] or call["name"]
    text = str(numbers.get(call["name"], {}).get("text", {}).get(lang, call["name"]))
    return re.split("[ \u00a0]", text)[0] if "bare: true" in call[0] else text


def _plain(text: str) -> str:
    return " ".join(re.sub(r'#(?:cite)\(<[^>]*>[^)]*\)|#let [\w-]+ = |[#*_\[\]]', " ", text).split())


def lines(shelf: Shelf) -> list[Line]:
    """Return the lines of the article's sources that say something."""
    return [Line(path.relative_to(shelf.root).as_posix(), number, line) for path in sources(shelf.study)
            if path.is_file() for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
            if line.strip() and not line.lstrip().startswith("//")]


def at_place(shelf: Shelf, target: str) -> tuple[Line | None, str]:
    """Return the line that a target like ``paper/published.en.typ:12`` names, and what is wrong if there is none.

    ``paper.en.typ`` names the study's own article in English, whatever its source is called.
    """
    found = _PLACE.fullmatch(target.strip())
    if found is None:
        return None, ""
    files = {path.name: path for path in sources(shelf.study) if path.is_file()}
    name, number = Path(found["file"]).name, int(found["line"])
    prose = "published" if shelf.study.reconstructed else "survey"
    path = files.get(name) or files.get(re.sub(r"^(?:paper|article)(?=\.(?:id|en)\.)", prose, name))
    if path is None:
        return None, f"{name}: {', '.join(files)}"
    written = path.read_text(encoding="utf-8").splitlines()
    if not 0 < number <= len(written):
        return None, f"{path.name}: 1–{len(written)}"
    return Line(path.relative_to(shelf.root).as_posix(), number, written[number - 1]), ""


def with_text(shelf: Shelf, target: str) -> list[Line]:
    """Return the sentences of the article that hold a piece of text, as it is printed or as it is written."""
    wanted = folded(target)
    held = [line for line in lines(shelf) if wanted in folded(line.told(shelf.numbers)) or wanted in folded(line.text)]
    found = []
    for line in held:
        near = [part for part in line.sentences()
                if wanted in folded(part.told(shelf.numbers)) or wanted in folded(part.text)]
        found += near or [line]
    return found


def folded(text: str) -> str:
    """Return a text as it is compared: one kind of letter, space and dash; no quotes or marks.

    Examples
    --------
    >>> folded("**71,1%**  of\\nThem")
    '71,1% of them'
    """
    return " ".join(re.sub(r"[*_\"“”‘’'\u00ad]", "", text.replace("–", "-").replace("\u00a0", " ")).casefold().split())
