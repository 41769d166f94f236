"""n, denominator and missing answers of a table: as columns where rows differ in them, else in its note."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ppks_study.output.numbers import DASH, number
from ppks_study.output.phrases import word
from ppks_study.output.tables.table import SIZES

#: What a size is called at the head of its column.
HEADS = {"n": "n", "denominator": "of", "missing": "missing"}


@dataclass(frozen=True)
class Sizes:
    """How a table tells its sizes.

    Attributes
    ----------
    heads : tuple of str
        Headings of the columns that tell sizes row by row; none where all rows are alike.
    cells : tuple of tuple of str
        Their cells, one tuple a row.
    note : str
        What the columns do not tell.
    """

    heads: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    note: str


def sizes(rows: Sequence[Sequence[Any]], lang: str, *, shown: Sequence[str] = ()) -> Sizes:
    """Return how a table tells n, denominator and missing answers.

    Parameters
    ----------
    rows : sequence of sequence of mapping
        For each row of the table its numbers, each with ``n``, ``denominator`` and ``missing``.
    lang : str
        ``id`` or ``en``.
    shown : sequence of str
        Sizes that the table has columns for anyway.
    """
    told = {size: [_distinct(row, size) for row in rows] for size in SIZES}
    varying = [size for size in SIZES if len(set(told[size])) > 1 or any(len(v) > 1 for v in told[size])]
    same = told["n"] == told["denominator"]
    columns = [size for size in varying if size not in shown and not (size == "denominator" and same)]
    cells = tuple(tuple(_joined(told[size][place], lang) for size in columns) for place in range(len(rows)))
    several = any(len(values) > 1 for size in columns for values in told[size])
    note = [_constant(told, varying, lang, same=same), word("own_n", lang) if same and "n" in varying else "",
            word("several_sizes", lang) if several else ""]
    return Sizes(tuple(word(HEADS[size], lang) for size in columns), cells, " ".join(filter(None, note)))


def _distinct(row: Sequence[Any], size: str) -> tuple[int | None, ...]:
    found = [None if pd.isna(value[size]) else int(value[size]) for value in row]
    return tuple(dict.fromkeys(found))


def _joined(values: Sequence[int | None], lang: str) -> str:
    return "; ".join(DASH if value is None else number(value, lang) for value in values) or DASH


def _constant(told: dict[str, list[tuple[int | None, ...]]], varying: Sequence[str], lang: str, *, same: bool) -> str:
    """Return the sizes that all rows share."""
    said = {size: _joined(told[size][0], lang) for size in SIZES if size not in varying and told[size]}
    parts = [f"n = {said['n']}"] if "n" in said else []
    if "denominator" in said:
        parts = [f"{parts[0]} {word('of', lang)} {said['denominator']}"] if parts else [
            f"{word('denominator', lang)} {said['denominator']}"]
    parts += [f"{word('missing', lang)} {said['missing']}"] if "missing" in said else []
    told_all = "; ".join(parts)
    return f"{told_all[:1] if 'n' in said else told_all[:1].upper()}{told_all[1:]}." if parts else ""
