"""Smallest sets that meet every one of some sets."""

from collections.abc import Hashable, Iterable, Sequence
from itertools import combinations
from typing import TypeVar

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

T = TypeVar("T", bound=Hashable)


def smallest_hitting_set(sets: Sequence[frozenset[T]]) -> frozenset[T]:
    """Return a smallest set that shares a member with each of some sets; the first such in order.

    Examples
    --------
    >>> sorted(smallest_hitting_set([frozenset("ab"), frozenset("bc")]))
    ['b']
    """
    members = list(dict.fromkeys(member for found in sets for member in sorted(found, key=str)))
    if not members:
        return frozenset()
    matrix = np.array([[member in found for member in members] for found in sets], float)
    tie = np.arange(len(members)) / (10 * len(members) ** 2)
    solution = milp(1 + tie, integrality=np.ones(len(members)), bounds=Bounds(0, 1),
                    constraints=LinearConstraint(matrix, 1, np.inf), options={"mip_rel_gap": 0})
    return frozenset(member for member, x in zip(members, solution.x, strict=True) if x > 0.5)


def all_smallest_hitting_sets(sets: Sequence[frozenset[T]]) -> list[frozenset[T]]:
    """Return every hitting set of the smallest size, in order of their members.

    Examples
    --------
    >>> [sorted(s) for s in all_smallest_hitting_sets([frozenset("ab"), frozenset("ac")])]
    [['a']]
    """
    size = len(smallest_hitting_set(sets))
    members = sorted({member for found in sets for member in found}, key=str)
    return [frozenset(c) for c in combinations(members, size) if _hits(frozenset(c), sets)]


def _hits(chosen: frozenset[T], sets: Iterable[frozenset[T]]) -> bool:
    return all(chosen & found for found in sets)
