"""What is withheld of everything that is published of a survey: decided for all of it together."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from claimcheck.conditions import Atom, Condition, parse
from surveystats.disclosure.magnitudes import SUMMED, Valued, of_few, untellable
from surveystats.disclosure.respondents import (
    COUNTED,
    VALUED,
    Respondents,
    RowCounts,
    canonical,
    few,
    row_counts,
)
from surveystats.disclosure.suppression import Closed, Counts, withhold

#: Kinds of number that tell the share of an item's lowest or best answer.
ENDS = ("at_floor", "at_ceiling")
#: Kinds of number of a single item, told of those who answered every item.
OF_ITEM = ("item_mean", "item_sd", "difficulty")
#: Kinds of number of a comparison, told of the groups that are large enough.
COMPARED = ("effect", "statistic", "p", "p_adjusted")
#: Kinds of number that are told of a group only together with its mean.
SPREAD = ("sd", "median", "lower_quartile", "upper_quartile")
#: A value of a group: its kind, the group, the variable.
Value = tuple[str, Condition, str]
Record = Mapping[Any, Any]


@dataclass(frozen=True)
class Report:
    """How many numbers the sections of a survey tell and withhold.

    Attributes
    ----------
    numbers : int
        Different numbers, by their keys.
    primary : int
        Withheld because they are about few people.
    secondary : int
        Withheld so that those cannot be worked out.
    """

    numbers: int = 0
    primary: int = 0
    secondary: int = 0

    @property
    def withheld(self) -> int:
        """How many are withheld."""
        return self.primary + self.secondary

    @classmethod
    def of(cls, states: Iterable[tuple[str, str]]) -> "Report":
        """Return how many different numbers are told and withheld.

        Parameters
        ----------
        states : iterable of (key, state)
            Of each number its key, and what becomes of it: ``told``, ``few`` (withheld because it
            is about few people) or ``beside`` (withheld beside them).
        """
        last = list(dict(states).values())
        return cls(len(last), last.count("few"), last.count("beside"))


def _two_places(kind: str, unit: str) -> int:
    """Return the digits of a number when nothing else is said."""
    return 2


@dataclass(frozen=True)
class Plan:
    """What is withheld.

    Attributes
    ----------
    people : Respondents
        The respondents.
    fewest : int
        A number of fewer people, at least one, is withheld.
    counts : Counts
        All counts told or withheld so far.
    closed : Closed
        Which of them are withheld.
    values : mapping of Value to Valued
        All means, totals and extremes told or withheld so far.
    untold : frozenset of Value
        Which of them are withheld.
    report : Report
        How many numbers of the sections that it was made of are told and withheld.
    places : callable
        ``places(kind, unit)``: how many digits after the decimal point a number is shown with.
    """

    people: Respondents
    fewest: int
    counts: Counts = field(default_factory=Counts)
    closed: Closed = field(default_factory=Closed)
    values: Mapping[Value, Valued] = field(default_factory=dict)
    untold: frozenset[Value] = frozenset()
    report: Report = Report()
    places: Callable[[str, str], int] = _two_places

    def with_new(self, rows: Iterable[Record]) -> "Plan":
        """Return the plan for rows of which some may not be in it.

        Parameters
        ----------
        rows : iterable of mapping
            Rows of an estimate frame.
        """
        new = [row for row in rows if self._is_new(row)]
        return self.with_rows(new) if new else self

    def _is_new(self, row: Record) -> bool:
        stated = row_counts(row, self.people)
        if stated is None:
            return False
        if any(canonical(c) not in self.counts.true for c in stated.all):
            return True
        return row["kind"] in VALUED and pd.notna(row["value"]) and _named(row) not in self.values

    def with_rows(self, rows: Iterable[Record]) -> "Plan":
        """Return the plan for more rows; what is told stays told, what is withheld stays withheld.

        Parameters
        ----------
        rows : iterable of mapping
            Rows of an estimate frame: ``kind``, ``condition``, ``of``, ``variable``, ``unit``,
            ``value``, ``n``, ``missing``.
        """
        stated = []
        values = dict(self.values)
        for row in rows:
            counts_of_row = row_counts(row, self.people)
            if counts_of_row is not None:
                stated.append(counts_of_row)
                value = self._valued(row)
                if value is not None:
                    values[_named(row)] = value
        told = frozenset(self.counts.true) - self.closed.all
        counts = replace(self.counts, firm=told) | Counts.of(stated, self.people, self.fewest)
        untold = self._untold(values)
        published = [value for name, value in values.items() if name not in untold]
        closed = withhold(counts, self.people, self.fewest, self.closed.all, published)
        untold |= {name for name in values if name[2] in closed.silent}
        primary = closed.primary - self.closed.secondary
        secondary = (closed.secondary | self.closed.secondary) - primary
        closed = replace(closed, primary=primary, secondary=secondary)
        return replace(self, counts=counts, closed=closed, values=values, untold=frozenset(untold))

    def _valued(self, row: Record) -> Valued | None:
        """Return a mean, total or extreme as told; a weighted mean as if it told the plain one."""
        kind, variable = str(row["kind"]), str(row["variable"])
        if kind not in VALUED or pd.isna(row["value"]) or variable in self.people.choices:
            return None
        group, digits = canonical(_group(row)), self.places(kind, row["unit"])
        who = self.people.with_answer(group, variable)
        n, number = int(who.sum()), row["value"]
        if kind in SUMMED:
            number = self.people.total(variable, who) / (max(n, 1) if kind == "mean" else 1)
        shown = Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        return Valued(kind, variable, group, n, Fraction(str(float(shown))),
                      Fraction(1, 2 * 10**digits), self.fewest)

    def _untold(self, values: Mapping[Value, Valued]) -> set[Value]:
        """Return the values of few people, and means that with others would tell of few."""
        untold = set(self.untold)
        sums: dict[str, list[Value]] = {}
        for name, value in values.items():
            if of_few(value.kind, value.n, self.fewest):
                untold.add(name)
            if value.kind in SUMMED:
                sums.setdefault(value.variable, []).append(name)
        for variable, names in sums.items():
            groups = list(dict.fromkeys(group for _, group, _ in names))
            firm = set()
            for name in names:
                if name in self.values and name not in self.untold:
                    firm.add(groups.index(name[1]))
            who = [self.people.with_answer(group, variable) for group in groups]
            secret = {groups[i] for i in untellable(who, self.fewest, firm)}
            untold.update(name for name in names if name[1] in secret)
        return untold

    def hides(self, row: Record) -> tuple[bool, bool]:
        """Return whether a row's value is withheld, and whether its sizes are (then the value too).

        Parameters
        ----------
        row : mapping
            A row of an estimate frame, as in `with_rows`; of an item also ``item``, its column.
        """
        stated, left = row_counts(row, self.people), self._leaves_few(row)
        if row["kind"] in ENDS:
            return left or self._hides_end(row), left
        if stated is None or not stated.all:
            return left or self._few(row), left
        sizes = self._secret((*stated.sizes, *stated.whole))
        small = any(self._counts_few(c) for c in (*stated.sizes, *stated.whole))
        return small or sizes or self._hides_value(row, stated), sizes

    def _counts_few(self, condition: Condition) -> bool:
        return few(self.people.count(condition), self.fewest)

    def _leaves_few(self, row: Record) -> bool:
        """Whether a row's n leaves few of those who answered: the n of a comparison, or of an item
        among respondents who answered every item."""
        if row["kind"] not in (*ENDS, *OF_ITEM, *COMPARED) or pd.isna(row["n"]):
            return False
        if row["kind"] in COMPARED:
            return few(self.people.size - int(row["n"]) - int(row["missing"]), self.fewest)
        item = str(row.get("item", ""))
        if item not in self.people.data:
            return False
        known = self.people.with_answer(_group(row), item)
        return few(int(known.sum()) - int(row["n"]), self.fewest)

    def _few(self, row: Record) -> bool:
        """Whether a row that states no count of the data has a value or n of few people."""
        kind, unit, known = row["kind"], row["unit"], pd.notna(row.get("n"))
        if kind != "stated" and known and few(int(row["n"]), self.fewest):
            return True
        if pd.isna(row["value"]) or kind not in (*COUNTED, *ENDS, "stated"):
            return False
        if unit == "people":
            return few(round(float(row["value"])), self.fewest)
        if unit != "percent" or kind == "stated" or not known:
            return False
        n = int(row["n"])
        count = round(float(row["value"]) * n / 100)
        return few(count, self.fewest) or few(n - count, self.fewest)

    def _hides_end(self, row: Record) -> bool:
        """Whether the share of an item's best or lowest answer is withheld: where its count is."""
        item = str(row.get("item", ""))
        percents = self.people.percents.get(item)
        if not percents or self._few(row):
            return self._few(row)
        ceiling = row["kind"] == "at_ceiling"
        end = max(percents.values()) if ceiling else min(percents.values())
        text = str(Fraction(end).limit_denominator(1000))
        at = Condition((Atom(item, "=", (text,)),))
        beyond = Condition((Atom(item, ">=" if ceiling else "<=", (text,)),))
        among = 0
        if pd.notna(row["value"]):
            among = round(float(row["value"]) * int(row["n"]) / 100)
        group = canonical(_group(row) & at)
        if self._secret((at, beyond, group)):
            return True
        return few(self.people.count(group) - among, self.fewest)

    def _hides_value(self, row: Record, stated: RowCounts) -> bool:
        if row["kind"] in COUNTED:
            return self._secret(stated.counts)
        if row["kind"] in VALUED:
            return _named(row) in self.untold
        _, group, variable = _named(row)
        return row["kind"] in SPREAD and any((kind, group, variable) in self.untold
                                             for kind in SUMMED)

    def _secret(self, conditions: Iterable[Condition]) -> bool:
        return any(canonical(c) in self.closed.all for c in conditions)

    def is_primary(self, row: Record) -> bool:
        """Whether a withheld row itself is about few people.

        Parameters
        ----------
        row : mapping
            A row of an estimate frame that `hides` withholds.
        """
        stated = row_counts(row, self.people)
        if stated is None or not stated.all or any(self._counts_few(c) for c in stated.all):
            return True
        value = self.values.get(_named(row))
        return value is not None and of_few(value.kind, value.n, self.fewest)


def _named(row: Record) -> Value:
    return str(row["kind"]), canonical(_group(row)), str(row["variable"])


def _group(row: Record) -> Condition:
    return parse(str(row["condition"])) & parse(str(row["of"]))
