"""What a text names: by name, file, printed number, place and words."""

import re

import pytest
from tests.support.shelves import NUMBERS, STUDY, names, opened

from paperbuild.targets import SUFFIXES, Asked, find, folded, nearest, printed


@pytest.mark.parametrize("target", ["profile-age", "profile.age", "profile-age.pdf", "x/en/profile-age.png",
                                    f"figures/{STUDY}/en/profile-age.svg"])
def test_a_figure_is_found_by_its_name_and_by_every_file(finished, target):
    assert names(finished, target) == [("shown", "profile-age")]


@pytest.mark.parametrize("suffix", [suffix for suffix, form in SUFFIXES.items() if form == "table"])
def test_a_table_is_found_by_every_file(finished, suffix):
    [match] = find(opened(finished), f"results/{STUDY}/id/tables/profile-composition{suffix}")
    assert (match.name, match.form, match.lang) == ("profile-composition", "table", "id")


@pytest.mark.parametrize(("target", "key"), [
    ("71,1", "profile.sex.female.share"), ("71.1%", "profile.sex.female.share"),
    ("71,1 persen", "profile.sex.female.share"), ("22.42", "profile.age.all.mean"),
    ("50,13 tahun", "profile.age.all.mean"), ("71.11", "profile.sex.female.share")])
def test_a_printed_number_is_found_in_either_language(finished, target, key):
    assert ("number", key) in names(finished, target)


@pytest.mark.parametrize("target", ["Rp 2.507.668", "Rp2.507.668,-", "IDR 2,507,668", "2.507.668"])
def test_an_amount_is_found_with_the_claims_that_print_it_so(finished, target):
    found = names(finished, target)
    assert ("number", "profile.income.all.mean") in found
    assert ("claim", "profile.income.mean") in found or "," in target.removesuffix(",-")


@pytest.mark.parametrize("target", ["Rp 71,1", "34%", "17", "71", "2.507.667", "71,1 tahun"])
def test_a_number_in_another_unit_or_of_another_size_is_no_match(target):
    assert printed(Asked.parse(target), NUMBERS) == []


def test_every_numeral_of_every_text_leads_to_its_number():
    for key, entry in NUMBERS.items():
        for text in entry["text"].values():
            for numeral in re.findall(r"\d[\d.,]*\d", text):
                assert key in printed(Asked.parse(numeral), NUMBERS)


@pytest.mark.parametrize(("target", "near"), [("profile.sex.femal.share", "profile.sex.female.share"),
                                              ("profil-age", "profile-age"), ("female", "profile.sex.female.share")])
def test_the_nearest_are_told_when_nothing_matches(finished, target, near):
    assert names(finished, target) == []
    assert near in nearest(opened(finished), target)


def test_dashes_spaces_and_marks_do_not_tell_texts_apart():
    assert folded("**A**  “b”\u00a0c–d") == folded("a b c-d")


@pytest.mark.parametrize("target", ["numbers.json", f"{STUDY}/numbers.json", "/elsewhere/results/{}/numbers.json"])
def test_a_result_is_found_by_the_end_of_its_path_and_below_any_folder(finished, target):
    assert names(finished, target.format(STUDY)) == [("file", f"results/{STUDY}/numbers.json")]
