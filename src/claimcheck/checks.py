"""What is compared without solving: dates, bands, repetitions, names, parts, sources."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise

from claimcheck.claims import Claim
from claimcheck.report import Clash, Words, amount, listed, reason, says

#: A row of a table of references or regulations, by column.
Row = Mapping[str, str]
#: Steps in the life of a manuscript, in order, by the last part of a claim's id.
STEPS = ("received", "revised", "accepted", "published")
_MONTH_NAMES = ("januari january jan", "februari february feb", "maret march mar", "april apr",
                "mei may", "juni june jun", "juli july jul", "agustus august agu aug", "september sep",
                "oktober october okt oct", "november nov", "desember december des dec")
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1)
          for name in names.split()}
_DATE = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_BELOW = re.compile(r"\b(ke bawah|bawah|kurang|below|less|under)\b|[<≤]")
_ABOVE = re.compile(r"\b(ke atas|atas|lebih|above|more|over)\b|[>≥]")
#: Kinds whose repetitions are compared by solving.
_SOLVED = ("count", "share", "mean", "minimum", "maximum", "amount", "list", "verbal")


@dataclass(frozen=True)
class Compared:
    """What comparing claims shows.

    Attributes
    ----------
    clashes : list of Clash
        The conflicts.
    agreed : dict of str to list of Claim
        The claims with which a claim agrees, by its id; none where it complies with a regulation.
    """

    clashes: list[Clash] = field(default_factory=list)
    agreed: dict[str, list[Claim]] = field(default_factory=dict)

    def agree(self, *claims: Claim) -> None:
        """Note that claims agree with each other.

        Parameters
        ----------
        *claims : Claim
            Two or more.
        """
        for claim in claims:
            known = self.agreed.setdefault(claim.id, [])
            known += [other for other in claims if other is not claim and other not in known]

    def clash(self, kind: str, why: Words, *claims: Claim, reading: Claim | None = None) -> None:
        """Note a conflict between claims, of which giving up any one mends it.

        Parameters
        ----------
        kind : str
            One of `report.KINDS`.
        why : mapping
            In plain words, by language.
        *claims : Claim
            Those in it.
        reading : Claim, optional
            One of them that is a reading of the text.
        """
        names = tuple([claim.id for claim in claims])
        repairs = tuple([(name,) for name in names])
        readings = () if reading is None else (reading.id,)
        strength = "reading" if readings else "printed"
        self.clashes.append(Clash(kind, strength, names, why, readings=readings, repairs=repairs))


def compare(claims: Sequence[Claim], *, n_respondents: int | None = None,
            references: Iterable[Row] = (), regulations: Iterable[Row] = ()) -> Compared:
    """Return what comparing claims with each other, with references and with regulations shows.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv.
    n_respondents : int, optional
        How many answered; a printed total of everybody that is another is one fact told in two
        ways.
    references : iterable of mapping
        Rows with ``key``, ``cited`` and ``listed`` (yes or no), ``times_listed``.
    regulations : iterable of mapping
        Rows with ``fact`` (of the claims that name it), ``lower``, ``upper``, ``label_en``,
        ``source``.
    """
    compared = Compared()
    for check in (_dates, _bands, _restated, _names, _wholes, _sums, _ratios):
        check(claims, compared)
    _totals(claims, n_respondents, compared)
    _regulations(claims, list(regulations), compared)
    _references(list(references), compared)
    return compared


# Dates and bands.

def _dates(claims: Sequence[Claim], compared: Compared) -> None:
    """A later step in the life of the manuscript is not dated earlier."""
    dated: dict[str, tuple[Claim, date]] = {}
    for claim in claims:
        day = read_date(claim.published) if claim.kind == "date" else None
        for step in (claim.id.split(".")[-1], claim.fact.split(".")[-1]):
            if day is not None and step in STEPS:
                dated[step] = claim, day
    in_order = [dated[step] for step in STEPS if step in dated]
    for (first, day), (second, later) in pairwise(in_order):
        if day <= later:
            compared.agree(first, second)
            continue
        why = reason("dates", first=says(first), second=says(second), first_date=first.published,
                     second_date=second.published)
        compared.clash("dates", why, first, second)


def read_date(text: str) -> date | None:
    """Return a date in Indonesian, English or ISO notation; None when the text is none.

    Parameters
    ----------
    text : str
        As printed.

    Examples
    --------
    >>> read_date("13 Oktober 2020")
    datetime.date(2020, 10, 13)
    """
    match = _DATE.search(text.lower())
    if match is None or (match[2] and match[2] not in MONTHS):
        return None
    year, month, day = match.group(4, 5, 6)
    if match[2]:
        year, month, day = match[3], str(MONTHS[match[2]]), match[1]
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def span(claim: Claim) -> tuple[Fraction, Fraction | None]:
    """Return the ends of a band; none above "and more", 0 below "and less".

    Parameters
    ----------
    claim : Claim
        One that prints one or two numbers.
    """
    low, high = claim.ends
    if low == high and _BELOW.search(claim.published.lower()):
        return Fraction(0), high
    return low, None if low == high and _ABOVE.search(claim.published.lower()) else high


def _bands(claims: Sequence[Claim], compared: Compared) -> None:
    """The bands of one partition neither overlap nor leave a gap of whole numbers."""
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind == "band" and not claim.variable and claim.values:
            grouped.setdefault(claim.partition or claim.section, []).append(claim)
    for bands in grouped.values():
        bands.sort(key=span)
        gaps: list[tuple[Claim, Claim]] = []
        for first, second in pairwise(bands):
            end = span(first)[1]
            if end is not None and span(second)[0] > end + 1:
                gaps.append((first, second))
        clashing = _overlaps(bands, gaps, compared)
        for first, second in gaps:
            if first.id not in clashing and second.id not in clashing:
                _between_bands("bands_gap", first, second, (first, second), compared)
        if not gaps and not clashing:
            compared.agree(*bands)


def _overlaps(bands: Sequence[Claim], gaps: Sequence[tuple[Claim, Claim]],
              compared: Compared) -> set[str]:
    """Note the bands that overlap, each in one conflict at most; return their ids."""
    clashing: set[str] = set()
    for first, second in combinations(bands, 2):
        end = span(first)[1]
        apart = end is not None and span(second)[0] > end
        if apart or first.id in clashing or second.id in clashing:
            continue
        clashing |= {first.id, second.id}
        gap = next((pair for pair in gaps if {pair[0].id, pair[1].id} & clashing), None)
        name = "bands_overlap" if gap else "bands_overlap_only"
        _between_bands(name, first, second, gap, compared)
    return clashing


def _between_bands(name: str, first: Claim, second: Claim, gap: tuple[Claim, Claim] | None,
                   compared: Compared) -> None:
    between = f"{(span(gap[0])[1] or 0) + 1}–{span(gap[1])[0] - 1}" if gap else ""
    why = reason(name, first=says(first), first_span=first.published, second=says(second),
                 second_span=second.published, gap=between)
    compared.clash("bands", why, first, second)


# One fact told more than once.

def _alike(claims: Iterable[Claim], key: Callable[[Claim], object]) -> list[list[Claim]]:
    """Return the claims that have a fact and a key in common, where there are several."""
    grouped: dict[object, list[Claim]] = {}
    for claim in claims:
        if claim.fact:
            grouped.setdefault(key(claim), []).append(claim)
    return [same for same in grouped.values() if len(same) > 1]


def _restated(claims: Sequence[Claim], compared: Compared) -> None:
    """One fact told twice: the same numbers, or for a range also one of its ends."""
    compared_here = [claim for claim in claims if claim.kind not in _SOLVED]
    for same in _alike(compared_here,
                       lambda c: (c.fact, c.kind, c.unit, c.variable, str(c.whom), c.n)):
        first, *others = same
        for other in others:
            if _tell_alike(first, other):
                compared.agree(first, other)
            else:
                _clash_restated(first, other, compared)


def _clash_restated(first: Claim, other: Claim, compared: Compared) -> None:
    why = reason("restated", first=says(first), first_value=first.published, second=says(other),
                 second_value=other.published)
    compared.clash("restated", why, first, other)


def _tell_alike(first: Claim, other: Claim) -> bool:
    if not (first.values and other.values):
        return first.published.strip().lower() == other.published.strip().lower()
    some, others = set(first.values), set(other.values)
    return first.ends == other.ends or some < others or others < some


def _names(claims: Sequence[Claim], compared: Compared) -> None:
    """One fact given for two variables: the name that fewer claims use is the odd one."""
    named = [claim for claim in claims if claim.variable and claim.values]
    for same in _alike(named, lambda c: (c.fact, c.kind, c.values)):
        variables = [claim.variable for claim in same]
        usual = max(dict.fromkeys(variables), key=variables.count)
        first = same[variables.index(usual)]
        for odd in same:
            if odd.variable != usual:
                why = reason("names", value=odd.published, first=says(first), second=says(odd))
                compared.clash("names", why, odd, reading=odd)


def _totals(claims: Sequence[Claim], n_respondents: int | None, compared: Compared) -> None:
    """Every printed total of everybody is how many answered."""
    totals = []
    for claim in claims:
        everybody = not claim.condition and not claim.of
        if claim.kind == "count" and everybody and len(claim.values) == 1:
            totals.append(claim)
    right = [claim for claim in totals if claim.values[0] == n_respondents]
    if len(right) > 1:
        compared.agree(*right)
    for claim in totals:
        if right and claim not in right:
            _clash_restated(right[0], claim, compared)


# Parts and wholes that are not respondents.

def _first_about(claims: Iterable[Claim], variable: str, kind: str, unit: str = "") -> Claim | None:
    """Return the first claim of a kind on a variable that prints a number."""
    for claim in claims:
        fits = claim.variable == variable and claim.kind == kind and unit in ("", claim.unit)
        if fits and claim.values:
            return claim
    return None


def _wholes(claims: Sequence[Claim], compared: Compared) -> None:
    """Items said to be not performed, against the mean attained over all items of the variable."""
    for part in claims:
        if part.kind != "list" or part.unit != "items" or not part.variable:
            continue
        missing = re.findall(r"\d+", part.published)
        items = _first_about(claims, part.variable, "items")
        mean = _first_about(claims, part.variable, "mean", "percent")
        if items is None or mean is None or not missing:
            continue
        most = 100 * (1 - len(missing) / items.values[0])
        if mean.values[0] <= most:
            compared.agree(part, items, mean)
            continue
        why = reason("whole", not_performed=len(missing), items=items.values[0], most=amount(most),
                     mean=mean.published)
        compared.clash("whole", why, part, items, mean, reading=part)


def _sums(claims: Sequence[Claim], compared: Compared) -> None:
    """Parts that are not respondents: the claim named as the partition is their whole."""
    single = [claim for claim in claims
              if claim.kind in ("population", "amount", "items") and len(claim.values) == 1]
    for whole in single:
        parts = []
        for part in single:
            names_whole = part.partition and part.partition in (whole.id, whole.fact)
            other_fact = (part.fact or part.id) != (whole.fact or whole.id)
            if names_whole and other_fact and part is not whole and part.kind == whole.kind:
                parts.append(part)
        if len(parts) < 2:
            continue
        total = sum((part.values[0] for part in parts), Fraction(0))
        if total == whole.values[0]:
            compared.agree(whole, *parts)
        else:
            why = reason("sum", sum=amount(total), whole=whole.published)
            compared.clash("sum", why, whole, *parts)


def _ratios(claims: Sequence[Claim], compared: Compared) -> None:
    """A total at a ratio, against the number said to be needed; one partition holds all."""
    for ratio in claims:
        if ratio.kind != "ratio" or not ratio.partition or len(ratio.values) != 2:
            continue
        parts = []
        for claim in claims:
            if claim.partition == ratio.partition and claim.kind == "population":
                parts += [claim] if len(claim.values) == 1 else []
        if len(parts) != 2:
            continue
        needed, total = sorted(parts, key=lambda c: c.values[0])
        expected = total.values[0] * ratio.values[0] / ratio.values[1]
        if expected == needed.values[0]:
            compared.agree(needed, total, ratio)
        else:
            why = reason("ratio", total=total.published, ratio=ratio.published,
                         expected=amount(expected), needed=needed.published)
            compared.clash("ratio", why, ratio, total, needed)


# Claims against what stands outside of the text: regulations that it names, works cited and listed.

def _regulations(claims: Sequence[Claim], rows: Sequence[Row], compared: Compared) -> None:
    """The claims that a regulation's fact names say its numbers, or the name of its group."""
    for row in rows:
        wrong: list[Claim] = []
        for claim in claims:
            if not row.get("fact") or row["fact"] not in (claim.fact, claim.id):
                continue
            if _complies(claim, row, rows):
                compared.agreed.setdefault(claim.id, [])
            else:
                wrong.append(claim)
        if not wrong:
            continue
        first, *others = wrong
        low, high = amount(Fraction(row["lower"])), amount(Fraction(row["upper"]))
        official = {}
        for lang in low:
            numbers = low[lang] if low == high else f"{low[lang]}–{high[lang]}"
            official[lang] = f"{row[f'label_{lang}']}: {numbers}"
        why = reason("regulation", says=says(first), published=first.published,
                     source=row["source"], official=official)
        restated = {first.id: tuple([claim.id for claim in others])} if others else {}
        compared.clashes.append(Clash("regulation", "printed", (first.id,), why, restated=restated,
                                      repairs=((first.id,),)))


def _complies(claim: Claim, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a claim says a regulation's numbers, or the name of the group that they lie in."""
    low, high = Fraction(row["lower"]), Fraction(row["upper"])
    if claim.values:
        return claim.ends == (low, high)
    words: set[str] = set()
    grouped = False
    for other in rows:
        if other.get("kind", "").endswith("_group"):
            if Fraction(other["lower"]) <= low and high <= Fraction(other["upper"]):
                grouped = True
                words.update(_words(other["label_id"]), _words(other["label_en"]))
    return not grouped or bool(words & set(_words(claim.published)))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]{4,}", text.lower())


def _references(rows: Sequence[Row], compared: Compared) -> None:
    """Note the works cited but not listed, listed but not cited, and listed more than once."""
    names: dict[str, list[str]] = {"references_cited": [], "references_listed": [],
                                   "references_twice": []}
    for row in rows:
        if row.get("kind", "work") != "work":
            continue
        name = f"{row.get('author') or row['key']} {row.get('year', '')}".strip()
        cited, listed_once = row["cited"] == "yes", row["listed"] == "yes"
        times = row.get("times_listed") or "0"
        if cited and not listed_once:
            names["references_cited"].append(name)
        if listed_once and not cited:
            names["references_listed"].append(name)
        if times.isdigit() and int(times) > 1:
            names["references_twice"].append(name)
    for kind, works in names.items():
        if works:
            told = listed([{"id": name, "en": name} for name in works], at_most=len(works))
            compared.clashes.append(Clash("references", "printed", (), reason(kind, names=told)))
