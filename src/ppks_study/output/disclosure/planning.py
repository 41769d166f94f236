"""What is withheld of a survey, worked out of all its sections together; a build does so once and keeps it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from ppks_study.output.disclosure.guard import guarded, rows_of, stratum_rows
from ppks_study.output.disclosure.kept import fingerprint, written
from ppks_study.output.disclosure.plan import Plan
from ppks_study.output.disclosure.report import Report
from ppks_study.output.disclosure.respondents import Respondents
from ppks_study.sections.competence import competence
from ppks_study.sections.incentive import incentive
from ppks_study.sections.profile import profile
from ppks_study.sections.qualification import qualification
from ppks_study.sections.section import Section
from ppks_study.sections.survey import Survey

SECTIONS = (profile, competence, qualification, incentive)


def made(survey: Survey, sections: Iterable[Section] | None = None) -> Plan:
    """Work out what is withheld of all that a survey's sections and strata tell together.

    Parameters
    ----------
    survey : Survey
        Whose respondents.
    sections : iterable of Section, optional
        Its results sections, where they are computed already.
    """
    told = [build(survey) for build in SECTIONS] if sections is None else sections
    tables = [table for section in told for table in section.tables.values()]
    nothing = Plan(Respondents.of(survey), survey.study.disclosure.fewest)
    plan = nothing.with_rows(rows_of([*tables, stratum_rows(survey)]))
    return replace(plan, report=Report.of(_states(tables, plan)))


def _states(tables: Iterable[pd.DataFrame], plan: Plan) -> Iterator[tuple[str, str]]:
    """Yield the key of each number, and what becomes of it."""
    for table in (table for table in tables if "basis" in table):
        for row, basis in zip(table.to_dict("records"), guarded(table, plan)["basis"], strict=True):
            yield str(row["key"]), "told" if basis != "withheld" else "few" if plan.is_primary(row) else "beside"


def write_plan(survey: Survey, path: Path) -> None:
    """Keep the plan of a survey in a file; none of a reconstruction, and none where nothing is ever withheld."""
    if not survey.reconstructed and survey.study.disclosure.fewest > 1:
        path.write_text(written(made(survey), fingerprint(survey)), encoding="utf-8", newline="\n")
