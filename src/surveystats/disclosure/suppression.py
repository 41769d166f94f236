"""Which counts are withheld: those of few people, and as many others as it takes that nobody can work them out."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from claimcheck.conditions import Condition
from claimcheck.counts import Row
from surveystats.disclosure.contingency import Cells, Joint, less, total

#: Looks for another state of affairs of a joint table, in which a weighted sum differs and only withheld counts do.
Seek = Callable[[Joint, Row, Collection[Condition]], Cells | None]


@dataclass(frozen=True)
class Target:
    """A number of people that must not be worked out: a weighted sum of cells and its true value, per joint table."""

    rows: tuple[tuple[Joint, Row, int], ...]

    @classmethod
    def count(cls, joints: Iterable[Joint], condition: Condition) -> "Target":
        """Return the target of a count."""
        return cls(tuple((joint, joint.rows[condition], joint.counts[condition]) for joint in joints
                         if condition in joint.rows))

    @classmethod
    def rest(cls, joints: Iterable[Joint], group: Condition, part: Condition) -> "Target":
        """Return the target of those of a group who are not in a part of it; a group that cannot vary is left out."""
        return cls(tuple((joint, less(joint.rows.get(group, {}), joint.rows[part]),
                          joint.counts[group] * (group in joint.rows) - joint.counts[part]) for joint in joints
                         if part in joint.rows))


@dataclass(frozen=True)
class Closed:
    """What is withheld of a joint table.

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
    others : tuple of (Joint, ndarray of int)
        The states of affairs found.
    """

    primary: frozenset[Condition] = frozenset()
    secondary: frozenset[Condition] = frozenset()
    stuck: tuple[Joint, ...] = ()
    silent: frozenset[str] = frozenset()
    others: tuple[tuple[Joint, Cells], ...] = field(default=(), repr=False)

    @property
    def gave_up(self) -> bool:
        """Whether every count was withheld, because no smaller set was found."""
        return bool(self.stuck)

    @property
    def all(self) -> frozenset[Condition]:
        """Every count withheld."""
        return self.primary | self.secondary


def few(count: int, fewest: int) -> bool:
    """Whether so many people are too few to be told of: at least one, and fewer than the limit."""
    return 0 < count < fewest


def close(joints: Sequence[Joint], counts: Mapping[Condition, int], *, fewest: int,
          parts: Iterable[tuple[Condition, Condition]] = (), implied: Iterable[Target] = (),
          also: Collection[Condition] = (), seek: Seek | None = None, after: Closed | None = None) -> Closed:
    """Return which counts to withhold.

    Parameters
    ----------
    joints : sequence of Joint
        What can vary together. Several tables vary one at a time, while what the others count stays as it is.
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
        ``seek(joint, target, withheld)``: a quick look for another state of affairs that changes withheld counts only.
    after : Closed, optional
        What was found before, of the same tables.

    Notes
    -----
    For each withheld count another joint table is found that gives all published counts and another value there
    (`Joint.other`), the counts that it changes being withheld too: cheapest first, smallest counts first. More withheld
    counts only leave more tables possible, so that each one found stays a proof. The idea is that of the optimal
    cell suppression of Fischetti and Salazar (2001), *Management Science* 47, one cell at a time.
    """
    free = {c for joint in joints for c in joint.free}
    primary = {c for c in free if few(counts[c], fewest)} | (set(also) & free)
    targets = [Target.count(joints, c) for c in sorted(primary, key=lambda c: (counts[c], str(c)))]
    targets += [Target.rest(joints, a, b) for a, b in parts if few(counts[a] - counts[b], fewest)]
    withheld = primary | (after.all if after else set())
    others = list(after.others if after else ())
    for target in (*targets, *implied):
        if not _varies(target, others) and not _let_vary(target, withheld, others, seek):
            stuck = tuple(joint for joint, _, _ in target.rows) or tuple(joints)
            return Closed(frozenset(primary), frozenset(free - primary), stuck)
    return Closed(frozenset(primary), frozenset(withheld - primary), others=tuple(others))


def _varies(target: Target, others: Iterable[tuple[Joint, Cells]]) -> bool:
    return any(total(row, cells) != value for joint, row, value in target.rows
               for varied, cells in others if varied is joint)


def _let_vary(target: Target, withheld: set[Condition], others: list[tuple[Joint, Cells]],
              seek: Seek | None) -> bool:
    """Withhold what it takes that a target can have another value; return whether anything does."""
    for joint, row, _ in target.rows:
        cells = None if seek is None else seek(joint, row, withheld)
        if cells is not None:
            others.append((joint, cells))
            return True
    found = [(other, joint) for joint, row, value in target.rows
             for other in [joint.other(row, value, withheld)] if other is not None]
    if not found:
        return False
    other, joint = min(found, key=lambda pair: pair[0].cost)
    withheld |= joint.changed(other.cells)
    others.append((joint, other.cells))
    return True
