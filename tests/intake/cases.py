"""Written cases: a text, and the value that it states or the readings of what it may mean."""

import csv
import re
from pathlib import Path


def cases(name):
    """Return the rows of a file of cases; ``\\u00a0`` in a text stands for that character."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["text"] = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), row["text"])
        row["readings"] = row["readings"].split()
    return rows


def outcome(read, error):
    """Return the value and the readings that a reader gives, one of them empty."""
    try:
        return read(), []
    except error as refusal:
        return "", list(refusal.readings)
