"""By which rule a paper rounds its shares: found from partitions, of which the parts make the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import ORDINARY_RULES, attainable, exact
from ppks_study.evidence.reasons import reason

#: The largest group of which it is asked whether a share would fit it.
MOST_PEOPLE = 200


@dataclass(frozen=True)
class Habit:
    """A rule, and the shares that it explains.

    Attributes
    ----------
    rule : str
        How a share is rounded.
    completed : bool
        Whether the last share of a group is the rest to 100 in place of being rounded itself.
    claims : tuple of str
        Ids of the shares explained, each in a group that is explained whole.
    of : int
        How many shares there are.
    """

    rule: str
    completed: bool
    claims: tuple[str, ...]
    of: int

    def as_dict(self) -> dict[str, object]:
        """Return the habit's row of the report."""
        name = f"{self.rule}, the last as the rest to 100" if self.completed else self.rule
        return {"rule": name, "rounding": self.rule, "complement": self.completed, "claims": list(self.claims),
                "explains_all": len(self.claims) == self.of,
                "reason": reason("habit", some=len(self.claims), all=self.of)}


def habits(claims: Iterable[Claim], n_respondents: int) -> list[Habit]:
    """Return the rules that explain shares, those that explain most first; a single rule before a joint one.

    A share is explained in its group: there are whole numbers of people that make the whole of the group, each printed
    so under the rule. Shares that no rule explains (`impossible`) are set aside.
    """
    found = [(rule, completed, _explained(groups(claims, n_respondents), rule, completed))
             for completed in (False, True) for rule in ORDINARY_RULES]
    every = {claim for _, _, ids in found for claim in ids}
    made = [Habit(rule, completed, ids, len(every)) for rule, completed, ids in found if ids]
    return sorted(made, key=lambda habit: -len(habit.claims))


def groups(claims: Iterable[Claim], n_respondents: int) -> list[tuple[int, list[Claim]]]:
    """Return the printed shares of known groups: those of one partition together, any other by itself."""
    found: dict[tuple[str, str], dict[str, Claim]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for claim in claims:
        n = int(claim.n) if claim.n else 0 if claim.of else n_respondents
        if claim.kind == "share" and claim.condition and n and claim.unit in ("percent", ""):
            key = (claim.partition or claim.id, str(claim.among))
            found.setdefault(key, {}).setdefault(str(claim.whom), claim)
            sizes[key] = n
    return [(sizes[key], list(shares.values())) for key, shares in found.items()]


def _explained(grouped: Iterable[tuple[int, Sequence[Claim]]], rule: str, completed: bool) -> tuple[str, ...]:
    return tuple(claim.id for n, shares in grouped if _explains(n, shares, rule, completed) for claim in shares)


def _explains(n: int, shares: Sequence[Claim], rule: str, completed: bool) -> bool:
    """Whether whole numbers of people, together everybody where shares make the whole, are printed so."""
    rounded = shares[:-1] if completed and len(shares) > 1 else shares
    options = [attainable(claim.numerals[0], n, percent=True, rounding=rule) for claim in rounded]
    if not all(options) or not _makes_whole(shares):
        return all(options)
    if rounded is shares:
        return any(sum(counts) == n for counts in product(*options))
    return _total(shares) == 100 and any(sum(counts) <= n for counts in product(*options))


def _total(shares: Iterable[Claim]) -> Fraction:
    return sum((exact(claim.numerals[0])[0] for claim in shares), Fraction(0))


def _makes_whole(shares: Sequence[Claim]) -> bool:
    """Whether shares are all of a group: rounding alone keeps them from 100."""
    unit = max(Fraction(1, 10 ** exact(claim.numerals[0])[1]) for claim in shares)
    return len(shares) > 1 and abs(_total(shares) - 100) < unit * len(shares)


def completed_units(claims: Iterable[Claim], n_respondents: int) -> dict[str, int]:
    """Return, per share, how many units of its last digit it can be away as the rest of its group to 100."""
    return {claim.id: max(1, len(shares) - 1) if _total(shares) == 100 else 1
            for _, shares in groups(claims, n_respondents) for claim in shares}


def fitting_sizes(claim: Claim, n_respondents: int, *, at_most: int = 3) -> list[int]:
    """Return the sizes of group nearest to the stated one for which a share is possible under some rule."""
    n = int(claim.n or n_respondents)
    fit = [m for m in range(1, max(n, MOST_PEOPLE) + 1)
           if attainable(claim.numerals[0], m, percent=True, rounding="printed_or_cut")]
    return sorted(sorted(fit, key=lambda m: (abs(m - n), m))[:at_most])
