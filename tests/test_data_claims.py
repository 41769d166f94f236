"""The transcribed claims are in form, repeat each other faithfully, and explain what is left out."""

import csv
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest

from claimcheck.claims import FIELDS, read_claims
from claimcheck.rounding import preimage
from claimcheck.statements import statements

FILE = Path(__file__).parents[1] / "data" / "raw" / "payakumbuh-2019" / "claims.csv"
CLAIMS = read_claims(FILE)
BY_ID = {claim.id: claim for claim in CLAIMS}


def parts():
    """Return the counts and shares of each partition: (name, kind) -> claims."""
    found = defaultdict(list)
    for claim in CLAIMS:
        if claim.partition and claim.kind in ("count", "share"):
            found[claim.partition, claim.kind].append(claim)
    return found


def test_columns_are_those_of_the_format():
    with FILE.open(encoding="utf-8", newline="") as file:
        assert tuple(next(csv.reader(file))) == FIELDS


def test_an_id_begins_with_its_section_and_so_does_the_place():
    for claim in CLAIMS:
        assert claim.id.split(".")[0] == claim.section == claim.where.split(",")[0], claim.id


def test_verdicts_await_review_or_are_known():
    known = {"", "impossible", "contradicted", "strained", "implied", "consistent", "bounded", "untestable"}
    assert {claim.verdict for claim in CLAIMS} <= known


def test_a_claim_about_respondents_that_is_left_out_says_why():
    assert [c.id for c in CLAIMS if not c.is_imposed and statements(c) and not c.note] == []


def test_a_row_that_the_paper_does_not_print_says_what_it_rests_on():
    assert [c.id for c in CLAIMS if c.strength != "printed" and not c.note] == []


@pytest.mark.parametrize("key", [key for key in parts() if key[1] == "count"], ids=str)
def test_counts_of_a_partition_make_the_whole(key):
    members = parts()[key]
    assert sum(claim.values[0] for claim in members) == int(members[0].n)


@pytest.mark.parametrize("key", [key for key in parts() if key[1] == "share"], ids=str)
def test_shares_of_a_partition_make_a_hundred(key):
    assert sum(claim.values[0] for claim in parts()[key]) == 100


def test_a_share_is_less_than_one_unit_from_the_count_beside_it():
    pairs = [(share, BY_ID.get(share.id.removesuffix("share") + "count")) for share in CLAIMS
             if share.kind == "share"]
    checked = [(share, count) for share, count in pairs if count and share.id != "competence.tenure.share"]
    assert len(checked) == 19
    for share, count in checked:
        exact = 100 * count.values[0] / Fraction(share.n)
        assert exact in preimage(share.numerals[0], "printed_or_cut"), share.id


def test_the_share_of_three_to_five_years_is_no_share_of_45():
    share = preimage(BY_ID["competence.tenure.share"].numerals[0], "printed_or_cut")
    assert not any(Fraction(100 * k, 45) in share for k in range(46))


def test_restatements_of_a_fact_give_the_same_number():
    found = defaultdict(set)
    for c in CLAIMS:
        if c.values and c.strength == "printed" and c.kind not in ("list", "verbal"):
            found[c.fact, c.kind, c.unit, c.variable, c.condition].add(c.values)
    odd = {key[0] for key, values in found.items() if len(values) > 1}
    assert odd == {"profile.age.ideal_span"}  # the span 21-50, and its upper end alone


def test_values_are_read_as_meant():
    assert BY_ID["introduction.population.poor"].values == (26_580_000,)
    assert BY_ID["introduction.families"].values == (15_500_000,)
    for mean in ("profile.income.mean", "front.abstract_en.income.mean"):
        assert BY_ID[mean].values == (2_507_668,)
    assert BY_ID["qualification.generalist.mean"].values == (Fraction("94.22"),)
    assert BY_ID["incentive.pkh_supervisor.restated"].ends == (4_750_000, 4_800_000)
    assert BY_ID["incentive.load"].values[1:] == (237, 400)


def test_fourth_band_is_transcribed_with_its_misprint():
    bands = [claim.ends for claim in CLAIMS if claim.kind == "band"]
    assert bands == [(86, 100), (71, 85), (56, 70), (56, 70), (40, 40)]


def test_both_ages_above_fifty_are_pinned_down():
    assert [BY_ID[f"profile.age.over_ideal.{end}"].values[0] for end in ("younger", "older")] == [51, 55]


@pytest.mark.parametrize("claim_id", [
    "profile.occupation.companion_side.count", "competence.tenure.share", "qualification.assistant.mean",
    "conclusion.bpnt.share", "profile.education.slta_roles", "incentive.table2.pkh_coordinator"])
def test_what_cannot_hold_with_the_rest_is_left_out(claim_id):
    assert not BY_ID[claim_id].is_imposed


def test_no_row_of_one_or_two_people_is_imposed():
    single = ("pkh_coordinator", "bpnt_coordinator", "sakti_peksos", "tagana")
    assert not [c.id for c in CLAIMS if c.is_imposed and c.condition in {f"programme={s}" for s in single}]
