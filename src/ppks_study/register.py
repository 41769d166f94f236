"""Scores of a register of any length: Parquet in, Parquet out, a batch of rows at a time.

Nothing here is summed over rows, so that the scores do not depend on how the rows are cut into batches.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from paperbuild.atomic_file import ended_by_signals, whole
from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.register_columns import coded, named, numbers, usable
from ppks_study.register_files import Groups, Repeated, Rows
from ppks_study.register_refusals import Refused
from ppks_study.scoring import QUALIFICATION, points_of
from ppks_study.study import Scoring, Study
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument, Variable
from surveyintake.parquet import Batches
from surveyintake.privacy import asks_for, identifiers, unique

# Scores of a register by batches of rows: what `score` gives for a table, for any number of rows.

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
        Equal to the last bit to what `ppks_study.scoring.score` gives.

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
        given = points_of(item)
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


#: The first row of answers, as `ppks check` counts the rows of a Parquet file: the names are row 1.
FIRST = 2


@dataclass(frozen=True)
class Keep:
    """Which columns go into the file of scores beside those that nobody is asked about: items, identifiers."""

    items: bool = False
    identifiers: bool = False


def score_register(path: Path, instrument: Instrument, study: Study, out: Path, *, keep: Keep = Keep(),
                   columns: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Write the scores of a register, whole or not at all; return the report on it.

    Parameters
    ----------
    path : Path
        Parquet file, one row a respondent: choice names of every item.
    instrument : Instrument
        Gives items, choices and points.
    study : Study
        Gives the classes and their rule.
    out : Path
        Gets the other columns of the register, then the scores, in the order of the rows. Beside it
        ``<name>.refused.csv`` lists refused cells where there are any.
    keep : Keep
        What else of the register goes into it.
    columns : mapping of str to str, optional
        Column of the register to name of the variable, where they differ.

    Returns
    -------
    dict
        ``file``, ``out``, ``rows``, ``study``; ``scored`` (rows with a score by dimension); ``left_out`` (columns
        that tell who somebody is); ``refused`` (see `Refused.as_dict`), with ``list``, the name of the list.

    Raises
    ------
    InputError
        The register cannot be read, or lacks a column; nothing is written.
    OutputError
        The scores cannot be written; what was there before is as it was.
    """
    _refuse_place(path, out, study)
    source = _Register(path, instrument, columns or {})
    listing = out.with_name(f"{out.stem}.refused.csv")
    with ended_by_signals(), ExitStack() as files:
        scores = files.enter_context(whole(out))
        refused = Refused(questions(instrument), files.enter_context(whole(listing)))
        counts = _write(source, instrument, study, scores, refused, keep)
        refused.close()
    if not refused:
        listing.unlink()
    telling = [] if keep.identifiers else _telling(source.names, instrument)
    return {"file": path.name, "out": out.name, "rows": source.rows, "study": study.name, "scored": counts,
            "left_out": telling,
            "refused": {**refused.as_dict(), "list": listing.name if refused else ""}}


class _Register:
    """A register's batches, its columns by the names of the variables."""

    def __init__(self, path: Path, instrument: Instrument, columns: Mapping[str, str]) -> None:
        asked = questions(instrument)
        headers = {name: header for header, name in columns.items()}
        self._batches = Batches(path, {headers.get(name, name) for name in asked} | set(asked))
        self.rows = self._batches.rows
        schema = self._batches.schema
        self.names = [columns.get(name, name) for name in schema.names]
        absent = [name for name in asked if name not in self.names]
        if absent:
            raise InputError(f"{len(absent)} columns are not there: {', '.join(absent[:8])}"
                             f"{' …' * (len(absent) > 8)}", where=path.name, expected=nearest(absent[0], self.names),
                             fix="name the columns as the questionnaire does; an item that nobody was asked is an "
                                 "empty column")
        self.types = dict(zip(self.names, schema.types, strict=True))
        wrong = [name for name in asked if not usable(self.types[name])]
        if wrong:
            raise InputError(f"the column {wrong[0]!r} is of type {self.types[wrong[0]]}", where=path.name,
                             expected="names of choices, as text or whole numbers")

    def __iter__(self) -> Iterator[dict[str, pa.Array]]:
        for batch in self._batches:
            yield dict(zip(self.names, batch.columns, strict=True))


def _write(source: _Register, instrument: Instrument, study: Study, file: IO[bytes], refused: Refused,
           keep: Keep) -> dict[str, int]:
    """Score all rows; return how many have a score, by dimension."""
    kept, once = _kept(source, instrument, keep), _once(source, instrument)
    counts, row = dict.fromkeys(instrument.dimensions, 0), FIRST
    with Groups(file, _described(instrument, study)) as writer, Rows(source.rows) as progress, \
            Repeated(once) as repeated:
        for batch in source:
            found = scored(batch, instrument, study)
            rows = len(found.columns[next(iter(found.columns))])
            writer.add({name: _plain(batch[name]) for name in kept} | dict(found.columns))
            refused.add(row, found.refused)
            repeated.add(row, {name: batch[name].to_pylist() for name in once})
            for dimension in counts:
                counts[dimension] += rows - found.columns[f"{dimension}_percent"].null_count
            row += rows
            progress.advance(rows)
        refused.add_twice(repeated.found())
    return counts


def _kept(source: _Register, instrument: Instrument, keep: Keep) -> list[str]:
    """Return the columns of the register that go into the file of scores."""
    left = set(derived(instrument))
    left |= set() if keep.items else {item.name for name in instrument.dimensions for item in instrument.items(name)}
    left |= set() if keep.identifiers else set(_telling(source.names, instrument))
    return [name for name in source.names if name not in left]


def _telling(names: Sequence[str], instrument: Instrument) -> list[str]:
    """Return the columns that tell who somebody is: the questionnaire's, and others by their names."""
    told = identifiers(instrument)
    return [name for name in names if name in told or (name not in instrument.variables and asks_for(name, instrument.respondents))]


def _once(source: "_Register", instrument: Instrument) -> list[str]:
    """Return the columns whose values are different for each respondent."""
    known = unique(instrument)
    return [name for name in source.names if name in known
            or (name not in instrument.variables and asks_for(name, instrument.respondents) == "nik")]


def _plain(column: pa.Array) -> pa.Array:
    return column.dictionary_decode() if pa.types.is_dictionary(column.type) else column


def _described(instrument: Instrument, study: Study) -> dict[bytes, bytes]:
    """Return what the file of scores says of itself: the rule of its classes, and the hash of the points."""
    given = {dimension: {item.name: points_of(item) for item in instrument.items(dimension)}
             for dimension in instrument.dimensions}
    told = {"study": study.name, "classes": study.scoring.classes, "between": study.scoring.between,
            "answered_share": study.scoring.answered_share,
            "points": hashlib.sha256(json.dumps(given, sort_keys=True).encode()).hexdigest()}
    return {b"ppks_study": json.dumps(told, ensure_ascii=False).encode()}


def _refuse_place(path: Path, out: Path, study: Study) -> None:
    if path.resolve() == out.resolve():
        raise OutputError("the scores would take the place of the register", where=str(out), expected="another name")
    if out.resolve().is_relative_to(study.root / "data" / "raw"):
        raise OutputError("no code writes among the raw data", where=str(out), expected="a file in another folder")
    if out.is_dir() or not out.parent.is_dir():
        raise OutputError("this is a folder" if out.is_dir() else "there is no such folder",
                          where=str(out if out.is_dir() else out.parent), expected="FILE.parquet in a folder")
