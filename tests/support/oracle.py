"""A second opinion on published claims, written from their definition; it shares no code with the package.

What a claim says is written once, as comparisons of counts and sums. `Surveys` reads them as columns of every
possible survey of a few people, and `z3_satisfiable` as unknown whole numbers of any many.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import combinations, product
from math import ceil, floor
from typing import Any

import numpy as np
import z3

from claimcheck.claims import Claim

WHOLE_UNITS = {"people", "idr_per_month", "idr", "families", "items", "points", "programmes"}
ALL = {"all", "everybody", "semua", "seluruh", "seluruhnya"}
MOST = {"most", "majority", "mayoritas", "sebagian besar", "sebagian lebih"}
FEW = {"few", "minority", "sebagian kecil"}
NONE = {"none", "tidak ada", "belum ada"}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}
Answer = str | Fraction | None
Comparison = tuple[str, str, tuple[str, ...]]


@dataclass(frozen=True)
class Holds:
    """What a column can hold: choices; or, without them, whole multiples of a step from low to high."""

    choices: tuple[str, ...] = ()
    step: Fraction = Fraction(1)
    low: Fraction = Fraction(0)
    high: Fraction | None = None


@dataclass(frozen=True)
class Answers:
    """Answers of one column that no claim tells apart: a choice, the numbers from low to high, or none."""

    choice: str | None = None
    low: int | None = None
    high: int | None = None
    step: Fraction = Fraction(1)

    @property
    def example(self) -> Answer:
        return self.choice if self.low is None else self.low * self.step


@cache
def comparisons(condition: str) -> list[Comparison]:
    found = []
    for part in filter(None, (p.strip() for p in condition.split("&"))):
        column, op, values = re.fullmatch(r"(\w+)\s*(!=|<=|>=|=|<|>| in )\s*(.+)", part).groups()
        found.append((column, op.strip(), tuple(v.strip() for v in values.split("|"))))
    return found


@cache
def as_number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"-?\d+(\.\d+|/\d+)?", text) else None


def meets(answers: Mapping[str, Answer], condition: str) -> bool:
    return all(_agrees(answers[column], op, values) for column, op, values in comparisons(condition))


def _agrees(answer: Answer, op: str, values: Sequence[str]) -> bool:
    if answer is None:
        return False
    wanted: list[Any] = list(values) if isinstance(answer, str) else [as_number(v) for v in values]
    return answer in wanted if op == "in" else COMPARE[op](answer, wanted[0])


def printed(claim: Claim) -> list[tuple[int, int]]:
    """Return each printed number as a whole number and its power of ten: 75,55 is (7555, 100)."""
    text = re.sub(r"(?<=[.,]) +(?=\d)", "", claim.published)
    return [_number(token.rstrip(".,"), claim.unit in WHOLE_UNITS) for token in re.findall(r"\d[\d.,]*", text)]


def _number(token: str, is_whole: bool) -> tuple[int, int]:
    if is_whole and re.fullmatch(r"\d{1,3}([.,]\d{3})+", token):
        return int(re.sub(r"[.,]", "", token)), 1
    *head, tail = re.split(r"[.,]", token)
    return (int("".join(head) + tail), 10 ** len(tail)) if head else (int(tail), 1)


def truths(claim: Claim, count: Callable[..., Any], total: Callable[[str, str], tuple[Any, Fraction]]) -> list[Any]:
    """Return comparisons that all hold just when the claim is true.

    Parameters
    ----------
    count : callable
        The number of respondents who meet a condition.
    total : callable
        The sum of a column over those who meet a condition and answered, in steps; and the step.
    """
    whom = " & ".join(filter(None, (claim.condition, claim.of)))
    has = _having(whom, claim.variable)
    if claim.kind == "verbal":
        return _verbal(claim, count(whom), count(claim.of)) if whom else []
    if claim.kind == "list":
        return [count(whom) == count(claim.of)] if whom else []
    if claim.kind not in ("count", "share", "mean", "minimum", "maximum", "range", "band", "amount"):
        return []
    numbers = printed(claim)
    low, high = (Fraction(*numbers[0]), Fraction(*numbers[-1]))
    if claim.kind == "count":
        return [ceil(low) <= count(whom), count(whom) <= floor(high)] if whom else []
    if claim.kind == "share":
        return _share(count(whom), count(claim.of), *numbers[0])
    if not claim.variable:
        return []
    if claim.kind == "mean":
        stated = [count(has(">=0")) == int(claim.n)] if claim.n else []
        return stated + _mean(*total(claim.variable, has(">=0")), count(has(">=0")), *numbers[0])
    return _span(claim.kind, count, has, whom, low, high)


def _having(whom: str, variable: str) -> Callable[[str], str]:
    return lambda comparison: " & ".join(filter(None, (whom, f"{variable}{comparison}")))


def _verbal(claim: Claim, part: Any, whole: Any) -> list[Any]:
    word = claim.published.strip().lower()
    says = [(ALL, part == whole), (NONE, part == 0), (MOST, 2 * part > whole), (FEW, 2 * part < whole)]
    return [truth for words, truth in says if word in words]


def _share(part: Any, whole: Any, digits: int, ten: int) -> list[Any]:
    """Less than one unit in the last place away, of a group that is not empty."""
    off = 100 * ten * part - digits * whole
    return [whole > 0, off < whole, off > -whole]


def _mean(steps: Any, step: Fraction, answered: Any, digits: int, ten: int) -> list[Any]:
    """Less than one unit in the last place away, of a group that is not empty."""
    off = ten * step.numerator * steps - digits * step.denominator * answered
    return [answered > 0, off < step.denominator * answered, off > -step.denominator * answered]


def _span(kind: str, count: Callable[..., Any], has: Callable[[str], str], whom: str, low: Fraction,
          high: Fraction) -> list[Any]:
    if kind == "amount":
        return [count(whom) == count(has(f"={low}"))] if whom else []
    if kind == "minimum":
        return [count(has(f"<{low}")) == 0, count(has(f"={low}")) > 0]
    if kind == "maximum":
        return [count(has(f">{low}")) == 0, count(has(f"={low}")) > 0]
    return [count(has(f"<{low}")) == 0, count(has(f">{high}")) == 0]


def partitions(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    """Return the partitions that have parts to add up: one claim for each distinct condition."""
    found: dict[str, dict[str, Claim]] = {}
    for claim in claims:
        if claim.partition and claim.condition and claim.kind in ("count", "share"):
            found.setdefault(claim.partition, {}).setdefault(claim.condition, claim)
    return {name: list(parts.values()) for name, parts in found.items() if len(parts) > 1}


def wholes(parts: Sequence[Claim], count: Callable[..., Any]) -> list[Any]:
    """Return the comparison that holds when parts make the whole."""
    conditions = [" & ".join(filter(None, (part.condition, part.of))) for part in parts]
    return [sum(count(condition) for condition in conditions) == count(parts[0].of)]


def alike(claims: Iterable[Claim], columns: Mapping[str, Holds] | None = None) -> dict[str, list[Answers]]:
    """Return, per column that claims name, the answers that they tell apart, no answer last."""
    named: dict[str, set[str]] = {}
    for claim in claims:
        for column, _, values in comparisons(f"{claim.condition} & {claim.of}"):
            named.setdefault(column, set()).update(values)
        if claim.variable:
            numbers = [str(Fraction(*n)) for n in printed(claim)] if claim.kind != "mean" else []
            named.setdefault(claim.variable, set()).update(["0", *numbers])
    known = columns or {}
    return {c: [*_apart(known.get(c) or _inferred(values), values), Answers()] for c, values in sorted(named.items())}


def _inferred(values: Iterable[str]) -> Holds:
    return Holds() if all(as_number(v) is not None for v in values) else Holds((*sorted(values), "(other)"))


def _apart(holds: Holds, values: Iterable[str]) -> list[Answers]:
    if holds.choices:
        rest = [c for c in holds.choices if c not in set(values)]
        return [Answers(choice) for choice in holds.choices if choice not in rest[1:]]
    first = ceil(holds.low / holds.step)
    last = None if holds.high is None else floor(holds.high / holds.step)
    units = [as_number(v) / holds.step for v in values]
    cuts = {cut for u in units for cut in (ceil(u), floor(u) + 1) if first < cut and (last is None or cut <= last)}
    starts = [first, *sorted(cuts)]
    ends = [*(start - 1 for start in starts[1:]), last]
    return [Answers(low=a, high=b, step=holds.step) for a, b in zip(starts, ends, strict=True)]


class Surveys:
    """Every survey of n people in a few columns: how many give each combination of answers.

    Parameters
    ----------
    columns : mapping of str to sequence
        The answers that each column can hold, without the missing one.
    n : int
        Respondents, up to 6 or 7.
    """

    def __init__(self, columns: Mapping[str, Sequence[Answer]], n: int) -> None:
        self.types = [dict(zip(columns, row, strict=True)) for row in product(*((*c, None) for c in columns.values()))]
        self.tables = _tables(len(self.types), n)
        self._counts: dict[str, Any] = {}

    def count(self, condition: str) -> Any:
        if condition not in self._counts:
            self._counts[condition] = self.tables[:, self._chosen(condition)].sum(axis=1)
        return self._counts[condition]

    def total(self, variable: str, condition: str) -> tuple[Any, Fraction]:
        chosen = self._chosen(condition)
        return self.tables[:, chosen] @ np.array([int(self.types[i][variable]) for i in chosen], int), Fraction(1)

    def _chosen(self, condition: str) -> list[int]:
        return [i for i, answers in enumerate(self.types) if meets(answers, condition)]

    def allowed(self, claim: Claim, others: Iterable[Claim], rules: Iterable[Sequence[Claim]]) -> Any:
        """Return what a count or a share is in every survey that makes others true and the parts of rules a whole."""
        said = [truth for other in others for truth in truths(other, self.count, self.total)]
        said += [truth for parts in rules for truth in wholes(parts, self.count)]
        part, whole = self.count(" & ".join(filter(None, (claim.condition, claim.of)))), self.count(claim.of)
        true = np.logical_and.reduce([whole > 0 if claim.kind == "share" else whole >= 0, *said])
        return 100 * part[true] / whole[true] if claim.kind == "share" else part[true]

    def satisfied(self, claims: Sequence[Claim]) -> set[frozenset[str]]:
        """Return which claims each survey makes true, by id, and which partitions, by name."""
        held = {c.id: truths(c, self.count, self.total) for c in claims}
        held |= {name: wholes(parts, self.count) for name, parts in partitions(claims).items()}
        everywhere = np.ones(len(self.tables), bool)
        codes = sum(np.logical_and.reduce([everywhere, *said]) * 2**i for i, said in enumerate(held.values()))
        return {frozenset(name for i, name in enumerate(held) if code >> i & 1) for code in np.unique(codes).tolist()}


@lru_cache(maxsize=32)
def _tables(n_types: int, n: int) -> np.ndarray:
    """Return every way to share n people out among answer types: shape (n_ways, n_types)."""
    bars = np.array(list(combinations(range(n + n_types - 1), n_types - 1)), int).reshape(-1, n_types - 1)
    edge = np.full((len(bars), 1), -1), np.full((len(bars), 1), n + n_types - 1)
    return np.diff(np.hstack([edge[0], bars, edge[1]]), axis=1) - 1


def satisfiable(chosen: Iterable[str], satisfied: Iterable[frozenset[str]]) -> bool:
    """Whether some survey makes all the chosen claims true."""
    wanted = set(chosen)
    return any(wanted <= held for held in satisfied)


def smallest_conflicts(facts: Sequence[str], rules: Sequence[str],
                       satisfied: set[frozenset[str]]) -> list[frozenset[str]]:
    """Return all smallest sets of facts that no survey makes true, given rules that always hold."""
    return _smallest(facts, lambda chosen: not satisfiable({*chosen, *rules}, satisfied))


def smallest_repairs(facts: Sequence[str], rules: Sequence[str],
                     satisfied: set[frozenset[str]]) -> list[frozenset[str]]:
    """Return all smallest sets of facts without which some survey makes the others true."""
    return _smallest(facts, lambda given_up: satisfiable({*facts, *rules} - {*given_up}, satisfied))


def _smallest(facts: Sequence[str], wanted: Callable[[tuple[str, ...]], bool]) -> list[frozenset[str]]:
    for size in range(len(facts) + 1):
        if found := [frozenset(chosen) for chosen in combinations(facts, size) if wanted(chosen)]:
            return found
    return []


def z3_satisfiable(claims: Sequence[Claim], n: int, *, columns: Mapping[str, Holds] | None = None,
                   rules: Sequence[Sequence[Claim]] = ()) -> bool:
    """Whether some survey of n people makes all claims true, and the parts of each rule make their whole."""
    every = [*claims, *(part for parts in rules for part in parts)]
    table = _Table(alike(every, columns), {c.variable for c in claims if c.kind == "mean"}, n)
    for claim in claims:
        table.solver.add(*truths(claim, table.count, table.total))
    for parts in rules:
        table.solver.add(*wholes(parts, table.count))
    answer = table.solver.check()
    assert answer != z3.unknown
    return answer == z3.sat


class _Table:
    """The full cross-table of all columns: an unknown count of each cell, and unknown sums within it."""

    def __init__(self, columns: Mapping[str, list[Answers]], summed: set[str], n: int) -> None:
        self.solver = z3.SimpleSolver()
        self.cells = [dict(zip(columns, cell, strict=True)) for cell in product(*columns.values())]
        self.examples = [{column: a.example for column, a in cell.items()} for cell in self.cells]
        self.people = [z3.Int(f"n{i}") for i in range(len(self.cells))]
        self.solver.add(*(people >= 0 for people in self.people), z3.Sum(self.people) == n)
        self.sums = {name: [self._sum(name, i) for i in range(len(self.cells))] for name in sorted(summed)}
        self._named: dict[str, Any] = {}

    def _sum(self, variable: str, i: int) -> Any:
        """Return a cell's unknown sum: its people times numbers between the lowest and the highest there."""
        answers, people = self.cells[i][variable], self.people[i]
        if answers.low is None:
            return None
        found = z3.Int(f"{variable}{i}")
        most = z3.Implies(people == 0, found == 0) if answers.high is None else found <= answers.high * people
        self.solver.add(found >= answers.low * people, most)
        return found

    def count(self, condition: str) -> Any:
        return self._name(f"count of {condition}", self._chosen(condition), self.people)

    def total(self, variable: str, condition: str) -> tuple[Any, Fraction]:
        chosen = self._chosen(condition)
        return (self._name(f"{variable} of {condition}", chosen, self.sums[variable]),
                next((self.cells[i][variable].step for i in chosen), Fraction(1)))

    def _name(self, name: str, chosen: Sequence[int], unknowns: Sequence[Any]) -> Any:
        """Return an unknown that equals a sum of others, the same one each time it is asked for."""
        if name not in self._named:
            self._named[name] = z3.Int(name)
            self.solver.add(self._named[name] == z3.Sum([z3.IntVal(0), *(unknowns[i] for i in chosen)]))
        return self._named[name]

    def _chosen(self, condition: str) -> list[int]:
        return [i for i, example in enumerate(self.examples) if meets(example, condition)]
