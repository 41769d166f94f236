import pytest

from surveyintake.instrument import Choice, Variable
from surveyintake.printed_form import in_words

YES_NO = (Choice("yes", {"id": "Ya", "en": "Yes"}), Choice("no", {"id": "Tidak", "en": "No"}))
ASKED = {name: (number, Variable(name, "select_one", {}, {}, YES_NO))
         for number, name in enumerate(("consent", "trained", "age"))}


@pytest.mark.parametrize(("relevant", "told"), [
    ("", ""), ("${consent} = 'yes'", ""),
    ("(${consent} = 'yes') and (${trained} = 'yes')", "the answer to question 1 is “Yes”"),
    ("selected('yes no', ${trained})", "the answer to question 1 is one of: Yes, No"),
    ("selected(${trained}, 'no')", "the answers to question 1 include “No”"),
    ("not(selected(${trained}, 'no'))", "the answers to question 1 do not include “No”"),
    ("${age} >= 18 or ${trained} != ''", "the answer to question 2 is at least 18 or question 1 is answered"),
    ("(${age} < 18 or ${age} > 60) and ${trained} != 'yes'",
     "(the answer to question 2 is less than 18 or the answer to question 2 is more than 60) "
     "and the answer to question 1 is not “Yes”"),
    ("${trained} = 'yes and no'", "the answer to question 1 is “yes and no”"),
    ("count-selected(${trained}) > 1", "this condition holds: count-selected(question 1) > 1"),
    ("(${age} - 1) * (2) > 3", "this condition holds: (question 2 - 1) * (2) > 3")])
def test_a_condition_is_told_in_plain_words(relevant, told):
    assert in_words(relevant, ASKED, "en", frozenset({"consent"})) == (f"Only if {told}." if told else "")


def test_it_is_told_in_indonesian_too():
    assert in_words("${trained} = 'yes'", ASKED, "id") == "Hanya bila jawaban nomor 1 adalah “Ya”."
