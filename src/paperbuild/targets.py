"""What a text names: a number, a table or figure, a sentence, a claim, an article line, a file."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paperbuild.record import Line, Record

#: Suffixes of what is shown, and the kind that each tells; empty for files of several kinds.
SUFFIXES = {".svg": "figure", ".png": "figure", ".pdf": "", ".html": "table", ".csv": "table",
            ".json": "table", ".typ": "table", ".xlsx": "table", ".docx": "table"}
#: How many near names are told, and how near they must be.
_NEAR, _CUTOFF, _CUTOFF_OF_END = 6, 0.55, 0.75
#: Parts of names shorter than this are not looked for in other names.
_SHORTEST = 4
_NUMERAL = re.compile(r"\d[\d.,]*\d|\d")
_ASKED = re.compile(r"(?P<money>rp|idr)?\.?\s*[-−]?(?P<numeral>\d[\d.,]*\d|\d)(?:,-)?\s*"
                    r"(?P<unit>[%\w ]*)", re.I)
_END_OF_SENTENCE = re.compile(r"(?<=[.!?;:])\s+(?=\S)")


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
    lang : str
        The language that a path names; empty where it names none.
    line : Line, optional
        Of a line.
    """

    kind: str
    name: str
    form: str = ""
    lang: str = ""
    line: Line | None = None


def find(record: Record, target: str) -> list[Match]:
    """Return all that a target may mean; the first way of reading it that fits something counts.

    Parameters
    ----------
    record : Record
        What a build left.
    target : str
        A name, a path, a printed number, a place in the article, or a piece of text.
    """
    target = target.strip()
    for way in (_named, _file, _number, _place, _text):
        matches = way(record, target) if target else []
        if matches:
            return matches
    return []


def nearest(record: Record, target: str) -> list[str]:
    """Return the names most like a target; of a place in the article, which places there are.

    Parameters
    ----------
    record : Record
        What a build left.
    target : str
        What nothing matches.
    """
    places = record.line_at(target)[1]
    if places:
        return [places]
    stem = target
    if Path(target).suffix in SUFFIXES:
        stem = Path(target).stem
    names = dict.fromkeys([*record.numbers, *record.shown, *record.claims])
    names |= dict.fromkeys(Path(path).stem for path in record.outputs)
    close = difflib.get_close_matches(stem, names, n=_NEAR, cutoff=_CUTOFF)
    words = folded(stem).replace("-", ".").split(".")
    parts = [word for word in words if len(word) >= _SHORTEST]
    ends: dict[str, str] = {}
    for name in names:
        ends[name.rpartition(".")[2]] = name
        if parts and all(part in name for part in parts):
            close.append(name)
    for end in difflib.get_close_matches(stem, ends, n=_NEAR, cutoff=_CUTOFF_OF_END):
        close.append(ends[end])
    return list(dict.fromkeys(close))[:_NEAR]


def _named(record: Record, target: str) -> list[Match]:
    dashed = target.replace(".", "-", 1)
    if target in record.numbers:
        return [Match("number", target)]
    for name in (target, dashed):
        if name in record.shown:
            return [Match("sentence" if set(record.shown[name]) == {"sentence"} else "shown", name)]
    if target in record.claims:
        return [Match("claim", target)]
    return [Match("file", path) for path in record.outputs if Path(path).stem == dashed][:1]


def _file(record: Record, target: str) -> list[Match]:
    """Return what a path names: what is shown in it, else the file itself."""
    path = Path(target)
    if path.suffix not in SUFFIXES and path.suffix != ".ipynb":
        return []
    kinds = record.shown.get(path.stem, {})
    if path.suffix in SUFFIXES and kinds.keys() & {"table", "figure"}:
        form = SUFFIXES[path.suffix] or ("table" if "tables" in path.parts else "figure")
        lang = next((part for part in path.parts if part in record.project.languages), "")
        return [Match("shown", path.stem, form if form in kinds else "", lang)]
    name = f"/{path.as_posix()}"
    for output in record.outputs:
        if f"/{output}".endswith(name) or name.endswith(f"/{output}"):
            return [Match("file", output)]
    return []


def _number(record: Record, target: str) -> list[Match]:
    asked = Asked.parse(target)
    if asked is None:
        return []
    keys = printed(asked, record.numbers)
    matches = [Match("number", key) for key in keys]
    for name, claim in record.claims.items():
        if name not in keys and asked.is_in(as_printed(claim)):
            matches.append(Match("claim", name))
    return matches


def _place(record: Record, target: str) -> list[Match]:
    line, _ = record.line_at(target)
    return [_at(line)] if line else []


def _at(line: Line) -> Match:
    return Match("line", f"{line.file}:{line.number}", line=line)


def _text(record: Record, target: str) -> list[Match]:
    """Return the sentences of notebooks and article that hold a text of two words or more."""
    wanted = folded(target)
    matches: dict[Match, None] = {}
    for sections in record.sentences.values() if " " in wanted else ():
        for section, sentences in sections.items():
            for name, text in sentences.items():
                if wanted in folded(text):
                    matches[Match("sentence", f"{section}-{name}")] = None
    for line in record.lines if " " in wanted else ():
        if _holds(line, wanted, record):
            held = []
            for part in _END_OF_SENTENCE.split(line.text.strip()):
                sentence = Line(line.file, line.number, part)
                if _holds(sentence, wanted, record):
                    held.append(sentence)
            for part_or_line in held or [line]:
                matches[_at(part_or_line)] = None
    return list(matches)


def _holds(line: Line, wanted: str, record: Record) -> bool:
    return wanted in folded(line.text) or wanted in folded(line.printed(record.numbers))


def folded(text: str) -> str:
    r"""Return a text as it is compared: one kind of letter, space and dash; no quotes or marks.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> folded("**71,1%**  of\nThem")
    '71,1% of them'
    """
    plain = text.replace("–", "-").replace("\u00a0", " ")
    return " ".join(re.sub(r"[*_\"“”‘’'\u00ad]", "", plain).casefold().split())


@dataclass(frozen=True)
class Asked:
    """A printed number: its numeral, whether it is percent or money, and other words."""

    numeral: str
    percent: bool = False
    money: bool = False
    words: str = ""

    @classmethod
    def parse(cls, text: str) -> "Asked | None":
        """Return what is asked, None of a text that is no number.

        Parameters
        ----------
        text : str
            A number as it is printed in Indonesian or English.

        Examples
        --------
        >>> Asked.parse("Rp 2.507.668"), Asked.parse("71,1%").percent, Asked.parse("profile.age")
        (Asked(numeral='2.507.668', percent=False, money=True, words=''), True, None)
        """
        match = _ASKED.fullmatch(" ".join(text.replace("\u00a0", " ").split()))
        if match is None:
            return None
        unit = match["unit"].casefold().strip()
        percent = unit.startswith(("%", "persen", "percent"))
        return cls(match["numeral"], percent, bool(match["money"]), "" if percent else unit)

    def is_in(self, text: str) -> bool:
        """Whether a text prints it.

        Parameters
        ----------
        text : str
            A number with its unit, or the two ends of a range.

        Examples
        --------
        >>> Asked("71,1").is_in("71,1%"), Asked("71,1", money=True).is_in("71,1%")
        (True, False)
        >>> Asked("24,4").is_in("24,4–51,1%")
        True
        """
        plain = text.casefold().replace("\u00a0", " ")
        return (self.numeral in _NUMERAL.findall(text) and (not self.percent or "%" in plain)
                and (not self.money or plain.lstrip("-").startswith(("rp", "idr")))
                and (not self.words or self.words in plain))

    def _could_be(self, number: Mapping[str, Any]) -> bool:
        """Whether it is a number of a size that would be printed so, with other digits than it is."""
        texts = "".join(number["text"].values())
        if self.words or (self.percent and "%" not in texts):
            return False
        if self.money and not texts.lstrip("-").startswith("Rp"):
            return False
        for value, half in self._values():
            within = half * 1.0001 if half < 0.5 else 0
            for name in ("value", "lower", "upper"):
                size = number.get(name)
                if size is not None and abs(float(size) - value) <= within:
                    return True
        return False

    def _values(self) -> Iterator[tuple[float, float]]:
        """Yield what it can be read as, with half a unit of its last digit."""
        for decimal, thousands in ((",", "."), (".", ",")):
            whole, _, part = self.numeral.partition(decimal)
            grouped = rf"\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+"
            if re.fullmatch(grouped, whole) and (part.isdigit() or not part):
                yield float(f"{whole.replace(thousands, '')}.{part or 0}"), 0.5 * 10.0 ** -len(part)


def printed(asked: Asked, numbers: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the keys of the numbers that print so in any language; else of those that could.

    Parameters
    ----------
    asked : Asked
        A printed number.
    numbers : mapping
        `Record.numbers`.
    """
    keys = [key for key, number in numbers.items() if _in_any(asked, number["text"].values())]
    return keys or [key for key, number in numbers.items() if asked._could_be(number)]


def _in_any(asked: Asked, texts: Iterable[str]) -> bool:
    return any(asked.is_in(text) for text in texts)


def as_printed(claim: Mapping[str, Any]) -> str:
    """Return what a claim prints, with the sign of its unit.

    Parameters
    ----------
    claim : mapping
        One of `Record.claims`.
    """
    unit, published = claim["unit"], claim["published"]
    if unit == "percent":
        return f"{published}%"
    return f"Rp {published}" if unit.startswith("idr") else f"{published} {unit}".strip()
