"""Values that stand in two rows of a register, found on disk so that memory does not grow with the rows."""

import tempfile
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Any

import numpy as np

#: Files over which the values are spread by their hash: what one holds is read at once.
_PARTS = 32


class Repeated:
    """Rows whose value in a column stands in an earlier row.

    Values are compared by Python's 64-bit hash: that two different ones of 10 million share it has a chance below
    one in 300,000.

    Parameters
    ----------
    columns : sequence of str
        The columns whose values are to be different.
    """

    def __init__(self, columns: Sequence[str]) -> None:
        self.columns = list(columns)
        self._files: list[Any] = [tempfile.TemporaryFile() for _ in range(_PARTS * bool(columns))]  # noqa: SIM115

    def add(self, row: int, values: dict[str, list[Any]]) -> None:
        """Take note of the values of some rows, of which the first is row ``row``; None and ``""`` are no values."""
        for place, name in enumerate(self.columns):
            found = [(hash(value), at, place) for at, value in enumerate(values[name], row) if value not in (None, "")]
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
