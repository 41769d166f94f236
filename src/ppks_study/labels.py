"""What a category is called: from the table itself, the section's words, the instrument."""

import pandas as pd

from claimcheck.conditions import parse
from paperbuild.errors import OutputError
from ppks_study.phrases import Phrases
from surveyintake.instrument import Instrument


def label(category: str, condition: str, instrument: Instrument | None, phrases: Phrases) -> str:
    """Return what a category is called: as the section's words say, else as the choice that its condition names.

    Raises
    ------
    OutputError
        Neither names it.
    """
    found = phrases.label(category)
    if found is not None:
        return found
    for atom in parse(condition).atoms:
        if instrument is not None and atom.column in instrument.variables and category in atom.values:
            return instrument.label(atom.column, category, phrases.lang)
    raise OutputError(f"no label for {category!r}", where=f"section {phrases.section}, condition {condition!r}",
                      expected="a choice of the instrument",
                      fix=f"add [label] {category}.id and .en to words/{phrases.section}.toml")


def labelled(table: pd.DataFrame, instrument: Instrument | None, phrases: Phrases) -> pd.DataFrame:
    """Return a table with a column ``label`` in the language: what its rows are called.

    A table's own ``label_<lang>`` comes first, then its ``category`` (see `label`). Tables with neither are
    labelled by the last parts of their keys, where the section's words know them.
    """
    table = table.copy()
    if f"label_{phrases.lang}" in table:
        table["label"] = table[f"label_{phrases.lang}"]
    elif "category" in table:
        conditions = table["condition"] if "condition" in table else pd.Series("", index=table.index)
        table["label"] = [label(str(category), str(condition), instrument, phrases)
                          for category, condition in zip(table["category"], conditions, strict=True)]
    elif "key" in table:
        table["label"] = [_of_key(str(key), phrases) for key in table["key"]]
    return table


def _of_key(key: str, phrases: Phrases) -> str:
    found = phrases.label(key.removeprefix(f"{phrases.section}."))
    if found is None:
        raise OutputError(f"no label for {key!r}", where=f"words/{phrases.section}.toml, [label]",
                          expected=f'"{key.removeprefix(phrases.section + ".")}" with id and en',
                          fix="add it, or give the table a category")
    return found
