"""How respondents were chosen, and what follows: weights, and intervals of shares and means."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import fsum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from surveystats.intervals import Interval, clopper_pearson, hypergeometric, korn_graubard, student

#: The stratum of a respondent whose own is missing or not listed.
UNLISTED = "…"


@dataclass(frozen=True, eq=False)
class Design:
    """How the respondents of a survey were chosen; by itself nothing is inferred from them.

    Attributes
    ----------
    kind : str
        ``census``, ``random`` or ``purposive``; empty where the rows are no sample (a
        reconstruction).
    population : int or None
        How many people there are; None where it is not known.
    strata : mapping of str to int
        How many people each stratum has.
    stratum : Series or None
        The stratum of each respondent, shape (n_respondents,); None where nobody's is known.
    confidence : float
        That of intervals, 0.5 to below 1.
    tests_asked : bool
        Whether a purposive sample is treated as if drawn at random, with that said beside each
        result.

    Notes
    -----
    In a random sample a respondent stands for N_h / n_h people: those of the stratum by those who
    responded of it.

    - A respondent whose stratum is missing or not listed counts with the average weight, in a
      stratum of its own.
    - A stratum that nobody responded of is not in the estimates.
    - Of a stratum with more respondents than people, everybody was asked: the weight is 1.
    - The only respondent of a stratum varies about the estimate, not about a mean of its own, as
      ``options(survey.lonely.psu = "adjust")`` has it in R.

    `remarks` counts what applies.

    Examples
    --------
    >>> region = pd.Series(["north", "north", "south"])
    >>> Design("random", 10, {"north": 4, "south": 6}, region).weights.tolist()
    [2.0, 2.0, 6.0]
    """

    kind: str = ""
    population: int | None = None
    strata: Mapping[str, int] = field(default_factory=dict)
    stratum: pd.Series | None = None
    confidence: float = 0.95
    tests_asked: bool = False

    @property
    def as_if_random(self) -> bool:
        """Whether a purposive sample is treated as a random one, because the study asks for it."""
        return self.kind == "purposive" and self.tests_asked

    @property
    def has_intervals(self) -> bool:
        """Whether an estimate has a sampling interval."""
        return self.stratum is not None and (self.kind == "random" or self.as_if_random)

    @property
    def has_tests(self) -> bool:
        """Whether groups are compared by tests; a census is compared as it is."""
        return self.has_intervals

    @cached_property
    def weighted(self) -> bool:
        """Whether shares and means are weighted by stratum."""
        return self.kind == "random" and self.stratum is not None and len(self._listed) > 0

    @property
    def informs(self) -> bool:
        """Whether it changes a share or a mean, or gives it an interval."""
        return self.has_intervals or self.weighted

    @property
    def size(self) -> int:
        """How many respondents there are."""
        return 0 if self.stratum is None else len(self.stratum)

    @cached_property
    def _listed(self) -> pd.Series:
        """How many respondents each listed stratum has that has some."""
        if self.stratum is None:
            return pd.Series(dtype="int64")
        counted = self.stratum.value_counts()
        return counted[[name for name in self.strata if counted.get(name, 0) > 0]]

    @cached_property
    def remarks(self) -> dict[str, int]:
        """What does not go by the book: strata that are ``alone``, ``empty`` or ``full``, and
        respondents that are ``unlisted``; only those that there are."""
        if not self.weighted or self.stratum is None:
            return {}
        sizes = self._listed.index.map(self.strata)
        empty = [name for name, size in self.strata.items()
                 if size > 0 and name not in self._listed.index]
        counts = {"alone": int(((self._listed == 1) & (sizes > 1)).sum()), "empty": len(empty),
                  "full": int((self._listed > sizes).sum()),
                  "unlisted": int(len(self.stratum) - self._listed.sum())}
        return {name: times for name, times in counts.items() if times}

    @cached_property
    def allocation(self) -> pd.DataFrame:
        """One row a stratum with respondents: ``n`` of them, the ``weight`` of each; one row of all
        without strata."""
        n = self.size
        if not self.weighted:
            known = self.kind == "random" and self.population is not None and n > 0
            weight = max(self.population or n, n) / n if known else np.inf
            return pd.DataFrame({"n": [n], "weight": [weight]}, index=[UNLISTED])
        sizes = self._listed.index.map(self.strata).to_numpy(dtype=float)
        sizes = np.maximum(sizes, self._listed.to_numpy())
        rows = pd.DataFrame({"n": self._listed, "weight": sizes / self._listed})
        rest = n - int(self._listed.sum())
        if rest:
            rows.loc[UNLISTED] = [rest, sizes.sum() / self._listed.sum()]
        return rows.astype({"n": "int64"})

    @cached_property
    def _row(self) -> NDArray[np.int64]:
        """The row of `allocation` of each respondent, shape (n_respondents,)."""
        if not self.weighted or self.stratum is None:
            return np.zeros(self.size, dtype=np.int64)
        rows = self.allocation.index.get_indexer(pd.Index(self.stratum))
        return np.where(rows < 0, len(self.allocation) - 1, rows)

    @cached_property
    def weights(self) -> pd.Series:
        """How many people each respondent stands for, shape (n_respondents,); 1 unweighted."""
        weight = self.allocation["weight"].to_numpy() if self.weighted else np.ones(1)
        return pd.Series(weight[self._row], index=None if self.stratum is None
                         else self.stratum.index)

    def mean(self, values: pd.Series, *, within: tuple[float, float] = (-np.inf, np.inf)
             ) -> tuple[float | None, Interval | None]:
        """Return the mean of those who answered, and its t interval, in the values' unit.

        Parameters
        ----------
        values : Series
            The answers of some respondents (numbers, none missing); the index says whose.
        within : tuple of float
            The ends that a mean cannot lie beyond; the interval is cut there.

        Returns
        -------
        tuple
            None for the mean of nobody. None for the interval where the design has none, fewer than
            two people answer within every stratum, or answers do not vary within strata.
        """
        ratio = self._ratio(values)
        if ratio is None:
            return None, None
        if not self.has_intervals or ratio.df < 1 or ratio.variance <= 0:
            return ratio.value, None
        plain = student(ratio.value, ratio.variance ** 0.5, ratio.df, confidence=self.confidence)
        name = "t_stratified" if self.weighted else "t_finite" if self._finite else "t"
        return ratio.value, self._interval(name, max(plain.lower, within[0]),
                                           min(plain.upper, within[1]))

    def share(self, held: pd.Series, *, whole: bool) -> tuple[float | None, Interval | None]:
        """Return the share of those who answered, percent, and its interval.

        Parameters
        ----------
        held : Series of bool
            Of some respondents, whether it holds, none missing; the index says whose.
        whole : bool
            Whether the share is of everybody, not of a group whose size in the population is not
            known.

        Returns
        -------
        tuple
            None for the share of nobody. None for the interval where the design has none, where it
            would have no width, where each stratum is of one kind (then nothing is seen that
            varies), or everybody was asked.
        """
        ratio = self._ratio(held.astype(float))
        if ratio is None:
            return None, None
        interval = self._share_interval(int(held.sum()), ratio, whole)
        flat = interval is None or interval.lower == interval.upper
        return 100 * ratio.value, None if flat else interval

    def _share_interval(self, hits: int, ratio: "_Ratio", whole: bool) -> Interval | None:
        if not self.has_intervals:
            return None
        if self.weighted:
            unvaried = ratio.variance <= 0 and (0 < ratio.value < 1 or np.isinf(ratio.most))
            if ratio.df < 1 or unvaried:
                return None
            return korn_graubard(ratio.value, ratio.variance, ratio.n, ratio.df,
                                 confidence=self.confidence, most=ratio.most)
        if whole and self._finite and self.population is not None:
            return hypergeometric(hits, ratio.n, max(self.population, ratio.n),
                                  confidence=self.confidence)
        plain = clopper_pearson(hits, ratio.n, confidence=self.confidence)
        return self._interval(plain.method, plain.lower, plain.upper)

    def _interval(self, method: str, lower: float, upper: float) -> Interval:
        return Interval(f"as_if_{method}" if self.as_if_random else method, lower, upper)

    @property
    def _finite(self) -> bool:
        return self.kind == "random" and self.population is not None

    def _ratio(self, values: pd.Series) -> "_Ratio | None":
        """Return the weighted mean of some respondents' numbers, with its linearised variance."""
        n = len(values)
        if not n:
            return None
        weight, y = np.ones(n), values.to_numpy(dtype=float)
        if self.stratum is None:
            return _Ratio(fsum(y) / n, 0.0, n, n - 1, float(n))
        at = self.stratum.index.get_indexer(values.index)
        row = self._row[at]
        if self.weighted:
            weight = self.weights.to_numpy()[at]
        size = fsum(weight)
        value = fsum(weight * y) / size if y.min() < y.max() else float(y[0])
        variance = self._variance(weight * (y - value) / size, row)
        drawn = n / size if self.weighted else float(1 / self.allocation["weight"].iloc[0])
        most = n / (1 - drawn) if drawn < 1 else np.inf
        return _Ratio(value, variance, n, n - len(np.unique(row)), most)

    def _variance(self, residuals: NDArray[np.float64], row: NDArray[np.int64]) -> float:
        """Return the variance of a sum over a stratified sample; respondents without a residual add
        nothing to it."""
        n = self.allocation["n"].to_numpy(dtype=float)
        weight = self.allocation["weight"].to_numpy(dtype=float)
        squares = np.bincount(row, residuals ** 2, minlength=len(n))
        about = squares - np.bincount(row, residuals, minlength=len(n)) ** 2 / n
        about[about < 1e-10 * squares] = 0  # the rest is rounding
        single = n == 1
        spread = np.where(single, squares, about * n / np.where(single, 1, n - 1))
        return fsum((1 - 1 / weight) * spread)


@dataclass(frozen=True)
class _Ratio:
    """An estimate of n people: its variance, degrees of freedom, and the largest effective size
    that is believed."""

    value: float
    variance: float
    n: int
    df: int
    most: float


#: Nothing is inferred.
NO_DESIGN = Design()
