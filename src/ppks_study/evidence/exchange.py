"""Whole numbers at random between two ends, and numbers whose sum stays."""

import numpy as np
from numpy.typing import NDArray

from ppks_study.evidence.counts import Model, Solution
from ppks_study.evidence.parts import Part

Whole = NDArray[np.int64]
#: How often each number gives to another, or takes from it.
EXCHANGES = 10


def shape(rng: np.random.Generator) -> float:
    """Return a parameter of a beta distribution at random, 0.1 to 10."""
    return float(10 ** rng.uniform(-1, 1))


def between(low: Whole, high: Whole, a: float, b: float, rng: np.random.Generator) -> Whole:
    """Return whole numbers from low to high, beta distributed: by a and b at the ends, anywhere, or in the middle."""
    return np.minimum(low + (rng.beta(a, b, len(low)) * (high - low + 1)).astype(np.int64), high)


def codes(model: Model, columns: tuple[str, ...], cells: dict[tuple[Part, ...], int]) -> Whole:
    """Return cells as the places of their parts in each column, shape (n_cells, n_columns)."""
    place = [{part: k for k, part in enumerate(model.parts[column])} for column in columns]
    found = [[known[part] for known, part in zip(place, cell, strict=True)] for cell in cells]
    return np.array(found, np.int64).reshape(len(cells), len(columns))


class Sums:
    """The cells in which a model tells a variable's sums apart, pooled where no claim tells them apart.

    Parameters
    ----------
    model : Model
        What must hold.
    variable : str
        One of its summed variables.
    """

    def __init__(self, model: Model, variable: str) -> None:
        self.columns = model.sum_columns[variable]
        self._shape = tuple(len(model.parts[column]) for column in self.columns)
        self._at = self.columns.index(variable)
        told = [set(model.sum_grids[variable].meeting(term.condition)) for statement in model.statements
                for term in statement.terms if term.variable == variable]
        pools: dict[tuple[bool, ...], list[tuple[int, int, Part]]] = {}
        numbers = self.cells(dict(zip(self.columns, codes(model, self.columns, model.sums[variable]).T, strict=True)))
        for (cell, unknown), number in zip(model.sums[variable].items(), numbers.tolist(), strict=True):
            alike = tuple(unknown in unknowns for unknowns in told)
            pools.setdefault(alike, []).append((number, unknown, cell[self._at]))
        self._pools = [pool for alike, pool in pools.items() if any(alike)]

    def cells(self, places: dict[str, Whole]) -> Whole:
        """Return the number of the cell of each respondent, given the places of their parts."""
        return np.ravel_multi_index(tuple(places[column] for column in self.columns), self._shape)

    def impose(self, values: Whole, cells: Whole, solution: Solution, rng: np.random.Generator) -> None:
        """Give values, in place, the sums of a solution; a sum of which no claim speaks is left.

        Each cell's sum is shared out evenly; then pairs within a pool exchange random amounts, each number
        staying within its part.
        """
        low, high, even = np.zeros_like(values), np.zeros_like(values), shape(rng)
        for pool in self._pools:
            for number, unknown, part in pool:
                inside = np.flatnonzero(cells == number)
                low[inside], high[inside] = part.low, part.high
                each, left = divmod(solution.values[unknown], max(len(inside), 1))
                values[inside] = each + (np.arange(len(inside)) < left)
            members = np.flatnonzero(np.isin(cells, [number for number, *_ in pool]))
            for _ in range(EXCHANGES):
                _exchange(values, low, high, rng.permutation(members), even, rng)


def _exchange(values: Whole, low: Whole, high: Whole, members: Whole, even: float, rng: np.random.Generator) -> None:
    half = len(members) // 2
    one, other = members[:half], members[half:2 * half]
    least = np.maximum(low[one] - values[one], values[other] - high[other])
    most = np.minimum(high[one] - values[one], values[other] - low[other])
    moved = between(least, most, even, even, rng)
    values[one] += moved
    values[other] -= moved
