"""Facts as premises: what must hold if the claims that state them are true, and how firmly it is said."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ppks_study.evidence.bounds import Evidence
from ppks_study.evidence.claims import STRENGTHS, Claim
from ppks_study.evidence.habits import completed_units
from ppks_study.evidence.parts import Space
from ppks_study.evidence.statements import Statement, Term, statements

PARTS_MAKE_THE_WHOLE = "parts make the whole"
#: Means of numbers beyond this are judged alone: sums of such numbers are more than the solver's floats can carry.
LARGEST = 10**8
#: The largest joint table of which every claim's range is asked: larger ones take seconds a question.
MOST_CELLS = 2000


@dataclass(frozen=True)
class Premise:
    """One fact: the claims that state it alike, and what they say about respondents.

    Attributes
    ----------
    name : str
        Id of the first claim that states it; for a rule, the partition and what the rule says.
    claims : tuple of str
        Ids of the claims that state it; none for a rule.
    statements : tuple of Statement
        What holds if they are true.
    strength : str
        ``printed``, ``structural`` (parts make the whole, income includes incentive) or ``reading`` (a list taken as
        exhaustive, everybody taken to have answered).
    """

    name: str
    claims: tuple[str, ...]
    statements: tuple[Statement, ...]
    strength: str = "printed"

    @property
    def is_reading(self) -> bool:
        """Whether it rests on a reading of the text."""
        return self.strength == "reading"

    @cached_property
    def sums(self) -> bool:
        """Whether it says something of a sum: a mean does."""
        return any(term.variable for statement in self.statements for term in statement.terms)

    @cached_property
    def terms(self) -> frozenset[tuple[Term, ...]]:
        """What its statements weigh, whatever the limits."""
        return frozenset(statement.terms for statement in self.statements)


def premises(claims: Iterable[Claim], n_respondents: int, *, without: Container[str] = ()) -> list[Premise]:
    """Return the facts that claims state about respondents: printed ones, then structural ones, then readings.

    Claims whose ids are in `without` state none; the rules of their partitions stand all the same.
    Claims state one fact when they say the same of the respondents: repetitions, and a share with the count that it
    comes from. A list of roles is a reading, because it is a limit only when it is taken as exhaustive.
    """
    claims = list(claims)
    units = completed_units(claims, n_respondents)
    grouped: dict[tuple[object, ...], list[Claim]] = {}
    said: dict[tuple[object, ...], tuple[Statement, ...]] = {}
    too_large = {claim.variable for claim in claims if claim.variable and any(v > LARGEST for v in claim.values)}
    for claim in claims:
        if claim.id in without or (claim.kind == "mean" and claim.variable in too_large):
            continue
        if what := tuple(statements(claim, share_units=units.get(claim.id, 1), mean_rounding="printed_or_cut")):
            key = (strength(claim), *_said(claim, what))
            grouped.setdefault(key, []).append(claim)
            said.setdefault(key, what)
    made = [Premise(group[0].id, tuple(c.id for c in group), said[key], str(key[0]))
            for key, group in ((key, _results_first(group)) for key, group in grouped.items())]
    return sorted([*made, *rules(claims)], key=lambda p: (STRENGTHS.index(p.strength), p.sums))


def _results_first(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims as they stand, but those of abstracts and dates after those of the text."""
    return sorted(claims, key=lambda claim: claim.section == "front")


def strength(claim: Claim) -> str:
    """Return how firmly a claim is said: a list is a reading, whatever else its row says."""
    return "reading" if claim.kind == "list" else claim.strength


def rules(claims: Iterable[Claim]) -> list[Premise]:
    """Return, for each partition of which two parts or more are printed, the rule that its parts make the whole."""
    parts: dict[tuple[str, str], dict[str, Claim]] = {}
    for claim in _results_first(claims)[::-1]:
        if claim.partition and claim.kind in ("count", "share") and claim.condition:
            parts.setdefault((claim.partition, str(claim.among)), {}).setdefault(str(claim.whom), claim)
    made = [_rule(name, list(found.values())) for (name, _), found in parts.items() if len(found) > 1]
    return list({frozenset(rule.statements[0].terms): rule for rule in made}.values())


def _rule(partition: str, parts: Sequence[Claim]) -> Premise:
    terms = (*(Term(Fraction(1), part.whom) for part in parts), Term(Fraction(-1), parts[0].among))
    name = f"{partition}: {PARTS_MAKE_THE_WHOLE}"
    return Premise(name, (), (Statement(terms, source=name),), "structural")


def _said(claim: Claim, what: Sequence[Statement]) -> tuple[object, ...]:
    """Return what a claim says: whom it counts, and how many where only one number can be meant."""
    counted = what[0].exact if len(what) == 1 and claim.kind in ("count", "share") else None
    if counted is not None:
        return str(counted[0]), counted[1]
    return tuple((s.terms, s.low, s.high, s.low_closed, s.high_closed) for s in what)


def evidence_of(space: Space, chosen: Iterable[Premise]) -> Evidence:
    """Return premises as evidence for bounds, as long as these need no joint table of more than `MOST_CELLS`."""
    said = tuple(statement for premise in chosen for statement in premise.statements)
    return Evidence(space, said, MOST_CELLS)
