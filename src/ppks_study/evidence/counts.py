"""A joint table of counts that satisfies statements, solved in whole numbers.

Respondents who answer alike are counted, not told apart: variables are the cells of a tree of small tables
(`cliques`), and the sum of a numeric column within each cell. Every solution that the solver returns is checked
again in Python's own integers, because a solver that computes with floats can err.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Literal

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from ppks_study.conditions import Condition
from ppks_study.errors import InfeasibleError
from ppks_study.evidence.cliques import Clique, cliques
from ppks_study.evidence.parts import Part, Space
from ppks_study.evidence.pruning import nobody, possible
from ppks_study.evidence.statements import Statement, Term, conditions_in

Cell = tuple[Part, ...]
Row = dict[int, int]


@dataclass(frozen=True)
class Linear:
    """A weighted sum of unknowns within whole limits; a limit of None is none."""

    row: Row
    low: int | None
    high: int | None

    def holds(self, values: Sequence[int]) -> bool:
        """Whether whole values satisfy it, in exact arithmetic."""
        total = sum(weight * values[i] for i, weight in self.row.items())
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True)
class Solution:
    """Whole counts and sums: one value for each unknown of a model."""

    values: tuple[int, ...]
    objective: int


class Model:
    """Statements about respondents as a whole-number programme.

    Parameters
    ----------
    space : Space
        Number of respondents and what their columns can hold.
    statements : iterable of Statement
        What must hold.
    queries : iterable of Term
        Counts or sums that will be minimised or maximised.
    """

    def __init__(self, space: Space, statements: Iterable[Statement], queries: Iterable[Term] = ()) -> None:
        self.space = space
        self.statements = tuple(statements)
        self.queries = tuple(queries)
        self.tree = cliques(self._edges())
        self._conditions = [*conditions_in(self.statements), *(q.condition for q in self.queries)]
        self.parts = possible({column: space.parts(column, self._conditions)
                               for clique in self.tree for column in clique.columns}, self.statements, space.size)
        self._number_cells()
        self.linear: tuple[Linear, ...] = (*self._sizes(), *self._seams(), *self._sum_limits(),
                                           *(self._linear(s) for s in self.statements))

    def _terms(self) -> list[Term]:
        return [term for s in self.statements for term in s.terms] + list(self.queries)

    def _edges(self) -> list[tuple[str, ...]]:
        joined: list[tuple[str, ...]] = [s.columns for s in self.statements if len(s.columns) == 1]
        joined += [term.columns for term in self._terms() if term.columns]
        return joined + [*self.sum_columns.values()]

    @cached_property
    def sum_columns(self) -> dict[str, tuple[str, ...]]:
        """The columns among which each summed variable's sums are told apart, itself included."""
        found: dict[str, dict[str, None]] = {}
        for term in self._terms():
            if term.variable:
                found.setdefault(term.variable, {}).update(dict.fromkeys(term.columns))
        return {variable: tuple(sorted(columns)) for variable, columns in found.items()}

    def _number_cells(self) -> None:
        self.cells: list[dict[Cell, int]] = []
        start, empty = 0, nobody(self.statements)
        for clique in self.tree:
            here = [c for c in empty if set(c.columns) <= set(clique.columns)]
            cells = [cell for cell in product(*(self.parts[column] for column in clique.columns))
                     if not any(meets(condition, clique.columns, cell) for condition in here)]
            self.cells.append({cell: start + i for i, cell in enumerate(cells)})
            start += len(self.cells[-1])
        self.sums: dict[str, dict[Cell, int]] = {}
        for variable, columns in self.sum_columns.items():
            answered = [[p for p in self.parts[c] if not (p.missing and c == variable)] for c in columns]
            self.sums[variable] = {cell: start + i for i, cell in enumerate(product(*answered))}
            start += len(self.sums[variable])
        self.unknowns = start

    def _home(self, columns: Iterable[str]) -> int:
        wanted = set(columns)
        return next(i for i, clique in enumerate(self.tree) if wanted <= set(clique.columns))

    def _sizes(self) -> list[Linear]:
        n = self.space.size
        return [Linear(dict.fromkeys(cells.values(), 1), n, n)
                for clique, cells in zip(self.tree, self.cells, strict=True) if clique.parent is None]

    def _seams(self) -> list[Linear]:
        """Tables that share columns agree on them."""
        found = []
        for clique, cells in zip(self.tree, self.cells, strict=True):
            if clique.parent is None:
                continue
            rows: dict[Cell, Row] = {}
            for sign, (owner, table) in ((1, (clique, cells)),
                                         (-1, (self.tree[clique.parent], self.cells[clique.parent]))):
                at = [owner.columns.index(column) for column in clique.shared]
                for cell, i in table.items():
                    rows.setdefault(tuple(cell[k] for k in at), {})[i] = sign
            found += [Linear(row, 0, 0) for row in rows.values()]
        return found

    def _sum_limits(self) -> list[Linear]:
        """A sum lies between its cell's count times the lowest and the highest value there."""
        found = []
        for variable, sums in self.sums.items():
            columns = self.sum_columns[variable]
            at = columns.index(variable)
            for cell, unknown in sums.items():
                inside = self.where(columns, cell)
                low, high = cell[at].low, cell[at].high
                found.append(Linear({unknown: 1, **dict.fromkeys(inside, -low)}, 0, None))
                found.append(Linear({unknown: 1, **dict.fromkeys(inside, -high)}, None, 0))
        return found

    def where(self, columns: tuple[str, ...], cell: Cell) -> list[int]:
        """Return the unknowns of the table cells that lie within a smaller table's cell."""
        home = self._home(columns)
        at = [self.tree[home].columns.index(column) for column in columns]
        return [i for big, i in self.cells[home].items() if tuple(big[k] for k in at) == cell]

    def row(self, term: Term) -> dict[int, Fraction]:
        """Return a term as weights of unknowns."""
        if term.variable:
            columns, table = self.sum_columns[term.variable], self.sums[term.variable]
            step = next(p.step for p in self.parts[term.variable] if not p.missing)
        elif not term.condition.atoms:
            columns, table, step = self.tree[0].columns, self.cells[0], Fraction(1)
        else:
            home = self._home(term.condition.columns)
            columns, table, step = self.tree[home].columns, self.cells[home], Fraction(1)
        return {i: term.coefficient * step for cell, i in table.items() if meets(term.condition, columns, cell)}

    def _linear(self, statement: Statement) -> Linear:
        row: dict[int, Fraction] = {}
        for term in statement.terms:
            for i, weight in self.row(term).items():
                row[i] = row.get(i, Fraction(0)) + weight
        ends = [end for end in (statement.low, statement.high) if end is not None]
        scale = math.lcm(*(f.denominator for f in (*row.values(), *ends)))
        low = None if statement.low is None else int(statement.low * scale) + (not statement.low_closed)
        high = None if statement.high is None else int(statement.high * scale) - (not statement.high_closed)
        return Linear({i: int(w * scale) for i, w in row.items() if w}, low, high)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        rows = [(r, i, w) for r, linear in enumerate(self.linear) for i, w in linear.row.items()]
        at, columns, weights = zip(*rows, strict=True)
        matrix = csr_array((np.array(weights, float), (at, columns)), shape=(len(self.linear), self.unknowns))
        low = [-np.inf if linear.low is None else linear.low for linear in self.linear]
        high = [np.inf if linear.high is None else linear.high for linear in self.linear]
        return LinearConstraint(matrix, low, high)

    def solve(self, objective: Term | Row | None = None, *, sense: Literal[1, -1] = 1,
              extra: Sequence[Linear] = (), fixed: Mapping[int, int] | None = None) -> Solution:
        """Return a solution with the smallest (or for sense -1 the largest) objective.

        Parameters
        ----------
        objective : Term, or mapping of unknowns to whole weights, optional
            What is optimised; any solution without it.
        sense : {1, -1}
            1 minimises, -1 maximises.
        extra : sequence of Linear
            Further constraints, for this solve only.
        fixed : mapping of int to int, optional
            Unknowns that have a given value.

        Raises
        ------
        InfeasibleError
            No data set satisfies the statements.
        ArithmeticError
            The solver's answer fails the exact check.
        """
        weights = objective if isinstance(objective, dict) else self._weights(objective)
        costs, low, high = np.zeros(self.unknowns), np.zeros(self.unknowns), np.full(self.unknowns, np.inf)
        for i, weight in weights.items():
            costs[i] = sense * weight
        for i, value in (fixed or {}).items():
            low[i] = high[i] = value
        constraints = [self._constraints, *(self._one(linear) for linear in extra)]
        found = milp(costs, integrality=np.ones(self.unknowns), bounds=Bounds(low, high),
                     constraints=constraints, options={"mip_rel_gap": 0})
        if found.status == 2:
            raise InfeasibleError("no data set satisfies these statements together",
                                  where=", ".join(sorted({s.source for s in self.statements if s.source})[:8]))
        if found.x is None:
            raise ArithmeticError(f"the solver stopped: {found.message}")
        values = tuple(round(x) for x in found.x)
        if not all(linear.holds(values) for linear in (*self.linear, *extra)) or min(values) < 0:
            raise ArithmeticError("the solver's answer fails the check in whole numbers")
        return Solution(values, sum(weight * values[i] for i, weight in weights.items()))

    def _weights(self, objective: Term | None) -> Row:
        if objective is None:
            return {}
        step = next((p.step for p in self.parts.get(objective.variable, ()) if not p.missing), Fraction(1))
        return {i: int(weight / step) for i, weight in self.row(objective).items()}

    def _one(self, linear: Linear) -> LinearConstraint:
        row = np.zeros((1, self.unknowns))
        for i, weight in linear.row.items():
            row[0, i] = weight
        return LinearConstraint(row, -np.inf if linear.low is None else linear.low,
                                np.inf if linear.high is None else linear.high)


def meets(condition: Condition, columns: Sequence[str], cell: Cell) -> bool:
    """Whether the respondents of a cell meet a condition."""
    return all(cell[columns.index(atom.column)].holds(atom) for atom in condition.atoms)


def feasible(space: Space, statements: Iterable[Statement]) -> bool:
    """Whether some data set satisfies statements."""
    try:
        Model(space, statements).solve()
    except InfeasibleError:
        return False
    return True


__all__ = ["Cell", "Clique", "Linear", "Model", "Solution", "feasible", "meets"]
