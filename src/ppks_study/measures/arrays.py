"""Arrow arrays from numpy's and back, by their buffers: pyarrow's own ways import pandas first, for half a second."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


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
