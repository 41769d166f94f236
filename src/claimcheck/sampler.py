"""One data set at random from a solution: tables are dealt out, then numbers drawn within their parts.

What claims join stays as the solution counts it. All else hangs together by one hidden factor: a column is dealt in
the order of ``r · z + √(1 - r²) · e``, where z belongs to the respondent, e is new in each table, and r, drawn for
each table, lies between -1 and 1 (a one-factor Gaussian copula). Draws go from no relation to a full one.
"""

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from claimcheck.codebook import Answer
from claimcheck.counts import Clique, Model, Solution
from claimcheck.space import UNLIMITED, Part

# Whole numbers at random between two ends, and numbers whose sum stays.

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


Real = NDArray[np.float64]


class Dealer:
    """Deals respondents at random from the solutions of a model.

    Parameters
    ----------
    model : Model
        What must hold.
    unshown : collection of str
        Names of choices that nobody gives unless a claim counts them.
    """

    def __init__(self, model: Model, *, unshown: Collection[str] = ()) -> None:
        self.model, self._unshown = model, unshown
        self._codes = [codes(model, clique.columns, cells)
                       for clique, cells in zip(model.tree, model.cells, strict=True)]
        self._sums = {variable: Sums(model, variable) for variable in model.sums}

    def deal(self, solution: Solution, rng: np.random.Generator) -> list[dict[str, Answer]]:
        """Return one row per respondent with an answer in every column of the model.

        Parameters
        ----------
        solution : Solution
            The counts and sums that the rows have.
        rng : Generator
            The only source of chance.

        Returns
        -------
        list of dict, length n_respondents
            Choice names, exact numbers, None for no answer. A part of several choices takes any of them; a range
            of numbers without an upper end is taken to end at twice its lower one. Sums of which claims speak
            are kept.
        """
        places: dict[str, Whole] = {}
        orders: dict[str, Real] = {}
        for columns, order in self._dealt(solution, places, rng):
            orders |= dict.fromkeys(columns, order)
        answers = {column: self._answers(column, solution, places, order, rng) for column, order in orders.items()}
        return [dict(zip(answers, row, strict=True)) for row in zip(*answers.values(), strict=True)]

    def _dealt(self, solution: Solution, places: dict[str, Whole],
               rng: np.random.Generator) -> Iterator[tuple[tuple[str, ...], Real]]:
        """Deal out table by table which part each respondent has; yield the new columns and their order."""
        factor = rng.standard_normal(self.model.space.size)
        for clique, cells, coded in zip(self.model.tree, self.model.cells, self._codes, strict=True):
            tie = np.sin(rng.uniform(-np.pi / 2, np.pi / 2))
            order = tie * factor + np.sqrt(1 - tie**2) * rng.standard_normal(len(factor))
            waiting = np.repeat(coded, [solution.values[i] for i in cells.values()], axis=0)
            to = np.lexsort((order, *(places[column] for column in clique.shared)))
            dealt = np.empty_like(waiting)
            dealt[to] = waiting[self._sorted(clique, waiting, rng)]
            new = clique.columns[len(clique.shared):]
            places |= {column: dealt[:, clique.columns.index(column)] for column in new}
            yield new, order

    def _sorted(self, clique: Clique, waiting: Whole, rng: np.random.Generator) -> Whole:
        """Return the order of the parts dealt out: by what is shared; then numbers by size, choices anyhow."""
        shared = len(clique.shared)
        scores = [self._scores(column, rng)[waiting[:, place]]
                  for place, column in enumerate(clique.columns) if place >= shared]
        return np.lexsort((np.sum(scores, axis=0), *waiting[:, :shared].T))

    def _scores(self, column: str, rng: np.random.Generator) -> Real:
        parts = self.model.parts[column].parts
        return rng.random(len(parts)) if parts[0].choices else (np.arange(len(parts)) + 0.5) / len(parts)

    def _answers(self, column: str, solution: Solution, places: dict[str, Whole], order: Real,
                 rng: np.random.Generator) -> list[Answer]:
        parts, place = self.model.parts[column].parts, places[column]
        if parts[0].choices:
            return _choices(parts, place, self._unshown, rng)
        values = self._numbers(column, solution, places, order, rng)
        return [None if parts[k].missing else _exact(value, parts[k].step)
                for k, value in zip(place.tolist(), values.tolist(), strict=True)]

    def _numbers(self, column: str, solution: Solution, places: dict[str, Whole], order: Real,
                 rng: np.random.Generator) -> Whole:
        """Return numbers, in steps, within their parts; those of a cell in the column's order."""
        cells = places[column]
        low, high = (np.array(ends)[cells] for ends in zip(*map(_ends, self.model.parts[column]), strict=True))
        values = between(low, high, shape(rng), shape(rng), rng)
        if column in self._sums:
            cells = self._sums[column].cells(places)
            self._sums[column].impose(values, cells, solution, rng)
        values[np.lexsort((order, cells))] = values[np.lexsort((values, cells))]
        return values


def _ends(part: Part) -> tuple[int, int]:
    return part.low, part.high if part.high < UNLIMITED else 2 * part.low or 100


def _choices(parts: Sequence[Part], place: Whole, unshown: Collection[str], rng: np.random.Generator) -> list[Answer]:
    shown: list[Sequence[Answer]] = [[c for c in part.choices if c not in unshown] or part.choices or [None]
                                     for part in parts]
    chances = rng.random(len(place)).tolist()
    return [shown[k][int(chance * len(shown[k]))] for k, chance in zip(place.tolist(), chances, strict=True)]


@cache
def _exact(value: int, step: Fraction) -> Fraction:
    return value * step
