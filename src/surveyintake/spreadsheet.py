"""What a spreadsheet may hold: text as text, names of sheets, colours of what was found in a cell."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill

#: Effect of a rule -> colour, safe for colour-blind readers.
COLOURS = {"refused": "F4B183", "required": "FFE699", "row": "BFBFBF", "column": "D9C8EC", "changed": "DDEBF7"}
FONTS: dict[str, dict[str, Any]] = {"title": {"bold": True, "size": 14}, "head": {"bold": True},
                                    "link": {"color": "0563C1", "underline": "single"}}
#: Letters of a sheet's name.
LONGEST_NAME = 31
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")


def allowed(text: str) -> str:
    """Return a text without what a workbook cannot hold.

    Examples
    --------
    >>> allowed("a\\x0bb")
    'a\ufffdb'
    """
    return _FORBIDDEN.sub("\ufffd", text)


def put(cell: "Cell", value: str | float) -> None:
    """Write a value; a text stays a text, whatever it begins with."""
    cell.value = allowed(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # else a text that begins with = is a formula
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # nor does it become one when somebody edits it


def sheet_name(text: str, taken: list[str] | None = None) -> str:
    """Return a name that a sheet may have, and that no other has.

    Examples
    --------
    >>> sheet_name("answers: 1/2"), sheet_name("Check", ["check"])
    ('answers_ 1_2', 'Check 2')
    """
    name = _NOT_IN_NAMES.sub("_", text)[:LONGEST_NAME] or "_"
    used = {one.casefold() for one in taken or []}
    number = 1
    found = name
    while found.casefold() in used:
        number += 1
        found = f"{name[:LONGEST_NAME - 4]} {number}"
    return found


@cache
def fill(effect: str) -> "PatternFill":
    """Return the colour of an effect."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=COLOURS[effect])


@cache
def font(style: str) -> "Font":
    """Return the font of a title, a head or a link."""
    from openpyxl.styles import Font

    return Font(name="Calibri", **{"size": 11, **FONTS[style]})


@cache
def lines_broken() -> "Alignment":
    """Return the alignment of a text that needs several lines."""
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", wrap_text=True)
