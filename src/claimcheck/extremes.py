"""Where the smallest or largest value of a numeric column in a group can lie.

Within a cell of a model somebody can have as much as the cell's sum leaves when all others there have least; and
everybody can stay within a limit if the cell's sum is within the limit times its count.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Model, Row
from claimcheck.errors import InfeasibleError
from claimcheck.space import UNLIMITED, Part

Values = Sequence[int]


@dataclass(frozen=True)
class Cluster:
    """People of a group whose values lie in one part: the unknown sum, and the unknowns that count them."""

    part: Part
    total: int
    people: tuple[int, ...]


class Extremes:
    """The extremes of a variable over a group, in a model whose sums tell the group apart.

    Parameters
    ----------
    model : Model
        What holds.
    variable : str
        A numeric column.
    condition : Condition
        Who is in the group.
    summed : bool
        Whether sums of the variable limit its values within a part too; otherwise only parts are told apart.
    coarse : bool
        Whether sums do so, but are not asked.

    Raises
    ------
    InfeasibleError
        Nobody can be in the group.
    """

    def __init__(self, model: Model, variable: str, condition: Condition, *, summed: bool,
                 coarse: bool = False) -> None:
        grid = model.sum_grids[variable]
        at, wanted = grid.columns.index(variable), set(grid.meeting(condition))
        homes = model.home(grid.columns).along(grid.columns)
        self.model, self.summed, self.coarse = model, summed, coarse
        self.clusters = [Cluster(cell[at], unknown, tuple(homes[cell])) for cell, unknown in grid.cells()
                         if unknown in wanted]
        self.parts = list(dict.fromkeys(cluster.part for cluster in self.clusters))
        everybody = dict.fromkeys((i for cluster in self.clusters for i in cluster.people), 1)
        self.somebody = Linear(everybody, 1, None)
        if self._solve([self.somebody]) is None:
            raise InfeasibleError("nobody can be in the group", where=f"{variable} of {condition}")

    def highest(self) -> tuple[int, int | None]:
        """Return the least and the most that the largest value can be, in steps; None is no limit."""
        within = _first(self.parts, lambda i: self._all_below(self.parts[i].high) is not None)
        top = _first(self.parts[::-1], lambda i: self._some(self.parts[len(self.parts) - 1 - i:]))
        if not self.summed:
            return within.low, None if top.high >= UNLIMITED else top.high
        most = max(self._most(c) for c in self.clusters if c.part is top)
        return self._lowered(within), None if most >= UNLIMITED else most

    def lowest(self) -> tuple[int, int | None]:
        """Return the least and the most that the smallest value can be, in steps; None is no limit."""
        bottom = _first(self.parts, lambda i: self._some(self.parts[:i + 1]))
        within = _first(self.parts[::-1], lambda i: self._all_above(self.parts[-1 - i].low) is not None)
        if not self.summed:
            return bottom.low, None if within.high >= UNLIMITED else within.high
        most = self._raised(within)
        return min(self._least(c) for c in self.clusters if c.part is bottom), None if most >= UNLIMITED else most

    def _lowered(self, part: Part) -> int:
        """Return the least limit within a part that everybody can keep to, by bisection; a solution may halve more."""
        low, limit = part.low, part.high
        while low < limit:
            middle = (low + limit) // 2
            found = self._all_below(middle)
            if found is None:
                low = middle + 1
            else:
                limit = max([low, *(-(-found[c.total] // n) for c, n in self._inside(part, found))])
        return limit

    def _raised(self, part: Part) -> int:
        limit, high = part.low, part.high
        while limit < high:
            middle = (limit + high + 1) // 2
            found = self._all_above(middle)
            if found is None:
                high = middle - 1
            else:
                limit = min([high, *(found[c.total] // n for c, n in self._inside(part, found))])
        return limit

    def _inside(self, part: Part, values: Sequence[int]) -> list[tuple[Cluster, int]]:
        """Return the clusters of a part in which somebody is, with their numbers of people."""
        counted = [(c, sum(values[i] for i in c.people)) for c in self.clusters if c.part is part]
        return [(cluster, n) for cluster, n in counted if n]

    def _solve(self, extra: Sequence[Linear], row: Row | None = None, sense: Literal[1, -1] = 1) -> Values | None:
        """Return values that satisfy the model and more, with the smallest weighted sum; None where there are none."""
        try:
            return self.model.solve(row, sense=sense, extra=extra).values
        except InfeasibleError:
            return None

    def _some(self, parts: Sequence[Part]) -> bool:
        """Whether somebody in the group can be in one of some parts."""
        inside = (i for cluster in self.clusters if cluster.part in parts for i in cluster.people)
        return self._solve([Linear(dict.fromkeys(inside, 1), 1, None)]) is not None

    def _all_below(self, limit: int) -> Values | None:
        """Return values with which everybody in the group, who are some, has at most a limit."""
        above = [Linear(dict.fromkeys(c.people, 1), 0, 0) for c in self.clusters if c.part.low > limit]
        rows = [_beside(c, limit) for c in self.clusters if c.part.low <= limit < c.part.high]
        within = [Linear(row, None, 0) for row in rows]
        return self._solve([self.somebody, *above, *within])

    def _all_above(self, limit: int) -> Values | None:
        below = [Linear(dict.fromkeys(c.people, 1), 0, 0) for c in self.clusters if c.part.high < limit]
        rows = [_beside(c, limit) for c in self.clusters if c.part.low < limit <= c.part.high]
        within = [Linear(row, 0, None) for row in rows]
        return self._solve([self.somebody, *below, *within])

    def _most(self, cluster: Cluster) -> int:
        """Return the most that somebody of a cluster can have; the part's lowest value where nobody can be in it."""
        low, row = cluster.part.low, _beside(cluster, cluster.part.low)
        found = self._solve([Linear(dict.fromkeys(cluster.people, 1), 1, None)], row, -1)
        return low if found is None else min(cluster.part.high, low + sum(w * found[i] for i, w in row.items()))

    def _least(self, cluster: Cluster) -> int:
        high, row = cluster.part.high, _beside(cluster, cluster.part.high)
        found = self._solve([Linear(dict.fromkeys(cluster.people, 1), 1, None)], row)
        return high if found is None else max(cluster.part.low, high + sum(w * found[i] for i, w in row.items()))


def _first(parts: Sequence[Part], holds: Callable[[int], bool]) -> Part:
    """Return the first part from which a condition holds on, as it does for the last, by bisection."""
    low, high = 0, len(parts) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return parts[low]


def _beside(cluster: Cluster, limit: int) -> Row:
    """Return a cluster's sum beside a limit for each of its people, as weights of unknowns."""
    return {cluster.total: 1, **dict.fromkeys(cluster.people, -limit)}


def in_unit(ends: tuple[int, int | None], step: Fraction) -> tuple[Fraction, Fraction | None]:
    """Return ends counted in steps, in the variable's unit."""
    return ends[0] * step, None if ends[1] is None else ends[1] * step
