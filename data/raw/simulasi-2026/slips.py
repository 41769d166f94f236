"""What goes wrong between an answer and a file: every slip is put in on purpose, and written down.

A phone or browser form holds answers to its choices and limits, so most slips stand in the rows that an office typed
in from paper.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from competence import ASKED

Person = Mapping[str, object]
Writing = str | int | Callable[[Person], object]
ANY = object()


@dataclass(frozen=True)
class Slip:
    """One cell that does not say what was answered as the form says it.

    Attributes
    ----------
    rule : str
        The rule of cleaning that must find it, as ``surveyintake.rules`` names it.
    effect : str
        ``changed`` (what was meant is certain), ``refused`` (it is not), ``required`` (the answer must not be empty).
    variable : str
        Whose cell.
    written : str, int or function of the person
        What stands there instead.
    meant : object
        The true answer of whom it may befall: one value, or `ANY` answer that is not nothing.
    whom : function of the person, optional
        Whom it may befall, where the answer does not tell.
    lost : bool
        Whether there never was an answer: the cell says so in its own way.
    note : str
        What the rule's name does not say.
    """

    rule: str
    effect: str
    variable: str
    written: Writing
    meant: object = ANY
    whom: Callable[[Person], bool] | None = None
    lost: bool = False
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """A questionnaire filled in on paper and typed in: its row in the file, the person, the cells by variable."""

    row: int
    person: dict[str, object]
    cells: dict[str, object]


@dataclass(frozen=True)
class Fault:
    """A slip, or a row that is no respondent's, as it stands in the file; a row fault has no variable."""

    row: int
    variable: str
    rule: str
    effect: str
    written: object
    true: object
    note: str = ""


def _amount(pattern: str, unit: int = 1) -> Callable[[str], Callable[[Person], object]]:
    """Return a way to write a variable's amount: thousands parted by points, decimals by a comma."""
    def of(variable: str) -> Callable[[Person], object]:
        def written(person: Person) -> object:
            amount = int(str(person[variable])) / unit
            text = f"{amount:,.2f}" if amount % 1 else f"{amount:,.0f}"
            indonesian = text.translate(str.maketrans(",.", ".,"))
            return pattern.format(indonesian.rstrip("0") if "," in indonesian else indonesian)
        return written
    return of


def _of(variable: str, pattern: str, *, comma: bool = False) -> Callable[[Person], object]:
    def written(person: Person) -> object:
        text = f"{person[variable]:g}"
        return pattern.format(text.replace(".", ",") if comma else text)
    return written


RUPIAH, POINTS, MILLIONS, THOUSANDS = (_amount("Rp {},-"), _amount("{}"), _amount("{} juta", 1_000_000),
                                       _amount("{} rb", 1_000))
NATIONAL, CITY, OTHER, INCOME = (f"{name}_idr_per_month" for name in (
    "incentive_national", "incentive_city", "other_income", "income"))

SPELLINGS = [Slip("spelling", "changed", *given) for given in (
    ("sex", "P", "female"), ("sex", "PEREMPUAN.", "female"), ("sex", "Laki laki", "male"), ("sex", "L", "male"),
    ("marital_status", "Menikah", "married"), ("marital_status", "KAWIN", "married"),
    ("marital_status", "Belum\u00a0kawin", "unmarried"),
    ("education", "SMA", "slta"), ("education", "SLTA/SEDERAJAT", "slta"), ("education", "Sarjana", "s1"),
    ("education", "DIPLOMA IV/STRATA I", "s1"), ("education", "S-1", "s1"),
    ("field_of_study", "Peksos", "related"), ("field_of_study", "Tidak  serumpun", "unrelated"),
    ("main_occupation", "Wirausaha", "self_employed"), ("main_occupation", "Dagang", "trader"),
    ("side_job", "Y", "yes"), ("side_job", "T", "no"), ("training", "✓", "yes"),
    ("programmes", "TKSK; BPNT", "tksk bpnt"),
    ("programme", "Pekerja Sosial Masyarakat", "psm"), ("programme", "Taruna Siaga Bencana", "tagana"),
    ("K03", "SS", "ss"), ("K05", "R", "n"), ("K08", "setuju", "s"), ("S10", "5", "ss"),
    ("S11", "Sangat Setuju", "ss"), ("S25", "ts.", "ts"), ("A02", "4", "s"), ("A20", "STS", "sts"),
    ("QA03", "SR", "often"), ("QG15", "TR", "not_relevant"), ("QG04", "S", "often"), ("QG08", "Kadang", "sometimes"))]
NUMBERS = [Slip("number", "changed", *given) for given in (
    ("age_years", _of("age_years", "{} th")), ("age_years", _of("age_years", "{} tahun")),
    ("tenure_years", _of("tenure_years", "{}", comma=True), 2.5),
    ("tenure_years", _of("tenure_years", "{} thn", comma=True)),
    (NATIONAL, RUPIAH(NATIONAL)), (NATIONAL, POINTS(NATIONAL)), (CITY, THOUSANDS(CITY)),
    (CITY, _amount("Rp.{}")(CITY)), (OTHER, RUPIAH(OTHER)), (OTHER, MILLIONS(OTHER), 1_600_000),
    (OTHER, _amount("{}jt", 1_000_000)(OTHER), 1_200_000), (INCOME, RUPIAH(INCOME)), (INCOME, POINTS(INCOME)),
    (INCOME, _amount("Rp {},00")(INCOME)))]
MARKS = [Slip(rule, "changed", variable, mark, lost=True) for rule, variable, mark in (
    ("not_applicable", "marital_status", "n/a"), ("missing_mark", OTHER, "-"), ("missing_code", "tenure_years", 99),
    ("missing_mark", "S14", "-"))]
UNCERTAIN = [Slip("unknown_choice", "refused", *given) for given in (
    ("education", "DIPLOMA I/II", "d1"), ("sex", "Perem"), ("K20", "setuju sekali"), ("S30", "6"), ("QA05", "7"),
    ("programmes", "psm; posyandu"))]
UNCERTAIN += [Slip("two_answers", "refused", *given) for given in (
    ("marital_status", "Kawin/cerai"), ("A11", "S/TS"), ("QG11", "kadang sering"))]
UNCERTAIN += [Slip("ambiguous_number", "refused", "tenure_years", _of("tenure_years", "{}"), 3.5)]
UNCERTAIN += [Slip("not_a_number", "refused", *given) for given in (
    ("age_years", "tiga puluhan"), ("tenure_years", "dua tahun lebih"), (INCOME, "2 juta lebih"))]
IMPOSSIBLE = [Slip("out_of_range", "refused", *given) for given in (
    ("age_years", 7), ("age_years", 141), (NATIONAL, -250_000))]
IMPOSSIBLE += [
    Slip("birth_year", "refused", "age_years", lambda person: 2026 - int(str(person["age_years"]))),
    Slip("impossible_combination", "refused", "tenure_years", lambda person: int(str(person["age_years"])) - 3,
         note="begun at the age of 3"),
    Slip("not_a_number", "refused", OTHER, lambda person: person["no_hp"], note="a telephone number in a wrong column"),
    Slip("not_relevant", "refused", "QA04", "often", whom=lambda person: person["education"] in ASKED["generalist"]),
    Slip("not_relevant", "refused", "QG02", "always", whom=lambda person: person["education"] in ASKED["assistant"]),
    Slip("not_relevant", "refused", "training_kinds", "disaster", whom=lambda person: person["training"] == "no"),
]
EMPTY = [Slip("required", "required", variable, "") for variable in ("sex", "programme")]
SLIPS = [*SPELLINGS, *NUMBERS, *MARKS, *UNCERTAIN, *IMPOSSIBLE, *EMPTY]


def slip(papers: Sequence[Paper], slips: Iterable[Slip] = SLIPS) -> list[Fault]:
    """Put each slip into one cell, in place, and return the faults in the order of the file.

    Whom a slip befalls: of those whom it may, one with the fewest so far; no cell has two. A lost answer is taken
    from the person too.
    """
    faults: list[Fault] = []
    for one in slips:
        paper = _whom(one, papers, faults)
        written = one.written(paper.person) if callable(one.written) else one.written
        if one.lost:
            paper.person[one.variable] = None
        paper.cells[one.variable] = written
        true = paper.person[one.variable]
        faults.append(Fault(paper.row, one.variable, one.rule, one.effect, written, true, one.note))
    return sorted(faults, key=lambda fault: (fault.row, fault.variable))


def _whom(one: Slip, papers: Iterable[Paper], faults: Sequence[Fault]) -> Paper:
    fitting = [paper for paper in papers if _may_befall(one, paper, faults)]
    if not fitting:
        raise LookupError(f"nobody on paper can have {one.written!r} in {one.variable}: name another answer")
    return min(fitting, key=lambda paper: sum(fault.row == paper.row for fault in faults))


def _may_befall(one: Slip, paper: Paper, faults: Iterable[Fault]) -> bool:
    true = paper.person[one.variable]
    if one.whom is not None:
        fits = one.whom(paper.person)
    else:
        fits = true not in (None, 0) if one.meant is ANY else true == one.meant
    return fits and not any((fault.row, fault.variable) == (paper.row, one.variable) for fault in faults)
