"""Profile: who the pendamping are, and their income beside the wage floor."""

import math
from collections.abc import Iterable, Mapping
from functools import partial

import pandas as pd

from ppks_study.estimates import Quantity
from ppks_study.sections.comparisons import Apart, Compared, compared, comparisons, differences
from ppks_study.sections.sensitivity import (
    WORKING_AGE,
    age_limits,
    missing,
    moves,
    results,
    wage_floor,
)
from ppks_study.sections.table_one import table_one
from ppks_study.survey import Section, Survey, computed_once

# Age by sex, in bands of five years.

#: Years of a band; the first and the last age that are asked about where only claims are known.
BAND, YOUNGEST, OLDEST = 5, 15, 79


def pyramid(survey: Survey) -> pd.DataFrame:
    """Return how many of each sex lie in each band of five years of age; in a reconstruction, the
    ranges left open.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        Estimate frame of counts, of each sex: ``n`` tells whose age is known, ``missing`` whose is
        not. With ``label_<lang>`` (the sex), ``side`` (its name), ``from_age`` and ``to_age``
        (years). Bands begin with the lowest and end with the highest in which somebody can be.
    """
    sexes = survey.instrument.variable("sex").choices[:2]
    wanted, bands_of = [], []
    for start in _starts(survey):
        end = start + BAND - 1
        for sex in sexes:
            wanted.append(
                Quantity(
                    f"profile.pyramid.{sex.name}.from_{start}.count",
                    "count",
                    of=f"sex={sex.name}",
                    condition=f"age_years>={start} & age_years<={end}",
                    unit="people",
                )
            )
            bands_of.append(
                {
                    "side": sex.name,
                    "from_age": start,
                    "to_age": end,
                    "label_id": sex.labels["id"],
                    "label_en": sex.labels["en"],
                }
            )
    table = survey.estimate(wanted).join(pd.DataFrame(bands_of))
    held = table.loc[(table["upper"] > 0).fillna(True), "from_age"]
    return table[table["from_age"].between(held.min(), held.max())].reset_index(drop=True)


def _starts(survey: Survey) -> range:
    """Return the first ages of the bands: of a survey, as far as its respondents' ages reach."""
    ages = survey.respondents["age_years"].dropna()
    low, high = (
        (YOUNGEST, OLDEST)
        if survey.reconstructed or ages.empty
        else (int(ages.min()), int(ages.max()))
    )
    return range(BAND * (low // BAND), high + 1, BAND)


#: Floors of the income curve, in steps of this many rupiah, up to the highest income that is asked
#: about.
STEP = 250_000
HIGHEST = 5_000_000
#: A curve has no more steps than these.
MOST_STEPS = 32
COUNTED = (
    "sex",
    "marital_status",
    "education",
    "field_of_study",
    "side_job",
    "programme",
    "training",
)
COMPOSITION = ("sex", "marital_status", "education", "field_of_study")
WORK = ("occupation", "side_job", "tenure", "training")
COMPARED = (
    Compared("income_by_sex", "income_idr_per_month", "sex", ("female", "male")),
    Compared("income_by_side_job", "income_idr_per_month", "side_job", ("yes", "no")),
    Compared("income_by_education", "income_idr_per_month", "education"),
    Compared("income_by_programme", "income_idr_per_month", "programme"),
    Compared("income_with_tenure", "income_idr_per_month", "tenure_years"),
    Compared("income_with_age", "income_idr_per_month", "age_years"),
    Compared("education_by_sex", "education", "sex"),
    Compared("training_by_sex", "training", "sex"),
)


@computed_once
def profile(survey: Survey, *, table_one_by: str = "sex") -> Section:
    """Return the tables of the profile section.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    table_one_by : str
        What groups Table 1: a question with one choice, or ``qualification_class``.

    Returns
    -------
    Section
        One table of counts and shares per variable of `COUNTED`; ``composition`` and ``work``,
        several of them together; ``occupation`` (companion work or another main job); ``age`` (both
        age bands, extremes, mean); ``pyramid`` (bands of five years by sex); ``tenure`` (years in
        three groups); ``income`` (extremes, mean, and who is below the floor); ``envelope`` (share
        below each of many floors); ``groups`` (shares within groups that the study does not print);
        ``comparisons`` (tests of a survey's groups; of a reconstruction how far groups can lie
        apart) and ``compared`` (what they come to); ``largest`` (the largest programme, of a
        survey); ``table_one``; ``sensitivity`` (how main results move under choices that the paper
        leaves open); ``voices``.
    """
    tables = {variable: frequencies(survey, variable) for variable in COUNTED}
    tables |= {"occupation": occupation(survey), "tenure": tenure(survey)}
    found = differences(survey, "profile", apart(survey)) if survey.reconstructed else comparisons(
        survey, "profile", COMPARED)
    return Section(
        "profile",
        {
            **tables,
            "composition": together(tables, COMPOSITION),
            "work": together(tables, WORK),
            "age": age(survey),
            "pyramid": pyramid(survey),
            "income": income(survey),
            "envelope": envelope(survey),
            "groups": groups(survey),
            "comparisons": found,
            "compared": compared(found, "profile"),
            "largest": largest(survey),
            "table_one": table_one(survey, table_one_by),
            "sensitivity": sensitivity(survey),
            "voices": survey.voices("profile"),
        },
    )


def together(tables: Mapping[str, pd.DataFrame], names: Iterable[str]) -> pd.DataFrame:
    """Return several tables as one, with the name of each in ``group``.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        By name.
    names : iterable of str
        Those that are put together, in order.
    """
    return pd.concat([tables[name].assign(group=name) for name in names], ignore_index=True)


def both(key: str, condition: str, of: str = "") -> list[Quantity]:
    """Return the count and the share of a condition.

    Parameters
    ----------
    key : str
        What the keys begin with; ``count`` and ``share`` follow.
    condition : str
        Whom is counted.
    of : str
        Whom shares are of; empty: everybody.
    """
    return [Quantity(f"{key}.count", "count", condition=condition, of=of, unit="people"),
            Quantity(f"{key}.share", "share", condition=condition, of=of, unit="percent")]


def numbered(survey: Survey, quantities: Iterable[Quantity]) -> pd.DataFrame:
    """Return an estimate frame with the category that its keys name.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    quantities : iterable of Quantity
        What is wanted; the last but one part of a key is its category.
    """
    return survey.estimate(quantities).assign(category=lambda t: t["key"].str.split(".").str[-2])


def frequencies(survey: Survey, variable: str) -> pd.DataFrame:
    """Return count and share per choice of a variable, without choices that nobody can have.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    variable : str
        A question with choices.
    """
    found = numbered(
        survey,
        [
            quantity
            for choice in survey.instrument.variable(variable).choices
            for quantity in both(f"profile.{variable}.{choice.name}", f"{variable}={choice.name}")
        ],
    )
    return found[found["upper"].fillna(1) > 0].reset_index(drop=True)


def occupation(survey: Survey) -> pd.DataFrame:
    """Return who has companion work, or another job, as the main occupation.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    return numbered(survey, both("profile.occupation.companion_main", "main_occupation=companion")
                    + both("profile.occupation.other_main", "main_occupation!=companion"))


def bands(survey: Survey) -> pd.DataFrame:
    """Return who lies in the productive and the ideal age band, and who beyond the ideal one.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    (low, high), (young, old) = survey.study.profile.productive_age, survey.study.profile.ideal_age
    return numbered(survey, [
        *both("profile.age.productive", f"age_years>={low} & age_years<={high}"),
        *both("profile.age.ideal", f"age_years>={young} & age_years<={old}"),
        *both("profile.age.over_ideal", f"age_years>{old}"),
    ])


def age(survey: Survey) -> pd.DataFrame:
    """Return who lies in the productive and the ideal age band, who beyond it, and the ages'
    extremes and mean.

    ``from_age`` and ``to_age`` are a band's ends in years; an open end is missing.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    (low, high), (young, old) = survey.study.profile.productive_age, survey.study.profile.ideal_age
    first = {"productive": low, "ideal": young, "over_ideal": old}
    last = {"productive": high, "ideal": old}
    counted = bands(survey)
    someone = bool(
        (counted.loc[counted["key"] == "profile.age.over_ideal.count", "upper"] > 0).any()
    )
    extremes = [
        _age("over_ideal", kind, f"age_years>{old}") for kind in ("minimum", "maximum") if someone
    ]
    extremes += [_age("all", kind) for kind in ("minimum", "mean", "maximum")]
    found = pd.concat([counted, numbered(survey, extremes)], ignore_index=True)
    return found.assign(from_age=found["category"].map(first).astype("Int64"),
                        to_age=found["category"].map(last).astype("Int64"))


def _age(group: str, kind: str, condition: str = "") -> Quantity:
    return Quantity(
        f"profile.age.{group}.{kind}", kind, condition=condition, variable="age_years", unit="years"
    )


def tenure(survey: Survey) -> pd.DataFrame:
    """Return how long respondents have been companions, in three groups of years.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    return numbered(survey, both("profile.tenure.under_3", "tenure_years<3")
                    + both("profile.tenure.from_3_to_5", "tenure_years>=3 & tenure_years<=5")
                    + both("profile.tenure.over_5", "tenure_years>5"))


def income(survey: Survey) -> pd.DataFrame:
    """Return the income's extremes and mean, rupiah per month, and who is below the floor.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    floor = survey.study.profile.minimum_wage_idr_per_month
    return numbered(
        survey,
        [
            *(
                Quantity(
                    f"profile.income.all.{kind}",
                    kind,
                    variable="income_idr_per_month",
                    unit="idr_per_month",
                )
                for kind in ("minimum", "mean", "maximum")
            ),
            *both("profile.income.below_floor", f"income_idr_per_month<{floor}"),
            *both("profile.income.reaches_floor", f"income_idr_per_month>={floor}"),
        ],
    )


def floors(survey: Survey) -> list[int]:
    """Return the floors of the income curve: a grid, the study's floor, and the official ones.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    named = [wage.idr_per_month for wage in survey.study.profile.official_minimum_wages]
    step, highest = grid(survey)
    return sorted(
        {*range(step, highest + 1, step), survey.study.profile.minimum_wage_idr_per_month, *named}
    )


def grid(survey: Survey) -> tuple[int, int]:
    """Return the step and the end of the income curve's grid; a survey's ends where nearly
    everybody earns less.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    top = (
        None if survey.reconstructed else survey.respondents["income_idr_per_month"].quantile(0.99)
    )
    if top is None or pd.isna(top) or top <= HIGHEST:
        return STEP, HIGHEST
    step = STEP * math.ceil(float(top) / (STEP * MOST_STEPS))
    return step, step * math.ceil(float(top) / step)


def envelope(survey: Survey) -> pd.DataFrame:
    """Return the share of respondents with an income below each floor; column ``floor``, rupiah per
    month.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    found = survey.estimate(Quantity(f"profile.envelope.below_{floor}.share", "share",
                                     condition=f"income_idr_per_month<{floor}", unit="percent")
                            for floor in floors(survey))
    names = [str(floor) for floor in floors(survey)]
    return found.assign(floor=floors(survey), label_id=names, label_en=names)


def main_programme(survey: Survey) -> str:
    """Return the programme or role that most respondents hold.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    found = survey.respondents["programme"].mode()
    return str(found.iloc[0]) if len(found) else "pkh"


def largest(survey: Survey) -> pd.DataFrame:
    """Return how many respondents the largest programme or role has; empty for a reconstruction,
    which names it.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    wanted = (
        []
        if survey.reconstructed
        else both("profile.largest", f"programme={main_programme(survey)}")
    )
    return survey.estimate(wanted)


def groups(survey: Survey) -> pd.DataFrame:
    """Return shares within groups that a reader would ask for: in a reconstruction, what the claims
    allow.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    programme = main_programme(survey)
    floor = survey.study.profile.minimum_wage_idr_per_month
    wanted = [("women_in_main_programme", "sex=female", f"programme={programme}"),
              ("degree_in_main_programme", "education=s1", f"programme={programme}"),
              ("below_floor_of_women", f"income_idr_per_month<{floor}", "sex=female"),
              ("below_floor_of_men", f"income_idr_per_month<{floor}", "sex=male"),
              ("below_floor_without_degree", f"income_idr_per_month<{floor}", "education=slta")]
    return survey.estimate(
        Quantity(
            f"profile.groups.{name}.share", "share", condition=condition, of=of, unit="percent"
        )
        for name, condition, of in wanted
    ).assign(category=[name for name, _, _ in wanted])


def apart(survey: Survey) -> list[Apart]:
    """Return the groups whose incomes the claims hold apart or not: the sexes, and the largest
    programme.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    floor, pkh = survey.study.profile.minimum_wage_idr_per_month, main_programme(survey)
    below, women, men = f"income_idr_per_month<{floor}", "sex=female", "sex=male"
    inside, outside = f"programme={pkh}", f"programme!={pkh}"
    return [
        Apart("mean_income_of_sexes", women, men, "", "income_idr_per_month", "idr_per_month"),
        Apart(
            "mean_income_of_programmes",
            inside,
            outside,
            "",
            "income_idr_per_month",
            "idr_per_month",
        ),
        Apart("below_floor_of_sexes", women, men, below),
        Apart("below_floor_of_programmes", inside, outside, below),
        Apart("degree_of_sexes", women, men, "education=s1"),
        Apart("degree_of_programmes", inside, outside, "education=s1"),
    ]


def sensitivity(survey: Survey) -> pd.DataFrame:
    """Return how the shares below the floor, in the age bands and of answers move under choices
    left open.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    low = {"below_floor": "profile.income.below_floor.share"}
    among = {
        f"below_floor_of_{who}": f"profile.groups.below_floor_of_{who}.share"
        for who in ("women", "men")
    }
    married = results(
        partial(frequencies, variable="marital_status"),
        married="profile.marital_status.married.share",
    )
    side_job = results(
        partial(frequencies, variable="side_job"), side_job="profile.side_job.yes.share"
    )
    main = results(occupation, companion_main="profile.occupation.companion_main.share")
    return moves(
        survey,
        "profile",
        (
            wage_floor(survey, (*results(income, **low), *results(groups, **among))),
            age_limits(
                survey,
                "productive_age",
                results(bands, productive="profile.age.productive.share"),
                WORKING_AGE,
            ),
            age_limits(survey, "ideal_age", results(bands, ideal="profile.age.ideal.share")),
            missing(survey, (*married, *side_job, *main, *results(income, **low))),
        ),
    )
