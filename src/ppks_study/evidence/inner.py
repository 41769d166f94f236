"""Ranges of what no count or sum tells, over data sets drawn from the claims: a median, a rank correlation."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from scipy.stats import spearmanr

from ppks_study.conditions import Condition
from ppks_study.evidence.ensemble import Respondents

#: What can be asked, and of how many variables.
STATISTICS = {"median": 1, "correlation": 2}


@dataclass(frozen=True)
class Inner:
    """The range of a quantity over draws; it lies within the sharp bounds.

    Attributes
    ----------
    lower, upper : float or None
        The smallest and largest value; None where no draw gives one.
    draws, undefined : int
        How many draws there were, and how many gave no value.
    witnesses : tuple of respondents
        The draws that give the smallest and the largest value.
    """

    lower: float | None
    upper: float | None
    draws: int
    undefined: int
    witnesses: tuple[Respondents, ...] = ()


def inner_range(drawn: Iterable[Respondents], statistic: Callable[[Respondents], float | None]) -> Inner:
    """Return the range of a statistic over draws; those without a value are counted and passed over."""
    drawn = list(drawn)
    found = [(number, place) for place, people in enumerate(drawn) if (number := statistic(people)) is not None]
    if not found:
        return Inner(None, None, len(drawn), len(drawn))
    (low, first), (high, last) = min(found), max(found)
    return Inner(low, high, len(drawn), len(drawn) - len(found), (drawn[first], drawn[last]))


def value(kind: str, variables: Sequence[str], condition: Condition, people: Respondents) -> float | None:
    """Return a median or Spearman's rank correlation of numeric columns in a group of respondents.

    Parameters
    ----------
    kind : {"median", "correlation"}
        What is asked.
    variables : sequence of str
        One column for a median, two for a correlation.
    condition : Condition
        Who belongs to the group.
    people : list of dict
        Respondents as `ensemble.draws` yields them; who lacks one of the answers is left out.

    Returns
    -------
    float or None
        In the variable's unit, or -1 to 1; None where nobody answered, or where a variable does not vary.

    Examples
    --------
    >>> people = [{"a": Fraction(1), "b": Fraction(9)}, {"a": Fraction(2), "b": Fraction(4)}, {"a": None, "b": None}]
    >>> value("median", ["a"], Condition(), people)
    1.5
    >>> round(value("correlation", ["a", "b"], Condition(), people), 3)
    -1.0
    """
    rows = [[answer for name in variables if isinstance(answer := row[name], Fraction)]
            for row in people if _belongs(row, condition)]
    columns = list(zip(*(row for row in rows if len(row) == len(variables)), strict=True))
    if kind == "median":
        return float(median(columns[0])) if columns else None
    if not all(len(set(column)) > 1 for column in columns) or not columns:
        return None
    return float(spearmanr(*([float(number) for number in column] for column in columns)).statistic)


def _belongs(row: dict[str, str | Fraction | None], condition: Condition) -> bool:
    answers = ((atom, row[atom.column]) for atom in condition.atoms)
    return all(answer is not None and atom.holds(answer) for atom, answer in answers)
