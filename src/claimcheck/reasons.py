"""Why: sentences in two languages, from words/verdicts.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from claimcheck.claims import Claim

LANGUAGES = ("id", "en")
Words = Mapping[str, str]


@cache
def _templates() -> Mapping[str, Any]:
    path = files("claimcheck").joinpath("words", "verdicts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def reason(name: str, **values: object) -> dict[str, str]:
    """Return a sentence of words/verdicts.toml in each language; a value may be a mapping of words by language.

    Examples
    --------
    >>> reason("implied")["en"]
    'the other facts leave only this'
    """
    template = _templates()[name]
    return {lang: template[lang].format(**{k: v[lang] if isinstance(v, Mapping) else v for k, v in values.items()})
            for lang in LANGUAGES}


def amount(value: Fraction) -> Words:
    """Return a number in each language's notation, to one decimal where it is not whole.

    Examples
    --------
    >>> amount(Fraction(2289228))["id"]
    '2.289.228'
    """
    text = f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.1f}"
    return {"en": text, "id": text.translate(str.maketrans(",.", ".,"))}


def people(low: Fraction, high: Fraction) -> Words:
    """Return a number of people, or a range of it.

    Examples
    --------
    >>> people(Fraction(1), Fraction(1))["en"], people(Fraction(2), Fraction(5))["id"]
    ('1 person', '2–5 orang')
    """
    text = f"{low}" if low == high else f"{low}–{high}"
    return {"en": "1 person" if text == "1" else f"{text} people", "id": f"{text} orang"}


def rule(name: str) -> Words:
    """Return what a rule of a partition says."""
    partition, _, what = name.partition(": ")
    words = _templates()
    of = words["partitions"].get(partition.rpartition(".")[2] if "." in partition else "", {})
    return {lang: f"{of.get(lang, partition)}: {words['rules'].get(what, {}).get(lang, what)}" for lang in LANGUAGES}


def says(claim: Claim) -> Words:
    """Return what a claim states in our own words, its id where it has none."""
    return {"id": claim.says_id or claim.says_en or claim.id, "en": claim.says_en or claim.says_id or claim.id}


def listed(words: Iterable[Words], *, at_most: int = 12) -> Words:
    """Return words one after another, in each language."""
    found = list(words)
    more = f", … (+{len(found) - at_most})" if len(found) > at_most else ""
    return {lang: "; ".join(word[lang] for word in found[:at_most]) + more for lang in LANGUAGES}


def told(claim: Claim) -> Words:
    """Return what a claim states, with what is printed; a structural rule prints nothing."""
    if claim.strength == "structural":
        return says(claim)
    return {lang: f"{text} ({claim.published})" for lang, text in says(claim).items()}


def sentences(name: str) -> dict[str, list[str]]:
    """Return a list of sentences of words/verdicts.toml, by language."""
    return {lang: list(_templates()[name][lang]) for lang in LANGUAGES}


# What the report says of one conflict: who is in it, why, how it can be mended, and how kindly it can be read.

KINDS = ("joint", "dates", "bands", "whole", "sum", "ratio", "restated", "names", "references", "regulation")


@dataclass(frozen=True)
class Neighbours:
    """The printed values next to a claim's own that would restore consistency.

    Attributes
    ----------
    nearest : tuple of str
        As they would be printed.
    misprint : tuple of str
        Those that one slip of a digit turns into what is printed.
    """

    nearest: tuple[str, ...]
    misprint: tuple[str, ...] = ()


@dataclass(frozen=True)
class Charitable:
    """A reading under which the conflict dissolves, and for how many people it then does not hold."""

    name: str
    lower: Fraction
    upper: Fraction | None
    reason: Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """One conflict between facts.

    Attributes
    ----------
    kind : str
        One of `KINDS`: ``joint`` was found by solving, the others by comparing.
    strength : str
        ``printed``, or ``reading`` where it rests on one.
    claims : tuple of str
        One claim of each fact in it; without any one of them the rest can hold together.
    reason : mapping
        In plain words, by language.
    restated : mapping of str to tuple of str
        The other claims that state the fact of one of these.
    structural, readings : tuple of str
        The rules and the readings that it rests on.
    repairs : tuple of tuple of str
        All smallest sets of facts to give up.
    neighbours : mapping of str to Neighbours
        By claim.
    charitable : tuple of Charitable
        The kindest first.
    """

    kind: str
    strength: str
    claims: tuple[str, ...]
    reason: Mapping[str, str]
    restated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    structural: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    repairs: tuple[tuple[str, ...], ...] = ()
    neighbours: Mapping[str, Neighbours] = field(default_factory=dict)
    charitable: tuple[Charitable, ...] = ()

    @property
    def everyone(self) -> tuple[str, ...]:
        """All claims in it, restatements too."""
        return (*self.claims, *(claim for others in self.restated.values() for claim in others))

    def as_dict(self) -> dict[str, Any]:
        """Return the conflict's row of the report."""
        return {"kind": self.kind, "strength": self.strength, "claims": list(self.claims),
                "restated": {name: list(others) for name, others in self.restated.items()},
                "structural": list(self.structural), "readings": list(self.readings), "reason": dict(self.reason),
                "repairs": [list(repair) for repair in self.repairs],
                "neighbours": {name: {"nearest": list(found.nearest), "misprint": list(found.misprint)}
                               for name, found in self.neighbours.items()},
                "charitable": [{"claim": kind.name, "lower": int(kind.lower),
                                "upper": None if kind.upper is None else int(kind.upper), "reason": dict(kind.reason)}
                               for kind in self.charitable]}
