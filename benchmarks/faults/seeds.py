"""What a fault is, and the register of all kinds."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from benchmarks.faults.grid import Grid, Row, Spot

#: Effects: the report's problems, cells that are kept in another spelling, what it says of columns.
PROBLEM, CHANGED, UNMATCHED, TWICE, IGNORED, PRIVATE = "problem", "changed", "unmatched", "twice", "ignored", "private"


@dataclass
class Seed:
    """One fault, and what has to be said of it.

    Attributes
    ----------
    rules : frozenset of str
        The rules that may tell it; of a private text, what it looks like.
    row : Row or None
        Where it is; None for the header.
    places : tuple of int
        The columns in which it may be told; empty for any of its row.
    new : object
        What the answer becomes, where it is kept.
    variable : str
        The question, where a header has the fault.
    """

    kind: str
    effect: str
    rules: frozenset[str]
    row: Row | None
    places: tuple[int, ...]
    new: Any = None
    variable: str = ""
    hidden: list[str] = field(default_factory=list)


Maker = Callable[[Grid], Seed | None]
KINDS: dict[str, Maker] = {}


def kind(name: str) -> Callable[[Maker], Maker]:
    """Register what seeds a kind of fault: it returns None where a table has no place for it."""
    def registered(maker: Maker) -> Maker:
        KINDS[name] = maker
        return maker

    return registered


def sow(grid: Grid, name: str) -> Seed | None:
    """Put one fault of a kind into a table."""
    return KINDS[name](grid)


def in_cell(grid: Grid, name: str, spot: Spot, written: Any, *rules: str, effect: str = PROBLEM, new: Any = None,
            places: tuple[int, ...] = ()) -> Seed | None:
    """Write a fault into a cell; a file that cannot hold the text has none."""
    if isinstance(written, str):
        try:
            written.encode(grid.style.encoding)
        except UnicodeError:
            return None
    spot.row.cells[spot.place] = written
    grid.take(spot)
    return Seed(name, effect, frozenset(rules), spot.row, places or (spot.place,), new)


def lock(*rows: Row) -> None:
    """Keep other faults out of rows."""
    for row in rows:
        row.locked = True

