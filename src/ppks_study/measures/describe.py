"""Counts, shares and means of respondents, each with its n and its missing answers."""

from dataclasses import dataclass, replace
from fractions import Fraction

import pandas as pd

from ppks_study.errors import ParameterError
from ppks_study.measures.intervals import Interval
from ppks_study.measures.people import People, Places
from ppks_study.measures.sampling import NO_DESIGN, Design

KINDS = ("count", "share", "mean", "minimum", "maximum", "total")
#: No end that a mean cannot lie beyond.
ANYTHING = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class Measured:
    """One number from data: the value (None when nobody answered), n who answered, and how many did not.

    ``denominator`` is how many people the value is about: whom a share is of, whom a mean is of. ``interval`` is the
    sampling interval, where the design gives one.
    """

    value: float | None
    n: int
    missing: int
    denominator: int
    interval: Interval | None = None


def measure(data: pd.DataFrame | People, kind: str, *, condition: str = "", of: str = "", variable: str = "",
            of_answered: bool = False, fewest: int = 1, design: Design = NO_DESIGN,
            within: tuple[float, float] = ANYTHING) -> Measured:
    """Return one count, share, mean, minimum, maximum or total of respondents.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns), or People
        One clean row per pendamping; as `People`, where many numbers are asked of the same.
    kind : str
        ``count`` (people), ``share`` (percent, 0-100), ``mean``, ``minimum``, ``maximum``, ``total`` (in the
        variable's unit).
    condition, of : str
        Whom it counts, and whom the denominator counts; empty is everybody.
    variable : str
        The numeric column of a mean, minimum, maximum or total.
    of_answered : bool
        Whether a share is of those who answered (``n``), not of everybody in its denominator's group.
    fewest : int
        A minimum or maximum is the outermost value that so many people reach or go beyond: with 1 the outermost of
        all, with 3 that of the third, so that nobody's own extreme shows. None where fewer answered.
    design : Design
        How all respondents were chosen, of whom ``data`` are some or all: shares of those who answered, and means, are
        weighted by it and get its interval. Counts stay counts of respondents; extremes and totals get none.
    within : tuple of float
        The ends that a mean cannot lie beyond.

    Raises
    ------
    ParameterError
        The kind is unknown, or there is no such column.

    Notes
    -----
    By itself a share is of everybody in its denominator's group, as the paper computes it: who did not answer stays
    in the denominator, and is told in ``missing``. Means leave out who did not answer.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["female", "male", "female", None]})
    >>> measure(people, "share", condition="sex=female")
    Measured(value=50.0, n=3, missing=1, denominator=4, interval=None)
    >>> round(measure(people, "share", condition="sex=female", of_answered=True).value, 1)
    66.7
    """
    if kind not in KINDS:
        raise ParameterError(f"unknown kind {kind!r}", where="measure", expected=", ".join(KINDS))
    people = People.of(data)
    group, held, known = people.surely(of), people.surely(condition), people.known(condition)
    if kind in ("count", "share"):
        plain = _counted(held[group], known[group], kind, of_answered)
        if kind == "count" or not of_answered or not design.informs:
            return plain
        told = pd.Series(held, index=people.data.index)[group & known]
        value, interval = design.share(told, whole=int(group.sum()) == design.size)
        return replace(plain, value=value, interval=interval)
    if variable not in people.data:
        raise ParameterError(f"no column {variable!r}", where=f"{kind} of a variable",
                             expected=f"one of {', '.join(people.data.columns[:30])}")
    answers = people.data[variable][group & held]
    if kind == "mean" and design.informs:
        value, interval = design.mean(answers.dropna(), within=within)
        n = int(answers.notna().sum())
        return Measured(value, n, len(answers) - n, n, interval)
    return _valued(answers, kind, fewest)


def _counted(held: Places, known: Places, kind: str, of_answered: bool) -> Measured:
    """Return a count, or the share of a group or of those in it who answered."""
    count, n, everybody = int(held.sum()), int(known.sum()), len(held)
    size = n if of_answered else everybody
    value = count if kind == "count" else float(Fraction(100 * count, size)) if size else None
    return Measured(value, n, everybody - n, size)


def _valued(answers: pd.Series, kind: str, fewest: int) -> Measured:
    known = answers.dropna()
    n, missing = len(known), len(answers) - len(known)
    if n == 0 or (kind in ("minimum", "maximum") and n < fewest):
        return Measured(None, n, missing, n)
    if kind in ("minimum", "maximum"):
        ordered, outermost = sorted(known.tolist()), min(fewest, n)
        return Measured(float(ordered[outermost - 1 if kind == "minimum" else -outermost]), n, missing, n)
    exact = sum(map(Fraction, known.tolist()), Fraction(0))
    return Measured(float(exact / n if kind == "mean" else exact), n, missing, n)
