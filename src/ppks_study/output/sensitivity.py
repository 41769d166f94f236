"""The table of how results move under choices left open, and the sentence that says which moves them most."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from ppks_study.output import tables
from ppks_study.output.choices import Words
from ppks_study.output.numbers import DASH, DIGITS, digits_of, estimate_text, number
from ppks_study.sections.sensitivity import NOTHING, unmoved

SIZES = ("n_text", "denominator_text", "missing_text")
NUMERIC = ("value_text", "difference_text", *SIZES)
COLUMNS = ("choice_label", "alternative_label", "result_label", *NUMERIC)
#: Units of which a count is a part of its denominator.
COUNTED = ("people", "roles")
Row = Mapping[Any, Any]


def table(frame: pd.DataFrame, section: str, lang: str, *, title: str, floors: Mapping[int, str],
          origin: str = "") -> tables.Table:
    """Return a sensitivity frame as a table: a row for each alternative; one line for a result that none moves.

    Parameters
    ----------
    frame : DataFrame
        As `sections.sensitivity.moves` returns it, with rows; some may be withheld.
    section, lang, title : str
        Whose results, in which language, under which title.
    floors : mapping of int to str
        What wage floors are called, by rupiah per month.
    origin : str
        What the note says of the respondents, such as that they are simulated.
    """
    told = Words(section, lang, floors)
    shown = pd.DataFrame([row for _, choice in frame.groupby("choice", sort=False) for row in _lines(choice, told)])
    heads = {name: told.phrases.text("head", name) for name in COLUMNS}
    made = tables.of_text(shown, heads, title=title, lang=lang)
    notes = [tables.marks(frame, lang), told.say("note")]
    notes += [told.say("note_dash")] if DASH in set(shown["difference_text"]) else []
    notes += [] if frame["possible"].all() else [told.say("note_impossible")]
    return replace(made, note=" ".join(filter(None, [*notes, origin])), keys=tuple(frame["key"]),
                   numeric=tuple(name in NUMERIC for name in COLUMNS), numbers=_numbers(shown, lang))


def _numbers(shown: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the unrounded numbers of each row of the table; a row can hold several results that do not move."""
    return tables.tidy([{**row, "row": place, "column": COLUMNS.index("value_text"), "text": tables.cell(row, lang)}
                        for place, rows in enumerate(shown["records"]) for row in rows])


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


def _lines(rows: pd.DataFrame, told: Words) -> list[dict[str, Any]]:
    """Return the table's rows of one choice: the alternatives of what moves, and in one line what does not.

    Beside results that move, those that do not share a line where they count the same people.
    """
    found = [same for _, same in rows.groupby("result", sort=False)]
    moved = [row for same in found if not unmoved(same) for row in same.to_dict("records")]
    still = [row for same in found if unmoved(same) for row in same[same["used"]].to_dict("records")]
    names = [told.alternative(row, rows) for row in rows.drop_duplicates("alternative").to_dict("records")]
    tried = told.phrases.text("alternative", "all") if moved else "; ".join(names)
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for line in (_line(row, rows, told) for row in still):
        alike.setdefault(tuple(line[name] for name in SIZES) if moved else (), []).append(line)
    return [_line(row, rows, told) for row in moved] + [
        {name: _joined([line[name] for line in each]) for name in COLUMNS} | {
            "alternative_label": tried, "records": [row for line in each for row in line["records"]]}
        for each in alike.values()]


def _joined(values: Sequence[str]) -> str:
    """Return values in order, or the one that all of them are."""
    return values[0] if len(set(values)) == 1 else "; ".join(values)


def _line(row: Row, rows: pd.DataFrame, told: Words) -> dict[str, Any]:
    used = rows[(rows["result"] == row["result"]) & rows["used"]].to_dict("records")[0]
    alternative = told.alternative(row, rows)
    if row["used"]:
        alternative = told.phrases.text("alternative", "used").format(alternative)
    sizes = {f"{name}_text": number(row[name], told.lang) for name in ("n", "denominator", "missing")}
    return {"choice_label": _capital(told.choice(row["choice"])), "alternative_label": alternative,
            "result_label": told.result(row), "value_text": _value(row, told),
            "difference_text": _difference(row, used, told), **sizes, "records": [row]}


def _capital(words: str) -> str:
    """Return words with a capital first letter, without an article."""
    words = words.removeprefix("the ")
    return words[:1].upper() + words[1:]


def _small(words: str) -> str:
    """Return words with a small first letter."""
    return words[:1].lower() + words[1:]


def _value(row: Row, told: Words) -> str:
    return tables.cell(row, told.lang) if row["possible"] else told.say("impossible")


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
