"""How many respondents are unique in a combination of answers that others may know of them."""

from itertools import combinations

import pandas as pd

#: A missing answer is known of a respondent too.
UNANSWERED = "–"


def unique(answers: pd.DataFrame, *, fewest: int = 3) -> pd.DataFrame:
    """Return, for each number of quasi-identifiers, how many respondents these single out.

    Parameters
    ----------
    answers : DataFrame, shape (n_respondents, n_quasi_identifiers)
        What others may know of respondents, such as sex and age. No answer counts as an answer.
    fewest : int
        A combination of answers that fewer people have is counted in ``few``.

    Returns
    -------
    DataFrame
        One row per size from 1 to all of them: ``size``; ``columns``, those of this size that
        single out the most respondents; ``combinations`` of answers that occur; ``alone``,
        respondents whose combination nobody else has; ``few``, combinations of few people. The
        combinations themselves are not given.

    Notes
    -----
    A respondent who is unique in a sample need not be so in the population; in a census they are.
    Sweeney (2000), *Simple demographics often identify people uniquely*; in R
    ``sdcMicro::freqCalc``.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["f", "f", "m"], "age": [30, 30, 40]})
    >>> unique(people)["alone"].tolist()
    [1, 1]
    """
    known = answers.astype("object").where(answers.notna(), UNANSWERED)
    rows = []
    for size in range(1, len(known.columns) + 1):
        worst: tuple[int, tuple[str, ...], int, int, int] | None = None
        for columns in combinations(known.columns, size):
            held = known.groupby(list(columns), sort=False).size()
            alone = int((held == 1).sum())
            if worst is None or alone > worst[3]:
                worst = size, columns, len(held), alone, int((held < fewest).sum())
        rows.append(worst)
    return pd.DataFrame(rows, columns=["size", "columns", "combinations", "alone", "few"])
