"""How few of some premises must be given up for the others to hold: one programme, each premise with a switch."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint
from scipy.sparse import csr_array

from ppks_study.evidence.counts import Linear, Model, run
from ppks_study.evidence.parts import Space
from ppks_study.evidence.premises import Premise


class Elastic:
    """Premises on counts as a whole-number programme, each with a switch that turns it off.

    Only premises without sums have a switch: the reach of a sum is so wide that a switch would leak in floats.

    Parameters
    ----------
    space : Space
        Number of respondents and what columns can hold.
    premises : sequence of Premise
        What may be given up.
    """

    def __init__(self, space: Space, premises: Sequence[Premise]) -> None:
        self.switched = [premise for premise in premises if not premise.sums]
        self.statements = [(at, s) for at, premise in enumerate(self.switched) for s in premise.statements]
        self.model = Model(space, [s for _, s in self.statements], pruned=False)
        self.said = self.model.linear[len(self.model.linear) - len(self.statements):]
        self.frame = self.model.linear[:len(self.model.linear) - len(self.statements)]
        self._build(space.size)

    def _build(self, size: int) -> None:
        rows: list[tuple[int, int, int]] = []
        low: list[float] = []
        high: list[float] = []

        def add(linear: Linear, switch: tuple[int, int] | None = None) -> None:
            rows.extend((len(low), i, weight) for i, weight in linear.row.items())
            if switch and switch[1]:
                rows.append((len(low), self.model.unknowns + switch[0], switch[1]))
            low.append(-np.inf if linear.low is None else linear.low)
            high.append(np.inf if linear.high is None else linear.high)

        for linear in self.frame:
            add(linear)
        for (at, _), linear in zip(self.statements, self.said, strict=True):
            least, most = (size * pick([0, *linear.row.values()]) for pick in (min, max))
            if linear.low is not None:
                add(Linear(linear.row, linear.low, None), (at, max(0, linear.low - least)))
            if linear.high is not None:
                add(Linear(linear.row, None, linear.high), (at, min(0, linear.high - most)))
        rows_of, column, weight = zip(*rows, strict=True)
        width = self.model.unknowns + len(self.switched)
        matrix = csr_array((np.array(weight, float), (rows_of, column)), (len(low), width))
        self.limits = LinearConstraint(matrix, low, high)

    def fewest(self, hard: Sequence[Premise]) -> list[Premise] | None:
        """Return as few premises as must be given up beside hard ones; None where the answer fails the exact check."""
        unknowns, kept = self.model.unknowns, [premise in hard for premise in self.switched]
        costs = np.r_[np.zeros(unknowns), np.ones(len(kept))]
        upper = np.r_[np.full(unknowns, np.inf), np.where(kept, 0.0, 1.0)]
        found = run(costs, Bounds(np.zeros(len(costs)), upper), [self.limits])
        if found.x is None:
            return None
        values = [round(x) for x in found.x]
        off = {at for at in range(len(kept)) if values[unknowns + at]}
        left = [said for (at, _), said in zip(self.statements, self.said, strict=True) if at not in off]
        exact = all(linear.holds(values) for linear in (*self.frame, *left))
        return [self.switched[at] for at in sorted(off)] if exact else None
