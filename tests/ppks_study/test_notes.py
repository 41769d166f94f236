"""What stands below tables and figures: sizes, methods, origin."""

import pandas as pd
from tests.support.drawn import page_of

from ppks_study.notes import below_figure, below_table, made
from ppks_study.phrases import word


def test_a_figure_of_a_reconstruction_says_so_and_names_its_function(english):
    frame = page_of(english, "profile", "en").frame("composition")
    notes = below_figure(english, frame, "A remark.", "package.plot", untold=["a", "b"])
    assert "A remark." in notes[0] and notes[0].startswith("n = ")
    assert notes[1] == word("withheld_rows", "en").format("a, b")
    assert notes[-2] == made(english) == word("reconstructed", "en")
    assert notes[-1].endswith(". package.plot")


def test_a_transcribed_table_says_so_only_of_a_reconstruction(english, simulated):
    frame = pd.DataFrame({"label": ["a"]})
    assert below_table(english, "indicators", frame, "") == word("transcribed_short", "en")
    assert below_table(simulated, "indicators", frame, "") == word("simulated", "en")


def test_extremes_of_a_survey_say_how_many_people_reach_them(simulated):
    frame = pd.DataFrame({"label": ["a"], "kind": ["minimum"], "basis": ["computed"]})
    fewest = simulated.study.disclosure.fewest
    assert word("extremes_of", "en").format(fewest) in below_table(simulated, "age", frame, "")
