"""A joint table of counts that satisfies statements, solved in whole numbers.

Respondents who answer alike are counted, not told apart: the unknowns are the cells of a tree of
small tables (`cliques`), and the sum of a numeric column within each cell. Every solution that the
solver returns is checked again in Python's own integers, because a solver that computes with floats
can err.

Columns that a statement joins need a joint table. Eliminating columns one by one, fewest new joins
first, gives a tree of cliques: tables that agree on the columns they share can always be stitched
into rows, so that the small tables are as good as the full joint one (Lauritzen, 1996, *Graphical
Models*, ch. 2).
"""

import ctypes
import math
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import EVERYBODY
from claimcheck.errors import InfeasibleError
from claimcheck.space import Cell, Emptied, Grid, Space, nobody, possible
from claimcheck.statements import Statement, Term, conditions_in

if TYPE_CHECKING:
    from scipy.optimize import Bounds, LinearConstraint, OptimizeResult

# Which columns must be tabulated jointly: a tree of small tables in place of one huge table.

@dataclass(frozen=True)
class Clique:
    """Columns tabulated jointly, those shared with the parent (an index, or None) first."""

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
    joined: dict[str, set[str]] = {}
    for edge in edges:
        columns = set(edge)
        for column in columns:
            joined.setdefault(column, set()).update(columns - {column})
    neighbours = dict(sorted(joined.items()))
    order: list[tuple[str, set[str]]] = []
    while neighbours:
        column = min((_new_joins(neighbours, name), len(neighbours[name]), name)
                     for name in neighbours)[2]
        around = neighbours.pop(column)
        for other in around:
            neighbours[other] = (neighbours[other] | around) - {other, column}
        order.append((column, around))
    return _tree(order)


def _new_joins(neighbours: Mapping[str, set[str]], column: str) -> int:
    """Return how many pairs of a column's neighbours would be joined by its elimination."""
    pairs = 0
    for one, other in combinations(sorted(neighbours[column]), 2):
        pairs += other not in neighbours[one]
    return pairs


def _tree(order: Sequence[tuple[str, set[str]]]) -> list[Clique]:
    """Build the tree from the last eliminated column on, leaving out what a clique contains."""
    tree: list[Clique] = []
    for column, around in reversed(order):
        parent = None
        for i, clique in enumerate(tree):
            if around and around <= set(clique.columns):
                parent = i
                break
        if parent is not None and set(tree[parent].columns) == around:
            grown = (*tree[parent].columns, column)
            tree[parent] = Clique(grown, tree[parent].shared, tree[parent].parent)
        else:
            shared = tuple(sorted(around))
            tree.append(Clique((*shared, column), shared, parent))
    return tree


# Statements as a whole-number program, and its solutions.

Row = dict[int, int]
_Numbers = NDArray[np.float64]
#: What the solver's status says, and how long it may think about one question.
INFEASIBLE, SECONDS = 2, 20
#: A whole objective less than this from the best in fractions is the best in whole numbers too.
_HALF = 0.5


@dataclass(frozen=True)
class Linear:
    """A weighted sum of unknowns within whole limits; a limit of None is none."""

    row: Row
    low: int | None
    high: int | None

    def holds(self, values: Sequence[int]) -> bool:
        """Whether whole values satisfy it, in exact arithmetic.

        Parameters
        ----------
        values : sequence of int
            One for each unknown.
        """
        total = 0
        for i, weight in self.row.items():
            total += weight * values[i]
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True)
class Solution:
    """Whole counts and sums: one value for each unknown of a model."""

    values: tuple[int, ...]
    objective: int


class Model:
    """Statements about respondents as a whole-number program.

    Parameters
    ----------
    space : Space
        Number of respondents and what their columns can hold.
    statements : iterable of Statement
        What must hold.
    queries : iterable of Term
        Counts or sums that will be minimised or maximised.
    pruned : bool
        Whether cells are left out that the statements leave nobody in; not, where statements may be
        given up.

    Attributes
    ----------
    tree : list of Clique
        Which columns are tabulated jointly.
    grids : list of Grid
        The unknown counts, one table for each clique.
    sum_columns : dict of str to tuple of str
        The columns among which each summed variable's sums are told apart, itself included.
    sum_grids : dict of str to Grid
        The unknown sums, by variable.
    unknowns : int
        How many unknowns there are.
    linear : tuple of Linear
        What holds of them: tables' sizes, what they share, limits of sums, then the statements.
    """

    def __init__(self, space: Space, statements: Iterable[Statement],
                 queries: Iterable[Term] = (), *, pruned: bool = True) -> None:
        self.space = space
        self.statements = tuple(statements)
        self.queries = tuple(queries)
        edges = self._edges()
        self.tree = cliques(edges)
        conditions = conditions_in(self.statements)
        for query in self.queries:
            conditions.append(query.condition)
        columns: dict[str, None] = {}
        for clique in self.tree:
            columns.update(dict.fromkeys(clique.columns))
        firm = self.statements if pruned else ()
        self.parts = possible(space.parts(columns, conditions), firm, space.size)
        self._number_cells(nobody(firm))
        linear = [*self._sizes_and_seams(), *self._sum_limits()]
        for statement in self.statements:
            linear.append(self._linear(statement))
        self.linear = tuple(linear)

    def _edges(self) -> list[tuple[str, ...]]:
        """Return the columns that must be tabulated jointly; note those of the sums."""
        single: list[tuple[str, ...]] = []
        joined: list[tuple[str, ...]] = []
        summed: dict[str, dict[str, None]] = {}
        terms: list[Term] = []
        for statement in self.statements:
            terms += statement.terms
            if len(statement.columns) == 1:
                single.append(statement.columns)
        for term in [*terms, *self.queries]:
            if term.columns:
                joined.append(term.columns)
            if term.variable:
                summed.setdefault(term.variable, {}).update(dict.fromkeys(term.columns))
        self.sum_columns = {variable: tuple(sorted(names)) for variable, names in summed.items()}
        return [*single, *joined, *self.sum_columns.values()]

    def _number_cells(self, empty: Sequence[Emptied]) -> None:
        """Number the cells of all tables; a sum over those without an answer does not exist."""
        self.unknowns = 0
        self.grids: list[Grid] = []
        for clique in self.tree:
            inside = []
            for pair in empty:
                if set((pair[1] or pair[0]).columns) <= set(clique.columns):
                    inside.append(pair)
            axes = [self.parts[column] for column in clique.columns]
            self.grids.append(Grid(clique.columns, axes, self.unknowns, inside))
            self.unknowns += self.grids[-1].size
        self.sum_grids: dict[str, Grid] = {}
        for variable, columns in self.sum_columns.items():
            axes = [self.parts[column] for column in columns]
            axes[columns.index(variable)] = self.parts[variable].answered
            self.sum_grids[variable] = Grid(columns, axes, self.unknowns)
            self.unknowns += self.sum_grids[variable].size

    @cached_property
    def cells(self) -> list[dict[Cell, int]]:
        """The unknown count of each cell, per table of the tree."""
        return [dict(grid.cells()) for grid in self.grids]

    @cached_property
    def sums(self) -> dict[str, dict[Cell, int]]:
        """The unknown sum in each cell, per summed variable."""
        return {variable: dict(grid.cells()) for variable, grid in self.sum_grids.items()}

    def home(self, columns: Iterable[str]) -> Grid:
        """Return the table that holds some columns jointly.

        Parameters
        ----------
        columns : iterable of str
            Columns of one statement or query.
        """
        wanted = set(columns)
        return next(grid for grid in self.grids if wanted <= set(grid.columns))

    def _sizes_and_seams(self) -> list[Linear]:
        """Everybody is in each tree's first table, and tables that share columns agree on them."""
        n = self.space.size
        sizes, seams = [], []
        for clique, grid in zip(self.tree, self.grids, strict=True):
            if clique.parent is None:
                sizes.append(Linear(dict.fromkeys(grid.meeting(EVERYBODY), 1), n, n))
                continue
            above = self.grids[clique.parent].along(clique.shared)
            for cell, inside in grid.along(clique.shared).items():
                row = {**dict.fromkeys(inside, 1), **dict.fromkeys(above[cell], -1)}
                if row:
                    seams.append(Linear(row, 0, 0))
        return sizes + seams

    def _sum_limits(self) -> list[Linear]:
        """A sum lies between its cell's count times the lowest and the highest value there."""
        limits = []
        for variable, grid in self.sum_grids.items():
            counts = self.home(grid.columns).along(grid.columns)
            at = grid.columns.index(variable)
            for cell, unknown in grid.cells():
                low = {unknown: 1, **dict.fromkeys(counts[cell], -cell[at].low)}
                high = {unknown: 1, **dict.fromkeys(counts[cell], -cell[at].high)}
                limits += [Linear(low, 0, None), Linear(high, None, 0)]
        return limits

    def row(self, term: Term) -> dict[int, Fraction]:
        """Return a term as weights of unknowns.

        Parameters
        ----------
        term : Term
            Of one of the statements or queries.
        """
        return dict.fromkeys(self.counted(term), term.coefficient * self.step(term.variable))

    def counted(self, term: Term) -> list[int]:
        """Return the unknowns that a term adds up.

        Parameters
        ----------
        term : Term
            Of one of the statements or queries.
        """
        if term.variable:
            return self.sum_grids[term.variable].meeting(term.condition)
        return self.home(term.condition.columns).meeting(term.condition)

    def step(self, variable: str) -> Fraction:
        """Return the unit in which a variable's sums are whole; 1 for counts.

        Parameters
        ----------
        variable : str
            A numeric column; empty for counts.
        """
        answered = self.parts[variable].answered.parts if variable else ()
        return answered[0].step if answered else Fraction(1)

    def _linear(self, statement: Statement) -> Linear:
        weights = [term.coefficient * self.step(term.variable) for term in statement.terms]
        ends = [end for end in (statement.low, statement.high) if end is not None]
        scale = math.lcm(*[number.denominator for number in (*weights, *ends)])
        row: Row = {}
        for term, weight in zip(statement.terms, weights, strict=True):
            for i in self.counted(term):
                row[i] = row.get(i, 0) + int(weight * scale)
        low = high = None
        if statement.low is not None:
            low = int(statement.low * scale) + (not statement.low_closed)
        if statement.high is not None:
            high = int(statement.high * scale) - (not statement.high_closed)
        return Linear({i: weight for i, weight in row.items() if weight}, low, high)

    @cached_property
    def _constraints(self) -> "LinearConstraint":
        return constraints([linear for linear in self.linear if linear.row], self.unknowns)

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
            Whether to ask in fractions first: quick, and enough where the answer is whole or there
            is none.

        Raises
        ------
        InfeasibleError
            No data set satisfies the statements.
        ArithmeticError
            The solver's answer fails the exact check.

        Notes
        -----
        Where sums of large numbers come in, the solver's first step of reductions can call
        infeasible what is not (seen with HiGHS 1.8): "infeasible" counts there only when it is said
        without these reductions too.
        """
        must_hold = (*self.linear, *extra)
        for linear in must_hold:
            if not linear.row and not linear.holds(()):
                raise self._infeasible()  # something is asked of a group in which nobody can be
        if not self.unknowns:
            return Solution((), 0)
        weights = objective if isinstance(objective, dict) else self._weights(objective)
        costs, low = np.zeros(self.unknowns), np.zeros(self.unknowns)
        high = np.full(self.unknowns, np.inf)
        for i, weight in weights.items():
            costs[i] = sense * weight
        for i, value in (fixed or {}).items():
            low[i] = high[i] = value
        limits = [self._constraints]
        if extra:
            limits.append(constraints(extra, self.unknowns))
        message = None
        tries = [(True, True), (False, True)]
        for presolve, whole in [(False, False), *tries] if relaxed else tries:
            answer = run(costs, (low, high), limits, presolve=presolve, whole=whole)
            message = message or answer.message
            values = () if answer.x is None else tuple([round(x) for x in answer.x])
            if values and min(values) >= 0 and _all_hold(must_hold, values):
                total = 0
                for i, weight in weights.items():
                    total += weight * values[i]
                if whole or abs(sense * total - answer.fun) < _HALF:
                    return Solution(values, total)
            if answer.status == INFEASIBLE and not (self.sum_grids and (presolve or not whole)):
                raise self._infeasible()
        raise ArithmeticError("the solver gives no answer that passes the check in whole numbers: "
                              f"{message}")

    def _infeasible(self) -> InfeasibleError:
        sources = sorted({statement.source for statement in self.statements if statement.source})
        return InfeasibleError("no data set satisfies these statements together",
                               where=", ".join(sources[:8]))

    def _weights(self, objective: Term | None) -> Row:
        if objective is None:
            return {}
        step = self.step(objective.variable)
        return {i: int(weight / step) for i, weight in self.row(objective).items()}


def _all_hold(linears: Iterable[Linear], values: Sequence[int]) -> bool:
    for linear in linears:
        if not linear.holds(values):
            return False
    return True


def constraints(linears: Sequence[Linear], width: int) -> "LinearConstraint":
    """Return weighted sums within limits as the solver takes them.

    Parameters
    ----------
    linears : sequence of Linear
        At least one.
    width : int
        How many unknowns there are.
    """
    from scipy.optimize import LinearConstraint
    from scipy.sparse import csr_array

    rows: list[int] = []
    columns: list[int] = []
    weights: list[float] = []
    low, high = np.full(len(linears), -np.inf), np.full(len(linears), np.inf)
    for place, linear in enumerate(linears):
        rows += [place] * len(linear.row)
        columns += linear.row.keys()
        weights += linear.row.values()
        if linear.low is not None:
            low[place] = linear.low
        if linear.high is not None:
            high[place] = linear.high
    matrix = csr_array((np.array(weights, float), (rows, columns)), shape=(len(linears), width))
    return LinearConstraint(matrix, low, high)


def run(costs: _Numbers, bounds: "Bounds | tuple[_Numbers, _Numbers]",
        limits: "Sequence[LinearConstraint]", *, presolve: bool = True, whole: bool = True) -> "OptimizeResult":
    """Return the solver's answer, minimised to the end and in silence.

    Parameters
    ----------
    costs : ndarray of float, shape (n_unknowns,)
        Weights of what is minimised.
    bounds : Bounds, or (low, high) of ndarray
        What each unknown lies between.
    limits : sequence of LinearConstraint
        What holds of weighted sums.
    presolve : bool
        Whether the solver may reduce the program first.
    whole : bool
        Whether unknowns are whole numbers.
    """
    from scipy.optimize import Bounds, milp

    between = Bounds(*bounds) if isinstance(bounds, tuple) else bounds
    options = {"mip_rel_gap": 0, "presolve": presolve, "time_limit": SECONDS}
    with quiet():
        return milp(costs, integrality=np.full(len(costs), int(whole)), bounds=between,
                    constraints=limits, options=options)


@contextmanager
def quiet() -> Iterator[None]:
    """Send nowhere what compiled libraries print to the process's standard output in the meantime.

    Notes
    -----
    HiGHS prints the name of one of its functions when it solves a reduced program again, whatever
    its log level. Such a line waits in the buffer of the C library where the output is a pipe: the
    buffer is written out before the output is turned away, and again before it is turned back. What
    Python has printed and not yet flushed is not lost.
    """
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    _flush_c()
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        _flush_c()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


def _flush_c() -> None:
    """Write out what the C library, where it can be found, holds back for its open files."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).fflush(None)


def feasible(space: Space, statements: Iterable[Statement]) -> bool:
    """Whether some data set satisfies statements.

    Parameters
    ----------
    space : Space
        Number of respondents and what their columns can hold.
    statements : iterable of Statement
        What must hold.
    """
    try:
        Model(space, statements).solve()
    except InfeasibleError:
        return False
    return True
