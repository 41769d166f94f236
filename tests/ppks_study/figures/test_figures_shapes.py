"""Heat map, pyramid, joint display, whiskers: what is drawn is what the table says."""

import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from tests.support.drawn import FIGURES, SIGHTS, apart, draw, lab, page_of, walk

from paperbuild.errors import OutputError
from ppks_study.figures import (
    plot_envelope,
    plot_heatmap,
    plot_items,
    plot_joint,
    plot_pyramid,
    plot_ranges,
    plot_scores,
    plot_shares,
)
from ppks_study.figures.heatmap import SHADES
from ppks_study.figures.pyramid import FILLS
from ppks_study.figures.style import BLUE, DARK, LIGHT, ORANGE, contrast, ink, shades

NUMBERS = ("value", "lower", "upper", "interval_lower", "interval_upper")
#: A section whose page has what the example of a figure asks for, and of which study.
PAGES = {"plot_amounts": ("incentive", "english"), "plot_bands": ("profile", "english"),
         "plot_envelope": ("profile", "english"), "plot_heatmap": ("qualification", "simulated"),
         "plot_indicators": ("qualification", "english"), "plot_items": ("competence", "simulated"),
         "plot_joint": ("incentive", "english"), "plot_levels": ("qualification", "english"),
         "plot_agreement": ("interviews", "simulated"), "plot_matrix": ("interviews", "simulated"),
         "plot_budgets": ("incentive", "english"), "plot_likert": ("qualification", "simulated"),
         "plot_pay": ("incentive", "english"),
         "plot_pyramid": ("profile", "simulated"), "plot_ranges": ("competence", "english"),
         "plot_scores": ("competence", "english"), "plot_shares": ("profile", "simulated")}


def example(name):
    """Return the one-line example of a figure's docstring."""
    return re.search(r"Examples\n\s+-+\n\s+``(.+)``\n", FIGURES[name].__doc__)[1]


@pytest.mark.parametrize("name", FIGURES)
def test_the_example_of_each_figure_runs(name, request):
    section, study = PAGES[name]
    page = page_of(request.getfixturevalue(study), section, "id")
    axes = eval(example(name), {**FIGURES, "page": page})
    assert len(axes.texts) + len(axes.lines) + len(axes.patches) > 0


def estimates(*rows, **columns):
    """Return rows of label and `NUMBERS` as an estimate frame; the basis follows from what is known."""
    frame = pd.DataFrame(rows, columns=["label", *NUMBERS]).astype(dict.fromkeys(NUMBERS, "Float64"))
    basis = ["computed" if not pd.isna(v) else "withheld" if pd.isna(u) else "bounded"
             for v, u in zip(frame["value"], frame["upper"], strict=True)]
    given = {"kind": "mean", "unit": "percent", "condition": frame["label"], "of": "", "n": 9, "missing": 0,
             "basis": basis}
    return frame.assign(**{**given, **columns})


def whiskers(found):
    lines = [line for line in found.axes.lines if line.get_gid() == "whisker" and line.get_color() == DARK]
    return [tuple(line.get_xdata()) for line in lines]


WITH = (("a", 40, 40, 40, 30, 55), ("b", 70, 70, 70, None, None), ("c", None, None, None, None, None))


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("plot", "kind", "options"), [(plot_shares, "share", {}), (plot_ranges, "mean", {}),
                                                       (plot_items, "mean", {})])
def test_a_whisker_reaches_over_the_interval_and_the_axis_says_what_it_is(plot, kind, options, lang):
    found = draw(plot, estimates(*WITH, kind=kind), lang, **options)
    assert whiskers(found) == [(30, 55)]
    assert found.axes.get_xlabel().endswith({"id": "├─┤ selang kepercayaan", "en": "├─┤ confidence interval"}[lang])
    assert found.cut_off() == [] and found.overlapping() == []


def test_without_intervals_the_axis_says_nothing_of_whiskers():
    found = draw(plot_shares, estimates(*(row[:4] + (None, None) for row in WITH), kind="share"), "en")
    assert whiskers(found) == [] and found.axes.get_xlabel() == "Percent of respondents"


def test_a_number_stands_beyond_its_whisker():
    found = draw(plot_shares, estimates(*WITH, kind="share"), "en")
    assert [note.xy[0] for note in found.axes.texts] == [55, 70, 0]


def test_scores_have_whiskers_at_their_mean():
    table = pd.concat([estimates(("a", 70, 70, 70, 65, 75) if kind == "mean" else ("a", 50, 50, 50, None, None),
                                 kind=kind) for kind in ("minimum", "mean", "maximum")])
    assert whiskers(draw(plot_scores, table, "en", lowest=86)) == [(65, 75)]


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize(("plot", "kind"), [(plot_shares, "share"), (plot_ranges, "mean"), (plot_items, "mean")])
def test_a_withheld_number_is_a_sign_with_its_word_and_no_mark_at_zero(plot, kind, lang):
    found = draw(plot, estimates(("a", None, None, None, None, None), ("b", 9, 9, 9, None, None), kind=kind), lang)
    assert found.axes.texts[0].get_text() == {"id": "▪ ditutup", "en": "▪ withheld"}[lang]
    y = found.axes.get_yticks()[0]
    assert [p for p in found.axes.patches if abs(p.get_y() + p.get_height() / 2 - y) < 0.1] == []
    assert [line for line in found.axes.lines if y in line.get_ydata()] == []


def test_the_curve_of_a_survey_lies_in_the_band_of_its_intervals():
    table = estimates(("a", 10, 10, 10, 5, 18), ("b", 30, 30, 30, 22, 40), kind="share", floor=[1_000_000, 2_000_000])
    found = draw(plot_envelope, table, "id")
    (band,) = found.axes.collections
    assert {tuple(point) for point in band.get_paths()[0].vertices} == {(1, 5), (1, 18), (2, 22), (2, 40)}
    assert found.axes.get_legend().get_texts()[0].get_text() == "selang kepercayaan"


def heat(lang="en"):
    cells = [("Butir 1", "Trained", 60.0, 20), ("Butir 1", "Untrained", 95.25, 30), ("Butir 2", "Trained", None, 2),
             ("Butir 2", "Untrained", 71.0, 28)]
    rows = [{"label": label, "column_label": column, "group_label": "Assistant", "value": value, "n": n, "missing": 0,
             "unit": "percent", "kind": "mean", "basis": "computed" if value else "withheld"}
            for label, column, value, n in cells]
    return draw(plot_heatmap, pd.DataFrame(rows), lang)


def test_each_cell_of_the_heat_map_shows_its_number_and_the_higher_is_the_darker():
    found = heat()
    texts = {t.get_position(): t.get_text() for t in found.axes.texts}
    assert texts == {(0.5, 0.5): "2–20", (1.5, 0.5): "28–30", (0.5, 1.5): "60.0", (1.5, 1.5): "95.3",
                     (0.5, 2.5): "▪", (1.5, 2.5): "71.0"}
    assert found.cut_off() == [] and found.overlapping() == []
    fills = found.axes.collections[0].get_facecolors()
    light = {value: lab(to_hex(fill))[0] for value, fill in zip((60, 95, 71), fills[[2, 3, 5]], strict=True)}
    assert light[60] > light[71] > light[95]
    assert found.axes.get_xlabel() == "▪ withheld"


def test_the_heat_map_writes_numbers_in_the_language():
    assert "95,3" in [t.get_text() for t in heat("id").axes.texts]


def pyramid(*rows):
    """Return (sex, from, value, lower, upper) as a table of counts; 30 of each sex, one of the men without an age."""
    frame = pd.DataFrame(rows, columns=["label", "from_age", "value", "lower", "upper"])
    frame = frame.astype(dict.fromkeys(("value", "lower", "upper"), "Float64"))
    return frame.assign(to_age=frame["from_age"] + 4, kind="count", unit="people", n=30,
                        missing=[int(label == "Men") for label in frame["label"]],
                        basis=["computed" if not pd.isna(v) else "withheld" if pd.isna(u) else "bounded"
                               for v, u in zip(frame["value"], frame["upper"], strict=True)])


def bars(found):
    return {patch.get_gid(): (patch.get_x(), patch.get_x() + patch.get_width()) for patch in found.axes.patches}


def test_a_bar_of_the_pyramid_is_as_long_as_its_count_on_its_own_side():
    found = draw(plot_pyramid, pyramid(("Women", 20, 7, 7, 7), ("Men", 20, 4, 4, 4), ("Women", 25, 12, 12, 12),
                                       ("Men", 25, 0, 0, 0)), "en")
    assert bars(found) == {"Women:20": (0, -7), "Men:20": (0, 4), "Women:25": (0, -12), "Men:25": (0, 0)}
    assert [t.get_text() for t in found.axes.get_yticklabels()] == ["20–24", "25–29"]
    texts = [t.get_text() for t in found.axes.texts]
    assert texts == ["7", "4", "12", "0", "Women (n = 30)", "Men (n = 30; age not known 1)"]
    assert found.cut_off() == [] and found.overlapping() == []


def test_a_range_of_the_pyramid_is_hatched_beyond_what_is_certain():
    found = draw(plot_pyramid, pyramid(("Women", 20, None, 3, 9), ("Men", 20, None, None, None)), "id")
    assert bars(found) == {"Women:20": (0, -3), "Women:20:range": (-3, -9), "Men:20": (0, 0)}
    assert [bool(patch.get_hatch()) for patch in found.axes.patches] == [False, True, False]
    assert [t.get_text() for t in found.axes.texts][:2] == ["3–9", "▪ ditutup"]


def test_a_pyramid_has_two_sides():
    with pytest.raises(OutputError, match="1 sides"):
        plot_pyramid(pyramid(("Women", 20, 7, 7, 7)), ax=None, lang="en")


def test_the_pyramid_of_the_survey_draws_what_is_told_of_those_whose_sex_and_age_are_known(simulated):
    found = bars(walk(simulated)["profile-pyramid"])
    people = simulated.respondents
    for row in page_of(simulated, "profile", "en").frame("pyramid").to_dict("records"):
        known = people["sex"].eq(row["side"]) & people["age_years"].between(row["from_age"], row["to_age"])
        drawn = abs(found[f"{row['label']}:{row['from_age']}"][1])
        assert drawn == (0 if row["basis"] == "withheld" else known.sum())


def test_the_joint_display_sets_number_sign_and_voice_of_a_finding_in_one_line(english):
    found = walk(english)["incentive-joint"]
    table = page_of(english, "incentive", "en").frame("voices")
    heights = [t.get_position()[1] for t in found.axes.texts if t.get_position()[0] == 0][1:]
    assert len(heights) == len(table) and heights == sorted(heights, reverse=True)
    signs = [t.get_text() for t in found.axes.texts if t.get_text() in "=≠○"]
    names = {"converges": "=", "opposes": "≠", "silent": "○"}
    assert signs == [names[relation] for relation in table["relation"]]
    assert len(found.overlapping()) == 0


@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_joint_display_of_long_texts_and_an_unknown_relation_can_be_read(lang):
    long = "Pendampingan keluarga penerima manfaat berlangsung di rumah dan di balai desa. " * 4
    table = pd.DataFrame({"number": ["71,1%", long], "finding": [long, "–"], "voice_label": ["pendamping", "penulis"],
                          "relation": ["memperluas temuan", "searah"]})
    found = draw(plot_joint, table, lang)
    assert found.cut_off() == [] and found.overlapping() == []
    assert "memperluas\ntemuan" in [t.get_text() for t in found.axes.texts]


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("points", range(2, 8))
def test_neighbouring_answers_are_told_apart_by_every_reader_and_in_grey(points, sight):
    fills = shades(points)
    for one, other in zip(fills, fills[1:], strict=False):
        assert apart(one, other, sight) >= 10, (one, other)


@pytest.mark.parametrize("sight", SIGHTS)
def test_fills_that_lie_side_by_side_are_told_apart(sight):
    for one, other in ((BLUE, ORANGE), (BLUE, LIGHT), (FILLS[0][0], FILLS[1][0]), FILLS[0], FILLS[1]):
        assert apart(one, other, sight) >= 10, (one, other)


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_shades_of_the_heat_map_darken_steadily(sight):
    light = [lab(SHADES(step)[:3], sight)[0] for step in range(256)]
    assert np.all(np.diff(light) < 0) and light[0] - light[-1] > 60


def test_every_shade_of_the_heat_map_leaves_its_number_readable():
    assert min(contrast(ink(SHADES(step)[:3]), SHADES(step)[:3]) for step in range(256)) >= 4.5
