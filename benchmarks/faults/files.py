"""The kinds of files that a table of answers comes in."""

import csv
import datetime
import re
from pathlib import Path
from typing import Any

from benchmarks.faults.grid import Grid


def write(grid: Grid, path: Path) -> Path:
    """Write a table in its style; the suffix is added."""
    path = path.with_suffix(f".{grid.style.suffix}")
    {"xlsx": _workbook, "csv": _text, "sav": _spss, "parquet": _parquet}[grid.style.suffix](grid, path)
    return path


def _table(grid: Grid) -> list[list[Any]]:
    title = [["Rekap jawaban 2026"], []][:grid.above]
    return [*title, [column.header for column in grid.columns], *(row.cells for row in grid.rows)]


def _workbook(grid: Grid, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in _table(grid):
        book.active.append([_iso(cell) if grid.style.tool == "kobo" else cell for cell in row])
    book.save(path)


def _iso(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, datetime.date | datetime.time) else cell


def _text(grid: Grid, path: Path) -> None:
    with path.open("w", encoding=grid.style.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=grid.style.separator)
        writer.writerows([_written(cell, grid.style.decimal) for cell in row] for row in _table(grid))


def _written(cell: Any, decimal: str) -> str:
    if isinstance(cell, float):
        return f"{cell:g}".replace(".", decimal) if cell < 100_000 else f"{cell:.0f}"
    return "" if cell is None else str(_iso(cell))


def _frame(grid: Grid) -> Any:
    """Return the table with one type a column: numbers, days, or texts."""
    import pandas as pd

    frame = {}
    for place, column in enumerate(grid.columns):
        cells = [row.cells[place] for row in grid.rows]
        kinds = {type(cell) for cell in cells if cell is not None}
        if kinds <= {int, float}:
            frame[column.header] = pd.Series(cells, dtype="Float64" if float in kinds else "Int64")
        elif kinds == {datetime.date} or kinds == {datetime.datetime}:
            frame[column.header] = pd.Series(cells, dtype="object")
        else:
            frame[column.header] = pd.Series([None if c is None else _written(c, ".") for c in cells], dtype="str")
    return pd.DataFrame(frame)


def _spss(grid: Grid, path: Path) -> None:
    import pyreadstat

    frame = _frame(grid)
    names = {name: re.sub(r"[^\w.]", "_", name) for name in frame}
    labels = {names[c.header]: c.variable.labels["id"] if not c.choice else f"{c.variable.labels['id']}/{c.choice}"
              for c in grid.columns if c.variable}
    values = {names[c.header]: {int(choice.name): choice.labels["id"] for choice in c.variable.choices}
              for c in grid.columns if c.variable and c.variable.choices and not c.choice
              and str(frame[c.header].dtype) in ("Int64", "Float64")}
    frame.columns = list(names.values())
    frame = frame.astype({name: "float64" for name, kind in frame.dtypes.items() if str(kind) in ("Int64", "Float64")})
    pyreadstat.write_sav(frame, path, column_labels=labels, variable_value_labels=values)


def _parquet(grid: Grid, path: Path) -> None:
    _frame(grid).to_parquet(path)
