"""The sheet of a marked workbook that lists its problems, each with a link to its cell."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ppks_study.intake.report import Report
from ppks_study.intake.rules import RULES
from ppks_study.output.checked import summary
from ppks_study.output.phrases import Phrases
from ppks_study.output.spreadsheet import COLOURS, fill, font, lines_broken, put, sheet_name

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Letters in a line of each column of the sheet.
WIDTHS = (12, 32, 32, 44, 44, 20)
HEADERS = ("cell", "column", "value", "reason", "suggestion", "rule")
#: Links that Excel follows in one sheet, less some.
MOST_LINKS = 60_000


class Lines:
    """Lines written one below the other to a sheet; the first value of a line may link to a cell of the answers."""

    def __init__(self, sheet: "Worksheet", answers: str) -> None:
        self.sheet, self.row, self.links = sheet, 0, 0
        self.answers = answers.replace("'", "''")

    def add(self, *values: str, style: str = "", broken: bool = False) -> None:
        """Write a line; no values are an empty one."""
        self.row += 1
        for place, value in enumerate(values, start=1):
            cell = self.sheet.cell(self.row, place)
            put(cell, value)
            if broken:
                cell.alignment = lines_broken()
            if style:
                cell.font = font(style)

    def link(self, address: str, *values: str) -> None:
        """Write a line that begins with the address of a cell, and leads there; what is too long is broken."""
        from openpyxl.worksheet.hyperlink import Hyperlink

        line = (address, *values)
        self.add(*line, broken=any(len(value) > width for value, width in zip(line, WIDTHS, strict=False)))
        self.links += 1
        if address and self.links <= MOST_LINKS:
            cell = self.sheet.cell(self.row, 1)
            cell.font = font("link")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{self.answers}'!{address}")


def add(book: "Workbook", answers: str, report: Report, log: "pd.DataFrame", words: Phrases) -> None:
    """Add the list as the last sheet of a workbook, and let the workbook open there.

    Parameters
    ----------
    book : Workbook
        Gets one sheet more.
    answers : str
        Name of the sheet of answers.
    report, log
        What `check` and `clean` say of the file.
    words : Phrases
        Of the language.
    """
    sheet = book.create_sheet(sheet_name(words.say("title"), book.sheetnames))
    _lay_out(sheet)
    lines = Lines(sheet, answers)
    _summary(lines, report, words)
    _columns(lines, report, words)
    _problems(lines, report, words)
    _changes(lines, log, words)
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet
    book.active = sheet


def _lay_out(sheet: "Worksheet") -> None:
    """Set the widths, and print the sheet across one page."""
    for place, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEF"[place]].width = width
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _summary(lines: Lines, report: Report, words: Phrases) -> None:
    lines.add(f"{words.say('title')}: {report.file}", style="title")
    lines.add(summary(report, words).plain)
    lines.add()
    lines.add(words.say("legend"), style="head")
    for effect in COLOURS:
        lines.add("", words.say(f"effect_{effect}"))
        lines.sheet.cell(lines.row, 1).fill = fill(effect)


def _columns(lines: Lines, report: Report, words: Phrases) -> None:
    found = report.columns
    _section(lines, words.say("unmatched"), [(one["cell"], one["column"], _nearest(one, words))
                                             for one in found["unmatched"]])
    _section(lines, words.say("private"), [(one["cell"], one["column"], words.say(one["looks_like"]),
                                            f"{words.say('cells')}: {one['cells']}")
                                           for one in found["private"]])
    _section(lines, words.say("twice"), [("", one["variable"], "; ".join(one["columns"])) for one in found["twice"]])
    for title, required in (("absent_required", True), ("absent", False)):
        names = [one["variable"] for one in found["absent"] if one["required"] is required]
        _section(lines, words.say(title), [("", ", ".join(names))] if names else [])


def _nearest(column: dict[str, Any], words: Phrases) -> str:
    return f"{words.say('nearest')}: {', '.join(column['nearest'])}" if column["nearest"] else ""


def _section(lines: Lines, title: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    lines.add()
    lines.add(title, style="head")
    for address, *values in rows:
        lines.link(address, *values)


def _problems(lines: Lines, report: Report, words: Phrases) -> None:
    lines.add()
    lines.add(words.say("problems" if report.refused else "no_problems"), style="head")
    if not report.refused:
        return
    lines.add(*(words.say(name) for name in HEADERS), style="head")
    first = lines.row
    for problem in report.problems:
        lines.link(problem["cell"], problem["column"], problem["value"], problem["reason"][words.lang],
                   problem["suggestion"], problem["rule"])
        lines.sheet.cell(lines.row, 3).fill = fill(RULES[problem["rule"]].effect)
    lines.sheet.auto_filter.ref = f"A{first}:F{lines.row}"


def _changes(lines: Lines, log: "pd.DataFrame", words: Phrases) -> None:
    """Tell what was only written in another way: by column and rule, with one example."""
    changed = log[[RULES[rule].effect == "changed" for rule in log["rule"]]]
    if changed.empty:
        return
    lines.add()
    lines.add(words.say("changes"), style="head")
    lines.add(*(words.say(name) for name in ("cell", "column", "example", "reason", "cells")), style="head")
    for (column, _), group in changed.groupby(["column", "rule"], sort=False):
        one = group.iloc[0]
        example, reason = f"{one['raw']} → {one['new']}", one[f"reason_{words.lang}"]
        lines.link(one["cell"], str(column), example, reason, str(len(group)))
