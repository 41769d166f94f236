"""The page of all verdicts: what was claimed, what the other facts allow, and what cannot hold together."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from claimcheck.claims import WHOLE, Claim
from claimcheck.errors import ClaimError
from paperbuild.origins import outside
from ppks_study.figures.mosaic import plot_verdicts
from ppks_study.figures.style import finish, save
from ppks_study.numbers import DASH, UNITS, number, text
from ppks_study.phrases import Phrases, word
from ppks_study.study import Study
from ppks_study.tables import Table, of_text, write_section
from ppks_study.verification.verdict_words import VERDICTS, counted, summary, verdict
from ppks_study.verification.verify import conflicts, counts

TEMPLATES = Path(__file__).parent / "templates"
_NUMERAL = re.compile(r"\d+(\.\d+)?")
#: What a unit can stand after: numbers and ranges, but no words and no sign of percent.
_BARE = re.compile(r"[\d.,\s-]+")
#: How one number begins a printed value; a list such as ``6,12,13`` is none.
_FIRST = re.compile(r"(\d{1,3}([.,]\d{3})+|\d+([.,]\s?\d+)?)(?![.,]?\d)")


def verification_page(report: Mapping[str, Any], lang: str, *, title: str, figure: str | None = None) -> str:
    """Return a report as one HTML page that needs nothing else: no network, no other file but the figure.

    Parameters
    ----------
    report : mapping
        What ``ppks verify --json`` prints.
    lang : str
        ``id`` or ``en``.
    title : str
        Of the page.
    figure : str, optional
        Relative path of the figure of all verdicts (SVG).

    Raises
    ------
    OutputError
        A verdict is unknown.

    Notes
    -----
    Where no script runs, the whole table stands in printed order; only sorting and filters are missing.

    Examples
    --------
    ``path.write_text(verification_page(report.as_dict(), "en", title="Verdicts"), encoding="utf-8")``
    """
    words = Phrases("verification", lang)
    page = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                       trim_blocks=True, lstrip_blocks=True).get_template("verification.html.j2")
    rows = [_row(claim, place, lang) for place, claim in enumerate(report["claims"])]
    known = {row["id"]: row for row in rows}
    keys = [claim["verdict"] for claim in report["claims"]]
    return page.render(
        report=report, lang=lang, title=title, figure=figure, rows=rows, known=known, counts=counted(keys),
        verdicts=VERDICTS, sections={claim["section"]: named(claim["section"], lang) for claim in report["claims"]},
        scales=_scales(report["scales"], lang),
        conflicts=[_conflict(conflict, known, lang) for conflict in report["conflicts"]],
        summary=summary(keys, lang), say=lambda key: words.text("text", key), named=lambda key: named(key, lang),
        count=lambda value: number(value, lang))


def _scales(scales: Iterable[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return the scales in words; rules of rounding that allow the same maxima for the same claims stand together."""
    rules: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for scale in scales:
        key = (tuple(scale["claims"]), ", ".join(map(str, scale["maxima"])) or DASH)
        rules.setdefault(key, []).append(named(scale["rounding"], lang))
    return [{"claims": claims, "maxima": maxima, "rules": ", ".join(names)}
            for (claims, maxima), names in rules.items()]


def named(key: str, lang: str) -> str:
    """Return what a section, rule, kind or unit is called; the key itself where nothing names it.

    Examples
    --------
    >>> named("front", "id"), named("regulation", "en"), named("appendix", "en")
    ('Halaman depan', 'regulation', 'appendix')
    """
    found = (Phrases(words, lang).label(key) for words in ("verification", "method"))
    return next((name for name in found if name is not None), key)


def place_of(where: str, lang: str) -> str:
    """Return where a claim stands, in words of the language.

    Examples
    --------
    >>> place_of("method, Table 1, row 7", "id"), place_of("front, abstract (en)", "en")
    ('Metode, Tabel 1, baris 7', 'Front page, abstract (English)')
    """
    return ", ".join(_part(part, lang) for part in where.split(", "))


def _part(part: str, lang: str) -> str:
    head, space, rest = part.partition(" ")
    whole = named(part, lang)
    return whole if whole != part or not space else f"{named(head, lang)} {rest}"


def allowed(claim: Mapping[str, Any], lang: str) -> str:
    """Return what the other facts allow for a claim, or what the survey gives; a dash where no limit is known.

    Examples
    --------
    >>> claim = {"unit": "percent", "computed": None, "lower": 51.111, "upper": 71.111}
    >>> allowed(claim, "id"), allowed({**claim, "lower": None}, "en")
    ('51,11–71,11%', 'at most 71.11%')
    """
    unit = claim["unit"] if claim["unit"] in UNITS else ""
    digits = 2 if unit == "percent" else None
    if claim["lower"] is not None or claim["upper"] is not None:
        return text(None, unit, lang, lower=claim["lower"], upper=claim["upper"], digits=digits, bare=True)
    if claim["computed"] is None:
        return DASH
    shown = text(claim["computed"], unit, lang, digits=digits, bare=True)
    surveyed = claim["verdict"] in ("reproduced", "differs")
    return Phrases("verification", lang).text("text", "survey").format(shown) if surveyed else shown


def _row(claim: Mapping[str, Any], place: int, lang: str) -> dict[str, Any]:
    return {**claim, "anchor": f"claim-{quote(claim['id'], safe='')}", "where": place_of(claim["where"], lang),
            "says": claim["says"][lang], "reason": claim["reason"][lang], "allowed": allowed(claim, lang),
            "around": _around(claim, lang), "verdict_of": verdict(claim["verdict"]), "sort": _sort_keys(claim, place),
            "power_text": text(claim["power"] * 100, "percent", lang, digits=int(0 < claim["power"] < 1))}


def _sort_keys(claim: Mapping[str, Any], place: int) -> dict[str, float | None]:
    """Return what the columns of numbers are sorted by; None stands last."""
    ends = [claim[end] for end in ("lower", "computed", "upper") if claim[end] is not None]
    return {"where": place, "published": _printed(claim), "allowed": next(iter(ends), None), "power": claim["power"],
            "verdict": list(VERDICTS).index(claim["verdict"]), "conflicts": min(claim["conflicts"], default=None)}


def _around(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Return what its unit writes before and after a printed number; nothing beside words, or a sign of its own."""
    if claim["unit"] not in UNITS or not _BARE.fullmatch(claim["published"]):
        return ["", ""]
    return UNITS[claim["unit"]][lang][claim["published"] == "1"].split("{}")


def _printed(claim: Mapping[str, Any]) -> float | None:
    """Return the first printed number, to sort by; None where none is printed."""
    if claim["unit"] not in UNITS or not _FIRST.match(claim["published"]):
        return None
    try:
        values = Claim(claim["id"], published=claim["published"], unit=claim["unit"]).values
    except (ClaimError, ValueError):
        return None
    return float(values[0]) if values else None


def _conflict(conflict: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]], lang: str) -> dict[str, Any]:
    near = [{"claim": name, "nearest": [(_numeral(value, rows.get(name), lang), value in found["misprint"])
                                        for value in found["nearest"]]}
            for name, found in conflict["neighbours"].items()]
    kind = [{**entry, "who": _people(entry, lang), "reason": entry["reason"][lang]} for entry in conflict["charitable"]]
    return {**conflict, "reason": conflict["reason"][lang], "neighbours": near, "charitable": kind}


def _people(entry: Mapping[str, Any], lang: str) -> str:
    low, high = entry["lower"], entry["upper"]
    return text(low if low == high else None, "people", lang, lower=low, upper=high)


def _numeral(value: str, row: Mapping[str, Any] | None, lang: str) -> str:
    """Return a printed value in the language's notation, if it is a plain numeral; else as it stands."""
    whole = row is not None and row["unit"] in WHOLE
    if not _NUMERAL.fullmatch(value) or (whole and "." in value):
        return value
    return number(float(value), lang, digits=len(value.partition(".")[2]))


# What verification leaves behind in one language: the page, the figure of all verdicts, the article's tables.

#: What is shown of a conflict.
CONFLICT = ("number", "reason", "strength", "charitable")


def write_verification(report: Mapping[str, Any], study: Study, lang: str, *, results: Path, figures: Path) -> None:
    """Write a report in one language.

    Parameters
    ----------
    report : mapping
        All verdicts (`Report.as_dict`).
    study : Study
        Gives title and source.
    lang : str
        One of its languages.
    results, figures : Path
        The study's folders: ``verification.<lang>.html``, ``<lang>/tables/`` and ``<lang>/figures/`` lie below the
        first, ``<lang>/verification-verdicts.svg`` (and .pdf, .png) below the second.
    """
    _write_figure(report, study, lang, results / lang / "figures", figures / lang)
    made = {name: replace(table, chain=outside(study, f"verification-{name}", f"{__name__}.report_tables"))
            for name, table in report_tables(report, lang).items()}
    write_section(made, results / lang / "tables" / "verification")
    picture = f"../../figures/{study.name}/{lang}/verification-verdicts.svg"
    title = f"{Phrases('verification', lang).text('text', 'title')}: {study.title[lang]}"
    page = verification_page(report, lang, title=title, figure=picture)
    _write(results / f"verification.{lang}.html", page)


def report_tables(report: Mapping[str, Any], lang: str) -> dict[str, Table]:
    """Return the tables of a report: how many claims of each part have which verdict, and the conflicts."""
    words, counted = Phrases("verification", lang), counts(report)
    counted["section"] = [named(section, lang) for section in counted["section"]]
    heads = {"section": words.text("text", "section"), "claims": words.text("text", "claims_head")}
    heads |= {verdict: VERDICTS[verdict].name[lang] for verdict in counted if verdict in VERDICTS}
    found = conflicts(report, lang)
    found["strength"] = [named(strength, lang) for strength in found["strength"]]
    found["charitable"] = found["charitable"].replace("", DASH)
    columns = {column: words.text("text", f"head_{column}") for column in CONFLICT}
    tables = {"counts": (counted, heads), "conflicts": (found, columns)}
    return {name: of_text(frame, shown, title=words.text("text", f"{name}_title"), lang=lang)
            for name, (frame, shown) in tables.items() if not frame.empty}


def _write_figure(report: Mapping[str, Any], study: Study, lang: str, told: Path, folder: Path) -> None:
    words = Phrases("verification", lang)
    table = pd.DataFrame(report["claims"], columns=["id", "section", "verdict"])
    title = words.text("text", "figure_title")
    alt = f"{words.text('text', 'figure_alt')} {summary(table['verdict'], lang)}."
    notes = [words.text("text", "figure_note"),
             f"{word('source', lang)}: {study.source or study.title[lang]}. {plot_verdicts.__module__}.plot_verdicts"]
    ax = plot_verdicts(table, lang=lang)
    chain = outside(study, "verification-verdicts", f"{__name__}.write_verification",
                    f"{plot_verdicts.__module__}.plot_verdicts")
    save(finish(ax, title=title, notes=notes), folder / "verification-verdicts", title=title, alt=alt, chain=chain)
    _write(told / "verification.json", _json({"verdicts": {"title": title, "alt": alt, "note": " ".join(notes)}}))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
