"""Claims against what stands outside of the text: regulations that it names, works that it cites and lists."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from ppks_study.evidence.claims import Claim
from ppks_study.evidence.clash import Clash
from ppks_study.evidence.compared import Compared
from ppks_study.evidence.reasons import amount, listed, reason, says

Row = Mapping[str, str]


def regulations(claims: Sequence[Claim], rows: Sequence[Row], found: Compared) -> None:
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


def references(rows: Sequence[Row]) -> list[Clash]:
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
