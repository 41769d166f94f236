"""Texts that are no answer: marks of a missing one, a spreadsheet's own messages; and how spellings are made alike."""

import re
import unicodedata
from functools import lru_cache

#: Marks of a missing answer, by `key`; a mark that is a choice of its question is that choice.
MISSING_MARKS = frozenset({
    "", "-", "--", "---", "_", "/", "n/a", "na", "null", "none", "nan", "<na>", "kosong", "(kosong)", "blank",
    "(blank)", "tidak ada jawaban", "tidak dijawab", "tidak menjawab", "tidak diisi", "belum diisi", "no answer",
    "not answered", "no response", "missing"})
#: Answers that say that a question does not apply, by `key`.
NOT_APPLICABLE = frozenset({"tidak relevan", "tidak berlaku", "not applicable", "not relevant", "tidak relevan (tr)"})
#: Marks that say this of a question with choices, and only mark a missing answer elsewhere.
NOT_APPLICABLE_CHOICE = frozenset({"n/a", "na"})
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE)
_FORMULA = re.compile(r"=\s*[\w(+\-\"'$@{].*", re.DOTALL)
_DASHES = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_APOSTROPHES = str.maketrans("’‘`´“”", "''''\"\"")


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """Return a text with spaces, capitals, dashes, full stops at its end and Unicode forms made alike.

    Examples
    --------
    >>> key(" Laki – Laki. ")
    'laki-laki'
    """
    shown = text if text.isascii() else "".join(
        mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Cf")
    return " ".join(_DASHES.sub("-", shown.translate(_APOSTROPHES)).split()).strip(" .").casefold()


def no_answer(text: str) -> str:
    """Return the rule of a text that no question takes as an answer: ``excel_error``, ``formula``, or none."""
    if _ERROR.fullmatch(text.strip()):
        return "excel_error"
    return "formula" if _FORMULA.fullmatch(text.strip()) else ""


def missing(text: str, *, choosing: bool) -> str:
    """Return the rule of a text that says that there is no answer, or none.

    Parameters
    ----------
    choosing : bool
        Whether the question has choices: then ``N/A`` says that it does not apply.

    Examples
    --------
    >>> missing("-", choosing=True), missing("N/A", choosing=True), missing("tidak", choosing=True)
    ('missing_mark', 'not_applicable', '')
    """
    written = key(text)
    if written in NOT_APPLICABLE or (choosing and written in NOT_APPLICABLE_CHOICE):
        return "not_applicable"
    return "missing_mark" if written in MISSING_MARKS else ""
