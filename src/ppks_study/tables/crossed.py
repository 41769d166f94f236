"""Table 1 as it is read: a block per variable, a column of all and one per group, each with its n at the head."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from paperbuild.table import Table, plain, tidy
from ppks_study.labels import label
from ppks_study.numbers import DASH, FORMATS, number
from ppks_study.phrases import Phrases, word
from ppks_study.sections.table_one import UNANSWERED
from ppks_study.tables.estimate_table import MARKS, cell, marks
from surveyintake.instrument import Instrument

Record = Mapping[Any, Any]
#: What is told of a number: kinds of a row together, and how they are put.
TOLD = {"mean_sd": (("mean", "sd"), "{} ({})"), "quartiles": (("median", "lower_quartile", "upper_quartile"),
                                                             "{} [{}; {}]")}
Line = tuple[str, str, list[list[Record]], list[str]]


def of_groups(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "") -> Table:
    """Return a Table 1 (`sections.table_one`) as a table.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame with ``column``, ``column_label``, ``group``, ``group_label`` and ``label``; rows without a
        group count the people of a column.
    title, lang, origin : str
        As in `of_estimates`.

    Notes
    -----
    A cell of a category is count (share), of a number mean (standard deviation) and median [quartiles]. The last row of
    a variable counts who did not answer. The n at the head of a column is its denominator, less who did not answer.
    """
    frame = _closed(frame)
    records = frame.to_dict("records")
    columns = list(dict.fromkeys(row["column"] for row in records))
    heads = [_head(row, lang) for row in records if not row["group"]]
    lines = [line for name in dict.fromkeys(row["group"] for row in records if row["group"])
             for line in _block([row for row in records if row["group"] == name], columns, lang)]
    rows = tuple((plain(name), plain(label), *map(plain, texts)) for name, label, _, texts in lines)
    placed = [_placed(row, pd.NA, columns.index(row["column"]), lang) for row in records if not row["group"]]
    placed += [_placed(row, place, at, lang)
              for place, (_, _, found, _) in enumerate(lines) for at, numbers in enumerate(found) for row in numbers]
    note = " ".join(filter(None, [_denominators(records, lang), _ungrouped(records, lang), marks(frame, lang), origin]))
    return Table(title, (word("variable", lang), word("category", lang), *heads), rows, note,
                 tuple(row["key"] for row in records), (False, False, *(True for _ in heads)), lang, tidy(placed), formats=FORMATS)


def named(frame: pd.DataFrame, instrument: Instrument, phrases: Phrases) -> pd.DataFrame:
    """Return a Table 1 with what its columns, variables and categories are called."""
    columns, variables = {"all": word("all_people", phrases.lang)}, {"": ""}
    for row in frame[frame["group"] == ""].to_dict("records"):
        if row["column"] != "all":
            columns[row["column"]] = label(row["column"], row["condition"], instrument, phrases)
    for name in set(frame["group"]) - {""}:
        known = instrument.variables.get(name)
        variables[name] = known.labels[phrases.lang] if known else phrases.label(name) or name
    labels = [label(row["category"], row["condition"], instrument, phrases)
              if row["group"] and row["kind"] in ("count", "share") else "" for row in frame.to_dict("records")]
    return frame.assign(label=labels, group_label=frame["group"].map(variables),
                        column_label=frame["column"].map(columns))


def _closed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a Table 1 in which a number is withheld where the sizes that it rests on are."""
    untold = frame[["n", "denominator", "missing"]].isna().any(axis="columns")
    values = {name: frame[name].mask(untold) for name in ("value", "lower", "upper")}
    return frame.assign(**values, basis=frame["basis"].mask(untold, "withheld"))


def _placed(row: Record, line: Any, column: int, lang: str) -> dict[str, Any]:
    """Return a number with its place: those that count the people of a column stand in no line, but at its head."""
    told = {str(name): value for name, value in row.items()}
    return {**told, "row": line, "column": column + 2, "text": cell(row, lang)}


def _head(row: Record, lang: str) -> str:
    return f"{row['column_label']} (n = {cell(row, lang)})"


def _block(records: Sequence[Record], columns: Sequence[str], lang: str) -> list[Line]:
    """Return the lines of one variable: what is told of it, and who did not answer."""
    name = str(records[0]["group_label"])
    by = {column: [row for row in records if row["column"] == column] for column in columns}
    if any(row["kind"] == "count" for row in records):
        found = [_category(name, row["label"], row["category"], by, lang)
                 for row in records if row["column"] == columns[0] and row["kind"] == "count"]
    else:
        found = [_told(name, line, by, lang) for line in TOLD
                 if any(row["kind"] == TOLD[line][0][0] for row in records)]
    told = [[row for row in rows if row["kind"] == UNANSWERED] for rows in by.values()]
    missing = [cell(own[0], lang) if own else _missing(rows, lang)
               for rows, own in zip(by.values(), told, strict=True)]
    lines = [*found, (name, word("missing", lang), told, missing)]
    return [(name if place == 0 else "", *rest) for place, (_, *rest) in enumerate(lines)]  # type: ignore[misc]


def _category(name: str, label: str, category: str, by: Mapping[str, Sequence[Record]], lang: str) -> Line:
    found = [[row for row in rows if row["category"] == category] for rows in by.values()]
    return name, label, found, [_counted(rows, lang) for rows in found]


def _counted(rows: Sequence[Record], lang: str) -> str:
    """Return count and share, with the mark of both."""
    told = {row["kind"]: row for row in rows}
    if "count" not in told:
        return DASH
    cells = [cell(told[kind], lang) for kind in ("count", "share") if kind in told]
    return _marked(cells, "{} ({})" if len(cells) > 1 else "{}")


def _told(name: str, line: str, by: Mapping[str, Sequence[Record]], lang: str) -> Line:
    kinds, pattern = TOLD[line]
    found = [[row for kind in kinds for row in rows if row["kind"] == kind] for rows in by.values()]
    whole = all(len(rows) == len(kinds) for rows in found)
    label = word(line if whole else kinds[0], lang)
    return name, label, found, [_marked([cell(rows[0], lang), *(_inner(row, lang) for row in rows[1:])],
                                        pattern if whole else "{}") for rows in found]


def _inner(row: Record, lang: str) -> str:
    """Return a number that stands behind another of the same unit: money does not name its currency again."""
    return cell({**row, "unit": "people"} if row["unit"].startswith("idr") else row, lang)


def _marked(cells: Sequence[str], pattern: str) -> str:
    """Return several numbers in one cell; a mark that all of them bear stands once, behind."""
    ends = {text[-1] if text and text[-1] in MARKS.values() else "" for text in cells}
    if len(ends) > 1:
        return pattern.format(*cells)
    mark = ends.pop() if ends else ""
    bare = [text.removesuffix(mark).strip() for text in cells]
    if len(set(bare)) == 1 and mark == MARKS["withheld"]:
        return f"{bare[0]} {mark}".strip()
    return f"{pattern.format(*bare)} {mark}".strip()


def _missing(rows: Sequence[Record], lang: str) -> str:
    known = [row["missing"] for row in rows if not pd.isna(row["missing"])]
    return number(max(known), lang) if known else MARKS["withheld"]


def _denominators(records: Sequence[Record], lang: str) -> str:
    """Return what a share is of: of everybody in a reconstruction, of those who answered in a survey."""
    everybody = any(bool(row["denominator"] != row["n"]) for row in records
                    if row["kind"] == "share" and not pd.isna(row["n"]))
    return word("table_one_note_all" if everybody else "table_one_note", lang)


def _ungrouped(records: Sequence[Record], lang: str) -> str:
    """Return how many did not say to which group they belong; they stand among all only."""
    lost = [row["missing"] for row in records if not row["group"] and row["column"] != "all"]
    most = max((int(value) for value in lost if not pd.isna(value)), default=0)
    return word("ungrouped", lang).format(number(most, lang)) if most else ""
