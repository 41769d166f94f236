"""The same respondent twice: by a code, by a submission's number, or by answers too many to agree by chance."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from surveyintake.choices import key
from surveyintake.columns import combinations
from surveyintake.privacy import identifiers, unique
from surveyintake.rows import Refusal, Table

#: Pairs of rows that may be expected to agree by chance, at most, for two that do to count as the same.
EXPECTED_PAIRS = 0.05
#: Questions of one list that are answered alike: from this number on, their answers count as one.
ITEMS = 3
_SUBMISSIONS = frozenset({"_uuid", "uuid", "meta/instanceid", "instanceid", "meta/rootuuid", "key", "_id"})


def duplicates(table: Table, kept: np.ndarray) -> dict[int, Refusal]:
    """Return the later ones of rows that are the same respondent, by place.

    Parameters
    ----------
    kept : ndarray of int
        The rows that are respondents, by place.

    Notes
    -----
    Rows that agree in all their answers are one respondent only where that cannot be chance: fewer than
    `EXPECTED_PAIRS` pairs are expected to agree, if the answers to different questions were independent. The items of
    a scale are not: all questions of one list count as one.
    """
    found: dict[int, Refusal] = {}
    for finder in (_same_code, _same_submission, _same_answers):
        found = {**dict(finder(table, kept)), **found}
    return found


def _same_code(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    once = unique(table.instrument)
    for name, column in table.matching.columns.items():
        if name in once:
            answered = table.columns[name].answered
            yield from _again(table, column, [at for at in kept if answered[at]], "duplicate_code")


def _same_submission(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    for column in table.matching.ignored:
        if table.raw.header(column).casefold() in _SUBMISSIONS:
            texts = table.raw.cells[column]
            yield from _again(table, column, [at for at in kept if texts.iloc[at]], "duplicate_row")


def _again(table: Table, column: str, rows: Sequence[int], rule: str) -> Iterator[tuple[int, Refusal]]:
    """Find rows whose cell in a column stands in an earlier row."""
    texts = table.raw.cells[column]
    first: dict[str, int] = {}
    for at in rows:
        earlier = first.setdefault(key(texts.iloc[at]), at)
        if earlier != at:
            same = rule == "duplicate_row" or _alike(table, earlier, at)
            yield at, Refusal("duplicate_row" if same else rule, column, _told(table, earlier))


def _told(table: Table, at: int) -> str:
    row = table.raw.cells.index[at]
    return f"baris {row} / row {row}"


def _compared(table: Table) -> list[str]:
    """Return the columns that a submission sent again has alike: answers, and what is no running number."""
    cells, rows = table.raw.cells, len(table.raw.cells)
    flags = [column for chosen in table.matching.chosen.values() for column in chosen.values()]
    others = [str(column) for column in table.matching.unmatched if cells[column].nunique() < rows]
    return [*dict.fromkeys([*table.matching.columns.values(), *flags, *others])]


def _alike(table: Table, one: int, other: int) -> bool:
    columns = _compared(table)
    return bool((table.raw.cells[columns].iloc[one] == table.raw.cells[columns].iloc[other]).all())


def _same_answers(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    cells = table.raw.cells[_compared(table)].iloc[kept]
    again = cells.duplicated().to_numpy()
    if not again.any() or _expected(table, cells[~again], len(cells)) >= EXPECTED_PAIRS:
        return
    first, joint = combinations([pd.factorize(cells[column])[0] for column in cells.columns])
    column = next(iter(table.matching.columns.values()), str(cells.columns[0]))
    for at, earlier in zip(kept[again], kept[first[joint[again]]], strict=True):
        yield int(at), Refusal("duplicate_row", column, _told(table, int(earlier)))


def _expected(table: Table, cells: pd.DataFrame, rows: int) -> float:
    """Return how many pairs of so many rows agree by chance, from how often each answer is given in different ones."""
    groups: dict[str, list[np.ndarray]] = defaultdict(list)
    columns = {column: name for name, column in table.matching.columns.items()}
    told = identifiers(table.instrument)
    expected = rows * (rows - 1) / 2
    for column in cells.columns:
        name = columns.get(column)
        group = _group(table, name) if name else ""
        groups[group or f"column {column}"].append(pd.factorize(cells[column])[0])
        if name in told and (cells[column] != "").all():
            expected /= 1000
    for codes in groups.values():
        _, joint = combinations(codes)
        expected *= float(((np.bincount(joint) / len(joint)) ** 2).sum())
    return expected


def _group(table: Table, name: str) -> str:
    """Return the scale that a question is an item of, or none."""
    variables = table.instrument.variables
    if variables[name].dimension:
        return f"dimension {variables[name].dimension}"
    list_name = variables[name].list_name
    same = sum(variable.list_name == list_name for variable in variables.values())
    return f"list {list_name}" if list_name and same >= ITEMS else ""
