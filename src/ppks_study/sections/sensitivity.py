"""Sensitivity: how main results move when a choice that the paper leaves open is made in another way.

A choice has alternatives, one of them in use. Each alternative is a survey read in another way; a result is recomputed
from it by the section's own function. On a reconstruction the evidence stays the same and only the question changes,
so that every value is a bound; where an alternative cannot be true together with what was published, there is no value.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from claimcheck.bounds import Evidence
from claimcheck.conditions import apart, parse
from claimcheck.errors import InfeasibleError
from claimcheck.statements import Term
from ppks_study.estimates import COLUMNS, NO_INTERVAL, frame_of
from ppks_study.scoring import score
from ppks_study.study import Study
from ppks_study.survey import Survey

#: What a sensitivity table has beside the columns of an estimate frame.
OWN = ("choice", "alternative", "result", "used", "possible", "difference_lower", "difference_upper")
#: What tells two questions apart.
ASKED = ("kind", "condition", "of", "variable")
#: Differences smaller than this are none: percent scores are floats.
NOTHING = 1e-9
Tabulate = Callable[[Survey], pd.DataFrame]
Row = dict[str, Any]
Difference = tuple[float | None, float | None]


@dataclass(frozen=True)
class Alternative:
    """One way to make a choice: its name, the survey read in that way, and whether the study reads it so."""

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
    """A choice that the paper leaves open, the ways to make it, and the results that it may move."""

    name: str
    alternatives: tuple[Alternative, ...]
    results: tuple[Result, ...]


def results(table: Tabulate, **keys: str) -> tuple[Result, ...]:
    """Return results of one function of a section, each with its key."""
    return tuple(Result(name, table, key) for name, key in keys.items())


def reread(survey: Survey, study: Study) -> Survey:
    """Return the survey under other parameters of its study, scored anew where these bear on scores."""
    same = (study.scoring, study.qualification) == (survey.study.scoring, survey.study.qualification)
    scored = survey.respondents if same else score(survey.respondents, survey.instrument, study)
    return replace(survey, study=study, respondents=scored)


def moves(survey: Survey, section: str, choices: Iterable[Choice | None]) -> pd.DataFrame:
    """Return the results of a section under each alternative of each choice.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    section : str
        What the keys begin with.
    choices : iterable of Choice or None
        None, and a choice with one alternative only, are left out: this study leaves nothing open there.

    Returns
    -------
    DataFrame
        Estimate frame with the columns of `OWN`: one row per choice, result and alternative, keyed
        ``<section>.sensitivity.<choice>.<alternative>.<result>``. ``used`` marks the alternative in use; ``possible``
        is no where what was published contradicts the alternative, and then there is no value. ``difference_lower``
        and ``difference_upper`` are the ends of the difference to the alternative in use, in the result's unit: equal
        of a survey; of a reconstruction sharp where both count people (or shares of one group whose size is known),
        else no narrower than it can be; missing where one of the two is not possible, or rests on other evidence.
    """
    found = [_of_choice(survey, section, choice) for choice in choices
             if choice is not None and len(choice.alternatives) > 1]
    return pd.concat(found, ignore_index=True) if found else frame_of([])


def _of_choice(survey: Survey, section: str, choice: Choice) -> pd.DataFrame:
    read = {alternative.name: alternative.survey() for alternative in choice.alternatives}
    found = {name: _rows(under, choice.results) for name, under in read.items()}
    used = next(alternative.name for alternative in choice.alternatives if alternative.used)
    rows, own = [], []
    for result in choice.results:
        base = found[used].get(result.name)
        for name in [name for name in read if base is not None and result.name in found[name]]:
            row = found[name][result.name] or _nothing(base or {})
            difference = _difference(row, base or {}, survey, read[name].published is read[used].published)
            rows.append((f"{section}.sensitivity.{choice.name}.{name}.{result.name}", *map(row.get, COLUMNS[1:])))
            own.append((choice.name, name, result.name, name == used, _possible(row, survey), *difference))
    added = pd.DataFrame(own, columns=list(OWN)).astype(dict.fromkeys(OWN[-2:], "Float64"))
    return pd.concat([frame_of(rows), added], axis="columns")


def _rows(survey: Survey, wanted: Iterable[Result]) -> dict[str, Row | None]:
    """Return the row of each result that the section's function gives; None where nothing published allows one."""
    tables = {result.table: _made(result.table, survey) for result in wanted}
    return {result.name: None if table is None else table[result.key]
            for result in wanted for table in [tables[result.table]] if table is None or result.key in table}


def _made(table: Tabulate, survey: Survey) -> dict[str, Row] | None:
    try:
        return {row["key"]: {str(name): value for name, value in row.items()}
                for row in table(survey).to_dict("records")}
    except InfeasibleError:
        return None


def _nothing(row: Row) -> Row:
    """Return a row without a value."""
    interval = dict(zip(("interval", "interval_lower", "interval_upper"), NO_INTERVAL, strict=True))
    return {**row, **dict.fromkeys(("value", "lower", "upper"), pd.NA), "basis": "computed", **interval}


def _possible(row: Row, survey: Survey) -> bool:
    return not (survey.reconstructed and row["basis"] == "computed" and pd.isna(row["value"]))


def _difference(row: Row, base: Row, survey: Survey, comparable: bool) -> Difference:
    """Return the ends of a row's difference to another; None for an end that nothing limits."""
    (low, high), (least, most) = _ends(row), _ends(base)
    if low is not None and low == high and least is not None and least == most:
        return low - least, low - least
    if not comparable:
        return None, None
    if survey.published is not None and all(row[name] == base[name] for name in ASKED):
        return 0.0, 0.0
    joint = None if survey.published is None else _joint(row, base, survey.published.evidence)
    if joint is not None:
        return joint
    return (None if low is None or most is None else low - most,
            None if high is None or least is None else high - least)


def _ends(row: Row) -> Difference:
    return _end(row, "lower"), _end(row, "upper")


def _end(row: Row, name: str) -> float | None:
    return None if pd.isna(row[name]) else float(row[name])


def _joint(row: Row, base: Row, evidence: Evidence) -> Difference | None:
    """Return the sharp difference of two counts, or of two shares of one group of known size; None of other numbers."""
    if row["kind"] not in ("count", "share") or row["of"] != base["of"]:
        return None
    size = evidence.count(parse(row["of"]))
    if row["kind"] == "share" and not size.identified:
        return None
    whom = [apart(parse(each["condition"]) & parse(each["of"])) for each in (row, base)]
    bound = evidence.weighed([Term(Fraction(1), whom[0]), Term(Fraction(-1), whom[1])])
    unit = Fraction(100) / (size.lower or 1) if row["kind"] == "share" else Fraction(1)
    lower, upper = (None if end is None else float(end * unit) for end in (bound.lower, bound.upper))
    return lower, upper


def unmoved(rows: pd.DataFrame) -> bool:
    """Whether the rows of one result tell the same under every alternative; of those that tell nothing, none does."""
    if rows["basis"].eq("withheld").any():
        return bool(rows["basis"].eq("withheld").all())
    if not rows["possible"].any():
        return True
    if not rows["possible"].all():
        return False
    zero = [float(rows[end].abs().max()) if rows[end].notna().all() else None for end in OWN[-2:]]
    if None not in zero:
        return all(end is not None and end < NOTHING for end in zero)
    return all(rows[end].isna().all() or rows[end].max() - rows[end].min() < NOTHING for end in ("lower", "upper"))
