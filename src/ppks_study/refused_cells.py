"""Cells of a register that are refused: counts, the first ones, and a list as CSV; codes that stand
twice."""

import csv
import heapq
import io
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import IO, Any

import numpy as np

from ppks_study.errors import closest
from surveyintake.instrument import Variable
from surveyintake.privacy import MASK, masked

HEADER = ("row", "column", "value", "rule", "suggestion")
#: Cells that the report shows; cells of a column that the list holds; different values of a column
#: that are counted.
SHOWN, LISTED, VALUES = 20, 1_000, 100
_LETTERS = 40


class Refused:
    """Cells that count as no answer because they are no choice, and codes that stand twice.

    Parameters
    ----------
    questions : mapping of str to Variable
        By column.
    file : binary file
        Gets the list: up to `LISTED` cells of each column, in the order of the rows.
    """

    def __init__(self, questions: Mapping[str, Variable], file: IO[bytes]) -> None:
        self._questions, self._near = questions, dict[tuple[str, str], str]()
        self.cells, self.values = Counter[str](), Counter[tuple[str, str]]()
        self.first: list[dict[str, Any]] = []
        self.twice = self.listed = 0
        self._text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        self._list = csv.writer(self._text, lineterminator="\n")
        self._list.writerow(HEADER)

    def add(self, row: int, found: Mapping[str, tuple[Iterable[int], list[str]]]) -> None:
        """Take note of the cells of some rows, of which the first is row ``row``.

        Parameters
        ----------
        row : int
            The number of the first of these rows.
        found : mapping of str to (iterable of int, list of str)
            By column: rows, counted from the first, and what stands there.
        """
        cells = [(row + int(at), column, text) for column, (rows, texts) in found.items()
                 for at, text in zip(rows, texts, strict=True)]
        for at, column, text in sorted(cells, key=lambda cell: cell[0]):
            self.cells[column] += 1
            shown = _shown(text)
            if (column, shown) in self.values or self.cells[column] <= VALUES:
                self.values[column, shown] += 1
            if self.cells[column] <= LISTED:
                self._tell(at, column, shown, "unknown_choice", self._nearest(column, text))

    def add_twice(self, found: Iterable[tuple[str, int, int]]) -> None:
        """Take note of codes that stand in an earlier row already.

        Parameters
        ----------
        found : iterable of (str, int, int)
            Column, row, and the first row with the same value.
        """
        for row, column, earlier in heapq.nsmallest(LISTED, self._counted(found)):
            self._tell(row, column, MASK, "duplicate_code", str(earlier))

    def _counted(self, found: Iterable[tuple[str, int, int]]) -> Iterator[tuple[int, str, int]]:
        for column, row, earlier in found:
            self.twice += 1
            yield row, column, earlier

    def close(self) -> None:
        """Finish the list; its file stays open."""
        self._text.detach()

    def __bool__(self) -> bool:
        return bool(self.cells or self.twice)

    def as_dict(self) -> dict[str, Any]:
        """Return counts and first cells as plain values."""
        columns = []
        for name, cells in self.cells.most_common():
            values = [
                {"value": value, "cells": many}
                for (of, value), many in self.values.most_common()
                if of == name
            ]
            columns.append({"column": name, "cells": cells, "values": values[:SHOWN]})
        return {
            "cells": self.cells.total(),
            "columns": columns,
            "duplicates": self.twice,
            "first": self.first,
            "listed": self.listed,
        }

    def _tell(self, row: int, column: str, value: str, rule: str, suggestion: str) -> None:
        cell = dict(zip(HEADER, (row, column, value, rule, suggestion), strict=True))
        self._list.writerow(cell.values())
        self.listed += 1
        if len(self.first) < SHOWN:
            self.first.append(cell)

    def _nearest(self, column: str, text: str) -> str:
        """Return the choice that a text may mean: by a label, another spelling, or likeness."""
        if (column, text) not in self._near:
            names = {name.casefold(): choice.name for choice in self._questions[column].choices
                     for name in (choice.name, *choice.labels.values(), *choice.aliases)}
            found = closest(text.strip().casefold(), names)
            self._near[column, text] = names[found[0]] if found else ""
        return self._near[column, text]


def _shown(text: str) -> str:
    """Return a text on one line, cut short; nothing that tells who somebody is."""
    line = "".join(mark for mark in " ".join(masked(text).split()) if mark.isprintable())
    return line if len(line) <= _LETTERS else f"{line[:_LETTERS - 1]}…"


#: Files over which the values are spread by their hash: what one holds is read at once.
_PARTS = 32


class Repeated:
    """Rows whose value in a column stands in an earlier row.

    They are looked for in files, so that memory does not grow with the rows. Values are compared by
    Python's 64-bit hash: that two different ones of 10 million share it has a chance below one in
    300,000.

    Parameters
    ----------
    columns : sequence of str
        The columns whose values are to be different.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        self._files: list[Any] = [tempfile.TemporaryFile() for _ in range(_PARTS * bool(columns))]  # noqa: SIM115

    def add(self, row: int, values: dict[str, list[Any]]) -> None:
        """Take note of the values of some rows, of which the first is row ``row``; None and ``""``
        are no values.

        Parameters
        ----------
        row : int
            The number of the first of these rows.
        values : dict of str to list
            Values of the rows by column.
        """
        for place, name in enumerate(self.columns):
            found = [
                (hash(value), at, place)
                for at, value in enumerate(values[name], row)
                if value not in (None, "")
            ]
            table = np.array(found, np.int64).reshape(-1, 3)
            parts = table[:, 0] % _PARTS
            for part in range(_PARTS):
                self._files[part].write(table[parts == part].tobytes())

    def found(self) -> Iterator[tuple[str, int, int]]:
        """Give column, row, and the first row with the same value, in no order."""
        for file in self._files:
            file.seek(0)
            table = np.frombuffer(file.read(), np.int64).reshape(-1, 3)
            table = table[np.lexsort((table[:, 1], table[:, 0], table[:, 2]))]
            first = np.ones(len(table), bool)
            first[1:] = (table[1:, 0] != table[:-1, 0]) | (table[1:, 2] != table[:-1, 2])
            start = np.maximum.accumulate(np.where(first, np.arange(len(table)), 0))
            for at in np.flatnonzero(~first):
                yield self.columns[table[at, 2]], int(table[at, 1]), int(table[start[at], 1])

    def __enter__(self) -> "Repeated":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        for file in self._files:
            file.close()
