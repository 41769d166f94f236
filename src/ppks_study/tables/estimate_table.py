"""Estimate frames as tables: one row per label, one column per kind of number, and its interval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperbuild.errors import OutputError
from paperbuild.table import SIZES, Table, plain, tidy
from ppks_study.numbers import DASH, FORMATS, digits_of, estimate_text, number, text
from ppks_study.phrases import read, word

# n, denominator and missing answers of a table: as columns where rows differ in them, else in its note.

#: What a size is called at the head of its column.
HEADS = {"n": "n", "denominator": "of", "missing": "missing"}


@dataclass(frozen=True)
class Sizes:
    """How a table tells its sizes.

    Attributes
    ----------
    heads : tuple of str
        Headings of the columns that tell sizes row by row; none where all rows are alike.
    cells : tuple of tuple of str
        Their cells, one tuple a row.
    note : str
        What the columns do not tell.
    """

    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    note: str


def sizes(rows: Sequence[Sequence[Any]], lang: str, *, shown: Sequence[str] = ()) -> Sizes:
    """Return how a table tells n, denominator and missing answers.

    Parameters
    ----------
    rows : sequence of sequence of mapping
        For each row of the table its numbers, each with ``n``, ``denominator`` and ``missing``.
    lang : str
        ``id`` or ``en``.
    shown : sequence of str
        Sizes that the table has columns for anyway.
    """
    told = {size: [_distinct(row, size) for row in rows] for size in SIZES}
    varying = [size for size in SIZES if len(set(told[size])) > 1 or any(len(v) > 1 for v in told[size])]
    same = told["n"] == told["denominator"]
    columns = [size for size in varying if size not in shown and not (size == "denominator" and same)]
    cells = tuple(tuple(_joined(told[size][place], lang) for size in columns) for place in range(len(rows)))
    several = any(len(values) > 1 for size in columns for values in told[size])
    note = [_constant(told, varying, lang, same=same), word("own_n", lang) if same and "n" in varying else "",
            word("several_sizes", lang) if several else ""]
    return Sizes(tuple(word(HEADS[size], lang) for size in columns), cells, " ".join(filter(None, note)))


def _distinct(row: Sequence[Any], size: str) -> tuple[int | None, ...]:
    found = [None if pd.isna(value[size]) else int(value[size]) for value in row]
    return tuple(dict.fromkeys(found))


def _joined(values: Sequence[int | None], lang: str) -> str:
    return "; ".join(DASH if value is None else number(value, lang) for value in values) or DASH


def _constant(told: dict[str, list[tuple[int | None, ...]]], varying: Sequence[str], lang: str, *, same: bool) -> str:
    """Return the sizes that all rows share."""
    said = {size: _joined(told[size][0], lang) for size in SIZES if size not in varying and told[size]}
    parts = [f"n = {said['n']}"] if "n" in said else []
    if "denominator" in said:
        parts = [f"{parts[0]} {word('of', lang)} {said['denominator']}"] if parts else [
            f"{word('denominator', lang)} {said['denominator']}"]
    parts += [f"{word('missing', lang)} {said['missing']}"] if "missing" in said else []
    told_all = "; ".join(parts)
    return f"{told_all[:1] if 'n' in said else told_all[:1].upper()}{told_all[1:]}." if parts else ""


MARKS = {"imposed": "●", "determined": "◆", "bounded": "↔", "withheld": "▪"}
Record = Mapping[Any, Any]


def cell(row: Record, lang: str) -> str:
    """Return a number of an estimate frame as a table's cell: its text and the mark of its basis, or the mark alone."""
    shown = "" if row["basis"] == "withheld" else estimate_text(row, lang, bare=True)
    return f"{shown} {MARKS.get(row['basis'], '')}".strip()


def of_estimates(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "", confidence: float = 0.95) -> Table:
    """Return an estimate frame as a table: one row per label (and group), one column per kind of number.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame with a ``label`` column, and ``group_label`` where rows come in groups.
    title : str
        In the language.
    lang : str
        Language of numbers and headings.
    origin : str
        What the note says of the respondents, such as that they are simulated.
    confidence : float
        Of the sampling intervals, which stand beside their kind of number, 0 to 1.

    Raises
    ------
    OutputError
        Two numbers would share a cell, or there are none.
    """
    records = frame.to_dict("records")
    kinds, lines = list(dict.fromkeys(row["kind"] for row in records)), _lines(records)
    _refuse_shared(len(records), lines, title)
    heads = _heads(frame, kinds)
    told = sizes([list(numbers.values()) for numbers in lines.values()], lang)
    columns = _columns(kinds, records, confidence, lang)
    start = len(heads) + len(told.heads)
    rows = tuple((*(plain(name) for name in labels[-len(heads):]), *own,
                  *(_shown(numbers.get(kind), is_interval, lang) for kind, is_interval, _ in columns))
                 for (labels, numbers), own in zip(lines.items(), told.cells, strict=True))
    note = " ".join(filter(None, [told.note, interval_note(frame, confidence, lang), marks(frame, lang), origin]))
    return Table(title, (*(word(head, lang) for head in heads), *told.heads, *(head for _, _, head in columns)), rows,
                 note, tuple(row["key"] for row in records),
                 (*(False for _ in heads), *(True for _ in (*told.heads, *columns))), lang,
                 _numbers(lines, ["" if is_interval else kind for kind, is_interval, _ in columns], start, lang), formats=FORMATS)


def _heads(frame: pd.DataFrame, kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the words over the columns that name a row."""
    if "group_label" not in frame:
        return ("category",)
    return ("test", "compared") if "p" in kinds else ("quantity", "category")


def _lines(records: Sequence[Record]) -> dict[tuple[str, str], dict[str, Record]]:
    """Return the numbers of each row by kind; a row is a group and a label."""
    found: dict[tuple[str, str], dict[str, Record]] = {}
    for row in records:
        found.setdefault((row.get("group_label", ""), row["label"]), {})[row["kind"]] = row
    return found


def _refuse_shared(wanted: int, lines: Mapping[tuple[str, str], Mapping[str, Record]], title: str) -> None:
    lost = wanted - sum(map(len, lines.values()))
    if lost:
        raise OutputError(f"{lost} numbers would share a cell with another", where=f"table {title!r}",
                          expected="one number for each label, group and kind", fix="tell them apart by category")


def _columns(kinds: Sequence[str], records: Sequence[Record], confidence: float,
             lang: str) -> list[tuple[str, bool, str]]:
    """Return the columns of numbers: kind, whether it is the kind's interval, heading."""
    found = []
    for kind in kinds:
        found.append((kind, False, word(kind, lang)))
        if any(has_interval(row) for row in records if row["kind"] == kind):
            found.append((kind, True, interval_head(confidence, lang)))
    return found


def has_interval(row: Record) -> bool:
    """Whether a number has a sampling interval."""
    return not (pd.isna(row["interval_lower"]) and pd.isna(row["interval_upper"]))


def interval_head(confidence: float, lang: str) -> str:
    """Return the heading of a column of intervals.

    Examples
    --------
    >>> interval_head(0.95, "en"), interval_head(0.9, "id")
    ('95% interval', 'Selang 90%')
    """
    return word("interval", lang).format(f"{number(100 * confidence, lang)}%")


def interval_text(row: Record, lang: str) -> str:
    """Return the sampling interval of a number; nothing where it has none."""
    if not has_interval(row):
        return ""
    return text(None, row["unit"], lang, lower=row["interval_lower"], upper=row["interval_upper"],
                digits=digits_of(row["kind"], row["unit"]), bare=True)


def _shown(row: Record | None, is_interval: bool, lang: str) -> str:
    if row is None:
        return ""
    return plain(interval_text(row, lang) if is_interval else cell(row, lang))


def _numbers(lines: Mapping[tuple[str, str], Mapping[str, Record]], kinds: Sequence[str], start: int,
             lang: str) -> pd.DataFrame:
    """Return the unrounded numbers with their place; ``kinds`` by column, empty for an interval's."""
    return tidy([{**row, "row": place, "column": start + kinds.index(kind), "text": cell(row, lang)}
                 for place, numbers in enumerate(lines.values()) for kind, row in numbers.items()])


def marks(frame: pd.DataFrame, lang: str) -> str:
    """Return what the marks of a table mean."""
    found = [f"{mark} {word(f'{basis}_mark' if basis == 'withheld' else basis, lang)}"
             for basis, mark in MARKS.items() if basis in set(frame["basis"])]
    return f"{'; '.join(found)}." if found else ""


def interval_note(frame: pd.DataFrame, confidence: float, lang: str) -> str:
    """Return the methods of a table's intervals; nothing where it has none."""
    words = read("output")["label"]
    methods = [name for name in dict.fromkeys(frame["interval"]) if name]
    named = ", ".join(words.get(f"interval_{name}", {}).get(lang, name) for name in methods)
    return f"{interval_head(confidence, lang)}: {named}." if methods else ""


def note_of(frame: pd.DataFrame, lang: str) -> str:
    """Return n, missing answers, and what the marks mean, of all numbers together: for figures."""
    spans = []
    for size in ("n", "missing"):
        known = frame[size].dropna()
        ends = [number(end, lang) for end in (known.min(), known.max())] if len(known) else ["–"]
        spans.append("–".join(dict.fromkeys(ends)))
    return f"n = {spans[0]}; {word('missing', lang)} {spans[1]}. {marks(frame, lang)}".strip()
