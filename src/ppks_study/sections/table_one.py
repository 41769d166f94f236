"""Table 1: who the respondents are, all together and by any one grouping."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd

from claimcheck.conditions import apart, parse
from claimcheck.statements import Term
from ppks_study.errors import nearest
from ppks_study.estimates import NO_INTERVAL, Published, Quantity, frame_of
from ppks_study.survey import Survey
from surveyintake.instrument import Instrument
from surveystats.errors import ParameterError

#: What is described, in order; the grouping itself is left out.
DESCRIBED = (
    "sex",
    "age_years",
    "marital_status",
    "education",
    "qualification_class",
    "field_of_study",
    "programme",
    "tenure_years",
    "training",
    "side_job",
    "income_idr_per_month",
)
CLASS = "qualification_class"
ALL = "all"
#: The kind of the rows that count who did not answer, where that is not settled.
UNANSWERED = "unanswered"
#: Quantiles of numbers, by kind.
QUANTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
#: A quartile is told of at least so many times the fewest people of a cell: as many then lie on
#: either side of it.
QUARTERS = 4
UNITS = {"idr_per_month": "idr_per_month", "years": "years"}
#: Roles of questions that group nobody.
_NO_GROUPS = ("identifier", "consent", "code")


def table_one(survey: Survey, by: str = "sex") -> pd.DataFrame:
    """Return Table 1: counts and shares of each category, mean and quartiles of each number, in all
    and by group.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    by : str
        The grouping: a question with one choice, or ``qualification_class``.

    Returns
    -------
    DataFrame
        An estimate frame. ``group`` is the variable (empty in the rows that count the people of a
        column), ``category`` the choice, or what is told of a number (``mean``; of a survey also
        ``sd``, ``median`` and quartiles); ``column`` is ``all`` or a choice of the grouping, and
        ``by`` the grouping. ``missing`` is how many of the column's people did not answer. Choices
        and groups that nobody can have are left out.

    Raises
    ------
    ParameterError
        The grouping is no question, or one without one choice; names the nearest.

    Notes
    -----
    Of a reconstruction a cell holds the range that the published claims allow. Medians and
    quartiles are left out, since claims on sums do not limit them sharply, and so are shares of a
    group whose size the claims do not settle. Standard deviations have the divisor n - 1. Quartiles
    interpolate linearly, as ``quantile(type = 7)`` in R.
    """
    grouping = checked(survey, by)
    survey = _narrowed(survey, grouping)
    levels = {ALL: "", **conditions(survey, grouping)}
    sizes, rows = {}, []
    for name, condition in list(levels.items()):
        sizes[name] = _size(survey, name, condition)
        if (sizes[name]["upper"].fillna(1) > 0).any():
            rows.append(sizes[name].assign(column=name, group="", category="size"))
        else:
            del levels[name]
    for variable in DESCRIBED:
        if variable != grouping and variable in {*survey.instrument.variables, CLASS}:
            rows += _described(survey, variable, levels, sizes)
    return pd.concat(rows, ignore_index=True).assign(by=grouping)


def _narrowed(survey: Survey, grouping: str) -> Survey:
    """Return a survey with the columns that Table 1 asks for, which is quicker to take groups
    of."""
    wanted = pd.Index((*DESCRIBED, grouping)).unique()
    kept = wanted[wanted.isin(survey.respondents.columns)]
    return replace(survey, respondents=survey.respondents[list(kept)])


def checked(survey: Survey, by: str) -> str:
    """Return the name of a grouping; refuse what groups nobody.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    by : str
        The grouping that is asked for.
    """
    known = groupings(survey.instrument, reconstructed=survey.reconstructed)
    if by not in known:
        one = survey.instrument.variables.get(by)
        what = (
            f"there is no question {by!r}"
            if one is None
            else f"{by!r} puts nobody into a group: {one.type}"
        )
        raise ParameterError(f"Table 1 cannot be grouped: {what}", where=f"table_one_by = {by!r}",
                             expected=f"a question with one choice: {nearest(by, known)}",
                             fix="name one of these, or qualification_class")
    return by


def groupings(instrument: Instrument, *, reconstructed: bool = False) -> list[str]:
    """Return the questions that can group Table 1; of a reconstruction no single items, which mean
    nothing there.

    Parameters
    ----------
    instrument : Instrument
        The questionnaire.
    reconstructed : bool
        Whether the respondents are a reconstruction.
    """
    names = []
    for question in instrument.variables.values():
        is_meaningless = reconstructed and question.dimension
        if (question.type == "select_one" and question.role not in _NO_GROUPS
                and not is_meaningless):
            names.append(question.name)
    return [*names, CLASS]


def conditions(survey: Survey, variable: str) -> dict[str, str]:
    """Return the condition of each choice of a variable, in order.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    variable : str
        A question with choices, or ``qualification_class``.
    """
    found = {}
    if variable == CLASS:
        for name, choices in survey.study.qualification.classes.items():
            if choices:
                found[name] = f"education in {'|'.join(choices)}"
        return found
    for choice in survey.instrument.variable(variable).choices:
        found[choice.name] = f"{variable}={choice.name}"
    return found


def _size(survey: Survey, name: str, condition: str) -> pd.DataFrame:
    """Return how many people a column is about."""
    return survey.estimate(
        [Quantity(f"profile.table_one.{name}.count", "count", condition=condition, unit="people")]
    )


def _described(survey: Survey, variable: str, levels: dict[str, str],
               sizes: dict[str, pd.DataFrame]) -> list[pd.DataFrame]:
    """Return what is told of a variable, in each column."""
    rows = []
    if variable != CLASS and not survey.instrument.variable(variable).choices:
        for name, of in levels.items():
            rows.append(_number(survey, variable, name, of).assign(column=name, group=variable))
        return rows
    wanted = conditions(survey, variable)
    everybody = _counts(survey, variable, wanted, ALL, "")
    for name in everybody.loc[everybody["upper"].fillna(1) <= 0, "category"]:
        del wanted[name]
    for name, of in levels.items():
        counts = _counts(survey, variable, wanted, name, of)
        rows += [counts.assign(group=variable),
                 _shares(survey, counts, sizes[name]).assign(group=variable)]
        if survey.published is not None and (everybody["missing"] > 0).any():
            answered = f"{variable} in {'|'.join(wanted)}"
            row = _unanswered(
                survey.published, answered, of, everybody.iloc[0], f"{name}.{variable}"
            )
            rows.append(row.assign(column=name, category=UNANSWERED, group=variable))
    return rows


def _counts(
    survey: Survey, variable: str, wanted: dict[str, str], column: str, of: str
) -> pd.DataFrame:
    quantities = []
    for name, condition in wanted.items():
        key = f"profile.table_one.{column}.{variable}.{name}.count"
        quantities.append(Quantity(key, "count", condition=condition, of=of, unit="people"))
    return survey.estimate(quantities).assign(column=column, category=list(wanted))


def _unanswered(
    published: Published, answered: str, of: str, counted: pd.Series, name: str
) -> pd.DataFrame:
    """Return how many of a column did not answer: in a reconstruction, who they are is settled no
    more than who did."""
    group = apart(parse(of))
    bound = published.evidence.weighed(
        [Term(Fraction(1), group), Term(Fraction(-1), apart(parse(answered) & group))]
    )
    lower, upper = (pd.NA if end is None else float(end) for end in (bound.lower, bound.upper))
    value, basis = (lower, "determined") if bound.identified else (pd.NA, "bounded")
    return frame_of(
        [
            (
                f"profile.table_one.{name}.unanswered",
                UNANSWERED,
                answered,
                of,
                "",
                "people",
                value,
                counted["n"],
                counted["missing"],
                counted["denominator"],
                lower,
                upper,
                basis,
                *NO_INTERVAL,
            )
        ]
    )


def _shares(survey: Survey, counts: pd.DataFrame, size: pd.DataFrame) -> pd.DataFrame:
    """Return the shares of counts: of a survey as estimated, of a reconstruction where the group's
    size is settled."""
    keys = counts["key"].str.removesuffix("count") + "share"
    if not survey.reconstructed:
        wanted = []
        for key, condition, of in zip(keys, counts["condition"], counts["of"], strict=True):
            wanted.append(Quantity(key, "share", condition=condition, of=of, unit="percent"))
        return survey.estimate(wanted).assign(column=counts["column"], category=counts["category"])
    if not bool((size["lower"] == size["upper"]).fillna(False).all()):
        return counts.iloc[:0]
    whole = size["lower"].iloc[0]
    ends = {end: 100 * counts[end] / whole for end in ("value", "lower", "upper")}
    return counts.assign(key=keys, kind="share", unit="percent", **ends)


def _number(survey: Survey, variable: str, column: str, of: str) -> pd.DataFrame:
    """Return the mean of a number, and of a survey its standard deviation and quartiles."""
    unit = next((unit for unit in UNITS if variable.endswith(unit)), "")
    key = f"profile.table_one.{column}.{variable}"
    mean = survey.estimate([Quantity(f"{key}.mean", "mean", of=of, variable=variable, unit=unit)])
    found = [mean] if survey.reconstructed else [mean, _spread(survey, mean, variable, of)]
    return pd.concat(found, ignore_index=True).assign(category=lambda frame: frame["kind"])


def _spread(survey: Survey, mean: pd.DataFrame, variable: str, of: str) -> pd.DataFrame:
    """Return standard deviation, median and quartiles; withheld of so few that they would tell of
    one of them."""
    group = survey.respondents[parse(of).mask(survey.respondents).fillna(False)]
    answers, fewest = group[variable].dropna().astype("float64"), survey.study.disclosure.fewest
    first = mean.iloc[0]
    deviation = float(answers.std()) if len(answers) >= max(2, fewest) else None
    rows = [_row(first, "sd", deviation)]
    enough = len(answers) >= max(1, QUARTERS * fewest)
    for kind, share in QUANTILES.items():
        rows.append(_row(first, kind, float(answers.quantile(share)) if enough else None))
    return frame_of(rows)


def _row(mean: pd.Series, kind: str, value: float | None) -> tuple[object, ...]:
    shown = pd.NA if value is None else value
    key = str(mean["key"]).removesuffix("mean") + kind
    basis = "withheld" if value is None else "computed"
    return (
        key,
        kind,
        mean["condition"],
        mean["of"],
        mean["variable"],
        mean["unit"],
        shown,
        mean["n"],
        mean["missing"],
        mean["denominator"],
        shown,
        shown,
        basis,
        *NO_INTERVAL,
    )
