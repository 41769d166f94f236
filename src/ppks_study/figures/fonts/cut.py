"""Cut DejaVu Sans down to the signs that figures print: ``python -m ppks_study.figures.fonts.cut``."""

from pathlib import Path

import matplotlib as mpl
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from ppks_study.figures.fonts import FACES, FAMILIES

#: Latin letters and signs, Greek letters of formulas, and the signs of marks, ranges, relations and verdicts.
SIGNS = "".join(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) + "Δδερσχµ–—‘’“”•…‰→←↑↓↔−≈≠≡≤≥─├┤▪■▲△◆◇○●✓✕✗"
#: Places in a font's table of names that hold the family's name, as words and as one word.
FAMILY, FULL, POSTSCRIPT, TYPOGRAPHIC = 1, 4, 6, 16
#: Tables that nothing asks for; pairs of letters are kerned by the older table, which is cut again in no time.
UNUSED = ["FFTM", "GDEF", "GPOS", "MATH"]


def cut(source: Path) -> TTFont:
    """Return a face of DejaVu Sans with only `SIGNS`, under the name of our family."""
    options = Options(glyph_names=True, notdef_outline=True, layout_features=["liga"],
                      layout_scripts=["DFLT", "latn", "grek"], legacy_kern=True, name_IDs=["*"], recalc_timestamp=False)
    options.drop_tables += UNUSED
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(text=SIGNS)
    subsetter.subset(font)
    for record in font["name"].names:
        record.string = _renamed(record.nameID, str(record))
    return font


def _renamed(place: int, name: str) -> str:
    ours, theirs = FAMILIES
    if place in (FAMILY, FULL, TYPOGRAPHIC):
        return name.replace(theirs, ours)
    return name.replace(theirs.replace(" ", ""), ours.replace(" ", "")) if place == POSTSCRIPT else name


def main() -> None:
    """Write every face beside this file."""
    for face in FACES:
        cut(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{face}.ttf").save(Path(__file__).with_name(f"{face}.ttf"))


if __name__ == "__main__":
    main()
