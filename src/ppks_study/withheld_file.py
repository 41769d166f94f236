"""The plan of what is withheld, as a file: made once, with a survey's clean data, and read by every page and table."""

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
from surveystats.disclosure.magnitudes import Valued, masks
from surveystats.disclosure.protection import Plan, Report
from surveystats.disclosure.respondents import Respondents, canonical, together
from surveystats.disclosure.secondary import Counts
from surveystats.disclosure.suppression import Closed, few

#: The one column that only the build's own copy of the respondents has.
PSEUDONYM = "pseudonym"


def place(survey: Survey) -> Path:
    """Return where a survey's plan is kept."""
    return survey.study.root / "data" / "processed" / survey.study.name / "withheld.json"


def fingerprint(survey: Survey) -> str:
    """Return a hash of all that a plan is made of: answers, study file, limit, and the code that makes it.

    Overrides of a notebook are no part of it: what they change is new to the plan, and comes on top of it.
    """
    study = survey.study
    answers = survey.respondents.drop(columns=PSEUDONYM, errors="ignore").to_csv(index=False)
    file = study.path.read_text(encoding="utf-8") if study.path.is_file() else ""
    code = code_digest(PACKAGES)
    told = (answers, file, study.data.origin, repr(study.disclosure), repr(study.sampling), code)
    return hashlib.sha256("\0".join(told).encode()).hexdigest()


def written(plan: Plan, of: str) -> str:
    """Return a plan as the text of its file; it holds conditions and what becomes of them, and no withheld number.

    Parameters
    ----------
    plan : Plan
        What is withheld.
    of : str
        The fingerprint of what it was made of.
    """
    counts = {_text(c): _state(c, plan) for c in plan.counts.true}
    parts = sorted([_text(a), _text(b)] for a, b in plan.counts.parts
                   if few(plan.counts.true[a] - plan.counts.true[b], plan.fewest))
    values = sorted([v.kind, v.variable, _text(v.group), name not in plan.untold,
                     str(v.value) if name not in plan.untold else "", str(v.off)] for name, v in plan.values.items())
    kept = {"of": of, "fewest": plan.fewest, "counts": dict(sorted(counts.items())), "parts": parts, "values": values,
            "report": asdict(plan.report)}
    return json.dumps(kept, ensure_ascii=False, indent=1) + "\n"


def read(path: Path, people: Respondents, of: str) -> Plan | None:
    """Return the plan in a file; None where there is none, or where it was made of something else."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return _plan(kept, people) if isinstance(kept, dict) and kept.get("of") == of else None


def _plan(kept: Mapping[str, Any], people: Respondents) -> Plan:
    states = {_condition(text): state for text, state in kept["counts"].items()}
    counts = Counts({c: people.count(together_all(c)) for c in states}, _of(states, "firm"),
                    tuple((_condition(a), _condition(b)) for a, b in kept["parts"]))
    values = {(kind, _condition(group), variable): _valued(kind, variable, _condition(group), value, off, people, kept)
              for kind, variable, group, _, value, off in kept["values"]}
    untold = frozenset((kind, _condition(group), variable) for kind, variable, group, is_told, _, _ in kept["values"]
                       if not is_told)
    return Plan(people, kept["fewest"], counts, Closed(_of(states, "few"), _of(states, "beside")), values, untold,
                Report(**kept["report"]), places)


def _valued(kind: str, variable: str, group: Condition, value: str, off: str, people: Respondents,
            kept: Mapping[str, Any]) -> Valued:
    n = int(masks(people, [(together_all(group), variable)])[0].sum())
    return Valued(kind, variable, group, n, Fraction(value or 0), Fraction(off), kept["fewest"])


def _of(states: Mapping[Condition, str], state: str) -> frozenset[Condition]:
    return frozenset(c for c, found in states.items() if found == state)


def _state(condition: Condition, plan: Plan) -> str:
    """Return what becomes of a count: few people, withheld beside them, told, or told in any case."""
    if condition in plan.closed.all:
        return "few" if condition in plan.closed.primary else "beside"
    return "firm" if condition in plan.counts.firm else "told"


def together_all(condition: Condition) -> Condition:
    """Return a condition as the data have it: the inverse of `people.canonical`."""
    return Condition(tuple(together(atom) for atom in condition.atoms))


def _text(condition: Condition) -> str:
    return str(together_all(condition))


def _condition(text: str) -> Condition:
    return canonical(parse(text))
