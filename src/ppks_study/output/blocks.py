"""A form as the blocks of a page: headings, notes, questions with a place to answer, tables of like items."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ppks_study.instrument import Instrument, Variable
from ppks_study.output.answers import Block, answer_place, printed_word
from ppks_study.output.phrases import read
from ppks_study.output.sheets import Rows, column_kind, label_of
from ppks_study.output.skips import in_words

#: Types that a device fills in by itself, or that only count: nobody is asked.
UNASKED = ("calculate", "hidden", "start", "end", "today", "deviceid", "phonenumber", "username", "email", "simserial",
           "subscriberid", "audit", "background-audio", "xml-external", "csv-external", "start-geopoint")
#: Least items of a table; most and longest answers that its columns hold.
LEAST_ITEMS, MOST_POINTS, LONGEST_POINT = 3, 7, 22


@dataclass(frozen=True)
class Heading:
    """A group's label, when the group is asked, and whether it is repeated."""

    text: str = ""
    relevant: str = ""
    repeated: bool = False


@dataclass(frozen=True)
class Place:
    """A question in its place: when it is asked, the heading that it stands under, its number (0 for none)."""

    variable: Variable
    relevant: str
    heading: Heading
    number: int = 0


@dataclass(frozen=True)
class Sheet:
    """What a questionnaire on paper shows: codes for the head of each page, the consent, and the other blocks."""

    codes: list[str]
    consent: list[Block]
    blocks: list[Block]


def sheet_of(survey: Rows, instrument: Instrument, lang: str) -> Sheet:
    """Return what a form's survey sheet shows on paper, in a language.

    Questions are numbered from 1; a running code stands at the head of the page, consent before the first question.
    """
    places = list(_places(survey, instrument, lang))
    asked = [place for place in places if isinstance(place, Place)]
    by_name = {place.variable.name: (place.number, place.variable) for place in asked}
    given = frozenset(v.name for _, v in by_name.values() if v.role == "consent")

    def skip(relevant: str) -> str:
        return in_words(relevant, by_name, lang, given)

    shown = [place for place in places if isinstance(place, str) or place.number]
    return Sheet([place.variable.labels[lang] for place in asked if place.variable.role == "code"],
                 [_question(place, lang, "") for place in asked if place.variable.role == "consent"],
                 list(_blocks(shown, lang, skip)))


def _blocks(shown: Iterable[Place | str], lang: str, skip: Callable[[str], str]) -> Iterator[Block]:
    heading = Heading()
    for _, group in groupby(shown, key=_alike):
        run = list(group)
        yield from ({"kind": "note", "text": note} for note in run if isinstance(note, str))
        places = [place for place in run if isinstance(place, Place)]
        if places and places[0].heading != heading:
            heading = places[0].heading
            yield {"kind": "heading", "text": heading.text, "only": skip(heading.relevant),
                   "repeat": printed_word("repeat", lang) if heading.repeated else ""}
        if places:
            yield from _questions(places, lang, skip(places[0].relevant))


def _places(survey: Rows, instrument: Instrument, lang: str) -> Iterator[Place | str]:
    """Yield the questions in order, each under its innermost group with a label; and notes, as text."""
    groups: list[Heading] = []
    number = 0
    for labels in survey:
        row = {column_kind(header): value for header, value in labels.items()}
        kind = row.get("type", "").strip().replace("_", " ", 1)
        if kind.startswith("begin "):
            groups.append(Heading(label_of(labels, lang), row.get("relevant", ""), kind == "begin repeat"))
        elif kind.startswith("end ") and groups:
            groups.pop()
        elif kind == "note":
            yield label_of(labels, lang)
        elif (variable := instrument.variables.get(row.get("name", ""))) and variable.type not in UNASKED:
            numbered = variable.role not in ("code", "consent")
            number += numbered
            yield _place(variable, row.get("relevant", ""), groups, number if numbered else 0)


def _place(variable: Variable, relevant: str, groups: Sequence[Heading], number: int) -> Place:
    """Return a question under the innermost group with a label, which takes the conditions of the groups around it."""
    depth = max((place for place, group in enumerate(groups, start=1) if group.text), default=0)
    heading = Heading()
    if depth:
        heading = replace(groups[depth - 1], relevant=_all(group.relevant for group in groups[:depth]))
    return Place(variable, _all([*(group.relevant for group in groups[depth:]), relevant]), heading, number)


def _all(conditions: Iterable[str]) -> str:
    given = [condition for condition in conditions if condition]
    return given[0] if len(given) == 1 else " and ".join(f"({condition})" for condition in given)


def _alike(place: Place | str) -> object:
    """Return what the items of one table have in common."""
    if isinstance(place, str):
        return "note"
    variable = place.variable
    return variable.list_name, variable.type, variable.dimension, place.relevant, place.heading


def _questions(run: Sequence[Place], lang: str, only: str) -> Iterator[Block]:
    choices = run[0].variable.choices
    fits = len(choices) <= MOST_POINTS and all(len(choice.labels[lang]) <= LONGEST_POINT for choice in choices)
    if run[0].variable.type != "select_one" or len(run) < LEAST_ITEMS or not fits:
        yield from (_question(place, lang, only) for place in run)
        return
    title = read("output")["label"].get(run[0].variable.dimension, {}).get(lang, "")
    yield {"kind": "matrix", "title": title or printed_word("item", lang), "only": only,
           "scale": [choice.labels[lang] for choice in choices],
           "rows": [{"number": p.number, "name": p.variable.name, "label": p.variable.labels[lang],
                     "hint": p.variable.hints.get(lang, "")} for p in run]}


def _question(place: Place, lang: str, only: str) -> Block:
    variable = place.variable
    return {"kind": "question", "number": place.number, "label": variable.labels[lang], "only": only,
            "hint": variable.hints.get(lang, ""), "answer": answer_place(variable, lang)}
