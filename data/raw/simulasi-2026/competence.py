"""What the respondents answer about their own competence: one latent competence per dimension, seen through items."""

import numpy as np

Person = dict[str, object]

#: Items by dimension: how many, how strongly they hang on the competence, how easy they are to agree with.
ITEMS = {"knowledge": ("K", 24, (0.35, 0.60), 0.15), "skill": ("S", 39, (0.30, 0.58), 0.30),
         "attitude": ("A", 24, (0.32, 0.58), 0.60)}
INDICATORS = {"assistant": ("QA", 11, (0.40, 0.65), 0.55), "generalist": ("QG", 18, (0.38, 0.64), 0.35)}
#: Items that hardly measure what the others do, as every first version of a questionnaire has some.
WEAK = ("K11", "K19", "S08", "S17", "S30", "A06", "A16", "QG07")
#: Where an answer of 1 to 5 ends, in standard deviations of agreement.
LIMITS = (-1.6, -0.8, -0.05, 1.0)
AGREEMENT = ("sts", "ts", "n", "s", "ss")
FREQUENCY = ("never", "seldom", "sometimes", "often", "always")
#: Indicators that some say do not concern them, and how many.
SELDOM_RELEVANT = {"QA10": 0.07, "QG06": 0.06, "QG15": 0.10}
#: The education of those who are asked the indicators of a class.
ASKED = {"assistant": ("sltp", "slta", "d1"), "generalist": ("d2", "d3", "d4", "s1")}


def item_names() -> list[str]:
    """Return the names of all items and indicators, in the form's order."""
    return [name for letters, count, *_ in (*ITEMS.values(), *INDICATORS.values()) for name in names(letters, count)]


def names(letters: str, count: int) -> list[str]:
    """Return numbered names: ``K01``, ``K02`` …"""
    return [f"{letters}{number:02}" for number in range(1, count + 1)]


def add_answers(rng: np.random.Generator, found: list[Person], reversed_items: frozenset[str]) -> None:
    """Add the answers to items and indicators: each hangs on the competence of its dimension."""
    basis = _standard(np.array([_experience(person) for person in found]))
    general = rng.normal(size=len(found))
    competences = {name: _standard(0.45 * basis + 0.55 * general + 0.70 * rng.normal(size=len(found)))
                   for name in ITEMS}
    _add_items(rng, found, competences, reversed_items)
    _add_indicators(rng, found, competences["skill"])


def _add_items(rng: np.random.Generator, found: list[Person], competences: dict[str, np.ndarray],
               reversed_items: frozenset[str]) -> None:
    for dimension, (letter, count, loadings, ease) in ITEMS.items():
        for name in names(letter, count):
            points = _points(rng, competences[dimension], _loading(rng, name, loadings), ease + rng.normal(0, 0.3))
            for person, point in zip(found, points, strict=True):
                person[name] = AGREEMENT[4 - point if name in reversed_items else point]


def _add_indicators(rng: np.random.Generator, found: list[Person], skill: np.ndarray) -> None:
    """Add the indicators that each person's class is asked; the later ones are harder."""
    for dimension, (letters, count, loadings, ease) in INDICATORS.items():
        for place, name in enumerate(names(letters, count)):
            points = _points(rng, skill, _loading(rng, name, loadings), ease - 0.6 * place / count)
            for person, point in zip(found, points, strict=True):
                asked = person["education"] in ASKED[dimension]
                person[name] = _indicator(rng, name, point) if asked else None


def _experience(person: Person) -> float:
    degree = person["education"] in ("s2", *ASKED["generalist"])
    return (0.08 * float(str(person["tenure_years"])) + 0.6 * (person["training"] == "yes")
            + 0.5 * degree + 0.5 * (person["field_of_study"] == "related"))


def _loading(rng: np.random.Generator, name: str, limits: tuple[float, float]) -> float:
    drawn = float(rng.uniform(*limits))
    return 0.05 if name in WEAK else drawn


def _points(rng: np.random.Generator, competence: np.ndarray, loading: float, ease: float) -> list[int]:
    """Return an item's answers, 0 to 4."""
    agreement = ease + loading * competence + np.sqrt(1 - loading**2) * rng.normal(size=len(competence))
    return [int(point) for point in np.searchsorted(LIMITS, agreement)]


def _indicator(rng: np.random.Generator, name: str, point: int) -> str:
    return "not_relevant" if rng.random() < SELDOM_RELEVANT.get(name, 0) else FREQUENCY[point]


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / values.std()
