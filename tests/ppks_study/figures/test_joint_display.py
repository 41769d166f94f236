"""The joint display: one line a finding."""

import pandas as pd
import pytest

from ppks_study.figures import plot_joint
from ppks_study.phrases import Phrases


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_relation_has_its_sign_and_its_words(lang):
    relation = Phrases("output", lang).label("oppose")
    table = pd.DataFrame({"number": ["Women: 71%"], "finding": ["Most are men."],
                          "voice_label": ["coordinator"], "relation": [relation]})
    ax = plot_joint(table, lang=lang)
    texts = [text.get_text() for text in ax.texts]
    assert {"Women: 71%", "Most are men.", "coordinator", "≠", relation} <= set(texts)


def test_more_findings_make_a_higher_figure():
    table = pd.DataFrame({"number": "a", "finding": "b " * 80, "voice_label": "c",
                          "relation": "d"}, index=range(5))
    heights = [plot_joint(rows).figure.get_size_inches()[1] for rows in (table[:1], table)]
    assert heights[0] < heights[1]
