"""What each role is paid, as a study's table of programmes prints it."""

from collections.abc import Mapping, Sequence

import pandas as pd

from claimcheck.bounds import Evidence
from claimcheck.conditions import parse
from claimcheck.statements import count_is, everyone
from ppks_study.errors import StudyError, nearest
from ppks_study.scenario import BUDGETS
from ppks_study.survey import Survey

#: The column that tells the roles of a merged one apart.
MEMBER = "merged_role"
#: By condition, what is paid from the national and from the city budget: the corners of the range, of each member.
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


def rates(survey: Survey) -> Rates:
    """Return what people of each role are paid today, by the condition that they meet; a merged role told apart.

    Raises
    ------
    StudyError
        A merged role stands for a role that the table of programmes does not have.
    """
    paid = transcribed(survey)
    of_role = {str(role): _corners(row) for role, row in paid.iterrows()}
    found = {f"programme={role}": corners for role, corners in of_role.items()}
    for merged, members in survey.study.incentive.merged.items():
        for member in members:
            if member not in of_role:
                raise StudyError(f"the role {member!r} has no rate", where=f"study {survey.study.name}, "
                                 f"[incentive.merged] {merged}", expected=nearest(member, list(of_role)))
        if counts(survey, merged):
            found |= {_held(merged, member): of_role[member] for member in members}
        else:
            found[f"programme={merged}"] = [corner for member in members for corner in of_role[member]]
    return found


def _corners(row: pd.Series) -> list[tuple[int, int]]:
    ends = [[int(row[f"{budget}_{end}"]) for end in ("lower", "upper")] for budget in BUDGETS]
    return list(dict.fromkeys((national, city) for national in ends[0] for city in ends[1]))


def _held(merged: str, member: str) -> str:
    return f"programme={merged} & {MEMBER}={member}"


def counts(survey: Survey, merged: str) -> dict[str, int]:
    """Return how many people hold each role that a merged one stands for; empty unless all of these are printed.

    The rows hold the roles together so that nobody is recognised; how many hold each may yet be published.
    """
    printed = {claim.condition: claim for claim in survey.claims if claim.kind == "count" and not claim.of}
    members = survey.study.incentive.merged[merged]
    if not all(f"programme={member}" in printed for member in members):
        return {}
    return {member: int(printed[f"programme={member}"].values[0]) for member in members}


def told_apart(survey: Survey) -> Evidence:
    """Return what claims say, and how many hold each of the roles that the rows hold together."""
    assert survey.published is not None
    known = survey.published.evidence
    added = []
    for merged in survey.study.incentive.merged:
        held = counts(survey, merged)
        whole = parse(f"programme={merged}")
        if held:
            added += [count_is(parse(_held(merged, member)), n) for member, n in held.items()]
            told = parse(f"{MEMBER} in {'|'.join(held)}")
            added += [everyone(whole, told), everyone(told, whole)]
    return Evidence(known.space, (*known.statements, *added), known.most_cells)
