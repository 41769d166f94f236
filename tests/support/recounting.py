"""The simulated survey in plain pandas: form, study file, scores, pay, weights and rows.

Nothing here calls the library. Answers are the clean rows of a loaded survey; all that is made of
them is made here once more, and literally.
"""

import csv
import re
import tomllib
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from math import isclose, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

ROOT = Path(__file__).parents[2]
FORM = ROOT / "instrument" / "simulasi-2026"
DATA = ROOT / "data" / "raw" / "simulasi-2026"
COMPETENCE = ("knowledge", "skill", "attitude")
ASKED_OF = {"assistant": "asisten", "generalist": "generalis"}
INCOME = "income_idr_per_month"
NATIONAL, CITY = "incentive_national_idr_per_month", "incentive_city_idr_per_month"
LANGUAGES = {"id": "label::Indonesia (id)", "en": "label::English (en)"}
#: Who is in no stratum that the study file lists.
ELSEWHERE = "elsewhere"
#: A column of answers and how it stands to a value, as a row of an estimate frame spells it.
COMPARISON = re.compile(r"(\w+)(<=|>=|!=|=|<|>| in )(.+)")
#: The samples made so far, by the survey and the rules of scoring, each beside its survey.
_SAMPLES = {}


# What stands in files.


def study_file():
    """Return the study file as TOML has it."""
    return tomllib.loads((ROOT / "studies" / "simulasi-2026.toml").read_text(encoding="utf-8"))


def sheet(path):
    """Return the rows of a CSV file, each a dict of texts."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(name):
    """Return a CSV file beside the answers as a frame of texts."""
    return pd.read_csv(DATA / name, dtype="str", keep_default_na=False)


@cache
def questions():
    """Return the questions of the form, each with the name of its list of choices."""
    found = {}
    for row in sheet(FORM / "survey.csv"):
        if row["name"] and not row["type"].startswith(("begin", "end", "note", "start", "today")):
            found[row["name"]] = {**row, "list": row["type"].partition(" ")[2]}
    return found


def choices(of_list):
    """Return the rows of one list of choices, in the order of the form."""
    return [row for row in sheet(FORM / "choices.csv") if row["list_name"] == of_list]


def names_of(question):
    """Return the names of a question's choices, in the order of the form."""
    return [row["name"] for row in choices(questions()[question]["list"])]


@dataclass(frozen=True)
class Item:
    """An item: its name and labels, the points of each answer as given, and as scored."""

    name: str
    labels: dict
    reversed: bool
    answers: list
    given: dict
    points: dict

    @property
    def best(self):
        """The most points that an answer can give."""
        return max(self.points.values())


@cache
def items(dimension):
    """Return the items of a dimension, in the order of the form."""
    found = []
    for name, row in questions().items():
        if row["dimension"] == dimension:
            answers = choices(row["list"])
            given = {
                choice["name"]: float(choice["points"]) for choice in answers if choice["points"]
            }
            both_ends = min(given.values()) + max(given.values())
            flipped = {answer: both_ends - points for answer, points in given.items()}
            turned = row["reversed"] == "yes"
            labels = {lang: row[column] for lang, column in LANGUAGES.items()}
            found.append(Item(name, labels, turned, answers, given, flipped if turned else given))
    return found


# What is made of the answers.


def plain(respondents):
    """Return the answers alone: texts or nothing, floats or nan; no score of the library."""
    asked = [name for name in questions() if name in respondents]
    found = {}
    for name in asked:
        answers = respondents[name]
        if pd.api.types.is_numeric_dtype(answers):
            found[name] = answers.astype("float64")
        else:
            found[name] = pd.Series(
                [one if isinstance(one, str) else None for one in answers],
                index=answers.index,
                dtype="object",
            )
    return pd.DataFrame(found)


def points_of(rows, dimension):
    """Return the points of each answer to the items of a dimension, nan where there are none."""
    scored = {
        item.name: rows[item.name].map(item.points).astype("float64") for item in items(dimension)
    }
    return pd.DataFrame(scored)


def percents_of(rows, dimension):
    """Return each answer in percent of the points of the item's best."""
    found = points_of(rows, dimension)
    for item in items(dimension):
        found[item.name] = 100 * found[item.name] / item.best
    return found


def scored(rows, study, answered_share=None, between=None):
    """Return the rows with percent scores, classes and levels, one respondent after the other."""
    share = study["scoring"]["answered_share"] if answered_share is None else answered_share
    rule = between or study["scoring"]["between"]
    rows = rows.copy()
    for dimension in (*COMPETENCE, *ASKED_OF):
        percents, held = [], []
        of_items = items(dimension)
        for answers in points_of(rows, dimension).to_numpy():
            pairs = zip(answers, of_items, strict=True)
            there = [(points, item.best) for points, item in pairs if points == points]
            enough = len(there) >= 1 and len(there) >= share * len(of_items)
            reached = sum(points for points, _ in there)
            possible = sum(best for _, best in there)
            percents.append(100 * reached / possible if enough else np.nan)
            held.append(class_of(reached, possible, study, rule) if enough else None)
        rows[f"{dimension}_percent"] = percents
        rows[f"{dimension}_class"] = pd.Series(held, index=rows.index, dtype="object")
    rows["qualification_class"] = rows["education"].map(class_by_education(study)).astype("object")
    rows["kkni_level"] = rows["education"].map(study["qualification"]["kkni"])
    return rows


def class_of(reached, possible, study, rule):
    """Return the class of a score: the first whose bound is reached, in whole numbers of points."""
    for name, bound in study["scoring"]["classes"].items():
        twice = 2 * bound - 1 if rule == "nearest" else 2 * bound
        if 200 * reached >= twice * possible:
            return name
    return list(study["scoring"]["classes"])[-1]


def class_by_education(study):
    """Return the qualification class of each education."""
    found = {}
    for name, educations in study["qualification"]["classes"].items():
        found |= dict.fromkeys(educations, name)
    return found


def paid(rows, study):
    """Return the rows with today's pay and what each scheme pays, person by person."""
    schemes = study["incentive"]["scenario"]
    floor = study["profile"]["minimum_wage_idr_per_month"]
    order = list(study["scoring"]["classes"])
    looked_at = {name: looks_at(scheme) for name, scheme in schemes.items()}
    asked = set().union(*looked_at.values())
    told = []
    for row in rows.to_dict("records"):
        lacks = {
            "today": unknown(row[NATIONAL]) or unknown(row[CITY]),
            "qualification": unknown(row["qualification_class"]),
            "competence": any(unknown(row[f"{dimension}_class"]) for dimension in asked),
            "tenure": unknown(row["tenure_years"]),
        }
        found = {
            f"scenario_lacks_{reason}": "yes" if lack else "no" for reason, lack in lacks.items()
        }
        if not any(lacks.values()):
            now = {"national": row[NATIONAL], "city": row[CITY], "total": row[NATIONAL] + row[CITY]}
            found |= {
                "today_national_idr_per_month": now["national"],
                "today_city_idr_per_month": now["city"],
                "today_idr_per_month": now["total"],
            }
            for name, scheme in schemes.items():
                held = [row[f"{dimension}_class"] for dimension in looked_at[name]]
                worst = max(held, key=order.index) if held else None
                then = pay_of(scheme, row, worst, floor, now["total"])
                for budget, amount in then.items():
                    found[f"scenario_{name}_{budget}_idr_per_month"] = amount
                    found[f"scenario_{name}_change_{budget}_idr_per_month"] = amount - now[budget]
        told.append(found)
    return pd.concat([rows, pd.DataFrame(told, index=rows.index)], axis="columns")


def looks_at(scheme):
    """Return the dimensions whose class a scheme looks at."""
    if not scheme.get("by_competence"):
        return ()
    return COMPETENCE if scheme["competence"] == "lowest" else (scheme["competence"],)


def pay_of(scheme, row, worst, floor, now):
    """Return what a scheme pays one person, in all and from each budget, whole rupiah."""
    pay = scheme["base_idr_per_month"] + scheme.get("by_qualification", {}).get(
        row["qualification_class"], 0
    )
    pay += scheme.get("by_competence", {}).get(worst, 0)
    years = min(int(row["tenure_years"]), scheme["tenure_years_at_most"])
    pay += years * scheme["per_tenure_year_idr"]
    if scheme.get("floor"):
        pay = max(pay, floor)
    if scheme.get("nobody_loses"):
        pay = max(pay, int(now))
    if "national_idr_per_month" in scheme:
        national = min(pay, scheme["national_idr_per_month"])
    else:
        national = int(Fraction(str(scheme["national_share_percent"])) * pay // 100)
    return {"total": pay, "national": national, "city": pay - national}


def unknown(answer):
    """Whether there is no answer."""
    return answer is None or answer != answer


# Conditions.


def judged(held, *answers):
    """Return whether something holds of each, missing where an answer is that it rests on."""
    lacking = np.zeros(len(held), dtype=bool)
    for one in answers:
        lacking |= one.isna().to_numpy()
    return pd.Series(pd.arrays.BooleanArray(held.to_numpy(dtype=bool), lacking), index=held.index)


def equals(rows, column, value):
    """Return who gave an answer; missing where there is none."""
    return judged(rows[column].eq(value), rows[column])


def among(rows, column, values):
    """Return who gave one of some answers; missing where there is none."""
    return judged(rows[column].isin(values), rows[column])


def surely(held):
    """Return who it holds of, as plain booleans: of nobody whose answer is missing."""
    return held.fillna(False).astype(bool)


def holds(rows, text):
    """Return of whom a row's words hold (``sex=female & age_years>50``), read here once more."""
    found = np.ones(len(rows), dtype=bool)
    for part in filter(None, text.split(" & ")):
        column, sign, value = COMPARISON.fullmatch(part).groups()
        answers = rows[column]
        if sign == " in ":
            met = answers.isin(value.split("|"))
        elif sign in ("=", "!=") and not pd.api.types.is_numeric_dtype(answers):
            met = answers.eq(value) if sign == "=" else answers.ne(value)
        else:
            limit = float(value)
            met = {
                "=": answers.eq,
                "<": answers.lt,
                "<=": answers.le,
                ">": answers.gt,
                ">=": answers.ge,
            }[sign](limit)
        found &= met.to_numpy() & answers.notna().to_numpy()
    return found


# Weights, means and shares of a stratified random sample.


@cache
def quantile_of_t(df):
    """Return the quantile of Student's distribution that leaves a fortieth above."""
    return stats.t.ppf(0.975, df)


@dataclass(frozen=True, eq=False)
class Sample:
    """Rows with the stratum of each, how many each stratum has, and whom each of it stands for."""

    rows: pd.DataFrame
    stratum: pd.Series
    size: dict
    weight: dict

    @classmethod
    def of(cls, rows, study):
        """Return rows with their strata: the programmes that the study file lists."""
        known = study["sampling"]["strata"]
        stratum = rows["programme"].where(rows["programme"].isin(list(known)), ELSEWHERE)
        size = stratum.value_counts().to_dict()
        weight = {name: known[name] / n for name, n in size.items() if name != ELSEWHERE}
        listed = [name for name in size if name != ELSEWHERE]
        there = sum(size[name] for name in listed)
        weight[ELSEWHERE] = sum(known[name] for name in listed) / there
        return cls(rows, stratum, size, weight)

    def beside(self, rows):
        """Return other columns of the same people."""
        return replace(self, rows=rows)

    @property
    def everybody(self):
        """All respondents."""
        return pd.Series(True, index=self.rows.index)

    def estimate(self, numbers, there):
        """Return a weighted mean, its variance, its degrees of freedom, and the sum of weights.

        ``there`` says which of all respondents the numbers are of.
        """
        stratum = self.stratum.to_numpy()[there]
        weight = np.array([self.weight[name] for name in stratum])
        mean = (weight * numbers).sum() / weight.sum()
        variance, present = 0.0, set(stratum)
        for name in present:
            n, each = self.size[name], self.weight[name]
            parts = each * (numbers[stratum == name] - mean) / weight.sum()
            apart = (parts**2).sum() - parts.sum() ** 2 / n
            if apart < 1e-9 * (parts**2).sum():
                apart = 0.0
            spread = (parts**2).sum() if n == 1 else apart * n / (n - 1)
            variance += (1 - 1 / each) * spread
        return mean, variance, len(numbers) - len(present), weight.sum()

    # Rows as a table should tell them.

    def count(self, key, held, of=None, **more):
        """Return the row of a count: whom it holds of, among those whose answer is known."""
        group = (self.everybody if of is None else of).to_numpy()
        met = held.to_numpy(dtype=bool, na_value=False)
        n = int((group & held.notna().to_numpy()).sum())
        return {
            "key": key,
            "kind": "count",
            "value": int((group & met).sum()),
            "n": n,
            "missing": int(group.sum()) - n,
            "denominator": n,
            "unit": "people",
            "interval": None,
            "rows": self.rows,
            "condition": met,
            "of": group,
            **more,
        }

    def share(self, key, held, of=None, answered=True, **more):
        """Return the row of a share: weighted, of who answered; or of everybody, plainly."""
        row = self.count(key, held, of) | {"kind": "share", "unit": "percent"}
        group = row["of"]
        if not answered:
            size = int(group.sum())
            return row | {"value": 100 * row["value"] / size, "denominator": size} | more
        there = group & held.notna().to_numpy()
        if not there.any():
            return row | {"value": None} | more
        share, variance, df, people = self.estimate(row["condition"][there].astype(float), there)
        interval = self._interval(share, variance, df, row["n"], people)
        return row | {"value": 100 * share, "interval": interval} | more

    def _interval(self, share, variance, df, n, people):
        """Return Korn and Graubard's interval, by the quantiles of the beta distribution."""
        share = round(share, 12)
        most = n / (1 - n / people) if people > n else np.inf
        certain = share in (0, 1)
        if df < 1 or (certain and np.isinf(most)) or (not certain and variance < 1e-18):
            return None
        size = most if certain else min(share * (1 - share) / variance, most)
        size *= (quantile_of_t(max(n - 1, 1)) / quantile_of_t(df)) ** 2
        hits = share * size
        lower = 0.0 if share == 0 else stats.beta.ppf(0.025, hits, size - hits + 1)
        upper = 1.0 if share == 1 else stats.beta.ppf(0.975, hits + 1, size - hits)
        return "korn_graubard", 100 * lower, 100 * upper

    def both(self, key, held, of=None, **more):
        """Return the rows of a count and of its share."""
        return [
            self.count(f"{key}.count", held, of, **more),
            self.share(f"{key}.share", held, of, **more),
        ]

    def mean(self, key, variable, unit, held=None, of=None, **more):
        """Return the row of a weighted mean with its t interval, cut where a mean cannot lie."""
        row = self._number(key, "mean", variable, unit, held, of)
        values = row.pop("known")
        if not len(values):
            return row | {"value": None} | more
        there = self.rows.index.isin(values.index)
        mean, variance, df, _ = self.estimate(values.to_numpy(), there)
        if df < 1 or variance < 1e-18:
            return row | {"value": mean} | more
        reach = quantile_of_t(df) * sqrt(variance)
        lowest = -np.inf if (self.rows[variable] < 0).any() else 0
        highest = 100 if unit == "percent" else np.inf
        ends = max(mean - reach, lowest), min(mean + reach, highest)
        return row | {"value": mean, "interval": ("t_stratified", *ends)} | more

    def end(self, key, kind, variable, unit, held=None, of=None, **more):
        """Return the row of a minimum or maximum: the third value from that end."""
        row = self._number(key, kind, variable, unit, held, of)
        ordered = row.pop("known").sort_values().tolist()
        value = None if len(ordered) < 3 else ordered[2] if kind == "minimum" else ordered[-3]
        return row | {"value": value} | more

    def total(self, key, variable, unit, **more):
        """Return the row of a sum."""
        row = self._number(key, "total", variable, unit, None, None)
        return row | {"value": row.pop("known").sum()} | more

    def _number(self, key, kind, variable, unit, held, of):
        """Return the row of a number without its value, and the answers that it is of."""
        group = self.everybody if of is None else of
        met = self.everybody if held is None else surely(held)
        answers = self.rows[variable][group & met].astype(float)
        known = answers.dropna()
        return {
            "key": key,
            "kind": kind,
            "n": len(known),
            "missing": len(answers) - len(known),
            "denominator": len(known),
            "unit": unit,
            "variable": variable,
            "interval": None,
            "rows": self.rows,
            "condition": met,
            "of": group,
            "known": known,
        }


def stated(numbers, n, missing=0, **more):
    """Return the rows of numbers that are stated: (key, value, unit) each."""
    return [
        {
            "key": key,
            "kind": "stated",
            "value": value,
            "n": n,
            "missing": missing,
            "denominator": n,
            "unit": unit,
            "interval": None,
            **more,
        }
        for key, value, unit in numbers
    ]


def sample_of(survey, answered_share=None, between=None):
    """Return the sample of a loaded survey, scored and paid here; of each rule once."""
    rule = id(survey), answered_share, between
    if rule not in _SAMPLES:
        told = study_file()
        rows = scored(plain(survey.respondents), told, answered_share, between)
        _SAMPLES[rule] = survey, Sample.of(paid(rows, told), told)
    return _SAMPLES[rule][1]


# A table against what it should tell.


def same(one, other):
    """Whether two values are alike: both missing, equal texts, or numbers that are close."""
    lacking = [value is None or pd.isna(value) for value in (one, other)]
    if any(lacking):
        return all(lacking)
    if isinstance(one, str) or isinstance(other, str):
        return one == other
    return isclose(float(one), float(other), rel_tol=1e-9, abs_tol=1e-9)


def near(one, other):
    """Whether two ends of an interval are alike, which iterations give."""
    return isclose(float(one), float(other), rel_tol=1e-5, abs_tol=1e-5)


def same_interval(told, wanted):
    """Whether an interval, or none, is as it should be: its method's name and both ends."""
    if wanted is None:
        return told[0] == "" and pd.isna(told[1]) and pd.isna(told[2])
    if told[0] != wanted[0] or pd.isna(told[1]) or pd.isna(told[2]):
        return False
    return near(told[1], wanted[1]) and near(told[2], wanted[2])


def complaints(row, wanted):
    """Return in what a row of a table is not as it should be."""
    found = []
    for name in set(wanted) - {"rows", "condition", "of", "interval", "loose"}:
        alike = (
            near
            if name == "value" and wanted.get("loose") and wanted["value"] is not None
            else same
        )
        if not alike(row[name], wanted[name]):
            found.append(f"{name} is {row[name]!r}, not {wanted[name]!r}")
    if not (same(row["lower"], row["value"]) and same(row["upper"], row["value"])):
        found.append(f"the ends are {row['lower']!r} and {row['upper']!r}")
    if row["basis"] != wanted.get("basis", "computed"):
        found.append(f"it rests on {row['basis']!r}")
    told = row["interval"], row["interval_lower"], row["interval_upper"]
    if not same_interval(told, wanted["interval"]):
        found.append(f"the interval is {told}, not {wanted['interval']}")
    if "rows" in wanted:
        for column in ("condition", "of"):
            if not np.array_equal(holds(wanted["rows"], row[column]), wanted[column]):
                found.append(f"{column} says {row[column]!r}, which are other people")
    return [f"{wanted['key']}: {what}" for what in found]


def assert_told(table, wanted):
    """Fail unless a table has the wanted rows, in their order, and tells what they should."""
    assert table["key"].tolist() == [row["key"] for row in wanted]
    found = []
    for row, one in zip(table.to_dict("records"), wanted, strict=True):
        found += complaints(row, one)
    assert not found, "\n".join(found)


def assert_frames(table, wanted):
    """Fail unless a table that is no estimate frame has the wanted cells."""
    assert list(table.columns) == list(wanted.columns)
    assert len(table) == len(wanted)
    found = []
    for place, (row, one) in enumerate(
        zip(table.to_dict("records"), wanted.to_dict("records"), strict=True)
    ):
        for name, value in one.items():
            if not same(row[name], value):
                found.append(f"row {place}: {name} is {row[name]!r}, not {value!r}")
    assert not found, "\n".join(found)


def assert_recounted(table, wanted):
    """Fail unless a table is as recounted: a list of rows to be told, or a frame."""
    if isinstance(wanted, pd.DataFrame):
        assert_frames(table, wanted)
    else:
        assert_told(table, wanted)


# What several sections tell.


def voices(section):
    """Return the findings of a section, as the file of interviews has them."""
    table = texts("interviews.csv")
    return table[table["section"] == section].reset_index(drop=True)


def moved(section, choice, alternatives, used):
    """Return the rows of one choice of a sensitivity table.

    ``alternatives`` gives, by alternative and then by result, the row that the section would tell
    under it; ``used`` is the alternative in use. The difference is to that one's value.
    """
    found = []
    for result in alternatives[used]:
        base = alternatives[used][result]["value"]
        for name, results in alternatives.items():
            row = results[result]
            found.append(
                {
                    **row,
                    "key": f"{section}.sensitivity.{choice}.{name}.{result}",
                    "choice": choice,
                    "alternative": name,
                    "result": result,
                    "used": name == used,
                    "possible": True,
                    "difference_lower": row["value"] - base,
                    "difference_upper": row["value"] - base,
                }
            )
    return found
