"""The smallest and largest value that claims allow for what they do not say: sharp, with witnesses.

Statements that share no column never clash. Nor do those that hang together by a single column of
which the count of every part is stated: with these counts given, either side can be completed
whatever the other is.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from claimcheck.conditions import EVERYBODY, Condition, apart
from claimcheck.counts import Linear, Model, Row, Solution
from claimcheck.errors import InfeasibleError
from claimcheck.space import UNLIMITED, Part, Space, settled_counts
from claimcheck.statements import Statement, Term, conditions_in, where

_ONE = Fraction(1)


@dataclass(frozen=True)
class Bound:
    """The values that a quantity can take in data sets that satisfy all claims.

    Attributes
    ----------
    lower, upper : Fraction or None
        The smallest and largest value; None where nobody need be in the group or nothing limits it.
    sharp : bool
        Whether both ends are attained by some data set.
    witnesses : tuple of (Model, Solution)
        Data sets (as counts) that attain the lower and the upper end.
    """

    lower: Fraction | None
    upper: Fraction | None
    sharp: bool = True
    witnesses: tuple[tuple[Model, Solution], ...] = ()

    @property
    def identified(self) -> bool:
        """Whether the claims leave only one value."""
        return self.lower is not None and self.lower == self.upper


@dataclass(frozen=True)
class Evidence:
    """What is known about respondents: their number, their columns, and statements that hold.

    Attributes
    ----------
    space : Space
        Number of respondents and what columns can hold.
    statements : tuple of Statement
        Satisfiable together; `reconstruct` proves it.
    most_cells : int, optional
        Questions that need a larger joint table are not asked: an ArithmeticError says so.
    """

    space: Space
    statements: tuple[Statement, ...]
    most_cells: int | None = None

    @cached_property
    def _distinct(self) -> tuple[Statement, ...]:
        """The statements, each once: restatements of a fact say nothing new."""
        distinct = {}
        for s in self.statements:
            distinct[s.terms, s.low, s.high, s.low_closed, s.high_closed] = s
        return tuple(distinct.values())

    @cached_property
    def _bearing(self) -> dict[frozenset[str], tuple[Statement, ...]]:
        """The statements that bear on columns, for the columns asked before."""
        return {}

    def about(self, columns: Iterable[str]) -> tuple[Statement, ...]:
        """Return the statements that bear on columns, directly or through others.

        Parameters
        ----------
        columns : iterable of str
            Columns that are asked of jointly.
        """
        wanted = frozenset(columns)
        if wanted not in self._bearing:
            candidates = []
            for group, inside in groups(self._distinct, self.space, [wanted]):
                if wanted <= group:
                    candidates.append(inside)
            self._bearing[wanted] = min(candidates, key=len, default=())
        return self._bearing[wanted]

    def model(self, *queries: Term) -> Model:
        """Return the model that holds the queries' columns and all that bears on them.

        Parameters
        ----------
        *queries : Term
            Counts or sums that will be asked.

        Raises
        ------
        ArithmeticError
            The joint table would have more than `most_cells` cells.
        """
        columns: set[str] = set()
        for query in queries:
            columns.update(query.columns)
        model = Model(self.space, self.about(columns), queries)
        if self.most_cells is not None and model.unknowns > self.most_cells:
            raise ArithmeticError(f"a joint table of {model.unknowns} cells is too large to be "
                                  "asked")
        return model

    def count(self, condition: Condition, *, witnessed: bool = True) -> Bound:
        """Return the bounds on the number of respondents who meet a condition, 0 to n.

        Parameters
        ----------
        condition : Condition
            Whom it counts.
        witnessed : bool
            Whether data sets that attain the ends are wanted; without them, a count that follows by
            arithmetic is not asked of the solver.
        """
        condition = apart(condition)
        if not condition.atoms:
            return Bound(Fraction(self.space.size), Fraction(self.space.size))
        query = Term(_ONE, condition)
        model = self.model(query)
        known = None
        if not witnessed:
            known = settled(model.counted(query), model.linear, model.unknowns)
        return _ends(model, query) if known is None else Bound(Fraction(known), Fraction(known))

    def weighed(self, terms: Sequence[Term]) -> Bound:
        """Return the bounds on a weighted sum of counts.

        Parameters
        ----------
        terms : sequence of Term
            With whole coefficients, without variables.
        """
        model, row = self._row(terms)
        low, high = model.solve(row), model.solve(row, sense=-1)
        return Bound(Fraction(low.objective), Fraction(high.objective),
                     witnesses=((model, low), (model, high)))

    def furthest(self, terms: Sequence[Term], sense: Literal[1, -1]) -> int:
        """Return one bound on a weighted sum of counts.

        Parameters
        ----------
        terms : sequence of Term
            With whole coefficients, without variables.
        sense : {1, -1}
            1 for the lower bound, -1 for the upper one.
        """
        model, row = self._row(terms)
        return model.solve(row, sense=sense).objective

    def _row(self, terms: Sequence[Term]) -> tuple[Model, Row]:
        model = self.model(*terms)
        row: Row = {}
        for term in terms:
            for i, weight in model.row(term).items():
                row[i] = row.get(i, 0) + int(weight)
        return model, row

    def share(self, condition: Condition, of: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the percentage of a group that meets a condition, 0 to 100.

        Parameters
        ----------
        condition : Condition
            Whom the share counts.
        of : Condition
            The group.
        """
        return self._ratio(Term(Fraction(100), apart(condition & of)), apart(of))

    def total(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the sum of a numeric column over a group, in its unit.

        Parameters
        ----------
        variable : str
            The column.
        condition : Condition
            The group.
        """
        query = Term(_ONE, apart(condition), variable)
        return _ends(self.model(query), query)

    def mean(self, variable: str, condition: Condition = EVERYBODY, *,
             n: int | None = None) -> Bound:
        """Return the bounds on the mean of a numeric column over those of a group who answered.

        Parameters
        ----------
        variable : str
            The column.
        condition : Condition
            The group.
        n : int, optional
            How many of them answered, where that is known.
        """
        condition = apart(condition)
        top = Term(_ONE, condition, variable)
        return self._ratio(top, where(condition, variable, ">=", Fraction(0)), n)

    def _ratio(self, top: Term, among: Condition, n: int | None = None) -> Bound:
        """Ask for each size that the group can have, until nothing can lie further out."""
        size = Bound(Fraction(n or 0), Fraction(n or 0))
        if n is None:
            size = self.count(among, witnessed=False)
        if size.upper in (None, 0):
            return Bound(None, None)
        model = self.model(top, Term(_ONE, among))
        least, most = _outermost(model, top)
        bounds: list[Bound] = []
        for m in range(max(1, math.ceil(size.lower or 0)), math.floor(size.upper or 0) + 1):
            bounds += _ratio_at(model, top, among, m)
            lowers, uppers = [b.lower for b in bounds], [b.upper for b in bounds]
            if least in lowers and most in uppers:
                break
        if not bounds:
            raise InfeasibleError(f"no group of {n} can be so", where=str(among))
        low = min(bounds, key=lambda b: b.lower or 0)
        if None in uppers:
            return Bound(low.lower, None, witnesses=low.witnesses[:1])
        high = max(bounds, key=lambda b: b.upper or 0)
        return Bound(low.lower, high.upper, witnesses=(low.witnesses[0], high.witnesses[-1]))

    def difference(self, first: Condition, second: Condition, *, condition: Condition = EVERYBODY,
                   variable: str = "") -> Bound:
        """Return the bounds on what one group has above another.

        Parameters
        ----------
        first, second : Condition
            The groups; both within one data set, so that the range is of the difference, not of
            either by itself.
        condition : Condition
            Of a share: whom it counts.
        variable : str
            Of a mean: the numeric column, over those of a group who answered.

        Returns
        -------
        Bound
            In percentage points, or in the variable's unit. Without ends where the claims do not
            settle how many the groups have, or leave one without anybody.
        """
        tops, sizes = [], []
        for group in (first, second):
            if variable:
                tops.append(Term(_ONE, apart(group), variable))
                among = where(apart(group), variable, ">=", Fraction(0))
            else:
                tops.append(Term(Fraction(100), apart(condition & group)))
                among = apart(group)
            size = self.count(among, witnessed=False)
            if not size.identified or not size.lower:
                return Bound(None, None, sharp=False)
            sizes.append(int(size.lower))
        n, m = sizes
        model = self.model(*tops)
        row: Row = {}
        for top, weight in zip(tops, (m, -n), strict=True):
            for i in model.counted(top):
                row[i] = row.get(i, 0) + weight
        unit = tops[0].coefficient * model.step(variable) / (n * m)
        ends: list[Fraction | None] = []
        solutions = (model.solve(row), model.solve(row, sense=-1))
        for solution in solutions:
            unlimited = any(_unlimited(model, top, solution) for top in tops)
            ends.append(None if unlimited else solution.objective * unit)
        return Bound(ends[0], ends[1], witnesses=((model, solutions[0]), (model, solutions[1])))

    def minimum(self, variable: str, condition: Condition = EVERYBODY, *,
                sharp: bool = True) -> Bound:
        """Return the bounds on the smallest value of a numeric column in a group.

        Parameters
        ----------
        variable : str
            The column.
        condition : Condition
            The group; somebody in it answered.
        sharp : bool
            Without it, only limits that the claims themselves name are told apart: quick, and not
            too narrow.

        Raises
        ------
        InfeasibleError
            Nobody can be in the group.
        """
        return self._extremes(variable, condition, sharp).bound(highest=False)

    def maximum(self, variable: str, condition: Condition = EVERYBODY, *,
                sharp: bool = True) -> Bound:
        """Return the bounds on the largest value of a numeric column in a group.

        Parameters are those of `minimum`.

        Parameters
        ----------
        variable : str
            The column.
        condition : Condition
            The group; somebody in it answered.
        sharp : bool
            As in `minimum`.
        """
        return self._extremes(variable, condition, sharp).bound(highest=True)

    def _extremes(self, variable: str, condition: Condition, sharp: bool) -> "_Extremes":
        condition = apart(condition)
        answered = where(condition, variable, ">=", Fraction(0))
        model = self.model(Term(_ONE, answered, variable))
        summed = False
        for statement in model.statements:
            for term in statement.terms:
                summed = summed or term.variable == variable
        return _Extremes(model, variable, condition, summed=summed and sharp,
                         coarse=summed and not sharp)

    def bound(self, kind: str, variable: str = "", condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on one kind of number.

        Parameters
        ----------
        kind : {"count", "share", "mean", "total", "minimum", "maximum"}
            A count of people, a percentage of everybody, or a number of a column in its unit.
        variable : str
            The numeric column; none for a count or share.
        condition : Condition
            The group.

        Raises
        ------
        InfeasibleError
            Nobody can be in the group of which a mean, minimum or maximum is asked.
        """
        if kind in ("count", "share"):
            return self.count(condition) if kind == "count" else self.share(condition)
        answer = {"mean": self.mean, "total": self.total, "minimum": self.minimum,
                  "maximum": self.maximum}[kind]
        return answer(variable, condition)


def _ends(model: Model, query: Term, extra: tuple[Linear, ...] = ()) -> Bound:
    """Return the bounds of a count or sum, with the data sets that attain them."""
    step = model.step(query.variable)
    low = model.solve(query, extra=extra)
    high = model.solve(query, sense=-1, extra=extra)
    upper = None if _unlimited(model, query, high) else high.objective * step
    return Bound(low.objective * step, upper, witnesses=((model, low), (model, high)))


def _unlimited(model: Model, query: Term, solution: Solution) -> bool:
    """Whether a sum is as large as it is only because the model must stop somewhere."""
    table = model.sums.get(query.variable, {}) if query.variable else {}
    for cell, i in table.items():
        for part in cell:
            if solution.values[i] and part.high >= UNLIMITED:
                return True
    return False


def _outermost(model: Model, top: Term) -> tuple[Fraction, Fraction]:
    """Return what no share, or no mean of a variable's values, can lie beyond."""
    if not top.variable:
        return Fraction(0), top.coefficient
    parts = model.parts[top.variable].answered.parts
    return parts[0].low * parts[0].step, parts[-1].high * parts[-1].step


def _ratio_at(model: Model, top: Term, among: Condition, m: int) -> list[Bound]:
    """Return the bounds of a ratio where its group has m people; none where it cannot."""
    row = {i: int(weight) for i, weight in model.row(Term(_ONE, among)).items()}
    try:
        sums = _ends(model, top, (Linear(row, m, m),))
    except InfeasibleError:
        return []
    lower = None if sums.lower is None else sums.lower / m
    upper = None if sums.upper is None else sums.upper / m
    return [Bound(lower, upper, witnesses=sums.witnesses)]


# Where the smallest or largest value of a numeric column in a group can lie. Within a cell of a
# model somebody can have as much as the cell's sum leaves when all others there have least; and
# everybody can stay within a limit if the cell's sum is within the limit times its count.

@dataclass(frozen=True)
class _Cluster:
    """People whose values lie in one part: the unknown sum, and the unknowns that count them."""

    part: Part
    total: int
    people: tuple[int, ...]

    def beside(self, limit: int) -> Row:
        """Return the sum beside a limit for each of the people, as weights of unknowns."""
        return {self.total: 1, **dict.fromkeys(self.people, -limit)}


class _Extremes:
    """The extremes of a variable over a group, in a model whose sums tell the group apart.

    With `summed`, sums of the variable limit its values within a part too; otherwise only parts are
    told apart. With `coarse`, sums do so but are not asked.
    """

    def __init__(self, model: Model, variable: str, condition: Condition, *, summed: bool,
                 coarse: bool) -> None:
        grid = model.sum_grids[variable]
        at, wanted = grid.columns.index(variable), set(grid.meeting(condition))
        homes = model.home(grid.columns).along(grid.columns)
        self.model, self.summed, self.coarse = model, summed, coarse
        self.step = model.step(variable)
        self.clusters: list[_Cluster] = []
        everybody: Row = {}
        for cell, unknown in grid.cells():
            if unknown in wanted:
                self.clusters.append(_Cluster(cell[at], unknown, tuple(homes[cell])))
                everybody |= dict.fromkeys(homes[cell], 1)
        self.parts = list(dict.fromkeys([cluster.part for cluster in self.clusters]))
        self.somebody = Linear(everybody, 1, None)
        if self._solve([self.somebody]) is None:
            raise InfeasibleError("nobody can be in the group", where=f"{variable} of {condition}")

    def bound(self, *, highest: bool) -> Bound:
        """Return the bounds on the largest, or the smallest, value."""
        low, high = self._highest() if highest else self._lowest()
        upper = None if high >= UNLIMITED else high * self.step
        return Bound(low * self.step, upper, sharp=not self.coarse)

    def _highest(self) -> tuple[int, int]:
        """Return the least and the most that the largest value can be, in steps."""
        ends = [part.high for part in self.parts]
        within = self.parts[_first(len(ends), lambda i: self._all(None, ends[i]) is not None)]
        last = len(self.parts) - 1
        top = self.parts[last - _first(len(ends), lambda i: self._some(self.parts[last - i:]))]
        if not self.summed:
            return within.low, top.high
        least, limit = within.low, within.high
        while least < limit:  # by bisection; a solution may halve more
            middle = (least + limit) // 2
            values = self._all(None, middle)
            if values is None:
                least = middle + 1
            else:
                limit = max([least, *[-(-total // n) for total, n in self._inside(within, values)]])
        return limit, max([self._outermost(c, c.part.low, -1) for c in self._of(top)])

    def _lowest(self) -> tuple[int, int]:
        """Return the least and the most that the smallest value can be, in steps."""
        bottom = self.parts[_first(len(self.parts), lambda i: self._some(self.parts[:i + 1]))]
        lows = [part.low for part in reversed(self.parts)]
        from_top = _first(len(lows), lambda i: self._all(lows[i], None) is not None)
        within = self.parts[len(lows) - 1 - from_top]
        if not self.summed:
            return bottom.low, within.high
        limit, most = within.low, within.high
        while limit < most:
            middle = (limit + most + 1) // 2
            values = self._all(middle, None)
            if values is None:
                most = middle - 1
            else:
                limit = min([most, *[total // n for total, n in self._inside(within, values)]])
        return min([self._outermost(c, c.part.high, 1) for c in self._of(bottom)]), limit

    def _of(self, part: Part) -> list[_Cluster]:
        return [cluster for cluster in self.clusters if cluster.part is part]

    def _inside(self, part: Part, values: Sequence[int]) -> list[tuple[int, int]]:
        """Return the sums and numbers of people of the clusters of a part that somebody is in."""
        inside = []
        for cluster in self._of(part):
            n = sum([values[i] for i in cluster.people])
            if n:
                inside.append((values[cluster.total], n))
        return inside

    def _solve(self, extra: Sequence[Linear], row: Row | None = None,
               sense: Literal[1, -1] = 1) -> Sequence[int] | None:
        """Return values that satisfy the model and more, with the smallest sum; None if none do."""
        try:
            return self.model.solve(row, sense=sense, extra=extra).values
        except InfeasibleError:
            return None

    def _some(self, parts: Sequence[Part]) -> bool:
        """Whether somebody in the group can be in one of some parts."""
        inside: Row = {}
        for cluster in self.clusters:
            if cluster.part in parts:
                inside |= dict.fromkeys(cluster.people, 1)
        return self._solve([Linear(inside, 1, None)]) is not None

    def _all(self, low: int | None, high: int | None) -> Sequence[int] | None:
        """Return values with which everybody in the group, who are some, keeps to one limit."""
        outside, inside = [], []
        for cluster in self.clusters:
            first, last = cluster.part.low, cluster.part.high
            if (high is not None and first > high) or (low is not None and last < low):
                outside.append(Linear(dict.fromkeys(cluster.people, 1), 0, 0))
            elif high is not None and high < last:
                inside.append(Linear(cluster.beside(high), None, 0))
            elif low is not None and first < low:
                inside.append(Linear(cluster.beside(low), 0, None))
        return self._solve([self.somebody, *outside, *inside])

    def _outermost(self, cluster: _Cluster, other_end: int, sense: Literal[1, -1]) -> int:
        """Return the least (sense 1) or most that one can have, all others at the other end."""
        row = cluster.beside(other_end)
        values = self._solve([Linear(dict.fromkeys(cluster.people, 1), 1, None)], row, sense)
        if values is None:
            return other_end
        reached = other_end + sum([weight * values[i] for i, weight in row.items()])
        return max(cluster.part.low, reached) if sense == 1 else min(cluster.part.high, reached)


def _first(size: int, holds: Callable[[int], bool]) -> int:
    """Return the first place from which a condition holds, as it does at the last."""
    low, high = 0, size - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


# What whole numbers must be by arithmetic alone: often enough to settle a count without a solver.

#: Rounds of narrowing: in practice nothing moves after two or three.
_ROUNDS = 6
_Ends = list[float]  # whole numbers; infinite where there is no limit


def settled(asked: Iterable[int], linear: Sequence[Linear], unknowns: int) -> int | None:
    """Return the sum of some unknowns where it follows from limits one by one, else None.

    Parameters
    ----------
    asked : iterable of int
        The unknowns that are added up.
    linear : sequence of Linear
        What holds of the unknowns, which are whole and 0 or more; it must be known that something
        satisfies it.
    unknowns : int
        How many unknowns there are.

    Examples
    --------
    >>> everybody, leaders = Linear({0: 1, 1: 1, 2: 1}, 45, 45), Linear({0: 100}, 1995, 2005)
    >>> settled([1, 2], [everybody, leaders], 3), settled([1], [everybody, leaders], 3)
    (25, None)
    """
    asked = list(asked)
    low, high = narrowed(linear, unknowns)
    least, most = _reach(dict.fromkeys(asked, 1), low, high)
    for one in linear:
        weights = {one.row.get(i, 0) for i in asked}
        if len(weights) == 1 and 0 not in weights:
            rest = {i: weight for i, weight in one.row.items() if i not in asked}
            bottom, top = _within(one, weights.pop(), _reach(rest, low, high))
            least, most = max(least, bottom), min(most, top)
    return int(least) if least == most else None


def narrowed(linear: Sequence[Linear], unknowns: int) -> tuple[_Ends, _Ends]:
    """Return the lowest and the highest value of each unknown that limits of sums leave it.

    Parameters
    ----------
    linear : sequence of Linear
        What holds of the unknowns, taken one by one.
    unknowns : int
        How many unknowns there are, each 0 or more.
    """
    low: _Ends = [0] * unknowns
    high: _Ends = [math.inf] * unknowns
    for _ in range(_ROUNDS):
        before = [*low, *high]
        for one in linear:
            _narrow(one, low, high)
        if before == [*low, *high]:
            break
    return low, high


def _narrow(one: Linear, low: _Ends, high: _Ends) -> None:
    """Narrow the unknowns of one sum by what the others can add to it."""
    least, most = _reach(one.row, low, high)
    if not (math.isfinite(least) or math.isfinite(most)):
        return
    for i, weight in one.row.items():
        if weight:
            small, large = sorted((weight * low[i], weight * high[i]))
            rest = (least - small if math.isfinite(least) else least,
                    most - large if math.isfinite(most) else most)
            bottom, top = _within(one, weight, rest)
            low[i], high[i] = max(low[i], bottom), min(high[i], top)


def _within(one: Linear, weight: int, rest: tuple[float, float]) -> tuple[float, float]:
    """Return what a weighted part of a sum lies between, when the rest lies between two values."""
    bottom = -math.inf if one.low is None else one.low - rest[1]
    top = math.inf if one.high is None else one.high - rest[0]
    if weight < 0:
        bottom, top = -top, -bottom
    weight = abs(weight)
    return (-(-bottom // weight) if math.isfinite(bottom) else bottom,
            top // weight if math.isfinite(top) else top)


def _reach(row: Mapping[int, int], low: _Ends, high: _Ends) -> tuple[float, float]:
    """Return the smallest and the largest value of a weighted sum."""
    least: float = 0
    most: float = 0
    for i, weight in row.items():
        if weight:
            small, large = sorted((weight * low[i], weight * high[i]))
            least, most = least + small, most + large
    return least, most


# Statements in groups that can be judged apart: each group by itself can hold, or all cannot.

_Columns = frozenset[str]


def groups(statements: Sequence[Statement], space: Space, joined: Iterable[Iterable[str]] = ()
           ) -> list[tuple[_Columns, tuple[Statement, ...]]]:
    """Return groups of columns, with the statements on each.

    The statements on a settled column stand in each of its groups.

    Parameters
    ----------
    statements : sequence of Statement
        What must hold.
    space : Space
        What columns can hold.
    joined : iterable of iterables of str
        Columns that must stay together, because a question is asked of them jointly.
    """
    on = [frozenset(statement.columns) for statement in statements]
    edges = list(dict.fromkeys([*map(frozenset, joined), *on]))
    parts = _components(frozenset().union(*edges), edges)
    columns: dict[str, None] = {}
    for statement in statements:
        columns.update(dict.fromkeys(statement.columns))
    axes = space.parts(columns, conditions_in(statements))
    for column in sorted(settled_counts(axes, statements, space.size)):
        parts = _cut(parts, column, edges)
    grouped = []
    for part in parts:
        inside = []
        for statement, names in zip(statements, on, strict=True):
            if names and names <= part:
                inside.append(statement)
        grouped.append((part, tuple(inside)))
    return grouped


def _cut(parts: Sequence[_Columns], column: str, edges: Sequence[_Columns]) -> list[_Columns]:
    """Return what groups fall into at a column; each piece of one that has it keeps it."""
    cut: list[_Columns] = []
    for part in parts:
        if column not in part or len(part) < 3:
            cut.append(part)
            continue
        inside = [edge for edge in edges if edge <= part]
        cut += [piece | {column} for piece in _components(part - {column}, inside)]
    return cut


def _components(columns: _Columns, edges: Sequence[_Columns]) -> list[_Columns]:
    """Return columns by what edges connect among them, in a fixed order."""
    connected: list[_Columns] = []
    single = [frozenset({column}) for column in columns]
    for edge in dict.fromkeys([*[edge & columns for edge in edges], *single]):
        if edge:
            touching = [group for group in connected if group & edge]
            connected = [group for group in connected if not group & edge]
            connected.append(edge.union(*touching))
    return sorted(connected, key=sorted)
