"""One cell's text to one valid answer, resolved within its own question's choices."""

import re
import unicodedata
from dataclasses import dataclass

from ppks_study.errors import nearest
from ppks_study.instrument import Variable
from ppks_study.intake.numerals import NumeralError, parse


@dataclass(frozen=True)
class Answer:
    """One cell, cleaned: its value (None for no answer), the rule that changed or refused it, a suggestion."""

    value: str | int | float | None
    rule: str = ""
    suggestion: str = ""


def key(text: str) -> str:
    """Return a text with spaces, capitals, full stops at its end and Unicode forms made alike.

    Examples
    --------
    >>> key(" Laki-Laki. ")
    'laki-laki'
    """
    return " ".join(unicodedata.normalize("NFKC", text).split()).strip(" .").casefold()


def answer(text: str, variable: Variable, *, numeric: bool = False) -> Answer:
    """Return the answer that a cell's text states.

    Parameters
    ----------
    text : str
        As written; empty is no answer.
    variable : Variable
        Its type, choices with labels and aliases, and number format say what an answer may be.
    numeric : bool
        Whether the cell held a number rather than text: then its point is a decimal point, whatever the format.

    Returns
    -------
    Answer
        A refused text gives no value, and names a rule and a suggestion.
    """
    if not text.strip():
        return Answer(None)
    if variable.type == "select_one":
        return _one(text, variable)
    if variable.type == "select_multiple":
        return _several(text, variable)
    if variable.type in ("integer", "decimal"):
        return _number(text, variable, "en" if numeric else variable.number_format or None)
    return Answer(text)


def spellings(variable: Variable) -> dict[str, str]:
    """Return the choice that each spelling (name, label in either language, alias) stands for, by its `key`."""
    exact = {key(choice.name): choice.name for choice in variable.choices}
    labels = {key(label): choice.name for choice in variable.choices for label in choice.labels.values()}
    aliases = {key(alias): choice.name for choice in variable.choices for alias in choice.aliases}
    return {**aliases, **labels, **exact}


def _one(text: str, variable: Variable) -> Answer:
    name = spellings(variable).get(key(text))
    if name is None:
        return _unknown(text, variable)
    labels = next(choice.labels.values() for choice in variable.choices if choice.name == name)
    return Answer(name, "" if text in (name, *labels) else "spelling")


def _several(text: str, variable: Variable) -> Answer:
    known = spellings(variable)
    parts = _apart(text, known)
    wrong = next((part for part in parts if key(part) not in known), None)
    if wrong is not None:
        return _unknown(wrong, variable)
    value = " ".join(dict.fromkeys(known[key(part)] for part in parts))
    return Answer(value or None, "" if value == text else "spelling")


def _apart(text: str, known: dict[str, str]) -> list[str]:
    """Return a text's answers: one as it stands; else parted by spaces if all are known, or by ``;`` and ``,``."""
    if key(text) in known:
        return [text]
    words = [part for part in re.split(r"[;,]|\s", text) if part.strip()]
    if all(key(word) in known for word in words):
        return words
    return [part for part in re.split(r"[;,]", text) if part.strip()]


def _unknown(text: str, variable: Variable) -> Answer:
    return Answer(None, "unknown_choice", nearest(text, [choice.labels["id"] for choice in variable.choices]))


def _number(text: str, variable: Variable, number_format: str | None) -> Answer:
    try:
        value = parse(text, number_format=number_format, integer=variable.type == "integer")
    except NumeralError as error:
        return Answer(None, "not_a_number", error.expected)
    number = int(value) if variable.type == "integer" else float(value)
    return Answer(number, "" if str(value) == text else "number")
