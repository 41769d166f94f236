"""Faults in questions with several answers: joined, as columns of 0 and 1, or both."""

from benchmarks.faults.cells import at, is_several
from benchmarks.faults.grid import Grid, Spot
from benchmarks.faults.seeds import Seed, in_cell, kind

from surveyintake.xpath import holds


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
    written = f"{spot.row.cells[spot.place]}{joint}entahlah"
    return in_cell(grid, "unknown among several", spot, written, "unknown_choice", places=tuple(grid.cells_of(spot)))


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
