"""Counts stitched into respondents: tables that agree on shared columns become rows."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction

from ppks_study.evidence.counts import Cell, Model, Solution
from ppks_study.evidence.parts import UNLIMITED, Part

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
