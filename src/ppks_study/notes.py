"""What stands below a table or a figure: n, method, weights, what is withheld, source."""

from collections.abc import Sequence

import pandas as pd

from ppks_study import tables
from ppks_study.numbers import number
from ppks_study.phrases import word
from ppks_study.survey import Survey
from ppks_study.tables.estimate_table import interval_note

#: Tables that are computed from the respondents themselves, also where these are reconstructed.
COUNTED = ("rules",)


def below_table(survey: Survey, name: str, frame: pd.DataFrame, remark: str) -> str:
    """Return what a table's note says beside its sizes, methods and marks.

    Parameters
    ----------
    survey : Survey
        Gives design, origin and language.
    name : str
        Of the table.
    frame : DataFrame
        What it shows.
    remark : str
        What the section's words say of it.
    """
    parts = [*_inferred(survey, frame), _reached(survey, frame), _origin(survey, name, frame),
             remark]
    return " ".join(filter(None, parts))


def below_figure(survey: Survey, frame: pd.DataFrame, remark: str, function: str, *,
                 untold: Sequence[str] = (), whiskers: bool = False) -> list[str]:
    """Return the notes of a figure, in order.

    Parameters
    ----------
    survey : Survey
        Gives design, origin and language.
    frame : DataFrame
        What is drawn.
    remark : str
        What the section's words say of it.
    function : str
        The qualified name of the function that draws it.
    untold : sequence of str
        Labels of withheld rows, which are not drawn.
    whiskers : bool
        Whether sampling intervals are drawn.
    """
    lang, study, measured = survey.lang, survey.study, "basis" in frame
    method = interval_note(frame, study.sampling.confidence, lang) if whiskers else ""
    size = tables.note_of(frame, lang) if measured else _size(frame, lang)
    of_respondents = measured and not set(frame["basis"]) <= {"computed"}
    origin = made(survey)
    if survey.reconstructed and not of_respondents:
        origin = word("transcribed", lang)
    secret = word("withheld_rows", lang).format(", ".join(untold)) if untold else ""
    first = " ".join(filter(None, [size, method, remark]))
    more = [first, secret, _reached(survey, frame), *_inferred(survey, frame)]
    source = f"{word('source', lang)}: {study.source or study.title[lang]}. {function}"
    return [*filter(None, more), origin, source]


def made(survey: Survey) -> str:
    """Return that the respondents are reconstructed or simulated; nothing where they were surveyed.

    Parameters
    ----------
    survey : Survey
        Gives origin and language.
    """
    origin = survey.study.data.origin
    return "" if origin == "survey" else word(origin, survey.lang)


def _origin(survey: Survey, name: str, frame: pd.DataFrame) -> str:
    """Return what a table's note says of where its numbers come from."""
    if "told_by" in frame:
        return word("told_by_study", survey.lang)
    measured = "basis" in frame and not set(frame["basis"]) <= {"computed"}
    if name in COUNTED or measured or not survey.reconstructed:
        return made(survey)
    return word("transcribed_short", survey.lang)


def _size(frame: pd.DataFrame, lang: str) -> str:
    """Return how many people a table's rows count in all, or how many rows it has."""
    if "n" not in frame or "missing" not in frame:
        return f"n = {len(frame)} {word('rows', lang)}."
    n, missing = (number(frame[column].sum(), lang) for column in ("n", "missing"))
    return f"n = {n}; {word('missing', lang)} {missing}."


def _inferred(survey: Survey, frame: pd.DataFrame) -> list[str]:
    """Return the notes on weighted values, on tests, and on a sample that was not drawn."""
    kinds = set(frame["kind"]) if "interval" in frame else set()
    design, tested, estimated = survey.design, "p" in kinds, bool(kinds & {"share", "mean"})
    notes = []
    if design.weighted and estimated:
        notes.append("weighted_by_stratum")
    if tested:
        notes.append("tests_note")
    if design.as_if_random and (tested or estimated):
        notes.append("as_if_random")
    return [word(name, survey.lang) for name in notes]


def _reached(survey: Survey, frame: pd.DataFrame) -> str:
    """Return how many people at least reach the lowest and highest values of a survey."""
    fewest = 1 if survey.reconstructed else survey.study.disclosure.fewest
    with_extremes = "kind" in frame and set(frame["kind"]) & {"minimum", "maximum"}
    return word("extremes_of", survey.lang).format(fewest) if with_extremes and fewest > 1 else ""
