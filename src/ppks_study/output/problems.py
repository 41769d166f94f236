"""The problems of a file of answers, told together where they are alike."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ppks_study.intake.report import Report
from ppks_study.intake.rules import RULES
from ppks_study.output.phrases import Phrases

#: Lines that one rule gets in one column.
MOST_LINES = 4
#: Letters of a text that are shown.
MOST_LETTERS = 60


@dataclass(frozen=True)
class Alike:
    """Cells of one column that share value, reason and suggestion; or, with no value, the rest of a rule's cells."""

    cells: tuple[str, ...]
    column: str
    value: str
    reason: str
    suggestion: str = ""


def effects(report: Report) -> Counter[str]:
    """Return how many problems have which effect."""
    return Counter(RULES[problem["rule"]].effect for problem in report.problems)


def alike(problems: Sequence[Mapping[str, Any]], words: Phrases) -> list[Alike]:
    """Return problems by column and rule, in the order in which these first occur."""
    place = {kind: number for number, kind in enumerate(dict.fromkeys(map(_kind, problems)))}
    ordered = sorted(problems, key=lambda problem: place[_kind(problem)])
    return [line for _, members in groupby(ordered, _kind) for line in _lines(list(members), words)]


def _kind(problem: Mapping[str, Any]) -> tuple[str, str]:
    return problem["column"], problem["rule"]


def _lines(problems: list[Mapping[str, Any]], words: Phrases) -> list[Alike]:
    """Return one line a value and suggestion; of many values, what is left in one line."""
    cells: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        cells.setdefault((problem["value"], problem["suggestion"]), []).append(problem["cell"])
    column, reason = problems[0]["column"], problems[0]["reason"][words.lang]
    lines = [Alike(tuple(found), column, value or words.say("empty"), reason, suggestion)
             for (value, suggestion), found in cells.items()]
    if len(lines) <= MOST_LINES:
        return lines
    rest = tuple(cell for line in lines[MOST_LINES - 1:] for cell in line.cells)
    return [*lines[:MOST_LINES - 1], Alike(rest, column, "", words.say("more_values"))]


def plain(text: object, most: int = MOST_LETTERS) -> str:
    """Return a text on one line, cut to so many letters, without what a terminal would obey.

    Examples
    --------
    >>> plain("two\\nlines \\x1b[31m")
    'two lines [31m'
    """
    line = "".join(mark for mark in " ".join(str(text).split()) if mark.isprintable())
    return line if len(line) <= most else f"{line[:most - 1]}…"
