"""Who stands alone: how many respondents share a combination of answers that others may know of them."""

from itertools import combinations

import pandas as pd

from ppks_study.survey import Survey

#: What a survey lacks an answer to is known of somebody too.
UNANSWERED = "–"
ROLE = "quasi_identifier"


def unique(survey: Survey) -> pd.DataFrame:
    """Return, for each number of quasi-identifiers, how far these single respondents out.

    Parameters
    ----------
    survey : Survey
        The quasi-identifiers are the questions with the role ``quasi_identifier`` in its form.

    Returns
    -------
    DataFrame
        One row per size from 1 to all of them: ``size``; ``columns``, those of this size that single out the most
        respondents; ``combinations`` of answers that occur; ``alone``, respondents whose combination nobody else has;
        ``few``, combinations that fewer people have than the study's ``[disclosure] fewest``. Combinations themselves
        are not told. No answer counts as an answer.

    Notes
    -----
    A respondent alone in a sample need not be alone in the population; in a census they are. Sweeney (2000),
    *Simple demographics often identify people uniquely*; in R ``sdcMicro::freqCalc``.
    """
    names = [v.name for v in survey.instrument.variables.values() if v.role == ROLE and v.name in survey.respondents]
    answers = survey.respondents[names].astype("object").where(survey.respondents[names].notna(), UNANSWERED)
    rows = [_worst(answers, size, survey.study.disclosure.fewest) for size in range(1, len(names) + 1)]
    return pd.DataFrame(rows, columns=["size", "columns", "combinations", "alone", "few"])


def _worst(answers: pd.DataFrame, size: int, fewest: int) -> tuple[int, tuple[str, ...], int, int, int]:
    """Return the questions of a size that single out the most respondents; the first of several."""
    found = []
    for columns in combinations(answers.columns, size):
        held = answers.groupby(list(columns), sort=False).size()
        found.append((size, columns, len(held), int((held == 1).sum()), int((held < fewest).sum())))
    return max(found, key=lambda row: row[3])
