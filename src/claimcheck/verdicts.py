"""A verdict on every published claim, with the reason in two languages; blind to what was imposed."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import pandas as pd

from claimcheck.audit import Allowance, Pinned, audited
from claimcheck.checks import Compared, Row, compare
from claimcheck.claims import Claim
from claimcheck.conditions import parse
from claimcheck.conflicts import Checker, Conflict, Premise, conflicts, consistent_part, premises
from claimcheck.errors import ClaimcheckError
from claimcheck.habits import columns, completed_units, granular_power, habits, impossible, scales
from claimcheck.reasons import Clash, Words, listed, reason, rule, says
from claimcheck.report import Judged, Report
from claimcheck.rounding import preimage
from claimcheck.space import Space
from claimcheck.statements import KINDS_ON_RESPONDENTS

# Claims against a survey: reproduced, or by how much they differ.

KINDS = ("count", "share", "mean", "minimum", "maximum")


def reproduced(claim: Claim, survey: pd.DataFrame) -> tuple[str, Words, Fraction] | None:
    """Return ``reproduced`` or ``differs``, why, and what the survey gives; None for what a survey does not give.

    A claim is reproduced when the survey's value is printed so under some rule of rounding.
    """
    if claim.kind not in KINDS or len(claim.values) != 1 or not (claim.condition or claim.variable):
        return None
    try:
        measured = _measured(claim, survey)
    except ClaimcheckError:
        return None
    if measured is None:
        return None
    value = Fraction(measured).limit_denominator(10**9)
    near = preimage(claim.numerals[0], "printed_or_cut")
    scale = claim.values[0] / Fraction(claim.numerals[0]) if Fraction(claim.numerals[0]) else Fraction(1)
    if value / scale in near:
        return "reproduced", reason("reproduced", computed=_number(value)), value
    away = _number(abs(value - claim.values[0]))
    return "differs", reason("differs", computed=_number(value), difference=away), value


def _measured(claim: Claim, survey: pd.DataFrame) -> float | None:
    """Return what a survey gives for a claim; None where nobody answered, or nobody was asked."""
    among = survey[parse(claim.of).mask(survey).fillna(False)]
    whom = among[parse(claim.condition).mask(among).fillna(False)]
    if claim.kind == "count":
        return len(whom)
    if claim.kind == "share":
        return float(Fraction(100 * len(whom), len(among))) if len(among) else None
    if claim.variable not in survey:
        return None
    answers = whom[claim.variable].dropna().tolist()
    if not answers:
        return None
    if claim.kind == "mean":
        return float(sum(map(Fraction, answers)) / len(answers))
    return float(min(answers) if claim.kind == "minimum" else max(answers))


def _number(value: Fraction) -> Words:
    text = f"{float(value):.10g}"
    return {"en": text, "id": text.replace(".", ",")}


#: How `where` ends of a claim that only says how the reconstruction's rows are kept: nothing published.
ROWS_ONLY = "rows, not the paper"


def verify(claims: Sequence[Claim], space: Space, *, references: Iterable[Row] = (), regulations: Iterable[Row] = (),
           survey: pd.DataFrame | None = None) -> Report:
    """Return a verdict on every claim, each judged with its own fact left out.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv. ``imposed``, ``verdict`` and ``note`` are not read; rows that only describe how the
        reconstruction is kept are left out.
    space : Space
        Number of respondents, and what columns can hold where that is known; all else is inferred from the claims.
        Leave out scales that were not printed: what is inferred is fine enough for each of them.
    references, regulations : iterable of mapping
        What the paper cites and lists, and what regulations say of its figures (see `checks.compare`).
    survey : DataFrame, optional
        Clean respondents, where they are a survey and not a reconstruction: counted claims are then ``reproduced`` or
        ``differs``.

    Notes
    -----
    In order of precedence: ``impossible`` (alone, under every rounding rule), ``contradicted`` (in a conflict of
    printed and structural premises), ``strained`` (a reading that cannot hold), ``implied`` (the other facts force
    it), ``consistent`` (can be true, by a test that could have failed), ``bounded`` (restricts nothing yet),
    ``untestable``. A claim that clashes only with a reading keeps its verdict: it is the reading that is strained.
    """
    claims = [claim for claim in claims if not claim.where.endswith(ROWS_ONLY)]
    asked = Space(space.size, columns(claims, space.size) | dict(space.columns))
    compared = compare(claims, n_respondents=space.size, references=references, regulations=regulations)
    return _Court(claims, asked, compared, survey).report()


class _Court:
    """All that a verdict rests on, found once."""

    def __init__(self, claims: Sequence[Claim], space: Space, compared: Compared,
                 survey: pd.DataFrame | None) -> None:
        self.claims, self.space, self.compared, self.survey = claims, space, compared, survey
        self.by_id = {claim.id: claim for claim in claims}
        units = completed_units(claims, space.size)
        self.alone = {claim.id: why for claim in claims if (why := impossible(claim, space.size, units))}
        self.premises = premises(claims, space.size, without=self.alone)
        self.checker = Checker(space)
        self.hard = self._conflicts([premise for premise in self.premises if not premise.is_reading])
        self.kept = self._kept()
        self.soft = self._soft()
        joint = [audited(conflict, self.by_id, space) for conflict in (*self.hard, *self.soft)]
        self.clashes = [*joint, *compared.clashes]

    def _conflicts(self, chosen: Sequence[Premise], suspect: Premise | None = None) -> list[Conflict]:
        """Return the conflicts among premises; one of a single premise says that it is impossible."""
        found = conflicts(chosen, self.checker, suspect=suspect)
        for conflict in found:
            if len(conflict.premises) == 1:
                why = reason("impossible_alone", n=self.space.size)
                self.alone |= dict.fromkeys(conflict.premises[0].claims, why)
        return [conflict for conflict in found if len(conflict.premises) > 1 or not conflict.premises[0].claims]

    def _kept(self) -> list[Premise]:
        """Return the printed and structural premises that hold together, those in no conflict first."""
        stated = [p for p in self.premises if not p.is_reading and not set(p.claims) & set(self.alone)]
        blamed = {premise for conflict in self.hard for premise in conflict.premises}
        self.sound = [premise for premise in stated if premise not in blamed]
        return consistent_part(self.sound, [premise for premise in stated if premise in blamed], self.checker)

    def _soft(self) -> list[Conflict]:
        """Return the conflicts of each reading with what is sound; then those of readings with each other."""
        misnamed = {claim for clash in self.compared.clashes for claim in clash.readings}
        sound = [premise for premise in self.sound if not set(premise.claims) & misnamed]
        readings = [premise for premise in self.premises if premise.is_reading]
        found = [conflict for one in readings for conflict in self._conflicts([*sound, one], one)]
        blamed = {premise for conflict in found for premise in conflict.premises if premise.is_reading}
        left = [p for p in readings if p not in blamed and not set(p.claims) & set(self.alone)]
        return found + self._conflicts([*sound, *left])

    def report(self) -> Report:
        """Return the verdicts."""
        own = {claim: premise for premise in self.premises for claim in premise.claims}
        asked = {premise: Allowance(premise, self._others(premise), self.space) for premise in own.values()
                 if not set(premise.claims) & set(self.alone)}
        judged = tuple(self._judge(claim, asked.get(own[claim.id]) if claim.id in own else None)
                       for claim in self.claims)
        return Report(judged, tuple(self.clashes), tuple(habits(self.claims, self.space.size)),
                      tuple(scales(self.claims)), self.space.size)

    def _judge(self, claim: Claim, asked: Allowance | None) -> Judged:
        inside = tuple(i for i, clash in enumerate(self.clashes) if claim.id in clash.everyone)
        if claim.id in self.alone:
            power = granular_power(claim, self.space.size)
            return Judged(claim, "impossible", self.alone[claim.id], Pinned(power=power), inside)
        pinned = asked.pinned(claim) if asked else Pinned()
        told = None if self.survey is None else reproduced(claim, self.survey)
        if told is not None:
            return Judged(claim, told[0], told[1], pinned, inside, told[2])
        return Judged(claim, *self._verdict(claim, pinned if asked else None, inside), pinned, inside)

    def _others(self, own: Premise) -> list[Premise]:
        """Return the premises by which one is judged: not its own fact, nor what counts the same people."""
        facts = {self.by_id[claim].fact for claim in own.claims} - {""}
        whom = {str(self.by_id[claim].whom) for claim in own.claims}
        return [other for other in self.kept if other is not own and other.terms != own.terms
                and not any(self.by_id[c].fact in facts or (self.by_id[c].kind in ("count", "share", "verbal")
                                                            and str(self.by_id[c].whom) in whom)
                            for c in other.claims)]

    def _verdict(self, claim: Claim, pinned: Pinned | None, inside: Sequence[int]) -> tuple[str, Words]:
        clashes = [self.clashes[i] for i in inside]
        if printed := [clash for clash in clashes if clash.strength == "printed"]:
            return "contradicted", self._clashing("contradicted", claim, printed)
        if strained := [clash for clash in clashes if claim.id in clash.readings]:
            return "strained", self._clashing("strained_reading", claim, strained)
        if pinned is not None:
            return pinned.verdict
        if claim.id in self.compared.agreed:
            others = [says(other) for other in self.compared.agreed[claim.id]]
            return "consistent", reason("checked", others=listed(others, at_most=3)) if others else reason("complies")
        vague = claim.kind == "verbal" and claim.condition
        return "untestable", reason("untestable_word" if vague else "untestable_group"
                                    if claim.kind in KINDS_ON_RESPONDENTS else "untestable_kind",
                                    published=claim.published)

    def _clashing(self, name: str, claim: Claim, clashes: Sequence[Clash]) -> Words:
        """Return with what a claim clashes; where it is with no other claim, why."""
        others = dict.fromkeys(name for clash in clashes for name in (*clash.claims, *clash.structural)
                               if name != claim.id and claim.id not in clash.restated.get(name, ()))
        if not others:
            return clashes[0].reason
        named = [says(self.by_id[other]) if other in self.by_id else rule(other) for other in others]
        return reason(name, others=listed(named, at_most=6))
