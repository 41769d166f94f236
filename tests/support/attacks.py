"""Small surveys, the rows that tell of them, and an attacker who shares no code with the guard."""

import pandas as pd

from surveystats.disclosure.protection import Plan
from surveystats.disclosure.respondents import Respondents

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
