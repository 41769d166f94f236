"""One solution out of many, always the same: fewest missing answers, then first in order."""

from collections.abc import Collection, Iterator

from ppks_study.evidence.counts import Linear, Model, Row, Solution


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
