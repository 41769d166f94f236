"""Titles, alternative texts, sentences and labels of a section, in two languages, from words/<section>.toml."""

import re
import tomllib
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from paperbuild.errors import OutputError
from ppks_study.errors import nearest

#: A part of a text that stands once for each of several things: ``<<@: {pay.*.mean}. >>``; .*. holds a name, @ a label.
REPEATED = re.compile(r"<<(.*?)>>", re.DOTALL)
PLACEHOLDER = re.compile(r"\{([\w.\-]+)\}")
#: A part of a text that is left out where one of its numbers is not there: ``[[ {a.b} of them]]``.
OPTIONAL = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)

#: Where a sentence ends and the next begins.
SENTENCE = re.compile(r"(?<=[.!?;]) (?=\S)")


@cache
def read(name: str) -> Mapping[str, Any]:
    """Return a file of words (`words/<name>.toml`); empty when a section has none."""
    path = files("ppks_study").joinpath("words", f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


def word(key: str, lang: str) -> str:
    """Return a word of the output layer, such as ``reconstructed`` or ``n``.

    Raises
    ------
    OutputError
        There is no such word; names the nearest.
    """
    words = read("output")["word"]
    if key not in words:
        raise OutputError(f"no word {key!r}", where="words/output.toml, [word]", expected=nearest(key, words))
    return str(words[key][lang])


def fill(template: str, lookup: Callable[[str], str]) -> str:
    """Return a text with each ``{key}`` replaced by what the lookup gives for it.

    Examples
    --------
    >>> fill("{a.b} of all", {"a.b": "71.1%"}.__getitem__)
    '71.1% of all'
    """
    return PLACEHOLDER.sub(lambda match: lookup(match.group(1)), template)


def settle(template: str, known: Container[str]) -> str:
    """Return a text with each ``[[part]]`` kept if all its numbers are known, and left out if not.

    A number that is withheld is not among the known.

    Examples
    --------
    >>> settle("Women {a}[[, of them {b} married]].", {"a"})
    'Women {a}.'
    """
    return OPTIONAL.sub(lambda part: part[1] if all(k in known for k in PLACEHOLDER.findall(part[1])) else "", template)


def repeat(template: str, labels: Mapping[str, str]) -> str:
    """Return a text with each ``<<part>>`` once for each name: ``.*.`` becomes the name, ``@`` its label.

    Examples
    --------
    >>> repeat("Cost: <<**@** {pay.*.mean}. >>", {"a": "First", "b": "Second"})
    'Cost: **First** {pay.a.mean}. **Second** {pay.b.mean}. '
    """
    return REPEATED.sub(lambda part: "".join(part[1].replace(".*.", f".{name}.").replace("@", label)
                                             for name, label in labels.items()), template)


def without(template: str, keys: Container[str]) -> str:
    """Return a text without its sentences that name one of some numbers.

    Examples
    --------
    >>> without("Women: {a}. Men: {b}, of them {c} married. All answered.", {"c"})
    'Women: {a}. All answered.'
    """
    said = SENTENCE.split(template)
    return " ".join(part for part in said if not any(key in keys for key in PLACEHOLDER.findall(part)))


@dataclass(frozen=True)
class Phrases:
    """The words of one section in one language.

    An entry may say something else of people who were surveyed than of respondents reconstructed from claims, which
    is what its ``id`` and ``en`` speak of: that stands under ``survey``.
    """

    section: str
    lang: str
    surveyed: bool = False

    def entry(self, kind: str, name: str) -> Mapping[str, Any]:
        """Return the entry ``[kind.name]``.

        Raises
        ------
        OutputError
            There is none; names the nearest.
        """
        known = read(self.section).get(kind, {})
        if name not in known:
            raise OutputError(f"no {kind} {name!r}", where=f"words/{self.section}.toml, [{kind}]",
                              expected=nearest(name, known) if known else f"[{kind}.{name}] with id and en",
                              fix=f"add [{kind}.{name}], or correct the name")
        return known[name]

    def text(self, kind: str, name: str, part: str = "") -> str:
        """Return a text of an entry: ``[sentence.sex] id``, or with a part ``[figure.sex] title.id``."""
        entry = self.entry(kind, name)
        found = entry.get(part, {}) if part else entry
        found = found.get("survey", found) if self.surveyed else found
        if self.lang not in found:
            raise OutputError(f"no text in {self.lang!r}", where=f"words/{self.section}.toml, [{kind}.{name}] {part}",
                              expected=nearest(self.lang, found) if found else "texts id and en")
        return " ".join(str(found[self.lang]).split())

    def say(self, name: str, *values: object) -> str:
        """Return the text ``[text] name`` with each ``{}`` replaced by a value."""
        return self.text("text", name).format(*values)

    def note(self, name: str) -> str:
        """Return what is said below a table, and a figure of it, beside its n: ``[note] name``; mostly nothing."""
        found = read(self.section).get("note", {}).get(name)
        if found is None:
            return ""
        return str((found.get("survey", found) if self.surveyed else found)[self.lang])

    def label(self, key: str) -> str | None:
        """Return the label of a key from the section's ``[label]`` or the shared ones, None when there is none."""
        for name in (self.section, "output"):
            found = read(name).get("label", {}).get(key)
            if found is not None:
                return str(found[self.lang])
        return None
