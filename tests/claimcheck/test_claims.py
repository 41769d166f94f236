from fractions import Fraction

import pytest

from claimcheck.claims import Claim, read_claims
from claimcheck.errors import ClaimError
from claimcheck.statements import statements


@pytest.mark.parametrize(("published", "unit", "plain"), [
    ("75,55", "percent", ("75.55",)), ("94, 22", "percent", ("94.22",)), ("75.55", "percent", ("75.55",)),
    ("2.507.668", "idr_per_month", ("2507668",)), ("2,507,668", "idr_per_month", ("2507668",)),
    ("500,000", "idr_per_month", ("500000",)), ("15.522", "people", ("15522",)),
    ("300.000-350.000", "idr_per_month", ("300000", "350000")), ("86-100", "percent", ("86", "100")),
    ("40,00", "percent", ("40.00",)), ("1:237- 400", "ratio", ("1", "237", "400")), ("45", "people", ("45",))])
def test_printed_numbers_are_read_to_the_last_zero(published, unit, plain):
    assert Claim("x", published=published, unit=unit).numerals == plain


def test_millions_in_words_are_millions():
    assert Claim("x", published="26,58 juta", unit="people").values == (Fraction(26_580_000),)


HEADER = "id,kind,published,condition,strength\n"


@pytest.mark.parametrize(("text", "message"), [
    ("id,published\n", "no column kind"),
    (HEADER + "a,cuont,1,,printed\n", "did you mean count"),
    (HEADER + "a,count,1,,printed\na,count,2,,printed\n", "row 3"),
    (HEADER + "a,count,many,,printed\n", "has no number"),
    (HEADER + "a,count,1,sex~female,printed\n", "row 2, a"),
    (HEADER + "a,count,1,,guess\n", "unknown strength")])
def test_a_bad_claims_file_is_refused_with_row_and_remedy(tmp_path, text, message):
    path = tmp_path / "claims.csv"
    path.write_text(text)
    with pytest.raises(ClaimError, match=message):
        read_claims(path)


def test_a_missing_claims_file_is_named(tmp_path):
    with pytest.raises(ClaimError, match=r"claims\.csv"):
        read_claims(tmp_path / "claims.csv")


def test_claims_about_the_world_say_nothing_about_respondents():
    assert statements(Claim("x", kind="population", published="15.522", unit="people")) == []


def test_a_share_cut_or_completed_is_within_one_unit_of_what_is_printed():
    low, high = statements(Claim("x", kind="share", published="75,55", unit="percent", condition="sex=female"))
    assert (low.terms[1].coefficient, high.terms[1].coefficient) == (Fraction("-75.54"), Fraction("75.56"))
    assert not low.low_closed
