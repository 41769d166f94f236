"""Which published claims cannot hold together: conflicts of which every member is needed, and their repairs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ppks_study.evidence.bounds import Evidence
from ppks_study.evidence.claims import Claim
from ppks_study.evidence.counts import feasible
from ppks_study.evidence.granularity import attainable
from ppks_study.evidence.parts import Space
from ppks_study.evidence.statements import Statement, statements


@dataclass(frozen=True)
class Premise:
    """One fact: the claims that state it alike, and what they say about respondents.

    Attributes
    ----------
    name : str
        The fact's name, or the claim's.
    claims : tuple of str
        Ids of the claims.
    statements : tuple of Statement
        What holds if they are true.
    is_reading : bool
        Whether it rests on a reading of the text: a list taken as exhaustive, everybody taken to have answered.
    """

    name: str
    claims: tuple[str, ...]
    statements: tuple[Statement, ...]
    is_reading: bool


@dataclass(frozen=True)
class Conflict:
    """Premises that cannot hold together; without any one of them the others can."""

    premises: tuple[Premise, ...]
    repairs: tuple[Premise, ...]

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims in conflict."""
        return tuple(claim for premise in self.premises for claim in premise.claims)

    @property
    def readings(self) -> tuple[str, ...]:
        """The names of the readings that the conflict rests on."""
        return tuple(premise.name for premise in self.premises if premise.is_reading)


def premises(claims: Iterable[Claim], n_respondents: int) -> list[Premise]:
    """Return the facts that claims state about respondents, readings last.

    Claims state one fact when they say the same of the respondents: repetitions, and a share with the count that it
    comes from. A list of roles is a reading, because it is a limit only when it is taken as exhaustive.
    """
    grouped: dict[tuple[object, ...], list[Claim]] = {}
    for claim in claims:
        if statements(claim):
            reading = claim.strength == "reading" or claim.kind == "list"
            grouped.setdefault((reading, *_said(claim, n_respondents)), []).append(claim)
    made = [Premise(group[0].id, tuple(c.id for c in group), tuple(statements(group[0])), bool(key[0]))
            for key, group in grouped.items()]
    return sorted(made, key=lambda premise: premise.is_reading)


def _said(claim: Claim, n_respondents: int) -> tuple[object, ...]:
    """Return what a claim says: whom it counts and how many, where it is a count or a share of everybody."""
    if claim.kind == "count" and not claim.of and claim.ends[0] == claim.ends[1]:
        return str(claim.whom), int(claim.ends[0])
    if claim.kind == "share" and not claim.of:
        counts = attainable(claim.numerals[0], n_respondents, percent=True, rounding="printed_or_cut")
        if len(counts) == 1:
            return str(claim.whom), counts[0]
    return tuple((s.terms, s.low, s.high, s.low_closed, s.high_closed) for s in statements(claim))


class Checker:
    """Whether premises can hold together, each question answered once and only where it matters."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self._known: dict[frozenset[Statement], bool] = {}

    def holds(self, chosen: Sequence[Premise]) -> bool:
        """Whether some data set satisfies all the premises."""
        return all(self._group(group) for group in connected(chosen))

    def _group(self, group: Sequence[Premise]) -> bool:
        key = frozenset(statement for premise in group for statement in premise.statements)
        if key not in self._known:
            self._known[key] = feasible(self.space, sorted(key, key=str))
        return self._known[key]


def connected(chosen: Sequence[Premise]) -> list[list[Premise]]:
    """Return premises in groups that share no column: each group can be judged by itself."""
    groups: list[tuple[set[str], list[Premise]]] = []
    for premise in chosen:
        columns = {column for statement in premise.statements for column in statement.columns}
        touching = [group for group in groups if group[0] & columns]
        groups = [group for group in groups if not group[0] & columns]
        groups.append((columns.union(*(g[0] for g in touching)), [*(p for g in touching for p in g[1]), premise]))
    return [group for _, group in groups]


def minimal_conflict(chosen: Sequence[Premise], checker: Checker) -> tuple[Premise, ...]:
    """Return premises, of some that cannot hold together, of which each is needed for the conflict.

    The later a premise stands the sooner it is kept out, so that a conflict names readings only where it must.

    References
    ----------
    Junker (2004), QuickXplain: preferred explanations and relaxations for over-constrained problems, AAAI.
    """
    found = _explain([], list(chosen), checker, known=False)
    return tuple(premise for premise in chosen if premise in found)


def _explain(base: list[Premise], chosen: list[Premise], checker: Checker, *, known: bool) -> list[Premise]:
    """Return what of some premises is needed to contradict a base; `known` if the base may already do so."""
    if known and not checker.holds(base):
        return []
    if len(chosen) == 1:
        return chosen
    first, second = chosen[:len(chosen) // 2], chosen[len(chosen) // 2:]
    late = _explain([*base, *first], second, checker, known=True)
    early = _explain([*base, *late], first, checker, known=bool(late))
    return [*early, *late]


def conflicts(chosen: Sequence[Premise], checker: Checker) -> list[Conflict]:
    """Return disjoint conflicts, until what is left can hold together.

    After each conflict all its members are put aside, so that no premise is blamed twice.
    """
    found = []
    for group in connected(chosen):
        inside = list(group)
        while not checker.holds(inside):
            members = minimal_conflict(inside, checker)
            others = [premise for premise in inside if premise not in members]
            repairs = tuple(m for m in members
                            if checker.holds([*others, *(o for o in members if o is not m)]))
            found.append(Conflict(members, repairs or members))
            inside = others
    return found


def consistent_part(sound: Sequence[Premise], others: Sequence[Premise], checker: Checker) -> list[Premise]:
    """Return premises that hold together, and as many of some others as can be added, the first ones first."""
    kept = list(sound)
    for premise in others:
        if checker.holds([*kept, premise]):
            kept.append(premise)
    return kept


def evidence_of(space: Space, chosen: Iterable[Premise]) -> Evidence:
    """Return premises as evidence for bounds."""
    return Evidence(space, tuple(statement for premise in chosen for statement in premise.statements))
