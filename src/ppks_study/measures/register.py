"""Scores of a register by batches of rows: what `score` gives for a table, for any number of rows.

Nothing here is summed over rows, so that the scores do not depend on how the rows are cut into batches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ppks_study.instrument import Instrument
from ppks_study.measures.arrays import named, numbers
from ppks_study.measures.coded import coded
from ppks_study.measures.points import QUALIFICATION, points
from ppks_study.question import Variable
from ppks_study.study import Scoring, Study

EDUCATION = "education"


@dataclass(frozen=True)
class Scored:
    """The scores of a batch, and the cells that are no choice of their question and count as no answer.

    Attributes
    ----------
    columns : mapping of str to Array, each of shape (n_rows,)
        As `score` adds them, in its order.
    refused : mapping of str to (ndarray of int, list of str)
        By column: rows of the batch, from 0, and what stands there.
    """

    columns: Mapping[str, pa.Array]
    refused: Mapping[str, tuple[np.ndarray, list[str]]] = field(default_factory=dict)


def questions(instrument: Instrument) -> dict[str, Variable]:
    """Return what is scored: the items by dimension, and education where it is asked."""
    items = {item.name: item for dimension in instrument.dimensions for item in instrument.items(dimension)}
    asked = instrument.variables
    return items | ({EDUCATION: asked[EDUCATION]} if EDUCATION in asked else {})


def derived(instrument: Instrument) -> list[str]:
    """Return the names of the columns that scoring adds, in order."""
    scores = [f"{dimension}_{kind}" for dimension in instrument.dimensions for kind in ("percent", "class")]
    levels = ["kkni_level", "qualification_class", "qualification_percent"]
    return scores + (levels if EDUCATION in instrument.variables else [])


def scored(batch: Mapping[str, pa.Array], instrument: Instrument, study: Study) -> Scored:
    """Return the scores of some rows.

    Parameters
    ----------
    batch : mapping of str to Array, each of shape (n_rows,)
        Choice names of each item, and of ``education`` where the instrument asks for it.
    instrument : Instrument
        Gives each item's points, dimension, and whether it is reversed.
    study : Study
        Gives the class bounds and their rule, the share of items that must be answered, classes by education.

    Returns
    -------
    Scored
        Equal to the last bit to what `ppks_study.measures.score.score` gives.

    Raises
    ------
    InputError
        A column is of a type that can hold no choices.
    """
    answers, refused = {}, {}
    for name, question in questions(instrument).items():
        codes, texts = coded(batch[name], name)
        answers[name] = codes, texts
        wrong = _refused(texts, question)
        if wrong.any():
            rows = np.flatnonzero(wrong[codes])
            refused[name] = rows, [texts[code] for code in codes[rows]]
    columns: dict[str, pa.Array] = {}
    percents: dict[str, tuple[np.ndarray, np.ndarray]] = {}
    for dimension in instrument.dimensions:
        found = _totals(instrument.items(dimension), answers, study.scoring.answered_share)
        percents[dimension] = _percent(*found)
        columns[f"{dimension}_percent"] = numbers(*percents[dimension])
        columns[f"{dimension}_class"] = _class(*found, study.scoring)
    if EDUCATION in answers:
        columns |= _levels(answers[EDUCATION], instrument.variables[EDUCATION], percents, study)
    return Scored(columns, {name: cells for name, cells in refused.items() if len(cells[0])})


def _refused(texts: Sequence[str], question: Variable) -> np.ndarray:
    """Return which texts are neither a choice of a question nor a code of no answer."""
    known = {"", *question.missing, *(choice.name for choice in question.choices)}
    return np.array([text not in known for text in texts])


def _percent(reached: np.ndarray, possible: np.ndarray, enough: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return percents, and where they are known."""
    return np.divide(100 * reached, possible, out=np.zeros_like(reached), where=enough), enough


def _class(reached: np.ndarray, possible: np.ndarray, enough: np.ndarray, scoring: Scoring) -> pa.Array:
    """Return the class of each row; see `classify`."""
    shift = 0.5 if scoring.between == "nearest" else 0.0
    bounds = scoring.classes
    found = np.select([100 * reached >= (bound - shift) * possible for bound in bounds.values()],
                      list(range(len(bounds))), default=len(bounds) - 1)
    return named(found, list(bounds), enough)


def _totals(items: Sequence[Variable], answers: Mapping[str, tuple[np.ndarray, list[str]]],
            answered_share: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return points, the points that the answered items could give, and whether enough are answered; see `totals`."""
    rows = len(answers[items[0].name][0])
    reached, possible, answered = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for item in items:
        codes, texts = answers[item.name]
        given = points(item)
        there = np.array([float(text in given) for text in texts])
        reached += np.array([given.get(text, 0.0) for text in texts])[codes]
        possible += (there * max(given.values()))[codes]
        answered += there[codes]
    return reached, possible, answered >= max(1, answered_share * len(items) - 1e-9)


def _levels(education: tuple[np.ndarray, list[str]], question: Variable,
            percents: Mapping[str, tuple[np.ndarray, np.ndarray]], study: Study) -> dict[str, pa.Array]:
    """Return level and class by education, and the percent of the indicators that the class is asked."""
    codes, texts = education
    wrong = _refused(texts, question)
    kept = ["" if refused else text for text, refused in zip(texts, wrong, strict=True)]
    levels = np.array([study.qualification.kkni.get(text, 0) for text in kept])[codes]
    class_of = {choice: name for name, choices in study.qualification.classes.items() for choice in choices}
    names = list(study.qualification.classes)
    classes = np.array([names.index(class_of[text]) if text in class_of else -1 for text in kept])[codes]
    return {"kkni_level": numbers(levels, levels != 0),
            "qualification_class": named(classes, names, classes >= 0),
            "qualification_percent": _asked(classes, names, percents)}


def _asked(classes: np.ndarray, names: Sequence[str],
           percents: Mapping[str, tuple[np.ndarray, np.ndarray]]) -> pa.Array:
    """Return each row's percent of the indicators that its own class is asked."""
    percent, known = np.zeros(len(classes)), np.zeros(len(classes), bool)
    for name, dimension in QUALIFICATION.items():
        if name in names and dimension in percents:
            found, enough = percents[dimension]
            mine = (classes == names.index(name)) & enough
            percent = np.where(mine, found, percent)
            known |= mine
    return numbers(percent, known)
