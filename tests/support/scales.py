"""Answers to items for the tests of reliability: published tables, and made-up ones."""

from pathlib import Path

import numpy as np
import pandas as pd
import pingouin
import statsmodels

#: Law School Admission Test, section 6: how many of 1,000 gave each pattern of right answers, 00000 to 11111
#: (Bock & Lieberman 1970; shipped with R's ltm as LSAT and psych as lsat6).
LSAT = (3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15, 10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28,
        298)


def lsat() -> pd.DataFrame:
    rows = [[int(digit) for digit in f"{pattern:05b}"] for pattern, count in enumerate(LSAT) for _ in range(count)]
    return pd.DataFrame(rows, columns=["Q1", "Q2", "Q3", "Q4", "Q5"])


def shipped() -> dict[str, pd.DataFrame]:
    """Real and worked data that pingouin and statsmodels bring along, as items."""
    tests = Path(statsmodels.__file__).parent / "multivariate" / "tests" / "results" / "factor_data.csv"
    long, wine = pingouin.read_dataset("cronbach_alpha"), pingouin.read_dataset("icc")
    found = {"cronbach_alpha": long.pivot(index="Subj", columns="Items", values="Scores"),
             "icc": wine.pivot(index="Wine", columns="Judge", values="Scores"),
             "cronbach_wide_missing": pingouin.read_dataset("cronbach_wide_missing")}
    return found | ({"factor_data": pd.read_csv(tests).iloc[:, 1:]} if tests.is_file() else {})


def answers(n: int, k: int, points: int, seed: int, lowest: float = 0.3) -> pd.DataFrame:
    """Answers from 1 to `points` with one factor behind them."""
    rng = np.random.default_rng(seed)
    loading = rng.uniform(lowest, 0.9, k)
    latent = rng.normal(size=(n, 1)) * loading + rng.normal(size=(n, k)) * np.sqrt(1 - loading**2)
    return pd.DataFrame(np.clip(np.round(latent * points / 4 + (points + 1) / 2), 1, points),
                        columns=[f"K{i}" for i in range(1, k + 1)])
