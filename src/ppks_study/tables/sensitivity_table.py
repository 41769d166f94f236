"""The table of how results move under choices left open, and the sentence that says which moves them most."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from paperbuild.table import Table, plain, tidy
from ppks_study.numbers import DASH, DIGITS, FORMATS, digits_of, estimate_text, number, text
from ppks_study.phrases import Phrases, read, word
from ppks_study.sections.open_choices import WORKING_AGE
from ppks_study.sections.sensitivity import NOTHING, unmoved
from ppks_study.tables.estimate_table import (
    cell,
    has_interval,
    interval_head,
    interval_note,
    interval_text,
    marks,
    sizes,
)

# What choices left open, their alternatives and the results that they may move are called, in two languages.

ChoiceRow = Mapping[Any, Any]


class Words:
    """What choices, alternatives and results are called in a language."""

    def __init__(self, section: str, lang: str, floors: Mapping[int, str]) -> None:
        self.section, self.lang, self.floors = section, lang, floors
        self.phrases = Phrases("sensitivity", lang)

    def say(self, name: str) -> str:
        """Return a text of the table or its sentence."""
        return self.phrases.text("text", name)

    def choice(self, name: str) -> str:
        """Return what a choice is called."""
        return self.phrases.text("choice", name)

    def result(self, row: ChoiceRow) -> str:
        """Return what a row's result is called."""
        return self.phrases.text("result", f"{self.section}.{row['result']}")

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a list in words; there is at least one."""
        *first, last = names
        return self.say("and").format(", ".join(first), last) if first else last

    def alternative(self, row: ChoiceRow, frame: pd.DataFrame) -> str:
        """Return what an alternative is called, by its name: an amount, a scale, an age band, or a word."""
        name = f"{row['choice']}.{row['alternative']}"
        kind, *figures = re.sub(r"^(\d+)_to_(\d+)$", r"ages_\1_\2", row["alternative"]).split("_")
        if kind == "idr":
            return self._floor(int(figures[0]))
        if kind == "ages":
            return self._band((int(figures[0]), int(figures[1])), row, frame)
        known = name in read("sensitivity")["alternative"]
        return self.phrases.text("alternative", name if known else kind).format(".".join(figures))

    def _floor(self, amount: int) -> str:
        called = self.floors.get(amount, self.phrases.text("alternative", "printed"))
        return f"{text(amount, 'idr_per_month', self.lang)} ({called})"

    def _band(self, ages: tuple[int, int], row: ChoiceRow, frame: pd.DataFrame) -> str:
        """Return an age band, and what it is beside the one in use."""
        used = frame.loc[(frame["choice"] == row["choice"]) & frame["used"], "alternative"].iloc[0]
        low, high = (int(age) for age in used.split("_to_"))
        relation = {WORKING_AGE: "working_age", (low + 1, high - 1): "without_ends", (low - 1, high + 1): "wider"}
        told = self.phrases.text("alternative", "ages").format(*ages)
        return self.phrases.text("alternative", relation[ages]).format(told) if ages in relation else told


#: Units of which a count is a part of its denominator.
COUNTED = ("people", "roles")
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class _Line:
    """A row of the table: a choice, what is tried, what may move, its numbers, and those that it shows."""

    choice: str
    alternative: str
    result: str
    rows: tuple[Row, ...]
    shown: tuple[Row, ...]
    difference: str


def table(frame: pd.DataFrame, section: str, lang: str, *, title: str, floors: Mapping[int, str], origin: str = "",
          confidence: float = 0.95) -> Table:
    """Return a sensitivity frame as a table: a row for each alternative; one line for a result that none moves.

    Parameters
    ----------
    frame : DataFrame
        As `sections.sensitivity.moves` returns it, with rows; some may be withheld.
    section, lang, title : str
        Whose results, in which language, under which title.
    floors : mapping of int to str
        What wage floors are called, by rupiah per month.
    origin, confidence
        As in `tables.of_estimates`.
    """
    told = Words(section, lang, floors)
    lines = [line for _, choice in frame.groupby("choice", sort=False) for line in _lines(choice, told)]
    people = sizes([line.rows for line in lines], lang)
    between = any(has_interval(row) for line in lines for row in line.rows)
    heads = [told.phrases.text("head", name) for name in ("choice", "alternative", "result", "value", "difference")]
    heads[3:3] = people.heads
    heads[-1:-1] = [interval_head(confidence, lang)] if between else []
    rows = tuple(tuple(map(plain, (line.choice, line.alternative, line.result, *own, *_figures(line, told, between))))
                 for line, own in zip(lines, people.cells, strict=True))
    several = any(len(line.shown) > 1 for line in lines)
    notes = [people.note.replace(word("several_sizes", lang), "").strip(), told.say("note"),
             told.say("note_order") if several else "",
             told.say("note_dash") if any(DASH in row for row in rows) else "",
             "" if frame["possible"].all() else told.say("note_impossible"),
             interval_note(frame, confidence, lang) if between else "", marks(frame, lang), origin]
    place = 3 + len(people.heads)
    numbers = tidy([{**row, "row": at, "column": place, "text": _value(row, told)}
                    for at, line in enumerate(lines) for row in line.rows])
    return Table(title, tuple(heads), rows, " ".join(filter(None, notes)), tuple(frame["key"]),
                 tuple(column >= 3 for column in range(len(heads))), lang, numbers, formats=FORMATS)


def _figures(line: _Line, told: Words, between: bool) -> list[str]:
    """Return the cells of a line's value, its interval where the table has them, and its difference."""
    values = [_value(row, told) for row in line.shown]
    intervals = [_joined([interval_text(row, told.lang) for row in line.shown])] if between else []
    return [_joined(values), *intervals, line.difference]


def sentence(frame: pd.DataFrame, section: str, lang: str, *, floors: Mapping[int, str]) -> str:
    """Return which choice moves which result most, which move nothing, and what is not possible."""
    told = Words(section, lang, floors)
    still = [str(name) for name, rows in frame.groupby("choice", sort=False) if _still(rows)]
    if len(still) == frame["choice"].nunique():
        return told.say("none").format(told.listed([told.choice(name) for name in still]))
    said = [_most(frame, told), told.say("still").format(told.listed([told.choice(name) for name in still]))
            if still else ""]
    never = [_never(rows, told) for _, rows in frame.groupby(["choice", "result"], sort=False)
             if not rows["possible"].all() and rows["kind"].eq("mean").all()]
    return " ".join(filter(None, [*said, told.say("not_possible").format(told.listed(never)) if never else ""]))


def _still(rows: pd.DataFrame) -> bool:
    """Whether no result of a choice moves."""
    return all(unmoved(same) for _, same in rows.groupby("result", sort=False))


def _lines(rows: pd.DataFrame, told: Words) -> list[_Line]:
    """Return the table's rows of one choice: the alternatives of what moves, and in one line what does not.

    Beside results that move, those that do not share a line where they count the same people.
    """
    found = [same for _, same in rows.groupby("result", sort=False)]
    moved = [_moved(row, same, told) for same in found if not unmoved(same) for row in same.to_dict("records")]
    names = [told.alternative(row, rows) for row in rows.drop_duplicates("alternative").to_dict("records")]
    tried = told.phrases.text("alternative", "all") if moved else "; ".join(names)
    alike: dict[tuple[int, ...], list[pd.DataFrame]] = {}
    for same in filter(unmoved, found):
        used = same[same["used"]].iloc[0]
        people = tuple(-1 if pd.isna(used[name]) else int(used[name]) for name in ("n", "denominator", "missing"))
        alike.setdefault(people if moved else (), []).append(same)
    return moved + [_unmoved(group, tried, told) for group in alike.values()]


def _moved(row: Row, same: pd.DataFrame, told: Words) -> _Line:
    """Return the line of one alternative of a result."""
    used = same[same["used"]].to_dict("records")[0]
    alternative = told.alternative(row, same)
    if row["used"]:
        alternative = told.phrases.text("alternative", "used").format(alternative)
    return _Line(_capital(told.choice(row["choice"])), alternative, told.result(row), (row,), (row,),
                 _difference(row, used, told))


def _unmoved(found: Sequence[pd.DataFrame], tried: str, told: Words) -> _Line:
    """Return the one line of results that no alternative moves."""
    used = [same[same["used"]].to_dict("records")[0] for same in found]
    rows = [row for same in found for row in same.to_dict("records")]
    return _Line(_capital(told.choice(used[0]["choice"])), tried, "; ".join(map(told.result, used)), tuple(rows),
                 tuple(used), _joined([_difference(row, row, told) for row in used]))


def _joined(values: Sequence[str]) -> str:
    """Return values in order, or the one that all of them are."""
    return values[0] if len(set(values)) == 1 else "; ".join(value.replace(" ", "\u00a0") for value in values)


def _capital(words: str) -> str:
    """Return words with a capital first letter, without an article."""
    words = words.removeprefix("the ")
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    """Return words with a small first letter."""
    return words[:1].lower() + words[1:]


def _value(row: Row, told: Words) -> str:
    return cell(row, told.lang) if row["possible"] else told.say("impossible")


def _difference(row: Row, used: Row, told: Words) -> str:
    """Return a difference with its sign, or the range of it; a dash where there is none to tell."""
    ends = (row["difference_lower"], row["difference_upper"])
    if "withheld" in (row["basis"], used["basis"]) or not row["possible"] or any(pd.isna(end) for end in ends):
        return DASH
    digits = DIGITS.get(row["unit"]) if digits_of(row["kind"], row["unit"]) is None else 2
    low, high = (_signed(float(end), told.lang, digits) for end in ends)
    return low if abs(ends[1] - ends[0]) < NOTHING else told.say("range").format(low, high)


def _signed(value: float, lang: str, digits: int | None) -> str:
    if abs(value) < NOTHING:
        return "0"
    places = digits if digits is None else next((d for d in range(digits, 4) if round(abs(value), d) > 0), 4)
    return ("+" if value > 0 else "\u2212") + number(abs(value), lang, digits=places)


def _never(rows: pd.DataFrame, told: Words) -> str:
    """Return a result, and the alternatives with which it is not possible."""
    records = rows[~rows["possible"]].to_dict("records")
    names = told.phrases.text("alternative", "all") if len(records) == len(rows) else ", ".join(
        told.alternative(row, rows) for row in records)
    return f"{_small(told.result(records[0]))} ({names})"


def _most(frame: pd.DataFrame, told: Words) -> str:
    """Return the sentence on the alternative that moves a result furthest, as a part of a hundred."""
    records = frame.to_dict("records")
    base = {(row["choice"], row["result"]): row for row in records if row["used"]}
    shifts = [(_shift(row, base[row["choice"], row["result"]]), row) for row in records if not row["used"]]
    furthest, row = max(shifts, key=lambda found: found[0])
    if furthest < NOTHING:
        return ""
    used = base[row["choice"], row["result"]]
    return told.say("becomes" if pd.notna(row["value"]) else "can_be").format(
        choice=told.choice(row["choice"]), result=_small(told.result(row)), before=estimate_text(used, told.lang),
        used=told.alternative(used, frame), after=estimate_text(row, told.lang),
        alternative=told.alternative(row, frame))


def _shift(row: Row, used: Row) -> float:
    """Return how far a result moves, in points of a hundred; of ranges that are not compared, how far an end moves."""
    if "withheld" in (row["basis"], used["basis"]) or not (row["possible"] and used["possible"]):
        return 0
    whole = {"percent": 100}.get(row["unit"], row["denominator"] if row["unit"] in COUNTED else 0)
    ends = [row["difference_lower"], row["difference_upper"]]
    if any(pd.isna(end) for end in ends):
        ends = [row[end] - used[end] for end in ("lower", "upper")]
    return max((100 * abs(float(end)) / whole for end in ends if whole and pd.notna(end)), default=0)
