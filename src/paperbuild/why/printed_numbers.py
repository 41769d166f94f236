"""Numbers as they are printed, in Indonesian or English: which of those known print so."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_NUMERAL = re.compile(r"\d[\d.,]*\d|\d")
_ASKED = re.compile(r"(?P<money>rp|idr)?\.?\s*(?P<sign>[-−])?(?P<numeral>\d[\d.,]*\d|\d)(?:,-)?\s*"
                    r"(?P<unit>[%\w ]*)", re.I)
#: The decimal sign, and what parts thousands.
NOTATIONS = {"id": (",", "."), "en": (".", ",")}
#: Words of a unit that do not tell numbers apart.
MONEY = ("rp", "idr")


@dataclass(frozen=True)
class Asked:
    """A printed number that somebody asks about: its numeral, whether percent or money, and other words."""

    numeral: str
    percent: bool = False
    money: bool = False
    words: str = ""

    @classmethod
    def parse(cls, text: str) -> "Asked | None":
        """Return what is asked, None of a text that is no number.

        Examples
        --------
        >>> Asked.parse("Rp 2.507.668"), Asked.parse("71,1%").percent, Asked.parse("profile.age")
        (Asked(numeral='2.507.668', percent=False, money=True, words=''), True, None)
        """
        found = _ASKED.fullmatch(" ".join(text.replace("\u00a0", " ").split()))
        if found is None:
            return None
        unit = found["unit"].casefold().strip()
        percent = unit.startswith(("%", "persen", "percent"))
        return cls(found["numeral"], percent, bool(found["money"]), "" if percent else unit)

    def is_in(self, text: str) -> bool:
        """Whether a text prints it.

        Examples
        --------
        >>> Asked("71,1").is_in("71,1%"), Asked("71,1", money=True).is_in("71,1%"), Asked("24,4").is_in("24,4–51,1%")
        (True, False, True)
        """
        plain = text.casefold().replace("\u00a0", " ")
        return (self.numeral in _NUMERAL.findall(text) and (not self.percent or "%" in plain)
                and (not self.money or plain.lstrip("-").startswith(MONEY))
                and (not self.words or self.words in plain))

    def values(self) -> Iterator[tuple[float, float]]:
        """Yield what it can be read as, with half a unit of its last digit."""
        for decimal, thousands in NOTATIONS.values():
            whole, _, part = self.numeral.partition(decimal)
            if re.fullmatch(rf"\d+|\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+", whole) and part.isdigit() | (not part):
                yield (float(f"{whole.replace(thousands, '')}.{part or 0}"), 0.5 * 10.0 ** -len(part))


def printed(asked: Asked, numbers: dict[str, dict[str, Any]]) -> list[str]:
    """Return the keys of the numbers that print so in any language; where none does, of those that could."""
    found = [key for key, told in numbers.items() if any(asked.is_in(text) for text in told["text"].values())]
    return found or [key for key, told in numbers.items() if _could(asked, told)]


def _could(asked: Asked, told: dict[str, Any]) -> bool:
    ends = [told.get(name) for name in ("value", "lower", "upper")]
    texts = "".join(told["text"].values())
    fits = (not asked.percent or "%" in texts) and (not asked.money or texts.lstrip("-").startswith("Rp"))
    return fits and not asked.words and any(
        abs(float(end) - value) <= half * 1.0001 for end in ends if end is not None for value, half in asked.values()
        if half < 0.5 or float(end) == value)


def as_printed(claim: dict[str, Any]) -> str:
    """Return what a claim prints, with the sign of its unit."""
    unit, published = claim["unit"], claim["published"]
    if unit == "percent":
        return f"{published}%"
    return f"Rp {published}" if unit.startswith("idr") else f"{published} {unit}".strip()
