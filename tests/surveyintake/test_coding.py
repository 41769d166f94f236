"""Codebook, segments and findings: read whole, or refused at the cell that is wrong; nothing that was said is kept."""

import pytest
from tests.conftest import ROOT

from surveyintake.coding import read_codes, read_findings, read_segments, role_of
from surveyintake.errors import InputError

CODES = "code,section,label_id,label_en,meaning_id,meaning_en\nworkload,incentive,Beban,Load,Arti,Meaning\n"
SEGMENTS = "segment,source,location,coder,code\ns1,stakeholder-2,par. 4,coder_a,workload\n"
VOICES, SECTIONS = ("pendamping", "stakeholder", "authors"), ("profile", "incentive", "method")
FINDINGS = ("id,code,finding_en,finding_id,voice,section,claim,converges\n"
            "a,workload,Loads differ,Beban berbeda,pendamping,incentive,,silent\n")


@pytest.fixture
def file(tmp_path):
    def write(content):
        (tmp_path / "given.csv").write_text(content, encoding="utf-8")
        return tmp_path / "given.csv"
    return write


def test_a_codebook_segments_and_findings_are_read_as_text(file):
    assert read_codes(file(CODES))["code"].tolist() == ["workload"]
    assert read_segments(file(SEGMENTS), ["workload"]).iloc[0].tolist() == SEGMENTS.splitlines()[1].split(",")
    assert read_findings(file(FINDINGS), ["workload"])["converges"].tolist() == ["silent"]


def test_files_without_rows_are_tables_without_rows(file):
    assert len(read_segments(file(SEGMENTS.splitlines()[0] + "\n"), [])) == 0
    assert len(read_findings(file(FINDINGS.splitlines()[0] + "\n"))) == 0


def test_a_mark_of_excel_and_spaces_around_cells_do_not_count(file):
    assert read_codes(file("\ufeff" + CODES.replace("workload,", " workload ,")))["code"].tolist() == ["workload"]


def test_the_findings_of_the_published_study_are_read_as_they_are():
    table = read_findings(ROOT / "data/raw/payakumbuh-2019/interviews.csv")
    assert len(table) == 28 and "code" not in table


@pytest.mark.parametrize(("old", "new", "said", "hint"), [
    ("workload,incentive", "Work load,incentive", "code 'Work load' cannot stand here", "a short name"),
    ("incentive", "insentive", "unknown section 'insentive'", "did you mean incentive"),
    (",Beban,", ",,", "no label_id", "a text"),
    ("meaning_en", "meaning", "no column 'meaning_en'", "label_id"),
    ("Arti,Meaning\n", "Arti,Meaning\nworkload,incentive,B,L,A,M\n", "a code stands twice: code 'workload'", "one row"),
])
def test_a_wrong_codebook_is_refused(file, old, new, said, hint):
    with pytest.raises(InputError, match=said) as refused:
        read_codes(file(CODES.replace(old, new, 1)), SECTIONS)
    assert hint in refused.value.expected


@pytest.mark.parametrize(("old", "new", "said", "hint"), [
    (",workload", ",worklod", "unknown code 'worklod'", "did you mean workload"),
    ("stakeholder-2", "stakholder-2", "unknown source 'stakholder-2'", "did you mean stakeholder"),
    ("coder_a,workload\n", "coder_a,workload\ns1,stakeholder-2,par. 4,coder_a,workload\n",
     "same code twice: segment 's1', coder 'coder_a', code 'workload'", "one row for each code"),
    ("coder_a,workload\n", "coder_a,workload\ns1,stakeholder-1,par. 4,coder_b,workload\n",
     "one segment lies in two sources: segment 's1'", "a name of its own"),
    ("location,", "place,", "no column 'location'", "segment, source, location"),
    ("coder,code", "coder,code,quotation", "5 cells where the header has 6", "as many cells"),
    ("coder_a", "", "no coder", "no empty cell"),
    ("stakeholder-2", "Ibu Sari", "source 'Ibu Sari' cannot stand here", "no person's name"),
    ("stakeholder-2", "ibu_sari", "source 'ibu_sari' cannot stand here", "no person's name"),
    ("coder_a", "Budi Santoso", "coder 'Budi Santoso' cannot stand here", "no person's name"),
    ("coder_a", "0812-3456-7890", "this coder cannot stand here", "no person's name"),
    ("par. 4", "she said, so many", "6 cells where the header has 5", "as many cells"),
    ("par. 4", "she said that the load is high and that nobody helps", "location 'she said", "a place, like"),
])
def test_wrong_segments_are_refused_at_their_cell(file, old, new, said, hint):
    with pytest.raises(InputError, match=said) as refused:
        read_segments(file(SEGMENTS.replace(old, new, 1)), ["workload"], VOICES)
    assert hint in refused.value.expected
    assert "0812" not in str(refused.value)


@pytest.mark.parametrize(("header", "said"), [("quotation", "unknown column 'quotation'"),
                                             ("code", "column 'code' stands twice")])
def test_a_column_for_what_was_said_is_refused(file, header, said):
    head, row = SEGMENTS.splitlines()
    with pytest.raises(InputError, match=said):
        read_segments(file(f"{head},{header}\n{row},x\n"), ["workload"])


def test_an_error_names_the_row_as_a_spreadsheet_counts_it(file):
    with pytest.raises(InputError) as refused:
        read_segments(file(SEGMENTS + "s2,pendamping-1,par. 9,coder_a,workload\ns3,pendamping-1,p,coder_a,x\n"),
                      ["workload"])
    assert refused.value.where == "given.csv, row 4, column code"


def test_two_coders_may_give_one_code_and_one_coder_two(file):
    more = "s1,stakeholder-2,par. 4,coder_b,workload\ns1,stakeholder-2,par. 4,coder_a,pay\n"
    assert len(read_segments(file(SEGMENTS + more), ["workload", "pay"])) == 3


def test_sources_are_the_roles_of_the_studys_table_where_it_has_one(file):
    named = SEGMENTS.replace("stakeholder-2", "pkh-03")
    assert read_segments(file(named), ["workload"], ["pkh"])["source"].tolist() == ["pkh-03"]
    with pytest.raises(InputError, match="unknown source 'stakeholder-2'"):
        read_segments(file(SEGMENTS), ["workload"], ["pkh"])
    assert len(read_segments(file(SEGMENTS), ["workload"])) == 1
    assert (role_of("pkh-03"), role_of("small_roles"), role_of("a-b")) == ("pkh", "small_roles", "a-b")


def test_a_paraphrase_may_stand_there_and_tells_nobody(file):
    head, row = SEGMENTS.splitlines()
    assert "paraphrase" in read_segments(file(f"{head},paraphrase\n{row},Loads differ\n"), ["workload"])
    with pytest.raises(InputError, match="this paraphrase cannot stand here"):
        read_segments(file(f"{head},paraphrase\n{row},call 0812-3456-7890\n"), ["workload"])


@pytest.mark.parametrize(("old", "new", "said", "hint"), [
    ("pendamping", "pendampin", "unknown voice 'pendampin'", "did you mean pendamping"),
    ("silent", "quiet", "unknown converges 'quiet'", "known: converge, oppose, silent"),
    ("a,workload", "a,worklod", "unknown code 'worklod'", "did you mean workload"),
    ("Loads differ,Beban berbeda", ",", "no finding_id", "in one language at least"),
    ("Loads differ", "Ask 1376014508850001", "this finding_en cannot stand here", "recognised"),
    ("silent\n", "silent\na,,X,Y,authors,method,,silent\n", "an id stands twice: id 'a'", "one row"),
])
def test_wrong_findings_are_refused(file, old, new, said, hint):
    with pytest.raises(InputError, match=said) as refused:
        read_findings(file(FINDINGS.replace(old, new, 1)), ["workload"], voices=VOICES, sections=SECTIONS)
    assert hint in refused.value.expected
    assert "1376014508850001" not in str(refused.value)


def test_a_file_that_is_no_csv_is_one_error(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        read_codes(tmp_path / "nothing.csv")
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x01,\xff")
    with pytest.raises(InputError, match="cannot be read"):
        read_codes(tmp_path / "bytes.csv")
