"""What a survey's counts give away together: for each column, the other ways in which it could have been answered.

Respondents keep their answers to all other questions, and change those to one: what a published count can tell of it
is then a small table, whatever else is published. Each other way of answering found is one that could be true; a count
for which none is found may be safe all the same, and is withheld with more than need be.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from claimcheck.conditions import Atom, Condition
from claimcheck.counts import Linear, Row
from claimcheck.space import Axis
from surveystats.disclosure.contingency import Cells, Joint
from surveystats.disclosure.magnitudes import Valued
from surveystats.disclosure.respondents import Respondents, Told, canonical, together
from surveystats.disclosure.suppression import Closed, Target, close, few
from surveystats.disclosure.swapping import Swaps

#: A column with more cells is not asked: counts that join it with others are withheld instead.
MOST_CELLS = 4000

Conditions = frozenset[Condition]


@dataclass(frozen=True)
class Counts:
    """The counts that rows tell, by their conditions.

    Attributes
    ----------
    true : mapping of Condition to int
        Every count, spelled canonically.
    firm : frozenset of Condition
        Those that are told in any case.
    parts : tuple of (Condition, Condition)
        Groups, each beside a part of it that a row counts.
    """

    true: Mapping[Condition, int] = field(default_factory=dict)
    firm: Conditions = frozenset()
    parts: tuple[tuple[Condition, Condition], ...] = ()

    @classmethod
    def of(cls, rows: Iterable[Told], people: Respondents, fewest: int) -> "Counts":
        """Return the counts that rows tell; one of all who answered is firm, unless these are few."""
        rows = list(rows)
        true = {canonical(c): people.count(c) for c in dict.fromkeys(c for row in rows for c in row.all)}
        firm = {canonical(c) for row in rows for c in row.whole} - {canonical(c) for row in rows for c in row.counts}
        parts = dict.fromkeys((canonical(group), canonical(c)) for row in rows for c in row.counts
                              for group in (*row.sizes, *row.whole))
        return cls(true, frozenset(c for c in firm if not few(true[c], fewest)), tuple(parts))

    def __or__(self, more: "Counts") -> "Counts":
        """Return these counts and more; what is firm here stays so."""
        return Counts({**more.true, **self.true}, self.firm | more.firm,
                      tuple(dict.fromkeys((*self.parts, *more.parts))))

    def without(self, conditions: Iterable[Condition]) -> "Counts":
        """Return the counts without some."""
        true = {c: count for c, count in self.true.items() if c not in set(conditions)}
        return Counts(true, self.firm & set(true), tuple((a, b) for a, b in self.parts if a in true and b in true))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the counts name."""
        return tuple(dict.fromkeys(column for c in self.true for column in c.columns))


@dataclass(frozen=True, eq=False)
class Moving:
    """The ways in which one column could have been answered, respondents' other answers staying as they are.

    Attributes
    ----------
    column : str
        The column.
    joint : Joint
        Its unknown cells: kinds of respondents, by part of the column.
    axis : Axis
        The parts of the column.
    kinds : ndarray of int, shape (n_respondents,)
        Each respondent's kind: alike in all that counts of the column join with it.
    places : ndarray of int, shape (n_respondents,)
        The part that each respondent's answer lies in; that of no answer is the last.
    beside : frozenset of str
        The columns that kinds are of.
    """

    column: str
    joint: Joint
    axis: Axis
    kinds: np.ndarray
    places: np.ndarray
    beside: frozenset[str] = frozenset()

    @property
    def table(self) -> np.ndarray:
        """The true cells: how many of each kind answered each part."""
        width = len(self.axis)
        return np.bincount(self.kinds * width + self.places, minlength=self.joint.unknowns).reshape(-1, width)


def moving(column: str, counts: Counts, people: Respondents, values: Iterable[Valued] = ()) -> Moving:
    """Return the ways in which a column could have been answered, given what is published of its values."""
    values = [value for value in values if value.variable == column]
    true = {c: count for c, count in counts.true.items() if column in c.columns}
    named = [*true, *(c for value in values for c in value.conditions)]
    axis = people.space([column]).parts([column], named)[column]
    beside = list(dict.fromkeys(a for c in named for a in c.atoms if a.column != column))
    marks = np.array([people.compared(atom)[0] for atom in beside]).T.reshape(people.size, len(beside))
    alike, kinds = np.unique(marks, axis=0, return_inverse=True)
    rows = {c: _row(c, column, axis, beside, alike) for c in named}
    free = tuple(c for c, count in true.items() if count and c not in counts.firm)
    width = len(axis)
    laws = [Linear({k * width + i: 1 for i in range(width)}, size, size)
            for k, size in enumerate(np.bincount(kinds.ravel(), minlength=len(alike)).tolist())]
    laws += [Linear(rows[c], count, count) for c, count in true.items() if c not in free]
    laws += [law for value in values for law in value.laws(rows, axis)]
    joint = Joint(len(alike) * width, tuple(laws), {c: rows[c] for c in true}, counts.true, free)
    return Moving(column, joint, axis, kinds.ravel(), _places(people, column, axis, named),
                  frozenset(atom.column for atom in beside))


def _row(condition: Condition, column: str, axis: Axis, beside: Sequence[Atom], alike: np.ndarray) -> Row:
    parts = axis.places(axis.meeting(a for a in condition.atoms if a.column == column))
    asked = [beside.index(a) for a in condition.atoms if a.column != column]
    return {k * len(axis) + i: 1 for k in np.flatnonzero(alike[:, asked].all(axis=1)).tolist() for i in parts}


def _places(people: Respondents, column: str, axis: Axis, counts: Iterable[Condition]) -> np.ndarray:
    """Return the part of a column that each respondent's answer lies in."""
    atoms = list(dict.fromkeys(a for c in counts for a in c.atoms if a.column == column))
    known = {tuple(part.holds(atom) for atom in atoms): i for i, part in enumerate(axis) if not part.missing}
    codes, values = people.coded(together(atoms[0]).column)
    signs = [tuple(together(atom).holds(value) for atom in atoms) for value in values]
    return np.array([*(known.get(sign, len(axis) - 1) for sign in signs), len(axis) - 1])[codes]


def withhold(counts: Counts, people: Respondents, fewest: int, already: Conditions = frozenset(),
             values: Iterable[Valued] = ()) -> Closed:
    """Return which counts of a survey to withhold.

    Parameters
    ----------
    counts : Counts
        What rows tell.
    people : Respondents
        The respondents.
    fewest : int
        A count of at least one person and of fewer than these is withheld.
    already : frozenset of Condition
        Counts that are withheld in any case.
    values : iterable of Valued
        Means and extremes that are published.
    """
    values = list(values)
    moves = [moving(column, counts, people, values) for column in counts.columns]
    large = [move for move in moves if move.joint.unknowns > MOST_CELLS]
    if large:
        return _simpler(large[0].column, counts, people, fewest, already, values)
    joints = [move.joint for move in moves]
    swaps = {move.joint: Swaps(move.joint, move.table.ravel(), len(move.axis)) for move in moves}

    def seek(joint: Joint, target: Row, withheld: Collection[Condition]) -> Cells | None:
        return swaps[joint].other(target, withheld)

    first = close(joints, counts.true, fewest=fewest, parts=counts.parts, also=already, seek=seek)
    implied = [] if first.stuck else [t for move in moves for t in given_away(move, fewest, first.all)]
    found = close(joints, counts.true, fewest=fewest, parts=counts.parts, also=already, implied=implied, seek=seek,
                  after=first) if implied else first
    told = {move.column for move in moves if move.joint in found.stuck} & {value.variable for value in values}
    if told:
        left = withhold(counts, people, fewest, already, [v for v in values if v.variable not in told])
        return replace(left, silent=left.silent | told)
    if found.stuck:
        return replace(found, secondary=frozenset(counts.true) - counts.firm - found.primary)
    return found


def _simpler(column: str, counts: Counts, people: Respondents, fewest: int, already: Conditions,
             values: list[Valued]) -> Closed:
    """Withhold every count that joins a column with others, and ask of the rest alone; no value is told of it."""
    joining = {c for c in counts.true if column in c.columns and len(c.columns) > 1}
    left = withhold(counts.without(joining), people, fewest, already, [v for v in values if v.variable != column])
    primary = frozenset(c for c in joining if few(counts.true[c], fewest))
    return replace(left, primary=left.primary | primary, secondary=left.secondary | (joining - primary),
                   silent=left.silent | {column})


def given_away(move: Moving, fewest: int, withheld: Iterable[Condition]) -> Iterator[Target]:
    """Yield few people of whom no count tells, but whom counts may give away.

    Of each part of the column, always; of parts side by side, of two parts, and of one kind of respondent in a part
    (where counts join the column with one other), where the published counts settle them by adding and subtracting.
    """
    width = len(move.axis)
    answered = move.places < width - 1
    cells = np.bincount((move.kinds * width + move.places)[answered], minlength=move.joint.unknowns)
    table = cells.reshape(-1, width)
    alone = table.sum(axis=0)
    yield from (_target(move, table, [i]) for i in range(width) if few(int(alone[i]), fewest))
    wider = [_target(move, table, parts) for parts in _together(move.axis, alone.tolist(), fewest)]
    small = np.flatnonzero((cells > 0) & (cells < fewest)).tolist() if len(move.beside) == 1 else []
    asked = wider + [Target(((move.joint, {i: 1}, int(cells[i])),)) for i in small]
    settled = move.joint.determined([target.rows[0][1] for target in asked], list(withheld))
    yield from (target for target, is_settled in zip(asked, settled, strict=True) if is_settled)


def _target(move: Moving, table: np.ndarray, parts: Sequence[int]) -> Target:
    width = table.shape[1]
    row = {k * width + i: 1 for k in range(len(table)) for i in parts}
    return Target(((move.joint, row, int(table[:, list(parts)].sum())),))


def _together(axis: Axis, alone: list[int], fewest: int) -> Iterator[list[int]]:
    """Yield parts of a column that together have few people: of numbers side by side, of choices two by two."""
    last = len(axis) - 1
    if axis.parts[0].choices:
        yield from ([i, j] for i in range(last) for j in range(i) if few(alone[i] + alone[j], fewest))
        return
    for start in range(last):
        for end in range(start + 2, last + 1):
            people = sum(alone[start:end])
            if people >= fewest:
                break
            if people:
                yield list(range(start, end))
