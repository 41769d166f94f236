"""The figure of all verdicts: nothing missing, nothing cut off, nothing on top of another."""

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from paperbuild.errors import OutputError
from ppks_study.figures.style import finish, new_axes
from ppks_study.verification.mosaic import plot_verdicts
from ppks_study.verification.verdict_text import VERDICTS, verdict

#: As many claims a section as the published study has.
SIZES = {"front": 34, "introduction": 11, "method": 22, "profile": 82, "competence": 34, "qualification": 28,
         "incentive": 25, "conclusion": 20, "recommendation": 1}


@pytest.fixture
def table():
    sections = [name for name, size in SIZES.items() for _ in range(size)]
    keys = list(VERDICTS)
    return pd.DataFrame({"id": [f"claim.{i}" for i in range(len(sections))], "section": sections,
                         "verdict": [keys[i * i % len(keys)] for i in range(len(sections) - 9)] + keys})


@pytest.fixture(params=["id", "en"])
def lang(request):
    return request.param


def drawn(table, lang):
    axes = plot_verdicts(table, lang=lang)
    figure = finish(axes, title="The verdict on every published claim", notes=["n = 45.", "Source: here."])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return axes, canvas.get_renderer()


def squares(axes):
    return {patch.get_gid(): patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_gid()}


def test_every_claim_has_one_square_in_the_colour_of_its_verdict(table, lang):
    axes, _ = drawn(table, lang)
    found = squares(axes)
    assert len(axes.patches) == len(found) == len(table)
    for row in table.to_dict("records"):
        colour = found[row["id"]].get_facecolor()
        assert np.allclose(colour[:3], [int(verdict(row["verdict"]).fill[i:i + 2], 16) / 255 for i in (1, 3, 5)])


def test_every_square_carries_the_sign_of_its_verdict(table, lang):
    axes, _ = drawn(table, lang)
    places = np.concatenate([marks.get_offsets() for marks in axes.collections])
    middles = [(p.get_x() + p.get_width() / 2, p.get_y() + p.get_height() / 2) for p in axes.patches]
    assert len(axes.collections) == table["verdict"].nunique()
    assert {tuple(np.round(place, 6)) for place in places} == {tuple(np.round(middle, 6)) for middle in middles}


def test_squares_stand_in_printed_order_without_touching(table, lang):
    axes, renderer = drawn(table, lang)
    boxes = [patch.get_window_extent(renderer) for patch in axes.patches]
    order = [(-round(box.y0), box.x0) for box in boxes]
    assert order == sorted(order)
    assert [patch.get_gid() for patch in axes.patches] == table["id"].tolist()
    for i, one in enumerate(boxes):
        assert abs(one.width - one.height) < 1e-6 and one.width > 12
        assert not any(one.overlaps(other) for other in boxes[i + 1:])


def test_nothing_is_cut_off_and_no_texts_or_squares_overlap(table, lang):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        axes, renderer = drawn(table, lang)
    whole = axes.figure.bbox
    texts = [(t.get_text(), t.get_window_extent(renderer)) for t in axes.figure.findobj(Text)
             if t.get_visible() and t.get_text().strip()]
    marks = [("a square", patch.get_window_extent(renderer)) for patch in axes.patches]
    for name, box in texts + marks:
        assert box.x0 >= whole.x0 and box.x1 <= whole.x1 and box.y0 >= whole.y0 and box.y1 <= whole.y1, name
    for i, (one, box) in enumerate(texts):
        assert not [other for other, there in texts[i + 1:] + marks if box.overlaps(there)], one


def test_sections_verdicts_and_n_are_named_with_their_counts(table, lang):
    axes, _ = drawn(table, lang)
    sections = [label.get_text() for label in axes.get_yticklabels()]
    assert [int(label.split()[-1]) for label in sections] == list(SIZES.values())
    assert sections[3] == {"id": "Profil  82", "en": "Profile  82"}[lang]
    counts = table["verdict"].value_counts()
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [
        f"{look.name[lang]}: {counts[key]}" for key, look in VERDICTS.items()]
    assert axes.get_xlabel().startswith("n = 257 ")


def test_only_verdicts_that_occur_are_in_the_legend(lang):
    table = pd.DataFrame({"id": ["a", "b"], "section": ["profile", "appendix"], "verdict": ["implied", "implied"]})
    axes, _ = drawn(table, lang)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == [f"{VERDICTS['implied'].name[lang]}: 2"]
    assert [label.get_text() for label in axes.get_yticklabels()][1] == "Appendix  1"


def test_squares_can_be_told_apart_in_grey(table):
    axes, _ = drawn(table, "en")
    signs = {marks.get_paths()[0].vertices.tobytes() for marks in axes.collections}
    assert len(signs) == len(VERDICTS)


def test_a_figure_with_more_rows_is_higher(table):
    heights = [plot_verdicts(rows).figure.get_size_inches()[1]
               for rows in (table.head(30), table.head(31), table)]
    assert heights[0] < heights[1] < heights[2]


def test_an_unknown_verdict_is_refused(table):
    with pytest.raises(OutputError, match="bounded"):
        plot_verdicts(table.assign(verdict="bounde"), ax=new_axes(3), lang="en")
