"""What a worker does: pure functions of a bundle of bytes; a worker keeps the last districts that it loaded."""

import atexit
import os
import shutil
import tempfile
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from paperbuild.errors import BuildError
from ppks_study.errors import REPORTED
from ppks_study.study import OF_RESPONDENTS
from ppks_study.sweep.bundle import Bundle
from ppks_study.sweep.store import json_bytes, library

#: Tables that are not laid out: they repeat the numbers of other sections, and would compute these anew.
NOT_LAID_OUT = ("joint",)
#: How many districts a worker keeps.
KEPT = 2


@dataclass(frozen=True)
class Prepared:
    """A district, read and judged: its files, and what is withheld of it; or the error that it met."""

    bundle: Bundle
    library: str
    plan: str = ""
    error: dict[str, str] | None = None


@dataclass
class _Loaded:
    """A district in a worker's memory."""

    survey: Any
    folder: Path
    sections: dict[str, Any] = field(default_factory=dict)

    def section(self, name: str) -> Any:
        """Return a section, computed once."""
        import ppks_study

        if name not in self.sections:
            self.sections[name] = getattr(ppks_study, name)(self.survey)
        return self.sections[name]


_LOADED: "OrderedDict[str, _Loaded]" = OrderedDict()


def prepare(bundle: Bundle, wanted: str) -> Prepared:
    """Read a district and decide what is withheld of it.

    Parameters
    ----------
    bundle : Bundle
        The district's files.
    wanted : str
        The hash of the code (`store.library`) that the sweep expects here.
    """
    found, error = _answered(lambda: _plan(bundle, wanted))
    return Prepared(bundle, wanted, found or "", error)


def section(prepared: Prepared, name: str) -> bytes:
    """Return a section of a district as JSON.

    Returns
    -------
    bytes
        ``{"respondents", "numbers", "html"}``: numbers by key as in numbers.json, tables by language; guarded as on
        any page. Or ``{"error"}``: what, where, expected, fix.
    """
    if prepared.error:
        return json_bytes({"error": prepared.error})
    found, error = _answered(lambda: _section(prepared, name))
    return json_bytes({"error": error} if error else found)


def _answered(ask: Callable[[], Any]) -> tuple[Any, dict[str, str] | None]:
    """Return an answer, or the error as words; a failing machine's errors are left to Dask, which tries again."""
    try:
        return ask(), None
    except REPORTED as error:
        told = {"what": error.what, "where": error.where, "expected": error.expected, "fix": error.fix}
        return None, {key: text for key, text in told.items() if text}
    except (OSError, MemoryError):
        raise
    except Exception as error:  # its message may quote a cell, and a cell may name a person
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "ppks_study" in frame.filename]
        return None, {"what": f"unexpected {type(error).__name__}",
                      "where": f"{os.path.basename(frames[-1].filename)}, line {frames[-1].lineno}",
                      "fix": "this is a fault of ppks, or answers that it does not expect: try ppks paper on the study"}


def _plan(bundle: Bundle, wanted: str) -> str:
    from ppks_study.guard import plan_text

    if library() != wanted:
        raise BuildError("the worker runs another version of ppks_study, or of a library that it counts on",
                         where="dask worker", expected="the version that the sweep was started with",
                         fix="install the same commit and requirements.lock on all machines")
    loaded = _loaded(bundle)
    survey = loaded.survey
    if survey.reconstructed or survey.study.disclosure.fewest <= 1:
        return ""
    return plan_text(survey, [loaded.section(name) for name in OF_RESPONDENTS])


def _loaded(bundle: Bundle) -> _Loaded:
    """Return a district in memory, read if it is not there; those not asked for longest are let go."""
    if bundle.key not in _LOADED:
        while len(_LOADED) >= KEPT:
            _release()
        _LOADED[bundle.key] = _load(bundle)
    _LOADED.move_to_end(bundle.key)
    return _LOADED[bundle.key]


def _load(bundle: Bundle) -> _Loaded:
    from ppks_study.reconstruction_files import write_reconstruction
    from ppks_study.study import Study
    from ppks_study.survey import load

    folder = Path(tempfile.mkdtemp(prefix="district-", dir=_room()))
    try:
        study = Study.load(bundle.unpack(folder))
        if study.reconstructed:
            made = folder / "reconstructed.csv"
            write_reconstruction(study, made)
            study = replace(study, data=replace(study.data, respondents=made))
        survey = load(study, lang=study.languages[0])
        bundle.forget(folder)
        return _Loaded(survey, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _release() -> None:
    from ppks_study.guard import forget

    shutil.rmtree(_LOADED.popitem(last=False)[1].folder, ignore_errors=True)
    forget()


@atexit.register
def release_all() -> None:
    """Let go of all districts in memory, and of their files."""
    while _LOADED:
        _release()


def _room() -> str | None:
    """Return the folder that Dask gave this worker; it goes when the worker goes."""
    from distributed import get_worker

    try:
        return get_worker().local_directory
    except ValueError:  # not in a worker
        return None


def _section(prepared: Prepared, name: str) -> dict[str, Any]:
    from ppks_study.numbers import numbers
    from ppks_study.page import Page
    from ppks_study.withheld_file import place

    loaded = _loaded(prepared.bundle)
    survey = loaded.survey
    if prepared.plan:
        kept = place(survey)
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(prepared.plan, encoding="utf-8", newline="\n")
    pages = {lang: Page(replace(survey, lang=lang), loaded.section(name)) for lang in survey.study.languages}
    told = next(iter(pages.values())).section
    people, fewest = len(survey.respondents), 1 if survey.reconstructed else survey.study.disclosure.fewest
    return {"respondents": people if people >= fewest or not people else None,
            "numbers": numbers(told, survey.study.sampling.confidence),
            "html": {lang: _tables(page) for lang, page in pages.items()}}


def _tables(page: Any) -> list[str]:
    """Return a section's tables in a language, laid out as on its page, in the order of the section's words."""
    from ppks_study.phrases import read

    tables = page.section.tables
    named = [name for name in tables if name in read(page.section.name).get("table", {}) and name not in NOT_LAID_OUT]
    frames = {name: page.frame(name) for name in named if not tables[name].empty}
    return [page.laid_out(name, frame).html() for name, frame in frames.items() if not frame.empty]
