"""Words of the study in two languages, from ``words/<name>.toml``: titles, sentences, labels.

A text may hold ``{profile.sex.female.share}`` (a number by its key), ``[[part]]`` (left out where
one of its numbers is not there) and ``<<part>>`` (once for each of several things). Entries of a file:

- ``[table.<name>]`` and ``[figure.<name>]`` with ``title``, figures with ``alt`` too;
- ``[sentence.<name>]``, ``[note.<name>]``, ``[label]``, ``[text]`` with ``id`` and ``en``.
"""

import re
import tomllib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from paperbuild.errors import OutputError
from ppks_study.errors import nearest

#: A part that is said once for each of several things: ``<<@: {pay.*.mean}. >>``; ``.*.`` holds a
#: name, ``@`` a label.
REPEATED = re.compile(r"<<(.*?)>>", re.DOTALL)
PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")
#: A part that is left out where one of its numbers is not there: ``[[ {a.b} of them]]``.
OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
#: Where a sentence ends and the next begins.
SENTENCE = re.compile(r"(?<=[.!?;]) (?=\S)")


@cache
def read(name: str) -> Mapping[str, Any]:
    """Return a file of words; empty when there is none.

    Parameters
    ----------
    name : str
        Of ``words/<name>.toml``.
    """
    path = files("ppks_study").joinpath("words", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def word(key: str, lang: str) -> str:
    """Return a word that all sections share, from ``words/output.toml``.

    Parameters
    ----------
    key : str
        Such as ``reconstructed`` or ``n``.
    lang : str
        ``id`` or ``en``.

    Raises
    ------
    OutputError
        There is no such word; names the nearest.
    """
    words = read("output")["word"]
    if key not in words:
        raise OutputError(f"no word {key!r}", where="words/output.toml, [word]",
                          expected=nearest(key, words))
    return str(words[key][lang])


def fill(template: str, lookup: Callable[[str], str]) -> str:
    """Return a text with each ``{key}`` replaced.

    Parameters
    ----------
    template : str
        Text with keys in braces.
    lookup : callable
        Gives the text of a number by its key.

    Examples
    --------
    >>> fill("{a.b} of all", {"a.b": "71.1%"}.__getitem__)
    '71.1% of all'
    """
    return PLACEHOLDER.sub(lambda match: lookup(match.group(1)), template)


def settle(template: str, known: Container[str]) -> str:
    """Return a text with each ``[[part]]`` kept if all its numbers are known, and left out if not.

    Parameters
    ----------
    template : str
        Text with optional parts.
    known : container of str
        Keys of the numbers that there are; a withheld one is not among them.

    Examples
    --------
    >>> settle("Women {a}[[, of them {b} married]].", {"a"})
    'Women {a}.'
    """
    def kept(match: re.Match[str]) -> str:
        complete = all(key in known for key in PLACEHOLDER.findall(match[1]))
        return match[1] if complete else ""

    return OPTIONAL.sub(kept, template)


def repeat(template: str, labels: Mapping[str, str]) -> str:
    """Return a text with each ``<<part>>`` once for each name.

    In it ``.*.`` becomes the name, and ``@`` its label.

    Parameters
    ----------
    template : str
        Text with repeated parts.
    labels : mapping of str to str
        Name to label, in order.

    Examples
    --------
    >>> repeat("Cost: <<**@** {pay.*.mean}. >>", {"a": "First", "b": "Second"})
    'Cost: **First** {pay.a.mean}. **Second** {pay.b.mean}. '
    """
    def each(match: re.Match[str]) -> str:
        parts = [match[1].replace(".*.", f".{name}.").replace("@", labels[name]) for name in labels]
        return "".join(parts)

    return REPEATED.sub(each, template)


def without(template: str, keys: Container[str]) -> str:
    """Return a text without its sentences that name one of some numbers.

    Parameters
    ----------
    template : str
        Sentences with keys in braces.
    keys : container of str
        Keys of the numbers, such as those withheld.

    Examples
    --------
    >>> without("Women: {a}. Men: {b}, of them {c} married. All answered.", {"c"})
    'Women: {a}. All answered.'
    """
    kept = []
    for sentence in SENTENCE.split(template):
        if not any(key in keys for key in PLACEHOLDER.findall(sentence)):
            kept.append(sentence)
    return " ".join(kept)


@dataclass(frozen=True)
class Phrases:
    """The words of one section in one language.

    Attributes
    ----------
    section : str
        Of ``words/<section>.toml``.
    lang : str
        ``id`` or ``en``.
    surveyed : bool
        Whether the respondents were surveyed. An entry's ``id`` and ``en`` speak of respondents
        reconstructed from claims; what differs of a survey stands under its ``survey``.
    """

    section: str
    lang: str
    surveyed: bool = False

    def entry(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return the entry ``[kind.name]``.

        Parameters
        ----------
        kind : str
            ``table``, ``figure``, ``sentence`` and so on.
        name : str
            Of the entry.

        Raises
        ------
        OutputError
            There is none; names the nearest.
        """
        known = read(self.section).get(kind, {})
        if name not in known:
            there = nearest(name, known) if known else f"[{kind}.{name}] with id and en"
            raise OutputError(f"no {kind} {name!r}", where=f"words/{self.section}.toml, [{kind}]",
                              expected=there, fix=f"add [{kind}.{name}], or correct the name")
        return known[name]

    def text(self, kind: str, name: str, part: str = "") -> str:
        """Return a text of an entry, in one line.

        Parameters
        ----------
        kind, name : str
            Of the entry: ``[kind.name]``.
        part : str
            Such as ``title``; by default the entry holds the languages itself.

        Raises
        ------
        OutputError
            There is no such entry, or it lacks the language.
        """
        entry = self.entry(kind, name)
        texts = self._own(entry.get(part, {}) if part else entry)
        if self.lang not in texts:
            raise OutputError(f"no text in {self.lang!r}",
                              where=f"words/{self.section}.toml, [{kind}.{name}] {part}",
                              expected=nearest(self.lang, texts) if texts else "texts id and en")
        return " ".join(str(texts[self.lang]).split())

    def _own(self, texts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the texts of a survey, where it has its own and this is one."""
        survey: Mapping[str, Any] = texts.get("survey", texts)
        return survey if self.surveyed else texts

    def say(self, name: str, *values: object) -> str:
        """Return the text ``[text] name`` with each ``{}`` replaced by a value.

        Parameters
        ----------
        name : str
            Of the text.
        *values
            In the order of the braces.
        """
        return self.text("text", name).format(*values)

    def note(self, name: str) -> str:
        """Return what is noted below a table, and a figure of it, beside its n; mostly nothing.

        Parameters
        ----------
        name : str
            Of the table: ``[note] name``.
        """
        texts = read(self.section).get("note", {}).get(name)
        return "" if texts is None else str(self._own(texts)[self.lang])

    def label(self, key: str) -> str | None:
        """Return the label of a key from the section's words or the shared ones; None without one.

        Parameters
        ----------
        key : str
            ``[label] key``.
        """
        for name in (self.section, "output"):
            texts = read(name).get("label", {}).get(key)
            if texts is not None:
                return str(texts[self.lang])
        return None
