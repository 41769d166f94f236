"""Qualification: education to KKNI level to the paper's three classes, and what each class
attains."""

from collections.abc import Iterable

import pandas as pd

from ppks_study.estimates import Quantity, stated
from ppks_study.sections.items import answers, means_within, one_by_one, reliability_tables
from ppks_study.sections.sensitivity import (
    DEGREE,
    answered_share,
    missing,
    moves,
    printed_means,
    results,
    s1_reading,
    scale,
)
from ppks_study.survey import Section, Survey, computed_once

#: Groups within which the indicators are told: each one's name and condition.
GROUPS = {
    "everybody": "",
    "trained": "training=yes",
    "untrained": "training=no",
    "under_3": "tenure_years<3",
    "from_3_to_5": "tenure_years>=3 & tenure_years<=5",
    "over_5": "tenure_years>5",
}
#: The class whose indicators not performed are reckoned with.
IDLE_CLASS = "generalist"
#: What the paper calls a bachelor's degree in two places: source, reading, levels.
PRINTED_READINGS = (("says_classes", "technician", "4–6"), ("says_kkni", "expert", "7–9"))


@computed_once
def qualification(survey: Survey) -> Section:
    """Return the tables of the qualification section.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    Section
        ``classes`` (count and share per class), ``levels`` (per education), ``attainment`` (mean,
        minimum, maximum of the percent score per class), ``indicators`` (11 + 18, performed or
        not), ``implied`` (what indicators not performed would imply for the printed mean),
        ``readings`` (what S1 is called), ``tasks`` (the indicators one by one, of a survey),
        ``answers`` (the share of each answer to them), ``tasks_within`` (their means within
        groups), ``sensitivity`` (how main results move under choices that the paper leaves open),
        those of `reliability_tables`, ``voices`` (interview findings).
    """
    asked = who_is_asked(survey)
    return Section(
        "qualification",
        {
            "classes": classes(survey),
            "levels": levels(survey),
            "attainment": attainment(survey),
            "indicators": survey.tables["indicators"],
            "implied": implied(survey),
            "readings": readings(survey),
            "tasks": one_by_one(survey, asked, "qualification.task"),
            "answers": answers(survey, asked, "qualification.answer"),
            "tasks_within": means_within(survey, asked, "qualification.within", GROUPS),
            "sensitivity": sensitivity(survey),
            **reliability_tables(survey, asked, "qualification"),
            "voices": survey.voices("qualification"),
        },
    )


def within(choices: Iterable[str]) -> str:
    """Return the condition that education is one of some choices.

    Parameters
    ----------
    choices : iterable of str
        Names of choices of education.
    """
    return f"education in {'|'.join(choices)}"


def classes(survey: Survey) -> pd.DataFrame:
    """Return count and share of respondents in each of the paper's classes (``category``); one row
    a number.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    wanted = []
    for name, education in survey.study.qualification.classes.items():
        for kind, unit in (("count", "people"), ("share", "percent")):
            wanted.append(
                Quantity(
                    f"qualification.class.{name}.{kind}",
                    kind,
                    condition=within(education),
                    unit=unit,
                )
            )
    table = survey.estimate(wanted)
    return table.assign(category=table["key"].str.split(".").str[2])


def levels(survey: Survey) -> pd.DataFrame:
    """Return count and share per education that occurs or may occur, with its KKNI level and class.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        Estimate frame; ``category`` is the education, ``kkni_level`` 1 to 9,
        ``qualification_class`` its class.
    """
    study = survey.study.qualification
    class_of = {}
    for name, choices in study.classes.items():
        class_of.update(dict.fromkeys(choices, name))
    wanted = []
    for choice in survey.instrument.variable("education").choices:
        for kind, unit in (("count", "people"), ("share", "percent")):
            wanted.append(Quantity(f"qualification.education.{choice.name}.{kind}", kind,
                                   condition=f"education={choice.name}", unit=unit))
    table = survey.estimate(wanted)
    education = table["key"].str.split(".").str[2]
    table = table.assign(category=education, kkni_level=education.map(study.kkni),
                         qualification_class=education.map(class_of))
    return table[table["upper"].fillna(1) > 0].reset_index(drop=True)


def attainment(survey: Survey) -> pd.DataFrame:
    """Return mean, minimum and maximum percent score of each class that has indicators
    (``category``).

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    study = survey.study.qualification
    wanted = []
    for name, dimension in study.indicators.items():
        for kind in ("mean", "minimum", "maximum"):
            wanted.append(
                Quantity(
                    f"qualification.{name}.{kind}",
                    kind,
                    condition=within(study.classes[name]),
                    variable=f"{dimension}_percent",
                    unit="percent",
                )
            )
    table = survey.estimate(wanted)
    return table.assign(category=table["key"].str.split(".").str[1])


def who_is_asked(survey: Survey) -> dict[str, str]:
    """Return the condition of who is asked the indicators of each dimension: those whose class it
    belongs to.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    study = survey.study.qualification
    return {dimension: within(study.classes[name]) for name, dimension in study.indicators.items()}


def implied(survey: Survey) -> pd.DataFrame:
    """Return the highest generalist score that indicators not performed leave, on the assumed
    answer scale.

    Parameters
    ----------
    survey : Survey
        A loaded study; its table of indicators says which are performed.

    Returns
    -------
    DataFrame
        Stated numbers. ``highest_if_lowest`` gives each such indicator the lowest points,
        ``highest_if_zero`` none; both give all others the maximum. ``not_performed_at_most`` is how
        many can have the lowest points at the printed mean.
    """
    table = survey.tables["indicators"]
    if table.empty:
        return stated([], n=0)
    items = survey.instrument.items(IDLE_CLASS)
    points = [int(choice.points) for choice in items[0].choices if choice.points is not None]
    asked = table[table["class"] == IDLE_CLASS]
    idle = int((asked["performed"] == "not_yet").sum())
    lowest, best = min(points), max(points)
    key = "qualification.implied"
    numbers = [(f"{key}.indicators", len(items), "items"), (f"{key}.not_performed", idle, "items"),
               (f"{key}.highest_if_lowest", _highest(len(items), idle, lowest, best), "percent"),
               (f"{key}.highest_if_zero", _highest(len(items), idle, 0, best), "percent")]
    printed = [claim for claim in survey.claims if claim.fact == "qualification.generalist.mean"]
    if printed:
        most = 0
        while most < len(items) and _highest(len(items), most + 1, lowest, best) >= float(
            printed[0].values[0]
        ):
            most += 1
        numbers.append((f"{key}.not_performed_at_most", most, "items"))
    return stated(numbers, n=len(asked))


def _highest(items: int, idle: int, lowest: int, highest: int) -> float:
    """Return the percent score of so many items, of which some give the lowest points and the
    others the highest."""
    return 100 * ((items - idle) * highest + idle * lowest) / (items * highest)


def readings(survey: Survey) -> pd.DataFrame:
    """Return what a bachelor's degree (S1) is called: in two places of the paper, and by the
    regulation.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        ``source``, ``reading``, ``kkni_level``. Empty where nothing was published that could be
        read two ways.
    """
    if not survey.claims:
        return pd.DataFrame()
    level = survey.study.qualification.kkni.get(DEGREE)
    return pd.DataFrame([*PRINTED_READINGS, ("says_regulation", "technician", str(level))],
                        columns=["source", "reading", "kkni_level"])


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how classes, attainment and what idle indicators leave move under choices that the
    paper leaves open.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    study = survey.study.qualification
    people = {name: f"qualification.class.{name}.count" for name in study.classes}
    shares = {f"{name}_share": f"qualification.class.{name}.share" for name in study.classes}
    printed = {
        f"{name}_mean": f"qualification.{dimension}.mean"
        for name, dimension in study.indicators.items()
    }
    means = {f"{name}_mean": f"qualification.{name}.mean" for name in study.indicators}
    left = {
        name: f"qualification.implied.{name}"
        for name in ("highest_if_lowest", "not_performed_at_most")
    }
    return moves(
        survey,
        "qualification",
        (
            s1_reading(survey, results(classes, **people)),
            answered_share(survey, results(attainment, **means)),
            scale(
                survey,
                "indicator_scale",
                (*results(printed_means, **printed), *results(implied, **left)),
            ),
            missing(survey, results(classes, **shares)),
        ),
    )
