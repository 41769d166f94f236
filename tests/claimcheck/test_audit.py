"""Which printed value next door would mend a conflict, and how kindly it can be read."""

from fractions import Fraction

import pytest

from claimcheck.audit import in_notation, is_slip
from claimcheck.claims import Claim
from claimcheck.space import Space
from claimcheck.verdicts import verify


def sexes(women, men, n=45):
    return [Claim("women", kind="count", published=women, condition="sex=female", n=str(n), partition="sex"),
            Claim("men", kind="count", published=men, condition="sex=male", n=str(n), partition="sex")]


def only_conflict(claims, n=45):
    (conflict,) = verify(claims, Space(n)).as_dict()["conflicts"]
    return conflict


def test_a_count_that_one_slip_explains_is_called_a_likely_misprint():
    conflict = only_conflict(sexes("23", "13"))
    assert conflict["neighbours"]["women"] == {"nearest": ["32"], "misprint": ["32"]}
    assert conflict["neighbours"]["men"] == {"nearest": ["22"], "misprint": []}
    assert conflict["repairs"] == [["women"], ["men"]]
    assert conflict["structural"] == ["sex: parts make the whole"]


def test_the_kindest_reading_says_how_many_did_not_answer():
    claims = [Claim("yes", kind="count", published="24", condition="side_job=yes", n="45"),
              Claim("no", kind="count", published="18", condition="side_job=no", n="45"),
              Claim("answered", kind="count", published="45", condition="side_job in yes|no", n="45",
                    strength="reading")]
    conflict = only_conflict(claims)
    kindest = conflict["charitable"][0]
    assert (kindest["claim"], kindest["lower"], kindest["upper"]) == ("answered", 3, 3)
    assert "3 people" in kindest["reason"]["en"]
    assert "3 orang" in kindest["reason"]["id"]
    assert conflict["readings"] == ["answered"]


def test_of_one_person_the_report_speaks_in_the_singular():
    claims = [Claim("pkh", kind="count", published="20", condition="programme=pkh", n="45"),
              Claim("all", kind="list", published="S1", condition="education=s1", of="programme=pkh"),
              Claim("some", kind="count", published="19", condition="programme=pkh & education=s1", n="45")]
    reason = only_conflict(claims)["charitable"][0]["reason"]
    assert "1 person" in reason["en"]
    assert "1 orang" in reason["id"]


@pytest.mark.parametrize(("value", "published", "expected"), [
    ("36", "38", True), ("36", "63", True), ("136", "36", True), ("36", "136", True), ("36", "36", False),
    ("36", "51", False), ("5.000.000", "4.500.000", False), ("44,44", "44,45", True)])
def test_a_slip_is_one_digit_changed_added_or_lost_or_two_swapped(value, published, expected):
    assert is_slip(value, published) is expected


@pytest.mark.parametrize(("value", "published", "unit", "expected"), [
    (Fraction(400, 9), "33,33", "percent", "44,44"), (Fraction(400, 9), "33.3", "percent", "44.4"),
    (Fraction(5000000), "4.500.000", "idr_per_month", "5.000.000"),
    (Fraction(5000000), "4,500,000", "idr_per_month", "5,000,000"), (Fraction(12), "15", "people", "12")])
def test_a_value_is_written_as_the_claim_writes_it(value, published, unit, expected):
    assert in_notation(value, Claim("a", kind="share", published=published, unit=unit)) == expected
