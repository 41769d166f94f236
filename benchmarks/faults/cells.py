"""Faults in single cells that no condition has to do with: choices, numbers, dates."""

from collections.abc import Callable
from typing import Any

from benchmarks.faults.grid import Grid, Spot
from benchmarks.faults.seeds import Seed, in_cell, kind

from surveyintake.instrument import Variable

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


def has_texts(grid: Grid, variable: Variable) -> bool:
    """Whether a text may stand in a question's column without making texts of decimals."""
    return not (grid.style.typed and (variable.type == "decimal" or variable.type in ("date", "datetime", "time")))


def _simple(name: str, wanted: Callable[[Variable], bool], texts: tuple[Any, ...], *rules: str) -> None:
    def maker(grid: Grid) -> Seed | None:
        spot = at(grid, lambda v: wanted(v) and has_texts(grid, v))
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
    if len(text) < 5:
        return None
    place = grid.rng.randrange(1, len(text))
    wrong = grid.rng.choice((text[:place] + text[place + 1:], text[:place] + text[place - 1:],
                             text[:place - 1] + text[place] + text[place - 1] + text[place + 1:]))
    if wrong.casefold() in texts or not wrong[place - 1:place + 2].isalpha():
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


@kind("formula")
def formula(grid: Grid) -> Seed | None:
    """Leave a formula that nothing has calculated."""
    spot = at(grid, lambda v: is_number(v) and has_texts(grid, v))
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
