"""The steps of a study's build, and what each is made of.

data → sections (each notebook in each language), the article's own tables, the verdicts → numbers → article → index
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from paperbuild.manifest import Manifest, digests, files
from paperbuild.parameters import parameters
from ppks_study.reconstruction_files import key_file, secret
from ppks_study.study import SECTIONS, Study


@dataclass(frozen=True)
class Step:
    """One step: a function of declared inputs to a folder of outputs.

    Attributes
    ----------
    name : str
        ``data``, ``verdicts``, ``verification.id``, ``profile.id``, ``method.id``, ``numbers``, ``article.en``,
        ``index``.
    kind : str
        ``data``, ``verdicts``, ``verification``, ``section``, ``method``, ``numbers``, ``article`` or ``index``.
    parameters : mapping
        What it is called with.
    sources : tuple of Path
        Files that it reads, beside the library, the lock and the study file.
    after : tuple of str
        Steps whose outputs it reads.
    """

    name: str
    kind: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    sources: tuple[Path, ...] = ()
    after: tuple[str, ...] = ()

    def inputs(self, manifest: Manifest, code: str, shared: Mapping[str, str]) -> dict[str, str]:
        """Return the hash of each input by its path, and that of the code; the steps before must have run."""
        made = {name: content for step in self.after for name, content in manifest.outputs(step).items()}
        return {"library": code, **shared, **digests(manifest.root, self.sources), **made}


def sections(root: Path) -> tuple[str, ...]:
    """Return the names of the notebooks: the paper's sections in its order, then others of one word."""
    found = {path.stem for path in (root / "notebooks").glob("*.ipynb") if re.fullmatch("[a-z]+", path.stem)}
    if not found:
        raise BuildError("there are no notebooks", where="notebooks/", expected=f"{SECTIONS[0]}.ipynb and the like",
                         fix="run in a clone of the project")
    return (*(name for name in SECTIONS if name in found), *sorted(found - set(SECTIONS)))


def shared(study: Study) -> dict[str, str]:
    """Return the hashes of what every step is made of beside code: the lock and the study file."""
    return digests(study.root, [study.root / "requirements.lock", study.path])


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
    told = [step for name in names for step in _section(study, name, languages, values)]
    of_lang = {lang: tuple(f"{name}.{lang}" for name in names) for lang in languages}
    numbers = Step("numbers", "numbers", {"sections": list(names), "languages": list(languages)},
                   after=tuple(step.name for step in told))
    paper = _article(study.root / "paper")
    read = (*_form(study), *_answers(study), *_tables(study))
    method = [Step(f"method.{lang}", "method", {"lang": lang}, read, ("data",)) for lang in languages if paper]
    judged = _verification(study, languages)
    articles = [Step(f"article.{lang}", "article", {"lang": lang}, paper,
                     (*of_lang[lang], f"method.{lang}", *_of(lang, judged), "numbers"))
                for lang in languages if paper]
    index = Step("index", "index", {"sections": list(names), "languages": list(languages)},
                 after=(*numbers.after, "numbers", *(step.name for step in (*judged, *method, *articles))))
    return [_data(study), *judged, *told, *method, numbers, *articles, index]


def _of(lang: str, steps: Iterable[Step]) -> list[str]:
    return [step.name for step in steps if step.name.endswith(f".{lang}")]


def _data(study: Study) -> Step:
    """Return the step that makes the respondents; a survey's depend on the key of its pseudonyms too."""
    named = [study.data.claims] if study.reconstructed else [study.answers]
    if study.data.origin == "survey":
        secret(study)
        named.append(key_file(study))
    sources = (*_form(study), *(path for path in named if path), *_tables(study))
    return Step("data", "data", {}, tuple(dict.fromkeys(sources)))


def _section(study: Study, name: str, languages: Iterable[str], values: Mapping[str, Any]) -> Iterator[Step]:
    """Yield the steps of a notebook, one a language."""
    notebook = study.root / "notebooks" / f"{name}.ipynb"
    taken = parameters(notebook)
    sources = (notebook, *_form(study), *_answers(study), *_tables(study))
    for lang in languages:
        told = {"study": study.path.relative_to(study.root).as_posix(), "lang": lang}
        own = {key: value for key, value in values.items() if key in taken}
        yield Step(f"{name}.{lang}", "section", told | own, sources, ("data",))


def _verification(study: Study, languages: Iterable[str]) -> list[Step]:
    """Return the steps that judge a study's claims and tell the verdicts; none where it has no claims."""
    told = [study.data.claims, study.data.references, study.data.regulations]
    if not study.data.claims:
        return []
    judged = (*_answers(study), *_tables(study)) if study.data.origin == "survey" else ()
    sources = tuple(dict.fromkeys((*_form(study), *(path for path in told if path), *judged)))
    verdicts = Step("verdicts", "verdicts", {}, sources)
    return [verdicts, *(Step(f"verification.{lang}", "verification", {"lang": lang}, after=("verdicts",))
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
