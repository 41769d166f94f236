"""The figures' font: DejaVu Sans with the signs that figures print, and no others, so that a PDF is written quickly.

The files are made of matplotlib's own by ``python -m ppks_study.figures.fonts.cut``; shapes, widths and kerning
are the same. matplotlib takes a sign that they lack from its whole DejaVu Sans. Licence: ``LICENSE.txt``.
"""

from importlib.resources import files

from matplotlib.font_manager import fontManager

#: As matplotlib finds them: ours first, then the whole font for what ours lacks.
FAMILIES = ("DejaVu Sans Latin", "DejaVu Sans")
FACES = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique")


def register() -> None:
    """Make the font known to matplotlib; once is enough."""
    if FAMILIES[0] not in fontManager.get_font_names():
        for face in FACES:
            fontManager.addfont(str(files(__name__) / f"{face}.ttf"))
