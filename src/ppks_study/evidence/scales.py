"""Which unprinted answer scales can have made the printed composite means."""

from collections.abc import Iterable, Sequence

import pandas as pd

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.granularity import grim

ORDINARY_RULES = ("up_or_down", "up", "down", "even", "floor", "ceiling")
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


def joint_maxima(table: pd.DataFrame, claims: Sequence[str], rounding: str = "up_or_down") -> list[int]:
    """Return the maxima that make several printed means attainable together under one rule."""
    chosen = table[table["claim"].isin(claims) & (table["rounding"] == rounding)]
    together = chosen.groupby("maximum")["attainable"].all()
    return [int(maximum) for maximum in together.index[together]]
