"""The index page of a study's results: both languages, every section, figure, table and article."""

import html
import json
from pathlib import Path
from typing import Any

from ppks_study.study import Study

WORDS = {
    "id": {"article": "Artikel (PDF)", "figures": "Gambar", "tables": "Tabel", "language": "Bahasa Indonesia",
           "numbers": "Semua angka (JSON)",
           "made": "Direkonstruksi dari angka yang diterbitkan; bukan data survei."},
    "en": {"article": "Article (PDF)", "figures": "Figures", "tables": "Tables", "language": "English",
           "numbers": "All numbers (JSON)",
           "made": "Reconstructed from published numbers; not survey data."},
}
SECTIONS = {"profile": ("Profil", "Profile"), "competence": ("Kompetensi", "Competence"),
            "qualification": ("Kualifikasi", "Qualification"), "incentive": ("Insentif", "Incentive")}
STYLE = """:root{color-scheme:light dark}body{font:17px/1.5 system-ui,sans-serif;margin:0;background:Canvas;
color:CanvasText}main{max-width:62rem;margin:0 auto;padding:1rem}section{margin-top:2.5rem}h3{margin-bottom:.3rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:1rem}
.grid figure{margin:0;border:1px solid #8884;border-radius:6px;padding:.6rem}.grid img{width:100%;background:#fff}
.grid figcaption{font-size:.85rem}ul{padding-left:1.2rem}p.note{border-left:4px solid #E69F00;padding-left:.8rem}
nav a{margin-right:1rem}"""


def index_page(study: Study, pages: dict[str, Path], figures: dict[str, Path]) -> str:
    """Return the index page.

    Parameters
    ----------
    study : Study
        Gives titles and languages.
    pages, figures : dict of str to Path
        Per language, the folder of the results and of the figures.
    """
    body = "".join(_language(study, lang, pages[lang], figures[lang]) for lang in study.languages)
    links = "".join(f'<a href="#{lang}">{WORDS[lang]["language"]}</a>' for lang in study.languages)
    title = html.escape(study.title[study.languages[-1]])
    return (f'<!DOCTYPE html>\n<html lang="{study.languages[0]}">\n<head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
            f"<style>{STYLE}</style></head>\n<body><main>\n<nav>{links}</nav>\n{body}</main></body>\n</html>\n")


def _language(study: Study, lang: str, pages: Path, figures: Path) -> str:
    words, place = WORDS[lang], study.languages.index(lang)
    note = f'<p class="note">{words["made"]}</p>' if study.data.origin == "reconstructed" else ""
    parts = "".join(_section(study, lang, name, SECTIONS[name][0 if lang == "id" else 1], pages, figures)
                    for name in SECTIONS)
    heading = "h1" if place == 0 else "h2"
    return (f'<section id="{lang}" lang="{lang}"><{heading}>{html.escape(study.title[lang])}</{heading}>{note}'
            f'<ul><li><a href="paper.{lang}.pdf">{words["article"]}</a></li>'
            f'<li><a href="numbers.json">{words["numbers"]}</a></li></ul>{parts}</section>\n')


def _section(study: Study, lang: str, name: str, title: str, pages: Path, figures: Path) -> str:
    known: dict[str, Any] = json.loads((pages / "figures" / f"{name}.json").read_text(encoding="utf-8"))
    base = f"../../figures/{study.name}/{lang}/{name}"
    shown = "".join(
        f'<figure><a href="{base}-{key}.svg"><img loading="lazy" src="{base}-{key}.svg" '
        f'alt="{html.escape(f["alt"])}"></a>'
        f'<figcaption>{html.escape(f["title"])} · <a href="{base}-{key}.pdf">PDF</a> <a href="{base}-{key}.png">PNG</a>'
        f"</figcaption></figure>" for key, f in known.items())
    tables = "".join(f'<li><a href="{lang}/tables/{path.name}">{html.escape(_title(path))}</a></li>'
                     for path in sorted((pages / "tables").glob(f"{name}-*.csv")))
    return (f'<h3><a href="{lang}/{name}.html">{title}</a></h3><div class="grid">{shown}</div>'
            f"<details><summary>{WORDS[lang]['tables']}</summary><ul>{tables}</ul></details>\n")


def _title(path: Path) -> str:
    return str(json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["title"])
