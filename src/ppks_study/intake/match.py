"""Which column of a file answers which question."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from ppks_study.errors import InputError, nearest
from ppks_study.instrument import Instrument
from ppks_study.intake import tools
from ppks_study.intake.heading import known, plain
from ppks_study.intake.questions import Claim, Questions, Rank
from ppks_study.intake.raw import Raw

__all__ = ["Matching", "known", "match"]

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
    silent: Collection[str] = getattr(instrument, "silent", ())
    return tools.adds(header) or header.split("/")[-1] in silent or bool(
        (whole := tools.whole(header)) and questions.named(whole))
