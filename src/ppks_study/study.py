"""A study file: the parameters of one study, each with its meaning, checked."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ppks_study.errors import StudyError, nearest
from ppks_study.scenario import BUDGETS, Scenario, check
from surveyintake.sources import KINDS

DESIGNS = ("census", "random", "purposive")
ORIGINS = ("survey", "simulated", "reconstructed")
BETWEEN = ("lower", "nearest")
LANGUAGES = ("id", "en")
#: What those who answer are called, in any language: a question for a name beside it identifies
#: somebody.
RESPONDENTS = ("pendamping",)
#: The results sections that there are, in the order of the paper; a study file may name fewer.
SECTIONS = ("profile", "competence", "qualification", "incentive", "interviews")
#: The sections whose numbers are of respondents, and withheld where they would tell of few people.
OF_RESPONDENTS = ("profile", "competence", "qualification", "incentive")
#: The packages whose code results are made by.
PACKAGES = ("surveyintake", "surveystats", "claimcheck", "paperbuild", "ppks_study")
#: The study that a command takes when none is named.
DEFAULT = "payakumbuh-2019"


@dataclass(frozen=True)
class Sampling:
    """How respondents were chosen: design, population size and strata where known.

    ``stratum`` is the variable whose choices the strata are. ``confidence`` is that of intervals, 0
    to 1; ``tests_asked`` asks for tests where the design gives none (a purposive sample), with that
    said beside them.
    """

    design: str = "purposive"
    frame: str = ""
    population: int | None = None
    stratum: str = "programme"
    strata: dict[str, int] = field(default_factory=dict)
    response: float | None = None
    region_code: str = ""
    ethics_number: str = ""
    confidence: float = 0.95
    tests_asked: bool = False


@dataclass(frozen=True)
class Data:
    """Where the data lie; absolute paths once loaded, None for what a study does not have.

    ``respondents`` is a file of answers, or a folder that holds exactly one (`Study.answers`).
    """

    respondents: Path
    origin: str
    instrument: Path
    choices: Path | None = None
    claims: Path | None = None
    programmes: Path | None = None
    sources: Path | None = None
    interviews: Path | None = None
    indicators: Path | None = None
    recommendations: Path | None = None
    stages: Path | None = None
    references: Path | None = None
    regulations: Path | None = None
    segments: Path | None = None
    codes: Path | None = None


@dataclass(frozen=True)
class Wage:
    """A minimum wage: its kind (UMP, provincial; UMK, of a city or district), year, amount and
    source."""

    kind: str
    year: int
    idr_per_month: int
    source: str


@dataclass(frozen=True)
class Profile:
    """Age bands in years (both ends included), the wage floor in rupiah per month, and the
    variables described."""

    productive_age: tuple[int, int]
    ideal_age: tuple[int, int]
    minimum_wage_idr_per_month: int
    minimum_wage_kind: str = "UMP"
    minimum_wage_year: int | None = None
    minimum_wage_source: str = ""
    official_minimum_wages: tuple[Wage, ...] = ()
    variables: tuple[str, ...] = (
        "sex",
        "age_years",
        "marital_status",
        "education",
        "field_of_study",
        "main_occupation",
        "side_job",
        "programme",
        "tenure_years",
        "training",
    )


@dataclass(frozen=True)
class Scoring:
    """Classes by lower bound in percent, best first; what is between two bands; scales; share to be
    answered."""

    classes: dict[str, int]
    between: str = "lower"
    answered_share: float = 0.8
    scales: dict[str, int] = field(default_factory=dict)
    scale_reason: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Competence:
    """The scored dimensions of the questionnaire that the section on competence is about."""

    dimensions: tuple[str, ...] = ("knowledge", "skill", "attitude")


@dataclass(frozen=True)
class Qualification:
    """The classes by education, lowest first, and the lowest KKNI level (1 to 9) of each education.

    ``indicators`` names the scored dimension whose items a class is asked; a class that is not
    named is asked none.
    """

    classes: dict[str, list[str]]
    kkni: dict[str, int]
    indicators: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Incentive:
    """Families per companion as they are (load) and as they should be (need_ratio); national
    figures; schemes of pay.

    ``parts`` are the variables of what each budget pays, the national one first; ``total`` is the
    income that they are part of. ``merged`` names the roles of the table of programmes that a
    merged role of the respondents stands for; ``scenario`` holds schemes of pay by name.
    """

    load_lower: int | None = None
    load_upper: int | None = None
    need_ratio: int = 100
    families: int | None = None
    companions: int | None = None
    parts: tuple[str, ...] = ("incentive_national_idr_per_month", "incentive_city_idr_per_month")
    total: str = "income_idr_per_month"
    merged: dict[str, list[str]] = field(default_factory=dict)
    scenario: dict[str, Scenario] = field(default_factory=dict)

    @property
    def budgets(self) -> dict[str, str]:
        """The variable of what each budget pays, by the budget's name."""
        return dict(zip(BUDGETS, self.parts, strict=True))


@dataclass(frozen=True)
class Disclosure:
    """What is published of a survey: no count of fewer people than ``fewest``, unless of nobody."""

    fewest: int = 3


@dataclass(frozen=True)
class Study:
    """One study; see the comments of ``studies/payakumbuh-2019.toml`` for every key.

    ``columns`` maps headers of the file of answers to variables, where their names do not tell;
    ``sections`` are those of `SECTIONS` that the study has.
    """

    name: str
    place: str
    year: int
    languages: tuple[str, ...]
    title: dict[str, str]
    sampling: Sampling
    data: Data
    profile: Profile
    scoring: Scoring
    competence: Competence
    qualification: Qualification
    incentive: Incentive
    disclosure: Disclosure
    columns: dict[str, str] = field(default_factory=dict)
    source: str = ""
    sections: tuple[str, ...] = SECTIONS
    path: Path = Path()
    root: Path = Path()

    @classmethod
    def load(cls, study: str | Path) -> "Study":
        """Return the study of a name (``payakumbuh-2019``) or a file.

        Parameters
        ----------
        study : str or Path
            A name, or the path of a file.

        Raises
        ------
        StudyError
            There is no such file; it is no TOML; a key is unknown, missing, or of a wrong type.
        """
        path = find(study)
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise StudyError(f"not valid TOML: {error}", where=path.name,
                             expected="key = value lines under [section] headings") from error
        root = project_root(path.parent)
        return _study(tables, path, root)

    def replace(self, **changes: Any) -> "Study":
        """Return the study with parameters replaced, named as in the study file.

        Raises
        ------
        StudyError
            No section has such a parameter; or the value has a wrong type.

        Examples
        --------
        >>> Study.load("payakumbuh-2019").replace(between="nearest").scoring.between
        'nearest'
        """
        study = self
        for key, value in changes.items():
            owner = next(
                (name for name, kind in _TABLES.items() if key in get_type_hints(kind)), None
            )
            if owner is None:
                known = [f.name for kind in _TABLES.values() for f in fields(kind)]
                raise StudyError(
                    f"no parameter {key!r}",
                    where=f"study {self.name}",
                    expected=nearest(key, known),
                )
            section = getattr(study, owner)
            checked = _value(
                get_type_hints(type(section))[key], value, f"parameter {key}", self.root
            )
            study = replace(study, **{owner: replace(section, **{key: checked})})
        _check(study)
        return study

    @property
    def answers(self) -> Path:
        """The file of answers: as named, or the only one in the folder that is named.

        Raises
        ------
        StudyError
            There is no such file, or there are several in the folder; says what to do.
        """
        named = self.data.respondents
        if named.suffix and not named.is_dir():
            return self._there(named, [named] if named.is_file() else [])
        found = sorted(
            path
            for path in named.glob("*")
            if path.suffix.lower() in KINDS and path.name[0] not in "~."
        )
        return self._there(named, found)

    def _there(self, named: Path, found: list[Path]) -> Path:
        where = f"study {self.name}, [data] respondents"
        place = (
            named.relative_to(self.root) if named.is_relative_to(self.root) else named
        ).as_posix()
        if len(found) > 1:
            names = ", ".join(path.name for path in found[:5])
            raise StudyError(
                f"{len(found)} files of answers: {names}",
                where=where,
                expected=f"one file in {place}",
                fix="keep one there, or name one in the study file",
            )
        if not found:
            rebuild = self.data.origin == "reconstructed"
            raise StudyError(
                f"no file of answers {'' if rebuild else 'in '}{place}",
                where=where,
                expected=", ".join(KINDS),
                fix="run: ppks reconstruct" if rebuild else "put the survey's export there",
            )
        return found[0]

    @property
    def reconstructed(self) -> bool:
        """Whether the respondents are reconstructed from claims, not surveyed."""
        return self.data.origin == "reconstructed"

    @property
    def top_class(self) -> int:
        """The lower bound of the best class, percent of the maximum."""
        return next(iter(self.scoring.classes.values()))

    def check_language(self, lang: str) -> None:
        """Raise a StudyError unless the study is told in a language.

        Parameters
        ----------
        lang : str
            ``id`` or ``en``.
        """
        if lang not in self.languages:
            raise StudyError(
                f"no language {lang!r}",
                where=f"study {self.name}",
                expected=", ".join(self.languages),
            )


_TABLES: dict[str, type] = {
    "sampling": Sampling,
    "data": Data,
    "profile": Profile,
    "scoring": Scoring,
    "competence": Competence,
    "qualification": Qualification,
    "incentive": Incentive,
    "disclosure": Disclosure,
}


def project_root(start: Path) -> Path:
    """Return the nearest folder upwards that has a ``studies`` folder; else the folder itself.

    Parameters
    ----------
    start : Path
        A folder.
    """
    start = start.resolve()
    return next(
        (folder for folder in (start, *start.parents) if (folder / "studies").is_dir()), start
    )


def find(study: str | Path) -> Path:
    """Return the path of a study file, given by name or path.

    Parameters
    ----------
    study : str or Path
        A name, or the path of a file.
    """
    given = Path(study)
    here = project_root(Path.cwd())
    for path in (given, here / given, here / "studies" / f"{given}.toml"):
        if path.suffix == ".toml" and path.is_file():
            return path.resolve()
    known = sorted(p.stem for p in (here / "studies").glob("*.toml"))
    raise StudyError(
        f"no study {str(study)!r}",
        where="studies/",
        expected=nearest(given.stem, known) if known else "a file studies/NAME.toml",
        fix="name a study, or give the path of its .toml file",
    )


def _study(tables: dict[str, Any], path: Path, root: Path) -> Study:
    _refuse_unknown(tables, ["study", *_TABLES, "columns"], path.name)
    own = {f.name: f for f in fields(Study) if f.name not in (*_TABLES, "columns", "path", "root")}
    head = _section(Study, tables.get("study"), f"{path.name}, [study]", root, only=list(own))
    parts = {name: kind(**_section(kind, tables.get(name, {}), f"{path.name}, [{name}]", root))
             for name, kind in _TABLES.items()}
    columns = _value(dict[str, str], tables.get("columns", {}), f"{path.name}, [columns]", root)
    study = Study(**head, **parts, columns=columns, path=path, root=root)
    _check(study)
    return study


def _section(
    kind: type, table: Any, where: str, root: Path, only: list[str] | None = None
) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise StudyError(
            "the section is missing", where=where, expected=f"a table {where.split(', ')[-1]}"
        )
    hints = get_type_hints(kind)
    known = [f for f in fields(kind) if only is None or f.name in only]
    _refuse_unknown(table, [f.name for f in known], where)
    needed = [f.name for f in known if str(f.default) == str(f.default_factory)]
    missing = [name for name in needed if name not in table]
    if missing:
        raise StudyError(
            f"the key {missing[0]!r} is missing", where=where, expected=f"{missing[0]} = …"
        )
    return {key: _value(hints[key], value, f"{where} {key}", root) for key, value in table.items()}


def _refuse_unknown(table: Mapping[str, Any], known: list[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise StudyError(f"unknown key {key!r}", where=where, expected=nearest(key, known))


def _value(hint: Any, value: Any, where: str, root: Path) -> Any:
    """Return a value of the hinted type, or refuse it."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _value(next(kind for kind in inner if kind is not type(None)), value, where, root)
    if hint is Path and isinstance(value, str | Path):
        return root / value
    if origin is tuple and isinstance(value, list | tuple):
        if inner[-1] is not Ellipsis and len(value) != len(inner):
            raise StudyError(
                f"{value!r} has {len(value)} values", where=where, expected=f"{len(inner)} values"
            )
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_value(kind, v, where, root) for kind, v in zip(kinds, value, strict=True))
    if origin is list and isinstance(value, list):
        return [_value(inner[0], v, where, root) for v in value]
    if origin is dict and isinstance(value, dict):
        if is_dataclass(inner[1]):  # tables of their own: [incentive.scenario.NAME]
            place = where.removesuffix("]").replace("] ", ".")
            return {key: _value(inner[1], v, f"{place}.{key}]", root) for key, v in value.items()}
        return {key: _value(inner[1], v, f"{where}.{key}", root) for key, v in value.items()}
    if isinstance(hint, type) and is_dataclass(hint) and isinstance(value, dict):
        return hint(**_section(hint, value, where, root))
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if (
        isinstance(hint, type)
        and isinstance(value, hint)
        and not (isinstance(value, bool) and hint is not bool)
    ):
        return value
    raise StudyError(f"{value!r} is of a wrong type", where=where,
                     expected=getattr(hint, "__name__", str(hint)) if origin is None else str(hint))


def _check(study: Study) -> None:
    """Refuse values that make no sense, alone or together."""
    file = study.path.name or study.name
    _check_head(study, f"{file}, [study]")
    _check_sampling(study.sampling, f"{file}, [sampling]")
    _check_data(study.data, f"{file}, [data]")
    _check_profile(study.profile, f"{file}, [profile]")
    _check_scoring(study.scoring, f"{file}, [scoring]")
    _check_qualification(study.qualification, f"{file}, [qualification]")
    _check_incentive(study, file)
    if study.disclosure.fewest < 1:
        raise StudyError(f"fewest is {study.disclosure.fewest}",
                         where=f"{file}, [disclosure] fewest",
                         expected="the smallest number of people that may be told: 1 or more")


def _check_known(key: str, value: str, known: Iterable[str], where: str) -> None:
    if value not in known:
        raise StudyError(f"unknown {key} {value!r}", where=where, expected=nearest(value, known))


def _check_head(study: Study, where: str) -> None:
    for name in study.sections:
        _check_known("section", name, SECTIONS, f"{where} sections")
    unknown = [lang for lang in study.languages if lang not in LANGUAGES]
    if unknown or not study.languages:
        raise StudyError(f"unknown language {unknown}", where=f"{where} languages",
                         expected="id, en")


def _check_sampling(sampling: Sampling, where: str) -> None:
    _check_known("design", sampling.design, DESIGNS, where)
    if not 0.5 <= sampling.confidence < 1:
        raise StudyError(f"confidence is {sampling.confidence}", where=f"{where} confidence",
                         expected="0.5 to below 1, like 0.95")


def _check_data(data: Data, where: str) -> None:
    _check_known("origin", data.origin, ORIGINS, where)
    if data.origin == "reconstructed" and data.claims is None:
        raise StudyError("a reconstruction needs claims", where=where, expected="claims = …")


def _check_profile(profile: Profile, where: str) -> None:
    for key in ("productive_age", "ideal_age"):
        low, high = getattr(profile, key)
        if not 0 <= low < high <= 120:
            raise StudyError(f"{key} is {low} to {high}", where=where,
                             expected="ages, lower one first")
    if profile.minimum_wage_idr_per_month <= 0:
        raise StudyError("the wage floor is not positive",
                         where=f"{where} minimum_wage_idr_per_month",
                         expected="rupiah per month, like 2198000")


def _check_scoring(scoring: Scoring, where: str) -> None:
    _check_known("between", scoring.between, BETWEEN, where)
    bounds = list(scoring.classes.values())
    if bounds != sorted(set(bounds), reverse=True) or bounds[-1] != 0 or bounds[0] > 100:
        raise StudyError("the class bounds do not fall to 0", where=f"{where} classes",
                         expected="lower bounds from the best class to the worst, the last one 0")


def _check_qualification(qualification: Qualification, where: str) -> None:
    for name in qualification.indicators:
        _check_known("class", name, qualification.classes, f"{where} indicators")


def _check_incentive(study: Study, file: str) -> None:
    """Refuse budgets without a variable, and schemes that name what the study does not have."""
    parts = study.incentive.parts
    if len(parts) != len(BUDGETS):
        raise StudyError(f"{len(parts)} parts of pay", where=f"{file}, [incentive] parts",
                         expected="two variables: what the national and what the city budget pays")
    check(study.incentive.scenario, qualification=study.qualification.classes,
          competence=study.scoring.classes, dimensions=study.competence.dimensions,
          languages=study.languages, where=file)
