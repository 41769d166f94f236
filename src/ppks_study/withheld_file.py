"""The plan of what is withheld, as a file: made once, with a survey's clean data, and then read."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path
from typing import Any

from claimcheck.conditions import Condition, parse
from paperbuild.digests import code_digest
from ppks_study.numbers import places
from ppks_study.study import PACKAGES
from ppks_study.survey import Survey
from surveystats.disclosure.magnitudes import Valued
from surveystats.disclosure.protection import Plan, Report
from surveystats.disclosure.respondents import Respondents, canonical, few, together
from surveystats.disclosure.suppression import Closed, Counts

#: The one column that only the build's own copy of the respondents has.
PSEUDONYM = "pseudonym"


def place(survey: Survey) -> Path:
    """Return where a survey's plan is kept.

    Parameters
    ----------
    survey : Survey
        Whose plan.
    """
    return survey.study.root / "data" / "processed" / survey.study.name / "withheld.json"


def fingerprint(survey: Survey) -> str:
    """Return a hash of all that a plan is made of: answers, study file, limit, and the code.

    Overrides of a notebook are no part of it: what they change is new to the plan, and comes on top
    of it.

    Parameters
    ----------
    survey : Survey
        Whose plan.
    """
    study = survey.study
    answers = survey.respondents.drop(columns=PSEUDONYM, errors="ignore").to_csv(index=False)
    file = study.path.read_text(encoding="utf-8") if study.path.is_file() else ""
    inputs = (answers, file, study.data.origin, repr(study.disclosure), repr(study.sampling),
              code_digest(PACKAGES))
    return hashlib.sha256("\0".join(inputs).encode()).hexdigest()


def written(plan: Plan, of: str) -> str:
    """Return a plan as the text of its file: conditions and what becomes of them.

    No withheld number is in it.

    Parameters
    ----------
    plan : Plan
        What is withheld.
    of : str
        The fingerprint of what it was made of.
    """
    true = plan.counts.true
    counts = {_text(condition): _state(condition, plan) for condition in true}
    parts = []
    for group, part in plan.counts.parts:
        if few(true[group] - true[part], plan.fewest):
            parts.append([_text(group), _text(part)])
    values = []
    for name, value in plan.values.items():
        told = name not in plan.untold
        values.append([value.kind, value.variable, _text(value.group), told,
                       str(value.value) if told else "", str(value.off)])
    kept = {"of": of, "fewest": plan.fewest, "counts": dict(sorted(counts.items())),
            "parts": sorted(parts), "values": sorted(values), "report": asdict(plan.report)}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def read(path: Path, people: Respondents, of: str) -> Plan | None:
    """Return the plan in a file; None where there is none, or where it was made of something else.

    Parameters
    ----------
    path : Path
        The file.
    people : Respondents
        The survey's respondents: the file holds no counts.
    of : str
        The fingerprint of what the plan has to be made of.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return _plan(kept, people) if isinstance(kept, dict) and kept.get("of") == of else None


def _plan(kept: Mapping[str, Any], people: Respondents) -> Plan:
    true: dict[Condition, int] = {}
    states: dict[str, set[Condition]] = {"few": set(), "beside": set(), "firm": set(), "told": set()}
    for text, state in kept["counts"].items():
        condition = canonical(parse(text))
        true[condition] = people.count(condition)
        states[state].add(condition)
    parts = [(canonical(parse(group)), canonical(parse(part))) for group, part in kept["parts"]]
    values, untold = {}, set()
    for kind, variable, text, told, number, off in kept["values"]:
        group = canonical(parse(text))
        n = int(people.with_answer(group, variable).sum())
        name = kind, group, variable
        values[name] = Valued(kind, variable, group, n, Fraction(number or 0), Fraction(off),
                              kept["fewest"])
        if not told:
            untold.add(name)
    return Plan(people, kept["fewest"], Counts(true, frozenset(states["firm"]), tuple(parts)),
                Closed(frozenset(states["few"]), frozenset(states["beside"])), values,
                frozenset(untold), Report(**kept["report"]), places)


def _state(condition: Condition, plan: Plan) -> str:
    """Return what becomes of a count: few people, withheld beside them, told, or told always."""
    if condition in plan.closed.all:
        return "few" if condition in plan.closed.primary else "beside"
    return "firm" if condition in plan.counts.firm else "told"


def _text(condition: Condition) -> str:
    """Return a condition as the data have it: the inverse of `canonical`."""
    return str(Condition(tuple(together(atom) for atom in condition.atoms)))
