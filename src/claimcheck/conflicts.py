"""Which facts cannot hold together: smallest conflicts, and all smallest repairs.

A conflict is a set of premises that no data set satisfies, each of which is needed for it. Sets of premises to give up
and conflicts are each other's hitting sets (Reiter, 1987, *Artificial Intelligence* 32, 57-95): a smallest conflict is
found by hitting all sets that must be given up (Ignatiev, Previti, Liffiton and Marques-Silva, 2015, *CP*, 173-182),
a smallest repair by hitting all conflicts. That keeps every question to the solver a plain "can these hold together?".
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from claimcheck.bounds import Evidence, groups
from claimcheck.claims import STRENGTHS, Claim
from claimcheck.counts import Linear, Model, feasible, run
from claimcheck.habits import completed_units
from claimcheck.space import Space
from claimcheck.statements import Statement, Term, statements

# Facts as premises: what must hold if the claims that state them are true, and how firmly it is said.

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


# How few of some premises must be given up for the others to hold: one programme, each premise with a switch.

class Elastic:
    """Premises on counts as a whole-number programme, each with a switch that turns it off.

    Only premises without sums have a switch: the reach of a sum is so wide that a switch would leak in floats.

    Parameters
    ----------
    space : Space
        Number of respondents and what columns can hold.
    premises : sequence of Premise
        What may be given up.
    """

    def __init__(self, space: Space, premises: Sequence[Premise]) -> None:
        self.switched = [premise for premise in premises if not premise.sums]
        self.statements = [(at, s) for at, premise in enumerate(self.switched) for s in premise.statements]
        self.model = Model(space, [s for _, s in self.statements], pruned=False)
        self.said = self.model.linear[len(self.model.linear) - len(self.statements):]
        self.frame = self.model.linear[:len(self.model.linear) - len(self.statements)]
        self._build(space.size)

    def _build(self, size: int) -> None:
        rows: list[tuple[int, int, int]] = []
        low: list[float] = []
        high: list[float] = []

        def add(linear: Linear, switch: tuple[int, int] | None = None) -> None:
            rows.extend((len(low), i, weight) for i, weight in linear.row.items())
            if switch and switch[1]:
                rows.append((len(low), self.model.unknowns + switch[0], switch[1]))
            low.append(-np.inf if linear.low is None else linear.low)
            high.append(np.inf if linear.high is None else linear.high)

        for linear in self.frame:
            add(linear)
        for (at, _), linear in zip(self.statements, self.said, strict=True):
            least, most = (size * pick([0, *linear.row.values()]) for pick in (min, max))
            if linear.low is not None:
                add(Linear(linear.row, linear.low, None), (at, max(0, linear.low - least)))
            if linear.high is not None:
                add(Linear(linear.row, None, linear.high), (at, min(0, linear.high - most)))
        rows_of, column, weight = zip(*rows, strict=True)
        width = self.model.unknowns + len(self.switched)
        matrix = csr_array((np.array(weight, float), (rows_of, column)), (len(low), width))
        self.limits = LinearConstraint(matrix, low, high)

    def fewest(self, hard: Sequence[Premise]) -> list[Premise] | None:
        """Return as few premises as must be given up beside hard ones; None where the answer fails the exact check."""
        unknowns, kept = self.model.unknowns, [premise in hard for premise in self.switched]
        costs = np.r_[np.zeros(unknowns), np.ones(len(kept))]
        upper = np.r_[np.full(unknowns, np.inf), np.where(kept, 0.0, 1.0)]
        found = run(costs, Bounds(np.zeros(len(costs)), upper), [self.limits])
        if found.x is None:
            return None
        values = [round(x) for x in found.x]
        off = {at for at in range(len(kept)) if values[unknowns + at]}
        left = [said for (at, _), said in zip(self.statements, self.said, strict=True) if at not in off]
        exact = all(linear.holds(values) for linear in (*self.frame, *left))
        return [self.switched[at] for at in sorted(off)] if exact else None


#: Of how many equally small repairs at most are listed.
MOST_REPAIRS = 50
Indices = frozenset[int]


@dataclass(frozen=True)
class Conflict:
    """Premises that cannot hold together; without any one of them the others can.

    Attributes
    ----------
    premises : tuple of Premise
        The members.
    repairs : tuple of tuple of Premise
        All smallest sets of premises without which the rest, its context, holds together.
    context : tuple of Premise
        What holds beside it once it is repaired: every premise that is in no other conflict.
    """

    premises: tuple[Premise, ...]
    repairs: tuple[tuple[Premise, ...], ...] = ()
    context: tuple[Premise, ...] = ()

    @property
    def is_reading(self) -> bool:
        """Whether the conflict rests on a reading of the text."""
        return any(premise.is_reading for premise in self.premises)


class Checker:
    """Whether premises can hold together, each question answered once and only where it matters."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._known: dict[frozenset[Statement], bool] = {}

    def holds(self, chosen: Sequence[Premise]) -> bool:
        """Whether some data set satisfies all the premises."""
        return self.failing(chosen) is None

    def failing(self, chosen: Sequence[Premise]) -> list[Premise] | None:
        """Return those of the premises that stand in a group that cannot hold; None when all can."""
        said = tuple(dict.fromkeys(statement for premise in chosen for statement in premise.statements))
        for columns, inside in groups(said, self.space):
            if not self._group(inside):
                return [p for p in chosen if any(columns.issuperset(s.columns) for s in p.statements)]
        return None

    def _group(self, inside: tuple[Statement, ...]) -> bool:
        key = frozenset(inside)
        if key not in self._known:
            try:
                self._known[key] = feasible(self.space, inside)
            except ArithmeticError:  # no answer that stands: no alarm rests on it
                self._known[key] = True
        return self._known[key]


def conflicts(chosen: Sequence[Premise], checker: Checker, *, suspect: Premise | None = None) -> list[Conflict]:
    """Return disjoint conflicts, each the smallest of what hangs together, until what is left can hold together.

    Parameters
    ----------
    chosen : sequence of Premise
        What is held together.
    checker : Checker
        Remembers what was asked before.
    suspect : Premise, optional
        One of them without which all others are known to hold.
    """
    found, left = [], list(chosen)
    while (failing := checker.failing(left)) is not None:
        members = smallest_conflict(failing, checker, suspect)
        found.append(members)
        left = [premise for premise in left if premise not in members]
    return [_repaired(members, [*left, *members], checker) for members in found]


def _repaired(members: tuple[Premise, ...], context: Sequence[Premise], checker: Checker) -> Conflict:
    return Conflict(members, repairs(members, context, checker), tuple(context))


def smallest_conflict(chosen: Sequence[Premise], checker: Checker,
                      suspect: Premise | None = None) -> tuple[Premise, ...]:
    """Return premises, of some that cannot hold together, that cannot either: as few claimed ones as possible.

    Rules that no claim states, such as that parts make the whole, are counted only where that decides nothing else. Of
    two conflicts of one size the one with earlier premises is taken.
    """
    to_hit = [frozenset({chosen.index(suspect)})] if suspect in chosen else []
    elastic, rules = Elastic(checker.space, chosen), [i for i, premise in enumerate(chosen) if not premise.claims]
    while True:
        hitting = next(smallest_hitting_sets(to_hit, len(chosen), rules))
        kept = [premise for i, premise in enumerate(chosen) if i in hitting]
        if not checker.holds(kept):
            return tuple(kept)
        grown = _largest(kept, chosen, elastic, checker)
        to_hit.append(frozenset(i for i, premise in enumerate(chosen) if premise not in grown))


def _largest(base: list[Premise], chosen: Sequence[Premise], elastic: Elastic, checker: Checker) -> list[Premise]:
    """Return a base that holds together with others, such that no more premises can be added one by one."""
    sums = [premise for premise in chosen if premise.sums and premise not in base]
    dropped = elastic.fewest(base)
    if dropped is not None:
        kept = [premise for premise in elastic.switched if premise not in dropped]
        found = [*kept, *(premise for premise in base if premise not in kept)]
        if not any(premise.sums for premise in base) or checker.holds(found):
            return _grown(found, sums, checker)
    return _grown(base, [premise for premise in chosen if premise not in base], checker)


def _grown(base: list[Premise], others: list[Premise], checker: Checker) -> list[Premise]:
    """Return a base that holds together with as many others as can be added, taken by halves."""
    if not others or checker.holds([*base, *others]):
        return [*base, *others]
    if len(others) == 1:
        return base
    half = len(others) // 2
    return _grown(_grown(base, others[:half], checker), others[half:], checker)


def repairs(members: Sequence[Premise], context: Sequence[Premise],
            checker: Checker) -> tuple[tuple[Premise, ...], ...]:
    """Return all smallest sets of claimed premises without which a context that contains a conflict holds together."""
    claimed = [premise for premise in context if premise.claims]
    alone = [(one,) for one in members if one.claims
             and checker.holds([other for other in context if other is not one])]
    if alone:
        return tuple(alone)
    known = [_places(members, claimed)]
    while True:
        found, failed = [], False
        for hitting in smallest_hitting_sets(known, len(claimed)):
            given_up = [claimed[i] for i in sorted(hitting)]
            left = [premise for premise in context if premise not in given_up]
            if checker.holds(left):
                found.append(tuple(given_up))
            elif not failed:
                known.append(_places(smallest_conflict(left, checker), claimed))
                failed = True
            if len(found) == MOST_REPAIRS or (failed and not found):
                break
        if found:
            return tuple(found)


def _places(premises: Sequence[Premise], among: Sequence[Premise]) -> Indices:
    return frozenset(among.index(premise) for premise in premises if premise.claims)


def smallest_hitting_sets(sets: Sequence[Indices], size: int, light: Sequence[int] = ()) -> Iterator[Indices]:
    """Yield all smallest sets of whole numbers below a size that share a member with each of some sets.

    Light numbers are not counted where other numbers decide.

    Examples
    --------
    >>> [sorted(s) for s in smallest_hitting_sets([frozenset({0, 1}), frozenset({1, 2})], 3)]
    [[1]]
    """
    if not sets:
        yield frozenset()
        return
    rows = [np.isin(np.arange(size), list(members)).astype(float) for members in sets]
    barred: list[Indices] = []
    costs = size * size + np.arange(size, dtype=float)
    costs[list(light)] -= size * size - 1
    fewest = None
    while True:
        found = _hitting(rows, barred, costs)
        if found is None or (fewest is not None and len(found) > fewest):
            return
        fewest = len(found)
        yield found
        barred.append(found)


def _hitting(rows: Sequence[np.ndarray], barred: Sequence[Indices], costs: np.ndarray) -> Indices | None:
    """Return a cheapest hitting set that contains none of those barred."""
    places = np.arange(len(costs))
    limits = [LinearConstraint(np.array(rows), lb=1)]
    limits += [LinearConstraint(np.isin(places, list(b)).astype(float)[None, :], ub=len(b) - 1) for b in barred]
    found = milp(costs, integrality=np.ones(len(costs)), bounds=Bounds(0, 1), constraints=limits)
    return None if found.x is None else frozenset(int(i) for i in np.flatnonzero(found.x > 0.5))


def consistent_part(sound: Sequence[Premise], others: Sequence[Premise], checker: Checker) -> list[Premise]:
    """Return premises that hold together, and as many of some others as can be added, the first ones first."""
    return _grown(list(sound), list(others), checker)
