"""Answers that nobody can have given, found without a solver: the tables become small."""

from collections.abc import Iterable, Mapping

from ppks_study.conditions import Condition
from ppks_study.evidence.parts import Part
from ppks_study.evidence.statements import Statement


def possible(parts: Mapping[str, tuple[Part, ...]], statements: Iterable[Statement],
             size: int) -> dict[str, tuple[Part, ...]]:
    """Return, per column, the parts that statements on that column alone leave possible.

    A part goes if a statement says that nobody is in it, or if statements on other parts already account for
    all respondents. Where a column would be left without any part, it keeps all: the solver will say why.
    """
    known = [found for s in statements if (found := _exact_count(s)) is not None]
    kept = {}
    for column, own in parts.items():
        left = _left(own, [(c, n) for c, n in known if c.columns == (column,)], size)
        kept[column] = tuple(left) or own
    return kept


def settled(parts: Mapping[str, tuple[Part, ...]], statements: Iterable[Statement], size: int) -> set[str]:
    """Return the columns of which statements give the count of every part that is left possible."""
    statements = tuple(statements)
    known = [found for s in statements if (found := _exact_count(s)) is not None]
    return {column for column, left in possible(parts, statements, size).items()
            if all(any(c.columns == (column,) and [p for p in left if all(p.holds(a) for a in c.atoms)] == [part]
                       for c, _ in known) for part in left)}


def nobody(statements: Iterable[Statement]) -> list[Condition]:
    """Return the conditions of which statements say that nobody meets them."""
    return [found[0] for s in statements if (found := _exact_count(s)) is not None and found[1] == 0]


def _exact_count(statement: Statement) -> tuple[Condition, int] | None:
    (term, *others), low, high = statement.terms, statement.low, statement.high
    if others or term.variable or term.coefficient <= 0 or high is None:
        return None
    if high == 0 and statement.high_closed:
        return term.condition, 0
    exact = low == high and statement.low_closed and statement.high_closed
    count = high / term.coefficient
    return (term.condition, int(count)) if exact and count.denominator == 1 else None


def _left(own: tuple[Part, ...], known: list[tuple[Condition, int]], size: int) -> list[Part]:
    covered: set[Part] = set()
    accounted = 0
    empty: set[Part] = set()
    for condition, count in known:
        inside = {part for part in own if all(part.holds(atom) for atom in condition.atoms)}
        if count == 0:
            empty |= inside
        elif not inside & covered:
            covered |= inside
            accounted += count
    return [part for part in own if part not in empty and (accounted != size or part in covered)]
