"""How each kind of step of a study's build is made."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from paperbuild.notebooks import Words, run
from paperbuild.pipeline import Job
from ppks_study.article import compile_paper
from ppks_study.guard import write_plan
from ppks_study.index_page import WORDS, index_page, title_of
from ppks_study.reconstruction_files import secret, write_csv, write_reconstruction
from ppks_study.study import Study
from ppks_study.supplement import write_supplement
from ppks_study.survey import load
from ppks_study.verification.verdict_page import write_verification
from ppks_study.verification.verify import verify_study


def _study(job: Job) -> Study:
    return Study.load(job.context["study"])


def _write_text(path: Path, content: str) -> None:
    """Write a text with the same bytes on every machine."""
    path.write_text(content, encoding="utf-8", newline="\n")


def make_article(job: Job) -> None:
    """Compile the article."""
    study = _study(job)
    lang = job.parameters["lang"]
    compile_paper(study, lang, results=study.root / "results" / study.name,
                  figures=study.root / "figures" / study.name,
                  to=job.place("results", study.name) / f"paper.{lang}.pdf")


def make_data(job: Job) -> None:
    """Make what every section starts from."""
    study = _study(job)
    processed = job.place("data", "processed", study.name)
    if study.data.origin == "reconstructed":
        path = job.folder / "out" / study.data.respondents.relative_to(study.root)
        write_reconstruction(study, path)
        study = replace(study, data=replace(study.data, respondents=path))
    survey = load(study, key=secret(study))
    write_csv(survey.respondents.assign(origin=study.data.origin), processed / "respondents.csv")
    write_csv(survey.log, processed / "cleaning_log.csv")
    write_plan(survey, processed / "withheld.json")


def make_index(job: Job) -> None:
    """Write the page."""
    study = _study(job)
    _write_text(job.place("results", study.name) / "index.html",
                index_page(study, job.parameters["sections"], job.parameters["languages"]))


def make_method(job: Job) -> None:
    """Make the tables in one language."""
    study = _study(job)
    lang = job.parameters["lang"]
    write_supplement(load(study, lang=lang), job.place("results", study.name, lang, "tables"))


def make_numbers(job: Job) -> None:
    """Join the numbers; refuse when two languages or two sections disagree."""
    study = _study(job)
    joined: dict[str, Any] = {}
    for section in job.parameters["sections"]:
        for lang in job.parameters["languages"]:
            told = study.root / "results" / study.name / lang / "numbers" / f"{section}.json"
            found = json.loads(told.read_text(encoding="utf-8")) if told.is_file() else {}
            _agree(joined, found, section, f"{section}.{lang}", complete=lang != job.parameters["languages"][0])
            joined |= found
    _write_text(job.place("results", study.name) / "numbers.json",
                json.dumps(joined, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


def _agree(known: Mapping[str, Any], found: Mapping[str, Any], section: str, where: str, *, complete: bool) -> None:
    """Refuse numbers that differ from those known; and in a second language, numbers that the first lacks."""
    wrong = {key for key in set(known) & set(found) if known[key] != found[key]}
    if complete:
        wrong |= {key for key in set(known) ^ set(found) if key.startswith(f"{section}.")}
    if wrong:
        raise BuildError(f"two tellings of {min(wrong)!r} disagree", where=where,
                         expected="the same number in each language and section")


def make_section(job: Job) -> None:
    """Run the notebook; sort what it saves by kind."""
    study = _study(job)
    section, lang = job.name.split(".")
    saved = job.folder / "saved"
    saved.mkdir()
    _warm_fonts()
    notebook = job.root / "notebooks" / f"{section}.ipynb"
    run(notebook, job.parameters, saved, root=job.root, words=page_words(study, section, lang))
    results = job.place("results", study.name, lang)
    figures = job.place("figures", study.name, lang)
    for path in sorted(p for p in saved.rglob("*") if p.is_file()):
        below = path.relative_to(saved)
        is_figure = below.parts[0] == "figures" and path.suffix != ".json"
        _move(path, figures.joinpath(*below.parts[1:]) if is_figure else results / below)


def page_words(study: Study, section: str, lang: str) -> Words:
    """Return what a section's page says beside what the notebook shows.

    Parameters
    ----------
    study : Study
        Gives title and languages.
    section, lang : str
        Which page.
    """
    others = [(other, WORDS[other]["language"], f"../{other}/{section}.html") for other in study.languages]
    words = WORDS[lang]
    return Words(lang, f"{title_of(section, lang)} · {study.title[lang]}", words["code"], words["contents"],
                 f"../index.html#{lang}", tuple(other for other in others if other[0] != lang))


def _warm_fonts() -> None:
    """Let matplotlib list the fonts before a kernel does, which would say so in the notebook."""
    if not list(Path(os.environ.get("MPLCONFIGDIR", "")).glob("fontlist*.json")):
        import ppks_study.figures  # noqa: F401


def _move(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def make_verdicts(job: Job) -> None:
    """Judge every claim."""
    study = _study(job)
    report = json.dumps(verify_study(study).as_dict(), ensure_ascii=False, indent=1) + "\n"
    _write_text(job.place("results", study.name) / "verification.json", report)


def make_verification(job: Job) -> None:
    """Tell the verdicts."""
    study = _study(job)
    told = study.root / "results" / study.name / "verification.json"
    write_verification(json.loads(told.read_text(encoding="utf-8")), study, job.parameters["lang"],
                       results=job.place("results", study.name),
                       figures=job.place("figures", study.name))
