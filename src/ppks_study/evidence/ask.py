"""A question in words of the instrument, answered by bounds with respondents that attain them."""

import re
from fractions import Fraction
from typing import Any

from ppks_study.conditions import Condition, parse
from ppks_study.errors import ConditionError, nearest
from ppks_study.evidence.bounds import Bound, Evidence
from ppks_study.evidence.claims import read_claims
from ppks_study.evidence.reconstruct import evidence
from ppks_study.evidence.stitch import stitch
from ppks_study.instrument import Instrument
from ppks_study.study import Study

_QUESTION = re.compile(r"\s*(?:(count|share|mean|minimum|maximum|total)\s*(?:\(\s*(\w*)\s*\))?\s+)?(.*)")
_BARE = re.compile(r"\s*(mean|minimum|maximum|total)\s*\(\s*(\w+)\s*\)\s*")


def ask(question: str, study: Study) -> dict[str, Any]:
    """Return the bounds of what is asked.

    Parameters
    ----------
    question : str
        A condition (``sex=female & programme=pkh``), which counts; or ``share CONDITION``, ``mean(income) CONDITION``,
        and likewise ``minimum``, ``maximum``, ``total``. Variables may leave out their unit.
    study : Study
        One with claims.

    Returns
    -------
    dict
        ``question``, ``kind``, ``lower``, ``upper`` (None is no limit), ``identified``, ``sharp``, and ``witnesses``:
        respondents that attain each end, in the columns that bear on the question.

    Raises
    ------
    ConditionError
        The question is not in the grammar, or names an unknown variable or choice.
    """
    if study.data.claims is None:
        raise ConditionError("the study has no claims", where=f"study {study.name}, [data] claims")
    instrument = Instrument.load(study.data.instrument, study.data.choices)
    known = evidence(read_claims(study.data.claims), instrument)
    kind, variable, condition = _parsed(question, instrument)
    found = _bound(known, kind, variable, condition)
    ends = [None if end is None else float(end) for end in (found.lower, found.upper)]
    rows = [[{name: _plain(value) for name, value in row.items()} for row in stitch(model, solution)]
            for model, solution in found.witnesses]
    return {"question": question.strip(), "kind": kind, "lower": ends[0], "upper": ends[1],
            "identified": found.identified, "sharp": found.sharp, "witnesses": rows}


def _plain(value: str | Fraction | None) -> object:
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value


def _parsed(question: str, instrument: Instrument) -> tuple[str, str, Condition]:
    bare = _BARE.fullmatch(question)
    if bare:
        kind, variable, text = bare[1], bare[2], ""
    else:
        match = _QUESTION.fullmatch(question)
        kind, variable, text = (match[1] or "count", match[2] or "", match[3]) if match else ("count", "", question)
    condition = resolved(parse(text), instrument)
    if kind in ("count", "share"):
        return kind, "", condition
    if not variable:
        raise ConditionError(f"{kind} of what?", where=question, expected=f"{kind}(income) CONDITION")
    return kind, instrument.variable(variable).name, condition


def resolved(condition: Condition, instrument: Instrument) -> Condition:
    """Return a condition with full variable names, its choices checked against the instrument."""
    atoms = []
    for atom in condition.atoms:
        if atom.column.endswith("_percent") and atom.column.removesuffix("_percent") in instrument.dimensions:
            atoms.append(atom)
            continue
        variable = instrument.variable(atom.column)
        names = [choice.name for choice in variable.choices]
        wrong = [value for value in atom.values if names and value not in names]
        if wrong:
            raise ConditionError(f"no choice {wrong[0]!r}", where=f"{variable.name} in {condition}",
                                 expected=nearest(wrong[0], names))
        atoms.append(type(atom)(variable.name, atom.op, atom.values))
    return Condition(tuple(atoms))


def _bound(known: Evidence, kind: str, variable: str, condition: Condition) -> Bound:
    if kind == "count":
        return known.count(condition)
    if kind == "share":
        return known.share(condition)
    answer = {"mean": known.mean, "total": known.total, "minimum": known.minimum, "maximum": known.maximum}[kind]
    return answer(variable, condition)
