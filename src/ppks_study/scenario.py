"""A scheme of pay as a study file states it: by qualification, competence and tenure, and who pays
it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ppks_study.errors import StudyError, nearest

#: The rule by which `by_competence` looks at the lowest class of all dimensions, not at that of
#: one.
LOWEST = "lowest"
#: Who pays: the budget that a scheme gives a share or an amount, and the one that pays the rest.
BUDGETS = ("national", "city")
#: No amount or number of years is larger: it would be a slip, and sums of it overflow.
MOST = 10**12
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Scenario:
    """A scheme of pay, ``[incentive.scenario.NAME]`` of a study file; all amounts in whole rupiah
    per month.

    Attributes
    ----------
    label, note : mapping of str to str
        What it is called, and why it stands there, by language.
    base_idr_per_month : int
        What everybody is paid.
    by_qualification, by_competence : mapping of str to int
        What is added for a class; a class that is not named adds nothing. None named: the scheme
        does not ask for it.
    competence : str
        Whose class `by_competence` looks at: a dimension of competence, or `LOWEST` of all of them.
    per_tenure_year_idr, tenure_years_at_most : int
        What is added for each completed year as a companion, and how many years count at most.
    national_share_percent : float or None
        What the national budget pays of it, 0 to 100; the city budget pays the rest.
    national_idr_per_month : int or None
        Instead of the share: what the national budget pays of each person's pay, at most.
    floor : bool
        Whether nobody is paid less than the study's wage floor.
    nobody_loses : bool
        Whether nobody is paid less than today.
    """

    label: dict[str, str]
    note: dict[str, str]
    base_idr_per_month: int = 0
    by_qualification: dict[str, int] = field(default_factory=dict)
    by_competence: dict[str, int] = field(default_factory=dict)
    competence: str = LOWEST
    per_tenure_year_idr: int = 0
    tenure_years_at_most: int = 0
    national_share_percent: float | None = None
    national_idr_per_month: int | None = None
    floor: bool = False
    nobody_loses: bool = False

    def scheme(self, qualification: str, competence: str, years: int, wage_floor: int) -> int:
        """Return what the scheme pays a person, rupiah per month, before today's pay is looked at.

        Parameters
        ----------
        qualification, competence : str
            The person's class of each.
        years : int
            Completed years as a companion.
        wage_floor : int
            The study's, rupiah per month.

        Examples
        --------
        >>> basic = Scenario({}, {}, 1_000_000, {"generalis": 500_000}, per_tenure_year_idr=50_000,
        ...                  tenure_years_at_most=10)
        >>> basic.scheme("generalis", "effective", 4, 2_198_000)
        1700000
        """
        counted = min(years, self.tenure_years_at_most)
        pay = (self.base_idr_per_month + self.by_qualification.get(qualification, 0)
               + self.by_competence.get(competence, 0) + counted * self.per_tenure_year_idr)
        return max(pay, wage_floor) if self.floor else pay

    def pay(self, scheme: int, today: int) -> int:
        """Return what a person is paid, rupiah per month.

        Parameters
        ----------
        scheme : int
            What the scheme gives the person.
        today : int
            What the person is paid today.
        """
        return max(scheme, today) if self.nobody_loses else scheme

    def split(self, pay: int) -> dict[str, int]:
        """Return what each budget pays of a person's pay, whole rupiah; a fraction of a rupiah
        falls to the city.

        Parameters
        ----------
        pay : int
            Rupiah per month, from both budgets together.

        Examples
        --------
        >>> Scenario({}, {}, national_share_percent=60).split(1_700_001)
        {'national': 1020000, 'city': 680001}
        """
        if self.national_idr_per_month is not None:
            national = min(pay, self.national_idr_per_month)
        else:
            national = int(pay * Fraction(str(self.national_share_percent)) // 100)
        return dict(zip(BUDGETS, (national, pay - national), strict=True))


def check(
    scenarios: Mapping[str, Scenario],
    *,
    qualification: Iterable[str],
    competence: Iterable[str],
    dimensions: Iterable[str],
    languages: Iterable[str],
    where: str,
) -> None:
    """Refuse schemes that cannot be reckoned: names, classes, amounts and shares.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By name.
    qualification, competence : iterable of str
        The study's classes.
    dimensions : iterable of str
        The dimensions of competence.
    languages : iterable of str
        Those that label and note are needed in.
    where : str
        The study file.
    """
    for name, scenario in scenarios.items():
        place = f"{where}, [incentive.scenario.{name}]"
        if not _NAME.fullmatch(name):
            raise StudyError(f"{name!r} is no name for a scenario", where=place,
                             expected="lower-case letters, digits and _, a letter first")
        _check_texts(scenario, list(languages), place)
        _check_classes(
            scenario, list(qualification), list(competence), [LOWEST, *dimensions], place
        )
        _check_amounts(scenario, place)
        _check_budgets(scenario, place)


def _check_texts(scenario: Scenario, languages: list[str], place: str) -> None:
    for key in ("label", "note"):
        for lang in languages:
            if not getattr(scenario, key).get(lang, "").strip():
                raise StudyError(
                    f"no {key} in {lang!r}",
                    where=f"{place} {key}.{lang}",
                    expected=f'{key}.{lang} = "…"',
                )


def _check_classes(
    scenario: Scenario,
    qualification: list[str],
    competence: list[str],
    rules: list[str],
    place: str,
) -> None:
    for key, known in (("by_qualification", qualification), ("by_competence", competence)):
        for name in getattr(scenario, key):
            if name not in known:
                raise StudyError(
                    f"unknown class {name!r}", where=f"{place} {key}", expected=nearest(name, known)
                )
    if scenario.competence not in rules:
        raise StudyError(f"unknown rule {scenario.competence!r}", where=f"{place} competence",
                         expected=nearest(scenario.competence, rules))


def _check_amounts(scenario: Scenario, place: str) -> None:
    amounts = {key: getattr(scenario, key) for key in ("base_idr_per_month", "per_tenure_year_idr",
                                                       "tenure_years_at_most")}
    for key in ("by_qualification", "by_competence"):
        amounts |= {f"{key}.{name}": amount for name, amount in getattr(scenario, key).items()}
    for key, amount in amounts.items():
        if not 0 <= amount <= MOST:
            raise StudyError(
                f"{key} is {amount}", where=f"{place} {key}", expected=f"0 or more, at most {MOST}"
            )
    if scenario.per_tenure_year_idr and not scenario.tenure_years_at_most:
        raise StudyError("years count without an end", where=f"{place} tenure_years_at_most",
                         expected="the years that count at most, like 10")
    if not any(amounts[key] for key in amounts if key != "tenure_years_at_most"):
        raise StudyError(
            "the scheme pays nobody anything",
            where=f"{place} base_idr_per_month",
            expected="an amount in base_idr_per_month, by_qualification, by_competence or "
            "per_tenure_year_idr",
        )


def _check_budgets(scenario: Scenario, place: str) -> None:
    share, amount = scenario.national_share_percent, scenario.national_idr_per_month
    if (share is None) == (amount is None):
        raise StudyError("who pays is told " + ("twice" if share is not None else "nowhere"),
                         where=f"{place} national_share_percent",
                         expected="either national_share_percent or national_idr_per_month")
    if share is not None and not 0 <= share <= 100:
        raise StudyError(
            f"national_share_percent is {share:g}",
            where=f"{place} national_share_percent",
            expected="0 to 100",
        )
    if amount is not None and not 0 <= amount <= MOST:
        raise StudyError(
            f"national_idr_per_month is {amount}",
            where=f"{place} national_idr_per_month",
            expected=f"0 or more, at most {MOST}",
        )
