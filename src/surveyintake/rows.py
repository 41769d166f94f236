"""Rows that are no respondent: headings, totals, notes, test entries, refusals, and repetitions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveyintake.answer import key, no_answer
from surveyintake.answer_file import Raw
from surveyintake.columns import Column, combinations
from surveyintake.instrument import Instrument, Variable
from surveyintake.matching import Matching
from surveyintake.numerals import NumeralError, parse
from surveyintake.privacy import asks_for, identifiers, unique

_TOTALS = re.compile(
    r"(grand |sub ?-?)?total( (responden|keseluruhan|respondents?))?|rata-rata|rerata|average|mean"
    r"|sum|jumlah( (responden|total|keseluruhan))?|min(imum)?|max(imum)?|maks(imum)?|median"
    r"|persentase|std\.? ?dev|standar deviasi")
#: The same with a colon behind.
_TOTALS_TITLE = re.compile(rf"({_TOTALS.pattern})[\s:]*")
_LETTERS = re.compile("[a-z]+")
_COLUMN_NUMBER = re.compile(r"\(\d{1,3}\)")
_NOTES = re.compile(r"(\*|catatan|keterangan|sumber|note|notes|source|ket)\b.*|\*.*", re.DOTALL)
_TEST = r"(test|tes|testing|coba|uji[ -]?coba|percobaan|dummy|contoh|x{3,}|asdf\w*|qwerty\w*)"
_TESTS = re.compile(
    rf"((ini|data|nama|responden)[\s_-]+)?{_TEST}([\s_-]+{_TEST})*[\s_-]*\d{{0,3}}")
_REFUSALS = frozenset({
    "no", "tidak", "n", "t", "0", "false", "tidak setuju", "tidak bersedia", "menolak", "disagree",
    "refuse", "refused", "i do not agree", "tidak mau", "decline", "declined"})
_CONSENT = frozenset({"consent", "persetujuan", "kesediaan", "bersedia"})
_CODE_WORDS = frozenset({"kode", "code", "id", "responden", "respondent"})
#: Words a note has at least, where nothing else tells that it is one.
NOTE_WORDS = 4
#: Pairs of rows that may be expected to agree by chance, at most, for two that do to count as the
#: same.
EXPECTED_PAIRS = 0.05
#: Questions of one list that are answered alike: from this number on, their answers count as one.
ITEMS = 3
_SUBMISSIONS = frozenset({"_uuid", "uuid", "meta/instanceid", "instanceid", "meta/rootuuid", "key",
                          "_id"})


@dataclass(frozen=True)
class Refusal:
    """Why a row is left out: the rule, the cell that decides it, what may be done.

    Attributes
    ----------
    rule : str
        One of `rules.RULES`.
    column : str
        The column of the deciding cell.
    suggestion : str
        What may be done.
    """

    rule: str
    column: str
    suggestion: str = ""


Refusals = Iterator[tuple[int, Refusal]]


class Table:
    """A file's rows with their answers as read, before any condition is judged.

    Parameters
    ----------
    raw : Raw
        The file's cells.
    instrument : Instrument
        The questions.
    matching : Matching
        Which column answers which question.
    columns : mapping of str to Column
        The answers, by variable.

    Attributes
    ----------
    variable_of : dict of str to Variable
        The question of each column of the file.
    """

    def __init__(self, raw: Raw, instrument: Instrument, matching: Matching,
                 columns: Mapping[str, Column]) -> None:
        self.raw, self.instrument = raw, instrument
        self.matching, self.columns = matching, columns
        self.variable_of: dict[str, Variable] = {}
        for name, column in matching.columns.items():
            self.variable_of[column] = instrument.variables[name]

    def cells(self, at: int) -> dict[str, str]:
        """Return the filled cells of a row by column.

        Parameters
        ----------
        at : int
            The row's place in the file.
        """
        row = self.raw.cells.iloc[at]
        return {str(name): text for name, text in row.items() if text}

    def rows_where(self, column: str, pattern: re.Pattern[str]) -> list[int]:
        """Return the places of the rows whose text in a column a pattern matches, spelled alike.

        Parameters
        ----------
        column : str
            A column of the file.
        pattern : Pattern
            What a text has to match, its spelling made alike.
        """
        texts = self.raw.cells[column]
        matching = []
        for text in texts.unique():
            if pattern.fullmatch(key(text)):
                matching.append(text)
        if not matching:
            return []
        return [int(at) for at in np.flatnonzero(texts.isin(matching).to_numpy())]

    def is_valid(self, column: str, at: int) -> bool:
        """Whether a cell is a valid answer to the question of its column.

        Parameters
        ----------
        column : str
            A column of the file; one without a question has no valid answers.
        at : int
            The row's place in the file.
        """
        if column not in self.variable_of:
            return False
        answers = self.columns[self.variable_of[column].name]
        return answers.known[answers.codes[at]].value is not None


def no_respondents(table: Table) -> dict[int, Refusal]:
    """Return the rows that are left out, by place, each with the first reason that holds.

    Parameters
    ----------
    table : Table
        A file's rows.
    """
    refused: dict[int, Refusal] = {}
    for rule in (_no_consent, _tests, _totals, _ends, _headers, _empty):
        refused.update(rule(table))
    return refused


def _empty(table: Table) -> Refusals:
    """Find rows without an answer to any question, such as prepared row numbers."""
    asked = list(table.matching.columns.values())
    for flags in table.matching.chosen.values():
        asked += flags.values()
    if not asked:
        return
    filled = (table.raw.cells[asked] != "").any(axis="columns").to_numpy()
    for at in np.flatnonzero(~filled):
        cells = table.cells(int(at))
        if not any(_TOTALS.fullmatch(key(text)) or _is_note(text) for text in cells.values()):
            yield int(at), Refusal("empty_row", next(iter(cells), asked[0]))


def _headers(table: Table) -> Refusals:
    """Find rows half of whose cells are the names or labels of their own columns.

    A first row that numbers the columns, (1), (2), is one too.
    """
    names: dict[str, set[str]] = {}
    alike = np.zeros(len(table.raw.cells), dtype=int)
    for column in table.raw.cells.columns:
        names[column] = {key(text) for text in _texts(table, column)}
        texts, written = pd.factorize(table.raw.cells[column])
        same_as_name = np.array([key(text) in names[column] for text in written], dtype=int)
        alike += same_as_name[texts]
    for at in np.flatnonzero(alike):
        cells = table.cells(int(at))
        same = [column for column, text in cells.items() if key(text) in names[column]]
        if len(same) >= max(2, len(cells) / 2):
            yield int(at), Refusal("header_row", same[0])
    cells = table.cells(0) if len(table.raw.cells) else {}
    if len(cells) > 2 and all(map(_COLUMN_NUMBER.fullmatch, cells.values())):
        yield 0, Refusal("header_row", next(iter(cells)))


def _texts(table: Table, column: str) -> tuple[str, ...]:
    """Return a column's header, and the name and labels of its question."""
    header, variable = table.raw.header(column), table.variable_of.get(column)
    return (header, variable.name, *variable.labels.values()) if variable else (header,)


def _totals(table: Table) -> Refusals:
    """Find rows that say "total", and a last row that is one without saying so."""
    for column in map(str, table.raw.cells.columns):
        for at in table.rows_where(column, _TOTALS_TITLE):
            if _sums_up(table, column, at):
                yield at, Refusal("totals_row", column)
    last = min((at for at, _ in _ends(table)), default=len(table.raw.cells)) - 1
    if last >= 2 and _is_sum(table, last):
        yield last, Refusal("totals_row", next(iter(table.cells(last))))


def _sums_up(table: Table, column: str, at: int) -> bool:
    """Whether a cell that says "total" is no answer.

    So it is where its question has another type, or the rest of the row are numbers.
    """
    variable = table.variable_of.get(column)
    if variable is not None and (variable.choices or variable.type != "text"):
        return not table.is_valid(column, at)
    for name, text in table.cells(at).items():
        if name != column and _number(text) is None and not no_answer(text):
            if not _TOTALS.fullmatch(key(text)):
                return False
    return True


def _is_sum(table: Table, at: int) -> bool:
    """Whether a row holds numbers only, many of them sums, and lacks what all rows above have.

    Half of them and two new ones are enough: what was counted as a number, and what as a text, the
    file may no longer tell.
    """
    texts = table.cells(at)
    numbers = {}
    for column, text in texts.items():
        value = _number(text)
        if value is not None:
            numbers[column] = value
    above = table.raw.cells.iloc[:at]
    full = above.columns[(above != "").all(axis="index").to_numpy()]
    if len(numbers) < max(2, len(texts)) or set(full) <= set(numbers):
        return False
    sums = [column for column, value in numbers.items() if _adds_up(table, column, at, value)]
    new = [column for column in sums if not above[column].isin([texts[column]]).any()]
    return len(new) >= 2 and 2 * len(sums) >= len(numbers)


def _adds_up(table: Table, column: str, at: int, value: float) -> bool:
    """Whether a number is the sum or mean of those above.

    A spreadsheet leaves out what is a text to it.
    """
    texts = table.raw.cells[column].iloc[:at]
    counted = texts[[(row, column) in table.raw.numeric for row in texts.index]]
    for some in (texts, counted, texts[texts.str.fullmatch(r"-?\d+([.,]\d+)?")]):
        numbers = some.map(_number).dropna()
        if len(numbers) >= 2:
            for one in (numbers.sum(), numbers.mean()):
                if abs(value - one) <= 0.006 * max(1.0, abs(one) / 1000):
                    return True
    return False


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(parse(text, number_format="id"))
    except NumeralError:
        return None


def _ends(table: Table) -> Refusals:
    """Find notes below the table: rows at its end with one filled cell of many, that is no answer."""
    if len(table.raw.cells.columns) < 3:
        return
    for at in range(len(table.raw.cells) - 1, 0, -1):
        cells = table.cells(at)
        if len(cells) != 1:
            return
        [(column, text)] = cells.items()
        if not _is_note(text) and not _is_no_answer(table, column, at):
            return
        if not _TOTALS.fullmatch(key(text)):
            yield at, Refusal("note_row", column)


def _is_note(text: str) -> bool:
    return bool(_NOTES.fullmatch(key(text))) or len(text.split()) >= NOTE_WORDS


def _is_no_answer(table: Table, column: str, at: int) -> bool:
    asked = column in table.variable_of and len(table.raw.cells.columns) > NOTE_WORDS
    return asked and not table.is_valid(column, at)


def _tests(table: Table) -> Refusals:
    """Find rows whose code or name is a word for trying out."""
    for column in map(str, table.raw.cells.columns):
        if _names_somebody(table, column):
            for at in table.rows_where(column, _TESTS):
                yield at, Refusal("test_row", column)


def _names_somebody(table: Table, column: str) -> bool:
    """Whether a column holds codes or names of respondents."""
    variable = table.variable_of.get(column)
    if variable is not None:
        if variable.choices or variable.type not in ("text", "username", "barcode"):
            return False
        if variable.role in ("identifier", "code"):
            return True
    if column in table.matching.ignored:
        return False
    words: set[str] = set()
    for text in _texts(table, column):
        if asks_for(text, table.instrument.respondents):
            return True
        words.update(_LETTERS.findall(text.casefold()))
    return len(words) <= 6 and bool(words & _CODE_WORDS)


def _no_consent(table: Table) -> Refusals:
    """Find respondents who did not consent."""
    for name in asking_consent(table.instrument):
        if name not in table.columns:
            continue
        column, refusing = table.columns[name], set()
        for choice in table.instrument.variables[name].choices:
            if not _REFUSALS.isdisjoint(map(key, (choice.name, *choice.labels.values()))):
                refusing.add(choice.name)
        refusing = refusing or set(_REFUSALS)
        refused = [one.value is not None and str(one.value).casefold() in refusing
                   for one in column.known]
        for at in np.flatnonzero(column.where(refused)):
            yield int(at), Refusal("no_consent", column.name)


def asking_consent(instrument: Instrument) -> list[str]:
    """Return the names of the questions that ask for consent.

    Parameters
    ----------
    instrument : Instrument
        The questions: by role, or by name where the form gives no role at all.
    """
    asking, by_name = [], []
    roles = set()
    for name, variable in instrument.variables.items():
        roles.add(variable.role)
        if variable.role == "consent":
            asking.append(name)
        if variable.choices and _CONSENT & set(_LETTERS.findall(name.casefold())):
            by_name.append(name)
    return asking if roles - {""} else by_name


# The same respondent twice.

def duplicates(table: Table, kept: np.ndarray) -> dict[int, Refusal]:
    """Return the later ones of rows that are the same respondent, by place.

    The same are rows with one code, with one submission's number, or with answers too many to agree
    by chance.

    Parameters
    ----------
    table : Table
        A file's rows.
    kept : ndarray of int
        The rows that are respondents, by place.

    Notes
    -----
    Rows that agree in all their answers are one respondent only where that cannot be chance: fewer
    than `EXPECTED_PAIRS` pairs are expected to agree, if the answers to different questions were
    independent. The items of a scale are not: all questions of one list count as one.
    """
    refused: dict[int, Refusal] = {}
    for rule in (_same_answers, _same_submission, _same_code):
        refused.update(rule(table, kept))
    return refused


def _same_code(table: Table, kept: np.ndarray) -> Refusals:
    once = unique(table.instrument)
    for name, column in table.matching.columns.items():
        if name in once:
            answered = kept[table.columns[name].answered[kept]]
            yield from _again(table, column, answered, "duplicate_code")


def _same_submission(table: Table, kept: np.ndarray) -> Refusals:
    for column in table.matching.ignored:
        if table.raw.header(column).casefold() in _SUBMISSIONS:
            filled = (table.raw.cells[column] != "").to_numpy()
            yield from _again(table, column, kept[filled[kept]], "duplicate_row")


def _again(table: Table, column: str, rows: np.ndarray, rule: str) -> Refusals:
    """Find rows whose cell in a column stands in an earlier row."""
    texts, cells = table.raw.cells[column].tolist(), table.raw.cells[_compared(table)]
    first: dict[str, int] = {}
    for at in map(int, rows):
        earlier = first.setdefault(key(texts[at]), at)
        if earlier != at:
            same = rule == "duplicate_row" or bool((cells.iloc[earlier] == cells.iloc[at]).all())
            yield at, Refusal("duplicate_row" if same else rule, column, _named(table, earlier))


def _named(table: Table, at: int) -> str:
    row = table.raw.cells.index[at]
    return f"baris {row} / row {row}"


def _compared(table: Table) -> list[str]:
    """Return the columns that a submission sent again has alike.

    These are the answers, and of the others what is no running number.
    """
    cells = table.raw.cells
    columns = dict.fromkeys(table.matching.columns.values())
    for chosen in table.matching.chosen.values():
        columns.update(dict.fromkeys(chosen.values()))
    for column in table.matching.unmatched:
        if cells[column].nunique() < len(cells):
            columns[column] = None
    return list(columns)


def _same_answers(table: Table, kept: np.ndarray) -> Refusals:
    cells = table.raw.cells[_compared(table)].iloc[kept]
    again = cells.duplicated().to_numpy()
    if not again.any() or _expected(table, cells[~again], len(cells)) >= EXPECTED_PAIRS:
        return
    first, joint = combinations([pd.factorize(cells[column])[0] for column in cells.columns])
    column = next(iter(table.matching.columns.values()), str(cells.columns[0]))
    for at, earlier in zip(kept[again], kept[first[joint[again]]], strict=True):
        yield int(at), Refusal("duplicate_row", column, _named(table, int(earlier)))


def _expected(table: Table, cells: pd.DataFrame, rows: int) -> float:
    """Return how many pairs of so many rows agree by chance.

    It is judged by how often each answer is given in rows that differ. Questions that are items of
    one scale, or share a list, count as one.
    """
    variables = table.instrument.variables
    of_list = Counter(variable.list_name for variable in variables.values())
    personal = identifiers(table.instrument)
    groups: dict[str, list[np.ndarray]] = defaultdict(list)
    expected = rows * (rows - 1) / 2
    for column in cells.columns:
        variable, group = table.variable_of.get(column), f"column {column}"
        if variable is not None:
            if variable.dimension:
                group = f"dimension {variable.dimension}"
            elif variable.list_name and of_list[variable.list_name] >= ITEMS:
                group = f"list {variable.list_name}"
            if variable.name in personal and (cells[column] != "").all():
                expected /= 1000
        groups[group].append(pd.factorize(cells[column])[0])
    for codes in groups.values():
        _, joint = combinations(codes)
        expected *= float(((np.bincount(joint) / len(joint)) ** 2).sum())
    return expected
