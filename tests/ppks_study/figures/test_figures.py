"""Every figure of every notebook, drawn in both languages: what is drawn, and that it can be read."""

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from tests.support.drawn import SECTIONS, calls, walk

from ppks_study import figures
from ppks_study.figures.style import new_axes
from ppks_study.phrases import read

#: What the simulated survey cannot show: what nobody published, and what nobody was asked.
ABSENT = {"qualification-indicators", "incentive-need"}


@pytest.fixture(params=["payakumbuh-2019.id", "payakumbuh-2019.en", "simulasi-2026.id", "simulasi-2026.en"])
def found(request, english, simulated):
    """All figures of a study in a language."""
    study, lang = request.param.split(".")
    return walk({"payakumbuh-2019": english, "simulasi-2026": simulated}[study], lang)


def test_each_figure_of_the_notebooks_is_drawn_of_one_of_the_studies(english, simulated):
    asked = {f"{name}-" + call.split('"')[1] for name in SECTIONS for call in calls(name)}
    assert set(walk(english)) | set(walk(simulated)) == asked
    assert asked - set(walk(simulated)) == ABSENT


def test_nothing_is_cut_off_in_any_figure(found):
    assert {stem: cut for stem, figure in found.items() if (cut := figure.cut_off())} == {}


def test_no_two_texts_lie_on_one_another_in_any_figure(found):
    assert {stem: pairs for stem, figure in found.items() if (pairs := figure.overlapping())} == {}


def test_every_figure_fits_on_a_page_and_says_n_and_its_source(found):
    for stem, figure in found.items():
        assert figure.figure.get_size_inches()[1] <= 8.4, stem
        assert "n = " in figure.note, stem
        assert "Udiati" in figure.note or "simulat" in figure.note, stem


def test_every_figure_says_that_its_respondents_are_reconstructed_or_simulated(found):
    for stem, figure in found.items():
        assert any(part in figure.note for part in ("econstructed", "irekonstruksi", "Simulated", "Simulasi")), stem


def test_a_bar_is_as_long_as_the_share_it_shows(english):
    figure = walk(english)["profile-composition"].figure
    widths = [round(bar.get_width(), 1) for bar in figure.axes[0].patches]
    assert widths == [71.1, 28.9, 80.0, 20.0, 24.4, 75.6, 26.7, 73.3]
    assert [t.get_text().split()[0] for t in figure.axes[0].texts][:4] == ["32", "13", "36", "9"]


def test_a_bounded_share_is_drawn_from_its_lower_to_its_upper_end(english):
    bar = walk(english)["profile-groups"].axes.patches[0]
    assert (round(bar.get_x(), 6), round(bar.get_x() + bar.get_width(), 6)) == (35, 100)
    assert bar.get_hatch()


@pytest.fixture
def axes():
    return new_axes(3)


def estimates(*rows):
    columns = ["label", "kind", "condition", "of", "unit", "value", "lower", "upper", "basis"]
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(("value", "lower", "upper"), "Float64"))


def test_the_envelope_never_leaves_out_what_lies_between_two_floors(axes):
    table = pd.DataFrame({"floor": [1_000_000, 2_000_000, 4_000_000], "lower": [0.0, 10, 50], "upper": [0.0, 30, 100]})
    least, most = figures.plot_envelope(table, ax=axes, lang="en").lines
    # Just above one million as many may be below it as below two millions; just below two, as few as below one.
    assert list(zip(least.get_xdata(), least.get_ydata(), strict=True)) == [(1, 0), (2, 0), (2, 10), (4, 10)]
    assert list(zip(most.get_xdata(), most.get_ydata(), strict=True)) == [(1, 30), (2, 30), (2, 100), (4, 100)]


def test_the_envelope_of_a_survey_is_one_curve(axes):
    table = pd.DataFrame({"floor": [1_000_000, 2_000_000], "lower": [10.0, 30], "upper": [10.0, 30]})
    (curve,) = figures.plot_envelope(table, ax=axes, lang="en").lines
    assert list(zip(curve.get_xdata(), curve.get_ydata(), strict=True)) == [(1, 10), (2, 30)]


def test_a_role_with_a_long_name_still_shows_its_whole_range(axes):
    table = pd.DataFrame({"label": ["Pendamping perempuan rawan sosial ekonomi (WRSE)"] * 9, "status_label": "kontrak",
                          "national_lower": 0, "national_upper": 2_700_000, "city_upper": 750_000,
                          "total_lower": 2_700_000, "total_upper": 3_450_000})
    found = figures.plot_pay(table, ax=axes, lang="id", floors=[("batas", 2_289_228)])
    canvas = FigureCanvasAgg(found.figure)
    canvas.draw()
    legend = found.get_legend().get_window_extent(canvas.get_renderer())
    assert legend.x1 <= found.figure.bbox.x1
    for note in found.texts:
        box = note.get_window_extent(canvas.get_renderer())
        assert box.x1 <= found.figure.bbox.x1, note.get_text()
        assert not box.overlaps(legend), note.get_text()


def test_an_item_without_answers_has_a_row_and_no_dot(axes):
    table = estimates(("a", "mean", "", "", "percent", 80, 80, 80, "computed"),
                      ("b", "mean", "", "", "percent", None, None, None, "computed"))
    found = figures.plot_items(table.assign(n=[9, 0], missing=[1, 10]), ax=axes, lang="id")
    assert [text.get_text() for text in found.texts] == ["80,00%  (n = 9)", "–  (n = 0)"]
    assert [label.get_text() for label in found.get_yticklabels()] == ["a", "b"]
    assert len(found.lines) == 2


def test_no_score_is_ticked_beyond_the_maximum(axes):
    table = estimates(("a", "mean", "", "", "percent", None, 87, 100, "bounded"))
    ticks = figures.plot_ranges(table, ax=axes, lang="id").get_xticks()
    assert 87 < max(ticks) <= 100


def test_lowest_mean_and_highest_score_lie_in_lanes_of_their_own(axes):
    table = estimates(*(("a", kind, "", "", "percent", None, 87, 100, "bounded")
                        for kind in ("mean", "minimum", "maximum")))
    lines = [line for line in figures.plot_scores(table, ax=axes, lang="en", lowest=86).lines if len(line.get_xdata())]
    assert [list(line.get_xdata()) for line in lines] == [[87, 100]] * 3
    assert len({line.get_ydata()[0] for line in lines}) == 3


def test_an_age_band_reaches_from_its_first_to_its_last_year(english):
    found = walk(english)["profile-age"].axes
    assert [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in found.patches][:2] == [(19, 58), (21, 50)]
    assert sorted(line.get_xdata()[0] for line in found.lines) == [51, 55]


@pytest.mark.parametrize("name", SECTIONS)
def test_every_word_stands_in_both_languages(name):
    def leaves(entry, path):
        if set(entry) <= {"id", "en", "survey"}:
            assert {"id", "en"} <= set(entry), path
            no_note = ".note." in path and path.endswith(".survey")  # a survey may need none where print does
            assert all(entry.values()) or no_note, path
            if "survey" in entry:
                leaves(entry["survey"], f"{path}.survey")
        else:
            for key, value in entry.items():
                leaves(value, f"{path}.{key}")

    leaves(read(name), name)
