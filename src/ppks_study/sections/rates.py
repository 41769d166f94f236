"""What each role is paid, as a study's table of programmes prints it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ppks_study.errors import StudyError, nearest
from ppks_study.scenario import BUDGETS
from ppks_study.sections.survey import Survey

#: By role, what it is paid from the national and from the city budget: the corners of its range, of each member.
Rates = Mapping[str, Sequence[tuple[int, int]]]


def transcribed(survey: Survey) -> pd.DataFrame:
    """Return each role's pay as the study's table of programmes prints it; the index is the role."""
    table = survey.tables["programmes"].copy()
    table[["lower", "upper"]] = table[["lower", "upper"]].astype("int64")
    paid = table.pivot_table(index="role", columns="budget", values=["lower", "upper"], aggfunc="first", sort=False)
    named = table.drop_duplicates("role").set_index("role")[["label_id", "label_en", "status"]]
    for budget in BUDGETS:
        for end in ("lower", "upper"):
            column = paid.get((end, budget), 0)
            named[f"{budget}_{end}"] = pd.Series(column, index=paid.index).fillna(0).astype("int64")
    for end in ("lower", "upper"):
        named[f"total_{end}"] = named[[f"{budget}_{end}" for budget in BUDGETS]].sum(axis="columns")
    return named


def rates(survey: Survey) -> dict[str, list[tuple[int, int]]]:
    """Return what each role is paid today; a merged role what its members are.

    Raises
    ------
    StudyError
        A merged role stands for a role that the table of programmes does not have.
    """
    paid = transcribed(survey)
    found = {str(role): _corners(row) for role, row in paid.iterrows()}
    for merged, members in survey.study.incentive.merged.items():
        for member in members:
            if member not in paid.index:
                raise StudyError(f"the role {member!r} has no rate", where=f"study {survey.study.name}, "
                                 f"[incentive.merged] {merged}", expected=nearest(member, list(paid.index)))
        found[merged] = [corner for member in members for corner in found[member]]
    return found


def _corners(row: pd.Series) -> list[tuple[int, int]]:
    ends = [[int(row[f"{budget}_{end}"]) for end in ("lower", "upper")] for budget in BUDGETS]
    return list(dict.fromkeys((national, city) for national in ends[0] for city in ends[1]))
