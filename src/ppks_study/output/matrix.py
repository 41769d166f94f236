"""A matrix of counts as a table to read: the interviews' codes by source, their findings by section and voice."""

from dataclasses import replace

import pandas as pd

from ppks_study.output.phrases import word
from ppks_study.output.tables import Table, of_text

#: Matrices of the sections by name.
MATRICES = ("matrix", "findings", "relations", "by_voice")
HEADS = {"group_label": "quantity", "label": "category"}


def of_matrix(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "") -> Table:
    """Return a matrix of counts as a table: a row for each label, a column for each ``by_label``.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame of one unit with ``label`` and ``by_label``, and ``group_label`` where rows come in groups;
        every cell once, row by row.
    title, lang, origin : str
        As in `tables.of_estimates`.
    """
    names = [name for name in HEADS if name in frame]
    columns = list(dict.fromkeys(frame["by_label"]))
    counts = pd.DataFrame(frame["value"].to_numpy(dtype=int).reshape(-1, len(columns)), columns=columns)
    labels = frame.iloc[:: len(columns)][[*names, "n", "missing"]].reset_index(drop=True)
    heads = {name: word(HEADS[name], lang) for name in names} | {name: name for name in columns}
    shown = of_text(pd.concat([labels, counts], axis=1), heads, title=title, lang=lang, origin=origin,
                    unit=str(frame["unit"].iloc[0]))
    cells = iter(frame["key"])
    told = [next(cells) if column >= len(names) else "" for column in shown.numbers["column"]]
    return replace(shown, keys=tuple(frame["key"]), numbers=shown.numbers.assign(key=told))
