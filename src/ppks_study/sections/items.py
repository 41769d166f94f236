"""Items one by one: the mean of each, how many give its best answer, and how far the means lie apart."""

from collections.abc import Iterable, Mapping

import pandas as pd

from claimcheck.conditions import parse
from ppks_study.estimates import Quantity, estimate, stated
from ppks_study.scoring import item_percents
from ppks_study.survey import Survey
from surveyintake.instrument import Choice, Variable
from surveystats.sampling import Design


def one_by_one(survey: Survey, dimensions: Iterable[str], key: str,
               asked: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return each item of some dimensions: its mean, and the share whose answer is the best.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    dimensions : iterable of str
        Whose items, in order; those that the instrument lacks are left out.
    key : str
        What the numbers' keys begin with; the item's name follows.
    asked : mapping of str to str, optional
        Who is asked the items of a dimension (a condition); everybody otherwise.

    Returns
    -------
    DataFrame
        Estimate frame in percent of the best answer's points, with ``label_<lang>`` and ``group`` (the dimension).
        Empty for a reconstruction, whose answers to single items have no meaning.
    """
    found = []
    for dimension, of, people in those_asked(survey, dimensions, asked):
        items = survey.instrument.items(dimension)
        rows = estimate(item_percents(people, items), [wanted for item in items for wanted in _wanted(item, key)],
                        design=survey.design)
        found.append(rows.assign(of=of, group=dimension, **_labels(items)))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def those_asked(survey: Survey, dimensions: Iterable[str],
                asked: Mapping[str, str] | None = None) -> list[tuple[str, str, pd.DataFrame]]:
    """Return each dimension that the instrument has, the condition of who is asked its items, and those respondents.

    Empty for a reconstruction, whose answers to single items have no meaning. Parameters are those of `one_by_one`.
    """
    if survey.reconstructed:
        return []
    known = [(name, (asked or {}).get(name, "")) for name in dimensions if name in survey.instrument.dimensions]
    people = survey.respondents
    return [(name, of, people[parse(of).mask(people).fillna(False)]) for name, of in known]


def ends(items: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the lowest and the highest mean of the items of each dimension, as an estimate frame.

    Parameters
    ----------
    items : DataFrame
        As `one_by_one` returns it; may be empty.
    key : str
        What the numbers' keys begin with; dimension and ``lowest`` or ``highest`` follow.
    """
    if items.empty:
        return stated([], n=0)
    means = items[items["kind"] == "mean"].groupby("group", sort=False)["value"]
    return stated([(f"{key}.{dimension}.{end}", float(value), "percent")
                   for end, values in (("lowest", means.min()), ("highest", means.max()))
                   for dimension, value in values.dropna().items()], n=len(items) // 2)


def _wanted(item: Variable, key: str) -> tuple[Quantity, Quantity]:
    return (Quantity(f"{key}.{item.name}.mean", "mean", variable=item.name, unit="percent"),
            Quantity(f"{key}.{item.name}.best.share", "share", condition=f"{item.name}>=100", unit="percent"))


def _labels(items: list[Variable]) -> dict[str, list[str]]:
    """Return what each row is called: the item's name and its text, twice, as each item has two rows."""
    return {f"label_{lang}": [f"{item.name} {item.labels[lang]}" for item in items for _ in range(2)]
            for lang in ("id", "en")}


# Answers item by item: what share gave each answer of the scale, and means of items within groups.

#: What is said of an item whose answers are flipped before they are scored; here they stand as given.
REVERSED = {"id": "terbalik", "en": "reversed"}


def answers(survey: Survey, dimensions: Iterable[str], key: str,
            asked: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the share of each answer to each item of some dimensions, as given: reversed items are not flipped.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    dimensions : iterable of str
        Whose items, in order; those that the instrument lacks are left out.
    key : str
        What the numbers' keys begin with; the item's and the answer's name follow.
    asked : mapping of str to str, optional
        Who is asked the items of a dimension (a condition); everybody otherwise.

    Returns
    -------
    DataFrame
        Estimate frame of shares (percent of those who gave an answer of the scale, weighted as the design asks), one
        row an item and answer, with ``label_<lang>`` (the item), ``answer_<lang>``, ``order`` (1 is the answer with the
        fewest points) and ``group`` (the dimension). An answer without points ("does not apply") counts as missing.
        Empty for a reconstruction, whose answers to single items have no meaning.
    """
    found = [_shares(people, survey.instrument.items(dimension), key, survey.design).assign(of=of, group=dimension)
             for dimension, of, people in those_asked(survey, dimensions, asked)]
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def means_within(survey: Survey, dimensions: Iterable[str], key: str, groups: Mapping[str, str],
                 asked: Mapping[str, str] | None = None) -> pd.DataFrame:
    """Return the mean of each item within groups of respondents, in percent of the best answer's points.

    Parameters
    ----------
    survey, dimensions, key, asked
        As in `answers`.
    groups : mapping of str to str
        Each group's name and condition; an empty condition is everybody.

    Returns
    -------
    DataFrame
        Estimate frame of means, with ``label_<lang>`` (the item), ``column`` (the group) and ``group`` (the dimension).
        ``condition`` says who is meant: the group, of those who are asked. Empty for a reconstruction.
    """
    found = []
    for dimension, of, people in those_asked(survey, dimensions, asked):
        items = survey.instrument.items(dimension)
        percents = item_percents(people, items)
        for name, condition in groups.items():
            members = percents[parse(condition).mask(people).fillna(False)]
            rows = estimate(members, [Quantity(f"{key}.{item.name}.{name}.mean", "mean", variable=item.name,
                                               unit="percent") for item in items], design=survey.design)
            found.append(rows.assign(condition=" & ".join(filter(None, (of, condition))), column=name,
                                     group=dimension, **_answer_labels(items)))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _shares(people: pd.DataFrame, items: list[Variable], key: str, design: Design) -> pd.DataFrame:
    scales = [(item, _scale(item)) for item in items]
    given = pd.DataFrame({item.name: people[item.name].where(people[item.name].isin([c.name for c in scale]))
                          for item, scale in scales}, index=people.index)
    told = [(item, order, choice) for item, scale in scales for order, choice in enumerate(scale, 1)]
    rows = estimate(given, [Quantity(f"{key}.{item.name}.{choice.name}.share", "share", unit="percent",
                                     condition=f"{item.name}={choice.name}") for item, _, choice in told],
                    design=design)
    named = {f"answer_{lang}": [choice.labels[lang] for _, _, choice in told] for lang in ("id", "en")}
    return rows.assign(order=[order for _, order, _ in told], **_answer_labels([item for item, _, _ in told], told=True),
                       **named)


def _scale(item: Variable) -> list[Choice]:
    """Return the answers that have points, those with the fewest first."""
    return sorted((choice for choice in item.choices if choice.points is not None), key=lambda c: c.points or 0)


def _answer_labels(items: list[Variable], *, told: bool = False) -> dict[str, list[str]]:
    """Return what items are called in each language; if told, with a word at those whose answers are flipped."""
    def label(item: Variable, lang: str) -> str:
        text = f"{item.name} {item.labels[lang]}"
        return f"{text} ({REVERSED[lang]})" if told and item.reversed and REVERSED[lang] not in text else text

    return {f"label_{lang}": [label(item, lang) for item in items] for lang in ("id", "en")}
