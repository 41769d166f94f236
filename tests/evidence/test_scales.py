from ppks_study.evidence.claims import Claim
from ppks_study.evidence.scales import attainable_maxima, joint_maxima

MEANS = [Claim("k", kind="mean", published="92,81", n="45", items="24"),
         Claim("s", kind="mean", published="94,53", n="45", items="39"),
         Claim("a", kind="mean", published="99,14", n="45", items="24"),
         Claim("x", kind="mean", published="92,47", n="11", items="11")]


def test_three_points_alone_explain_the_competence_means_up_to_five():
    table = attainable_maxima(MEANS, maxima=range(1, 6))
    assert joint_maxima(table, ["k", "s", "a"]) == [3]


def test_no_scale_up_to_eight_explains_the_assistants_mean_under_any_rule():
    table = attainable_maxima(MEANS, maxima=range(1, 9))
    assert not table[table["claim"] == "x"]["attainable"].any()
