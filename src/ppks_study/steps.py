"""The steps of a study's build, and what each is made of.

data → sections (each notebook in each language), the article's own tables, the verdicts
→ numbers → article → index
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
    """Return the names of the notebooks: the paper's sections in order, then others of one word.

    Parameters
    ----------
    root : Path
        The project's folder.

    Raises
    ------
    BuildError
        There are no notebooks.
    """
    names = {path.stem for path in (root / "notebooks").glob("*.ipynb")}
    names = {name for name in names if re.fullmatch("[a-z]+", name)}
    if not names:
        raise BuildError("there are no notebooks", where="notebooks/",
                         expected=f"{SECTIONS[0]}.ipynb and the like",
                         fix="run in a clone of the project")
    known = [name for name in SECTIONS if name in names]
    return (*known, *sorted(names - set(SECTIONS)))


def steps(study: Study, languages: Iterable[str], values: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a build in an order in which they can run.

    Parameters
    ----------
    study : Study
        What to build.
    languages : iterable of str
        Which of the study's languages.
    values : mapping of str to object
        Notebook parameters to set, checked (`parameters.given`); each goes to the notebooks that
        take it.
    """
    names, languages = sections(study.root), tuple(languages)
    of_all = {"sections": list(names), "languages": list(languages)}
    notebooks = []
    for lang in languages:  # one language of all sections first: the other finds what was computed
        notebooks += [_section(study, name, lang, values) for name in names]
    numbers = _step("numbers", of_all, after=_names(notebooks))
    verdicts = _verification(study, languages)
    article = _article(study.root / "paper")
    method, articles = [], []
    for lang in languages if article else ():
        read = (*_form(study), *_answers(study), *_tables(study))
        method.append(_step(f"method.{lang}", {"lang": lang}, read, ("data",)))
        shown = [step for step in (*notebooks, method[-1], *verdicts)
                 if step.name.endswith(f".{lang}")]
        articles.append(_step(f"article.{lang}", {"lang": lang}, article,
                              (*_names(shown), "numbers")))
    before = [*notebooks, numbers, *verdicts, *method, *articles]
    index = _step("index", of_all, after=_names(before))
    return [_data(study), *verdicts, *notebooks, *method, numbers, *articles, index]


def _names(steps: Iterable[Step]) -> tuple[str, ...]:
    return tuple(step.name for step in steps)


def _step(name: str, parameters: Mapping[str, Any], sources: tuple[Path, ...] = (),
          after: tuple[str, ...] = (), *, kind: str = "") -> Step:
    """Return a step of a kind; by default the kind is the first part of its name."""
    return Step(name, _OUTPUTS + (kind or name.partition(".")[0]), parameters, sources, after)


def _data(study: Study) -> Step:
    """Return the step that makes the respondents; a survey's depend on its key too."""
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
    """Return the steps that judge a study's claims and show the verdicts; none without claims."""
    if not study.data.claims:
        return []
    sources = [*_form(study), study.data.claims, study.data.references, study.data.regulations]
    if study.data.origin == "survey":
        sources += [*_answers(study), *_tables(study)]
    verdicts = [_step("verdicts", {}, tuple(dict.fromkeys(path for path in sources if path)))]
    for lang in languages:
        verdicts.append(_step(f"verification.{lang}", {"lang": lang}, _form(study), ("verdicts",)))
    return verdicts


def _article(folder: Path) -> tuple[Path, ...]:
    """Return all that an article is made of; nothing where there is no Typst file."""
    if not files(folder, "*.typ"):
        return ()
    return tuple(path for path in files(folder) if path.suffix != ".md")


def _answers(study: Study) -> tuple[Path, ...]:
    """Return the file of a survey's answers; a reconstruction's is made by a step."""
    return () if study.reconstructed else (study.answers,)


def _form(study: Study) -> tuple[Path, ...]:
    form, choices = study.data.instrument, study.data.choices
    # a folder within a form's folder is another study's form
    sheets = sorted(form.glob("*.csv")) if form.is_dir() else [form]
    return (*sheets, *([choices] if choices else []))


def _tables(study: Study) -> tuple[Path, ...]:
    """Return the study's transcribed tables: all data files but respondents and questionnaire."""
    other = {study.data.respondents, study.data.instrument, study.data.choices}
    paths = [path for path in vars(study.data).values() if isinstance(path, Path)]
    return tuple(sorted(set(paths) - other))
