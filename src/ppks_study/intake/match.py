"""Which column of a file answers which question."""

from collections.abc import Mapping
from dataclasses import dataclass

from ppks_study.errors import InputError
from ppks_study.instrument import Instrument
from ppks_study.intake.heading import plain, suffixes, texts
from ppks_study.intake.raw import Raw


@dataclass(frozen=True)
class Matching:
    """Which column answers which question, and what became of the others.

    Attributes
    ----------
    columns : mapping of str to str
        The file's column of each variable that has one, in the form's order.
    chosen : mapping of str to mapping of str to str
        The 0/1 column of each choice of a question with several answers; it may stand beside `columns`.
    unmatched : mapping of str to tuple of str
        Columns that match nothing, each with up to three names of variables near to it.
    twice : mapping of str to tuple of str
        Variables that several columns of different content claim equally well: none of them is taken.
    ignored : tuple of str
        Columns that collection tools add, and empty or identical doubles of a column that was taken.
    absent : tuple of str
        Variables without any column, `twice` aside.
    """

    columns: Mapping[str, str]
    chosen: Mapping[str, Mapping[str, str]]
    unmatched: Mapping[str, tuple[str, ...]]
    twice: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    absent: tuple[str, ...]


def match(raw: Raw, instrument: Instrument, columns: Mapping[str, str] | None = None) -> Matching:
    """Return which column answers which question."""
    by_text = {plain(text): v.name for v in instrument.variables.values() for text in texts(v)}
    found: dict[str, str] = {}
    for column in raw.cells.columns:
        header = plain(raw.header(column))
        name = (columns or {}).get(raw.header(column)) or next(
            (by_text[text] for text in (header, *suffixes(header)) if text in by_text), None)
        if name is not None:
            found.setdefault(name, column)
    if not found:
        raise InputError("no column is one of the questionnaire's", where=raw.file)
    return Matching({name: found[name] for name in instrument.variables if name in found}, {},
                    {column: () for column in raw.cells.columns if column not in found.values()}, {}, (),
                    tuple(name for name in instrument.variables if name not in found))
