"""Small surveys, the rows that tell of them, and an attacker who shares no code with the guard."""

import itertools
from fractions import Fraction
from functools import partial

import numpy as np
import pandas as pd

from surveystats.disclosure.protection import Plan
from surveystats.disclosure.respondents import Respondents, few, row_counts
from surveystats.disclosure.suppression import Counts, moving, withhold

CHOICES = {"sex": ("f", "m"), "school": ("a", "b", "c"), "role": ("x", "y", "z")}


def people_of(table, choices=CHOICES):
    """Return respondents, from columns and how many gave each combination: ``{("f", "a"): 3}``."""
    columns, counts = table
    rows = []
    for answers, count in counts.items():
        rows += [dict(zip(columns, answers, strict=True))] * count
    held = {name: choices[name] for name in columns if name in choices}
    return Respondents(pd.DataFrame(rows, columns=list(columns)), held, {})


def persons_of(people):
    """Return the answers of each respondent; None without one."""
    return people.data.astype("object").where(people.data.notna(), None).to_dict("records")


def meets(person, condition):
    """Whether somebody meets ``sex=f & school=a``; read here by itself."""
    wanted = dict(part.split("=") for part in condition.split(" & ") if part)
    return all(person[column] == answer for column, answer in wanted.items())


def row(people, condition, of="", kind="count"):
    """Return a row that counts people, with its own n and missing answers, worked out by hand."""
    persons, column = persons_of(people), condition.split("=")[0]
    among = [person for person in persons if meets(person, of)]
    answered = [person for person in among if person[column] is not None]
    count = sum(meets(person, condition) for person in answered)
    value = count if kind == "count" else 100 * count / len(answered)
    return {
        "key": f"{condition}|{of}",
        "kind": kind,
        "condition": condition,
        "of": of,
        "variable": "",
        "unit": "people" if kind == "count" else "percent",
        "value": value,
        "n": len(answered),
        "missing": len(among) - len(answered),
        "label_id": "",
    }


def planned(people, rows, fewest=3):
    """Return what is withheld of rows that are told together."""
    return Plan(people, fewest).with_rows(rows)


def known(people, rows, plan):
    """Return what rows tell an attacker under a plan: sets of cells, and how many are in each."""
    persons = persons_of(people)
    cells = cells_of(people)
    told = [(frozenset(range(len(cells))), len(persons), len(persons))]
    for one in rows:
        hides, hides_sizes = plan.hides(one)
        column, of = one["condition"].split("=")[0], one["of"]
        inside = {i for i, cell in enumerate(cells) if meets(cell, of)}
        counted = {i for i in inside if meets(cells[i], one["condition"])}
        among = {i for i in inside if cells[i][column] is not None}
        sizes = [(among, one["n"]), (inside, one["n"] + one["missing"])]
        told += [] if hides_sizes else [(frozenset(some), size, size) for some, size in sizes]
        asked = " & ".join(filter(None, (one["condition"], of)))
        count = sum(meets(person, asked) for person in persons)
        low, high = (min(count, 1), len(persons)) if hides else (count, count)
        told.append((frozenset(counted), low, high))
    return cells, told


def cells_of(people):
    """Return every combination of answers, no answer included."""
    found = [{}]
    for column in people.choices:
        grown = []
        for cell in found:
            grown += [{**cell, column: answer} for answer in (*people.choices[column], None)]
        found = grown
    return found


def can_be(size, laws):
    """Whether some numbers of people in cells satisfy all laws ``(cells, low, high)``."""
    inside, last = [], []
    for i in range(size):
        inside.append([k for k, (cells, _, _) in enumerate(laws) if i in cells])
        last.append([k for k in inside[i] if max(laws[k][0]) == i])
    if any(not cells and (low > 0 or high < 0) for cells, low, high in laws):
        return False
    sums = [0] * len(laws)

    def place(i):
        if i == size:
            return True
        room = min(laws[k][2] - sums[k] for k in inside[i])
        least = max([0, *(laws[k][1] - sums[k] for k in last[i])])
        for here in range(room, least - 1, -1):
            for k in inside[i]:
                sums[k] += here
            found = place(i + 1)
            for k in inside[i]:
                sums[k] -= here
            if found:
                return True
        return False

    return place(0)


def given_away(cells, told, whom, count):
    """Whether an attacker works out how many are in some cells: no other number can be."""
    whom = frozenset(i for i, cell in enumerate(cells) if whom(cell))
    assert can_be(len(cells), [*told, (whom, count, count)]), "what is told is not true"
    most = max(high for _, _, high in told)
    return not (
        can_be(len(cells), [*told, (whom, 0, count - 1)])
        or can_be(len(cells), [*told, (whom, count + 1, most)])
    )


def random_survey(seed):
    """Return up to some 25 people by sex and school, and some of the rows that tell of them."""
    rng = np.random.default_rng(seed)
    schools = ("a", "b", "c", None)[: 3 + (seed % 3 == 0)]
    counts = {
        both: int(rng.poisson(rng.choice([0.5, 2, 5]))) for both in itertools.product("fm", schools)
    }
    people, rows = people_of((("sex", "school"), counts)), []
    asked = [(f"sex={s}", f"school={k}") for s, k in itertools.product("fm", "abc")]
    asked += [(school, sex) for sex, school in asked]
    asked += [(f"school={k}", "") for k in "abc"]
    asked += [("sex=f", ""), ("sex=m", "")]
    for condition, of in asked:
        if rng.random() < (0.5 if of else 0.8):
            rows.append(row(people, condition, of))
    return people, rows


def secrets(people, rows, fewest):
    """Return the few people whom nobody may work out: by name, who they are and how many."""
    found = {}
    for one in rows:
        column = one["condition"].split("=")[0]
        condition, of = one["condition"], one["of"]

        def is_in(cell, condition=condition, of=of):
            return meets(cell, condition) and meets(cell, of)

        def is_beside(cell, condition=condition, of=of, column=column):
            return meets(cell, of) and cell[column] is not None and not meets(cell, condition)

        found[one["key"]], found["the others of " + one["key"]] = is_in, is_beside
    everything = " ".join(one["key"] for one in rows)
    for column in (name for name in people.choices if f"{name}=" in everything):
        for choice in CHOICES[column]:
            found[f"all of {column}={choice}"] = partial(meets, condition=f"{column}={choice}")
    persons = persons_of(people)
    counted = {name: (whom, sum(map(whom, persons))) for name, whom in found.items()}
    return {name: (whom, count) for name, (whom, count) in counted.items() if few(count, fewest)}


def worked_out(people, rows, fewest, plan=None):
    """Return which few people an attacker works out of what is told."""
    cells, said = known(people, rows, plan or planned(people, rows, fewest))
    return [
        name
        for name, (whom, count) in secrets(people, rows, fewest).items()
        if given_away(cells, said, whom, count)
    ]


SCHOOLS = (
    ("sex", "school"),
    {("f", "a"): 4, ("m", "a"): 1, ("f", "b"): 5, ("m", "b"): 6, ("f", "c"): 3, ("m", "c"): 5},
)


def ages(*values, **others):
    return Respondents(
        pd.DataFrame({"age": values, **others}), {name: CHOICES[name] for name in others}, {}
    )


def states(people, rows, fewest=3):
    """Return what is withheld, with the tables of each column."""
    counts = Counts.of([row_counts(one, people) for one in rows], people, fewest)
    return (
        counts,
        withhold(counts, people, fewest),
        [moving(column, counts, people) for column in counts.columns],
    )


def exactly_spanned(rows, wanted):
    """Whether a vector is a combination of others, by elimination in fractions."""
    held = []
    for vector in (*rows, wanted):
        left = [Fraction(int(v)) for v in vector]
        for place, base in held:
            left = [a - left[place] / base[place] * b for a, b in zip(left, base, strict=True)]
        place = next((i for i, v in enumerate(left) if v), None)
        if vector is wanted:
            return place is None
        if place is not None:
            held.append((place, left))
    return False
