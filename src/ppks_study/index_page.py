"""The index page of a study's results: both languages, every section, figure, table and article."""

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ppks_study.phrases import word
from ppks_study.study import Study

WORDS = {
    "id": {"article": "Artikel (PDF)", "figures": "Gambar", "tables": "Tabel",
           "language": "Bahasa Indonesia", "numbers": "Semua angka (JSON)",
           "verdicts": "Putusan atas setiap angka yang diterbitkan", "method": "Tabel metode",
           "together": "Semua tabel bagian ini", "code": "Kode", "contents": "Daftar isi"},
    "en": {"article": "Article (PDF)", "figures": "Figures", "tables": "Tables",
           "language": "English", "numbers": "All numbers (JSON)",
           "verdicts": "A verdict on every published number", "method": "Tables of the method",
           "together": "All tables of this section", "code": "Code", "contents": "Contents"},
}
#: What a table is offered as beside CSV.
OFFICE = {".xlsx": "Excel", ".docx": "Word"}
TITLES = {"profile": ("Profil", "Profile"), "competence": ("Kompetensi", "Competence"),
          "qualification": ("Kualifikasi", "Qualification"), "incentive": ("Insentif", "Incentive"),
          "interviews": ("Wawancara", "Interviews")}
STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:17px/1.5 system-ui,sans-serif;margin:0;background:Canvas;\ncolor:CanvasText}"
    "main{max-width:62rem;margin:0 auto;padding:1rem}section{margin-top:2.5rem}"
    "h3{margin:2rem 0 .3rem}\n"
    ".grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));"
    "gap:1rem}\n"
    ".grid figure{margin:0;border:1px solid #8884;border-radius:6px;padding:.6rem}"
    ".grid img{width:100%;background:#fff}\n"
    ".grid figcaption{font-size:.85rem}ul{padding-left:1.2rem}li{margin:.3rem 0}\n"
    "p.note{border-left:4px solid #E69F00;padding-left:.8rem}\n"
    "nav a{margin-right:1rem}"
)


def title_of(section: str, lang: str) -> str:
    """Return what a section is called.

    Parameters
    ----------
    section : str
        One of the study's sections, or another notebook's name.
    lang : str
        ``id`` or ``en``.

    Examples
    --------
    >>> title_of("incentive", "id")
    'Insentif'
    """
    return TITLES.get(section, (section.capitalize(),) * 2)[0 if lang == "id" else 1]


def index_page(study: Study, sections: Sequence[str], languages: Sequence[str]) -> str:
    """Return the index page of what lies in the study's results.

    Parameters
    ----------
    study : Study
        Gives titles and folders.
    sections, languages : sequence of str
        What was built, in order.
    """
    results = study.root / "results" / study.name
    body = "".join(_language(study, lang, sections, results, "h1" if place == 0 else "h2")
                   for place, lang in enumerate(languages))
    links = "".join(f'<a href="#{lang}" lang="{lang}">{WORDS[lang]["language"]}</a>'
                    for lang in languages)
    title = " · ".join(study.title[lang] for lang in languages)
    return html_page(title, languages[0], f"<nav>{links}</nav>\n{body}")


def html_page(title: str, lang: str, body: str, *, style: str = "") -> str:
    """Return a page of HTML that needs nothing from the network.

    Parameters
    ----------
    title : str
        Plain text.
    lang : str
        Language of the page.
    body : str
        HTML of the page's content.
    style : str
        CSS that is added to `STYLE`.
    """
    return (f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{html.escape(title)}</title><style>{STYLE}{style}</style></head>\n"
            f"<body><main>\n{body}</main></body>\n</html>\n")


def _language(study: Study, lang: str, sections: Sequence[str], results: Path, heading: str) -> str:
    words = WORDS[lang]
    origin = study.data.origin
    note = ""
    if origin != "survey":
        note = f'<p class="note">{html.escape(word(origin, lang))}</p>'
    article = f'<li><a href="paper.{lang}.pdf">{words["article"]}</a></li>'
    top = (article if (results / f"paper.{lang}.pdf").is_file() else "") + (
        f'<li><a href="numbers.json">{words["numbers"]}</a></li>')
    parts = ""
    for name in sections:
        parts += _pictured(study, lang, name, results, f"{lang}/{name}.html", title_of(name, lang))
    verdicts = f"verification.{lang}.html"
    if (results / verdicts).is_file():
        parts += _pictured(study, lang, "verification", results, verdicts, words["verdicts"])
    method = _tables(results / lang / "tables", lang, "method", words["method"])
    title = html.escape(study.title[lang])
    return (f'<section id="{lang}" lang="{lang}"><{heading}>{title}</{heading}>{note}'
            f"<ul>{top}</ul>{parts}{method}</section>\n")


def _pictured(study: Study, lang: str, name: str, results: Path, page: str, title: str) -> str:
    """Return a heading that leads to a page, its figures and its tables."""
    path = results / lang / "figures" / f"{name}.json"
    figures: dict[str, Any] = {}
    if path.is_file():
        figures = json.loads(path.read_text(encoding="utf-8"))
    base = f"../../figures/{study.name}/{lang}/{name}"
    shown = "".join(_figure(f"{base}-{key}", figure) for key, figure in figures.items())
    return (f'<h3><a href="{page}">{title}</a></h3><div class="grid">{shown}</div>'
            + _tables(results / lang / "tables", lang, name, WORDS[lang]["tables"]))


def _figure(base: str, figure: dict[str, str]) -> str:
    alt, title = html.escape(figure["alt"]), html.escape(figure["title"])
    return (f'<figure><a href="{base}.svg"><img loading="lazy" src="{base}.svg" alt="{alt}"></a>'
            f'<figcaption>{title} · <a href="{base}.pdf">PDF</a> <a href="{base}.png">PNG</a>'
            "</figcaption></figure>")


def _tables(folder: Path, lang: str, section: str, heading: str) -> str:
    paths = sorted(folder.glob(f"{section}-*.csv"))
    if not paths:
        return ""
    rows = ""
    for path in paths:
        title = html.escape(_title(path))
        rows += f'<li><a href="{lang}/tables/{path.name}">{title}</a>{_office(path, lang)}</li>'
    all_tables = _office(folder / f"{section}.csv", lang)
    together = f"<p>{WORDS[lang]['together']}{all_tables}</p>" if all_tables else ""
    return f"<details><summary>{heading}</summary>{together}<ul>{rows}</ul></details>\n"


def _office(path: Path, lang: str) -> str:
    """Return links to the workbook and the document beside a table, where they are there."""
    links = ""
    for suffix, name in OFFICE.items():
        other = path.with_suffix(suffix)
        if other.is_file():
            links += f' · <a href="{lang}/tables/{other.name}">{name}</a>'
    return links


def _title(path: Path) -> str:
    described = path.with_suffix(".json")
    if not described.is_file():
        return path.stem
    return str(json.loads(described.read_text(encoding="utf-8"))["title"])
