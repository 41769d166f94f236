"""What the report says of one conflict: who is in it, why, how it can be mended, and how kindly it can be read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

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
