"""What can be compared without solving: dates, bands, repetitions, names, parts and wholes."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from itertools import combinations, pairwise

from claimcheck.claims import Claim
from claimcheck.reasons import Clash, amount, listed, reason, says

# What comparing claims finds: conflicts, and which claims agree with which others.

@dataclass(frozen=True)
class Compared:
    """What comparing found, and which claims agree with which others."""

    clashes: list[Clash] = field(default_factory=list)
    agreed: dict[str, list[Claim]] = field(default_factory=dict)

    def agree(self, *claims: Claim) -> None:
        """Note that claims agree with each other."""
        for claim in claims:
            known = self.agreed.setdefault(claim.id, [])
            known += [other for other in claims if other is not claim and other not in known]


def clash_between(kind: str, why: Mapping[str, str], *claims: Claim) -> Clash:
    """Return a conflict between claims, of which giving up any one mends it."""
    ids = tuple(claim.id for claim in claims)
    return Clash(kind, "printed", ids, why, repairs=tuple((name,) for name in ids))


# Claims against what stands outside of the text: regulations that it names, works that it cites and lists.

Row = Mapping[str, str]


def compare_regulations(claims: Sequence[Claim], rows: Sequence[Row], found: Compared) -> None:
    """Hold the claims that a regulation's `fact` names against its numbers, or the name of its group."""
    for row in rows:
        told_of = [claim for claim in claims if row.get("fact") and row["fact"] in (claim.fact, claim.id)]
        wrong = [claim for claim in told_of if not _complies(claim, row, rows)]
        for claim in told_of:
            if claim not in wrong:
                found.agreed.setdefault(claim.id, [])
        if wrong:
            first, *others = wrong
            low, high = (amount(Fraction(row[end])) for end in ("lower", "upper"))
            told_so = {lang: low[lang] if low == high else f"{low[lang]}–{high[lang]}" for lang in low}
            why = reason("regulation", says=says(first), published=first.published, source=row["source"],
                         official={lang: f"{row[f'label_{lang}']}: {text}" for lang, text in told_so.items()})
            same = {first.id: tuple(claim.id for claim in others)} if others else {}
            found.clashes.append(Clash("regulation", "printed", (first.id,), why, restated=same,
                                       repairs=((first.id,),)))


def _complies(claim: Claim, row: Row, rows: Sequence[Row]) -> bool:
    """Whether a claim says what a regulation says: its numbers, or the name of the group that they lie in."""
    low, high = Fraction(row["lower"]), Fraction(row["upper"])
    if claim.values:
        return claim.ends == (low, high)
    groups = [other for other in rows if other.get("kind", "").endswith("_group")
              and Fraction(other["lower"]) <= low and high <= Fraction(other["upper"])]
    words = {word for other in groups for label in ("label_id", "label_en")
             for word in re.findall(r"[a-z]{4,}", other[label].lower())}
    return not groups or bool(words & set(re.findall(r"[a-z]{4,}", claim.published.lower())))


def compare_references(rows: Sequence[Row]) -> list[Clash]:
    """Return the works cited but not listed, listed but not cited, and listed more than once."""
    works = [row for row in rows if row.get("kind", "work") == "work"]
    kinds = {"references_cited": [r for r in works if r["cited"] == "yes" and r["listed"] != "yes"],
             "references_listed": [r for r in works if r["listed"] == "yes" and r["cited"] != "yes"],
             "references_twice": [r for r in works if (r.get("times_listed") or "0").isdigit()
                                  and int(r.get("times_listed") or 0) > 1]}
    return [Clash("references", "printed", (), reason(name, names=_works(chosen)))
            for name, chosen in kinds.items() if chosen]


def _works(rows: Sequence[Row]) -> Mapping[str, str]:
    names = [f"{row.get('author') or row['key']} {row.get('year', '')}".strip() for row in rows]
    return listed(({"id": name, "en": name} for name in names), at_most=len(names))


#: Steps in the life of a manuscript, in order, by the last part of a claim's id.
STEPS = ("received", "revised", "accepted", "published")
MONTHS = {name: number for number, names in enumerate(
    ("januari january jan", "februari february feb", "maret march mar", "april apr", "mei may", "juni june jun",
     "juli july jul", "agustus august agu aug", "september sep", "oktober october okt oct", "november nov",
     "desember december des dec"), start=1) for name in names.split()}
_DATE = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
_BELOW = re.compile(r"\b(ke bawah|bawah|kurang|below|less|under)\b|[<≤]")
_ABOVE = re.compile(r"\b(ke atas|atas|lebih|above|more|over)\b|[>≥]")


def compare(claims: Sequence[Claim], *, n_respondents: int | None = None, references: Iterable[Row] = (),
            regulations: Iterable[Row] = ()) -> Compared:
    """Return what can be found by comparing claims with each other, and with lists of references and regulations.

    Parameters
    ----------
    claims : sequence of Claim
        Rows of claims.csv.
    n_respondents : int, optional
        How many answered; a printed total of everybody that is another is one fact told in two ways.
    references : iterable of mapping
        Rows with ``key``, ``cited`` and ``listed`` (yes or no), ``times_listed``.
    regulations : iterable of mapping
        Rows with ``fact`` (of the claims that name it), ``lower``, ``upper``, ``label_en``, ``source``.
    """
    found = Compared()
    checks: tuple[Callable[[Sequence[Claim], Compared], None], ...] = (
        _dates, _bands, _restated, _names, _wholes, _sums, _ratios)
    for check in checks:
        check(claims, found)
    _totals(claims, n_respondents, found)
    compare_regulations(claims, list(regulations), found)
    found.clashes.extend(compare_references(list(references)))
    return found


def _dates(claims: Sequence[Claim], found: Compared) -> None:
    dated = {step: (claim, day) for claim in claims if claim.kind == "date" and (day := read_date(claim.published))
             for step in STEPS if claim.id.split(".")[-1] == step or claim.fact.split(".")[-1] == step}
    for (first, day), (second, later) in pairwise(dated[step] for step in STEPS if step in dated):
        if day <= later:
            found.agree(first, second)
            continue
        why = reason("dates", first=says(first), second=says(second), first_date=first.published,
                     second_date=second.published)
        found.clashes.append(clash_between("dates", why, first, second))


def read_date(text: str) -> date | None:
    """Return a date in Indonesian, English or ISO notation; None when the text is none.

    Examples
    --------
    >>> read_date("13 Oktober 2020")
    datetime.date(2020, 10, 13)
    """
    match = _DATE.search(text.lower())
    if match is None or (match[2] and match[2] not in MONTHS):
        return None
    year, month, day = (match[3], MONTHS[match[2]], match[1]) if match[2] else match.group(4, 5, 6)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _bands(claims: Sequence[Claim], found: Compared) -> None:
    grouped: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.kind == "band" and not claim.variable and claim.values:
            grouped.setdefault(claim.partition or claim.section, []).append(claim)
    for bands in grouped.values():
        _overlaps(sorted(bands, key=span), found)


def span(claim: Claim) -> tuple[Fraction, Fraction | None]:
    """Return the ends of a band; none above "and more", 0 below "and less"."""
    low, high = claim.ends
    if low == high and _BELOW.search(claim.published.lower()):
        return Fraction(0), high
    return low, None if low == high and _ABOVE.search(claim.published.lower()) else high


def _overlaps(bands: Sequence[Claim], found: Compared) -> None:
    gaps = [(a, b) for a, b in pairwise(bands) if (end := span(a)[1]) is not None and span(b)[0] > end + 1]
    clashing: set[str] = set()
    for first, second in combinations(bands, 2):
        end = span(first)[1]
        if (end is None or span(second)[0] <= end) and not {first.id, second.id} & clashing:
            clashing |= {first.id, second.id}
            gap = next((pair for pair in gaps if {pair[0].id, pair[1].id} & clashing), None)
            found.clashes.append(_between_bands("bands_overlap" if gap else "bands_overlap_only", first, second, gap))
    for first, second in gaps:
        if not {first.id, second.id} & clashing:
            found.clashes.append(_between_bands("bands_gap", first, second, (first, second)))
    if not gaps and not clashing:
        found.agree(*bands)


def _between_bands(name: str, first: Claim, second: Claim, gap: tuple[Claim, Claim] | None) -> Clash:
    between = f"{(span(gap[0])[1] or 0) + 1}–{span(gap[1])[0] - 1}" if gap else ""
    why = reason(name, first=says(first), first_span=first.published, second=says(second),
                 second_span=second.published, gap=between)
    return clash_between("bands", why, first, second)


def _restated(claims: Sequence[Claim], found: Compared) -> None:
    """One fact told twice: the same numbers, or for a range also one of its ends."""
    for same in _alike(claims, lambda c: (c.fact, c.kind, c.unit, c.variable, str(c.whom), c.n)):
        if same[0].kind in ("count", "share", "mean", "minimum", "maximum", "amount", "list", "verbal"):
            continue
        first, *others = same
        for other in others:
            if _tell_alike(first, other):
                found.agree(first, other)
            else:
                why = reason("restated", first=says(first), first_value=first.published, second=says(other),
                             second_value=other.published)
                found.clashes.append(clash_between("restated", why, first, other))


def _alike(claims: Iterable[Claim], key: Callable[[Claim], object]) -> list[list[Claim]]:
    grouped: dict[object, list[Claim]] = {}
    for claim in claims:
        if claim.fact:
            grouped.setdefault(key(claim), []).append(claim)
    return [same for same in grouped.values() if len(same) > 1]


def _tell_alike(first: Claim, other: Claim) -> bool:
    if first.values and other.values:
        return first.ends == other.ends or any(set(a.values) < set(b.values)
                                               for a, b in ((first, other), (other, first)))
    return first.published.strip().lower() == other.published.strip().lower()


def _names(claims: Sequence[Claim], found: Compared) -> None:
    """One fact given for two variables: the name that fewer claims use is the odd one."""
    for same in _alike((c for c in claims if c.variable and c.values), lambda c: (c.fact, c.kind, c.values)):
        variables = [claim.variable for claim in same]
        usual = max(dict.fromkeys(variables), key=variables.count)
        for odd in (claim for claim in same if claim.variable != usual):
            first = next(claim for claim in same if claim.variable == usual)
            why = reason("names", value=odd.published, first=says(first), second=says(odd))
            found.clashes.append(Clash("names", "reading", (odd.id,), why, readings=(odd.id,), repairs=((odd.id,),)))


def _wholes(claims: Sequence[Claim], found: Compared) -> None:
    """Items said to be not performed, against the mean attained over all items of the variable."""
    for part in (c for c in claims if c.kind == "list" and c.unit == "items" and c.variable):
        missing = re.findall(r"\d+", part.published)
        items = next((c for c in claims if c.kind == "items" and c.variable == part.variable and c.values), None)
        mean = next((c for c in claims if c.kind == "mean" and c.variable == part.variable
                     and c.unit == "percent"), None)
        if items is None or mean is None or not missing:
            continue
        most = 100 * (1 - len(missing) / items.values[0])
        if mean.values[0] <= most:
            found.agree(part, items, mean)
            continue
        why = reason("whole", not_performed=len(missing), items=items.values[0], most=amount(most),
                     mean=mean.published)
        found.clashes.append(Clash("whole", "reading", (part.id, items.id, mean.id), why, readings=(part.id,),
                                   repairs=((part.id,), (items.id,), (mean.id,))))


def _sums(claims: Sequence[Claim], found: Compared) -> None:
    """Parts of a whole that are not respondents: the claim named as the partition is their whole."""
    for whole in (c for c in claims if c.kind in ("population", "amount", "items") and len(c.values) == 1):
        parts = [c for c in claims if c.partition in (whole.id, whole.fact) and c.partition and c is not whole
                 and c.kind == whole.kind and len(c.values) == 1 and (c.fact or c.id) != (whole.fact or whole.id)]
        total = sum((c.values[0] for c in parts), Fraction(0))
        if len(parts) > 1 and total == whole.values[0]:
            found.agree(whole, *parts)
        elif len(parts) > 1:
            why = reason("sum", sum=amount(total), whole=whole.published)
            found.clashes.append(clash_between("sum", why, whole, *parts))


def _ratios(claims: Sequence[Claim], found: Compared) -> None:
    """A total at a ratio of 1 to some, against the number that is said to be needed: one partition holds the three."""
    for ratio in (c for c in claims if c.kind == "ratio" and c.partition and len(c.values) == 2):
        parts = [c for c in claims if c.partition == ratio.partition and c.kind == "population" and len(c.values) == 1]
        if len(parts) != 2:
            continue
        needed, total = sorted(parts, key=lambda c: c.values[0])
        expected = total.values[0] * ratio.values[0] / ratio.values[1]
        if expected == needed.values[0]:
            found.agree(needed, total, ratio)
        else:
            why = reason("ratio", total=total.published, ratio=ratio.published, expected=amount(expected),
                         needed=needed.published)
            found.clashes.append(clash_between("ratio", why, ratio, total, needed))


def _totals(claims: Sequence[Claim], n_respondents: int | None, found: Compared) -> None:
    totals = [c for c in claims if c.kind == "count" and not c.condition and not c.of and len(c.values) == 1]
    right = [claim for claim in totals if claim.values[0] == n_respondents]
    if len(right) > 1:
        found.agree(*right)
    for claim in totals:
        if right and claim not in right:
            why = reason("restated", first=says(right[0]), first_value=right[0].published, second=says(claim),
                         second_value=claim.published)
            found.clashes.append(clash_between("restated", why, right[0], claim))
