"""How every figure looks, what stands under it, and how it is saved: the same bytes each time."""

import re
import textwrap
from collections.abc import Sequence
from html import escape
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text

from ppks_study.figures.fonts import FAMILIES, register

register()
#: The font of every text, and the one that lends it signs.
FONT = list(FAMILIES)
FORMATS = ("svg", "pdf", "png")
#: Safe for colour-blind readers (Okabe and Ito), and apart in grey print.
BLUE, ORANGE, GREY, LIGHT, DARK = "#0072B2", "#E69F00", "#8a8a8a", "#bcd9ea", "#222222"
#: A scale's two sides, each from its weakest to its strongest answer, and the answer between. Lightness falls on each
#: side in steps of 11 and more (CIELAB), and the first steps of both sides differ too, as they meet without a middle.
LOW, MIDDLE, HIGH = ("#fcc8a2", "#e68f45", "#b25a00"), "#f3f2f2", ("#8bb5df", "#0077b5", "#04446a")
Colour = str | tuple[float, float, float]
#: Inches: a figure's width, the height that a page holds, a row of its own, a row among many, what surrounds the rows.
WIDTH, TALLEST, ROW, CLOSE_ROW, FRAME = 7.0, 8.4, 0.34, 0.23, 1.15
MANY = 20
#: A mark of a basis, which stands on one line with what it means.
_MARK = re.compile("([●◆↔▪]) ")


def new_axes(rows: int, *, height: float | None = None) -> Axes:
    """Return axes on a new figure, high enough for so many rows, but not higher than a page."""
    with mpl.rc_context(fname=str(files("ppks_study.figures") / "ppks.mplstyle")):
        row = CLOSE_ROW if rows > MANY else ROW
        figure = Figure(figsize=(WIDTH, height or min(TALLEST, max(2.2, FRAME + row * rows))), layout="constrained")
        return figure.subplots()


def shades(points: int) -> list[str]:
    """Return the fills of a scale of 2 to 7 answers, from its lowest to its highest.

    Examples
    --------
    >>> len(shades(5)), shades(5)[2] == MIDDLE, MIDDLE in shades(4)
    (5, True, False)
    """
    steps = {1: (1,), 2: (0, 2), 3: (0, 1, 2)}[points // 2]
    low, high = [LOW[step] for step in reversed(steps)], [HIGH[step] for step in steps]
    return [*low, *([MIDDLE] if points % 2 else []), *high]


def ink(fill: Colour) -> str:
    """Return the colour of text that stands out most on a fill: black or white, at least 4.5 to 1.

    Examples
    --------
    >>> ink("#fcc8a2"), ink("#04446a")
    ('black', 'white')
    """
    return max(("black", "white"), key=lambda colour: contrast(colour, fill))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def finish(axes: Axes, *, title: str, notes: list[str]) -> Figure:
    """Write title and notes (n, source, how the data came about) around the axes; return the figure."""
    figure = axes.figure
    assert isinstance(figure, Figure)
    figure.suptitle("\n".join(textwrap.wrap(title, 78)), x=0.01, ha="left", fontsize=10.5, fontweight="bold")
    whole = (_MARK.sub("\\1\u00a0", note) for note in notes if note)
    lines = [line for note in whole for line in textwrap.wrap(note, 116)]
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7, color="#444444")
    return figure


def lay_out(figure: Figure) -> None:
    """Settle font and place of all that a figure holds, once for all formats: `savefig` would for each again."""
    for text in figure.findobj(Text):
        text.set_fontfamily(FONT)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)


def save(figure: Figure, stem: Path, *, title: str, alt: str, chain: Sequence[str] = ()) -> list[Path]:
    """Save a figure as SVG, PDF and PNG with title, alternative text and chain of origin in each; return the paths."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    metadata = {"svg": {"Date": None, "Title": title, "Description": alt, "Creator": "ppks_study",
                        "Keywords": list(chain)},
                "pdf": {"CreationDate": None, "ModDate": None, "Title": title, "Subject": alt, "Creator": "ppks_study",
                        "Producer": "matplotlib", "Keywords": "; ".join(chain)},
                "png": {"Title": title, "Description": alt, "Software": "ppks_study", "Source": "\n".join(chain)}}
    with mpl.rc_context(fname=str(files("ppks_study.figures") / "ppks.mplstyle")):
        lay_out(figure)
        for kind in FORMATS:
            figure.savefig(f"{stem}.{kind}", metadata=metadata[kind])
    _describe(Path(f"{stem}.svg"), alt)
    return [Path(f"{stem}.{kind}") for kind in FORMATS]


def _describe(svg: Path, alt: str) -> None:
    """Put the alternative text where a screen reader looks for it: in ``<desc>``, beside the title."""
    head, title, body = svg.read_text(encoding="utf-8").partition("</title>")
    described = head.replace("<svg ", '<svg role="img" ', 1) + title + f"\n <desc>{escape(alt)}</desc>" + body
    svg.write_text(described, encoding="utf-8", newline="\n")
