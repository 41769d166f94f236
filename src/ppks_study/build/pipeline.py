"""The build of a study: data, four sections in each language, the article; only what is stale, whole or not at all."""

import fcntl
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ppks_study.build.manifest import Manifest, digests, files
from ppks_study.build.parameters import parameters
from ppks_study.errors import OutputError
from ppks_study.study import Study

SECTIONS = ("profile", "competence", "qualification", "incentive")
JOBS = 2


@dataclass(frozen=True)
class Step:
    """One step of a build: a function of declared inputs to outputs."""

    name: str
    inputs: dict[str, str]
    parameters: dict[str, Any]
    make: Callable[..., list[Path]]
    arguments: tuple[Any, ...]


@dataclass
class Build:
    """The build of one study.

    Attributes
    ----------
    study : Study
        What to build.
    values : mapping of str to object
        Notebook parameters to set, checked already (`parameters.given`).
    force : bool
        Whether to make everything again.
    say : callable
        Receives one line per step that runs.
    """

    study: Study
    values: Mapping[str, object] = field(default_factory=dict)
    force: bool = False
    say: Callable[[str], None] = print

    def __post_init__(self) -> None:
        root = self.study.root
        self.results = root / "results" / self.study.name
        self.figures = root / "figures" / self.study.name
        self.processed = root / "data" / "processed" / self.study.name
        self.manifest = Manifest.read(self.results / "manifest.json", root)

    def run(self) -> list[str]:
        """Make every stale step; return the names of those that were made."""
        with _only_build(self.study.root / ".build"):
            made = self._stale([self._data()], 1)
            made += self._stale(self._sections(), JOBS)
            return made + self._stale([self._article()], 1)

    def _stale(self, steps: list[Step], jobs: int) -> list[str]:
        waiting = [s for s in steps if self.force or not self.manifest.is_current(s.name, s.inputs, s.parameters)]
        for step, outputs in _made(waiting, jobs if len(waiting) > 1 else 1):
            self.manifest.record(step.name, step.inputs, step.parameters, outputs)
            self.say(f"made {step.name}")
        return [step.name for step in waiting]

    def _shared(self) -> list[Path]:
        """Return the files that every step may read: library, lock, study, instrument, transcribed data."""
        root, data = self.study.root, self.study.data
        package = Path(__file__).parents[1]
        library = files(package, "*.py", "*.toml", "*.mplstyle", "*.j2", "conf.json")
        form = files(data.instrument, "*.csv") if data.instrument.is_dir() else [data.instrument]
        named = [p for p in vars(data).values() if isinstance(p, Path) and p.is_file()
                 and p.is_relative_to(root) and not p.is_relative_to(self.processed)]
        library = [p for p in library if p.is_relative_to(root)]
        return sorted({*library, *form, *named, self.study.path, root / "requirements.lock"})

    def _data(self) -> Step:
        return Step("data", digests(self.study.root, self._shared()), {}, make_data, (self.study, self.processed))

    def _sections(self) -> list[Step]:
        root, shared = self.study.root, digests(self.study.root, self._shared())
        respondents = digests(root, [self.study.data.respondents])
        steps = []
        for name in SECTIONS:
            notebook = root / "notebooks" / f"{name}.ipynb"
            own = {key: value for key, value in self.values.items() if key in parameters(notebook)}
            for lang in self.study.languages:
                given = {"study": self.study.path.relative_to(root).as_posix(), "lang": lang, **own}
                steps.append(Step(f"{name}.{lang}", {**shared, **respondents, **digests(root, [notebook])}, given,
                                  make_section, (notebook, given, root, self.figures / lang, self.results / lang)))
        return steps

    def _article(self) -> Step:
        root = self.study.root
        made = [root / name for key, step in self.manifest.steps.items() if key.partition(".")[0] in SECTIONS
                for name in step["outputs"]]
        inputs = [*self._shared(), *files(root / "paper", "*.typ", "*.bib", "*.toml"), *made]
        return Step("article", digests(root, inputs), {}, make_article, (self.study, self.results, self.figures))


@contextmanager
def _only_build(folder: Path) -> Iterator[None]:
    """Hold the project's build lock; refuse when another build holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError("another build is running in this folder", where=folder.parent.name,
                              fix="wait until it has ended, or stop it") from None
        for left in folder.glob("run-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _made(steps: list[Step], jobs: int) -> Iterator[tuple[Step, list[Path]]]:
    if jobs == 1:
        yield from ((step, step.make(*step.arguments)) for step in steps)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        waiting = {pool.submit(step.make, *step.arguments): step for step in steps}
        try:
            for done in as_completed(waiting):
                yield waiting[done], done.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def make_data(study: Study, processed: Path) -> list[Path]:
    """Write the respondents: reconstructed if there is no survey; cleaned and scored; and the cleaning log."""
    from ppks_study.sections.survey import load

    processed.mkdir(parents=True, exist_ok=True)
    outputs = [processed / "respondents.csv", processed / "cleaning_log.csv"]
    if study.data.origin == "reconstructed":
        outputs.append(write_reconstruction(study, study.data.respondents))
    survey = load(study)
    write_csv(survey.respondents, outputs[0])
    write_csv(survey.log, outputs[1])
    return outputs


def write_reconstruction(study: Study, path: Path) -> Path:
    """Write the respondents reconstructed from a study's claims; return the path."""
    from ppks_study.evidence.claims import read_claims
    from ppks_study.evidence.reconstruct import reconstruct
    from ppks_study.instrument import Instrument

    if study.data.claims is None:
        raise OutputError("the study has no claims to reconstruct from", where=f"study {study.name}, [data] claims")
    instrument = Instrument.load(study.data.instrument, study.data.choices)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(reconstruct(read_claims(study.data.claims), instrument), path)
    return path


def write_csv(frame: Any, path: Path) -> None:
    """Write a frame as CSV, whole or not at all."""
    waiting = path.with_name(path.name + ".part")
    frame.to_csv(waiting, index=False, lineterminator="\n", encoding="utf-8")
    waiting.replace(path)


def make_section(notebook: Path, given: Mapping[str, Any], root: Path, figures: Path, results: Path) -> list[Path]:
    """Run one notebook in one language in a folder of its own, then put its outputs in place."""
    from ppks_study.build.notebook import run

    section = notebook.stem
    with tempfile.TemporaryDirectory(prefix=f"run-{section}-", dir=root / ".build") as folder:
        made = Path(folder)
        run(notebook, made, given, root)
        moves = {path: results / path.name for path in (made / f"{section}.ipynb", made / f"{section}.html")}
        moves |= {path: figures / path.name for path in files(made / "figures", "*.svg", "*.pdf", "*.png")}
        moves |= {made / kind / f"{section}.json": results / kind / f"{section}.json" 
                  for kind in ("figures", "numbers", "sentences")}
        moves |= {path: results / "tables" / path.name for path in files(made / "tables", "*")}
        for source, target in moves.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(source, target)
    return list(moves.values())


def make_article(study: Study, results: Path, figures: Path) -> list[Path]:
    """Join the numbers of all sections, compile the article in each language, and write the index page."""
    from ppks_study.build.index import index_page
    from ppks_study.output.paper import compile_paper
    from ppks_study.output.supplement import write_supplement
    from ppks_study.sections.survey import load

    numbers = join_numbers(results, study.languages)
    write_text(results / "numbers.json", json.dumps(numbers, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    surveys = {lang: load(study, lang=lang) for lang in study.languages}
    own = [path for lang, survey in surveys.items() for path in write_supplement(survey, results / lang / "tables")]
    articles = [compile_paper(study, lang, results=results, figures=figures) for lang in study.languages]
    pages = {lang: results / lang for lang in study.languages}
    write_text(results / "index.html", index_page(study, pages, {lang: figures / lang for lang in study.languages}))
    return [results / "numbers.json", results / "index.html", *own, *articles]


def join_numbers(results: Path, languages: tuple[str, ...]) -> dict[str, Any]:
    """Return the numbers of all sections; refuse when two languages disagree."""
    joined: dict[str, Any] = {}
    for section in SECTIONS:
        found = [json.loads((results / lang / "numbers" / f"{section}.json").read_text(encoding="utf-8"))
                 for lang in languages]
        if any(other != found[0] for other in found[1:]):
            different = sorted(k for other in found[1:] for k in set(found[0]) | set(other)
                               if found[0].get(k) != other.get(k))
            raise OutputError(f"the languages disagree on {different[0]}", where=f"section {section}",
                              expected="the same numbers in each language")
        joined |= found[0]
    return joined


def write_text(path: Path, content: str) -> None:
    """Write a text, whole or not at all."""
    waiting = path.with_name(path.name + ".part")
    waiting.write_text(content, encoding="utf-8", newline="\n")
    waiting.replace(path)


def terminal() -> bool:
    """Whether somebody watches: then progress may overwrite itself."""
    return sys.stderr.isatty()
