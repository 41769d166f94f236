"""Published claims: rows of claims.csv as exact statements about respondents."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

from claimcheck.conditions import Condition, apart, parse
from claimcheck.errors import ClaimError, ConditionError, nearest

FIELDS = ("id", "section", "where", "says_en", "says_id", "fact", "kind", "published", "unit",
          "variable", "condition", "of", "n", "partition", "items", "maximum", "strength",
          "imposed", "verdict", "note")
KINDS = ("count", "share", "mean", "minimum", "maximum", "range", "amount", "items", "band",
         "ratio", "level", "threshold", "population", "date", "list", "verbal")
#: Kinds that print a number.
_NUMBERED = ("count", "share", "mean", "minimum", "maximum", "range", "amount")
STRENGTHS = ("printed", "structural", "reading")
#: What counting words of the paper (and of an English abstract) say about a group.
_QUANTIFIERS = {"all": ("seluruhnya", "semua", "seluruh", "all", "everybody"),
                "most": ("mayoritas", "sebagian besar", "sebagian lebih", "majority", "most"),
                "few": ("sebagian kecil", "minority", "few"),
                "none": ("tidak ada", "belum ada", "none")}
#: Units that are counted in whole: a separator in them parts thousands.
WHOLE = ("people", "idr_per_month", "idr", "families", "items", "points")
#: More digits than this are no count of people, no amount and no share.
MOST_DIGITS = 16
_NUMERAL = re.compile(r"\d[\d.,]*")
_SCALES = {"juta": 10**6, "million": 10**6, "ribu": 10**3, "rb": 10**3}


@dataclass(frozen=True)
class Claim:
    """One published number, or counting statement; every field as text, as in the file."""

    id: str
    section: str = ""
    where: str = ""
    says_en: str = ""
    says_id: str = ""
    fact: str = ""
    kind: str = "count"
    published: str = ""
    unit: str = ""
    variable: str = ""
    condition: str = ""
    of: str = ""
    n: str = ""
    partition: str = ""
    items: str = ""
    maximum: str = ""
    strength: str = "printed"
    imposed: str = ""
    verdict: str = ""
    note: str = ""

    @cached_property
    def whom(self) -> Condition:
        """The respondents that the claim counts."""
        return apart(parse(self.condition) & parse(self.of))

    @cached_property
    def among(self) -> Condition:
        """The respondents that the denominator counts."""
        return apart(parse(self.of))

    @cached_property
    def numerals(self) -> tuple[str, ...]:
        """The printed numbers in plain notation with a decimal point: one, or two of a range."""
        text = re.sub(r"(?<=[.,])\s+(?=\d)", "", self.published)
        whole = self.unit in WHOLE or self.kind in ("count", "population")
        return tuple([plain(part, whole=whole) for part in _NUMERAL.findall(text)])

    @cached_property
    def values(self) -> tuple[Fraction, ...]:
        """The printed numbers, exact: one, or the two ends of a range."""
        scale = 1
        for word in self.published.lower().split():
            scale = max(scale, _SCALES.get(word, 1))
        return tuple([Fraction(numeral) * scale for numeral in self.numerals])

    @cached_property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The two ends of a printed range; twice the number where only one is printed."""
        if not self.values:
            raise ClaimError(f"{self.published!r} has no number", where=f"claim {self.id}",
                             expected=f"a number, as {self.kind} claims have")
        return self.values[0], self.values[-1]

    @cached_property
    def quantifier(self) -> str | None:
        """What a counting word says: all, most, few, none; None when it is no such word."""
        word = self.published.strip().lower()
        for name, words in _QUANTIFIERS.items():
            if word in words:
                return name
        return None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the claim joins."""
        extra = (self.variable,) if self.variable else ()
        return tuple(dict.fromkeys(self.whom.columns + extra))

    @property
    def is_imposed(self) -> bool:
        """Whether the reconstruction must satisfy the claim."""
        return self.imposed == "yes"


def plain(numeral: str, *, whole: bool) -> str:
    """Return a printed numeral in plain notation with a decimal point.

    Parameters
    ----------
    numeral : str
        Digits, points and commas, in Indonesian or English notation.
    whole : bool
        Whether the unit is counted in whole: then every separator parts thousands.

    Examples
    --------
    >>> plain("2.507.668", whole=True), plain("75,55", whole=False), plain("92.81", whole=False)
    ('2507668', '75.55', '92.81')
    """
    numeral = numeral.rstrip(".,")
    if whole and re.fullmatch(r"\d{1,3}([.,]\d{3})+", numeral):
        return re.sub(r"[.,]", "", numeral)
    head, _, tail = numeral.replace(",", ".").rpartition(".")
    return f"{head.replace('.', '')}.{tail}" if head else tail


def read_claims(path: str | Path) -> list[Claim]:
    """Return the claims of a file, checked row by row.

    Parameters
    ----------
    path : str or Path
        A CSV file in UTF-8 with the columns `FIELDS`; ``id``, ``kind`` and ``published`` at least.

    Raises
    ------
    ClaimError
        A column is missing; or a row has an unknown kind or strength, a condition outside the
        grammar, or an id that stands twice. Says file, row, and what was expected.
    """
    path = Path(path)
    if not path.is_file():
        raise ClaimError(f"no file {path.name}", where=str(path.parent), expected="a claims.csv")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ClaimError("not a text file in UTF-8", where=path.name, expected="claims in UTF-8",
                         fix="save the table as CSV UTF-8") from error
    with io.StringIO(text, newline="") as file:
        rows = csv.DictReader(file)
        missing = {"id", "kind", "published"}.difference(rows.fieldnames or [])
        if missing:
            raise ClaimError(f"no column {', '.join(sorted(missing))}", where=path.name,
                             expected="the columns " + ",".join(FIELDS))
        claims = [_claim(row) for row in rows]
    seen: set[str] = set()
    for row_number, claim in enumerate(claims, start=2):
        _check(claim, seen, f"{path.name}, row {row_number}, {claim.id or 'no id'}")
        seen.add(claim.id)
    return claims


def _claim(row: Mapping[str, str | None]) -> Claim:
    """Return a row as a claim; an empty strength is that of most claims, printed."""
    cells = {}
    for name, value in row.items():
        if name in FIELDS and isinstance(value, str) and (value.strip() or name != "strength"):
            cells[name] = value.strip()
    return Claim(**cells)


def _check(claim: Claim, seen: set[str], where: str) -> None:
    if not claim.id or claim.id in seen:
        raise ClaimError("the id is empty or stands twice", where=where, expected="one id a row")
    for name, known in (("kind", KINDS), ("strength", STRENGTHS)):
        value = getattr(claim, name)
        if value not in known:
            raise ClaimError(f"unknown {name} {value!r}", where=where,
                             expected=nearest(value, known))
    for name in ("n", "items", "maximum"):
        value = getattr(claim, name)
        digits = value.isascii() and value.isdigit() and len(value) < MOST_DIGITS
        if value and not (digits and int(value)):
            raise ClaimError(f"{name} is {value!r}", where=where,
                             expected="a whole number of at least 1, or nothing")
    try:
        claim.columns  # noqa: B018  (parses the conditions)
    except ConditionError as error:
        raise ClaimError(error.what, where=f"{where}: {error.where}",
                         expected=error.expected) from error
    if claim.kind in _NUMBERED and not claim.values:
        raise ClaimError(f"{claim.published!r} has no number", where=where,
                         expected=f"as a {claim.kind} has")
    if max(map(len, claim.numerals), default=0) > MOST_DIGITS:
        start = claim.published[:40]
        raise ClaimError(f"{start!r} has more than {MOST_DIGITS} digits", where=where,
                         expected="a number as a paper prints it")
    if claim.kind == "share" and not claim.condition:
        raise ClaimError("a share of whom?", where=where, expected="a condition, as sex=female")


def size(claims: Iterable[Claim]) -> int:
    """Return the number of respondents: the n that most claims about everybody state.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.

    Raises
    ------
    ClaimError
        No claim states its n.
    """
    stated = Counter(claim.n for claim in claims if claim.n and not claim.of)
    if not stated:
        raise ClaimError("no claim about everybody states its n", where="column n",
                         expected="the number of respondents",
                         fix="fill in n, or say how many answered, as in --n 45")
    return int(stated.most_common(1)[0][0])


def select(claims: Iterable[Claim],
           keep: Callable[[Claim], bool] = lambda c: c.is_imposed) -> list[Claim]:
    """Return some of the claims, in order.

    Parameters
    ----------
    claims : iterable of Claim
        Rows of claims.csv.
    keep : callable
        Whether a claim is wanted; by default the imposed ones are.
    """
    return [claim for claim in claims if keep(claim)]
