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

_TICKED = frozenset({"1", "1.0", "yes", "ya", "y", "true", "benar", "✓", "✔", "x", "v", "checked", "selected",
                     "dipilih", "terpilih"})
_UNTICKED = frozenset({"0", "0.0", "no", "tidak", "n", "t", "false", "salah", "unchecked", "not selected",
                       "tidak dipilih", "tidak terpilih"})


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
        """Return in which rows stands an answer that is wanted, given for each of `known`."""
        return np.asarray(wanted, dtype=bool)[self.codes]

    @property
    def answered(self) -> np.ndarray:
        """In which rows there is a valid answer."""
        return self.where([one.value is not None for one in self.known])

    def replace(self, rows: np.ndarray, codes: np.ndarray, by: Sequence[Answer]) -> None:
        """Put other answers in some rows: `codes` says which of them in each."""
        self.codes[rows] = len(self.known) + codes
        self.known.extend(by)

    def values(self, dtype: str) -> pd.Series:
        """Return the answers by row."""
        found = np.empty(len(self.known), dtype=object)
        found[:] = [one.value for one in self.known]
        return pd.Series(found[self.codes], dtype=dtype)

    def take(self, rows: np.ndarray) -> "Column":
        """Return the answers of some rows only."""
        return Column(self.name, list(self.known), self.codes[rows], self.flags)


def combinations(codes: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first row of each different combination of codes, and which combination each row holds."""
    joint = np.zeros(len(codes[0]), dtype=np.int64)
    first = joint[:1]
    for each in codes:
        _, first, joint = np.unique(joint * (int(each.max(initial=0)) + 1) + each, return_index=True,
                                    return_inverse=True)
    return first, joint


def read_column(raw: Raw, name: str, read: Reader) -> Column:
    """Return a column's answers as a reader states them; a cell that the file itself calls missing is none."""
    texts, written = pd.factorize(raw.cells[name])
    numeric, missing_here = (raw.cells.index.isin(_rows_of(told).get(name, ())) for told in (raw.numeric, raw.missing))
    first, codes = combinations([texts, numeric, missing_here]) if len(texts) else (texts, texts)
    known = [Answer(None, "missing_code") if missing_here[at] else read(str(written[texts[at]]), bool(numeric[at]))
             for at in first]
    return Column(name, known, codes)


@lru_cache(maxsize=4)
def _rows_of(cells: frozenset[tuple[int, str]]) -> Mapping[str, list[int]]:
    """Return the rows of the cells in each column."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, name in cells:
        found[name].append(row)
    return found


def read_flags(raw: Raw, flags: Mapping[str, str], variable: Variable, whole: Column | None) -> Column:
    """Return the answers of a question whose choices have a 0/1 column each.

    Parameters
    ----------
    flags : mapping of str to str
        The column of each choice.
    whole : Column or None
        The same answers joined in one column, where the file has them too: they have to agree.
    """
    spellings = Spellings(variable)
    ticks = {choice: read_column(raw, name, lambda text, _, choice=choice, name=name:  # type: ignore[misc]
                                 _tick(text, choice, name, spellings)) for choice, name in flags.items()}
    columns = [*ticks.values(), *([whole] if whole else [])]
    first, codes = combinations([column.codes for column in columns])
    known = [_chosen({choice: column.known[column.codes[at]] for choice, column in ticks.items()},
                     whole.known[whole.codes[at]] if whole else None, spellings) for at in first]
    return Column(whole.name if whole else next(iter(flags.values())), known, codes, {} if whole else flags)


def is_ticked(text: str, choice: str, spellings: Spellings) -> bool | None:
    """Return whether a 0/1 cell says that its choice was chosen, None where it says neither."""
    written = key(text)
    if written in _TICKED or spellings.known.get(written) == choice:
        return True
    return False if written in _UNTICKED else None


def _tick(text: str, choice: str, column: str, spellings: Spellings) -> Answer:
    ticked = is_ticked(text, choice, spellings)
    if ticked is not None:
        return Answer(int(ticked))
    return NOTHING if not text or missing(text, choosing=True) else Answer(None, "unknown_choice", "1 | 0", column)


def _chosen(ticks: Mapping[str, Answer], whole: Answer | None, spellings: Spellings) -> Answer:
    """Return one row's answer: a cell that cannot be read comes first, then whether both forms agree."""
    wrong = next((tick for tick in ticks.values() if tick.rule), None)
    if wrong is not None:
        return wrong
    value = joined([choice for choice, tick in ticks.items() if tick.value == 1], spellings)
    if whole is None or whole.is_refused:
        return whole or Answer(value or None)
    told = any(tick.value is not None for tick in ticks.values())
    listed = [name for name in str(whole.value or "").split() if name in ticks]
    if told and " ".join(listed) != value:
        return Answer(None, "forms_disagree", value.replace(" ", " | "))
    return whole
