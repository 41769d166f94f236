"""The index page of a study's results: both languages, every section, figure, table and article."""

import html
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ppks_study.phrases import word
from ppks_study.study import Study

WORDS = {
    "id": {"article": "Artikel (PDF)", "figures": "Gambar", "tables": "Tabel", "language": "Bahasa Indonesia",
           "numbers": "Semua angka (JSON)",
           "verdicts": "Putusan atas setiap angka yang diterbitkan", "method": "Tabel metode",
           "together": "Semua tabel bagian ini", "code": "Kode", "contents": "Daftar isi"},
    "en": {"article": "Article (PDF)", "figures": "Figures", "tables": "Tables", "language": "English",
           "numbers": "All numbers (JSON)",
           "verdicts": "A verdict on every published number", "method": "Tables of the method",
           "together": "All tables of this section", "code": "Code", "contents": "Contents"},
}
#: What a table is offered as beside CSV.
OFFICE = {".xlsx": "Excel", ".docx": "Word"}
TITLES = {"profile": ("Profil", "Profile"), "competence": ("Kompetensi", "Competence"),
          "qualification": ("Kualifikasi", "Qualification"), "incentive": ("Insentif", "Incentive"),
          "interviews": ("Wawancara", "Interviews")}
STYLE = """:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;margin:0;background:Canvas;
color:CanvasText}main{max-width:62rem;margin:0 auto;padding:1rem}section{margin-top:2.5rem}h3{margin:2rem 0 .3rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(17rem,100%),1fr));gap:1rem}
.grid figure{margin:0;border:1px solid #8884;border-radius:6px;padding:.6rem}.grid img{width:100%;background:#fff}
.grid figcaption{font-size:.85rem}ul{padding-left:1.2rem}li{margin:.3rem 0}
p.note{border-left:4px solid #E69F00;padding-left:.8rem}
nav a{margin-right:1rem}"""


def title_of(section: str, lang: str) -> str:
    """Return what a section is called.

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
    links = "".join(f'<a href="#{lang}" lang="{lang}">{WORDS[lang]["language"]}</a>' for lang in languages)
    title = " · ".join(html.escape(study.title[lang]) for lang in languages)
    return (f'<!DOCTYPE html>\n<html lang="{languages[0]}">\n<head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{STYLE}</style></head>\n<body><main>\n<nav>{links}</nav>\n{body}</main></body>\n</html>\n")


def _language(study: Study, lang: str, sections: Sequence[str], results: Path, heading: str) -> str:
    words = WORDS[lang]
    origin = study.data.origin
    note = "" if origin == "survey" else f'<p class="note">{html.escape(word(origin, lang))}</p>'
    article = f'<li><a href="paper.{lang}.pdf">{words["article"]}</a></li>'
    top = (article if (results / f"paper.{lang}.pdf").is_file() else "") + (
        f'<li><a href="numbers.json">{words["numbers"]}</a></li>')
    parts = "".join(_section(study, lang, name, results) for name in sections)
    if (results / f"verification.{lang}.html").is_file():
        parts += _pictured(study, lang, "verification", results, f"verification.{lang}.html", words["verdicts"])
    method = _tables(results / lang / "tables", lang, "method", words["method"])
    return (f'<section id="{lang}" lang="{lang}"><{heading}>{html.escape(study.title[lang])}</{heading}>{note}'
            f"<ul>{top}</ul>{parts}{method}</section>\n")


def _section(study: Study, lang: str, name: str, results: Path) -> str:
    return _pictured(study, lang, name, results, f"{lang}/{name}.html", title_of(name, lang))


def _pictured(study: Study, lang: str, name: str, results: Path, page: str, title: str) -> str:
    """Return a heading that leads to a page, its figures and its tables."""
    told = results / lang / "figures" / f"{name}.json"
    known: dict[str, Any] = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
    base = f"../../figures/{study.name}/{lang}/{name}"
    shown = "".join(_figure(f"{base}-{key}", figure) for key, figure in known.items())
    return (f'<h3><a href="{page}">{title}</a></h3><div class="grid">{shown}</div>'
            + _tables(results / lang / "tables", lang, name, WORDS[lang]["tables"]))


def _figure(base: str, figure: dict[str, str]) -> str:
    return (f'<figure><a href="{base}.svg"><img loading="lazy" src="{base}.svg" alt="{html.escape(figure["alt"])}"></a>'
            f'<figcaption>{html.escape(figure["title"])} · <a href="{base}.pdf">PDF</a> <a href="{base}.png">PNG</a>'
            "</figcaption></figure>")


def _tables(folder: Path, lang: str, section: str, heading: str) -> str:
    paths = sorted(folder.glob(f"{section}-*.csv"))
    rows = "".join(f'<li><a href="{lang}/tables/{path.name}">{html.escape(_title(path))}</a>{_office(path, lang)}</li>'
                   for path in paths)
    whole = _office(folder / f"{section}.csv", lang)
    together = f"<p>{WORDS[lang]['together']}{whole}</p>" if whole else ""
    return f"<details><summary>{heading}</summary>{together}<ul>{rows}</ul></details>\n" if paths else ""


def _office(path: Path, lang: str) -> str:
    """Return links to the workbook and the document beside a table, where they are there."""
    found = ((path.with_suffix(suffix), name) for suffix, name in OFFICE.items())
    return "".join(f' · <a href="{lang}/tables/{other.name}">{name}</a>' for other, name in found if other.is_file())


def _title(path: Path) -> str:
    told = path.with_suffix(".json")
    return str(json.loads(told.read_text(encoding="utf-8"))["title"]) if told.is_file() else path.stem
