"""Verdicts on a study and on another study's file of claims."""

import json
import os
import subprocess
import sys
from dataclasses import replace

import pandas as pd
import pytest

from claimcheck.claims import FIELDS, Claim
from claimcheck.report import ALARMS, KINDS, VERDICTS
from claimcheck.space import Space
from claimcheck.verdicts import verify
from ppks_study.phrases import Phrases
from ppks_study.verification.verify import conflicts, counts, verify_file


@pytest.fixture(scope="module")
def report(verdicts):
    return verdicts


def verdict(report, claim):
    return next(judged.verdict for judged in report.judged if judged.claim.id == claim)


def test_every_claim_has_a_verdict_and_a_reason_in_both_languages(report):
    rows = report.as_dict()["claims"]
    assert len(rows) > 250
    assert {row["verdict"] for row in rows} <= set(VERDICTS)
    assert all(row["reason"]["id"] and row["reason"]["en"] for row in rows)


def test_the_reviewed_verdicts_stand(report):
    assert all(judged.claim.verdict for judged in report.judged)
    assert not report.moved


@pytest.mark.parametrize(("claim", "expected"), [
    ("competence.tenure.share", "impossible"), ("conclusion.bpnt.share", "impossible"),
    ("conclusion.other.share", "impossible"), ("qualification.assistant.mean", "impossible"),
    ("front.received", "contradicted"), ("front.revised", "contradicted"),
    ("method.bands.less_effective", "contradicted"), ("profile.wage_floor", "contradicted"),
    ("profile.occupation.companion_side.count", "contradicted"), ("profile.income.maximum", "contradicted"),
    ("front.abstract_id.incentive.minimum", "contradicted"), ("qualification.s1.expert", "contradicted"),
    ("front.abstract_id.incentive.mean", "strained"), ("profile.education.pkh_requirement", "strained"),
    ("profile.education.slta_roles", "strained"), ("profile.occupation.side_job.answered", "strained"),
    ("qualification.generalist.not_performed", "strained"), ("profile.age.over_ideal.unproductive", "strained")])
def test_what_clashes_in_the_published_study_is_found(report, claim, expected):
    assert verdict(report, claim) == expected


@pytest.mark.parametrize("start", [
    "profile.sex", "profile.marital_status", "profile.education.s1.", "profile.education.slta.", "competence.field",
    "competence.knowledge", "competence.skill", "competence.attitude", "profile.age.ideal",
    "profile.income.below_floor.share",
    "introduction.companions_needed", "incentive.table2.pkh", "qualification.kkni", "qualification.generalist.mean"])
def test_what_does_not_clash_raises_no_alarm(report, start):
    found = [judged for judged in report.judged if judged.claim.id.startswith(start)]
    assert found
    assert not {judged.verdict for judged in found} & set(ALARMS)


def test_conflicts_name_one_claim_of_each_fact_and_its_repetitions_beside_it(report):
    for clash in report.clashes:
        assert len(set(clash.everyone)) == len(clash.everyone)
        assert all(set(repair) <= {*clash.claims, *clash.structural} for repair in clash.repairs)
    assert all(clash.repairs for clash in report.clashes if clash.claims)


def test_every_kind_of_conflict_has_a_name_in_both_languages(report):
    assert {clash.kind for clash in report.clashes} <= set(KINDS)
    assert all(Phrases("verification", lang).label(kind) for kind in KINDS for lang in ("id", "en"))


def test_tables_hold_every_claim_and_every_conflict(report):
    told = report.as_dict()
    table = counts(told).set_index("section")
    assert table.loc["all", "claims"] == len(report.judged)
    assert (table.drop(columns="claims").sum(axis=1) == table["claims"]).all()
    for lang in ("id", "en"):
        assert len(conflicts(told, lang)) == len(report.clashes)


def write(folder, claims):
    path = folder / "claims.csv"
    rows = pd.DataFrame([vars(claim) for claim in claims])[list(FIELDS)]
    rows.to_csv(path, index=False)
    return path


OTHER = [Claim("n", kind="count", published="40", n="40"),
         Claim("women", kind="count", published="22", condition="sex=female", n="40", partition="sex"),
         Claim("men", kind="count", published="20", condition="sex=male", n="40", partition="sex"),
         Claim("share", kind="share", published="33.33", unit="percent", condition="area=town", n="40"),
         Claim("mean", kind="mean", published="41.26", unit="years", variable="age_years", n="40")]


def test_another_studys_claims_are_judged_without_instrument_or_respondents(tmp_path):
    found = verify_file(write(tmp_path, OTHER))
    assert {judged.claim.id: judged.verdict for judged in found.judged} == {
        "n": "untestable", "women": "contradicted", "men": "contradicted", "share": "impossible", "mean": "impossible"}


def test_the_published_claims_are_judged_alike_as_a_file(study, report):
    found = verify_file(study.data.claims)
    alarms = {judged.claim.id for judged in report.judged if judged.verdict in ALARMS}
    assert {judged.claim.id for judged in found.judged if judged.verdict in ALARMS} == alarms


def test_a_survey_reproduces_a_claim_or_differs_from_it_by_so_much():
    people = pd.DataFrame({"sex": ["female"] * 6 + ["male"] * 4})
    claims = [Claim("women", kind="count", published="6", condition="sex=female", n="10"),
              Claim("share", kind="share", published="60,0", unit="percent", condition="sex=female", n="10"),
              Claim("men", kind="count", published="5", condition="sex=male", n="10"),
              Claim("world", kind="population", published="15.522", unit="people")]
    found = {judged.claim.id: judged for judged in verify(claims, Space(10), survey=people).judged}
    assert (found["women"].verdict, found["share"].verdict, found["men"].verdict) == (
        "reproduced", "reproduced", "differs")
    assert "4, 1 away" in found["men"].reason["en"]
    assert found["world"].verdict == "untestable"


def test_a_verdict_that_moved_is_named(report):
    judged = report.judged[0]
    other = replace(judged, claim=replace(judged.claim, verdict="implied"))
    assert replace(report, judged=(other, *report.judged[1:])).moved == [other]


def run(*arguments, **environment):
    return subprocess.run([sys.executable, "-m", "ppks_study", "verify", *arguments], capture_output=True, text=True,
                          env={**os.environ, **environment}, check=False)


def test_the_same_json_comes_of_every_hash_seed_and_a_moved_verdict_ends_with_1(tmp_path):
    path = write(tmp_path, [replace(claim, verdict="implied") if claim.id == "men" else claim for claim in OTHER])
    first, second = (run("--claims", str(path), "--json", PYTHONHASHSEED=seed) for seed in ("1", "2"))
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["conflicts"][0]["claims"] == ["women", "men"]
    assert first.returncode == 1
    assert "men: implied is now contradicted" in first.stderr


@pytest.mark.parametrize(("lang", "word"), [("en", "contradicted"), ("id", "bertentangan")])
def test_a_terminal_shows_alarms_conflicts_and_counts(tmp_path, lang, word):
    found = run("--claims", str(write(tmp_path, OTHER)), "--lang", lang)
    assert found.returncode == 0
    assert f"2 {word}" in found.stdout
    assert "women" in found.stdout


@pytest.mark.parametrize(("column", "value", "expected"), [
    ("n", "-4", "n is '-4'"), ("items", "x", "items is 'x'"), ("condition", "sex", "cannot read 'sex'"),
    ("condition", "", "a share of whom?"), ("published", "9" * 40, "more than 16 digits"), ("kind", "sahre", "share")])
def test_a_row_that_cannot_be_understood_is_refused_with_its_place(tmp_path, column, value, expected):
    claims = [*OTHER[:3], replace(OTHER[3], **{column: value})]
    found = run("--claims", str(write(tmp_path, claims)))
    assert found.returncode == 2
    assert expected in found.stderr
    assert "row 5, share" in found.stderr


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "claims.csv"
    path.write_bytes("id,kind,published\né,count,1\n".encode("latin-1"))
    found = run("--claims", str(path))
    assert found.returncode == 2
    assert "UTF-8" in found.stderr
