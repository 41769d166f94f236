"""Plain two-way tables of counts: protected together, and attacked from what is published."""

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
        A count of at least one person and of fewer than these is withheld, in cells and margins; a
        count of nobody is told.
    margins : str
        The name of the row and the column of totals that are published with it.

    Returns
    -------
    DataFrame of Int64, shape (n_rows + 1, n_columns + 1)
        The table with its margins; withheld counts are NA. The total of all is always told. Where
        so few people are in so many cells that these can always be worked out, the whole table is
        withheld, cells of nobody too.

    Raises
    ------
    ParameterError
        A count is missing, negative or no whole number, or a label stands twice or is that of the
        margins.

    Notes
    -----
    In R: ``sdcTable::protectTable``.

    Examples
    --------
    >>> counts = pd.DataFrame({"north": [1, 6, 9], "south": [8, 5, 7]}, index=["d3", "s1", "slta"])
    >>> protect(counts)
          north  south  total
    d3     <NA>   <NA>      9
    s1     <NA>   <NA>     11
    slta      9      7     16
    total    16     20     36
    """
    return protect_linked([table], fewest=fewest, margins=margins)[0]


def protect_linked(tables: Sequence[pd.DataFrame], *, fewest: int = 3,
                   margins: str = TOTAL) -> list[pd.DataFrame]:
    """Return tables of counts of the same people, protected together.

    Parameters
    ----------
    tables : sequence of DataFrame of int
        Each as in `protect`. Axes of one name are the same answers: the names of ``index`` and
        ``columns`` tell which margins two tables share; a table without names shares none.
    fewest, margins
        As in `protect`.

    Returns
    -------
    list of DataFrame of Int64
        As `protect` returns them, in the order of the tables.

    Raises
    ------
    ParameterError
        As `protect`; or the tables count different numbers of people.
    """
    published = [with_margins(table, margins) for table in tables]
    if len({_everybody(table) for table in published}) != 1:
        raise ParameterError("the tables count different numbers of people", where="protect_linked",
                             expected="tables of the same people")
    cells = _conditions(published)
    counts: dict[Condition, int] = {}
    for (k, row, column), condition in cells.items():
        if condition.atoms:
            counts[condition] = _number(published[k], row, column)
    columns = _columns(published)
    known = _answers(columns)
    counts |= dict.fromkeys(known.values(), _everybody(published[0]))
    joint = Joint.of(Space(_everybody(published[0]), columns), counts, [*known.values()])
    closed = close([joint], counts, fewest=fewest, parts=_parts(cells, known))
    for (k, row, column), condition in cells.items():
        if condition in closed.all or (closed.gave_up and condition.atoms):
            published[k].loc[row, column] = pd.NA
    return published


def attack(published: pd.DataFrame | Sequence[pd.DataFrame]) -> pd.DataFrame | list[pd.DataFrame]:
    """Return what can be worked out of each withheld count of published tables.

    Parameters
    ----------
    published : DataFrame, or sequence of DataFrame
        As `protect` (or `protect_linked`) returns them: margins last, withheld counts NA.

    Returns
    -------
    DataFrame
        One row per withheld count: ``row``, ``column``, and ``lower``, ``upper``: the fewest and
        the most people that it can be. The attacker knows that counts are whole, add up to their
        margins, and that nobody is withheld: a withheld count is at least 1, unless the whole table
        is withheld. A list of these for several tables.
    """
    tables = [published] if isinstance(published, pd.DataFrame) else list(published)
    cells = _conditions(tables)
    counts: dict[Condition, Any] = {}
    for (k, row, column), condition in cells.items():
        counts[condition] = tables[k].at[row, column]
    told = [c for c, count in counts.items() if c.atoms and pd.notna(count)]
    least = ONE if told else Fraction(0)
    everybody, columns = _everybody(tables[0]), _columns(tables)
    known: list[Statement] = [count_is(c, everybody) for c in _answers(columns).values()]
    for condition, count in counts.items():
        if condition in told:
            known.append(count_is(condition, int(count)))
        elif condition.atoms:
            known.append(Statement((Term(ONE, condition),), least, None))
    model = Model(Space(everybody, columns), known)
    rows: list[list[tuple[object, ...]]] = [[] for _ in tables]
    for (k, row, column), condition in cells.items():
        if pd.isna(counts[condition]):
            term = Term(ONE, condition)
            lower, upper = model.solve(term).objective, model.solve(term, sense=-1).objective
            rows[k].append((row, column, lower, upper))
    frames = []
    for found in rows:
        frames.append(pd.DataFrame(found, columns=["row", "column", "lower", "upper"]))
    return frames[0] if isinstance(published, pd.DataFrame) else frames


def with_margins(table: pd.DataFrame, margins: str = TOTAL) -> pd.DataFrame:
    """Return a table of counts with its totals, as whole numbers that can be missing.

    Parameters
    ----------
    table, margins
        As in `protect`.

    Raises
    ------
    ParameterError
        As `protect`.
    """
    for axis in ([*table.index, margins], [*table.columns, margins]):
        twice = [label for label in axis if axis.count(label) > 1]
        if twice:
            raise ParameterError(f"the label {twice[0]!r} stands twice", where="protect",
                                 expected="rows and columns of different names, without margins")
    whole = all(pd.api.types.is_numeric_dtype(dtype) for dtype in table.dtypes)
    if whole:
        whole = bool((table.notna() & (table >= 0) & (table % 1 == 0)).all(axis=None))
    if table.empty or not whole:
        raise ParameterError("this is no table of counts", where="protect",
                             expected="whole numbers of people, 0 or more, without margins")
    published = table.astype("Int64")
    published[margins] = published.sum(axis="columns").astype("Int64")
    published.loc[margins] = published.sum(axis="index").astype("Int64")
    return published


def _number(table: pd.DataFrame, row: Any, column: Any) -> int:
    count: Any = table.at[row, column]
    return int(count)


def _everybody(table: pd.DataFrame) -> int:
    """Return the total of a table with margins."""
    total: Any = table.iloc[-1, -1]
    return int(total)


def _axes(table: pd.DataFrame, k: int) -> tuple[str, str]:
    """Return the names of a table's rows and columns; those of the k-th table without any."""
    return str(table.index.name or f"row {k}"), str(table.columns.name or f"column {k}")


def _conditions(tables: Sequence[pd.DataFrame]) -> Cells:
    """Return whom each cell counts, margins included: those of a row, of a column, everybody.

    The only row or column of a table is everybody, as its margin is.
    """
    cells: Cells = {}
    for k, table in enumerate(tables):
        down, across = _axes(table, k)
        rows, columns = (size - 1 if size > 2 else 0 for size in table.shape)
        for r, row in enumerate(table.index):
            for c, column in enumerate(table.columns):
                atoms = []
                if r < rows:
                    atoms.append(Atom(down, "=", (str(row),)))
                if c < columns:
                    atoms.append(Atom(across, "=", (str(column),)))
                cells[k, row, column] = Condition(tuple(atoms))
    return cells


def _columns(tables: Sequence[pd.DataFrame]) -> dict[str, Column]:
    """Return the answers of each axis, by its name."""
    choices: dict[str, dict[str, None]] = {}
    for k, table in enumerate(tables):
        for name, labels in zip(_axes(table, k), (table.index, table.columns), strict=True):
            choices.setdefault(name, {}).update(dict.fromkeys(map(str, labels[:-1])))
    return {name: Column(tuple(labels)) for name, labels in choices.items()}


def _answers(columns: Mapping[str, Column]) -> dict[str, Condition]:
    """Return, by axis, the condition that everybody meets: each answer is one of its answers."""
    known = {}
    for name, column in columns.items():
        known[name] = Condition((Atom(name, "in", column.choices),))
    return known


def _parts(cells: Cells, known: Mapping[str, Condition]) -> Iterator[tuple[Condition, Condition]]:
    """Yield each margin beside each of its parts."""
    for condition in dict.fromkeys(cells.values()):
        for atom in condition.atoms:
            rest = Condition(tuple(other for other in condition.atoms if other != atom))
            yield (rest if rest != EVERYBODY else known[atom.column]), condition
