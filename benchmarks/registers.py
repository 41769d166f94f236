"""Registers of any length, invented: random answers to the project's own questionnaire.

``python -m benchmarks.registers ROWS FILE.parquet [ROWS_OF_A_GROUP]`` writes one.
"""

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from surveyintake.instrument import Instrument

ROOT = Path(__file__).parents[1]
#: Share of answers that are missing, and rows of a row group as pyarrow and Spark write them.
MISSING, GROUP = 0.02, 131_072


def items() -> list[str]:
    """Return the names of the items."""
    form = Instrument.load(ROOT / "instrument")
    return [item.name for one in form.dimensions for item in form.items(one)]


def write(path: Path, rows: int, group: int = GROUP) -> Path:
    """Write a register of so many rows and return its path; the same for the same numbers."""
    form = Instrument.load(ROOT / "instrument")
    choices = {name: [choice.name for choice in form.variables[name].choices] for name in ["education", *items()]}
    writer = None
    for start in range(0, rows, group):
        table = _rows(start, min(group, rows - start), choices)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=group)
    writer.close()
    return path


def _rows(start: int, rows: int, choices: dict[str, list[str]]) -> pa.Table:
    rng = np.random.default_rng([1, start])
    places = np.arange(start, start + rows)
    columns = {"respondent": pa.array([f"R{place:08d}" for place in places]),
               "district": _named(places % 514, [f"{place:04d}" for place in range(514)], None)}
    for name, known in choices.items():
        columns[name] = _named(rng.integers(0, len(known), rows), known, rng.random(rows, np.float32) < MISSING)
    return pa.table(columns)


def _named(codes: np.ndarray, names: list[str], missing: np.ndarray | None) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int16), mask=missing), pa.array(names))


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(float(sys.argv[1])), *map(int, sys.argv[3:]))
