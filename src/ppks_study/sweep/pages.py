"""The pages of a sweep: all districts, and all tables of one; they ask the network for nothing."""

import os
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ppks_study.index_page import STYLE, title_of
from ppks_study.phrases import read, word

if TYPE_CHECKING:
    from ppks_study.sweep.sweep import Outcome

OWN_STYLE = """main{max-width:76rem}table{border-collapse:collapse;font-size:.85rem}
caption{text-align:left;font-weight:600}
th,td{padding:.25rem .7rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top;text-align:left}
td[style*="right"]{white-space:nowrap;font-variant-numeric:tabular-nums}figure.ppks-table{margin:1rem 0}
.scroll{overflow-x:auto}.failed,.partly{color:#b25a00;font-weight:600}dl{margin:.3rem 0 1rem}dt{font-weight:600}
dd{margin:0 0 .4rem}"""


def index_page(outcomes: Sequence["Outcome"], figures: Mapping[str, Sequence[Mapping[str, str]]],
               languages: Sequence[str], out: Path) -> str:
    """Return the index of a sweep: in each language the districts with their status, the table and the figures.

    Parameters
    ----------
    outcomes : sequence of Outcome
        What became of each district, in order.
    figures : mapping
        By language: stem, title and alternative text of each page of small multiples.
    languages : sequence of str
        In order.
    out : Path
        Where the index lies, from which links lead.
    """
    words = read("sweep")["word"]
    links = "".join(f'<a href="#{lang}" lang="{lang}">{words["language"][lang]}</a>' for lang in languages)
    body = "".join(_language(outcomes, figures[lang], lang, out, "h1" if place == 0 else "h2")
                   for place, lang in enumerate(languages))
    title = " · ".join(words["title"][lang] for lang in languages)
    return _page(title, languages[0], f"<nav>{links}</nav>\n{body}")


def _page(title: str, lang: str, body: str) -> str:
    return (f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
            f"<style>{STYLE}\n{OWN_STYLE}</style></head>\n<body><main>\n{body}</main></body>\n</html>\n")


def _language(outcomes: Sequence["Outcome"], figures: Sequence[Mapping[str, str]], lang: str, out: Path,
              heading: str) -> str:
    words = read("sweep")["word"]
    tables = "".join(f'<li><a href="tables/districts.{lang}.{kind}">{name}</a></li>'
                     for kind, name in (("html", "HTML"), ("xlsx", "Excel"), ("csv", "CSV"), ("json", "JSON")))
    rows = "".join(_row(outcome, lang, out) for outcome in outcomes)
    heads = "".join(f'<th scope="col">{words[name][lang]}</th>'
                    for name in ("district", "study", "origin", "design", "status", "tables"))
    failed = [outcome for outcome in outcomes if outcome.errors]
    told = f"<h3>{words['errors'][lang]}</h3>{''.join(_errors(one) for one in failed)}" if failed else ""
    return (f'<section id="{lang}" lang="{lang}"><{heading}>{words["title"][lang]}</{heading}>'
            f'<p class="note">{escape(words["note"][lang])}</p>{_counted(outcomes, lang)}'
            f"<h3>{words['comparison'][lang]}</h3><ul>{tables}</ul>"
            f'<div class="grid">{"".join(_figure(one) for one in figures)}</div>'
            f'<h3>{words["districts"][lang]}</h3><div class="scroll"><table><thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>{told}</section>\n")


def _counted(outcomes: Sequence["Outcome"], lang: str) -> str:
    """Return how many districts are done, and how many are not."""
    words = read("sweep")["word"]
    states = [outcome.status for outcome in outcomes]
    counts = {state: states.count(state) for state in ("done", "partly", "failed") if state in states}
    parts = [f"{words[state][lang]}: {count}" for state, count in counts.items()]
    return f"<p>{'; '.join(parts)}.</p>"


def _figure(figure: Mapping[str, str]) -> str:
    stem = figure["stem"]
    return (f'<figure><a href="{stem}.svg"><img loading="lazy" src="{stem}.svg" alt="{escape(figure["alt"])}"></a>'
            f'<figcaption>{escape(figure["title"])} · <a href="{stem}.pdf">PDF</a> <a href="{stem}.png">PNG</a>'
            "</figcaption></figure>")


def _row(outcome: "Outcome", lang: str, out: Path) -> str:
    words, study, name = read("sweep")["word"], outcome.district.study, outcome.district.name
    status = f'<td class="{outcome.status}">{words[outcome.status][lang]}</td>'
    if study is None:
        return f"<tr><td>–</td><td>{escape(name)}</td><td></td><td></td>{status}<td></td></tr>\n"
    own = study.root / "results" / study.name / "index.html"
    place = escape(f"{study.place}, {study.year}")
    if own.is_file():
        place = f'<a href="{escape(Path(os.path.relpath(own, out.resolve())).as_posix())}">{place}</a>'
    page = f"districts/{name}/index.{lang}.html"
    links = " · ".join(f'<a href="{escape(page)}#{section}">{title_of(section, lang)}</a>'
                       for section in outcome.sections) if lang in study.languages else ""
    return (f"<tr><td>{place}</td><td>{escape(name)}</td><td>{words[study.data.origin][lang]}</td>"
            f"<td>{words[study.sampling.design][lang]}</td>{status}<td>{links}</td></tr>\n")


def _errors(outcome: "Outcome") -> str:
    told = "".join(f"<dd>{escape(f'{name}: ' if name else '')}{escape(error['what'])}"
                   + "".join(f"<br>{escape(label)}: {escape(error[key])}" for key, label in
                             (("where", "Where"), ("expected", "Expected"), ("fix", "What to do")) if key in error)
                   + "</dd>" for name, error in outcome.errors.items())
    return f'<dl lang="en"><dt>{escape(outcome.district.name)}</dt>{told}</dl>'


def district_page(outcome: "Outcome", result: Mapping[str, Any], lang: str) -> str:
    """Return all tables of a district's sections as one page."""
    study = outcome.district.study
    assert study
    words, origin = read("sweep")["word"], study.data.origin
    note = "" if origin == "survey" else f'<p class="note">{escape(word(origin, lang))}</p>'
    others = "".join(f' <a href="index.{other}.html" lang="{other}">{words["language"][other]}</a>'
                     for other in study.languages if other != lang)
    jumps = "".join(f'<a href="#{name}">{title_of(name, lang)}</a>' for name in outcome.sections)
    parts = "".join(f'<section id="{name}"><h2>{title_of(name, lang)}</h2>{"".join(result[name]["html"][lang])}'
                    f'<p><a href="{name}.json">{words["numbers"][lang]}</a></p></section>\n'
                    for name in outcome.sections)
    title = study.title.get(lang, study.name)
    return _page(title, lang, f'<nav><a href="../../index.html#{lang}">&larr; {words["title"][lang]}</a>{others}</nav>'
                 f"<h1>{escape(title)}</h1>{note}<nav>{jumps}</nav>\n{parts}")
