"""Comparisons: groups of a survey by tests and effects; of a reconstruction, how far groups can lie
apart."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from claimcheck.conditions import parse
from ppks_study.estimates import NO_INTERVAL, frame_of, measure, stated
from ppks_study.survey import Survey
from surveystats.errors import ParameterError
from surveystats.group_tests import (
    Comparison,
    benjamini_hochberg,
    fisher,
    kruskal_wallis,
    mann_whitney,
    spearman,
)

METHODS = ("mann_whitney", "kruskal_wallis", "spearman", "fisher")
#: An adjusted p below it is told in the sentence.
LEVEL = 0.05


@dataclass(frozen=True)
class Compared:
    """What is compared: a name, an outcome, and by which column.

    ``groups`` are two of its values, the first against the second; without them all groups are
    compared. A column of numbers is correlated instead; an outcome of categories is
    cross-tabulated.
    """

    name: str
    outcome: str
    by: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Apart:
    """Two groups (conditions), and what the first has above the second: a share (condition) or a
    mean (variable)."""

    name: str
    first: str
    second: str
    condition: str = ""
    variable: str = ""
    unit: str = "percentage_points"


def comparisons(survey: Survey, section: str, wanted: Iterable[Compared],
                data: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return one row per number of each comparison, those of one method together.

    Parameters
    ----------
    survey : Survey
        A loaded study; its design says whether there are tests.
    section : str
        What the keys begin with.
    wanted : iterable of Compared
        The family: p are adjusted for all of these that can be compared.
    data : DataFrame, optional
        Respondents with further columns; those of the survey otherwise.

    Returns
    -------
    DataFrame
        Estimate frame of the kinds ``effect`` (with its interval), ``statistic``, ``p`` and
        ``p_adjusted``; ``group`` is the method, ``category`` the name. Effects alone where the
        design has no tests; no value where nothing can be compared (too few people, or all alike).
        Empty for a reconstruction: see `differences`. Tests take respondents as they are,
        unweighted. Groups of fewer people than the study tells of are left out.
    """
    if survey.reconstructed:
        return frame_of([])
    people = survey.respondents if data is None else data
    wanted = list(wanted)
    by_method = sorted(wanted, key=lambda item: METHODS.index(_method(people, item)))
    results = {item: _compare(people, item, survey) for item in wanted}
    tested = {item: result.p for item, result in results.items() if result is not None}
    adjusted = dict(zip(tested, benjamini_hochberg(list(tested.values())), strict=True))
    rows, methods, names = [], [], []
    for item in by_method:
        own = _rows(
            f"{section}.comparisons.{item.name}",
            people,
            item,
            results[item],
            adjusted.get(item),
            survey,
        )
        rows += own
        methods += [_method(people, item)] * len(own)
        names += [item.name] * len(own)
    return frame_of(rows).assign(group=methods, category=names)


def _method(people: pd.DataFrame, item: Compared) -> str:
    """Return the method that two columns call for."""
    if pd.api.types.is_numeric_dtype(people[item.by]):
        return "spearman"
    if not pd.api.types.is_numeric_dtype(people[item.outcome]):
        return "fisher"
    return "mann_whitney" if item.groups else "kruskal_wallis"


def _compare(people: pd.DataFrame, item: Compared, survey: Survey) -> Comparison | None:
    """Return a comparison; None where nothing can be compared."""
    fewest, confidence = max(survey.study.disclosure.fewest, 2), survey.design.confidence
    known = people[[item.outcome, item.by]].dropna()
    outcome, by, method = people[item.outcome], people[item.by], _method(people, item)
    sizes = known[item.by].value_counts()
    names = [
        name
        for name in item.groups or sorted(sizes.index.astype(str))
        if sizes.get(name, 0) >= fewest
    ]
    groups = [outcome[by.eq(name).fillna(False)] for name in names]
    try:
        if method == "spearman":
            return spearman(outcome, by, confidence=confidence)
        if method == "fisher":
            answers = known[item.outcome].value_counts()
            common = answers.index[answers >= fewest]
            return fisher(outcome.where(outcome.isna() | outcome.isin(common)),
                          by.where(by.isna() | by.isin(names)), confidence=confidence)
        if method == "kruskal_wallis":
            return kruskal_wallis(groups, confidence=confidence)
        return mann_whitney(*groups, confidence=confidence) if len(groups) == 2 else None
    except ParameterError:
        return None


def _rows(
    key: str,
    people: pd.DataFrame,
    item: Compared,
    result: Comparison | None,
    adjusted: float | None,
    survey: Survey,
) -> list[tuple[object, ...]]:
    """Return the rows of one comparison: its effect, and where the design has tests its statistic
    and p."""
    answered = people[[item.outcome, item.by]].notna().all(axis="columns")
    n = int(answered.sum()) if result is None else result.n
    effect = None if result is None else result.effect
    numbers: list[tuple[str, float | None, tuple[object, ...]]]
    numbers = [("effect", None if effect is None else effect.value, NO_INTERVAL)]
    if result is not None and survey.design.has_tests:
        effect = result.effect
        interval: tuple[object, ...]
        interval = (effect.interval, effect.lower, effect.upper) if effect.interval else NO_INTERVAL
        numbers = [("effect", effect.value, interval)]
        if result.statistic is not None:
            numbers.append(("statistic", result.statistic, NO_INTERVAL))
        numbers += [("p", result.p, NO_INTERVAL), ("p_adjusted", adjusted, NO_INTERVAL)]
    rows: list[tuple[object, ...]] = []
    for kind, value, interval in numbers:
        shown, unit = pd.NA if value is None else value, "p" if kind == "p_adjusted" else kind
        rows.append(
            (
                f"{key}.{kind}",
                kind,
                "",
                "",
                item.outcome,
                unit,
                shown,
                n,
                int((~answered).sum()),
                n,
                shown,
                shown,
                "computed",
                *interval,
            )
        )
    return rows


def compared(table: pd.DataFrame, section: str) -> pd.DataFrame:
    """Return what a sentence says of comparisons, as an estimate frame; empty where nothing was
    compared.

    Parameters
    ----------
    table : DataFrame
        As `comparisons` returns it.
    section : str
        What the keys begin with.

    Returns
    -------
    DataFrame
        ``<section>.compared.count`` (how many), and where there are tests ``.under`` (how many have
        an adjusted p below `LEVEL`; not there if none has, ``.none`` is instead, with how many
        there are) and ``.under.<name>``: the effect of each of these. Without tests ``.untested``,
        with how many there are.
    """
    known = table.dropna(subset=["value"]) if len(table) else table
    effects, adjusted = known[known["kind"] == "effect"], known[known["kind"] == "p_adjusted"]
    if effects.empty:
        return stated([], n=0)
    count, key = len(effects), f"{section}.compared"
    small = adjusted[(adjusted["value"] < LEVEL).fillna(False)]
    numbers: list[tuple[str, float, str]] = [(f"{key}.count", count, "")]
    if adjusted.empty:
        numbers.append((f"{key}.untested", count, ""))
    elif small.empty:
        numbers.append((f"{key}.none", count, ""))
    else:
        numbers.append((f"{key}.under", len(small), ""))
        effect_of = effects.set_index("category")["value"]
        for name in small["category"]:
            numbers.append((f"{key}.under.{name}", float(effect_of[name]), "effect"))
    return stated(numbers, n=int(effects["n"].max()))


def differences(survey: Survey, section: str, wanted: Iterable[Apart]) -> pd.DataFrame:
    """Return what one group has above another, as sharp ranges that the claims allow; empty for a
    survey.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    section : str
        What the keys begin with.
    wanted : iterable of Apart
        Pairs of groups, and what is compared between them.

    Returns
    -------
    DataFrame
        Estimate frame of the kind ``difference``, with ``category``: `determined` or `bounded`. No
        row where the claims do not settle how many a group has, or set no limit. Nothing here is a
        test: a range that holds 0 states no difference.
    """
    if survey.published is None:
        return frame_of([])
    rows, names = [], []
    for item in wanted:
        bound = survey.published.evidence.difference(
            parse(item.first),
            parse(item.second),
            variable=item.variable,
            condition=parse(item.condition),
        )
        if bound.lower is None or bound.upper is None:
            continue
        lower, upper = float(bound.lower), float(bound.upper)
        value, basis = (lower, "determined") if bound.identified else (pd.NA, "bounded")
        rows.append(
            (
                f"{section}.comparisons.{item.name}.difference",
                "difference",
                item.condition,
                "",
                item.variable,
                item.unit,
                value,
                *_sizes(survey, item),
                lower,
                upper,
                basis,
                *NO_INTERVAL,
            )
        )
        names.append(item.name)
    return frame_of(rows).assign(category=names)


def _sizes(survey: Survey, item: Apart) -> tuple[int, int, int]:
    """Return how many of both groups together answered, how many did not, and how many there
    are."""
    n = missing = denominator = 0
    for group in (item.first, item.second):
        if item.variable:
            seen = measure(survey.people, "mean", variable=item.variable, condition=group)
        else:
            seen = measure(survey.people, "share", condition=item.condition, of=group)
        n, missing, denominator = n + seen.n, missing + seen.missing, denominator + seen.denominator
    return n, missing, denominator
