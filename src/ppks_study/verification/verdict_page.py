"""The page of all verdicts: claims, what other facts allow, what cannot hold together."""

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
from ppks_study.figures.style import finish, save
from ppks_study.lineage import project
from ppks_study.numbers import DASH, UNITS, number, text
from ppks_study.phrases import Phrases, word
from ppks_study.study import Study
from ppks_study.tables import Table, of_text, write_section
from ppks_study.verification.mosaic import plot_verdicts
from ppks_study.verification.verdict_text import VERDICTS, counted, summary, verdict
from ppks_study.verification.verify import conflicts, counts

TEMPLATES = Path(__file__).parent / "templates"
_NUMERAL = re.compile(r"\d+(\.\d+)?")
#: What a unit can stand after: numbers and ranges, but no words and no sign of percent.
_BARE = re.compile(r"[\d.,\s-]+")
#: How one number begins a printed value; a list such as ``6,12,13`` is none.
_FIRST = re.compile(r"(\d{1,3}([.,]\d{3})+|\d+([.,]\s?\d+)?)(?![.,]?\d)")


def verification_page(report: Mapping[str, Any], lang: str, *, title: str,
                      figure: str | None = None) -> str:
    """Return a report as one HTML page that needs no network, and no other file but the figure.

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
    Where no script runs, the whole table stands in printed order, without sorting and filters.

    Examples
    --------
    ``verification_page(report.as_dict(), "en", title="Verdicts")``
    """
    words = Phrases("verification", lang)
    pages = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True,
                        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    rows = [_row(claim, place, lang) for place, claim in enumerate(report["claims"])]
    known = {row["id"]: row for row in rows}
    keys = [claim["verdict"] for claim in report["claims"]]
    sections = {claim["section"]: named(claim["section"], lang) for claim in report["claims"]}
    return pages.get_template("verification.html.j2").render(
        report=report, lang=lang, title=title, figure=figure, rows=rows, known=known,
        counts=counted(keys), verdicts=VERDICTS, sections=sections,
        scales=_scales(report["scales"], lang),
        conflicts=[_conflict(conflict, known, lang) for conflict in report["conflicts"]],
        summary=summary(keys, lang), say=lambda key: words.text("text", key),
        named=lambda key: named(key, lang), count=lambda value: number(value, lang))


def _scales(scales: Iterable[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return the scales in words; rules of rounding with the same maxima stand together."""
    rules: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for scale in scales:
        maxima = ", ".join(map(str, scale["maxima"])) or DASH
        names = rules.setdefault((tuple(scale["claims"]), maxima), [])
        names.append(named(scale["rounding"], lang))
    return [{"claims": claims, "maxima": maxima, "rules": ", ".join(names)}
            for (claims, maxima), names in rules.items()]


def named(key: str, lang: str) -> str:
    """Return what a section, rule, kind or unit is called; the key itself where nothing names it.

    Parameters
    ----------
    key : str
        As reports and claims have it.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> named("front", "id"), named("regulation", "en"), named("appendix", "en")
    ('Halaman depan', 'regulation', 'appendix')
    """
    label = Phrases("verification", lang).label(key)
    if label is None:
        label = Phrases("method", lang).label(key)
    return key if label is None else label


def place_of(where: str, lang: str) -> str:
    """Return where a claim stands, in words of the language.

    Parameters
    ----------
    where : str
        As the claims have it: parts in English, between commas.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> place_of("method, Table 1, row 7", "id"), place_of("front, abstract (en)", "en")
    ('Metode, Tabel 1, baris 7', 'Front page, abstract (English)')
    """
    parts = []
    for part in where.split(", "):
        head, space, rest = part.partition(" ")
        whole = named(part, lang)
        parts.append(f"{named(head, lang)} {rest}" if whole == part and space else whole)
    return ", ".join(parts)


def allowed(claim: Mapping[str, Any], lang: str) -> str:
    """Return what the other facts allow for a claim, or what the survey gives; a dash for no limit.

    Parameters
    ----------
    claim : mapping
        With ``unit``, ``computed``, ``lower``, ``upper`` and ``verdict``, as in a report.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> claim = {"unit": "percent", "computed": None, "lower": 51.111, "upper": 71.111}
    >>> allowed(claim, "id"), allowed({**claim, "lower": None}, "en")
    ('51,11–71,11%', 'at most 71.11%')
    """
    unit = claim["unit"] if claim["unit"] in UNITS else ""
    digits = 2 if unit == "percent" else None
    if claim["lower"] is not None or claim["upper"] is not None:
        return text(None, unit, lang, lower=claim["lower"], upper=claim["upper"], digits=digits,
                    bare=True)
    if claim["computed"] is None:
        return DASH
    shown = text(claim["computed"], unit, lang, digits=digits, bare=True)
    surveyed = claim["verdict"] in ("reproduced", "differs")
    return Phrases("verification", lang).say("survey", shown) if surveyed else shown


def _row(claim: Mapping[str, Any], place: int, lang: str) -> dict[str, Any]:
    """Return a claim's row of the page: what the report has of it, in words of the language."""
    power = text(claim["power"] * 100, "percent", lang, digits=int(0 < claim["power"] < 1))
    return {**claim, "anchor": f"claim-{quote(claim['id'], safe='')}",
            "where": place_of(claim["where"], lang), "says": claim["says"][lang],
            "reason": claim["reason"][lang], "allowed": allowed(claim, lang),
            "around": _around(claim, lang), "verdict_of": verdict(claim["verdict"]),
            "sort": _sort_keys(claim, place), "power_text": power}


def _sort_keys(claim: Mapping[str, Any], place: int) -> dict[str, float | None]:
    """Return what the columns of numbers are sorted by; None stands last."""
    ends = [claim[end] for end in ("lower", "computed", "upper") if claim[end] is not None]
    return {"where": place, "published": _printed(claim), "allowed": next(iter(ends), None),
            "power": claim["power"], "verdict": list(VERDICTS).index(claim["verdict"]),
            "conflicts": min(claim["conflicts"], default=None)}


def _around(claim: Mapping[str, Any], lang: str) -> list[str]:
    """Return what its unit writes before and after a printed number; nothing beside words."""
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


def _conflict(conflict: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]],
              lang: str) -> dict[str, Any]:
    """Return a conflict in words, with nearest values as the language writes them."""
    neighbours = []
    for name, near in conflict["neighbours"].items():
        values = [(_numeral(value, rows.get(name), lang), value in near["misprint"])
                  for value in near["nearest"]]
        neighbours.append({"claim": name, "nearest": values})
    charitable = []
    for reading in conflict["charitable"]:
        low, high = reading["lower"], reading["upper"]
        people = text(low if low == high else None, "people", lang, lower=low, upper=high)
        charitable.append({**reading, "who": people, "reason": reading["reason"][lang]})
    return {**conflict, "reason": conflict["reason"][lang], "neighbours": neighbours,
            "charitable": charitable}


def _numeral(value: str, row: Mapping[str, Any] | None, lang: str) -> str:
    """Return a printed value in the language's notation, if it is a plain numeral; else as it is."""
    whole = row is not None and row["unit"] in WHOLE
    if not _NUMERAL.fullmatch(value) or (whole and "." in value):
        return value
    return number(float(value), lang, digits=len(value.partition(".")[2]))


#: What is shown of a conflict.
CONFLICT = ("number", "reason", "strength", "charitable")


def write_verification(report: Mapping[str, Any], study: Study, lang: str, *, results: Path,
                       figures: Path) -> None:
    """Write a report in one language: page, figure of all verdicts, the article's tables.

    Parameters
    ----------
    report : mapping
        All verdicts (`Report.as_dict`).
    study : Study
        Gives title and source.
    lang : str
        One of its languages.
    results, figures : Path
        The study's folders: ``verification.<lang>.html``, ``<lang>/tables/`` and ``<lang>/figures/``
        lie below the first, ``<lang>/verification-verdicts.svg`` (and .pdf, .png) below the second.
    """
    _write_figure(report, study, lang, results / lang / "figures", figures / lang)
    tables = {}
    for name, table in report_tables(report, lang).items():
        chain = outside(project(study), f"verification-{name}", f"{__name__}.report_tables")
        tables[name] = replace(table, chain=chain)
    write_section(tables, results / lang / "tables" / "verification")
    picture = f"../../figures/{study.name}/{lang}/verification-verdicts.svg"
    title = f"{Phrases('verification', lang).text('text', 'title')}: {study.title[lang]}"
    page = verification_page(report, lang, title=title, figure=picture)
    _write(results / f"verification.{lang}.html", page)


def report_tables(report: Mapping[str, Any], lang: str) -> dict[str, Table]:
    """Return how many claims of each part have which verdict, and the conflicts, as tables.

    Parameters
    ----------
    report : mapping
        All verdicts (`Report.as_dict`).
    lang : str
        ``id`` or ``en``.
    """
    words, by_section = Phrases("verification", lang), counts(report)
    by_section["section"] = [named(section, lang) for section in by_section["section"]]
    heads = {"section": words.text("text", "section"),
             "claims": words.text("text", "claims_head")}
    for column in by_section:
        if column in VERDICTS:
            heads[column] = VERDICTS[column].name[lang]
    clashes = conflicts(report, lang)
    clashes["strength"] = [named(strength, lang) for strength in clashes["strength"]]
    clashes["charitable"] = clashes["charitable"].replace("", DASH)
    columns = {column: words.text("text", f"head_{column}") for column in CONFLICT}
    tables = {}
    for name, frame, shown in (("counts", by_section, heads), ("conflicts", clashes, columns)):
        if not frame.empty:
            title = words.text("text", f"{name}_title")
            tables[name] = of_text(frame, shown, title=title, lang=lang)
    return tables


def _write_figure(report: Mapping[str, Any], study: Study, lang: str, results: Path,
                  figures: Path) -> None:
    """Draw all verdicts, and write the figure's title, alternative text and note."""
    words = Phrases("verification", lang)
    table = pd.DataFrame(report["claims"], columns=["id", "section", "verdict"])
    function = f"{plot_verdicts.__module__}.plot_verdicts"
    title = words.text("text", "figure_title")
    alt = f"{words.text('text', 'figure_alt')} {summary(table['verdict'], lang)}."
    source = f"{word('source', lang)}: {study.source or study.title[lang]}. {function}"
    notes = [words.text("text", "figure_note"), source]
    figure = finish(plot_verdicts(table, lang=lang), title=title, notes=notes)
    chain = outside(project(study), "verification-verdicts", f"{__name__}.write_verification", function)
    save(figure, figures / "verification-verdicts", title=title, alt=alt, chain=chain)
    entry = {"title": title, "alt": alt, "note": " ".join(notes)}
    _write(results / "verification.json", _json({"verdicts": entry}))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
