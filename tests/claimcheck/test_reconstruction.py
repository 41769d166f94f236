import time
from dataclasses import replace

import pytest

from claimcheck import recount
from claimcheck.claims import read_claims, size
from claimcheck.reconstruction import addable, reconstruct
from claimcheck.statements import statements
from ppks_study.published import codebook
from surveyintake.instrument import Instrument

#: Why a claim that could be imposed is not, each a phrase of its note.
ON_PURPOSE = ("merged", "recognisable", "called incentive", "no supervisor", "row of twelve", "told apart",
              "not of all", "5.000.000", "highest income")


@pytest.fixture(scope="module")
def claims(study):
    return read_claims(study.data.claims)


@pytest.fixture(scope="module")
def instrument(study):
    return Instrument.load(study.data.instrument, study.data.choices)


@pytest.fixture(scope="module")
def rows(claims, instrument):
    return reconstruct(claims, codebook(instrument))


def test_every_imposed_claim_holds_by_the_independent_recount(study, capsys):
    status = recount.main([str(study.data.claims), str(study.data.respondents)])
    assert status == 0
    assert "150 of 150 imposed claims hold among 45 respondents" in capsys.readouterr().out


def test_the_same_claims_give_the_same_rows_within_a_second_or_two(claims, instrument, rows):
    start = time.perf_counter()
    assert reconstruct(claims, codebook(instrument)).equals(rows)
    assert time.perf_counter() - start < 10


def test_answers_are_indonesian_labels_under_the_questionnaires_names(rows, instrument):
    assert list(rows.columns) == [name for name, v in instrument.variables.items() if v.role != "consent"]
    assert set(rows["sex"]) == {"Perempuan", "Laki-laki"}
    assert len(rows) == 45


def test_consent_is_given_for_nobody_yet_what_it_opens_is_filled_in(claims, instrument, rows):
    behind = {name: replace(v, relevant=" and ".join(filter(None, ["${consent} = 'yes'", v.relevant])))
              for name, v in instrument.variables.items() if v.role != "consent"}
    form = replace(instrument, variables={"consent": instrument.variables["consent"], **behind})
    assert reconstruct(claims, codebook(form)).equals(rows)


def test_the_number_of_respondents_is_the_n_that_most_claims_state(claims):
    assert size(claims) == 45


def test_no_row_shows_a_role_that_fewer_than_three_people_hold(rows, instrument):
    counts = rows["programme"].value_counts()
    assert counts.min() >= 3
    assert "PNS" not in set(rows["main_occupation"])


def test_the_imposed_set_is_maximal_but_for_what_is_set_aside_on_purpose(claims, instrument):
    for claim in addable(claims, codebook(instrument)):
        note = claim.note.lower()
        assert "role" in note or any(phrase.lower() in note for phrase in ON_PURPOSE), claim.id


def test_every_claim_about_respondents_that_is_left_out_says_why(claims):
    for claim in claims:
        if statements(claim) and not claim.is_imposed:
            assert claim.note, claim.id


def test_what_no_claim_fixes_stays_empty(rows):
    others = rows[rows["programme"] == "Program lain dalam Tabel 1"]
    assert set(others["incentive_national_idr_per_month"]) == {""}
    assert set(rows["programmes"]) == {""}


def test_pay_adds_up_where_all_parts_are_known(rows):
    known = rows[rows["other_income_idr_per_month"] != ""]
    parts = ["incentive_national_idr_per_month", "incentive_city_idr_per_month", "other_income_idr_per_month"]
    assert len(known) == 20
    assert (known[parts].astype(int).sum(axis=1) == known["income_idr_per_month"].astype(int)).all()
    assert (known["other_income_idr_per_month"].astype(int) >= 0).all()
