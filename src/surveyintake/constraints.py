"""Answers held against the form's conditions.

Asked or not, within limits, possible together, required.
"""

import dataclasses
import datetime
import re
from collections.abc import Mapping

import numpy as np

from surveyintake.answer import YEARS
from surveyintake.columns import Column, combinations
from surveyintake.errors import InstrumentError
from surveyintake.instrument import Instrument, Variable
from surveyintake.rules import Answer
from surveyintake.xlsform import CONDITIONS
from surveyintake.xpath import MISSING, TODAY, references, truth

_AGE = re.compile(r"(?<![a-z])(age|usia|umur)(?![a-z])", re.IGNORECASE)
_BIRTH_YEARS = range(1900, 2101)
_LONG_AGO = "1900-01-01"


def check_conditions(instrument: Instrument) -> None:
    """Refuse conditions outside the subset, with the name of the question.

    Parameters
    ----------
    instrument : Instrument
        The questions, with their conditions.

    Raises
    ------
    InstrumentError
        A `constraint`, `relevant` or `required` cannot be evaluated.
    """
    for variable in instrument.variables.values():
        for column in CONDITIONS:
            expression = getattr(variable, column)
            try:
                references(expression if isinstance(expression, str) else "")
            except InstrumentError as error:
                raise InstrumentError(error.what,
                                      where=f"question {variable.name}, column {column}: {expression}",
                                      expected=error.expected) from error


def judge(columns: Mapping[str, Column], instrument: Instrument, year: int | None = None) -> None:
    """Refuse, in place, the answers that the form's conditions rule out; mark those that are
    required and not there.

    Parameters
    ----------
    columns : mapping of str to Column
        The answers by variable; the day of each row's answers under `TODAY`, where known.
    instrument : Instrument
        The conditions.
    year : int, optional
        When the answers were given, to tell an age from a year of birth.

    Notes
    -----
    A condition that depends on an answer that is not there, was refused, or has no column is not
    judged. One that depends on the day of the answers, where that is not known, is judged only if
    it fails on every day until now.
    """
    asked = [variable for variable in instrument.variables.values() if variable.name in columns]
    for variable in asked:
        _limit(columns[variable.name], variable, year)
    relevant = {}
    for variable in asked:
        if variable.relevant:
            relevant[variable.name] = _ask(variable, columns)
    for variable in asked:
        if references(variable.constraint):
            _compare(variable, columns)
    for variable in asked:
        if variable.required and not variable.repeat:
            _require(variable, columns, relevant.get(variable.name))


def _limit(column: Column, variable: Variable, year: int | None) -> None:
    """Refuse each different answer that breaks its constraint whatever the others are.

    Without a constraint, years of birth among ages are refused; where most answers are years, years
    were asked for.
    """
    in_years = variable.unit in YEARS
    for text in (variable.name, *variable.labels.values()):
        in_years = in_years or bool(_AGE.search(text))
    born = [isinstance(one.value, int | float) and one.value in _BIRTH_YEARS
            for one in column.known]
    if not variable.constraint and 2 * column.where(born).sum() >= column.answered.sum():
        return
    for place, one in enumerate(column.known):
        if variable.constraint:
            if one.value is None or truth(variable.constraint, {}, one.value) is not False:
                continue
            if not in_years or not born[place]:
                column.known[place] = Answer(None, "out_of_range", variable.constraint)
                continue
        if in_years and born[place]:
            column.known[place] = _birth_year(one, year)


def _birth_year(one: Answer, year: int | None) -> Answer:
    age = "" if year is None else str(year - int(one.value or 0))
    return Answer(None, "birth_year", age or "usia, bukan tahun lahir / age, not year of birth")


def _ask(variable: Variable, columns: Mapping[str, Column]) -> np.ndarray:
    """Return whether each row was asked (1, 0, or -1 for not known), and refuse what was answered unasked."""
    column = columns[variable.name]
    relevant = _truths(variable.relevant, columns)
    unasked = relevant == 0
    column.refuse(unasked & column.answered, "not_relevant", variable.relevant)
    unanswered = column.where([one.value is None and not one.is_refused for one in column.known])
    empty = np.flatnonzero(unasked & unanswered)
    skipped = [dataclasses.replace(one, skipped=True) for one in column.known]
    column.replace(empty, column.codes[empty], skipped)
    return relevant


def _compare(variable: Variable, columns: Mapping[str, Column]) -> None:
    """Hold a variable's answers against a constraint that reads others of the same row."""
    column = columns[variable.name]
    rule = "out_of_range" if references(variable.constraint) == (TODAY,) else "impossible_combination"
    broken = column.answered
    for day in _days(variable, columns):
        broken &= _truths(variable.constraint, {**columns, **day}, column) == 0
    column.refuse(broken, rule, variable.constraint)


def _days(variable: Variable, columns: Mapping[str, Column]) -> list[dict[str, Column]]:
    """Return the days to judge by, where the day of the answers is not known: it was in the past.

    What is false today, long ago, and on the very day that is answered, was false on the day of the
    answers.
    """
    if TODAY in columns or TODAY not in references(variable.constraint):
        return [{}]
    column, now = columns[variable.name], datetime.date.today().isoformat()
    own = []
    for one in column.known:
        day = str(one.value)[:10] if variable.type in ("date", "datetime") else now
        own.append(Answer(min(day, now)))
    every_day = []
    for days in ([Answer(now)] * len(own), [Answer(_LONG_AGO)] * len(own), own):
        every_day.append({TODAY: Column("", days, column.codes)})
    return every_day


def _require(variable: Variable, columns: Mapping[str, Column],
             relevant: np.ndarray | None) -> None:
    column = columns[variable.name]
    needed = column.where([one.value is None and not one.skipped
                           and one.rule in ("", "missing_mark")
                           for one in column.known])
    if isinstance(variable.required, str):
        needed &= _truths(variable.required, columns) == 1
    if relevant is not None:
        needed &= relevant == 1
    column.refuse(needed, "required")


def _truths(expression: str, columns: Mapping[str, Column],
            own: Column | None = None) -> np.ndarray:
    """Return 1 (true), 0 (false) or -1 (not known) for each row.

    Each combination of answers is judged once.
    """
    others = {name: columns[name] for name in references(expression) if name in columns}
    used = list(others.values()) + ([own] if own else [])
    if not used:
        rows = len(next(iter(columns.values())).codes)
        used = [Column("", [Answer("")], np.zeros(rows, dtype=int))]
    first, joint = combinations([column.codes for column in used])
    judged = np.full(len(first), -1, dtype=np.int8)
    for place, at in enumerate(first):
        value = own.known[own.codes[at]].value if own else ""
        true = truth(expression, _given(others, at), value)
        judged[place] = -1 if true is None else int(true)
    return judged[joint]


def _given(others: Mapping[str, Column], at: int) -> dict[str, object]:
    """Return the other answers of a row; one that was refused is left out, as it is not known."""
    given: dict[str, object] = {}
    for name, column in others.items():
        one = column.known[column.codes[at]]
        if one.value is not None:
            given[name] = one.value
        elif not one.is_refused:
            given[name] = "" if one.skipped else MISSING
    return given


# Simple constraints in plain words: ". >= 15 and . <= 80" is "15 to 80".

_BOUND = re.compile(r"\.\s*(?P<sign><=|>=|<|>|!=|=)\s*(?P<value>-?\d+(?:\.\d+)?|'[^']*'|date\('[^']*'\)|today\(\))"
                    r"|count-selected\(\s*\.\s*\)\s*(?P<counted><=|>=|<|>|=)\s*(?P<count>\d+)")
_WORDS = {"id": {"<": "kurang dari {}", ">": "lebih dari {}", "<=": "paling banyak {}",
                 ">=": "paling sedikit {}",
                 "=": "sama dengan {}", "!=": "bukan {}", "range": "{} sampai {}",
                 "choices": "{} pilihan",
                 "<= day": "paling lambat {}", ">= day": "paling awal {}", "< day": "sebelum {}",
                 "> day": "sesudah {}", "today()": "hari pengisian", "and": " dan "},
          "en": {"<": "less than {}", ">": "more than {}", "<=": "at most {}", ">=": "at least {}",
                 "=": "equal to {}",
                 "!=": "not {}", "range": "{} to {}", "choices": "{} choices",
                 "<= day": "not after {}",
                 ">= day": "not before {}", "< day": "before {}", "> day": "after {}",
                 "today()": "the day of the answers", "and": " and "}}


def in_words(constraint: str, lang: str) -> str:
    """Return a constraint in words, empty where it is not simple.

    Parameters
    ----------
    constraint : str
        A question's XPath.
    lang : {"id", "en"}
        The language.

    Examples
    --------
    >>> in_words("(. >= 15) and (. <= 80)", "id"), in_words(".>0", "en"), in_words("regex(., '[a-z]')", "en")
    ('15 sampai 80', 'more than 0', '')
    >>> in_words("count-selected(.) >= 1 and count-selected(.) <= 7", "en"), in_words("(. <= today())", "id")
    ('1 to 7 choices', 'paling lambat hari pengisian')
    """
    bare = re.sub(r"^\(([^()]*)\)$", r"\1", constraint.strip())
    words, bounds, counted = _WORDS[lang], {}, False
    parts = re.split(r"\band\b", bare)
    for part in parts:
        bound = _BOUND.fullmatch(re.sub(r"^\((\..*)\)$", r"\1", part.strip()))
        if not bound:
            return ""
        value = bound["value"] or bound["count"]
        value = words.get(value) or re.sub(r"^date\(|[')]", "", value).strip()
        bounds[bound["sign"] or bound["counted"]] = value
        counted = counted or bool(bound["counted"])
    if set(bounds) == {">=", "<="} and len(parts) == 2:
        told = words["range"].format(bounds[">="], bounds["<="])
    else:
        day = " day" if "date(" in constraint or "today(" in constraint else ""
        told = words["and"].join(words.get(sign + day, words[sign]).format(value)
                                 for sign, value in bounds.items())
    return words["choices"].format(told) if counted else told
