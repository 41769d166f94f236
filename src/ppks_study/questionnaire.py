"""The questionnaire that a file of answers is read by: named, the study's, or the project's."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ppks_study.study import RESPONDENTS, Study, project_root
from surveyintake.errors import InputError
from surveyintake.instrument import Instrument


@dataclass(frozen=True)
class Questionnaire:
    """An instrument and its name, and what its study says of the file of answers.

    Attributes
    ----------
    instrument : Instrument
        The questions.
    name : str
        What the questionnaire is called in a report.
    study : str
        The study's name; empty without a study.
    columns : mapping of str to str
        Variables by the headers that stand for them in the file.
    simulated : bool
        Whether the answers are made up, and nobody's.
    """

    instrument: Instrument
    name: str
    study: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    simulated: bool = False


def questionnaire(file: Path, *, form: Path | None = None,
                  study: str | Path | None = None) -> Questionnaire:
    """Return the questionnaire that a file of answers is to be read by.

    Parameters
    ----------
    file : Path
        The answers; a file in ``data/raw/<study>/`` belongs to that study.
    form : Path, optional
        A folder of CSV sheets or an .xlsx; comes before any study's.
    study : str or Path, optional
        A study's name or file; its map of columns holds for a named form too.

    Raises
    ------
    InputError
        Nothing is named, and neither a study nor a project around here has a questionnaire.
    StudyError, InstrumentError
        What was named cannot be used.
    """
    chosen = Study.load(study) if study is not None else None
    if form is not None:
        instrument = Instrument.load(form, respondents=RESPONDENTS)
        if chosen is None:
            return Questionnaire(instrument, form.name)
        return Questionnaire(instrument, form.name, chosen.name, chosen.columns)
    chosen = chosen or _study_around(file)
    if chosen is not None:
        instrument = Instrument.load(chosen.data.instrument, chosen.data.choices,
                                     respondents=RESPONDENTS)
        name = chosen.data.instrument.name
        if name != chosen.name:
            name = f"{name} ({chosen.name})"
        return Questionnaire(instrument, name, chosen.name, chosen.columns,
                             simulated=chosen.data.origin == "simulated")
    return Questionnaire(Instrument.load(_of_project(file), respondents=RESPONDENTS), "instrument")


def _study_around(file: Path) -> Study | None:
    """Return the study among whose raw data a file lies."""
    root = project_root(file.parent)
    raw = root / "data" / "raw"
    if not file.resolve().is_relative_to(raw):
        return None
    path = root / "studies" / f"{file.resolve().relative_to(raw).parts[0]}.toml"
    return Study.load(path) if path.is_file() else None


def _of_project(file: Path) -> Path:
    for root in (project_root(Path.cwd()), project_root(file.parent)):
        if (root / "instrument" / "survey.csv").is_file():
            return root / "instrument"
    raise InputError("it is not said which questionnaire the answers belong to", where=file.name,
                     expected="an XLSForm",
                     fix="name it with --instrument FORM.xlsx, or a study with --study NAME")
