"""Which column of a file answers which question."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from surveyintake.answer_file import Raw
from surveyintake.errors import InputError, nearest
from surveyintake.header import plain, suffixes, unnumbered
from surveyintake.instrument import Instrument, Variable

# The questions of a form, by what a column's header says.

#: A longer header names no question.
LONGEST = 1_000
#: What parts groups from a question.
_SLASH = re.compile("/")
_GROUPS = (_SLASH, re.compile(r"[:.\-](?! )"))
#: What parts a question from its choice: in any header, and in headers without spaces.
_CHOICE, _CHOICE_OF_NAME = re.compile(r"[/:\-]| \["), re.compile(r"[/:\-._$\[]")
_GRID = re.compile(r".*\[(.+)\]\s*", re.DOTALL)


def texts(variable: Variable) -> tuple[str, ...]:
    """Return what a question is called: its name, and its label in each language.

    Parameters
    ----------
    variable : Variable
        The question.
    """
    return tuple(dict.fromkeys((variable.name, *variable.labels.values())))


def known(instrument: Instrument, headers: Iterable[str] = ()) -> frozenset[str]:
    """Return what headers may say, made `plain`: by these texts `read` finds the header.

    Parameters
    ----------
    instrument : Instrument
        Its questions' names and labels count.
    headers : iterable of str
        Headers of one's own.
    """
    plain_texts = set(map(plain, headers))
    for variable in instrument.variables.values():
        plain_texts.update(map(plain, texts(variable)))
    return frozenset(plain_texts - {""})


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


def _bare(text: str) -> str:
    return unnumbered(plain(text))


class Questions:
    """A form's questions by name, by label in any language, and by these without marks or numbers.

    Parameters
    ----------
    instrument : Instrument
        The form.
    """

    _LEVELS = ((Rank.LABEL, str.strip), (Rank.ALIKE, plain), (Rank.NUMBERED, _bare))

    def __init__(self, instrument: Instrument) -> None:
        self._names = frozenset(instrument.variables)
        self._named_by: dict[Rank, dict[str, set[str]]] = {
            rank: defaultdict(set) for rank, _ in self._LEVELS}
        self._choices: dict[str, dict[str, set[str]]] = {}
        for variable in instrument.variables.values():
            for rank, form in self._LEVELS:
                for text in texts(variable):
                    self._named_by[rank][form(text)].add(variable.name)
            if variable.type.startswith("select_multiple"):
                self._choices[variable.name] = _choices(variable)
        for index in self._named_by.values():
            index.pop("", None)

    def claim(self, header: str) -> Claim | None:
        """Return what a header names; None where it names nothing, or two things equally well.

        Parameters
        ----------
        header : str
            As written.
        """
        header = header.strip()
        if not header or len(header) > LONGEST:
            return None
        for place, candidate in enumerate(_candidates(header)):
            claim = self.named(candidate) or self._choice(candidate)
            if claim:
                return claim._replace(rank=Rank.IN_GROUP) if place else claim
            if next(self._parted(candidate, _SLASH), None):
                return None  # a question with several answers: what follows is none of the others
        row = _GRID.fullmatch(header)
        claim = self.named(row[1]) if row else None
        return claim._replace(rank=Rank.IN_GRID) if claim else None

    def named(self, header: str) -> Claim | None:
        """Return the question that a whole header names, groups and choices aside.

        Parameters
        ----------
        header : str
            As written, without spaces around it.
        """
        if header in self._names:
            return Claim(Rank.NAME, header)
        for rank, form in self._LEVELS:
            names = self._named_by[rank].get(form(header), set())
            if len(names) == 1:
                return Claim(rank, *names)
        return None

    def nearest(self, header: str) -> tuple[str, ...]:
        """Return the names of up to three questions whose name or label looks like a header.

        Parameters
        ----------
        header : str
            As written.
        """
        index = self._named_by[Rank.ALIKE]
        last = plain(header[:LONGEST].split("/")[-1])
        names: dict[str, None] = {}
        for text in difflib.get_close_matches(last, index, n=6, cutoff=0.6):
            names.update(dict.fromkeys(sorted(index[text])))
        return tuple(names)[:3]

    def _choice(self, header: str) -> Claim | None:
        """Return the one choice of a question with several answers that a header names."""
        claims = set()
        for variable, rest in self._parted(header, _CHOICE if " " in header else _CHOICE_OF_NAME):
            for choice in self._choices[variable].get(plain(rest), ()):
                claims.add(Claim(Rank.CHOICE, variable, choice))
        return claims.pop() if len(claims) == 1 else None

    def _parted(self, header: str, separators: re.Pattern[str]) -> Iterator[tuple[str, str]]:
        """Yield each question with several answers that a header begins with, and what follows."""
        for mark in separators.finditer(header):
            before = self.named(header[:mark.start()].strip())
            if before and before.variable in self._choices:
                rest = header[mark.end():]
                yield before.variable, rest.removesuffix("]") if mark[0].endswith("[") else rest


def _choices(variable: Variable) -> dict[str, set[str]]:
    """Return the choices that each name, label or other spelling, made `plain`, may mean.

    A name means its own choice only.
    """
    meant: dict[str, set[str]] = defaultdict(set)
    for choice in variable.choices:
        for text in (*choice.labels.values(), *choice.aliases):
            meant[plain(text)].add(choice.name)
    for choice in variable.choices:
        meant[plain(choice.name)] = {choice.name}
    return meant


def _candidates(header: str) -> Iterator[str]:
    """Yield a header, and what is left of it after each separator of groups; slashes come first."""
    yield header
    for separators in _GROUPS:
        for mark in separators.finditer(header):
            rest = header[mark.end():].strip()
            if rest:
                yield rest


# Columns that collection tools add of their own accord: they answer no question.

#: By `plain` header: KoboToolbox, ODK Central, SurveyCTO; Google Forms in English and Indonesian;
#: pandas.
NAMES = frozenset({
    "_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by",
    "_tags", "_index",
    "_parent_index", "_parent_table_name", "_geolocation", "_attachments", "_xform_id_string",
    "_bamboo_dataset_id",
    "_submission_date", "_date_modified", "_media_count", "_total_media", "_duration", "__version",
    "__version__",
    "_version_", "_version", "formhub/uuid", "formhub-uuid", "formhub.uuid", "meta/instanceid",
    "meta-instanceid",
    "meta.instanceid", "meta/rootuuid", "meta-rootuuid", "meta.rootuuid", "meta/instancename",
    "meta-instancename",
    "meta/deprecatedid", "meta/audit", "meta-audit", "instanceid", "instancename", "rootuuid",
    "start", "end", "today",
    "deviceid", "device_id", "username", "simserial", "subscriberid", "audit", "starttime",
    "endtime", "key",
    "parent_key", "submissiondate", "completiondate", "submitterid", "submittername",
    "attachmentspresent",
    "attachmentsexpected", "reviewstate", "edits", "formversion", "formdef_version", "caseid",
    "timestamp", "cap waktu", "stempel waktu", "email address", "alamat email", "nama pengguna",
    "total score", "skor total", "untitled", "__index_level_0__"})
_PATTERNS = re.compile(r"_submission__\w+|_?_?version_*\d*|unnamed: \d+(_level_\d+)?|set-of-.+"
                       r"|_?geolocation_(latitude|longitude|altitude|precision)")
_PART_OF_A_PLACE = re.compile(
    r"(?:.+/(?=_))?_?(.+)[_\-](latitude|longitude|altitude|precision|accuracy)|(.+)_url")


def adds(header: str) -> bool:
    """Whether a tool adds a column of this header to every table.

    Parameters
    ----------
    header : str
        As written.

    Examples
    --------
    >>> adds("_submission_time"), adds("Cap waktu"), adds("Usia")
    (True, True, False)
    """
    name = plain(header)
    return name in NAMES or bool(_PATTERNS.fullmatch(name))


def whole(header: str) -> str:
    """Return the place or picture that a column is a part of, as tools split them, or nothing.

    Parameters
    ----------
    header : str
        As written.

    Examples
    --------
    >>> whole("_home_latitude"), whole("identity/_home_latitude"), whole("photo_URL"), whole("sex")
    ('home', 'home', 'photo', '')
    """
    part = _PART_OF_A_PLACE.fullmatch(plain(header))
    return (part[1] or part[3]) if part else ""


#: Of more unmatched columns than this the file is another's, and the nearest questions of the rest
#: are not sought.
MOST_NEAREST = 100


@dataclass(frozen=True)
class Matching:
    """Which column answers which question, and what became of the others.

    Attributes
    ----------
    columns : mapping of str to str
        The file's column of each variable that has one, in the form's order.
    chosen : mapping of str to mapping of str to str
        The 0/1 column of each choice of a question with several answers; it may stand beside
        `columns`.
    unmatched : mapping of str to tuple of str
        Columns that match nothing, or something that another column names better, each with up to
        three names of variables near to it.
    twice : mapping of str to tuple of str
        Variables that several columns of different content claim equally well: none of them is
        taken.
    ignored : tuple of str
        Columns that collection tools add, and empty or identical doubles of a column that was
        taken.
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
        The questions. A column is known by name, by label in any language, or by either without its
        number, its groups or its marks at the end; by a second name (`Raw.also`) too. A label that
        two questions share names neither.
    columns : mapping of str to str, optional
        Header to variable, or to ``variable/choice``. It goes before everything else.

    Raises
    ------
    InputError
        No column is one of the questionnaire's, or `columns` names an unknown header or variable.
    """
    questions = Questions(instrument)
    claims: dict[str, Claim] = {}
    for column in raw.cells.columns:
        for text in (raw.header(column), raw.also.get(column, "")):
            claim = questions.claim(text)
            if claim and (column not in claims or claim.rank < claims[column].rank):
                claims[column] = claim
    for header, name in (columns or {}).items():
        claim = _mapped(instrument, name, f"[columns], {header!r}")
        claims.update(dict.fromkeys(_under(raw, header), claim))
    if not claims:
        raise InputError("no column is one of the questionnaire's", where=raw.file,
                         expected=nearest(raw.header(str(raw.cells.columns[0])),
                                          instrument.variables),
                         fix="name the columns as the form does, or say which is which in columns")
    return _settled(raw, instrument, questions, claims)


def _under(raw: Raw, header: str) -> list[str]:
    """Return the columns under a header of the caller's own map: as written, else spelled alike."""
    headers = {column: raw.header(column) for column in raw.cells.columns}
    exact = [column for column, text in headers.items() if header in (column, text)]
    alike = exact or [column for column, text in headers.items() if plain(text) == plain(header)]
    if not alike:
        raise InputError(f"no column {header!r}", where=f"{raw.file}, [columns]",
                         expected=nearest(header, headers.values()))
    return alike


def _mapped(instrument: Instrument, name: str, where: str) -> Claim:
    """Return the claim of a variable, or of one choice of it, that the map names."""
    variable, _, choice = name.partition("/")
    asked = instrument.variables.get(variable)
    if asked is None or (choice and choice not in [one.name for one in asked.choices]):
        raise InputError(f"no variable {name!r}", where=where,
                         expected=nearest(name, instrument.variables))
    return Claim(Rank.TOLD, variable, choice)


def _settled(raw: Raw, instrument: Instrument, questions: Questions,
             claims: Mapping[str, Claim]) -> Matching:
    """Return the matching: each question, or choice of one, gets the column that names it best."""
    cells, targets = raw.cells, defaultdict[tuple[str, str], dict[str, Rank]](dict)
    for column in cells.columns:
        if column in claims:
            claim = claims[column]
            targets[claim.variable, claim.choice][column] = claim.rank
    taken: dict[tuple[str, str], str] = {}
    unmatched: dict[str, tuple[str, ...]] = {}
    doubles, twice = set(), dict[str, tuple[str, ...]]()
    for target, ranks in targets.items():
        best = [column for column, rank in ranks.items() if rank == min(ranks.values())]
        filled = [column for column in best if (cells[column] != "").any()] or best[:1]
        first, variable = filled[0], target[0]
        if all(cells[column].equals(cells[first]) for column in filled):
            taken[target] = first
        else:
            twice[variable] = (*twice.get(variable, ()), *filled)
        for column in ranks:
            if column == first or column in twice.get(variable, ()):
                continue
            if cells[column].equals(cells[first]) or not (cells[column] != "").any():
                doubles.add(column)
            else:
                unmatched[column] = (variable,)
    strange = 0
    for column in cells.columns:
        if column not in claims and _is_a_tools(raw.header(column), instrument, questions):
            doubles.add(column)
        elif column not in claims:
            near = questions.nearest(raw.header(column)) if strange < MOST_NEAREST else ()
            unmatched[column] = near
            strange += 1
    columns, chosen = _in_order(taken, twice, instrument)
    answered = {*columns, *chosen, *twice}
    return Matching(
        columns, chosen, {column: unmatched[column] for column in cells if column in unmatched},
        twice, tuple(column for column in cells if column in doubles),
        tuple(name for name in instrument.variables if name not in answered))


def _in_order(taken: Mapping[tuple[str, str], str], twice: Mapping[str, object],
              instrument: Instrument) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Return the columns of questions and of choices in the form's order.

    Of a question that several columns claim, none of the choices is taken.
    """
    columns, chosen = {}, {}
    for name, variable in instrument.variables.items():
        if (name, "") in taken:
            columns[name] = taken[name, ""]
        own = {}
        for choice in variable.choices:
            if (name, choice.name) in taken:
                own[choice.name] = taken[name, choice.name]
        if own and name not in twice:
            chosen[name] = own
    return columns, chosen


def _is_a_tools(header: str, instrument: Instrument, questions: Questions) -> bool:
    """Whether a tool adds the column of itself, or as a part of a place or picture asked for."""
    if adds(header) or header.split("/")[-1] in instrument.silent:
        return True
    bare = whole(header)
    for part in (bare, *suffixes(bare)):
        if part and questions.named(part):
            return True
    return False
