"""Items and scales in plain pandas: answers, means, and how far items go together."""

from math import sqrt

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import least_squares
from tests.support.recounting import equals, items, judged, percents_of, points_of

FLIPPED = {"id": "terbalik", "en": "reversed"}
#: Points and weights of an integral from -1 to 1.
NODES, WEIGHTS = np.polynomial.legendre.leggauss(8)


def labels(item, answers=False):
    """Return what an item is called; in a table of answers with a word where it is flipped."""
    found = {}
    for lang, label in item.labels.items():
        text = f"{item.name} {label}"
        said = answers and item.reversed and FLIPPED[lang] not in text
        found[f"label_{lang}"] = f"{text} ({FLIPPED[lang]})" if said else text
    return found


def one_by_one(sample, asked, key):
    """Return the rows of items: the mean of each, and the share whose answer is the best."""
    told = []
    for dimension, of in asked.items():
        percents = sample.beside(percents_of(sample.rows, dimension))
        for item in items(dimension):
            more = {"group": dimension, **labels(item)}
            best = judged(percents.rows[item.name].eq(100), percents.rows[item.name])
            for row in (
                percents.mean(f"{key}.{item.name}.mean", item.name, "percent", of=of, **more),
                percents.share(f"{key}.{item.name}.best.share", best, of=of, **more),
            ):
                told.append(of_those_asked(row))
    return told


def of_those_asked(row):
    """Return a row whose words on whom it is of ask for other columns than it tells of."""
    return {name: value for name, value in row.items() if name not in ("rows", "condition", "of")}


def answers(sample, asked, key):
    """Return the rows of the share of each answer of the scale to each item, as given."""
    told = []
    for dimension, of in asked.items():
        for item in items(dimension):
            held = sample.rows[item.name].where(sample.rows[item.name].isin(list(item.given)))
            given = sample.beside(sample.rows[["education"]].assign(**{item.name: held}))
            scale = sorted(item.given, key=item.given.get)
            for order, answer in enumerate(scale, 1):
                choice = next(one for one in item.answers if one["name"] == answer)
                row = given.share(
                    f"{key}.{item.name}.{answer}.share",
                    equals(given.rows, item.name, answer),
                    of=of,
                )
                told.append(
                    {
                        **row,
                        "order": order,
                        "group": dimension,
                        **labels(item, answers=True),
                        "answer_id": choice["label::Indonesia (id)"],
                        "answer_en": choice["label::English (en)"],
                    }
                )
    return told


def means_within(sample, asked, key, groups):
    """Return the rows of each item's mean within groups, by name and who is in it."""
    told = []
    for dimension, of in asked.items():
        percents = sample.beside(percents_of(sample.rows, dimension))
        for name, held in groups.items():
            for item in items(dimension):
                row = percents.mean(
                    f"{key}.{item.name}.{name}.mean", item.name, "percent", of=of & held
                )
                told.append(
                    {
                        **row,
                        "rows": sample.rows,
                        "condition": of & held,
                        "of": sample.everybody,
                        "column": name,
                        "group": dimension,
                        **labels(item),
                    }
                )
    return told


class Scale:
    """The items of a dimension, answered by all who answered every one of them."""

    def __init__(self, sample, dimension, of):
        """Take the answers of those who are asked."""
        self.dimension, self.asked = dimension, int(of.sum())
        self.rows, self.of = sample.rows, of
        self.complete = points_of(sample.rows[of], dimension).dropna()
        self.names = list(self.complete)
        self.n, self.k = self.complete.shape
        self.items = items(dimension)

    def row(self, key, kind, value, unit, interval=None, **more):
        """Return the row of a number of the scale."""
        return {
            "key": key,
            "kind": kind,
            "value": value,
            "n": self.n,
            "missing": self.asked - self.n,
            "denominator": self.n,
            "unit": unit,
            "interval": interval,
            "rows": self.rows,
            "of": self.of,
            "condition": pd.Series(True, index=self.rows.index),
            **more,
        }

    @property
    def alpha(self):
        """Cronbach's alpha, from the variances of the items and of their sum."""
        return alpha_of(self.complete)

    @property
    def feldt(self):
        """The ends of Feldt's interval of alpha."""
        df = self.n - 1, (self.n - 1) * (self.k - 1)
        return tuple(1 - (1 - self.alpha) * stats.f.ppf(chance, *df) for chance in (0.975, 0.025))

    @property
    def mean_r(self):
        """The mean correlation of two different items."""
        matrix = self.complete.corr().to_numpy()
        return matrix[np.triu_indices(self.k, 1)].mean()

    @property
    def omega(self):
        """McDonald's omega of the factor that comes nearest to the correlations of items."""
        one, other = np.triu_indices(self.k, 1)
        seen = self.complete.corr().to_numpy()[one, other]
        found = least_squares(
            lambda told: told[one] * told[other] - seen,
            np.full(self.k, 0.5),
            bounds=(-1, 1),
            xtol=1e-14,
            ftol=1e-14,
            gtol=1e-14,
        ).x
        return found.sum() ** 2 / (found.sum() ** 2 + (1 - found**2).sum())

    @property
    def ordinal_alpha(self):
        """Alpha of the correlations of normal variables that the answers stand for."""
        points = sorted(self.items[0].points.values())
        total = polychorics(self.complete, points).sum()
        return self.k / (self.k - 1) * (1 - self.k / (self.k + 2 * total))

    def share_at(self, end):
        """Return the percent of people whose every answer is the worst or the best."""
        ends = [end(item.points.values()) for item in self.items]
        return 100 * (self.complete == ends).all(axis="columns").mean()

    @property
    def mean_percent(self):
        """The mean sum in percent of its possible range."""
        least = sum(min(item.points.values()) for item in self.items)
        most = sum(item.best for item in self.items)
        return 100 * (self.complete.sum(axis="columns").mean() - least) / (most - least)

    @property
    def critical(self):
        """The correlation that differs from none at the level of 5 %, two-sided."""
        t = stats.t.ppf(0.975, self.n - 2)
        return t / sqrt(self.n - 2 + t * t)

    def with_others(self, name):
        """Return the correlation of an item with the sum of the others."""
        rest = self.complete.drop(columns=name).sum(axis="columns")
        return np.corrcoef(self.complete[name], rest)[0, 1]

    @property
    def verdict(self):
        """What the answers allow to say of a scale that has an alpha."""
        if self.share_at(max) > 15 or self.mean_percent >= 95:
            return "ceiling"
        if self.share_at(min) > 15 or self.mean_percent <= 5:
            return "floor"
        lower, upper = self.feldt
        if upper < 0.7:
            return "low"
        return "uncertain" if lower < 0.7 else "repeating" if self.alpha > 0.95 else "reliable"


def alpha_of(points):
    """Return Cronbach's alpha of complete answers."""
    k = points.shape[1]
    return k / (k - 1) * (1 - points.var(ddof=1).sum() / points.sum(axis="columns").var(ddof=1))


def polychorics(complete, points):
    """Return the likeliest correlation of each pair of normal variables cut into the answers seen.

    All pairs are narrowed in at once, by golden sections. The chance of both below two cuts is an
    integral over the correlation (Plackett 1954).
    """
    known = complete.to_numpy()
    one, other = np.triu_indices(known.shape[1], 1)
    is_answer = known[:, :, None] == np.array(points)
    tables = np.einsum(
        "pia,pib->iab", is_answer[:, one].astype(float), is_answer[:, other].astype(float)
    )
    cuts = np.clip(stats.norm.ppf(is_answer.mean(axis=0).cumsum(axis=1)[:, :-1].clip(0, 1)), -8, 8)
    h, k = cuts[one][:, :, None], cuts[other][:, None, :]
    below_h, below_k = stats.norm.cdf(h), stats.norm.cdf(k)

    def likely(r):
        """Return the log-likelihood of each pair at these correlations."""
        below = below_h * below_k
        for node, weight in zip(NODES, WEIGHTS, strict=True):
            at = (r * (node + 1) / 2)[:, None, None]
            left = 1 - at * at
            density = np.exp(-(h * h - 2 * at * h * k + k * k) / (2 * left)) / (
                2 * np.pi * np.sqrt(left)
            )
            below = below + (r / 2)[:, None, None] * weight * density
        corners = np.zeros((len(r), len(points) + 1, len(points) + 1))
        corners[:, 1:-1, 1:-1], corners[:, -1, -1] = below, 1
        corners[:, 1:-1, -1], corners[:, -1, 1:-1] = below_h[:, :, 0], below_k[:, 0, :]
        cells = np.diff(np.diff(corners, axis=1), axis=2)
        return (tables * np.log(np.maximum(cells, 1e-12))).sum(axis=(1, 2))

    low, high = np.full(len(one), -0.99), np.full(len(one), 0.99)
    part = (sqrt(5) - 1) / 2
    for _ in range(28):
        nearer, farther = high - part * (high - low), low + part * (high - low)
        left_is_better = likely(nearer) > likely(farther)
        low, high = np.where(left_is_better, low, nearer), np.where(left_is_better, farther, high)
    return (low + high) / 2


def reliability(scales, section):
    """Return the rows of the coefficients of each scale."""
    told = []
    for scale in scales:
        key = f"{section}.reliability.{scale.dimension}"
        for kind, name, value, unit, interval in (
            ("scale_items", "items", scale.k, "items", None),
            ("alpha", "alpha", scale.alpha, "coefficient", ("feldt", *scale.feldt)),
            ("ordinal_alpha", "ordinal_alpha", scale.ordinal_alpha, "coefficient", None),
            ("omega", "omega", scale.omega, "coefficient", None),
            ("mean_r", "mean_r", scale.mean_r, "coefficient", None),
            ("at_ceiling", "at_ceiling", scale.share_at(max), "percent", None),
        ):
            told.append(
                scale.row(
                    f"{key}.{name}",
                    kind,
                    value,
                    unit,
                    interval,
                    category=scale.dimension,
                    loose=True,
                )
            )
    return told


def verdicts(scales):
    """Return the table of verdicts."""
    found = []
    for scale in scales:
        constant = [name for name in scale.names if scale.complete[name].nunique() == 1]
        found.append(
            {
                "category": scale.dimension,
                "verdict": scale.verdict,
                "items": scale.k,
                "alpha": scale.alpha,
                "mean_percent": scale.mean_percent,
                "ceiling_percent": scale.share_at(max),
                "floor_percent": scale.share_at(min),
                "constant": len(constant),
                "at_limit": 0,
                "smoothed": False,
                "pairs_at_limit": 0,
                "n": scale.n,
                "missing": scale.asked - scale.n,
                "denominator": scale.n,
            }
        )
    return pd.DataFrame(found)


def item_statistics(scales, section):
    """Return the rows of the statistics of each item."""
    told = []
    for scale in scales:
        for item in scale.items:
            answers_to = scale.complete[item.name]
            least, most = min(item.points.values()), item.best
            rest = scale.complete.drop(columns=item.name)
            for kind, value, unit in (
                ("item_mean", answers_to.mean(), "points"),
                ("item_sd", answers_to.std(ddof=1), "points"),
                ("difficulty", 100 * (answers_to.mean() - least) / (most - least), "percent"),
                ("at_floor", 100 * answers_to.eq(least).mean(), "percent"),
                ("at_ceiling", 100 * answers_to.eq(most).mean(), "percent"),
                ("corrected_r", scale.with_others(item.name), "coefficient"),
                ("alpha_if_dropped", alpha_of(rest), "coefficient"),
            ):
                told.append(
                    scale.row(
                        f"{section}.item_statistics.{item.name}.{kind}",
                        kind,
                        value,
                        unit,
                        group=scale.dimension,
                        label_id=item.name,
                        label_en=item.name,
                    )
                )
    return told


def r_table(scales, section):
    """Return the rows of the critical r, and of how many items lie above it and not."""
    told = []
    for scale in scales:
        above = sum(scale.with_others(name) > scale.critical for name in scale.names)
        key = f"{section}.r_table.{scale.dimension}"
        told += [
            scale.row(
                f"{key}.critical",
                "critical_r",
                scale.critical,
                "coefficient",
                category=scale.dimension,
            ),
            scale.row(f"{key}.above", "items_above", above, "items", category=scale.dimension),
            scale.row(
                f"{key}.below", "items_below", scale.k - above, "items", category=scale.dimension
            ),
        ]
    return told
