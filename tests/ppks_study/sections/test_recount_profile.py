"""Each table of the profile section, recounted from the answers in plain pandas."""

from dataclasses import replace

import pandas as pd
import pytest
from tests.support.recounting import (
    INCOME,
    LANGUAGES,
    among,
    assert_recounted,
    choices,
    equals,
    judged,
    moved,
    names_of,
    same,
    sample_of,
    study_file,
    surely,
    voices,
)
from tests.support.recounting_comparisons import compared, comparisons

from ppks_study.sections.profile import envelope as envelope_of
from ppks_study.sections.table_one import table_one as of_groups

STUDY = study_file()
FLOOR = STUDY["profile"]["minimum_wage_idr_per_month"]
OFFICIAL = [wage["idr_per_month"] for wage in STUDY["profile"]["official_minimum_wages"]]
COMPARED = (
    ("income_by_sex", INCOME, "sex", ("female", "male")),
    ("income_by_side_job", INCOME, "side_job", ("yes", "no")),
    ("income_by_education", INCOME, "education", ()),
    ("income_by_programme", INCOME, "programme", ()),
    ("income_with_tenure", INCOME, "tenure_years", ()),
    ("income_with_age", INCOME, "age_years", ()),
    ("education_by_sex", "education", "sex", ()),
    ("training_by_sex", "training", "sex", ()),
)
#: What Table 1 describes, in order, each with its unit where it is a number.
DESCRIBED = {
    "sex": "",
    "age_years": "years",
    "marital_status": "",
    "education": "",
    "qualification_class": "",
    "field_of_study": "",
    "programme": "",
    "tenure_years": "years",
    "training": "",
    "side_job": "",
    INCOME: "idr_per_month",
}


@pytest.fixture(scope="module")
def sample(simulated):
    """The answers of the simulated survey, scored and paid in plain pandas."""
    return sample_of(simulated)


def frequencies(sample, variable):
    """Return count and share of each choice that somebody gave."""
    told = []
    for name in names_of(variable):
        held = equals(sample.rows, variable, name)
        if surely(held).any():
            told += sample.both(f"profile.{variable}.{name}", held, category=name)
    return told


def occupation(sample):
    """Return who has companion work as the main one, and who another."""
    held = equals(sample.rows, "main_occupation", "companion")
    return [
        *sample.both("profile.occupation.companion_main", held, category="companion_main"),
        *sample.both("profile.occupation.other_main", ~held, category="other_main"),
    ]


def tenure(sample):
    """Return three groups of years."""
    years = sample.rows["tenure_years"]
    return [
        *sample.both("profile.tenure.under_3", judged(years < 3, years), category="under_3"),
        *sample.both(
            "profile.tenure.from_3_to_5",
            judged((years >= 3) & (years <= 5), years),
            category="from_3_to_5",
        ),
        *sample.both("profile.tenure.over_5", judged(years > 5, years), category="over_5"),
    ]


def band(sample, name, low, high, **more):
    """Return count and share of an age band, both ends in it; without a high one it is open."""
    ages = sample.rows["age_years"]
    held = ages >= low if high is None else (ages >= low) & (ages <= high)
    return sample.both(f"profile.age.{name}", judged(held, ages), category=name, **more)


def age(sample):
    """Return the age bands, and the ends and the mean of the ages."""
    (low, high), (young, old) = STUDY["profile"]["productive_age"], STUDY["profile"]["ideal_age"]
    ages = sample.rows["age_years"]
    over = judged(ages > old, ages)
    beyond = {"category": "over_ideal", "from_age": old, "to_age": None}
    every = {"category": "all", "from_age": None, "to_age": None}
    told = [
        *band(sample, "productive", low, high, from_age=low, to_age=high),
        *band(sample, "ideal", young, old, from_age=young, to_age=old),
        *band(sample, "over_ideal", old + 1, None, from_age=old, to_age=None),
    ]
    for kind in ("minimum", "maximum"):
        told.append(
            sample.end(f"profile.age.over_ideal.{kind}", kind, "age_years", "years", over, **beyond)
        )
    return [
        *told,
        sample.end("profile.age.all.minimum", "minimum", "age_years", "years", **every),
        sample.mean("profile.age.all.mean", "age_years", "years", **every),
        sample.end("profile.age.all.maximum", "maximum", "age_years", "years", **every),
    ]


def pyramid(sample):
    """Return how many of each sex lie in each band of five years that ages reach."""
    ages = sample.rows["age_years"]
    told_sex = surely(among(sample.rows, "sex", ["female", "male"]))
    held = ages[told_sex].dropna() // 5 * 5
    told = []
    for start in range(int(held.min()), int(held.max()) + 1, 5):
        for sex in choices("sex"):
            of = surely(equals(sample.rows, "sex", sex["name"]))
            inside = judged((ages >= start) & (ages < start + 5), ages)
            labels = {f"label_{lang}": sex[column] for lang, column in LANGUAGES.items()}
            told.append(
                sample.count(
                    f"profile.pyramid.{sex['name']}.from_{start}.count",
                    inside,
                    of,
                    side=sex["name"],
                    from_age=start,
                    to_age=start + 4,
                    **labels,
                )
            )
    return told


def below(sample, floor):
    """Return who earns less than a floor."""
    return judged(sample.rows[INCOME] < floor, sample.rows[INCOME])


def income(sample):
    """Return the ends and the mean of the income, and who is below the floor and who reaches it."""
    more = {"category": "all"}
    return [
        sample.end("profile.income.all.minimum", "minimum", INCOME, "idr_per_month", **more),
        sample.mean("profile.income.all.mean", INCOME, "idr_per_month", **more),
        sample.end("profile.income.all.maximum", "maximum", INCOME, "idr_per_month", **more),
        *sample.both("profile.income.below_floor", below(sample, FLOOR), category="below_floor"),
        *sample.both(
            "profile.income.reaches_floor", ~below(sample, FLOOR), category="reaches_floor"
        ),
    ]


def envelope(sample):
    """Return the share below each step of the grid, the study's floor, and the official ones."""
    known = sample.rows[INCOME].dropna().sort_values().tolist()
    place = 0.99 * (len(known) - 1)
    step, most = 250_000, 5_000_000
    top = known[int(place)] + (place - int(place)) * (known[int(place) + 1] - known[int(place)])
    if top > most:
        while 32 * step < top:
            step += 250_000
        most = 0
        while most < top:
            most += step
    floors = sorted({*range(step, most + 1, step), FLOOR, *OFFICIAL})
    return [
        sample.share(
            f"profile.envelope.below_{floor}.share",
            below(sample, floor),
            floor=floor,
            label_id=str(floor),
            label_en=str(floor),
        )
        for floor in floors
    ]


def groups(sample, floor=FLOOR):
    """Return the shares within the largest programme, each sex, and those without a degree."""
    rows = sample.rows
    biggest = surely(equals(rows, "programme", rows["programme"].value_counts().index[0]))
    poor = below(sample, floor)
    told = {
        "women_in_main_programme": (equals(rows, "sex", "female"), biggest),
        "degree_in_main_programme": (equals(rows, "education", "s1"), biggest),
        "below_floor_of_women": (poor, surely(equals(rows, "sex", "female"))),
        "below_floor_of_men": (poor, surely(equals(rows, "sex", "male"))),
        "below_floor_without_degree": (poor, surely(equals(rows, "education", "slta"))),
    }
    return [
        sample.share(f"profile.groups.{name}.share", held, of, category=name)
        for name, (held, of) in told.items()
    ]


def largest(sample):
    """Return count and share of the largest programme."""
    name = sample.rows["programme"].value_counts().index[0]
    return sample.both("profile.largest", equals(sample.rows, "programme", name))


def together(**tables):
    """Return the rows of several tables, each with the name of its table."""
    told = []
    for name, rows in tables.items():
        told += [{**row, "group": name} for row in rows]
    return told


def composition(sample):
    """Return sex, marital status, education and field of study together."""
    names = ("sex", "marital_status", "education", "field_of_study")
    return together(**{name: frequencies(sample, name) for name in names})


def work(sample):
    """Return occupation, side job, tenure and training together."""
    return together(
        occupation=occupation(sample),
        side_job=frequencies(sample, "side_job"),
        tenure=tenure(sample),
        training=frequencies(sample, "training"),
    )


def categories(rows, variable):
    """Return who is in each category of a question, or of the qualification classes."""
    known = STUDY["qualification"]["classes"]
    if variable != "qualification_class":
        return {name: equals(rows, variable, name) for name in names_of(variable)}
    return {name: among(rows, "education", educations) for name, educations in known.items()}


def table_one(sample, by="sex"):
    """Return Table 1: sizes, then each variable in all and by group."""
    rows = sample.rows
    columns = {"all": sample.everybody}
    for name, held in categories(rows, by).items():
        if surely(held).any():
            columns[name] = surely(held)
    told = []
    for name, of in columns.items():
        row = sample.count(
            f"profile.table_one.{name}.count",
            judged(of) if name == "all" else categories(rows, by)[name],
        )
        told.append({**row, "column": name, "group": "", "category": "size", "by": by})
    for variable, unit in DESCRIBED.items():
        if variable == by:
            continue
        for column, of in columns.items():
            start = f"profile.table_one.{column}.{variable}"
            more = {"column": column, "group": variable, "by": by}
            if unit:
                told += described(sample, start, variable, unit, of, more)
                continue
            held = {
                name: one for name, one in categories(rows, variable).items() if surely(one).any()
            }
            for kind in (sample.count, sample.share):
                told += [
                    kind(f"{start}.{name}.{kind.__name__}", one, of, category=name, **more)
                    for name, one in held.items()
                ]
    return told


def described(sample, start, variable, unit, of, more):
    """Return the rows of a number: its weighted mean, its plain spread and quartiles."""
    mean = sample.mean(f"{start}.mean", variable, unit, of=of, category="mean", **more)
    known = sample.rows[variable][of].dropna().sort_values().tolist()
    spread = {"sd": pd.Series(known).std(ddof=1) if len(known) >= 3 else None}
    for kind, share in {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}.items():
        spread[kind] = quantile(known, share) if len(known) >= 12 else None
    return [
        mean,
        *(
            {
                **mean,
                "key": f"{start}.{kind}",
                "kind": kind,
                "category": kind,
                "value": value,
                "interval": None,
                "basis": "withheld" if value is None else "computed",
            }
            for kind, value in spread.items()
        ),
    ]


def quantile(ordered, share):
    """Return a quantile between two of the ordered values, as R has it by type 7."""
    place = share * (len(ordered) - 1)
    before = int(place)
    after = min(before + 1, len(ordered) - 1)
    return ordered[before] + (place - before) * (ordered[after] - ordered[before])


def sensitivity(sample):
    """Return the rows of each choice: wage floor, age bands, and whom shares are of."""
    rows, told = sample.rows, []
    women, men = (surely(equals(rows, "sex", sex)) for sex in ("female", "male"))
    told += moved(
        "profile",
        "wage_floor",
        {
            f"idr_{floor}": {
                "below_floor": sample.share("", below(sample, floor)),
                "below_floor_of_women": sample.share("", below(sample, floor), women),
                "below_floor_of_men": sample.share("", below(sample, floor), men),
            }
            for floor in (FLOOR, *OFFICIAL)
        },
        f"idr_{FLOOR}",
    )
    (low, high), (young, old) = STUDY["profile"]["productive_age"], STUDY["profile"]["ideal_age"]
    bands = {
        "productive_age": ("productive", [(low, high), (low + 1, high - 1), (15, 64)]),
        "ideal_age": ("ideal", [(young, old), (young + 1, old - 1), (young - 1, old + 1)]),
    }
    for choice, (result, ends) in bands.items():
        shares = {
            f"{first}_to_{last}": {result: band(sample, result, first, last)[1]}
            for first, last in ends
        }
        for row in moved("profile", choice, shares, f"{ends[0][0]}_to_{ends[0][1]}"):
            row.pop("category")
            told.append(row)
    results = {
        "married": equals(rows, "marital_status", "married"),
        "side_job": equals(rows, "side_job", "yes"),
        "companion_main": equals(rows, "main_occupation", "companion"),
        "below_floor": below(sample, FLOOR),
    }
    return told + moved("profile", "missing", shares_of(sample, results), "answered")


def shares_of(sample, results):
    """Return the shares of some results of who answered, and of everybody."""
    answered = {name: sample.share("", held) for name, held in results.items()}
    return {
        "answered": answered,
        "everybody": {
            name: sample.share("", held, answered=False) for name, held in results.items()
        },
    }


RECOUNTS = {
    "sex": lambda sample: frequencies(sample, "sex"),
    "marital_status": lambda sample: frequencies(sample, "marital_status"),
    "education": lambda sample: frequencies(sample, "education"),
    "field_of_study": lambda sample: frequencies(sample, "field_of_study"),
    "side_job": lambda sample: frequencies(sample, "side_job"),
    "programme": lambda sample: frequencies(sample, "programme"),
    "training": lambda sample: frequencies(sample, "training"),
    "occupation": occupation,
    "tenure": tenure,
    "composition": composition,
    "work": work,
    "age": age,
    "pyramid": pyramid,
    "income": income,
    "envelope": envelope,
    "groups": groups,
    "comparisons": lambda sample: comparisons(sample.rows, "profile", COMPARED),
    "compared": lambda sample: compared(comparisons(sample.rows, "profile", COMPARED), "profile"),
    "largest": largest,
    "table_one": table_one,
    "sensitivity": sensitivity,
    "voices": lambda sample: voices("profile"),
}


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_table_of_the_profile_tells_what_plain_pandas_counts(name, simulated, section_of, sample):
    assert_recounted(section_of("simulated", "profile").tables[name], RECOUNTS[name](sample))


def test_table_1_by_qualification_class_tells_what_plain_pandas_counts(simulated, sample):
    by = "qualification_class"
    assert_recounted(of_groups(simulated, by), table_one(sample, by))


def test_the_curve_holds_the_floor_and_the_official_ones_beside_its_grid(simulated, sample):
    profile = simulated.study.profile
    other = replace(profile.official_minimum_wages[0], idr_per_month=2_345_678)
    changed = replace(
        profile, minimum_wage_idr_per_month=2_899_999, official_minimum_wages=(other,)
    )
    found = envelope_of(replace(simulated, study=replace(simulated.study, profile=changed)))
    told = found.set_index("floor")["value"]
    assert told.index.is_monotonic_increasing
    for floor in (2_345_678, 2_899_999):
        assert same(told[floor], sample.share("", below(sample, floor))["value"])
