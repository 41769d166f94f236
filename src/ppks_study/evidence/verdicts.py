"""A verdict on every published claim, with the reason in two languages; blind to what was imposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ppks_study.errors import InfeasibleError
from ppks_study.evidence.bounds import Bound, Evidence
from ppks_study.evidence.claims import Claim
from ppks_study.evidence.consistency import (
    Checker,
    Conflict,
    Premise,
    conflicts,
    consistent_part,
    evidence_of,
    premises,
)
from ppks_study.evidence.granularity import attainable, nearest, power
from ppks_study.evidence.parts import Space
from ppks_study.evidence.scales import MAXIMA, ORDINARY_RULES
from ppks_study.evidence.statements import KINDS_ON_RESPONDENTS

#: How `where` ends of a claim that only says how the reconstruction's rows are kept: nothing published.
ROWS_ONLY = "rows, not the paper"
VERDICTS = ("impossible", "contradicted", "strained", "implied", "consistent", "bounded", "untestable")


@dataclass(frozen=True)
class Judged:
    """One claim, judged: verdict, what the other facts allow, the power of the test, and why."""

    claim: Claim
    verdict: str
    reason: dict[str, str]
    bound: Bound | None = None
    power: float = 0.0
    conflicts: tuple[int, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the claim's row of the report."""
        ends = (self.bound.lower, self.bound.upper) if self.bound else (None, None)
        lower, upper = (None if end is None else float(end) for end in ends)
        computed = lower if self.bound and self.bound.identified else None
        return {"id": self.claim.id, "published": self.claim.published, "verdict": self.verdict, "computed": computed,
                "lower": lower, "upper": upper, "power": round(self.power, 6), "reason": self.reason,
                "conflicts": list(self.conflicts)}


@dataclass(frozen=True)
class Report:
    """All verdicts, and the conflicts that they rest on."""

    judged: tuple[Judged, ...]
    conflicts: tuple[Conflict, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a program to read."""
        found = [{"claims": list(c.claims), "readings": list(c.readings),
                  "repairs": [list(premise.claims) for premise in c.repairs]} for c in self.conflicts]
        return {"claims": [judged.as_dict() for judged in self.judged], "conflicts": found}

    def text(self) -> str:
        """Return the report to read: what is impossible or in conflict, then how many claims have which verdict."""
        lines = [f"{j.verdict:13} {j.claim.id}: {j.claim.published} · {j.reason['en']}" for j in self.judged
                 if j.verdict in VERDICTS[:3]]
        counts = [f"{sum(j.verdict == v for j in self.judged)} {v}" for v in VERDICTS]
        closing = (f"{len(self.judged)} claims: {', '.join(counts)}; {len(self.conflicts)} conflicts. "
                   "None of this says anything about the authors' conduct.")
        return "\n".join([*lines, "", closing])


def verify(claims: Sequence[Claim], space: Space) -> Report:
    """Return a verdict on every claim, each judged with its own fact left out.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv. ``imposed``, ``verdict`` and ``note`` are not read; rows that only describe how the
        reconstruction is kept are left out.
    space : Space
        Number of respondents and what columns can hold; unknown columns are inferred.

    Notes
    -----
    In order of precedence: ``impossible`` (alone, under every rounding rule), ``contradicted`` (in a conflict of
    printed and structural premises), ``strained`` (in conflict with a reading of the text), ``implied`` (the other
    facts force it), ``consistent`` (can be true, by a test that could have failed), ``bounded`` (no test of
    granularity bites, and the others allow a range that holds it), ``untestable``. A claim that clashes only with a
    reading keeps its verdict: it is the reading that is strained.
    """
    claims = [claim for claim in claims if not claim.where.endswith(ROWS_ONLY)]
    checker = Checker(space)
    alone = {claim.id: reason for claim in claims if (reason := impossible(claim, space.size))}
    possible = [premise for premise in premises(claims, space.size) if not set(premise.claims) & set(alone)]
    stated = [premise for premise in possible if not premise.is_reading]
    hard = conflicts(stated, checker)
    blamed = {claim for conflict in hard for claim in conflict.claims}
    sound = [premise for premise in stated if not set(premise.claims) & blamed]
    soft = [found for reading in possible if reading.is_reading
            for found in conflicts([*sound, reading], checker)]
    every = (*hard, *soft)
    kept = consistent_part(sound, [premise for premise in stated if premise not in sound], checker)
    bounds: dict[tuple[str, str], Bound | None] = {}
    judged = tuple(_judge(claim, alone, every, len(hard), possible, kept, space, bounds) for claim in claims)
    return Report(judged, every)


def impossible(claim: Claim, n_respondents: int) -> dict[str, str] | None:
    """Return why a printed share or mean cannot come from whole people, or None when it can."""
    n = int(claim.n or n_respondents)
    if claim.kind == "share" and claim.condition and (claim.n or not claim.of):
        if attainable(claim.numerals[0], n, percent=True, rounding="printed_or_cut"):
            return None
        near = ", ".join(nearest(claim.numerals[0], n, percent=True))
        return {"en": f"no whole number of {n} is {claim.published} % under any rounding rule; nearest: {near}",
                "id": f"tidak ada bilangan bulat dari {n} yang menjadi {claim.published} % dengan pembulatan apa pun; "
                      f"terdekat: {near}"}
    if claim.kind == "mean" and claim.items and not claim.maximum:
        fits = [m for m in MAXIMA if any(attainable(claim.numerals[0], n, items=int(claim.items) * m, percent=True,
                                                    rounding=rule) for rule in ORDINARY_RULES)]
        if fits and min(fits) <= 7:
            return None
        which = ", ".join(map(str, fits)) or "–"
        return {"en": f"no item maximum up to 7 makes {claim.published} attainable with {n} people and {claim.items} "
                      f"items (only {which})",
                "id": f"tidak ada nilai butir tertinggi sampai 7 yang memungkinkan {claim.published} dengan {n} orang "
                      f"dan {claim.items} butir (hanya {which})"}
    return None


def _judge(claim: Claim, alone: dict[str, dict[str, str]], every: Sequence[Conflict], hard: int,
           possible: Sequence[Premise], kept: Sequence[Premise], space: Space,
           bounds: dict[tuple[str, str], Bound | None]) -> Judged:
    bite = _power(claim, space.size)
    if claim.id in alone:
        return Judged(claim, "impossible", alone[claim.id], power=bite)
    own = next((premise for premise in possible if claim.id in premise.claims), None)
    if own is None:
        return Judged(claim, "untestable", _untestable(claim))
    inside = tuple(i for i, conflict in enumerate(every) if claim.id in conflict.claims)
    printed = [i for i in inside if i < hard]
    if (own.name, claim.kind) not in bounds:
        bounds[own.name, claim.kind] = _bound(claim, own, kept, space)
    bound = bounds[own.name, claim.kind]
    if printed or (inside and own.is_reading):
        others = sorted({c for i in inside for c in every[i].claims} - {*own.claims})
        verdict = "contradicted" if printed else "strained"
        return Judged(claim, verdict, _clash(others, bool(printed)), bound, bite, inside)
    if bound is not None and bound.identified:
        return Judged(claim, "implied", {"en": "the other facts leave only this value",
                                         "id": "fakta lain hanya menyisakan nilai ini"}, bound, bite)
    if bite > 0:
        return Judged(claim, "consistent", {"en": f"can be true; the test would refuse {bite:.0%} of printable values",
                                            "id": f"dapat benar; uji menolak {bite:.0%} dari nilai yang dapat dicetak"},
                      bound, bite)
    return Judged(claim, "bounded", {"en": "the other facts allow a range that holds it",
                                     "id": "fakta lain membolehkan rentang yang memuatnya"}, bound, bite)


def _clash(others: Sequence[str], printed: bool) -> dict[str, str]:
    named = ", ".join(others[:6])
    how = ("", "") if printed else (" as read", " menurut bacaan")
    return {"en": f"cannot hold together{how[0]} with {named}",
            "id": f"tidak dapat benar bersama{how[1]} dengan {named}"}


def _untestable(claim: Claim) -> dict[str, str]:
    if claim.kind in KINDS_ON_RESPONDENTS:
        return {"en": "names no group of respondents that could be counted",
                "id": "tidak menyebut kelompok responden yang dapat dihitung"}
    return {"en": "not about the respondents: a figure of the world, the method or a document",
            "id": "bukan tentang responden: angka tentang dunia, metode, atau dokumen"}


def _power(claim: Claim, n_respondents: int) -> float:
    if claim.kind not in ("share", "mean") or not claim.numerals:
        return 0.0
    decimals = len(claim.numerals[0].partition(".")[2])
    items = int(claim.items or 1) * int(claim.maximum or 1)
    percent = claim.kind == "share" or bool(claim.items)
    return power(int(claim.n or n_respondents), items=items, percent=percent, decimals=decimals)


def _bound(claim: Claim, own: Premise, kept: Sequence[Premise], space: Space) -> Bound | None:
    """Return what the other facts allow for a counted claim."""
    if claim.kind not in ("count", "share") or not claim.whom.atoms:
        return None
    same = {statement.terms for statement in own.statements}
    others = [p for p in kept if p is not own and not ({s.terms for s in p.statements} & same) and not _same(p, claim)]
    known: Evidence = evidence_of(space, others)
    try:
        return known.count(claim.whom) if claim.kind == "count" else known.share(claim.whom, claim.among)
    except (InfeasibleError, ArithmeticError):
        return None


def _same(premise: Premise, claim: Claim) -> bool:
    """Whether a premise counts the very respondents of a claim: its count, its share, or a repetition."""
    counted = [t.condition for s in premise.statements for t in s.terms if not t.variable and t.coefficient != 0]
    return bool(counted) and str(counted[0]) == str(claim.whom) and not any(
        isinstance(s.low, Fraction) and s.low > 0 and s.high is None for s in premise.statements)
