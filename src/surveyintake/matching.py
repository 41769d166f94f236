"""Which column of a file answers which question."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from surveyintake.answer_file import Raw
from surveyintake.errors import InputError, nearest
from surveyintake.header import plain, suffixes, unnumbered
from surveyintake.instrument import Instrument, Variable

# The questions of a form, found by what a column's header says.

#: A longer header names no question.
LONGEST = 1_000
#: What parts groups from a question.
_SLASH = re.compile("/")
_GROUPS = (_SLASH, re.compile(r"[:.\-](?! )"))
#: What parts a question from its choice: in any header, and in headers without spaces.
_CHOICE, _CHOICE_OF_NAME = re.compile(r"[/:\-]| \["), re.compile(r"[/:\-._$\[]")
_GRID = re.compile(r".*\[(.+)\]\s*", re.DOTALL)


def texts(variable: Variable) -> tuple[str, ...]:
    """Return what a question is called: its name, and its label in each language."""
    return tuple(dict.fromkeys((variable.name, *variable.labels.values())))


def known(instrument: Instrument, headers: Iterable[str] = ()) -> frozenset[str]:
    """Return the `plain` texts of all questions and of a study's own headers, by which `read` finds the header."""
    asked = (text for variable in instrument.variables.values() for text in texts(variable))
    return frozenset(map(plain, (*asked, *headers))) - {""}


class Rank(IntEnum):
    """How well a header names a question, the best first."""

    TOLD = 0
    NAME = 1
    LABEL = 2
    ALIKE = 3
    NUMBERED = 4
    CHOICE = 5
    IN_GROUP = 6
    IN_GRID = 7


class Claim(NamedTuple):
    """What a header names: a question, or one choice of a question with several answers."""

    rank: Rank
    variable: str
    choice: str = ""


class Questions:
    """A form's questions by name, by label in either language, and by what is left of these without their form."""

    def __init__(self, instrument: Instrument) -> None:
        self._variables = instrument.variables
        self._names = frozenset(instrument.variables)
        every = instrument.variables.values()
        self._levels = (
            (Rank.LABEL, str.strip, _index(every, lambda text: text.strip())),
            (Rank.ALIKE, plain, _index(every, plain)),
            (Rank.NUMBERED, _bare, _index(every, _bare)))
        self._choices = {v.name: _choices(v) for v in every if v.type.startswith("select_multiple")}

    def claim(self, header: str) -> Claim | None:
        """Return what a header names; None where it names nothing, or two things equally well."""
        header = header.strip()
        if not header or len(header) > LONGEST:
            return None
        for place, candidate in enumerate(_candidates(header)):
            found = self._whole(candidate) or self._choice(candidate)
            if found:
                return found._replace(rank=Rank.IN_GROUP) if place else found
            if self._is_of_several(candidate):
                return None
        row = _GRID.fullmatch(header)
        found = self._whole(row[1]) if row else None
        return found._replace(rank=Rank.IN_GRID) if found else None

    def named(self, header: str) -> Claim | None:
        """Return the question that a whole header names, groups and choices aside."""
        return self._whole(header.strip())

    def nearest(self, header: str) -> tuple[str, ...]:
        """Return the names of up to three questions whose name or label looks like a header."""
        known = self._levels[1][2]
        last = plain(header[:LONGEST].split("/")[-1])
        close = difflib.get_close_matches(last, known, n=6, cutoff=0.6)
        return tuple(dict.fromkeys(name for text in close for name in sorted(known[text])))[:3]

    def _whole(self, header: str) -> Claim | None:
        if header in self._names:
            return Claim(Rank.NAME, header)
        for rank, form, index in self._levels:
            found = index.get(form(header), ())
            if len(found) == 1:
                return Claim(rank, next(iter(found)))
        return None

    def _choice(self, header: str) -> Claim | None:
        """Return the one choice of a question with several answers that a header names."""
        separators = _CHOICE if " " in header else _CHOICE_OF_NAME
        found = {Claim(Rank.CHOICE, variable, choice) for variable, rest in self._parted(header, separators)
                 for choice in self._choices[variable].get(plain(rest), ())}
        return found.pop() if len(found) == 1 else None

    def _is_of_several(self, header: str) -> bool:
        """Whether a header begins with a question with several answers: then what follows is none of the others."""
        return any(True for _ in self._parted(header, _SLASH))

    def _parted(self, header: str, separators: re.Pattern[str]) -> Iterator[tuple[str, str]]:
        """Yield the question with several answers that a header begins with, and what follows it."""
        for found in separators.finditer(header):
            before = self._whole(header[:found.start()])
            if before and before.variable in self._choices:
                rest = header[found.end():]
                yield before.variable, rest.removesuffix("]") if found[0].endswith("[") else rest


def _bare(text: str) -> str:
    return unnumbered(plain(text))


def _index(variables: Iterable[Variable], form: Callable[[str], str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for variable in variables:
        for text in texts(variable):
            if form(text):
                found.setdefault(form(text), set()).add(variable.name)
    return {text: frozenset(names) for text, names in found.items()}


def _choices(variable: Variable) -> dict[str, frozenset[str]]:
    """Return the choices that each name, label or other spelling, made `plain`, may mean; a name means its own."""
    found: dict[str, set[str]] = {}
    for choice in variable.choices:
        for text in (*choice.labels.values(), *choice.aliases):
            found.setdefault(plain(text), set()).add(choice.name)
    return {text: frozenset(names) for text, names in found.items()} | {
        plain(choice.name): frozenset({choice.name}) for choice in variable.choices}


def _candidates(header: str) -> Iterator[str]:
    """Yield a header, and what is left of it after each separator of groups; slashes come first."""
    yield header
    for separators in _GROUPS:
        for found in separators.finditer(header):
            if header[found.end():].strip():
                yield header[found.end():].strip()


# Columns that collection tools add of their own accord: they answer no question.

#: By `plain` header: KoboToolbox, ODK Central, SurveyCTO; Google Forms in English and Indonesian; pandas.
NAMES = frozenset({
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by", "_tags", "_index",
    "_parent_index", "_parent_table_name", "_geolocation", "_attachments", "_xform_id_string", "_bamboo_dataset_id",
    "_submission_date", "_date_modified", "_media_count", "_total_media", "_duration", "__version", "__version__",
    "_version_", "_version", "formhub/uuid", "formhub-uuid", "formhub.uuid", "meta/instanceid", "meta-instanceid",
    "meta.instanceid", "meta/rootuuid", "meta-rootuuid", "meta.rootuuid", "meta/instancename", "meta-instancename",
    "meta/deprecatedid", "meta/audit", "meta-audit", "instanceid", "instancename", "rootuuid", "start", "end", "today",
    "deviceid", "device_id", "username", "simserial", "subscriberid", "audit", "starttime", "endtime", "key",
    "parent_key", "submissiondate", "completiondate", "submitterid", "submittername", "attachmentspresent",
    "attachmentsexpected", "reviewstate", "edits", "formversion", "formdef_version", "caseid",
    "timestamp", "cap waktu", "stempel waktu", "email address", "alamat email", "nama pengguna",
    "total score", "skor total", "untitled", "__index_level_0__"})
_PATTERNS = re.compile(r"_submission__\w+|_?_?version_*\d*|unnamed: \d+(_level_\d+)?|set-of-.+"
                       r"|_?geolocation_(latitude|longitude|altitude|precision)")
_PART_OF_A_PLACE = re.compile(r"(?:.+/(?=_))?_?(.+)[_\-](latitude|longitude|altitude|precision|accuracy)|(.+)_url")


def adds(header: str) -> bool:
    """Whether a tool adds a column of this header to every table.

    Examples
    --------
    >>> adds("_submission_time"), adds("Cap waktu"), adds("Usia")
    (True, True, False)
    """
    name = plain(header)
    return name in NAMES or bool(_PATTERNS.fullmatch(name))


def whole(header: str) -> str:
    """Return the place or picture that a column is a part of, as tools split them, or nothing.

    Examples
    --------
    >>> whole("_home_latitude"), whole("identity/_home_latitude"), whole("photo_URL"), whole("sex")
    ('home', 'home', 'photo', '')
    """
    found = _PART_OF_A_PLACE.fullmatch(plain(header))
    return (found[1] or found[3]) if found else ""


#: Of more unmatched columns than this the file is another's, and the nearest questions of the rest are not sought.
MOST_NEAREST = 100


@dataclass(frozen=True)
class Matching:
    """Which column answers which question, and what became of the others.

    Attributes
    ----------
    columns : mapping of str to str
        The file's column of each variable that has one, in the form's order.
    chosen : mapping of str to mapping of str to str
        The 0/1 column of each choice of a question with several answers; it may stand beside `columns`.
    unmatched : mapping of str to tuple of str
        Columns that match nothing, or something that another column names better, each with up to three names of
        variables near to it.
    twice : mapping of str to tuple of str
        Variables that several columns of different content claim equally well: none of them is taken.
    ignored : tuple of str
        Columns that collection tools add, and empty or identical doubles of a column that was taken.
    absent : tuple of str
        Variables without any column, `twice` aside.
    """

    columns: Mapping[str, str]
    chosen: Mapping[str, Mapping[str, str]]
    unmatched: Mapping[str, tuple[str, ...]]
    twice: Mapping[str, tuple[str, ...]]
    ignored: tuple[str, ...]
    absent: tuple[str, ...]


def match(raw: Raw, instrument: Instrument, columns: Mapping[str, str] | None = None) -> Matching:
    """Return which column answers which question.

    Parameters
    ----------
    raw : Raw
        A file's answers.
    instrument : Instrument
        The questions. A column is known by name, by label in either language, or by either without its number, its
        groups or its marks at the end; by a second name (`Raw.also`) too. A label that two questions share names
        neither.
    columns : mapping of str to str, optional
        The study's own map: header to variable, or to ``variable/choice``. It goes before everything else.

    Raises
    ------
    InputError
        No column is one of the questionnaire's, or the map names an unknown header or variable.
    """
    questions = Questions(instrument)
    claims = {column: _claim(raw, column, questions) for column in raw.cells.columns}
    claims |= _told(raw, instrument, columns or {})
    settled = _Settled(raw)
    for target, ranks in _by_target(claims).items():
        settled.settle(target, ranks)
    if not any(claims.values()):
        raise InputError("no column is one of the questionnaire's", where=raw.file,
                         expected=nearest(raw.header(str(raw.cells.columns[0])), instrument.variables),
                         fix="name the columns as the form does, or say in [columns] which is which")
    return _matching(raw, instrument, questions, settled, [column for column, claim in claims.items() if not claim])


def _claim(raw: Raw, column: str, questions: Questions) -> Claim | None:
    """Return what a column's header or second name says; the better of the two."""
    found = [claim for text in (raw.header(column), raw.also.get(column, "")) if (claim := questions.claim(text))]
    return min(found, key=lambda claim: claim.rank, default=None)


def _by_target(claims: Mapping[str, Claim | None]) -> dict[tuple[str, str], dict[str, Rank]]:
    """Return the columns that claim each question or choice, and how well they name it."""
    found: dict[tuple[str, str], dict[str, Rank]] = {}
    for column, claim in claims.items():
        if claim:
            found.setdefault((claim.variable, claim.choice), {})[column] = claim.rank
    return found


def _told(raw: Raw, instrument: Instrument, columns: Mapping[str, str]) -> dict[str, Claim | None]:
    """Return what the study's own map says of columns."""
    told: dict[str, Claim | None] = {}
    headers = {column: raw.header(column) for column in raw.cells.columns}
    for header, name in columns.items():
        found = [c for c, text in headers.items() if header in (c, text)] or [
            c for c, text in headers.items() if plain(text) == plain(header)]
        if not found:
            raise InputError(f"no column {header!r}", where=f"{raw.file}, [columns]",
                             expected=nearest(header, headers.values()))
        told |= dict.fromkeys(found, _claimed(instrument, name, f"[columns], {header!r}"))
    return told


def _claimed(instrument: Instrument, name: str, where: str) -> Claim:
    """Return the claim of a variable, or of one choice of it, that the map names."""
    variable, _, choice = name.partition("/")
    asked = instrument.variables.get(variable)
    if asked is None or (choice and choice not in [one.name for one in asked.choices]):
        raise InputError(f"no variable {name!r}", where=where, expected=nearest(name, instrument.variables))
    return Claim(Rank.TOLD, variable, choice)


class _Settled:
    """Which column each question got."""

    def __init__(self, raw: Raw) -> None:
        self.taken: dict[tuple[str, str], str] = {}
        self.beaten: dict[str, str] = {}
        self.doubles: list[str] = []
        self.twice: dict[str, tuple[str, ...]] = {}
        self._cells = raw.cells

    def settle(self, target: tuple[str, str], ranks: Mapping[str, Rank]) -> None:
        """Give a question, or a choice of one, the column that names it best, if one does."""
        best = [column for column, rank in ranks.items() if rank == min(ranks.values())]
        filled = [column for column in best if (self._cells[column] != "").any()] or best[:1]
        first = filled[0]
        if not all(self._cells[column].equals(self._cells[first]) for column in filled):
            self.twice[target[0]] = (*self.twice.get(target[0], ()), *filled)
        else:
            self.taken[target] = first
        for column in ranks:
            if column != first and column not in self.twice.get(target[0], ()):
                self._set_aside(column, first, target[0])

    def _set_aside(self, column: str, first: str, variable: str) -> None:
        if self._cells[column].equals(self._cells[first]) or not (self._cells[column] != "").any():
            self.doubles.append(column)
        else:
            self.beaten[column] = variable


def _matching(raw: Raw, instrument: Instrument, questions: Questions, settled: _Settled,
              others: Iterable[str]) -> Matching:
    ignored = [column for column in others if _is_a_tools(raw.header(column), instrument, questions)]
    strange = [column for column in others if column not in ignored]
    unmatched = {column: questions.nearest(raw.header(column)) if place < MOST_NEAREST else ()
                 for place, column in enumerate(strange)} | {c: (name,) for c, name in settled.beaten.items()}
    columns, chosen = _in_order(settled, instrument)
    found = {*columns, *chosen, *settled.twice}
    order = {column: place for place, column in enumerate(raw.cells.columns)}
    return Matching(columns, chosen, dict(sorted(unmatched.items(), key=lambda one: order[one[0]])), settled.twice,
                    tuple(sorted((*ignored, *settled.doubles), key=order.__getitem__)),
                    tuple(name for name in instrument.variables if name not in found))


def _in_order(settled: _Settled, instrument: Instrument) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the columns of questions and of choices in the form's order; of choices claimed twice, none."""
    columns, chosen = {}, {}
    for name, variable in instrument.variables.items():
        if (name, "") in settled.taken:
            columns[name] = settled.taken[name, ""]
        own = {c.name: settled.taken[name, c.name] for c in variable.choices if (name, c.name) in settled.taken}
        if own and not any(choice for target, choice in settled.taken if target == name and name in settled.twice):
            chosen[name] = own
    return columns, chosen


def _is_a_tools(header: str, instrument: Instrument, questions: Questions) -> bool:
    """Whether a tool adds the column of itself, or as a part of a place or picture that is asked for."""
    bare = whole(header)
    return adds(header) or header.split("/")[-1] in instrument.silent or any(
        questions.named(part) for part in (bare, *suffixes(bare)) if part)
