"""Answers as written to one valid row per pendamping, and a log of every cell changed or refused."""

import re
from collections.abc import Mapping

import pandas as pd

from ppks_study.errors import InputError, nearest
from ppks_study.instrument import Instrument, Variable
from ppks_study.intake import xpath
from ppks_study.intake.answer import Answer, answer, key
from ppks_study.intake.read import Raw

LOG_COLUMNS = ("file", "sheet", "row", "cell", "column", "raw", "new", "rule", "reason_id", "reason_en", "suggestion")
REASONS = {
    "spelling": ("disamakan dengan nama pilihan", "spelled like the choice's name"),
    "number": ("dibaca sebagai bilangan", "read as a number"),
    "unknown_choice": ("bukan pilihan pertanyaan ini", "not a choice of this question"),
    "not_a_number": ("bukan bilangan yang pasti", "not an unambiguous number"),
    "out_of_range": ("di luar batas pertanyaan ini", "outside this question's limits"),
}
DTYPES = {"integer": "Int64", "decimal": "Float64"}


def clean(raw: Raw, instrument: Instrument) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return valid answers, one row per pendamping, and the log.

    Parameters
    ----------
    raw : Raw
        A file's cells as text.
    instrument : Instrument
        The schema: what each answer may be.

    Returns
    -------
    data : DataFrame, shape (n_rows, n_variables)
        Choice names, whole numbers (Int64), decimals (Float64), texts; several choices joined by spaces. A refused
        cell is missing, and its row stays.
    log : DataFrame
        `LOG_COLUMNS`, one row for each cell changed or refused, in the order of the file's rows.

    Raises
    ------
    InputError
        No column is one of the instrument's, or two are the same one.

    Notes
    -----
    A constraint that reads other answers is judged only where these are given; one that names ``coalesce`` says
    itself what a missing answer counts as, and is always judged.
    """
    columns = match(raw, instrument)
    variables = instrument.variables
    answers = {name: _column(raw, column, variables[name]) for name, column in columns.items()}
    for name in columns:
        if xpath.references(variables[name].constraint):
            answers[name] = _judged(variables[name], answers)
    blank = [Answer(None)] * len(raw.cells)
    data = pd.DataFrame({name: pd.Series([one.value for one in answers.get(name, blank)],
                                         dtype=DTYPES.get(variable.type, "str"))
                         for name, variable in variables.items()})
    return data, _log(raw, columns, answers)


def match(raw: Raw, instrument: Instrument) -> dict[str, str]:
    """Return the file's column of each variable: by name, or by label in either language, in the instrument's order.

    Raises
    ------
    InputError
        No column is one of the instrument's, or two are the same one.
    """
    by_text = {key(text): v.name for v in instrument.variables.values() for text in (*v.labels.values(), v.name)}
    found: dict[str, str] = {}
    for column in raw.cells.columns:
        name = by_text.get(key(column)) or by_text.get(key(re.split(r"[/:]", column.rstrip(" :"))[-1]))
        if name in found:
            raise InputError(f"the columns {found[name]!r} and {column!r} are both {name!r}", where=raw.file,
                             expected="one column a question", fix="delete or rename one of them")
        if name is not None:
            found[name] = column
    if not found:
        raise InputError("no column is one of the questionnaire's", where=raw.file,
                         expected=nearest(str(raw.cells.columns[0]), instrument.variables))
    return {name: found[name] for name in instrument.variables if name in found}


def _column(raw: Raw, column: str, variable: Variable) -> list[Answer]:
    """Return a column's answers; each different text is read once."""
    cells = [(text, (row, column) in raw.numeric) for row, text in raw.cells[column].items()]
    alone = not xpath.references(variable.constraint)
    known = {cell: answer(cell[0], variable, numeric=cell[1]) for cell in dict.fromkeys(cells)}
    if alone:
        known = {cell: _check(one, variable, {}) for cell, one in known.items()}
    return [known[cell] for cell in cells]


def _judged(variable: Variable, answers: Mapping[str, list[Answer]]) -> list[Answer]:
    """Return a variable's answers, held against a constraint that reads others of the same row."""
    names = xpath.references(variable.constraint)
    others = [name for name in names if name in answers]
    checked = []
    for place, one in enumerate(answers[variable.name]):
        given = {name: answers[name][place].value for name in others}
        known = all(given.get(name) is not None for name in names) or "coalesce" in variable.constraint
        checked.append(_check(one, variable, given) if known else one)
    return checked


def _check(one: Answer, variable: Variable, given: Mapping[str, object]) -> Answer:
    if one.value is None or xpath.holds(variable.constraint, given, one.value):
        return one
    return Answer(None, "out_of_range", variable.constraint)


def _log(raw: Raw, columns: Mapping[str, str], answers: Mapping[str, list[Answer]]) -> pd.DataFrame:
    entries = [_entry(raw, raw.cells.index[place], columns[name], answers[name][place])
               for place in range(len(raw.cells)) for name in columns if answers[name][place].rule]
    return pd.DataFrame(entries, columns=list(LOG_COLUMNS))


def _entry(raw: Raw, row: int, column: str, one: Answer) -> tuple[object, ...]:
    new = "" if one.value is None else str(one.value)
    return (raw.file, raw.sheet, row, raw.address(row, column), column, str(raw.cells.at[row, column]), new, one.rule,
            *REASONS[one.rule], one.suggestion)
