"""Which counts are withheld: those of few people, and others so that nobody can work them out.

Respondents keep their answers to all other questions, and change those to one: what a published
count can tell of it is then a small table, whatever else is published (`Moving`). Each other way of
answering found is one that could be true; a count for which none is found may be safe all the same,
and is withheld with more than need be.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from claimcheck.conditions import Atom, Condition
from claimcheck.counts import Linear, Row
from claimcheck.space import Axis
from surveystats.disclosure.contingency import Cells, Joint, Swaps, total
from surveystats.disclosure.magnitudes import Valued
from surveystats.disclosure.respondents import Respondents, RowCounts, canonical, few, together

#: A column with more cells is not asked: counts that join it with others are withheld instead.
MOST_CELLS = 4000
#: Looks for another joint table, in which a weighted sum differs and only withheld counts do.
Seek = Callable[[Joint, Row, Collection[Condition]], Cells | None]
Conditions = frozenset[Condition]
Pair = tuple[Condition, Condition]


@dataclass(frozen=True)
class Target:
    """A number of people that must not be worked out.

    Attributes
    ----------
    rows : tuple of (Joint, Row, int)
        For each joint table the weighted sum of its cells that gives the number, and its true
        value.
    """

    rows: tuple[tuple[Joint, Row, int], ...]

    @classmethod
    def count(cls, joints: Iterable[Joint], condition: Condition) -> "Target":
        """Return the target of a count.

        Parameters
        ----------
        joints : iterable of Joint
            All joint tables.
        condition : Condition
            Whom it counts.
        """
        rows = []
        for joint in joints:
            if condition in joint.rows:
                rows.append((joint, joint.rows[condition], joint.counts[condition]))
        return cls(tuple(rows))

    @classmethod
    def rest(cls, joints: Iterable[Joint], group: Condition, part: Condition) -> "Target":
        """Return the target of those of a group who are not in a part of it.

        Parameters
        ----------
        joints : iterable of Joint
            All joint tables. Where a group cannot vary, only the part does.
        group, part : Condition
            The group, and a part of it.
        """
        rows = []
        for joint in joints:
            if part not in joint.rows:
                continue
            row = {cell: -weight for cell, weight in joint.rows[part].items()}
            value = -joint.counts[part]
            if group in joint.rows:
                for cell, weight in joint.rows[group].items():
                    row[cell] = row.get(cell, 0) + weight
                value += joint.counts[group]
            rows.append((joint, {cell: weight for cell, weight in row.items() if weight}, value))
        return cls(tuple(rows))


@dataclass(frozen=True)
class Closed:
    """What is withheld of joint tables.

    Attributes
    ----------
    primary : frozenset of Condition
        Counts of fewer people than may be told.
    secondary : frozenset of Condition
        Counts withheld so that the former cannot be worked out.
    stuck : tuple of Joint
        The tables in which a number was given away whatever counts were withheld: then all are.
    silent : frozenset of str
        Variables of which no mean or extreme can be told either.
    others : tuple of (Joint, array of int)
        The other joint tables found.
    """

    primary: Conditions = frozenset()
    secondary: Conditions = frozenset()
    stuck: tuple[Joint, ...] = ()
    silent: frozenset[str] = frozenset()
    others: tuple[tuple[Joint, Cells], ...] = field(default=(), repr=False)

    @property
    def gave_up(self) -> bool:
        """Whether every count was withheld, because no smaller set was found."""
        return bool(self.stuck)

    @property
    def all(self) -> Conditions:
        """Every count withheld."""
        return self.primary | self.secondary


def close(joints: Sequence[Joint], counts: Mapping[Condition, int], *, fewest: int,
          parts: Iterable[Pair] = (), implied: Iterable[Target] = (),
          also: Collection[Condition] = (), seek: Seek | None = None,
          after: Closed | None = None) -> Closed:
    """Return which counts of joint tables to withhold.

    Parameters
    ----------
    joints : sequence of Joint
        What can vary together. Several tables vary one at a time, while what the others count stays
        as it is.
    counts : mapping of Condition to int
        The true counts.
    fewest : int
        A count of at least one person and of fewer than these is withheld.
    parts : iterable of (Condition, Condition)
        A group, and a part of it: the rest of the group is protected like a count.
    implied : iterable of Target
        Few people of whom no count tells, but whom counts may give away.
    also : collection of Condition
        Counts withheld already, for another reason.
    seek : callable, optional
        ``seek(joint, target, withheld)``: a quick look for another joint table that changes
        withheld counts only.
    after : Closed, optional
        What was found before, of the same tables.

    Notes
    -----
    For each withheld count another joint table is found that gives all published counts and another
    value there (`Joint.other`), the counts that it changes being withheld too: cheapest first,
    smallest counts first. More withheld counts only leave more tables possible, so that each one
    found stays a proof. The idea is that of the optimal cell suppression of Fischetti and Salazar
    (2001), *Management Science* 47, one cell at a time. In R: ``sdcTable::protectTable``.
    """
    free: set[Condition] = set().union(*(joint.free for joint in joints))
    primary = {c for c in free if few(counts[c], fewest)} | (set(also) & free)
    targets = []
    for condition in sorted(primary, key=lambda c: (counts[c], str(c))):
        targets.append(Target.count(joints, condition))
    for group, part in parts:
        if few(counts[group] - counts[part], fewest):
            targets.append(Target.rest(joints, group, part))
    withheld = primary | (after.all if after else set())
    others = list(after.others if after else ())
    for target in (*targets, *implied):
        if not _varies(target, others) and not _let_vary(target, withheld, others, seek):
            stuck = tuple(joint for joint, _, _ in target.rows) or tuple(joints)
            return Closed(frozenset(primary), frozenset(free - primary), stuck)
    return Closed(frozenset(primary), frozenset(withheld - primary), others=tuple(others))


def _varies(target: Target, others: Sequence[tuple[Joint, Cells]]) -> bool:
    """Whether a joint table found already gives a target another value."""
    for joint, row, value in target.rows:
        for varied, cells in others:
            if varied is joint and total(row, cells) != value:
                return True
    return False


def _let_vary(target: Target, withheld: set[Condition], others: list[tuple[Joint, Cells]],
              seek: Seek | None) -> bool:
    """Withhold what it takes that a target can have another value; return whether anything does."""
    for joint, row, _ in target.rows:
        cells = None if seek is None else seek(joint, row, withheld)
        if cells is not None:
            others.append((joint, cells))
            return True
    cheapest = None
    for joint, row, value in target.rows:
        other = joint.other(row, value, withheld)
        if other is not None and (cheapest is None or other.cost < cheapest[1].cost):
            cheapest = joint, other
    if cheapest is None:
        return False
    joint, other = cheapest
    withheld |= joint.changed(other.cells)
    others.append((joint, other.cells))
    return True


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
    parts: tuple[Pair, ...] = ()

    @classmethod
    def of(cls, rows: Iterable[RowCounts], people: Respondents, fewest: int) -> "Counts":
        """Return the counts that rows tell; one of all who answered is firm, unless these are few.

        Parameters
        ----------
        rows : iterable of RowCounts
            The counts of each row.
        people : Respondents
            Whom they count.
        fewest : int
            Fewer people than these, at least one, are few.
        """
        true: dict[Condition, int] = {}
        parts: dict[Pair, None] = {}
        whole: set[Condition] = set()
        values: set[Condition] = set()
        for row in rows:
            for condition in row.all:
                if canonical(condition) not in true:
                    true[canonical(condition)] = people.count(condition)
            whole.update(map(canonical, row.whole))
            values.update(map(canonical, row.counts))
            for condition in row.counts:
                for group in (*row.sizes, *row.whole):
                    parts[canonical(group), canonical(condition)] = None
        firm = [c for c in whole - values if not few(true[c], fewest)]
        return cls(true, frozenset(firm), tuple(parts))

    def __or__(self, more: "Counts") -> "Counts":
        """Return these counts and more; what is firm here stays so."""
        return Counts({**more.true, **self.true}, self.firm | more.firm,
                      tuple(dict.fromkeys((*self.parts, *more.parts))))

    def without(self, conditions: Collection[Condition]) -> "Counts":
        """Return the counts without some.

        Parameters
        ----------
        conditions : collection of Condition
            The counts left out.
        """
        true = {c: count for c, count in self.true.items() if c not in conditions}
        parts = [pair for pair in self.parts if pair[0] in true and pair[1] in true]
        return Counts(true, self.firm & set(true), tuple(parts))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the counts name."""
        names: dict[str, None] = {}
        for condition in self.true:
            names.update(dict.fromkeys(condition.columns))
        return tuple(names)


@dataclass(frozen=True, eq=False)
class Moving:
    """The ways in which one column could have been answered, all other answers staying as they are.

    Attributes
    ----------
    column : str
        The column.
    joint : Joint
        Its unknown cells: kinds of respondents, by part of the column.
    axis : Axis
        The parts of the column.
    kinds : array of int, shape (n_respondents,)
        Each respondent's kind: alike in all that counts of the column join with it.
    places : array of int, shape (n_respondents,)
        The part that each respondent's answer lies in; that of no answer is the last.
    beside : frozenset of str
        The columns that kinds are of.
    """

    column: str
    joint: Joint
    axis: Axis
    kinds: NDArray[np.intp]
    places: NDArray[np.intp]
    beside: frozenset[str] = frozenset()

    @property
    def table(self) -> Cells:
        """The true cells: how many of each kind answered each part."""
        width = len(self.axis)
        cells = np.bincount(self.kinds * width + self.places, minlength=self.joint.unknowns)
        return cells.reshape(-1, width)


def moving(column: str, counts: Counts, people: Respondents,
           values: Iterable[Valued] = ()) -> Moving:
    """Return the ways in which a column could have been answered, given what is published of it.

    Parameters
    ----------
    column : str
        A column that counts name.
    counts : Counts
        All counts; those that name the column matter.
    people : Respondents
        The respondents.
    values : iterable of Valued
        Means and extremes that are published.
    """
    values = [value for value in values if value.variable == column]
    true = {c: count for c, count in counts.true.items() if column in c.columns}
    named = [*true]
    for value in values:
        named += value.conditions
    axis = people.space([column]).parts([column], named)[column]
    own: dict[Atom, None] = {}
    others: dict[Atom, None] = {}
    for condition in named:
        for atom in condition.atoms:
            (own if atom.column == column else others)[atom] = None
    beside = list(others)
    marks = np.zeros((people.size, len(beside)), dtype=bool)
    for place, atom in enumerate(beside):
        marks[:, place] = people.compared(atom)[0]
    alike, kinds = np.unique(marks, axis=0, return_inverse=True)
    rows = {c: _row(c, column, axis, beside, alike) for c in named}
    free = tuple(c for c, count in true.items() if count and c not in counts.firm)
    width = len(axis)
    laws = []
    for k, size in enumerate(np.bincount(kinds.ravel(), minlength=len(alike)).tolist()):
        laws.append(Linear(dict.fromkeys(range(k * width, (k + 1) * width), 1), size, size))
    laws += [Linear(rows[c], count, count) for c, count in true.items() if c not in free]
    for value in values:
        laws += value.laws(rows, axis)
    joint = Joint(len(alike) * width, tuple(laws), {c: rows[c] for c in true}, counts.true, free)
    return Moving(column, joint, axis, kinds.ravel(), _places(people, axis, list(own)),
                  frozenset(atom.column for atom in beside))


def _row(condition: Condition, column: str, axis: Axis, beside: Sequence[Atom],
         alike: NDArray[np.bool_]) -> Row:
    """Return the cells that a condition counts, each with weight 1."""
    parts = axis.places(axis.meeting(a for a in condition.atoms if a.column == column))
    asked = [beside.index(a) for a in condition.atoms if a.column != column]
    row = {}
    for kind in np.flatnonzero(alike[:, asked].all(axis=1)).tolist():
        for part in parts:
            row[kind * len(axis) + part] = 1
    return row


def _places(people: Respondents, axis: Axis, atoms: Sequence[Atom]) -> NDArray[np.intp]:
    """Return the part of a column that each respondent's answer lies in."""
    known = {}
    for place, part in enumerate(axis):
        if not part.missing:
            known[tuple(part.holds(atom) for atom in atoms)] = place
    asked = [together(atom) for atom in atoms]
    codes, values = people.coded(asked[0].column)
    places = []
    for value in values:
        places.append(known.get(tuple(atom.holds(value) for atom in asked), len(axis) - 1))
    return np.array([*places, len(axis) - 1])[codes]


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
    for move in moves:
        if move.joint.unknowns > MOST_CELLS:
            return _simpler(move.column, counts, people, fewest, already, values)
    joints = [move.joint for move in moves]
    swaps = {move.joint: Swaps(move.joint, move.table.ravel(), len(move.axis)) for move in moves}

    def seek(joint: Joint, target: Row, withheld: Collection[Condition]) -> Cells | None:
        return swaps[joint].other(target, withheld)

    closed = close(joints, counts.true, fewest=fewest, parts=counts.parts, also=already, seek=seek)
    implied: list[Target] = []
    for move in moves if not closed.stuck else ():
        implied += given_away(move, fewest, closed.all)
    if implied:
        closed = close(joints, counts.true, fewest=fewest, parts=counts.parts, also=already,
                       implied=implied, seek=seek, after=closed)
    blocked = {move.column for move in moves if move.joint in closed.stuck}
    silent = blocked & {value.variable for value in values}
    if silent:
        kept = [value for value in values if value.variable not in silent]
        rest = withhold(counts, people, fewest, already, kept)
        return replace(rest, silent=rest.silent | silent)
    if closed.stuck:
        return replace(closed, secondary=frozenset(counts.true) - counts.firm - closed.primary)
    return closed


def _simpler(column: str, counts: Counts, people: Respondents, fewest: int, already: Conditions,
             values: list[Valued]) -> Closed:
    """Withhold every count that joins a column with others, and decide on the rest; no value of
    the column is published."""
    joining = {c for c in counts.true if column in c.columns and len(c.columns) > 1}
    kept = [value for value in values if value.variable != column]
    rest = withhold(counts.without(joining), people, fewest, already, kept)
    primary = {c for c in joining if few(counts.true[c], fewest)}
    return replace(rest, primary=rest.primary | primary,
                   secondary=rest.secondary | (joining - primary), silent=rest.silent | {column})


def given_away(move: Moving, fewest: int, withheld: Iterable[Condition]) -> Iterator[Target]:
    """Yield few people of whom no count tells, but whom counts may give away.

    Of each part of the column, always; of parts side by side, of two parts, and of one kind of
    respondent in a part (where counts join the column with one other), where the published counts
    settle them by adding and subtracting.

    Parameters
    ----------
    move : Moving
        The ways in which a column could have been answered.
    fewest : int
        Fewer people than these, at least one, are few.
    withheld : iterable of Condition
        Counts that are not published.
    """
    width = len(move.axis)
    table = move.table.copy()
    table[:, -1] = 0  # who did not answer
    held = table.sum(axis=0).tolist()
    for part in range(width):
        if few(held[part], fewest):
            yield _target(move, table, [part])
    asked = [_target(move, table, parts) for parts in _small_parts(move.axis, held, fewest)]
    if len(move.beside) == 1:
        cells = table.ravel()
        for cell in np.flatnonzero((cells > 0) & (cells < fewest)).tolist():
            asked.append(Target(((move.joint, {cell: 1}, int(cells[cell])),)))
    settled = move.joint.determined([target.rows[0][1] for target in asked], list(withheld))
    for target, is_settled in zip(asked, settled, strict=True):
        if is_settled:
            yield target


def _target(move: Moving, table: Cells, parts: Sequence[int]) -> Target:
    """Return the target of all who answered one of some parts of a column."""
    row = {}
    for kind in range(len(table)):
        for part in parts:
            row[kind * table.shape[1] + part] = 1
    return Target(((move.joint, row, int(table[:, list(parts)].sum())),))


def _small_parts(axis: Axis, held: list[int], fewest: int) -> Iterator[list[int]]:
    """Yield parts of a column with few people together: numbers side by side, any two choices."""
    last = len(axis) - 1
    if axis.parts[0].choices:
        for i in range(last):
            for j in range(i):
                if few(held[i] + held[j], fewest):
                    yield [i, j]
        return
    for start in range(last):
        for end in range(start + 2, last + 1):
            people = sum(held[start:end])
            if people >= fewest:
                break
            if people:
                yield list(range(start, end))
