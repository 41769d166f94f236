"""What became of the cells of a file: one entry for each that was changed or refused, and for each row left out."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from surveyintake.choices import Spellings
from surveyintake.columns import Column, is_ticked
from surveyintake.constraints import in_words
from surveyintake.instrument import Instrument, Variable
from surveyintake.matching import Matching
from surveyintake.privacy import masked
from surveyintake.raw_table import Raw
from surveyintake.rows import Refusal
from surveyintake.rules import RULES, Answer

LOG_COLUMNS = ("file", "sheet", "row", "cell", "column", "raw", "new", "rule", "reason_id", "reason_en", "suggestion")
LANGUAGES = ("id", "en")
Entry = tuple[str | int, ...]


class Log:
    """Writes the entries of one file.

    Parameters
    ----------
    raw : Raw
        The file's cells.
    told : frozenset of str
        Columns that tell who somebody is: what stands in them is masked, as is what looks private elsewhere.
    """

    def __init__(self, raw: Raw, matching: Matching, instrument: Instrument, told: frozenset[str]) -> None:
        self.raw, self.matching, self.instrument, self.told = raw, matching, instrument, told
        self.rows = [int(row) for row in raw.cells.index]
        self._taken: dict[str, list[str]] = {}

    def table(self, refused: Mapping[int, Refusal], columns: Mapping[str, Column], kept: np.ndarray) -> pd.DataFrame:
        """Return all entries, in the order of the file's rows and the form's questions."""
        entries = [*self._columns(), *self._rows(refused),
                   *(entry for name, column in columns.items() for entry in self._cells(name, column, kept))]
        log = pd.DataFrame(entries, columns=list(LOG_COLUMNS))
        return log.sort_values("row", kind="stable", ignore_index=True)

    def _columns(self) -> Iterator[Entry]:
        for name, columns in self.matching.twice.items():
            cells = ", ".join(self.raw.address(self.raw.header_row, column) for column in columns)
            yield self._entry(self.raw.header_row, columns[0], self.raw.header(columns[0]),
                              Answer(None, "column_twice", f"{name}: {cells}"))

    def _rows(self, refused: Mapping[int, Refusal]) -> Iterator[Entry]:
        for at, refusal in refused.items():
            yield self._entry(self.rows[at], refusal.column, self._texts(refusal.column)[at],
                              Answer(None, refusal.rule, refusal.suggestion))

    def _cells(self, name: str, column: Column, kept: np.ndarray) -> Iterator[Entry]:
        variable = self.instrument.variables[name]
        for at in np.flatnonzero(column.where([bool(one.rule) for one in column.known])):
            one, place = column.known[column.codes[at]], int(kept[at])
            cell = one.column or self._deciding(variable, column, place)
            yield self._entry(self.rows[place], cell, self._texts(cell)[place], one, variable.constraint)

    def _texts(self, column: str) -> list[str]:
        """Return a column's texts by place; it is taken out of the table once."""
        if column not in self._taken:
            self._taken[column] = self.raw.cells[column].tolist()
        return self._taken[column]

    def _deciding(self, variable: Variable, column: Column, at: int) -> str:
        """Return the cell that an entry is about: of 0/1 columns, the first that is ticked."""
        if not column.flags:
            return column.name
        spellings = Spellings(variable)
        return next((cell for choice, cell in column.flags.items()
                     if is_ticked(self._texts(cell)[at], choice, spellings)), column.name)

    def _entry(self, row: int, column: str, text: str, one: Answer, constraint: str = "") -> Entry:
        secret = column in self.told and RULES[one.rule].effect != "column"
        new = "" if one.value is None else str(one.value)
        return (self.raw.file, self.raw.sheet, row, self.raw.address(row, column), column,
                masked(text, identifier=secret), masked(new, identifier=secret), one.rule,
                *(_reason(one.rule, lang, constraint) for lang in LANGUAGES), one.suggestion)


def _reason(rule: str, lang: str, constraint: str) -> str:
    reason = RULES[rule].reason[lang]
    limits = in_words(constraint, lang) if rule == "out_of_range" else ""
    return f"{reason}: {limits}" if limits else reason
