"""Table 1: a block for each variable, a column of all and one for each group, n at its head."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperbuild.table import Table, tidy
from ppks_study.numbers import DASH, FORMATS, number
from ppks_study.phrases import word
from ppks_study.sections.table_one import UNANSWERED
from ppks_study.tables.estimate_table import MARKS, cell, marks

Record = Mapping[Any, Any]
#: Numbers of a block by column of the table.
Block = Mapping[str, Sequence[Record]]
#: A row of a variable of numbers: the kinds that stand in one cell, and how they are written.
SUMMARIES = {"mean_sd": (("mean", "sd"), "{} ({})"),
             "quartiles": (("median", "lower_quartile", "upper_quartile"), "{} [{}; {}]")}
#: A row of the table: its label, the numbers of each cell, the text of each cell.
Line = tuple[str, list[list[Record]], list[str]]


def of_groups(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "") -> Table:
    """Return a Table 1 (`ppks_study.sections.table_one`) as a table.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame with ``column``, ``column_label``, ``group``, ``group_label`` and
        ``label``; rows without a group count the people of a column.
    title : str
        In the language.
    lang : str
        ``id`` or ``en``.
    origin : str
        What the note says of the respondents, such as that they are simulated.

    Notes
    -----
    A cell of a category is count (share), of a number mean (standard deviation) and median
    [quartiles]. The last row of a variable counts who did not answer. The n at the head of a column
    is its denominator, less who did not answer.
    """
    frame = _closed(frame)
    records = frame.to_dict("records")
    columns = list(dict.fromkeys(row["column"] for row in records))
    heads, placed = [], []
    blocks: dict[str, list[Record]] = {}
    for row in records:
        if row["group"]:
            blocks.setdefault(row["group"], []).append(row)
        else:
            heads.append(f"{row['column_label']} (n = {cell(row, lang)})")
            placed.append(_placed(row, pd.NA, columns.index(row["column"]), lang))
    rows: list[tuple[str, ...]] = []
    for block in blocks.values():
        name = str(block[0]["group_label"])
        for row_label, numbers, texts in _block(block, columns, lang):
            for column, in_cell in enumerate(numbers):
                for one in in_cell:
                    placed.append(_placed(one, len(rows), column, lang))
            rows.append((name, row_label, *texts))
            name = ""
    note = [_denominators(records, lang), _ungrouped(records, lang),
            marks(frame, lang), origin]
    return Table(title, (word("variable", lang), word("category", lang), *heads), tuple(rows),
                 " ".join(filter(None, note)), tuple(row["key"] for row in records),
                 (False, False, *[True] * len(heads)), lang, tidy(placed), formats=FORMATS)


def _closed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a Table 1 in which a number is withheld where the sizes that it rests on are."""
    secret = frame[["n", "denominator", "missing"]].isna().any(axis="columns")
    values = {name: frame[name].mask(secret) for name in ("value", "lower", "upper")}
    return frame.assign(**values, basis=frame["basis"].mask(secret, "withheld"))


def _placed(row: Record, line: Any, column: int, lang: str) -> dict[str, Any]:
    """Return a number with its place; the count of a column's people has no line, but its head."""
    own = {str(name): value for name, value in row.items()}
    return {**own, "row": line, "column": column + 2, "text": cell(row, lang)}


def _block(records: Sequence[Record], columns: Sequence[str], lang: str) -> list[Line]:
    """Return the lines of one variable: its categories or summaries, and who did not answer."""
    block: dict[str, list[Record]] = {column: [] for column in columns}
    kinds_told = set()
    for row in records:
        block[row["column"]].append(row)
        kinds_told.add(row["kind"])
    lines: list[Line] = []
    if "count" in kinds_told:
        for row in block[columns[0]]:
            if row["kind"] == "count":
                lines.append(_category(row["label"], row["category"], block, lang))
    else:
        for name, (kinds, _) in SUMMARIES.items():
            if kinds[0] in kinds_told:
                lines.append(_summary(name, block, lang))
    unanswered, missing = [], []
    for rows in block.values():
        own: list[Record] = []
        known: list[int] = []
        for row in rows:
            if row["kind"] == UNANSWERED:
                own.append(row)
            if not pd.isna(row["missing"]):
                known.append(row["missing"])
        unanswered.append(own)
        if own:
            missing.append(cell(own[0], lang))
        else:
            missing.append(number(max(known), lang) if known else MARKS["withheld"])
    return [*lines, (word("missing", lang), unanswered, missing)]


def _category(row_label: str, category: str, block: Block, lang: str) -> Line:
    """Return the line of a category: count and share in each column, with the mark of both."""
    numbers, texts = [], []
    for rows in block.values():
        own, by_kind = [], {}
        for row in rows:
            if row["category"] == category:
                own.append(row)
                by_kind[row["kind"]] = cell(row, lang)
        numbers.append(own)
        if "count" not in by_kind:
            texts.append(DASH)
        elif "share" in by_kind:
            texts.append(_marked([by_kind["count"], by_kind["share"]], "{} ({})"))
        else:
            texts.append(_marked([by_kind["count"]], "{}"))
    return row_label, numbers, texts


def _summary(name: str, block: Block, lang: str) -> Line:
    """Return a line of a variable of numbers; only its first kind where a column lacks another."""
    kinds, pattern = SUMMARIES[name]
    numbers, complete = [], True
    for rows in block.values():
        own: list[Record] = []
        for kind in kinds:
            own += [row for row in rows if row["kind"] == kind]
        numbers.append(own)
        complete = complete and len(own) == len(kinds)
    texts = []
    for own in numbers:
        cells = [cell(own[0], lang)]
        for row in own[1:]:
            is_money = row["unit"].startswith("idr")  # the currency stands before the first
            cells.append(cell({**row, "unit": "people"} if is_money else row, lang))
        texts.append(_marked(cells, pattern if complete else "{}"))
    return word(name if complete else kinds[0], lang), numbers, texts


def _marked(cells: Sequence[str], pattern: str) -> str:
    """Return several numbers in one cell; a mark that all of them bear stands once, behind."""
    ends = set()
    for text in cells:
        ends.add(text[-1] if text and text[-1] in MARKS.values() else "")
    if len(ends) > 1:
        return pattern.format(*cells)
    mark = ends.pop() if ends else ""
    bare = [text.removesuffix(mark).strip() for text in cells]
    if len(set(bare)) == 1 and mark == MARKS["withheld"]:
        return f"{bare[0]} {mark}".strip()
    return f"{pattern.format(*bare)} {mark}".strip()


def _denominators(records: Sequence[Record], lang: str) -> str:
    """Return what a share is of: of all in a reconstruction, of those who answered in a survey."""
    of_all = False
    for row in records:
        if row["kind"] == "share" and not pd.isna(row["n"]):
            of_all = of_all or bool(row["denominator"] != row["n"])
    return word("table_one_note_all" if of_all else "table_one_note", lang)


def _ungrouped(records: Sequence[Record], lang: str) -> str:
    """Return how many did not say to which group they belong; only the column of all has them."""
    most = 0
    for row in records:
        if not row["group"] and row["column"] != "all" and not pd.isna(row["missing"]):
            most = max(most, int(row["missing"]))
    return word("ungrouped", lang).format(number(most, lang)) if most else ""
