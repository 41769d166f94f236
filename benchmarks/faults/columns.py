"""Faults of whole columns, and texts that tell who somebody is where they do not belong."""

from benchmarks.faults.cells import at, is_number
from benchmarks.faults.grid import Column, Grid
from benchmarks.faults.people import FIRST, card, phone
from benchmarks.faults.seeds import IGNORED, PRIVATE, TWICE, UNMATCHED, Seed, in_cell, kind

EXTRAS = ("Catatan enumerator", "Warna baju", "Diperiksa oleh petugas pada", "zzz_tmp", "Batch ke")


def _settled(grid: Grid) -> list[int]:
    """Return the columns that no condition reads and no fault touches."""
    return [place for place, column in enumerate(grid.columns)
            if column.variable and not column.busy and not column.choice
            and column.variable.type != "select_multiple" and not grid.readers(column.variable)
            and column.variable.role not in ("code", "consent") and column.variable.name not in grid.told
            and sum(row.cells[place] is not None for row in grid.rows) > 5]


def _append(grid: Grid, column: Column, cells: list[object]) -> int:
    grid.columns.append(column)
    for row, cell in zip(grid.rows, cells, strict=True):
        row.cells.append(cell)
    return len(grid.columns) - 1


@kind("typo in a header")
def typo(grid: Grid) -> Seed | None:
    """Misspell a header."""
    found = _settled(grid)
    if not found:
        return None
    place = grid.rng.choice(found)
    column = grid.columns[place]
    groups, slash, text = column.header.rpartition("/")
    at_ = grid.rng.randrange(1, len(text) - 1) if len(text) > 4 else 0
    wrong = text[:at_] + text[at_ + 1:]
    if not at_ or not text[at_].isalpha() or not text[at_ + 1].isalpha() or text[at_] == text[at_ + 1] or any(
            wrong.casefold() == name.casefold() for name in grid.form.instrument.variables):
        return None
    column.busy, column.header = True, f"{groups}{slash}{wrong}"
    return Seed("typo in a header", UNMATCHED, frozenset(), None, (place,), variable=_release(column))


def _release(column: Column) -> str:
    """Return the name of a column's question, which it no longer holds."""
    assert column.variable
    name, column.variable = column.variable.name, None
    return name


@kind("question twice")
def twice(grid: Grid) -> Seed | None:
    """Put a question into two columns whose answers differ."""
    found = _settled(grid)
    if not found or grid.style.typed:
        return None
    place = grid.rng.choice(found)
    column = grid.columns[place]
    cells = [row.cells[place] for row in grid.rows]
    other = cells[1:] + cells[:1]
    if other == cells or not column.variable:
        return None
    column.busy = True
    again = _append(grid, Column(column.header, None, busy=True), other)
    return Seed("question twice", TWICE, frozenset({"column_twice"}), None, (place, again), variable=_release(column))


@kind("question twice, alike")
def alike(grid: Grid) -> Seed | None:
    """Copy a column."""
    found = _settled(grid)
    if not found or grid.style.typed:
        return None
    place = grid.rng.choice(found)
    column = grid.columns[place]
    column.busy = True
    column.variable = None
    again = _append(grid, Column(column.header, None, busy=True), [row.cells[place] for row in grid.rows])
    return Seed("question twice, alike", IGNORED, frozenset(), None, (again,))


@kind("unknown column")
def unknown(grid: Grid) -> Seed | None:
    """Add a column that the form does not have."""
    free = [header for header in EXTRAS if header not in [column.header for column in grid.columns]]
    if not free:
        return None
    place = _append(grid, Column(grid.rng.choice(free), None, busy=True),
                    [grid.rng.choice(("a", "b", "c")) if row.answers else None for row in grid.rows])
    return Seed("unknown column", UNMATCHED, frozenset(), None, (place,))


def _private(grid: Grid, name: str, looks_like: str, text: str, hidden: str) -> Seed | None:
    spot = at(grid, lambda v: v.type == "text")
    if not spot:
        return None
    seed = in_cell(grid, name, spot, text, looks_like, effect=PRIVATE)
    if seed:
        seed.hidden.append(hidden)
    return seed


@kind("identity card in a remark")
def card_in_remark(grid: Grid) -> Seed | None:
    """Write the number of an identity card into a remark."""
    number = card(grid.rng)
    written = grid.rng.choice((number, f"NIK {number}", f"{number[:6]} {number[6:12]} {number[12:]}"))
    return _private(grid, "identity card in a remark", "nik", written, number)


@kind("telephone in a remark")
def phone_in_remark(grid: Grid) -> Seed | None:
    """Write a telephone number into a remark."""
    number = phone(grid.rng)
    return _private(grid, "telephone in a remark", "phone", f"hubungi {number} saja", number)


@kind("e-mail in a remark")
def mail_in_remark(grid: Grid) -> Seed | None:
    """Write an address into a remark."""
    text = f"{grid.rng.choice(FIRST).casefold()}.{grid.rng.randint(1, 99)}@example.org"
    return _private(grid, "e-mail in a remark", "email", f"balas ke {text}", text)


@kind("place in a remark")
def place_in_remark(grid: Grid) -> Seed | None:
    """Write coordinates into a remark."""
    text = f"-{grid.rng.uniform(0, 5):.6f}, {grid.rng.uniform(100, 120):.6f}"
    return _private(grid, "place in a remark", "gps", text, text)


@kind("telephone for a number")
def phone_for_number(grid: Grid) -> Seed | None:
    """Write a telephone number where a number is asked for."""
    spot = at(grid, lambda v: is_number(v) and not (grid.style.typed and v.type == "decimal"))
    number = phone(grid.rng).replace("-", "")
    seed = in_cell(grid, "telephone for a number", spot, number, "not_a_number", "ambiguous_number") if spot else None
    if seed:
        seed.hidden.append(number)
    return seed

