"""How each kind of step is made; what is made lies below ``out``, at its path in the project."""

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ppks_study.build.respondents import secret, write_csv, write_reconstruction
from ppks_study.errors import BuildError
from ppks_study.study import Study


def make_data(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make the respondents, reconstructed if there is no survey; the cleaning log; and the plan of what is withheld."""
    from ppks_study.output.disclosure import write_plan
    from ppks_study.sections.survey import load

    processed = _place(study, folder, "data", "processed", study.name)
    if study.data.origin == "reconstructed":
        path = folder / "out" / study.data.respondents.relative_to(study.root)
        write_reconstruction(study, path)
        study = replace(study, data=replace(study.data, respondents=path))
    survey = load(study, key=secret(study))
    write_csv(survey.respondents.assign(origin=study.data.origin), processed / "respondents.csv")
    write_csv(survey.log, processed / "cleaning_log.csv")
    write_plan(survey, processed / "withheld.json")


def make_section(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Run one notebook in one language; sort what it saves by kind."""
    from ppks_study.build.notebook import run

    section, lang = name.split(".")
    saved = folder / "saved"
    saved.mkdir()
    _warm_fonts()
    run(study, section, parameters, saved)
    results = _place(study, folder, "results", study.name, lang)
    figures = _place(study, folder, "figures", study.name, lang)
    for path in sorted(p for p in saved.rglob("*") if p.is_file()):
        below = path.relative_to(saved)
        is_figure = below.parts[0] == "figures" and path.suffix != ".json"
        _move(path, figures.joinpath(*below.parts[1:]) if is_figure else results / below)


def _warm_fonts() -> None:
    """Let matplotlib list the fonts before a kernel does, which would say so in the notebook."""
    if not list(Path(os.environ.get("MPLCONFIGDIR", "")).glob("fontlist*.json")):
        import ppks_study.output.figures  # noqa: F401


def make_method(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make the tables that the article shows beside those of the sections."""
    from ppks_study.output.supplement import write_supplement
    from ppks_study.sections.survey import load

    lang = parameters["lang"]
    write_supplement(load(study, lang=lang), _place(study, folder, "results", study.name, lang, "tables"))


def make_verdicts(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Judge every claim; write the verdicts as JSON."""
    from ppks_study.sections.verification import verify_study

    report = json.dumps(verify_study(study).as_dict(), ensure_ascii=False, indent=1) + "\n"
    _write_text(_place(study, folder, "results", study.name) / "verification.json", report)


def make_verification(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Tell the verdicts in one language: page, figure and tables."""
    from ppks_study.output.verified import write_verification

    told = study.root / "results" / study.name / "verification.json"
    write_verification(json.loads(told.read_text(encoding="utf-8")), study, parameters["lang"],
                       results=_place(study, folder, "results", study.name),
                       figures=_place(study, folder, "figures", study.name))


def make_numbers(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Join the numbers of all sections; refuse when two languages or two sections disagree."""
    joined: dict[str, Any] = {}
    for section in parameters["sections"]:
        for lang in parameters["languages"]:
            told = study.root / "results" / study.name / lang / "numbers" / f"{section}.json"
            found = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
            _agree(joined, found, section, f"{section}.{lang}", complete=lang != parameters["languages"][0])
            joined |= found
    _write_text(_place(study, folder, "results", study.name) / "numbers.json",
                json.dumps(joined, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _agree(known: Mapping[str, Any], found: Mapping[str, Any], section: str, where: str, *, complete: bool) -> None:
    """Refuse numbers that differ from those known; and in a second language, numbers that the first lacks."""
    wrong = {key for key in set(known) & set(found) if known[key] != found[key]}
    if complete:
        wrong |= {key for key in set(known) ^ set(found) if key.startswith(f"{section}.")}
    if wrong:
        raise BuildError(f"two tellings of {min(wrong)!r} disagree", where=where,
                         expected="the same number in each language and section")


def make_article(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Compile the article in one language."""
    from ppks_study.output.paper import compile_paper

    lang = parameters["lang"]
    compile_paper(study, lang, results=study.root / "results" / study.name,
                  figures=study.root / "figures" / study.name,
                  to=_place(study, folder, "results", study.name) / f"paper.{lang}.pdf")


def make_index(study: Study, name: str, parameters: Mapping[str, Any], folder: Path) -> None:
    """Write the page that leads to everything."""
    from ppks_study.build.index import index_page

    _write_text(_place(study, folder, "results", study.name) / "index.html",
                index_page(study, parameters["sections"], parameters["languages"]))


MAKERS: dict[str, Callable[[Study, str, Mapping[str, Any], Path], None]] = {
    "data": make_data, "section": make_section, "method": make_method,
    "verdicts": make_verdicts, "verification": make_verification, "numbers": make_numbers,
    "article": make_article, "index": make_index,
}


def _place(study: Study, folder: Path, *parts: str) -> Path:
    place = folder.joinpath("out", *parts)
    place.mkdir(parents=True, exist_ok=True)
    return place


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
