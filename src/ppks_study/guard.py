"""What of a survey may be published: every table and number that leaves it passes here."""

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
from surveystats.disclosure.uniqueness import unique

SIZES = ("n", "missing", "denominator")
#: Words in tables of groups that judge what their people are paid.
JUDGED = ("below",)
#: What a table of sensitivity has beside its estimates.
MOVED = ("difference_lower", "difference_upper")
#: Columns of verdicts on a scale that give the share of its people at an end.
SHARES = ("ceiling_percent", "floor_percent")
#: The role of a question whose answer others may know of a respondent.
QUASI_IDENTIFIER = "quasi_identifier"
#: The plans made or read so far, by the fingerprint of what they are made of.
_PLANS: dict[str, Plan] = {}


def guard(section: Section, survey: Survey) -> Section:
    """Return a section as it may be published.

    Of a survey, or a simulated one, numbers that would tell of fewer people than the study's
    ``[disclosure] fewest`` are withheld, and as many others as it takes that nobody can work them
    out; the others have the digits that are shown. A reconstruction is nobody's data, and left as
    it is.

    Parameters
    ----------
    section : Section
        Computed from the survey.
    survey : Survey
        All its sections are decided together. What a notebook's own parameters add comes after
        them: what they withhold it withholds too, and what they tell stays told.

    Returns
    -------
    Section
        The same tables. A withheld row has ``basis`` ``withheld`` and no value, bounds or interval;
        ``n``, ``missing`` and ``denominator`` are missing where they would tell it. A column
        ``withheld`` marks such rows of tables that are no estimate frames.
    """
    if survey.reconstructed or survey.study.disclosure.fewest <= 1:
        return section
    plan = plan_of(survey).with_new(list(rows_of(section.tables.values())))
    tables = {name: guarded(table, plan) for name, table in section.tables.items()}
    return replace(section, tables=tables)


def guard_strata(survey: Survey) -> pd.DataFrame:
    """Return a survey's strata (`method.strata`) as they may be published.

    Parameters
    ----------
    survey : Survey
        Its respondents are those of ``respondents``; ``withheld`` marks strata of few.
    """
    if survey.reconstructed or survey.study.disclosure.fewest <= 1:
        return strata(survey)
    table = _strata(survey)
    secret = _hidden(table, plan_of(survey))
    shown = table["respondents"].astype("Int64").mask(secret)
    return table.assign(respondents=shown, withheld=secret)


def guard_sources(survey: Survey) -> pd.DataFrame:
    """Return a survey's table of who was interviewed, without the numbers of roles of few people.

    Parameters
    ----------
    survey : Survey
        Its table ``sources`` gives a ``count`` by role.
    """
    table, fewest = survey.tables["sources"], survey.study.disclosure.fewest
    if survey.reconstructed or "count" not in table:
        return table
    counts = pd.to_numeric(table["count"], errors="coerce")
    secret = (counts > 0) & (counts < fewest)
    if not secret.any():
        return table
    return table.assign(count=table["count"].mask(secret), withheld=secret)


def unique_respondents(survey: Survey) -> pd.DataFrame:
    """Return how many respondents the answers that others may know single out.

    Parameters
    ----------
    survey : Survey
        Such answers are those to questions with the role ``quasi_identifier`` in its form.

    Returns
    -------
    DataFrame
        As `surveystats.disclosure.uniqueness.unique` gives it.
    """
    names = [v.name for v in survey.instrument.variables.values()
             if v.role == QUASI_IDENTIFIER and v.name in survey.respondents]
    return unique(survey.respondents[names], fewest=survey.study.disclosure.fewest)


def plan_of(survey: Survey) -> Plan:
    """Return what is withheld of a survey's sections and strata, as kept by the build, or made.

    Parameters
    ----------
    survey : Survey
        Whose answers.
    """
    of = fingerprint(survey)
    if of not in _PLANS:
        _PLANS[of] = read(place(survey), respondents_of(survey), of) or made(survey)
    return _PLANS[of]


def made(survey: Survey, sections: Iterable[Section] | None = None) -> Plan:
    """Return what is withheld of all that a survey's sections and strata tell together.

    Parameters
    ----------
    survey : Survey
        Whose respondents.
    sections : iterable of Section, optional
        Its results sections, where they are computed already.
    """
    if sections is None:
        names = [name for name in OF_RESPONDENTS if name in survey.study.sections]
        sections = [getattr(ppks_study, name)(survey) for name in names]
    tables: list[pd.DataFrame] = []
    for section in sections:
        tables += section.tables.values()
    nothing = Plan(respondents_of(survey), survey.study.disclosure.fewest, places=places)
    plan = nothing.with_rows(rows_of([*tables, _strata(survey)]))
    return replace(plan, report=Report.of(_states(tables, plan)))


def respondents_of(survey: Survey) -> Respondents:
    """Return a survey's respondents, with the answers that its questionnaire offers.

    Parameters
    ----------
    survey : Survey
        Its form and its answers.
    """
    form, data = survey.instrument, survey.respondents
    percents, choices = {}, {}
    for dimension in form.dimensions:
        for item in form.items(dimension):
            percents[item.name] = _percents(item)
    for variable in form.variables.values():
        if variable.type == "select_one" and not variable.dimension:
            choices[variable.name] = tuple(choice.name for choice in variable.choices)
    for name in data:
        if name in choices or name in percents or pd.api.types.is_numeric_dtype(data[name]):
            continue
        choices[str(name)] = tuple(map(str, sorted(data[name].dropna().unique())))
    return Respondents(data, choices, percents)


def _percents(item: Variable) -> dict[str, float]:
    """Return the percent of the best answer's points that each answer to an item gives."""
    names = [choice.name for choice in item.choices]
    percents = item_percents(pd.DataFrame({item.name: names}, index=names), [item])[item.name]
    return {str(name): float(value) for name, value in percents.dropna().items()}


def _states(tables: Iterable[pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the key of each number, and what becomes of it."""
    for table in tables:
        if "basis" not in table:
            continue
        for row, basis in zip(table.to_dict("records"), guarded(table, plan)["basis"], strict=True):
            state = "told"
            if basis == "withheld":
                state = "few" if plan.is_primary(row) else "beside"
            yield str(row["key"]), state


def report(survey: Survey) -> Report:
    """Return how many numbers the results sections of a survey tell and withhold.

    Parameters
    ----------
    survey : Survey
        Whose plan.
    """
    return plan_of(survey).report


def plan_text(survey: Survey, sections: Iterable[Section]) -> str:
    """Return the plan of a survey as the text of its file.

    Parameters
    ----------
    survey : Survey
        Whose respondents.
    sections : iterable of Section
        Its results sections, computed already.
    """
    of = fingerprint(survey)
    _PLANS[of] = made(survey, sections)
    return written(_PLANS[of], of)


def forget() -> None:
    """Let go of all plans in memory: each holds its respondents."""
    _PLANS.clear()


def write_plan(survey: Survey, path: Path) -> None:
    """Write the plan of a survey; none of a reconstruction, and none where nothing is withheld.

    Parameters
    ----------
    survey : Survey
        Whose respondents.
    path : Path
        The file.
    """
    if not survey.reconstructed and survey.study.disclosure.fewest > 1:
        text = written(made(survey), fingerprint(survey))
        path.write_text(text, encoding="utf-8", newline="\n")


def _strata(survey: Survey) -> pd.DataFrame:
    """Return the strata with the condition that each counts."""
    table = strata(survey)
    return table.assign(condition=f"{survey.stratum}=" + table["stratum"].astype("object"))


def rows_of(tables: Iterable[pd.DataFrame]) -> Iterator[dict[Any, Any]]:
    """Yield the rows of tables that tell of respondents, as rows of an estimate frame.

    Parameters
    ----------
    tables : iterable of DataFrame
        Estimate frames, tables with a column ``condition``, and others, which are passed over.
    """
    for table in tables:
        if "condition" in table.columns:
            filled = table if "basis" in table.columns else _as_counts(table)
            yield from filled.to_dict("records")


def _as_counts(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table of groups as counts of these groups."""
    return pd.DataFrame({"kind": "count", "condition": table["condition"],
                         "of": table.get("of", ""), "variable": "", "unit": "people",
                         "value": pd.NA, "basis": "computed"})


def _hidden(table: pd.DataFrame, plan: Plan) -> pd.Series:
    """Return which groups of a table are withheld, shape (n_groups,)."""
    hidden = [plan.hides(row)[0] for row in _as_counts(table).to_dict("records")]
    return pd.Series(hidden, index=table.index, dtype=bool)


def guarded(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return a table without its withheld numbers, the others at the digits that are shown.

    Parameters
    ----------
    table : DataFrame
        An estimate frame, a table of groups with a column ``condition``, or any other.
    plan : Plan
        What is withheld.
    """
    if "basis" in table.columns:
        return _estimates(table, plan)
    return _groups(table, plan) if "condition" in table.columns else _shares(table, plan.fewest)


def _estimates(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    if table.empty:
        return table
    shown = table.astype(dict.fromkeys(SIZES, "Int64"))
    records = table.to_dict("records")
    value, size = pd.Series(False, table.index), pd.Series(False, table.index)
    for number, row in enumerate(records):
        item = str(row.get("label_id", "")).split()  # a label of an item begins with its column
        hides = plan.hides({**row, "item": item[0] if item else ""})
        value.iloc[number], size.iloc[number] = hides
    for name in NUMBERS:
        shown[name] = _rounded(name, records, table.index)
    shown.loc[value, list(NUMBERS)] = pd.NA
    shown.loc[size, list(SIZES)] = pd.NA
    shown.loc[value, ["basis", "interval"]] = ["withheld", ""]
    return _moved(shown) if set(MOVED) <= set(shown) else shown


def _rounded(name: str, records: Iterable[Mapping[Any, Any]], index: pd.Index) -> pd.Series:
    """Return a column of numbers at the digits shown."""
    shown = [rounded(row[name], row["kind"], row["unit"]) for row in records]
    return pd.Series(shown, index=index, dtype="Float64")


def _moved(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table of sensitivity without differences to or from a withheld number."""
    secret = table["basis"].eq("withheld")
    base = table[secret & table["used"]]
    hidden = secret | pd.MultiIndex.from_frame(table[["choice", "result"]]).isin(
        pd.MultiIndex.from_frame(base[["choice", "result"]]))
    shown, records = table.copy(), table.to_dict("records")
    for name in MOVED:
        shown[name] = _rounded(name, records, table.index).mask(hidden)
    return shown


def _shares(table: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Return a table without the shares of few of its n people, where no condition names them."""
    if "n" not in table:
        return table
    shown = table.copy()
    for name in SHARES:
        if name in table:
            counts = (shown[name].astype("Float64") * shown["n"] / 100).round()
            shown[name] = shown[name].mask(((counts > 0) & (counts < fewest)).fillna(False))
    return shown


def _groups(table: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return a table of groups without the numbers of those that are withheld."""
    secret = _hidden(table, plan)
    if not secret.any():
        return table
    shown = table.assign(withheld=secret)
    for name in table:
        if pd.api.types.is_numeric_dtype(table[name]) or name in JUDGED:
            shown[name] = shown[name].mask(secret)
    return shown
