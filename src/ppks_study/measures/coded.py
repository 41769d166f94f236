"""A column of a register as codes and the few texts that they stand for: each text is judged once, not each row."""

from typing import Any

import numpy as np
import pyarrow as pa

from ppks_study.errors import InputError
from ppks_study.measures.arrays import whole_numbers


def coded(column: pa.Array, name: str) -> tuple[np.ndarray, list[str]]:
    """Return a column's codes and the text of each; the last text, ``""``, stands for no answer.

    Parameters
    ----------
    column : Array
        Texts, categories, or whole numbers: 1 and 1.0 are the choice ``1``.
    name : str
        Of the column, for the error.

    Returns
    -------
    codes : ndarray of int, shape (n_rows,)
        From 0 to ``len(texts) - 1``.
    texts : list of str

    Raises
    ------
    InputError
        The column holds what can be no choice: true and false, dates, lists.

    Examples
    --------
    >>> coded(pa.array(["a", None, "b", "a"]), "sex")
    (array([0, 2, 1, 0]...), ['a', 'b', ''])
    """
    if not usable(column.type):
        raise InputError(f"the column {name!r} is of type {column.type}", where=f"column {name}",
                         expected="names of choices, as text or whole numbers")
    encoded = column if pa.types.is_dictionary(column.type) else _plain(column).dictionary_encode()
    texts = [_text(value) for value in encoded.dictionary.to_pylist()]
    return whole_numbers(encoded.indices, len(texts)), [*texts, ""]


def usable(kind: pa.DataType) -> bool:
    """Return whether a column of a type can hold choices."""
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    return any(test(held) for test in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view,
                                       pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
                                       pa.types.is_null))


def _plain(column: pa.Array) -> pa.Array:
    """Return a column in a type that can be coded."""
    wrong = pa.types.is_null(column.type) or pa.types.is_string_view(column.type)
    return column.cast(pa.string()) if wrong else column


def _text(value: Any) -> str:
    """Return the text of a value: a whole number without a point, nothing for what is no number."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    return str(int(value)) if np.isfinite(float(value)) and value == int(value) else str(value)
