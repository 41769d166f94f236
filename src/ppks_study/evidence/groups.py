"""Statements in groups that can be judged apart: each group by itself can hold, or all of them cannot.

Statements that share no column never clash. Nor do those that hang together by a single column of which the count of
every part is stated: with these counts given, either side can be completed whatever the other is.
"""

from collections.abc import Iterable, Sequence

from ppks_study.evidence.parts import Space
from ppks_study.evidence.pruning import settled
from ppks_study.evidence.statements import Statement, conditions_in

Columns = frozenset[str]


def groups(statements: Sequence[Statement], space: Space,
           joined: Iterable[Iterable[str]] = ()) -> list[tuple[Columns, tuple[Statement, ...]]]:
    """Return groups of columns, with the statements on each; a settled column's own stand in each of its groups.

    Parameters
    ----------
    statements : sequence of Statement
        What must hold.
    space : Space
        What columns can hold.
    joined : iterable of iterables of str
        Columns that must stay together, because a question is asked of them jointly.
    """
    on = [frozenset(statement.columns) for statement in statements]
    edges = list(dict.fromkeys([*map(frozenset, joined), *on]))
    found = _components(frozenset().union(*edges), edges)
    for column in sorted(_settled(statements, space)):
        found = [part for group in found for part in _cut(group, column, edges)]
    return [(group, tuple(s for s, columns in zip(statements, on, strict=True) if columns and columns <= group))
            for group in found]


def _settled(statements: Sequence[Statement], space: Space) -> set[str]:
    columns = dict.fromkeys(column for s in statements for column in s.columns)
    return settled(space.parts(columns, conditions_in(statements)), statements, space.size)


def _cut(group: Columns, column: str, edges: Sequence[Columns]) -> list[Columns]:
    """Return what a group falls into at a column, each part with that column."""
    if column not in group or len(group) < 3:
        return [group]
    return [part | {column} for part in _components(group - {column}, [edge for edge in edges if edge <= group])]


def _components(columns: Columns, edges: Sequence[Columns]) -> list[Columns]:
    """Return columns by what edges connect among them, in a fixed order."""
    found: list[Columns] = []
    for edge in dict.fromkeys([*(edge & columns for edge in edges), *(frozenset({column}) for column in columns)]):
        if edge:
            touching = [group for group in found if group & edge]
            found = [group for group in found if not group & edge] + [edge.union(*touching)]
    return sorted(found, key=sorted)
