"""The 300 respondents of a survey that never was: what they would truly answer, drawn from a model.

Nothing here is estimated from real people. The relations are those that a reader of such surveys expects: programmes
set sex, age, education and pay; years of work bring training; both, and a degree in the field, bring competence.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from competence import Person, add_answers, item_names, names

HERE = Path(__file__).parent
YEAR = 2026


@dataclass(frozen=True)
class Programme:
    """One programme's companions: how many are asked, share of women, usual age, share with a degree.

    `kindred` is the share of those with a degree whose degree is in social work or near it; `companion` the share
    for whom companion work is the main occupation; `years` how long the programme exists.
    """

    asked: int
    women: float
    age: float
    degree: float
    kindred: float
    companion: float
    years: int


PROGRAMMES = {
    "pkh": Programme(78, 0.72, 34, 0.90, 0.35, 0.97, 17),
    "psm": Programme(66, 0.58, 44, 0.14, 0.10, 0.12, 30),
    "tagana": Programme(38, 0.21, 37, 0.18, 0.10, 0.10, 20),
    "tksk": Programme(20, 0.40, 41, 0.60, 0.30, 0.45, 16),
    "kube": Programme(18, 0.61, 42, 0.22, 0.15, 0.15, 18),
    "aslut": Programme(16, 0.75, 41, 0.25, 0.20, 0.15, 14),
    "disability": Programme(14, 0.64, 39, 0.36, 0.30, 0.20, 14),
    "pelopor_perdamaian": Programme(14, 0.29, 33, 0.29, 0.10, 0.07, 10),
    "rtlh": Programme(12, 0.17, 43, 0.17, 0.05, 0.10, 12),
    "sakti_peksos": Programme(10, 0.60, 31, 1.00, 1.00, 1.00, 12),
    "napza": Programme(8, 0.38, 34, 1.00, 0.75, 0.90, 9),
    "bpnt": Programme(6, 0.50, 38, 0.50, 0.20, 0.30, 9),
}
CONTRACT = ("pkh", "sakti_peksos", "napza")
DEGREES = {"d2": 0.02, "d3": 0.15, "d4": 0.05, "s1": 0.70, "s2": 0.08}
SCHOOLS = {"sltp": 0.11, "slta": 0.84, "d1": 0.05}
OTHER_WORK = {"self_employed": 0.26, "trader": 0.22, "farmer": 0.22, "honorary": 0.14, "private_employee": 0.10,
              "civil_servant": 0.01, "other_occupation": 0.05}
TRAINING_OF = {"pkh": ("pkh", "fds"), "psm": ("psm",), "tksk": ("tksk",), "tagana": ("disaster",)}

#: Shares of answers that are simply not given.
SILENT = {"marital_status": 0.01, "field_of_study": 0.02, "main_occupation": 0.01, "side_job": 0.015,
          "tenure_years": 0.01, "training": 0.01, "incentive_national_idr_per_month": 0.01,
          "incentive_city_idr_per_month": 0.015, "other_income_idr_per_month": 0.03, "income_idr_per_month": 0.02}
SILENT_ITEM = 0.015
#: How many stopped before the last of the attitude items.
GAVE_UP = 3


def people(rng: np.random.Generator, reversed_items: frozenset[str]) -> list[Person]:
    """Return the respondents, one mapping of variable to true answer each; None where no answer is given."""
    programmes = [name for name, known in PROGRAMMES.items() for _ in range(known.asked)]
    pay = _pay_table()
    found = [_person(rng, programmes[place], pay) for place in rng.permutation(len(programmes))]
    add_answers(rng, found, reversed_items)
    for number, person in enumerate(found, start=1):
        person |= _identity(rng, person, number)
    _fall_silent(rng, found)
    return found


def _person(rng: np.random.Generator, programme: str, pay: Mapping[tuple[str, str], tuple[int, int]]) -> Person:
    known = PROGRAMMES[programme]
    sex = "female" if rng.random() < known.women else "male"
    age = int(np.clip(rng.normal(known.age, 7), 20, 68))
    person: Person = {"programme": programme, "sex": sex, "age_years": age,
                      "marital_status": _marital_status(rng, age), **_schooling(rng, known, age)}
    person |= _work(rng, programme, known, age)
    person |= _income(rng, person, pay)
    return person


def _marital_status(rng: np.random.Generator, age: int) -> str:
    if rng.random() < 1 / (1 + np.exp((age - 27) / 2.5)):
        return "unmarried"
    alone = 0.002 * max(age - 25, 0)
    return _pick(rng, {"married": 1 - 2 * alone, "divorced": alone, "widowed": alone})


def _schooling(rng: np.random.Generator, known: Programme, age: int) -> Person:
    """Return education and its field; the young have degrees more often, school leavers no kindred field."""
    degree = rng.random() < known.degree + 0.006 * (known.age - age) * (0 < known.degree < 1)
    related = degree and rng.random() < known.kindred
    old_enough = {name: share for name, share in DEGREES.items() if name != "s2" or age >= 27}
    return {"education": _pick(rng, old_enough if degree else SCHOOLS),
            "field_of_study": "related" if related else "unrelated"}


def _work(rng: np.random.Generator, programme: str, known: Programme, age: int) -> Person:
    """Return occupation, programmes, tenure and training: who has been there longer was trained more often."""
    main = "companion" if rng.random() < known.companion else _pick(rng, OTHER_WORK)
    most = min(age - 19, known.years)
    years = max(0.5, most * rng.beta(1.5, 1.9))
    tenure = round(2 * years) / 2 if years < 5 else float(round(years))
    trained = rng.random() < 1 / (1 + np.exp(0.6 - 0.30 * tenure - 0.9 * (programme in CONTRACT)))
    return {"main_occupation": main, "side_job": "yes" if rng.random() < (0.22 if main == "companion" else 0.45)
            else "no", "programmes": _programmes(rng, programme), "tenure_years": tenure,
            "training": "yes" if trained else "no", "training_kinds": _kinds(rng, programme) if trained else None}


def _programmes(rng: np.random.Generator, main: str) -> str:
    """Return all programmes handled, the main one first; volunteers are often given a second or third."""
    further = 0 if main in CONTRACT else min(int(rng.geometric(0.6)) - 1, 3)
    others = [name for name in PROGRAMMES if name not in (main, *CONTRACT)]
    return " ".join([main, *sorted(rng.choice(others, further, replace=False))])


def _kinds(rng: np.random.Generator, programme: str) -> str:
    own = [kind for kind in TRAINING_OF.get(programme, ("mentoring",)) if rng.random() < 0.85]
    more = [kind for kind, share in (("mentoring", 0.30), ("disaster", 0.08), ("other_training", 0.15))
            if rng.random() < share]
    return " ".join(dict.fromkeys([*own, *more])) or "other_training"


def _pay_table() -> dict[tuple[str, str], tuple[int, int]]:
    """Return the lowest and highest incentive of each role and budget, rupiah per month."""
    with (HERE / "programmes.csv").open(encoding="utf-8", newline="") as file:
        return {(row["role"], row["budget"]): (int(row["lower"]), int(row["upper"])) for row in csv.DictReader(file)}


def _income(rng: np.random.Generator, person: Person, pay: Mapping[tuple[str, str], tuple[int, int]]) -> Person:
    """Return incentives, which rise with tenure within the programme's range, other income, and their sum."""
    programme, tenure = str(person["programme"]), float(str(person["tenure_years"]))
    step = min(tenure / 10, 1)
    paid = {}
    for budget in ("national", "city"):
        low, high = pay.get((programme, budget), (0, 0))
        paid[budget] = int(50_000 * round((low + step * (high - low)) / 50_000))
    works = person["main_occupation"] != "companion" or person["side_job"] == "yes"
    other = _rounded(rng.lognormal(np.log(1_250_000), 0.6)) if works else 0
    return {"incentive_national_idr_per_month": paid["national"], "incentive_city_idr_per_month": paid["city"],
            "other_income_idr_per_month": other, "income_idr_per_month": sum(paid.values()) + other}


def _rounded(rupiah: float) -> int:
    """Return an amount as people state it: in steps of 50, 100 or 500 thousand."""
    step = 50_000 if rupiah < 1_000_000 else 100_000 if rupiah < 3_000_000 else 500_000
    return int(step * max(1, round(rupiah / step)))


def _identity(rng: np.random.Generator, person: Person, number: int) -> Person:
    """Return who it would be: a code, and identifiers that point to nobody.

    There is no province 99, no telephone number 0800-0000-…, example.org is reserved, and the place is open ocean.
    """
    born = YEAR - int(str(person["age_years"]))
    day = int(rng.integers(1, 29)) + (40 if person["sex"] == "female" else 0)
    place = (-10.5 + 0.4 * rng.random(), 99.0 + 0.4 * rng.random())
    return {"respondent": f"R{number:03}", "consent": "yes", "nama": f"Responden {number:03}",
            "nik": f"990101{day:02}{int(rng.integers(1, 13)):02}{born % 100:02}{number:04}",
            "no_hp": f"0800-0000-{number:04}", "email": f"responden{number:03}@example.org",
            "gps": f"{place[0]:.6f} {place[1]:.6f} 0 5"}


def _fall_silent(rng: np.random.Generator, found: list[Person]) -> None:
    """Take away the answers that are not given: a few everywhere, and the end of a few questionnaires."""
    for name, share in {**SILENT, **dict.fromkeys(item_names(), SILENT_ITEM)}.items():
        for person in found:
            if rng.random() < share:
                person[name] = None
    for person in found:
        if person["training"] is None:
            person["training_kinds"] = None
    for place in rng.choice(len(found), GAVE_UP, replace=False):
        found[place] |= dict.fromkeys(names("A", 24)[int(rng.integers(8, 14)):])


def _pick(rng: np.random.Generator, shares: Mapping[str, float]) -> str:
    weights = np.array(list(shares.values()))
    return str(rng.choice(list(shares), p=weights / weights.sum()))
