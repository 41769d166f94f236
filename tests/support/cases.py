"""Written cases: a text, and the value that it states or the readings of what it may mean."""

import csv
import re
from pathlib import Path


def cases(name):
    """Return the rows of a file of cases; ``\\u00a0`` in a text stands for that character."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row | {"text": re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), row["text"])}
                for row in csv.DictReader(file)]


def surprises(rows, read, error, kind):
    """Return the rows whose text gives another value, or other readings, than they state; `kind` makes a value."""
    found = [(row, *outcome(lambda row=row: read(row), error)) for row in rows]
    return [(row, value, readings) for row, value, readings in found
            if (value, readings) != (row["value"] and kind(row["value"]), list(map(kind, row["readings"].split())))]


def outcome(read, error):
    """Return the value and the readings that a reader gives, one of them empty."""
    try:
        return read(), []
    except error as refusal:
        return "", list(refusal.readings)
