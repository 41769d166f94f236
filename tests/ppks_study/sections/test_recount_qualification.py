"""Each table of the qualification section, recounted from the answers in plain pandas."""

from copy import deepcopy

import pandas as pd
import pytest
from tests.support.recounting import (
    ASKED_OF,
    among,
    assert_recounted,
    class_by_education,
    equals,
    judged,
    moved,
    names_of,
    sample_of,
    study_file,
    surely,
    voices,
)
from tests.support.recounting_scales import (
    Scale,
    answers,
    item_statistics,
    means_within,
    one_by_one,
    r_table,
    reliability,
    verdicts,
)

STUDY = study_file()
CLASSES = STUDY["qualification"]["classes"]


@pytest.fixture(scope="module")
def sample(simulated):
    """The answers of the simulated survey, scored and paid in plain pandas."""
    return sample_of(simulated)


@pytest.fixture(scope="module")
def others(simulated):
    """The samples where other shares of the items must be answered."""
    return {
        "from_0": sample_of(simulated, answered_share=0),
        "from_100": sample_of(simulated, answered_share=1),
    }


@pytest.fixture(scope="module")
def scales(sample):
    """The scales of the section's items."""
    return [Scale(sample, dimension, of) for dimension, of in asked(sample).items()]


@pytest.fixture(scope="module")
def tables(section_of):
    """The section's tables as the library makes them."""
    return section_of("simulated", "qualification").tables


def asked(sample):
    """Return who is asked the indicators of each dimension."""
    return {
        dimension: surely(among(sample.rows, "education", CLASSES[name]))
        for dimension, name in ASKED_OF.items()
    }


def classes(sample):
    """Return count and share of each class."""
    told = []
    for name, educations in CLASSES.items():
        told += sample.both(
            f"qualification.class.{name}",
            among(sample.rows, "education", educations),
            category=name,
        )
    return told


def levels(sample):
    """Return count and share of each education that somebody has, with its level and class."""
    told = []
    for name in names_of("education"):
        held = equals(sample.rows, "education", name)
        if surely(held).any():
            told += sample.both(
                f"qualification.education.{name}",
                held,
                category=name,
                kkni_level=STUDY["qualification"]["kkni"].get(name),
                qualification_class=class_by_education(STUDY).get(name),
            )
    return told


def attainment(sample):
    """Return mean, lowest and highest score of each class that has indicators."""
    told = []
    for dimension, name in ASKED_OF.items():
        of_class = among(sample.rows, "education", CLASSES[name])
        told.append(
            sample.mean(
                f"qualification.{name}.mean",
                f"{dimension}_percent",
                "percent",
                of_class,
                category=name,
            )
        )
        for kind in ("minimum", "maximum"):
            told.append(
                sample.end(
                    f"qualification.{name}.{kind}",
                    kind,
                    f"{dimension}_percent",
                    "percent",
                    of_class,
                    category=name,
                )
            )
    return told


def within(sample):
    """Return the means of indicators in all, by training and by three groups of years."""
    rows, years = sample.rows, sample.rows["tenure_years"]
    groups = {
        "everybody": sample.everybody,
        "trained": surely(equals(rows, "training", "yes")),
        "untrained": surely(equals(rows, "training", "no")),
        "under_3": surely(judged(years < 3, years)),
        "from_3_to_5": surely(judged((years >= 3) & (years <= 5), years)),
        "over_5": surely(judged(years > 5, years)),
    }
    return means_within(sample, asked(sample), "qualification.within", groups)


def sensitivity(sample, others):
    """Return how classes and attainment move under three choices."""
    other = deepcopy(CLASSES)
    other["generalis"].remove("s1")
    other["spesialis"].append("s1")
    read = {}
    for reading, known in (("generalis", CLASSES), ("spesialis", other)):
        read[reading] = {
            name: sample.count("", among(sample.rows, "education", educations))
            for name, educations in known.items()
        }
    scores = {"from_0": others["from_0"], "from_80": sample, "from_100": others["from_100"]}
    means = {}
    for share, under in scores.items():
        mean = {row["category"]: row for row in attainment(under) if row["kind"] == "mean"}
        means[share] = {f"{name}_mean": told_apart(row) for name, row in mean.items()}
    held = {
        f"{name}_share": among(sample.rows, "education", educations)
        for name, educations in CLASSES.items()
    }
    whole = {"answered": {name: sample.share("", one) for name, one in held.items()}}
    whole["everybody"] = {name: sample.share("", one, answered=False) for name, one in held.items()}
    return [
        *moved("qualification", "s1_reading", read, "generalis"),
        *moved("qualification", "answered_share", means, "from_80"),
        *moved("qualification", "missing", whole, "answered"),
    ]


def told_apart(row):
    """Return a row without its category, which a table of sensitivity does not have."""
    return {name: value for name, value in row.items() if name != "category"}


RECOUNTS = {
    "classes": classes,
    "levels": levels,
    "attainment": attainment,
    "tasks": lambda sample: one_by_one(sample, asked(sample), "qualification.task"),
    "answers": lambda sample: answers(sample, asked(sample), "qualification.answer"),
    "tasks_within": within,
    "voices": lambda sample: voices("qualification"),
}
OF_SCALES = {
    "reliability": lambda scales: reliability(scales, "qualification"),
    "verdicts": verdicts,
    "item_statistics": lambda scales: item_statistics(scales, "qualification"),
    "r_table": lambda scales: r_table(scales, "qualification"),
}
#: What only a published article has: indicators as it prints them, and what follows from its means.
OF_AN_ARTICLE = ("indicators", "implied", "readings")
#: The tables that are recounted here.
RECOUNTED = (*RECOUNTS, *OF_SCALES, *OF_AN_ARTICLE, "sensitivity")


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_table_of_qualification_tells_what_plain_pandas_counts(name, tables, sample):
    assert_recounted(tables[name], RECOUNTS[name](sample))


@pytest.mark.parametrize("name", OF_SCALES)
def test_a_table_of_scales_tells_what_plain_numbers_come_to(name, tables, scales):
    assert_recounted(tables[name], OF_SCALES[name](scales))


@pytest.mark.parametrize("name", OF_AN_ARTICLE)
def test_a_survey_has_no_row_of_what_only_an_article_prints(name, tables):
    assert isinstance(tables[name], pd.DataFrame)
    assert tables[name].empty


def test_classes_and_attainment_move_as_recounted_under_other_choices(tables, sample, others):
    assert_recounted(tables["sensitivity"], sensitivity(sample, others))


def test_the_classes_add_up_to_those_whose_education_has_one(tables, sample):
    counts = tables["classes"].query("kind == 'count'")
    assert counts["value"].sum() == sample.rows["qualification_class"].notna().sum()
