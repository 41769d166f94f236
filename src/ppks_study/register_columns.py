"""A column of a register as codes and the few texts that they stand for: each text is judged once, not each row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from surveyintake.errors import InputError

# Arrow arrays from numpy's and back, by their buffers: pyarrow's own ways import pandas first, for half a second.

def numbers(values: np.ndarray, known: np.ndarray) -> pa.Array:
    """Return an array of numbers of 64 bits, missing where not known.

    Examples
    --------
    >>> numbers(np.array([1.5, 2.0]), np.array([True, False])).to_pylist()
    [1.5, None]
    """
    kind = pa.float64() if values.dtype == np.float64 else pa.int64()
    held = np.where(known, values, 0).astype(values.dtype)
    return pa.Array.from_buffers(kind, len(values), [_bits(known), pa.py_buffer(held)])


def named(codes: np.ndarray, names: Sequence[str], known: np.ndarray) -> pa.Array:
    """Return an array of texts by code, missing where not known.

    Examples
    --------
    >>> named(np.array([1, 0]), ["low", "high"], np.array([True, False])).to_pylist()
    ['high', None]
    """
    written = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    texts = pa.Array.from_buffers(pa.string(), len(names), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(written))])
    return texts.take(numbers(codes.astype(np.int64), known))


def whole_numbers(array: pa.Array, missing: int) -> np.ndarray:
    """Return an array of whole numbers as 64 bits, with a number for what is missing.

    Examples
    --------
    >>> whole_numbers(pa.array([1, None, 3], pa.int8()), 9)
    array([1, 9, 3])
    """
    bits, held = array.buffers()
    end = array.offset + len(array)
    found = np.frombuffer(held, str(array.type), end)[array.offset:].astype(np.int64)
    if bits is None or not array.null_count:
        return found
    there = np.unpackbits(np.frombuffer(bits, np.uint8), count=end, bitorder="little")[array.offset:]
    return np.where(there, found, missing)


def _bits(known: np.ndarray) -> pa.Buffer:
    return pa.py_buffer(np.packbits(known, bitorder="little"))


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
