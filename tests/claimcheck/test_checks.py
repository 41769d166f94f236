"""What comparing claims finds without solving."""

from datetime import date

import pytest

from claimcheck.checks import compare, read_date
from claimcheck.claims import Claim


def kinds(found):
    return [clash.kind for clash in found.clashes]


def dates(received, revised):
    return [Claim("front.received", kind="date", published=received), Claim("front.revised", kind="date",
                                                                            published=revised)]


@pytest.mark.parametrize("text", ["13 Oktober 2020", "13 October 2020", "2020-10-13", "Diterima: 13 Okt. 2020"])
def test_a_date_is_read_in_either_language_and_in_iso(text):
    assert read_date(text) == date(2020, 10, 13)


@pytest.mark.parametrize("text", ["31 Februari 2020", "Oktober 2020", "13 Brumaire 2020"])
def test_what_is_no_date_is_none(text):
    assert read_date(text) is None


def test_a_later_step_with_an_earlier_date_clashes_and_one_in_order_agrees():
    assert kinds(compare(dates("13 Oktober 2020", "4 Oktober 2020"))) == ["dates"]
    found = compare(dates("4 Oktober 2020", "13 Oktober 2020"))
    assert not found.clashes
    assert set(found.agreed) == {"front.received", "front.revised"}


def bands(*spans):
    return [Claim(f"band{i}", kind="band", published=text, unit="percent", partition="bands")
            for i, text in enumerate(spans)]


def test_a_band_printed_twice_overlaps_and_the_gap_that_it_leaves_is_named():
    (clash,) = compare(bands("86-100", "71-85", "56-70", "56-70", "40 persen ke bawah")).clashes
    assert clash.claims == ("band2", "band3")
    assert "41–55 belongs to no class" in clash.reason["en"]


def test_bands_that_meet_agree_and_a_gap_alone_clashes():
    assert not compare(bands("86-100", "71-85", "70 ke bawah")).clashes
    (clash,) = compare(bands("86-100", "71-85", "60 and below")).clashes
    assert clash.claims == ("band2", "band1")
    assert "61–70" in clash.reason["en"]


def test_one_fact_told_with_two_numbers_clashes_and_the_end_of_a_range_does_not():
    said = dict(kind="level", fact="kkni", unit="level")
    assert kinds(compare([Claim("a", published="7 s.d 9", **said), Claim("b", published="8 s.d 9", **said)])) == [
        "restated"]
    assert not compare([Claim("a", published="21-50", **said), Claim("b", published="50", **said)]).clashes


def test_one_figure_under_two_names_strains_the_odd_name_only():
    said = dict(kind="mean", fact="income", published="2.507.668", unit="idr_per_month")
    claims = [Claim("text", variable="income", **said), Claim("again", variable="income", **said),
              Claim("abstract", variable="incentive", **said)]
    (clash,) = compare(claims).clashes
    assert (clash.kind, clash.strength, clash.claims, clash.readings) == ("names", "reading", ("abstract",),
                                                                          ("abstract",))


def indicators(mean):
    score = dict(variable="score_percent")
    return [Claim("items", kind="items", published="18", unit="items", **score),
            Claim("not_yet", kind="list", published="6,12,13,14,15,16", unit="items", **score),
            Claim("mean", kind="mean", published=mean, unit="percent", n="34", items="18", **score)]


def test_a_mean_above_what_the_performed_indicators_can_give_clashes():
    (clash,) = compare(indicators("94,22")).clashes
    assert clash.kind == "whole"
    assert "66.7" in clash.reason["en"]
    assert "66,7" in clash.reason["id"]
    assert not compare(indicators("66,00")).clashes


def needs(needed):
    part = dict(partition="need")
    return [Claim("families", kind="population", published="15,5 juta", unit="families", **part),
            Claim("ratio", kind="ratio", published="1:100", unit="ratio", **part),
            Claim("needed", kind="population", published=needed, unit="people", **part)]


def test_a_need_that_follows_from_a_ratio_agrees_and_another_clashes():
    assert not compare(needs("155.000")).clashes
    assert kinds(compare(needs("150.000"))) == ["ratio"]


def test_parts_of_a_population_add_up_to_their_whole_or_clash():
    def people(*parts, whole):
        return [Claim("whole", kind="population", published=whole, unit="people"),
                *(Claim(f"part{i}", kind="population", published=part, unit="people", partition="whole")
                  for i, part in enumerate(parts))]
    assert not compare(people("1.200", "800", whole="2.000")).clashes
    assert kinds(compare(people("1.200", "900", whole="2.000"))) == ["sum"]


RULES = [{"key": "group", "fact": "", "kind": "kkni_group", "lower": "4", "upper": "6", "label_id": "Teknisi",
          "label_en": "Technician", "source": "Perpres 8/2012"},
         {"key": "s1", "fact": "degree", "kind": "kkni_level", "lower": "6", "upper": "6", "label_id": "Sarjana",
          "label_en": "Bachelor", "source": "Perpres 8/2012"},
         {"key": "floor", "fact": "floor", "kind": "wage", "lower": "2289228", "upper": "2289228", "label_id": "UMP",
          "label_en": "Floor", "source": "Governor"}]


def test_a_figure_is_held_against_the_regulation_that_it_names_with_the_source():
    wrong = Claim("floor", kind="threshold", published="2.198.000", unit="idr_per_month")
    (clash,) = compare([wrong], regulations=RULES).clashes
    assert "2,289,228 (Governor)" in clash.reason["en"]
    right = Claim("floor", kind="threshold", published="2.289.228", unit="idr_per_month")
    assert not compare([right], regulations=RULES).clashes


def test_a_level_in_words_is_held_against_the_group_of_the_regulation():
    said = dict(kind="level", fact="degree", unit="level")
    assert kinds(compare([Claim("a", published="ahli", **said)], regulations=RULES)) == ["regulation"]
    assert not compare([Claim("a", published="teknisi", **said)], regulations=RULES).clashes


def test_works_cited_but_not_listed_and_listed_but_not_cited_are_named():
    rows = [{"key": "a", "author": "Ada", "year": "1990", "cited": "yes", "listed": "no", "times_listed": "0"},
            {"key": "b", "author": "Budi", "year": "2000", "cited": "no", "listed": "yes", "times_listed": "2"},
            {"key": "c", "author": "Cut", "year": "2010", "cited": "yes", "listed": "yes", "times_listed": "1"}]
    found = compare([], references=rows)
    assert [clash.reason["en"].rstrip(".").split(": ")[1] for clash in found.clashes] == [
        "Ada 1990", "Budi 2000", "Budi 2000"]


def test_a_total_of_everybody_that_is_another_clashes_with_the_rest():
    totals = [Claim("a", published="45"), Claim("b", published="45"), Claim("c", published="44")]
    assert kinds(compare(totals[:2], n_respondents=45)) == []
    (clash,) = compare(totals, n_respondents=45).clashes
    assert clash.claims == ("a", "c")
