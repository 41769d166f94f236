"""The simulated survey: its generator repeats, its faults are all found, and the truth comes out of its cleaning."""

import csv
import importlib
import math
import subprocess
import sys
import zipfile

import pandas as pd
import pingouin
import pytest
from pyxform.xls2xform import convert
from tests.conftest import ROOT

from ppks_study.study import Study
from surveyintake.answer_file import read
from surveyintake.cleaning import clean
from surveyintake.instrument import Instrument
from surveyintake.matching import match
from surveyintake.rules import RULES

FOLDER = ROOT / "data" / "raw" / "simulasi-2026"
EXPORT = FOLDER / "answers" / "simulasi-2026.xlsx"
FORM = ROOT / "instrument" / "simulasi-2026"
IDENTIFIERS = ("nama", "nik", "no_hp", "email", "gps")
RESPONDENTS = 300


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FAULTS = rows(FOLDER / "faults.csv")


@pytest.fixture(scope="module")
def form():
    return Instrument.load(FORM)


@pytest.fixture(scope="module")
def simulated():
    """Return the study's parameters."""
    return Study.load(ROOT / "studies" / "simulasi-2026.toml")


@pytest.fixture(scope="module")
def truth():
    """Return what each respondent truly answered, by code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(FOLDER)
        people, _, _ = importlib.import_module("simulate").simulated()
    return {person["respondent"]: person for person in people}


@pytest.fixture(scope="module")
def cleaned(form):
    """Return the data and the log that cleaning makes of the export."""
    return clean(read(EXPORT), form)


def test_the_generator_writes_the_committed_files_again(tmp_path):
    subprocess.run([sys.executable, FOLDER / "simulate.py", tmp_path], check=True, timeout=120)
    assert (tmp_path / "faults.csv").read_bytes() == (FOLDER / "faults.csv").read_bytes()
    with zipfile.ZipFile(tmp_path / "answers" / EXPORT.name) as made, zipfile.ZipFile(EXPORT) as kept:
        # Part by part: another version of zlib packs the same content into other bytes.
        assert made.namelist() == kept.namelist()
        assert [part for part in kept.namelist() if made.read(part) != kept.read(part)] == []


def test_the_form_asks_what_the_notebooks_read(form):
    standard = Instrument.load(ROOT / "instrument")
    assert set(standard.variables) <= set(form.variables)
    assert {name: v.dimension for name, v in form.variables.items() if v.dimension} == \
        {name: v.dimension for name, v in standard.variables.items() if v.dimension}


def test_pyxform_accepts_the_form():
    sheets = {name: rows(FORM / f"{name}.csv") for name in ("survey", "choices", "settings")}
    given = {name: [{key: value for key, value in row.items() if value} for row in table]
             for name, table in sheets.items()}
    headers = {f"{name}_header": [dict.fromkeys(table[0])] for name, table in sheets.items()}
    assert "<h:html" in convert({**given, **headers}, form_name="simulasi_2026").xform


def test_everything_says_that_it_is_simulated(simulated, form):
    assert simulated.data.origin == "simulated"
    assert simulated.title["id"].startswith("SIMULASI") and simulated.title["en"].startswith("SIMULATED")
    assert "fiktif" in simulated.place
    assert read(EXPORT).sheet.startswith("SIMULASI")
    items = [v for v in form.variables.values() if v.list_name == "item_scale"]
    assert all("simulasi, tanpa teks" in v.labels["id"] and "simulated, no text" in v.labels["en"] for v in items)
    assert [v for v in items if v.reversed] == [v for v in items if "terbalik" in v.labels["id"]] != []


def test_each_programme_is_asked_in_proportion_to_its_size(simulated, truth):
    sampling = simulated.sampling
    assert sum(sampling.strata.values()) == sampling.population
    asked = pd.Series([person["programme"] for person in truth.values()]).value_counts()
    assert set(asked.index) == set(sampling.strata)
    assert all(abs(asked[name] - RESPONDENTS * size / sampling.population) < 0.5
               for name, size in sampling.strata.items())


@pytest.mark.parametrize("dimension", ["knowledge", "skill", "attitude", "assistant", "generalist"])
def test_items_hang_together_as_in_a_usual_questionnaire(truth, form, dimension):
    table = pd.DataFrame({item.name: [points(item, person[item.name]) for person in truth.values()]
                          for item in form.items(dimension)}).dropna(how="all")
    alpha, _ = pingouin.cronbach_alpha(table)
    assert 0.75 <= alpha <= 0.92


def points(item, answer):
    worth = {choice.name: choice.points for choice in item.choices}.get(answer)
    return math.nan if worth is None else 6 - worth if item.reversed else worth


def test_every_column_of_the_export_is_known(form):
    found = match(read(EXPORT), form)
    assert (found.unmatched, found.twice, found.absent) == ({}, {}, ())
    assert set(found.chosen) == {"programmes", "training_kinds"}


def test_each_fault_is_found_once_and_nothing_else(cleaned):
    _, log = cleaned
    variable = {fault["column"]: fault["variable"] for fault in FAULTS}
    found = [(row, "" if RULES[rule].effect == "row" else variable.get(column, column), rule, RULES[rule].effect)
             for row, column, rule in log[["row", "column", "rule"]].itertuples(index=False)]
    wanted = [(int(fault["row"]), fault["variable"], fault["rule"], fault["effect"]) for fault in FAULTS]
    assert sorted(found) == sorted(wanted)


def test_the_true_answers_come_out(cleaned, truth, form):
    data, _ = cleaned
    lost = {(code_of(fault, truth), fault["variable"]) for fault in FAULTS
            if fault["effect"] in ("refused", "required")}
    assert data["respondent"].tolist() == list(truth)
    asked = [name for name, v in form.variables.items() if name in data and name not in ("respondent", *IDENTIFIERS)]
    wrong = [(code, name, answer, truth[code][name]) for name in asked
             for code, answer in zip(data["respondent"], data[name], strict=True)
             if not same(answer, None if (code, name) in lost else truth[code][name])]
    assert wrong == []


def code_of(fault, truth):
    """Return the code of the respondent on a row of paper: these are the last of the file."""
    first = max(int(fault["row"]) for fault in FAULTS if fault["rule"] == "duplicate_row") + 1
    papers = list(truth)[-40:]
    return papers[int(fault["row"]) - first]


def same(answer, true):
    if pd.isna(answer) or true is None:
        return bool(pd.isna(answer)) and true is None
    return answer == true if not isinstance(true, str) else set(str(answer).split()) == set(true.split())


def test_no_identifier_comes_out(cleaned, truth):
    data, log = cleaned
    assert not set(IDENTIFIERS) & set(data.columns)
    text = data.to_csv() + log.to_csv()
    assert [person[name] for person in truth.values() for name in IDENTIFIERS
            if person[name] and str(person[name]) in text] == []
