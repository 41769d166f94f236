"""Faults in single cells that are refused: choices, numbers, conditions, dates, and what is required."""

import datetime
from collections.abc import Callable
from typing import Any

from benchmarks.faults.grid import Grid, Spot
from benchmarks.faults.people import as_text, asked, bounds, is_money
from benchmarks.faults.seeds import Seed, in_cell, kind
from ppks_study.instrument import Variable
from ppks_study.intake.xpath import TODAY, holds, references

STRANGE = ("Entahlah", "???", "lihat halaman 2", "Belum tahu pasti", "lupa", "x1")
NO_NUMBERS = ("banyak", "tidak tentu", "lihat lampiran", "lumayan", "belasan", "??", "tidak tahu")
RANGES = ("20-25", "30 s/d 40", "sekitar 30", "lebih dari 20", "2 atau 3")
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?")
NO_DATES = ("kemarin", "minggu lalu", "sudah lama", "2026", "Januari", "hari Senin")
IMPOSSIBLE = ("31/02/2026", "2026-13-05", "30 Februari 2026", "2026-02-30", "32/01/2026")


def is_number(variable: Variable) -> bool:
    """Whether a question asks for a number that people type."""
    return variable.type in ("integer", "decimal", "range")


def is_whole(variable: Variable) -> bool:
    """Whether a question asks for a whole number."""
    return variable.type in ("integer", "range")


def is_one(variable: Variable) -> bool:
    """Whether a question has choices of which one is taken."""
    return variable.type == "select_one" and bool(variable.choices)


def is_several(variable: Variable) -> bool:
    """Whether a question has choices of which several may be taken."""
    return variable.type == "select_multiple"


def at(grid: Grid, wanted: Callable[[Variable], bool], *, answered: bool = True) -> Spot | None:
    """Return some free cell of a wanted question; its identifiers and its consent have faults of their own."""
    found = grid.places(lambda v: wanted(v) and v.name not in grid.told and v.role not in ("consent", "code"),
                        answered=answered)
    return grid.rng.choice(found) if found else None


def _texts(grid: Grid, variable: Variable) -> bool:
    """Whether a text may stand in a question's column without making texts of decimals."""
    return not (grid.style.typed and (variable.type == "decimal" or variable.type in ("date", "datetime", "time")))


def _simple(name: str, wanted: Callable[[Variable], bool], texts: tuple[Any, ...], *rules: str) -> None:
    def maker(grid: Grid) -> Seed | None:
        spot = at(grid, lambda v: wanted(v) and _texts(grid, v))
        return in_cell(grid, name, spot, grid.rng.choice(texts), *rules) if spot else None

    kind(name)(maker)


_simple("unknown choice", is_one, STRANGE, "unknown_choice")
_simple("text for a number", is_number, NO_NUMBERS, "not_a_number")
_simple("range for a number", is_number, RANGES, "not_a_number", "ambiguous_number")
_simple("ambiguous number", lambda v: is_whole(v) and not v.number_format, ("2.500", "1.250", "2.5", "12.75"),
        "ambiguous_number")
_simple("thousands or thousandths", lambda v: v.type == "decimal" and not v.number_format, ("2.500", "1.250"),
        "ambiguous_number")
_simple("not whole", is_whole, ("32,5", "7½", "2,25"), "not_whole")
_simple("spreadsheet error", lambda v: v.type != "select_multiple", ERRORS, "excel_error")
_simple("no date", lambda v: v.type == "date", NO_DATES, "not_a_date")
_simple("ambiguous date", lambda v: v.type == "date", ("03/04/2025", "5-6-2025", "01.02.2025"), "ambiguous_date")
_simple("impossible date", lambda v: v.type == "date", IMPOSSIBLE, "not_a_date")
_simple("impossible time", lambda v: v.type == "time", ("25:70", "pagi", "8 lewat"), "not_a_date")


@kind("typo in a choice")
def typo(grid: Grid) -> Seed | None:
    """Leave out, double or exchange a letter."""
    spot = at(grid, is_one)
    if not spot:
        return None
    texts = {text.casefold() for c in spot.variable.choices for text in (c.name, *c.labels.values(), *c.aliases)}
    text = grid.label(spot.variable, spot.row.answers[spot.variable.name], "label")
    place = grid.rng.randrange(1, len(text))
    wrong = grid.rng.choice((text[:place] + text[place + 1:], text[:place] + text[place - 1:],
                             text[:place - 1] + text[place] + text[place - 1] + text[place + 1:]))
    if len(text) < 5 or wrong.casefold() in texts or not wrong[place - 1:place + 2].isalpha():
        return None
    return in_cell(grid, "typo in a choice", spot, wrong, "unknown_choice")


@kind("two answers")
def two_answers(grid: Grid) -> Seed | None:
    """Give two choices where one is asked for."""
    spot = at(grid, is_one)
    if not spot:
        return None
    one, other = (grid.label(spot.variable, c.name) for c in grid.rng.sample(spot.variable.choices, 2))
    joint = grid.rng.choice((" / ", "; ", " dan ", " & ", ", ", "/", " atau ", "\n"))
    plain = not any(mark in one + other for mark in ",/;&") and " dan " not in one + other
    return in_cell(grid, "two answers", spot, f"{one}{joint}{other}", "two_answers",
                   *([] if plain else ["unknown_choice"]))


@kind("number and label disagree")
def disagreeing(grid: Grid) -> Seed | None:
    """Write a choice with the number of another one."""
    spot = at(grid, lambda v: is_one(v) and len(v.choices) > 2 and all(len(c.labels["id"]) > 1 for c in v.choices))
    if not spot:
        return None
    names = [c.name for c in spot.variable.choices]
    number = spot.row.answers[spot.variable.name]
    other = grid.rng.choice([name for name in names if name != number])
    written = other if other.isdigit() else str(names.index(other) + 1)
    if spot.variable.choices[0].points is None and not other.isdigit():
        return None
    return in_cell(grid, "number and label disagree", spot, f"{written} - {grid.label(spot.variable, number, 'label')}",
                   "two_answers", "unknown_choice")


@kind("out of range")
def out_of_range(grid: Grid) -> Seed | None:
    """Give a number above what the constraint allows."""
    spot = at(grid, lambda v: is_number(v) and "<" in v.constraint and not references(v.constraint)
              and not is_money(v))
    if not spot:
        return None
    value = bounds(spot.variable)[1] + grid.rng.randint(1, 300)
    return in_cell(grid, "out of range", spot, value, "out_of_range")


@kind("negative amount")
def negative(grid: Grid) -> Seed | None:
    """Give a number below zero."""
    spot = at(grid, lambda v: is_number(v) and ". >= 0" in v.constraint and not references(v.constraint))
    return in_cell(grid, "negative amount", spot, -spot.row.answers[spot.variable.name] - 1, "out_of_range") if spot else None


@kind("year of birth")
def birth_year(grid: Grid) -> Seed | None:
    """Give a year where an age is asked for."""
    spot = at(grid, lambda v: is_whole(v) and v.constraint != "" and not references(v.constraint)
              and v.name in ("age", "umur", "usia", "age_years"))
    return in_cell(grid, "year of birth", spot, grid.rng.randint(1950, 2005), "birth_year") if spot else None


@kind("impossible together")
def impossible(grid: Grid) -> Seed | None:
    """Give a number that another answer rules out."""
    spot = at(grid, lambda v: is_number(v) and bool(set(references(v.constraint)) - {TODAY}))
    if not spot or any(spot.row.answers[name] is None for name in references(spot.variable.constraint)):
        return None
    others = as_text(spot.row.answers)
    wrong = [value for value in range(51) if not holds(spot.variable.constraint, others, value)]
    return in_cell(grid, "impossible together", spot, grid.rng.choice(wrong), "impossible_combination") if wrong else None


@kind("day to come")
def day_to_come(grid: Grid) -> Seed | None:
    """Give a date after that of the answers."""
    spot = at(grid, lambda v: v.type == "date" and TODAY in references(v.constraint))
    if not spot or grid.style.tool == "":
        return None
    day = datetime.date.fromisoformat(spot.row.answers[TODAY]) + datetime.timedelta(days=grid.rng.randint(2, 900))
    return in_cell(grid, "day to come", spot, day, "out_of_range")


@kind("answered, not asked")
def not_asked(grid: Grid) -> Seed | None:
    """Answer a question that other answers rule out."""
    spot = at(grid, lambda v: bool(v.relevant) and (is_one(v) or is_number(v) or v.type == "text"), answered=False)
    if not spot or asked(spot.variable, spot.row.answers) or any(
            spot.row.answers[name] is None for name in references(spot.variable.relevant)):
        return None
    variable = spot.variable
    value = grid.label(variable, variable.choices[0].name) if variable.choices else 1 if is_number(variable) else "Baik"
    return in_cell(grid, "answered, not asked", spot, value, "not_relevant")


def _needed(variable: Variable) -> bool:
    return variable.required is True


@kind("required, empty")
def empty(grid: Grid) -> Seed | None:
    """Leave out an answer that is required."""
    spot = at(grid, _needed)
    if not spot:
        return None
    for place in grid.cells_of(spot):
        spot.row.cells[place] = None
    return in_cell(grid, "required, empty", spot, None, "required", places=tuple(grid.cells_of(spot)))


@kind("required, code empty")
def code_empty(grid: Grid) -> Seed | None:
    """Leave out a running code that is required."""
    found = grid.places(lambda v: _needed(v) and v.role == "code")
    spot = grid.rng.choice(found) if found else None
    return in_cell(grid, "required, code empty", spot, None, "required") if spot else None


@kind("required, mark of none")
def mark(grid: Grid) -> Seed | None:
    """Write that there is no answer where one is required."""
    spot = at(grid, lambda v: _needed(v) and not is_several(v) and _texts(grid, v))
    marks = ("-", "--", "kosong", "tidak dijawab", "null", "#N/A" if spot and not spot.variable.choices else "-")
    return in_cell(grid, "required, mark of none", spot, grid.rng.choice(marks), "required") if spot else None


@kind("formula")
def formula(grid: Grid) -> Seed | None:
    """Leave a formula that nothing has calculated."""
    spot = at(grid, lambda v: is_number(v) and _texts(grid, v))
    if not spot or grid.style.suffix not in ("xlsx", "csv"):
        return None
    return in_cell(grid, "formula", spot, grid.rng.choice(("=A1+B1", "=SUM(C2:C9)", "=2026-1985")), "formula")


@kind("wrong identifier")
def wrong_identifier(grid: Grid) -> Seed | None:
    """Break an identifier that the form holds to a pattern."""
    found = grid.places(lambda v: v.name in grid.told and ("regex" in v.constraint or v.type == "geopoint"))
    spot = grid.rng.choice(found) if found else None
    if not spot:
        return None
    place = spot.variable.type == "geopoint"
    return in_cell(grid, "wrong identifier", spot, "di kantor lurah" if place else "1399 sekian",
                   "not_a_place" if place else "out_of_range")


@kind("joined and 0/1 disagree")
def disagree(grid: Grid) -> Seed | None:
    """List one choice more in the joined column than the 0/1 columns have."""
    spot = at(grid, is_several)
    if not spot or grid.style.several != "both" or not _can_grow(spot):
        return None
    chosen = spot.row.answers[spot.variable.name]
    names = [c.name for c in spot.variable.choices]
    more = sorted({*chosen, grid.rng.choice([name for name in names if name not in chosen])}, key=names.index)
    return in_cell(grid, "joined and 0/1 disagree", spot, grid.shown(grid.columns[spot.place], more), "forms_disagree",
                   places=tuple(grid.cells_of(spot)))


def _can_grow(spot: Spot) -> bool:
    return len(spot.row.answers[spot.variable.name]) < min(3, len(spot.variable.choices))


@kind("no 0 or 1")
def no_flag(grid: Grid) -> Seed | None:
    """Write something else into a 0/1 column."""
    spot = at(grid, is_several)
    if not spot or grid.style.several == "joined":
        return None
    place = grid.rng.choice([place for place in grid.cells_of(spot) if grid.columns[place].choice])
    return in_cell(grid, "no 0 or 1", Spot(spot.row, place, spot.variable), grid.rng.choice(("mungkin", 7, "2")),
                   "unknown_choice")


@kind("unknown among several")
def unknown_among(grid: Grid) -> Seed | None:
    """List something that is no choice."""
    spot = at(grid, is_several)
    if not spot or grid.style.several == "flags":
        return None
    joint = " " if grid.style.values == "name" else ", "
    return in_cell(grid, "unknown among several", spot, f"{spot.row.cells[spot.place]}{joint}entahlah", "unknown_choice",
                   places=tuple(grid.cells_of(spot)))


@kind("too many chosen")
def too_many(grid: Grid) -> Seed | None:
    """Choose more than the form allows."""
    spot = at(grid, lambda v: is_several(v) and "count-selected" in v.constraint)
    if not spot:
        return None
    names = [c.name for c in spot.variable.choices]
    most = next(count for count in range(1, len(names) + 1)
                if not holds(spot.variable.constraint, {}, " ".join(names[:count])))
    grid.put(spot.row, spot.variable, names[:most])
    return in_cell(grid, "too many chosen", spot, spot.row.cells[spot.place], "out_of_range",
                   places=tuple(grid.cells_of(spot)))

