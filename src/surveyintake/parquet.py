"""Parquet files, as a process of its own reads them (see `sandbox`)."""

from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from surveyintake.errors import InputError
from surveyintake.sources import MOST_CELLS, MOST_COLUMNS, text_of

_BATCH = 1_024


def prepare() -> None:
    """Load the compiled reader."""
    import pyarrow.parquet  # noqa: F401


def table(path: Path) -> tuple[dict[int, str], Iterator[list[str]]]:
    """Return no second names, and the rows, that of names first.

    Parameters
    ----------
    path : Path
        The file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path, memory_map=False)
        names = file.schema_arrow.names
        rows = file.metadata.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damaged(path.name, error) from error
    if len(names) > MOST_COLUMNS or rows * len(names) > MOST_CELLS:
        raise InputError(f"{rows:,} rows of {len(names):,} columns", where=path.name,
                         expected=f"at most {MOST_CELLS:,} cells")
    return {}, _rows(file, names, path.name)


def _rows(file: Any, names: list[str], where: str) -> Iterator[list[str]]:
    import pyarrow as pa

    yield list(names)
    try:
        for batch in file.iter_batches(batch_size=_BATCH, use_threads=False):
            columns = [_values(batch.column(place)) for place in range(batch.num_columns)]
            for row in zip(*columns, strict=True):
                yield [text_of(value, where) for value in row]
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise _damaged(where, error) from error


def _values(column: Any) -> list[object]:
    """Return a column's values; single precision is written with the digits that it has."""
    import pyarrow as pa

    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us", tz=column.type.tz), safe=False).to_pylist()
    if pa.types.is_float32(column.type):
        return [value if value is None else float(f"{value:.7g}") for value in column.to_pylist()]
    return column.to_pylist()


def _damaged(where: str, error: Exception) -> InputError:
    return InputError(f"not a readable Parquet file: {str(error).splitlines()[0][:200] if str(error) else error!r}",
                      where=where, expected="a .parquet file", fix="export the answers again")


# A Parquet file of any length, read by batches of rows: memory does not grow with the file.

#: Rows of a batch; and bytes that are read of a column at a time.
ROWS, BYTES = 65_536, 1 << 20


class Batches:
    """The rows of a Parquet file, in order.

    Parameters
    ----------
    path : Path
        The file.
    choices : container of str
        Columns of few different texts, which are read as codes.

    Attributes
    ----------
    schema : Schema
        Names and types of the columns, no name twice.
    rows : int
        How many rows there are: at least one.

    Raises
    ------
    InputError
        It is no Parquet file, it is damaged, it has no rows, or a column twice.
    """

    def __init__(self, path: Path, choices: Container[str] = ()) -> None:
        self._name = path.name
        try:
            names = pq.read_schema(path).names
            read = [name for name in names if name in choices]
            self._file = pq.ParquetFile(path, read_dictionary=read, pre_buffer=False,
                                        buffer_size=BYTES)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged(path, error) from error
        self.schema, self.rows = self._file.schema_arrow, self._file.metadata.num_rows
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise InputError(f"{len(twice)} columns stand twice: {', '.join(twice[:5])}",
                             where=self._name,
                             expected="each column once")
        if not self.rows:
            raise InputError("there are no rows", where=self._name,
                             expected="a row for each respondent")

    def __iter__(self) -> Iterator[Any]:
        """Give the rows as record batches of `ROWS` rows or fewer.

        Raises
        ------
        InputError
            The file is damaged somewhere.
        """
        try:
            yield from self._file.iter_batches(batch_size=ROWS)
        except (pa.ArrowException, OSError, ValueError) as error:
            raise self._damaged(Path(self._name), error) from error

    @staticmethod
    def _damaged(path: Path, error: Exception) -> InputError:
        said = "a folder" if path.is_dir() else (str(error).splitlines() or [repr(error)])[0][:200]
        return InputError(f"not a readable Parquet file: {said}", where=path.name,
                          expected="one file .parquet",
                          fix="write the register again; other kinds of files are for ppks check")
