"""What rows and numbers are called, by words, questionnaire and table."""

import pandas as pd
import pytest
from tests.support.drawn import page_of

from paperbuild.errors import OutputError
from ppks_study.labels import joint, label, labelled
from ppks_study.phrases import Phrases


def test_a_choice_is_called_as_the_questionnaire_calls_it(english):
    instrument = english.instrument
    phrases = Phrases("profile", "en")
    assert label("female", "sex = female", instrument, phrases) == instrument.label(
        "sex", "female", "en")
    with pytest.raises(OutputError, match="no label for 'nobody'"):
        label("nobody", "sex = female", instrument, phrases)


def test_a_table_with_labels_of_its_own_keeps_them():
    table = pd.DataFrame({"label_id": ["satu"], "label_en": ["one"], "category": ["x"]})
    assert labelled(table, None, Phrases("profile", "id"))["label"].tolist() == ["satu"]


def test_a_joint_display_sets_the_printed_number_beside_the_voice(english):
    claim = next(claim for claim in english.claims if claim.published.isdigit())
    voices = pd.DataFrame([{"claim": claim.id, "finding_en": "So it is.", "voice": "other",
                            "converges": "converge"}])
    row = joint(voices, english).iloc[0]
    assert row["number"] == f"{claim.says_en}: {claim.published}"
    assert (row["voice_label"], row["relation"]) == ("Other", "converges")


def test_an_unknown_table_is_refused_with_what_there_is(english):
    with pytest.raises(OutputError, match="did you mean composition"):
        page_of(english, "profile", "en").frame("compositions")
    with pytest.raises(OutputError, match="known: .*composition"):
        page_of(english, "profile", "en").frame("zzz")
