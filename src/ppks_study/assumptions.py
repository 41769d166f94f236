"""What the functions behind a result read: parameters of the study file, with its own words of why, and tables."""

import ast
import re
from dataclasses import fields
from functools import cache
from typing import Any

from paperbuild.definitions import PACKAGE, body, imported
from paperbuild.why.shelf import Shelf
from ppks_study.study import Incentive, Profile, Qualification, Scoring

PARTS: dict[str, type] = {"profile": Profile, "scoring": Scoring, "qualification": Qualification,
                          "incentive": Incentive}
#: What is read when the answers are scored, before any section begins.
SCORED = frozenset({("scoring", "scales"), ("scoring", "answered_share")})
#: Where a function names a table of the study beside the respondents, in ``survey.tables[…]``.
TABLES = "tables"
VOICES = ("voices", "interviews")
#: How many calls are followed, and in which parts of the library.
DEPTH = 3
FOLLOWED = (f"{PACKAGE}.sections.", f"{PACKAGE}.measures.")
_KEY = re.compile(r"^(?P<key>[\w.]+)\s*=")
_HEADING = re.compile(r"\[+(?P<name>[\w.]+)\]+")
_LONGEST = 220


def assumptions(shelf: Shelf, functions: tuple[str, ...], *, scored: bool) -> list[dict[str, Any]]:
    """Return what functions read of the study file; with the answers' scoring, where the result is of scores.

    Returns
    -------
    list of dict
        ``file``, ``line``, ``text`` (as it is written) and ``why`` (its comment; empty where it has none).
    """
    wanted = {pair for name in functions for pair in _read(name, DEPTH) if pair[0] != TABLES}
    wanted |= SCORED if scored else set()
    path = shelf.study.path
    file = path.relative_to(shelf.root).as_posix() if path.is_relative_to(shelf.root) else path.name
    return [{"file": file, **told} for told in _written(path.read_text(encoding="utf-8").splitlines(), wanted)]


def tables(functions: tuple[str, ...]) -> list[str]:
    """Return which of the study's tables (`[data]` of the study file) functions read.

    Examples
    --------
    >>> tables(("ppks_study.sections.incentive.ranges",))
    ['programmes']
    """
    return sorted({name for function in functions for part, name in _read(function, DEPTH) if part == TABLES})


@cache
def _read(name: str, depth: int) -> frozenset[tuple[str, str]]:
    """Return which parameters a function reads, and the functions that it calls: part and key; and which tables."""
    node = body(name)
    if not isinstance(node, ast.FunctionDef):
        return frozenset()
    found = {pair for part in ast.walk(node) if isinstance(part, ast.Attribute) for pair in _parameter(part, name)}
    found |= {(TABLES, table) for part in ast.walk(node) for table in _tables(part)}
    called = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)} if depth else set()
    for other in (imported(name.rpartition(".")[0], call) for call in sorted(called)):
        if other.startswith(FOLLOWED) and other != name:
            found |= _read(other, depth - 1)
    return frozenset(found)


def _parameter(attribute: ast.Attribute, name: str) -> list[tuple[str, str]]:
    """Return the parameter that ``….profile.ideal_age`` names; of a name that parts share, that of the section."""
    parts = [part for part, kind in PARTS.items() if attribute.attr in {field.name for field in fields(kind)}]
    above = getattr(attribute.value, "attr", "")
    if len(parts) > 1:
        parts = [part for part in parts if part == above] or [part for part in parts if f".{part}" in name]
    return [(part, attribute.attr) for part in parts]


def _tables(node: ast.AST) -> list[str]:
    """Return the table that ``….tables["programmes"]`` names."""
    if isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == TABLES:
        return [str(node.slice.value)] if isinstance(node.slice, ast.Constant) else []
    return [VOICES[1]] if isinstance(node, ast.Attribute) and node.attr == VOICES[0] else []


def _written(lines: list[str], wanted: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the lines of a study file that set some parameters; of a table with a reason, its heading instead."""
    found: list[dict[str, Any]] = []
    table, above, told = "", "", False
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        heading, key = _HEADING.match(text), _KEY.match(text)
        table = heading["name"] if heading else table
        name = heading["name"] if heading else f"{table}.{key['key']}" if key else ""
        code, _, remark = text.partition("  #")
        why = remark.strip() or above
        if heading:
            told = False
        if tuple(name.split(".")[:2]) in wanted and not told and (why or not heading):
            _add(found, {"line": number, "text": _short(code), "why": _short(why)})
            told = bool(heading)
        above = f"{above} {text[1:].strip()}".strip() if text.startswith("#") else ""
    return found


def _add(found: list[dict[str, Any]], told: dict[str, Any]) -> None:
    """Add a line; to the one before, where that ends just above and neither has a reason of its own."""
    before = found[-1] if found else {"line": 0, "text": "", "why": "", "last": -1}
    if before.get("last", before["line"]) == told["line"] - 1 and not before["why"] and not told["why"]:
        before |= {"text": f"{before['text']}; {told['text']}", "last": told["line"]}
    else:
        found.append(told)


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST - 1]}…"
