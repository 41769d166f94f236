"""How many rows are done: a bar on a terminal; elsewhere a plain line now and then, where it takes long."""

import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import IO, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from surveyintake.parquet import ROWS

#: Seconds between two plain lines.
_SECONDS = 5.0


class Rows:
    """Progress over rows, on standard error."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._said = total, 0, time.monotonic()
        self._bar: Any = None

    def advance(self, rows: int) -> None:
        """Say that so many rows more are done."""
        self._done += rows
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._done)
        elif time.monotonic() - self._said > _SECONDS:
            self._said = time.monotonic()
            print(f"{self._done:,} of {self._total:,} rows", file=sys.stderr)

    def __enter__(self) -> "Rows":
        if sys.stderr.isatty():
            from rich import progress
            from rich.console import Console

            self._bar = progress.Progress(progress.BarColumn(), progress.MofNCompleteColumn(),
                                          progress.TimeRemainingColumn(), console=Console(stderr=True), transient=True)
            self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


# Values that stand in two rows of a register, found on disk so that memory does not grow with the rows.

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


# Tables written to Parquet as they come.

class Groups:
    """Row groups of the same number of rows, however many come at a time: the bytes depend on the values alone.

    Parameters
    ----------
    file : binary file
        Gets the Parquet file.
    described : mapping of bytes to bytes
        What the file says of itself.
    """

    def __init__(self, file: IO[bytes], described: Mapping[bytes, bytes]) -> None:
        self._file, self._described = file, dict(described)
        self._waiting: list[pa.Table] = []
        self._writer: Any = None

    def add(self, columns: Mapping[str, pa.Array]) -> None:
        """Write what makes a whole row group, and keep the rest."""
        self._waiting.append(pa.table(dict(columns)))
        if sum(map(len, self._waiting)) >= ROWS:
            table = pa.concat_tables(self._waiting)
            whole_groups = len(table) // ROWS * ROWS
            for start in range(0, whole_groups, ROWS):
                self._group(table.slice(start, ROWS))
            self._waiting = [table.slice(whole_groups)]

    def _group(self, table: pa.Table) -> None:
        table = table.combine_chunks().replace_schema_metadata(self._described)
        self._writer = self._writer or pq.ParquetWriter(self._file, table.schema)
        self._writer.write_table(table, row_group_size=ROWS)

    def __enter__(self) -> "Groups":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._group(pa.concat_tables(self._waiting))
            self._writer.close()
