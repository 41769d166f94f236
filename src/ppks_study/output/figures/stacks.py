"""A bar of answers as stacked segments: which items there are, and where each segment begins and ends."""

from collections.abc import Sequence

import pandas as pd

from ppks_study.errors import OutputError
from ppks_study.output.figures.marks import Row, withheld

#: Answers that a scale may have.
POINTS = range(2, 8)
#: Which answer (None: withheld ones together), where it begins, how wide it is.
Segment = tuple[int | None, float, float]


def answers_of(table: pd.DataFrame) -> list[str]:
    """Return the names of a scale's answers, from the lowest.

    Raises
    ------
    OutputError
        The scale has fewer than 2 or more than 7 answers.
    """
    found = table.drop_duplicates("order").sort_values("order")["answer_label"].tolist()
    if len(found) not in POINTS:
        raise OutputError(f"a scale of {len(found)} answers", where="plot_likert", expected="2 to 7 answers",
                          fix="draw items of one scale, or merge answers")
    return found


def items_of(table: pd.DataFrame) -> list[tuple[tuple[str, str], list[Row]]]:
    """Return each item, as group and text, with its rows in the order of the answers."""
    groups = table["group_label"] if "group_label" in table else pd.Series("", index=table.index)
    ordered = table.assign(group_label=groups).sort_values("order", kind="stable")
    found: dict[tuple[str, str], list[Row]] = {
        (row["group_label"], row["label"]): [] for row in table.assign(group_label=groups).to_dict("records")}
    for row in ordered.to_dict("records"):
        found[row["group_label"], row["label"]].append(row)
    return list(found.items())


def segments_of(rows: Sequence[Row], points: int, aside: bool) -> list[Segment]:
    """Return the segments of a bar, from the lowest answer to the highest, in percent from the zero line.

    A middle that stands aside begins at 0. Withheld answers, with those between them, are one segment of what the
    others leave of 100. None where it cannot be told on which side of zero that lies, or where nobody answered.
    """
    shares = [None if withheld(row) or pd.isna(row["value"]) else float(row["value"]) for row in rows]
    closed = [at for at, share in enumerate(shares) if share is None]
    first, last = (closed[0], closed[-1]) if closed else (points, points)
    if closed and (_crosses(first, last, points) or not any(map(withheld, rows))):
        return []
    rest = 100 - sum(share or 0.0 for at, share in enumerate(shares) if not first <= at <= last)
    pieces: list[tuple[int | None, float]] = [(at, share or 0.0) for at, share in enumerate(shares[:first])]
    pieces += [(None, rest)] if closed else []
    pieces += [(at, shares[at] or 0.0) for at in range(last + 1, points)]
    return _laid(pieces, _start(pieces, first, points, aside), points // 2 if aside else None)


def _crosses(first: int, last: int, points: int) -> bool:
    """Return whether some answers reach over the zero line, so that nobody can say how much of them lies below it."""
    centre = points // 2
    return first <= centre <= last if points % 2 else first < centre <= last


def _start(pieces: Sequence[tuple[int | None, float]], first: int, points: int, aside: bool) -> float:
    """Return where the lowest answer begins: as far below zero as the answers below the middle, and half the middle."""
    centre = points // 2
    below = sum(wide for at, wide in pieces if (first if at is None else at) < centre)
    return -below - (sum(wide for at, wide in pieces if at == centre) / 2 if points % 2 and not aside else 0.0)


def _laid(pieces: Sequence[tuple[int | None, float]], left: float, apart: int | None) -> list[Segment]:
    """Return the pieces one beside the other; the one that stands apart begins at 0."""
    found: list[Segment] = []
    for at, wide in pieces:
        found.append((at, 0.0 if apart is not None and at == apart else left, wide))
        left += 0.0 if apart is not None and at == apart else wide
    return found
