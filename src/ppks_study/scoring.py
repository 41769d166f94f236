"""Answers to points, percent scores, classes and levels: one core for tables in memory and for
registers.

pandas is imported by the functions on tables only: a register of any length is scored without it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from surveyintake.errors import InputError, InstrumentError
from surveyintake.instrument import Instrument, Variable

if TYPE_CHECKING:
    import pandas as pd

    from ppks_study.study import Study

#: The variable that levels and classes of qualification follow from.
EDUCATION = "education"
#: The columns that follow from it: its lowest KKNI level, its class, and the percent of the
#: indicators of that class.
LEVEL, CLASS, CLASS_PERCENT = "kkni_level", "qualification_class", "qualification_percent"
#: What is said of a column that can hold no choices.
CHOICES_EXPECTED = "names of choices, as text or whole numbers"


class Answers(NamedTuple):
    """The answers to one question: each different text once, and which of them each respondent
    gave.

    Attributes
    ----------
    codes : ndarray of int, shape (n_respondents,)
        Places in `texts`; -1 is its last place.
    texts : list of str
        The last one is ``""``: no answer.
    """

    codes: np.ndarray
    texts: list[str]

    def look_up(self, table: Mapping[str, float], default: float) -> np.ndarray:
        """Return what a table has for each respondent's answer, shape (n_respondents,).

        Parameters
        ----------
        table : mapping of str to number
            By the text of the answer.
        default : number
            For other texts, and for no answer.
        """
        return np.array([table.get(text, default) for text in self.texts])[self.codes]


class Column(NamedTuple):
    """A column of scores.

    Attributes
    ----------
    values : ndarray, shape (n_respondents,)
        Percent, 0-100 (not 0-1); a level; or the place of a class in `names`.
    known : ndarray of bool, shape (n_respondents,)
        False where there is no score.
    names : tuple of str
        Names of classes; empty for numbers.
    """

    values: np.ndarray
    known: np.ndarray
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rules:
    """How answers become scores.

    Attributes
    ----------
    classes : mapping of str to number, optional
        Lower bound of each class in percent, best class first, the last one 0; None: no classes.
    between : {"lower", "nearest"}
        A score between two printed bands: it stays in the lower class until it reaches the next
        bound, or it is first rounded to a whole percent, halves up.
    answered_share : float, optional
        The share of a dimension's items, 0 to 1, that must be answered for a score; None: one item
        is enough.
    ladder : mapping of str to sequence of str, optional
        Classes of qualification, each with its choices of education; None: no such classes.
    levels : mapping of str to int, optional
        The level of each education; None: no levels.
    indicators : mapping of str to str
        The dimension whose items each class of the ladder is asked.
    """

    classes: Mapping[str, float] | None = None
    between: str = "lower"
    answered_share: float | None = 0.8
    ladder: Mapping[str, Sequence[str]] | None = None
    levels: Mapping[str, int] | None = None
    indicators: Mapping[str, str] | None = None

    @classmethod
    def of(cls, study: "Study") -> "Rules":
        """Return the rules of a study.

        Parameters
        ----------
        study : Study
            Its tables ``[scoring]`` and ``[qualification]`` are read.
        """
        scoring, qualification = study.scoring, study.qualification
        return cls(scoring.classes, scoring.between, scoring.answered_share, qualification.classes,
                   qualification.kkni, qualification.indicators)


def points_of(item: Variable) -> dict[str, float]:
    """Return the points of each answer to an item by choice name; a reversed item is flipped.

    An answer without points ("does not apply") is left out.

    Parameters
    ----------
    item : Variable
        A question of the form with scored choices.

    Raises
    ------
    InstrumentError
        None of the item's choices has points, or the best has 0 or less: there is no percent of
        that.
    """
    points = {choice.name: choice.points for choice in item.choices if choice.points is not None}
    if not points:
        raise InstrumentError(f"the item {item.name!r} of {item.dimension!r} gives no points",
                              where="instrument, choices",
                              expected="a number in column points for each scored choice")
    best = max(points.values())
    if best <= 0:
        raise InstrumentError(f"the best answer to the item {item.name!r} gives {best:g} points",
                              where="instrument, choices",
                              expected="more than 0 points for the best answer")
    if not item.reversed:
        return points
    turned = min(points.values()) + best
    return {name: turned - value for name, value in points.items()}


def point_range(item: Variable) -> tuple[float, float]:
    """Return the lowest and the highest points that an answer to an item can give.

    Parameters
    ----------
    item : Variable
        A question of the form with scored choices.
    """
    points = points_of(item).values()
    return min(points), max(points)


def refused(texts: Iterable[str], question: Variable) -> np.ndarray:
    """Return which texts are neither a choice of a question nor a code of no answer.

    Parameters
    ----------
    texts : iterable of str
        Different answers; ``""`` is no answer.
    question : Variable
        Gives the names of choices and the codes of no answer.

    Returns
    -------
    ndarray of bool, shape (n_texts,)
    """
    known = {"", *question.missing, *(choice.name for choice in question.choices)}
    return np.array([text not in known for text in texts])


def totals(items: Sequence[Variable], answers: Mapping[str, Answers],
           answered_share: float | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return each respondent's points, the points that the answered items could give, and who
    answered enough.

    Parameters
    ----------
    items : sequence of Variable
        The items of one dimension.
    answers : mapping of str to Answers
        By the item's name.
    answered_share : float or None
        The share of the items, 0 to 1, that must be answered; None: one item is enough.

    Returns
    -------
    points, possible : ndarray of float, shape (n_respondents,)
    enough : ndarray of bool, shape (n_respondents,)

    Notes
    -----
    Points are added item by item, so that sums of fractions do not depend on how many rows are
    summed at a time.
    """
    rows = len(answers[items[0].name].codes)
    points, possible, answered = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for item in items:
        given, column = points_of(item), answers[item.name]
        there = column.look_up(dict.fromkeys(given, 1.0), 0.0)
        points += column.look_up(given, 0.0)
        possible += there * max(given.values())
        answered += there
    needed = 1.0 if answered_share is None else max(1.0, answered_share * len(items) - 1e-9)
    return points, possible, answered >= needed


def classify(points: np.ndarray, possible: np.ndarray, bounds: Sequence[float],
             between: str = "lower") -> np.ndarray:
    """Return the place of each score's class, 0 for the best.

    Parameters
    ----------
    points, possible : ndarray of float, shape (n_respondents,)
        Points reached, and points that could be reached.
    bounds : sequence of float
        Lower bound of each class in percent, best class first, the last one 0.
    between : {"lower", "nearest"}
        See `Rules`.

    Returns
    -------
    ndarray of int, shape (n_respondents,)
        A score below 0 percent is in the lowest class too.

    Examples
    --------
    >>> classify(np.array([85.5]), np.array([100.0]), [86, 0], "nearest")
    array([0])
    """
    shift = 0.5 if between == "nearest" else 0.0
    reached = [100 * points >= (bound - shift) * possible for bound in bounds]
    return np.select(reached, list(range(len(bounds))), default=len(bounds) - 1)


def scores(
    answers: Mapping[str, Answers], instrument: Instrument, rules: Rules
) -> dict[str, Column]:
    """Return all columns of scores, in their order: per dimension percent and class, then those by
    education.

    Parameters
    ----------
    answers : mapping of str to Answers
        Every item of the instrument; and education, without which its columns are left out.
    instrument : Instrument
        Gives each item's points, dimension, and whether it is reversed.
    rules : Rules
        Bounds, shares, ladder.
    """
    columns: dict[str, Column] = {}
    for dimension in instrument.dimensions:
        points, possible, enough = totals(
            instrument.items(dimension), answers, rules.answered_share
        )
        percent = np.divide(100 * points, possible, out=np.zeros_like(points), where=enough)
        columns[f"{dimension}_percent"] = Column(percent, enough)
        if rules.classes is not None:
            places = classify(points, possible, list(rules.classes.values()), rules.between)
            columns[f"{dimension}_class"] = Column(places, enough, tuple(rules.classes))
    if EDUCATION in answers:
        columns |= _by_education(answers[EDUCATION], columns, rules)
    return columns


def _by_education(
    education: Answers, scored: Mapping[str, Column], rules: Rules
) -> dict[str, Column]:
    """Return level and class by education, and the percent of the indicators that one's own class
    is asked."""
    columns = {}
    if rules.levels is not None:
        levels = education.look_up(rules.levels, 0)
        columns[LEVEL] = Column(levels, levels != 0)
    if rules.ladder is None:
        return columns
    place_of: dict[str, int] = {}
    for place, choices in enumerate(rules.ladder.values()):
        place_of.update(dict.fromkeys(choices, place))
    places = education.look_up(place_of, -1)
    columns[CLASS] = Column(places, places >= 0, tuple(rules.ladder))
    if rules.indicators is None:
        return columns
    percent, known = np.zeros(len(places)), np.zeros(len(places), bool)
    for place, name in enumerate(rules.ladder):
        asked = scored.get(f"{rules.indicators.get(name)}_percent")
        if asked is not None:
            own = (places == place) & asked.known
            percent = np.where(own, asked.values, percent)
            known |= own
    columns[CLASS_PERCENT] = Column(percent, known)
    return columns


def derived(instrument: Instrument, rules: Rules) -> list[str]:
    """Return the names of the columns that scoring adds to answers to a form, in order.

    Parameters
    ----------
    instrument : Instrument
        The form; without education it gives no levels.
    rules : Rules
        As for `scores`.
    """
    nobody = Answers(np.zeros(0, int), [""])
    return list(scores(dict.fromkeys(instrument.variables, nobody), instrument, rules))


def score(data: "pd.DataFrame", form: Instrument | str | Path, study: "Study | None" = None, *,
          classes: Mapping[str, float] | None = None, between: str = "lower",
          answered_share: float | None = 0.8, ladder: Mapping[str, Sequence[str]] | None = None,
          levels: Mapping[str, int] | None = None,
          indicators: Mapping[str, str] | None = None) -> "pd.DataFrame":
    """Return the respondents with their scores, and with classes and levels where rules for them
    are given.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_variables)
        Answers: names of choices, as text or whole numbers. Labels and spellings are read by
        `clean`.
    form : Instrument, str or Path
        The questionnaire; gives each item's points, dimension, and whether it is reversed.
    study : Study, optional
        Gives all that follows; without it the keywords do.
    classes, between, answered_share, ladder, levels, indicators
        See `Rules`.

    Returns
    -------
    DataFrame, shape (n_respondents, n_variables + derived columns)
        ``<dimension>_percent``, percent of the maximum, 0-100 (not 0-1); ``<dimension>_class``;
        ``qualification_percent``, of the dimension that the respondent's class is asked;
        ``kkni_level``, 1-9; ``qualification_class``. Missing where too few items are answered.
        Scores that the data have already are replaced. Without a column ``education`` there are no
        columns that follow from it.

    Raises
    ------
    InputError
        A column of an item is not there, or a cell is no choice of its question.

    Notes
    -----
    A percent score is 100 · points / (answered items · maximum), also on a scale that starts at 0:
    it is not stretched to the scale's own range. An answer without points ("does not apply") counts
    as none. Classes are decided in whole points, so that a score exactly at a bound belongs to the
    upper class.

    Examples
    --------
    >>> import pandas as pd
    >>> from surveyintake.instrument import Choice
    >>> scale = tuple(Choice(str(points), {}, float(points)) for points in (1, 2, 3))
    >>> form = Instrument({"K1": Variable("K1", "select_one", {}, {}, scale, dimension="skill")}, {})
    >>> score(pd.DataFrame({"K1": [3, 1]}), form, classes={"high": 70, "low": 0})["skill_class"].tolist()
    ['high', 'low']
    """
    import pandas as pd

    instrument = form if isinstance(form, Instrument) else Instrument.load(form)
    rules = Rules.of(study) if study is not None else Rules(
        classes, between, answered_share, ladder, levels, indicators)
    found = scores(_checked_answers(data, instrument), instrument, rules)
    columns: dict[str, Any] = {}
    for name, (values, known, names) in found.items():
        if names:
            texts = pd.Series(np.array(names, dtype=object)[values], index=data.index, dtype="str")
            columns[name] = texts.where(known)
        else:
            numbers = pd.Series(values, index=data.index)
            is_score = values.dtype == float
            numbers = numbers.astype("Float64") if is_score else numbers.astype("Int64")
            columns[name] = numbers.where(known)
    answers = data.drop(columns=[name for name in columns if name in data])
    return pd.concat([answers, pd.DataFrame(columns, index=data.index)], axis="columns")


def _checked_answers(data: "pd.DataFrame", instrument: Instrument) -> dict[str, Answers]:
    """Return the answers to all items, and education where it is there; refuse cells that are no
    choice."""
    items = [name for name, variable in instrument.variables.items() if variable.dimension]
    absent = [name for name in items if name not in data]
    if absent:
        raise InputError(
            f"{len(absent)} columns are not there: {', '.join(absent[:8])}",
            where="the table of answers",
            expected="a column for each item of the form",
            fix="name the columns as the form does; leave an item that nobody was asked empty",
        )
    answers = {}
    for name in items + [EDUCATION] * (EDUCATION in data):
        answers[name] = _answers(data[name])
        if name not in instrument.variables:
            continue
        wrong = refused(answers[name].texts, instrument.variables[name])[answers[name].codes]
        if wrong.any():
            _refuse_cell(data[name], int(np.flatnonzero(wrong)[0]), instrument.variables[name])
    return answers


def _refuse_cell(column: "pd.Series", place: int, question: Variable) -> None:
    from surveyintake.privacy import masked

    choices = ", ".join([choice.name for choice in question.choices][:12])
    raise InputError(f"{masked(str(column.iloc[place]))!r} is no choice of {column.name}",
                     where=f"column {column.name}, row {column.index[place]}", expected=choices,
                     fix="clean the answers first: ppks.clean reads labels and other spellings")


def _answers(column: "pd.Series") -> Answers:
    """Return the answers in a column of texts or numbers; nothing, or a number that is none, is no
    answer."""
    import pandas as pd

    codes, values = pd.factorize(column)
    return Answers(codes, [*map(text_of, values), ""])


def text_of(value: Any) -> str:
    """Return the text of an answer: 1 and 1.0 are the choice ``1``; nothing, and what is no number,
    is no answer.

    Parameters
    ----------
    value : str, number or None
        What stands in a cell.
    """
    if isinstance(value, str | bool | np.bool_):
        return str(value)
    if value is None or value != value:
        return ""
    try:
        return str(int(value)) if np.isfinite(float(value)) and value == int(value) else str(value)
    except (TypeError, ValueError):
        return str(value)


def item_points(data: "pd.DataFrame", items: Iterable[Variable]) -> "pd.DataFrame":
    """Return the points of each answer to an item; reversed items are flipped.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_variables)
        Clean answers: names of choices.
    items : iterable of Variable
        The items wanted, in order.

    Returns
    -------
    DataFrame of Float64, shape (n_respondents, n_items)
        Missing without an answer, or where the answer has no points.
    """
    import pandas as pd

    points = {}
    for item in items:
        points[item.name] = _answers(data[item.name]).look_up(points_of(item), np.nan)
    return pd.DataFrame(points, index=data.index).astype("Float64")


def item_percents(data: "pd.DataFrame", items: Sequence[Variable]) -> "pd.DataFrame":
    """Return each answer to an item as percent of the points of its best answer; reversed items are
    flipped.

    Parameters
    ----------
    data, items
        As for `item_points`.

    Returns
    -------
    DataFrame of Float64, shape (n_respondents, n_items)
        0-100 (not 0-1); missing without an answer, or where the answer has no points.
    """
    points = item_points(data, items)
    for item in items:
        points[item.name] = 100 * points[item.name] / point_range(item)[1]
    return points
