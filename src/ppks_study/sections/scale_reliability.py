"""How reliable the scales of a section are: coefficients, a verdict, and the statistics of each item."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from ppks_study.estimates import frame_of
from ppks_study.scoring import item_points, point_range
from ppks_study.sections.items import those_asked
from ppks_study.survey import Survey
from surveyintake.instrument import Variable
from surveystats.item_statistics import item_table, r_table
from surveystats.reliability import Reliability, reliability_of

#: The tables that this adds to a section.
TABLES = ("reliability", "verdicts", "item_statistics", "r_table")
#: Statistics of an item that the section shows: kind, column of `item_table`, unit.
SHOWN = (("item_mean", "mean", "points"), ("item_sd", "sd", "points"),
         ("difficulty", "difficulty_percent", "percent"), ("at_floor", "floor_percent", "percent"),
         ("at_ceiling", "ceiling_percent", "percent"), ("corrected_r", "corrected_r", "coefficient"),
         ("alpha_if_dropped", "alpha_if_dropped", "coefficient"))
Row = tuple[object, ...]


@dataclass(frozen=True)
class Scale:
    """The items of a dimension, who was asked them, and what their answers come to."""

    dimension: str
    items: list[Variable]
    complete: pd.DataFrame
    asked: int
    condition: str
    found: Reliability

    def row(self, key: str, kind: str, value: float | None, unit: str, interval: Row = ("", None, None)) -> Row:
        """Return a row of an estimate frame about the respondents who answered every item."""
        shown = pd.NA if value is None or pd.isna(value) else value
        n = len(self.complete)
        return (key, kind, "", self.condition, "", unit, shown, n, self.asked - n, n, shown, shown, "computed",
                *(pd.NA if end is None else end for end in interval))


def reliability_tables(survey: Survey, dimensions: Iterable[str], section: str,
                       asked: Mapping[str, str] | None = None) -> dict[str, pd.DataFrame]:
    """Return the tables `TABLES` of a section's dimensions.

    Parameters
    ----------
    survey : Survey
        A loaded study.
    dimensions : iterable of str
        Whose items, in order; those that the instrument lacks are left out.
    section : str
        What the numbers' keys begin with.
    asked : mapping of str to str, optional
        Who is asked the items of a dimension (a condition); everybody otherwise.

    Returns
    -------
    dict of str to DataFrame
        ``reliability`` (coefficients; none where the verdict keeps them back), ``verdicts`` (one row a dimension),
        ``item_statistics``, ``r_table`` (items above the critical r of the custom). All of respondents who answered
        every item of the dimension. All empty for a reconstruction: its answers to single items have no meaning.

    Notes
    -----
    Alpha has Feldt's interval where the design allows one: of a census or a purposive sample it has none. Strata are
    not weighted.
    """
    if survey.reconstructed:
        return {name: pd.DataFrame() for name in TABLES}
    scales = [_scale(survey, *told) for told in those_asked(survey, dimensions, asked)]
    return {"reliability": _framed(scales, lambda scale: _coefficients(scale, section, survey.design.has_intervals)),
            "verdicts": pd.DataFrame([_verdict(scale) for scale in scales]),
            "item_statistics": _items(scales, section), "r_table": _framed(scales, lambda s: _custom(s, section))}


def _scale(survey: Survey, dimension: str, condition: str, group: pd.DataFrame) -> Scale:
    items = survey.instrument.items(dimension)
    points, bounds = item_points(group, items), {item.name: point_range(item) for item in items}
    design = survey.design
    found = reliability_of(points, bounds=bounds, confidence=design.confidence, sampled=design.has_intervals)
    return Scale(dimension, items, points.dropna(), len(group), condition, found)


def _framed(scales: Iterable[Scale], rows: Any) -> pd.DataFrame:
    """Return the rows of each scale as an estimate frame with the dimension as category."""
    found = [(scale.dimension, row) for scale in scales for row in rows(scale)]
    return frame_of(row for _, row in found).assign(category=[dimension for dimension, _ in found])


def _coefficients(scale: Scale, section: str, has_intervals: bool) -> Iterator[Row]:
    found, key = scale.found, f"{section}.reliability.{scale.dimension}"
    yield scale.row(f"{key}.items", "scale_items", found.n_items, "items")
    if found.alpha is not None:
        alpha = found.alpha
        interval = ("feldt", alpha.lower, alpha.upper) if has_intervals else ("", None, None)
        yield scale.row(f"{key}.alpha", "alpha", alpha.estimate, "coefficient", interval)
    rest = (("ordinal_alpha", found.ordinal_alpha, "coefficient"), ("omega", found.omega, "coefficient"),
            ("mean_r", found.mean_r, "coefficient"),
            ("at_ceiling", found.room.ceiling_percent if found.room else None, "percent"))
    for kind, value, unit in rest:
        if value is not None:
            yield scale.row(f"{key}.{kind}", kind, value, unit)


def _verdict(scale: Scale) -> dict[str, object]:
    """Return what the answers allow to say, with the numbers that its sentence quotes."""
    found, n = scale.found, len(scale.complete)
    room, factor, ordinal = found.room, found.factor, found.polychoric
    return {"category": scale.dimension, "verdict": found.verdict.name, "items": len(scale.items),
            "alpha": found.alpha.estimate if found.alpha else None,
            "mean_percent": room.mean_percent if room else None,
            "ceiling_percent": room.ceiling_percent if room else None,
            "floor_percent": room.floor_percent if room else None,
            "constant": len(found.constant), "at_limit": len(factor.at_limit) if factor else 0,
            "smoothed": bool(ordinal and ordinal.smoothed), "pairs_at_limit": ordinal.at_limit if ordinal else 0,
            "n": n, "missing": scale.asked - n, "denominator": n}


def _items(scales: Iterable[Scale], section: str) -> pd.DataFrame:
    """Return the statistics of each item, of scales whose verdict keeps nothing back."""
    frames = []
    for scale in scales:
        if scale.found.verdict.blocks:
            continue
        table = item_table(scale.complete, bounds={item.name: point_range(item) for item in scale.items})
        rows = [scale.row(f"{section}.item_statistics.{name}.{kind}", kind, value, unit)
                for name in table.index for kind, column, unit in SHOWN for value in [table[column][name]]]
        names = [name for name in table.index for _ in SHOWN]
        frames.append(frame_of(rows).assign(group=scale.dimension, label_id=names, label_en=names))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _custom(scale: Scale, section: str) -> Iterator[Row]:
    """Return the critical r of the custom, and how many items lie above it."""
    if scale.found.verdict.blocks:
        return
    key, table = f"{section}.r_table.{scale.dimension}", item_table(scale.complete)
    above = int(table["above_r_table"].fillna(False).sum())
    yield scale.row(f"{key}.critical", "critical_r", r_table(len(scale.complete)), "coefficient")
    yield scale.row(f"{key}.above", "items_above", above, "items")
    yield scale.row(f"{key}.below", "items_below", len(table) - above, "items")
