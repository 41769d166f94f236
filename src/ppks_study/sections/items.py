"""Items one by one: the mean of each, how many give its best answer, and how far the means lie apart."""

from collections.abc import Iterable, Mapping

import pandas as pd

from ppks_study.conditions import parse
from ppks_study.evidence.estimates import Quantity, estimate, stated
from ppks_study.instrument import Variable
from ppks_study.measures.score import item_percents
from ppks_study.sections.survey import Survey


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
