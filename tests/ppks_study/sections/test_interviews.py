"""The interviews section: a small study counted by hand, the simulated one, and the published one without segments."""

import csv
import importlib.util
import json
from dataclasses import replace

import pandas as pd
import pytest
from tests.conftest import ROOT

from paperbuild.errors import OutputError
from ppks_study.errors import StudyError
from ppks_study.page import Page
from ppks_study.sections.interviews import has_code, interviews, ratings, with_sources
from ppks_study.study import Study
from ppks_study.survey import coded

CODES = pd.DataFrame([(code, section, code.title(), code.title(), "arti", "meaning") for code, section in (
    ("pay", "incentive"), ("load", "incentive"), ("respect", "competence"), ("unused", "profile"))],
    columns=["code", "section", "label_id", "label_en", "meaning_id", "meaning_en"])
#: s1: both pay. s2: pay and load. s3: both load. s4: both pay and load. s5: one coder only. s6: both respect.
GIVEN = [("s1", "pendamping-1", "a", "pay"), ("s1", "pendamping-1", "b", "pay"), ("s2", "pendamping-1", "a", "pay"),
         ("s2", "pendamping-1", "b", "load"), ("s3", "pendamping-2", "a", "load"), ("s3", "pendamping-2", "b", "load"),
         ("s4", "stakeholder-1", "a", "pay"), ("s4", "stakeholder-1", "a", "load"),
         ("s4", "stakeholder-1", "b", "load"), ("s4", "stakeholder-1", "b", "pay"),
         ("s5", "stakeholder-1", "b", "respect"), ("s6", "beneficiary-1", "a", "respect"),
         ("s6", "beneficiary-1", "b", "respect")]
SEGMENTS = pd.DataFrame([(s, source, "p", coder, code) for s, source, coder, code in GIVEN],
                        columns=["segment", "source", "location", "coder", "code"])
FINDINGS = pd.DataFrame([("x", "pay", "F", "T", "stakeholder", "incentive", "incentive.load.lower", "oppose"),
                         ("y", "", "G", "", "authors", "method", "", "silent"),
                         ("z", "load", "H", "U", "pendamping", "incentive", "profile.sex.female.share", "converge")],
                        columns=["id", "code", "finding_en", "finding_id", "voice", "section", "claim", "converges"])
NONE = pd.DataFrame()


def told(survey, **tables):
    """Return the simulated survey with other interviews."""
    own = {"segments": SEGMENTS, "codes": CODES, "interviews": FINDINGS, "sources": NONE} | tables
    return replace(survey, tables={**survey.tables, **own})


def values(section, table):
    return section.tables[table].set_index("key")["value"].to_dict()


@pytest.fixture(scope="module")
def small(simulated):
    return interviews(told(simulated))


def test_the_reduction_counts_segments_sources_coders_codes_and_findings(small):
    found = {key.removeprefix("interviews."): value for key, value in values(small, "reduction").items()}
    assert found == {"segments": 6, "sources": 4, "coders": 2, "paired": 5, "codings": 13, "codes.book": 4,
                     "codes.used": 3, "codes.most": 3, "findings": 3, "findings.voices": 3, "findings.converge": 1,
                     "findings.oppose": 1, "findings.silent": 1, "findings.numbered": 2}


def test_a_segment_counts_for_each_code_that_any_coder_gave_it(small):
    found = values(small, "codes")
    assert [found[f"interviews.code.{code}.segments"] for code in CODES["code"]] == [3, 3, 2, 0]
    assert [found[f"interviews.code.{code}.speakers"] for code in CODES["code"]] == [2, 3, 2, 0]
    assert [found[f"interviews.code.{code}.agreed"] for code in CODES["code"]] == [2, 2, 1, 0]


def test_agreed_is_of_segments_that_two_coded(small):
    rows = small.tables["codes"].set_index("key")
    assert rows.loc["interviews.code.pay.agreed", ["n", "missing", "denominator"]].tolist() == [5, 1, 5]


def test_the_matrix_has_every_code_and_source_and_adds_up_to_the_codes(small):
    table = small.tables["matrix"]
    cells = table.pivot(index="label_en", columns="by", values="value")
    assert cells.loc["Pay"].to_dict() == {"pendamping": 2, "stakeholder": 1, "beneficiary": 0}
    assert cells.loc["Unused"].sum() == 0
    sums = table.groupby(table["key"].str.split(".").str[2])["value"].sum()
    assert sums.to_dict() == {code: values(small, "codes")[f"interviews.code.{code}.segments"]
                              for code in CODES["code"]}


def test_two_coders_agree_where_they_gave_the_same_set_of_codes():
    given = ratings(SEGMENTS)
    assert given.loc["s4"].tolist() == ["load pay", "load pay"]
    assert given.isna().sum().tolist() == [1, 0]
    assert has_code(given, "load").loc["s4"].tolist() == [True, True]
    assert has_code(given, "oad").loc["s4"].tolist() == [False, False]


def test_agreement_is_worked_out_by_hand(small):
    # Five pairs, one apart; codes among the ten: pay 3, load 3, load+pay 2, respect 2. 1 - 9 * 2 / (100 - 26).
    found = small.tables["agreement"].set_index("key")
    assert found.loc["interviews.agreement.alpha", "value"] == pytest.approx(1 - 9 * 2 / 74)
    assert found.loc["interviews.agreement.percent", "value"] == pytest.approx(80)
    assert found.loc["interviews.agreement.alpha", ["n", "missing"]].tolist() == [5, 1]
    # Of pay alone: s2 apart; given 5 of 10. 1 - 9 * 2 / (100 - 50).
    assert values(small, "by_code")["interviews.code.pay.alpha"] == pytest.approx(1 - 9 * 2 / 50)


def test_a_code_that_does_not_vary_has_no_alpha_and_no_row(small):
    assert {key.split(".")[2] for key in values(small, "by_code")} == {"pay", "load", "respect"}
    assert not small.numbers[small.numbers["basis"] == "computed"]["value"].isna().any()


@pytest.mark.parametrize("segments", [SEGMENTS[SEGMENTS["coder"] == "a"], SEGMENTS[SEGMENTS["segment"] == "s1"]],
                         ids=["one coder", "one code"])
def test_without_two_coders_or_two_codes_there_is_no_agreement(simulated, segments):
    found = interviews(told(simulated, segments=segments))
    assert [len(found.tables[name]) for name in ("agreement", "by_code", "alpha")] == [0, 0, 0]
    assert len(found.tables["codes"]) > 0


def test_three_coders_have_an_alpha_and_no_kappa(simulated):
    third = SEGMENTS[SEGMENTS["coder"] == "a"].assign(coder="c")
    assert list(values(interviews(told(simulated, segments=pd.concat([SEGMENTS, third]))), "agreement")) == [
        "interviews.agreement.alpha"]


def table_of_sources(**counts):
    kinds = {"pkh": "respondent", "psm": "respondent", "office": "stakeholder", "leader": "stakeholder"}
    return pd.DataFrame([(role, role.upper(), role.upper(), str(count), kinds[role], "", "")
                         for role, count in counts.items()],
                        columns=["role", "label_id", "label_en", "count", "kind", "merged_into", "claim"])


@pytest.mark.parametrize(("counts", "shown"), [
    ({"pkh": 5, "psm": 3, "office": 3, "leader": 3}, ["pkh", "psm", "office", "leader"]),
    ({"pkh": 5, "psm": 2, "office": 4, "leader": 1}, ["pendamping", "pendamping", "stakeholder", "stakeholder"]),
    ({"pkh": 5, "psm": 3, "office": 1, "leader": 1}, ["pkh", "psm"]),
    ({"pkh": 5, "psm": 3, "office": 9, "leader": ""}, ["pkh", "psm", "stakeholder", "stakeholder"])])
def test_no_column_of_the_matrix_is_about_fewer_people_than_may_be_told(simulated, counts, shown):
    segments = pd.DataFrame([(f"s{i}", f"{role}-1", "p", "a", "pay") for i, role in enumerate(counts)],
                            columns=SEGMENTS.columns)
    survey = told(simulated, segments=segments, sources=table_of_sources(**counts))
    assert survey.study.disclosure.fewest == 3
    assert with_sources(survey)["by"].tolist() == shown
    found = interviews(survey)
    assert found.tables["matrix"]["missing"].unique().tolist() == [4 - len(shown)]
    # What is not shown cannot be had as a difference: the codes count the same segments as the matrix.
    assert values(found, "codes")["interviews.code.pay.segments"] == found.tables["matrix"]["value"].sum()


def test_a_study_without_interviews_says_nothing_of_them(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = told(simulated, segments=SEGMENTS.iloc[:0], codes=CODES, interviews=FINDINGS.iloc[:0])
    page = Page(survey, interviews(survey))
    assert page.say("question").data == page.say("limits").data == page.say("joint").data == ""
    assert "not shown" in page.table("matrix").data
    assert not list(tmp_path.rglob("outline/*"))


def test_findings_without_segments_are_shown_with_no_agreement(english):
    found = interviews(english)
    assert {name: len(found.tables[name]) for name in ("codebook", "codes", "matrix", "agreement", "by_code")} == {
        "codebook": 0, "codes": 0, "matrix": 0, "agreement": 0, "by_code": 0}
    relations = found.tables["relations"].groupby("by", sort=False)["value"].sum().to_dict()
    findings = english.tables["interviews"]
    assert relations == {"converge": 13, "oppose": 7, "silent": 8} == findings["converges"].value_counts().reindex(
        ["converge", "oppose", "silent"]).to_dict()
    assert found.tables["findings"]["value"].sum() == len(findings) == 28
    assert set(found.numbers["unit"]) == {"findings", "voices"}


@pytest.fixture
def page(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = told(simulated)
    return Page(survey, interviews(survey))


def saved(page, name):
    return json.loads((page.folder / "tables" / f"interviews-{name}.json").read_text(encoding="utf-8"))


def test_the_joint_display_takes_each_number_from_its_own_section(page, simulated):
    page.table("joint")
    rows = saved(page, "joint")["rows"]
    assert [row[0] for row in rows] == ["Incentive", "Method", "Incentive"]
    assert rows[0][1].endswith("200 families") and rows[0][-1] == "3"
    assert rows[1][1] == "–" and rows[1][-1] == "–"
    assert rows[2][1].startswith("Female: ") and rows[2][1].endswith("%")


def test_a_finding_beside_a_number_that_is_not_there_is_refused_with_the_nearest(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = told(simulated, interviews=FINDINGS.assign(claim="profile.sex.femal.share"))
    with pytest.raises(OutputError, match="femal") as refused:
        Page(survey, interviews(survey)).table("joint")
    assert "profile.sex.female.share" in refused.value.expected


def test_a_finding_beside_a_section_that_is_not_there_is_refused_with_the_nearest(simulated, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    survey = told(simulated, interviews=FINDINGS.assign(claim="profil.sex.female.share"))
    with pytest.raises(OutputError, match="no section 'profil'") as refused:
        Page(survey, interviews(survey)).table("joint")
    assert "did you mean profile" in refused.value.expected


def test_a_matrix_is_a_table_with_the_same_counts(page, small):
    page.table("matrix")
    table = saved(page, "matrix")
    assert [head["label"] for head in table["columns"]][-3:] == ["Companions", "Stakeholders", "Beneficiaries"]
    shown = [float(cell) for row in table["rows"] for cell in row[-3:]]
    assert shown == small.tables["matrix"]["value"].tolist()
    assert "segments, not people" in table["note"] and "n = " in table["note"]
    assert len(table["keys"]) == 12


def test_the_published_joint_display_shows_every_finding_beside_a_printed_number(english, tmp_path, monkeypatch):
    monkeypatch.setenv("PPKS_OUTPUT", str(tmp_path))
    page = Page(english, interviews(english))
    page.table("joint")
    rows = saved(page, "joint")["rows"]
    assert len(rows) == 28
    assert all(row[1] not in ("", "–") for row in rows)


def test_segments_without_a_codebook_are_refused(simulated):
    study = replace(simulated.study, data=replace(simulated.study.data, codes=None))
    with pytest.raises(StudyError, match="segments without a codebook"):
        coded(study)


def test_the_simulated_segments_are_written_again_byte_for_byte(tmp_path):
    folder = ROOT / "data" / "raw" / "simulasi-2026"
    spec = importlib.util.spec_from_file_location("simulated_interviews", folder / "interviews.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.main(tmp_path)
    assert (tmp_path / "segments.csv").read_bytes() == (folder / "segments.csv").read_bytes()


def test_every_simulated_finding_says_so_and_quotes_nobody():
    with (ROOT / "data/raw/simulasi-2026/interviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all("imulated" in row["finding_en"] and "imulasi" in row["finding_id"] for row in rows)
    assert not any(mark in row[f"finding_{lang}"] for row in rows for lang in ("id", "en") for mark in "\"“”'")


def test_the_simulated_codebook_is_the_one_that_a_survey_begins_with():
    template = ROOT / "src/ppks_study/templates/beginning/codes.csv"
    assert template.read_bytes() == (ROOT / "data/raw/simulasi-2026/codes.csv").read_bytes()


def test_the_simulated_coders_agree_as_people_do(simulated):
    found = interviews(simulated)
    row = found.tables["agreement"].set_index("key").loc["interviews.agreement.alpha"]
    assert 0.667 < row["value"] < 0.9
    assert row["interval_lower"] < row["value"] < row["interval_upper"]
    assert Study.load(ROOT / "studies/simulasi-2026.toml").data.segments is not None
