"""A table as HTML (a figure or a page) and as a Typst file; the widths of its columns."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from paperbuild.table import Table

#: Digits that fit side by side into a text column, at the size of tables: the unit of all widths.
ROOM = 114
#: What the space on both sides of a column takes.
MARGIN = 2.1
#: A longer word is broken.
LONGEST_WORD = 24
#: A longer cell of several numbers, such as a median with its quartiles, is broken between them.
LONGEST_NUMBER = 20
#: How much more a long cell counts than several half as long: it makes the whole row high.
POWER = 3
#: How much wider or narrower than a digit some letters are, marks of footnotes among them.
WIDER = {**dict.fromkeys("fijlrst.,:;'|!()[]- \u00a0", 0.65), **dict.fromkeys("mwMW%@●◆↔▪", 1.8),
         **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 1.3)}
#: Headings are bold.
BOLD = 1.18
_SPACE = re.compile(r"[ \t\n]+")
STYLE = ("body{font:16px/1.4 system-ui,sans-serif;margin:1.5rem}"
         "td,th{padding:.2rem .6rem;vertical-align:top}")
#: The look of a table in Typst wherever it is shown; size and colour of the text are the page's.
BODY = """#let body = table(
  columns: widths,
  align: numeric.map(is-number => if is-number { right } else { left }),
  stroke: (_, y) => if y == 0 { (top: 0.8pt, bottom: 0.4pt) },
  inset: (x: 4pt, y: 3.2pt),
  table.header(..columns),
  ..rows.flatten(),
  table.hline(stroke: 0.8pt),
)

#figure(kind: table, caption: figure.caption(position: top, title))[
  #body
  #align(left, text(size: 0.85em, note))
]
"""


def widths(columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool] = (), *,
           room: float = ROOM) -> tuple[float, ...]:
    """Return the share of the whole width that each column takes, all together 1.

    Each column gets the room of its longest word, one of numbers that of its longest cell. The rest
    goes, letter by letter, to the column whose cells then take fewest lines; when every cell has
    its line, to all of them alike.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : sequence of sequence of str
        Cells.
    numeric : sequence of bool
        Which columns hold numbers; by default none.
    room : float
        The whole width, in digits.

    Examples
    --------
    >>> rows = [("1", "a text of many words, which takes room")]
    >>> [round(share, 2) for share in widths(("No.", "What"), rows)]
    [0.13, 0.87]
    """
    lengths, given = [], []
    for place, head in enumerate(columns):
        cells = [row[place] for row in rows]
        lengths.append([BOLD * _length(head), *map(_length, cells)])
        given.append(_least(head, cells, bool(numeric) and numeric[place]))
    left = room - sum(given) - MARGIN * len(given)
    gains = [_gain(cells, width) for cells, width in zip(lengths, given, strict=True)]
    while left >= 1 and max(gains) > 0:
        place = gains.index(max(gains))
        given[place], left = given[place] + 1, left - 1
        gains[place] = _gain(lengths[place], given[place])
    whole = [width + MARGIN for width in given]
    return tuple(width / sum(whole) for width in whole)


def _gain(lengths: Sequence[float], width: float) -> float:
    """Return how many lines fewer a column takes by one letter more, long cells counting more."""
    lines = 0.0
    for length in lengths:
        lines += max(1.0, length / width) ** POWER - max(1.0, length / (width + 1)) ** POWER
    return lines


def _least(head: str, cells: Sequence[str], is_number: bool) -> float:
    """Return what a column must have room for: the longest word, and any number whole."""
    least = max(1.0, *(min(BOLD * _length(word), LONGEST_WORD) for word in _SPACE.split(head)))
    for cell in cells:
        unbroken = is_number and _length(cell) <= LONGEST_NUMBER
        for word in [cell] if unbroken else _SPACE.split(cell):
            least = max(least, min(_length(word), LONGEST_WORD))
    return least


def _length(text: str) -> float:
    """Return how wide a text is in one line, in digits."""
    return sum(WIDER.get(letter, 1.0) for letter in text)


def figure(table: Table) -> str:
    """Return a table as an HTML ``<figure>`` with caption and note; it needs no style sheet.

    Parameters
    ----------
    table : Table
        The table.
    """
    body = ""
    for row in table.rows:
        body += f"<tr>{_cells('td', row, table.numeric)}</tr>"
    head = _cells('th scope="col"', table.columns, table.numeric)
    return (f'<figure class="ppks-table" lang="{table.lang}" style="overflow-x:auto"><table>'
            f"<caption>{_text(table.title)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
            f"<figcaption><small>{_text(table.note)}</small></figcaption></figure>")


def page(table: Table) -> str:
    """Return a table as an HTML page that needs nothing else.

    Parameters
    ----------
    table : Table
        The table; the lines of its chain become ``<meta>`` entries.
    """
    chain = ""
    for line in table.chain:
        chain += f'<meta name="ppks:origin" content="{escape(line)}">'
    return (f'<!DOCTYPE html>\n<html lang="{table.lang}">\n<head><meta charset="utf-8">'
            f"<title>{escape(table.title)}</title>{chain}<style>{STYLE}</style></head>\n"
            f"<body>{figure(table)}</body>\n</html>\n")


def _cells(tag: str, values: Sequence[str], numeric: Sequence[bool]) -> str:
    """Return cells of a row; a cell of several numbers may be broken between them."""
    cells = ""
    for is_number, value in zip(numeric, values, strict=True):
        style = "text-align:right" if is_number else "text-align:left"
        if is_number and len(value) > LONGEST_NUMBER:
            style += ";white-space:normal"
        cells += f'<{tag} style="{style}">{_text(value)}</{tag.split()[0]}>'
    return cells


def _text(value: str) -> str:
    return escape(value).replace("\n", "<br>")


def source(table: Table) -> str:
    """Return a Typst file that shows the table; ``title``, ``rows``, ``body`` … can be imported.

    Texts are strings, in which no sign means anything to Typst.

    Parameters
    ----------
    table : Table
        The table.
    """
    shares = (f"{100 * share:.2f}fr" for share in widths(table.columns, table.rows, table.numeric))
    rows = ",\n  ".join(_array(map(_quoted, row)) for row in table.rows)
    chain = "".join(f"// {line}\n" for line in table.chain)
    return (f"{chain}#let title = {_quoted(table.title)}\n#let note = {_quoted(table.note)}\n"
            f"#let columns = {_array(map(_quoted, table.columns))}\n"
            f"#let numeric = {_array(str(is_number).lower() for is_number in table.numeric)}\n"
            f"#let widths = {_array(shares)}\n#let rows = (\n  {rows},\n)\n{BODY}")


def _quoted(text: str) -> str:
    r"""Return a text as a Typst string.

    Examples
    --------
    >>> print(_quoted('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\t", "\\t") + '"'


def _array(values: Iterable[str]) -> str:
    """Return an array; the last comma makes one of a single value too."""
    return f"({', '.join(values)},)"
