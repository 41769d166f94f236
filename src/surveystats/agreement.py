"""Agreement of coders on nominal codes: Krippendorff's alpha, percent agreement, kappa."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from surveystats.errors import ParameterError

#: Samples of units that an interval rests on, and the seed that draws them.
DRAWS, SEED = 2000, 2026
#: What Krippendorff holds alpha against, by custom and not by a test: conclusions from here on;
#: tentative ones.
RELIABLE, TENTATIVE = 0.8, 0.667


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha: 1 is full agreement, 0 what chance gives, below 0 less than that.

    Attributes
    ----------
    estimate, lower, upper : float
        Alpha, at most 1, and the ends of its bootstrap interval; not percent.
    n_units : int
        Units that anybody coded.
    n_pairable : int
        Those of them that two coders or more coded: only these count.
    n_coders : int
        Coders, at least 2.
    confidence : float
        That of the interval, 0 to 1.
    """

    estimate: float
    lower: float
    upper: float
    n_units: int
    n_pairable: int
    n_coders: int
    confidence: float = 0.95

    def _repr_html_(self) -> str:
        return (f"<p>α = {self.estimate:.3f} [{self.lower:.3f}; {self.upper:.3f}], "
                f"n = {self.n_pairable} / {self.n_units}</p>")


def krippendorff_alpha(ratings: pd.DataFrame, *, confidence: float = 0.95) -> Agreement:
    """Return Krippendorff's alpha of nominal codes, with a bootstrap interval over units.

    Parameters
    ----------
    ratings : DataFrame, shape (n_units, n_coders)
        Each coder's code of each unit, of any kind that can be compared; missing where a coder did
        not code a unit.
    confidence : float
        That of the interval, above 0 and below 1.

    Raises
    ------
    ParameterError
        There is one coder; no unit was coded by two; or all codings that count are one code, so
        that there is nothing to tell apart and alpha does not exist (0 divided by 0).

    Notes
    -----
    With n codings in pairable units, m of them in a unit, and n_c of a code c: ``1 - (n - 1) D /
    (n² - Σ n_c²)``, where D adds up, over units, the ordered pairs that differ divided by m - 1
    (Krippendorff 2011, section C). Units that one coder coded drop out. The interval takes pairable
    units with replacement, `DRAWS` times from a fixed generator; a sample that holds one code only
    has no alpha and is left out. Krippendorff's own interval draws pairs instead. In R:
    ``irr::kripp.alpha(t(ratings), "nominal")``.

    Examples
    --------
    >>> two = pd.DataFrame({"a": list("aabbdcccedda"), "b": list("babbbccceddd")})
    >>> round(krippendorff_alpha(two).estimate, 3)
    0.692
    """
    if not 0 < confidence < 1:
        raise ParameterError(f"confidence is {confidence}", where="krippendorff_alpha",
                             expected="above 0, below 1")
    counts = _counts(ratings)
    pairable = counts[counts.sum(axis=1) >= 2]
    _refuse(ratings, pairable)
    n = len(pairable)
    drawn = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), DRAWS)
    sampled = _alphas(pairable, drawn)
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    lower, upper = np.quantile(sampled[~np.isnan(sampled)], tails)
    estimate = float(_alphas(pairable, np.ones((1, n)))[0])
    n_units = int((counts.sum(axis=1) > 0).sum())
    return Agreement(estimate, float(lower), float(upper), n_units, n, ratings.shape[1], confidence)


def has_alpha(ratings: pd.DataFrame) -> bool:
    """Whether alpha exists: two coders, a unit that two coded, and two codes among such units.

    Parameters
    ----------
    ratings : DataFrame, shape (n_units, n_coders)
        As in `krippendorff_alpha`.
    """
    counts = _counts(ratings)
    pairable = counts[counts.sum(axis=1) >= 2]
    return ratings.shape[1] >= 2 and int((pairable.sum(axis=0) > 0).sum()) >= 2


def percent_agreement(ratings: pd.DataFrame) -> float:
    """Return the percent (0 to 100) of units that two coders both coded and gave the same code.

    Parameters
    ----------
    ratings : DataFrame, shape (n_units, 2)
        As in `krippendorff_alpha`.

    Raises
    ------
    ParameterError
        There are not two coders, or no unit that both coded.

    Notes
    -----
    It does not allow for chance: coders who nearly always give one code agree nearly always. In R:
    ``irr::agree``.

    Examples
    --------
    >>> round(percent_agreement(pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 2, None]})), 1)
    66.7
    """
    first, second = _both(ratings)
    return 100 * float(np.mean(first == second))


def cohen_kappa(ratings: pd.DataFrame) -> float:
    """Return Cohen's kappa of two coders: agreement beyond what each one's own habits would give;
    -1 to 1.

    Parameters
    ----------
    ratings : DataFrame, shape (n_units, 2)
        As in `krippendorff_alpha`.

    Raises
    ------
    ParameterError
        There are not two coders, no unit that both coded, or both gave one and the same code
        throughout.

    Notes
    -----
    ``(p - e) / (1 - e)``: p is the share of units with the same code, e the sum over codes of the
    product of both coders' shares (Cohen 1960). Units that one of them did not code drop out. In R:
    ``irr::kappa2``.

    Examples
    --------
    >>> round(cohen_kappa(pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 2, 2, 2]})), 3)
    0.5
    """
    first, second = _both(ratings)
    codes = np.unique(np.concatenate([first, second]))
    if len(codes) == 1:
        raise ParameterError("both coders gave one and the same code throughout",
                             where="cohen_kappa", expected="two codes or more",
                             fix="say that the code does not vary; kappa does not exist")
    chance = sum(float(np.mean(first == code) * np.mean(second == code)) for code in codes)
    return (float(np.mean(first == second)) - chance) / (1 - chance)


def _codes(ratings: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return each coding as a number from 0, -1 without one; shape (n_units, n_coders)."""
    return pd.factorize(ratings.to_numpy(dtype=object).ravel())[0].reshape(ratings.shape)


def _counts(ratings: pd.DataFrame) -> np.ndarray[Any, Any]:
    """Return how often each unit got each code; shape (n_units, n_codes)."""
    codes = _codes(ratings)
    every = np.arange(codes.max(initial=0) + 1)
    return (codes[:, :, None] == every).sum(axis=1)


def _alphas(counts: np.ndarray[Any, Any], weights: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return alpha of each weighting of pairable units; not a number where it has one code only.

    Shapes: counts (n_pairable, n_codes), weights (n_samples, n_pairable).
    """
    size = counts.sum(axis=1)
    differing = weights @ ((size**2 - (counts**2).sum(axis=1)) / (size - 1))
    codes = weights @ counts
    n = codes.sum(axis=1)
    expected = n**2 - (codes**2).sum(axis=1)
    varied = expected > 0
    return np.where(varied, 1 - (n - 1) * differing / np.where(varied, expected, 1), np.nan)


def _refuse(ratings: pd.DataFrame, pairable: np.ndarray[Any, Any]) -> None:
    where = "krippendorff_alpha"
    if ratings.shape[1] < 2:
        raise ParameterError(f"{ratings.shape[1]} coder", where=where,
                             expected="a column for each of two or more",
                             fix="have a second person code a part of the units")
    if not len(pairable):
        raise ParameterError("no unit was coded by two coders", where=where,
                             expected="units that two or more coded",
                             fix="have both code the same units")
    if (pairable.sum(axis=0) > 0).sum() < 2:
        raise ParameterError("all codings are one code", where=where, expected="two codes or more",
                             fix="say that the code does not vary; alpha does not exist")


def _both(ratings: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return the codes of two coders on the units that both coded."""
    if ratings.shape[1] != 2:
        raise ParameterError(f"{ratings.shape[1]} coders", where="agreement of two coders",
                             expected="two columns",
                             fix="take two coders at a time; krippendorff_alpha takes any number")
    codes = _codes(ratings)
    both = codes[(codes >= 0).all(axis=1)]
    if not len(both):
        raise ParameterError("no unit was coded by both coders", where="agreement of two coders",
                             expected="units that both coded", fix="have both code the same units")
    return both[:, 0], both[:, 1]
