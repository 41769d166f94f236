"""One data set at random from a solution: tables are dealt out, then numbers drawn within their parts.

What claims join stays as the solution counts it. All else hangs together by one hidden factor: a column is dealt in
the order of ``r · z + √(1 - r²) · e``, where z belongs to the respondent, e is new in each table, and r, drawn for
each table, lies between -1 and 1 (a one-factor Gaussian copula). Draws go from no relation to a full one.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ppks_study.evidence.cliques import Clique
from ppks_study.evidence.counts import Model, Solution
from ppks_study.evidence.exchange import Sums, Whole, between, codes, shape
from ppks_study.evidence.parts import UNLIMITED, Part
from ppks_study.evidence.stitch import Answer

Real = NDArray[np.float64]
#: No row shows it unless a claim counts it: one recognisable person gave this answer.
NOT_PLACED = ("civil_servant",)


class Dealer:
    """Deals respondents at random from the solutions of a model.

    Parameters
    ----------
    model : Model
        What must hold.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
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
            return _choices(parts, place, rng)
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


def _choices(parts: Sequence[Part], place: Whole, rng: np.random.Generator) -> list[Answer]:
    shown: list[Sequence[Answer]] = [[c for c in part.choices if c not in NOT_PLACED] or part.choices or [None]
                                     for part in parts]
    chances = rng.random(len(place)).tolist()
    return [shown[k][int(chance * len(shown[k]))] for k, chance in zip(place.tolist(), chances, strict=True)]


@cache
def _exact(value: int, step: Fraction) -> Fraction:
    return value * step
