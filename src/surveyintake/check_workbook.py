"""A copy of a user's workbook with the bad cells in colour, each with its reason, and a sheet that lists them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from surveyintake.answer_file import Raw
from surveyintake.check_report import Report
from surveyintake.check_text import summary
from surveyintake.errors import OutputError
from surveyintake.rules import RULES
from surveyintake.wording import Words

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet


#: Effect of a rule -> colour, safe for colour-blind readers.
COLOURS = {"refused": "F4B183", "required": "FFE699", "row": "BFBFBF", "column": "D9C8EC",
           "changed": "DDEBF7"}
FONTS: dict[str, dict[str, Any]] = {"title": {"bold": True, "size": 14}, "head": {"bold": True},
                                    "link": {"color": "0563C1", "underline": "single"}}
#: Letters of a sheet's name.
LONGEST_NAME = 31
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def _allowed(text: str) -> str:
    """Return a text without what a workbook cannot hold.

    Examples
    --------
    >>> _allowed("a\\x0bb")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def _put(cell: "Cell", value: str | float) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    cell.value = _allowed(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = is a formula
        # nor does it become one when somebody edits it
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))


def _sheet_name(text: str, taken: list[str] | None = None) -> str:
    """Return a name that a sheet may have, and that no other has.

    Examples
    --------
    >>> _sheet_name("answers: 1/2"), _sheet_name("Check", ["check"])
    ('answers_ 1_2', 'Check 2')
    """
    name = _NOT_IN_NAMES.sub("_", text)[:LONGEST_NAME] or "_"
    used = {one.casefold() for one in taken or []}
    number = 1
    found = name
    while found.casefold() in used:
        number += 1
        found = f"{name[:LONGEST_NAME - 4]} {number}"
    return found


@cache
def _fill(effect: str) -> "PatternFill":
    """Return the colour of an effect."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=COLOURS[effect])


@cache
def _font(style: str) -> "Font":
    """Return the font of a title, a head or a link."""
    from openpyxl.styles import Font

    return Font(name="Calibri", **{"size": 11, **FONTS[style]})


@cache
def _lines_broken() -> "Alignment":
    """Return the alignment of a text that needs several lines."""
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", wrap_text=True)


# The sheet of a marked workbook that lists its problems, each with a link to its cell.

#: Letters in a line of each column of the sheet.
WIDTHS = (12, 32, 32, 44, 44, 20)
HEADERS = ("cell", "column", "value", "reason", "suggestion", "rule")
#: Links that Excel follows in one sheet, less some.
MOST_LINKS = 60_000


class Lines:
    """Lines written one below the other to a sheet.

    The first value of a line may link to a cell of the answers.
    """

    def __init__(self, sheet: "Worksheet", answers: str) -> None:
        self.sheet, self.row, self.links = sheet, 0, 0
        self.answers = answers.replace("'", "''")

    def add(self, *values: str, style: str = "", broken: bool = False) -> None:
        """Write a line; no values are an empty one.

        Parameters
        ----------
        *values : str
            The cells; without any the line is empty.
        style : str
            One of `FONTS`.
        broken : bool
            Whether long texts are broken into lines.
        """
        self.row += 1
        for place, value in enumerate(values, start=1):
            cell = self.sheet.cell(self.row, place)
            _put(cell, value)
            if broken:
                cell.alignment = _lines_broken()
            if style:
                cell.font = _font(style)

    def link(self, address: str, *values: str) -> None:
        """Write a line that begins with the address of a cell, and leads there; what is too long is
        broken.

        Parameters
        ----------
        address : str
            Address of a cell of the answers.
        *values : str
            The other cells of the line.
        """
        from openpyxl.worksheet.hyperlink import Hyperlink

        line = (address, *values)
        self.add(*line,
                 broken=any(len(value) > width for value, width in zip(line, WIDTHS, strict=False)))
        self.links += 1
        if address and self.links <= MOST_LINKS:
            cell = self.sheet.cell(self.row, 1)
            cell.font = _font("link")
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{self.answers}'!{address}")


def _add(book: "Workbook", answers: str, report: Report, log: "pd.DataFrame", words: Words) -> None:
    """Add the list as the last sheet of a workbook, and let the workbook open there.

    Parameters
    ----------
    book : Workbook
        Gets one sheet more.
    answers : str
        Name of the sheet of answers.
    report, log
        What `check` and `clean` say of the file.
    words : Words
        Of the language.
    """
    sheet = book.create_sheet(_sheet_name(words.say("title"), book.sheetnames))
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


def _summary(lines: Lines, report: Report, words: Words) -> None:
    lines.add(f"{words.say('title')}: {report.file}", style="title")
    lines.add(summary(report, words).plain)
    lines.add()
    lines.add(words.say("legend"), style="head")
    for effect in COLOURS:
        lines.add("", words.say(f"effect_{effect}"))
        lines.sheet.cell(lines.row, 1).fill = _fill(effect)


def _columns(lines: Lines, report: Report, words: Words) -> None:
    found = report.columns
    _section(lines, words.say("unmatched"), [(one["cell"], one["column"], _nearest(one, words))
                                             for one in found["unmatched"]])
    _section(lines, words.say("private"),
             [(one["cell"], one["column"], words.say(one["looks_like"]),
                                            f"{words.say('cells')}: {one['cells']}")
                                           for one in found["private"]])
    _section(lines, words.say("twice"),
             [("", one["variable"], "; ".join(one["columns"])) for one in found["twice"]])
    for title, required in (("absent_required", True), ("absent", False)):
        names = [one["variable"] for one in found["absent"] if one["required"] is required]
        _section(lines, words.say(title), [("", ", ".join(names))] if names else [])


def _nearest(column: dict[str, Any], words: Words) -> str:
    return f"{words.say('nearest')}: {', '.join(column['nearest'])}" if column["nearest"] else ""


def _section(lines: Lines, title: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    lines.add()
    lines.add(title, style="head")
    for address, *values in rows:
        lines.link(address, *values)


def _problems(lines: Lines, report: Report, words: Words) -> None:
    lines.add()
    lines.add(words.say("problems" if report.refused else "no_problems"), style="head")
    if not report.refused:
        return
    lines.add(*(words.say(name) for name in HEADERS), style="head")
    first = lines.row
    for problem in report.problems:
        lines.link(problem["cell"], problem["column"], problem["value"],
                   problem["reason"][words.lang],
                   problem["suggestion"], problem["rule"])
        lines.sheet.cell(lines.row, 3).fill = _fill(RULES[problem["rule"]].effect)
    lines.sheet.auto_filter.ref = f"A{first}:F{lines.row}"


def _changes(lines: Lines, log: "pd.DataFrame", words: Words) -> None:
    """Tell what was only written in another way: by column and rule, with one example."""
    changed = log[[RULES[rule].effect == "changed" for rule in log["rule"]]]
    if changed.empty:
        return
    lines.add()
    lines.add(words.say("changes"), style="head")
    lines.add(*(words.say(name) for name in ("cell", "column", "example", "reason", "cells")),
              style="head")
    for (column, _), group in changed.groupby(["column", "rule"], sort=False):
        one = group.iloc[0]
        example, reason = f"{one['raw']} → {one['new']}", one[f"reason_{words.lang}"]
        lines.link(one["cell"], str(column), example, reason, str(len(group)))


#: Cells that get a comment: each is a drawing, and a spreadsheet opens no more of them with ease.
MOST_COMMENTS = 5_000
#: Letters in a line of a comment, and pixels of a comment and of its lines.
LETTERS, WIDTH, LINE, EDGE = 44, 320, 20, 16


def write_check_workbook(source: Path, raw: Raw, report: Report, log: "pd.DataFrame", out: Path,
                         lang: str, *,
             raw_data: Path | None = None, author: str = "surveyintake") -> None:
    """Write a copy of a file of answers with its problems marked, whole or not at all.

    Parameters
    ----------
    source : Path
        The file of answers; an .xlsx keeps its sheets, styles and formulas, of any other kind the
        cells are written.
    raw, report, log
        The file as read, what `check` says of it, and the log of `clean`.
    out : Path
        The copy, an .xlsx.
    lang : str
        ``id`` or ``en``.
    raw_data : Path, optional
        A folder of answers as collected: no copy is written into it.
    author : str
        Whose the comments are.

    Raises
    ------
    OutputError
        The copy would take the place of the answers, lie among raw data, is not named .xlsx, or
        cannot be written.
    """
    _refuse(source, out, raw_data)
    words = Words(lang)
    book, sheet = _workbook(source, raw)
    _colour(sheet, report, log)
    _comment(sheet, report, words, author)
    _add(book, sheet.title, report, log, words)
    _save(book, out)


def _save(book: "Workbook", out: Path) -> None:
    waiting = out.with_name(f"{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        book.save(waiting)
        waiting.replace(out)
    except OSError as error:
        raise OutputError(f"the copy cannot be written: {error.strerror}", where=out.name,
                          fix="close it in the spreadsheet, or name another file") from error
    finally:
        waiting.unlink(missing_ok=True)


def _refuse(source: Path, out: Path, raw_data: Path | None) -> None:
    fix = "name another file, as scratch/marked.xlsx"
    if out.suffix.lower() != ".xlsx":
        raise OutputError("the copy is an Excel workbook", where=out.name,
                          expected="a name ending in .xlsx", fix=fix)
    if out.resolve() == source.resolve() or (out.exists() and out.samefile(source)):
        raise OutputError("the copy would take the place of the answers", where=out.name, fix=fix)
    if raw_data is not None and out.resolve().is_relative_to(raw_data.resolve()):
        raise OutputError("no code writes among the raw data", where=out.name,
                          expected=f"a folder beside {raw_data.name}/",
                          fix=fix)


def _workbook(source: Path, raw: Raw) -> "tuple[Workbook, Worksheet]":
    """Return the workbook to mark, and its sheet of answers."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(source, rich_text=True)
        return book, book[raw.sheet]
    except (InvalidFileException, OSError, KeyError, ValueError, TypeError, AttributeError):
        return _written(raw)  # no workbook, or one that openpyxl cannot read whole: its cells can be marked too


def _written(raw: Raw) -> "tuple[Workbook, Worksheet]":
    """Return a workbook of the cells as read, text as text, each at its address."""
    from openpyxl import Workbook
    from openpyxl.utils import column_index_from_string

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _sheet_name(raw.sheet or Path(raw.file).stem)
    for column, letter in raw.letters.items():
        place = column_index_from_string(letter)
        _put(sheet.cell(raw.header_row, place), raw.header(column))
        for row, text in zip(map(int, raw.cells.index), raw.cells[column], strict=True):
            if text:
                _put(sheet.cell(row, place), float(text) if (row, column) in raw.numeric else text)
    sheet.freeze_panes = sheet.cell(raw.header_row + 1, 1)
    return book, sheet


def _colour(sheet: "Worksheet", report: Report, log: "pd.DataFrame") -> None:
    """Colour rows first, then cells: a cell's own colour shows."""
    effects = [(problem, RULES[problem["rule"]].effect) for problem in report.problems]
    for problem, effect in effects:
        if effect == "row":
            for place in range(1, sheet.max_column + 1):
                sheet.cell(problem["row"], place).fill = _fill("row")
    for address in log.loc[[RULES[rule].effect == "changed" for rule in log["rule"]], "cell"]:
        sheet[address].fill = _fill("changed")
    columns = [(one, "column") for one in report.columns["unmatched"]]
    for problem, effect in [*columns, *effects]:
        if problem["cell"]:
            sheet[problem["cell"]].fill = _fill(effect)


def _comment(sheet: "Worksheet", report: Report, words: Words, author: str) -> None:
    from openpyxl.cell import MergedCell
    from openpyxl.comments import Comment

    for address, text in _texts(report, words):
        cell = sheet[address]
        if isinstance(cell, MergedCell):
            continue
        earlier = [cell.comment.text] if cell.comment else []
        told = _allowed("\n\n".join([*earlier, text]))
        lines = sum(len(line) // LETTERS + 1 for line in told.split("\n"))
        cell.comment = Comment(told, author, width=WIDTH, height=lines * LINE + EDGE)


def _texts(report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """Give the address and the text of each comment."""
    for problem in report.problems[:MOST_COMMENTS]:
        if problem["cell"]:
            yield problem["cell"], _text(problem, words)
    for one in report.columns["unmatched"]:
        if one["cell"]:
            nearest = f"\n{words.say('nearest')}: {', '.join(one['nearest'])}" if one["nearest"] else ""
            yield one["cell"], f"{words.say('unmatched_one')}{nearest}"


def _text(problem: Mapping[str, Any], words: Words) -> str:
    suggestion = f"\n{words.say('suggestion')}: {problem['suggestion']}" if problem["suggestion"] else ""
    reason = f"{words.say('reason')}: {problem['reason'][words.lang]}"
    return f"{reason}{suggestion}\n({words.say('rule')}: {problem['rule']})"
