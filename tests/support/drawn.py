"""Every figure of every notebook, drawn: its texts, whether they can be read, and the colours that lie side by side."""

import json
from dataclasses import dataclass
from functools import cache, cached_property
from unittest.mock import patch

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from tests.conftest import ROOT, section, spoken

from ppks_study import figures
from ppks_study.page import Page
from ppks_study.study import SECTIONS

FIGURES = {key: getattr(figures, key) for key in figures.__all__}
#: What a reader sees: as drawn, without one of two kinds of cones (Machado, Oliveira and Fernandes 2009, severity 1, on
#: linear RGB), and in grey print.
SIGHTS = {
    "full": np.eye(3),
    "protanopia": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                            [-0.003882, -0.048116, 1.051998]]),
    "deuteranopia": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                              [-0.011820, 0.042940, 0.968881]]),
    "grey": np.tile([0.2126, 0.7152, 0.0722], (3, 1)),
}


@dataclass(frozen=True)
class Drawn:
    """A figure, drawn once."""

    stem: str
    figure: Figure
    alt: str = ""

    @property
    def axes(self):
        return self.figure.axes[0]

    @property
    def note(self):
        return self.figure._supxlabel.get_text()

    @cached_property
    def renderer(self):
        canvas = FigureCanvasAgg(self.figure)
        self.figure.draw_without_rendering()
        return canvas.get_renderer()

    @cached_property
    def texts(self):
        """Each text that shows, with its box in pixels; names of ticks beyond the ends of an axis do not show."""
        renderer = self.renderer
        beyond = {id(label) for axes in self.figure.axes for axis in (axes.xaxis, axes.yaxis)
                  for tick in axis.get_major_ticks() for label in (tick.label1, tick.label2)
                  if not axes.axison or not _inside(tick.get_loc(), axis.get_view_interval())}
        shown = [text for text in self.figure.findobj(Text)
                 if text.get_visible() and text.get_text().strip() and id(text) not in beyond]
        return [(text.get_text(), text.get_window_extent(renderer)) for text in shown]

    def cut_off(self):
        """Return the texts that do not lie within the figure."""
        whole = self.figure.bbox
        return [text for text, box in self.texts if box.x0 < whole.x0 - 1 or box.x1 > whole.x1 + 1
                or box.y0 < whole.y0 - 1 or box.y1 > whole.y1 + 1]

    def overlapping(self):
        """Return the pairs of texts that lie on one another, or side by side without a gap that parts them."""
        boxes = self.texts
        return [(one, other) for i, (one, a) in enumerate(boxes) for other, b in boxes[i + 1:]
                if min(a.x1, b.x1) - max(a.x0, b.x0) > -4 and min(a.y1, b.y1) - max(a.y0, b.y0) > 2]


def _inside(place, interval):
    return min(interval) - 1e-9 <= place <= max(interval) + 1e-9


def draw(plot, table, lang, **options):
    """Draw a table by itself, on axes of its own, with title and note."""
    from ppks_study.figures.style import finish

    axes = plot(table, lang=lang, **options)
    return Drawn(plot.__name__, finish(axes, title="A title", notes=["n = 9."]))


_SURVEYS = {}


@cache
def _walk(study, lang):
    survey = spoken(_SURVEYS[study], lang)
    found = {}
    with patch("ppks_study.page.save", lambda figure, stem, *, alt, **_: found.update(
            {stem.name: Drawn(stem.name, figure, alt)}) or [stem]), \
            patch("ppks_study.page._image", lambda *_: ""), patch("ppks_study.page._write"):
        for name in SECTIONS:
            page = Page(survey, section(_SURVEYS[study], name))
            for source in calls(name):
                eval(source, {**FIGURES, "page": page, "survey": survey})
    return found


def calls(name):
    """Return the figure calls of a section's notebook."""
    cells = json.loads((ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells]
    return [source for source in sources if source.startswith("page.figure(")]


def walk(survey, lang=None):
    """Return all figures of a study's notebooks by name, drawn once for all tests, saved nowhere."""
    _SURVEYS.setdefault(survey.study.name, survey)
    return _walk(survey.study.name, lang or survey.lang)


def page_of(survey, name, lang):
    """Return a section's page, which was computed once."""
    return Page(spoken(survey, lang), section(survey, name))


def lab(colour, sight="full"):
    """Return a colour as it is seen, in CIELAB (D65)."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(SIGHTS[sight] @ linear, 0, 1)
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ seen / np.array([0.95047, 1, 1.08883])
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def apart(one, other, sight="full"):
    """Return how far two colours are apart as they are seen (CIE 1976)."""
    return float(np.linalg.norm(lab(one, sight) - lab(other, sight)))
