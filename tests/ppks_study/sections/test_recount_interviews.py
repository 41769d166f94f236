"""Each table of the interviews section, recounted from segments and findings."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from tests.support.recounting import assert_recounted, stated, study_file, texts

BOOK, SEGMENTS = texts("codes.csv"), texts("segments.csv")
SOURCES, FINDINGS = texts("sources.csv"), texts("interviews.csv")
FEWEST = study_file()["disclosure"]["fewest"]
SECTIONS = ("profile", "competence", "qualification", "incentive", "method")
VOICES = ("pendamping", "stakeholder", "beneficiary", "authors")
RELATIONS = ("converge", "oppose", "silent")
#: What the voice of a kind of sources is called where it is another word.
VOICE = {"respondent": "pendamping"}


@pytest.fixture(scope="module")
def tables(section_of):
    """The section's tables as the library makes them."""
    return section_of("simulated", "interviews").tables


def reduction():
    """Return how many segments, sources, coders, codings and codes there are; and findings."""
    coded_by = SEGMENTS.groupby("segment")["coder"].nunique()
    of_code = SEGMENTS.groupby("code")["segment"].nunique()
    n = SEGMENTS["segment"].nunique()
    start, found = "interviews", "interviews.findings"
    told = stated(
        [
            (f"{start}.segments", n, "segments"),
            (f"{start}.sources", SEGMENTS["source"].nunique(), "sources"),
            (f"{start}.coders", SEGMENTS["coder"].nunique(), "coders"),
            (f"{start}.paired", (coded_by > 1).sum(), "segments"),
            (f"{start}.codings", len(SEGMENTS), "codings"),
            (f"{start}.codes.book", len(BOOK), "codes"),
            (f"{start}.codes.used", len(of_code), "codes"),
            (f"{start}.codes.most", of_code.max(), "segments"),
        ],
        n=n,
    )
    numbers = [
        (found, len(FINDINGS), "findings"),
        (f"{found}.voices", FINDINGS["voice"].nunique(), "voices"),
    ]
    numbers += [
        (f"{found}.{name}", (FINDINGS["converges"] == name).sum(), "findings") for name in RELATIONS
    ]
    numbers.append((f"{found}.numbered", (FINDINGS["claim"] != "").sum(), "findings"))
    return told + stated(numbers, n=len(FINDINGS))


@cache
def shown():
    """Return the segments that are shown, with the role or kind that each source is shown as."""
    rows = []
    for segment in SEGMENTS.to_dict("records"):
        role = segment["source"].rpartition("-")[0]
        known = SOURCES[SOURCES["role"] == role]
        if known.empty:
            continue
        own = known.iloc[0]
        held = SOURCES.loc[SOURCES["kind"] == own["kind"], "count"].astype(int)
        if held.sum() < FEWEST:
            continue
        apart = held.min() >= FEWEST
        rows.append(
            {
                **segment,
                "by": role if apart else VOICE.get(own["kind"], own["kind"]),
                "by_id": own["label_id"] if apart else "",
                "by_en": own["label_en"] if apart else "",
                "place": list(SOURCES["role"]).index(role),
            }
        )
    return pd.DataFrame(rows)


def sizes():
    """Return how many segments are shown, and how many are not."""
    n = shown()["segment"].nunique()
    return n, SEGMENTS["segment"].nunique() - n


def of_code(code, **more):
    """Return what a row of a code has beside its numbers."""
    own = BOOK[BOOK["code"] == code].iloc[0]
    return {
        "group": own["section"],
        "label_id": own["label_id"],
        "label_en": own["label_en"],
        **more,
    }


def row(key, kind, unit, value, n, missing, interval=None, **more):
    """Return a row of an estimate frame."""
    return {
        "key": key,
        "kind": kind,
        "unit": unit,
        "value": value,
        "n": n,
        "missing": missing,
        "denominator": n,
        "interval": interval,
        **more,
    }


def codes():
    """Return per code its segments, its sources, and the segments that all coders gave it."""
    (n, missing), told = sizes(), []
    given_to = {}
    for (segment, coder), rows in shown().groupby(["segment", "coder"]):
        given_to.setdefault(segment, {})[coder] = set(rows["code"])
    for code in BOOK["code"]:
        own = shown()[shown()["code"] == code]
        agreed = paired = 0
        for of_coders in given_to.values():
            given = [code in of_one for of_one in of_coders.values()]
            if len(given) > 1:
                paired += 1
                agreed += all(given)
        start, more = f"interviews.code.{code}", of_code(code)
        told += [
            row(
                f"{start}.segments",
                "segments",
                "segments",
                own["segment"].nunique(),
                n,
                missing,
                **more,
            ),
            row(
                f"{start}.speakers",
                "speakers",
                "sources",
                own["source"].nunique(),
                n,
                missing,
                **more,
            ),
            row(f"{start}.agreed", "agreed", "segments", agreed, paired, n - paired, **more),
        ]
    return told


def matrix():
    """Return how many segments of each source have each code."""
    (n, missing), told, segments = sizes(), [], shown()
    columns = segments.sort_values("place", kind="stable").drop_duplicates("by")
    for code in BOOK["code"]:
        for column in columns.to_dict("records"):
            own = segments[(segments["code"] == code) & (segments["by"] == column["by"])]
            labels = {name: column[name] for name in ("by", "by_id", "by_en")}
            told.append(
                row(
                    f"interviews.matrix.{code}.{column['by']}",
                    "segments",
                    "segments",
                    own["segment"].nunique(),
                    n,
                    missing,
                    **of_code(code),
                    **labels,
                )
            )
    return told


def pairs(first, firsts, second, seconds):
    """Return how many findings have each pair of values of two columns."""
    told = []
    for one in firsts:
        for other in seconds:
            if one in set(FINDINGS[first]) and (
                second == "converges" or other in set(FINDINGS[second])
            ):
                found = ((FINDINGS[first] == one) & (FINDINGS[second] == other)).sum()
                told.append(
                    row(
                        f"interviews.{first}.{one}.{other}",
                        "findings",
                        "findings",
                        found,
                        len(FINDINGS),
                        0,
                        category=one,
                        by=other,
                    )
                )
    return told


@cache
def ratings():
    """Return the set of codes that each coder gave each segment, by segment and coder."""
    found = {}
    for (segment, coder), rows in SEGMENTS.groupby(["segment", "coder"]):
        found.setdefault(segment, {})[coder] = frozenset(rows["code"])
    return found


def given_or_not(code):
    """Return whether each coder of a segment gave it a code, of every segment."""
    found = []
    for given in ratings().values():
        found.append([code in codes for codes in given.values()])
    return found


def alpha(units):
    """Return Krippendorff's alpha of lists of ratings, from the coincidences of pairs."""
    pairable = [unit for unit in units if len(unit) > 1]
    seen, apart = {}, 0.0
    for unit in pairable:
        for place, one in enumerate(unit):
            seen[one] = seen.get(one, 0) + 1
            differ = sum(one != other for at, other in enumerate(unit) if at != place)
            apart += differ / (len(unit) - 1)
    n = sum(seen.values())
    expected = sum(count * (n - count) for count in seen.values())
    return 1 - (n - 1) * apart / expected if expected else np.nan


def bootstrap(units, seed):
    """Return the ends between which alpha of most samples of units lies."""
    pairable = [unit for unit in units if len(unit) > 1]
    draw = np.random.default_rng(seed)
    found = []
    for _ in range(1000):
        places = draw.integers(len(pairable), size=len(pairable))
        found.append(alpha([pairable[place] for place in places]))
    return np.nanquantile(found, [0.025, 0.975])


def about(table, key):
    """Return the interval that a table tells: its ends are of draws, and have their own test."""
    found = table.set_index("key").loc[key]
    return found["interval"], found["interval_lower"], found["interval_upper"]


def agreement(table):
    """Return alpha of all codes, kappa and percent agreement."""
    units = [list(given.values()) for given in ratings().values()]
    both = [unit for unit in units if len(unit) == 2]
    same = sum(one == other for one, other in both) / len(both)
    first = pd.Series([unit[0] for unit in both])
    second = pd.Series([unit[1] for unit in both])
    chance = sum((first == code).mean() * (second == code).mean() for code in set(first))
    n, missing = len(both), len(units) - len(both)
    start = "interviews.agreement"
    return [
        row(
            f"{start}.alpha",
            "stated",
            "coefficient",
            alpha(units),
            n,
            missing,
            about(table, f"{start}.alpha"),
        ),
        row(f"{start}.kappa", "stated", "coefficient", (same - chance) / (1 - chance), n, missing),
        row(f"{start}.percent", "stated", "percent", 100 * same, n, missing),
    ]


def by_code(table):
    """Return alpha of each code by itself."""
    told = []
    for code in BOOK["code"]:
        units = given_or_not(code)
        found = alpha(units)
        paired = sum(len(unit) > 1 for unit in units)
        if not np.isnan(found):
            key = f"interviews.code.{code}.alpha"
            told.append(
                row(
                    key,
                    "krippendorff",
                    "coefficient",
                    found,
                    paired,
                    len(units) - paired,
                    about(table, key),
                    **of_code(code),
                )
            )
    return told


def said_of_alpha(tables):
    """Return the ends of alpha's interval, and how many codes stand below the custom of 0.667."""
    alone = by_code(tables["by_code"])
    units = [list(given.values()) for given in ratings().values()]
    paired = sum(len(unit) > 1 for unit in units)
    _, lower, upper = about(tables["agreement"], "interviews.agreement.alpha")
    start = "interviews.alpha"
    below = sum(one["value"] < 0.667 for one in alone)
    return stated(
        [
            (f"{start}.lower", lower, "coefficient"),
            (f"{start}.upper", upper, "coefficient"),
            (f"{start}.codes", len(alone), "codes"),
            (f"{start}.codes_below", below, "codes"),
        ],
        n=paired,
        missing=len(units) - paired,
    )


def joint():
    """Return all findings, each with how many segments have its code."""
    found = FINDINGS.copy()
    found["segments"] = [
        str(SEGMENTS.loc[SEGMENTS["code"] == code, "segment"].nunique()) if code else "–"
        for code in FINDINGS["code"]
    ]
    return found


RECOUNTS = {
    "question": lambda tables: reduction(),
    "reduction": lambda tables: reduction(),
    "limits": lambda tables: reduction(),
    "codebook": lambda tables: BOOK,
    "codes": lambda tables: codes(),
    "matrix": lambda tables: matrix(),
    "findings": lambda tables: pairs("section", SECTIONS, "voice", VOICES),
    "agreement": lambda tables: agreement(tables["agreement"]),
    "by_code": lambda tables: by_code(tables["by_code"]),
    "alpha": said_of_alpha,
    "relations": lambda tables: pairs("section", SECTIONS, "converges", RELATIONS),
    "by_voice": lambda tables: pairs("voice", VOICES, "converges", RELATIONS),
    "joint": lambda tables: joint(),
}
#: The tables that are recounted here.
RECOUNTED = tuple(RECOUNTS)


@pytest.mark.parametrize("name", RECOUNTS)
def test_a_table_of_interviews_tells_what_plain_pandas_counts(name, tables):
    assert_recounted(tables[name], RECOUNTS[name](tables))


def test_the_interval_of_alpha_is_that_of_other_draws(tables):
    units = [list(given.values()) for given in ratings().values()]
    method, *ends = about(tables["agreement"], "interviews.agreement.alpha")
    assert method == "bootstrap_units"
    assert ends == pytest.approx(bootstrap(units, seed=1), abs=0.02)


def test_the_interval_of_a_codes_alpha_is_that_of_other_draws(tables):
    code = "workload"
    units = given_or_not(code)
    ends = about(tables["by_code"], f"interviews.code.{code}.alpha")[1:]
    assert ends == pytest.approx(bootstrap(units, seed=1), abs=0.05)
