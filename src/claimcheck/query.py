"""A question in words, answered by bounds or by a range over draws, with witnesses."""

import re
from collections.abc import Sequence
from typing import Any

from claimcheck.bounds import Bound, Evidence
from claimcheck.claims import Claim
from claimcheck.codebook import Codebook
from claimcheck.conditions import Condition, parse
from claimcheck.errors import ConditionError, InfeasibleError, nearest
from claimcheck.reconstruction import completed, evidence, exported

_QUESTION = re.compile(r"\s*(?:(count|share|mean|minimum|maximum|total)\s*"
                       r"(?:\(\s*(\w*)\s*\))?\s+)?(.*)")
_BARE = re.compile(r"\s*(mean|minimum|maximum|total)\s*\(\s*(\w+)\s*\)\s*")
_OVER_DRAWS = re.compile(r"\s*(median|correlation)\b\s*(?:\(([^()]*)\))?(.*)")


def ask(question: str, claims: Sequence[Claim], codebook: Codebook, *, n_draws: int = 200,
        seed: int = 1) -> dict[str, Any]:
    """Return the bounds that the imposed claims set to what is asked, or its range over draws.

    Parameters
    ----------
    question : str
        A condition (``sex=female & role=leader``), which counts; or ``share CONDITION``,
        ``mean(income) CONDITION``, and likewise ``minimum``, ``maximum``, ``total``; or, over
        draws, ``median(income) CONDITION`` and ``correlation(income, tenure) CONDITION``
        (Spearman's). Variables may leave out their unit.
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes are evidence.
    codebook : Codebook
        Gives the columns and the choices.
    n_draws, seed : int
        How many data sets are drawn for a median or a correlation, and from which seed
        (`ensemble.draws`).

    Returns
    -------
    dict
        ``question``, ``kind``, ``lower``, ``upper`` (None is no limit; both None, no value),
        ``identified``, ``sharp``, ``inner`` (a range over draws, which lies within the sharp one;
        then also ``draws``, ``seed`` and ``undefined``, how many draws give no value), and
        ``witnesses``: respondents that attain each end, and of whom every imposed claim is true;
        over draws, in the columns that bear on the question.

    Raises
    ------
    ConditionError
        The question is not in the grammar, or names an unknown variable or choice.

    Examples
    --------
    >>> from claimcheck.codebook import Question
    >>> book = Codebook({"sex": Question(labels={"female": {}, "male": {}}),
    ...                  "member": Question(labels={"yes": {}, "no": {}})})
    >>> claims = [Claim("women", published="7", condition="sex=female", n="10", imposed="yes"),
    ...           Claim("members", published="6", condition="member=yes", n="10", imposed="yes")]
    >>> answer = ask("sex=female & member=yes", claims, book)
    >>> answer["lower"], answer["upper"]
    (3.0, 6.0)
    """
    known = evidence(claims, codebook)
    over_draws = _OVER_DRAWS.fullmatch(question)
    if over_draws:
        return _inner_answer(question, over_draws, claims, codebook, known, n_draws, seed)
    kind, variable, condition = _parsed(question, codebook)
    bound = _bound(known, kind, variable, condition)
    lower, upper = (None if end is None else float(end) for end in (bound.lower, bound.upper))
    people = [completed(known, model, solution, codebook) for model, solution in bound.witnesses]
    return {"question": question.strip(), "kind": kind, "lower": lower, "upper": upper,
            "identified": bound.identified, "sharp": bound.sharp, "inner": False,
            "witnesses": people}


def _inner_answer(question: str, asked: re.Match[str], claims: Sequence[Claim], codebook: Codebook,
                  known: Evidence, n_draws: int, seed: int) -> dict[str, Any]:
    from claimcheck.ensemble import STATISTICS, draws, inner_range, value

    kind, condition = asked[1], codebook.resolved(parse(asked[3]))
    names = [name.strip() for name in (asked[2] or "").split(",") if name.strip()]
    if len(names) != STATISTICS[kind]:
        form = f"{kind}({', '.join(['income', 'tenure'][:STATISTICS[kind]])}) CONDITION"
        raise ConditionError(f"{kind} of what?", where=question, expected=form)
    variables = [codebook.number(name) for name in names]
    columns = tuple(dict.fromkeys((*variables, *condition.columns)))
    _refuse_unclaimed(columns, known)
    drawn = draws(claims, codebook, n_draws, seed=seed)
    inner = inner_range(drawn, lambda people: value(kind, variables, condition, people))
    witnesses: list[list[dict[str, Any]]] = []
    for people in inner.witnesses:
        rows: list[dict[str, Any]] = []
        for row in people:
            rows.append({name: exported(row[name]) for name in columns})
        witnesses.append(rows)
    return {"question": question.strip(), "kind": kind, "lower": inner.lower, "upper": inner.upper,
            "identified": False, "sharp": False, "inner": True, "draws": inner.draws, "seed": seed,
            "undefined": inner.undefined, "witnesses": witnesses}


def _refuse_unclaimed(columns: Sequence[str], known: Evidence) -> None:
    """Refuse a column of which no imposed claim speaks: draws do not hold it."""
    claimed: dict[str, None] = {}
    for statement in known.statements:
        claimed.update(dict.fromkeys(statement.columns))
    for column in columns:
        if column not in claimed:
            raise ConditionError(f"no imposed claim speaks of {column}",
                                 where="draws from the claims", expected=nearest(column, claimed))


def _parsed(question: str, codebook: Codebook) -> tuple[str, str, Condition]:
    """Return what is asked: its kind, its variable ("" for a count or share), and of whom."""
    bare = _BARE.fullmatch(question)
    if bare:
        kind, variable, text = bare[1], bare[2], ""
    else:
        match = _QUESTION.fullmatch(question)
        kind, variable, text = match.groups(default="") if match else ("", "", question)
        kind = kind or "count"
    condition = codebook.resolved(parse(text))
    if kind in ("count", "share"):
        return kind, "", condition
    if not variable:
        raise ConditionError(f"{kind} of what?", where=question,
                             expected=f"{kind}(income) CONDITION")
    return kind, codebook.number(variable), condition


def _bound(known: Evidence, kind: str, variable: str, condition: Condition) -> Bound:
    if kind in ("count", "share"):
        return known.count(condition) if kind == "count" else known.share(condition)
    try:
        return known.bound(kind, variable, condition)
    except InfeasibleError:  # nobody can be in the group
        return Bound(None, None)
