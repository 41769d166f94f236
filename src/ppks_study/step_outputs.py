"""How each kind of step is made, a module each; what is made lies below ``out``, at its path in the project."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from paperbuild.notebooks import run
from ppks_study.article import compile_paper
from ppks_study.guard import write_plan
from ppks_study.index_page import index_page
from ppks_study.reconstruction_files import secret, write_csv, write_reconstruction
from ppks_study.study import Study
from ppks_study.supplement import write_supplement
from ppks_study.survey import load
from ppks_study.verification.verdict_page import write_verification
from ppks_study.verification.verify import verify_study

#: The modules of this folder, each with a function ``make(study, name, parameters, folder)``.
KINDS = ("data", "verdicts", "verification", "section", "method", "numbers", "article", "index")


def make(kind: str, study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make a step of a kind in its folder."""
    globals()[f"make_{kind}"](study, name, parameters, folder)


def place(study: Study, folder: Path, *parts: str) -> Path:
    """Return a folder of a step's outputs, made if need be."""
    found = folder.joinpath("out", *parts)
    found.mkdir(parents=True, exist_ok=True)
    return found


def write_text(path: Path, content: str) -> None:
    """Write a text with the same bytes on every machine."""
    path.write_text(content, encoding="utf-8", newline="\n")


# The article in one language.

def make_article(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Compile the article."""
    lang = parameters["lang"]
    compile_paper(study, lang, results=study.root / "results" / study.name,
                  figures=study.root / "figures" / study.name,
                  to=place(study, folder, "results", study.name) / f"paper.{lang}.pdf")


# The respondents, reconstructed if there is no survey; the cleaning log; and the plan of what is withheld.

def make_data(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make what every section starts from."""
    processed = place(study, folder, "data", "processed", study.name)
    if study.data.origin == "reconstructed":
        path = folder / "out" / study.data.respondents.relative_to(study.root)
        write_reconstruction(study, path)
        study = replace(study, data=replace(study.data, respondents=path))
    survey = load(study, key=secret(study))
    write_csv(survey.respondents.assign(origin=study.data.origin), processed / "respondents.csv")
    write_csv(survey.log, processed / "cleaning_log.csv")
    write_plan(survey, processed / "withheld.json")


# The page that leads to everything.

def make_index(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Write the page."""
    write_text(place(study, folder, "results", study.name) / "index.html",
               index_page(study, parameters["sections"], parameters["languages"]))


# The tables that the article shows beside those of the sections.

def make_method(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make the tables in one language."""
    lang = parameters["lang"]
    write_supplement(load(study, lang=lang), place(study, folder, "results", study.name, lang, "tables"))


# The numbers of all sections, joined.

def make_numbers(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Join the numbers; refuse when two languages or two sections disagree."""
    joined: dict[str, Any] = {}
    for section in parameters["sections"]:
        for lang in parameters["languages"]:
            told = study.root / "results" / study.name / lang / "numbers" / f"{section}.json"
            found = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
            _agree(joined, found, section, f"{section}.{lang}", complete=lang != parameters["languages"][0])
            joined |= found
    write_text(place(study, folder, "results", study.name) / "numbers.json",
               json.dumps(joined, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _agree(known: Mapping[str, Any], found: Mapping[str, Any], section: str, where: str, *, complete: bool) -> None:
    """Refuse numbers that differ from those known; and in a second language, numbers that the first lacks."""
    wrong = {key for key in set(known) & set(found) if known[key] != found[key]}
    if complete:
        wrong |= {key for key in set(known) ^ set(found) if key.startswith(f"{section}.")}
    if wrong:
        raise BuildError(f"two tellings of {min(wrong)!r} disagree", where=where,
                         expected="the same number in each language and section")


# One notebook in one language: what it shows, and all that it saves.

def make_section(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Run the notebook; sort what it saves by kind."""
    section, lang = name.split(".")
    saved = folder / "saved"
    saved.mkdir()
    _warm_fonts()
    run(study, section, parameters, saved)
    results = place(study, folder, "results", study.name, lang)
    figures = place(study, folder, "figures", study.name, lang)
    for path in sorted(p for p in saved.rglob("*") if p.is_file()):
        below = path.relative_to(saved)
        is_figure = below.parts[0] == "figures" and path.suffix != ".json"
        _move(path, figures.joinpath(*below.parts[1:]) if is_figure else results / below)


def _warm_fonts() -> None:
    """Let matplotlib list the fonts before a kernel does, which would say so in the notebook."""
    if not list(Path(os.environ.get("MPLCONFIGDIR", "")).glob("fontlist*.json")):
        import ppks_study.figures  # noqa: F401


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


# A verdict on every claim, as JSON.

def make_verdicts(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Judge every claim."""
    report = json.dumps(verify_study(study).as_dict(), ensure_ascii=False, indent=1) + "\n"
    write_text(place(study, folder, "results", study.name) / "verification.json", report)


# The verdicts told in one language: page, figure and tables.

def make_verification(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Tell the verdicts."""
    told = study.root / "results" / study.name / "verification.json"
    write_verification(json.loads(told.read_text(encoding="utf-8")), study, parameters["lang"],
                       results=place(study, folder, "results", study.name),
                       figures=place(study, folder, "figures", study.name))
