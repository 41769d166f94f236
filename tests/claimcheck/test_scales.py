from claimcheck.claims import Claim
from claimcheck.habits import attainable_maxima, scales

MEANS = [Claim("k", kind="mean", unit="percent", published="92,81", n="45", items="24"),
         Claim("s", kind="mean", unit="percent", published="94,53", n="45", items="39"),
         Claim("a", kind="mean", unit="percent", published="99,14", n="45", items="24"),
         Claim("x", kind="mean", unit="percent", published="92,47", n="11", items="11")]


def test_three_points_alone_explain_the_competence_means_up_to_five():
    joint = next(s for s in scales(MEANS[:3]) if len(s.claims) == 3 and s.rounding == "up_or_down")
    assert [maximum for maximum in joint.maxima if maximum <= 5] == [3]


def test_no_scale_up_to_eight_explains_the_assistants_mean_under_any_rule():
    table = attainable_maxima(MEANS, maxima=range(1, 9))
    assert not table[table["claim"] == "x"]["attainable"].any()
