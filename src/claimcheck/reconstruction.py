"""Respondents reconstructed from published claims: one data set that agrees with all imposed ones.

It is not the survey. It has the survey's form, so that the same cleaning and scores run on it. What
the claims leave open is filled in by a fixed rule and has no meaning.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from fractions import Fraction

import pandas as pd

from claimcheck.bounds import Evidence
from claimcheck.claims import Claim, select, size
from claimcheck.codebook import Answer, Codebook, Scale
from claimcheck.counts import Cell, Linear, Model, Row, Solution, feasible
from claimcheck.space import UNLIMITED, Part
from claimcheck.statements import statements

#: How many counts are made as small as possible in one question to the solver.
_BATCH = 3


def evidence(claims: Sequence[Claim], codebook: Codebook) -> Evidence:
    """Return what the imposed claims say about the respondents.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes are evidence.
    codebook : Codebook
        What the columns can hold.
    """
    imposed = []
    for claim in select(claims):
        imposed += statements(claim)
    return Evidence(codebook.space(size(claims)), tuple(imposed))


def addable(claims: Sequence[Claim], codebook: Codebook) -> list[Claim]:
    """Return the claims that are not imposed although the imposed ones would allow each of them.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv.
    codebook : Codebook
        What the columns can hold.

    Returns
    -------
    list of Claim
        Empty when the imposed set is maximal. A claim that says nothing about respondents is never
        addable.
    """
    known = evidence(claims, codebook)
    allowed = []
    for claim in select(claims, lambda c: not c.is_imposed):
        added = statements(claim)
        columns = {column for statement in added for column in statement.columns}
        if added and feasible(known.space, (*known.about(columns), *added)):
            allowed.append(claim)
    return allowed


def reconstruct(claims: Sequence[Claim], codebook: Codebook, *, lang: str = "id") -> pd.DataFrame:
    """Return respondents that satisfy every imposed claim, in the form of a questionnaire's export.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv; those with ``imposed`` yes hold in the result.
    codebook : Codebook
        Gives the columns, the choices and the answer scales.
    lang : str
        Language of the answers' labels; a choice without a label in it is written by its name.

    Returns
    -------
    DataFrame, shape (n_respondents, n_questions)
        All text; empty where the claims say nothing. The same claims give the same bytes.

    Raises
    ------
    InfeasibleError
        The imposed claims contradict each other.

    Examples
    --------
    >>> from claimcheck.codebook import Question
    >>> sexes = {"female": {"en": "Woman"}, "male": {"en": "Man"}}
    >>> book = Codebook({"sex": Question(labels=sexes)})
    >>> women = Claim("women", published="2", condition="sex=female", n="3", imposed="yes")
    >>> reconstruct([women], book, lang="en")["sex"].tolist()
    ['Woman', 'Woman', 'Man']
    """
    known = evidence(claims, codebook)
    model = Model(known.space, known.statements)
    people = stitch(model, canonical(model, unfilled=codebook.unfilled))
    return pd.DataFrame(_export(people, codebook, lang), columns=list(codebook.questions),
                        dtype="str")


def completed(known: Evidence, part: Model, solution: Solution,
              codebook: Codebook) -> list[dict[str, str]]:
    """Return respondents that satisfy all evidence, and attain what a solution of a part attains.

    Parameters
    ----------
    known : Evidence
        What must hold.
    part : Model
        A model of some of the evidence, with queries.
    solution : Solution
        A solution of it; each query has the same value among the respondents.
    codebook : Codebook
        Gives the columns.

    Returns
    -------
    list of dict, length n_respondents
        As a questionnaire's export, in choice names; `recount` reads it.
    """
    model = Model(known.space, known.statements, part.queries)
    attained = []
    for query in part.queries:
        value = sum(solution.values[i] for i in part.counted(query))
        attained.append(Linear(dict.fromkeys(model.counted(query), 1), value, value))
    return _export(stitch(model, model.solve(extra=attained)), codebook, None)


def exported(answer: Answer) -> str | int | float | None:
    """Return an answer as JSON and CSV hold it: a whole number as such, another as a float.

    Parameters
    ----------
    answer : str, Fraction or None
        One answer of a respondent.
    """
    if isinstance(answer, Fraction):
        return int(answer) if answer.denominator == 1 else float(answer)
    return answer


# Counts stitched into respondents: tables that agree on the columns they share become rows.

def stitch(model: Model, solution: Solution) -> list[dict[str, Answer]]:
    """Return one row per respondent with a concrete answer in every column of a model.

    Parameters
    ----------
    model : Model
        Its tables give the columns.
    solution : Solution
        How many respondents are in each cell.

    Notes
    -----
    A part of several choices takes the last one; a range of numbers takes its middle, or its lower
    end when it has no upper one; where a sum is fixed, it is shared out evenly. None is no answer.
    """
    parts = _rows(model, solution)
    people: list[dict[str, Answer]] = []
    for row in parts:
        people.append({column: _concrete(part) for column, part in row.items()})
    for variable, table in model.sums.items():
        columns = model.sum_columns[variable]
        at = columns.index(variable)
        inside = defaultdict(list)
        for place, row in enumerate(parts):
            inside[tuple(row[column] for column in columns)].append(place)
        for cell, unknown in table.items():
            if not inside[cell]:
                continue
            each, left = divmod(solution.values[unknown], len(inside[cell]))
            for order, place in enumerate(inside[cell]):
                people[place][variable] = (each + (order < left)) * cell[at].step
    return people


def _rows(model: Model, solution: Solution) -> list[dict[str, Part]]:
    """Return the parts of the columns that each respondent is in, table by table."""
    rows: list[dict[str, Part]] = [{} for _ in range(model.space.size)]
    for clique, cells in zip(model.tree, model.cells, strict=True):
        waiting: dict[Cell, list[Cell]] = defaultdict(list)
        for cell, i in cells.items():
            waiting[cell[:len(clique.shared)]] += [cell] * solution.values[i]
        queues = {shared: iter(queue) for shared, queue in waiting.items()}
        for row in rows:
            cell = next(queues[tuple(row[column] for column in clique.shared)])
            row.update(zip(clique.columns, cell, strict=True))
    return rows


def _concrete(part: Part) -> Answer:
    if part.missing:
        return None
    if part.choices:
        return part.choices[-1]
    return (part.low if part.high >= UNLIMITED else (part.low + part.high) // 2) * part.step


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
    The unknowns are taken in the model's own order, which depends on nothing but the statements;
    each in turn is made as small as the earlier ones allow. What the statements leave open is
    thereby filled in the same way every time, and in a way that is plainly no finding.
    """
    solution, fewest = fewest_missing(model, unfilled=unfilled)
    fixed: dict[int, int] = {}
    for batch in _batches(model):
        if any(solution.values[i] for i in batch):
            solution = model.solve(batch, extra=(fewest,), fixed=fixed)
        for i in batch:
            fixed[i] = solution.values[i]
    return solution


def fewest_missing(model: Model, *, unfilled: Collection[str] = ()) -> tuple[Solution, Linear]:
    """Return a solution with the fewest missing answers, and what holds of every such solution.

    Parameters
    ----------
    model : Model
        What must hold.
    unfilled : collection of str
        Columns that stay without an answer wherever the statements allow it.
    """
    weights: Row = {}
    for cells in model.cells:
        for cell, i in cells.items():
            weight = 0
            for part in cell:
                if part.missing:
                    weight += -1 if part.column in unfilled else 1
            if weight:
                weights[i] = weight
    solution = model.solve(weights)
    return solution, Linear(weights, solution.objective, solution.objective)


def _batches(model: Model) -> Iterator[Row]:
    """Yield a few counts at a time, weighted like digits of a number; then the sums one by one."""
    counts = [i for cells in model.cells for i in cells.values()]
    for start in range(0, len(counts), _BATCH):
        batch = counts[start:start + _BATCH]
        yield {i: (model.space.size + 1) ** (len(batch) - 1 - place)
               for place, i in enumerate(batch)}
    for table in model.sums.values():
        for i in table.values():
            yield {i: 1}


# Respondents in the form of a questionnaire's export.

def _export(people: Iterable[dict[str, Answer]], codebook: Codebook,
            lang: str | None) -> list[dict[str, str]]:
    """Return respondents' answers as labels in a language, or as choice names without one."""
    rows = []
    for place, answers in enumerate(people):
        row = {name: _text(codebook, name, answers.get(name), lang) for name in codebook.questions}
        row[codebook.identifier] = f"P{place + 1:02d}"
        for name, scale in codebook.scores.items():
            percent = answers.get(name)
            if percent is not None and scale.is_asked(answers):
                row.update(_items(Fraction(percent), scale, place, codebook, lang))
        for remainder in codebook.remainders:
            amounts = [answers.get(name) for name in (remainder.total, *remainder.parts)]
            total, *paid = (None if amount is None else Fraction(amount) for amount in amounts)
            if total is not None and None not in paid:
                row[remainder.rest] = str(total - sum(part or 0 for part in paid))
        rows.append(row)
    return rows


def _text(codebook: Codebook, name: str, answer: Answer, lang: str | None) -> str:
    if answer is None:
        return ""
    labels = codebook.questions[name].labels.get(str(answer), {})
    return labels.get(lang, str(answer)) if lang else str(answer)


def _items(percent: Fraction, scale: Scale, place: int, codebook: Codebook,
           lang: str | None) -> dict[str, str]:
    """Share a score's points out evenly; each respondent's surplus begins at another item."""
    by_points = {points: choice for choice, points in scale.points.items()}
    points = int(percent * len(scale.items) * max(by_points) / 100)
    each, left = divmod(points, len(scale.items))
    answers = {}
    for k, item in enumerate(scale.items):
        choice = by_points[each + ((k - place) % len(scale.items) < left)]
        answers[item] = _text(codebook, item, choice, lang)
    return answers
