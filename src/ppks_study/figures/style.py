"""How every figure looks, what is written around it, and how it is saved: the same bytes each time.

The figures' font is DejaVu Sans with the signs that figures print, and no others, so that a PDF is
written quickly; `font_subset` cuts it from matplotlib's own, with the same shapes, widths and
kerning. matplotlib takes a sign that it lacks from the whole DejaVu Sans.
"""

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
from matplotlib.font_manager import fontManager
from matplotlib.text import Text

_FOLDER = files("ppks_study.figures")
#: Looks that matplotlib reads.
MPLSTYLE = str(_FOLDER / "ppks.mplstyle")
#: The font of every text, and the one that lends it signs; files of its faces in ``fonts/``.
FONT = ["DejaVu Sans Latin", "DejaVu Sans"]
FACES = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")
FORMATS = ("svg", "pdf", "png")
#: Safe for colour-blind readers (Okabe and Ito), and apart in grey print.
BLUE, ORANGE, GREY, LIGHT, DARK = "#0072B2", "#E69F00", "#8a8a8a", "#bcd9ea", "#222222"
#: A scale's two sides, each from its weakest to its strongest answer, and the answer between.
#: Lightness falls on each side in steps of 11 and more (CIELAB), and the first steps of both sides
#: differ too, as they meet without a middle.
LOW = ("#fcc8a2", "#e68f45", "#b25a00")
MIDDLE = "#f3f2f2"
HIGH = ("#8bb5df", "#0077b5", "#04446a")
Colour = str | tuple[float, float, float]
#: Inches: a figure's width, and the height that a page holds.
WIDTH, TALLEST = 7.0, 8.4
#: Inches: a row of its own, a row among `MANY`, what surrounds the rows.
ROW, CLOSE_ROW, FRAME = 0.34, 0.23, 1.15
MANY = 20
#: A mark of a basis, which is on one line with its meaning.
_MARK = re.compile("([●◆↔▪]) ")

if FONT[0] not in fontManager.get_font_names():
    for _face in FACES:
        fontManager.addfont(str(_FOLDER / "fonts" / f"{_face}.ttf"))


def new_axes(rows: float = 0, *, height: float | None = None) -> Axes:
    """Return axes in the house style on a new figure, high enough for so many rows.

    Parameters
    ----------
    rows : float
        How many rows of marks or bars the axes hold; more than a page holds become closer.
    height : float, optional
        Inches of the whole figure, instead.
    """
    row = CLOSE_ROW if rows > MANY else ROW
    height = height or min(TALLEST, max(2.2, FRAME + row * rows))
    with mpl.rc_context(fname=MPLSTYLE):
        return Figure(figsize=(WIDTH, height), layout="constrained").subplots()


def shades(points: int) -> list[str]:
    """Return the fills of a scale, from its lowest answer to its highest.

    Parameters
    ----------
    points : int
        How many answers it has, 2 to 7.

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

    Parameters
    ----------
    fill : colour
        Hexadecimal, or red, green and blue from 0 to 1.

    Examples
    --------
    >>> ink("#fcc8a2"), ink("#04446a")
    ('black', 'white')
    """
    return max(("black", "white"), key=lambda colour: contrast(colour, fill))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1, relative luminance).

    Parameters
    ----------
    one, other : colour
        Hexadecimal, or red, green and blue from 0 to 1.
    """
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    linear = []
    for part in to_rgb(colour):
        linear.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def finish(axes: Axes, *, title: str, notes: Sequence[str]) -> Figure:
    """Write title and notes around the axes; return the figure.

    Parameters
    ----------
    axes : Axes
        On a figure of its own.
    title : str
        Above; broken into lines.
    notes : sequence of str
        Below, each from a new line: n, source, how the data came about. Empty ones are left out.
    """
    figure = axes.figure
    assert isinstance(figure, Figure)
    figure.suptitle("\n".join(textwrap.wrap(title, 78)), x=0.01, ha="left", fontsize=10.5,
                    fontweight="bold")
    lines = []
    for note in notes:
        lines += textwrap.wrap(_MARK.sub("\\1\u00a0", note), 116)
    figure.supxlabel("\n".join(lines), x=0.01, ha="left", fontsize=7, color="#444444")
    return figure


def lay_out(figure: Figure) -> None:
    """Set font and place of all that a figure holds, once: `savefig` would for each format again.

    Parameters
    ----------
    figure : Figure
        Has no layout engine afterwards.
    """
    for text in figure.findobj(Text):
        text.set_fontfamily(FONT)
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)


def save(figure: Figure, stem: Path, *, title: str, alt: str,
         chain: Sequence[str] = ()) -> list[Path]:
    """Save a figure as SVG, PDF and PNG; return the paths.

    Parameters
    ----------
    figure : Figure
        With title and notes (`finish`).
    stem : Path
        Without suffix; its folder is made if need be.
    title, alt : str
        Title and alternative text, kept in each file.
    chain : sequence of str
        Where the figure comes from, in lines, kept in each file.
    """
    stem.parent.mkdir(parents=True, exist_ok=True)
    author = "ppks_study"
    metadata = {
        "svg": {"Date": None, "Title": title, "Description": alt, "Creator": author,
                "Keywords": list(chain)},
        "pdf": {"CreationDate": None, "ModDate": None, "Title": title, "Subject": alt,
                "Creator": author, "Producer": "matplotlib", "Keywords": "; ".join(chain)},
        "png": {"Title": title, "Description": alt, "Software": author,
                "Source": "\n".join(chain)}}
    paths = []
    with mpl.rc_context(fname=MPLSTYLE):
        lay_out(figure)
        for kind in FORMATS:
            paths.append(Path(f"{stem}.{kind}"))
            figure.savefig(paths[-1], metadata=metadata[kind])
    _describe(Path(f"{stem}.svg"), alt)
    return paths


def _describe(svg: Path, alt: str) -> None:
    """Put the alternative text where a screen reader looks for it: in ``<desc>``, by the title."""
    head, title, body = svg.read_text(encoding="utf-8").partition("</title>")
    head = head.replace("<svg ", '<svg role="img" ', 1)
    described = f"{head}{title}\n <desc>{escape(alt)}</desc>{body}"
    svg.write_text(described, encoding="utf-8", newline="\n")
