"""Sensitivity: how main results move when a choice that the paper leaves open is made in another
way.

A choice has alternatives, one of them in use. Each alternative is a survey read in another way; a
result is recomputed from it by the section's own function. On a reconstruction the evidence stays
the same and only the question changes, so that every value is a bound; where an alternative cannot
be true together with what was published, there is no value.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimcheck.conditions import apart, parse
from claimcheck.errors import InfeasibleError
from ppks_study.estimates import COLUMNS, NO_INTERVAL, Published, frame_of
from ppks_study.scoring import score
from ppks_study.study import BETWEEN, Study
from ppks_study.survey import Survey
from surveyintake.instrument import Variable

if TYPE_CHECKING:
    from claimcheck.bounds import Evidence

#: What a sensitivity table has beside the columns of an estimate frame.
OWN = (
    "choice",
    "alternative",
    "result",
    "used",
    "possible",
    "difference_lower",
    "difference_upper",
)
#: The last two of these.
DIFFERENCE = ["difference_lower", "difference_upper"]
#: What tells two questions apart.
QUESTION = ("kind", "condition", "of", "variable")
#: Differences smaller than this are none: percent scores are floats.
NOTHING = 1e-9
#: Working age by Statistics Indonesia (BPS), in years: *penduduk usia kerja produktif*, 15 to 64.
WORKING_AGE = (15, 64)
#: Points of the best answer that are tried, beside those in use.
MAXIMA = (3, 4, 5)
#: Shares of the items that must be answered for a score, beside the one in use: any, and all.
ANSWERED = (0.0, 1.0)
#: The rule by which a printed mean is tried on another scale: that of the reconstruction.
ROUNDING = ("up_or_down",)
#: The choice of education that the paper reads in two ways, and the classes that it is read into.
DEGREE, READINGS = "s1", ("generalis", "spesialis")
Tabulate = Callable[[Survey], pd.DataFrame]
Row = dict[Any, Any]
Ends = tuple[float | None, float | None]


@dataclass(frozen=True)
class Alternative:
    """One way to make a choice: its name, the survey read in that way, and whether the study reads
    it so."""

    name: str
    survey: Callable[[], Survey]
    used: bool = False


@dataclass(frozen=True)
class Result:
    """A main result: its name, the section's function that gives it, and its key there."""

    name: str
    table: Tabulate
    key: str


@dataclass(frozen=True)
class Choice:
    """A choice that the paper leaves open, the ways to make it, and the results that it may
    move."""

    name: str
    alternatives: tuple[Alternative, ...]
    results: tuple[Result, ...]


def results(table: Tabulate, **keys: str) -> tuple[Result, ...]:
    """Return results of one function of a section.

    Parameters
    ----------
    table : callable
        The function: a survey to an estimate frame.
    **keys : str
        The key of each result in that frame, by the result's name.
    """
    return tuple(Result(name, table, key) for name, key in keys.items())


def moves(survey: Survey, section: str, choices: Iterable[Choice | None]) -> pd.DataFrame:
    """Return the results of a section under each alternative of each choice.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    section : str
        What the keys begin with.
    choices : iterable of Choice or None
        None, and a choice with one alternative only, are left out: this study leaves nothing open
        there.

    Returns
    -------
    DataFrame
        Estimate frame with the columns of `OWN`: one row per choice, result and alternative, keyed
        ``<section>.sensitivity.<choice>.<alternative>.<result>``. ``used`` marks the alternative in
        use; ``possible`` is no where what was published contradicts the alternative, and then there
        is no value. ``difference_lower`` and ``difference_upper`` are the ends of the difference to
        the alternative in use, in the result's unit: equal of a survey; of a reconstruction sharp
        where both count people (or shares of one group whose size is known), else no narrower than
        it can be; missing where one of the two is not possible, or rests on other evidence.
    """
    tables = []
    for choice in choices:
        if choice is not None and len(choice.alternatives) > 1:
            tables.append(_of_choice(survey, section, choice))
    return pd.concat(tables, ignore_index=True) if tables else frame_of([])


def _of_choice(survey: Survey, section: str, choice: Choice) -> pd.DataFrame:
    read = {alternative.name: alternative.survey() for alternative in choice.alternatives}
    rows_under = {name: _rows(under, choice.results) for name, under in read.items()}
    used = next(alternative.name for alternative in choice.alternatives if alternative.used)
    rows, own = [], []
    for result in choice.results:
        if result.name not in rows_under[used]:
            continue
        base = rows_under[used][result.name] or {}
        for name, under in read.items():
            if result.name not in rows_under[name]:
                continue
            row = rows_under[name][result.name] or _nothing(base)
            lower, upper = _difference(row, base, survey, under.published is read[used].published)
            key = f"{section}.sensitivity.{choice.name}.{name}.{result.name}"
            rows.append((key, *map(row.get, COLUMNS[1:])))
            possible = not (
                survey.reconstructed and row["basis"] == "computed" and pd.isna(row["value"])
            )
            own.append((choice.name, name, result.name, name == used, possible, lower, upper))
    added = pd.DataFrame(own, columns=list(OWN)).astype(dict.fromkeys(DIFFERENCE, "Float64"))
    return pd.concat([frame_of(rows), added], axis="columns")


def _rows(survey: Survey, wanted: Iterable[Result]) -> dict[str, Row | None]:
    """Return the row of each result that the section's function gives; None where nothing published
    allows one."""
    tables: dict[Tabulate, dict[str, Row] | None] = {}
    rows: dict[str, Row | None] = {}
    for result in wanted:
        if result.table not in tables:
            try:
                records = result.table(survey).to_dict("records")
                tables[result.table] = {row["key"]: row for row in records}
            except InfeasibleError:
                tables[result.table] = None
        table = tables[result.table]
        if table is None:
            rows[result.name] = None
        elif result.key in table:
            rows[result.name] = table[result.key]
    return rows


def _nothing(row: Row) -> Row:
    """Return a row without a value."""
    interval = dict(zip(("interval", "interval_lower", "interval_upper"), NO_INTERVAL, strict=True))
    return {
        **row,
        **dict.fromkeys(("value", "lower", "upper"), pd.NA),
        "basis": "computed",
        **interval,
    }


def _difference(row: Row, base: Row, survey: Survey, comparable: bool) -> Ends:
    """Return the ends of a row's difference to another; None for an end that nothing limits."""
    (low, high), (least, most) = _ends(row), _ends(base)
    if low is not None and low == high and least is not None and least == most:
        return low - least, low - least
    if not comparable:
        return None, None
    if survey.published is not None and all(row[name] == base[name] for name in QUESTION):
        return 0.0, 0.0
    joint = None if survey.published is None else _joint(row, base, survey.published.evidence)
    if joint is not None:
        return joint
    return (None if low is None or most is None else low - most,
            None if high is None or least is None else high - least)


def _ends(row: Row) -> Ends:
    lower, upper = row["lower"], row["upper"]
    return None if pd.isna(lower) else float(lower), None if pd.isna(upper) else float(upper)


def _joint(row: Row, base: Row, evidence: "Evidence") -> Ends | None:
    """Return the sharp difference of two counts, or of two shares of one group of known size; None
    of other numbers."""
    from claimcheck.statements import Term

    if row["kind"] not in ("count", "share") or row["of"] != base["of"]:
        return None
    size = evidence.count(parse(row["of"]))
    if row["kind"] == "share" and not size.identified:
        return None
    of = parse(row["of"])
    bound = evidence.weighed([Term(Fraction(1), apart(parse(row["condition"]) & of)),
                              Term(Fraction(-1), apart(parse(base["condition"]) & of))])
    unit = Fraction(100) / (size.lower or 1) if row["kind"] == "share" else Fraction(1)
    lower, upper = bound.lower, bound.upper
    return (None if lower is None else float(lower * unit),
            None if upper is None else float(upper * unit))


def unmoved(rows: pd.DataFrame) -> bool:
    """Return whether the rows of one result agree under every alternative.

    Parameters
    ----------
    rows : DataFrame
        Of one choice and result, as `moves` returns them; some may be withheld. Rows that say
        nothing agree.
    """
    if rows["basis"].eq("withheld").any():
        return bool(rows["basis"].eq("withheld").all())
    if not rows["possible"].any():
        return True
    if not rows["possible"].all():
        return False
    if rows[DIFFERENCE].notna().all(axis=None):
        return bool((rows[DIFFERENCE].abs() < NOTHING).all(axis=None))
    for end in ("lower", "upper"):
        if not rows[end].isna().all() and not rows[end].max() - rows[end].min() < NOTHING:
            return False
    return True


# The choices that the paper leaves open, and how each can be made in another way.

def _reread(survey: Survey, study: Study) -> Survey:
    """Return the survey under other parameters of its study, scored anew where these bear on
    scores."""
    same = (study.scoring, study.qualification) == (
        survey.study.scoring,
        survey.study.qualification,
    )
    scored = survey.respondents if same else score(survey.respondents, survey.instrument, study)
    return replace(survey, study=study, respondents=scored)


def _under(survey: Survey, studies: Mapping[str, Study]) -> tuple[Alternative, ...]:
    """Return alternatives that are other parameters of the study; the one in use is the study
    itself."""
    alternatives = []
    for name, study in studies.items():
        in_use = study == survey.study
        alternatives.append(Alternative(name, partial(_reread, survey, study), in_use))
    return tuple(alternatives)


def wage_floor(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return the wage floors: the study's, the printed one, and the official ones of the study
    file.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    results : tuple of Result
        Those that the choice may move.
    """
    study = survey.study
    floors = [study.profile.minimum_wage_idr_per_month]
    for claim in survey.claims:
        if claim.fact == "profile.wage_floor":
            floors.append(int(claim.values[0]))
    floors += [wage.idr_per_month for wage in study.profile.official_minimum_wages]
    studies = {}
    for floor in floors:
        studies[f"idr_{floor}"] = study.replace(minimum_wage_idr_per_month=floor)
    return Choice("wage_floor", _under(survey, studies), results)


def age_limits(
    survey: Survey, band: str, results: tuple[Result, ...], *others: tuple[int, int]
) -> Choice:
    """Return an age band: with its ends, without them, a year wider, or other bands in use
    elsewhere.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    band : str
        ``productive_age`` or ``ideal_age``.
    results : tuple of Result
        Those that the choice may move.
    *others : tuple of (int, int)
        Bands in years, both ends included, in place of the wider one.
    """
    low, high = getattr(survey.study.profile, band)
    studies = {}
    for first, last in ((low, high), (low + 1, high - 1), *(others or [(low - 1, high + 1)])):
        studies[f"{first}_to_{last}"] = survey.study.replace(**{band: (first, last)})
    return Choice(band, _under(survey, studies), results)


def between(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return the rules for a score between two printed bands.

    Parameters
    ----------
    survey, results
        As for `wage_floor`.
    """
    return Choice(
        "between",
        _under(survey, {rule: survey.study.replace(between=rule) for rule in BETWEEN}),
        results,
    )


def answered_share(survey: Survey, results: tuple[Result, ...]) -> Choice | None:
    """Return how many items must be answered for a score; None of a reconstruction, where no item
    is unanswered.

    Parameters
    ----------
    survey, results
        As for `wage_floor`.
    """
    if survey.reconstructed:
        return None
    studies = {}
    for share in sorted({survey.study.scoring.answered_share, *ANSWERED}):
        studies[f"from_{100 * share:g}".replace(".", "_")] = survey.study.replace(
            answered_share=share
        )
    return Choice("answered_share", _under(survey, studies), results)


def missing(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return whom a share is of: of everybody, so that no answer counts as not meeting it, or of
    who answered.

    Parameters
    ----------
    survey, results
        As for `wage_floor`.
    """
    used = not survey.reconstructed if survey.of_answered is None else survey.of_answered
    alternatives = []
    for name, answered in (("answered", True), ("everybody", False)):
        alternatives.append(
            Alternative(name, partial(replace, survey, of_answered=answered), answered == used)
        )
    return Choice("missing", tuple(alternatives), results)


def unpaid(survey: Survey, results: tuple[Result, ...]) -> Choice | None:
    """Return how pay that was not answered is read: left out, or as nothing; None of a
    reconstruction.

    Parameters
    ----------
    survey, results
        As for `wage_floor`.
    """
    if survey.reconstructed:
        return None
    parts = list(survey.study.incentive.parts)
    filled = survey.respondents.assign(**survey.respondents[parts].fillna(0))
    return Choice(
        "unpaid",
        (
            Alternative("left_out", lambda: survey, True),
            Alternative("nothing", partial(replace, survey, respondents=filled)),
        ),
        results,
    )


def s1_reading(survey: Survey, results: tuple[Result, ...]) -> Choice | None:
    """Return the classes that a bachelor's degree (S1) is read into; None where a study has not
    both.

    Parameters
    ----------
    survey, results
        As for `wage_floor`.
    """
    known = survey.study.qualification
    holders = [name for name, held in known.classes.items() if DEGREE in held]
    if not holders or not set(READINGS) <= set(known.classes):
        return None
    studies = {}
    for reading in READINGS:
        classes = {name: list(held) for name, held in known.classes.items()}
        for name in holders:
            classes[name].remove(DEGREE)
        classes[reading].append(DEGREE)
        other = replace(survey.study, qualification=replace(known, classes=classes))
        studies[reading] = survey.study if reading in holders else other
    return Choice("s1_reading", _under(survey, studies), results)


def scale(survey: Survey, name: str, results: tuple[Result, ...]) -> Choice | None:
    """Return the points of the best answer to an item; None of a survey, whose questionnaire
    settles them.

    The claims stay, and are held against scores on another scale: what they cannot give there is
    not possible.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    name : str
        The scale: a list of choices that ``[scoring.scales]`` names.
    results : tuple of Result
        Those that the choice may move.
    """
    if not survey.reconstructed:
        return None
    used = survey.study.scoring.scales[name]
    alternatives = []
    for maximum in sorted({used, *MAXIMA}):
        alternatives.append(
            Alternative(f"to_{maximum}", partial(on_scale, survey, name, maximum), maximum == used)
        )
    return Choice(name, tuple(alternatives), results)


def on_scale(survey: Survey, name: str, maximum: int) -> Survey:
    """Return a reconstruction's evidence on another answer scale; its rows stay as they are.

    Parameters
    ----------
    survey : Survey
        A reconstruction.
    name : str
        The scale: a list of choices that ``[scoring.scales]`` names.
    maximum : int
        Points of the best answer; the answers give 1 to so many.
    """
    from claimcheck.reconstruction import evidence
    from ppks_study.published import codebook

    if maximum == survey.study.scoring.scales[name]:
        return survey
    variables: dict[str, Variable] = {}
    for key, variable in survey.instrument.variables.items():
        if variable.list_name == name:
            first = variable.choices[0]
            variable = replace(
                variable,
                choices=tuple(
                    replace(first, name=str(points), points=float(points))
                    for points in range(1, maximum + 1)
                ),
            )
        variables[key] = variable
    form = replace(survey.instrument, variables=variables)
    scales = {**survey.study.scoring.scales, name: maximum}
    book = codebook(form, survey.study.incentive)
    return replace(survey, instrument=form, study=survey.study.replace(scales=scales),
                   published=Published.of(evidence(survey.claims, book), survey.claims))


def printed_means(survey: Survey) -> pd.DataFrame:
    """Return the printed composite means, where the survey's answer scale can give them; else
    without a value.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    DataFrame
        Estimate frame; keys are the claims' facts.
    """
    from claimcheck.habits import composite_means, fitting_maxima

    rows = []
    for claim in composite_means(survey.claims):
        dimension = re.sub("_percent$", "", claim.variable)
        fits = int(survey.instrument.maximum(dimension)) in fitting_maxima(claim, ROUNDING)
        value = float(claim.values[0]) if fits else pd.NA
        n = int(claim.n)
        rows.append(
            (
                claim.fact,
                "mean",
                claim.condition,
                claim.of,
                claim.variable,
                "percent",
                value,
                n,
                0,
                n,
                value,
                value,
                "imposed" if fits else "computed",
                *NO_INTERVAL,
            )
        )
    return frame_of(rows)
