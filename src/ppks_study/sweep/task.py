"""What a worker does: the sections of one district, computed from the bytes of its input files."""

import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from paperbuild.digests import code_digest
from paperbuild.errors import BuildError
from ppks_study.errors import REPORTED
from ppks_study.study import PACKAGES, SECTIONS, Study
from ppks_study.sweep.districts import District

#: Tables that are not laid out: they repeat the numbers of other sections.
NOT_LAID_OUT = ("joint",)
#: Packages whose version may move a number.
COUNTED_ON = ("numpy", "pandas", "scipy", "babel", "openpyxl", "pyreadstat")


def library() -> str:
    """Return what results are made by: a hash of the code, and versions of what computes."""
    return " ".join([code_digest(PACKAGES), *(f"{name}={version(name)}" for name in COUNTED_ON)])


def run_district(district: District, expected: str,
                 sections: Sequence[str] = SECTIONS) -> dict[str, Any]:
    """Return the sections of a district as they may be published.

    Parameters
    ----------
    district : District
        Its files.
    expected : str
        The code and versions (`library`) that the sweep expects here.
    sections : sequence of str
        Which sections.

    Returns
    -------
    dict
        ``sections``: by name either ``{"rows", "html"}`` (estimate rows, and tables by language as
        HTML) or ``{"error"}``; ``respondents``: how many, None where that is withheld. Or only
        ``{"error"}``: what, where, expected, fix.
    """
    folder = Path(tempfile.mkdtemp(prefix="district-", dir=_local_directory()))
    try:
        return _answered(_run, district, expected, sections, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _answered(ask: Callable[..., dict[str, Any]], *arguments: Any) -> dict[str, Any]:
    """Return an answer, or an error as words; errors of the machine are left to Dask."""
    try:
        return ask(*arguments)
    except REPORTED as error:
        return {"error": error_words(error)}
    except (OSError, MemoryError):
        raise
    except Exception as error:  # its message may quote a cell, and a cell may name a person
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "ppks_study" in frame.filename][-1]
        return {"error": {
            "what": f"unexpected {type(error).__name__}",
            "where": f"{os.path.basename(ours.filename)}, line {ours.lineno}",
            "fix": "this is a fault of ppks, or answers that it does not expect: "
                   "try ppks paper on the study"}}


def error_words(error: Any) -> dict[str, str]:
    """Return the parts of a reported error that are not empty.

    Parameters
    ----------
    error : ValueError
        One with ``what``, ``where``, ``expected``, ``fix``.
    """
    parts = {part: getattr(error, part) for part in ("what", "where", "expected", "fix")}
    return {part: text for part, text in parts.items() if text}


def error_lines(error: Mapping[str, str]) -> list[str]:
    """Return the lines that show an error to people: what is wrong, and the labelled other parts.

    Parameters
    ----------
    error : mapping of str to str
        As `error_words` returns it.
    """
    lines = [error["what"]]
    for part, label in (("where", "Where"), ("expected", "Expected"), ("fix", "What to do")):
        if part in error:
            lines.append(f"{label}: {error[part]}")
    return lines


def _run(district: District, expected: str, sections: Sequence[str],
         folder: Path) -> dict[str, Any]:
    import ppks_study as ppks
    from ppks_study.reconstruction_files import write_reconstruction

    if library() != expected:
        raise BuildError("the worker runs another version of ppks_study, or of a library that it "
                         "counts on", where="dask worker",
                         expected="the version that the sweep was started with",
                         fix="install the same commit and requirements.lock on all machines")
    (folder / "studies").mkdir()
    for path, content in district.files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    study_file = next(path for path, _ in district.files if path.endswith(f"{district.name}.toml"))
    study = Study.load(folder / study_file)
    if study.reconstructed:
        write_reconstruction(study, folder / "reconstructed.csv")
        study = replace(study, data=replace(study.data, respondents=folder / "reconstructed.csv"))
    survey = ppks.load(study, lang=study.languages[0])
    for path, _ in district.files:  # answers lie on a disk no longer than they are read
        if path != study_file:
            (folder / path).unlink()
    people = len(survey.respondents)
    fewest = 1 if survey.reconstructed else study.disclosure.fewest
    return {"respondents": people if people >= fewest or not people else None,
            "sections": {name: _answered(_section, survey, name) for name in sections}}


def _section(survey: Any, name: str) -> dict[str, Any]:
    """Return a section's numbers, and its tables in each language, guarded as on any page."""
    import ppks_study as ppks

    section = getattr(ppks, name)(survey)
    pages = {lang: ppks.Page(replace(survey, lang=lang), section)
             for lang in survey.study.languages}
    rows = next(iter(pages.values())).section.numbers
    plain = rows.astype(object).where(rows.notna(), None)
    return {"rows": plain.to_dict("records"),
            "html": {lang: _tables(page) for lang, page in pages.items()}}


def _tables(page: Any) -> list[str]:
    """Return a section's tables in a language, laid out as on its page."""
    from ppks_study.phrases import read

    laid_out = []
    for name, table in page.section.tables.items():
        titled = name in read(page.section.name).get("table", {}) and name not in NOT_LAID_OUT
        frame = page.frame(name) if titled and not table.empty else pd.DataFrame()
        if not frame.empty:
            laid_out.append(page.laid_out(name, frame).html())
    return laid_out


def _local_directory() -> str | None:
    """Return the folder that Dask gave this worker, which goes when the worker goes."""
    from distributed import get_worker

    try:
        return get_worker().local_directory
    except ValueError:  # not in a worker
        return None
