"""Why: sentences in two languages, from words/verdicts.toml."""

import tomllib
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from ppks_study.evidence.claims import Claim

LANGUAGES = ("id", "en")
Words = Mapping[str, str]


@cache
def _templates() -> Mapping[str, Any]:
    path = files("ppks_study").joinpath("words", "verdicts.toml")
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
