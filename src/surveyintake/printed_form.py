"""The questionnaire on paper: an A4 PDF to print and fill in with a pen."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import as_file, files
from itertools import groupby
from pathlib import Path
from typing import Any

from surveyintake.errors import OutputError
from surveyintake.instrument import TICKED, Instrument, Variable
from surveyintake.wording import read_words
from surveyintake.xlsform import Rows, column_kind, label_of

_NAME = r"\$\{([\w.\-]+)\}"
_QUOTED = r"(?:'([^']*)'|\"([^\"]*)\")"
_COMPARED = re.compile(rf"{_NAME}\s*(<=|>=|!=|=|<|>)\s*(?:{_QUOTED}|(-?[\d.]+))")
_HAS = re.compile(rf"(not\s*\(\s*)?selected\(\s*{_NAME}\s*,\s*{_QUOTED}\s*\)(?(1)\s*\))")
_ONE_OF = re.compile(rf"selected\(\s*{_QUOTED}\s*,\s*{_NAME}\s*\)")
_TOKEN = re.compile(rf"{_QUOTED}|[()]|\s(?:and|or)\s")

#: A question's number on paper, and the question.
Numbered = Mapping[str, tuple[int, Variable]]


def in_words(relevant: str, asked: Numbered, lang: str, given: frozenset[str] = frozenset()) -> str:
    """Return a skip instruction as one sentence, empty when the question is asked of everybody.

    Parameters
    ----------
    relevant : str
        A question's XPath.
    asked : mapping of str to (int, Variable)
        The questions on paper by name, each with its number.
    given : frozenset of str
        Questions that are settled before: a condition on these alone is left out, such as consent.

    Examples
    --------
    >>> training = Variable("training", "select_one", {"en": "Trained"}, {})
    >>> in_words("${training} = 'yes'", {"training": (11, training)}, "en")
    'Only if the answer to question 11 is “yes”.'
    """
    told = _told(_unwrapped(relevant.strip()), asked, lang, given)
    return _word("only", lang).format(told) if told else ""


def _told(expression: str, asked: Numbered, lang: str, given: frozenset[str]) -> str:
    names = set(re.findall(_NAME, expression))
    if not expression or (names and names <= given):
        return ""
    for word in ("or", "and"):
        parts = _split(expression, word)
        if len(parts) > 1:
            told = ""
            for part in parts:
                more = _told(part, asked, lang, given)
                told = _word(word, lang).format(told, more) if told and more else told or more
            return told
    if (inner := _unwrapped(expression)) != expression:
        told = _told(inner, asked, lang, given)
        return f"({told})" if len(_split(inner, "or")) > 1 else told
    return _single(expression, asked, lang) or _rule(expression, asked, lang)


def _unwrapped(expression: str) -> str:
    """Return an expression without brackets around the whole of it."""
    inner, depth = expression[1:-1], 0
    if not (expression.startswith("(") and expression.endswith(")")):
        return expression
    for token in _TOKEN.finditer(inner):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth < 0:
            return expression
    return inner.strip()


def _split(expression: str, word: str) -> list[str]:
    """Part an expression at a word that stands in no brackets and no quotation."""
    depth, start, parts = 0, 0, []
    for token in _TOKEN.finditer(expression):
        depth += {"(": 1, ")": -1}.get(token[0], 0)
        if depth == 0 and token[0].strip() == word:
            parts.append(expression[start:token.start()].strip())
            start = token.end()
    return [*parts, expression[start:].strip()]


def _single(expression: str, asked: Numbered, lang: str) -> str:
    """Return one comparison in words, empty when it is none that has words."""
    if compared := _COMPARED.fullmatch(expression):
        name, key, *texts = compared.groups()
        values = ["".join(filter(None, texts))]
        if not values[0]:
            key, values = "answered" if key == "!=" else "unanswered", []
    elif has := _HAS.fullmatch(expression):
        name, key = has[2], "has_not" if has[1] else "has"
        values = [has[3] or has[4] or ""]
    elif one_of := _ONE_OF.fullmatch(expression):
        name, key, values = one_of[3], "one_of", (one_of[1] or one_of[2] or "").split()
    else:
        return ""
    labels = ", ".join([_label(name, value, asked, lang) for value in values])
    return _word(key, lang).format(_by_number(name, asked, lang), labels)


def _rule(expression: str, asked: Numbered, lang: str) -> str:
    numbered = re.sub(_NAME, lambda name: _by_number(name[1], asked, lang), expression)
    return _word("rule", lang).format(numbered)


def _by_number(name: str, asked: Numbered, lang: str) -> str:
    return _word("question", lang).format(asked[name][0]) if name in asked else name


def _label(name: str, value: str, asked: Numbered, lang: str) -> str:
    for choice in asked[name][1].choices if name in asked else ():
        if choice.name == value:
            return choice.labels[lang]
    return value


def _word(key: str, lang: str) -> str:
    return str(read_words("form")["skip"][key][lang])


# Where a pen answers a question: tick boxes, ranks, boxes for digits, a line.

Block = dict[str, Any]
#: Types that paper cannot record.
ON_DEVICE = ("geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode")
PARTS_OF_TIME = {"date": (("day", 2), ("month", 2), ("year", 4)),
                 "time": (("hour", 2), ("minute", 2))}
#: Characters of choices side by side, and room that a tick box takes; most columns; how many
#: choices make a long list.
LINE, TICK, MOST_COLUMNS, LONG_LIST = 96, 7, 6, 8
#: Digits of a number without an upper limit.
USUAL_DIGITS, RUPIAH_DIGITS = 6, 9
_UPPER = re.compile(r"\.\s*<=?\s*(\d+)")


def _answer_place(variable: Variable, lang: str) -> Block:
    """Return the place to answer a question: ticks, ranks, boxes for digits, a line."""
    labels = [choice.labels[lang] for choice in variable.choices]
    if variable.type in ("select_one", "select_multiple"):
        many = variable.type == "select_multiple"
        return {"kind": "ticks", "many": many, "labels": labels, "columns": _columns(labels),
                "told": _printed_word("many", lang) if many else ""}
    if variable.type == "rank":
        return {"kind": "rank", "labels": labels, "columns": _columns(labels),
                "told": _printed_word("rank", lang)}
    if variable.type == TICKED:
        return {"kind": "ticks", "many": True, "labels": ["OK"], "columns": 1, "told": ""}
    if variable.type in ("integer", "decimal", "range"):
        return _digits(variable, lang)
    if variable.type in ("date", "time", "datetime"):
        kinds = ("date", "time") if variable.type == "datetime" else (variable.type,)
        parts = [part for kind in kinds for part in PARTS_OF_TIME[kind]]
        return {"kind": "time",
                "parts": [[_printed_word(name, lang), count] for name, count in parts]}
    return {"kind": "device",
            "told": _printed_word("device",
                                  lang)} if variable.type in ON_DEVICE else {"kind": "line"}


def _digits(variable: Variable, lang: str) -> Block:
    """Return boxes for a number: as many digits as its upper limit has, in groups of three."""
    rupiah = variable.unit.startswith("idr")
    upper = _UPPER.search(variable.constraint)
    count = len(upper[1]) if upper else RUPIAH_DIGITS if rupiah else USUAL_DIGITS
    groups = [3] * (count // 3) if count % 3 == 0 else [count % 3, *[3] * (count // 3)]
    return {"kind": "digits", "groups": groups if count > 4 else [count],
            "before": "Rp" if rupiah else "",
            "between": "." if lang == "id" else ",", "point": "," if lang == "id" else ".",
            "decimals": 1 if variable.type == "decimal" else 0}


def _columns(labels: Sequence[str]) -> int:
    """Return how many choices stand side by side.

    Those of a long list in two columns, even if some are broken.
    """
    longest = max(map(len, labels), default=1)
    return min(MOST_COLUMNS, max(2 if len(labels) > LONG_LIST else 1, LINE // (longest + TICK)))


def _printed_word(key: str, lang: str) -> str:
    """Return a word of the print layout."""
    return str(read_words("form")["print"][key][lang])


# A form as the blocks of a page: headings, notes, questions with a place to answer, tables of like
# items.

#: Types that a device fills in by itself, or that only count: nobody is asked.
UNASKED = ("calculate", "hidden", "start", "end", "today", "deviceid", "phonenumber", "username",
           "email", "simserial",
           "subscriberid", "audit", "background-audio", "xml-external", "csv-external",
           "start-geopoint")
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
    """What a questionnaire on paper shows.

    Codes for the head of each page, the consent, and the other blocks.
    """

    codes: list[str]
    consent: list[Block]
    blocks: list[Block]


def sheet_of(survey: Rows, instrument: Instrument, lang: str,
             titles: Mapping[str, str] | None = None) -> Sheet:
    """Return what a form's survey sheet shows on paper, in a language.

    Questions are numbered from 1; a running code stands at the head of the page, consent before the
    first question.

    Parameters
    ----------
    survey : list of dict
        The sheet ``survey``, as `read_sheets` returns it.
    instrument : Instrument
        The same form.
    lang : {"id", "en"}
        Language of the page.
    titles : mapping of str to str, optional
        What the items of a dimension are called, by dimension.
    """
    places = list(_places(survey, instrument, lang))
    by_name, codes, consent = {}, [], {}
    shown: list[Place | str] = []
    for place in places:
        if isinstance(place, str):
            shown.append(place)
            continue
        variable = place.variable
        by_name[variable.name] = (place.number, variable)
        if variable.role == "code":
            codes.append(variable.labels[lang])
        elif variable.role == "consent":
            consent[variable.name] = _question(place, lang, "")
        if place.number:
            shown.append(place)

    def skip(relevant: str) -> str:
        return in_words(relevant, by_name, lang, frozenset(consent))

    blocks = list(_blocks(shown, lang, skip, titles or {}))
    return Sheet(codes, list(consent.values()), blocks)


def _blocks(shown: Iterable[Place | str], lang: str, skip: Callable[[str], str],
            titles: Mapping[str, str]) -> Iterator[Block]:
    heading = Heading()
    for _, group in groupby(shown, key=_alike):
        places = []
        for place in group:
            if isinstance(place, str):
                yield {"kind": "note", "text": place}
            else:
                places.append(place)
        if places and places[0].heading != heading:
            heading = places[0].heading
            yield {"kind": "heading", "text": heading.text, "only": skip(heading.relevant),
                   "repeat": _printed_word("repeat", lang) if heading.repeated else ""}
        if places:
            yield from _questions(places, lang, skip(places[0].relevant), titles)


def _places(survey: Rows, instrument: Instrument, lang: str) -> Iterator[Place | str]:
    """Yield the questions in order, each under its innermost group with a label.

    And notes, as text.
    """
    groups: list[Heading] = []
    number = 0
    for labels in survey:
        row = {column_kind(header): value for header, value in labels.items()}
        kind = row.get("type", "").strip().replace("_", " ", 1)
        if kind.startswith("begin "):
            groups.append(Heading(label_of(labels, lang), row.get("relevant", ""),
                                  kind == "begin repeat"))
        elif kind.startswith("end ") and groups:
            groups.pop()
        elif kind == "note":
            yield label_of(labels, lang)
        elif row.get("name") in instrument.variables:
            variable = instrument.variables[row["name"]]
            if variable.type not in UNASKED:
                numbered = variable.role not in ("code", "consent")
                number += numbered
                yield _place(variable, row.get("relevant", ""), groups, number if numbered else 0)


def _place(variable: Variable, relevant: str, groups: Sequence[Heading], number: int) -> Place:
    """Return a question under the innermost group with a label.

    That heading takes the conditions of the groups around it; those of groups within it are the
    question's own.
    """
    heading, outer, inner = Heading(), [], []
    for group in groups:
        inner.append(group.relevant)
        if group.text:
            outer += inner
            heading, inner = replace(group, relevant=_all(outer)), []
    return Place(variable, _all([*inner, relevant]), heading, number)


def _all(conditions: Iterable[str]) -> str:
    given = list(filter(None, conditions))
    return given[0] if len(given) == 1 else " and ".join([f"({one})" for one in given])


def _alike(place: Place | str) -> object:
    """Return what the items of one table have in common."""
    if isinstance(place, str):
        return "note"
    variable = place.variable
    return variable.list_name, variable.type, variable.dimension, place.relevant, place.heading


def _questions(run: Sequence[Place], lang: str, only: str,
               titles: Mapping[str, str]) -> Iterator[Block]:
    choices = run[0].variable.choices
    scale = [choice.labels[lang] for choice in choices]
    fits = len(scale) <= MOST_POINTS and max(map(len, scale), default=0) <= LONGEST_POINT
    if run[0].variable.type != "select_one" or len(run) < LEAST_ITEMS or not fits:
        for place in run:
            yield _question(place, lang, only)
        return
    title = titles.get(run[0].variable.dimension) or _printed_word("item", lang)
    yield {"kind": "matrix", "title": title, "only": only,
           "scale": scale,
           "rows": [{"number": p.number, "name": p.variable.name, "label": p.variable.labels[lang],
                     "hint": p.variable.hints.get(lang, "")} for p in run]}


def _question(place: Place, lang: str, only: str) -> Block:
    variable = place.variable
    return {"kind": "question", "number": place.number, "label": variable.labels[lang],
            "only": only,
            "hint": variable.hints.get(lang, ""), "answer": _answer_place(variable, lang)}


def print_form(sheets: dict[str, Rows], instrument: Instrument, lang: str, to: Path, *,
               title: str = "",
               place: str = "", titles: Mapping[str, str] | None = None) -> Path:
    """Write the questionnaire in one language as a PDF/UA-1; the same form gives the same bytes.

    Parameters
    ----------
    sheets : dict of str to list of dict
        The form, as `read_sheets` returns it: gives title, groups and order.
    instrument : Instrument
        The same form: gives questions, choices and labels.
    lang : str
        ``id`` or ``en``.
    to : Path
        The PDF; it appears whole or not at all.
    title : str, optional
        In the language of the page; without it, the form's own title.
    place : str, optional
        Where and when the survey is, shown below the title.
    titles : mapping of str to str, optional
        What the items of a dimension are called above their table, by dimension, in the language of
        the page.

    Raises
    ------
    OutputError
        Typst refuses.
    """
    import typst

    settings = sheets["settings"][0] if sheets["settings"] else {}
    words = {key: told[lang] for key, told in read_words("form")["print"].items()}
    content = {"title": title or settings.get("form_title") or to.stem, "place": place,
               "lang": lang, "words": words,
               **asdict(sheet_of(sheets["survey"], instrument, lang, titles))}
    waiting = to.with_name(f"{to.name}.part")
    with as_file(files("surveyintake").joinpath("templates")) as templates:
        try:
            typst.compile(str(templates / "questionnaire.typ"), output=str(waiting),
                          root=str(templates), format="pdf",
                          sys_inputs={"content": json.dumps(content)}, ignore_system_fonts=True,
                          pdf_standards="ua-1")
        except (RuntimeError, typst.TypstError) as error:
            raise OutputError(f"Typst: {str(error)[:500]}", where=f"questionnaire, {lang}",
                              fix="correct the form, then run again") from error
    return waiting.replace(to)
