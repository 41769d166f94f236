"""What a build left of a study: numbers, sentences, origins, manifest; its claims and article.

Read by the standard library, so that an answer is quick.
"""

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from paperbuild.digests import digest
from paperbuild.errors import OutputError
from paperbuild.manifest import Manifest
from paperbuild.origins import Project

_CALL = re.compile(r'#?\b(?P<call>num|table-of|table-if|fig|say|told)\("(?P<name>[^"]+)"[^()]*\)'
                   r"|@(?P<at>table|figure)-(?P<to>[\w-]+)")
_CALLS = {"num": "number", "table-of": "table", "table-if": "table", "fig": "figure",
          "say": "sentence", "told": "sentence"}
_MARKS = re.compile(r"#(?:cite)\(<[^>]*>[^)]*\)|#let [\w-]+ = |[#*_\[\]]")


@dataclass(frozen=True)
class Line:
    """A line of the article's source, or a sentence of it: file, number from 1, and text."""

    file: str
    number: int
    text: str

    @property
    def lang(self) -> str:
        """Its language: by the name of its file, else English."""
        return "id" if self.file.endswith(".id.typ") else "en"

    @property
    def names(self) -> list[tuple[str, str]]:
        """What it shows or points at: kind and name, each once."""
        names: dict[tuple[str, str], None] = {}
        for call in _CALL.finditer(self.text):
            kind = _CALLS.get(call["call"], call["at"])
            names[(kind, call["name"] or call["to"].rstrip("-"))] = None
        return list(names)

    def printed(self, numbers: Mapping[str, Mapping[str, Any]]) -> str:
        """Return the text as it is printed: numbers filled in, without marks of Typst.

        Parameters
        ----------
        numbers : mapping
            `Record.numbers`.
        """
        def filled(call: "re.Match[str]") -> str:
            if call["call"] != "num":
                return call["name"] or f"{call['at']}-{call['to']}"
            text = numbers.get(call["name"], {}).get("text", {}).get(self.lang, call["name"])
            return re.split("[ \u00a0]", text)[0] if "bare: true" in call[0] else str(text)

        return " ".join(_MARKS.sub(" ", _CALL.sub(filled, self.text)).split())


@dataclass(frozen=True)
class Record:
    """What the last build of a study left."""

    project: Project

    @cached_property
    def numbers(self) -> dict[str, dict[str, Any]]:
        """Every number by its key; an OutputError where nothing is built."""
        try:
            return dict(json.loads((self.project.results / "numbers.json").read_text("utf-8")))
        except (OSError, ValueError) as error:
            raise OutputError("nothing of this study is built yet, or its numbers cannot be read",
                              where=f"results/{self.project.name}/numbers.json",
                              expected="what a build leaves",
                              fix=f"{self.project.rebuild} {self.project.name}") from error

    @cached_property
    def manifest(self) -> Manifest:
        """What each step was made of."""
        return Manifest.read(self.project.results / "manifest.json", self.project.root)

    @cached_property
    def origins(self) -> dict[str, dict[str, dict[str, Any]]]:
        """What each page noted of what it shows, by language and section."""
        return self._by_language("origins")

    @cached_property
    def sentences(self) -> dict[str, dict[str, dict[str, str]]]:
        """The sentences by language, section and name."""
        return self._by_language("sentences")

    def _by_language(self, folder: str) -> dict[str, dict[str, Any]]:
        contents: dict[str, dict[str, Any]] = {}
        for lang in self.project.languages:
            contents[lang] = {}
            for path in sorted((self.project.results / lang / folder).glob("*.json")):
                contents[lang][path.stem] = json.loads(path.read_text("utf-8"))
        return contents

    @cached_property
    def shown(self) -> dict[str, dict[str, dict[str, dict[str, Any]]]]:
        """What is shown under each ``section-name``: its kinds, and by language their origins."""
        shown: dict[str, dict[str, dict[str, dict[str, Any]]]] = {}
        for lang, sections in self.origins.items():
            for section, origins in sections.items():
                for kind, entries in origins["shown"].items():
                    for name, entry in entries.items():
                        kinds = shown.setdefault(f"{section}-{name}", {})
                        kinds.setdefault(kind, {})[lang] = entry
        return shown

    @cached_property
    def claims(self) -> dict[str, dict[str, Any]]:
        """The published claims as they are written, by id, each with its ``line`` in the file."""
        path = self.project.claims
        if path is None or not path.is_file():
            return {}
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file)
            return {row["id"]: {**row, "line": rows.line_num} for row in rows}

    @cached_property
    def outputs(self) -> dict[str, str]:
        """The step that made each file, by the file's path."""
        steps: dict[str, str] = {}
        for name in self.manifest.steps:
            steps |= dict.fromkeys(self.manifest.outputs(name), name)
        return steps

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of the article's sources, empty lines and comments left out."""
        lines = []
        for path in self.project.article:
            file = self.project.below(path)
            for number, text in enumerate(_written(path), start=1):
                if text.strip() and not text.lstrip().startswith("//"):
                    lines.append(Line(file, number, text))
        return lines

    def line_at(self, place: str) -> tuple[Line | None, str]:
        """Return the line of the article at a place; where there is none, which places there are.

        Parameters
        ----------
        place : str
            Like ``paper/published.en.typ:12``; a file ``paper.en.typ`` or ``article.en.typ`` is the
            study's own prose, whatever its source is called.
        """
        match = re.fullmatch(r"(?P<file>[^:]+\.typ):(?P<line>\d+)(?::\d+)?", place.strip())
        if match is None:
            return None, ""
        sources = {path.name: path for path in self.project.article if path.is_file()}
        name, number = Path(match["file"]).name, int(match["line"])
        own = re.sub(r"^(?:paper|article)(?=\.\w+\.typ$)", self.project.prose, name)
        path = sources.get(name) or sources.get(own)
        if path is None:
            return None, f"{name}: {', '.join(sources)}"
        written = _written(path)
        if not 0 < number <= len(written):
            return None, f"{path.name}: 1–{len(written)}"
        return Line(self.project.below(path), number, written[number - 1]), ""

    def intact(self, path: str) -> bool:
        """Whether a result is still as the build left it.

        Parameters
        ----------
        path : str
            Its path below the project.
        """
        step = self.outputs.get(path)
        if step is None:
            return False
        return self.manifest.outputs(step)[path] == digest(self.project.root / path)


def _written(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.is_file() else []
