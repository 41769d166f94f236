"""Which facts cannot hold together: smallest conflicts, and all smallest repairs.

A conflict is a set of premises that no data set satisfies, each of which is needed for it. Sets of premises to give up
and conflicts are each other's hitting sets (Reiter, 1987, *Artificial Intelligence* 32, 57-95): a smallest conflict is
found by hitting all sets that must be given up (Ignatiev, Previti, Liffiton and Marques-Silva, 2015, *CP*, 173-182),
a smallest repair by hitting all conflicts. That keeps every question to the solver a plain "can these hold together?".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from ppks_study.evidence.counts import feasible
from ppks_study.evidence.elastic import Elastic
from ppks_study.evidence.groups import groups
from ppks_study.evidence.parts import Space
from ppks_study.evidence.premises import Premise
from ppks_study.evidence.statements import Statement

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
