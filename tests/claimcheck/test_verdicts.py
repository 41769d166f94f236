import pytest

from claimcheck.claims import Claim
from claimcheck.conflicts import Checker, conflicts, premises
from claimcheck.report import VERDICTS
from claimcheck.space import Space
from claimcheck.verdicts import verify
from ppks_study.verification.verify import verify_study

SMALL = [
    Claim("women", kind="count", published="6", condition="sex=female", n="10"),
    Claim("men", kind="count", published="4", condition="sex=male", n="10"),
    Claim("women.share", kind="share", published="60,0", unit="percent", condition="sex=female", n="10"),
    Claim("degrees", kind="count", published="7", condition="education=s1", n="10"),
    Claim("women.degrees", kind="count", published="2", condition="sex=female & education=s1", n="10"),
    Claim("world", kind="population", published="15.522", unit="people"),
    Claim("odd", kind="share", published="33,3", unit="percent", condition="training=yes", n="10"),
    Claim("all", kind="list", published="men", condition="sex=male", of="education=s1", n="10"),
]


def verdicts(claims, n=10):
    return {j.claim.id: j.verdict for j in verify(claims, Space(n)).judged}


def test_each_claim_gets_the_verdict_that_counting_by_hand_gives():
    # Of 6 women 2 have a degree, so 4 have none; but 7 of the 10 have one, so only 3 can be without.
    found = verdicts(SMALL)
    assert found["world"] == "untestable"
    assert found["odd"] == "impossible"
    assert {found[name] for name in ("women", "women.share", "degrees", "women.degrees")} == {"contradicted"}
    assert found["men"] not in ("impossible", "contradicted", "strained")
    assert set(found.values()) <= set(VERDICTS)


def test_without_the_false_claim_nothing_clashes_and_a_list_is_only_strained():
    honest = [c for c in SMALL if c.id != "women.degrees"]
    found = verdicts(honest)
    assert "contradicted" not in found.values()
    assert found["all"] == "strained"
    assert {found[name] for name in ("women", "men", "degrees")} <= {"implied", "consistent", "bounded"}


def test_every_member_of_a_conflict_is_needed():
    checker = Checker(Space(10))
    for conflict in conflicts([p for p in premises(SMALL, 10) if p.name != "odd"], checker):
        members = conflict.premises
        assert not checker.holds(members)
        for member in members:
            assert checker.holds([other for other in members if other is not member])


@pytest.fixture(scope="module")
def report(study):
    return verify_study(study)


def test_it_finds_unaided_what_clashes_in_the_published_study(report):
    found = {j.claim.id: j.verdict for j in report.judged}
    assert found["competence.tenure.share"] == found["conclusion.bpnt.share"] == "impossible"
    assert found["qualification.assistant.mean"] == "impossible"
    assert found["profile.occupation.companion_side.count"] == "contradicted"
    assert found["profile.income.maximum"] == found["profile.income.pkh_coordinator_floor"] == "contradicted"
    assert found["profile.education.slta_roles"] == found["profile.education.pkh_requirement"] == "strained"
    assert found["profile.occupation.side_job.answered"] == "strained"


def test_it_raises_no_alarm_on_what_does_not_clash(report):
    sound = [j for j in report.judged if j.claim.fact in (
        "profile.sex.female", "profile.sex.male", "profile.marital_status.married", "profile.age.ideal",
        "competence.knowledge.mean", "competence.attitude.mean", "competence.skill.mean")]
    assert sound
    assert {j.verdict for j in sound} <= {"implied", "consistent", "bounded"}


def test_what_was_imposed_or_noted_changes_no_verdict():
    from dataclasses import replace

    plain = [replace(c, imposed="yes", note="x", verdict="implied") for c in SMALL]
    assert verdicts(plain) == verdicts(SMALL)
