"""The questions of a form, found by what a column's header says."""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

from ppks_study.instrument import Instrument, Variable
from ppks_study.intake.heading import plain, texts, unnumbered

#: A longer header names no question.
LONGEST = 1_000
#: What parts groups from a question.
_SLASH = re.compile("/")
_GROUPS = (_SLASH, re.compile(r"[:.\-](?! )"))
#: What parts a question from its choice: in any header, and in headers without spaces.
_CHOICE, _CHOICE_OF_NAME = re.compile(r"[/:\-]| \["), re.compile(r"[/:\-._$\[]")
_GRID = re.compile(r".*\[(.+)\]\s*", re.DOTALL)


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
