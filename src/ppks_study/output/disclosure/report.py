"""What was withheld of a survey, in numbers: for the article's method, and for whoever runs a build."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Report:
    """How many numbers the sections of a survey tell and withhold.

    Attributes
    ----------
    numbers : int
        Different numbers, by their keys.
    primary : int
        Withheld because they are about few people.
    secondary : int
        Withheld so that those cannot be worked out.
    """

    numbers: int = 0
    primary: int = 0
    secondary: int = 0

    @property
    def withheld(self) -> int:
        """How many are withheld."""
        return self.primary + self.secondary

    @classmethod
    def of(cls, states: Iterable[tuple[str, str]]) -> "Report":
        """Return the numbers of keys and what becomes of each: ``told``, ``few`` or ``beside``."""
        found: Mapping[str, str] = dict(states)
        counted = list(found.values())
        return cls(len(counted), counted.count("few"), counted.count("beside"))
