"""The recount accepts a true data set and finds each single falsehood."""

import csv
import subprocess
import sys

import pandas as pd
import pytest

from claimcheck import recount
from claimcheck.claims import FIELDS
from ppks_study.published import bounds

CLAIMS = [
    dict(id="women", kind="count", published="2", unit="people", condition="sex=female"),
    dict(id="women.share", kind="share", published="66,66", unit="percent", condition="sex=female", n="3"),
    dict(id="all", kind="verbal", published="seluruhnya", condition="age_years>=19"),
    dict(id="most", kind="verbal", published="mayoritas", condition="sex=female"),
    dict(id="oldest", kind="maximum", published="55", unit="years", variable="age_years"),
    dict(id="youngest", kind="minimum", published="30", unit="years", variable="age_years"),
    dict(id="mean", kind="mean", published="1.000.000", unit="idr_per_month", variable="income", n="3"),
    dict(id="score", kind="mean", published="83,33", unit="percent", variable="knowledge_percent", n="3"),
    dict(id="band", kind="band", published="56-100", unit="percent", variable="knowledge_percent"),
    dict(id="paid", kind="amount", published="500.000", unit="idr_per_month", variable="income",
         condition="sex=male"),
    dict(id="list", kind="list", published="men", condition="income<600000", of="sex=male"),
    dict(id="not imposed", kind="count", published="99", condition="sex=male", imposed="no"),
]
PEOPLE = [dict(sex="Perempuan", age_years="55", income="1500000", K01="3", K02="3"),
          dict(sex="Perempuan", age_years="30", income="1000001", K01="2", K02="2"),
          dict(sex="male", age_years="40", income="500000", K01="3", K02="2")]


def write(path, rows, columns):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def files(tmp_path):
    form = tmp_path / "instrument"
    form.mkdir()
    label = "label::Indonesia (id)"
    write(form / "choices.csv", [dict(list_name="sex", name="female", **{label: "Perempuan"}),
                                 dict(list_name="sex", name="male", **{label: "Laki-laki"}),
                                 *(dict(list_name="scale", name=str(k), points=str(k)) for k in (1, 2, 3))],
          ["list_name", "name", label, "points"])
    write(form / "survey.csv", [dict(type="select_one sex", name="sex"), dict(type="integer", name="income"),
                                dict(type="integer", name="age_years"),
                                *(dict(type="select_one scale", name=k, dimension="knowledge")
                                  for k in ("K01", "K02"))], ["type", "name", "dimension"])
    write(tmp_path / "claims.csv", [dict(dict(imposed="yes"), **claim) for claim in CLAIMS], FIELDS)

    def respondents(change=None):
        people = [dict(person) for person in PEOPLE]
        if change:
            row, column, value = change
            people[row][column] = value
        write(tmp_path / "people.csv", people, list(PEOPLE[0]))
        return [str(tmp_path / "claims.csv"), str(tmp_path / "people.csv")]

    return respondents


def test_a_data_set_that_satisfies_every_claim_is_accepted(files, capsys):
    assert recount.main(files()) == 0
    assert capsys.readouterr().out == "11 of 11 imposed claims hold among 3 respondents\n"


@pytest.mark.parametrize(("change", "failing"), [
    ((0, "sex", "Laki-laki"), {"women", "women.share", "most", "paid", "list"}),
    ((1, "age_years", "18"), {"all", "youngest"}),
    ((0, "age_years", "54"), {"oldest"}),
    ((0, "income", "1500003"), {"mean"}),
    ((2, "income", "700000"), {"mean", "paid", "list"}),
    ((2, "K02", "3"), {"score"}),
    ((1, "K01", "1"), {"score", "band"}),
    ((1, "income", ""), {"mean"}),
])
def test_each_changed_answer_is_found_in_the_claims_that_it_breaks(files, capsys, change, failing):
    assert recount.main(files(change)) == 1
    lines = capsys.readouterr().out.splitlines()[:-1]
    assert {line.split(":")[0] for line in lines} == failing


def test_it_runs_on_the_standard_library_alone():
    code = ("import sys; sys.path.insert(0, sys.argv[1]); import recount; "
            "print(sorted(m for m in sys.modules if m.split('.')[0] in ('pandas', 'numpy', 'scipy', 'ppks_study')))")
    folder = recount.__file__.rsplit("recount.py", 1)[0]
    out = subprocess.run([sys.executable, "-S", "-c", code, folder], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


@pytest.mark.parametrize("question", ["sex=female & programme=pkh", "share sex=male & programme=psm",
                                      "mean(income) programme=pkh", "mean(knowledge_percent) education=s1"])
def test_the_respondents_that_attain_a_bound_are_accepted(study, tmp_path, question):
    answer = bounds(question, study)
    assert len(answer["witnesses"]) == 2
    for place, people in enumerate(answer["witnesses"]):
        pd.DataFrame(people).to_csv(tmp_path / f"{place}.csv", index=False)
        assert recount.main([str(study.data.claims), str(tmp_path / f"{place}.csv")]) == 0
