"""A joint table of counts that satisfies statements, solved in whole numbers.

Respondents who answer alike are counted, not told apart: variables are the cells of a tree of small tables
(`cliques`), and the sum of a numeric column within each cell. Every solution that the solver returns is checked
again in Python's own integers, because a solver that computes with floats can err.

Columns that a statement joins need a joint table. Eliminating columns one by one, fewest new joins first,
gives a tree of cliques: tables that agree on the columns they share can always be stitched into rows, so that
the small tables are as good as the full joint one (Lauritzen, 1996, *Graphical Models*, ch. 2).
"""

import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from claimcheck.conditions import EVERYBODY
from claimcheck.errors import InfeasibleError
from claimcheck.space import Cell, Emptied, Grid, Space, nobody, possible
from claimcheck.statements import Statement, Term, conditions_in

# Which columns must be tabulated jointly: a tree of small tables in place of one huge table.

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


# Keep what a compiled library prints by itself off the standard output.

@contextmanager
def quiet() -> Iterator[None]:
    """Send the process's standard output nowhere; what Python has not yet flushed is not lost.

    HiGHS prints the name of one of its functions when it solves a reduced programme again, whatever its log level.
    """
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


Row = dict[int, int]
#: What the solver's status says, and how long it may think about one question.
INFEASIBLE, SECONDS = 2, 20
#: A whole objective less than this from the best in fractions is the best in whole numbers too.
HALF = 0.5


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
    pruned : bool
        Whether cells are left out that the statements leave nobody in; not, where statements may be given up.
    """

    def __init__(self, space: Space, statements: Iterable[Statement], queries: Iterable[Term] = (), *,
                 pruned: bool = True) -> None:
        self.space = space
        self.statements = tuple(statements)
        self.queries = tuple(queries)
        self.tree = cliques(self._edges())
        self._conditions = [*conditions_in(self.statements), *(q.condition for q in self.queries)]
        columns = dict.fromkeys(column for clique in self.tree for column in clique.columns)
        self._firm = self.statements if pruned else ()
        self.parts = possible(space.parts(columns, self._conditions), self._firm, space.size)
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
        self.unknowns, empty = 0, nobody(self._firm)
        self.grids = [self._grid(clique.columns, [pair for pair in empty if set((pair[1] or pair[0]).columns)
                                                  <= set(clique.columns)]) for clique in self.tree]
        self.sum_grids = {variable: self._grid(columns, variable=variable)
                          for variable, columns in self.sum_columns.items()}

    def _grid(self, columns: tuple[str, ...], empty: Iterable[Emptied] = (), variable: str = "") -> Grid:
        """Number the cells of a table; a sum over respondents without an answer does not exist."""
        axes = [self.parts[c].answered if c == variable else self.parts[c] for c in columns]
        grid = Grid.of(columns, axes, self.unknowns, empty)
        self.unknowns += grid.size
        return grid

    @cached_property
    def cells(self) -> list[dict[Cell, int]]:
        """The unknown count of each cell, per table of the tree."""
        return [dict(grid.cells()) for grid in self.grids]

    @cached_property
    def sums(self) -> dict[str, dict[Cell, int]]:
        """The unknown sum in each cell, per summed variable."""
        return {variable: dict(grid.cells()) for variable, grid in self.sum_grids.items()}

    def home(self, columns: Iterable[str]) -> Grid:
        """Return the table that holds some columns jointly."""
        wanted = set(columns)
        return next(grid for grid in self.grids if wanted <= set(grid.columns))

    def _sizes(self) -> list[Linear]:
        n = self.space.size
        return [Linear(dict.fromkeys(grid.meeting(EVERYBODY), 1), n, n)
                for clique, grid in zip(self.tree, self.grids, strict=True) if clique.parent is None]

    def _seams(self) -> list[Linear]:
        """Tables that share columns agree on them."""
        found = []
        for clique, grid in zip(self.tree, self.grids, strict=True):
            if clique.parent is None:
                continue
            above = self.grids[clique.parent].along(clique.shared)
            for cell, inside in grid.along(clique.shared).items():
                found.append(Linear({**dict.fromkeys(inside, 1), **dict.fromkeys(above[cell], -1)}, 0, 0))
        return [linear for linear in found if linear.row]

    def _sum_limits(self) -> list[Linear]:
        """A sum lies between its cell's count times the lowest and the highest value there."""
        found = []
        for variable, grid in self.sum_grids.items():
            home, at = self.home(grid.columns).along(grid.columns), grid.columns.index(variable)
            for cell, unknown in grid.cells():
                inside = home[cell]
                low, high = cell[at].low, cell[at].high
                found.append(Linear({unknown: 1, **dict.fromkeys(inside, -low)}, 0, None))
                found.append(Linear({unknown: 1, **dict.fromkeys(inside, -high)}, None, 0))
        return found

    def row(self, term: Term) -> dict[int, Fraction]:
        """Return a term as weights of unknowns."""
        return dict.fromkeys(self.counted(term), term.coefficient * self.step(term.variable))

    def counted(self, term: Term) -> list[int]:
        """Return the unknowns that a term adds up."""
        return self._grid_of(term).meeting(term.condition)

    def _grid_of(self, term: Term) -> Grid:
        return self.sum_grids[term.variable] if term.variable else self.home(term.condition.columns)

    def step(self, variable: str) -> Fraction:
        """Return the unit in which a variable's sums are whole; 1 for counts."""
        return next((part.step for part in self.parts[variable].answered), Fraction(1)) if variable else Fraction(1)

    def _linear(self, statement: Statement) -> Linear:
        weights = [term.coefficient * self.step(term.variable) for term in statement.terms]
        ends = [end for end in (statement.low, statement.high) if end is not None]
        scale = math.lcm(*(f.denominator for f in (*weights, *ends)))
        row: Row = {}
        for term, weight in zip(statement.terms, weights, strict=True):
            whole = int(weight * scale)
            for i in self.counted(term):
                row[i] = row.get(i, 0) + whole
        low = None if statement.low is None else int(statement.low * scale) + (not statement.low_closed)
        high = None if statement.high is None else int(statement.high * scale) - (not statement.high_closed)
        return Linear({i: weight for i, weight in row.items() if weight}, low, high)

    @cached_property
    def _constraints(self) -> LinearConstraint:
        told = [linear for linear in self.linear if linear.row]
        rows = [(r, i, w) for r, linear in enumerate(told) for i, w in linear.row.items()]
        at, columns, weights = zip(*rows, strict=True)
        matrix = csr_array((np.array(weights, float), (at, columns)), shape=(len(told), self.unknowns))
        low = [-np.inf if linear.low is None else linear.low for linear in told]
        high = [np.inf if linear.high is None else linear.high for linear in told]
        return LinearConstraint(matrix, low, high)

    def solve(self, objective: Term | Row | None = None, *, sense: Literal[1, -1] = 1,
              extra: Sequence[Linear] = (), fixed: Mapping[int, int] | None = None,
              relaxed: bool = False) -> Solution:
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
        relaxed : bool
            Whether to ask in fractions first: quick, and enough where the answer is whole or there is none.

        Raises
        ------
        InfeasibleError
            No data set satisfies the statements.
        ArithmeticError
            The solver's answer fails the exact check.

        Notes
        -----
        Where sums of large numbers come in, the solver's first step of reductions can call infeasible what is not
        (seen with HiGHS 1.8): "infeasible" counts there only when it is said without these reductions too.
        """
        if not all(linear.row or linear.holds(()) for linear in (*self.linear, *extra)):
            raise self._infeasible()  # something is asked of a group in which nobody can be
        if not self.unknowns:
            return Solution((), 0)
        weights = objective if isinstance(objective, dict) else self._weights(objective)
        costs, low, high = np.zeros(self.unknowns), np.zeros(self.unknowns), np.full(self.unknowns, np.inf)
        for i, weight in weights.items():
            costs[i] = sense * weight
        for i, value in (fixed or {}).items():
            low[i] = high[i] = value
        constraints = [self._constraints, *(self._one(linear) for linear in extra)]
        said = None
        for presolve, whole in (*([(False, False)] if relaxed else []), (True, True), (False, True)):
            found = run(costs, Bounds(low, high), constraints, presolve=presolve, whole=whole)
            said = said or found.message
            values = () if found.x is None else tuple(round(x) for x in found.x)
            if values and min(values) >= 0 and all(linear.holds(values) for linear in (*self.linear, *extra)):
                reached = sum(weight * values[i] for i, weight in weights.items())
                if whole or abs(sense * reached - found.fun) < HALF:
                    return Solution(values, reached)
            if found.status == INFEASIBLE and not (self.sum_grids and (presolve or not whole)):
                raise self._infeasible()
        raise ArithmeticError(f"the solver gives no answer that passes the check in whole numbers: {said}")

    def _infeasible(self) -> InfeasibleError:
        return InfeasibleError("no data set satisfies these statements together",
                               where=", ".join(sorted({s.source for s in self.statements if s.source})[:8]))

    def _weights(self, objective: Term | None) -> Row:
        if objective is None:
            return {}
        step = self.step(objective.variable)
        return {i: int(weight / step) for i, weight in self.row(objective).items()}

    def _one(self, linear: Linear) -> LinearConstraint:
        row = np.zeros((1, self.unknowns))
        for i, weight in linear.row.items():
            row[0, i] = weight
        return LinearConstraint(row, -np.inf if linear.low is None else linear.low,
                                np.inf if linear.high is None else linear.high)


def run(costs: NDArray[np.float64], bounds: Bounds, constraints: Sequence[LinearConstraint], *,
        presolve: bool = True, whole: bool = True) -> OptimizeResult:
    """Minimise to the end and in silence: in whole numbers, unless these are not asked for."""
    with quiet():
        return milp(costs, integrality=np.full(len(costs), int(whole)), bounds=bounds, constraints=constraints,
                    options={"mip_rel_gap": 0, "presolve": presolve, "time_limit": SECONDS})


def feasible(space: Space, statements: Iterable[Statement]) -> bool:
    """Whether some data set satisfies statements."""
    try:
        Model(space, statements).solve()
    except InfeasibleError:
        return False
    return True
