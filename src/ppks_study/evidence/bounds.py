"""The smallest and largest value that claims allow for what they do not say: sharp, with a witness."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from ppks_study.conditions import EVERYBODY, Condition
from ppks_study.errors import InfeasibleError
from ppks_study.evidence.counts import Linear, Model, Solution, feasible
from ppks_study.evidence.parts import UNLIMITED, Space
from ppks_study.evidence.pruning import settled
from ppks_study.evidence.statements import Statement, Term, conditions_in, count_is, where

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
    """

    space: Space
    statements: tuple[Statement, ...]

    @cached_property
    def _distinct(self) -> tuple[Statement, ...]:
        """The statements, each once: restatements of a fact say nothing new."""
        return tuple({(s.terms, s.low, s.high, s.low_closed, s.high_closed): s for s in self.statements}.values())

    @cached_property
    def _settled(self) -> set[str]:
        """The columns of which every part's count is stated: what hangs together only by them does not."""
        columns = {column for s in self._distinct for column in s.columns}
        conditions = conditions_in(self._distinct)
        parts = {column: self.space.parts(column, conditions) for column in columns}
        return settled(parts, self._distinct, self.space.size)

    def about(self, columns: Iterable[str]) -> tuple[Statement, ...]:
        """Return the statements that bear on columns, directly or through others.

        What hangs together only by a settled column does not bear on what is beyond it: with that column's
        counts fixed, either side can be completed whatever the other is.
        """
        wanted = set(columns)
        kept = self._reach(wanted, None)
        for column in sorted(self._settled & kept):
            kept = self._reach(wanted - {column}, kept - {column}) | {column}
        return tuple(s for s in self._distinct if s.columns and set(s.columns) <= kept | wanted)

    def _reach(self, start: set[str], within: set[str] | None) -> set[str]:
        """Return the columns that statements join to some, one by one, staying within others."""
        reached, waiting = set(start), list(start)
        while waiting:
            column = waiting.pop()
            new = {c for joined in self._joined.get(column, ()) for c in joined} - reached
            new = new if within is None else new & within
            reached |= new
            waiting += new
        return reached

    @cached_property
    def _joined(self) -> dict[str, set[tuple[str, ...]]]:
        found: dict[str, set[tuple[str, ...]]] = {}
        for statement in self._distinct:
            for column in statement.columns:
                found.setdefault(column, set()).add(statement.columns)
        return found

    def model(self, *queries: Term) -> Model:
        """Return the model that holds the queries' columns and all that bears on them."""
        columns = {column for query in queries for column in query.columns}
        return Model(self.space, self.about(columns), queries)

    def count(self, condition: Condition) -> Bound:
        """Return the bounds on the number of respondents who meet a condition, 0 to n."""
        if not condition.atoms:
            return Bound(Fraction(self.space.size), Fraction(self.space.size))
        query = Term(ONE, condition)
        return _extremes(self.model(query), query)

    def share(self, condition: Condition, of: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the percentage of a group that meets a condition, 0 to 100."""
        return self._ratio(Term(Fraction(100), condition & of), of)

    def total(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the sum of a numeric column over a group, in its unit."""
        query = Term(ONE, condition, variable)
        return _extremes(self.model(query), query)

    def mean(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the mean of a numeric column over those of a group who answered."""
        return self._ratio(Term(ONE, condition, variable), where(condition, variable, ">=", Fraction(0)))

    def _ratio(self, top: Term, among: Condition) -> Bound:
        size = self.count(among)
        if size.upper in (None, 0):
            return Bound(None, None)
        model = self.model(top, Term(ONE, among))
        ends = [_ratio_at(model, top, among, m)
                for m in range(max(1, math.ceil(size.lower or 0)), math.floor(size.upper or 0) + 1)]
        found = [b for b in ends if b is not None]
        lows = [b for b in found if b.lower is not None]
        highs = [b for b in found if b.upper is not None]
        low = min(lows, key=lambda b: b.lower or 0)
        high = max(highs, key=lambda b: b.upper or 0) if len(highs) == len(found) else None
        return Bound(low.lower, high.upper if high else None,
                     witnesses=(low.witnesses[0], *(high.witnesses[-1:] if high else ())))

    def minimum(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the smallest value of a numeric column in a group that has one."""
        return self._extreme(variable, condition, "minimum")

    def maximum(self, variable: str, condition: Condition = EVERYBODY) -> Bound:
        """Return the bounds on the largest value of a numeric column in a group that has one."""
        return self._extreme(variable, condition, "maximum")

    def _extreme(self, variable: str, condition: Condition, kind: str) -> Bound:
        column = self.space.column(variable, ())
        first = math.ceil(column.low / column.step)
        last = UNLIMITED if column.high is None else math.floor(column.high / column.step)
        down, up = ("<=", ">=") if kind == "maximum" else (">=", "<=")

        def beyond(k: int) -> bool:
            """Whether the extreme can lie on the safe side of k."""
            return self._can(variable, condition, None, down, k * column.step)

        def reaches(k: int) -> bool:
            return self._can(variable, condition, up, None, k * column.step)

        if kind == "minimum":
            return Bound(_first(reaches, first, last) * column.step, _last(beyond, first, last) * column.step)
        return Bound(_first(beyond, first, last) * column.step, _last(reaches, first, last) * column.step)

    def _can(self, variable: str, condition: Condition, some: str | None, all_: str | None,
             value: Fraction) -> bool:
        """Whether somebody in a group can be, or everybody who answered there can be, so beside a value."""
        extra = [Statement((Term(ONE, where(condition, variable, ">=", Fraction(0))),), ONE, None)]
        if some:
            extra.append(Statement((Term(ONE, where(condition, variable, some, value)),), ONE, None))
        if all_:
            opposite = {"<=": ">", ">=": "<"}[all_]
            extra.append(count_is(where(condition, variable, opposite, value), 0))
        columns = {variable, *condition.columns}
        return feasible(self.space, (*self.about(columns), *extra))


def _extremes(model: Model, query: Term, extra: tuple[Linear, ...] = ()) -> Bound:
    step = next((p.step for p in model.parts.get(query.variable, ()) if not p.missing), ONE)
    low = model.solve(query, extra=extra)
    high = model.solve(query, sense=-1, extra=extra)
    upper = None if _unlimited(model, query, high) else high.objective * step
    return Bound(low.objective * step, upper, witnesses=((model, low), (model, high)))


def _unlimited(model: Model, query: Term, solution: Solution) -> bool:
    """Whether a sum is as large as it is only because the model must stop somewhere."""
    table = model.sums.get(query.variable, {}) if query.variable else {}
    return any(solution.values[i] and any(part.high == UNLIMITED for part in cell) for cell, i in table.items())


def _ratio_at(model: Model, top: Term, among: Condition, m: int) -> Bound | None:
    row = {i: int(w) for i, w in model.row(Term(ONE, among)).items()}
    try:
        found = _extremes(model, top, (Linear(row, m, m),))
    except InfeasibleError:
        return None
    lower, upper = (None if end is None else end / m for end in (found.lower, found.upper))
    return Bound(lower, upper, witnesses=found.witnesses)


def _first(holds, low: int, high: int) -> int:  # type: ignore[no-untyped-def]
    """Return the first whole number from which a condition holds on, by bisection."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _last(holds, low: int, high: int) -> int:  # type: ignore[no-untyped-def]
    """Return the last whole number up to which a condition holds, by bisection."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low
