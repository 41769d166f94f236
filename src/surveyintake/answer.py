"""One cell's text to one valid answer, resolved within its own question's choices."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from surveyintake.dates import read_date, read_moment, read_place, read_time
from surveyintake.instrument import Variable
from surveyintake.numerals import NumeralError, parse, parse_years
from surveyintake.rules import NOTHING, Answer

# Texts that are no answer: marks of a missing one, a spreadsheet's own messages; and how spellings
# are made alike.

#: Marks of a missing answer, by `key`; a mark that is a choice of its question is that choice.
MISSING_MARKS = frozenset({
    "", "-", "--", "---", "_", "/", "n/a", "na", "null", "none", "nan", "<na>", "kosong",
    "(kosong)", "blank",
    "(blank)", "tidak ada jawaban", "tidak dijawab", "tidak menjawab", "tidak diisi", "belum diisi",
    "no answer",
    "not answered", "no response", "missing"})
#: Answers that say that a question does not apply, by `key`.
NOT_APPLICABLE = frozenset({"tidak relevan", "tidak berlaku", "not applicable", "not relevant",
                            "tidak relevan (tr)"})
#: Marks that say this of a question with choices, and only mark a missing answer elsewhere.
NOT_APPLICABLE_CHOICE = frozenset({"n/a", "na"})
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)",
                    re.IGNORECASE)
_FORMULA = re.compile(r"=\s*[\w(+\-\"'$@{].*", re.DOTALL)
_DASHES = re.compile(r"\s*[-‐‑‒–—―−]\s*")
_APOSTROPHES = str.maketrans("’‘`´“”", "''''\"\"")


@lru_cache(maxsize=1 << 16)
def key(text: str) -> str:
    """Return a text with spaces, capitals, dashes, full stops at its end and Unicode made alike.

    Parameters
    ----------
    text : str
        As written.

    Examples
    --------
    >>> key(" Laki – Laki. ")
    'laki-laki'
    """
    shown = text if text.isascii() else "".join(
        mark for mark in unicodedata.normalize("NFKC", text) if unicodedata.category(mark) != "Cf")
    return " ".join(_DASHES.sub("-", shown.translate(_APOSTROPHES)).split()).strip(" .").casefold()


def no_answer(text: str) -> str:
    """Return the rule of a text that no question takes as an answer, or nothing.

    Parameters
    ----------
    text : str
        As written: a spreadsheet's message gives ``excel_error``, a formula ``formula``.
    """
    if _ERROR.fullmatch(text.strip()):
        return "excel_error"
    return "formula" if _FORMULA.fullmatch(text.strip()) else ""


def missing(text: str, *, choosing: bool) -> str:
    """Return the rule of a text that says that there is no answer, or none.

    Parameters
    ----------
    text : str
        As written.
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


_NUMBERED = re.compile(r"[(\[]?(?P<number>\d+)[)\]]?\s*(?:[-–—.:=)]\s*|\s)(?P<label>\D.*)"
                       r"|(?P<label_first>\D*[^\s(=:-])\s*(?:[(\[=:-]\s*)(?P<number_last>\d+)[)\]]?", re.DOTALL)
_WHOLE = re.compile(r"0*(\d+)(?:[.,]0+)?")
_STRONG = re.compile(r"[;|\n]+|,(?:\s|$)|,(?=\S)")
_EITHER = re.compile(r"\s*(?:[;|\n/&+]|,|\b(?:dan|atau|and|or)\b)\s*", re.IGNORECASE)
_MARKS = re.compile(r"(?<=[^\W\d_])\s*[-._']\s*(?=[^\W\d_])")
_GAPS = " ;|,/."
#: What tools put between the choices of a list.
_BETWEEN = (", ", "; ", " | ", " ", ",", ";", "|", "\n")
#: How many choices a suggestion lists where none is near.
LISTED = 7


class Spellings:
    """What each spelling of a question's choices stands for: name, label in any language, alias.

    Parameters
    ----------
    variable : Variable
        A question with choices. A spelling that two choices share stands for neither.
    """

    def __init__(self, variable: Variable) -> None:
        self.choices = {choice.name: choice for choice in variable.choices}
        self.order = {name: place for place, name in enumerate(self.choices)}
        self.verbatim: dict[str, str] = {}
        names, labels, aliases, numbers = {}, [], [], []
        for name, choice in self.choices.items():
            self.verbatim.update(dict.fromkeys((*choice.labels.values(), name), name))
            names[key(name)] = name
            labels += [(label, name) for label in choice.labels.values()]
            aliases += [(alias, name) for alias in choice.aliases]
            whole = _WHOLE.fullmatch(name)
            if whole:
                numbers.append((whole[1], name))
        self.known = _shared(aliases) | _shared(labels) | names
        self.known.pop("", None)
        self.loose = _shared([(_loose(text), name) for text, name in self.known.items()])
        self.numbers = _shared(numbers)

    def find(self, text: str) -> str | None:
        """Return the choice that a text names, whatever its capitals, spaces, and marks.

        Parameters
        ----------
        text : str
            As written.
        """
        written = key(text)
        name = self.known.get(written) or self.loose.get(_loose(written))
        whole = _WHOLE.fullmatch(text.strip())
        return name or (self.numbers.get(whole[1]) if whole else None)

    def numbered(self, text: str) -> tuple[str | None, bool]:
        """Return the choice that ``1 - Very often`` names, and whether number and label agree.

        Parameters
        ----------
        text : str
            As written.
        """
        parts = _NUMBERED.fullmatch(text.strip())
        if not parts:
            return None, True
        name = self.find(parts["label"] or parts["label_first"])
        if name is None:
            return None, True
        number = str(int(parts["number"] or parts["number_last"]))
        if self.numbers:
            return name, self.numbers.get(number) == name
        points = self.choices[name].points
        return name, number == str(self.order[name] + 1) or float(number) == points

    def two(self, text: str) -> tuple[str, ...]:
        """Return the different choices that a text names one after the other.

        Parameters
        ----------
        text : str
            As written; where any part of it is unknown, it names none.
        """
        for parts in (_EITHER.split(text), text.split()):
            names = [self.find(part) for part in parts if part]
            if len(names) > 1 and all(names):
                return tuple(dict.fromkeys(map(str, names)))
        return ()

    def several(self, text: str) -> tuple[list[str], str]:
        """Return the choices that a text lists, in its order, and the first part that is none.

        Parameters
        ----------
        text : str
            As written.
        """
        whole = self._listed(key(text))
        if whole is not None:
            return whole, ""
        parts = [part.strip() for part in _STRONG.split(text) if part.strip()]
        if len(parts) == 1 and any(map(self.find, text.split())):
            parts = text.split()
        for part in parts:
            if self._listed(key(part)) is None:
                return [], part
        return [], text

    def _listed(self, text: str) -> list[str] | None:
        """Return the choices that make up a text, the longest spellings first; None if none do."""
        reached: dict[int, list[str]] = {0: []}
        longest = max(map(len, self.known), default=0)
        for start in range(len(text)):
            if start not in reached:
                continue
            if text[start] in _GAPS:
                reached.setdefault(start + 1, reached[start])
            for end in range(min(len(text), start + longest), start, -1):
                if (end == len(text) or text[end] in _GAPS) and (
                        start == 0 or text[start - 1] in _GAPS):
                    name = self.known.get(text[start:end])
                    if name:
                        reached.setdefault(end, [*reached[start], name])
        return reached.get(len(text))

    def is_verbatim(self, text: str, names: Iterable[str]) -> bool:
        """Whether a list is written as the form writes it, with one mark between any two choices.

        Parameters
        ----------
        text : str
            As written.
        names : iterable of str
            The choices that it lists, in its order.
        """
        ends = {0}
        for name in names:
            spellings, further = (*self.choices[name].labels.values(), name), set()
            for end in ends:
                for gap in _BETWEEN if end else ("",):
                    for spelling in spellings:
                        if text.startswith(gap + spelling, end):
                            further.add(end + len(gap) + len(spelling))
            ends = further
        return len(text) in ends

    def label(self, name: str) -> str:
        """Return a choice's label, in both languages where they differ.

        Parameters
        ----------
        name : str
            The choice's name.
        """
        labels = self.choices[name].labels
        both = dict.fromkeys((labels.get("id"), labels.get("en")))
        return " / ".join(filter(None, both)) or name

    def suggest(self, text: str) -> str:
        """Return the label of the choice spelled most like a text, or the first labels of the list.

        Parameters
        ----------
        text : str
            As written.
        """
        close = difflib.get_close_matches(key(text), self.known, n=1, cutoff=0.6)
        if close:
            return self.label(self.known[close[0]])
        shown = [self.choices[name].labels.get("id") or name
                 for name in list(self.choices)[:LISTED]]
        return " | ".join([*shown, "…"] if len(self.choices) > LISTED else shown)


def _loose(text: str) -> str:
    """Return a text without the marks between its letters.

    ``kadang-kadang`` is ``kadang kadang``.
    """
    return _MARKS.sub(" ", text)


def _shared(spellings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the one choice of each spelling, leaving out what stands for several."""
    named: dict[str, str | None] = {}
    for text, name in spellings:
        written = key(text)
        named[written] = name if named.get(written, name) == name else None
    return {text: name for text, name in named.items() if name is not None}


#: Units of a question that asks for a number of years.
YEARS = ("years", "year", "tahun")
_UNIT = re.compile(r"(?P<number>[\d.,]+) ?(?P<unit>[^\W\d]+[²³]?)\.?")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")

Reader = Callable[[str, bool], Answer]


def answer(text: str, variable: Variable, *, numeric: bool = False) -> Answer:
    """Return the answer that a cell's text states.

    Parameters
    ----------
    text : str
        As written; empty is no answer.
    variable : Variable
        Its type, choices with labels and aliases, and number format say what an answer may be.
    numeric : bool
        Whether the cell held a number rather than text: then its point is a decimal point, whatever
        the format.

    Returns
    -------
    Answer
        A refused text gives no value, and names a rule and a suggestion.
    """
    return reader(variable)(text, numeric)


def reader(variable: Variable, *, day_first: bool | None = None) -> Reader:
    """Return what reads the texts of a question: it is made once for a whole column.

    Parameters
    ----------
    variable : Variable
        The question.
    day_first : bool, optional
        Whether the day stands before the month in dates such as ``03/04/2019``.

    Returns
    -------
    callable
        Takes a text, and whether the cell held a number; returns its `Answer`.
    """
    spellings = Spellings(variable) if variable.choices else None
    read = _reader(variable, spellings, day_first)
    codes = set(map(key, variable.missing))

    def checked(text: str, numeric: bool = False) -> Answer:
        if not text.strip():
            return NOTHING
        if key(text) in codes or (numeric and key(text.removesuffix(".0")) in codes):
            return Answer(None, "missing_code")
        if spellings is None or spellings.find(text) is None:
            rule = missing(text, choosing=spellings is not None)
            if rule or (rule := no_answer(text)):
                return Answer(None, rule)
        return read(text.strip(), numeric)

    return checked


def _reader(variable: Variable, spellings: Spellings | None, day_first: bool | None) -> Reader:
    if spellings is not None:
        several = {"select_multiple": _several, "rank": _ranked}.get(variable.type, _one)
        return lambda text, numeric: several(text, spellings)
    if variable.type in ("integer", "decimal", "range"):
        return lambda text, numeric: _number(text, variable,
                                             "en" if numeric else variable.number_format or None)
    if variable.type in ("date", "datetime"):
        dated = read_date if variable.type == "date" else read_moment
        return lambda text, numeric: dated(text, day_first)
    if variable.type in ("time", "geopoint"):
        special = read_time if variable.type == "time" else read_place
        return lambda text, numeric: special(text)
    return lambda text, numeric: Answer(text)


def _one(text: str, spellings: Spellings) -> Answer:
    name = spellings.find(text)
    if name is not None:
        return Answer(name, "" if spellings.verbatim.get(text) == name else "spelling")
    name, agrees = spellings.numbered(text)
    if name is not None and agrees:
        return Answer(name, "spelling")
    named = spellings.two(text)
    if len(named) == 1:
        return Answer(named[0], "spelling")
    if named or name is not None:
        return Answer(None, "two_answers", " | ".join(map(spellings.label, named or (name or "",))))
    return Answer(None, "unknown_choice", spellings.suggest(text))


def _several(text: str, spellings: Spellings) -> Answer:
    names, unknown = spellings.several(text)
    if unknown:
        return Answer(None, "unknown_choice", spellings.suggest(unknown))
    return Answer(joined(names, spellings) or None,
                  "" if spellings.is_verbatim(text, names) else "spelling")


def joined(names: list[str], spellings: Spellings) -> str:
    """Return several choices as one text, in the order of the form.

    Parameters
    ----------
    names : list of str
        The choices, in any order.
    spellings : Spellings
        Of the question.
    """
    return " ".join(sorted(set(names), key=spellings.order.__getitem__))


def _ranked(text: str, spellings: Spellings) -> Answer:
    """Return a ranking: its order is the answer."""
    names, unknown = spellings.several(text)
    if unknown:
        return Answer(None, "unknown_choice", spellings.suggest(unknown))
    return Answer(" ".join(dict.fromkeys(names)) or None,
                  "" if spellings.is_verbatim(text, names) else "spelling")


def _number(text: str, variable: Variable, number_format: str | None) -> Answer:
    read = parse_years if variable.unit in YEARS else parse
    try:
        value = read(_without_unit(text, variable), number_format=number_format)
    except NumeralError as error:
        readings = " | ".join(f"{reading:f}" for reading in error.readings)
        return Answer(None, "ambiguous_number" if len(error.readings) > 1 else "not_a_number",
                      readings)
    if variable.type == "decimal":
        return Answer(float(value), "" if str(value) == text else "number")
    if value != int(value):
        return Answer(None, "not_whole")
    return Answer(int(value), "" if str(int(value)) == text else "number")


def _without_unit(text: str, variable: Variable) -> str:
    """Return a number's text without the unit that its question's label names in brackets.

    2,5 km for Jarak (km).
    """
    measured = _UNIT.fullmatch(text)
    unit = measured["unit"].casefold() if measured else ""
    if measured and unit not in YEARS:
        for label in variable.labels.values():
            for named in _IN_BRACKETS.findall(label):
                if named.strip().casefold() == unit:
                    return measured["number"]
    return text
