"""Comparisons of groups in plain pandas and SciPy: effects, statistics, p, and their rows."""

from math import atanh, sqrt, tanh

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import brentq

#: A group of fewer people is not compared.
FEWEST = 3
#: In which order the methods stand in a table.
METHODS = ("mann_whitney", "kruskal_wallis", "spearman", "fisher")


def of_two_groups(outcome, by, first, second):
    """Return a Mann-Whitney test with Cliff's delta and Feng and Cliff's interval, pair by pair."""
    one = outcome[by.eq(first)].dropna().to_numpy(dtype=float)
    two = outcome[by.eq(second)].dropna().to_numpy(dtype=float)
    found = stats.mannwhitneyu(one, two, alternative="two-sided")
    m, n = len(one), len(two)
    signs = np.array([np.sign(value - two) for value in one])
    delta = signs.mean()
    of_rows = ((signs.mean(axis=1) - delta) ** 2).sum()
    of_columns = ((signs.mean(axis=0) - delta) ** 2).sum()
    of_pairs = ((signs - delta) ** 2).sum()
    variance = (n * n * of_rows + m * m * of_columns - of_pairs) / (m * n * (m - 1) * (n - 1))
    variance = max(variance, (1 - delta**2) / (m * n - 1))
    t = stats.t.ppf(0.975, m + n - 2)
    reach = t * sqrt(variance * ((1 - delta**2) ** 2 + t * t * variance))
    below = 1 - delta**2 + t * t * variance
    middle = delta - delta**3
    if abs(delta) == 1:  # no two values overlap: the interval follows from the smaller group alone
        fewer = min(m, n)
        ends = sorted([delta, delta * max((fewer - t * t) / (fewer + t * t), -1)])
    else:
        ends = (middle - reach) / below, (middle + reach) / below
    interval = ("feng_cliff", *ends)
    return {
        "method": "mann_whitney",
        "effect": delta,
        "interval": interval,
        "n": m + n,
        "statistic": (one[:, None] > two).sum() + (one[:, None] == two).sum() / 2,
        "p": found.pvalue,
    }


def of_groups(outcome, by):
    """Return a Kruskal-Wallis test of all groups that are large enough, with epsilon squared."""
    both = pd.DataFrame({"outcome": outcome, "by": by}).dropna()
    groups = [
        rows["outcome"].to_numpy(float) for _, rows in both.groupby("by") if len(rows) >= FEWEST
    ]
    found = stats.kruskal(*groups)
    n = sum(map(len, groups))
    ends = [lack / (n - 1) for lack in noncentralities(found.statistic, len(groups) - 1)]
    effect = found.statistic / (n - 1)
    interval = ("noncentral_epsilon", min(ends[0], effect), max(min(ends[1], 1), effect))
    return {
        "method": "kruskal_wallis",
        "effect": effect,
        "interval": interval,
        "n": n,
        "statistic": found.statistic,
        "p": found.pvalue,
    }


def of_ranks(outcome, by):
    """Return Spearman's correlation with Bonett and Wright's interval."""
    both = pd.DataFrame({"outcome": outcome, "by": by}).dropna().astype(float)
    found = stats.spearmanr(both["outcome"], both["by"])
    rho, n = found.statistic, len(both)
    reach = stats.norm.ppf(0.975) * sqrt((1 + rho**2 / 2) / (n - 3))
    interval = ("bonett_wright", tanh(atanh(rho) - reach), tanh(atanh(rho) + reach))
    return {
        "method": "spearman",
        "effect": rho,
        "interval": interval,
        "n": n,
        "statistic": None,
        "p": found.pvalue,
    }


def of_categories(outcome, by):
    """Return Fisher's test of the answers and groups that are large enough, with Bergsma's V."""
    both = pd.DataFrame({"outcome": outcome, "by": by}).dropna()
    often = both["outcome"].map(both["outcome"].value_counts()) >= FEWEST
    large = both["by"].map(both["by"].value_counts()) >= FEWEST
    both = both[often & large]
    table = pd.crosstab(both["outcome"], both["by"]).to_numpy()
    n, (r, c) = len(both), table.shape
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    squared = ((table - expected) ** 2 / expected).sum()
    df = (r - 1) * (c - 1)
    left = max(0, squared / n - df / (n - 1))
    room = min(r - (r - 1) ** 2 / (n - 1), c - (c - 1) ** 2 / (n - 1)) - 1
    effect = sqrt(left / room)
    fewer = min(r, c) - 1
    ends = [sqrt(lack / n / fewer) for lack in noncentralities(squared, df)]
    interval = ("noncentral_v", min(ends[0], effect), max(min(ends[1], 1), effect))
    drawn = stats.MonteCarloMethod(n_resamples=9999, rng=np.random.default_rng(20190101))
    p = stats.fisher_exact(table, method=None if table.shape == (2, 2) else drawn).pvalue
    return {
        "method": "fisher",
        "effect": effect,
        "interval": interval,
        "n": n,
        "statistic": None,
        "p": min(float(np.asarray(p).item()), 1),
    }


def noncentralities(squared, df):
    """Return the noncentralities that leave a fortieth on either side of a statistic."""
    found = []
    for chance in (0.975, 0.025):
        beyond = stats.chi2.cdf(squared, df) > chance
        found.append(
            brentq(
                lambda nc, told=chance: stats.ncx2.cdf(squared, df, nc) - told,
                1e-9,
                1000 + 2 * squared,
            )
            if beyond
            else 0.0
        )
    return found


def adjusted(chances):
    """Return p adjusted as Benjamini and Hochberg do, step by step from the largest."""
    order = sorted(range(len(chances)), key=lambda place: -chances[place])
    found, least = [0.0] * len(chances), 1.0
    for rank, place in enumerate(order):
        least = min(least, chances[place] * len(chances) / (len(chances) - rank))
        found[place] = least
    return found


def compare(rows, outcome, by, groups):
    """Return the test that two columns call for."""
    if rows[by].dtype != "object":
        return of_ranks(rows[outcome], rows[by])
    if rows[outcome].dtype == "object":
        return of_categories(rows[outcome], rows[by])
    return (
        of_two_groups(rows[outcome], rows[by], *groups)
        if groups
        else of_groups(rows[outcome], rows[by])
    )


def comparisons(rows, section, wanted):
    """Return the rows of a table of comparisons; wanted is (name, outcome, by, groups) each."""
    found = {}
    for name, outcome, by, groups in wanted:
        one = found[name] = compare(rows, outcome, by, groups)
        one["outcome"] = outcome
        one["missing"] = int(rows[[outcome, by]].isna().any(axis="columns").sum())
    chances = adjusted([one["p"] for one in found.values()])
    for one, chance in zip(found.values(), chances, strict=True):
        one["p_adjusted"] = chance
    told = []
    for method in METHODS:
        for name, one in found.items():
            if one["method"] == method:
                told += rows_of(f"{section}.comparisons.{name}", name, one)
    return told


def rows_of(key, name, one):
    """Return the rows of one comparison: effect, statistic if there is one, p, p adjusted."""
    told = []
    for kind in ("effect", "statistic", "p", "p_adjusted"):
        if one[kind] is not None:
            told.append(
                {
                    "key": f"{key}.{kind}",
                    "kind": kind,
                    "value": one[kind],
                    "n": one["n"],
                    "missing": one["missing"],
                    "denominator": one["n"],
                    "variable": one["outcome"],
                    "unit": "p" if kind == "p_adjusted" else kind,
                    "group": one["method"],
                    "category": name,
                    "interval": one["interval"] if kind == "effect" else None,
                }
            )
    return told


def compared(table, section):
    """Return the rows of what a sentence says of comparisons, from their recounted rows."""
    effects = {row["category"]: row for row in table if row["kind"] == "effect"}
    small = [
        row["category"] for row in table if row["kind"] == "p_adjusted" and row["value"] < 0.05
    ]
    key = f"{section}.compared"
    told = [(f"{key}.count", len(effects), "")]
    if small:
        told.append((f"{key}.under", len(small), ""))
        for name in small:
            told.append((f"{key}.under.{name}", effects[name]["value"], "effect"))
    else:
        told.append((f"{key}.none", len(effects), ""))
    n = max(row["n"] for row in effects.values())
    return [
        {
            "key": name,
            "kind": "stated",
            "value": value,
            "n": n,
            "missing": 0,
            "denominator": n,
            "unit": unit,
            "interval": None,
        }
        for name, value, unit in told
    ]
