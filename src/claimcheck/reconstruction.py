"""Respondents reconstructed from published claims: one data set that agrees with all that is imposed.

It is not the survey. It has the survey's form, so that the same cleaning, scores and notebooks run on it; what the
claims leave open is filled in by a fixed rule and stands for nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

import pandas as pd

from claimcheck.bounds import Evidence
from claimcheck.claims import Claim, select
from claimcheck.counts import Cell, Linear, Model, Row, Solution, feasible
from claimcheck.errors import ClaimError
from claimcheck.space import UNLIMITED, Column, Part, Space
from claimcheck.statements import Statement, statements
from surveyintake.instrument import Instrument, Variable
from surveyintake.xpath import holds

# Counts stitched into respondents: tables that agree on shared columns become rows.

Answer = str | Fraction | None


def stitch(model: Model, solution: Solution) -> list[dict[str, Answer]]:
    """Return one row per respondent with a concrete answer in every column of the model.

    A part of several choices takes the last one; a range of numbers takes its middle, or its lower end when it
    has no upper one; where a sum is fixed, it is shared out evenly. None is no answer.
    """
    rows = _rows(model, solution)
    answers: list[dict[str, Answer]] = [{c: _concrete(part) for c, part in row.items()} for row in rows]
    for variable, table in model.sums.items():
        _share_out(variable, model.sum_columns[variable], table, solution, rows, answers)
    return answers


def _rows(model: Model, solution: Solution) -> list[dict[str, Part]]:
    rows: list[dict[str, Part]] = [{} for _ in range(model.space.size)]
    for clique, cells in zip(model.tree, model.cells, strict=True):
        waiting: dict[Cell, list[Cell]] = defaultdict(list)
        for cell, i in cells.items():
            shared = cell[:len(clique.shared)]
            waiting[shared] += [cell] * solution.values[i]
        queues = {shared: iter(found) for shared, found in waiting.items()}
        for row in rows:
            cell = next(queues[tuple(row[column] for column in clique.shared)])
            row.update(zip(clique.columns, cell, strict=True))
    return rows


def plain(answer: Answer) -> str | int | float | None:
    """Return an answer as JSON and CSV hold it: a whole number as such, another as a float."""
    if isinstance(answer, Fraction):
        return int(answer) if answer.denominator == 1 else float(answer)
    return answer


def _concrete(part: Part) -> Answer:
    if part.missing:
        return None
    if part.choices:
        return part.choices[-1]
    return (part.low if part.high >= UNLIMITED else (part.low + part.high) // 2) * part.step


def _share_out(variable: str, columns: Sequence[str], table: dict[Cell, int], solution: Solution,
               rows: list[dict[str, Part]], answers: list[dict[str, Answer]]) -> None:
    for cell, unknown in table.items():
        inside = [i for i, row in enumerate(rows) if tuple(row[column] for column in columns) == cell]
        if not inside:
            continue
        each, left = divmod(solution.values[unknown], len(inside))
        step = next(part.step for part in cell if part.column == variable)
        for place, i in enumerate(inside):
            answers[i][variable] = (each + (place < left)) * step


# One solution out of many, always the same: fewest missing answers, then first in order.

def canonical(model: Model, *, unfilled: Collection[str] = ()) -> Solution:
    """Return the solution with the fewest missing answers that is lexicographically smallest.

    Parameters
    ----------
    model : Model
        What must hold.
    unfilled : collection of str
        Columns that stay without an answer wherever the statements allow it.

    Notes
    -----
    The unknowns are taken in the model's own order, which depends on nothing but the statements; each in turn
    is made as small as the earlier ones allow. What the statements leave open is thereby filled in the same way
    every time, and in a way that is plainly no finding.
    """
    found, fewest = fewest_missing(model, unfilled=unfilled)
    fixed: dict[int, int] = {}
    for batch in _batches(model):
        if any(found.values[i] for i in batch):
            found = model.solve(batch, extra=(fewest,), fixed=fixed)
        fixed.update({i: found.values[i] for i in batch})
    return found


def fewest_missing(model: Model, *, unfilled: Collection[str] = ()) -> tuple[Solution, Linear]:
    """Return a solution with the fewest missing answers, and what holds of every such solution.

    Parameters
    ----------
    model : Model
        What must hold.
    unfilled : collection of str
        Columns of which an answer counts as one too many: they stay without wherever the statements allow it.
    """
    missing = _missing(model, unfilled)
    found = model.solve(missing)
    return found, Linear(missing, found.objective, found.objective)


def _missing(model: Model, unfilled: Collection[str]) -> Row:
    """Return the answers missing from the tables, less those that may be, as weights of unknowns."""
    weights = {i: sum(-1 if part.column in unfilled else 1 for part in cell if part.missing)
               for cells in model.cells for cell, i in cells.items()}
    return {i: weight for i, weight in weights.items() if weight}


def _batches(model: Model) -> Iterator[Row]:
    """Yield a few counts at a time, weighted like digits of a number; then the sums one by one."""
    counts = [i for cells in model.cells for i in cells.values()]
    digits = 3
    for start in range(0, len(counts), digits):
        batch = counts[start:start + digits]
        yield {i: (model.space.size + 1) ** (len(batch) - 1 - place) for place, i in enumerate(batch)}
    for table in model.sums.values():
        for i in table.values():
            yield {i: 1}


#: Filled in only where a claim fixes them; what is left of the income is other income.
PARTS_OF_INCOME = ("incentive_national_idr_per_month", "incentive_city_idr_per_month")


def size(claims: Iterable[Claim]) -> int:
    """Return the number of respondents: the n that most claims about everybody state.

    Raises
    ------
    ClaimError
        No claim states its n.
    """
    stated = Counter(claim.n for claim in claims if claim.n and not claim.of)
    if not stated:
        raise ClaimError("no claim about everybody states its n", where="column n",
                         expected="the number of respondents", fix="fill in n, or name it: ppks verify --n 45")
    return int(stated.most_common(1)[0][0])


def agreed(instrument: Instrument) -> dict[str, str]:
    """Return the answer of every respondent to the consent question: the published survey counts nobody else.

    It decides who is asked what; it is no answer of theirs that was published, and no column of the result.
    """
    return {v.name: "yes" for v in instrument.variables.values() if v.role == "consent"}


def _asked(instrument: Instrument) -> dict[str, Variable]:
    """Return the variables by name, without consent."""
    return {name: variable for name, variable in instrument.variables.items() if variable.role != "consent"}


def space(instrument: Instrument, n_respondents: int) -> Space:
    """Return what the columns of an instrument's data can hold, percent scores included."""
    columns = {v.name: Column(choices=tuple(c.name for c in v.choices))
               for v in _asked(instrument).values() if v.type == "select_one" and not v.dimension}
    for dimension in instrument.dimensions:
        items, points = instrument.items(dimension), instrument.maximum(dimension)
        least = min(choice.points or 0 for choice in items[0].choices)
        columns[f"{dimension}_percent"] = Column(step=Fraction(100, len(items) * int(points)),
                                                 low=Fraction(100 * int(least), int(points)), high=Fraction(100))
    return Space(n_respondents, columns)


def evidence(claims: Sequence[Claim], instrument: Instrument) -> Evidence:
    """Return what the imposed claims say about the respondents."""
    imposed = [statement for claim in select(claims) for statement in statements(claim)]
    return Evidence(space(instrument, size(claims)), tuple(imposed))


def addable(claims: Sequence[Claim], instrument: Instrument) -> list[Claim]:
    """Return the claims that are not imposed although the imposed ones would allow each of them.

    Empty when the imposed set is maximal. A claim that says nothing about respondents is never addable.
    """
    known = evidence(claims, instrument)
    found = []
    for claim in select(claims, lambda c: not c.is_imposed):
        added = statements(claim)
        if added and feasible(known.space, (*known.about(_columns(added)), *added)):
            found.append(claim)
    return found


def _columns(added: Iterable[Statement]) -> set[str]:
    return {column for statement in added for column in statement.columns}


def reconstruct(claims: Sequence[Claim], instrument: Instrument, *, lang: str = "id") -> pd.DataFrame:
    """Return respondents that satisfy every imposed claim, in the form of a questionnaire's export.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes hold in the result.
    instrument : Instrument
        Gives the columns, the choices and the answer scales.
    lang : str
        Language of the answers' labels.

    Returns
    -------
    DataFrame, shape (n_respondents, n_variables)
        All text; empty where the claims say nothing; no column for consent, which was not published. The same
        claims give the same bytes.

    Raises
    ------
    InfeasibleError
        The imposed claims contradict each other.
    """
    known = evidence(claims, instrument)
    model = Model(known.space, known.statements)
    answers = stitch(model, canonical(model, unfilled=PARTS_OF_INCOME))
    rows = [_questionnaire(place, row, instrument, lang) for place, row in enumerate(answers)]
    return pd.DataFrame(rows, columns=list(_asked(instrument)), dtype="str")


def whole(known: Evidence, part: Model, solution: Solution, instrument: Instrument) -> list[dict[str, str]]:
    """Return respondents that satisfy all that is known, and attain what a solution of a part of it attains.

    As a questionnaire's export, in choice names; `recount` reads it.
    """
    full = Model(known.space, known.statements, part.queries)
    held = [Linear(dict.fromkeys(full.counted(query), 1), value, value) for query in part.queries
            for value in [sum(solution.values[i] for i in part.counted(query))]]
    rows = stitch(full, full.solve(extra=held))
    return [_questionnaire(place, row, instrument, None) for place, row in enumerate(rows)]


def _questionnaire(place: int, answers: dict[str, Answer], instrument: Instrument,
                   lang: str | None) -> dict[str, str]:
    """Return answers in the form of a questionnaire's export: labels in a language, or choice names."""
    row = {name: _text(variable, answers.get(name), lang) for name, variable in _asked(instrument).items()}
    row["respondent"] = f"P{place + 1:02d}"
    for dimension in instrument.dimensions:
        percent = answers.get(f"{dimension}_percent")
        if percent is not None and holds(instrument.items(dimension)[0].relevant, {**agreed(instrument), **answers}):
            row.update(_items(Fraction(percent), instrument.items(dimension), place, lang))
    paid = [answers.get(name) for name in PARTS_OF_INCOME]
    if None not in paid and answers.get("income_idr_per_month") is not None:
        rest = Fraction(answers["income_idr_per_month"] or 0) - sum(Fraction(part or 0) for part in paid)
        row["other_income_idr_per_month"] = str(rest)
    return row


def _text(variable: Variable, answer: Answer, lang: str | None) -> str:
    if answer is None or lang is None:
        return "" if answer is None else str(answer)
    labels = {choice.name: choice.labels[lang] for choice in variable.choices}
    return labels.get(str(answer), str(answer))


def _items(percent: Fraction, items: Sequence[Variable], place: int, lang: str | None) -> dict[str, str]:
    """Share a score's points out over the items: as evenly as can be, the surplus starting at another item each."""
    by_points = {int(c.points or 0): c.labels[lang] if lang else c.name for c in items[0].choices}
    points = int(percent * len(items) * max(by_points) / 100)
    each, left = divmod(points, len(items))
    return {item.name: by_points[each + ((k - place) % len(items) < left)] for k, item in enumerate(items)}
