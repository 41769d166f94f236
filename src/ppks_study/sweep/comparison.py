"""Districts compared: their numbers as one table; what the notebook of a sweep shows."""

import json
from collections import Counter
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from paperbuild.table import Table, tidy
from ppks_study.figures.small_multiples import pages, plot_page
from ppks_study.figures.style import finish, save
from ppks_study.numbers import FORMATS, number
from ppks_study.phrases import read, word
from ppks_study.sweep.task import error_lines
from ppks_study.tables.estimate_table import (
    cell,
    interval_head,
    interval_note,
    interval_text,
    marks,
)

#: Columns of a district that each of its numbers gets.
DESCRIBED = ("place", "year", "origin", "design", "respondents", "confidence")
#: The first columns of the comparison, before n.
FIRST = ("district", "study", "origin", "design", "status")


def read_districts(folder: Path) -> list[dict[str, Any]]:
    """Return the districts of a sweep, in order, each with its ``rows``: all its estimate rows.

    Parameters
    ----------
    folder : Path
        Where the sweep wrote its results.
    """
    districts = json.loads((folder / "sweep.json").read_bytes())["content"]["districts"]
    for district in districts:
        district["rows"] = []
        if district["sections"]:
            kept = json.loads((folder / "districts" / f"{district['name']}.json").read_bytes())
            for name in district["sections"]:
                district["rows"] += kept["content"]["sections"][name]["rows"]
    return districts


def measured(districts: list[dict[str, Any]], keys: list[str], lang: str) -> pd.DataFrame:
    """Return chosen numbers of all districts below one another.

    Parameters
    ----------
    districts : list of dict
        As `read_districts` returns them.
    keys : list of str
        Keys of numbers, such as ``profile.sex.female.share``, in the order of the columns.
    lang : str
        Language of ``label``, what a number is called.

    Returns
    -------
    DataFrame
        Estimate rows, with ``district``, ``label`` and the columns `DESCRIBED`.
    """
    labels = read("sweep")["measure"]
    rows = []
    for district in districts:
        by_key = {row["key"]: row for row in district["rows"]}
        for key in keys:
            if key in by_key:
                row = by_key[key] | {name: district[name] for name in DESCRIBED}
                label = labels.get(key, {}).get(lang, key)
                rows.append(row | {"district": district["name"], "label": label})
    return pd.DataFrame(rows).convert_dtypes()


def comparison(districts: list[dict[str, Any]], keys: list[str], lang: str) -> Table:
    """Return a table with a row for each district, also a failed one, and a column for each number.

    Parameters
    ----------
    districts, keys, lang
        As in `measured`.
    """
    words, frame = read("sweep")["word"], measured(districts, keys, lang)
    records = frame.to_dict("records")
    levels = sorted({row["confidence"] for row in records})
    heads = [words[name][lang] for name in FIRST] + ["n"]
    lines = [_first_cells(district, lang) for district in districts]
    numbers: list[dict[Any, Any]] = []
    places = {district["name"]: place for place, district in enumerate(districts)}
    for key in keys:
        cells = {places[row["district"]]: row for row in records if row["key"] == key}
        if not cells:
            continue
        heads.append(next(iter(cells.values()))["label"])
        intervals = {place: interval_text(row, lang) for place, row in cells.items()}
        for place, line in enumerate(lines):
            if place in cells:
                shown = {"row": place, "column": len(line), "text": cell(cells[place], lang)}
                numbers.append(cells[place] | shown)
            line.append(cell(cells[place], lang) if place in cells else "")
        if any(intervals.values()):
            one_level = len(levels) == 1
            heads.append(interval_head(levels[0], lang) if one_level else word("whisker", lang))
            for place, line in enumerate(lines):
                line.append(intervals.get(place, ""))
    note = f"{words['note'][lang]} {explained(frame, lang)}"
    numeric = (*(False,) * len(FIRST), *(True,) * (len(heads) - len(FIRST)))
    return Table(words["title"][lang], tuple(heads), tuple(map(tuple, lines)), note,
                 tuple(row["key"] for row in numbers), numeric, lang, tidy(numbers),
                 formats=FORMATS)


def explained(frame: pd.DataFrame, lang: str) -> str:
    """Return what a note must say of numbers: methods of intervals, marks, and other origins than
    a survey.

    Parameters
    ----------
    frame : DataFrame
        As `measured` returns it.
    lang : str
        ``id`` or ``en``.
    """
    if frame.empty:
        return ""
    notes = []
    for level in sorted(set(frame["confidence"])):
        notes.append(interval_note(frame[frame["confidence"] == level], level, lang))
    notes.append(marks(frame, lang))
    for origin in ("simulated", "reconstructed"):
        if (frame["origin"] == origin).any():
            notes.append(word(origin, lang))
    return " ".join(note for note in notes if note)


def _first_cells(district: dict[str, Any], lang: str) -> list[str]:
    words = read("sweep")["word"]
    status = words[district["status"]][lang]
    if "place" not in district:
        return ["–", district["name"], "", "", status, ""]
    size = ""
    if district["respondents"] is not None:
        size = number(district["respondents"], lang)
    elif district["sections"]:
        size = word("withheld", lang)
    origin, design = words[district["origin"]][lang], words[district["design"]][lang]
    return [f"{district['place']}, {district['year']}", district["name"], origin, design, status,
            size]


def save_figures(frame: pd.DataFrame, folder: Path, lang: str) -> str:
    """Draw small multiples, a panel for each district; return the pages as HTML.

    Parameters
    ----------
    frame : DataFrame
        Numbers in percent, as `measured` returns them.
    folder : Path
        Where each page is saved as SVG, PDF and PNG.
    lang : str
        ``id`` or ``en``.
    """
    words, shown = read("sweep")["word"], []
    split = pages(frame) if len(frame) else []
    for place, rows in enumerate(split, 1):
        title = words["figure_title"][lang] + (f" ({place}/{len(split)})" if len(split) > 1 else "")
        alt = words["figure_alt"][lang].format(
            n=rows["district"].nunique(), first=rows["place"].iloc[0], last=rows["place"].iloc[-1])
        notes = [words["figure_note"][lang], explained(rows, lang)]
        stem = folder / f"districts-{place:02}.{lang}"
        figure = finish(plot_page(rows, frame, lang=lang), title=title, notes=notes)
        save(figure, stem, title=title, alt=alt)
        links = " ".join(f'<a href="figures/{stem.name}.{kind}">{kind.upper()}</a>'
                         for kind in ("svg", "pdf", "png"))
        shown.append(f'<figure><img src="figures/{stem.name}.svg" alt="{escape(alt)}">'
                     f"<figcaption>{escape(title)} {links}</figcaption></figure>")
    return "\n".join(shown)


def overview(districts: list[dict[str, Any]], lang: str) -> str:
    """Return the districts as HTML: how many have which status, links to their tables, and errors.

    Parameters
    ----------
    districts : list of dict
        As `read_districts` returns them.
    lang : str
        ``id`` or ``en``.
    """
    words = read("sweep")["word"]
    counts = Counter(words[district["status"]][lang] for district in districts)
    status = "; ".join(f"{status}: {count}" for status, count in counts.items())
    lines = [f"<p>{status}.</p>", "<ul>"]
    for district in districts:
        name = escape(district["name"])
        if lang in district.get("title", {}) and district["sections"]:
            name = f'<a href="districts/{name}.{lang}.html">{escape(district["title"][lang])}</a>'
        if district.get("results"):
            name += f' (<a href="{escape(district["results"])}">{words["study"][lang]}</a>)'
        lines.append(f"<li>{name}: {words[district['status']][lang]}")
        for error in district["errors"]:
            text = "<br>".join(escape(line) for line in error_lines(error))
            lines.append(f'<p lang="en">{text}</p>')
        lines.append("</li>")
    return "\n".join([*lines, "</ul>"])
