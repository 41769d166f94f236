"""How every figure looks, and that it is saved with the same bytes."""

import pytest

from ppks_study.figures.style import FORMATS, TALLEST, contrast, finish, ink, new_axes, save, shades


def saved(folder):
    ax = new_axes(2)
    ax.barh([0, 1], [1, 2])
    return save(finish(ax, title="A title", notes=["n = 3.", ""]), folder / "f", title="A title",
                alt="Two <bars>", chain=["function f"])


def test_a_figure_is_saved_in_three_formats_with_the_same_bytes(tmp_path):
    first, again = saved(tmp_path / "a"), saved(tmp_path / "b")
    assert [path.suffix for path in first] == [f".{kind}" for kind in FORMATS]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in again]
    assert "<desc>Two &lt;bars&gt;</desc>" in first[0].read_text(encoding="utf-8")


def test_more_rows_make_a_higher_figure_up_to_a_page():
    heights = [new_axes(rows).figure.get_size_inches()[1] for rows in (3, 12, 500)]
    assert heights[0] < heights[1] < heights[2] == TALLEST


@pytest.mark.parametrize("points", range(2, 8))
def test_the_ink_can_be_read_on_each_shade(points):
    assert len(shades(points)) == points
    assert min(contrast(ink(fill), fill) for fill in shades(points)) >= 4.5
