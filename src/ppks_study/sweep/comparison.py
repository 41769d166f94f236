"""Districts side by side: a table, small multiples, a page of tables for each, and the index."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from paperbuild.table import Table, tidy
from ppks_study import numbers as study_numbers
from ppks_study.numbers import number
from ppks_study.phrases import read, word
from ppks_study.sweep.measures import MEASURES, rows
from ppks_study.sweep.pages import district_page, index_page
from ppks_study.sweep.store import LIBRARY, Store, json_bytes, write
from ppks_study.tables.estimate_table import (
    cell,
    interval_head,
    interval_note,
    interval_text,
    marks,
)

if TYPE_CHECKING:
    from ppks_study.sweep.sweep import Outcome

FORMATS = (".csv", ".xlsx", ".html", ".json")


def key(outcomes: Sequence["Outcome"], store: Store, languages: Sequence[str]) -> str:
    """Return a hash of all that stands side by side, and of the code that sets it."""
    code = hashlib.sha256(b"".join(path.read_bytes() for suffix in ("py", "toml", "mplstyle")
                                   for path in sorted(LIBRARY.rglob(f"*.{suffix}")))).hexdigest()
    told = [[o.as_dict(), _heading(o), _built(o, store), [store.sum(o.district.name, name) for name in o.sections]]
            for o in outcomes]
    return hashlib.sha256(json_bytes([told, list(languages), code])).hexdigest()


def _heading(outcome: "Outcome") -> list[str]:
    study = outcome.district.study
    return [study.place, str(study.year), repr(study.title), repr(study.sampling)] if study else []


def _built(outcome: "Outcome", store: Store) -> bool:
    """Whether the district's own build has an index page, to which ours can lead."""
    study = outcome.district.study
    return bool(study) and (study.root / "results" / study.name / "index.html").is_file()  # type: ignore[union-attr]


def write_all(outcomes: Sequence["Outcome"], store: Store, languages: Sequence[str]) -> list[Path]:
    """Write everything that stands side by side; return the paths."""
    results = {o.district.name: {name: store.read(o.district.name, name) for name in o.sections} for o in outcomes}
    written: list[Path] = []
    figures: dict[str, list[dict[str, str]]] = {}
    for lang in languages:
        written += _tables(outcomes, results, store.out, lang)
        figures[lang], drawn = _figures(outcomes, results, store.out, lang)
        written += drawn
    for outcome in outcomes:
        written += _pages(outcome, results[outcome.district.name], store.out, languages)
    index = store.out / "index.html"
    write(index, index_page(outcomes, figures, languages, store.out).encode())
    return [*written, index]


def frame(outcomes: Sequence["Outcome"], results: dict[str, dict[str, Any]], lang: str) -> pd.DataFrame:
    """Return the measures of all districts below one another, with what each district is."""
    found = []
    for outcome in outcomes:
        numbers = {k: v for result in results[outcome.district.name].values() for k, v in result["numbers"].items()}
        study = outcome.district.study
        if numbers and study:
            sizes = [result["respondents"] for result in results[outcome.district.name].values()]
            found.append(rows(outcome.district.name, numbers, lang).assign(
                place=study.place, year=study.year, origin=study.data.origin, design=study.sampling.design,
                respondents=sizes[0], confidence=study.sampling.confidence))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def table(outcomes: Sequence["Outcome"], results: dict[str, dict[str, Any]], lang: str) -> Table:
    """Return the comparison: a row for each district, also for those that failed, and a column for each measure."""
    words, known = read("sweep")["word"], frame(outcomes, results, lang)
    told = {(row["district"], row["key"]): row for row in known.to_dict("records")}
    shown = [m for m in MEASURES if any((o.district.name, m.key) in told for o in outcomes)]
    spread = {m.key for m in shown if any(k == m.key and interval_text(r, lang) for (_, k), r in told.items())}
    heads = [words[name][lang] for name in ("district", "study", "origin", "design", "status")] + ["n"]
    lines, numbers = [], []
    for place, outcome in enumerate(outcomes):
        line = _first(outcome, results, lang)
        for measure in shown:
            row = told.get((outcome.district.name, measure.key))
            if row is not None:
                numbers.append({**row, "row": place, "column": len(line), "text": cell(row, lang)})
            line.append("" if row is None else cell(row, lang))
            line += ["" if row is None else interval_text(row, lang)] if measure.key in spread else []
        lines.append(tuple(line))
    columns = [head for m in shown for head in (m.label(lang), *([_interval(known, lang)] if m.key in spread else ()))]
    signs = marks(known, lang) if len(known) else ""
    note = " ".join(filter(None, [words["note"][lang], _methods(known, lang), signs, *_origins(known, lang)]))
    return Table(words["title"][lang], (*heads, *columns), tuple(lines), note, tuple(str(k[1]) for k in told),
                 (*(False for _ in heads[:-1]), True, *(True for _ in columns)), lang, tidy(numbers),
                 formats=study_numbers.FORMATS)


def _interval(known: pd.DataFrame, lang: str) -> str:
    levels = sorted(set(known["confidence"]))
    return interval_head(levels[0], lang) if len(levels) == 1 else str(word("whisker", lang))


def _first(outcome: "Outcome", results: dict[str, dict[str, Any]], lang: str) -> list[str]:
    words, study = read("sweep")["word"], outcome.district.study
    status = words[outcome.status][lang]
    if study is None:
        return ["–", outcome.district.name, "", "", status, ""]
    sizes = [result["respondents"] for result in results[outcome.district.name].values()]
    size = "" if not sizes else word("withheld", lang) if sizes[0] is None else number(sizes[0], lang)
    return [f"{study.place}, {study.year}", study.name, words[study.data.origin][lang],
            words[study.sampling.design][lang], status, size]


def _origins(known: pd.DataFrame, lang: str) -> list[str]:
    """Return what is said of those districts that were not surveyed."""
    there = set(known["origin"]) if len(known) else set()
    return [word(origin, lang) for origin in ("simulated", "reconstructed") if origin in there]


def _methods(known: pd.DataFrame, lang: str) -> str:
    """Return the methods of the intervals; of districts with several levels of confidence, for each level."""
    levels = sorted(set(known["confidence"])) if len(known) else []
    return " ".join(filter(None, (interval_note(known[known["confidence"] == level], level, lang) for level in levels)))


def _tables(outcomes: Sequence["Outcome"], results: dict[str, dict[str, Any]], out: Path, lang: str) -> list[Path]:
    made = table(outcomes, results, lang)
    return [made.write(out / "tables" / f"districts.{lang}{suffix}") for suffix in FORMATS]


def _figures(outcomes: Sequence["Outcome"], results: dict[str, dict[str, Any]], out: Path,
             lang: str) -> tuple[list[dict[str, str]], list[Path]]:
    """Draw the small multiples, page by page; return what each page is called and shows, and all files."""
    from ppks_study.figures.small_multiples import pages, plot_page
    from ppks_study.figures.style import finish, save

    known, words = frame(outcomes, results, lang), read("sweep")["word"]
    told, written = [], []
    split = pages(known[known["is_drawn"]], lang) if len(known) else []
    for place, page in enumerate(split, 1):
        number_of = f" ({place}/{len(split)})" if len(split) > 1 else ""
        names = list(dict.fromkeys(page["place"]))
        title = words["figure_title"][lang] + number_of
        alt = words["figure_alt"][lang].format(n=len(set(page["district"])), first=names[0], last=names[-1])
        notes = [words["figure_note"][lang], _methods(page, lang), marks(page, lang), *_origins(page, lang),
                 "ppks_study.figures.small_multiples.plot_page"]
        stem = out / "figures" / f"districts-{place:02}.{lang}"
        written += save(finish(plot_page(page, known, lang=lang), title=title, notes=notes), stem, title=title, alt=alt)
        told.append({"stem": f"figures/{stem.name}", "title": title, "alt": alt})
    return told, written


def _pages(outcome: "Outcome", result: dict[str, Any], out: Path, languages: Sequence[str]) -> list[Path]:
    """Write all tables of a district's sections as one page a language."""
    study = outcome.district.study
    written = []
    for lang in (lang for lang in languages if study and result and lang in study.languages):
        path = out / "districts" / outcome.district.name / f"index.{lang}.html"
        write(path, district_page(outcome, result, lang).encode())
        written.append(path)
    return written


