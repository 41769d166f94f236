"""What a section states: numbers from data, or the range that the published claims allow.

On a survey a quantity is computed. On a reconstruction its row says on what it rests: `imposed` (a
claim that the reconstruction had to satisfy), `determined` (the imposed claims leave one value) or
`bounded` (a range).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd
from numpy import bool_
from numpy.typing import NDArray

from claimcheck.conditions import Condition, parse
from surveystats.errors import ParameterError
from surveystats.intervals import Interval
from surveystats.sampling import NO_DESIGN, Design

if TYPE_CHECKING:  # a survey has no claims, and does not load what solves them
    from claimcheck.bounds import Bound, Evidence
    from claimcheck.claims import Claim

Places = NDArray[bool_]
Fact = tuple[str, str, str, str]
KINDS = ("count", "share", "mean", "minimum", "maximum", "total")
#: The columns of an estimate frame. ``lower`` and ``upper`` are what claims allow;
#: ``interval_lower`` and ``interval_upper`` the sampling interval, whose method ``interval`` names
#: (empty where there is none).
COLUMNS = ("key", "kind", "condition", "of", "variable", "unit", "value", "n", "missing",
           "denominator", "lower", "upper", "basis", "interval", "interval_lower", "interval_upper")
NUMBERS = ("value", "lower", "upper", "interval_lower", "interval_upper")
#: ``withheld``: not published, so that nobody can be recognised.
BASES = ("imposed", "determined", "bounded", "computed", "withheld")
#: No sampling interval.
NO_INTERVAL = ("", pd.NA, pd.NA)
#: No end that a mean cannot lie beyond.
ANYTHING = (-float("inf"), float("inf"))


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

    def surely(self, condition: str) -> Places:
        """Return of whom a condition holds, shape (n_respondents,); not without an answer.

        Parameters
        ----------
        condition : str
            Comparisons joined by `` & ``; empty is everybody.
        """
        return self.where(condition)[0]

    def known(self, condition: str) -> Places:
        """Return of whom it is known whether a condition holds, shape (n_respondents,).

        Parameters
        ----------
        condition : str
            As in `surely`.
        """
        return self.where(condition)[1]

    def where(self, condition: str) -> tuple[Places, Places]:
        """Return of whom a condition holds, and of whom it is known, shape (n_respondents,) each.

        Parameters
        ----------
        condition : str
            As in `surely`.
        """
        if condition not in self._held:
            mask = parse(condition).mask(self.data)
            held, known = mask.to_numpy(bool, na_value=False), mask.notna().to_numpy()
            self._held[condition] = held, known
        return self._held[condition]


@dataclass(frozen=True)
class Measured:
    """One number from data.

    Attributes
    ----------
    value : float or None
        None when nobody answered.
    n, missing : int
        Who answered, and who did not.
    denominator : int
        How many people the value is about: whom a share is of, whom a mean is of.
    interval : Interval or None
        The sampling interval, where the design gives one.
    """

    value: float | None
    n: int
    missing: int
    denominator: int
    interval: Interval | None = None


def measure(data: pd.DataFrame | People, kind: str, *, condition: str = "", of: str = "",
            variable: str = "", of_answered: bool = False, fewest: int = 1,
            design: Design = NO_DESIGN, within: tuple[float, float] = ANYTHING) -> Measured:
    """Return one count, share, mean, minimum, maximum or total of respondents.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns), or People
        One clean row per respondent; as `People`, where many numbers are asked of the same.
    kind : str
        ``count`` (people), ``share`` (percent, 0-100), ``mean``, ``minimum``, ``maximum``,
        ``total`` (in the variable's unit).
    condition, of : str
        Whom it counts, and whom the denominator counts; empty is everybody.
    variable : str
        The numeric column of a mean, minimum, maximum or total.
    of_answered : bool
        Whether a share is of those who answered (``n``), not of everybody in its denominator's
        group.
    fewest : int
        A minimum or maximum is the outermost value that so many people reach or go beyond: with 1
        the outermost of all, with 3 that of the third, so that nobody's own extreme shows. None
        where fewer answered.
    design : Design
        How all respondents were chosen, of whom ``data`` are some or all: shares of those who
        answered, and means, are weighted by it and get its interval. Counts stay counts of
        respondents; extremes and totals get none.
    within : tuple of float
        The ends that a mean cannot lie beyond.

    Raises
    ------
    ParameterError
        The kind is unknown, or there is no such column.

    Notes
    -----
    By itself a share is of everybody in its denominator's group, as the paper computes it: who did
    not answer stays in the denominator, and is counted in ``missing``. Means leave out who did not
    answer.

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
    people = data if isinstance(data, People) else People(data)
    group, (held, known) = people.where(of)[0], people.where(condition)
    if kind not in ("count", "share"):
        if variable not in people.data:
            raise ParameterError(f"no column {variable!r}", where=f"{kind} of a variable",
                                 expected=f"one of {', '.join(people.data.columns[:30])}")
        return _valued(people.data[variable][group & held], kind, fewest, design, within)
    answered = group & known
    everybody, n = int(group.sum()), int(answered.sum())
    count, size = int((group & held).sum()), n if of_answered else everybody
    if kind == "count":
        return Measured(count, n, everybody - n, size)
    if of_answered and design.informs:
        shown = pd.Series(held, index=people.data.index)[answered]
        share, interval = design.share(shown, whole=everybody == design.size)
        return Measured(share, n, everybody - n, size, interval)
    share = float(Fraction(100 * count, size)) if size else None
    return Measured(share, n, everybody - n, size)


def _valued(answers: pd.Series, kind: str, fewest: int, design: Design,
            within: tuple[float, float]) -> Measured:
    """Return a mean, total or extreme of answers, of which some are missing."""
    known = answers.dropna()
    n, missing = len(known), len(answers) - len(known)
    if kind == "mean" and design.informs:
        mean, interval = design.mean(known, within=within)
        return Measured(mean, n, missing, n, interval)
    if n == 0 or (kind in ("minimum", "maximum") and n < fewest):
        return Measured(None, n, missing, n)
    if kind in ("minimum", "maximum"):
        ordered = sorted(known.tolist(), reverse=kind == "maximum")
        return Measured(float(ordered[max(fewest, 1) - 1]), n, missing, n)
    exact = sum(map(Fraction, known.tolist()), Fraction(0))
    return Measured(float(exact / n if kind == "mean" else exact), n, missing, n)


@dataclass(frozen=True)
class Quantity:
    """A number that a section wants.

    Attributes
    ----------
    key : str
        Its name, such as ``profile.sex.female.share``.
    kind, condition, of, variable : str
        As in `measure`.
    unit : str
        The unit of its value.
    """

    key: str
    kind: str
    condition: str = ""
    of: str = ""
    variable: str = ""
    unit: str = ""

    @property
    def fact(self) -> Fact:
        """What it states, spelled canonically; a count and its share state one fact."""
        return fact(self.kind, self.condition, self.of, self.variable)


def fact(kind: str, condition: str, of: str, variable: str) -> Fact:
    """Return what a number states, spelled canonically.

    Parameters
    ----------
    kind, condition, of, variable : str
        As in `measure`.
    """
    kind = "count" if kind == "share" else kind
    return kind, str(parse(condition) & parse(of)), str(parse(of)), variable


@dataclass(frozen=True)
class Published:
    """What the imposed claims say.

    Attributes
    ----------
    evidence : Evidence
        All of them together.
    facts : dict
        The claims by the fact that each states outright.
    asked : dict
        The bounds asked for before, by kind, condition, of and variable.
    """

    evidence: "Evidence"
    facts: "dict[Fact, Claim]" = field(default_factory=dict)
    asked: "dict[Fact, Bound]" = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, evidence: "Evidence", claims: "Iterable[Claim]") -> "Published":
        """Return the evidence together with the facts of the claims imposed on it.

        Parameters
        ----------
        evidence : Evidence
            What the claims say together.
        claims : iterable of Claim
            All claims; those that are not imposed are left out.
        """
        facts = {}
        for claim in claims:
            if claim.is_imposed:
                facts[fact(claim.kind, claim.condition, claim.of, claim.variable)] = claim
        return cls(evidence, facts)

    def bound(self, quantity: Quantity) -> "Bound":
        """Return the bounds of a quantity in its unit; each is worked out once.

        Parameters
        ----------
        quantity : Quantity
            What is asked for.
        """
        condition, of = parse(quantity.condition), parse(quantity.of)
        whom, variable, evidence = condition & of, quantity.variable, self.evidence
        if quantity.kind == "share":
            return self._share(condition, of)
        if quantity.kind == "count":
            return self._count(whom)
        ask = {"mean": evidence.mean, "total": evidence.total, "minimum": evidence.minimum,
               "maximum": evidence.maximum}[quantity.kind]
        question = (quantity.kind, str(whom), "", variable)
        return self._once(question, lambda: ask(variable, whom))

    def _count(self, whom: Condition) -> "Bound":
        question = ("count", str(whom), "", "")
        return self._once(question, lambda: self.evidence.count(whom, witnessed=False))

    def _share(self, condition: Condition, of: Condition) -> "Bound":
        """Return the bounds of a share, percent: where the group's size is settled, those of the
        count by the size."""
        size = self._count(of)
        if not (size.identified and size.lower):
            question = ("share", str(condition), str(of), "")
            return self._once(question, lambda: self.evidence.share(condition, of))
        counted = self._count(condition & of)
        ends = [None if end is None else 100 * end / size.lower
                for end in (counted.lower, counted.upper)]
        return replace(counted, lower=ends[0], upper=ends[1])

    def _once(self, question: Fact, ask: "Callable[[], Bound]") -> "Bound":
        if question not in self.asked:
            self.asked[question] = ask()
        return self.asked[question]

    def among_answered(self, quantity: Quantity) -> Quantity:
        """Return a share of those who answered what its condition asks; others as they are.

        Parameters
        ----------
        quantity : Quantity
            Of any kind.
        """
        if quantity.kind != "share":
            return quantity
        answered = [quantity.of] if quantity.of else []
        for name in parse(quantity.condition).columns:
            column = self.evidence.space.columns.get(name)
            choices = column.choices if column is not None else ()
            answered.append(f"{name} in {'|'.join(choices)}" if choices else f"{name}>=0")
        return replace(quantity, of=" & ".join(answered))


def estimate(data: pd.DataFrame | People, quantities: Iterable[Quantity],
             published: Published | None = None, *, fewest: int = 1,
             of_answered: bool | None = None, design: Design = NO_DESIGN) -> pd.DataFrame:
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
        How many people a survey's minimum or maximum must be reached by (see `measure`).
    of_answered : bool, optional
        Whether shares are of those who answered, or of everybody, where who did not answer counts
        as not meeting the condition. By default the former of a survey, the latter of a
        reconstruction.
    design : Design
        How all of a survey's respondents were chosen: it weights shares and means, and gives them
        intervals.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. ``value`` is missing where the claims leave a range; ``lower`` and
        ``upper`` are its sharp ends, equal to the value where there is one; a missing end has no
        limit. Shares are percentages: of a survey's answers, but of everybody where claims are
        imposed, as the paper prints them.
    """
    people = data if isinstance(data, People) else People(data)
    answered = published is None if of_answered is None else of_answered
    rows = []
    for quantity in quantities:
        if published is None:
            rows.append(_surveyed(people, quantity, fewest, answered, design))
        else:
            asked = published.among_answered(quantity) if answered else quantity
            rows.append(_implied(people, asked, published))
    return frame_of(rows)


def frame_of(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    """Return rows as an estimate frame.

    Parameters
    ----------
    rows : iterable of tuple
        Each with the values of `COLUMNS`.
    """
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    frame = {}
    for name, values in zip(COLUMNS, columns, strict=True):
        dtype = "Float64" if name in NUMBERS else None if values else "object"
        frame[name] = pd.Series(list(values), dtype=dtype)
    return pd.DataFrame(frame)


def _surveyed(people: People, wanted: Quantity, fewest: int, answered: bool,
              design: Design) -> tuple[object, ...]:
    """Return the row of a quantity that is computed."""
    signed = wanted.kind == "mean" and wanted.variable in people.data
    signed = signed and bool((people.data[wanted.variable] < 0).any())  # such as a change of pay
    within = (-float("inf") if signed else 0.0, 100.0 if wanted.unit == "percent" else float("inf"))
    seen = measure(people, wanted.kind, condition=wanted.condition, of=wanted.of,
                   variable=wanted.variable, of_answered=answered, fewest=fewest, design=design,
                   within=within)
    value = pd.NA if seen.value is None else seen.value
    interval: tuple[object, ...] = NO_INTERVAL
    if seen.interval is not None:
        interval = (seen.interval.method, seen.interval.lower, seen.interval.upper)
    return (wanted.key, wanted.kind, wanted.condition, wanted.of, wanted.variable, wanted.unit,
            value, seen.n, seen.missing, seen.denominator, value, value, "computed", *interval)


def _implied(people: People, wanted: Quantity, published: Published) -> tuple[object, ...]:
    """Return the row of what the claims say: imposed, determined or bounded."""
    seen = measure(people, wanted.kind, condition=wanted.condition, of=wanted.of,
                   variable=wanted.variable)
    claim = published.facts.get(wanted.fact)
    if claim is not None and wanted.kind in ("minimum", "maximum"):
        ends = claim.ends
    else:
        bound = published.bound(wanted)
        ends = (bound.lower, bound.upper)  # type: ignore[assignment]
    identified = ends[0] is not None and ends[0] == ends[1]
    lower, upper = (pd.NA if end is None else float(end) for end in ends)
    value, basis = (lower, "determined") if identified else (pd.NA, "bounded")
    if claim is not None:
        basis = "imposed"
        if not identified and claim.values:
            value = float(claim.values[0])
    return (wanted.key, wanted.kind, wanted.condition, wanted.of, wanted.variable, wanted.unit,
            value, seen.n, seen.missing, seen.denominator, lower, upper, basis, *NO_INTERVAL)


def stated(numbers: Iterable[tuple[str, float, str]], *, n: int, missing: int = 0) -> pd.DataFrame:
    """Return numbers computed from transcribed tables, not from respondents, as an estimate frame.

    Parameters
    ----------
    numbers : iterable of (key, value, unit)
        What is stated.
    n : int
        Rows of the table that they come from.
    missing : int
        Rows of it that say nothing of them.
    """
    rows = []
    for key, value, unit in numbers:
        rows.append((key, "stated", "", "", "", unit, value, n, missing, n, value, value,
                     "computed", *NO_INTERVAL))
    return frame_of(rows)
