"""Recount every imposed claim on a file of respondents, trusting nothing else of this package.

``python -m claimcheck.recount CLAIMS RESPONDENTS [--instrument FOLDER] [--choices FILE]``

Standard library only; shares no code with the solver that made the reconstruction. Answers may be
choice names or labels. Prints one line per claim that fails, and a closing line; exits 1 if any
fails.
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

_ALL = {"seluruhnya", "semua", "seluruh", "all"}
_MOST = {"mayoritas", "sebagian besar", "sebagian lebih", "majority", "most"}
_FEW = {"sebagian kecil", "few", "minority"}
_NONE = {"tidak ada", "belum ada", "none"}
_SIGNS = {"=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
          ">": operator.gt, ">=": operator.ge}
#: The fields that say what a claim says.
_SAID = ("kind", "published", "unit", "variable", "condition", "of", "n")
_fraction = cache(Fraction)


class NoColumnError(Exception):
    """A claim about a column that the respondents do not have."""


def _table(path):
    """Return the rows of a CSV file as dicts of stripped text."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    stripped = []
    for row in rows:
        stripped.append({key: (cell or "").strip() for key, cell in row.items() if key})
    return stripped


def _codebook(instrument, choices):
    """Return label → choice name and name → points by variable, and items by dimension."""
    lists = defaultdict(list)
    for row in _table(Path(instrument) / "choices.csv"):
        lists[row["list_name"]].append(row)
    if choices:
        own = defaultdict(list)
        for row in _table(choices):
            own[row["list_name"]].append(row)
        lists.update(own)
    names, points, items = {}, {}, defaultdict(list)
    for row in _table(Path(instrument) / "survey.csv"):
        kind, _, list_name = row["type"].partition(" ")
        if kind != "select_one":
            continue
        answers = lists[list_name.strip()]
        spellings = names[row["name"]] = {}
        for answer in answers:
            for key, text in answer.items():
                if text and (key.startswith("label") or key == "name"):
                    spellings[text.lower()] = answer["name"]
        if row.get("dimension"):
            items[row["dimension"]].append(row["name"])
            scored = [answer for answer in answers if answer.get("points")]
            points[row["name"]] = {one["name"]: Fraction(one["points"]) for one in scored}
    return names, points, items


def _respondents(path, names, points, items):
    """Return the respondents with choice names, numbers as fractions, and percent scores."""
    people = []
    for raw in _table(path):
        row = {}
        for name, text in raw.items():
            if text == "":
                row[name] = None
            elif name in names:
                row[name] = names[name].get(text.lower(), text)
            else:
                row[name] = Fraction(text) if re.fullmatch(r"-?\d+(\.\d+)?", text) else text
        for dimension, columns in items.items():
            reached = most = 0
            for column in columns:
                if row.get(column) is not None:
                    reached += points[column][row[column]]
                    most += max(points[column].values())
            row[dimension + "_percent"] = 100 * reached / most if most else None
        people.append(row)
    return people


@cache
def _comparisons(condition):
    """Return the column, operator and right-hand side of each comparison in a condition."""
    comparisons = []
    for part in condition.split("&"):
        if part.strip():
            pattern = r"(\w+?)\s*(!=|<=|>=|=|<|>|\sin\s|\shas\s)\s*(.+)"
            column, op, text = re.fullmatch(pattern, part.strip()).groups()
            comparisons.append((column, op.strip(), text))
    return comparisons


def _holds(row, condition):
    """Whether a respondent meets a condition; not without an answer."""
    for comparison in _comparisons(condition):
        if not _compare(row, *comparison):
            return False
    return True


def _compare(row, column, op, text):
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
    return _SIGNS[op](value, _fraction(text) if isinstance(value, Fraction) else text)


def _group(people, condition, of, groups):
    """Return the respondents who meet two conditions; groups are kept for the next question."""
    if (of, condition) not in groups:
        among = _group(people, of, "", groups) if of else people
        groups[of, condition] = [p for p in among if _holds(p, condition)]
    return groups[of, condition]


@cache
def _numbers(published, of):
    """Return the printed numbers as fractions, and the last one's unit; `of` is what they count."""
    whole = of in ("people", "idr_per_month", "idr", "families", "items", "points")
    printed, unit = [], Fraction(1)
    for text in re.findall(r"\d[\d.,]*", re.sub(r"([.,])\s+(?=\d)", r"\1", published)):
        text = text.rstrip(".,")
        if whole and re.fullmatch(r"\d{1,3}([.,]\d{3})+", text):
            text = re.sub("[.,]", "", text)
        text = text.replace(",", ".")
        unit = Fraction(1, 10 ** len(text.partition(".")[2]))
        printed.append(Fraction(text))
    return printed, unit


def _recount(claim, people, groups=None):
    """Return whether an imposed claim holds among the respondents, and what was counted."""
    kind, variable = claim["kind"], claim["variable"]
    groups = {} if groups is None else groups
    among = _group(people, claim["of"], "", groups)
    whom = _group(people, claim["condition"], claim["of"], groups)
    values = [p[variable] for p in whom if p.get(variable) is not None] if variable else []
    printed, unit = _numbers(claim["published"], claim["unit"])
    if (kind == "share" and not among) or (kind in ("minimum", "maximum", "mean") and not values):
        return False, None
    if kind == "count":
        size = len(whom if claim["condition"] or claim["of"] else people)
        return printed[0] <= size <= printed[-1], size
    if kind == "share":
        share = Fraction(100 * len(whom), len(among))
        return abs(share - printed[0]) < unit, share
    if kind in ("verbal", "list"):
        return _quantified(claim, len(whom), len(among)), len(whom)
    if kind == "amount":
        return len(values) == len(whom) and set(values) <= {printed[0]}, sorted(set(values))
    if kind in ("range", "band"):
        if not values:
            return True, None
        least, most = min(values), max(values)
        return printed[0] <= least and most <= printed[-1], (least, most)
    if kind in ("minimum", "maximum"):
        outermost = min(values) if kind == "minimum" else max(values)
        return outermost == printed[0], outermost
    if kind == "mean":
        mean = sum(values) / len(values)
        counted = not claim["n"] or len(values) == int(claim["n"])
        return counted and abs(mean - printed[0]) <= unit / 2, mean
    return True, None


def _quantified(claim, whom, among):
    """Whether a counting word, or an exhaustive list, is true of so many among so many."""
    word = claim["published"].lower()
    if claim["kind"] == "list" or word in _ALL:
        return whom == among
    if word in _MOST:
        return 2 * whom > among
    return 2 * whom < among if word in _FEW else whom == 0 if word in _NONE else True


def failures(claims, people):
    """Yield each claim that does not hold among the respondents, and what was counted.

    Parameters
    ----------
    claims : iterable of mapping of str to str
        Rows of claims.csv.
    people : list of mapping
        Respondents by column: choice names, fractions, and None for no answer.
    """
    groups, known = {}, {}
    for claim in claims:
        key = tuple([claim.get(field) for field in _SAID])
        if key not in known:
            known[key] = _recount(claim, people, groups)
        true, counted = known[key]
        if not true:
            yield claim, counted


def show(value):
    """Return a counted value as readable text.

    Parameters
    ----------
    value : number, text, list or tuple
        What was counted.
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(map(show, value))
    broken = isinstance(value, Fraction) and value.denominator > 1
    return f"{float(value):.6g}" if broken else str(value)


def main(arguments=None):
    """Recount from the command line; return the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        Those of the command line by default.

    Returns
    -------
    int
        0 where every imposed claim holds, else 1.
    """
    about = "Recount every imposed claim on a file of respondents."
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("claims", type=Path)
    parser.add_argument("respondents", type=Path)
    parser.add_argument("--instrument", type=Path,
                        help="folder of the XLSForm (default: instrument/ above CLAIMS)")
    parser.add_argument("--choices", type=Path,
                        help="the study's own choices (default: choices.csv beside CLAIMS)")
    given = parser.parse_args(arguments)
    above = (folder / "instrument" for folder in given.claims.resolve().parents)
    instrument = given.instrument or next((f for f in above if f.is_dir()), None)
    if instrument is None:
        parser.error("no instrument/ folder above CLAIMS; name it with --instrument")
    beside = given.claims.parent / "choices.csv"
    choices = given.choices or (beside if beside.is_file() else None)
    people = _respondents(given.respondents, *_codebook(instrument, choices))
    imposed = [claim for claim in _table(given.claims) if claim["imposed"] == "yes"]
    failed = 0
    try:
        for claim, counted in failures(imposed, people):
            failed += 1
            print(f"{claim['id']}: published {claim['published']}, counted {show(counted)}")
    except NoColumnError as error:
        raise SystemExit(str(error)) from None
    print(f"{len(imposed) - failed} of {len(imposed)} imposed claims hold "
          f"among {len(people)} respondents")
    return 1 if failed or not imposed else 0


if __name__ == "__main__":
    sys.exit(main())
