"""What a section states: numbers from data, or the range that the published claims allow.

On a survey a quantity is computed. On a reconstruction its row says on what it rests: `imposed` (a claim that
the reconstruction had to satisfy), `determined` (the imposed claims leave one value) or `bounded` (a range).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

import pandas as pd
from numpy import bool_
from numpy.typing import NDArray

from claimcheck.bounds import Bound, Evidence
from claimcheck.claims import Claim
from claimcheck.conditions import Condition, parse
from surveystats.errors import ParameterError
from surveystats.intervals import Interval
from surveystats.sampling import NO_DESIGN, Design

# Respondents of whom much is asked: where a condition holds is worked out once.

Places = NDArray[bool_]


class People:
    """A data set of respondents that remembers where conditions hold.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Clean respondents; not changed afterwards.

    Examples
    --------
    >>> people = People(pd.DataFrame({"sex": ["female", "male", None]}))
    >>> people.surely("sex=female").tolist(), people.known("sex=female").tolist()
    ([True, False, False], [True, True, False])
    """

    def __init__(self, data: pd.DataFrame) -> None:
        self.data = data
        self._held: dict[str, tuple[Places, Places]] = {}

    @classmethod
    def of(cls, data: "pd.DataFrame | People") -> "People":
        """Return a data set as people; people as they are."""
        return data if isinstance(data, People) else cls(data)

    def surely(self, condition: str) -> Places:
        """Return of whom a condition holds, shape (n_respondents,); of nobody whose answer is missing."""
        return self._asked(condition)[0]

    def known(self, condition: str) -> Places:
        """Return of whom it is known whether a condition holds, shape (n_respondents,)."""
        return self._asked(condition)[1]

    def _asked(self, condition: str) -> tuple[Places, Places]:
        if condition not in self._held:
            mask = parse(condition).mask(self.data)
            self._held[condition] = mask.to_numpy(bool, na_value=False), mask.notna().to_numpy()
        return self._held[condition]


# Counts, shares and means of respondents, each with its n and its missing answers.

KINDS = ("count", "share", "mean", "minimum", "maximum", "total")
#: No end that a mean cannot lie beyond.
ANYTHING = (-float("inf"), float("inf"))


@dataclass(frozen=True)
class Measured:
    """One number from data: the value (None when nobody answered), n who answered, and how many did not.

    ``denominator`` is how many people the value is about: whom a share is of, whom a mean is of. ``interval`` is the
    sampling interval, where the design gives one.
    """

    value: float | None
    n: int
    missing: int
    denominator: int
    interval: Interval | None = None


def measure(data: pd.DataFrame | People, kind: str, *, condition: str = "", of: str = "", variable: str = "",
            of_answered: bool = False, fewest: int = 1, design: Design = NO_DESIGN,
            within: tuple[float, float] = ANYTHING) -> Measured:
    """Return one count, share, mean, minimum, maximum or total of respondents.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns), or People
        One clean row per pendamping; as `People`, where many numbers are asked of the same.
    kind : str
        ``count`` (people), ``share`` (percent, 0-100), ``mean``, ``minimum``, ``maximum``, ``total`` (in the
        variable's unit).
    condition, of : str
        Whom it counts, and whom the denominator counts; empty is everybody.
    variable : str
        The numeric column of a mean, minimum, maximum or total.
    of_answered : bool
        Whether a share is of those who answered (``n``), not of everybody in its denominator's group.
    fewest : int
        A minimum or maximum is the outermost value that so many people reach or go beyond: with 1 the outermost of
        all, with 3 that of the third, so that nobody's own extreme shows. None where fewer answered.
    design : Design
        How all respondents were chosen, of whom ``data`` are some or all: shares of those who answered, and means, are
        weighted by it and get its interval. Counts stay counts of respondents; extremes and totals get none.
    within : tuple of float
        The ends that a mean cannot lie beyond.

    Raises
    ------
    ParameterError
        The kind is unknown, or there is no such column.

    Notes
    -----
    By itself a share is of everybody in its denominator's group, as the paper computes it: who did not answer stays
    in the denominator, and is told in ``missing``. Means leave out who did not answer.

    Examples
    --------
    >>> people = pd.DataFrame({"sex": ["female", "male", "female", None]})
    >>> measure(people, "share", condition="sex=female")
    Measured(value=50.0, n=3, missing=1, denominator=4, interval=None)
    >>> round(measure(people, "share", condition="sex=female", of_answered=True).value, 1)
    66.7
    """
    if kind not in KINDS:
        raise ParameterError(f"unknown kind {kind!r}", where="measure", expected=", ".join(KINDS))
    people = People.of(data)
    group, held, known = people.surely(of), people.surely(condition), people.known(condition)
    if kind in ("count", "share"):
        plain = _counted(held[group], known[group], kind, of_answered)
        if kind == "count" or not of_answered or not design.informs:
            return plain
        told = pd.Series(held, index=people.data.index)[group & known]
        value, interval = design.share(told, whole=int(group.sum()) == design.size)
        return replace(plain, value=value, interval=interval)
    if variable not in people.data:
        raise ParameterError(f"no column {variable!r}", where=f"{kind} of a variable",
                             expected=f"one of {', '.join(people.data.columns[:30])}")
    answers = people.data[variable][group & held]
    if kind == "mean" and design.informs:
        value, interval = design.mean(answers.dropna(), within=within)
        n = int(answers.notna().sum())
        return Measured(value, n, len(answers) - n, n, interval)
    return _valued(answers, kind, fewest)


def _counted(held: Places, known: Places, kind: str, of_answered: bool) -> Measured:
    """Return a count, or the share of a group or of those in it who answered."""
    count, n, everybody = int(held.sum()), int(known.sum()), len(held)
    size = n if of_answered else everybody
    value = count if kind == "count" else float(Fraction(100 * count, size)) if size else None
    return Measured(value, n, everybody - n, size)


def _valued(answers: pd.Series, kind: str, fewest: int) -> Measured:
    known = answers.dropna()
    n, missing = len(known), len(answers) - len(known)
    if n == 0 or (kind in ("minimum", "maximum") and n < fewest):
        return Measured(None, n, missing, n)
    if kind in ("minimum", "maximum"):
        ordered, outermost = sorted(known.tolist()), min(fewest, n)
        return Measured(float(ordered[outermost - 1 if kind == "minimum" else -outermost]), n, missing, n)
    exact = sum(map(Fraction, known.tolist()), Fraction(0))
    return Measured(float(exact / n if kind == "mean" else exact), n, missing, n)


#: ``lower`` and ``upper`` are what claims allow; ``interval_lower`` and ``interval_upper`` the sampling interval, whose
#: method ``interval`` names (empty where there is none).
COLUMNS = ("key", "kind", "condition", "of", "variable", "unit", "value", "n", "missing", "denominator", "lower",
           "upper", "basis", "interval", "interval_lower", "interval_upper")
NUMBERS = ("value", "lower", "upper", "interval_lower", "interval_upper")
#: ``withheld``: not told, so that nobody can be recognised.
BASES = ("imposed", "determined", "bounded", "computed", "withheld")
#: No sampling interval.
NO_INTERVAL = ("", pd.NA, pd.NA)


@dataclass(frozen=True)
class Quantity:
    """A number that a section wants: its key, kind (as in `describe.measure`), whom it counts, and its unit."""

    key: str
    kind: str
    condition: str = ""
    of: str = ""
    variable: str = ""
    unit: str = ""

    @property
    def fact(self) -> tuple[str, str, str, str]:
        """What it states, spelled canonically; a count and its share state one fact."""
        return fact(self.kind, self.condition, self.of, self.variable)


def fact(kind: str, condition: str, of: str, variable: str) -> tuple[str, str, str, str]:
    """Return what a number states, spelled canonically."""
    kind = "count" if kind == "share" else kind
    return kind, str(parse(condition) & parse(of)), str(parse(of)), variable


@dataclass(frozen=True)
class Published:
    """What the imposed claims say: the evidence, and the facts that they state outright."""

    evidence: Evidence
    facts: dict[tuple[str, str, str, str], Claim] = field(default_factory=dict)
    #: What was asked before: kind, condition, of, variable -> bounds.
    asked: dict[tuple[str, str, str, str], Bound] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, evidence: Evidence, claims: Iterable[Claim]) -> "Published":
        """Return the evidence together with the facts of the claims imposed on it."""
        return cls(evidence, {fact(c.kind, c.condition, c.of, c.variable): c for c in claims if c.is_imposed})

    def bound(self, quantity: Quantity) -> Bound:
        """Return the bounds of a quantity; each is worked out once."""
        condition, of = parse(quantity.condition), parse(quantity.of)
        if quantity.kind == "share":
            return self._share(condition, of)
        return self._of(quantity.kind, condition & of, quantity.variable)

    def _share(self, condition: Condition, of: Condition) -> Bound:
        """Return the bounds of a share: of a group whose size is settled, those of the count by the size."""
        size = self._of("count", of)
        if not (size.identified and size.lower):
            return self._once(("share", str(condition), str(of), ""), lambda: self.evidence.share(condition, of))
        counted = self._of("count", condition & of)
        lower, upper = (None if end is None else 100 * end / size.lower for end in (counted.lower, counted.upper))
        return Bound(lower, upper, witnesses=counted.witnesses)

    def _of(self, kind: str, whom: Condition, variable: str = "") -> Bound:
        """Return the bounds of a count, or of a number of a variable."""
        known = self.evidence
        ask = {"count": lambda: known.count(whom, witnessed=False), "mean": lambda: known.mean(variable, whom),
               "total": lambda: known.total(variable, whom), "minimum": lambda: known.minimum(variable, whom),
               "maximum": lambda: known.maximum(variable, whom)}
        return self._once((kind, str(whom), "", variable), ask[kind])

    def _once(self, question: tuple[str, str, str, str], ask: Callable[[], Bound]) -> Bound:
        if question not in self.asked:
            self.asked[question] = ask()
        return self.asked[question]

    def among_answered(self, quantity: Quantity) -> Quantity:
        """Return a share of those who answered what its condition asks; any other quantity as it is."""
        if quantity.kind != "share":
            return quantity
        columns = parse(quantity.condition).columns
        answers = [f"{name} in {'|'.join(known.choices)}" if known is not None and known.choices else f"{name}>=0"
                   for name in columns for known in [self.evidence.space.columns.get(name)]]
        return replace(quantity, of=" & ".join(filter(None, [quantity.of, *answers])))


def estimate(data: pd.DataFrame | People, quantities: Iterable[Quantity], published: Published | None = None, *,
             fewest: int = 1, of_answered: bool | None = None, design: Design = NO_DESIGN) -> pd.DataFrame:
    """Return one row per quantity, in their order.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns), or People
        Clean respondents with scores.
    quantities : iterable of Quantity
        What is wanted.
    published : Published, optional
        The imposed claims, when the data are a reconstruction from them.
    fewest : int
        How many people a survey's minimum or maximum must be reached by (see `describe.measure`).
    of_answered : bool, optional
        Whether shares are of those who answered, or of everybody, where who did not answer counts as not meeting the
        condition. By default the former of a survey, the latter of a reconstruction.
    design : Design
        How all of a survey's respondents were chosen: it weights shares and means, and gives them intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``value`` is missing where the claims leave a range; ``lower`` and ``upper`` are its
        sharp ends, equal to the value where there is one; a missing end has no limit. Shares are percentages: of a
        survey's answers, but of everybody where claims are imposed, as the paper prints them.
    """
    people = People.of(data)
    answered = published is None if of_answered is None else of_answered
    if published is None:
        return frame_of(_surveyed(people, quantity, fewest, answered, design) for quantity in quantities)
    asked = map(published.among_answered, quantities) if answered else quantities
    return frame_of(_implied(people, quantity, published) for quantity in asked)


def frame_of(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Return rows of `COLUMNS` as an estimate frame."""
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    dtypes = ["Float64" if name in NUMBERS else None if columns[0] else "object" for name in COLUMNS]
    return pd.DataFrame({name: pd.Series(list(told), dtype=dtype)
                         for name, told, dtype in zip(COLUMNS, columns, dtypes, strict=True)})


def _surveyed(people: People, wanted: Quantity, fewest: int, answered: bool,
              design: Design) -> tuple[object, ...]:
    signed = (wanted.kind == "mean" and wanted.variable in people.data
              and bool((people.data[wanted.variable] < 0).any()))  # such as a change of pay
    limits = (-float("inf") if signed else 0.0, 100.0 if wanted.unit == "percent" else float("inf"))
    seen = measure(people, wanted.kind, condition=wanted.condition, of=wanted.of, variable=wanted.variable,
                   of_answered=answered, fewest=fewest, design=design, within=limits)
    value = pd.NA if seen.value is None else seen.value
    told = seen.interval and (seen.interval.method, seen.interval.lower, seen.interval.upper)
    return (*_start(wanted, value, seen), value, value, "computed", *(told or NO_INTERVAL))


def _start(wanted: Quantity, value: object, seen: Measured) -> tuple[object, ...]:
    """Return the columns up to the denominator."""
    return (wanted.key, wanted.kind, wanted.condition, wanted.of, wanted.variable, wanted.unit, value, seen.n,
            seen.missing, seen.denominator)


def _implied(people: People, wanted: Quantity, published: Published) -> tuple[object, ...]:
    """Return a row of what the claims say: imposed, determined or bounded."""
    seen = measure(people, wanted.kind, condition=wanted.condition, of=wanted.of, variable=wanted.variable)
    claim = published.facts.get(wanted.fact)
    stated_outright = claim is not None and wanted.kind in ("minimum", "maximum")
    bound = Bound(*claim.ends) if claim is not None and stated_outright else published.bound(wanted)
    lower, upper = (pd.NA if end is None else float(end) for end in (bound.lower, bound.upper))
    value, basis = (lower, "determined") if bound.identified else (pd.NA, "bounded")
    if claim is not None:
        basis = "imposed"
        value = lower if bound.identified else float(claim.values[0]) if claim.values else pd.NA
    return (*_start(wanted, value, seen), lower, upper, basis, *NO_INTERVAL)


def stated(numbers: Iterable[tuple[str, float, str]], *, n: int, missing: int = 0) -> pd.DataFrame:
    """Return numbers that are computed from transcribed tables, not from respondents, as an estimate frame.

    Parameters
    ----------
    numbers : iterable of (key, value, unit)
        What is stated.
    n : int
        Rows of the table that they come from.
    missing : int
        Rows of it that say nothing of them.
    """
    return frame_of((key, "stated", "", "", "", unit, value, n, missing, n, value, value, "computed", *NO_INTERVAL)
                    for key, value, unit in numbers)
