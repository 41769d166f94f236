"""The report of `ppks score` on a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

from babel.numbers import format_decimal

from ppks_study.output.phrases import Phrases

#: Columns, values of a column, and cells that are shown.
COLUMNS, VALUES, CELLS = 12, 3, 5


def lines(report: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Give the lines of a report of `score_register` in a language, ``id`` or ``en``."""
    words, refused = Phrases("register", lang), report["refused"]

    def number(value: int) -> str:
        return format_decimal(value, locale=lang)

    yield words.say("rows", report["file"], number(report["rows"]), report["out"], report["study"])
    for name, many in report["scored"].items():
        yield "  " + words.say("dimension", words.label(name) or name, number(many), number(report["rows"] - many))
    if report["left_out"]:
        yield words.say("left_out", ", ".join(report["left_out"]))
    if not refused["list"]:
        yield words.say("nothing")
        return
    yield words.say("refused", number(refused["cells"]), number(refused["duplicates"]))
    for column in refused["columns"][:COLUMNS]:
        values = [words.say("value", repr(one["value"]), number(one["cells"])) for one in column["values"][:VALUES]]
        values += [words.say("more", number(len(column["values"]) - VALUES))] if len(column["values"]) > VALUES else []
        yield "  " + words.say("column", column["column"], number(column["cells"]), ", ".join(values))
    for cell in refused["first"][:CELLS]:
        yield "  " + _cell(cell, words)
    yield words.say("list", refused["list"])


def _cell(cell: Mapping[str, Any], words: Phrases) -> str:
    told = words.say("cell", cell["row"], cell["column"], repr(cell["value"]))
    if cell["rule"] == "duplicate_code":
        return told + " " + words.say("earlier", cell["suggestion"])
    return told + (" " + words.say("perhaps", cell["suggestion"]) if cell["suggestion"] else "")
