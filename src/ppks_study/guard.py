"""The guard at the door: every export of a survey passes it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

import ppks_study
from ppks_study.estimates import NUMBERS
from ppks_study.numbers import places, rounded
from ppks_study.scoring import item_percents
from ppks_study.sections.method import strata
from ppks_study.study import OF_RESPONDENTS
from ppks_study.survey import Section, Survey
from ppks_study.withheld_file import fingerprint, place, read, written
from surveyintake.instrument import Variable
from surveystats.disclosure.protection import Plan, Report
from surveystats.disclosure.respondents import Respondents

SIZES = ("n", "missing", "denominator")
#: Words in tables of groups that judge what their people are paid.
JUDGED = ("below",)
#: What a table of sensitivity tells beside its estimates.
MOVED = ("difference_lower", "difference_upper")
#: Columns of verdicts on a scale that tell which share of its people stands at an end.
SHARES = ("ceiling_percent", "floor_percent")
#: The plans made or read so far, by the fingerprint of what they are made of.
_PLANS: dict[str, Plan] = {}


def guard(section: Section, survey: Survey) -> Section:
    """Return a section as it may be published.

    Of a survey, or a simulated one, numbers that would tell of fewer people than the study's ``[disclosure] fewest``
    are withheld, and as many others as it takes that nobody can work them out; the rest stands at the digits that are
    shown. A reconstruction is nobody's data, and left as it is.

    Parameters
    ----------
    section : Section
        Computed from the survey.
    survey : Survey
        All its sections are decided together. What a notebook's own parameters add comes after them: what they
        withhold it withholds too, and what they tell stays told.

    Returns
    -------
    Section
        The same tables. A withheld row has ``basis`` ``withheld`` and no value, bounds or interval; ``n``, ``missing``
        and ``denominator`` are missing where they would tell it. A column ``withheld`` marks such rows of tables that
        are no estimate frames.
    """
    if survey.reconstructed or survey.study.disclosure.fewest <= 1:
        return section
    plan = plan_of(survey).with_new(list(rows_of(section.tables.values())))
    return replace(section, tables={name: guarded(table, plan) for name, table in section.tables.items()})


def guard_strata(survey: Survey) -> pd.DataFrame:
    """Return a survey's strata (`method.strata`) as they may be published."""
    if survey.reconstructed or survey.study.disclosure.fewest <= 1:
        return strata(survey)
    table = stratum_rows(survey)
    plan = plan_of(survey)
    secret = pd.Series([plan.hides(row)[0] for row in _as_counts(table).to_dict("records")], table.index, dtype=bool)
    return table.assign(respondents=table["respondents"].astype("Int64").mask(secret), withheld=secret)


def guard_sources(survey: Survey) -> pd.DataFrame:
    """Return a survey's table of who was interviewed, without the numbers of roles that few people hold."""
    table, fewest = survey.tables["sources"], survey.study.disclosure.fewest
    if survey.reconstructed or "count" not in table:
        return table
    counts = pd.to_numeric(table["count"], errors="coerce")
    secret = (counts > 0) & (counts < fewest)
    return table.assign(count=table["count"].mask(secret), withheld=secret) if secret.any() else table


def plan_of(survey: Survey) -> Plan:
    """Return what is withheld of a survey's sections and strata, decided together: as kept by the build, or made."""
    of = fingerprint(survey)
    if of not in _PLANS:
        _PLANS[of] = read(place(survey), respondents_of(survey), of) or made(survey)
    return _PLANS[of]


def made(survey: Survey, sections: Iterable[Section] | None = None) -> Plan:
    """Work out what is withheld of all that a survey's sections and strata tell together.

    Parameters
    ----------
    survey : Survey
        Whose respondents.
    sections : iterable of Section, optional
        Its results sections, where they are computed already.
    """
    told = [getattr(ppks_study, name)(survey) for name in OF_RESPONDENTS
            if name in survey.study.sections] if sections is None else sections
    tables = [table for section in told for table in section.tables.values()]
    nothing = Plan(respondents_of(survey), survey.study.disclosure.fewest, places=places)
    plan = nothing.with_rows(rows_of([*tables, stratum_rows(survey)]))
    return replace(plan, report=Report.of(_states(tables, plan)))


def respondents_of(survey: Survey) -> Respondents:
    """Return a survey's respondents, with the answers that its questionnaire offers."""
    form, data = survey.instrument, survey.respondents
    items = {item.name: item for dimension in form.dimensions for item in form.items(dimension)}
    choices = {v.name: tuple(c.name for c in v.choices) for v in form.variables.values()
               if v.type == "select_one" and not v.dimension}
    for name in data:
        if name not in choices and name not in items and not pd.api.types.is_numeric_dtype(data[name]):
            choices[str(name)] = tuple(map(str, sorted(data[name].dropna().unique())))
    return Respondents(data, choices, {name: _percents(item) for name, item in items.items()})


def _percents(item: Variable) -> dict[str, float]:
    """Return the percent of the best answer's points that each answer to an item gives."""
    names = [choice.name for choice in item.choices]
    percents = item_percents(pd.DataFrame({item.name: names}), [item])[item.name]
    return {name: float(value) for name, value in zip(names, percents, strict=True) if pd.notna(value)}


def _states(tables: Iterable[pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the key of each number, and what becomes of it."""
    for table in (table for table in tables if "basis" in table):
        for row, basis in zip(table.to_dict("records"), guarded(table, plan)["basis"], strict=True):
            yield str(row["key"]), "told" if basis != "withheld" else "few" if plan.is_primary(row) else "beside"


def report(survey: Survey) -> Report:
    """Return how many numbers the results sections of a survey tell and withhold."""
    return plan_of(survey).report


def plan_text(survey: Survey, sections: Iterable[Section]) -> str:
    """Return the plan of a survey, of its sections as computed already, as the text of its file."""
    of = fingerprint(survey)
    _PLANS[of] = made(survey, sections)
    return written(_PLANS[of], of)


def forget() -> None:
    """Let go of all plans in memory: each holds its respondents."""
    _PLANS.clear()


def write_plan(survey: Survey, path: Path) -> None:
    """Keep the plan of a survey in a file; none of a reconstruction, and none where nothing is ever withheld."""
    if not survey.reconstructed and survey.study.disclosure.fewest > 1:
        path.write_text(written(made(survey), fingerprint(survey)), encoding="utf-8", newline="\n")


def stratum_rows(survey: Survey) -> pd.DataFrame:
    """Return the strata with the condition that each counts."""
    table = strata(survey)
    return table.assign(condition=[f"{survey.stratum}={name}" for name in table["stratum"]])


def rows_of(tables: Iterable[pd.DataFrame]) -> Iterator[dict[Any, Any]]:
    """Yield the rows of tables that tell of respondents, as rows of an estimate frame."""
    for table in tables:
        if "condition" not in table.columns:
            continue
        filled = table if "basis" in table.columns else _as_counts(table)
        yield from filled.to_dict("records")


def _as_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of groups as counts of these groups."""
    return pd.DataFrame({"kind": "count", "condition": table["condition"], "of": table.get("of", ""), "variable": "",
                         "unit": "people", "value": pd.NA, "basis": "computed"})


def guarded(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return a table with its withheld numbers left out, and the others at the digits that are shown."""
    if "basis" in table.columns:
        return _estimates(table, plan)
    return _groups(table, plan) if "condition" in table.columns else _shares(table, plan.fewest)


def _estimates(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    if table.empty:
        return table
    found = table.astype(dict.fromkeys(SIZES, "Int64"))
    records = table.to_dict("records")
    hidden = [plan.hides(row) for row in records]
    value = pd.Series([hides for hides, _ in hidden], index=table.index, dtype=bool)
    size = pd.Series([hides for _, hides in hidden], index=table.index, dtype=bool)
    for name in NUMBERS:
        found[name] = _shown(name, records, table.index)
    found.loc[value, list(NUMBERS)] = pd.NA
    found.loc[size, list(SIZES)] = pd.NA
    found.loc[value, ["basis", "interval"]] = ["withheld", ""]
    return _moved(found) if set(MOVED) <= set(found) else found


def _shown(name: str, records: Iterable[Mapping[Any, Any]], index: pd.Index) -> pd.Series:
    """Return a column of numbers at the digits shown."""
    shown = [rounded(row[name], row["kind"], row["unit"]) for row in records]
    return pd.Series(shown, index=index, dtype="Float64")


def _moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of sensitivity without differences to or from a withheld number, the others as rounded."""
    secret = table["basis"].eq("withheld")
    base = table[secret & table["used"]]
    hidden = secret | pd.MultiIndex.from_frame(table[["choice", "result"]]).isin(
        pd.MultiIndex.from_frame(base[["choice", "result"]]))
    found, records = table.copy(), table.to_dict("records")
    for name in MOVED:
        found[name] = _shown(name, records, table.index).mask(hidden)
    return found


def _shares(table: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Return a table without the shares of few of its n people, where no condition says who they are."""
    if "n" not in table:
        return table
    found = table.copy()
    for name in (name for name in table if str(name) in SHARES):
        counts = (found[name].astype("Float64") * found["n"] / 100).round()
        found[name] = found[name].mask(((counts > 0) & (counts < fewest)).fillna(False))
    return found


def _groups(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return a table of groups without the numbers of those that are withheld."""
    secret = pd.Series([plan.hides(row)[0] for row in _as_counts(table).to_dict("records")], index=table.index,
                       dtype=bool)
    if not secret.any():
        return table
    numeric = [str(name) for name in table if pd.api.types.is_numeric_dtype(table[name])]
    found = table.assign(withheld=secret)
    hidden = [*numeric, *(name for name in JUDGED if name in table)]
    found[hidden] = found[hidden].mask(secret)
    return found
