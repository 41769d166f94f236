"""The table of how results move under choices left open, and the sentence on which moves most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperbuild.table import Table, tidy
from ppks_study.numbers import DASH, DIGITS, FORMATS, digits_of, estimate_text, number, text
from ppks_study.phrases import Phrases, read, word
from ppks_study.sections.sensitivity import NOTHING, WORKING_AGE, unmoved
from ppks_study.tables.estimate_table import (
    cell,
    interval_head,
    interval_note,
    interval_text,
    marks,
    sizes,
)

#: Units of which a count is a part of its denominator.
COUNTED = ("people", "roles")
Row = Mapping[Any, Any]


class _Names:
    """What choices, alternatives and results are called in a language."""

    def __init__(self, section: str, lang: str, floors: Mapping[int, str]) -> None:
        self.section, self.lang, self.floors = section, lang, floors
        self.phrases = Phrases("sensitivity", lang)

    def text(self, name: str) -> str:
        """Return a text of the table or its sentence."""
        return self.phrases.text("text", name)

    def head(self, name: str) -> str:
        """Return the heading of a column."""
        return self.phrases.text("head", name)

    def choice(self, name: str) -> str:
        """Return what a choice is called."""
        return self.phrases.text("choice", name)

    def heading(self, row: Row) -> str:
        """Return what a row's choice is called, with a capital first letter, without an article."""
        name = self.choice(row["choice"]).removeprefix("the ")
        return name[:1].upper() + name[1:]

    def result(self, row: Row) -> str:
        """Return what a row's result is called."""
        return self.phrases.text("result", f"{self.section}.{row['result']}")

    def small_result(self, row: Row) -> str:
        """Return what a row's result is called within a sentence."""
        name = self.result(row)
        return name[:1].lower() + name[1:]

    def listed(self, names: Sequence[str]) -> str:
        """Return one name or more as a list in words."""
        *first, last = names
        return self.text("and").format(", ".join(first), last) if first else last

    def value(self, row: Row) -> str:
        """Return a row's number as a cell, or that it is not possible."""
        return cell(row, self.lang) if row["possible"] else self.text("impossible")

    def alternative(self, row: Row, frame: pd.DataFrame) -> str:
        """Return what an alternative is called: an amount, a scale, an age band, or a word."""
        name = f"{row['choice']}.{row['alternative']}"
        coded = re.sub(r"^(\d+)_to_(\d+)$", r"ages_\1_\2", row["alternative"])
        kind, *figures = coded.split("_")
        if kind == "idr":
            amount = int(figures[0])
            called = self.floors.get(amount, self.phrases.text("alternative", "printed"))
            return f"{text(amount, 'idr_per_month', self.lang)} ({called})"
        if kind == "ages":
            return self._band(int(figures[0]), int(figures[1]), row, frame)
        known = name in read("sensitivity")["alternative"]
        called = self.phrases.text("alternative", name if known else kind)
        return called.format(".".join(figures))

    def _band(self, youngest: int, oldest: int, row: Row, frame: pd.DataFrame) -> str:
        """Return an age band, and how it relates to the one in use."""
        in_use = frame.loc[(frame["choice"] == row["choice"]) & frame["used"], "alternative"]
        low, high = map(int, in_use.iloc[0].split("_to_"))
        relations = {WORKING_AGE: "working_age", (low + 1, high - 1): "without_ends",
                     (low - 1, high + 1): "wider"}
        band = self.phrases.text("alternative", "ages").format(youngest, oldest)
        relation = relations.get((youngest, oldest))
        return self.phrases.text("alternative", relation).format(band) if relation else band


@dataclass(frozen=True)
class _Line:
    """A row of the table.

    Attributes
    ----------
    choice, alternative, result, difference : str
        Cells.
    rows : tuple of mapping
        All numbers of the line.
    shown : tuple of mapping
        Those whose values it shows.
    """

    choice: str
    alternative: str
    result: str
    rows: tuple[Row, ...]
    shown: tuple[Row, ...]
    difference: str


def table(frame: pd.DataFrame, section: str, lang: str, *, title: str, floors: Mapping[int, str],
          origin: str = "", confidence: float = 0.95) -> Table:
    """Return a sensitivity frame as a table: a row for each alternative, one for an unmoved result.

    Parameters
    ----------
    frame : DataFrame
        As `ppks_study.sections.sensitivity.moves` returns it, with rows; some may be withheld.
    section : str
        Whose results.
    lang : str
        ``id`` or ``en``.
    title : str
        In the language.
    floors : mapping of int to str
        What wage floors are called, by rupiah per month.
    origin : str
        What the note says of the respondents.
    confidence : float
        Level of the sampling intervals, 0 to 1.
    """
    names = _Names(section, lang, floors)
    lines: list[_Line] = []
    for _, choice in frame.groupby("choice", sort=False):
        lines += _lines(choice, names)
    people = sizes([line.rows for line in lines], lang)
    between = bool(frame[["interval_lower", "interval_upper"]].notna().any(axis=None))
    intervals = [interval_head(confidence, lang)] if between else []
    heads = (names.head("choice"), names.head("alternative"), names.head("result"), *people.heads,
             names.head("value"), *intervals, names.head("difference"))
    rows, numbers = [], []
    several = has_dash = False
    for place, (line, own) in enumerate(zip(lines, people.cells, strict=True)):
        values = [_joined([names.value(row) for row in line.shown])]
        if between:
            values.append(_joined([interval_text(row, lang) for row in line.shown]))
        rows.append((line.choice, line.alternative, line.result, *own, *values, line.difference))
        several = several or len(line.shown) > 1
        has_dash = has_dash or DASH in rows[-1]
        for row in line.rows:
            numbers.append({**row, "row": place, "column": 3 + len(people.heads),
                            "text": names.value(row)})
    notes = [people.note.replace(word("several_sizes", lang), "").strip(), names.text("note"),
             names.text("note_order") if several else "",
             names.text("note_dash") if has_dash else "",
             "" if frame["possible"].all() else names.text("note_impossible"),
             interval_note(frame, confidence, lang) if between else "", marks(frame, lang), origin]
    return Table(title, heads, tuple(rows), " ".join(filter(None, notes)), tuple(frame["key"]),
                 (*[False] * 3, *[True] * (len(heads) - 3)), lang, tidy(numbers), formats=FORMATS)


def sentence(frame: pd.DataFrame, section: str, lang: str, *, floors: Mapping[int, str]) -> str:
    """Return which choice moves which result most, which move nothing, and what is not possible.

    Parameters
    ----------
    frame, section, lang, floors
        As in `table`.
    """
    names = _Names(section, lang, floors)
    still = []
    for choice, rows in frame.groupby("choice", sort=False):
        if all(unmoved(same) for _, same in rows.groupby("result", sort=False)):
            still.append(names.choice(str(choice)))
    if len(still) == frame["choice"].nunique():
        return names.text("none").format(names.listed(still))
    never = []
    for _, rows in frame.groupby(["choice", "result"], sort=False):
        if not rows["possible"].all() and rows["kind"].eq("mean").all():
            never.append(_never(rows, names))
    parts = [_most(frame, names),
             names.text("still").format(names.listed(still)) if still else "",
             names.text("not_possible").format(names.listed(never)) if never else ""]
    return " ".join(filter(None, parts))


def _lines(rows: pd.DataFrame, names: _Names) -> list[_Line]:
    """Return the table's rows of one choice: alternatives of what moves, one line of what does not.

    Beside results that move, those that do not share a line where they count the same people.
    """
    moved, still = [], []
    for _, same in rows.groupby("result", sort=False):
        if unmoved(same):
            still.append(same)
        else:
            moved += [_moved(row, same, names) for row in same.to_dict("records")]
    tried = names.phrases.text("alternative", "all")
    if not moved:
        each = rows.drop_duplicates("alternative").to_dict("records")
        tried = "; ".join(names.alternative(row, rows) for row in each)
    alike: dict[tuple[int, ...], list[pd.DataFrame]] = {}
    for same in still:
        used = _used(same)
        people = (used["n"], used["denominator"], used["missing"])
        counts = tuple(-1 if pd.isna(size) else int(size) for size in people)
        alike.setdefault(counts if moved else (), []).append(same)
    return moved + [_unmoved(results, tried, names) for results in alike.values()]


def _used(same: pd.DataFrame) -> Row:
    """Return the row of a result under the alternative in use."""
    return same[same["used"]].to_dict("records")[0]


def _moved(row: Row, same: pd.DataFrame, names: _Names) -> _Line:
    """Return the line of one alternative of a result."""
    alternative = names.alternative(row, same)
    if row["used"]:
        alternative = names.phrases.text("alternative", "used").format(alternative)
    return _Line(names.heading(row), alternative, names.result(row), (row,), (row,),
                 _difference(row, _used(same), names))


def _unmoved(results: Sequence[pd.DataFrame], tried: str, names: _Names) -> _Line:
    """Return the one line of results that no alternative moves."""
    used = [_used(same) for same in results]
    rows = pd.concat(results).to_dict("records")
    differences = _joined([_difference(row, row, names) for row in used])
    return _Line(names.heading(used[0]), tried, "; ".join(map(names.result, used)), tuple(rows),
                 tuple(used), differences)


def _joined(values: Sequence[str]) -> str:
    """Return values in order, or the one that all of them are."""
    if len(set(values)) == 1:
        return values[0]
    return "; ".join(value.replace(" ", "\u00a0") for value in values)


def _difference(row: Row, used: Row, names: _Names) -> str:
    """Return a difference with its sign, or the range of it; a dash where there is none."""
    low, high = row["difference_lower"], row["difference_upper"]
    if "withheld" in (row["basis"], used["basis"]) or not row["possible"]:
        return DASH
    if pd.isna(low) or pd.isna(high):
        return DASH
    digits = DIGITS.get(row["unit"]) if digits_of(row["kind"], row["unit"]) is None else 2
    least = _signed(float(low), names.lang, digits)
    if abs(high - low) < NOTHING:
        return least
    return names.text("range").format(least, _signed(float(high), names.lang, digits))


def _signed(value: float, lang: str, digits: int | None) -> str:
    """Return a number with its sign, with as many digits more as it needs not to look like 0."""
    if abs(value) < NOTHING:
        return "0"
    if digits is not None:
        while digits < 4 and round(abs(value), digits) == 0:
            digits += 1
    return ("+" if value > 0 else "\u2212") + number(abs(value), lang, digits=digits)


def _never(rows: pd.DataFrame, names: _Names) -> str:
    """Return a result, and the alternatives with which it is not possible."""
    records = rows[~rows["possible"]].to_dict("records")
    if len(records) == len(rows):
        alternatives = names.phrases.text("alternative", "all")
    else:
        alternatives = ", ".join(names.alternative(row, rows) for row in records)
    return f"{names.small_result(records[0])} ({alternatives})"


def _most(frame: pd.DataFrame, names: _Names) -> str:
    """Return the sentence on the alternative that moves a result furthest, in parts of 100."""
    records = frame.to_dict("records")
    used = {}
    for row in records:
        if row["used"]:
            used[row["choice"], row["result"]] = row
    furthest, row, base = -1.0, records[0], records[0]
    for other in records:
        own = used[other["choice"], other["result"]]
        if not other["used"] and _shift(other, own) > furthest:
            furthest, row, base = _shift(other, own), other, own
    if furthest < NOTHING:
        return ""
    pattern = names.text("becomes" if pd.notna(row["value"]) else "can_be")
    return pattern.format(choice=names.choice(row["choice"]), result=names.small_result(row),
                          before=estimate_text(base, names.lang),
                          used=names.alternative(base, frame),
                          after=estimate_text(row, names.lang),
                          alternative=names.alternative(row, frame))


def _shift(row: Row, used: Row) -> float:
    """Return how far a result moves, in points of a hundred; of a range, how far an end moves."""
    if "withheld" in (row["basis"], used["basis"]) or not (row["possible"] and used["possible"]):
        return 0
    whole = row["denominator"] if row["unit"] in COUNTED else 0
    whole = 100 if row["unit"] == "percent" else whole
    ends = [row["difference_lower"], row["difference_upper"]]
    if pd.isna(ends).any():
        ends = [row["lower"] - used["lower"], row["upper"] - used["upper"]]
    shift = 0.0
    for end in ends:
        if whole and pd.notna(end):
            shift = max(shift, 100 * abs(float(end)) / whole)
    return shift
