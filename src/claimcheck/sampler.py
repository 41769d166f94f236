"""One data set at random from a solution: tables are dealt out, then numbers drawn in their parts.

What claims join stays as the solution counts it. All else hangs together by one hidden factor: a
column is dealt in the order of ``r · z + √(1 - r²) · e``, where z belongs to the respondent, e is new
in each table, and r, drawn for each table, lies between -1 and 1 (a one-factor Gaussian copula).
Draws go from no relation to a full one.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from claimcheck.codebook import Answer
from claimcheck.counts import Clique, Model, Solution
from claimcheck.space import UNLIMITED, Part

_Whole = NDArray[np.int64]
_Real = NDArray[np.float64]
#: How often each number gives to another, or takes from it.
_EXCHANGES = 10


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
        self._codes: list[_Whole] = []
        for clique, cells in zip(model.tree, model.cells, strict=True):
            self._codes.append(_codes(model, clique.columns, cells))
        self._sums = {variable: _Sums(model, variable) for variable in model.sums}

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
            Choice names, exact numbers, None for no answer. A part of several choices takes any of
            them; a range of numbers without an upper end is taken to end at twice its lower one.
            Sums of which claims speak are kept.
        """
        places: dict[str, _Whole] = {}
        orders: dict[str, _Real] = {}
        factor = rng.standard_normal(self.model.space.size)
        for clique, cells, codes in zip(self.model.tree, self.model.cells, self._codes, strict=True):
            tie = np.sin(rng.uniform(-np.pi / 2, np.pi / 2))
            order = tie * factor + np.sqrt(1 - tie**2) * rng.standard_normal(len(factor))
            counts = [solution.values[i] for i in cells.values()]
            waiting = np.repeat(codes, counts, axis=0)
            to = np.lexsort((order, *[places[column] for column in clique.shared]))
            dealt = np.empty_like(waiting)
            dealt[to] = waiting[self._sorted(clique, waiting, rng)]
            for at, column in enumerate(clique.columns):
                if at >= len(clique.shared):
                    places[column], orders[column] = dealt[:, at], order
        answers: dict[str, list[Answer]] = {}
        for column, order in orders.items():
            answers[column] = self._answers(column, solution, places, order, rng)
        return [dict(zip(answers, row, strict=True)) for row in zip(*answers.values(), strict=True)]

    def _sorted(self, clique: Clique, waiting: _Whole, rng: np.random.Generator) -> _Whole:
        """Return the order of the parts dealt: by what is shared, numbers by size, choices anyhow."""
        shared = len(clique.shared)
        scores = []
        for at, column in enumerate(clique.columns):
            if at >= shared:
                parts = self.model.parts[column].parts
                score = (np.arange(len(parts)) + 0.5) / len(parts)
                if parts[0].choices:
                    score = rng.random(len(parts))
                scores.append(score[waiting[:, at]])
        return np.lexsort((np.sum(scores, axis=0), *waiting[:, :shared].T))

    def _answers(self, column: str, solution: Solution, places: dict[str, _Whole], order: _Real,
                 rng: np.random.Generator) -> list[Answer]:
        parts, inside = self.model.parts[column].parts, places[column].tolist()
        if parts[0].choices:
            return self._choices(parts, inside, rng)
        numbers = self._numbers(column, solution, places, order, rng).tolist()
        answers: list[Answer] = []
        for at, number in zip(inside, numbers, strict=True):
            answers.append(None if parts[at].missing else _exact(number, parts[at].step))
        return answers

    def _choices(self, parts: Sequence[Part], inside: Sequence[int],
                 rng: np.random.Generator) -> list[Answer]:
        shown: list[Sequence[Answer]] = []
        for part in parts:
            usual = [choice for choice in part.choices if choice not in self._unshown]
            shown.append(usual or part.choices or [None])
        answers = []
        for at, chance in zip(inside, rng.random(len(inside)).tolist(), strict=True):
            answers.append(shown[at][int(chance * len(shown[at]))])
        return answers

    def _numbers(self, column: str, solution: Solution, places: dict[str, _Whole], order: _Real,
                 rng: np.random.Generator) -> _Whole:
        """Return numbers, in steps, within their parts; those of a cell in the column's order."""
        lowest, highest = [], []
        for part in self.model.parts[column]:
            lowest.append(part.low)
            highest.append(part.high if part.high < UNLIMITED else 2 * part.low or 100)
        cells = places[column]
        low, high = np.array(lowest)[cells], np.array(highest)[cells]
        numbers = _between(low, high, _shape(rng), _shape(rng), rng)
        if column in self._sums:
            cells = self._sums[column].cells(places)
            self._sums[column].impose(numbers, cells, solution, rng)
        numbers[np.lexsort((order, cells))] = numbers[np.lexsort((numbers, cells))]
        return numbers


@cache
def _exact(number: int, step: Fraction) -> Fraction:
    return number * step


def _codes(model: Model, columns: tuple[str, ...], cells: dict[tuple[Part, ...], int]) -> _Whole:
    """Return cells as the places of their parts in each column, shape (n_cells, n_columns)."""
    places: list[dict[Part, int]] = []
    for column in columns:
        places.append({part: at for at, part in enumerate(model.parts[column])})
    codes = np.empty((len(cells), len(columns)), np.int64)
    for row, cell in enumerate(cells):
        for at, part in enumerate(cell):
            codes[row, at] = places[at][part]
    return codes


# Whole numbers at random between two ends, and numbers whose sum stays.

class _Sums:
    """The cells that tell a variable's sums apart, pooled where no claim tells them apart."""

    def __init__(self, model: Model, variable: str) -> None:
        self.columns = model.sum_columns[variable]
        self._shape = tuple([len(model.parts[column]) for column in self.columns])
        at = self.columns.index(variable)
        claimed: list[set[int]] = []
        for statement in model.statements:
            for term in statement.terms:
                if term.variable == variable:
                    claimed.append(set(model.sum_grids[variable].meeting(term.condition)))
        codes = _codes(model, self.columns, model.sums[variable])
        numbers = self.cells(dict(zip(self.columns, codes.T, strict=True))).tolist()
        pools: dict[tuple[bool, ...], list[tuple[int, int, Part]]] = {}
        for (cell, unknown), number in zip(model.sums[variable].items(), numbers, strict=True):
            alike = tuple([unknown in unknowns for unknowns in claimed])
            if any(alike):
                pools.setdefault(alike, []).append((number, unknown, cell[at]))
        self._pools = list(pools.values())

    def cells(self, places: dict[str, _Whole]) -> _Whole:
        """Return the number of the cell of each respondent, given the places of their parts."""
        return np.ravel_multi_index(tuple([places[name] for name in self.columns]), self._shape)

    def impose(self, numbers: _Whole, cells: _Whole, solution: Solution,
               rng: np.random.Generator) -> None:
        """Give numbers, in place, the sums of a solution; a sum of which no claim speaks is left.

        Each cell's sum is shared out evenly; then pairs within a pool exchange random amounts, each
        number staying within its part.
        """
        low, high, even = np.zeros_like(numbers), np.zeros_like(numbers), _shape(rng)
        for pool in self._pools:
            members = np.zeros(len(cells), bool)
            for number, unknown, part in pool:
                inside = np.flatnonzero(cells == number)
                members[inside] = True
                low[inside], high[inside] = part.low, part.high
                each, left = divmod(solution.values[unknown], max(len(inside), 1))
                numbers[inside] = each + (np.arange(len(inside)) < left)
            for _ in range(_EXCHANGES):
                mixed = rng.permutation(np.flatnonzero(members))
                _exchange(numbers, low, high, mixed, even, rng)


def _exchange(numbers: _Whole, low: _Whole, high: _Whole, members: _Whole, even: float,
              rng: np.random.Generator) -> None:
    half = len(members) // 2
    one, other = members[:half], members[half:2 * half]
    least = np.maximum(low[one] - numbers[one], numbers[other] - high[other])
    most = np.minimum(high[one] - numbers[one], numbers[other] - low[other])
    moved = _between(least, most, even, even, rng)
    numbers[one] += moved
    numbers[other] -= moved


def _shape(rng: np.random.Generator) -> float:
    """Return a parameter of a beta distribution at random, 0.1 to 10."""
    return float(10 ** rng.uniform(-1, 1))


def _between(low: _Whole, high: _Whole, a: float, b: float, rng: np.random.Generator) -> _Whole:
    """Return whole numbers from low to high, beta distributed with the parameters a and b."""
    span = high - low + 1
    return np.minimum(low + (rng.beta(a, b, len(low)) * span).astype(np.int64), high)
