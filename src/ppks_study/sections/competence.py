"""Competence, self-rated throughout: each dimension in percent of the maximum."""

from functools import partial

import pandas as pd

from ppks_study.estimates import Quantity
from ppks_study.sections.comparisons import Apart, Compared, compared, comparisons, differences
from ppks_study.sections.items import answers, ends, one_by_one, reliability_tables
from ppks_study.sections.sensitivity import (
    Result,
    answered_share,
    between,
    missing,
    moves,
    printed_means,
    results,
    scale,
)
from ppks_study.survey import Section, Survey, computed_once

#: Percent of the maximum from which a score counts as (nearly) the ceiling.
NEAR_CEILING = 99
#: Two groups that scores are compared between, by variable: the first against the second; none: all
#: groups, or a number.
COMPARED = {
    "sex": ("female", "male"),
    "field_of_study": ("related", "unrelated"),
    "training": ("yes", "no"),
    "education": (),
    "tenure_years": (),
    "age_years": (),
}
#: Groups whose means are shown, and held apart in a reconstruction: variable, first and second
#: choice.
GROUPS = (("education", "s1", "slta"), ("field_of_study", "related", "unrelated"))
APART = (
    ("sex", "female", "male"),
    ("field_of_study", "related", "unrelated"),
    ("education", "s1", "slta"),
)


@computed_once
def competence(survey: Survey) -> Section:
    """Return the tables of the competence section.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    Section
        ``scores`` (mean, lowest, highest per dimension), ``classes`` (people per class and
        dimension), ``people`` (what a mean implies: who can be at the maximum, near it, under the
        mean), ``groups`` (means by education and by field of study), ``training`` (trained or not),
        ``items`` (one by one, of a survey), ``ends`` (their lowest and highest mean), ``answers``
        (the share of each answer to each item, of a survey), ``sensitivity`` (how main results move
        under choices that the paper leaves open), ``comparisons`` (tests of a survey's groups; of a
        reconstruction how far their means can lie apart) and ``compared`` (what they come to),
        those of `reliability_tables`, ``voices``.
    """
    everybody = dict.fromkeys(survey.study.competence.dimensions, "")
    items = one_by_one(survey, everybody, "competence.item")
    groups_compared = compare(survey)
    return Section(
        "competence",
        {
            "scores": scores(survey),
            "classes": classes(survey),
            "people": people(survey),
            "groups": groups(survey),
            "training": training(survey),
            "items": items,
            "ends": ends(items, "competence.items"),
            "comparisons": groups_compared,
            "compared": compared(groups_compared, "competence"),
            "answers": answers(survey, everybody, "competence.answer"),
            **reliability_tables(survey, everybody, "competence"),
            "sensitivity": sensitivity(survey),
            "voices": survey.voices("competence"),
        },
    )


def scores(survey: Survey) -> pd.DataFrame:
    """Return mean, lowest and highest score of each dimension (``category``), percent of the
    maximum.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    wanted = []
    for dimension in survey.study.competence.dimensions:
        for kind in ("mean", "minimum", "maximum"):
            wanted.append(
                Quantity(
                    f"competence.{dimension}.{kind}",
                    kind,
                    variable=f"{dimension}_percent",
                    unit="percent",
                )
            )
    table = survey.estimate(wanted)
    return table.assign(category=table["key"].str.split(".").str[1])


def classes(survey: Survey) -> pd.DataFrame:
    """Return how many respondents lie in each class of each dimension, by the study's rule at band
    limits.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        Estimate frame of counts; ``category`` is the class, ``group`` the dimension.
    """
    scoring = survey.study.scoring
    early = 0.5 if scoring.between == "nearest" else 0
    wanted, names, dimensions = [], [], []
    for dimension in survey.study.competence.dimensions:
        ceiling: str | None = None
        for name, bound in scoring.classes.items():
            low = f"{max(bound - early, 0):g}"
            upper = f" & {dimension}_percent<{ceiling}" if ceiling is not None else ""
            wanted.append(Quantity(f"competence.class.{dimension}.{name}.count", "count",
                                   condition=f"{dimension}_percent>={low}{upper}", unit="people"))
            names.append(name)
            dimensions.append(dimension)
            ceiling = low
    return survey.estimate(wanted).assign(category=names, group=dimensions)


def people(survey: Survey, dimensions: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return what the means say about people: the share at the maximum, and at or above the
    near-ceiling.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    dimensions : tuple of str
        Those that are asked about; all of competence without them.

    Returns
    -------
    DataFrame
        Estimate frame of shares; ``category`` is ``at_maximum`` or ``near_ceiling``, ``group`` the
        dimension.
    """
    wanted = []
    for dimension in dimensions or survey.study.competence.dimensions:
        for name, limit in (("at_maximum", 100), ("near_ceiling", NEAR_CEILING)):
            wanted.append(Quantity(f"competence.people.{dimension}.{name}.share", "share",
                                   condition=f"{dimension}_percent>={limit}", unit="percent"))
    return _by_group(survey.estimate(wanted))


def groups(survey: Survey) -> pd.DataFrame:
    """Return mean scores by education and by field of study; in a reconstruction, the ranges left
    open.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        Estimate frame of means; ``category`` is the group of respondents, ``group`` the dimension.
    """
    wanted = []
    for dimension in survey.study.competence.dimensions:
        for variable, *choices in GROUPS:
            for choice in choices:
                wanted.append(
                    Quantity(
                        f"competence.groups.{dimension}.{variable}_{choice}.mean",
                        "mean",
                        condition=f"{variable}={choice}",
                        variable=f"{dimension}_percent",
                        unit="percent",
                    )
                )
    return _by_group(survey.estimate(wanted))


def _by_group(table: pd.DataFrame) -> pd.DataFrame:
    """Return an estimate frame with ``group`` and ``category`` from its keys,
    ``competence.TABLE.GROUP.CATEGORY.…``."""
    parts = table["key"].str.split(".")
    return table.assign(category=parts.str[3], group=parts.str[2])


def training(survey: Survey) -> pd.DataFrame:
    """Return who attended training, and whose field of study is social work or kindred
    (``category``).

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    wanted = []
    for name, condition in (
        ("trained", "training=yes"),
        ("related_field", "field_of_study=related"),
        ("unrelated_field", "field_of_study=unrelated"),
        ("degree", "education=s1"),
    ):
        for kind, unit in (("count", "people"), ("share", "percent")):
            wanted.append(
                Quantity(f"competence.{name}.{kind}", kind, condition=condition, unit=unit)
            )
    table = survey.estimate(wanted)
    return table.assign(category=table["key"].str.split(".").str[1])


def compare(survey: Survey) -> pd.DataFrame:
    """Return comparisons of scores: tests of a survey's groups, how far a reconstruction's means
    can lie apart.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    dimensions = survey.study.competence.dimensions
    if survey.reconstructed:
        held_apart = []
        for by, first, second in APART:
            for dimension in dimensions:
                held_apart.append(
                    Apart(
                        f"mean_{dimension}_of_{by}",
                        f"{by}={first}",
                        f"{by}={second}",
                        variable=f"{dimension}_percent",
                    )
                )
        return differences(survey, "competence", held_apart)
    tested = []
    for by, pair in COMPARED.items():
        for dimension in dimensions:
            tested.append(Compared(f"{dimension}_by_{by}", f"{dimension}_percent", by, pair))
    return comparisons(survey, "competence", tested)


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how means, the best class and who was trained move under choices that the paper leaves
    open.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    dimensions = survey.study.competence.dimensions
    top, last = next(iter(survey.study.scoring.classes)), dimensions[-1]
    best = {
        f"{dimension}_top": f"competence.class.{dimension}.{top}.count" for dimension in dimensions
    }
    means = {f"{dimension}_mean": f"competence.{dimension}.mean" for dimension in dimensions}
    shares = {name: f"competence.{name}.share" for name in ("trained", "related_field")}
    at_maximum = Result(f"{last}_at_maximum", partial(people, dimensions=(last,)),
                        f"competence.people.{last}.at_maximum.share")
    return moves(survey, "competence", (
        between(survey, results(classes, **best)), answered_share(survey, results(scores, **means)),
        scale(survey, "item_scale", (*results(printed_means, **means), at_maximum)),
        missing(survey, results(training, **shares))))
