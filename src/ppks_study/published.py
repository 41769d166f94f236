"""What a study published, as evidence: its claims, with the codebook of its questionnaire."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from claimcheck.claims import Claim, read_claims
from claimcheck.codebook import Answer, Codebook, Question, Remainder, Scale
from ppks_study.study import Incentive, Study
from surveyintake.instrument import Instrument, Variable
from surveyintake.xpath import holds, references

if TYPE_CHECKING:
    import pandas as pd

    from ppks_study.survey import Survey

Kind = Literal["choice", "choices", "number", "text"]
#: Kinds of question by the type of XLSForm; any other type is text.
KINDS: dict[str, Kind] = {"select_one": "choice", "select_multiple": "choices",
                          "integer": "number", "decimal": "number"}
#: The variable of what is left of the income beside the parts that budgets pay.
OTHER_INCOME = "other_income_idr_per_month"
#: A single recognisable person gave this answer: no drawn respondent does, unless a claim counts
#: it.
UNSHOWN = frozenset({"civil_servant"})


def codebook(instrument: Instrument, incentive: Incentive | None = None) -> Codebook:
    """Return what the data of a questionnaire can hold, without the questions of consent.

    Parameters
    ----------
    instrument : Instrument
        The questionnaire.
    incentive : Incentive, optional
        The study's parameters of pay, which name the income and its parts; without them, the names
        that a study file has by default.

    Notes
    -----
    Every respondent agreed: the published survey counts nobody else. That decides who is asked
    what; it is no answer of theirs that was published, and no column of the result.

    Parts of the income are filled in only where a claim fixes them; the rest is other income.
    """
    asked = {name: v for name, v in instrument.variables.items() if v.role != "consent"}
    agreed = {name: "yes" for name in instrument.variables if name not in asked}
    questions = {name: _question(variable) for name, variable in asked.items()}
    scales = {name: _scale(instrument.items(name), agreed) for name in instrument.dimensions}
    pay = incentive or Incentive()
    return Codebook(questions, scales, (Remainder(pay.total, pay.parts, OTHER_INCOME),), UNSHOWN)


def _question(variable: Variable) -> Question:
    labels = {choice.name: choice.labels for choice in variable.choices}
    return Question(KINDS.get(variable.type, "text"), labels, variable.unit)


def _scale(items: list[Variable], agreed: Mapping[str, str]) -> Scale:
    relevant = items[0].relevant
    judged: dict[tuple[object, ...], bool] = {}

    def is_asked(answers: Mapping[str, Answer]) -> bool:
        known = {**agreed, **answers}
        read = tuple(known.get(name) for name in references(relevant))
        if read not in judged:
            judged[read] = holds(relevant, known)
        return judged[read]

    points = {choice.name: int(choice.points or 0) for choice in items[0].choices}
    return Scale(tuple(item.name for item in items), points, is_asked)


def claims_and_codebook(study: "Study | Survey | str") -> tuple[list[Claim], Codebook]:
    """Return the claims of a study and the codebook of its questionnaire.

    Parameters
    ----------
    study : Study, Survey or str
        One with claims, or its name.

    Raises
    ------
    ClaimError
        The study has no claims.
    """
    from claimcheck.errors import ClaimError

    if isinstance(study, str):
        study = Study.load(study)
    elif not isinstance(study, Study):
        study = study.study
    if study.data.claims is None:
        raise ClaimError("the study has no claims", where=f"study {study.name}, [data] claims",
                         expected="claims = …")
    instrument = Instrument.load(study.data.instrument, study.data.choices)
    return read_claims(study.data.claims), codebook(instrument, study.incentive)


def bounds(question: str, study: "Study | Survey | str", *, n_draws: int = 200,
           seed: int = 1) -> dict[str, Any]:
    """Return the bounds that a study's imposed claims set to a question, or its range over draws.

    Parameters
    ----------
    question : str
        A condition (``sex=female & programme=pkh``), which counts; or ``mean(income) CONDITION``
        and the like: see `claimcheck.query.ask`.
    study : Study, Survey or str
        One with claims, or its name.
    n_draws, seed : int
        How many data sets are drawn for a median or a correlation, and from which seed.

    Returns
    -------
    dict
        ``lower``, ``upper``, ``identified``, ``witnesses`` and more, as `claimcheck.query.ask` has
        it.

    Raises
    ------
    ClaimError
        The study has no claims.
    ConditionError
        The question is not in the grammar, or names an unknown variable or choice.
    """
    from claimcheck.query import ask

    claims, book = claims_and_codebook(study)
    return ask(question, claims, book, n_draws=n_draws, seed=seed)


def reconstruct(study: "Study | Survey | str", *, lang: str = "id") -> "pd.DataFrame":
    """Return respondents that satisfy every imposed claim of a study, as a questionnaire's export.

    Parameters
    ----------
    study : Study, Survey or str
        One with claims, or its name.
    lang : str
        Language of the answers' labels.

    Returns
    -------
    DataFrame, shape (n_respondents, n_questions)
        All text; empty where the claims say nothing.

    Raises
    ------
    ClaimError
        The study has no claims.
    InfeasibleError
        The imposed claims contradict each other.
    """
    from claimcheck import reconstruction

    return reconstruction.reconstruct(*claims_and_codebook(study), lang=lang)
