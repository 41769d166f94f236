"""The report of `verify`: verdicts on claims, conflicts between them, and why, in two languages."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from claimcheck.claims import Claim

if TYPE_CHECKING:
    from claimcheck.bounds import Bound
    from claimcheck.habits import Habit, Scale

LANGUAGES = ("id", "en")
VERDICTS = ("impossible", "contradicted", "strained", "implied", "consistent", "bounded",
            "untestable", "reproduced", "differs")
ALARMS = ("impossible", "contradicted", "strained", "differs")
#: Kinds of conflict: ``joint`` is found by solving, the others by comparing.
KINDS = ("joint", "dates", "bands", "whole", "sum", "ratio", "restated", "names", "references",
         "regulation")
#: A text in each language.
Words = Mapping[str, str]


# Sentences in two languages, from words/verdicts.toml.

@cache
def _templates() -> Mapping[str, Any]:
    path = files("claimcheck").joinpath("words", "verdicts.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def reason(name: str, **values: object) -> dict[str, str]:
    """Return a sentence of words/verdicts.toml in each language.

    Parameters
    ----------
    name : str
        Its name in the file.
    **values
        What is filled in; a mapping gives words by language.

    Examples
    --------
    >>> reason("implied")["en"]
    'the other facts leave only this'
    """
    template = _templates()[name]
    sentence = {}
    for lang in LANGUAGES:
        words = {}
        for key, value in values.items():
            words[key] = value[lang] if isinstance(value, Mapping) else value
        sentence[lang] = template[lang].format(**words)
    return sentence


def amount(value: Fraction) -> Words:
    """Return a number in each language's notation, to one decimal where it is not whole.

    Parameters
    ----------
    value : Fraction
        In any unit.

    Examples
    --------
    >>> amount(Fraction(2289228))["id"]
    '2.289.228'
    """
    text = f"{value.numerator:,}" if value.denominator == 1 else f"{float(value):,.1f}"
    return {"en": text, "id": text.translate(str.maketrans(",.", ".,"))}


def people(low: Fraction, high: Fraction) -> Words:
    """Return a number of people, or a range of it.

    Parameters
    ----------
    low, high : Fraction
        The ends of the range; the same for one number.

    Examples
    --------
    >>> people(Fraction(1), Fraction(1))["en"], people(Fraction(2), Fraction(5))["id"]
    ('1 person', '2–5 orang')
    """
    text = f"{low}" if low == high else f"{low}–{high}"
    return {"en": "1 person" if text == "1" else f"{text} people", "id": f"{text} orang"}


def rule(name: str, partitions: Mapping[str, Words]) -> Words:
    """Return what a rule of a partition says.

    Parameters
    ----------
    name : str
        The partition and what is said of it: ``profile.sex: parts make the whole``.
    partitions : mapping of str to words
        What partitions are called, by the last part of their name.
    """
    partition, _, what = name.partition(": ")
    called = partitions.get(partition.rpartition(".")[2] if "." in partition else "", {})
    sayings = _templates()["rules"].get(what, {})
    return {lang: f"{called.get(lang, partition)}: {sayings.get(lang, what)}" for lang in LANGUAGES}


def says(claim: Claim) -> Words:
    """Return what a claim states in our own words; its id where it has none.

    Parameters
    ----------
    claim : Claim
        Of any kind.
    """
    return {"id": claim.says_id or claim.says_en or claim.id,
            "en": claim.says_en or claim.says_id or claim.id}


def stated(claim: Claim) -> Words:
    """Return what a claim states, with what is printed; a structural rule prints nothing.

    Parameters
    ----------
    claim : Claim
        Of any kind.
    """
    if claim.strength == "structural":
        return says(claim)
    return {lang: f"{text} ({claim.published})" for lang, text in says(claim).items()}


def listed(words: Iterable[Words], *, at_most: int = 12) -> Words:
    """Return words one after another, in each language.

    Parameters
    ----------
    words : iterable of words
        In order.
    at_most : int
        How many are listed; of the others only the number.
    """
    items = list(words)
    more = f", … (+{len(items) - at_most})" if len(items) > at_most else ""
    joined = {}
    for lang in LANGUAGES:
        joined[lang] = "; ".join([item[lang] for item in items[:at_most]]) + more
    return joined


# Conflicts.

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

    def as_dict(self) -> dict[str, list[str]]:
        """Return the values for a program to read."""
        return {"nearest": list(self.nearest), "misprint": list(self.misprint)}


@dataclass(frozen=True)
class Charitable:
    """A reading under which a conflict dissolves, and for how many people it then does not hold."""

    name: str
    lower: Fraction
    upper: Fraction | None
    reason: Words

    def as_dict(self) -> dict[str, Any]:
        """Return the reading for a program to read."""
        return {"claim": self.name, "lower": int(self.lower),
                "upper": None if self.upper is None else int(self.upper),
                "reason": dict(self.reason)}


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
    reason: Words
    restated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    structural: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    repairs: tuple[tuple[str, ...], ...] = ()
    neighbours: Mapping[str, Neighbours] = field(default_factory=dict)
    charitable: tuple[Charitable, ...] = ()

    @property
    def everyone(self) -> tuple[str, ...]:
        """All claims in it, restatements too."""
        names = [*self.claims]
        for others in self.restated.values():
            names += others
        return tuple(names)

    def as_dict(self) -> dict[str, Any]:
        """Return the conflict's row of the report."""
        neighbours = {name: values.as_dict() for name, values in self.neighbours.items()}
        restated = {name: list(others) for name, others in self.restated.items()}
        charitable = [reading.as_dict() for reading in self.charitable]
        return {"kind": self.kind, "strength": self.strength, "claims": list(self.claims),
                "restated": restated,
                "structural": list(self.structural), "readings": list(self.readings),
                "reason": dict(self.reason), "repairs": list(map(list, self.repairs)),
                "neighbours": neighbours,
                "charitable": charitable}


# Verdicts.

@dataclass(frozen=True)
class Pinned:
    """What the other facts leave of a claim.

    Attributes
    ----------
    bound : Bound or None
        The range that they allow, in the claim's unit; None where there is none to tell.
    follows : bool
        Whether they force it.
    power : float
        Share of the values that could be printed that would have been refused, from 0 to 1.
    empty : bool
        Whether they leave nobody of whom it could be true or false.
    """

    bound: "Bound | None" = None
    follows: bool = False
    power: float = 0.0
    empty: bool = False

    @property
    def verdict(self) -> tuple[str, Words]:
        """The verdict on a claim that no conflict touches, and why."""
        if self.empty:
            return "untestable", reason("untestable_nobody")
        if self.follows:
            return "implied", reason("implied")
        if self.power > 0:
            text = f"{100 * self.power:.4g}"
            percent = {"en": f"{text} %", "id": f"{text.replace('.', ',')} %"}
            return "consistent", reason("consistent", power=percent)
        return "bounded", reason("bounded")


@dataclass(frozen=True)
class Judged:
    """One claim, judged.

    Attributes
    ----------
    claim : Claim
        What was published.
    verdict : str
        One of `VERDICTS`.
    reason : mapping
        Why, by language.
    pinned : Pinned
        What the other facts leave of it.
    conflicts : tuple of int
        The places of its conflicts in the report.
    computed : Fraction, optional
        What a survey gives.
    """

    claim: Claim
    verdict: str
    reason: Words
    pinned: Pinned = Pinned()
    conflicts: tuple[int, ...] = ()
    computed: Fraction | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the claim's row of the report."""
        bound = self.pinned.bound
        lower, upper = (None, None) if bound is None else (bound.lower, bound.upper)
        computed = self.computed
        if computed is None and bound is not None and bound.identified:
            computed = lower
        return {"id": self.claim.id, "section": self.claim.section, "where": self.claim.where,
                "says": dict(says(self.claim)), "published": self.claim.published,
                "unit": self.claim.unit, "verdict": self.verdict, "computed": _float(computed),
                "lower": _float(lower), "upper": _float(upper),
                "power": round(self.pinned.power, 6), "reason": dict(self.reason),
                "conflicts": list(self.conflicts)}


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


@dataclass(frozen=True)
class Report:
    """All verdicts, and what they rest on.

    Attributes
    ----------
    judged : tuple of Judged
        One for each claim, in the order of the file.
    clashes : tuple of Clash
        The conflicts.
    habits : tuple of Habit
        The rules of rounding that explain the shares.
    scales : tuple of Scale
        The answer scales that the means allow.
    n_respondents : int
        How many answered.
    study : str, optional
        Its name.
    """

    judged: tuple[Judged, ...]
    clashes: tuple[Clash, ...]
    habits: "tuple[Habit, ...]"
    scales: "tuple[Scale, ...]"
    n_respondents: int
    study: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return the report for a program to read."""
        checked, unchecked = _templates()["checked_sentences"], _templates()["unchecked_sentences"]
        return {"study": self.study, "n": self.n_respondents,
                "claims": [judged.as_dict() for judged in self.judged],
                "conflicts": [clash.as_dict() for clash in self.clashes],
                "habits": [habit.as_dict() for habit in self.habits],
                "scales": [scale.as_dict() for scale in self.scales],
                "checked": {lang: list(checked[lang]) for lang in LANGUAGES},
                "unchecked": {lang: list(unchecked[lang]) for lang in LANGUAGES}}

    @property
    def moved(self) -> list[Judged]:
        """The claims whose verdict is another than the one last reviewed."""
        return [one for one in self.judged if one.claim.verdict not in ("", one.verdict)]
