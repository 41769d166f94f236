"""The answers to one question down a file: each different text is read once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from surveyintake.answer import Reader, Spellings, joined, key, missing
from surveyintake.answer_file import Raw
from surveyintake.instrument import Variable
from surveyintake.rules import NOTHING, Answer

_TICKED = frozenset({"1", "1.0", "yes", "ya", "y", "true", "benar", "✓", "✔", "x", "v", "checked",
                     "selected", "dipilih", "terpilih"})
_UNTICKED = frozenset({"0", "0.0", "no", "tidak", "n", "t", "false", "salah", "unchecked",
                       "not selected", "tidak dipilih", "tidak terpilih"})


@dataclass
class Column:
    """One question's answers.

    Attributes
    ----------
    name : str
        The column of the file.
    known : list of Answer
        Each different answer.
    codes : ndarray of int, shape (n_rows,)
        Which of them stands in each row.
    flags : mapping of str to str
        The 0/1 column of each choice, where the file has the question only in these.
    """

    name: str
    known: list[Answer]
    codes: np.ndarray
    flags: Mapping[str, str] = field(default_factory=dict)

    def where(self, wanted: Sequence[bool]) -> np.ndarray:
        """Return in which rows an answer stands that is wanted.

        Parameters
        ----------
        wanted : sequence of bool
            For each of `known`, whether it is.
        """
        return np.asarray(wanted, dtype=bool)[self.codes]

    @property
    def answered(self) -> np.ndarray:
        """In which rows there is a valid answer."""
        return self.where([one.value is not None for one in self.known])

    def replace(self, rows: np.ndarray, codes: np.ndarray, by: Sequence[Answer]) -> None:
        """Put other answers in some rows.

        Parameters
        ----------
        rows : ndarray of int
            The places of the rows.
        codes : ndarray of int
            Which of the other answers stands in each of them.
        by : sequence of Answer
            The other answers.
        """
        self.codes[rows] = len(self.known) + codes
        self.known.extend(by)

    def refuse(self, rows: np.ndarray, rule: str, suggestion: str = "") -> None:
        """Leave some rows without an answer.

        Parameters
        ----------
        rows : ndarray of bool
            In which rows.
        rule : str
            Why, one of `rules.RULES`.
        suggestion : str
            What may have been meant.
        """
        places = np.flatnonzero(rows)
        self.replace(places, np.zeros(len(places), dtype=int), [Answer(None, rule, suggestion)])

    def values(self, dtype: str) -> pd.Series:
        """Return the answers by row.

        Parameters
        ----------
        dtype : str
            What pandas keeps them as.
        """
        values = np.empty(len(self.known), dtype=object)
        values[:] = [one.value for one in self.known]
        return pd.Series(values[self.codes], dtype=dtype)

    def take(self, rows: np.ndarray) -> "Column":
        """Return the answers of some rows only.

        Parameters
        ----------
        rows : ndarray of int
            The places of the rows.
        """
        return Column(self.name, list(self.known), self.codes[rows], self.flags)


def combinations(codes: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each different combination of codes, and which each row holds.

    Parameters
    ----------
    codes : sequence of ndarray of int, shape (n_rows,)
        What stands in each row, as numbers from 0.

    Returns
    -------
    first : ndarray of int, shape (n_combinations,)
        A row that holds each.
    joint : ndarray of int, shape (n_rows,)
        The combination of each row.
    """
    joint = np.zeros(len(codes[0]), dtype=np.int64)
    first = joint[:1]
    for each in codes:
        both = joint * (int(each.max(initial=0)) + 1) + each
        _, first, joint = np.unique(both, return_index=True, return_inverse=True)
    return first, joint


def read_column(raw: Raw, name: str, read: Reader) -> Column:
    """Return a column's answers; a cell that the file itself calls missing is none.

    Parameters
    ----------
    raw : Raw
        The file.
    name : str
        Its column.
    read : callable
        Takes a text, and whether the cell held a number; returns its `Answer`.
    """
    texts, written = pd.factorize(raw.cells[name])
    numeric = raw.cells.index.isin(_rows_of(raw.numeric).get(name, ()))
    lacking = raw.cells.index.isin(_rows_of(raw.missing).get(name, ()))
    first, codes = texts, texts
    if len(texts):
        first, codes = combinations([texts, numeric, lacking])
    known = []
    for at in first:
        if lacking[at]:
            known.append(Answer(None, "missing_code"))
        else:
            known.append(read(str(written[texts[at]]), bool(numeric[at])))
    return Column(name, known, codes)


@lru_cache(maxsize=4)
def _rows_of(cells: frozenset[tuple[int, str]]) -> Mapping[str, list[int]]:
    """Return the rows of the cells in each column."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in cells:
        rows[name].append(row)
    return rows


def read_flags(raw: Raw, flags: Mapping[str, str], variable: Variable,
               whole: Column | None) -> Column:
    """Return the answers of a question whose choices have a 0/1 column each.

    Parameters
    ----------
    raw : Raw
        The file.
    flags : mapping of str to str
        The column of each choice.
    variable : Variable
        The question.
    whole : Column or None
        The same answers joined in one column, where the file has them too: they have to agree.
    """
    spellings, ticks = Spellings(variable), {}
    for choice, name in flags.items():
        ticks[choice] = read_column(raw, name, _tick_reader(choice, name, spellings))
    columns = list(ticks.values()) + ([whole] if whole else [])
    first, codes = combinations([column.codes for column in columns])
    known = []
    for at in first:
        row = {choice: column.known[column.codes[at]] for choice, column in ticks.items()}
        known.append(_chosen(row, whole.known[whole.codes[at]] if whole else None, spellings))
    if whole:
        return Column(whole.name, known, codes)
    return Column(next(iter(flags.values())), known, codes, flags)


def is_ticked(text: str, choice: str, spellings: Spellings) -> bool | None:
    """Return whether a 0/1 cell says that its choice was chosen, None where it says neither.

    Parameters
    ----------
    text : str
        The cell.
    choice : str
        The choice's name.
    spellings : Spellings
        Of the question.
    """
    written = key(text)
    if written in _TICKED or spellings.known.get(written) == choice:
        return True
    return False if written in _UNTICKED else None


def _tick_reader(choice: str, column: str, spellings: Spellings) -> Reader:
    def read(text: str, numeric: bool) -> Answer:
        ticked = is_ticked(text, choice, spellings)
        if ticked is not None:
            return Answer(int(ticked))
        if not text or missing(text, choosing=True):
            return NOTHING
        return Answer(None, "unknown_choice", "1 | 0", column)

    return read


def _chosen(ticks: Mapping[str, Answer], whole: Answer | None, spellings: Spellings) -> Answer:
    """Return one row's answer: what cannot be read comes first, then whether both forms agree."""
    chosen, ticked_or_not = [], False
    for choice, tick in ticks.items():
        if tick.rule:
            return tick
        ticked_or_not = ticked_or_not or tick.value is not None
        if tick.value == 1:
            chosen.append(choice)
    value = joined(chosen, spellings)
    if whole is None or whole.is_refused:
        return whole or Answer(value or None)
    listed = [name for name in str(whole.value or "").split() if name in ticks]
    if ticked_or_not and " ".join(listed) != value:
        return Answer(None, "forms_disagree", value.replace(" ", " | "))
    return whole
