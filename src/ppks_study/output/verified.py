"""What verification leaves behind in one language: the page, the figure of all verdicts, the article's tables."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from ppks_study.output.figures.style import finish, new_axes, save
from ppks_study.output.figures.verdicts import plot_verdicts, verdicts_height
from ppks_study.output.numbers import DASH
from ppks_study.output.origin import outside
from ppks_study.output.phrases import Phrases, word
from ppks_study.output.tables import Table, of_text, write_section
from ppks_study.output.verdicts import VERDICTS, summary
from ppks_study.output.verification import named, verification_page
from ppks_study.sections.verification import conflicts, counts
from ppks_study.study import Study

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
    ax = plot_verdicts(table, ax=new_axes(0, height=verdicts_height(table)), lang=lang)
    chain = outside(study, "verification-verdicts", f"{__name__}.write_verification",
                    f"{plot_verdicts.__module__}.plot_verdicts")
    save(finish(ax, title=title, notes=notes), folder / "verification-verdicts", title=title, alt=alt, chain=chain)
    _write(told / "verification.json", _json({"verdicts": {"title": title, "alt": alt, "note": " ".join(notes)}}))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
