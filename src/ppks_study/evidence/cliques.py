"""Which columns must be tabulated jointly: a tree of small tables in place of one huge table.

Columns that a statement joins need a joint table. Eliminating columns one by one, fewest new joins first,
gives a tree of cliques: tables that agree on the columns they share can always be stitched into rows, so that
the small tables are as good as the full joint one (Lauritzen, 1996, *Graphical Models*, ch. 2).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True)
class Clique:
    """Columns tabulated jointly, those shared with the parent first; parent is an index, or None."""

    columns: tuple[str, ...]
    shared: tuple[str, ...]
    parent: int | None


def cliques(edges: Iterable[Iterable[str]]) -> list[Clique]:
    """Return the tree of joint tables, every parent before its children.

    Parameters
    ----------
    edges : iterable of iterables of str
        Columns that some statement joins.

    Examples
    --------
    >>> [c.columns for c in cliques([("a", "b"), ("b", "c")])]
    [('c', 'b'), ('b', 'a')]
    """
    neighbours = _neighbours(edges)
    order: list[tuple[str, set[str]]] = []
    while neighbours:
        column = min(neighbours, key=lambda c: (_fill(neighbours, c), len(neighbours[c]), c))
        around = neighbours.pop(column)
        for other in around:
            neighbours[other] = (neighbours[other] | around) - {other, column}
        order.append((column, around))
    return _tree(order)


def _neighbours(edges: Iterable[Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for edge in edges:
        columns = set(edge)
        for column in columns:
            found.setdefault(column, set()).update(columns - {column})
    return dict(sorted(found.items()))


def _fill(neighbours: dict[str, set[str]], column: str) -> int:
    return sum(b not in neighbours[a] for a, b in combinations(sorted(neighbours[column]), 2))


def _tree(order: list[tuple[str, set[str]]]) -> list[Clique]:
    """Build the tree from the last eliminated column to the first, leaving out what a clique contains."""
    tree: list[Clique] = []
    for column, around in reversed(order):
        parent = next((i for i, c in enumerate(tree) if around <= set(c.columns)), None) if around else None
        if parent is not None and set(tree[parent].columns) == around:
            grown = (*tree[parent].columns, column)
            tree[parent] = Clique(grown, tree[parent].shared, tree[parent].parent)
        else:
            shared = tuple(sorted(around))
            tree.append(Clique((*shared, column), shared, parent))
    return tree
