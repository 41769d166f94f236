"""Many data sets that satisfy every imposed claim, each drawn at random and each recounted.

They show how different the respondents can be of whom the claims are true. They are not a sample of all such data
sets with equal chances, and no posterior: what they say of a quantity is a range that lies within the sharp one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np
import pandas as pd

from ppks_study.errors import ClaimError
from ppks_study.evidence import recount
from ppks_study.evidence.claims import Claim, select
from ppks_study.evidence.counts import Model
from ppks_study.evidence.draw import Dealer
from ppks_study.evidence.reconstruct import PARTS_OF_INCOME, agreed, evidence
from ppks_study.evidence.solutions import Solutions
from ppks_study.evidence.stitch import Answer, plain
from ppks_study.instrument import Instrument
from ppks_study.intake.xpath import holds, references

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
