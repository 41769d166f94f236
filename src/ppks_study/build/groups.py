"""Tables written to Parquet as they come."""

from collections.abc import Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from ppks_study.files.batches import ROWS


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
