"""The report on a file of answers, on a terminal.

What was refused and where, columns in doubt, what to do.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from babel.numbers import format_decimal
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from surveyintake.check_report import Report
from surveyintake.rules import RULES
from surveyintake.wording import Words

# The problems of a file of answers, told together where they are alike.

#: Lines that one rule gets in one column.
MOST_PROBLEM_LINES = 4
#: Letters of a text that are shown.
MOST_LETTERS = 60


@dataclass(frozen=True)
class Alike:
    """Cells of one column that share value, reason and suggestion.

    Or, with no value, the rest of a rule's cells.
    """

    cells: tuple[str, ...]
    column: str
    value: str
    reason: str
    suggestion: str = ""


def _effects(report: Report) -> Counter[str]:
    """Return how many problems have which effect."""
    return Counter(RULES[problem["rule"]].effect for problem in report.problems)


def alike(problems: Sequence[Mapping[str, Any]], words: Words) -> list[Alike]:
    """Return problems by column and rule, in the order in which these first occur.

    Parameters
    ----------
    problems : sequence of mapping
        Problems of a `Report`.
    words : Words
        Of the language of the report.
    """
    place = {kind: number for number, kind in enumerate(dict.fromkeys(map(_kind, problems)))}
    ordered = sorted(problems, key=lambda problem: place[_kind(problem)])
    lines: list[Alike] = []
    for _, members in groupby(ordered, _kind):
        lines += _lines(list(members), words)
    return lines


def _kind(problem: Mapping[str, Any]) -> tuple[str, str]:
    return problem["column"], problem["rule"]


def _lines(problems: list[Mapping[str, Any]], words: Words) -> list[Alike]:
    """Return one line a value and suggestion; of many values, what is left in one line."""
    cells: dict[tuple[str, str], list[str]] = {}
    for problem in problems:
        cells.setdefault((problem["value"], problem["suggestion"]), []).append(problem["cell"])
    column, reason = problems[0]["column"], problems[0]["reason"][words.lang]
    lines = [Alike(tuple(found), column, value or words.say("empty"), reason, suggestion)
             for (value, suggestion), found in cells.items()]
    if len(lines) <= MOST_PROBLEM_LINES:
        return lines
    rest: list[str] = []
    for line in lines[MOST_PROBLEM_LINES - 1:]:
        rest += line.cells
    others = Alike(tuple(rest), column, "", words.say("more_values"))
    return [*lines[:MOST_PROBLEM_LINES - 1], others]


def plain(text: object, most: int = MOST_LETTERS) -> str:
    """Return a text on one line, cut to so many letters, without what a terminal would obey.

    Parameters
    ----------
    text : object
        Anything that a file may hold.
    most : int
        How many letters are kept.

    Examples
    --------
    >>> plain("two\\nlines \\x1b[31m")
    'two lines [31m'
    """
    line = "".join(mark for mark in " ".join(str(text).split()) if mark.isprintable())
    return line if len(line) <= most else f"{line[:most - 1]}…"


#: Width where nothing tells it: a file, a pipe.
WIDTH = 120
#: Narrower than this a suggestion stands below its reason.
WIDE = 110
#: Lines of the table of problems and of a table of columns; cells of a line; names in a list.
MOST_LINES, MOST_CELLS, MOST_NAMES = 40, 3, 12
#: Letters of a suggestion, and of the column of addresses.
MOST_SUGGESTED, ADDRESSES = 120, 16


def show_report(report: Report, lang: str, *, form: str = "", written: str = "", untrack: str = "",
         own: Mapping[str, str] | None = None, console: Console | None = None) -> None:
    """Print a report in a language.

    Parameters
    ----------
    report : Report
        What a file of answers holds; identifiers are masked in it.
    lang : str
        ``id`` or ``en``.
    form : str
        What the questionnaire is called.
    written : str
        Path of the workbook that was written, if one was.
    untrack : str
        Path of the file, if git tracks it and should not.
    own : mapping of str to str, optional
        Texts in place of the package's, by their keys in ``words/check.toml``: what to do with
        columns that match nothing (``map_hint``) and with a file that is ready (``next_ready``).
    console : Console, optional
        Where to print, instead of standard output.
    """
    words = Words(lang, own or {})
    out = console or Console(highlight=False)
    out = out if console or out.is_terminal else Console(highlight=False, width=WIDTH)
    parts = [_head(report, form, words), summary(report, words),
             *_problems(report, words, wide=out.width >= WIDE),
             *_columns(report, words), *_private(report, words), *_tracked(untrack, words),
             *_next(report, written, words)]
    out.print(*parts, sep="\n")


def summary(report: Report, words: Words) -> Text:
    """Return rows in, kept and refused, cells normalised and refused, and columns in doubt, on one
    line.

    Parameters
    ----------
    report : Report
        What a file of answers holds.
    words : Words
        Of the language of the report.
    """
    counts = _effects(report)
    rows = words.count("rows", report.rows_in, report.rows_out, report.rows_refused)
    cells = words.count("cells_counted", report.cells_changed, counts["refused"])
    cells += f", {words.count('cells_required', counts['required'])}" if counts["required"] else ""
    columns = [words.count("columns_doubted", counts["column"])] if counts["column"] else []
    return Text(" · ".join([rows, cells, *columns]), style="red" if report.refused else "green")


def _head(report: Report, form: str, words: Words) -> Text:
    more = [words.say("sheet", plain(report.sheet))] if report.sheet else []
    more += [words.say("form", plain(form))] if form else []
    return Text.assemble((plain(report.file), "bold"), (" · ".join(["", *more]), "dim"))


def _section(title: str, *parts: Any) -> list[object]:
    section: list[object] = ["", Text(title, style="bold")]
    for part in parts:
        section.append(Padding(part, (0, 0, 0, 2), expand=False))
    return section


def _table(*headers: tuple[str, int | None]) -> Table:
    """Return an empty table; a column is as wide as it must be, or takes its share of the rest."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for place, (header, ratio) in enumerate(headers):
        table.add_column(header, overflow="fold", ratio=ratio,
                         max_width=None if place else ADDRESSES)
    return table


def _problems(report: Report, words: Words, *, wide: bool) -> list[object]:
    if not report.refused:
        return ["", Text(words.say("no_problems"), style="bold green")]
    lines = alike(report.problems, words)
    names = ["cell", "column", "value", "reason", *(["suggestion"] if wide else [])]
    table = _table(*((words.say(name), ratio)
                     for name, ratio in zip(names, (None, 4, 3, 4, 4), strict=False)))
    for line in lines[:MOST_LINES]:
        table.add_row(*_row(line, words, wide=wide))
    left = sum(len(line.cells) for line in lines[MOST_LINES:])
    hint = [Text(words.count("more_cells", left), style="yellow")] if left else []
    return _section(words.say("problems"), table, *hint)


def _row(line: Alike, words: Words, *, wide: bool) -> list[Text]:
    cells = _some(line.cells, MOST_CELLS, words)
    reason, suggestion = Text(line.reason), Text(plain(line.suggestion, MOST_SUGGESTED),
                                                 style="green")
    if not wide and line.suggestion:
        reason = Text.assemble(reason, "\n→ ", suggestion)
    row = [Text(cells, style="bold red"), Text(plain(line.column)),
           Text(plain(line.value), style="magenta"), reason]
    return [*row, suggestion] if wide else row


def _some(names: Sequence[str], most: int, words: Words) -> str:
    left = len(names) - most
    shown = ", ".join(map(plain, names[:most]))
    return f"{shown} {words.count('more', left)}" if left > 0 else shown


def _columns(report: Report, words: Words) -> list[object]:
    found = report.columns
    required: list[str] = []
    others: list[str] = []
    for one in found["absent"]:
        (required if one["required"] else others).append(one["variable"])
    return [*_unmatched(found["unmatched"], words), *_twice(found["twice"], words),
            *_names("absent_required", required, words, "red"),
            *_names("absent", others, words, ""),
            *_names("ignored", found["ignored"], words, "dim")]


def _unmatched(columns: Sequence[dict], words: Words) -> list[object]:
    if not columns:
        return []
    table = _table((words.say("cell"), None), (words.say("column"), 1), (words.say("nearest"), 1))
    for one in columns[:MOST_LINES]:
        nearest = Text(", ".join(one["nearest"]) or "–", style="green")
        table.add_row(one["cell"], plain(one["column"]), nearest)
    left = len(columns) - MOST_LINES
    more = [words.count("more", left)] if left > 0 else []
    return _section(words.say("unmatched"), table, *more, Text(words.say("map_hint"), style="dim"))


def _twice(columns: Sequence[dict], words: Words) -> list[object]:
    lines = [Text(f"{one['variable']}: {'; '.join(map(plain, one['columns']))}") for one in columns]
    return _section(words.say("twice"), *lines) if lines else []


def _names(title: str, names: Sequence[str], words: Words, style: str) -> list[object]:
    return _section(words.say(title),
                    Text(_some(names, MOST_NAMES, words), style=style)) if names else []


def _private(report: Report, words: Words) -> list[object]:
    table = _table(*((words.say(name), None) for name in ("cell", "column", "looks_like", "cells")))
    for one in report.columns["private"]:
        kind, number = words.say(one["looks_like"]), format_decimal(one["cells"], locale=words.lang)
        table.add_row(plain(one["cell"]), plain(one["column"]), Text(kind, style="bold red"),
                      number)
    hint = Text(words.say("private_hint"), style="dim")
    return _section(words.say("private"), table, hint) if table.row_count else []


def _tracked(path: str, words: Words) -> list[object]:
    return _section(words.say("tracked"),
                    Text(words.say("tracked_fix", path), style="red")) if path else []


def _next(report: Report, written: str, words: Words) -> Iterable[object]:
    following = words.say("next_mend" if report.refused else "next_ready")
    following += f" {words.say('next_copy')}" if report.refused and not written else ""
    if written:
        yield from ("", Text(words.say("written", written), style="bold"))
    yield from ("", Text.assemble((f"{words.say('next')}: ", "bold"), following))
