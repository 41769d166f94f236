"""Each rule has an effect, and a reason in both languages."""

from surveyintake.rules import NOTHING, RULES, Answer


def test_each_rule_has_an_effect_and_a_reason_in_both_languages():
    assert {rule.effect for rule in RULES.values()} == {"changed", "refused", "required", "row", "column"}
    for name, rule in RULES.items():
        assert rule.name == name
        assert set(rule.reason) == {"id", "en"} and all(rule.reason.values())


def test_only_a_refused_answer_is_refused():
    assert Answer(None, "unknown_choice").is_refused
    assert not Answer("a", "spelling").is_refused
    assert not Answer(None, "required").is_refused
    assert not NOTHING.is_refused
