"""Answers as written to one valid row per pendamping, and a log of every cell changed or refused."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from ppks_study.errors import InputError, nearest
from ppks_study.instrument import Instrument, Variable
from ppks_study.intake import xpath
from ppks_study.intake.numerals import NumeralError, parse
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


@dataclass(frozen=True)
class _Answer:
    """One cell, cleaned: its value (None for no answer), the rule that changed or refused it, a suggestion."""

    value: object
    rule: str = ""
    suggestion: str = ""
    refused: bool = False


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
        `LOG_COLUMNS`, one row for each cell changed or refused.

    Raises
    ------
    InputError
        No column is one of the instrument's.
    """
    columns = match(raw, instrument)
    answers: dict[str, list[object]] = {name: [] for name in instrument.variables}
    log: list[tuple[object, ...]] = []
    for row in raw.cells.index:
        given: dict[str, object] = {}
        for name, variable in instrument.variables.items():
            text = raw.cells.at[row, columns[name]] if name in columns else ""
            answer = _check(_answer(str(text), variable), variable, given)
            given[name] = answer.value
            answers[name].append(answer.value)
            if answer.rule:
                log.append(_entry(raw, row, columns[name], str(text), answer))
    data = pd.DataFrame({name: pd.Series(values, dtype=DTYPES.get(instrument.variables[name].type, "str"))
                         for name, values in answers.items()})
    return data, pd.DataFrame(log, columns=list(LOG_COLUMNS))


def match(raw: Raw, instrument: Instrument) -> dict[str, str]:
    """Return the file's column of each variable: by name, or by label in either language."""
    by_text = {key(text): v.name for v in instrument.variables.values() for text in (*v.labels.values(), v.name)}
    found: dict[str, str] = {}
    for column in raw.cells.columns:
        name = by_text.get(key(re.split(r"[/:]", column)[-1])) or by_text.get(key(column))
        if name is not None:
            found.setdefault(name, column)
    if not found:
        raise InputError("no column is one of the questionnaire's", where=raw.file,
                         expected=nearest(str(raw.cells.columns[0]), instrument.variables))
    return found


def key(text: str) -> str:
    """Return a text with spaces, capitals, full stops at its end and Unicode forms made alike.

    Examples
    --------
    >>> key(" Laki-Laki. ")
    'laki-laki'
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).strip(" .").casefold()


def _answer(text: str, variable: Variable) -> _Answer:
    if not text.strip():
        return _Answer(None)
    if variable.type in ("select_one", "select_multiple"):
        return _one(text, variable) if variable.type == "select_one" else _several(text, variable)
    if variable.type in ("integer", "decimal"):
        return _number(text, variable)
    return _Answer(text)


def _spellings(variable: Variable) -> dict[str, str]:
    exact = {key(c.name): c.name for c in variable.choices}
    labels = {key(label): c.name for c in variable.choices for label in c.labels.values()}
    aliases = {key(alias): c.name for c in variable.choices for alias in c.aliases}
    return {**aliases, **labels, **exact}


def _one(text: str, variable: Variable) -> _Answer:
    known = _spellings(variable)
    name = known.get(key(text))
    if name is None:
        return _Answer(None, "unknown_choice", nearest(text, [c.labels["id"] for c in variable.choices]), True)
    return _Answer(name, "" if text in (name, *_labels(variable, name)) else "spelling")


def _labels(variable: Variable, name: str) -> Mapping[str, str] | tuple[str, ...]:
    return next(tuple(c.labels.values()) for c in variable.choices if c.name == name)


def _several(text: str, variable: Variable) -> _Answer:
    known = _spellings(variable)
    parts = [text] if key(text) in known else [p for p in re.split(r"[;,]|\s", text) if p.strip()]
    parts = parts if all(key(p) in known for p in parts) else [p for p in re.split(r"[;,]", text) if p.strip()]
    names = [known.get(key(part)) for part in parts]
    if None in names:
        wrong = parts[names.index(None)]
        return _Answer(None, "unknown_choice", nearest(wrong, [c.labels["id"] for c in variable.choices]), True)
    value = " ".join(dict.fromkeys(name for name in names if name))
    return _Answer(value, "" if value == text else "spelling")


def _number(text: str, variable: Variable) -> _Answer:
    try:
        value = parse(text, number_format=variable.number_format or None, integer=variable.type == "integer")
    except NumeralError as error:
        return _Answer(None, "not_a_number", error.expected, True)
    number: object = int(value) if variable.type == "integer" else float(value)
    return _Answer(number, "" if str(value) == text else "number")


def _check(answer: _Answer, variable: Variable, given: Mapping[str, object]) -> _Answer:
    if answer.value is None or xpath.holds(variable.constraint, given, answer.value):
        return answer
    return _Answer(None, "out_of_range", variable.constraint, True)


def _entry(raw: Raw, row: int, column: str, text: str, answer: _Answer) -> tuple[object, ...]:
    new = "" if answer.value is None else str(answer.value)
    return (raw.file, raw.sheet, row, raw.address(row, column), column, text, new, answer.rule,
            *REASONS[answer.rule], answer.suggestion)
