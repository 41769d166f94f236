import pytest
from tests.support.surveys import YES_NO, ask, form, raw

from surveyintake.cleaning import clean
from surveyintake.privacy import MASK, asks_for, identifiers, looks_private, pseudonym, tells


@pytest.mark.parametrize(("text", "kind"), [
    ("1376014508850001", "nik"), ("13.7601.450885.0001", "nik"), ("NIK 1376 0105 0885 0001", "nik"),
    ("1376010000000001", "kk"), ("081234567890", "phone"), ("+62 812-3456-7890", "phone"), ("6281234567890", "phone"),
    ("hubungi 0812 3456 789 ya", "phone"), ("budi.s@example.co.id", "email"), ("-0.2246, 100.6331", "gps"),
    ("-0.2246 100.6331 512 4.9", "gps")])
def test_what_tells_who_somebody_is_is_found(text, kind):
    assert looks_private(text) == kind


@pytest.mark.parametrize("text", [
    "2507668", "Rp 2.507.668", "Rp 812.345.678", "8.123.456.789", "620000000", "12500000", "2026-01-05 10:00:00",
    "9999999999999999", "2.5 100.5", "08:30", "0", "PKH, BPNT", "2.507.668,00", "62 8 2019",
    "1.376.014.508.850.001", "uuid:0812a345-6789", "100.6331, -0.2246", "0812"])
def test_amounts_dates_and_other_numbers_tell_nobody(text):
    assert looks_private(text) is None


def test_a_header_tells_a_family_card_from_a_nik_and_a_phone_without_its_zero():
    assert tells("1376010101080001", header="No. KK") == "kk"
    assert tells("81234567890", header="No HP") == "phone"
    assert tells("81234567890", header="Pendapatan") is None


@pytest.mark.parametrize(("text", "kind"), [
    ("nama", "name"), ("Nama lengkap", "name"), ("NIK", "nik"), ("no_kk", "kk"), ("no_hp", "phone"),
    ("Telepon", "phone"),
    ("Alamat rumah", "address"), ("email", "email"), ("E-mail", "email"), ("nama_program", None), ("Jumlah HP", None),
    ("kk_dampingan", None), ("Nama kegiatan", None), ("biaya telepon", None), ("no", None), ("", None)])
def test_only_what_plainly_asks_for_it_asks_who_somebody_is(text, kind):
    assert asks_for(text) == kind


def test_roles_decide_where_a_form_names_an_identifier():
    names = [ask("nama"), ask("hp", "phonenumber"), ask("q", "select_one", YES_NO), ask("nik", "integer")]
    assert identifiers(form(*names)) == identifiers(form(*names, ask("code", role="code"))) == {"nama", "hp", "nik"}
    assert identifiers(form(*names, ask("code", role="code"), ask("x", role="identifier"))) == {"hp", "x"}


FORM = form(ask("nik", role="identifier", required=True, constraint="regex(., '[0-9]{16}')"), ask("age", "integer"),
            ask("remark"))
ROWS = [["1376014508850001", "30", "x"], ["137601", "31", "0812345678901"], ["", "0812345678901", ""]]


def test_identifiers_are_never_in_the_data_and_masked_in_the_log():
    data, log = clean(raw(["nik", "age", "remark"], *ROWS), FORM)
    assert list(data.columns) == ["age", "remark"]
    assert log[["cell", "raw", "rule"]].to_numpy().tolist() == [
        ["A3", MASK, "out_of_range"], ["A4", "", "required"], ["B4", MASK, "not_a_number"]]


def test_what_a_header_plainly_asks_for_is_masked_with_an_identifiers_role_or_without():
    asked = form(ask("Nama ibu kandung"), ask("x", role="identifier"), ask("age", "integer"))
    rows = [["#REF!", "a", "banyak", "Nn"], ["", "", "", "Budi"]]
    _, log = clean(raw(["Nama ibu kandung", "x", "age", "Nama"], *rows), asked)
    assert log[["cell", "raw", "rule"]].to_numpy().tolist() == [
        ["A2", MASK, "excel_error"], ["C2", "banyak", "not_a_number"], ["D3", MASK, "empty_row"]]


def test_a_pseudonym_stands_for_the_identifiers_whatever_the_order_of_rows():
    there, _ = clean(raw(["nik", "age", "remark"], *ROWS), FORM, key=b"secret")
    back, _ = clean(raw(["nik", "age", "remark"], *ROWS[::-1]), FORM, key=b"secret")
    assert list(there.columns)[0] == "pseudonym"
    assert there["pseudonym"][0] == back["pseudonym"][2]
    assert there["pseudonym"].isna().tolist() == [False, True, True]
    assert there["pseudonym"][0] != clean(raw(["nik", "age", "remark"], *ROWS), FORM, key=b"other")[0]["pseudonym"][0]


def test_a_pseudonym_is_that_of_the_published_definition():
    assert pseudonym(b"key", ["The quick brown fox"]) == pseudonym(b"key", [" the QUICK brown  fox. "])
    assert len(pseudonym(b"key", ["a", "b"])) == 13
    assert pseudonym(b"key", ["a", "b"]) != pseudonym(b"key", ["ab", ""])


def test_the_digits_of_a_submissions_number_tell_nobody():
    assert looks_private("1c4e0a2b-0812-3456-7890-13990112609a") is None
    assert looks_private("uuid:08123456-7890-1234-5678-901234567890") is None
    assert looks_private("1c4e0a2b-1111-4a22-8b33-13990112609a 0812-3456-7890") == "phone"


def test_a_name_beside_what_the_survey_calls_its_respondents_is_a_persons():
    assert (asks_for("nama_perawat"), asks_for("nama_perawat", {"perawat"})) == (None, "name")
    assert asks_for("nama_pasien", {"perawat"}) is None
