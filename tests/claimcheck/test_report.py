from fractions import Fraction

import pytest

from claimcheck.bounds import Bound
from claimcheck.claims import Claim
from claimcheck.report import (
    Charitable,
    Clash,
    Judged,
    Neighbours,
    Pinned,
    Report,
    amount,
    listed,
    people,
    reason,
    rule,
    says,
    stated,
)

CLAIM = Claim("women", published="6", condition="sex=female", says_en="women", says_id="perempuan",
              verdict="implied")


def test_numbers_are_written_in_each_language():
    assert amount(Fraction(15522)) == {"en": "15,522", "id": "15.522"}
    assert amount(Fraction(5, 2))["id"] == "2,5"
    assert people(Fraction(2), Fraction(5))["en"] == "2–5 people"


def test_a_rule_is_named_by_its_partition_where_that_has_a_name():
    named = rule("profile.sex: parts make the whole", {"sex": {"en": "sex", "id": "jenis kelamin"}})
    assert named["en"] == "sex: the parts make the whole"
    assert rule("profile.sex: parts make the whole", {})["en"].startswith("profile.sex: ")


def test_a_long_list_ends_in_the_number_of_the_others():
    words = [{"en": str(i), "id": str(i)} for i in range(5)]
    assert listed(words, at_most=3)["en"] == "0; 1; 2, … (+2)"


def test_what_a_claim_states_is_said_in_our_words_with_what_is_printed():
    assert says(Claim("x")) == {"id": "x", "en": "x"}
    assert stated(CLAIM)["id"] == "perempuan (6)"
    assert stated(Claim("r", strength="structural", says_en="part of"))["en"] == "part of"


@pytest.mark.parametrize(("pinned", "verdict"), [
    (Pinned(empty=True), "untestable"), (Pinned(follows=True), "implied"), (Pinned(power=0.5), "consistent"),
    (Pinned(), "bounded")])
def test_what_the_other_facts_leave_decides_where_nothing_clashes(pinned, verdict):
    assert pinned.verdict[0] == verdict


def test_a_report_tells_a_program_all_that_it_rests_on():
    clash = Clash("joint", "printed", ("women", "men"), reason("implied"), restated={"women": ("again",)},
                  repairs=(("women",), ("men",)), neighbours={"women": Neighbours(("5",), ("5",))},
                  charitable=(Charitable("women", Fraction(1), None, reason("implied")),))
    judged = Judged(CLAIM, "contradicted", reason("implied"), Pinned(Bound(Fraction(5), Fraction(5))), (0,))
    report = Report((judged,), (clash,), (), (), 10)
    told = report.as_dict()
    assert clash.everyone == ("women", "men", "again")
    assert report.moved == [judged]
    assert (told["claims"][0]["computed"], told["claims"][0]["lower"]) == (5.0, 5.0)
    assert told["conflicts"][0]["neighbours"] == {"women": {"nearest": ["5"], "misprint": ["5"]}}
    assert told["conflicts"][0]["charitable"][0]["upper"] is None
    assert set(told["checked"]) == {"id", "en"}
