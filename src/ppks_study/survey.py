"""What a section is computed from: one study's respondents, its other tables, and what was
published of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from itertools import chain
from pathlib import Path
from typing import Concatenate, ParamSpec

import pandas as pd

from claimcheck.claims import Claim, read_claims
from paperbuild.computed import remembered
from paperbuild.digests import source_digests
from ppks_study.errors import StudyError
from ppks_study.estimates import People, Published, Quantity, estimate
from ppks_study.pay import with_pay
from ppks_study.scoring import score
from ppks_study.study import RESPONDENTS, Study
from surveyintake.answer_file import read
from surveyintake.cleaning import clean
from surveyintake.coding import read_codes, read_findings, read_segments
from surveyintake.errors import InstrumentError
from surveyintake.instrument import Instrument
from surveyintake.matching import known
from surveystats.sampling import NO_DESIGN, Design

#: Whose voice a finding or segment of the interviews is; ``authors``: what the researchers saw or
#: concluded themselves.
VOICES = ("pendamping", "stakeholder", "beneficiary", "authors")
#: Sections that a code or finding can belong to; ``method`` is for findings about the study itself.
CODED_SECTIONS = ("profile", "competence", "qualification", "incentive", "method")
#: Tables that stand beside the respondents, where a study has them.
TABLES = (
    "programmes",
    "sources",
    "interviews",
    "indicators",
    "recommendations",
    "stages",
    "codes",
    "segments",
)


@dataclass(frozen=True)
class Survey:
    """A study, loaded.

    Attributes
    ----------
    study : Study
        Its parameters, with the overrides of the notebook.
    instrument : Instrument
        Variables, labels, choices, scales.
    respondents : DataFrame, shape (n_respondents, n_variables + scores)
        One clean, scored row per pendamping; of a survey with what schemes of pay would give each
        (`ppks_study.pay`).
    log : DataFrame
        One row per cell that cleaning changed or refused.
    claims : tuple of Claim
        Published claims; empty for a survey of one's own.
    tables : mapping of str to DataFrame
        `TABLES` by name, all text; an empty frame where the study has none.
    published : Published or None
        What the imposed claims allow, when the respondents are reconstructed from them.
    lang : str
        ``id`` or ``en``.
    of_answered : bool or None
        Whether shares are of those who answered; None: as `estimates.estimate` does by itself.
    """

    study: Study
    instrument: Instrument
    respondents: pd.DataFrame
    log: pd.DataFrame
    claims: tuple[Claim, ...]
    tables: Mapping[str, pd.DataFrame]
    published: Published | None
    lang: str
    of_answered: bool | None = None

    @property
    def reconstructed(self) -> bool:
        """Whether the respondents are reconstructed, not surveyed."""
        return self.study.reconstructed

    def estimate(self, quantities: Iterable[Quantity]) -> pd.DataFrame:
        """Return an estimate frame: one row per quantity, computed or with its bounds and basis.

        Parameters
        ----------
        quantities : iterable of Quantity
            What is wanted.
        """
        return estimate(
            self.people,
            quantities,
            self.published,
            fewest=self.study.disclosure.fewest,
            of_answered=self.of_answered,
            design=self.design,
        )

    @cached_property
    def people(self) -> People:
        """The respondents, of whom much is asked."""
        return People(self.respondents)

    @cached_property
    def design(self) -> Design:
        """How the respondents were chosen, and in which strata; of a reconstruction nothing
        follows."""
        if self.reconstructed:
            return NO_DESIGN
        sampling = self.study.sampling
        return Design(
            sampling.design,
            sampling.population,
            sampling.strata,
            self.respondents[self.stratum],
            sampling.confidence,
            sampling.tests_asked,
        )

    @property
    def stratum(self) -> str:
        """The column of the respondents that strata are of."""
        return self.study.sampling.stratum

    def voices(self, section: str) -> pd.DataFrame:
        """Return the interview findings of a section: a joint display's qualitative side.

        Parameters
        ----------
        section : str
            One of `ppks_study.study.SECTIONS`.
        """
        table = self.tables["interviews"]
        return table if table.empty else table[table["section"] == section].reset_index(drop=True)


def load(
    study: str | Path | Study, *, lang: str = "id", key: bytes | None = None, **overrides: object
) -> Survey:
    """Return a study with clean, scored respondents.

    Parameters
    ----------
    study : str, Path or Study
        A study's name (``payakumbuh-2019``) or file.
    lang : str
        Language of words and numbers, ``id`` or ``en``.
    key : bytes, optional
        Secret of the pseudonyms that stand for whom the answers name; without it there are none.
    **overrides
        Parameters of the study file to replace, such as ``minimum_wage_idr_per_month=2289228``;
        None keeps the study file's value.

    Raises
    ------
    StudyError
        The study file, an override or the language is not usable; or there is no file of answers.
    InstrumentError
        The questionnaire cannot be used, or lacks what the sections tell.
    InputError
        The file of answers, or a table of coded interviews, cannot be read.
    """
    chosen = study if isinstance(study, Study) else Study.load(study)
    chosen = chosen.replace(**{k: v for k, v in overrides.items() if v is not None})
    chosen.check_language(lang)
    made_of = (chosen, key, source_digests(chosen.root, _files(chosen)))
    instrument, people, log, claims, tables = remembered(
        "load", made_of, lambda: _loaded(chosen, key)
    )
    published = None
    if chosen.reconstructed:
        from claimcheck.reconstruction import evidence  # a plain survey needs no solver
        from ppks_study.published import codebook

        book = codebook(instrument, chosen.incentive)
        published = Published.of(evidence(claims, book), claims)
    return Survey(chosen, instrument, people, log, claims, tables, published, lang)


def _files(study: Study) -> list[Path]:
    """Return the files that a study is loaded from."""
    named = {study.answers, *(path for path in vars(study.data).values() if isinstance(path, Path))}
    inside = [sorted(path.glob("*.csv")) for path in named if path.is_dir()]
    return sorted({*(path for path in named if path.is_file()), *chain.from_iterable(inside)})


def _loaded(
    chosen: Study, key: bytes | None
) -> tuple[Instrument, pd.DataFrame, pd.DataFrame, tuple[Claim, ...], dict[str, pd.DataFrame]]:
    """Return questionnaire, respondents, cleaning log, claims and other tables of a study."""
    instrument = Instrument.load(
        chosen.data.instrument, chosen.data.choices, respondents=RESPONDENTS
    )
    _refuse_another(instrument, chosen)
    _refuse_scales(instrument, chosen)
    raw = read(chosen.answers, known=known(instrument, chosen.columns))
    respondents, log = clean(raw, instrument, columns=chosen.columns, key=key)
    _refuse_small(chosen, len(respondents))
    claims = tuple(read_claims(chosen.data.claims)) if chosen.data.claims else ()
    scored = score(respondents, instrument, chosen)
    people = (
        with_pay(scored, chosen)
        if chosen.incentive.scenario and not chosen.reconstructed
        else scored
    )
    return (instrument, people, log, claims,
            {name: _table(getattr(chosen.data, name)) for name in TABLES} | coded(chosen))


def coded(study: Study) -> dict[str, pd.DataFrame]:
    """Return a study's coded interviews, checked: ``codes``, ``segments``, ``interviews``, those
    that it has.

    Parameters
    ----------
    study : Study
        Its table ``[data]`` names the files.

    Raises
    ------
    StudyError
        There are segments, but no codebook.
    InputError
        A file cannot be used (`surveyintake.coding`).
    """
    data, found = study.data, {}
    if data.segments and not data.codes:
        raise StudyError(
            "segments without a codebook",
            where=f"study {study.name}, [data]",
            expected="codes = …",
            fix="name the table of codes beside the segments",
        )
    if data.codes:
        found["codes"] = read_codes(data.codes, CODED_SECTIONS)
    codes = found["codes"]["code"].tolist() if found else []
    if data.interviews:
        found["interviews"] = read_findings(
            data.interviews, codes, voices=VOICES, sections=CODED_SECTIONS
        )
    if data.segments:
        sources = _table(data.sources)
        found["segments"] = read_segments(data.segments, codes,
                                          VOICES if sources.empty else sources["role"].tolist())
    return found


def _refuse_another(instrument: Instrument, study: Study) -> None:
    """Refuse a questionnaire that does not ask what the sections tell."""
    asked = (*study.profile.variables, *study.incentive.parts, study.incentive.total)
    lacking = [name for name in asked if name not in instrument.variables]
    scored = (*study.competence.dimensions, *study.qualification.indicators.values())
    lacking += [
        f"items of the dimension {name}" for name in scored if name not in instrument.dimensions
    ]
    if lacking:
        raise InstrumentError(
            f"the questionnaire lacks {', '.join(lacking)}",
            where=study.data.instrument.name,
            expected="the names of instrument/survey.csv; labels and other questions are free",
            fix="give these questions their names back in the column name",
        )


def _refuse_scales(instrument: Instrument, study: Study) -> None:
    """Refuse a study whose answer scales are not those of its questionnaire."""
    for name, highest in study.scoring.scales.items():
        lists = [v.choices for v in instrument.variables.values() if v.list_name == name]
        points = max((choice.points or 0 for choice in lists[0]), default=0) if lists else highest
        if points != highest:
            raise StudyError(
                f"the scale {name} ends at {highest}, in the questionnaire at {points:g}",
                where=f"study {study.name}, [scoring.scales] {name}",
                expected="the highest points of the list in the questionnaire's sheet choices",
                fix="correct the one that is wrong: scores depend on it",
            )


def _refuse_small(study: Study, respondents: int) -> None:
    """Refuse a population that is smaller than the respondents who are said to be of it."""
    population = study.sampling.population
    if population is not None and population < respondents:
        raise StudyError(
            f"the population of {population} is smaller than the {respondents} respondents",
            where=f"study {study.name}, [sampling] population",
            expected="everybody on the list",
            fix="correct the study file, or take out rows that are no respondents",
        )


def _table(path: Path | None) -> pd.DataFrame:
    return pd.DataFrame() if path is None else pd.read_csv(path, dtype="str", keep_default_na=False)


# What a results section consists of: tidy tables, and every number that they and the prose quote.

@dataclass(frozen=True)
class Section:
    """One results section, computed.

    Attributes
    ----------
    name : str
        ``profile``, ``competence``, ``qualification`` or ``incentive``.
    tables : mapping of str to DataFrame
        Tidy tables by name; those of numbers are estimate frames (`ppks_study.estimates.COLUMNS`).
    """

    name: str
    tables: Mapping[str, pd.DataFrame]

    @property
    def numbers(self) -> pd.DataFrame:
        """All numbers of the section, one row per key."""
        frames = [table for table in self.tables.values() if "basis" in table.columns]
        return pd.concat(frames, ignore_index=True).drop_duplicates("key", ignore_index=True)


_P = ParamSpec("_P")


def computed_once(
    function: Callable[Concatenate[Survey, _P], Section],
) -> Callable[Concatenate[Survey, _P], Section]:
    """Return a section's function that finds in a build what it computed of the same survey in
    another language.

    Parameters
    ----------
    function : callable
        Computes a section of a survey, whatever the survey's language.
    """
    @wraps(function)
    def computed(survey: Survey, *args: _P.args, **kwargs: _P.kwargs) -> Section:
        facts = survey.published.facts if survey.published else None
        made_of = (
            survey.study,
            survey.instrument,
            survey.respondents,
            survey.log,
            survey.claims,
            survey.tables,
            facts,
            survey.of_answered,
            args,
            kwargs,
        )
        return remembered(function.__name__, made_of, lambda: function(survey, *args, **kwargs))
    return computed
