"""Interviews in the three flows of the method: reduction, display, conclusion (Miles & Huberman
1994)."""

from collections.abc import Iterable
from itertools import product

import pandas as pd

from ppks_study.estimates import NO_INTERVAL, frame_of, stated
from ppks_study.survey import CODED_SECTIONS, VOICES, Section, Survey, computed_once
from surveyintake.coding import RELATIONS, role_of
from surveystats.agreement import (
    TENTATIVE,
    Agreement,
    cohen_kappa,
    has_alpha,
    krippendorff_alpha,
    percent_agreement,
)

#: Whose voice each kind of a study's sources is.
VOICE = {"respondent": "pendamping"}
#: The order in which the values of a finding's columns are told.
ORDER = {"section": CODED_SECTIONS, "voice": VOICES, "converges": RELATIONS}
#: What the interval of alpha is called.
BOOTSTRAP = "bootstrap_units"


@computed_once
def interviews(survey: Survey) -> Section:
    """Return the tables of the interviews section; empty where a study has no segments, or no
    findings.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Returns
    -------
    Section
        Reduction: ``reduction`` (segments, sources, coders, codes, findings; ``question`` and
        ``limits`` are the same: nothing is asked or said of interviews that are not there),
        ``codebook``, ``codes`` (segments per code). Display: ``matrix`` (segments by code and
        source), ``findings`` (by section and voice). Agreement: ``agreement`` (of all codes),
        ``by_code``, ``alpha`` (what sentences say of it). Conclusion: ``relations`` and
        ``by_voice`` (findings that converge, oppose, or are silent), ``joint`` (all findings).
    """
    segments, findings = survey.tables["segments"], survey.tables["interviews"]
    shown, alone = with_sources(survey), by_code(survey)
    counted = reduction(segments, findings, survey.tables["codes"])
    return Section(
        "interviews",
        {
            "question": counted,
            "reduction": counted,
            "limits": counted,
            "codebook": survey.tables["codes"],
            "codes": codes(survey, shown),
            "matrix": matrix(survey, shown),
            "findings": pairs(findings, "section", "voice"),
            "agreement": agreement(segments, survey.study.sampling.confidence),
            "by_code": alone,
            "alpha": alpha(segments, alone, survey.study.sampling.confidence),
            "relations": pairs(findings, "section", "converges"),
            "by_voice": pairs(findings, "voice", "converges"),
            "joint": joint(segments, findings),
        },
    )


def reduction(segments: pd.DataFrame, findings: pd.DataFrame, book: pd.DataFrame) -> pd.DataFrame:
    """Return what the interviews were reduced to: segments, sources, coders, codings, codes; and
    findings.

    Parameters
    ----------
    segments : DataFrame
        Coded segments: a row for each segment, coder and code; may be empty.
    findings : DataFrame
        One row per finding; may be empty.
    book : DataFrame
        The codebook: one row per code.
    """
    frames = [stated([], n=0)]
    if len(segments):
        several = (
            segments.drop_duplicates(["segment", "coder"])["segment"].value_counts().gt(1).sum()
        )
        of_code = segments.drop_duplicates(["segment", "code"])["code"].value_counts()
        frames.append(
            stated(
                [
                    ("interviews.segments", segments["segment"].nunique(), "segments"),
                    ("interviews.sources", segments["source"].nunique(), "sources"),
                    ("interviews.coders", segments["coder"].nunique(), "coders"),
                    ("interviews.paired", several, "segments"),
                    ("interviews.codings", len(segments), "codings"),
                    ("interviews.codes.book", len(book), "codes"),
                    ("interviews.codes.used", len(of_code), "codes"),
                    ("interviews.codes.most", of_code.max(), "segments"),
                ],
                n=segments["segment"].nunique(),
            )
        )
    if len(findings):
        by = findings["converges"].value_counts()
        rows = [("interviews.findings", len(findings), "findings"),
                ("interviews.findings.voices", findings["voice"].nunique(), "voices")]
        for name in RELATIONS:
            rows.append((f"interviews.findings.{name}", int(by.get(name, 0)), "findings"))
        numbered = int(findings["claim"].ne("").sum())
        rows.append(("interviews.findings.numbered", numbered, "findings"))
        frames.append(stated(rows, n=len(findings)))
    return frames[-1] if len(frames) < 3 else pd.concat(frames[1:], ignore_index=True)


def with_sources(survey: Survey) -> pd.DataFrame:
    """Return the coded segments with ``by``: the role, or the kind of people, that a source is
    shown as.

    Parameters
    ----------
    survey : Survey
        A loaded study.

    Notes
    -----
    Roles of a kind stand apart where each of them is held by ``[disclosure] fewest`` people or
    more, by the study's table of sources; else together, and not at all where they are fewer than
    that together. Without such a table sources are shown by their voice. ``by_id`` and ``by_en``
    are labels, empty where the voice's own word serves.
    """
    segments, table = survey.tables["segments"], survey.tables["sources"]
    roles = segments["source"].map(role_of) if len(segments) else pd.Series(dtype="str")
    if table.empty:
        return segments.assign(by=roles, by_id="", by_en="")
    people = pd.to_numeric(table["count"], errors="coerce").fillna(0)
    fewest = survey.study.disclosure.fewest
    apart = people.groupby(table["kind"]).transform("min") >= fewest
    together = people.groupby(table["kind"]).transform("sum") >= fewest
    named = table.assign(
        by=table["role"].where(apart, table["kind"].replace(VOICE)),
        by_id=table["label_id"].where(apart, ""),
        by_en=table["label_en"].where(apart, ""),
    )
    known = named[together].set_index("role")[["by", "by_id", "by_en"]]
    return segments.assign(role=roles).join(known, on="role").dropna(subset="by").sort_values(
        "role", key=lambda role: role.map(list(known.index).index), kind="stable")


def codes(survey: Survey, shown: pd.DataFrame) -> pd.DataFrame:
    """Return per code how many segments have it, from how many sources, and on how many all their
    coders agree.

    A segment has a code that any coder gave it. ``agreed`` counts segments that two coders or more
    coded.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    shown : DataFrame
        Coded segments, as `with_sources` returns them.
    """
    if shown.empty:
        return stated([], n=0)
    n, missing = _sizes(survey, shown)
    given = ratings(shown)
    paired = given[given.notna().sum(axis=1) >= 2]
    rows = []
    for code, own in _of_codes(survey, shown):
        told = [
            ("segments", own["segment"].nunique(), n, missing),
            ("speakers", own["source"].nunique(), n, missing),
        ]
        if len(paired):
            agreed = has_code(paired, code).fillna(True).astype(bool).all(axis=1).sum()
            told.append(("agreed", agreed, len(paired), n - len(paired)))
        for kind, value, size, left in told:
            unit = "sources" if kind == "speakers" else "segments"
            rows.append(_row(f"interviews.code.{code}.{kind}", kind, unit, value, size, left))
    return _with_codes(frame_of(rows), survey)


def matrix(survey: Survey, shown: pd.DataFrame) -> pd.DataFrame:
    """Return how many segments of each source (column ``by``) have each code, unused codes too.

    Counts are of segments, not of people; a segment counts for each code that a coder gave it.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    shown : DataFrame
        Coded segments, as `with_sources` returns them.
    """
    if shown.empty:
        return stated([], n=0)
    n, missing = _sizes(survey, shown)
    columns = shown.drop_duplicates("by").set_index("by")[["by_id", "by_en"]]
    order = list(columns.index)
    rows, sources = [], []
    for code, own in _of_codes(survey, shown):
        counts = own.groupby("by")["segment"].nunique()
        for by in order:
            rows.append(_row(f"interviews.matrix.{code}.{by}", "segments", "segments",
                             counts.get(by, 0), n, missing))
            sources.append(by)
    return _with_codes(frame_of(rows), survey).assign(by=sources).join(columns, on="by")


def pairs(findings: pd.DataFrame, rows: str, columns: str) -> pd.DataFrame:
    """Return how many findings have each pair of values of two columns; ``category`` and ``by``
    name them.

    Relations stand there even where no finding has them; sections and voices only where one has.

    Parameters
    ----------
    findings : DataFrame
        One row per finding; may be empty.
    rows : str
        Column whose values become ``category``: a key of `ORDER`.
    columns : str
        Column whose values become ``by``: a key of `ORDER`.
    """
    if findings.empty:
        return stated([], n=0)
    counted = findings.groupby([rows, columns]).size()
    known = set(findings[columns]) | (set(RELATIONS) if columns == "converges" else set())
    counts, categories, bys = [], [], []
    for row, column in product(ORDER[rows], ORDER[columns]):
        if row in set(findings[rows]) and column in known:
            counts.append(_row(f"interviews.{rows}.{row}.{column}", "findings", "findings",
                               counted.get((row, column), 0), len(findings), 0))
            categories.append(row)
            bys.append(column)
    return frame_of(counts).assign(category=categories, by=bys)


def ratings(segments: pd.DataFrame) -> pd.DataFrame:
    """Return what each coder (column) gave each segment (row): its codes, sorted; missing where not
    coded.

    Several codes of one segment are one rating: two coders agree on it where they gave the same
    set.

    Parameters
    ----------
    segments : DataFrame
        Coded segments: a row for each segment, coder and code; may be empty.
    """
    given = segments.sort_values("code").groupby(["segment", "coder"])["code"].agg(" ".join)
    return given.unstack().astype(object)


def has_code(given: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return whether each coder gave each segment a code; missing where not coded.

    Parameters
    ----------
    given : DataFrame, shape (n_segments, n_coders)
        As `ratings` returns it.
    code : str
        A code of the codebook.
    """
    return given.map(lambda rating: code in rating.split(), na_action="ignore").astype(object)


def agreement(segments: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return alpha with its interval, and of two coders kappa and percent agreement too; empty
    where there is no alpha.

    ``n`` counts segments that two or more coded, ``missing`` the others.

    Parameters
    ----------
    segments : DataFrame
        Coded segments: a row for each segment, coder and code; may be empty.
    confidence : float
        Of the interval, 0 to 1.
    """
    given = ratings(segments) if len(segments) else pd.DataFrame()
    if given.empty or not has_alpha(given):
        return stated([], n=0)
    found = krippendorff_alpha(given, confidence=confidence)
    rows = [_alpha("interviews.agreement.alpha", found)]
    if found.n_coders == 2:
        for name, unit, value in (("kappa", "coefficient", cohen_kappa(given)),
                                  ("percent", "percent", percent_agreement(given))):
            rows.append(_row(f"interviews.agreement.{name}", "stated", unit, value,
                             found.n_pairable, found.n_units - found.n_pairable))
    return frame_of(rows)


def by_code(survey: Survey) -> pd.DataFrame:
    """Return alpha of each code by itself: given or not; codes that do not vary are left out.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    """
    segments = survey.tables["segments"]
    if segments.empty or not has_alpha(ratings(segments)):
        return stated([], n=0)
    given, confidence = ratings(segments), survey.study.sampling.confidence
    rows = []
    for code, _ in _of_codes(survey, segments):
        own = has_code(given, code)
        if has_alpha(own):
            agreement = krippendorff_alpha(own, confidence=confidence)
            rows.append(_alpha(f"interviews.code.{code}.alpha", agreement, "krippendorff"))
    return _with_codes(frame_of(rows), survey)


def alpha(segments: pd.DataFrame, alone: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Return the ends of alpha's interval, and how many codes by themselves do not allow even
    tentative conclusions.

    That limit, `TENTATIVE`, is Krippendorff's custom and no test.

    Parameters
    ----------
    segments : DataFrame
        Coded segments: a row for each segment, coder and code; may be empty.
    alone : DataFrame
        As `by_code` returns it.
    confidence : float
        Of the interval, 0 to 1.
    """
    if alone.empty:
        return stated([], n=0)
    found = krippendorff_alpha(ratings(segments), confidence=confidence)
    return stated(
        [
            ("interviews.alpha.lower", found.lower, "coefficient"),
            ("interviews.alpha.upper", found.upper, "coefficient"),
            ("interviews.alpha.codes", len(alone), "codes"),
            ("interviews.alpha.codes_below", int((alone["value"] < TENTATIVE).sum()), "codes"),
        ],
        n=found.n_pairable,
        missing=found.n_units - found.n_pairable,
    )


def joint(segments: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return all findings, with ``segments``: how many segments have the code of each, where there
    are segments.

    Parameters
    ----------
    segments : DataFrame
        Coded segments: a row for each segment, coder and code; may be empty.
    findings : DataFrame
        One row per finding; may be empty.
    """
    if findings.empty or segments.empty or "code" not in findings:
        return findings
    counted = segments.drop_duplicates(["segment", "code"])["code"].value_counts()
    return findings.assign(
        segments=[str(counted.get(code, 0)) if code else "–" for code in findings["code"]]
    )


def _of_codes(survey: Survey, segments: pd.DataFrame) -> Iterable[tuple[str, pd.DataFrame]]:
    """Yield each code of the codebook with its rows."""
    for code in survey.tables["codes"]["code"]:
        yield str(code), segments[segments["code"] == code]


def _sizes(survey: Survey, shown: pd.DataFrame) -> tuple[int, int]:
    """Return how many segments are shown, and how many are not."""
    n = shown["segment"].nunique()
    return n, survey.tables["segments"]["segment"].nunique() - n


def _with_codes(frame: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return rows of codes with the code's section as ``group``, and its labels."""
    book = survey.tables["codes"].set_index("code")
    own = book.reindex(frame["key"].str.split(".").str[2].tolist())
    return frame.assign(group=own["section"].to_numpy(), label_id=own["label_id"].to_numpy(),
                        label_en=own["label_en"].to_numpy())


def _row(key: str, kind: str, unit: str, value: float, n: int, missing: int) -> tuple[object, ...]:
    return (
        key,
        kind,
        "",
        "",
        "",
        unit,
        value,
        n,
        missing,
        n,
        value,
        value,
        "computed",
        *NO_INTERVAL,
    )


def _alpha(key: str, found: Agreement, kind: str = "stated") -> tuple[object, ...]:
    plain = _row(
        key, kind, "coefficient", found.estimate, found.n_pairable, found.n_units - found.n_pairable
    )
    return (*plain[:-3], BOOTSTRAP, found.lower, found.upper)
