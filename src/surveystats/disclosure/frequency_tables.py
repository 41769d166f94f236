"""Plain two-way tables of counts: protected together, and attacked from what is published of them."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from claimcheck.conditions import EVERYBODY, Atom, Condition
from claimcheck.counts import Model
from claimcheck.space import Column, Space
from claimcheck.statements import Statement, Term, count_is
from surveystats.disclosure.contingency import Joint
from surveystats.disclosure.suppression import close
from surveystats.errors import ParameterError

ONE = Fraction(1)
#: What the row and the column of margins are called, unless told otherwise.
TOTAL = "total"
Cells = dict[tuple[int, Any, Any], Condition]


def protect(table: pd.DataFrame, *, fewest: int = 3, margins: str = TOTAL) -> pd.DataFrame:
    """Return a table of counts with those withheld that would tell of few people.

    Parameters
    ----------
    table : DataFrame of int, shape (n_rows, n_columns)
        People by two answers, without margins.
    fewest : int
        A count of at least one person and of fewer than these is withheld, in cells and margins; a count of nobody is
        told.
    margins : str
        The name of the row and the column of totals that are published with it.

    Returns
    -------
    DataFrame of Int64, shape (n_rows + 1, n_columns + 1)
        The table with its margins; withheld counts are NA. The total of all is always told. Where so few people stand
        in so many cells that these can always be worked out, the whole table is withheld, cells of nobody too.

    Raises
    ------
    ParameterError
        A count is missing, negative or no whole number, or a label stands twice or is that of the margins.

    Examples
    --------
    >>> counts = pd.DataFrame({"pkh": [1, 6, 9], "tksk": [8, 5, 7]}, index=["d3", "s1", "slta"])
    >>> protect(counts)
           pkh  tksk  total
    d3    <NA>  <NA>      9
    s1    <NA>  <NA>     11
    slta     9     7     16
    total   16    20     36
    """
    return protect_linked([table], fewest=fewest, margins=margins)[0]


def protect_linked(tables: Sequence[pd.DataFrame], *, fewest: int = 3, margins: str = TOTAL) -> list[pd.DataFrame]:
    """Return tables of counts of the same people, protected together: axes of one name are the same answers.

    Parameters, errors and result are those of `protect`, table by table. The names of ``index`` and ``columns`` tell
    which margins two tables share; without names a table is its own.
    """
    whole = [with_margins(table, margins) for table in tables]
    if len({_all(table) for table in whole}) != 1:
        raise ParameterError("the tables count different numbers of people", where="protect_linked",
                             expected="tables of the same people")
    where = _conditions(whole)
    counts = {c: _number(whole[k], row, column) for (k, row, column), c in where.items() if c.atoms}
    joint = Joint.of(_space(whole, counts), counts, _everybody(whole))
    closed = close([joint], counts, fewest=fewest, parts=_parts(where, counts))
    for (k, row, column), condition in where.items():
        if condition in closed.all or (closed.gave_up and condition.atoms):
            whole[k].loc[row, column] = pd.NA
    return whole


def attack(published: pd.DataFrame | Sequence[pd.DataFrame]) -> pd.DataFrame | list[pd.DataFrame]:
    """Return what can be worked out of each withheld count of published tables.

    Parameters
    ----------
    published : DataFrame, or sequence of DataFrame
        As `protect` (or `protect_linked`) returns them: margins last, withheld counts NA.

    Returns
    -------
    DataFrame
        One row per withheld count: ``row``, ``column``, and ``lower``, ``upper``: the fewest and the most people that
        it can be. The attacker knows that counts are whole, add up to their margins, and that nobody is withheld: a
        withheld count is at least 1, unless the whole table is withheld. A list of these for several tables.
    """
    tables = [published] if isinstance(published, pd.DataFrame) else list(published)
    where = _conditions(tables)
    counts: dict[Condition, Any] = {c: tables[k].at[row, column] for (k, row, column), c in where.items()}
    everybody = _all(tables[0])
    space = Space(everybody, _columns(tables))
    some = ONE if any(pd.notna(count) for c, count in counts.items() if c.atoms) else Fraction(0)
    known: list[Statement] = [Statement((Term(ONE, c),), some, None) if pd.isna(count) else count_is(c, int(count))
             for c, count in counts.items() if c.atoms]
    known += [count_is(c, everybody) for c in _everybody(tables)]
    model = Model(space, known)
    found: list[list[tuple[object, ...]]] = [[] for _ in tables]
    for (k, row, column), condition in where.items():
        if pd.isna(counts[condition]):
            term = Term(ONE, condition)
            found[k].append((row, column, model.solve(term).objective, model.solve(term, sense=-1).objective))
    frames = [pd.DataFrame(rows, columns=["row", "column", "lower", "upper"]) for rows in found]
    return frames[0] if isinstance(published, pd.DataFrame) else frames


def with_margins(table: pd.DataFrame, margins: str = TOTAL) -> pd.DataFrame:
    """Return a table of counts with its totals, checked; as whole numbers that can be missing."""
    _refuse(table, margins)
    found = table.astype("Int64")
    found[margins] = found.sum(axis="columns").astype("Int64")
    found.loc[margins] = found.sum(axis="index").astype("Int64")
    return found


def _number(table: pd.DataFrame, row: Any, column: Any) -> int:
    found: Any = table.at[row, column]
    return int(found)


def _all(table: pd.DataFrame) -> int:
    """Return the total of a table with margins."""
    total: Any = table.iloc[-1, -1]
    return int(total)


def _refuse(table: pd.DataFrame, margins: str) -> None:
    labels = [[*table.index, margins], [*table.columns, margins]]
    twice = next((label for axis in labels for label in axis if axis.count(label) > 1), None)
    numeric = all(pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes)
    whole = numeric and bool((table.notna() & (table >= 0) & (table % 1 == 0)).all(axis=None))
    if table.empty or twice is not None or not whole:
        raise ParameterError("this is no table of counts" if twice is None else f"the label {twice!r} stands twice",
                             where="protect", expected="whole numbers of people, 0 or more, without margins")


def _axes(tables: Sequence[pd.DataFrame]) -> list[tuple[str, str]]:
    return [(str(table.index.name or f"row {k}"), str(table.columns.name or f"column {k}"))
            for k, table in enumerate(tables)]


def _conditions(tables: Sequence[pd.DataFrame]) -> Cells:
    """Return whom each cell counts, margins included: those of a row, those of a column, everybody.

    The only row or column of a table is everybody, as its margin is.
    """
    found: Cells = {}
    for k, (table, (down, across)) in enumerate(zip(tables, _axes(tables), strict=True)):
        rows, columns = (size - 1 if size > 2 else 0 for size in table.shape)
        for r, row in enumerate(table.index):
            for c, column in enumerate(table.columns):
                atoms = [(down, row)] * (r < rows) + [(across, column)] * (c < columns)
                found[k, row, column] = Condition(tuple(Atom(name, "=", (str(label),)) for name, label in atoms))
    return found


def _columns(tables: Sequence[pd.DataFrame]) -> dict[str, Column]:
    choices: dict[str, dict[str, None]] = {}
    for table, (down, across) in zip(tables, _axes(tables), strict=True):
        choices.setdefault(down, {}).update(dict.fromkeys(map(str, table.index[:-1])))
        choices.setdefault(across, {}).update(dict.fromkeys(map(str, table.columns[:-1])))
    return {name: Column(tuple(labels)) for name, labels in choices.items()}


def _everybody(tables: Sequence[pd.DataFrame]) -> list[Condition]:
    """Return the conditions that everybody meets: each answer is one of its column's."""
    return [Condition((Atom(name, "in", column.choices),)) for name, column in _columns(tables).items()]


def _space(tables: Sequence[pd.DataFrame], counts: dict[Condition, int]) -> Space:
    everybody = _all(tables[0])
    counts |= dict.fromkeys(_everybody(tables), everybody)
    return Space(everybody, _columns(tables))


def _parts(where: Cells, counts: Mapping[Condition, int]) -> Iterator[tuple[Condition, Condition]]:
    """Yield each margin beside each of its parts."""
    whole = {atom.column: c for c in counts for atom in c.atoms if atom.op == "in"}
    for condition in dict.fromkeys(where.values()):
        for atom in condition.atoms:
            rest = Condition(tuple(a for a in condition.atoms if a != atom))
            yield (rest if rest != EVERYBODY else whole[atom.column]), condition
