"""What is withheld of everything that a survey's sections publish: decided once, for all of them together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from claimcheck.conditions import Atom, Condition, parse
from surveystats.disclosure.magnitudes import SUMMED, Valued, alone, masks, untellable
from surveystats.disclosure.respondents import COUNTED, VALUED, Respondents, Told, canonical, told
from surveystats.disclosure.secondary import Counts, withhold
from surveystats.disclosure.suppression import Closed, few

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
        """Return the numbers of keys and what becomes of each: ``told``, ``few`` or ``beside``."""
        found: Mapping[str, str] = dict(states)
        counted = list(found.values())
        return cls(len(counted), counted.count("few"), counted.count("beside"))


def _two_places(kind: str, unit: str) -> int:
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
        """Return the plan for rows of which some may not be in it."""
        known = set(self.counts.true)
        new = [row for row in rows for said in [told(row, self.people)] if said is not None and not (
            {canonical(c) for c in said.all} <= known
            and (row["kind"] not in VALUED or pd.isna(row["value"]) or _named(row) in self.values))]
        return self.with_rows(new) if new else self

    def with_rows(self, rows: Iterable[Record]) -> "Plan":
        """Return the plan for more rows; what this one tells stays told, and what it withholds stays withheld."""
        records = [(row, said) for row in rows for said in [told(row, self.people)] if said is not None]
        new = Counts.of([said for _, said in records], self.people, self.fewest)
        counts = replace(self.counts, firm=frozenset(self.counts.true) - self.closed.all) | new
        values = {**self.values, **{name: value for row, _ in records for name, value in self._valued(row)}}
        untold = self._untold(values)
        closed = withhold(counts, self.people, self.fewest, self.closed.all,
                          [value for name, value in values.items() if name not in untold])
        untold |= {name for name in values if name[2] in closed.silent}
        primary = closed.primary - self.closed.secondary
        closed = replace(closed, primary=primary, secondary=(closed.secondary | self.closed.secondary) - primary)
        return replace(self, counts=counts, closed=closed, values=values, untold=frozenset(untold))

    def _valued(self, row: Record) -> Iterable[tuple[Value, Valued]]:
        """Yield a mean, total or extreme as told; a weighted mean as if it told the plain one too."""
        variable = str(row["variable"])
        if row["kind"] not in VALUED or pd.isna(row["value"]) or variable in self.people.choices:
            return
        group, digits = canonical(_group(row)), self.places(row["kind"], row["unit"])
        who = masks(self.people, [(group, variable)])[0]
        n, plain = int(who.sum()), self.people.total(variable, who)
        found = {"mean": plain / max(n, 1), "total": plain}.get(str(row["kind"]), row["value"])
        value = _rounded(float(found), digits)
        yield _named(row), Valued(row["kind"], variable, group, n, value, Fraction(1, 2 * 10**digits), self.fewest)

    def _untold(self, values: Mapping[Value, Valued]) -> set[Value]:
        """Return the values of few people, and means that with others would tell of few."""
        found = {name for name, value in values.items() if alone(value.kind, value.n, self.fewest)} | set(self.untold)
        for variable in dict.fromkeys(name[2] for name in values):
            names = [name for name in values if name[2] == variable and name[0] in SUMMED]
            groups = list(dict.fromkeys(name[1] for name in names))
            firm = {groups.index(name[1]) for name in names if name in self.values and name not in self.untold}
            secret = {groups[i] for i in untellable(masks(self.people, [(g, variable) for g in groups]), self.fewest,
                                                    firm)} if groups else set()
            found |= {name for name in names if name[1] in secret}
        return found

    def hides(self, row: Record) -> tuple[bool, bool]:
        """Return whether a row's value is withheld, and whether its sizes are; with these the value is too."""
        said, left = told(row, self.people), self._leaves_few(row)
        if row["kind"] in ENDS:
            return left or self._hides_end(row), left
        if said is None or not said.all:
            return left or self._few(row), left
        sizes = self._secret(said.sizes) or self._secret(said.whole)
        small = any(few(self.people.count(c), self.fewest) for c in (*said.sizes, *said.whole))
        return small or sizes or self._hides_value(row, said), sizes

    def _leaves_few(self, row: Record) -> bool:
        """Whether the n of a comparison, or of an item among whole answers, leaves few of those who answered."""
        if row["kind"] not in (*ENDS, *OF_ITEM, *COMPARED) or pd.isna(row["n"]):
            return False
        if row["kind"] in COMPARED:
            return few(self.people.size - int(row["n"]) - int(row["missing"]), self.fewest)
        item = _item(row)
        if item not in self.people.data:
            return False
        known = self.people.meet(_group(row)) & (self.people.coded(item)[0] >= 0)
        return few(int(known.sum()) - int(row["n"]), self.fewest)

    def _few(self, row: Record) -> bool:
        """Whether a row that states no count of the data is about few people by its own value and n."""
        if row["kind"] != "stated" and pd.notna(row.get("n")) and few(int(row["n"]), self.fewest):
            return True
        if pd.isna(row["value"]) or row["unit"] not in ("people", "percent") or row["kind"] not in (*COUNTED, *ENDS,
                                                                                                   "stated"):
            return False
        if row["unit"] == "people":
            return few(round(float(row["value"])), self.fewest)
        if row["kind"] == "stated" or pd.isna(row.get("n")):
            return False
        count, n = round(float(row["value"]) * int(row["n"]) / 100), int(row["n"])
        return few(count, self.fewest) or few(n - count, self.fewest) or few(n, self.fewest)

    def _hides_end(self, row: Record) -> bool:
        """Whether the share of an item's best or lowest answer is withheld: it is, where its count is."""
        item = _item(row)
        percents = self.people.percents.get(item, {})
        if not percents or self._few(row):
            return self._few(row)
        end = Fraction((max if row["kind"] == "at_ceiling" else min)(percents.values())).limit_denominator(1000)
        beyond = ">=" if row["kind"] == "at_ceiling" else "<="
        same = [Condition((Atom(item, op, (str(end),)),)) for op in ("=", beyond)]
        among: int = round(float(row["value"]) * int(row["n"]) / 100) if pd.notna(row["value"]) else 0
        group = canonical(_group(row) & same[0])
        return self._secret([*same, group]) or few(self.people.count(group) - among, self.fewest)

    def _hides_value(self, row: Record, said: Told) -> bool:
        if row["kind"] in COUNTED:
            return self._secret(said.counts)
        if row["kind"] in VALUED:
            return _named(row) in self.untold
        _, group, variable = _named(row)
        return row["kind"] in SPREAD and any((kind, group, variable) in self.untold for kind in SUMMED)

    def _secret(self, conditions: Sequence[Condition]) -> bool:
        return any(canonical(c) in self.closed.all for c in conditions)

    def is_primary(self, row: Record) -> bool:
        """Whether a withheld row itself is about few people."""
        said = told(row, self.people)
        sizes = () if said is None else said.all
        value = self.values.get(_named(row)) if said else None
        return (said is None or not sizes or any(few(self.people.count(c), self.fewest) for c in sizes)
                or (value is not None and alone(value.kind, value.n, self.fewest)))


def _rounded(number: float, digits: int) -> Fraction:
    """Return a number at so many digits after the decimal point; halves go up."""
    return Fraction(Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def _item(row: Record) -> str:
    """Return the item that a row is about: the first word of its label."""
    return next(iter(str(row.get("label_id", "")).split()), "")


def _named(row: Record) -> Value:
    return str(row["kind"]), canonical(_group(row)), str(row["variable"])


def _group(row: Record) -> Condition:
    return parse(str(row["condition"])) & parse(str(row["of"]))
