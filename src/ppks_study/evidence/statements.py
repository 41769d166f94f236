"""Claims as linear statements on counts and sums: what must hold in any data set that agrees with them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction

from ppks_study.conditions import EVERYBODY, Atom, Condition
from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import Interval, preimage

#: Kinds that say something about respondents; the others are about the world, the method or a document.
KINDS_ON_RESPONDENTS = ("count", "share", "mean", "minimum", "maximum", "range", "band", "amount", "list",
                        "verbal")


@dataclass(frozen=True)
class Term:
    """A coefficient times a count of respondents; or, with a variable, times its sum over them."""

    coefficient: Fraction
    condition: Condition = EVERYBODY
    variable: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the term joins."""
        extra = (self.variable,) if self.variable else ()
        return tuple(dict.fromkeys(self.condition.columns + extra))


@dataclass(frozen=True)
class Statement:
    """A weighted sum of counts and sums that lies in an interval; an end of None is no limit."""

    terms: tuple[Term, ...]
    low: Fraction | None = Fraction(0)
    high: Fraction | None = Fraction(0)
    low_closed: bool = True
    high_closed: bool = True
    source: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the statement joins."""
        return tuple(dict.fromkeys(column for term in self.terms for column in term.columns))


def count_is(condition: Condition, low: Fraction | int, high: Fraction | int | None = None) -> Statement:
    """Return the statement that so many respondents (from low to high) meet a condition."""
    high = low if high is None else high
    return Statement((Term(Fraction(1), condition),), Fraction(low), Fraction(high))


def everyone(among: Condition, whom: Condition) -> Statement:
    """Return the statement that everybody in one group belongs to another."""
    return Statement((Term(Fraction(1), among), Term(Fraction(-1), among & whom)))


def where(condition: Condition, variable: str, op: str, value: Fraction) -> Condition:
    """Return the condition, and that a variable compares so with a number."""
    return condition & Condition((Atom(variable, op, (str(value),)),))


def ratio_in(top: Term, among: Condition, interval: Interval) -> list[Statement]:
    """Return the statements that a count or sum, per respondent of a group, lies in an interval."""
    ends = ((interval.low, interval.low_closed, 1), (interval.high, interval.high_closed, -1))
    return [Statement((replace(top, coefficient=top.coefficient * sign), Term(-end * sign, among)),
                      Fraction(0), None, low_closed=closed) for end, closed, sign in ends]


def statements(claim: Claim, *, share_rounding: str = "printed_or_cut",
               mean_rounding: str = "up_or_down") -> list[Statement]:
    """Return what a claim says about respondents; nothing when it says nothing about them.

    Parameters
    ----------
    claim : Claim
        A row of claims.csv.
    share_rounding, mean_rounding : str
        Rules of `granularity.preimage` for printed shares and means. The paper cuts the share that it
        names first and completes the other to 100, so that a share is read as less than one unit away.
    """
    if claim.kind not in KINDS_ON_RESPONDENTS:
        return []
    build = {"count": _count, "verbal": _verbal, "list": _list, "amount": _amount, "range": _within,
             "band": _within, "minimum": _extreme, "maximum": _extreme}.get(claim.kind)
    if claim.kind == "share":
        top = Term(Fraction(100), claim.whom)
        found = ratio_in(top, claim.among, preimage(claim.numerals[0], share_rounding))
    elif claim.kind == "mean":
        found = _mean(claim, mean_rounding)
    else:
        found = build(claim) if build else []
    return [replace(statement, source=claim.id) for statement in found]


def _count(claim: Claim) -> list[Statement]:
    return [count_is(claim.whom, *claim.ends)] if claim.whom.atoms else []


def _verbal(claim: Claim) -> list[Statement]:
    one, two = Fraction(1), Fraction(2)
    if not claim.whom.atoms or claim.quantifier is None:
        return []
    majority = (Term(two, claim.whom), Term(-one, claim.among))
    return {"all": [everyone(claim.among, claim.whom)], "none": [count_is(claim.whom, 0)],
            "most": [Statement(majority, one, None)],
            "few": [Statement(majority, None, -one)]}[claim.quantifier]


def _list(claim: Claim) -> list[Statement]:
    return [everyone(claim.among, claim.whom)] if claim.whom.atoms else []


def _amount(claim: Claim) -> list[Statement]:
    if not (claim.variable and claim.whom.atoms):
        return []
    return [everyone(claim.whom, where(EVERYBODY, claim.variable, "=", claim.values[0]))]


def _within(claim: Claim) -> list[Statement]:
    if not claim.variable:
        return []
    low, high = claim.ends
    return [count_is(where(claim.whom, claim.variable, "<", low), 0),
            count_is(where(claim.whom, claim.variable, ">", high), 0)]


def _extreme(claim: Claim) -> list[Statement]:
    if not claim.variable:
        return []
    beyond = "<" if claim.kind == "minimum" else ">"
    value = claim.values[0]
    attained = where(claim.whom, claim.variable, "=", value)
    return [count_is(where(claim.whom, claim.variable, beyond, value), 0),
            Statement((Term(Fraction(1), attained),), Fraction(1), None)]


def _mean(claim: Claim, rounding: str) -> list[Statement]:
    if not claim.variable:
        return []
    top = Term(Fraction(1), claim.whom, claim.variable)
    answered = where(claim.whom, claim.variable, ">=", Fraction(0))
    stated = [count_is(answered, int(claim.n))] if claim.n else []
    return stated + ratio_in(top, answered, preimage(claim.numerals[0], rounding))


def conditions_in(statements: Iterable[Statement]) -> list[Condition]:
    """Return every condition that statements use."""
    return [term.condition for statement in statements for term in statement.terms]
