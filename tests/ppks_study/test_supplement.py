import json

import pytest

from ppks_study.sections.method import counted, standing
from ppks_study.supplement import COLUMNS, supplement, write_supplement
from ppks_study.tables import SUFFIXES


def test_every_claim_stands_somewhere_and_is_counted_once(english):
    table = counted(english).set_index("section")
    ways = ["imposed", "contradicts", "set_aside", "other"]
    assert table.loc["all", "claims"] == len(english.claims)
    assert (table[ways].sum(axis=1) == table["claims"]).all()
    assert (table.drop("all").sum() == table.loc["all"]).all()
    assert table.loc["all", "imposed"] == sum(claim.is_imposed for claim in english.claims)


def test_a_misprinted_share_contradicts_and_the_nation_is_no_respondent(english):
    found = standing(english)
    assert found["profile.sex.female.count"] == "imposed"
    assert {found[c.id] for c in english.claims if c.published == "58,00"} == {"contradicts"}
    assert {found[c.id] for c in english.claims if c.section == "introduction"} == {"other"}


def test_tables_speak_one_language_and_no_code(survey):
    tables = supplement(survey)
    assert set(tables) == set(COLUMNS) - {"sample", "strata", "cleaning", "disclosure"}
    cells = {cell for table in tables.values() for row in table.rows for cell in row}
    codes = {"up_or_down", "floor", "ceiling", "contradicts", "set_aside", "small_roles", "stakeholder"}
    if survey.lang == "id":
        codes |= {"yes", "no", "printed", "reading", "structural"}
    assert cells & codes == set()
    assert not any("_" in cell for cell in cells)


@pytest.mark.parametrize("survey", ["en"], indirect=True)
def test_rounding_rules_that_differ_in_halves_only_stand_together(survey):
    rows = supplement(survey)["scales"].rows
    assert ("Asisten", "92,47", "11", "11", "ordinary, cut off, always up", "–") in [
        (row[0], row[1].replace(".", ","), *row[2:]) for row in rows]


def test_informants_are_not_said_to_be_merged(english):
    rows = {row[0]: row for row in supplement(english)["sources"].rows}
    assert rows["Beneficiaries"][-1] == "–"
    assert rows["PKH city coordinator"][-1] == "yes"
    assert rows["PKH companion"][-1] == "no"


def test_tables_are_written_for_the_article(english, tmp_path):
    paths = write_supplement(english, tmp_path)
    assert {path.suffix for path in paths} == set(SUFFIXES)
    assert {"method.xlsx", "method.docx"} <= {path.name for path in paths}
    stages = json.loads((tmp_path / "method-stages.json").read_text(encoding="utf-8"))
    assert [column["label"] for column in stages["columns"]] == ["Model", "Stage", "Activity"]
