"""One batch of rows of a register: answers from Arrow, scores back to Arrow.

A column is taken as codes and the few texts that they stand for, so that each text is judged once,
not each row. Arrays go between numpy and Arrow by their buffers: pyarrow's own ways import pandas
first, for half a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from ppks_study.scoring import (
    CHOICES_EXPECTED,
    EDUCATION,
    Answers,
    Column,
    Rules,
    refused,
    scores,
    text_of,
)
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument, Variable


@dataclass(frozen=True)
class Scored:
    """The scores of a batch, and the cells that are no choice of their question and count as no
    answer.

    Attributes
    ----------
    columns : mapping of str to Array, each of shape (n_rows,)
        As `ppks_study.scoring.score` adds them, in its order.
    refused : mapping of str to (ndarray of int, list of str)
        By column: rows of the batch, from 0, and what stands there.
    """

    columns: Mapping[str, pa.Array]
    refused: Mapping[str, tuple[np.ndarray, list[str]]] = field(default_factory=dict)


def questions(instrument: Instrument) -> dict[str, Variable]:
    """Return what is scored: the items by dimension, and education where it is asked.

    Parameters
    ----------
    instrument : Instrument
        The questionnaire.
    """
    asked = {}
    for dimension in instrument.dimensions:
        asked.update({item.name: item for item in instrument.items(dimension)})
    if EDUCATION in instrument.variables:
        asked[EDUCATION] = instrument.variables[EDUCATION]
    return asked


def scored(batch: Mapping[str, pa.Array], instrument: Instrument, rules: Rules) -> Scored:
    """Return the scores of some rows, equal to the last bit to what `ppks_study.scoring.score`
    gives.

    Parameters
    ----------
    batch : mapping of str to Array, each of shape (n_rows,)
        Choice names of each item, and of ``education`` where the instrument asks for it.
    instrument : Instrument
        Gives each item's points, dimension, and whether it is reversed.
    rules : Rules
        The class bounds and their rule, the share of items that must be answered, classes by
        education.

    Raises
    ------
    InputError
        A column is of a type that can hold no choices.
    """
    answers, cells = {}, {}
    for name, question in questions(instrument).items():
        codes, texts = coded(batch[name], name)
        wrong = refused(texts, question)
        rows = np.flatnonzero(wrong[codes])
        if len(rows):
            cells[name] = rows, [texts[code] for code in codes[rows]]
        kept = ["" if is_wrong else text for text, is_wrong in zip(texts, wrong, strict=True)]
        answers[name] = Answers(codes, kept)
    columns = {name: _array(column) for name, column in scores(answers, instrument, rules).items()}
    return Scored(columns, cells)


def _array(column: Column) -> pa.Array:
    if column.names:
        return named(column.values, column.names, column.known)
    return numbers(column.values, column.known)


def numbers(values: np.ndarray, known: np.ndarray) -> pa.Array:
    """Return an array of numbers of 64 bits, missing where not known.

    Parameters
    ----------
    values : ndarray of float or int, shape (n_rows,)
    known : ndarray of bool, shape (n_rows,)

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

    Parameters
    ----------
    codes : ndarray of int, shape (n_rows,)
        Places in `names`.
    names : sequence of str
    known : ndarray of bool, shape (n_rows,)

    Examples
    --------
    >>> named(np.array([1, 0]), ["low", "high"], np.array([True, False])).to_pylist()
    ['high', None]
    """
    written = [name.encode() for name in names]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(b"".join(written))]
    texts = pa.Array.from_buffers(pa.string(), len(names), buffers)
    return texts.take(numbers(codes.astype(np.int64), known))


def _whole_numbers(array: pa.Array, missing: int) -> np.ndarray:
    """Return an array of whole numbers as 64 bits, with a number for what is missing."""
    bits, held = array.buffers()
    end = array.offset + len(array)
    found = np.frombuffer(held, str(array.type), end)[array.offset:].astype(np.int64)
    if bits is None or not array.null_count:
        return found
    there = np.unpackbits(np.frombuffer(bits, np.uint8), count=end, bitorder="little")[
        array.offset :
    ]
    return np.where(there, found, missing)


def _bits(known: np.ndarray) -> pa.Buffer:
    return pa.py_buffer(np.packbits(known, bitorder="little"))


def coded(column: pa.Array, name: str) -> Answers:
    """Return a column's codes and the text of each; the last text, ``""``, stands for no answer.

    Parameters
    ----------
    column : Array
        Texts, categories, or whole numbers: 1 and 1.0 are the choice ``1``.
    name : str
        Of the column, for the error.

    Raises
    ------
    InputError
        The column holds what can be no choice: true and false, dates, lists.

    Examples
    --------
    >>> coded(pa.array(["a", None, "b", "a"]), "sex")
    Answers(codes=array([0, 2, 1, 0]...), texts=['a', 'b', ''])
    """
    if not usable(column.type):
        raise InputError(f"the column {name!r} is of type {column.type}", where=f"column {name}",
                         expected=CHOICES_EXPECTED)
    encoded = column if pa.types.is_dictionary(column.type) else _plain(column).dictionary_encode()
    texts = [*map(text_of, encoded.dictionary.to_pylist()), ""]
    return Answers(_whole_numbers(encoded.indices, len(texts) - 1), texts)


def usable(kind: pa.DataType) -> bool:
    """Return whether a column of a type can hold choices.

    Parameters
    ----------
    kind : DataType
        Of the column, or of the values of its dictionary.
    """
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    types = pa.types
    return bool(types.is_string(held) or types.is_large_string(held) or types.is_string_view(held)
                or types.is_integer(held) or types.is_floating(held) or types.is_decimal(held)
                or types.is_null(held))


def _plain(column: pa.Array) -> pa.Array:
    """Return a column in a type that can be coded."""
    wrong = pa.types.is_null(column.type) or pa.types.is_string_view(column.type)
    return column.cast(pa.string()) if wrong else column
