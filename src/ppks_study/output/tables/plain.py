"""A table as CSV and as JSON."""

import csv
import io
from typing import Any

import pandas as pd

from ppks_study.output.tables.table import Table


def csv_text(table: Table) -> str:
    """Return headings and cells as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([table.columns, *table.rows])
    return out.getvalue()


def as_dict(table: Table) -> dict[str, Any]:
    """Return what a program may want of a table: its cells, and its numbers unrounded (a missing one is null)."""
    numbers = [{name: _value(value) for name, value in row.items()} for row in table.numbers.to_dict("records")]
    return {"title": table.title, "note": table.note, "lang": table.lang, "keys": list(table.keys),
            "origin": list(table.chain),
            "rows": [list(row) for row in table.rows], "numbers": numbers,
            "columns": [{"label": label, "align": "right" if is_number else "left"}
                        for label, is_number in zip(table.columns, table.numeric, strict=True)]}


def _value(value: Any) -> Any:
    if value is None or pd.isna(value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
