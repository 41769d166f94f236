"""Competence, self-rated throughout: three dimensions in percent of the maximum."""

from collections.abc import Iterable
from functools import partial

import pandas as pd

from ppks_study.estimates import Quantity
from ppks_study.sections.comparisons import Apart, Compared, compared, comparisons, differences
from ppks_study.sections.items import answers, ends, one_by_one
from ppks_study.sections.open_choices import answered_share, between, missing, printed_means, scale
from ppks_study.sections.scale_reliability import reliability_tables
from ppks_study.sections.sensitivity import Result, moves, results
from ppks_study.survey import COMPETENCE, Section, Survey, computed_once

#: Percent of the maximum from which a score counts as (nearly) the ceiling.
NEAR_CEILING = 99
#: What the scores are compared by, and which two groups, the first against the second.
GROUPED = {"sex": ("female", "male"), "field_of_study": ("related", "unrelated"), "training": ("yes", "no"),
           "education": (), "tenure_years": (), "age_years": ()}
COMPARED = tuple(Compared(f"{dimension}_by_{by}", f"{dimension}_percent", by, groups)
                 for by, groups in GROUPED.items() for dimension in COMPETENCE)
APART = tuple(Apart(f"mean_{dimension}_of_{by}", f"{by}={first}", f"{by}={second}", "", f"{dimension}_percent")
              for by, first, second in (("sex", "female", "male"), ("field_of_study", "related", "unrelated"),
                                        ("education", "s1", "slta")) for dimension in COMPETENCE)


@computed_once
def competence(survey: Survey) -> Section:
    """Return the tables of the competence section.

    Returns
    -------
    Section
        ``scores`` (mean, lowest, highest per dimension), ``classes`` (people per class and dimension),
        ``people`` (what a mean implies: who can be at the maximum, near it, under the mean), ``groups`` (means
        by education and by field of study), ``training`` (trained or not), ``items`` (one by one, of a survey),
        ``ends`` (their lowest and highest mean), ``answers`` (the share of each answer to each item, of a survey),
        ``sensitivity`` (how main results move under choices that the
        paper leaves open), ``comparisons`` (tests of a survey's groups; of a reconstruction how far their means can
        lie apart) and ``compared`` (what they come to), those of `reliability_tables`, ``voices``.
    """
    items = one_by_one(survey, COMPETENCE, "competence.item")
    found = differences(survey, "competence", APART) if survey.reconstructed else comparisons(
        survey, "competence", COMPARED)
    return Section("competence", {
        "scores": scores(survey), "classes": classes(survey), "people": people(survey), "groups": groups(survey),
        "training": training(survey), "items": items, "ends": ends(items, "competence.items"),
        "comparisons": found, "compared": compared(found, "competence"),
        "answers": answers(survey, COMPETENCE, "competence.answer"),
        **reliability_tables(survey, COMPETENCE, "competence"),
        "sensitivity": sensitivity(survey), "voices": survey.voices("competence"),
    })


def scores(survey: Survey) -> pd.DataFrame:
    """Return mean, lowest and highest score of each dimension, percent of the maximum."""
    return survey.estimate(
        Quantity(f"competence.{dimension}.{kind}", kind, variable=f"{dimension}_percent", unit="percent")
        for dimension in COMPETENCE for kind in ("mean", "minimum", "maximum")
    ).assign(category=lambda t: t["key"].str.split(".").str[1])


def classes(survey: Survey) -> pd.DataFrame:
    """Return how many respondents lie in each class of each dimension, by the study's rule at band limits."""
    scoring = survey.study.scoring
    early = 0.5 if scoring.between == "nearest" else 0
    rows = []
    for dimension in COMPETENCE:
        ceiling: str | None = None
        for name, bound in scoring.classes.items():
            low = f"{max(bound - early, 0):g}"
            upper = f" & {dimension}_percent<{ceiling}" if ceiling is not None else ""
            condition = f"{dimension}_percent>={low}{upper}"
            rows.append((name, dimension, Quantity(f"competence.class.{dimension}.{name}.count", "count",
                                                   condition=condition, unit="people")))
            ceiling = low
    found = survey.estimate(quantity for _, _, quantity in rows)
    return found.assign(category=[name for name, _, _ in rows], group=[dimension for _, dimension, _ in rows])


def people(survey: Survey, dimensions: Iterable[str] = COMPETENCE) -> pd.DataFrame:
    """Return what the means say about people: the share at the maximum, and at or above the near-ceiling."""
    found = survey.estimate(
        Quantity(f"competence.people.{dimension}.{name}.share", "share",
                 condition=f"{dimension}_percent>={limit}", unit="percent")
        for dimension in dimensions for name, limit in (("at_maximum", 100), ("near_ceiling", NEAR_CEILING)))
    parts = found["key"].str.split(".")
    return found.assign(category=parts.str[3], group=parts.str[2])


def groups(survey: Survey) -> pd.DataFrame:
    """Return mean scores by education and by field of study; in a reconstruction, the ranges left open."""
    wanted = [(f"{variable}_{choice}", f"{variable}={choice}")
              for variable, choices in (("education", ("s1", "slta")), ("field_of_study", ("related", "unrelated")))
              for choice in choices]
    found = survey.estimate(
        Quantity(f"competence.groups.{dimension}.{name}.mean", "mean", condition=condition,
                 variable=f"{dimension}_percent", unit="percent")
        for dimension in COMPETENCE for name, condition in wanted)
    parts = found["key"].str.split(".")
    return found.assign(category=parts.str[3], group=parts.str[2])


def training(survey: Survey) -> pd.DataFrame:
    """Return who attended training, and whose field of study is social work or kindred."""
    wanted = [("trained", "training=yes"), ("related_field", "field_of_study=related"),
              ("unrelated_field", "field_of_study=unrelated"), ("degree", "education=s1")]
    found = survey.estimate(Quantity(f"competence.{name}.{kind}", kind, condition=condition, unit=unit)
                            for name, condition in wanted for kind, unit in (("count", "people"), ("share", "percent")))
    return found.assign(category=lambda t: t["key"].str.split(".").str[1])


#: The share of those who gave themselves the best answer to every attitude item.
CEILING = Result("attitude_at_maximum", partial(people, dimensions=("attitude",)),
                 "competence.people.attitude.at_maximum.share")


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how means, the best class and who was trained move under choices that the paper leaves open."""
    top = next(iter(survey.study.scoring.classes))
    best = {f"{d}_top": f"competence.class.{d}.{top}.count" for d in COMPETENCE}
    means = {f"{d}_mean": f"competence.{d}.mean" for d in COMPETENCE}
    shares = {name: f"competence.{name}.share" for name in ("trained", "related_field")}
    return moves(survey, "competence", (
        between(survey, results(classes, **best)), answered_share(survey, results(scores, **means)),
        scale(survey, "item_scale", (*results(printed_means, **means), CEILING)),
        missing(survey, results(training, **shares))))
