"""Words of this package's reports and forms, in Indonesian (``id``) and English (``en``), from ``words/*.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from babel.numbers import format_decimal


@cache
def read_words(name: str) -> Mapping[str, Any]:
    """Return a file of words, ``words/<name>.toml``.

    Parameters
    ----------
    name : {"check", "form"}
        The report on a file of answers, or the questionnaire as a workbook and on paper.

    Returns
    -------
    mapping
        Sections of entries; an entry has a text by language.
    """
    path = files("surveyintake").joinpath("words", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Words:
    """The texts of the report on a file of answers, in one language.

    Attributes
    ----------
    lang : {"id", "en"}
        The language.
    own : mapping of str to str
        Texts of the caller's, by key; each takes the place of the package's.
    """

    lang: str
    own: Mapping[str, str] = field(default_factory=dict)

    def say(self, key: str, *values: object) -> str:
        """Return a text with each ``{}`` replaced by a value.

        Parameters
        ----------
        key : str
            Name of an entry of ``words/check.toml``.
        *values : object
            As many as the text has places.
        """
        text = self.own.get(key) or read_words("check")["text"][key][self.lang]
        return text.format(*values)

    def count(self, key: str, *numbers: int) -> str:
        """Return a text with each ``{}`` replaced by a number, written as the language writes it.

        Parameters
        ----------
        key : str
            Name of an entry of ``words/check.toml``.
        *numbers : int
            As many as the text has places.
        """
        return self.say(key, *(format_decimal(number, locale=self.lang) for number in numbers))
