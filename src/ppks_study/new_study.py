"""The beginning of a survey of one's own: a study file, a questionnaire to edit, folders, an
interview guide."""

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path
from string import Template

from paperbuild.errors import BuildError
from surveyintake.form_workbook import write_form
from surveyintake.wording import read_words
from surveyintake.xlsform import Rows, column_kind, read_sheets

#: What is written, in the order in which it appears; the study file comes last, and only then is
#: there a study.
PARTS = ("data/raw/{}", "instrument/{}.xlsx", "studies/{}.toml")
#: Templates of a study's raw data, and where each goes.
RAW = {
    "README.md": "README.md",
    "interview-guide.md": "interview-guide.md",
    "interviews.csv": "interviews.csv",
    "codes.csv": "codes.csv",
    "segments.csv": "segments.csv",
    "gitignore": "answers/.gitignore",
}
#: Stands in the waiting folder once everything in it is written.
READY = "ready"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 60


def begin(root: Path, name: str, *, place: str = "", year: int | None = None) -> list[Path]:
    """Write what a survey begins with into a project; whole or not at all, and over nothing.

    Parameters
    ----------
    root : Path
        The project: it has ``studies/``, and the questionnaire in ``instrument/``.
    name : str
        The study's name: lower-case letters, digits, hyphens.
    place : str, optional
        City or district, and province; without it, read from the name.
    year : int, optional
        Without it, the four digits that the name ends with.

    Returns
    -------
    list of Path
        The folder of raw data, the questionnaire, the study file.

    Raises
    ------
    BuildError
        The name is not usable or taken, there is no year, or this is no project.

    Notes
    -----
    Everything is written to a waiting folder, then renamed into place. A run that was killed while
    writing leaves nothing but that folder, which the next run removes; one that was killed between
    two renames is completed by the next run, with what the killed one had written.
    """
    _check_name(name)
    parts = [Path(part.format(name)) for part in PARTS]
    waiting = root / f".ppks-new-{name}"
    if not (waiting / READY).exists():
        shutil.rmtree(waiting, ignore_errors=True)
        _refuse_existing(root, parts)
        _fill(waiting, root, name, *_where_and_when(name, place, year))
    for part in parts:
        if (waiting / part).exists():
            _refuse_existing(root, [part])
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            (waiting / part).rename(root / part)
    shutil.rmtree(waiting)
    return [root / part for part in parts]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
        raise BuildError(f"{name!r} is no name for a study", where="NAME",
                         expected=f"lower-case letters, digits and hyphens, at most {LONGEST_NAME}",
                         fix="as in: ppks new kota-padang-2026")


def _refuse_existing(root: Path, parts: list[Path]) -> None:
    for part in parts:
        if (root / part).exists() or (root / part).is_symlink():
            raise BuildError(
                f"{part.as_posix()} is there already",
                where="the project",
                expected="a name not yet used",
                fix="choose another name; nothing was written",
            )


def _where_and_when(name: str, place: str, year: int | None) -> tuple[str, int]:
    """Return place and year, read from the name where they are not given."""
    words, _, last = name.rpartition("-")
    dated = re.fullmatch(r"(19|20)\d\d", last) is not None
    if year is None and not dated:
        raise BuildError(
            "the year is not known",
            where=f"the name {name!r}",
            expected="a name that ends with the year",
            fix=f"give it: ppks new {name} --year 2026",
        )
    told = (
        " ".join(place.split()) or " ".join((words if dated and words else name).split("-")).title()
    )
    return told, int(last) if year is None else year


def _fill(waiting: Path, root: Path, name: str, place: str, year: int) -> None:
    """Write everything into the waiting folder, which vanishes if that fails."""
    raw, form, study = (waiting / part.format(name) for part in PARTS)
    try:
        for folder in (raw / "answers", form.parent, study.parent):
            folder.mkdir(parents=True)
        for source, target in RAW.items():
            _write(raw / target, source, {"name": name, "place": place, "year": str(year)})
        _write(study, "study.toml", _study_values(name, place, year))
        write_form(_form(root, name, f"Pendamping sosial {place}, {year}"), form)
        (waiting / READY).touch()
    except BaseException:
        shutil.rmtree(waiting, ignore_errors=True)
        raise


def _write(path: Path, template: str, values: dict[str, str]) -> None:
    source = files("ppks_study").joinpath("templates", "beginning", template)
    text = Template(source.read_text(encoding="utf-8")).substitute(values)
    path.write_text(text, encoding="utf-8", newline="\n")


def _study_values(name: str, place: str, year: int) -> dict[str, str]:
    """Return what the study file's template leaves open, as TOML."""
    raw = f"data/raw/{name}"
    texts = {
        "name": name,
        "place": place,
        "title_id": f"Pendamping sosial {place}, {year}",
        "title_en": f"Social-programme companions of {place}, {year}",
        "respondents": f"{raw}/answers",
        "instrument": f"instrument/{name}.xlsx",
        "interviews": f"{raw}/interviews.csv",
        "codes": f"{raw}/codes.csv",
        "segments": f"{raw}/segments.csv",
        "choices": f"{raw}/choices.csv",
        "programmes": f"{raw}/programmes.csv",
    }
    return {key: json.dumps(text, ensure_ascii=False) for key, text in texts.items()} | {
        "year": str(year)
    }


def _form(root: Path, name: str, title: str) -> dict[str, Rows]:
    """Return the project's questionnaire for a study: items without a text ask for one, and nothing
    is made up."""
    if not (root / "instrument" / "survey.csv").is_file():
        raise BuildError(
            "there is no questionnaire to begin with",
            where="instrument/",
            expected="survey.csv",
            fix="run ppks new inside the project",
        )
    sheets = read_sheets(root / "instrument")
    words = read_words("form")["to_fill"]
    for row in sheets["survey"]:
        for header in (header for header in row if column_kind(header) == "label"):
            for lang, unpublished in words["unpublished"].items():
                row[header] = row[header].replace(f" ({unpublished})", f": {words['item'][lang]}")
    identifier = "ppks_" + name.replace("-", "_")
    return sheets | {
        "settings": [
            row | {"form_title": title, "form_id": identifier} for row in sheets["settings"]
        ]
    }
