"""Cut DejaVu Sans down to the signs of figures: ``python -m ppks_study.figures.font_subset``."""

from pathlib import Path

import matplotlib as mpl
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from ppks_study.figures.style import FACES, FONT

#: Latin letters and signs, Greek letters of formulas, and the signs of marks, ranges, relations and
#: verdicts.
SIGNS = ("".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100))))
         + "Δδερσχµ–—‘’“”•…‰→←↑↓↔−≈≠≡≤≥─├┤▪■▲△◆◇○●✓✕✗")
#: Places in a font's table of names that hold the family's name, as words and as one word.
FAMILY, FULL, POSTSCRIPT, TYPOGRAPHIC = 1, 4, 6, 16
#: Tables that nothing asks for; pairs of letters are kerned by the older table, which is cut again
#: in no time.
UNUSED = ["FFTM", "GDEF", "GPOS", "MATH"]


def cut(source: Path) -> TTFont:
    """Return a face of DejaVu Sans with only `SIGNS`, under the name of our family.

    Parameters
    ----------
    source : Path
        The whole face, a .ttf.
    """
    options = Options(glyph_names=True, notdef_outline=True, layout_features=["liga"],
                      layout_scripts=["DFLT", "latn", "grek"], legacy_kern=True, name_IDs=["*"],
                      recalc_timestamp=False)
    options.drop_tables += UNUSED
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=SIGNS)
    subsetter.subset(font)
    for record in font["name"].names:
        record.string = _renamed(record.nameID, str(record))
    return font


def _renamed(place: int, name: str) -> str:
    ours, theirs = FONT
    if place in (FAMILY, FULL, TYPOGRAPHIC):
        return name.replace(theirs, ours)
    if place == POSTSCRIPT:
        return name.replace(theirs.replace(" ", ""), ours.replace(" ", ""))
    return name


def main() -> None:
    """Write every face to ``fonts/``."""
    whole = Path(mpl.get_data_path()) / "fonts" / "ttf"
    for face in FACES:
        cut(whole / f"{face}.ttf").save(Path(__file__).parent / "fonts" / f"{face}.ttf")


if __name__ == "__main__":
    main()
