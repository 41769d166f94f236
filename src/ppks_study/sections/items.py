"""Items one by one: means, best answers, the share of each answer; and how reliable the scales are
that they form.

All tables are empty for a reconstruction, whose answers to single items have no meaning. In every
function ``asked`` maps each dimension to the condition of who is asked its items (empty:
everybody); dimensions that the questionnaire lacks are left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from claimcheck.conditions import parse
from ppks_study.estimates import Quantity, estimate, frame_of, stated
from ppks_study.scoring import item_percents, item_points, point_range
from ppks_study.survey import Survey
from surveyintake.instrument import Choice, Variable
from surveystats.item_statistics import item_table, r_table
from surveystats.reliability import Reliability, reliability_of

#: What is said of an item whose answers are flipped before they are scored; in `answers` they stand
#: as given.
REVERSED = {"id": "terbalik", "en": "reversed"}
#: The tables of `reliability_tables`.
RELIABILITY = ("reliability", "verdicts", "item_statistics", "r_table")
#: Statistics of an item that the section shows: kind, column of `item_table`, unit.
STATISTICS = (
    ("item_mean", "mean", "points"),
    ("item_sd", "sd", "points"),
    ("difficulty", "difficulty_percent", "percent"),
    ("at_floor", "floor_percent", "percent"),
    ("at_ceiling", "ceiling_percent", "percent"),
    ("corrected_r", "corrected_r", "coefficient"),
    ("alpha_if_dropped", "alpha_if_dropped", "coefficient"),
)
#: The interval of a coefficient that has none.
NO_ENDS = ("", None, None)


@dataclass(frozen=True)
class AskedItems:
    """The items of a dimension, who is asked them (a condition), and these respondents."""

    dimension: str
    condition: str
    items: list[Variable]
    people: pd.DataFrame


def asked_items(survey: Survey, asked: Mapping[str, str]) -> list[AskedItems]:
    """Return the items of each dimension with the respondents who are asked them; none of a
    reconstruction.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    asked : mapping of str to str
        Condition by dimension.
    """
    groups = []
    for dimension, condition in asked.items():
        if dimension in survey.instrument.dimensions and not survey.reconstructed:
            is_asked = parse(condition).mask(survey.respondents).fillna(False)
            groups.append(AskedItems(dimension, condition, survey.instrument.items(dimension),
                                     survey.respondents[is_asked]))
    return groups


def one_by_one(survey: Survey, asked: Mapping[str, str], key: str) -> pd.DataFrame:
    """Return each item's mean, and the share whose answer is the best, in percent of the best
    answer's points.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    asked : mapping of str to str
        Condition by dimension, in order.
    key : str
        What the numbers' keys begin with; the item's name follows.

    Returns
    -------
    DataFrame
        Estimate frame with ``label_<lang>`` and ``group`` (the dimension): two rows an item.
    """
    tables = []
    for group in asked_items(survey, asked):
        wanted: list[Quantity] = []
        labels: dict[str, list[str]] = {"label_id": [], "label_en": []}
        for item in group.items:
            wanted.append(
                Quantity(f"{key}.{item.name}.mean", "mean", variable=item.name, unit="percent")
            )
            wanted.append(
                Quantity(
                    f"{key}.{item.name}.best.share",
                    "share",
                    condition=f"{item.name}>=100",
                    unit="percent",
                )
            )
            for lang in ("id", "en"):
                labels[f"label_{lang}"] += 2 * [f"{item.name} {item.labels[lang]}"]
        percents = item_percents(group.people, group.items)
        table = estimate(percents, wanted, design=survey.design)
        tables.append(table.assign(of=group.condition, group=group.dimension, **labels))
    return _joined(tables)


def ends(items: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the lowest and the highest mean of the items of each dimension, as an estimate frame.

    Parameters
    ----------
    items : DataFrame
        As `one_by_one` returns it; may be empty.
    key : str
        What the numbers' keys begin with; dimension and ``lowest`` or ``highest`` follow.
    """
    if items.empty:
        return stated([], n=0)
    means = items[items["kind"] == "mean"].groupby("group", sort=False)["value"]
    numbers = []
    for end, values in (("lowest", means.min()), ("highest", means.max())):
        for dimension, value in values.dropna().items():
            numbers.append((f"{key}.{dimension}.{end}", float(value), "percent"))
    return stated(numbers, n=len(items) // 2)


def answers(survey: Survey, asked: Mapping[str, str], key: str) -> pd.DataFrame:
    """Return the share of each answer to each item, as given: reversed items are not flipped.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    asked : mapping of str to str
        Condition by dimension, in order.
    key : str
        What the numbers' keys begin with; the item's and the answer's name follow.

    Returns
    -------
    DataFrame
        Estimate frame of shares (percent of those who gave an answer of the scale, weighted as the
        design asks), one row an item and answer, with ``label_<lang>`` (the item),
        ``answer_<lang>``, ``order`` (1 is the answer with the fewest points) and ``group`` (the
        dimension). An answer without points ("does not apply") counts as missing.
    """
    tables = []
    for group in asked_items(survey, asked):
        given, wanted, named = {}, [], []
        for item in group.items:
            scale = _scale(item)
            column = group.people[item.name]
            given[item.name] = column.where(column.isin([choice.name for choice in scale]))
            for order, choice in enumerate(scale, 1):
                wanted.append(Quantity(f"{key}.{item.name}.{choice.name}.share", "share",
                                       condition=f"{item.name}={choice.name}", unit="percent"))
                named.append({"order": order, **_labels(item, is_flipped=item.reversed),
                              "answer_id": choice.labels["id"], "answer_en": choice.labels["en"]})
        table = estimate(
            pd.DataFrame(given, index=group.people.index), wanted, design=survey.design
        )
        tables.append(
            table.join(pd.DataFrame(named)).assign(of=group.condition, group=group.dimension)
        )
    return _joined(tables)


def means_within(
    survey: Survey, asked: Mapping[str, str], key: str, groups: Mapping[str, str]
) -> pd.DataFrame:
    """Return the mean of each item within groups of respondents, in percent of the best answer's
    points.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    asked : mapping of str to str
        Condition by dimension, in order.
    key : str
        What the numbers' keys begin with; the item's and the group's name follow.
    groups : mapping of str to str
        Each group's name and condition; an empty condition is everybody.

    Returns
    -------
    DataFrame
        Estimate frame of means, with ``label_<lang>`` (the item), ``column`` (the group) and
        ``group`` (the dimension). ``condition`` says who is meant: the group, of those who are
        asked.
    """
    tables = []
    for group in asked_items(survey, asked):
        percents = item_percents(group.people, group.items)
        labels = pd.DataFrame([_labels(item) for item in group.items])
        for name, condition in groups.items():
            wanted = [
                Quantity(
                    f"{key}.{item.name}.{name}.mean", "mean", variable=item.name, unit="percent"
                )
                for item in group.items
            ]
            members = percents[parse(condition).mask(group.people).fillna(False)]
            whom = " & ".join(part for part in (group.condition, condition) if part)
            table = estimate(members, wanted, design=survey.design)
            tables.append(
                table.assign(condition=whom, column=name, group=group.dimension).join(labels)
            )
    return _joined(tables)


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def _scale(item: Variable) -> list[Choice]:
    """Return the answers that have points, those with the fewest first."""
    scored = [choice for choice in item.choices if choice.points is not None]
    return sorted(scored, key=lambda choice: choice.points or 0)


def _labels(item: Variable, *, is_flipped: bool = False) -> dict[str, str]:
    """Return what an item is called in each language, with a word where its answers are flipped for
    the score."""
    labels = {}
    for lang, word in REVERSED.items():
        text = f"{item.name} {item.labels[lang]}"
        labels[f"label_{lang}"] = f"{text} ({word})" if is_flipped and word not in text else text
    return labels


@dataclass(frozen=True)
class _Scale:
    """The items of a dimension as a scale: the points of who answered all of them, and what these
    come to."""

    group: AskedItems
    complete: pd.DataFrame
    result: Reliability

    def row(self, key: str, kind: str, value: float | None, unit: str,
            interval: tuple[object, ...] = NO_ENDS) -> tuple[object, ...]:
        """Return a row of an estimate frame about the respondents who answered every item.

        Parameters
        ----------
        key : str
            Of the row.
        kind : str
            What is told.
        value : float or None
            None: no value.
        unit : str
            Of the value.
        interval : tuple
            Its method, lower and upper end.
        """
        shown = pd.NA if value is None or pd.isna(value) else value
        n = len(self.complete)
        method, lower, upper = (pd.NA if end is None else end for end in interval)
        return (
            key,
            kind,
            "",
            self.group.condition,
            "",
            unit,
            shown,
            n,
            len(self.group.people) - n,
            n,
            shown,
            shown,
            "computed",
            method,
            lower,
            upper,
        )


def reliability_tables(
    survey: Survey, asked: Mapping[str, str], section: str
) -> dict[str, pd.DataFrame]:
    """Return the tables `RELIABILITY` of a section's dimensions.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    asked : mapping of str to str
        Condition by dimension, in order.
    section : str
        What the numbers' keys begin with.

    Returns
    -------
    dict of str to DataFrame
        ``reliability`` (coefficients; none where the verdict keeps them back), ``verdicts`` (one
        row a dimension), ``item_statistics``, ``r_table`` (items above the critical r of the
        custom). All of respondents who answered every item of the dimension.

    Notes
    -----
    Alpha has Feldt's interval where the design allows one: of a census or a purposive sample it has
    none. Strata are not weighted.
    """
    if survey.reconstructed:
        return {name: pd.DataFrame() for name in RELIABILITY}
    coefficients, verdicts, statistics, customs = [], [], [], []
    for group in asked_items(survey, asked):
        scale = _measured(survey, group)
        verdicts.append(_verdict(scale))
        coefficients.append(
            (group.dimension, _coefficients(scale, section, survey.design.has_intervals))
        )
        if not scale.result.verdict.blocks:
            statistics.append(_statistics(scale, section))
            customs.append((group.dimension, _above_critical(scale, section)))
    return {"reliability": _framed(coefficients), "verdicts": pd.DataFrame(verdicts),
            "item_statistics": _joined(statistics), "r_table": _framed(customs)}


def _measured(survey: Survey, group: AskedItems) -> _Scale:
    points = item_points(group.people, group.items)
    bounds = {item.name: point_range(item) for item in group.items}
    design = survey.design
    result = reliability_of(
        points, bounds=bounds, confidence=design.confidence, sampled=design.has_intervals
    )
    return _Scale(group, points.dropna(), result)


def _framed(parts: Iterable[tuple[str, list[tuple[object, ...]]]]) -> pd.DataFrame:
    """Return the rows of each dimension as one estimate frame, with the dimension as
    ``category``."""
    rows, dimensions = [], []
    for dimension, own in parts:
        rows += own
        dimensions += [dimension] * len(own)
    return frame_of(rows).assign(category=dimensions)


def _coefficients(scale: _Scale, section: str, has_intervals: bool) -> list[tuple[object, ...]]:
    result, key = scale.result, f"{section}.reliability.{scale.group.dimension}"
    rows = [scale.row(f"{key}.items", "scale_items", result.n_items, "items")]
    if result.alpha is not None:
        alpha = result.alpha
        interval = ("feldt", alpha.lower, alpha.upper) if has_intervals else NO_ENDS
        rows.append(scale.row(f"{key}.alpha", "alpha", alpha.estimate, "coefficient", interval))
    at_ceiling = result.room.ceiling_percent if result.room else None
    for kind, value, unit in (
        ("ordinal_alpha", result.ordinal_alpha, "coefficient"),
        ("omega", result.omega, "coefficient"),
        ("mean_r", result.mean_r, "coefficient"),
        ("at_ceiling", at_ceiling, "percent"),
    ):
        if value is not None:
            rows.append(scale.row(f"{key}.{kind}", kind, value, unit))
    return rows


def _verdict(scale: _Scale) -> dict[str, object]:
    """Return what the answers allow to say, with the numbers that its sentence quotes."""
    result, n = scale.result, len(scale.complete)
    room, factor, ordinal = result.room, result.factor, result.polychoric
    return {
        "category": scale.group.dimension,
        "verdict": result.verdict.name,
        "items": len(scale.group.items),
        "alpha": result.alpha.estimate if result.alpha else None,
        "mean_percent": room.mean_percent if room else None,
        "ceiling_percent": room.ceiling_percent if room else None,
        "floor_percent": room.floor_percent if room else None,
        "constant": len(result.constant),
        "at_limit": len(factor.at_limit) if factor else 0,
        "smoothed": bool(ordinal and ordinal.smoothed),
        "pairs_at_limit": ordinal.at_limit if ordinal else 0,
        "n": n,
        "missing": len(scale.group.people) - n,
        "denominator": n,
    }


def _statistics(scale: _Scale, section: str) -> pd.DataFrame:
    """Return the statistics of each item."""
    bounds = {item.name: point_range(item) for item in scale.group.items}
    table = item_table(scale.complete, bounds=bounds)
    rows, names = [], []
    for name in table.index:
        for kind, column, unit in STATISTICS:
            rows.append(
                scale.row(
                    f"{section}.item_statistics.{name}.{kind}", kind, table[column][name], unit
                )
            )
            names.append(name)
    return frame_of(rows).assign(group=scale.group.dimension, label_id=names, label_en=names)


def _above_critical(scale: _Scale, section: str) -> list[tuple[object, ...]]:
    """Return the critical r of the custom, and how many items lie above and below it."""
    key, table = f"{section}.r_table.{scale.group.dimension}", item_table(scale.complete)
    above = int(table["above_r_table"].fillna(False).sum())
    critical = r_table(len(scale.complete))
    return [scale.row(f"{key}.critical", "critical_r", critical, "coefficient"),
            scale.row(f"{key}.above", "items_above", above, "items"),
            scale.row(f"{key}.below", "items_below", len(table) - above, "items")]
