"""The steps of a study's build, and what each is made of.

data → sections (each notebook in each language), the article's own tables, the verdicts → numbers → article → index
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from paperbuild.digests import files
from paperbuild.errors import BuildError
from paperbuild.parameters import parameters
from paperbuild.pipeline import Build, Step
from ppks_study.reconstruction_files import key_file, secret
from ppks_study.study import PACKAGES, SECTIONS, Study

#: Where the functions are that make the steps.
_OUTPUTS = "ppks_study.step_outputs.make_"
#: What steps are forked with: all that most of them import, but nothing that starts a thread.
PRELOAD = ("matplotlib.backends.backend_agg", "matplotlib.backends.backend_pdf", "matplotlib.backends.backend_svg",
           "matplotlib.pyplot", "PIL.PngImagePlugin", "fontTools.subset", "scipy.stats", "typst", "docx", "xlsxwriter",
           "papermill", "paperbuild.engine", "paperbuild.notebooks:rehearse", "claimcheck.reconstruction",
           "ppks_study.step_outputs", "ppks_study.figures", "ppks_study.page", "ppks_study.guard")
#: The program that reads what people sent, in a process with limits.
READERS = ("surveyintake.sandbox",)


def build(study: Study, languages: Iterable[str] = (), values: Mapping[str, Any] | None = None, *,
          only: Iterable[str] = (), **options: Any) -> Build:
    """Return the build of a study.

    Parameters
    ----------
    study : Study
        What to build.
    languages : iterable of str
        Which of the study's languages; empty for all.
    values : mapping of str to object, optional
        Notebook parameters to set, as of `steps`.
    only : iterable of str
        Names of steps to make, such as ``data``; empty for all. A step whose inputs others make finds those of the
        last build.
    **options
        Other attributes of `paperbuild.pipeline.Build`, such as ``force``.
    """
    only, languages = set(only), tuple(languages)
    wanted = steps(study, languages or study.languages, values or {})
    chosen = [step for step in wanted if not only or step.name in only]
    return Build(study.root, chosen, study.root / "results" / study.name / "manifest.json", packages=PACKAGES,
                 lock=study.root / "requirements.lock", shared=(study.root / "requirements.lock", study.path),
                 context={"study": str(study.path)}, readers=READERS, complete=not only and not languages,
                 preload=PRELOAD, **options)


def sections(root: Path) -> tuple[str, ...]:
    """Return the names of the notebooks: the paper's sections in its order, then others of one word."""
    found = {path.stem for path in (root / "notebooks").glob("*.ipynb") if re.fullmatch("[a-z]+", path.stem)}
    if not found:
        raise BuildError("there are no notebooks", where="notebooks/", expected=f"{SECTIONS[0]}.ipynb and the like",
                         fix="run in a clone of the project")
    return (*(name for name in SECTIONS if name in found), *sorted(found - set(SECTIONS)))


def steps(study: Study, languages: Iterable[str], values: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a build in an order in which they can run.

    Parameters
    ----------
    study : Study
        What to build.
    languages : iterable of str
        Which of the study's languages.
    values : mapping of str to object
        Notebook parameters to set, checked (`parameters.given`); each goes to the notebooks that take it.
    """
    names, languages = sections(study.root), tuple(languages)
    told = []
    for lang in languages:  # one language of all sections first: the other finds what was computed
        told += [_section(study, name, lang, values) for name in names]
    of_lang = {lang: tuple(f"{name}.{lang}" for name in names) for lang in languages}
    numbers = _step("numbers", {"sections": list(names), "languages": list(languages)},
                   after=tuple(step.name for step in told))
    paper = _article(study.root / "paper")
    read = (*_form(study), *_answers(study), *_tables(study))
    method = [_step(f"method.{lang}", {"lang": lang}, read, ("data",)) for lang in languages if paper]
    judged = _verification(study, languages)
    articles = [_step(f"article.{lang}", {"lang": lang}, paper,
                     (*of_lang[lang], f"method.{lang}", *_of(lang, judged), "numbers"))
                for lang in languages if paper]
    index = _step("index", {"sections": list(names), "languages": list(languages)},
                 after=(*numbers.after, "numbers", *(step.name for step in (*judged, *method, *articles))))
    return [_data(study), *judged, *told, *method, numbers, *articles, index]


def _step(name: str, parameters: Mapping[str, Any], sources: tuple[Path, ...] = (), after: tuple[str, ...] = (), *,
          kind: str = "") -> Step:
    """Return a step of a kind; by default the kind is the first part of its name."""
    return Step(name, _OUTPUTS + (kind or name.partition(".")[0]), parameters, sources, after)


def _of(lang: str, steps: Iterable[Step]) -> list[str]:
    return [step.name for step in steps if step.name.endswith(f".{lang}")]


def _data(study: Study) -> Step:
    """Return the step that makes the respondents; a survey's depend on the key of its pseudonyms too."""
    named = [study.data.claims] if study.reconstructed else [study.answers]
    if study.data.origin == "survey":
        secret(study)
        named.append(key_file(study))
    sources = (*_form(study), *(path for path in named if path), *_tables(study))
    return _step("data", {}, tuple(dict.fromkeys(sources)))


def _section(study: Study, name: str, lang: str, values: Mapping[str, Any]) -> Step:
    """Return the step of a notebook in a language."""
    notebook = study.root / "notebooks" / f"{name}.ipynb"
    taken = parameters(notebook)
    own = {key: value for key, value in values.items() if key in taken}
    told = {"study": study.path.relative_to(study.root).as_posix(), "lang": lang}
    sources = (notebook, *_form(study), *_answers(study), *_tables(study))
    return _step(f"{name}.{lang}", told | own, sources, ("data",), kind="section")


def _verification(study: Study, languages: Iterable[str]) -> list[Step]:
    """Return the steps that judge a study's claims and tell the verdicts; none where it has no claims."""
    told = [study.data.claims, study.data.references, study.data.regulations]
    if not study.data.claims:
        return []
    judged = (*_answers(study), *_tables(study)) if study.data.origin == "survey" else ()
    sources = tuple(dict.fromkeys((*_form(study), *(path for path in told if path), *judged)))
    verdicts = _step("verdicts", {}, sources)
    return [verdicts, *(_step(f"verification.{lang}", {"lang": lang}, _form(study), ("verdicts",))
                        for lang in languages)]


def _article(folder: Path) -> tuple[Path, ...]:
    """Return all that an article is made of; nothing where there is no Typst file."""
    return tuple(path for path in files(folder) if path.suffix != ".md") if files(folder, "*.typ") else ()


def _answers(study: Study) -> tuple[Path, ...]:
    """Return the file of a survey's answers, which every section reads; a reconstruction's is made by a step."""
    return () if study.reconstructed else (study.answers,)


def _form(study: Study) -> tuple[Path, ...]:
    form, choices = study.data.instrument, study.data.choices
    sheets = sorted(form.glob("*.csv")) if form.is_dir() else [form]  # a folder within it is another study's form
    return (*sheets, *([choices] if choices else []))


def _tables(study: Study) -> tuple[Path, ...]:
    """Return the study's transcribed tables: all data files but respondents and questionnaire."""
    other = {study.data.respondents, study.data.instrument, study.data.choices}
    return tuple(sorted(path for path in vars(study.data).values() if isinstance(path, Path) and path not in other))
