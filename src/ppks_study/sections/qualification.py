"""Qualification: education to KKNI level to the paper's three classes, and what each class attains."""

from collections.abc import Iterable

import pandas as pd

from ppks_study.estimates import Quantity, stated
from ppks_study.scoring import QUALIFICATION
from ppks_study.sections.items import answers, means_within, one_by_one
from ppks_study.sections.open_choices import (
    answered_share,
    missing,
    printed_means,
    s1_reading,
    scale,
)
from ppks_study.sections.scale_reliability import reliability_tables
from ppks_study.sections.sensitivity import moves, results
from ppks_study.survey import Section, Survey, computed_once

#: Groups within which the indicators are told: each one's name and condition.
GROUPS = {"everybody": "", "trained": "training=yes", "untrained": "training=no", "under_3": "tenure_years<3",
          "from_3_to_5": "tenure_years>=3 & tenure_years<=5", "over_5": "tenure_years>5"}


@computed_once
def qualification(survey: Survey) -> Section:
    """Return the tables of the qualification section.

    Returns
    -------
    Section
        ``classes`` (count and share per class), ``levels`` (per education), ``attainment`` (mean, minimum,
        maximum of the percent score per class), ``indicators`` (11 + 18, performed or not), ``implied`` (what
        indicators not performed would imply for the printed mean), ``readings`` (what S1 is called),
        ``tasks`` (the indicators one by one, of a survey), ``answers`` (the share of each answer to them),
        ``tasks_within`` (their means within groups), ``sensitivity`` (how main results move under
        choices that the paper leaves open), those of `reliability_tables`, ``voices`` (interview findings).
    """
    asked = who_is_asked(survey)
    return Section("qualification", {
        "classes": classes(survey), "levels": levels(survey), "attainment": attainment(survey),
        "indicators": survey.tables["indicators"], "implied": implied(survey), "readings": readings(survey),
        "tasks": one_by_one(survey, asked, "qualification.task", asked),
        "answers": answers(survey, asked, "qualification.answer", asked),
        "tasks_within": means_within(survey, asked, "qualification.within", GROUPS, asked),
        "sensitivity": sensitivity(survey), **reliability_tables(survey, asked, "qualification", asked),
        "voices": survey.voices("qualification"),
    })


def within(choices: Iterable[str]) -> str:
    """Return the condition that education is one of some choices."""
    return f"education in {'|'.join(choices)}"


def classes(survey: Survey) -> pd.DataFrame:
    """Return count and share of respondents in each of the paper's classes; one row a number."""
    found = [Quantity(f"qualification.class.{name}.{kind}", kind, condition=within(education), unit=unit)
             for name, education in survey.study.qualification.classes.items()
             for kind, unit in (("count", "people"), ("share", "percent"))]
    return survey.estimate(found).assign(category=lambda t: t["key"].str.split(".").str[2])


def levels(survey: Survey) -> pd.DataFrame:
    """Return count and share per education that occurs or may occur, with its KKNI level and class."""
    study = survey.study.qualification
    class_of = {choice: name for name, choices in study.classes.items() for choice in choices}
    names = [choice.name for choice in survey.instrument.variable("education").choices]
    found = survey.estimate(
        Quantity(f"qualification.education.{name}.{kind}", kind, condition=f"education={name}", unit=unit)
        for name in names for kind, unit in (("count", "people"), ("share", "percent")))
    found["category"] = found["key"].str.split(".").str[2]
    found["kkni_level"] = found["category"].map(study.kkni)
    found["qualification_class"] = found["category"].map(class_of)
    return found[found["upper"].fillna(1) > 0].reset_index(drop=True)


def attainment(survey: Survey) -> pd.DataFrame:
    """Return mean, minimum and maximum percent score of each class that has indicators."""
    asked = {name: dimension for name, dimension in QUALIFICATION.items()
             if name in survey.study.qualification.classes}
    return survey.estimate(
        Quantity(f"qualification.{name}.{kind}", kind, condition=within(survey.study.qualification.classes[name]),
                 variable=f"{dimension}_percent", unit="percent")
        for name, dimension in asked.items() for kind in ("mean", "minimum", "maximum")
    ).assign(category=lambda t: t["key"].str.split(".").str[1])


def who_is_asked(survey: Survey) -> dict[str, str]:
    """Return the condition of who is asked the indicators of each dimension: those whose class it belongs to."""
    classes = survey.study.qualification.classes
    return {QUALIFICATION[name]: within(classes[name]) for name in QUALIFICATION if name in classes}


def implied(survey: Survey) -> pd.DataFrame:
    """Return the highest generalist score that indicators not performed leave, on the assumed answer scale.

    ``highest_if_lowest`` gives each such indicator the lowest points, ``highest_if_zero`` none; both give all
    others the maximum. ``not_performed_at_most`` is how many can have the lowest points at the printed mean.
    """
    table = survey.tables["indicators"]
    if table.empty:
        return stated([], n=0)
    items = survey.instrument.items("generalist")
    points = [int(choice.points) for choice in items[0].choices if choice.points is not None]
    asked = table[table["class"] == "generalist"]
    idle = int((asked["performed"] == "not_yet").sum())
    lowest = _highest(len(items), idle, min(points), max(points))
    numbers = [("qualification.implied.indicators", len(items), "items"),
               ("qualification.implied.not_performed", idle, "items"),
               ("qualification.implied.highest_if_lowest", lowest, "percent"),
               ("qualification.implied.highest_if_zero", _highest(len(items), idle, 0, max(points)), "percent")]
    mean = next((claim for claim in survey.claims if claim.fact == "qualification.generalist.mean"), None)
    if mean is not None:
        most = max(k for k in range(len(items) + 1)
                   if _highest(len(items), k, min(points), max(points)) >= float(mean.values[0]))
        numbers.append(("qualification.implied.not_performed_at_most", most, "items"))
    return stated(numbers, n=len(asked))


def readings(survey: Survey) -> pd.DataFrame:
    """Return what a bachelor's degree (S1) is called: in two places of the paper, and by the regulation.

    Empty where nothing was published that could be read two ways.
    """
    level = survey.study.qualification.kkni.get("s1")
    if not survey.claims:
        return pd.DataFrame()
    printed = [("says_classes", "technician", "4–6"), ("says_kkni", "expert", "7–9")]
    return pd.DataFrame([*printed, ("says_regulation", "technician", str(level))],
                        columns=["source", "reading", "kkni_level"])


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how classes, attainment and what idle indicators leave move under choices that the paper leaves open."""
    known = survey.study.qualification.classes
    people = {name: f"qualification.class.{name}.count" for name in known}
    shares = {f"{name}_share": f"qualification.class.{name}.share" for name in known}
    printed = {f"{name}_mean": f"qualification.{dimension}.mean" for name, dimension in QUALIFICATION.items()}
    means = {f"{name}_mean": f"qualification.{name}.mean" for name in QUALIFICATION}
    left = {name: f"qualification.implied.{name}" for name in ("highest_if_lowest", "not_performed_at_most")}
    return moves(survey, "qualification", (
        s1_reading(survey, results(classes, **people)), answered_share(survey, results(attainment, **means)),
        scale(survey, "indicator_scale", (*results(printed_means, **printed), *results(implied, **left))),
        missing(survey, results(classes, **shares))))


def _highest(items: int, idle: int, lowest: int, highest: int) -> float:
    return 100 * ((items - idle) * highest + idle * lowest) / (items * highest)
