"""Answers that the form's conditions rule out, and answers that it requires."""

import datetime

from benchmarks.faults.cells import at, has_texts, is_number, is_one, is_several, is_whole
from benchmarks.faults.grid import Grid
from benchmarks.faults.people import as_text, asked, bounds, is_money
from benchmarks.faults.seeds import Seed, in_cell, kind

from surveyintake.instrument import Variable
from surveyintake.xpath import TODAY, holds, references


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
    if not spot:
        return None
    return in_cell(grid, "negative amount", spot, -spot.row.answers[spot.variable.name] - 1, "out_of_range")


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
    if not wrong:
        return None
    return in_cell(grid, "impossible together", spot, grid.rng.choice(wrong), "impossible_combination")


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
    spot = at(grid, lambda v: _needed(v) and not is_several(v) and has_texts(grid, v))
    marks = ("-", "--", "kosong", "tidak dijawab", "null", "N/A" if spot and not spot.variable.choices else "-")
    return in_cell(grid, "required, mark of none", spot, grid.rng.choice(marks), "required") if spot else None
