"""A verdict on every published claim, and why; blind to what was imposed."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from claimcheck.audit import Allowance, audited
from claimcheck.checks import Compared, Row, compare
from claimcheck.claims import Claim
from claimcheck.conditions import parse
from claimcheck.conflicts import Checker, Conflict, Premise, conflicts, consistent_part, premises
from claimcheck.errors import ConditionError
from claimcheck.habits import columns, completed_units, granular_power, habits, impossible, scales
from claimcheck.report import Judged, Pinned, Report, Words, listed, reason, rule, says
from claimcheck.rounding import preimage
from claimcheck.space import Space
from claimcheck.statements import KINDS_ON_RESPONDENTS

if TYPE_CHECKING:
    import pandas as pd

    from claimcheck.report import Clash

#: Kinds of claims that a survey of one's own reproduces, or not.
_MEASURED = ("count", "share", "mean", "minimum", "maximum")
#: How `where` ends of a claim that only says how the reconstruction's rows are kept: nothing
#: published.
ROWS_ONLY = "rows, not the paper"


def verify(claims: Sequence[Claim], space: Space, *, references: Iterable[Row] = (),
           regulations: Iterable[Row] = (), survey: "pd.DataFrame | None" = None,
           partitions: Mapping[str, Words] | None = None) -> Report:
    """Return a verdict on every claim, each judged with its own fact left out.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv. ``imposed``, ``verdict`` and ``note`` are not read; rows that only
        describe how the reconstruction is kept are left out.
    space : Space
        Number of respondents, and what columns can hold where that is known; all else is inferred
        from the claims. Leave out scales that were not printed: what is inferred is fine enough for
        each.
    references, regulations : iterable of mapping
        What the paper cites and lists, and what regulations say of its figures (see
        `checks.compare`).
    survey : DataFrame, optional
        Clean respondents, where they are a survey and not a reconstruction: counted claims are then
        ``reproduced`` or ``differs``.
    partitions : mapping of str to words, optional
        What partitions are called, by language, under the last part of their name.

    Notes
    -----
    In order of precedence: ``impossible`` (by itself, under every rounding rule), ``contradicted``
    (in a conflict of printed and structural premises), ``strained`` (a reading that cannot hold),
    ``implied`` (the other facts force it), ``consistent`` (can be true, by a test that could have
    failed), ``bounded`` (restricts nothing yet), ``untestable``. A claim that clashes only with a
    reading keeps its verdict: it is the reading that is strained.

    Examples
    --------
    >>> women = Claim("women", kind="share", published="33,3", unit="percent",
    ...               condition="sex=female", n="10")
    >>> [judged.verdict for judged in verify([women], Space(10)).judged]
    ['impossible']
    """
    claims = [claim for claim in claims if not claim.where.endswith(ROWS_ONLY)]
    asked = Space(space.size, columns(claims, space.size) | dict(space.columns))
    compared = compare(claims, n_respondents=space.size, references=references,
                       regulations=regulations)
    return _Court(claims, asked, compared, survey, partitions or {}).report()


class _Court:
    """All that a verdict rests on, worked out once."""

    def __init__(self, claims: Sequence[Claim], space: Space, compared: Compared,
                 survey: "pd.DataFrame | None", partitions: Mapping[str, Words]) -> None:
        self.claims, self.space, self.compared, self.survey = claims, space, compared, survey
        self.partitions = partitions
        self.by_id: dict[str, Claim] = {}
        self.whom: dict[str, str] = {}
        self.impossible: dict[str, Words] = {}
        units = completed_units(claims, space.size)
        for claim in claims:
            self.by_id[claim.id] = claim
            self.whom[claim.id] = str(claim.whom)
            why = impossible(claim, space.size, units)
            if why is not None:
                self.impossible[claim.id] = why
        self.premises = premises(claims, space.size, without=self.impossible)
        self.checker = Checker(space)
        hard = self._conflicts([premise for premise in self.premises if not premise.is_reading])
        sound = self._sound(hard)
        joint = [*hard, *self._soft(sound)]
        self.clashes = [audited(conflict, self.by_id, space, partitions) for conflict in joint]
        self.clashes += compared.clashes

    def _conflicts(self, chosen: Sequence[Premise],
                   suspect: Premise | None = None) -> list[Conflict]:
        """Return the conflicts among premises; a single premise in one is impossible."""
        several = []
        for conflict in conflicts(chosen, self.checker, suspect=suspect):
            if len(conflict.premises) == 1:
                why = reason("impossible_alone", n=self.space.size)
                self.impossible |= dict.fromkeys(conflict.premises[0].claims, why)
            if len(conflict.premises) > 1 or not conflict.premises[0].claims:
                several.append(conflict)
        return several

    def _is_possible(self, premise: Premise) -> bool:
        return self.impossible.keys().isdisjoint(premise.claims)

    def _sound(self, hard: Sequence[Conflict]) -> list[Premise]:
        """Return the premises in no conflict; keep them with others that hold beside them."""
        blamed: set[Premise] = set()
        for conflict in hard:
            blamed.update(conflict.premises)
        sound: list[Premise] = []
        doubtful: list[Premise] = []
        for premise in self.premises:
            if not premise.is_reading and self._is_possible(premise):
                (doubtful if premise in blamed else sound).append(premise)
        self.kept = consistent_part(sound, doubtful, self.checker)
        return sound

    def _soft(self, sound: Sequence[Premise]) -> list[Conflict]:
        """Return the conflicts of readings with sound premises, then with each other."""
        misnamed: set[str] = set()
        for clash in self.compared.clashes:
            misnamed.update(clash.readings)
        firm = [premise for premise in sound if misnamed.isdisjoint(premise.claims)]
        readings = [premise for premise in self.premises if premise.is_reading]
        strained: list[Conflict] = []
        for reading in readings:
            strained += self._conflicts([*firm, reading], reading)
        blamed: set[Premise] = set()
        for conflict in strained:
            blamed.update(conflict.premises)
        left = [p for p in readings if p not in blamed and self._is_possible(p)]
        return strained + self._conflicts([*firm, *left])

    def report(self) -> Report:
        """Return the verdicts."""
        allowances: dict[str, Allowance] = {}
        for premise in self.premises:
            if premise.claims and self._is_possible(premise):
                allowance = Allowance(premise, self._others(premise), self.space)
                allowances |= dict.fromkeys(premise.claims, allowance)
        judged = [self._judge(claim, allowances.get(claim.id)) for claim in self.claims]
        return Report(tuple(judged), tuple(self.clashes),
                      tuple(habits(self.claims, self.space.size)), tuple(scales(self.claims)),
                      self.space.size)

    def _others(self, own: Premise) -> list[Premise]:
        """Return what a premise is judged by: not its own fact, nor what counts the same people."""
        facts, whom = set(), set()
        for name in own.claims:
            facts.add(self.by_id[name].fact)
            whom.add(self.whom[name])
        facts.discard("")
        others = []
        for other in self.kept:
            if other is own or other.terms == own.terms:
                continue
            for name in other.claims:
                claim = self.by_id[name]
                counts = claim.kind in ("count", "share", "verbal")
                if claim.fact in facts or (counts and self.whom[claim.id] in whom):
                    break
            else:
                others.append(other)
        return others

    def _judge(self, claim: Claim, allowance: Allowance | None) -> Judged:
        clashes, places = [], []
        for i, clash in enumerate(self.clashes):
            if claim.id in clash.everyone:
                clashes.append(clash)
                places.append(i)
        if claim.id in self.impossible:
            pinned = Pinned(power=granular_power(claim, self.space.size))
            return Judged(claim, "impossible", self.impossible[claim.id], pinned, tuple(places))
        pinned = Pinned() if allowance is None else allowance.pinned(claim)
        measured = None if self.survey is None else _reproduced(claim, self.survey)
        if measured is not None:
            verdict, why, value = measured
            return Judged(claim, verdict, why, pinned, tuple(places), value)
        verdict, why = self._verdict(claim, None if allowance is None else pinned, clashes)
        return Judged(claim, verdict, why, pinned, tuple(places))

    def _verdict(self, claim: Claim, pinned: Pinned | None,
                 clashes: "Sequence[Clash]") -> tuple[str, Words]:
        printed, strained = [], []
        for clash in clashes:
            if clash.strength == "printed":
                printed.append(clash)
            if claim.id in clash.readings:
                strained.append(clash)
        if printed:
            return "contradicted", self._clashing("contradicted", claim, printed)
        if strained:
            return "strained", self._clashing("strained_reading", claim, strained)
        if pinned is not None:
            return pinned.verdict
        if claim.id in self.compared.agreed:
            others = list(map(says, self.compared.agreed[claim.id]))
            if not others:
                return "consistent", reason("complies")
            return "consistent", reason("checked", others=listed(others, at_most=3))
        if claim.kind == "verbal" and claim.condition:
            return "untestable", reason("untestable_word", published=claim.published)
        respondents = claim.kind in KINDS_ON_RESPONDENTS
        return "untestable", reason("untestable_group" if respondents else "untestable_kind")

    def _clashing(self, name: str, claim: Claim, clashes: "Sequence[Clash]") -> Words:
        """Return with what a claim clashes; where it is with no other claim, why."""
        others: dict[str, Words] = {}
        for clash in clashes:
            for other in (*clash.claims, *clash.structural):
                if other == claim.id or claim.id in clash.restated.get(other, ()):
                    continue
                others[other] = (says(self.by_id[other]) if other in self.by_id
                                 else rule(other, self.partitions))
        if not others:
            return clashes[0].reason
        return reason(name, others=listed(others.values(), at_most=6))


# Claims against a survey: reproduced, or by how much they differ.

def _reproduced(claim: Claim, survey: "pd.DataFrame") -> tuple[str, Words, Fraction] | None:
    """Return whether a survey reproduces a claim, why, and its value; None if it cannot say.

    A claim is reproduced when the survey's value is printed so under some rule of rounding.
    """
    about = claim.condition or claim.variable
    if claim.kind not in _MEASURED or len(claim.values) != 1 or not about:
        return None
    try:
        measured = _measured(claim, survey)
    except ConditionError:
        return None
    if measured is None:
        return None
    value = Fraction(measured).limit_denominator(10**9)
    numeral = Fraction(claim.numerals[0])
    scale = claim.values[0] / numeral if numeral else Fraction(1)
    if value / scale in preimage(claim.numerals[0], "printed_or_cut"):
        return "reproduced", reason("reproduced", computed=_number(value)), value
    away = _number(abs(value - claim.values[0]))
    return "differs", reason("differs", computed=_number(value), difference=away), value


def _measured(claim: Claim, survey: "pd.DataFrame") -> float | None:
    """Return what a survey gives for a claim; None where nobody answered, or nobody was asked."""
    among = survey[parse(claim.of).mask(survey).fillna(False).astype(bool)]
    whom = among[parse(claim.condition).mask(among).fillna(False).astype(bool)]
    if claim.kind == "count":
        return len(whom)
    if claim.kind == "share":
        return float(Fraction(100 * len(whom), len(among))) if len(among) else None
    if claim.variable not in survey:
        return None
    answers = [Fraction(answer) for answer in whom[claim.variable].dropna().tolist()]
    if not answers:
        return None
    if claim.kind == "mean":
        return float(sum(answers) / len(answers))
    return float(min(answers) if claim.kind == "minimum" else max(answers))


def _number(value: Fraction) -> Words:
    text = f"{float(value):.10g}"
    return {"en": text, "id": text.replace(".", ",")}
