"""Frames as tables to read: estimates with marks of their basis, texts, matrices of counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from paperbuild.errors import OutputError
from paperbuild.table import SIZES, Table, plain, tidy
from ppks_study.numbers import DASH, FORMATS, digits_of, estimate_text, number, text
from ppks_study.phrases import read, word

#: What a size is called at the head of its column.
HEADS = {"n": "n", "denominator": "of", "missing": "missing"}
#: Basis of a number and the mark behind it in a table; a computed number has none.
MARKS = {"imposed": "●", "determined": "◆", "bounded": "↔", "withheld": "▪"}
#: What names the rows of a matrix, and the word at the head of each.
MATRIX_HEADS = {"group_label": "quantity", "label": "category"}
Record = Mapping[Any, Any]
#: Numbers of each row of a table by kind; a row is a group and a label.
Lines = dict[tuple[str, str], dict[str, Record]]


@dataclass(frozen=True)
class Sizes:
    """How a table gives n, denominator and missing answers.

    Attributes
    ----------
    heads : tuple of str
        Headings of the columns that give sizes row by row; none where all rows are alike.
    cells : tuple of tuple of str
        Their cells, one tuple a row.
    note : str
        What the columns do not give.
    """

    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    note: str


def sizes(rows: Sequence[Sequence[Any]], lang: str, *, shown: Sequence[str] = ()) -> Sizes:
    """Return n, denominator and missing answers: as columns where rows differ, else in the note.

    Parameters
    ----------
    rows : sequence of sequence of mapping
        For each row of the table its numbers, each with ``n``, ``denominator`` and ``missing``.
    lang : str
        ``id`` or ``en``.
    shown : sequence of str
        Sizes that the table has columns for anyway.
    """
    by_row: dict[str, list[tuple[int | None, ...]]] = {size: [] for size in SIZES}
    for size, values in by_row.items():
        for numbers in rows:
            values.append(_distinct(numbers, size))
    same = by_row["n"] == by_row["denominator"]
    varying, columns = [], []
    for size, values in by_row.items():
        if len(set(values)) > 1 or max(map(len, values), default=0) > 1:
            varying.append(size)
            if size not in shown and not (size == "denominator" and same):
                columns.append(size)
    cells: list[tuple[str, ...]] = [()] * len(rows)
    several = False
    for size in columns:
        for place, sizes_of_row in enumerate(by_row[size]):
            cells[place] += (_joined(sizes_of_row, lang),)
            several = several or len(sizes_of_row) > 1
    constant = {}
    for size, values in by_row.items():
        if values and size not in varying:
            constant[size] = values[0]
    note = [_constant(constant, lang), word("own_n", lang) if same and "n" in varying else "",
            word("several_sizes", lang) if several else ""]
    heads = tuple(word(HEADS[size], lang) for size in columns)
    return Sizes(heads, tuple(cells), " ".join(filter(None, note)))


def _distinct(numbers: Sequence[Any], size: str) -> tuple[int | None, ...]:
    """Return the different sizes of a row's numbers, in order; None for one that is withheld."""
    known = [None if pd.isna(row[size]) else int(row[size]) for row in numbers]
    return tuple(dict.fromkeys(known))


def _joined(values: Sequence[int | None], lang: str) -> str:
    return "; ".join(DASH if value is None else number(value, lang) for value in values) or DASH


def _constant(constant: Mapping[str, Sequence[int | None]], lang: str) -> str:
    """Return a sentence with the sizes that all rows share."""
    shown = {size: _joined(values, lang) for size, values in constant.items()}
    parts = []
    if "n" in shown:
        of = f" {word('of', lang)} {shown['denominator']}" if "denominator" in shown else ""
        parts.append(f"n = {shown['n']}{of}")
    elif "denominator" in shown:
        parts.append(f"{word('denominator', lang)} {shown['denominator']}")
    if "missing" in shown:
        parts.append(f"{word('missing', lang)} {shown['missing']}")
    sentence = "; ".join(parts)
    if "n" not in shown:
        sentence = sentence[:1].upper() + sentence[1:]
    return f"{sentence}." if parts else ""


def cell(row: Record, lang: str) -> str:
    """Return a number as a table's cell: its text and the mark of its basis, or the mark alone.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    lang : str
        ``id`` or ``en``.
    """
    shown = "" if row["basis"] == "withheld" else estimate_text(row, lang, bare=True)
    return f"{shown} {MARKS.get(row['basis'], '')}".strip()


def of_estimates(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "",
                 confidence: float = 0.95) -> Table:
    """Return an estimate frame as a table: a row for each label, a column for each kind of number.

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
        Level of the sampling intervals, 0 to 1; they stand beside their kind of number.

    Raises
    ------
    OutputError
        Two numbers would share a cell, or there are none.
    """
    records = frame.to_dict("records")
    kinds = list(dict.fromkeys(row["kind"] for row in records))
    lines = _lines(records)
    _refuse_shared(len(records), lines, title)
    heads = _heads(frame, kinds)
    size = sizes([list(numbers.values()) for numbers in lines.values()], lang)
    columns = _columns(kinds, records, confidence, lang)
    start = len(heads) + len(size.heads)
    places = {}
    for column, (kind, is_interval, _) in enumerate(columns, start=start):
        if not is_interval:
            places[kind] = column
    rows, numbers = [], []
    for place, ((names, by_kind), own) in enumerate(zip(lines.items(), size.cells, strict=True)):
        cells = []
        for kind, is_interval, _ in columns:
            shown = interval_text if is_interval else cell
            cells.append(shown(by_kind[kind], lang) if kind in by_kind else "")
        rows.append((*names[-len(heads):], *own, *cells))
        for kind, row in by_kind.items():
            numbers.append({**row, "row": place, "column": places[kind], "text": cell(row, lang)})
    note = [size.note, interval_note(frame, confidence, lang), marks(frame, lang), origin]
    titles = [word(head, lang) for head in heads]
    titles += size.heads
    titles += [head for _, _, head in columns]
    numeric = (*[False] * len(heads), *[True] * (len(titles) - len(heads)))
    return Table(title, tuple(titles), tuple(rows), " ".join(filter(None, note)),
                 tuple(frame["key"]), numeric, lang, tidy(numbers), formats=FORMATS)


def _heads(frame: pd.DataFrame, kinds: Sequence[str]) -> tuple[str, ...]:
    """Return the words over the columns that name a row."""
    if "group_label" not in frame:
        return ("category",)
    return ("test", "compared") if "p" in kinds else ("quantity", "category")


def _lines(records: Sequence[Record]) -> Lines:
    """Return the numbers of each row by kind."""
    lines: Lines = {}
    for row in records:
        lines.setdefault((row.get("group_label", ""), row["label"]), {})[row["kind"]] = row
    return lines


def _refuse_shared(wanted: int, lines: Lines, title: str) -> None:
    lost = wanted - sum(map(len, lines.values()))
    if lost:
        raise OutputError(f"{lost} numbers would share a cell with another",
                          where=f"table {title!r}",
                          expected="one number for each label, group and kind",
                          fix="tell them apart by category")


def _columns(kinds: Sequence[str], records: Sequence[Record], confidence: float,
             lang: str) -> list[tuple[str, bool, str]]:
    """Return the columns of numbers: kind, whether it is the kind's interval, heading."""
    with_interval = set()
    for row in records:
        if has_interval(row):
            with_interval.add(row["kind"])
    columns = []
    for kind in kinds:
        columns.append((kind, False, word(kind, lang)))
        if kind in with_interval:
            columns.append((kind, True, interval_head(confidence, lang)))
    return columns


def has_interval(row: Record) -> bool:
    """Return whether a number has a sampling interval.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    """
    return not (pd.isna(row["interval_lower"]) and pd.isna(row["interval_upper"]))


def interval_head(confidence: float, lang: str) -> str:
    """Return the heading of a column of intervals.

    Parameters
    ----------
    confidence : float
        Level of the intervals, 0 to 1.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> interval_head(0.95, "en"), interval_head(0.9, "id")
    ('95% interval', 'Selang 90%')
    """
    return word("interval", lang).format(f"{number(100 * confidence, lang)}%")


def interval_text(row: Record, lang: str) -> str:
    """Return the sampling interval of a number as text; nothing where it has none.

    Parameters
    ----------
    row : mapping
        A row of an estimate frame.
    lang : str
        ``id`` or ``en``.
    """
    if not has_interval(row):
        return ""
    return text(None, row["unit"], lang, lower=row["interval_lower"], upper=row["interval_upper"],
                digits=digits_of(row["kind"], row["unit"]), bare=True)


def marks(frame: pd.DataFrame, lang: str) -> str:
    """Return a sentence with the meaning of the marks that a table has; nothing where it has none.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame.
    lang : str
        ``id`` or ``en``.
    """
    meanings, bases = [], set(frame["basis"])
    for basis, mark in MARKS.items():
        if basis in bases:
            meaning = word("withheld_mark" if basis == "withheld" else basis, lang)
            meanings.append(f"{mark} {meaning}")
    return f"{'; '.join(meanings)}." if meanings else ""


def interval_note(frame: pd.DataFrame, confidence: float, lang: str) -> str:
    """Return a sentence with the methods of a table's intervals; nothing where it has none.

    Parameters
    ----------
    frame : DataFrame
        With the methods by name in ``interval``.
    confidence : float
        Level of the intervals, 0 to 1.
    lang : str
        ``id`` or ``en``.
    """
    words = read("output")["label"]
    methods = []
    for name in dict.fromkeys(frame["interval"]):
        if name:
            methods.append(words.get(f"interval_{name}", {}).get(lang, name))
    return f"{interval_head(confidence, lang)}: {', '.join(methods)}." if methods else ""


def note_of(frame: pd.DataFrame, lang: str) -> str:
    """Return n, missing answers and the meaning of marks, of all numbers together: for a figure.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame.
    lang : str
        ``id`` or ``en``.
    """
    spans = []
    for size in ("n", "missing"):
        known = frame[size].dropna()
        ends = {}
        if len(known):
            ends = dict.fromkeys((number(known.min(), lang), number(known.max(), lang)))
        spans.append(DASH.join(ends) or DASH)
    return f"n = {spans[0]}; {word('missing', lang)} {spans[1]}. {marks(frame, lang)}".strip()


def of_text(frame: pd.DataFrame, columns: Mapping[str, str], *, title: str, lang: str,
            unit: str = "", origin: str = "") -> Table:
    """Return columns of a frame of texts and transcribed numbers as a table.

    Parameters
    ----------
    frame : DataFrame
        Rows in order, all shown. Columns ``n`` and ``missing`` (and ``denominator``, else the same
        as ``n``) give how many people each row is about; without them its rows are counted, and its
        empty cells are missing. A row whose ``withheld`` is true shows a mark in place of numbers.
    columns : mapping of str to str
        Column name to heading.
    title, lang, origin : str
        As in `of_estimates`.
    unit : str
        The unit of columns of numbers, if there are any.

    Raises
    ------
    OutputError
        There are no rows.
    """
    records = frame.to_dict("records")
    numeric = [bool(pd.api.types.is_numeric_dtype(frame[name])) for name in columns]
    cells = []
    for row in records:
        texts = []
        for name, is_number in zip(columns, numeric, strict=True):
            own_unit = ("" if name in SIZES else unit) if is_number else None
            texts.append(_text_cell(row[name], own_unit, lang, bool(row.get("withheld", False))))
        cells.append(texts)
    counted = {"n", "missing"} <= set(frame.columns)
    own = _people(records) if counted else _rows(cells)
    shown = [name for name in SIZES if name in columns]
    size = sizes([[row] for row in own], lang, shown=shown)
    rows = []
    for texts, more in zip(cells, size.cells, strict=True):
        rows.append((*texts, *more))
    note = [size.note if counted else _rows_note(cells, lang)]
    if any(row.get("withheld") for row in records):
        note.append(f"{MARKS['withheld']} {word('withheld_mark', lang)}.")
    numbers = _text_numbers(records, list(columns), cells, own, unit if any(numeric) else "")
    return Table(title, (*columns.values(), *size.heads), tuple(rows),
                 " ".join(filter(None, [*note, origin])), (),
                 (*numeric, *[True] * len(size.heads)), lang, numbers, formats=FORMATS)


def _text_cell(value: Any, unit: str | None, lang: str, withheld: bool) -> str:
    """Return a cell's text, of a number in its unit; a mark for what is withheld."""
    if withheld and (unit is not None or pd.isna(value)):
        return MARKS["withheld"]
    if pd.isna(value):
        return ""
    return plain(str(value) if unit is None else text(float(value), unit, lang, bare=True))


def _people(records: Sequence[Record]) -> list[dict[str, Any]]:
    """Return the sizes of rows about people."""
    return [{"n": row["n"], "denominator": row.get("denominator", row["n"]),
             "missing": row["missing"]} for row in records]


def _rows(cells: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    """Return the sizes of transcribed rows: how many there are, and how many cells are empty."""
    size = {"n": len(cells), "denominator": len(cells), "missing": _empty(cells)}
    return [size] * len(cells)


def _empty(cells: Sequence[Sequence[str]]) -> int:
    return sum(texts.count("") for texts in cells)


def _rows_note(cells: Sequence[Sequence[str]], lang: str) -> str:
    """Return the number of rows, all of which are shown, and of empty cells.

    Examples
    --------
    >>> _rows_note([["a", "b"], ["c", ""]], "en")
    'n = 2 of 2 rows; cells without content 1.'
    """
    size = number(len(cells), lang)
    return (f"n = {size} {word('of', lang)} {size} {word('rows', lang)}; "
            f"{word('no_content', lang)} {_empty(cells)}.")


def _text_numbers(records: Sequence[Record], columns: Sequence[str],
                  cells: Sequence[Sequence[str]], own: Sequence[Mapping[str, Any]],
                  unit: str) -> pd.DataFrame:
    """Return one row a cell: its text, and its value where it is a number."""
    numbers = []
    for place, (row, texts) in enumerate(zip(records, cells, strict=True)):
        basis = "withheld" if row.get("withheld", False) else ""
        for column, name in enumerate(columns):
            is_number = isinstance(row[name], (int, float)) and not pd.isna(row[name])
            value = row[name] if is_number else pd.NA
            numbers.append({"row": place, "column": column, "key": "", "kind": name, "unit": unit,
                            "basis": basis, "value": value, "lower": value, "upper": value,
                            "interval": "", "text": texts[column], **own[place]})
    return tidy(numbers)


def of_matrix(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "") -> Table:
    """Return a matrix of counts as a table: a row for each label, a column for each ``by_label``.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame of one unit with ``label`` and ``by_label``, and ``group_label`` where
        rows come in groups; every cell once, row by row.
    title, lang, origin : str
        As in `of_estimates`.
    """
    names = [name for name in MATRIX_HEADS if name in frame]
    columns = list(dict.fromkeys(frame["by_label"]))
    counts = frame["value"].to_numpy(dtype=int).reshape(-1, len(columns))
    labels = frame.iloc[:: len(columns)][[*names, "n", "missing"]].reset_index(drop=True)
    heads = {name: word(MATRIX_HEADS[name], lang) for name in names}
    shown = of_text(pd.concat([labels, pd.DataFrame(counts, columns=columns)], axis=1),
                    heads | dict(zip(columns, columns, strict=True)), title=title, lang=lang,
                    origin=origin, unit=str(frame["unit"].iloc[0]))
    is_count = shown.numbers["column"] >= len(names)
    own_keys = iter(frame["key"])
    keys = [next(own_keys) if counted else "" for counted in is_count]
    numbers = shown.numbers.assign(key=keys)
    return replace(shown, keys=tuple(frame["key"]), numbers=numbers)
