"""Likert figures: where segments lie, what stands in them, and what is not told."""

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from tests.support.drawn import draw

from paperbuild.errors import OutputError
from ppks_study.figures import plot_likert
from ppks_study.figures.style import TALLEST, contrast, shades

NAMES = ("Sangat tidak setuju", "Tidak setuju", "Agak tidak setuju", "Netral", "Agak setuju", "Setuju", "Sangat setuju")


def table(*items, group=None, closed=()):
    """Return items of shares as `plot_likert` takes them; ``closed``: (item, answer) pairs that are withheld."""
    rows = []
    for at, shares in enumerate(items):
        for order, share in enumerate(shares, start=1):
            hidden = (at, order) in closed
            rows.append({"label": f"Butir {at + 1}", "answer_label": NAMES[order - 1], "order": order,
                         "value": pd.NA if hidden else share, "lower": pd.NA if hidden else share,
                         "upper": pd.NA if hidden else share, "kind": "share", "unit": "percent",
                         "basis": "withheld" if hidden else "computed", "n": 40 + at, "missing": at}
                        | ({"group_label": group[at]} if group else {}))
    return pd.DataFrame(rows).astype(dict.fromkeys(("value", "lower", "upper"), "Float64"))


def segments(found, row):
    """Return the segments of a row, top row 0: where each begins and ends, its fill."""
    place = found.axes.get_yticks()[row]
    own = [p for p in found.axes.patches if isinstance(p, Rectangle) and p.get_y() < place < p.get_y() + p.get_height()]
    return [(round(p.get_x(), 6), round(p.get_x() + p.get_width(), 6), to_hex(p.get_facecolor())) for p in own]


def inside(found, row):
    place = found.axes.get_yticks()[row]
    return [t.get_text() for t in found.axes.texts if t.get_position()[1] == place and t.get_ha() == "center"]


def sizes(found):
    return [t.get_text() for t in found.axes.texts if t.get_position()[0] == 1.01]


@pytest.fixture(params=["id", "en"])
def lang(request):
    return request.param


def test_the_middle_answer_lies_half_on_each_side_of_zero(lang):
    found = draw(plot_likert, table((10, 20, 30, 25, 15)), lang)
    ends = [(-45, -35), (-35, -15), (-15, 15), (15, 40), (40, 55)]
    assert segments(found, 0) == [(*pair, fill) for pair, fill in zip(ends, shades(5), strict=True)]
    assert inside(found, 0) == ["10", "20", "30", "25", "15"]
    assert found.cut_off() == [] and found.overlapping() == []


def test_an_even_scale_parts_at_zero_between_its_halves(lang):
    found = draw(plot_likert, table((10, 20, 30, 40), (0, 0, 0, 100)), lang)
    assert [pair[:2] for pair in segments(found, 0)] == [(-30, -20), (-20, 0), (0, 30), (30, 70)]
    assert [pair[:2] for pair in segments(found, 1)] == [(0, 0), (0, 0), (0, 0), (0, 100)]
    assert inside(found, 1) == ["100"]


def test_the_middle_can_stand_in_a_column_of_its_own(lang):
    found = draw(plot_likert, table((10, 20, 30, 25, 15), (0, 5, 5, 45, 45)), lang, middle="side")
    first, second = segments(found, 0), segments(found, 1)
    assert [pair[:2] for pair in first[:2] + first[3:]] == [(-30, -20), (-20, 0), (0, 25), (25, 40)]
    assert first[2][1] - first[2][0] == 30 and first[2][0] == second[2][0] > 90
    ticks = dict(zip(found.axes.get_xticks(), (t.get_text() for t in found.axes.get_xticklabels()), strict=True))
    assert ticks[-20] == "20" and ticks[first[2][0]] == "0" and ticks[first[2][0] + 20] == "20"
    assert found.cut_off() == [] and found.overlapping() == []


def test_ticks_count_away_from_zero_on_both_sides():
    found = draw(plot_likert, table((40, 10, 0, 10, 40)), "en")
    assert [t.get_text() for t in found.axes.get_xticklabels()] == ["40", "20", "0", "20", "40"]


@pytest.mark.parametrize("points", range(2, 8))
def test_scales_of_two_to_seven_answers_fill_the_bar_and_name_their_answers_in_order(points, lang):
    found = draw(plot_likert, table([100 / points] * points), lang)
    bar = segments(found, 0)
    assert [fill for _, _, fill in bar] == shades(points)
    assert bar[-1][1] - bar[0][0] == pytest.approx(100) and bar[0][0] == pytest.approx(-50)
    assert [t.get_text() for t in found.axes.get_legend().get_texts()] == list(NAMES[:points])
    assert found.cut_off() == [] and found.overlapping() == []


@pytest.mark.parametrize("points", [1, 8])
def test_other_scales_are_refused(points):
    rows = pd.DataFrame({"label": "a", "answer_label": [str(n) for n in range(points)], "order": range(points)})
    with pytest.raises(OutputError, match=f"a scale of {points} answers"):
        plot_likert(rows, ax=None, lang="en")


def test_a_share_stands_only_in_a_segment_that_is_wide_enough():
    found = draw(plot_likert, table((0.3, 0.7, 1, 48, 50), (4, 3, 3, 45, 45)), "en")
    assert inside(found, 0) == ["48", "50"]
    patches = [patch.get_window_extent(found.renderer) for patch in found.axes.patches]
    for text in (t for t in found.axes.texts if t.get_ha() == "center"):
        box = text.get_window_extent(found.renderer)
        assert any(patch.x0 < box.x0 and box.x1 < patch.x1 and patch.y0 < box.y0 and box.y1 < patch.y1
                   for patch in patches), text.get_text()


def test_every_share_can_be_read_on_its_fill():
    for points in range(2, 8):
        found = draw(plot_likert, table([100 / points] * points), "en")
        texts = [t for t in found.axes.texts if t.get_ha() == "center"]
        for (_, _, fill), text in zip(segments(found, 0), texts, strict=True):
            assert contrast(text.get_color(), fill) >= 4.5, (points, fill)


def test_each_bar_tells_how_many_answered_and_how_many_did_not(lang):
    found = draw(plot_likert, table((50, 50), (20, 80)), lang)
    assert sizes(found)[1:] == ["40 (0)", "41 (1)"]
    assert sizes(draw(plot_likert, table((50, 50)), lang)) == ["n", "40"]


def test_groups_are_named_above_their_items():
    found = draw(plot_likert, table((50, 50), (20, 80), (10, 90), group=["A", "A", "B"]), "en")
    heads = {t.get_text(): t.get_position()[1] for t in found.axes.texts if t.get_fontweight() == "bold"}
    first, second, third = found.axes.get_yticks()
    assert heads["A"] > first > second > heads["B"] > third


def test_withheld_answers_of_one_side_are_one_hatched_segment_of_what_the_others_leave():
    found = draw(plot_likert, table((1, 2, 30, 40, 27), closed={(0, 1), (0, 2)}), "id")
    assert [pair[:2] for pair in segments(found, 0)] == [(-18, -15), (-15, 15), (15, 55), (55, 82)]
    assert [bool(patch.get_hatch()) for patch in found.axes.patches] == [True, False, False, False]
    assert found.axes.get_legend().get_texts()[-1].get_text() == "▪ ditutup"


def test_an_answer_between_two_withheld_ones_is_not_drawn_by_itself():
    found = draw(plot_likert, table((1, 30, 2, 30, 30, 7), closed={(0, 1), (0, 3)}), "en")
    assert [pair[:2] for pair in segments(found, 0)] == [(-33, 0), (0, 30), (30, 60), (60, 67)]


@pytest.mark.parametrize("closed", [{(0, 2), (0, 3)}, {(0, 3), (0, 4)}, {(0, 2), (0, 4)}])
def test_no_bar_is_drawn_where_withheld_answers_reach_over_the_zero_line(closed):
    found = draw(plot_likert, table((30, 2, 2, 2, 64), closed=closed), "id")
    assert segments(found, 0) == [] and inside(found, 0) == ["▪ ditutup"]


def test_an_item_that_nobody_answered_is_a_dash():
    found = draw(plot_likert, table((10, 90)).assign(value=pd.NA, lower=pd.NA, upper=pd.NA, n=0), "en")
    assert segments(found, 0) == [] and inside(found, 0) == ["–"]


@pytest.mark.parametrize("words", [2, 30])
def test_thirty_nine_items_fit_on_a_page_and_long_texts_are_wrapped_or_cut(words):
    many = table(*[(10, 20, 30, 25, 15)] * 39)
    many["label"] = [f"{label} " + " ".join(["pendampingan"] * words) for label in many["label"]]
    found = draw(plot_likert, many, "id")
    assert found.figure.get_size_inches()[1] <= TALLEST
    assert found.cut_off() == [] and found.overlapping() == []
    assert all("\n" not in t.get_text() for t in found.axes.get_yticklabels())


def test_a_long_text_takes_two_lines_where_there_is_room():
    few = table((10, 90), (40, 60))
    few["label"] = [f"{label} " + "pendampingan keluarga penerima manfaat " * 4 for label in few["label"]]
    found = draw(plot_likert, few, "id")
    assert all(t.get_text().count("\n") == 1 and t.get_text().endswith("…") for t in found.axes.get_yticklabels())
    assert found.cut_off() == [] and found.overlapping() == []
