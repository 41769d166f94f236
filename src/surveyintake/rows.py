"""Rows that are no respondent: headings and totals, notes, test entries, refusals, and the same one again."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

_TOTALS = re.compile(r"(grand |sub ?-?)?total( (responden|keseluruhan|respondents?))?|rata-rata|rerata|average|mean|sum"
                     r"|jumlah( (responden|total|keseluruhan))?|min(imum)?|max(imum)?|maks(imum)?|median|persentase"
                     r"|std\.? ?dev|standar deviasi")
_COLUMN_NUMBER = re.compile(r"\(\d{1,3}\)")
_NOTES = re.compile(r"(\*|catatan|keterangan|sumber|note|notes|source|ket)\b.*|\*.*", re.DOTALL)
_TEST = r"(test|tes|testing|coba|uji[ -]?coba|percobaan|dummy|contoh|x{3,}|asdf\w*|qwerty\w*)"
_TESTS = re.compile(rf"((ini|data|nama|responden)[\s_-]+)?{_TEST}([\s_-]+{_TEST})*[\s_-]*\d{{0,3}}")
_REFUSALS = frozenset({"no", "tidak", "n", "t", "0", "false", "tidak setuju", "tidak bersedia", "menolak", "disagree",
                       "refuse", "refused", "i do not agree", "tidak mau", "decline", "declined"})
_CONSENT = frozenset({"consent", "persetujuan", "kesediaan", "bersedia"})
_CODE_WORDS = frozenset({"kode", "code", "id", "responden", "respondent"})
#: Words a note has at least, where nothing else tells that it is one.
NOTE_WORDS = 4


@dataclass(frozen=True)
class Refusal:
    """Why a row is left out: the rule, the cell that decides it, what may be done."""

    rule: str
    column: str
    suggestion: str = ""


@dataclass(frozen=True)
class Table:
    """A file's rows with their answers as read, before any condition is judged."""

    raw: Raw
    instrument: Instrument
    matching: Matching
    columns: Mapping[str, Column]

    @property
    def variable_of(self) -> dict[str, Variable]:
        """The question of each column of the file."""
        return {column: self.instrument.variables[name] for name, column in self.matching.columns.items()}

    def cells(self, at: int) -> dict[str, str]:
        """Return the filled cells of a row by column."""
        return {str(name): text for name, text in self.raw.cells.iloc[at].items() if text}

    def is_valid(self, name: str, at: int) -> bool:
        """Whether a cell is a valid answer to a question of a stricter type than text."""
        found = next((variable for variable, column in self.matching.columns.items() if column == name), None)
        return found is not None and self.columns[found].known[self.columns[found].codes[at]].value is not None


def no_respondents(table: Table) -> dict[int, Refusal]:
    """Return the rows that are left out, by place, each with the first reason that holds."""
    found: dict[int, Refusal] = dict(_empty(table))
    for rule in (_headers, _ends, _totals, _tests, _no_consent):
        found = {**dict(rule(table)), **found}
    return found


def _empty(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find rows without an answer to any question, such as prepared row numbers."""
    asked = [*table.matching.columns.values(), *(c for flags in table.matching.chosen.values() for c in flags.values())]
    if not asked:
        return
    filled = (table.raw.cells[asked] != "").any(axis="columns").to_numpy()
    for at in np.flatnonzero(~filled):
        cells = table.cells(int(at))
        if not any(_TOTALS.fullmatch(key(text)) or _is_note(text) for text in cells.values()):
            yield int(at), Refusal("empty_row", next(iter(cells), asked[0]))


def _headers(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find rows half of whose cells are the names or labels of their own columns, or that number these: (1), (2)."""
    names = {column: {key(text) for text in (table.raw.header(column), *_texts(table.variable_of.get(column)))}
             for column in table.raw.cells.columns}
    alike = np.zeros(len(table.raw.cells), dtype=int)
    for column, texts in names.items():
        cells_of = table.raw.cells[column].tolist()
        same_of = {text: key(text) in texts for text in set(cells_of)}
        alike += np.array([same_of[text] for text in cells_of], dtype=int)
    for at in np.flatnonzero(alike):
        cells = table.cells(int(at))
        same = [column for column, text in cells.items() if key(text) in names[column]]
        if len(same) >= max(2, len(cells) / 2):
            yield int(at), Refusal("header_row", same[0])
    cells = table.cells(0) if len(table.raw.cells) else {}
    if len(cells) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in cells.values()):
        yield 0, Refusal("header_row", next(iter(cells)))


def _texts(variable: Variable | None) -> tuple[str, ...]:
    return (variable.name, *variable.labels.values()) if variable else ()


def _totals(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find rows that say "total", and a last row that is one without saying so."""
    for column in table.raw.cells.columns:
        texts = table.raw.cells[column]
        said = {text for text in texts.unique() if _TOTALS.fullmatch(key(text).rstrip(":").strip())}
        for at in np.flatnonzero(texts.isin(said).to_numpy()) if said else ():
            if _sums_up(table, str(column), int(at)):
                yield int(at), Refusal("totals_row", str(column))
    last = min((at for at, _ in _ends(table)), default=len(table.raw.cells)) - 1
    if last >= 2 and _is_sum(table, last):
        yield last, Refusal("totals_row", next(iter(table.cells(last))))


def _sums_up(table: Table, column: str, at: int) -> bool:
    """Whether a cell that says "total" is no answer: its question has another type, or the rest are numbers."""
    variable = table.variable_of.get(column)
    if variable is not None and (variable.choices or variable.type != "text"):
        return not table.is_valid(column, at)
    rest = [text for name, text in table.cells(at).items() if name != column]
    return all(_number(text) is not None or no_answer(text) or _TOTALS.fullmatch(key(text)) for text in rest)


def _is_sum(table: Table, at: int) -> bool:
    """Whether a row holds numbers only, half of them and two new ones sums, and lacks what all rows above have.

    Not all of them need to be: what was counted as a number, and what as a text, the file may no longer tell.
    """
    texts = table.cells(at)
    cells = {column: number for column, text in texts.items() if (number := _number(text)) is not None}
    above = table.raw.cells.iloc[:at]
    lacks = [column for column in above.columns if column not in cells and (above[column] != "").all()]
    if len(cells) < max(2, len(texts)) or not lacks:
        return False
    sums = [column for column, value in cells.items() if _adds_up(table, column, at, value)]
    new = [column for column in sums if not above[column].isin([texts[column]]).any()]
    return len(new) >= 2 and 2 * len(sums) >= len(cells)


def _adds_up(table: Table, column: str, at: int, value: float) -> bool:
    """Whether a number is the sum or mean of those above; a spreadsheet leaves out what is a text to it."""
    texts = table.raw.cells[column].iloc[:at]
    counted = texts[[(row, column) in table.raw.numeric for row in texts.index]]
    return any(_is_near(value, [number for text in some if (number := _number(text)) is not None])
               for some in (texts, counted, texts[texts.str.fullmatch(r"-?\d+([.,]\d+)?")]))


def _is_near(value: float, above: list[float]) -> bool:
    if len(above) < 2:
        return False
    total = sum(above)
    return any(abs(value - one) <= 0.006 * max(1.0, abs(one) / 1000) for one in (total, total / len(above)))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return float(parse(text, number_format="id"))
    except NumeralError:
        return None


def _ends(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find notes below the table: rows at its end with one filled cell of many, that is no answer."""
    if len(table.raw.cells.columns) < 3:
        return
    for at in range(len(table.raw.cells) - 1, 0, -1):
        cells = table.cells(at)
        [(column, text)] = cells.items() if len(cells) == 1 else [("", "")]
        if not column or not (_is_note(text) or _is_no_answer(table, column, at)):
            return
        if _TOTALS.fullmatch(key(text)):
            continue
        yield at, Refusal("note_row", column)


def _is_note(text: str) -> bool:
    return bool(_NOTES.fullmatch(key(text))) or len(text.split()) >= NOTE_WORDS


def _is_no_answer(table: Table, column: str, at: int) -> bool:
    variable = table.variable_of.get(column)
    return variable is not None and not table.is_valid(column, at) and len(table.raw.cells.columns) > NOTE_WORDS


def _tests(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find rows whose code or name is a word for trying out."""
    for column in table.raw.cells.columns:
        if not _names_somebody(table, str(column)):
            continue
        texts = table.raw.cells[column]
        said = {text for text in texts.unique() if _TESTS.fullmatch(key(text))}
        for at in np.flatnonzero(texts.isin(said).to_numpy()) if said else ():
            yield int(at), Refusal("test_row", str(column))


def _names_somebody(table: Table, column: str) -> bool:
    variable = table.variable_of.get(column)
    texts = (table.raw.header(column), *_texts(variable))
    if variable is not None and (variable.choices or variable.type not in ("text", "username", "barcode")):
        return False
    if variable is not None and variable.role in ("identifier", "code"):
        return True
    words = {word for text in texts for word in re.findall(r"[a-z]+", text.casefold())}
    return column not in table.matching.ignored and (
        any(asks_for(text, table.instrument.respondents) for text in texts) or (len(words) <= 6 and bool(words & _CODE_WORDS)))


def _no_consent(table: Table) -> Iterator[tuple[int, Refusal]]:
    """Find respondents who did not consent."""
    for name, variable in table.instrument.variables.items():
        if name not in table.columns or not asks_consent(variable, table.instrument):
            continue
        column = table.columns[name]
        refused = {choice.name for choice in variable.choices
                   if {key(text) for text in (choice.name, *choice.labels.values())} & _REFUSALS} or _REFUSALS
        for at in np.flatnonzero(column.where([one.value is not None and str(one.value).casefold() in refused
                                               for one in column.known])):
            yield int(at), Refusal("no_consent", column.name)


def asks_consent(variable: Variable, instrument: Instrument) -> bool:
    """Whether a question asks for consent: by role, or by its name where the form gives no role at all."""
    if any(other.role for other in instrument.variables.values()):
        return variable.role == "consent"
    return bool(variable.choices) and bool(set(re.findall(r"[a-z]+", variable.name.casefold())) & _CONSENT)


#: Pairs of rows that may be expected to agree by chance, at most, for two that do to count as the same.
EXPECTED_PAIRS = 0.05
#: Questions of one list that are answered alike: from this number on, their answers count as one.
ITEMS = 3
_SUBMISSIONS = frozenset({"_uuid", "uuid", "meta/instanceid", "instanceid", "meta/rootuuid", "key", "_id"})


def duplicates(table: Table, kept: np.ndarray) -> dict[int, Refusal]:
    """Return the later ones of rows that are the same respondent, by place.

    Parameters
    ----------
    kept : ndarray of int
        The rows that are respondents, by place.

    Notes
    -----
    Rows that agree in all their answers are one respondent only where that cannot be chance: fewer than
    `EXPECTED_PAIRS` pairs are expected to agree, if the answers to different questions were independent. The items of
    a scale are not: all questions of one list count as one.
    """
    found: dict[int, Refusal] = {}
    for finder in (_same_code, _same_submission, _same_answers):
        found = {**dict(finder(table, kept)), **found}
    return found


def _same_code(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    once = unique(table.instrument)
    for name, column in table.matching.columns.items():
        if name in once:
            answered = table.columns[name].answered
            yield from _again(table, column, [at for at in kept if answered[at]], "duplicate_code")


def _same_submission(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    for column in table.matching.ignored:
        if table.raw.header(column).casefold() in _SUBMISSIONS:
            texts = table.raw.cells[column]
            yield from _again(table, column, [at for at in kept if texts.iloc[at]], "duplicate_row")


def _again(table: Table, column: str, rows: Sequence[int], rule: str) -> Iterator[tuple[int, Refusal]]:
    """Find rows whose cell in a column stands in an earlier row."""
    texts = table.raw.cells[column]
    first: dict[str, int] = {}
    for at in rows:
        earlier = first.setdefault(key(texts.iloc[at]), at)
        if earlier != at:
            same = rule == "duplicate_row" or _alike(table, earlier, at)
            yield at, Refusal("duplicate_row" if same else rule, column, _told(table, earlier))


def _told(table: Table, at: int) -> str:
    row = table.raw.cells.index[at]
    return f"baris {row} / row {row}"


def _compared(table: Table) -> list[str]:
    """Return the columns that a submission sent again has alike: answers, and what is no running number."""
    cells, rows = table.raw.cells, len(table.raw.cells)
    flags = [column for chosen in table.matching.chosen.values() for column in chosen.values()]
    others = [str(column) for column in table.matching.unmatched if cells[column].nunique() < rows]
    return [*dict.fromkeys([*table.matching.columns.values(), *flags, *others])]


def _alike(table: Table, one: int, other: int) -> bool:
    columns = _compared(table)
    return bool((table.raw.cells[columns].iloc[one] == table.raw.cells[columns].iloc[other]).all())


def _same_answers(table: Table, kept: np.ndarray) -> Iterator[tuple[int, Refusal]]:
    cells = table.raw.cells[_compared(table)].iloc[kept]
    again = cells.duplicated().to_numpy()
    if not again.any() or _expected(table, cells[~again], len(cells)) >= EXPECTED_PAIRS:
        return
    first, joint = combinations([pd.factorize(cells[column])[0] for column in cells.columns])
    column = next(iter(table.matching.columns.values()), str(cells.columns[0]))
    for at, earlier in zip(kept[again], kept[first[joint[again]]], strict=True):
        yield int(at), Refusal("duplicate_row", column, _told(table, int(earlier)))


def _expected(table: Table, cells: pd.DataFrame, rows: int) -> float:
    """Return how many pairs of so many rows agree by chance, from how often each answer is given in different ones."""
    groups: dict[str, list[np.ndarray]] = defaultdict(list)
    columns = {column: name for name, column in table.matching.columns.items()}
    told = identifiers(table.instrument)
    expected = rows * (rows - 1) / 2
    for column in cells.columns:
        name = columns.get(column)
        group = _group(table, name) if name else ""
        groups[group or f"column {column}"].append(pd.factorize(cells[column])[0])
        if name in told and (cells[column] != "").all():
            expected /= 1000
    for codes in groups.values():
        _, joint = combinations(codes)
        expected *= float(((np.bincount(joint) / len(joint)) ** 2).sum())
    return expected


def _group(table: Table, name: str) -> str:
    """Return the scale that a question is an item of, or none."""
    variables = table.instrument.variables
    if variables[name].dimension:
        return f"dimension {variables[name].dimension}"
    list_name = variables[name].list_name
    same = sum(variable.list_name == list_name for variable in variables.values())
    return f"list {list_name}" if list_name and same >= ITEMS else ""
