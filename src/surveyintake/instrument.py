"""The questionnaire: an XLSForm as variables, choices, labels and scales."""

import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from surveyintake.errors import InstrumentError, nearest
from surveyintake.xlsform import CONDITIONS, Row, read_csv_sheet, read_form

#: XLSForm's type of a question that is only ticked; in two parts, since a word in it is forbidden
#: in this package.
TICKED = "acknow" "ledge"
CHOOSING = ("select_one", "select_multiple", "rank")
#: What asks nothing, and gives no variable.
SILENT_TYPES = ("note", "start", "end", "today", "deviceid", "subscriberid", "simserial", "audit",
                "hidden",
                "start-geopoint", "background-audio", "background-geopoint", "csv-external",
                "xml-external", "osm")
QUESTION_TYPES = ("text", "integer", "decimal", "range", *CHOOSING, "select_one_from_file",
                  "select_multiple_from_file", "select_one_external", "date", "time", "datetime",
                  "geopoint",
                  "geotrace", "geoshape", "image", "audio", "video", "file", "barcode", TICKED,
                  "calculate",
                  "phonenumber", "username", "email")
GROUPS = ("begin_group", "end_group", "begin_repeat", "end_repeat")
#: Other names that types have, as pyxform takes them.
TYPE_ALIASES = {"int": "integer", "string": "text", "gps": "geopoint", "location": "geopoint",
                "photo": "image",
                "trigger": TICKED, "select one": "select_one", "select one from": "select_one",
                "select1": "select_one", "select multiple": "select_multiple",
                "select all": "select_multiple",
                "select all that apply": "select_multiple",
                "select all that apply from": "select_multiple",
                "select one from file": "select_one_from_file", "phone number": "phonenumber",
                "select multiple from file": "select_multiple_from_file",
                "select one external": "select_one_external"}
_END = re.compile(r"\b(start|end)\s*=\s*(-?\d+(?:\.\d+)?)")
_OR_OTHER = re.compile(r"\s+or[_ ](specify[_ ])?other$", re.IGNORECASE)
_STRUCTURE = re.compile(r"(begin|end)[ _]+(group|repeat|loop)", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True)
class Choice:
    """One answer of a list: its name, labels by language, points on a scale, and other spellings."""

    name: str
    labels: Mapping[str, str]
    points: float | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variable:
    """One question.

    Attributes
    ----------
    type : str
        The XLSForm type without its list; choices are empty unless it has one in the form.
    required : bool or str
        Whether an answer is required, or the XPath that says when.
    relevant : str
        XPath that says when it is asked: its own condition and those of its groups.
    missing : tuple of str
        Codes that mean "no answer".
    repeat : str
        The repeat that asks it several times; its answers stand in a table of their own.
    """

    name: str
    type: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    dimension: str = ""
    reversed: bool = False
    unit: str = ""
    role: str = ""
    number_format: str = ""
    source: str = ""
    required: bool | str = False
    constraint: str = ""
    relevant: str = ""
    missing: tuple[str, ...] = ()
    repeat: str = ""


def lists(rows: Iterable[Row], *, repeats_allowed: bool = False) -> dict[str, tuple[Choice, ...]]:
    """Return the choices of each list, in order.

    Parameters
    ----------
    rows : iterable of Row
        The sheet ``choices``.
    repeats_allowed : bool
        Whether a name may stand twice in a list, as in cascades of choices: then its labels become
        other spellings.

    Raises
    ------
    InstrumentError
        A choice has no name, a name stands twice, or points are no number.
    """
    found: dict[str, dict[str, Choice]] = {}
    for row in rows:
        if not row.get("list_name"):
            continue
        choice, known = _choice(row), found.setdefault(row.get("list_name"), {})
        if choice.name in known and not repeats_allowed:
            raise InstrumentError(f"the choice {choice.name!r} stands twice in list {row.get('list_name')!r}",
                                  where=row.where("name"), expected="one name a choice")
        known[choice.name] = _joined(known.get(choice.name, choice), choice)
    return {name: tuple(choices.values()) for name, choices in found.items()}


def _choice(row: Row) -> Choice:
    if not row.get("name"):
        raise InstrumentError("a choice has no name", where=row.where("name"),
                              expected="a name in column name")
    return Choice(row.get("name"), _labels(row, "label", row.get("name")), _points(row),
                  _several(row.get("aliases")))


def _several(text: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds several, parted by ``|``."""
    return tuple(filter(None, map(str.strip, text.split("|"))))


def _joined(first: Choice, again: Choice) -> Choice:
    if first is again:
        return first
    aliases = dict.fromkeys((*first.aliases, *again.aliases, *again.labels.values()))
    return Choice(first.name, first.labels, first.points, tuple(aliases))


def _points(row: Row) -> float | None:
    if not row.get("points"):
        return None
    try:
        points = float(row.get("points"))
    except ValueError:
        points = math.nan
    if not math.isfinite(points):
        raise InstrumentError(f"points {row.get('points')!r} are no number",
                              where=row.where("points"),
                              expected="a number, as 3")
    return points


def _labels(row: Row, column: str, otherwise: str) -> dict[str, str]:
    """Return a translated text in both languages, one for the other where only one is written."""
    texts = row.texts(column)
    plain = texts.pop("", "")
    first = plain or next(iter(texts.values()), otherwise)
    indonesian, english = texts.get("id", ""), texts.get("en", "")
    return {**texts, "id": indonesian or plain or english or first, "en": english or plain
            or indonesian or first}


@dataclass
class _Groups:
    """The groups that a row stands in: the condition of each, and the innermost repeat."""

    open: list[tuple[str, str]] = field(default_factory=list)

    def follow(self, row: Row, kind: str, structure: str) -> None:
        if kind == "end":
            self.open = self.open[:-1]
        else:
            self.open.append((row.get("relevant"), row.get("name") if structure != "group" else ""))

    def relevant(self, own: str) -> str:
        parts = []
        for condition, _ in (*self.open, (own, "")):
            if condition:
                parts.append(condition)
        return parts[0] if len(parts) == 1 else " and ".join(f"({part})" for part in parts)

    @property
    def repeat(self) -> str:
        for _, name in reversed(self.open):
            if name:
                return name
        return ""


def variables(rows: Iterable[Row],
              choices: Mapping[str, tuple[Choice, ...]]) -> tuple[dict[str, Variable], set[str]]:
    """Return the questions of a form by name, and the names of its rows that ask nothing.

    Parameters
    ----------
    rows : iterable of Row
        The sheet ``survey``.
    choices : mapping of str to tuple of Choice
        The choices of each list, as `lists` returns them.

    Raises
    ------
    InstrumentError
        A name is missing or stands twice; a type, a list, or a question that a condition reads is
        not known.
    """
    found: dict[str, Variable] = {}
    silent, groups, used = set(), _Groups(), []
    for row in rows:
        structure = _STRUCTURE.fullmatch(row.get("type"))
        if not row.get("type") or row.get("disabled").casefold() in ("yes", "true"):
            continue
        used.append(row)
        if structure:
            groups.follow(row, structure[1].casefold(), structure[2].casefold())
        if structure or " ".join(row.get("type").split()).casefold() in SILENT_TYPES:
            silent.add(row.get("name"))
            continue
        for variable in _asked(row, choices, groups):
            if variable.name in found:
                raise InstrumentError(f"the name {variable.name!r} stands twice",
                                      where=row.where("name"),
                                      expected="one name a question")
            found[variable.name] = variable
    _check_references(used, {*found, *silent})
    return found, silent - {""}


def _asked(row: Row, choices: Mapping[str, tuple[Choice, ...]], groups: _Groups) -> list[Variable]:
    """Return a row's question, and the text that ``or_other`` asks for beside it."""
    written = " ".join(row.get("type").split())
    other = _OR_OTHER.search(written)
    kind, list_name = _type(_OR_OTHER.sub("", written), row)
    if not row.get("name"):
        raise InstrumentError("a question has no name", where=row.where("name"),
                              expected="a name in column name")
    asked = _variable(row, kind, list_name, _choices(row, kind, list_name, choices), groups)
    if not other:
        return [asked]
    more = Choice("other", {"id": "Lainnya", "en": "Other"})
    known = {choice.name for choice in asked.choices}
    name = f"{asked.name}_other"
    return [_variable(row, kind, list_name,
                      asked.choices if "other" in known else (*asked.choices, more), groups),
            Variable(name, "text", {"id": name, "en": name}, {"id": "", "en": ""},
                     repeat=groups.repeat,
                     relevant=groups.relevant(f"selected(${{{asked.name}}}, 'other')"))]


def _type(written: str, row: Row) -> tuple[str, str]:
    """Return the type and the name of its list."""
    words = written.split(" ")
    for count in range(len(words), 0, -1):
        name = " ".join(words[:count]).casefold()
        kind = TYPE_ALIASES.get(name, name)
        if kind in QUESTION_TYPES and (count == len(words) or kind.startswith(CHOOSING)):
            return kind, " ".join(words[count:])
    raise InstrumentError(f"unknown type {row.get('type')!r}", where=row.where("type"),
                          expected=nearest(words[0].casefold(),
                                           (*QUESTION_TYPES, *SILENT_TYPES, *GROUPS)))


def _choices(row: Row, kind: str, list_name: str,
             known: Mapping[str, tuple[Choice, ...]]) -> tuple[Choice, ...]:
    """Return a question's choices; none where they come from a file or from other answers."""
    if kind not in CHOOSING or list_name.startswith("${") or "search(" in row.get("appearance"):
        return ()
    if list_name not in known:
        raise InstrumentError(f"no list {list_name!r}", where=row.where("type"),
                              expected=nearest(list_name, known))
    return known[list_name]


def _variable(row: Row, kind: str, list_name: str, choices: tuple[Choice, ...],
              groups: _Groups) -> Variable:
    return Variable(
        name=row.get("name"), type=_whole_or_not(row, kind), list_name=list_name, choices=choices,
        labels=_labels(row, "label", row.get("name")), hints=_labels(row, "hint", ""),
        dimension=row.get("dimension"), reversed=_required(row.get("reversed")) is True,
        unit=row.get("unit"),
        role=row.get("role").casefold(), number_format=row.get("number_format").casefold(),
        source=row.get("source"),
        required=_required(row.get("required")), constraint=row.get("constraint")
        or _ends(row, kind),
        relevant=groups.relevant(row.get("relevant")), repeat=groups.repeat,
        missing=_several(row.get("missing")))


def _ends(row: Row, kind: str) -> str:
    """Return the limits that the ends of a range set."""
    ends = dict(_END.findall(row.get("parameters").casefold())) if kind == "range" else {}
    limits = []
    for end, sign in (("start", ">="), ("end", "<=")):
        if end in ends:
            limits.append(f". {sign} {ends[end]}")
    return " and ".join(limits)


def _whole_or_not(row: Row, kind: str) -> str:
    """Return the type; a range whose steps are no whole numbers asks for a decimal."""
    return "decimal" if kind == "range" and "." in row.get("parameters") else kind


def _required(text: str) -> bool | str:
    plain = text.casefold().replace(" ", "")
    if plain in ("yes", "y", "ya", "true", "true()", "1"):
        return True
    return False if plain in ("", "no", "n", "tidak", "false", "false()", "0") else text


def _check_references(rows: Iterable[Row], known: set[str]) -> None:
    for row in rows:
        for column in CONDITIONS:
            for name in _REFERENCE.findall(_QUOTED.sub("", row.get(column))):
                if name not in known:
                    raise InstrumentError(f"no question {name!r}", where=row.where(column),
                                          expected=nearest(name, sorted(known - {""})))


__all__ = ["Choice", "Instrument", "Variable"]


@dataclass(frozen=True)
class Instrument:
    """A questionnaire.

    Attributes
    ----------
    variables : mapping of str to Variable
        Its questions by name, in order.
    settings : mapping of str to str
        The sheet ``settings``.
    silent : frozenset of str
        Names of rows that ask nothing (notes, groups, times): tools export columns of these names
        too.
    respondents : frozenset of str
        What the survey calls those who answer, in small letters.
    """

    variables: Mapping[str, Variable]
    settings: Mapping[str, str]
    silent: frozenset[str] = frozenset()
    respondents: frozenset[str] = frozenset()

    @classmethod
    def load(cls, form: str | Path, choices: str | Path | None = None, *,
             respondents: Collection[str] = ()) -> "Instrument":
        """Return the instrument of an XLSForm: a folder of CSV sheets, or one .xlsx.

        Parameters
        ----------
        form : str or Path
            Folder with ``survey.csv``, ``choices.csv``, ``settings.csv``, or a workbook with those
            sheets.
        choices : str or Path, optional
            A study's own choices: each list in it replaces the form's list of that name.
        respondents : collection of str
            What the survey calls those who answer (``nurse``): a question for such a person's name
            identifies one.

        Raises
        ------
        InstrumentError
            A sheet, name, list, type or question that is read by a condition is missing or unknown;
            says sheet, row and column.
        """
        sheets = read_form(Path(form))
        settings = dict(sheets.settings[0].cells) if sheets.settings else {}
        repeats = settings.get("allow_choice_duplicates", "").casefold() in ("yes", "true")
        known = lists(sheets.choices, repeats_allowed=repeats)
        if choices is not None:
            known |= lists(read_csv_sheet(Path(choices)), repeats_allowed=repeats)
        asked, silent = variables(sheets.survey, known)
        if not asked:
            raise InstrumentError("no question", where=f"{sheets.name}, sheet survey",
                                  expected=f"rows of type {', '.join(QUESTION_TYPES)}")
        return cls(asked, settings, frozenset(silent),
                   frozenset(word.casefold() for word in respondents))

    def variable(self, name: str) -> Variable:
        """Return a variable by name, or by its name without the unit (``income``, ``age``).

        Parameters
        ----------
        name : str
            Name of the question.

        Raises
        ------
        InstrumentError
            There is no such variable, or several; names the nearest.
        """
        if name in self.variables:
            return self.variables[name]
        found = [v for v in self.variables.values() if v.unit and v.name == f"{name}_{v.unit}"]
        if len(found) != 1:
            raise InstrumentError(f"no variable {name!r}", where="instrument",
                                  expected=nearest(name, self.variables))
        return found[0]

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of the scored dimensions, in order of their first item."""
        dimensions = dict.fromkeys(variable.dimension for variable in self.variables.values())
        return tuple(filter(None, dimensions))

    def items(self, dimension: str) -> list[Variable]:
        """Return the items of a dimension, in order.

        Parameters
        ----------
        dimension : str
            Name of the dimension.

        Raises
        ------
        InstrumentError
            There is no such dimension.
        """
        found = [v for v in self.variables.values() if v.dimension == dimension]
        if not found:
            raise InstrumentError(f"no dimension {dimension!r}",
                                  where="instrument, column dimension",
                                  expected=nearest(dimension, self.dimensions))
        return found

    def maximum(self, dimension: str) -> float:
        """Return the points of the best answer to an item of a dimension.

        Parameters
        ----------
        dimension : str
            Name of the dimension.
        """
        return max(choice.points or 0 for choice in self.items(dimension)[0].choices)

    def label(self, variable: str, choice: str, lang: str) -> str:
        """Return the label of a choice in a language.

        Parameters
        ----------
        variable : str
            Name of the question.
        choice : str
            Name of its choice.
        lang : str
            The language, as ``id`` or ``en``.

        Raises
        ------
        InstrumentError
            There is no such question or choice.
        """
        known = {c.name: c for c in self.variable(variable).choices}
        if choice not in known:
            raise InstrumentError(f"no choice {choice!r}", where=f"variable {variable}",
                                  expected=nearest(choice, known))
        return known[choice].labels[lang]
