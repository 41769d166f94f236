"""A question in words of the instrument, answered by bounds or by a range over draws, with respondents as witnesses."""

import re
from typing import Any

from claimcheck.bounds import Bound, Evidence
from claimcheck.claims import Claim, read_claims
from claimcheck.conditions import Condition, parse
from claimcheck.ensemble import STATISTICS, draws, inner_range, value
from claimcheck.errors import ConditionError, InfeasibleError, nearest
from claimcheck.reconstruction import evidence, plain, whole
from ppks_study.study import Study
from surveyintake.instrument import Instrument

_QUESTION = re.compile(r"\s*(?:(count|share|mean|minimum|maximum|total)\s*(?:\(\s*(\w*)\s*\))?\s+)?(.*)")
_BARE = re.compile(r"\s*(mean|minimum|maximum|total)\s*\(\s*(\w+)\s*\)\s*")
_INNER = re.compile(rf"\s*({'|'.join(STATISTICS)})\b\s*(?:\(([^()]*)\))?(.*)")
_NUMERIC = ("integer", "decimal")


def ask(question: str, study: Study | str, *, n_draws: int = 200, seed: int = 1) -> dict[str, Any]:
    """Return the bounds of what is asked; or its range over draws, where it is no matter of counts and sums.

    Parameters
    ----------
    question : str
        A condition (``sex=female & programme=pkh``), which counts; or ``share CONDITION``, ``mean(income) CONDITION``,
        and likewise ``minimum``, ``maximum``, ``total``; or, over draws, ``median(income) CONDITION`` and
        ``correlation(income, tenure) CONDITION`` (Spearman's). Variables may leave out their unit.
    study : Study or str
        One with claims, or its name.
    n_draws, seed : int
        How many data sets are drawn for a median or a correlation, and from which seed (`ensemble.draws`).

    Returns
    -------
    dict
        ``question``, ``kind``, ``lower``, ``upper`` (None is no limit; both None, no value), ``identified``,
        ``sharp``, ``inner`` (a range over draws, which lies within the sharp one; then also ``draws``, ``seed``
        and ``undefined``, how many draws give no value), and ``witnesses``: respondents that attain each end, and of
        whom every imposed claim is true; over draws, in the columns that bear on the question.

    Raises
    ------
    ConditionError
        The question is not in the grammar, or names an unknown variable or choice.
    """
    study = Study.load(study) if isinstance(study, str) else study
    if study.data.claims is None:
        raise ConditionError("the study has no claims", where=f"study {study.name}, [data] claims")
    instrument = Instrument.load(study.data.instrument, study.data.choices)
    claims = read_claims(study.data.claims)
    known = evidence(claims, instrument)
    asked = _INNER.fullmatch(question)
    if asked:
        return _inner(question, asked, (claims, instrument, known), n_draws, seed)
    kind, variable, condition = _parsed(question, instrument)
    found = _bound(known, kind, variable, condition)
    ends = [None if end is None else float(end) for end in (found.lower, found.upper)]
    rows = [whole(known, model, solution, instrument) for model, solution in found.witnesses]
    return {"question": question.strip(), "kind": kind, "lower": ends[0], "upper": ends[1],
            "identified": found.identified, "sharp": found.sharp, "inner": False, "witnesses": rows}


def _inner(question: str, asked: re.Match[str], of: tuple[list[Claim], Instrument, Evidence], n_draws: int,
           seed: int) -> dict[str, Any]:
    claims, instrument, known = of
    kind, condition = asked[1], resolved(parse(asked[3]), instrument)
    names = [name.strip() for name in (asked[2] or "").split(",") if name.strip()]
    if len(names) != STATISTICS[kind]:
        form = f"{kind}({', '.join(['income', 'tenure'][:STATISTICS[kind]])}) CONDITION"
        raise ConditionError(f"{kind} of what?", where=question, expected=form)
    variables = [_numeric(name, instrument) for name in names]
    columns = tuple(dict.fromkeys((*variables, *condition.columns)))
    _spoken_of(columns, known)
    found = inner_range(draws(claims, instrument, n_draws, seed=seed),
                        lambda people: value(kind, variables, condition, people))
    rows = [[{name: plain(row[name]) for name in columns} for row in people] for people in found.witnesses]
    return {"question": question.strip(), "kind": kind, "lower": found.lower, "upper": found.upper,
            "identified": False, "sharp": False, "inner": True, "draws": found.draws, "seed": seed,
            "undefined": found.undefined, "witnesses": rows}


def _spoken_of(columns: tuple[str, ...], known: Evidence) -> None:
    """Refuse a column of which no imposed claim speaks: draws do not hold it."""
    spoken = {column: None for statement in known.statements for column in statement.columns}
    for column in columns:
        if column not in spoken:
            raise ConditionError(f"no imposed claim speaks of {column}", where="draws from the claims",
                                 expected=nearest(column, spoken))


def _numeric(name: str, instrument: Instrument) -> str:
    """Return the full name of a number or percent score."""
    numbers = {v.name.removesuffix(f"_{v.unit}"): v.name for v in instrument.variables.values() if v.type in _NUMERIC}
    numbers |= {f"{dimension}_percent": f"{dimension}_percent" for dimension in instrument.dimensions}
    if name in numbers or name in numbers.values():
        return numbers.get(name, name)
    what = "is not a number" if name in instrument.variables else "is not known"
    raise ConditionError(f"{name!r} {what}", where="variable", expected=nearest(name, numbers))


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
    return kind, _numeric(variable, instrument), condition


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
        op = "=" if atom.op == "has" and variable.type == "select_one" else atom.op
        atoms.append(type(atom)(variable.name, op, atom.values))
    return Condition(tuple(atoms))


def _bound(known: Evidence, kind: str, variable: str, condition: Condition) -> Bound:
    if kind == "count":
        return known.count(condition)
    if kind == "share":
        return known.share(condition)
    answer = {"mean": known.mean, "total": known.total, "minimum": known.minimum, "maximum": known.maximum}[kind]
    try:
        return answer(variable, condition)
    except InfeasibleError:  # nobody can be in the group
        return Bound(None, None)
