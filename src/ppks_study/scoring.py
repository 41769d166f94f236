"""Answers to percent scores, the paper's five classes, and KKNI levels."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ppks_study.study import Study
from surveyintake.errors import InstrumentError
from surveyintake.instrument import Instrument, Variable

# The points that each answer to an item gives.

#: The indicators that each qualification class is asked; the highest class is asked none.
QUALIFICATION = {"asisten": "assistant", "generalis": "generalist"}


def points_of(item: Variable) -> dict[str, float]:
    """Return the points of each answer to an item by choice name; a reversed item is flipped.

    An answer without points ("does not apply") is left out.

    Raises
    ------
    InstrumentError
        None of the item's choices has points, or the best has 0 or less: there is no percent of that.
    """
    given = {choice.name: choice.points for choice in item.choices if choice.points is not None}
    if not given:
        raise InstrumentError(f"the item {item.name!r} of {item.dimension!r} gives no points",
                              where="instrument, choices", expected="a number in column points for each scored choice")
    if max(given.values()) <= 0:
        raise InstrumentError(f"the best answer to the item {item.name!r} gives {max(given.values()):g} points",
                              where="instrument, choices", expected="more than 0 points for the best answer")
    if not item.reversed:
        return given
    turned = min(given.values()) + max(given.values())
    return {name: turned - value for name, value in given.items()}


def score(data: pd.DataFrame, instrument: Instrument, study: Study) -> pd.DataFrame:
    """Return the respondents with their scores, classes and levels.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_variables)
        Clean answers: choice names.
    instrument : Instrument
        Gives each item's points, dimension, and whether it is reversed.
    study : Study
        Gives the class bounds and their rule, the share of items that must be answered, classes by education.

    Returns
    -------
    DataFrame, shape (n_respondents, n_variables + derived columns)
        ``<dimension>_percent``, percent of the maximum, 0-100 (not 0-1); ``<dimension>_class``;
        ``qualification_percent``, of the dimension that the respondent's class is asked; ``kkni_level``, 1-9;
        ``qualification_class``. Missing where too few items are answered. Scores that the data have already are
        replaced.

    Notes
    -----
    A percent score is 100 · points / (answered items · maximum), also on a scale that starts at 0: it is not
    stretched to the scale's own range. An answer without points ("does not apply") counts as none. Classes are
    decided in whole points, so that a score exactly at a bound belongs to the upper class.
    """
    derived: dict[str, pd.Series] = {}
    for dimension in instrument.dimensions:
        points, possible = totals(data, instrument.items(dimension), study.scoring.answered_share)
        derived[f"{dimension}_percent"] = (100 * points / possible).astype("Float64")
        derived[f"{dimension}_class"] = classify(points, possible, study.scoring.classes, study.scoring.between)
    derived["kkni_level"] = _look_up(data["education"], study.qualification.kkni).astype("Int64")
    class_of = {choice: name for name, choices in study.qualification.classes.items() for choice in choices}
    derived["qualification_class"] = _look_up(data["education"], class_of).astype("str")
    derived["qualification_percent"] = _asked(derived)
    answers = data.drop(columns=[name for name in derived if name in data])
    return pd.concat([answers, pd.DataFrame(derived, index=data.index)], axis="columns")


def _asked(derived: Mapping[str, pd.Series]) -> pd.Series:
    """Return each respondent's percent of the indicators that their own class is asked."""
    classes = derived["qualification_class"]
    percent = pd.Series(pd.NA, index=classes.index, dtype="Float64")
    for name, dimension in QUALIFICATION.items():
        if f"{dimension}_percent" in derived:
            percent = percent.mask(classes.eq(name).fillna(False), derived[f"{dimension}_percent"])
    return percent


def _look_up(answers: pd.Series, table: Mapping[str, object]) -> pd.Series:
    return pd.Series([table.get(answer, pd.NA) if isinstance(answer, str) else pd.NA for answer in answers],
                     index=answers.index, dtype="object")


def totals(data: pd.DataFrame, items: list[Variable], answered_share: float) -> tuple[pd.Series, pd.Series]:
    """Return each respondent's points, and the points that their answered items could give.

    Returns
    -------
    points, possible : Series of Float64, shape (n_respondents,)
        Missing where fewer than `answered_share` of the items are answered.
    """
    given = [_points(data[item.name], points_of(item)) for item in items]
    answered = [~np.isnan(one) for one in given]
    enough = np.sum(answered, axis=0) >= max(1, answered_share * len(items) - 1e-9)
    points, possible = np.zeros(len(data)), np.zeros(len(data))
    for item, one, there in zip(items, given, answered, strict=True):  # item by item: fractions of points add up alike
        points += np.where(there, one, 0.0)
        possible += there * max(points_of(item).values())
    return (pd.Series(points, index=data.index).astype("Float64").where(enough),
            pd.Series(possible, index=data.index).astype("Float64").where(enough))


def _points(answers: pd.Series, points: Mapping[str, float]) -> np.ndarray:
    """Return the points of each answer, nan where it has none."""
    return np.array([points.get(answer, np.nan) for answer in answers.tolist()], dtype=float)


def item_percents(data: pd.DataFrame, items: list[Variable]) -> pd.DataFrame:
    """Return each answer to an item as percent of the points of its best answer; reversed items are flipped.

    Returns
    -------
    DataFrame of Float64, shape (n_respondents, n_items)
        0-100 (not 0-1); missing without an answer, or where the answer has no points.
    """
    return pd.DataFrame({item.name: 100 * data[item.name].map(points_of(item)).astype("Float64") / best
                         for item in items for best in [max(points_of(item).values())]}, index=data.index)


def item_points(data: pd.DataFrame, items: list[Variable]) -> pd.DataFrame:
    """Return the points of each answer to an item; reversed items are flipped.

    Returns
    -------
    DataFrame of Float64, shape (n_respondents, n_items)
        Missing without an answer, or where the answer has no points.
    """
    return pd.DataFrame({item.name: data[item.name].map(points_of(item)).astype("Float64") for item in items},
                        index=data.index)


def point_range(item: Variable) -> tuple[float, float]:
    """Return the lowest and the highest points that an answer to an item can give."""
    points = points_of(item).values()
    return min(points), max(points)


def classify(points: pd.Series, possible: pd.Series, classes: Mapping[str, int], between: str) -> pd.Series:
    """Return the class of each score.

    Parameters
    ----------
    points, possible : Series, shape (n_respondents,)
        Points reached, and points that could be reached.
    classes : mapping of str to int
        Lower bound of each class in percent, best class first.
    between : {"lower", "nearest"}
        A score between two printed bands: it stays in the lower class until it reaches the next bound, or it is
        first rounded to a whole percent, halves up.

    Returns
    -------
    Series of str, shape (n_respondents,)
        Missing where the score is.

    Examples
    --------
    >>> classify(pd.Series([85.5]), pd.Series([100.0]), {"high": 86, "low": 0}, "nearest").tolist()
    ['high']
    """
    shift = 0.5 if between == "nearest" else 0.0
    reached = [(100 * points >= (bound - shift) * possible).fillna(False).to_numpy(bool) for bound in classes.values()]
    found = np.select(reached, list(classes), default=list(classes)[-1])  # below 0 percent is the lowest class too
    return pd.Series(found, index=points.index, dtype="str").where(points.notna())
