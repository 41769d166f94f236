"""Rows that are no respondents."""

from typing import Any

from benchmarks.faults.grid import Column, Grid, Row
from benchmarks.faults.people import person
from benchmarks.faults.seeds import PROBLEM, Seed, kind, lock

from surveyintake.instrument import Variable
from surveyintake.privacy import asks_for

TESTS = ("TES", "test 2", "uji coba", "Percobaan", "testing", "dummy")
FOOTNOTES = ("* data sementara", "Sumber: survei lapangan 2026", "Catatan: diisi enumerator",
             "Keterangan: 1 = ya, 0 = tidak")
TOTALS = ("Total", "JUMLAH", "Rata-rata", "Total:", "Jumlah responden")


def _refused(grid: Grid, name: str, row: Row, *rules: str, at: int | None = None) -> Seed:
    """Put a row into the table, anywhere below the first rows or at a place."""
    lock(row)
    grid.rows.insert(grid.rng.randint(3, _last(grid)) if at is None else at, row)
    return Seed(name, PROBLEM, frozenset(rules), row, ())


def _last(grid: Grid) -> int:
    """Return the place below the last person."""
    return max(place for place, row in enumerate(grid.rows) if row.answers) + 1


def _someone(grid: Grid) -> Row:
    number = 500 + grid.rng.randint(1, 400)
    row = Row([None] * len(grid.columns), person(grid.form, number, grid.rng))
    grid.fill(row, number)
    return row


def _code(grid: Grid) -> tuple[int, Variable] | None:
    """Return the column of a code or of a number of an identity card."""
    for place, column in enumerate(grid.columns):
        v = column.variable
        asks = v.name in grid.told and any(asks_for(t) == "nik" for t in (v.name, *v.labels.values())) if v else False
        if v and (asks or v.role == "code"):
            return place, v
    return None


@kind("submitted twice")
def submitted_twice(grid: Grid) -> Seed | None:
    """Send all answers again, at another time."""
    free = [row for row in grid.rows if not row.busy and not row.locked]
    if not free:
        return None
    row = grid.rng.choice(free)
    again = Row(list(row.cells), dict(row.answers))
    number = 900 + grid.rng.randint(1, 99)
    stranger = _someone(grid)
    for place, column in enumerate(grid.columns):
        if not column.variable and stranger.cells[place] is not None and grid.rng.random() < 0.9:
            again.cells[place] = number if column.header == "No" else stranger.cells[place]
    lock(row)
    return _refused(grid, "submitted twice", again, "duplicate_row",
                    at=grid.rng.randint(grid.rows.index(row) + 1, _last(grid)))


@kind("same code, other answers")
def same_code(grid: Grid) -> Seed | None:
    """Give somebody the code of another."""
    found, free = _code(grid), [row for row in grid.rows if not row.busy and not row.locked]
    free = [row for row in free if found and row.answers[found[1].name]]
    if not found or not free:
        return None
    row, other = grid.rng.choice(free), _someone(grid)
    other.cells[found[0]] = row.cells[found[0]]
    lock(row)
    return _refused(grid, "same code, other answers", other, "duplicate_code",
                    at=grid.rng.randint(grid.rows.index(row) + 1, _last(grid)))


@kind("test entry")
def test_entry(grid: Grid) -> Seed | None:
    """Try the form out."""
    named = [place for place, column in enumerate(grid.columns) if column.variable and (
        column.variable.role in ("code",) or asks_for(column.variable.name) == "name")]
    if not named:
        return None
    row = _someone(grid)
    row.cells[grid.rng.choice(named)] = grid.rng.choice(TESTS)
    return _refused(grid, "test entry", row, "test_row", at=grid.rng.choice([0, 0, grid.rng.randint(0, _last(grid))]))


def _sums(grid: Grid) -> dict[int, Any]:
    """Return what a spreadsheet shows as the sum of each column of numbers."""
    found = {}
    for place, column in enumerate(grid.columns):
        numbers = [row.cells[place] for row in grid.rows if isinstance(row.cells[place], int | float)]
        kind = column.variable.type if column.variable and not column.choice else ""
        if kind in ("integer", "decimal") and len(numbers) > 2 and column.variable.name not in grid.told:
            found[place] = round(sum(numbers), 2)
    return found


def _ended(grid: Grid) -> bool:
    return any(not row.answers for row in grid.rows[-1:])


@kind("totals, said")
def totals_said(grid: Grid) -> Seed | None:
    """Sum up below the table, and say so."""
    texts = [place for place, column in enumerate(grid.columns) if column.variable and column.variable.type == "text"]
    if _ended(grid) or not texts:
        return None
    row = Row([None] * len(grid.columns), {})
    for place, value in _sums(grid).items():
        row.cells[place] = value
    row.cells[texts[0]] = grid.rng.choice(TOTALS)
    return _refused(grid, "totals, said", row, "totals_row", at=_last(grid))


@kind("totals, unsaid")
def totals_unsaid(grid: Grid) -> Seed | None:
    """Sum up below the table without a word."""
    sums = _sums(grid)
    if _ended(grid) or len(sums) < 2:
        return None
    row = Row([None] * len(grid.columns), {})
    for place, value in sums.items():
        row.cells[place] = value
    return _refused(grid, "totals, unsaid", row, "totals_row", at=_last(grid))


@kind("header again")
def header_again(grid: Grid) -> Seed | None:
    """Paste a second table with its header below the first."""
    if grid.style.typed:
        return None
    return _refused(grid, "header again", Row([column.header for column in grid.columns], {}), "header_row")


@kind("footnote")
def footnote(grid: Grid) -> Seed | None:
    """Write a note below the table."""
    if grid.style.typed:
        return None
    row = Row([grid.rng.choice(FOOTNOTES), *[None] * (len(grid.columns) - 1)], {})
    return _refused(grid, "footnote", row, "note_row", at=len(grid.rows))


@kind("no consent")
def no_consent(grid: Grid) -> Seed | None:
    """Refuse to take part; some answer all the same."""
    row = _someone(grid)
    for place, column in enumerate(grid.columns):
        if column.variable and column.variable.role == "consent":
            refusal = next(c.name for c in column.variable.choices if c.name in ("no", "0"))
            row.cells[place] = grid.shown(column, refusal)
            if grid.rng.random() < 0.7:
                _silence(grid, row, column)
            return _refused(grid, "no consent", row, "no_consent")
    return None


def _silence(grid: Grid, row: Row, consent: Column) -> None:
    for place, column in enumerate(grid.columns):
        if column.variable and column is not consent and column.variable.role != "code":
            row.cells[place] = None


@kind("only a number")
def only_a_number(grid: Grid) -> Seed | None:
    """Leave a prepared row without answers."""
    if not grid.numbered:
        return None
    row = Row([len(grid.rows) + 1, *[None] * (len(grid.columns) - 1)], {})
    return _refused(grid, "only a number", row, "empty_row")

