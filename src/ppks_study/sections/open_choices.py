"""The choices that the paper leaves open, and how each can be made in another way."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

import pandas as pd

from claimcheck.claims import Claim
from claimcheck.habits import composite_means, fitting_maxima
from claimcheck.reconstruction import evidence
from ppks_study.estimates import NO_INTERVAL, Published, frame_of
from ppks_study.published import codebook
from ppks_study.sections.sensitivity import Alternative, Choice, Result, reread
from ppks_study.study import BETWEEN, Study
from ppks_study.survey import Survey
from surveyintake.instrument import Instrument, Variable

#: Working age by Statistics Indonesia (BPS), in years: *penduduk usia kerja produktif*, 15 to 64.
WORKING_AGE = (15, 64)
#: Points of the best answer that are tried, beside those in use.
MAXIMA = (3, 4, 5)
#: Shares of the items that must be answered for a score, beside the one in use: any, and all.
ANSWERED = (0.0, 1.0)
#: The rule by which a printed mean is tried on another scale: that of the reconstruction.
ROUNDING = ("up_or_down",)
#: The classes by which a bachelor's degree (S1) is read: technician or analyst, and expert.
READINGS = ("generalis", "spesialis")


def _under(survey: Survey, studies: Mapping[str, Study]) -> tuple[Alternative, ...]:
    """Return alternatives that are other parameters of the study; the one in use is the study itself."""
    return tuple(Alternative(name, partial(reread, survey, study), study == survey.study)
                 for name, study in studies.items())


def wage_floor(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return the wage floors: the study's, the printed one, and the official ones of the study file."""
    study = survey.study
    printed = [int(claim.values[0]) for claim in survey.claims if claim.fact == "profile.wage_floor"]
    official = [wage.idr_per_month for wage in study.profile.official_minimum_wages]
    floors = dict.fromkeys([study.profile.minimum_wage_idr_per_month, *printed, *official])
    return Choice("wage_floor", _under(survey, {
        f"idr_{floor}": study.replace(minimum_wage_idr_per_month=floor) for floor in floors}), results)


def age_limits(survey: Survey, band: str, results: tuple[Result, ...], *others: tuple[int, int]) -> Choice:
    """Return an age band: with its ends, without them, a year wider above, and other bands in use elsewhere."""
    low, high = getattr(survey.study.profile, band)
    bands = dict.fromkeys([(low, high), (low + 1, high - 1), *(others or [(low - 1, high + 1)])])
    return Choice(band, _under(survey, {
        f"{first}_to_{last}": survey.study.replace(**{band: (first, last)}) for first, last in bands}), results)


def between(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return the rules for a score between two printed bands."""
    return Choice("between", _under(survey, {rule: survey.study.replace(between=rule) for rule in BETWEEN}), results)


def answered_share(survey: Survey, results: tuple[Result, ...]) -> Choice | None:
    """Return how many items must be answered for a score; None of a reconstruction, where no item is unanswered."""
    if survey.reconstructed:
        return None
    shares = sorted({survey.study.scoring.answered_share, *ANSWERED})
    return Choice("answered_share", _under(survey, {
        f"from_{100 * share:g}".replace(".", "_"): survey.study.replace(answered_share=share) for share in shares
    }), results)


def missing(survey: Survey, results: tuple[Result, ...]) -> Choice:
    """Return whom a share is of: of everybody, so that no answer counts as not meeting it, or of who answered."""
    used = not survey.reconstructed if survey.of_answered is None else survey.of_answered
    return Choice("missing", tuple(
        Alternative(name, partial(replace, survey, of_answered=answered), answered == used)
        for name, answered in (("answered", True), ("everybody", False))), results)


def unpaid(survey: Survey, columns: Iterable[str], results: tuple[Result, ...]) -> Choice | None:
    """Return how pay that was not answered is read: left out, or as nothing; None of a reconstruction."""
    if survey.reconstructed:
        return None
    filled = survey.respondents.assign(**{name: survey.respondents[name].fillna(0) for name in columns})
    return Choice("unpaid", (Alternative("left_out", lambda: survey, True),
                             Alternative("nothing", partial(replace, survey, respondents=filled))), results)


def s1_reading(survey: Survey, results: tuple[Result, ...]) -> Choice | None:
    """Return the classes that a bachelor's degree (S1) is read into; None where a study has not both."""
    known = survey.study.qualification
    if not set(READINGS) <= set(known.classes) or not any("s1" in held for held in known.classes.values()):
        return None
    studies = {}
    for reading in READINGS:
        classes = {name: [e for e in held if e != "s1"] + ["s1"] * (name == reading)
                   for name, held in known.classes.items()}
        same = "s1" in known.classes[reading]
        studies[reading] = survey.study if same else replace(survey.study, qualification=replace(
            known, classes=classes))
    return Choice("s1_reading", _under(survey, studies), results)


def scale(survey: Survey, name: str, results: tuple[Result, ...]) -> Choice | None:
    """Return the points of the best answer to an item; None of a survey, whose questionnaire settles them.

    The claims stay, and are held against scores on another scale: what they cannot give there is not possible.
    """
    if not survey.reconstructed:
        return None
    used = survey.study.scoring.scales[name]
    return Choice(name, tuple(
        Alternative(f"to_{maximum}", partial(on_scale, survey, name, maximum), maximum == used)
        for maximum in sorted({used, *MAXIMA})), results)


def on_scale(survey: Survey, name: str, maximum: int) -> Survey:
    """Return a reconstruction's evidence on another answer scale, 1 to `maximum` points; its rows stay as they are."""
    if maximum == survey.study.scoring.scales[name]:
        return survey
    asked = {key: _rescaled(v, maximum) if v.list_name == name else v for key, v in survey.instrument.variables.items()}
    form = replace(survey.instrument, variables=asked)
    scales = {**survey.study.scoring.scales, name: maximum}
    return replace(survey, instrument=form, study=survey.study.replace(scales=scales),
                   published=Published.of(evidence(survey.claims, codebook(form)), survey.claims))


def _rescaled(item: Variable, maximum: int) -> Variable:
    return replace(item, choices=tuple(replace(item.choices[0], name=str(points), points=float(points))
                                       for points in range(1, maximum + 1)))


def printed_means(survey: Survey) -> pd.DataFrame:
    """Return the printed composite means, where the survey's answer scale can give them; else without a value.

    Returns
    -------
    DataFrame
        Estimate frame; keys are the claims' facts.
    """
    return frame_of(_printed(claim, survey.instrument) for claim in composite_means(survey.claims))


def _printed(claim: Claim, form: Instrument) -> tuple[object, ...]:
    dimension = re.sub("_percent$", "", claim.variable)
    fits = int(form.maximum(dimension)) in fitting_maxima(claim, ROUNDING)
    value = float(claim.values[0]) if fits else pd.NA
    n = int(claim.n)
    return (claim.fact, "mean", claim.condition, claim.of, claim.variable, "percent", value, n, 0, n, value, value,
            "imposed" if fits else "computed", *NO_INTERVAL)
