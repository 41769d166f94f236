"""Each table of the competence section, recounted from the answers in plain pandas."""

from dataclasses import replace
from functools import cache

import pytest
from tests.support.recounting import (
    ASKED_OF,
    COMPETENCE,
    assert_recounted,
    equals,
    items,
    judged,
    moved,
    plain,
    same,
    sample_of,
    scored,
    stated,
    study_file,
    voices,
)
from tests.support.recounting_comparisons import compared, comparisons
from tests.support.recounting_scales import (
    Scale,
    answers,
    item_statistics,
    one_by_one,
    r_table,
    reliability,
    verdicts,
)

import ppks_study as ppks
from ppks_study.sections.competence import classes as classes_of

STUDY = study_file()
CLASSES = list(STUDY["scoring"]["classes"])
#: What the scores are compared by, and which two groups.
GROUPED = {
    "sex": ("female", "male"),
    "field_of_study": ("related", "unrelated"),
    "training": ("yes", "no"),
    "education": (),
    "tenure_years": (),
    "age_years": (),
}


@pytest.fixture(scope="module")
def sample(simulated):
    """The answers of the simulated survey, scored and paid in plain pandas."""
    return sample_of(simulated)


@pytest.fixture(scope="module")
def others(simulated):
    """The samples under other rules of scoring: between bands, and by the share answered."""
    return {
        "nearest": sample_of(simulated, between="nearest"),
        "from_0": sample_of(simulated, answered_share=0),
        "from_100": sample_of(simulated, answered_share=1),
    }


@pytest.fixture(scope="module")
def scales(sample):
    """The scales of the section's items."""
    return [Scale(sample, dimension, sample.everybody) for dimension in COMPETENCE]


def mean_score(sample, dimension, **more):
    """Return the row of the mean score of a dimension."""
    return sample.mean(f"competence.{dimension}.mean", f"{dimension}_percent", "percent", **more)


def scores(sample):
    """Return mean, lowest and highest score of each dimension."""
    told = []
    for dimension in COMPETENCE:
        told.append(mean_score(sample, dimension, category=dimension))
        for kind in ("minimum", "maximum"):
            told.append(
                sample.end(
                    f"competence.{dimension}.{kind}",
                    kind,
                    f"{dimension}_percent",
                    "percent",
                    category=dimension,
                )
            )
    return told


def in_class(sample, dimension, name):
    """Return who lies in a class of a dimension."""
    return equals(sample.rows, f"{dimension}_class", name)


def classes(sample):
    """Return how many lie in each class of each dimension."""
    told = []
    for dimension in COMPETENCE:
        told += [
            sample.count(
                f"competence.class.{dimension}.{name}.count",
                in_class(sample, dimension, name),
                category=name,
                group=dimension,
            )
            for name in CLASSES
        ]
    return told


def people(sample):
    """Return the share at the maximum of each dimension, and of those near it."""
    told = []
    for dimension in COMPETENCE:
        percents = sample.rows[f"{dimension}_percent"]
        for name, limit in (("at_maximum", 100), ("near_ceiling", 99)):
            told.append(
                sample.share(
                    f"competence.people.{dimension}.{name}.share",
                    judged(percents >= limit, percents),
                    category=name,
                    group=dimension,
                )
            )
    return told


def groups(sample):
    """Return the mean scores by education and by field of study."""
    told = []
    for dimension in COMPETENCE:
        for variable, choice in (
            ("education", "s1"),
            ("education", "slta"),
            ("field_of_study", "related"),
            ("field_of_study", "unrelated"),
        ):
            name = f"{variable}_{choice}"
            told.append(
                sample.mean(
                    f"competence.groups.{dimension}.{name}.mean",
                    f"{dimension}_percent",
                    "percent",
                    equals(sample.rows, variable, choice),
                    category=name,
                    group=dimension,
                )
            )
    return told


def training(sample):
    """Return who was trained, whose field is related or not, and who has a degree."""
    told = []
    for name, variable, choice in (
        ("trained", "training", "yes"),
        ("related_field", "field_of_study", "related"),
        ("unrelated_field", "field_of_study", "unrelated"),
        ("degree", "education", "s1"),
    ):
        told += sample.both(
            f"competence.{name}", equals(sample.rows, variable, choice), category=name
        )
    return told


@cache
def every_item(sample):
    """Return the items of the three dimensions, one by one."""
    return one_by_one(sample, dict.fromkeys(COMPETENCE, sample.everybody), "competence.item")


def ends(sample):
    """Return the lowest and the highest mean of the items of each dimension."""
    rows = [row for row in every_item(sample) if row["kind"] == "mean"]
    told = []
    for name, end in (("lowest", min), ("highest", max)):
        for dimension in COMPETENCE:
            of = end(row["value"] for row in rows if row["group"] == dimension)
            told.append((f"competence.items.{dimension}.{name}", of, "percent"))
    return stated(told, n=sum(len(items(dimension)) for dimension in COMPETENCE))


def comparisons_of(sample):
    """Return the comparisons of scores between groups."""
    wanted = []
    for by, names in GROUPED.items():
        wanted += [
            (f"{dimension}_by_{by}", f"{dimension}_percent", by, names) for dimension in COMPETENCE
        ]
    return comparisons(sample.rows, "competence", wanted)


def sensitivity(sample, others):
    """Return how the best class, the means and who was trained move."""
    rules = {"lower": sample, "nearest": others["nearest"]}
    shares = {"from_0": others["from_0"], "from_80": sample, "from_100": others["from_100"]}
    best, means = {}, {}
    for rule, under in rules.items():
        best[rule] = {
            f"{dimension}_top": under.count("", in_class(under, dimension, CLASSES[0]))
            for dimension in COMPETENCE
        }
    for share, under in shares.items():
        means[share] = {
            f"{dimension}_mean": mean_score(under, dimension) for dimension in COMPETENCE
        }
    held = {
        "trained": equals(sample.rows, "training", "yes"),
        "related_field": equals(sample.rows, "field_of_study", "related"),
    }
    whole = {"answered": {name: sample.share("", one) for name, one in held.items()}}
    whole["everybody"] = {name: sample.share("", one, answered=False) for name, one in held.items()}
    return [
        *moved("competence", "between", best, STUDY["scoring"]["between"]),
        *moved("competence", "answered_share", means, "from_80"),
        *moved("competence", "missing", whole, "answered"),
    ]


RECOUNTS = {
    "scores": scores,
    "classes": classes,
    "people": people,
    "groups": groups,
    "training": training,
    "items": every_item,
    "ends": ends,
    "comparisons": comparisons_of,
    "compared": lambda sample: compared(comparisons_of(sample), "competence"),
    "answers": lambda sample: answers(
        sample, dict.fromkeys(COMPETENCE, sample.everybody), "competence.answer"
    ),
    "voices": lambda sample: voices("competence"),
}
OF_SCALES = {
    "reliability": lambda scales: reliability(scales, "competence"),
    "verdicts": verdicts,
    "item_statistics": lambda scales: item_statistics(scales, "competence"),
    "r_table": lambda scales: r_table(scales, "competence"),
}
#: The tables that are recounted here.
RECOUNTED = (*RECOUNTS, *OF_SCALES, "sensitivity")


@pytest.fixture(scope="module")
def tables(section_of):
    """The section's tables as the library makes them."""
    return section_of("simulated", "competence").tables


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_table_of_competence_tells_what_plain_pandas_counts(name, tables, sample):
    assert_recounted(tables[name], RECOUNTS[name](sample))


@pytest.mark.parametrize("name", OF_SCALES)
def test_a_table_of_scales_tells_what_plain_numbers_come_to(name, tables, scales):
    assert_recounted(tables[name], OF_SCALES[name](scales))


def test_the_best_class_and_the_means_move_as_recounted_under_other_rules(tables, sample, others):
    assert_recounted(tables["sensitivity"], sensitivity(sample, others))


def with_points(respondents, reached):
    """Return respondents of whom each gave twenty answers that come to so many points of 100."""
    found = respondents.copy()
    for place, total in enumerate(reached):
        for number, item in enumerate(items("knowledge")):
            points = total // 20 + (number < total % 20)
            answer = next(name for name, given in item.points.items() if given == points)
            found.loc[found.index[place], item.name] = answer if number < 20 else None
    return found


def test_a_score_at_a_bound_lies_in_the_class_above_and_a_point_less_in_the_one_below(simulated):
    reached = [100]
    for bound in STUDY["scoring"]["classes"].values():
        reached += [bound - 1, bound, bound + 1] if bound else [20]
    answers = with_points(simulated.respondents, reached)
    people = ppks.score(answers, simulated.instrument, simulated.study)
    rows = scored(plain(answers), STUDY)
    first = rows.index[: len(reached)]
    assert rows.loc[first, "knowledge_percent"].tolist() == reached
    assert (
        people.loc[first, "knowledge_class"].tolist() == rows.loc[first, "knowledge_class"].tolist()
    )
    counted = classes_of(replace(simulated, respondents=people)).query("group == 'knowledge'")
    held = rows["knowledge_class"].value_counts()
    assert counted["value"].tolist() == [held.get(name, 0) for name in CLASSES]


def test_scores_classes_and_levels_of_respondents_are_those_worked_out_here(simulated, sample):
    for name in ("percent", "class"):
        for dimension in (*COMPETENCE, *ASKED_OF):
            column = f"{dimension}_{name}"
            pairs = zip(simulated.respondents[column], sample.rows[column], strict=True)
            assert all(same(one, other) for one, other in pairs), column
    for column in ("kkni_level", "qualification_class"):
        pairs = zip(simulated.respondents[column], sample.rows[column], strict=True)
        assert all(same(one, other) for one, other in pairs), column


def test_the_classes_of_a_dimension_add_up_to_those_who_have_a_score(tables, sample):
    for dimension, rows in tables["classes"].groupby("group"):
        known = sample.rows[f"{dimension}_percent"].notna().sum()
        assert rows["value"].sum() == known
        assert rows["n"].tolist() == [known] * len(CLASSES)
