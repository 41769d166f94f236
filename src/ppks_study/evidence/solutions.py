"""Solutions of a model far apart from each other: whole counts at and between the ends of what is possible."""

import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import numpy as np

from ppks_study.errors import InfeasibleError
from ppks_study.evidence.canonical import fewest_missing
from ppks_study.evidence.counts import Linear, Model, Solution

#: So many are sought, an even number.
SOLUTIONS = 100
#: How many directions are tried: rarely, an answer of the solver fails the exact check.
TRIES = 10


class Solutions:
    """Solutions with the fewest missing answers: the even ones extreme, the odd ones between their neighbours.

    Parameters
    ----------
    model : Model
        What must hold.
    seed : int
        0 or more. A solution depends on nothing but the model, the seed and its place.
    unfilled : collection of str
        Columns that stay without an answer wherever the statements allow it.
    """

    def __init__(self, model: Model, seed: int, *, unfilled: Collection[str] = ()) -> None:
        self._model, self._seed = model, seed
        self._counts = [i for cells in model.cells for i in cells.values()]
        self._fewest = fewest_missing(model, unfilled=unfilled)[1]
        self._known: dict[int, Solution] = {}

    def __getitem__(self, place: int) -> Solution:
        """Return the solution at a place, 0 or more; after the last they begin anew."""
        place %= SOLUTIONS
        if place not in self._known:
            rng = np.random.default_rng((self._seed, 0, place))
            self._known[place] = self._between(place, rng) if place % 2 else self._extreme(rng)
        return self._known[place]

    def _extreme(self, rng: np.random.Generator, within: Sequence[Linear] = (),
                 fixed: Mapping[int, int] | None = None) -> Solution:
        """Return a solution that is optimal in a random direction; in another where the solver errs."""
        for _ in range(TRIES):
            weights = rng.integers(-9, 10, len(self._counts)).tolist()
            direction = dict(zip(self._counts, weights, strict=True))
            with suppress(ArithmeticError):
                return self._model.solve(direction, extra=(self._fewest, *within), fixed=fixed)
        raise ArithmeticError(f"the solver erred in {TRIES} directions")

    def _between(self, place: int, rng: np.random.Generator) -> Solution:
        """Return a solution next to a point between two extreme ones; one of these where there is none."""
        one, other = self[place - 1], self[place + 1]
        part = rng.random()
        same = {i: one.values[i] for i in self._counts if one.values[i] == other.values[i]}
        points = {i: (1 - part) * one.values[i] + part * other.values[i] for i in self._counts if i not in same}
        near = [Linear({i: 1}, math.floor(x), math.ceil(x)) for i, x in points.items()]
        try:
            return self._extreme(rng, near, same)
        except (InfeasibleError, ArithmeticError):
            return other
