"""Tidy results as tables to read: in a notebook, as HTML and CSV, and for the article."""

import csv
import html
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ppks_study.errors import OutputError
from ppks_study.output.numbers import estimate_text, number, text
from ppks_study.output.phrases import word

MARKS = {"imposed": "●", "determined": "◆", "bounded": "↔", "withheld": "▪"}
#: The word that explains a mark, where it is not that of the basis itself.
MEANINGS = {"withheld": "withheld_mark"}


@dataclass(frozen=True)
class Table:
    """A table as text, in one language; it renders itself in a notebook.

    Attributes
    ----------
    title, note : str
        The note always says n and missing answers, and what the marks mean.
    columns : tuple of str
        Headings.
    rows : tuple of tuple of str
        Cells.
    keys : tuple of str
        The numbers that it shows.
    numeric : tuple of bool
        Which columns hold numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    keys: tuple[str, ...] = ()
    numeric: tuple[bool, ...] = ()

    def _repr_html_(self) -> str:
        return self.html()

    def html(self) -> str:
        """Return the table as HTML."""
        body = "".join(f"<tr>{self._cells('td', row)}</tr>" for row in self.rows)
        return (f'<figure class="ppks-table" style="overflow-x:auto"><table>'
                f"<caption>{html.escape(self.title)}</caption>"
                f"<thead><tr>{self._cells('th', self.columns)}</tr></thead><tbody>{body}</tbody></table>"
                f"<figcaption><small>{html.escape(self.note)}</small></figcaption></figure>")

    def _cells(self, tag: str, values: tuple[str, ...]) -> str:
        sides = ["right" if number else "left" for number in self.numeric]
        return "".join(f'<{tag} style="text-align:{side}">{html.escape(value)}</{tag}>'
                       for side, value in zip(sides, values, strict=True))

    def csv(self) -> str:
        """Return headings and cells as CSV; title and note stand in the JSON form."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.columns, *self.rows])
        return out.getvalue()

    def json(self) -> dict[str, Any]:
        """Return the table for the article: title, columns with alignment, rows, note, and the keys that it shows."""
        return {"title": self.title, "note": self.note, "keys": list(self.keys), "rows": [list(r) for r in self.rows],
                "columns": [{"label": label, "align": "right" if number else "left"}
                            for label, number in zip(self.columns, self.numeric, strict=True)]}


def cell(row: Mapping[Any, Any], lang: str) -> str:
    """Return a number of an estimate frame as a table's cell: its text and the mark of its basis; withheld, its mark."""
    if row["basis"] == "withheld":
        return MARKS["withheld"]
    return f"{estimate_text(row, lang, bare=True)} {MARKS.get(row['basis'], '')}".strip()


def of_estimates(frame: pd.DataFrame, *, title: str, lang: str, sized: bool = False) -> Table:
    """Return an estimate frame as a table: one row per label (and group), one column per kind of number.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame with a ``label`` column, and ``group_label`` where rows come in groups.
    title : str
        In the language.
    lang : str
        Language of numbers and headings.
    sized : bool
        Whether each row gives its own n and missing answers.
    """
    records = frame.to_dict("records")
    grouped = "group_label" in frame.columns
    kinds = list(dict.fromkeys(row["kind"] for row in records))
    places = list(dict.fromkeys((row.get("group_label", ""), row["label"]) for row in records))
    cells = {(row.get("group_label", ""), row["label"], row["kind"]): cell(row, lang) for row in records}
    if len(cells) < len(records):
        raise OutputError(f"{len(records) - len(cells)} numbers would share a cell with another",
                          where=f"table {title!r}", expected="one number for each label, group and kind",
                          fix="tell them apart by category")
    sizes = {(row.get("group_label", ""), row["label"]): (size(row["n"], lang), size(row["missing"], lang))
             for row in records if sized}
    rows = tuple((*([group] if grouped else []), label, *sizes.get((group, label), ()),
                  *(cells.get((group, label, kind), "") for kind in kinds)) for group, label in places)
    heads = [word("quantity", lang), word("category", lang)] if grouped else [word("category", lang)]
    figures = [*(("n", "missing") if sized else ()), *kinds]
    return Table(title, (*heads, *(word(kind, lang) for kind in figures)), rows, note_of(frame, lang),
                 tuple(row["key"] for row in records), (*(False for _ in heads), *(True for _ in figures)))


def size(count: Any, lang: str) -> str:
    """Return a number of people as a cell; the mark of what is withheld where it is missing."""
    return MARKS["withheld"] if pd.isna(count) else number(count, lang)


def of_text(frame: pd.DataFrame, columns: Mapping[str, str], *, title: str, lang: str, unit: str = "") -> Table:
    """Return columns of a frame as a table.

    Parameters
    ----------
    frame : DataFrame
        Rows in order, all shown.
    columns : mapping of str to str
        Column name to heading.
    title, lang : str
        As in `of_estimates`.
    unit : str
        The unit of columns of numbers, if there are any.
    """
    numeric = tuple(pd.api.types.is_numeric_dtype(frame[name]) for name in columns)
    rows = tuple(tuple(MARKS["withheld"] if row.get("withheld", False) and (is_number or pd.isna(row[name]))
                       else "" if pd.isna(row[name]) else text(float(row[name]), unit, lang, bare=True) if is_number
                       else str(row[name]) for name, is_number in zip(columns, numeric, strict=True))
                 for row in frame.to_dict("records"))
    counted = {"n", "missing"} <= set(columns)
    whole = number(frame["n"].sum(), lang) if counted else f"{len(frame)} {word('rows', lang)}"
    missing = number(frame["missing"].sum(), lang) if counted else str(sum("" in row for row in rows))
    note = f"n = {whole}; {word('missing', lang)} {missing}."
    if "withheld" in frame and frame["withheld"].any():
        note += f" {MARKS['withheld']} {word('withheld_mark', lang)}."
    return Table(title, tuple(columns.values()), rows, note, (), numeric)


def note_of(frame: pd.DataFrame, lang: str) -> str:
    """Return n, missing answers, and what the marks mean."""
    sizes, missing = sorted(set(frame["n"].dropna())), sorted(set(frame["missing"].dropna()))
    span = [MARKS["withheld"] if not v else str(v[0]) if len(v) == 1 else f"{v[0]}–{v[-1]}" for v in (sizes, missing)]
    marks = [f"{mark} {word(MEANINGS.get(basis, basis), lang)}" for basis, mark in MARKS.items() if basis in set(frame["basis"]) or (basis == "withheld" and frame["n"].isna().any())]
    return f"n = {span[0]}; {word('missing', lang)} {span[1]}." + (" " + "; ".join(marks) + "." if marks else "")
