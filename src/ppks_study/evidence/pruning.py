"""Answers that nobody can have given, found without a solver: the tables become small."""

from collections.abc import Iterable, Mapping, Sequence

from ppks_study.conditions import Condition
from ppks_study.evidence.parts import Axis
from ppks_study.evidence.statements import Statement

Counted = list[tuple[Condition, int]]


def possible(axes: Mapping[str, Axis], statements: Sequence[Statement], size: int) -> dict[str, Axis]:
    """Return, per column, the parts that statements on that column alone leave possible.

    A part goes if a statement says that nobody is in it, if statements on other parts already account for all
    respondents, or if other parts are said to make the whole. Where a column would be left without any part, it keeps
    all: the solver will say why.
    """
    known, wholes = _counted(statements), _wholes(statements)
    return {column: _left(axis, known.get(column, []), wholes.get(column, []), size) for column, axis in axes.items()}


def settled(axes: Mapping[str, Axis], statements: Sequence[Statement], size: int) -> set[str]:
    """Return the columns of which statements give the count of every part that is left possible.

    One part may go uncounted: it has whoever is left.
    """
    known, left = _counted(statements), possible(axes, statements, size)
    return {column for column in known if column in axes and _uncounted(left[column], known[column]) <= 1}


def nobody(statements: Iterable[Statement]) -> list[tuple[Condition, Condition | None]]:
    """Return the groups that statements leave nobody in: those who meet a condition, less those who meet another.

    A count of nobody empties a group; that everybody in a group belongs to another empties what is outside of it.
    """
    found: list[tuple[Condition, Condition | None]] = []
    for statement in statements:
        if statement.exact is not None and statement.exact[1] == 0:
            found.append((statement.exact[0], None))
        elif (pair := statement.subset) is not None:
            found.append(pair)
    return found


def _counted(statements: Iterable[Statement]) -> dict[str, Counted]:
    """Return the exact counts of groups that one column tells apart, by column."""
    found: dict[str, Counted] = {}
    for statement in statements:
        if statement.exact is not None and len(statement.exact[0].columns) == 1:
            found.setdefault(statement.exact[0].columns[0], []).append(statement.exact)
    return found


def _wholes(statements: Iterable[Statement]) -> dict[str, list[tuple[Condition, ...]]]:
    """Return, by column, the conditions of which statements say that their counts add up to everybody."""
    found: dict[str, list[tuple[Condition, ...]]] = {}
    for statement in statements:
        parts = statement.whole
        columns = {column for part in parts for column in part.columns}
        if len(columns) == 1:
            found.setdefault(columns.pop(), []).append(parts)
    return found


def _uncounted(axis: Axis, known: Counted) -> int:
    """Return how many parts have no count of their own."""
    counted = 0
    for condition, _ in known:
        inside = axis.meeting(condition.atoms)
        counted |= inside if inside.bit_count() == 1 else 0
    return len(axis) - counted.bit_count()


def _left(axis: Axis, known: Counted, wholes: Iterable[tuple[Condition, ...]], size: int) -> Axis:
    covered = accounted = empty = 0
    for condition, count in known:
        inside = axis.meeting(condition.atoms)
        if count == 0:
            empty |= inside
        elif not inside & covered:
            covered |= inside
            accounted += count
    left = (covered if accounted == size else axis.everything) & ~empty
    for parts in wholes:
        found = [axis.meeting(part.atoms) for part in parts]
        union = sum(found)
        if union.bit_count() == sum(part.bit_count() for part in found):  # they do not overlap
            left &= union
    return axis.kept(left) if left else axis
