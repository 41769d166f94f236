"""Conditions on respondents: the little language of claims, bounds and tables.

A condition is ``column OP value``, several joined by `` & ``. OP is one of ``= != < <= > >= in
has``; ``in`` takes ``a|b|c``; ``has`` asks whether a multiple choice contains a choice. Values are
choice names or numbers. The empty condition holds for everybody.
"""

import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from claimcheck.errors import ConditionError

if TYPE_CHECKING:
    import pandas as pd

_ATOM = re.compile(r"\s*([A-Za-z_]\w*)\s*(?:(!=|<=|>=|=|<|>)\s*|\s(in|has)\s+)(\S(?:.*\S)?)\s*")
_COMPARED = {"!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt,
             ">=": operator.ge}
_NUMBER = re.compile(r"-?\d+(\.\d+|/\d+)?")
_GRAMMAR = "column OP value, joined by ' & '; OP is one of = != < <= > >= in has; in takes a|b|c"


def number(text: str) -> Fraction | None:
    """Return a plain number as an exact fraction, or None when the text is not one.

    Parameters
    ----------
    text : str
        Such as ``85.5`` or ``171/2``.

    Examples
    --------
    >>> number("85.5"), number("female")
    (Fraction(171, 2), None)
    """
    is_number = _NUMBER.fullmatch(text) and not re.search(r"/0+$", text)
    return Fraction(text) if is_number else None


@dataclass(frozen=True)
class Atom:
    """One comparison of a condition: a column, an operator, and one value or more."""

    column: str
    op: str
    values: tuple[str, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether every value is a number."""
        return None not in self.limits

    @cached_property
    def limits(self) -> tuple[Fraction | None, ...]:
        """The values as exact numbers; None for a choice name."""
        return tuple([number(value) for value in self.values])

    def holds(self, value: str | Fraction) -> bool:
        """Whether the comparison holds for one answer.

        Parameters
        ----------
        value : str or Fraction
            A choice name (of several choices, names with blanks between them), or an exact number.
        """
        if isinstance(value, str):
            if self.op == "has":
                return self.values[0] in value.split()
            return (value in self.values) != (self.op == "!=")
        limit = self.limits[0]
        if limit is None:
            return self.op == "!="
        if self.op in ("=", "in"):
            return value in self.limits
        return self.op in _COMPARED and bool(_COMPARED[self.op](value, limit))

    def mask(self, answers: "pd.Series") -> "pd.Series":
        """Return where the comparison holds.

        Parameters
        ----------
        answers : Series, shape (n_respondents,)
            The column's answers; missing where there is none.

        Returns
        -------
        Series of boolean, shape (n_respondents,)
            Missing without an answer.
        """
        import numpy as np
        import pandas as pd

        exact = pd.api.types.is_numeric_dtype(answers)
        at, known = pd.factorize(answers)
        judged = [self.holds(Fraction(value) if exact else str(value)) for value in known.tolist()]
        held = np.array([*judged, False], bool)[at]  # at is -1 without an answer
        return pd.Series(pd.arrays.BooleanArray(held, at < 0), index=answers.index)

    def __str__(self) -> str:
        """Return the canonical spelling."""
        gap = " " if self.op in ("in", "has") else ""
        return f"{self.column}{gap}{self.op}{gap}{'|'.join(self.values)}"


@dataclass(frozen=True)
class Condition:
    """All comparisons that a group of respondents meets; empty for everybody."""

    atoms: tuple[Atom, ...] = ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that the condition reads, in order, each once."""
        return tuple(dict.fromkeys([atom.column for atom in self.atoms]))

    def __and__(self, other: "Condition") -> "Condition":
        """Return the condition that both hold."""
        return Condition(tuple(dict.fromkeys(self.atoms + other.atoms)))

    def mask(self, data: "pd.DataFrame") -> "pd.Series":
        """Return where the condition holds.

        Parameters
        ----------
        data : DataFrame, shape (n_respondents, n_columns)
            Clean respondents.

        Returns
        -------
        Series of boolean, shape (n_respondents,)
            Missing where an answer is missing.

        Raises
        ------
        ConditionError
            A column is not in the data.
        """
        import pandas as pd

        held = pd.Series(True, index=data.index, dtype="boolean")
        for atom in self.atoms:
            if atom.column not in data:
                raise ConditionError(f"no column {atom.column!r}", where=str(self),
                                     expected=f"one of {', '.join(data.columns[:30])}")
            held &= atom.mask(data[atom.column])
        return held

    def holds(self, answers: Mapping[str, str | Fraction | None]) -> bool:
        """Whether a respondent surely meets the condition: not where an answer is missing.

        Parameters
        ----------
        answers : mapping of str to str, Fraction or None
            By column: choice names and exact numbers.
        """
        for atom in self.atoms:
            answer = answers[atom.column]
            if answer is None or not atom.holds(answer):
                return False
        return True

    @cached_property
    def _hash(self) -> int:
        return hash(self.atoms)

    def __hash__(self) -> int:
        """Return the hash, worked out once: conditions are looked up again and again."""
        return self._hash

    def __str__(self) -> str:
        """Return the canonical spelling: comparisons sorted."""
        return " & ".join(sorted(map(str, self.atoms)))


EVERYBODY = Condition()


@lru_cache(maxsize=4096)
def parse(text: str) -> Condition:
    """Return the condition that a text states.

    Parameters
    ----------
    text : str
        For example ``sex=female & role in leader|helper``; empty means everybody.

    Raises
    ------
    ConditionError
        The text is not in the grammar.

    Examples
    --------
    >>> str(parse("sex = female & age_years>50"))
    'age_years>50 & sex=female'
    """
    if not text.strip():
        return EVERYBODY
    return Condition(tuple([_atom(part, text) for part in text.split("&")]))


def _atom(part: str, text: str) -> Atom:
    match = _ATOM.fullmatch(part)
    if match is None:
        raise ConditionError(f"cannot read {part.strip()!r} as a comparison", where=text,
                             expected=_GRAMMAR)
    column, sign, word, value = match.groups()
    op = sign or word
    values = tuple([v.strip() for v in value.split("|")]) if op == "in" else (value,)
    for one in values:
        if not re.fullmatch(r"[\w.\-/]+", one):
            raise ConditionError(f"{value!r} is not a value", where=text,
                                 expected="a choice name or a number")
    if op in ("<", "<=", ">", ">=") and number(value) is None:
        raise ConditionError(f"{value!r} cannot be compared by {op}", where=text,
                             expected="a number")
    return Atom(column, op, values)


def apart(condition: Condition) -> Condition:
    """Return a condition in which each choice of several is a yes-or-no column of its own.

    Parameters
    ----------
    condition : Condition
        Any.

    Examples
    --------
    >>> str(apart(parse("roles has leader & sex=female")))
    'roles has leader=yes & sex=female'
    """
    atoms = []
    for atom in condition.atoms:
        if atom.op == "has":
            atom = Atom(f"{atom.column} has {atom.values[0]}", "=", ("yes",))
        atoms.append(atom)
    return Condition(tuple(atoms))
