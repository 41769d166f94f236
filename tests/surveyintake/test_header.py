import pytest

from surveyintake.header import find, hits, plain, unnumbered

KNOWN = {"sex", "jenis kelamin", "usia", "k01", "k02", "pendidikan"}


def rows(*table):
    return [(number, list(row)) for number, row in enumerate(table, start=1) if any(row)]


def test_titles_and_groups_above_do_not_hide_the_header():
    table = rows(["Rekap data pendamping", "", "Kota X", "2019"], [], ["Profil", "", "Kompetensi"],
                 ["Jenis kelamin", "Usia", "K01", "K02"], ["P", "32", "1", "2"])
    assert find(table, KNOWN).row == 4


def test_without_known_texts_the_header_is_the_first_nearly_full_row():
    assert find(rows(["Rekap"], ["a", "b", "c"], ["1", "2", "3"])).row == 2


def test_a_row_of_labels_below_names_is_no_answer_and_gives_second_names():
    found = find(rows(["sex", "K01"], ["Jenis kelamin", "K02"], ["P", "1"]), KNOWN)
    assert (found.row, found.second, found.also) == (1, 2, {0: "Jenis kelamin", 1: "K02"})


def test_a_header_merged_over_two_rows_is_taken_from_above():
    found = find(rows(["Jenis kelamin", "Kompetensi", ""], ["", "K01", "K02"], ["P", "1", "2"]), KNOWN)
    assert (found.row, found.names) == (2, ["Jenis kelamin", "K01", "K02"])


def test_a_table_without_rows_has_no_header():
    assert find([], KNOWN) is None


@pytest.mark.parametrize(("text", "bare"), [
    ("1. usia", "usia"), ("1.usia", "usia"), ("a. usia", "usia"), ("b1. usia", "usia"), ("1.2 usia", "usia"),
    ("(3) usia", "usia"), ("k01", "k01"), ("1.5 juta", "juta"), ("3 program", "3 program"), ("2019", "2019")])
def test_the_number_of_a_question_is_told_from_its_words(text, bare):
    assert unnumbered(text) == bare


def test_markup_is_no_part_of_a_header():
    assert plain("## <span style='color:red'>Usia</span> **?** ") == "usia"
    assert plain("a < b") == "a < b"
    assert hits(["Bagian/1. USIA"], KNOWN) == 1
