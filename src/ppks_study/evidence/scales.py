"""Which unprinted answer scales can have made the printed composite means."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import pandas as pd

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import ORDINARY_RULES, grim

MAXIMA = tuple(range(1, 11))


def composite_means(claims: Iterable[Claim]) -> list[Claim]:
    """Return the printed means of several items, one claim per fact."""
    found = {c.fact or c.id: c for c in claims if c.kind == "mean" and c.items and c.n}
    return list(found.values())


def attainable_maxima(claims: Iterable[Claim], *, maxima: Sequence[int] = MAXIMA,
                      rules: Sequence[str] = ORDINARY_RULES) -> pd.DataFrame:
    """Return which item maxima make each printed composite mean attainable, per rounding rule.

    Parameters
    ----------
    claims : iterable of Claim
        Means in percent of the maximum, with ``items`` and ``n``.
    maxima : sequence of int
        Points of the best answer to an item, to be tried.
    rules : sequence of str
        Rules of `granularity.preimage`.

    Returns
    -------
    DataFrame, shape (n_means · n_rules · n_maxima, 7)
        ``claim``, ``published`` (plain notation), ``n``, ``items``, ``rounding``, ``maximum``, ``attainable``.
    """
    rows = [(c.fact or c.id, c.numerals[0], int(c.n), int(c.items), rule, maximum,
             grim(c.numerals[0], int(c.n), items=int(c.items) * maximum, percent=True, rounding=rule))
            for c in composite_means(claims) for rule in rules for maximum in maxima]
    return pd.DataFrame(rows, columns=["claim", "published", "n", "items", "rounding", "maximum", "attainable"])


@dataclass(frozen=True)
class Scale:
    """Claims, a rounding rule, and the item maxima that make all of them attainable together."""

    claims: tuple[str, ...]
    rounding: str
    maxima: tuple[int, ...]

    def as_dict(self) -> dict[str, object]:
        """Return the scale's row of the report."""
        return {"claims": list(self.claims), "rounding": self.rounding, "maxima": list(self.maxima)}


@cache
def fitting_maxima(claim: Claim, rules: tuple[str, ...] = ORDINARY_RULES) -> list[int]:
    """Return the item maxima that make a printed percentage of the maximum attainable under some rule."""
    return [maximum for maximum in MAXIMA
            if any(grim(claim.numerals[0], int(claim.n), items=int(claim.items) * maximum, percent=True, rounding=rule)
                   for rule in rules)]


def scales(claims: Sequence[Claim]) -> list[Scale]:
    """Return, per rounding rule, the maxima that fit each mean of an unprinted scale; and those that fit all of them.

    The maxima that fit all come last, for the means of several items taken together.
    """
    means = [c for c in claims if c.kind == "mean" and c.unit == "percent" and c.items and c.n and not c.maximum]
    facts: dict[str, list[Claim]] = {}
    for claim in means:
        facts.setdefault(claim.fact or claim.id, []).append(claim)
    found = [Scale(tuple(c.id for c in same), rule, tuple(fitting_maxima(same[0], (rule,))))
             for same in facts.values() for rule in ORDINARY_RULES]
    everyone = tuple(claim.id for claim in means)
    joint = [Scale(everyone, rule, tuple(m for m in MAXIMA if all(m in fitting_maxima(c, (rule,)) for c in means)))
             for rule in ORDINARY_RULES] if len(facts) > 1 else []
    return found + joint
