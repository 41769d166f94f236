"""Many data sets that satisfy every imposed claim, each drawn at random and each recounted.

They show how different the respondents can be of whom the claims are true. They are not a sample of all such data
sets with equal chances, and no posterior: what they say of a quantity is a range that lies within the sharp one.
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
from claimcheck.conditions import Condition
from claimcheck.counts import Linear, Model, Solution
from claimcheck.errors import ClaimError, InfeasibleError
from claimcheck.reconstruction import PARTS_OF_INCOME, Answer, agreed, evidence, fewest_missing, plain
from claimcheck.sampler import Dealer
from surveyintake.instrument import Instrument
from surveyintake.xpath import holds, references

# Solutions of a model far apart from each other: whole counts at and between the ends of what is possible.

#: So many are sought, an even number.
SOLUTIONS = 100
#: How many directions are tried: rarely, an answer of the solver fails the exact check.
TRIES = 10


class Solutions:
    """Solutions with the fewest missing answers: the even ones extreme, the odd ones between their neighbours.

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
            self._known[place] = self._between(place, rng) if place % 2 else self._extreme(rng)
        return self._known[place]

    def _extreme(self, rng: np.random.Generator, within: Sequence[Linear] = (),
                 fixed: Mapping[int, int] | None = None) -> Solution:
        """Return a solution that is optimal in a random direction; in another where the solver errs."""
        for _ in range(TRIES):
            weights = rng.integers(-9, 10, len(self._counts)).tolist()
            direction = dict(zip(self._counts, weights, strict=True))
            with suppress(ArithmeticError):
                return self._model.solve(direction, extra=(self._fewest, *within), fixed=fixed)
        raise ArithmeticError(f"the solver erred in {TRIES} directions")

    def _between(self, place: int, rng: np.random.Generator) -> Solution:
        """Return a solution next to a point between two extreme ones; one of these where there is none."""
        one, other = self[place - 1], self[place + 1]
        part = rng.random()
        same = {i: one.values[i] for i in self._counts if one.values[i] == other.values[i]}
        points = {i: (1 - part) * one.values[i] + part * other.values[i] for i in self._counts if i not in same}
        near = [Linear({i: 1}, math.floor(x), math.ceil(x)) for i, x in points.items()]
        try:
            return self._extreme(rng, near, same)
        except (InfeasibleError, ArithmeticError):
            return other


Respondents = list[dict[str, Answer]]


def draws(claims: Sequence[Claim], instrument: Instrument, n_draws: int, *, seed: int) -> Iterator[Respondents]:
    """Yield data sets that satisfy every imposed claim, drawn at random and recounted.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes hold in every draw.
    instrument : Instrument
        Gives the columns and the choices.
    n_draws : int
        How many. The first draws of a longer ensemble are those of a shorter one.
    seed : int
        0 or more; the same seed gives the same draws.

    Yields
    ------
    list of dict, length n_respondents
        Choice names, exact numbers and percent scores (0–100), in the columns of which the imposed claims speak;
        None for no answer. As few answers are missing as the claims allow; pay from each budget is missing
        wherever they allow it.

    Raises
    ------
    InfeasibleError
        The imposed claims contradict each other.
    ClaimError
        A draw fails the recount; names the claim.

    Notes
    -----
    Whole counts that are optimal in a random direction, or lie between two such (`solutions`), each dealt out at
    random (`draw`). Not a uniform sample and no posterior: the range of a quantity over draws is an inner one,
    the sharp one may be wider.
    """
    known = evidence(claims, instrument)
    model = Model(known.space, known.statements)
    dealer, found, asked = Dealer(model), Solutions(model, seed, unfilled=PARTS_OF_INCOME), _Asked(instrument)
    imposed = [asdict(claim) for claim in select(claims)]
    for place in range(n_draws):
        people = dealer.deal(found[place], np.random.default_rng((seed, 1, place)))
        people = [asked.only(answers) for answers in people]
        _recount(imposed, people, place + 1)
        yield people


def long(drawn: Iterable[Respondents], instrument: Instrument) -> pd.DataFrame:
    """Return draws as one table: ``draw`` (from 1), then the columns in the questionnaire's order, scores last.

    Whole numbers are written as such, others as floats; empty for no answer.
    """
    rows = [{"draw": number} | {column: plain(answer) for column, answer in row.items()}
            for number, people in enumerate(drawn, start=1) for row in people]
    known = [*instrument.variables, *(f"{dimension}_percent" for dimension in instrument.dimensions)]
    columns = sorted(rows[0], key=lambda c: ("draw", *known, c).index(c)) if rows else ["draw"]
    return pd.DataFrame(rows, columns=columns, dtype="object")


def _recount(imposed: Sequence[Mapping[str, str]], people: Respondents, number: int) -> None:
    try:
        failing = next(recount.failures(imposed, people), None)
    except recount.NoColumnError as error:
        raise ClaimError(f"a claim cannot be recounted: {error}", where=f"draw {number}") from error
    if failing:
        claim, counted = failing
        raise ClaimError(f"draw {number} does not satisfy a claim", where=f"claim {claim['id']}",
                         expected=f"{claim['published']}, not {recount.show(counted)}")


class _Asked:
    """Which scores a respondent has: those of items that the questionnaire asks of such respondents."""

    def __init__(self, instrument: Instrument) -> None:
        self._relevant = {f"{d}_percent": instrument.items(d)[0].relevant for d in instrument.dimensions}
        self._agreed = agreed(instrument)
        self._known: dict[tuple[object, ...], bool] = {}

    def only(self, answers: dict[str, Answer]) -> dict[str, Answer]:
        """Return the answers without scores of items that are not asked."""
        return {column: answer if self._is(column, answers) else None for column, answer in answers.items()}

    def _is(self, column: str, answers: Mapping[str, Answer]) -> bool:
        relevant = self._relevant.get(column, "")
        if not relevant:
            return True
        key = (relevant, *(answers.get(name) for name in references(relevant)))
        if key not in self._known:
            self._known[key] = holds(relevant, {**self._agreed, **answers})
        return self._known[key]


# Ranges of what no count or sum tells, over data sets drawn from the claims: a median, a rank correlation.

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
