"""A copy of a user's workbook with the bad cells in colour, each with its reason, and a sheet that lists them."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppks_study.errors import OutputError
from ppks_study.intake.raw import Raw
from ppks_study.intake.report import Report
from ppks_study.intake.rules import RULES
from ppks_study.output import checklist
from ppks_study.output.phrases import Phrases
from ppks_study.output.spreadsheet import allowed, fill, put, sheet_name
from ppks_study.study import project_root

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

#: Cells that get a comment: each is a drawing, and a spreadsheet opens no more of them with ease.
MOST_COMMENTS = 5_000
#: Letters in a line of a comment, and pixels of a comment and of its lines.
LETTERS, WIDTH, LINE, EDGE = 44, 320, 20, 16


def annotate(source: Path, raw: Raw, report: Report, log: "pd.DataFrame", out: Path, lang: str) -> None:
    """Write a copy of a file of answers with its problems marked, whole or not at all.

    Parameters
    ----------
    source : Path
        The file of answers; an .xlsx keeps its sheets, styles and formulas, of any other kind the cells are written.
    raw, report, log
        The file as read, what `check` says of it, and the log of `clean`.
    out : Path
        The copy, an .xlsx.
    lang : str
        ``id`` or ``en``.

    Raises
    ------
    OutputError
        The copy would take the place of the answers, lie among raw data, is not named .xlsx, or cannot be written.
    """
    _refuse(source, out)
    words = Phrases("check", lang)
    book, sheet = _workbook(source, raw)
    _colour(sheet, report, log)
    _comment(sheet, report, words)
    checklist.add(book, sheet.title, report, log, words)
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


def _refuse(source: Path, out: Path) -> None:
    raw_data = project_root(out.parent) / "data" / "raw"
    fix = "name another file, as --xlsx scratch/marked.xlsx"
    if out.suffix.lower() != ".xlsx":
        raise OutputError("the copy is an Excel workbook", where=out.name, expected="a name ending in .xlsx", fix=fix)
    if out.resolve() == source.resolve() or (out.exists() and out.samefile(source)):
        raise OutputError("the copy would take the place of the answers", where=out.name, fix=fix)
    if out.resolve().is_relative_to(raw_data):
        raise OutputError("no code writes among the raw data", where=out.name, expected="a folder beside data/raw/",
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
    sheet.title = sheet_name(raw.sheet or Path(raw.file).stem)
    for column, letter in raw.letters.items():
        place = column_index_from_string(letter)
        put(sheet.cell(raw.header_row, place), raw.header(column))
        for row, text in zip(map(int, raw.cells.index), raw.cells[column], strict=True):
            if text:
                put(sheet.cell(row, place), float(text) if (row, column) in raw.numeric else text)
    sheet.freeze_panes = sheet.cell(raw.header_row + 1, 1)
    return book, sheet


def _colour(sheet: "Worksheet", report: Report, log: "pd.DataFrame") -> None:
    """Colour rows first, then cells: a cell's own colour shows."""
    effects = [(problem, RULES[problem["rule"]].effect) for problem in report.problems]
    for problem, effect in effects:
        if effect == "row":
            for place in range(1, sheet.max_column + 1):
                sheet.cell(problem["row"], place).fill = fill("row")
    for address in log.loc[[RULES[rule].effect == "changed" for rule in log["rule"]], "cell"]:
        sheet[address].fill = fill("changed")
    columns = [(one, "column") for one in report.columns["unmatched"]]
    for problem, effect in [*columns, *effects]:
        if problem["cell"]:
            sheet[problem["cell"]].fill = fill(effect)


def _comment(sheet: "Worksheet", report: Report, words: Phrases) -> None:
    from openpyxl.cell import MergedCell
    from openpyxl.comments import Comment

    for address, text in _texts(report, words):
        cell = sheet[address]
        if isinstance(cell, MergedCell):
            continue
        earlier = [cell.comment.text] if cell.comment else []
        told = allowed("\n\n".join([*earlier, text]))
        lines = sum(len(line) // LETTERS + 1 for line in told.split("\n"))
        cell.comment = Comment(told, "ppks", width=WIDTH, height=lines * LINE + EDGE)


def _texts(report: Report, words: Phrases) -> Iterator[tuple[str, str]]:
    """Give the address and the text of each comment."""
    for problem in report.problems[:MOST_COMMENTS]:
        if problem["cell"]:
            yield problem["cell"], _text(problem, words)
    for one in report.columns["unmatched"]:
        if one["cell"]:
            nearest = f"\n{words.say('nearest')}: {', '.join(one['nearest'])}" if one["nearest"] else ""
            yield one["cell"], f"{words.say('unmatched_one')}{nearest}"


def _text(problem: Mapping[str, Any], words: Phrases) -> str:
    suggestion = f"\n{words.say('suggestion')}: {problem['suggestion']}" if problem["suggestion"] else ""
    reason = f"{words.say('reason')}: {problem['reason'][words.lang]}"
    return f"{reason}{suggestion}\n({words.say('rule')}: {problem['rule']})"
