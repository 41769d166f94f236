"""What published claims allow a scheme of pay to come to: sharp ends, over people alike in all that
it asks for.

Today's pay of a role is as transcribed: a rate, or a range. Nobody's pay within the range is known,
so that every sum and count has two ends, at which all people of the role are paid its least or its
most. A scheme's pay follows from the class of education, the class of competence and the years of
tenure; claims say how many people are alike in these.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product

import pandas as pd

from claimcheck.bounds import Bound, Evidence
from claimcheck.conditions import EVERYBODY, Condition, parse
from claimcheck.crosstabs import Cells
from claimcheck.statements import count_is, everyone
from ppks_study.errors import StudyError, nearest
from ppks_study.estimates import NO_INTERVAL, Quantity, frame_of
from ppks_study.pay import asked, column, lowest, today
from ppks_study.scenario import BUDGETS, Scenario
from ppks_study.study import Study
from ppks_study.survey import Survey

#: The column that tells the roles of a merged one apart.
MEMBER = "merged_role"
#: By condition, what is paid from the national and from the city budget: the corners of the range,
#: of each member.
Rates = Mapping[str, Sequence[tuple[int, int]]]


def transcribed(survey: Survey) -> pd.DataFrame:
    """Return each role's pay as the study's table of programmes prints it; the index is the role.

    Parameters
    ----------
    survey : Survey
        A reconstruction with a table of programmes.
    """
    table = survey.tables["programmes"].copy()
    table[["lower", "upper"]] = table[["lower", "upper"]].astype("int64")
    paid = table.pivot_table(
        index="role", columns="budget", values=["lower", "upper"], aggfunc="first", sort=False
    )
    named = table.drop_duplicates("role").set_index("role")[["label_id", "label_en", "status"]]
    for budget in BUDGETS:
        for end in ("lower", "upper"):
            column = paid.get((end, budget), 0)
            named[f"{budget}_{end}"] = pd.Series(column, index=paid.index).fillna(0).astype("int64")
    for end in ("lower", "upper"):
        named[f"total_{end}"] = 0
        for budget in BUDGETS:
            named[f"total_{end}"] += named[f"{budget}_{end}"]
    return named


def rates(survey: Survey) -> Rates:
    """Return what people of each role are paid today, by the condition that they meet; a merged
    role told apart.

    Parameters
    ----------
    survey : Survey
        A reconstruction with a table of programmes.

    Raises
    ------
    StudyError
        A merged role stands for a role that the table of programmes does not have.
    """
    paid = transcribed(survey)
    of_role, found = {}, {}
    for role, row in paid.iterrows():
        of_role[str(role)] = found[f"programme={role}"] = _corners(row)
    for merged, members in survey.study.incentive.merged.items():
        for member in members:
            if member not in of_role:
                raise StudyError(
                    f"the role {member!r} has no rate",
                    where=f"study {survey.study.name}, [incentive.merged] {merged}",
                    expected=nearest(member, list(of_role)),
                )
        if counts(survey, merged):
            for member in members:
                found[_held(merged, member)] = of_role[member]
        else:
            corners: list[tuple[int, int]] = []
            for member in members:
                corners += of_role[member]
            found[f"programme={merged}"] = corners
    return found


def _corners(row: pd.Series) -> list[tuple[int, int]]:
    ends = [(int(row[f"{budget}_lower"]), int(row[f"{budget}_upper"])) for budget in BUDGETS]
    national, city = ends
    return list(dict.fromkeys(product(national, city)))


def _held(merged: str, member: str) -> str:
    return f"programme={merged} & {MEMBER}={member}"


def counts(survey: Survey, merged: str) -> dict[str, int]:
    """Return how many people hold each role that a merged one stands for; empty unless all of these
    are printed.

    The rows hold the roles together so that nobody is recognised; how many hold each may yet be
    published.

    Parameters
    ----------
    survey : Survey
        A reconstruction with a table of programmes.
    merged : str
        A role of ``[incentive.merged]``.
    """
    printed = {}
    for claim in survey.claims:
        if claim.kind == "count" and not claim.of:
            printed[claim.condition] = int(claim.values[0])
    held = {}
    for member in survey.study.incentive.merged[merged]:
        if f"programme={member}" not in printed:
            return {}
        held[member] = printed[f"programme={member}"]
    return held


def told_apart(survey: Survey) -> Evidence:
    """Return what claims say, and how many hold each of the roles that the rows hold together.

    Parameters
    ----------
    survey : Survey
        A reconstruction with a table of programmes.
    """
    assert survey.published is not None
    known = survey.published.evidence
    added = []
    for merged in survey.study.incentive.merged:
        held = counts(survey, merged)
        whole = parse(f"programme={merged}")
        if held:
            for member, n in held.items():
                added.append(count_is(parse(_held(merged, member)), n))
            told = parse(f"{MEMBER} in {'|'.join(held)}")
            added += [everyone(whole, told), everyone(told, whole)]
    return Evidence(known.space, (*known.statements, *added), known.most_cells)


#: Something that a person can be: whose condition, and what the scheme calls it.
Option = tuple[Condition, str]


@dataclass(frozen=True)
class Schemes:
    """One scheme over the cells that it tells apart.

    Attributes
    ----------
    scenario : Scenario
        The scheme.
    name : str
        Its name.
    cells : Cells
        People alike in role and in all that the scheme asks for.
    paid : sequence of int
        What the scheme pays in each cell.
    now : sequence of sequence of (int, int)
        What people in each cell can be paid today, national and city.
    """

    scenario: Scenario
    name: str
    cells: Cells
    paid: Sequence[int]
    now: Sequence[Sequence[tuple[int, int]]]
    _known: dict[tuple[str, ...], Bound] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, survey: Survey) -> "dict[str, Schemes]":
        """Return the scenarios of a reconstructed study.

        Parameters
        ----------
        survey : Survey
            A reconstruction with a table of programmes.
        """
        return cls.build(told_apart(survey), survey.study, rates(survey))

    @classmethod
    def build(cls, evidence: Evidence, study: Study, known: Rates) -> "dict[str, Schemes]":
        """Return the scenarios over the cells that evidence leaves somebody in, of roles with known
        rates.

        Parameters
        ----------
        evidence : Evidence
            What claims say of respondents.
        study : Study
            Gives the scenarios, classes and the wage floor.
        known : Rates
            What people of each role are paid today.
        """
        roles = _possible(evidence, [(parse(role), role) for role in known])
        schemes = {}
        for name in study.incentive.scenario:
            schemes[name] = cls._built(evidence, study, name, known, roles)
        return schemes

    @classmethod
    def _built(
        cls, evidence: Evidence, study: Study, name: str, known: Rates, roles: list[Option]
    ) -> "Schemes":
        scenario, floor = study.incentive.scenario[name], study.profile.minimum_wage_idr_per_month
        conditions, paid, now = [], [], []
        for condition, names in _products([roles, *_options(scenario, study, evidence)]):
            role, qualification, competence, years = names
            conditions.append(condition)
            paid.append(scenario.scheme(qualification, competence, int(years), floor))
            now.append(known[role])
        return cls(scenario, name, Cells(evidence, tuple(conditions)), paid, now)

    def ends(self, variable: str) -> tuple[list[int], list[int]]:
        """Return the least and the most that a variable of `ppks_study.pay` can be in each cell.

        Each amount moves one way as either budget's pay today grows: its ends lie at corners of the
        ranges.

        Parameters
        ----------
        variable : str
            A column that `ppks_study.pay.with_pay` adds.
        """
        least, most = [], []
        for amount, corners in zip(self.paid, self.now, strict=True):
            values = [self._amount(variable, amount, corner) for corner in corners]
            least.append(min(values))
            most.append(max(values))
        return least, most

    def _amount(self, variable: str, paid: int, corner: tuple[int, int]) -> int:
        """Return a variable of somebody whom the scheme pays so much, and whom today's budgets pay
        so much each."""
        whole = self.scenario.pay(paid, sum(corner))
        then = {"total": whole, **self.scenario.split(whole)}
        now = {"total": sum(corner), **dict(zip(BUDGETS, corner, strict=True))}
        found = {}
        for budget in then:
            found[today(budget)] = now[budget]
            found[column(self.name, budget)] = then[budget]
            found[column(self.name, f"change_{budget}")] = then[budget] - now[budget]
        return found[variable]

    def bound(self, quantity: Quantity) -> Bound:
        """Return the bounds of a count, share, total, mean, minimum or maximum of `ppks_study.pay`
        columns.

        Parameters
        ----------
        quantity : Quantity
            A count, share, total, mean, minimum or maximum of such columns.
        """
        if quantity.kind in ("count", "share"):
            counted = self._asked("count", quantity.condition)
            return (
                counted
                if quantity.kind == "count"
                else _scaled(counted, Fraction(100, self.everybody))
            )
        if quantity.kind == "mean":
            return _scaled(self._asked("total", quantity.variable), Fraction(1, self.n))
        return self._asked(quantity.kind, quantity.variable)

    def _asked(self, kind: str, what: str) -> Bound:
        """Return a bound, worked out once."""
        if (kind, what) not in self._known:
            ask = {
                "total": self.cells.total,
                "minimum": self.cells.smallest,
                "maximum": self.cells.largest,
            }
            self._known[kind, what] = (self.cells.count(*self._held(parse(what))) if kind == "count"
                                       else ask[kind](*self.ends(what)))
        return self._known[kind, what]

    def _held(self, condition: Condition) -> tuple[list[bool], list[bool]]:
        """Return whether a comparison surely, and whether it possibly, holds in each cell."""
        (atom,) = condition.atoms
        limit = int(atom.values[0])
        surely, possibly = [], []
        for low, high in zip(*self.ends(atom.column), strict=True):
            if atom.op == "=":
                surely.append(low == high == limit)
                possibly.append(low <= limit <= high)
            else:
                holds_low, holds_high = atom.holds(Fraction(low)), atom.holds(Fraction(high))
                surely.append(holds_low and holds_high)
                possibly.append(holds_low or holds_high)
        return surely, possibly

    @property
    def everybody(self) -> int:
        """How many respondents there are."""
        return self.cells.evidence.space.size

    @cached_property
    def n(self) -> int:
        """How many can surely be paid by the scheme, and are surely paid a known rate today."""
        every = [True] * len(self.paid)
        return int(self.cells.count(every, every).lower or 0)

    def estimate(self, quantities: Iterable[Quantity]) -> pd.DataFrame:
        """Return an estimate frame of bounds; means only where it is known of how many people they
        are.

        Parameters
        ----------
        quantities : iterable of Quantity
            As for `bound`.
        """
        rows = []
        for q in quantities:
            rows.append(self._row(q.key, q.kind, q.condition, q.variable, q.unit, self.bound(q)))
        return frame_of(rows)

    def ratio(self, key: str, variable: str) -> pd.DataFrame:
        """Return how many times its lowest the highest of a variable is; empty where the lowest can
        be nothing.

        Parameters
        ----------
        key : str
            Of the row.
        variable : str
            A column that `ppks_study.pay.with_pay` adds.
        """
        low, high = self.ends(variable)
        if min(low) <= 0:
            return frame_of([])
        return frame_of(
            [self._row(key, "ratio", "", variable, "times", self.cells.ratio(low, high))]
        )

    def _row(
        self, key: str, kind: str, condition: str, variable: str, unit: str, bound: Bound
    ) -> tuple[object, ...]:
        n, size = self.n, self.everybody
        lower, upper = (pd.NA if end is None else float(end) for end in (bound.lower, bound.upper))
        of = size if kind in ("count", "share") else n
        return (
            key,
            kind,
            condition,
            "",
            variable,
            unit,
            lower if bound.identified else pd.NA,
            n,
            size - n,
            of,
            lower,
            upper,
            "determined" if bound.identified else "bounded",
            *NO_INTERVAL,
        )


def _scaled(bound: Bound, factor: Fraction) -> Bound:
    lower, upper = (None if end is None else end * factor for end in (bound.lower, bound.upper))
    return Bound(lower, upper, witnesses=bound.witnesses)


def _options(scenario: Scenario, study: Study, evidence: Evidence) -> Iterator[list[Option]]:
    """Return what a person can be, for all that pay depends on: qualification, competence,
    completed years."""
    classes = [(parse(f"education in {'|'.join(choices)}"), name)
               for name, choices in study.qualification.classes.items()]
    yield _possible(evidence, classes) if scenario.by_qualification else [(EVERYBODY, "")]
    yield (
        list(_competences(scenario, study, evidence))
        if scenario.by_competence
        else [(EVERYBODY, "")]
    )
    if not scenario.per_tenure_year_idr:
        yield [(EVERYBODY, "0")]
        return
    most, years = scenario.tenure_years_at_most, []
    for year in range(most):
        years.append((parse(f"tenure_years>={year} & tenure_years<{year + 1}"), str(year)))
    yield [*years, (parse(f"tenure_years>={most}"), str(most))]


def _competences(scenario: Scenario, study: Study, evidence: Evidence) -> Iterator[Option]:
    """Return the classes that the looked-at dimensions can have together, each with the lowest of
    them."""
    bands = []
    for dimension in asked(scenario, study):
        options = []
        for name, low, high in _bands(study):
            upper = f" & {dimension}_percent<{high}" if high else ""
            options.append((parse(f"{dimension}_percent>={low}{upper}"), name))
        bands.append(_possible(evidence, options))
    for condition, names in _products(bands):
        yield condition, lowest(study.scoring.classes, names)


def _bands(study: Study) -> Iterator[tuple[str, str, str]]:
    """Return each class with the scores that it goes from and up to, as the study's rule reads
    them."""
    shift, high = Fraction(1, 2) if study.scoring.between == "nearest" else Fraction(0), ""
    for name, bound in study.scoring.classes.items():
        low = str(max(Fraction(0), bound - shift))
        yield name, low, high
        high = low


def _possible(evidence: Evidence, options: Iterable[Option]) -> list[Option]:
    """Return the options that somebody can be; one that everybody must be needs no condition."""
    possible = []
    for condition, name in options:
        bound = evidence.count(condition, witnessed=False)
        if bound.upper:
            is_everybody = bound.lower == evidence.space.size
            possible.append((EVERYBODY if is_everybody else condition, name))
    return possible


def _products(parts: Sequence[Sequence[Option]]) -> Iterator[tuple[Condition, list[str]]]:
    """Yield each choice of one option per part: all conditions joined, and the names."""
    for chosen in product(*parts):
        joined, names = EVERYBODY, []
        for condition, name in chosen:
            joined &= condition
            names.append(name)
        yield joined, names
