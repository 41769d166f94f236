"""The figures' own cut of the font: the same widths as the whole, and the whole for what it lacks."""

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.textpath import text_to_path
from pypdf import PdfReader

from ppks_study.figures.font_subset import SIGNS, cut
from ppks_study.figures.style import FACES, FONT, finish, new_axes, save

TEXTS = ("Lulusan SLTA di bawah batas upah", "AV To fi ffl ● ↔ ◆ 12,5–33,9%", "├─┤ interval 95% ≤ ≥ ≠ ✓ ✕ α", SIGNS)


def face(weight, family=FONT[0], style="normal"):
    return findfont(FontProperties(family=family, weight=weight, style=style), fallback_to_default=False)


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_as_wide_and_high_as_in_the_whole_font(text, weight):
    pixels = FigureCanvasAgg(Figure(dpi=160)).get_renderer()
    ours, whole = (FontProperties(family=family, size=9, weight=weight) for family in (FONT, FONT[1]))
    for measured in (text_to_path.get_text_width_height_descent, pixels.get_text_width_height_descent):
        assert measured(text, ours, False) == measured(text, whole, False)


def test_the_files_hold_what_the_whole_font_holds_of_these_signs():
    for name in FACES:
        weight, style = "bold" if "Bold" in name else "normal", "oblique" if "Oblique" in name else "normal"
        theirs, ours = face(weight, FONT[1], style), face(weight, FONT[0], style)
        assert (ours.endswith(f"fonts/{name}.ttf"), ours == theirs) == (True, False)
        made, kept = cut(theirs), TTFont(ours)
        assert kept.getBestCmap() == made.getBestCmap()
        assert [kept["hmtx"][g] for g in kept.getGlyphOrder()] == [made["hmtx"][g] for g in made.getGlyphOrder()]
        assert not {"Bitstream", "Vera", "Arev"} & set(str(kept["name"].getDebugName(1)).split())


def saved(tmp_path, note):
    ax = new_axes(3)
    ax.set_title("Peran")
    figure = finish(ax, title="Judul yang panjang", notes=[note])
    return PdfReader(save(figure, tmp_path / "f", title="t", alt="a")[1]).pages[0]


def fonts(page):
    return {str(font["/BaseFont"]).partition("+")[2] or str(font["/BaseFont"])[1:]
            for font in (entry.get_object() for entry in page["/Resources"]["/Font"].values())}


def test_a_pdf_holds_the_cut_alone_and_its_text_can_be_selected(tmp_path):
    page = saved(tmp_path, "● catatan – n = 45")
    assert "● catatan – n = 45" in page.extract_text().replace("\u00a0", " ")
    assert fonts(page) == {"DejaVuSansLatin", "DejaVuSansLatin-Bold"}


def test_a_sign_that_the_cut_lacks_comes_from_the_whole_font_and_is_no_box(tmp_path, recwarn):
    assert "ш" not in SIGNS
    page = saved(tmp_path, "школа")
    assert "школа" in page.extract_text()
    assert "DejaVuSans" in fonts(page)
    assert not [w for w in recwarn if "missing from font" in str(w.message)]
