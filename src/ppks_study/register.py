"""Scores of a register of any length: Parquet in, Parquet out, a batch of rows at a time.

Nothing here is summed over rows, so that the scores do not depend on how the rows are cut into
batches.
"""

import hashlib
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from paperbuild.atomic_file import ended_by_signals, whole
from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.refused_cells import Refused, Repeated
from ppks_study.register_batches import questions, scored, usable
from ppks_study.scoring import CHOICES_EXPECTED, Rules, derived, points_of
from ppks_study.study import Study
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument
from surveyintake.parquet import ROWS, Batches
from surveyintake.privacy import asks_for, identifiers, unique

#: The first row of answers, as `ppks check` counts the rows of a Parquet file: the names are row 1.
FIRST = 2
#: Seconds between two plain lines.
_SECONDS = 5.0


@dataclass(frozen=True)
class Keep:
    """Which columns go into the file of scores beside those that nobody is asked about: items,
    identifiers."""

    items: bool = False
    identifiers: bool = False


def score_register(
    path: Path,
    instrument: Instrument,
    study: Study,
    out: Path,
    *,
    keep: Keep = Keep(),
    columns: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Write the scores of a register, whole or not at all; return the report on it.

    Parameters
    ----------
    path : Path
        Parquet file, one row a respondent: choice names of every item.
    instrument : Instrument
        Gives items, choices and points.
    study : Study
        Gives the classes and their rule.
    out : Path
        Gets the other columns of the register, then the scores, in the order of the rows. Beside it
        ``<name>.refused.csv`` lists refused cells where there are any.
    keep : Keep
        What else of the register goes into it.
    columns : mapping of str to str, optional
        Column of the register to name of the variable, where they differ.

    Returns
    -------
    dict
        ``file``, ``out``, ``rows``, ``study``; ``scored`` (rows with a score by dimension);
        ``left_out`` (columns that tell who somebody is); ``refused`` (see `Refused.as_dict`), with
        ``list``, the name of the list.

    Raises
    ------
    InputError
        The register cannot be read, or lacks a column; nothing is written.
    OutputError
        The scores cannot be written; what was there before is as it was.
    """
    _refuse_place(path, out, study)
    source = _Register(path, instrument, columns or {})
    listing = out.with_name(f"{out.stem}.refused.csv")
    with ended_by_signals(), ExitStack() as files:
        scores = files.enter_context(whole(out))
        refused = Refused(questions(instrument), files.enter_context(whole(listing)))
        counts = _write(source, instrument, study, scores, refused, keep)
        refused.close()
    if not refused:
        listing.unlink()
    telling = [] if keep.identifiers else _telling(source.names, instrument)
    return {
        "file": path.name,
        "out": out.name,
        "rows": source.rows,
        "study": study.name,
        "scored": counts,
        "left_out": telling,
        "refused": {**refused.as_dict(), "list": listing.name if refused else ""},
    }


class _Register:
    """A register's batches, its columns by the names of the variables."""

    def __init__(self, path: Path, instrument: Instrument, columns: Mapping[str, str]) -> None:
        asked = questions(instrument)
        headers = {name: header for header, name in columns.items()}
        self._batches = Batches(path, {headers.get(name, name) for name in asked} | set(asked))
        self.rows = self._batches.rows
        schema = self._batches.schema
        self.names = [columns.get(name, name) for name in schema.names]
        absent = [name for name in asked if name not in self.names]
        if absent:
            raise InputError(
                f"{len(absent)} columns are not there: {', '.join(absent[:8])}"
                f"{' …' * (len(absent) > 8)}",
                where=path.name,
                expected=nearest(absent[0], self.names),
                fix="name the columns as the questionnaire does; an item that nobody was asked is an "
                "empty column",
            )
        self.types = dict(zip(self.names, schema.types, strict=True))
        wrong = [name for name in asked if not usable(self.types[name])]
        if wrong:
            raise InputError(
                f"the column {wrong[0]!r} is of type {self.types[wrong[0]]}",
                where=path.name,
                expected=CHOICES_EXPECTED,
            )

    def __iter__(self) -> Iterator[dict[str, pa.Array]]:
        for batch in self._batches:
            yield dict(zip(self.names, batch.columns, strict=True))


def _write(
    source: _Register,
    instrument: Instrument,
    study: Study,
    file: IO[bytes],
    refused: Refused,
    keep: Keep,
) -> dict[str, int]:
    """Score all rows; return how many have a score, by dimension."""
    kept, once = _kept(source, instrument, keep, study), _once(source, instrument)
    counts, row, rules = dict.fromkeys(instrument.dimensions, 0), FIRST, Rules.of(study)
    with Groups(file, _described(instrument, study)) as writer, Rows(source.rows) as progress, \
            Repeated(once) as repeated:
        for batch in source:
            found = scored(batch, instrument, rules)
            rows = len(found.columns[next(iter(found.columns))])
            writer.add({name: _plain(batch[name]) for name in kept} | dict(found.columns))
            refused.add(row, found.refused)
            repeated.add(row, {name: batch[name].to_pylist() for name in once})
            for dimension in counts:
                counts[dimension] += rows - found.columns[f"{dimension}_percent"].null_count
            row += rows
            progress.advance(rows)
        refused.add_twice(repeated.found())
    return counts


def _kept(source: _Register, instrument: Instrument, keep: Keep, study: Study) -> list[str]:
    """Return the columns of the register that go into the file of scores."""
    left = set(derived(instrument, Rules.of(study)))
    if not keep.items:
        left |= {name for name, question in instrument.variables.items() if question.dimension}
    if not keep.identifiers:
        left |= set(_telling(source.names, instrument))
    return [name for name in source.names if name not in left]


def _telling(names: Sequence[str], instrument: Instrument) -> list[str]:
    """Return the columns that tell who somebody is: the questionnaire's, and others by their
    names."""
    told = identifiers(instrument)
    return [
        name
        for name in names
        if name in told
        or (name not in instrument.variables and asks_for(name, instrument.respondents))
    ]


def _once(source: "_Register", instrument: Instrument) -> list[str]:
    """Return the columns whose values are different for each respondent."""
    known = unique(instrument)
    return [
        name
        for name in source.names
        if name in known
        or (name not in instrument.variables and asks_for(name, instrument.respondents) == "nik")
    ]


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _described(instrument: Instrument, study: Study) -> dict[bytes, bytes]:
    """Return what the file of scores says of itself: the rule of its classes, and the hash of the
    points."""
    given = {}
    for dimension in instrument.dimensions:
        given[dimension] = {item.name: points_of(item) for item in instrument.items(dimension)}
    told = {"study": study.name, "classes": study.scoring.classes, "between": study.scoring.between,
            "answered_share": study.scoring.answered_share,
            "points": hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()}
    return {b"ppks_study": json.dumps(told, ensure_ascii=False).encode()}


def _refuse_place(path: Path, out: Path, study: Study) -> None:
    if path.resolve() == out.resolve():
        raise OutputError(
            "the scores would take the place of the register",
            where=str(out),
            expected="another name",
        )
    if out.resolve().is_relative_to(study.root / "data" / "raw"):
        raise OutputError(
            "no code writes among the raw data", where=str(out), expected="a file in another folder"
        )
    if out.is_dir() or not out.parent.is_dir():
        raise OutputError(
            "this is a folder" if out.is_dir() else "there is no such folder",
            where=str(out if out.is_dir() else out.parent),
            expected="FILE.parquet in a folder",
        )


class Rows:
    """Progress over rows, on standard error."""

    def __init__(self, total: int) -> None:
        self._total, self._done, self._said = total, 0, time.monotonic()
        self._bar: Any = None

    def advance(self, rows: int) -> None:
        """Say that so many rows more are done.

        Parameters
        ----------
        rows : int
            Rows that were done since.
        """
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

            self._bar = progress.Progress(
                progress.BarColumn(),
                progress.MofNCompleteColumn(),
                progress.TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.add_task("", total=self._total)
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


class Groups:
    """Row groups of the same number of rows, however many come at a time: the bytes depend on the
    values alone.

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
        """Write what makes a whole row group, and keep the rest.

        Parameters
        ----------
        columns : mapping of str to Array
            Each of shape (n_rows,); the same names each time.
        """
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
