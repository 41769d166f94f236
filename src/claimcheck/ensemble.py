"""Many data sets that satisfy every imposed claim, each drawn at random and each recounted.

They show how different the respondents can be of whom the claims are true. They are not a sample of
all such data sets with equal chances, and no posterior: the range of a quantity over them lies
within the sharp one.
"""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from fractions import Fraction
from statistics import median

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from claimcheck import recount
from claimcheck.claims import Claim, select
from claimcheck.codebook import Answer, Codebook
from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Model, Solution
from claimcheck.errors import ClaimError, InfeasibleError
from claimcheck.reconstruction import evidence, exported, fewest_missing
from claimcheck.sampler import Dealer

#: How many different solutions are sought for an ensemble, an even number.
SOLUTIONS = 100
#: How many directions are tried: rarely, an answer of the solver fails the exact check.
TRIES = 10
#: What can be asked of draws, and of how many variables.
STATISTICS = {"median": 1, "correlation": 2}

Respondents = list[dict[str, Answer]]


class Solutions:
    """Solutions with the fewest missing answers: the even ones extreme, the odd ones between those.

    Parameters
    ----------
    model : Model
        What must hold.
    seed : int
        0 or more. A solution depends on nothing but the model, the seed and its place.
    unfilled : collection of str
        Columns that stay without an answer wherever the statements allow it.
    """

    def __init__(self, model: Model, seed: int, *, unfilled: Collection[str] = ()) -> None:
        self._model, self._seed = model, seed
        self._counts = [i for cells in model.cells for i in cells.values()]
        self._fewest = fewest_missing(model, unfilled=unfilled)[1]
        self._known: dict[int, Solution] = {}

    def __getitem__(self, place: int) -> Solution:
        """Return the solution at a place, 0 or more; after the last they begin anew."""
        place %= SOLUTIONS
        if place not in self._known:
            rng = np.random.default_rng((self._seed, 0, place))
            odd = place % 2
            self._known[place] = self._between(place, rng) if odd else self._extreme(rng)
        return self._known[place]

    def _extreme(self, rng: np.random.Generator, within: Sequence[Linear] = (),
                 fixed: Mapping[int, int] | None = None) -> Solution:
        """Return a solution optimal in a random direction; in another where the solver errs."""
        for _ in range(TRIES):
            weights = rng.integers(-9, 10, len(self._counts)).tolist()
            direction = dict(zip(self._counts, weights, strict=True))
            with suppress(ArithmeticError):
                return self._model.solve(direction, extra=(self._fewest, *within), fixed=fixed)
        raise ArithmeticError(f"the solver erred in {TRIES} directions")

    def _between(self, place: int, rng: np.random.Generator) -> Solution:
        """Return a solution next to a point between two extreme ones, or one of these."""
        one, other = self[place - 1], self[place + 1]
        part = rng.random()
        same: dict[int, int] = {}
        near: list[Linear] = []
        for i in self._counts:
            if one.values[i] == other.values[i]:
                same[i] = one.values[i]
            else:
                point = (1 - part) * one.values[i] + part * other.values[i]
                near.append(Linear({i: 1}, math.floor(point), math.ceil(point)))
        try:
            return self._extreme(rng, near, same)
        except (InfeasibleError, ArithmeticError):
            return other


def draws(claims: Sequence[Claim], codebook: Codebook, n_draws: int, *,
          seed: int) -> Iterator[Respondents]:
    """Yield data sets that satisfy every imposed claim, drawn at random and recounted.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes hold in every draw.
    codebook : Codebook
        Gives the columns and the choices.
    n_draws : int
        How many. The first draws of a longer ensemble are those of a shorter one.
    seed : int
        0 or more; the same seed gives the same draws.

    Yields
    ------
    list of dict, length n_respondents
        Choice names, exact numbers and percent scores (0–100), in the columns of which the imposed
        claims speak; None for no answer. As few answers are missing as the claims allow; those of
        the codebook's unfilled columns are missing wherever the claims allow it.

    Raises
    ------
    InfeasibleError
        The imposed claims contradict each other.
    ClaimError
        A draw fails the recount; names the claim.

    Notes
    -----
    Whole counts that are optimal in a random direction, or lie between two such (`Solutions`), each
    dealt out at random (`sampler.Dealer`). Not a uniform sample and no posterior: the range of a
    quantity over draws is an inner one, the sharp one may be wider.
    """
    known = evidence(claims, codebook)
    model = Model(known.space, known.statements)
    dealer = Dealer(model, unshown=codebook.unshown)
    solutions = Solutions(model, seed, unfilled=codebook.unfilled)
    imposed = [asdict(claim) for claim in select(claims)]
    for place in range(n_draws):
        people = dealer.deal(solutions[place], np.random.default_rng((seed, 1, place)))
        _blank_unasked(people, codebook)
        _recount(imposed, people, place + 1)
        yield people


def _blank_unasked(people: Respondents, codebook: Codebook) -> None:
    """Take away, in place, the scores of items that a respondent is not asked."""
    for score, scale in codebook.scores.items():
        for answers in people:
            if answers.get(score) is not None and not scale.is_asked(answers):
                answers[score] = None


def _recount(imposed: Sequence[Mapping[str, str]], people: Respondents, number: int) -> None:
    try:
        failing = next(recount.failures(imposed, people), None)
    except recount.NoColumnError as error:
        raise ClaimError(f"a claim cannot be recounted: {error}", where=f"draw {number}") from error
    if failing:
        claim, counted = failing
        raise ClaimError(f"draw {number} does not satisfy a claim", where=f"claim {claim['id']}",
                         expected=f"{claim['published']}, not {recount.show(counted)}")


def long(drawn: Iterable[Respondents], codebook: Codebook) -> pd.DataFrame:
    """Return draws as one table.

    Parameters
    ----------
    drawn : iterable of respondents
        As `draws` yields them.
    codebook : Codebook
        Gives the order of the columns.

    Returns
    -------
    DataFrame
        ``draw`` (from 1), then the columns in the codebook's order, scores last. Whole numbers are
        written as such, others as floats; empty for no answer.
    """
    rows: list[dict[str, str | int | float | None]] = []
    for number, people in enumerate(drawn, start=1):
        for answers in people:
            row: dict[str, str | int | float | None] = {"draw": number}
            for column, answer in answers.items():
                row[column] = exported(answer)
            rows.append(row)
    order = ["draw", *codebook.questions, *codebook.scores]
    columns = sorted(rows[0], key=lambda c: (*order, c).index(c)) if rows else ["draw"]
    return pd.DataFrame(rows, columns=columns, dtype="object")


# Ranges of what no count or sum tells, over data sets drawn from the claims.

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


def inner_range(drawn: Iterable[Respondents],
                statistic: Callable[[Respondents], float | None]) -> Inner:
    """Return the range of a statistic over draws; those without a value are counted.

    Parameters
    ----------
    drawn : iterable of respondents
        As `draws` yields them.
    statistic : callable
        The number that it gives for respondents; None where there is none.
    """
    drawn = list(drawn)
    values = []
    for place, people in enumerate(drawn):
        number = statistic(people)
        if number is not None:
            values.append((number, place))
    if not values:
        return Inner(None, None, len(drawn), len(drawn))
    (low, first), (high, last) = min(values), max(values)
    return Inner(low, high, len(drawn), len(drawn) - len(values), (drawn[first], drawn[last]))


def value(kind: str, variables: Sequence[str], condition: Condition,
          people: Respondents) -> float | None:
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
        Respondents as `draws` yields them; who lacks one of the answers is left out.

    Returns
    -------
    float or None
        In the variable's unit, or -1 to 1; None where nobody answered, or where a variable does not
        vary.

    Examples
    --------
    >>> people = [{"a": Fraction(1), "b": Fraction(9)}, {"a": Fraction(2), "b": Fraction(4)}]
    >>> value("median", ["a"], Condition(), people)
    1.5
    >>> round(value("correlation", ["a", "b"], Condition(), people), 3)
    -1.0
    """
    columns: list[list[float]] = [[] for _ in variables]
    for row in people:
        numbers = [row[name] for name in variables]
        if all(isinstance(number, Fraction) for number in numbers) and condition.holds(row):
            for column, number in zip(columns, numbers, strict=True):
                column.append(float(number or 0))
    if kind == "median":
        return median(columns[0]) if columns[0] else None
    if any(len(set(column)) < 2 for column in columns):
        return None
    return float(spearmanr(*columns).statistic)
