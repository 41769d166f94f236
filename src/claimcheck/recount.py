"""Recount every imposed claim on a file of respondents, trusting nothing else of this package.

``python -m claimcheck.recount CLAIMS RESPONDENTS [--instrument FOLDER] [--choices FILE]``

Standard library only; shares no code with the solver that made the reconstruction. Answers may be choice names or
labels. Prints one line per claim that fails, and a closing line; exits 1 if any fails.
"""

import argparse
import csv
import operator
import re
import sys
from collections import defaultdict
from fractions import Fraction
from functools import cache
from pathlib import Path

ALL = {"seluruhnya", "semua", "seluruh", "all"}
MOST = {"mayoritas", "sebagian besar", "sebagian lebih", "majority", "most"}
FEW = {"sebagian kecil", "few", "minority"}
NONE = {"tidak ada", "belum ada", "none"}
SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
fraction = cache(Fraction)


class NoColumnError(Exception):
    """A claim about a column that the respondents do not have."""


def table(path):
    """Return the rows of a CSV file as dicts of stripped text."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return [{k: (v or "").strip() for k, v in row.items() if k} for row in csv.DictReader(file)]


def codebook(instrument, choices):
    """Return, per variable, label → choice name; per list, name → points; and items per dimension."""
    lists = defaultdict(list)
    for row in table(Path(instrument) / "choices.csv"):
        lists[row["list_name"]].append(row)
    if choices:
        own = defaultdict(list)
        for row in table(choices):
            own[row["list_name"]].append(row)
        lists.update(own)
    names, points, items = {}, {}, defaultdict(list)
    for row in table(Path(instrument) / "survey.csv"):
        kind, _, list_name = row["type"].partition(" ")
        if kind != "select_one":
            continue
        answers = lists[list_name.strip()]
        names[row["name"]] = {text.lower(): a["name"] for a in answers
                              for key, text in a.items() if text and (key.startswith("label") or key == "name")}
        if row.get("dimension"):
            items[row["dimension"]].append(row["name"])
            points[row["name"]] = {a["name"]: Fraction(a["points"]) for a in answers if a.get("points")}
    return names, points, items


def respondents(path, names, points, items):
    """Return the respondents with choice names, numbers as fractions, and percent scores."""
    found = []
    for raw in table(path):
        row = {}
        for name, text in raw.items():
            if text == "":
                row[name] = None
            elif name in names:
                row[name] = names[name].get(text.lower(), text)
            else:
                row[name] = Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
        for dimension, columns in items.items():
            got = [(points[c][row[c]], max(points[c].values())) for c in columns if row.get(c) is not None]
            row[dimension + "_percent"] = 100 * sum(p for p, _ in got) / sum(m for _, m in got) if got else None
        found.append(row)
    return found


@cache
def comparisons(condition):
    """Return the column, operator and right-hand side of each comparison in a condition."""
    parts = [part.strip() for part in condition.split("&") if part.strip()]
    found = [re.fullmatch(r"(\w+?)\s*(!=|<=|>=|=|<|>|\sin\s|\shas\s)\s*(.+)", part).groups() for part in parts]
    return [(column, op.strip(), text) for column, op, text in found]


def holds(row, condition):
    """Whether a respondent meets a condition; not without an answer."""
    return all(compare(row, *comparison) for comparison in comparisons(condition))


def compare(row, column, op, text):
    """Whether a respondent meets one comparison."""
    if column not in row:
        raise NoColumnError(f"no column {column!r} among the respondents")
    value = row[column]
    if value is None:
        return False
    if op == "has":
        return text in str(value).split()
    if op == "in":
        return str(value) in text.split("|")
    return SIGNS[op](value, fraction(text) if isinstance(value, Fraction) else text)


def group(people, condition, of, groups):
    """Return the respondents who meet two conditions; groups found before among the same people are kept."""
    if (of, condition) not in groups:
        among = group(people, of, "", groups) if of else people
        groups[of, condition] = [p for p in among if holds(p, condition)]
    return groups[of, condition]


@cache
def numbers(published, of):
    """Return the printed numbers as fractions, and the unit in the last place of the last; `of` is what they count."""
    whole = of in ("people", "idr_per_month", "idr", "families", "items", "points")
    found, unit = [], Fraction(1)
    for text in re.findall(r"\d[\d.,]*", re.sub(r"([.,])\s+(?=\d)", r"\1", published)):
        text = text.rstrip(".,")
        if whole and re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
            text = re.sub("[.,]", "", text)
        text = text.replace(",", ".")
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        found.append(Fraction(text))
    return found, unit


def recount(claim, people, groups=None):
    """Return whether an imposed claim holds among the respondents, and what was counted."""
    kind, variable = claim["kind"], claim["variable"]
    groups = {} if groups is None else groups
    among = group(people, claim["of"], "", groups)
    whom = group(people, claim["condition"], claim["of"], groups)
    values = [p[variable] for p in whom if p.get(variable) is not None] if variable else []
    printed, unit = numbers(claim["published"], claim["unit"])
    if (kind == "share" and not among) or (kind in ("minimum", "maximum", "mean") and not values):
        return False, None
    if kind == "count":
        size = len(whom if claim["condition"] or claim["of"] else people)
        return printed[0] <= size <= printed[-1], size
    if kind == "share":
        share = Fraction(100 * len(whom), len(among))
        return abs(share - printed[0]) < unit, share
    if kind in ("verbal", "list"):
        return quantified(claim, len(whom), len(among)), len(whom)
    if kind == "amount":
        return len(values) == len(whom) and set(values) <= {printed[0]}, sorted(set(values))
    if kind in ("range", "band"):
        return all(printed[0] <= v <= printed[-1] for v in values), (min(values), max(values)) if values else None
    if kind in ("minimum", "maximum"):
        found = min(values) if kind == "minimum" else max(values)
        return found == printed[0], found
    if kind == "mean":
        mean = sum(values) / len(values)
        counted = not claim["n"] or len(values) == int(claim["n"])
        return counted and abs(mean - printed[0]) <= unit / 2, mean
    return True, None


def quantified(claim, whom, among):
    """Whether a counting word, or an exhaustive list, is true of so many among so many."""
    word = claim["published"].lower()
    if claim["kind"] == "list" or word in ALL:
        return whom == among
    if word in MOST:
        return 2 * whom > among
    return 2 * whom < among if word in FEW else whom == 0 if word in NONE else True


def failures(claims, people):
    """Yield each claim that does not hold among the respondents, and what was counted."""
    groups, known = {}, {}
    for claim in claims:
        said = tuple(claim.get(key) for key in ("kind", "published", "unit", "variable", "condition", "of", "n"))
        if said not in known:
            known[said] = recount(claim, people, groups)
        true, counted = known[said]
        if not true:
            yield claim, counted


def show(value):
    """Return a counted value as readable text."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(show, value))
    return f"{float(value):.6g}" if isinstance(value, Fraction) and value.denominator > 1 else str(value)


def main(arguments=None):
    """Recount from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description="Recount every imposed claim on a file of respondents.")
    parser.add_argument("claims", type=Path)
    parser.add_argument("respondents", type=Path)
    parser.add_argument("--instrument", type=Path, help="folder of the XLSForm (default: instrument/ above CLAIMS)")
    parser.add_argument("--choices", type=Path, help="the study's own choices (default: choices.csv beside CLAIMS)")
    given = parser.parse_args(arguments)
    above = (folder / "instrument" for folder in given.claims.resolve().parents)
    instrument = given.instrument or next((f for f in above if f.is_dir()), None)
    if instrument is None:
        parser.error("no instrument/ folder above CLAIMS; name it with --instrument")
    beside = given.claims.parent / "choices.csv"
    choices = given.choices or (beside if beside.is_file() else None)
    people = respondents(given.respondents, *codebook(instrument, choices))
    imposed = [claim for claim in table(given.claims) if claim["imposed"] == "yes"]
    failed = 0
    try:
        for claim, counted in failures(imposed, people):
            failed += 1
            print(f"{claim['id']}: published {claim['published']}, counted {show(counted)}")
    except NoColumnError as error:
        raise SystemExit(str(error)) from None
    print(f"{len(imposed) - failed} of {len(imposed)} imposed claims hold among {len(people)} respondents")
    return 1 if failed or not imposed else 0


if __name__ == "__main__":
    sys.exit(main())
