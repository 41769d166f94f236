"""A sweep: what is missing or stale of each district is run, kept as it arrives, and compared."""

import hashlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from html import escape
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from paperbuild.atomic_file import whole
from ppks_study.index_page import html_page, title_of
from ppks_study.phrases import read, word
from ppks_study.study import SECTIONS, Study
from ppks_study.sweep.cluster import RETRIES, connected
from ppks_study.sweep.districts import District
from ppks_study.sweep.task import error_words, library, run_district

#: What an error of a worker process means, and what to do.
KILLED = {"what": "each worker that began this died", "where": "dask worker",
          "expected": "0.5 GB of memory for each worker",
          "fix": "fewer workers at a time, or larger machines"}
#: What the pages of a sweep, with their wide tables, add to the style of an index page.
WIDE = ("main{max-width:76rem}.scroll{overflow-x:auto}"
        "th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:top}")


@dataclass(frozen=True)
class Outcome:
    """What became of a district: its result (`task.run_district`), and whether it was run now."""

    district: District
    result: dict[str, Any]
    is_new: bool = False

    @property
    def errors(self) -> dict[str, dict[str, str]]:
        """Errors by section; one of the whole district under an empty name."""
        if "error" in self.result:
            return {"": self.result["error"]}
        sections = self.result["sections"]
        return {name: section["error"] for name, section in sections.items() if "error" in section}

    @property
    def sections(self) -> list[str]:
        """The sections whose results are there."""
        computed = self.result.get("sections", {})
        return [name for name in SECTIONS if name in computed and name not in self.errors]

    def as_dict(self) -> dict[str, Any]:
        """Return what a program may want of it."""
        described: dict[str, Any] = {
            "name": self.district.name, "sections": self.sections,
            "status": "done" if not self.errors else "partly" if self.sections else "failed",
            "errors": [{"section": name, **error} for name, error in self.errors.items()]}
        if study := self.district.study:
            described |= {"place": study.place, "year": study.year, "origin": study.data.origin,
                          "design": study.sampling.design, "confidence": study.sampling.confidence,
                          "title": study.title, "respondents": self.result.get("respondents")}
        return described


def print_progress(district: District, error: Any, done: int, total: int, seconds: float) -> None:
    """Print one line on standard error for a district that ended.

    Parameters
    ----------
    district : District
        The one that ended.
    error : mapping or None
        Of the whole district, if it has one.
    done, total : int
        How many districts have ended, and how many are run.
    seconds : float
        Since the sweep began.
    """
    text = f"failed {district.name}: {error['what']}" if error else f"made {district.name}"
    print(f"{text} ({done}/{total}, {seconds:.0f} s)", file=sys.stderr, flush=True)


def run_sweep(districts: Sequence[District], out: Path, *, scheduler: str | None = None,
              workers: int | None = None, languages: Sequence[str] = ("id", "en"),
              force: bool = False, sections: Sequence[str] = SECTIONS,
              report: Callable[..., None] = print_progress) -> list[Outcome]:
    """Run what is missing or stale of each district, and compare all; return what became of each.

    Parameters
    ----------
    districts : sequence of District
        In the order of the comparison.
    out : Path
        The folder of results; nothing is written elsewhere.
    scheduler : str, optional
        Address of a Dask scheduler; without it workers start here.
    workers : int, optional
        How many of these; one for each core if not given.
    languages : sequence of str
        Of tables, figures and pages.
    force : bool
        Whether to run everything again.
    sections : sequence of str
        Which sections are run.
    report : callable
        Called as `print_progress` is for each district that ends.

    Raises
    ------
    BuildError
        There are no workers to run on.
    OutputError
        A result cannot be written.
    """
    made_by = f"{library()} {' '.join(sections)}"
    results: dict[str, dict[str, Any]] = {}
    for district in districts:
        kept = None if force else _kept(_place(out, district), f"{district.key} {made_by}")
        if district.error is not None:
            results[district.name] = {"error": error_words(district.error)}
        elif kept is not None:
            results[district.name] = kept
    stale = [district for district in districts if district.name not in results]
    if stale:
        _run(stale, results, made_by, out, scheduler, workers, sections, report)
    outcomes = [Outcome(d, results[d.name], d in stale) for d in districts]
    _compare(outcomes, out, made_by, languages)
    return outcomes


def _place(out: Path, district: District) -> Path:
    return out / "districts" / f"{district.name}.json"


def _run(stale: list[District], results: dict[str, dict[str, Any]], made_by: str, out: Path,
         scheduler: str | None, workers: int | None, sections: Sequence[str],
         report: Callable[..., None]) -> None:
    """Run districts on a cluster; keep each result as it arrives."""
    begun = time.monotonic()
    with connected(scheduler, workers) as client:
        from distributed import as_completed

        sent = [replace(district, study=None) for district in stale]
        futures = client.map(run_district, sent, expected=library(), sections=tuple(sections),
                             retries=RETRIES, pure=False)
        waiting = {future.key: district for future, district in zip(futures, stale, strict=True)}
        arrivals = as_completed(futures, loop=client.loop)
        del futures
        for done, future in enumerate(arrivals, 1):
            district = waiting[future.key]
            failure = future.exception()
            result = {"error": _failure(failure)} if failure is not None else future.result()
            future.release()
            results[district.name] = result
            if failure is None and "error" not in result:
                _write_json(_place(out, district), result, f"{district.key} {made_by}")
            report(district, result.get("error"), done, len(stale), time.monotonic() - begun)


def _failure(error: BaseException) -> dict[str, str]:
    if type(error).__name__ == "KilledWorker":
        return KILLED
    return {"what": f"{type(error).__name__} on a worker, again and again", "where": "dask worker",
            "fix": "look at that machine: its disk, memory and network"}


def _kept(path: Path, key: str) -> Any:
    """Return what a file keeps, if it was made of what the key says and is untouched since."""
    try:
        kept = json.loads(path.read_bytes())
        is_current = kept["key"] == key and kept["seal"] == _seal(kept["content"])
        return kept["content"] if is_current else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _seal(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _write_json(path: Path, content: Any, key: str) -> None:
    """Write what `_kept` reads again."""
    kept = {"key": key, "seal": _seal(content), "content": content}
    _write(path, json.dumps(kept, ensure_ascii=False, sort_keys=True, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with whole(path) as file:
        file.write(text.encode())


def _compare(outcomes: list[Outcome], out: Path, made_by: str, languages: Sequence[str]) -> None:
    """Write pages, tables and figures of all districts, unless all of them are there untouched."""
    described = [_described(outcome, out) for outcome in outcomes]
    inputs = [[outcome.district.key, _seal(outcome.result)] for outcome in outcomes]
    key = _seal([made_by, list(languages), inputs, described])
    kept = _kept(out / "sweep.json", key)
    if kept and all(_digest(out / path) == digest for path, digest in kept["outputs"].items()):
        return
    for path in (kept or {"outputs": []})["outputs"]:
        (out / path).unlink(missing_ok=True)
    _write_json(out / "sweep.json", {"districts": described, "outputs": {}}, "")
    written = [out / f"index.{lang}.html" for lang in languages]
    for lang, index in zip(languages, written, strict=True):
        _write(index, _comparison_page(out, lang, languages))
    for outcome in outcomes:
        study = outcome.district.study
        if study is None or not outcome.sections:
            continue
        for lang in set(languages) & set(study.languages):
            path = out / "districts" / f"{study.name}.{lang}.html"
            _write(path, _district_page(study, outcome, lang))
    for pattern in ("tables/*", "figures/*", "districts/*.html"):
        written += out.glob(pattern)
    outputs = {path.relative_to(out).as_posix(): _digest(path) for path in sorted(written)}
    _write_json(out / "sweep.json", {"districts": described, "outputs": outputs}, key)


def _described(outcome: Outcome, out: Path) -> dict[str, Any]:
    """Return what a program may want of a district, with the way to its own results, if it has."""
    described = outcome.as_dict()
    if study := outcome.district.study:
        own = study.root / "results" / study.name / "index.html"
        described["results"] = os.path.relpath(own, out.resolve()) if own.is_file() else ""
    return described


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _comparison_page(out: Path, lang: str, languages: Sequence[str]) -> str:
    """Run the notebook that compares the districts; return what it shows as a page."""
    import papermill
    from nbconvert import HTMLExporter

    with as_file(files("ppks_study") / "templates" / "districts.ipynb") as notebook:
        shown = papermill.execute_notebook(
            str(notebook), None, {"folder": str(out.resolve()), "lang": lang},
            kernel_name="python3", progress_bar=False, log_output=False,
            extra_arguments=["--log-level=40"])
    for number, cell in enumerate(shown.cells):
        cell["id"] = f"cell-{number}"  # papermill draws the one of its own cell at random
    body, _ = HTMLExporter(template_name="basic", exclude_input=True).from_notebook_node(shown)
    links = ""
    for other in languages:
        if other != lang:
            links += f'<a href="index.{other}.html" lang="{other}">{other.upper()}</a>'
    title = read("sweep")["word"]["title"][lang]
    return html_page(title, lang, f"<nav>{links}</nav>{body}", style=WIDE)


def _district_page(study: Study, outcome: Outcome, lang: str) -> str:
    """Return all tables of a district's sections as one page."""
    parts = [f'<nav><a href="../index.{lang}.html">&larr;</a></nav>'
             f"<h1>{escape(study.title[lang])}</h1>"]
    if study.data.origin != "survey":
        parts[0] += f'<p class="note">{escape(word(study.data.origin, lang))}</p>'
    for name in outcome.sections:
        tables = "".join(outcome.result["sections"][name]["html"][lang])
        parts.append(f'<section id="{name}"><h2>{title_of(name, lang)}</h2>{tables}</section>')
    return html_page(study.title[lang], lang, "\n".join(parts), style=WIDE)
