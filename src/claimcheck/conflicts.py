"""Which facts cannot hold together: smallest conflicts, and all smallest repairs.

A conflict is a set of premises that no data set satisfies, each of which is needed for it. Sets of
premises to give up and conflicts are each other's hitting sets (Reiter, 1987, *Artificial
Intelligence* 32, 57-95): a smallest conflict is found by hitting all sets that must be given up
(Ignatiev, Previti, Liffiton and Marques-Silva, 2015, *CP*, 173-182), a smallest repair by hitting
all conflicts. That keeps every question to the solver a plain "can these hold together?".
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import compress

import numpy as np

from claimcheck.bounds import Evidence, groups
from claimcheck.claims import STRENGTHS, Claim
from claimcheck.counts import Linear, Model, constraints, feasible, run
from claimcheck.habits import completed_units
from claimcheck.space import Space
from claimcheck.statements import Statement, Term, statements

_PARTS_MAKE_THE_WHOLE = "parts make the whole"
#: Means of numbers beyond this are judged by themselves: the solver's floats cannot carry such
#: sums.
_LARGEST = 10**8
#: The largest joint table of which every claim's range is asked: larger ones take seconds a
#: question.
MOST_CELLS = 2000
#: Of how many equally small repairs at most are listed.
_MOST_REPAIRS = 50
_Indices = frozenset[int]


# Facts as premises: what must hold if the claims that state them are true, and how firmly it is
# said.

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
        ``printed``, ``structural`` (parts make the whole, income includes allowances) or
        ``reading`` (a list taken as exhaustive, everybody taken to have answered).
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
        for statement in self.statements:
            for term in statement.terms:
                if term.variable:
                    return True
        return False

    @cached_property
    def terms(self) -> frozenset[tuple[Term, ...]]:
        """What its statements weigh, whatever the limits."""
        return frozenset([statement.terms for statement in self.statements])


def premises(claims: Iterable[Claim], n_respondents: int, *,
             without: Container[str] = ()) -> list[Premise]:
    """Return the facts that claims state of respondents: printed, structural, readings.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    n_respondents : int
        How many answered.
    without : container of str
        Ids of claims that state none; the rules of their partitions stand all the same.

    Notes
    -----
    Claims state one fact when they say the same of the respondents: repetitions, and a share with
    the count that it comes from. A list is a reading, because it is a limit only when it is taken
    as exhaustive.
    """
    claims = list(claims)
    units = completed_units(claims, n_respondents)
    too_large: set[str] = set()
    for claim in claims:
        if claim.variable and max(claim.values, default=0) > _LARGEST:
            too_large.add(claim.variable)
    grouped: dict[tuple[object, ...], list[Claim]] = {}
    meant: dict[tuple[object, ...], tuple[Statement, ...]] = {}
    for claim in claims:
        if claim.id in without or (claim.kind == "mean" and claim.variable in too_large):
            continue
        stated = tuple(statements(claim, share_units=units.get(claim.id, 1),
                                  mean_rounding="printed_or_cut"))
        if stated:
            strength = "reading" if claim.kind == "list" else claim.strength
            key = (strength, *_meaning(claim, stated))
            grouped.setdefault(key, []).append(claim)
            meant.setdefault(key, stated)
    facts = []
    for key, group in grouped.items():
        names = tuple([claim.id for claim in _results_first(group)])
        facts.append(Premise(names[0], names, meant[key], str(key[0])))
    return sorted([*facts, *_rules(claims)], key=lambda p: (STRENGTHS.index(p.strength), p.sums))


def _results_first(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims as they stand, but those of abstracts and dates after those of the text."""
    return sorted(claims, key=lambda claim: claim.section == "front")


def _rules(claims: Iterable[Claim]) -> list[Premise]:
    """Return, for each partition with two printed parts or more, that its parts make the whole."""
    partitions: dict[tuple[str, str], dict[str, Claim]] = {}
    for claim in reversed(_results_first(claims)):
        if claim.partition and claim.kind in ("count", "share") and claim.condition:
            parts = partitions.setdefault((claim.partition, str(claim.among)), {})
            parts.setdefault(str(claim.whom), claim)
    rules = {}
    for (partition, _), parts in partitions.items():
        if len(parts) > 1:
            terms = [Term(Fraction(1), part.whom) for part in parts.values()]
            terms.append(Term(Fraction(-1), next(iter(parts.values())).among))
            name = f"{partition}: {_PARTS_MAKE_THE_WHOLE}"
            statement = Statement(tuple(terms), source=name)
            rules[frozenset(terms)] = Premise(name, (), (statement,), "structural")
    return list(rules.values())


def _meaning(claim: Claim, stated: Sequence[Statement]) -> tuple[object, ...]:
    """Return what a claim says: whom it counts, and how many where only one number can be meant."""
    counted = None
    if len(stated) == 1 and claim.kind in ("count", "share"):
        counted = stated[0].exact
    if counted is not None:
        return str(counted[0]), counted[1]
    limits: list[object] = []
    for one in stated:
        limits += [one.terms, one.low, one.high, one.low_closed, one.high_closed]
    return tuple(limits)


def evidence_of(space: Space, chosen: Iterable[Premise]) -> Evidence:
    """Return premises as evidence for bounds that need no joint table of more than `MOST_CELLS`.

    Parameters
    ----------
    space : Space
        Number of respondents and what columns can hold.
    chosen : iterable of Premise
        They can hold together.
    """
    stated: list[Statement] = []
    for premise in chosen:
        stated += premise.statements
    return Evidence(space, tuple(stated), MOST_CELLS)


# How few of some premises must be given up: one whole-number program, each premise with a switch.

class _Elastic:
    """Premises on counts as a whole-number program, each with a switch that turns it off.

    Only premises without sums have a switch: the reach of a sum is so wide that a switch would leak
    in floats.
    """

    def __init__(self, space: Space, premises: Sequence[Premise]) -> None:
        self.switched = [premise for premise in premises if not premise.sums]
        self._owners: list[int] = []  # the premise of each statement
        stated: list[Statement] = []
        for at, premise in enumerate(self.switched):
            self._owners += [at] * len(premise.statements)
            stated += premise.statements
        self._model = Model(space, stated, pruned=False)
        frame = len(self._model.linear) - len(stated)
        self._frame, self._stated = self._model.linear[:frame], self._model.linear[frame:]
        switchable = list(self._frame)
        for at, linear in zip(self._owners, self._stated, strict=True):
            weights = [0, *linear.row.values()]
            switch = self._model.unknowns + at
            if linear.low is not None:
                slack = max(0, linear.low - space.size * min(weights))
                switchable.append(Linear(_with(linear.row, switch, slack), linear.low, None))
            if linear.high is not None:
                slack = min(0, linear.high - space.size * max(weights))
                switchable.append(Linear(_with(linear.row, switch, slack), None, linear.high))
        width = self._model.unknowns + len(self.switched)
        self._limits = constraints(switchable, width)

    def fewest(self, hard: Sequence[Premise]) -> list[Premise] | None:
        """Return as few premises as must be given up beside hard ones; None if the check fails."""
        unknowns = self._model.unknowns
        kept = [premise in hard for premise in self.switched]
        costs = np.r_[np.zeros(unknowns), np.ones(len(kept))]
        high = np.r_[np.full(unknowns, np.inf), np.where(kept, 0.0, 1.0)]
        answer = run(costs, (np.zeros(len(costs)), high), [self._limits])
        if answer.x is None:
            return None
        values = np.rint(answer.x).astype(int).tolist()
        must_hold = list(self._frame)
        for at, linear in zip(self._owners, self._stated, strict=True):
            if not values[unknowns + at]:
                must_hold.append(linear)
        for linear in must_hold:
            if not linear.holds(values):
                return None
        return list(compress(self.switched, values[unknowns:]))


def _with(row: dict[int, int], switch: int, slack: int) -> dict[int, int]:
    return {**row, switch: slack} if slack else row


# Conflicts and repairs.

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
        for premise in self.premises:
            if premise.is_reading:
                return True
        return False


class Checker:
    """Whether premises can hold together, each question answered once and only where it matters.

    Parameters
    ----------
    space : Space
        Number of respondents and what columns can hold.
    """

    def __init__(self, space: Space) -> None:
        self.space = space
        self._known: dict[frozenset[Statement], bool] = {}

    def holds(self, chosen: Sequence[Premise]) -> bool:
        """Whether some data set satisfies all of some premises.

        Parameters
        ----------
        chosen : sequence of Premise
            What is held together.
        """
        return self.failing(chosen) is None

    def failing(self, chosen: Sequence[Premise]) -> list[Premise] | None:
        """Return those of some premises that stand in a group that cannot hold; None when all can.

        Parameters
        ----------
        chosen : sequence of Premise
            What is held together.
        """
        stated: dict[Statement, None] = {}
        for premise in chosen:
            stated.update(dict.fromkeys(premise.statements))
        for columns, inside in groups(tuple(stated), self.space):
            key = frozenset(inside)
            if key not in self._known:
                try:
                    self._known[key] = feasible(self.space, inside)
                except ArithmeticError:  # no alarm rests on a question without a sure answer
                    self._known[key] = True
            if not self._known[key]:
                failing: dict[Premise, None] = {}
                for premise in chosen:
                    for statement in premise.statements:
                        if columns.issuperset(statement.columns):
                            failing[premise] = None
                return list(failing)
        return None


def conflicts(chosen: Sequence[Premise], checker: Checker, *,
              suspect: Premise | None = None) -> list[Conflict]:
    """Return disjoint conflicts, each the smallest of its group, without which all can hold.

    Parameters
    ----------
    chosen : sequence of Premise
        What is held together.
    checker : Checker
        Remembers what was asked before.
    suspect : Premise, optional
        One of them without which all others are known to hold.
    """
    members: list[tuple[Premise, ...]] = []
    left = list(chosen)
    failing = checker.failing(left)
    while failing is not None:
        members.append(_smallest_conflict(failing, checker, suspect))
        left = excluding(left, members[-1])
        failing = checker.failing(left)
    disjoint = []
    for one in members:
        context = [*left, *one]
        disjoint.append(Conflict(one, repairs(one, context, checker), tuple(context)))
    return disjoint


def _smallest_conflict(chosen: Sequence[Premise], checker: Checker,
                       suspect: Premise | None = None) -> tuple[Premise, ...]:
    """Return the fewest claimed premises, of some that cannot hold together, that cannot either.

    Rules that no claim states, such as that parts make the whole, are counted only where that
    decides nothing else. Of two conflicts of one size the one with earlier premises is taken.
    """
    to_hit = [frozenset({chosen.index(suspect)})] if suspect in chosen else []
    elastic = _Elastic(checker.space, chosen)
    rules = []
    for i, premise in enumerate(chosen):
        if not premise.claims:
            rules.append(i)
    while True:
        hitting = next(smallest_hitting_sets(to_hit, len(chosen), rules))
        kept = [chosen[i] for i in sorted(hitting)]
        if not checker.holds(kept):
            return tuple(kept)
        largest = _largest(kept, chosen, elastic, checker)
        to_hit.append(frozenset(map(chosen.index, excluding(chosen, largest))))


def _largest(base: list[Premise], chosen: Sequence[Premise], elastic: _Elastic,
             checker: Checker) -> list[Premise]:
    """Return a base that holds with others, such that no more premises can be added one by one."""
    dropped = elastic.fewest(base)
    if dropped is not None:
        kept = excluding(elastic.switched, dropped)
        sums_of_base = excluding(base, kept)  # only a premise on a sum has no switch
        kept += sums_of_base
        if not sums_of_base or checker.holds(kept):
            sums = excluding(chosen, [*elastic.switched, *base])
            return consistent_part(kept, sums, checker)
    return consistent_part(base, excluding(chosen, base), checker)


def excluding(premises: Iterable[Premise], left_out: Container[Premise]) -> list[Premise]:
    """Return premises without some, in their order.

    Parameters
    ----------
    premises : iterable of Premise
        In order.
    left_out : container of Premise
        Those not returned.
    """
    return [premise for premise in premises if premise not in left_out]


def consistent_part(sound: Sequence[Premise], others: Sequence[Premise],
                    checker: Checker) -> list[Premise]:
    """Return premises that hold together, and as many of some others as can be added by halves.

    Parameters
    ----------
    sound : sequence of Premise
        They hold together.
    others : sequence of Premise
        The first ones are added first.
    checker : Checker
        Remembers what was asked before.
    """
    kept = list(sound)
    waiting = [list(others)]
    while waiting:
        batch = waiting.pop()
        if not batch or checker.holds([*kept, *batch]):
            kept += batch
        elif len(batch) > 1:
            half = len(batch) // 2
            waiting += [batch[half:], batch[:half]]
    return kept


def repairs(members: Sequence[Premise], context: Sequence[Premise],
            checker: Checker) -> tuple[tuple[Premise, ...], ...]:
    """Return all smallest sets of claimed premises without which a context holds together.

    Parameters
    ----------
    members : sequence of Premise
        The members of a conflict within the context.
    context : sequence of Premise
        What is held together.
    checker : Checker
        Remembers what was asked before.
    """
    single = []
    for one in members:
        if one.claims and checker.holds(excluding(context, (one,))):
            single.append((one,))
    if single:
        return tuple(single)
    claimed = [premise for premise in context if premise.claims]
    known = [_places(members, claimed)]
    while True:
        smallest, failed = [], False
        for hitting in smallest_hitting_sets(known, len(claimed)):
            given_up = [claimed[i] for i in sorted(hitting)]
            left = excluding(context, given_up)
            if checker.holds(left):
                smallest.append(tuple(given_up))
            elif not failed:
                known.append(_places(_smallest_conflict(left, checker), claimed))
                failed = True
            if len(smallest) == _MOST_REPAIRS or (failed and not smallest):
                break
        if smallest:
            return tuple(smallest)


def _places(premises: Sequence[Premise], among: Sequence[Premise]) -> _Indices:
    places = set()
    for premise in premises:
        if premise.claims:
            places.add(among.index(premise))
    return frozenset(places)


def smallest_hitting_sets(sets: Sequence[_Indices], size: int,
                          light: Sequence[int] = ()) -> Iterator[_Indices]:
    """Yield all smallest sets of whole numbers that share a member with each of some sets.

    Parameters
    ----------
    sets : sequence of frozenset of int
        What must be hit.
    size : int
        The numbers are 0 or more and below it.
    light : sequence of int
        Numbers that are not counted where other numbers decide.

    Examples
    --------
    >>> [sorted(s) for s in smallest_hitting_sets([frozenset({0, 1}), frozenset({1, 2})], 3)]
    [[1]]
    """
    if not sets:
        yield frozenset()
        return
    costs = size * size + np.arange(size, dtype=float)
    costs[list(light)] -= size * size - 1
    limits = [Linear(dict.fromkeys(sorted(members), 1), 1, None) for members in sets]
    fewest = size
    while True:
        answer = run(costs, (np.zeros(size), np.ones(size)), [constraints(limits, size)])
        if answer.x is None:
            return
        cheapest = frozenset(np.flatnonzero(answer.x > 0.5).tolist())
        if len(cheapest) > fewest:
            return
        fewest = len(cheapest)
        yield cheapest
        limits.append(Linear(dict.fromkeys(sorted(cheapest), 1), None, len(cheapest) - 1))
