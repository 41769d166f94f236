"""The smallest and largest value that claims allow for what they do not say: sharp, with a witness.

Statements that share no column never clash. Nor do those that hang together by a single column of which the count of
every part is stated: with these counts given, either side can be completed whatever the other is.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from claimcheck.conditions import EVERYBODY, Condition, apart
from claimcheck.counts import Linear, Model, Solution
from claimcheck.errors import InfeasibleError
from claimcheck.extremes import Extremes, in_unit
from claimcheck.space import UNLIMITED, Space, settled_counts
from claimcheck.statements import Statement, Term, conditions_in, where

# What whole numbers must be by arithmetic alone: often enough to settle a count without a solver.

#: Rounds of narrowing: in practice nothing moves after two or three.
ROUNDS = 6
Ends = list[float]  # whole numbers; infinite where there is no limit


def settled(asked: Iterable[int], linear: Sequence[Linear], unknowns: int) -> int | None:
    """Return the sum of some unknowns where it follows from limits one after the other, None where it does not.

    Parameters
    ----------
    asked : iterable of int
        The unknowns that are added up.
    linear : sequence of Linear
        What holds of the unknowns, which are whole and 0 or more; it must be known that something satisfies it.
    unknowns : int
        How many unknowns there are.

    Examples
    --------
    >>> everybody, pkh = Linear({0: 1, 1: 1, 2: 1}, 45, 45), Linear({0: 100}, 1995, 2005)
    >>> settled([1, 2], [everybody, pkh], 3), settled([1], [everybody, pkh], 3)
    (25, None)
    """
    asked = list(asked)
    low, high = narrowed(linear, unknowns)
    least, most = _ends(dict.fromkeys(asked, 1), low, high)
    for one in linear:
        weights = {one.row.get(i, 0) for i in asked}
        if len(weights) == 1 and (weight := weights.pop()):
            rest = _ends({i: w for i, w in one.row.items() if i not in asked}, low, high)
            bottom, top = _within(one, weight, rest)
            least, most = max(least, bottom), min(most, top)
    return int(least) if least == most else None


def narrowed(linear: Sequence[Linear], unknowns: int) -> tuple[Ends, Ends]:
    """Return the lowest and the highest value of each unknown that the limits of sums leave it, taken one by one."""
    low: Ends = [0] * unknowns
    high: Ends = [math.inf] * unknowns
    for _ in range(ROUNDS):
        before = [*low, *high]
        for one in linear:
            _narrow(one, low, high)
        if before == [*low, *high]:
            break
    return low, high


def _narrow(one: Linear, low: Ends, high: Ends) -> None:
    """Narrow the unknowns of one sum by what the others can add to it."""
    least, most = _ends(one.row, low, high)
    if not (math.isfinite(least) or math.isfinite(most)):
        return
    for i, weight in one.row.items():
        if weight:
            small, large = _times(weight, low[i], high[i])
            rest = (least - small if math.isfinite(least) else least, most - large if math.isfinite(most) else most)
            bottom, top = _within(one, weight, rest)
            low[i], high[i] = max(low[i], bottom), min(high[i], top)


def _within(one: Linear, weight: int, rest: tuple[float, float]) -> tuple[float, float]:
    """Return between what a part of a sum lies that has a weight in it, when the rest adds up to between two values."""
    bottom = -math.inf if one.low is None else one.low - rest[1]
    top = math.inf if one.high is None else one.high - rest[0]
    if weight < 0:
        bottom, top = -top, -bottom
    weight = abs(weight)
    return (-(-bottom // weight) if math.isfinite(bottom) else bottom,
            top // weight if math.isfinite(top) else top)


def _ends(row: Mapping[int, int], low: Ends, high: Ends) -> tuple[float, float]:
    """Return the smallest and the largest value of a weighted sum."""
    least: float = 0
    most: float = 0
    for i, weight in row.items():
        if weight:
            small, large = _times(weight, low[i], high[i])
            least, most = least + small, most + large
    return least, most


def _times(weight: int, low: float, high: float) -> tuple[float, float]:
    return (weight * low, weight * high) if weight > 0 else (weight * high, weight * low)


# Statements in groups that can be judged apart: each group by itself can hold, or all of them cannot.

Columns = frozenset[str]


def groups(statements: Sequence[Statement], space: Space,
           joined: Iterable[Iterable[str]] = ()) -> list[tuple[Columns, tuple[Statement, ...]]]:
    """Return groups of columns, with the statements on each; a settled column's own stand in each of its groups.

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
    found = _components(frozenset().union(*edges), edges)
    for column in sorted(_settled(statements, space)):
        found = [part for group in found for part in _cut(group, column, edges)]
    return [(group, tuple(s for s, columns in zip(statements, on, strict=True) if columns and columns <= group))
            for group in found]


def _settled(statements: Sequence[Statement], space: Space) -> set[str]:
    columns = dict.fromkeys(column for s in statements for column in s.columns)
    return settled_counts(space.parts(columns, conditions_in(statements)), statements, space.size)


def _cut(group: Columns, column: str, edges: Sequence[Columns]) -> list[Columns]:
    """Return what a group falls into at a column, each part with that column."""
    if column not in group or len(group) < 3:
        return [group]
    return [part | {column} for part in _components(group - {column}, [edge for edge in edges if edge <= group])]


def _components(columns: Columns, edges: Sequence[Columns]) -> list[Columns]:
    """Return columns by what edges connect among them, in a fixed order."""
    found: list[Columns] = []
    for edge in dict.fromkeys([*(edge & columns for edge in edges), *(frozenset({column}) for column in columns)]):
        if edge:
            touching = [group for group in found if group & edge]
            found = [group for group in found if not group & edge] + [edge.union(*touching)]
    return sorted(found, key=sorted)


ONE = Fraction(1)


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
        return tuple({(s.terms, s.low, s.high, s.low_closed, s.high_closed): s for s in self.statements}.values())

    def about(self, columns: Iterable[str]) -> tuple[Statement, ...]:
        """Return the statements that bear on columns, directly or through others."""
        wanted = frozenset(columns)
        if wanted not in self._found:
            found = [inside for group, inside in groups(self._distinct, self.space, [wanted]) if wanted <= group]
            self._found[wanted] = min(found, key=len, default=())
        return self._found[wanted]

    @cached_property
    def _found(self) -> dict[frozenset[str], tuple[Statement, ...]]:
        """What was found to bear on columns before."""
        return {}

    def model(self, *queries: Term) -> Model:
        """Return the model that holds the queries' columns and all that bears on them."""
        columns = {column for query in queries for column in query.columns}
        model = Model(self.space, self.about(columns), queries)
        if self.most_cells is not None and model.unknowns > self.most_cells:
            raise ArithmeticError(f"a joint table of {model.unknowns} cells is too large to be asked")
        return model

    def count(self, condition: Condition, *, witnessed: bool = True) -> Bound:
        """Return the bounds on the number of respondents who meet a condition, 0 to n.

        Without witnesses, a count that follows by arithmetic alone is not asked of the solver.
        """
        condition = apart(condition)
        if not condition.atoms:
            return Bound(Fraction(self.space.size), Fraction(self.space.size))
        query = Term(ONE, condition)
        model = self.model(query)
        known = None if witnessed else settled(model.counted(query), model.linear, model.unknowns)
        return _extremes(model, query) if known is None else Bound(Fraction(known), Fraction(known))

    def weighed(self, terms: Sequence[Term]) -> Bound:
        """Return the bounds on a weighted sum of counts, with whole weights."""
        model, row = self._row(terms)
        low, high = model.solve(row), model.solve(row, sense=-1)
        return Bound(Fraction(low.objective), Fraction(high.objective), witnesses=((model, low), (model, high)))

    def furthest(self, terms: Sequence[Term], sense: Literal[1, -1]) -> int:
        """Return the lower (sense 1) or the upper (sense -1) bound on a weighted sum of counts."""
        model, row = self._row(terms)
        return model.solve(row, sense=sense).objective

    def _row(self, terms: Sequence[Term]) -> tuple[Model, dict[int, int]]:
        model = self.model(*terms)
        row: dict[int, int] = {}
        for term in terms:
            for i, weight in model.row(term).items():
                row[i] = row.get(i, 0) + int(weight)
        return model, row

    def share(self, condition: Condition, of: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the percentage of a group that meets a condition, 0 to 100."""
        return self._ratio(Term(Fraction(100), apart(condition & of)), apart(of))

    def total(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the sum of a numeric column over a group, in its unit."""
        query = Term(ONE, apart(condition), variable)
        return _extremes(self.model(query), query)

    def mean(self, variable: str, condition: Condition = EVERYBODY, *, n: int | None = None) -> Bound:
        """Return the bounds on the mean of a numeric column over those of a group who answered; n of them, if told."""
        condition = apart(condition)
        return self._ratio(Term(ONE, condition, variable), where(condition, variable, ">=", Fraction(0)), n)

    def _ratio(self, top: Term, among: Condition, n: int | None = None) -> Bound:
        """Ask for each size that the group can have, until nothing can lie further out."""
        size = self.count(among, witnessed=False) if n is None else Bound(Fraction(n), Fraction(n))
        if size.upper in (None, 0):
            return Bound(None, None)
        model = self.model(top, Term(ONE, among))
        least, most = _outermost(model, top)
        found: list[Bound] = []
        for m in range(max(1, math.ceil(size.lower or 0)), math.floor(size.upper or 0) + 1):
            found += _ratio_at(model, top, among, m)
            if least in {b.lower for b in found} and most in {b.upper for b in found}:
                break
        if not found:
            raise InfeasibleError(f"no group of {n} can be so", where=str(among))
        low = min(found, key=lambda b: b.lower or 0)
        highs = [b for b in found if b.upper is not None]
        if len(highs) < len(found):
            return Bound(low.lower, None, witnesses=low.witnesses[:1])
        high = max(highs, key=lambda b: b.upper or 0)
        return Bound(low.lower, high.upper, witnesses=(low.witnesses[0], high.witnesses[-1]))

    def difference(self, first: Condition, second: Condition, *, condition: Condition = EVERYBODY,
                   variable: str = "") -> Bound:
        """Return the bounds on what one group has above another: a share in percentage points, or a mean in its unit.

        Parameters
        ----------
        first, second : Condition
            The groups; both within one data set, so that the range is of the difference, not of either by itself.
        condition : Condition
            Of a share: whom it counts.
        variable : str
            Of a mean: the numeric column, over those of a group who answered.

        Returns
        -------
        Bound
            Without ends where the claims do not settle how many the groups have, or leave one without anybody.
        """
        tops = [Term(ONE, apart(group), variable) if variable else Term(Fraction(100), apart(condition & group))
                for group in (first, second)]
        among = [where(top.condition, variable, ">=", Fraction(0)) if variable else apart(group)
                 for top, group in zip(tops, (first, second), strict=True)]
        sizes = [self.count(group, witnessed=False) for group in among]
        if not all(size.identified and size.lower for size in sizes):
            return Bound(None, None, sharp=False)
        n, m = (int(size.lower or 0) for size in sizes)
        model = self.model(*tops)
        row: dict[int, int] = {}
        for top, weight in zip(tops, (m, -n), strict=True):
            for i in model.counted(top):
                row[i] = row.get(i, 0) + weight
        unit = tops[0].coefficient * model.step(variable) / (n * m)
        found = [model.solve(row), model.solve(row, sense=-1)]
        limited = [not any(_unlimited(model, top, solution) for top in tops) for solution in found]
        lower, upper = (s.objective * unit if ok else None for s, ok in zip(found, limited, strict=True))
        return Bound(lower, upper, witnesses=tuple((model, solution) for solution in found))

    def bound(self, kind: str, variable: str = "", condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on one kind of number.

        Parameters
        ----------
        kind : {"count", "share", "mean", "total", "minimum", "maximum"}
            A count of people, a percentage of everybody, or a number of a numeric column in its unit.
        variable : str
            The numeric column; none for a count or share.
        condition : Condition
            The group.

        Raises
        ------
        InfeasibleError
            Nobody can be in the group of which a mean, minimum or maximum is asked.
        """
        if kind == "count":
            return self.count(condition)
        if kind == "share":
            return self.share(condition)
        answer = {"mean": self.mean, "total": self.total, "minimum": self.minimum,
                  "maximum": self.maximum}[kind]
        return answer(variable, condition)

    def minimum(self, variable: str, condition: Condition = EVERYBODY, *, sharp: bool = True) -> Bound:
        """Return the bounds on the smallest value of a numeric column in a group of which somebody has one.

        Without `sharp`, only limits that the claims themselves name are told apart: quick, and not too narrow.
        """
        found = self._between(variable, condition, sharp)
        return Bound(*in_unit(found.lowest(), found.model.step(variable)), sharp=not found.coarse)

    def maximum(self, variable: str, condition: Condition = EVERYBODY, *, sharp: bool = True) -> Bound:
        """Return the bounds on the largest value of a numeric column in a group of which somebody has one."""
        found = self._between(variable, condition, sharp)
        return Bound(*in_unit(found.highest(), found.model.step(variable)), sharp=not found.coarse)

    def _between(self, variable: str, condition: Condition, sharp: bool) -> Extremes:
        condition = apart(condition)
        model = self.model(Term(ONE, where(condition, variable, ">=", Fraction(0)), variable))
        summed = any(term.variable == variable for statement in model.statements for term in statement.terms)
        return Extremes(model, variable, condition, summed=summed and sharp, coarse=summed and not sharp)


def _extremes(model: Model, query: Term, extra: tuple[Linear, ...] = ()) -> Bound:
    step = model.step(query.variable)
    low = model.solve(query, extra=extra)
    high = model.solve(query, sense=-1, extra=extra)
    upper = None if _unlimited(model, query, high) else high.objective * step
    return Bound(low.objective * step, upper, witnesses=((model, low), (model, high)))


def _unlimited(model: Model, query: Term, solution: Solution) -> bool:
    """Whether a sum is as large as it is only because the model must stop somewhere."""
    table = model.sums.get(query.variable, {}) if query.variable else {}
    return any(solution.values[i] and any(part.high >= UNLIMITED for part in cell) for cell, i in table.items())


def _outermost(model: Model, top: Term) -> tuple[Fraction, Fraction]:
    """Return what no share, or no mean of a variable's values, can lie beyond."""
    if not top.variable:
        return Fraction(0), top.coefficient
    axis = model.parts[top.variable].answered
    return axis.parts[0].low * axis.parts[0].step, axis.parts[-1].high * axis.parts[-1].step


def _ratio_at(model: Model, top: Term, among: Condition, m: int) -> list[Bound]:
    """Return the bounds of a ratio where its group has m people; none where it cannot."""
    row = {i: int(w) for i, w in model.row(Term(ONE, among)).items()}
    try:
        found = _extremes(model, top, (Linear(row, m, m),))
    except InfeasibleError:
        return []
    lower, upper = (None if end is None else end / m for end in (found.lower, found.upper))
    return [Bound(lower, upper, witnesses=found.witnesses)]
