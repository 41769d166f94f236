"""The gallery shows every figure, with the example of its docstring and a picture, in both languages."""

import re

import pytest

from ppks_study import figures
from tests.conftest import ROOT

PAGES = {"en": "gallery.md", "id": "gallery.id.md"}


@pytest.mark.parametrize(("lang", "name"), PAGES.items())
def test_the_gallery_shows_each_figure_with_its_example_and_its_picture(lang, name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    pictures = re.findall(r"!\[[^\]]+\]\((pictures/(plot_\w+)\.(\w+)\.png)\)", text)
    assert sorted(plot for _, plot, _ in pictures) == sorted(figures.__all__)
    assert {of for _, _, of in pictures} == {lang}
    assert all((ROOT / "docs" / path).is_file() for path, _, _ in pictures)
    for plot in figures.__all__:
        example = re.search(r"Examples\n\s+-+\n\s+``(.+)``\n", getattr(figures, plot).__doc__)[1]
        assert f"```python\n{example}\n```" in text, plot
    assert f"]({PAGES['id' if lang == 'en' else 'en']})" in text
