"""A table as HTML: a figure in a notebook, or a page of its own."""

import re
from collections.abc import Iterable, Sequence
from html import escape

from paperbuild.table import Table

# How wide the columns of a table are: by their longest word, and by how much there is to read in them.

#: Digits that fit side by side into the article's text, at the size of its tables: the unit of all widths here.
ROOM = 114
#: What the space on both sides of a column takes.
MARGIN = 2.1
#: A longer word is broken.
LONGEST_WORD = 24
#: A longer cell of several numbers, such as a median with its quartiles, is broken between them.
LONGEST_NUMBER = 20
#: How much more a long cell counts than several that are half as long: it makes the whole row high.
POWER = 3
#: How much wider or narrower than a digit some letters are; the marks of the bases among them.
WIDER = {**dict.fromkeys("fijlrst.,:;'|!()[]- \u00a0", 0.65), **dict.fromkeys("mwMW%@●◆↔▪", 1.8),
         **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ", 1.3)}
#: Headings are bold.
BOLD = 1.18
_SPACE = re.compile(r"[ \t\n]+")


def widths(columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool] = (), *,
           room: float = ROOM) -> tuple[float, ...]:
    """Return the share of the whole width that each column takes, all together 1.

    Each column gets the room of its longest word, one of numbers that of its longest cell. What is left goes, letter by
    letter, to the column whose cells then take fewest lines; and when every cell has its line, to all of them alike.

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
    >>> [round(share, 2) for share in widths(("No.", "What"), [("1", "a text of many words, which takes room")])]
    [0.13, 0.87]
    """
    texts = [[head, *(row[place] for row in rows)] for place, head in enumerate(columns)]
    lengths = [[BOLD * _length(column[0]), *map(_length, column[1:])] for column in texts]
    kinds = numeric or [False] * len(texts)
    given = [_least(column, is_number) for column, is_number in zip(texts, kinds, strict=True)]
    left = room - sum(given) - MARGIN * len(given)
    gains = [_gain(column, width) for column, width in zip(lengths, given, strict=True)]
    while left >= 1 and max(gains) > 0:
        place = gains.index(max(gains))
        given[place], left = given[place] + 1, left - 1
        gains[place] = _gain(lengths[place], given[place])
    whole = [width + MARGIN for width in given]
    return tuple(width / sum(whole) for width in whole)


def _gain(lengths: Sequence[float], width: float) -> float:
    """Return how many lines fewer a column takes by one letter more, long cells counting more."""
    return sum(max(1.0, length / width) ** POWER - max(1.0, length / (width + 1)) ** POWER for length in lengths)


def _least(texts: Sequence[str], is_number: bool) -> float:
    """Return what a column must have room for: the longest word of heading and cells, and any number whole."""
    heads = [BOLD * _length(word) for word in _SPACE.split(texts[0])]
    words = [_length(word) for text in texts[1:]
             for word in ([text] if is_number and _length(text) <= LONGEST_NUMBER else _SPACE.split(text))]
    return max(1.0, *(min(length, LONGEST_WORD) for length in (*heads, *words)))


def _length(text: str) -> float:
    """Return how wide a text is in one line, in digits."""
    return sum(WIDER.get(letter, 1.0) for letter in text)


STYLE = "body{font:16px/1.4 system-ui,sans-serif;margin:1.5rem}td,th{padding:.2rem .6rem;vertical-align:top}"


def figure(table: Table) -> str:
    """Return a table with caption and note; it asks for no style of the page around it."""
    body = "".join(f"<tr>{_cells('td', row, table.numeric)}</tr>" for row in table.rows)
    head = _cells('th scope="col"', table.columns, table.numeric)
    return (f'<figure class="ppks-table" lang="{table.lang}" style="overflow-x:auto"><table>'
            f"<caption>{_text(table.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            f"<figcaption><small>{_text(table.note)}</small></figcaption></figure>")


def page(table: Table) -> str:
    """Return a table as a page that needs nothing else."""
    chain = "".join(f'<meta name="ppks:origin" content="{escape(line)}">' for line in table.chain)
    return (f'<!DOCTYPE html>\n<html lang="{table.lang}">\n<head><meta charset="utf-8"><title>{escape(table.title)}'
            f"</title>{chain}<style>{STYLE}</style></head>\n<body>{figure(table)}</body>\n</html>\n")


def _cells(tag: str, values: tuple[str, ...], numeric: tuple[bool, ...]) -> str:
    return "".join(f'<{tag} style="{_style(value, is_number)}">{_text(value)}</{tag.split()[0]}>'
                   for is_number, value in zip(numeric, values, strict=True))


def _style(value: str, is_number: bool) -> str:
    """Return how a cell is set: numbers to the right; a cell of several numbers may be broken between them."""
    if not is_number:
        return "text-align:left"
    return "text-align:right;white-space:normal" if len(value) > LONGEST_NUMBER else "text-align:right"


def _text(value: str) -> str:
    return escape(value).replace("\n", "<br>")


# A table as a Typst file.

#: The look that the table has wherever it stands; size and colour of the text are the page's.
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


def source(table: Table) -> str:
    """Return a Typst file that shows the table; ``title``, ``note``, ``rows``, ``body`` … can be imported from it.

    Texts stand as strings, in which no sign means anything to Typst.
    """
    shares = (f"{100 * share:.2f}fr" for share in widths(table.columns, table.rows, table.numeric))
    rows = ",\n  ".join(_array(map(quoted, row)) for row in table.rows)
    chain = "".join(f"// {line}\n" for line in table.chain)
    return (f"{chain}#let title = {quoted(table.title)}\n#let note = {quoted(table.note)}\n"
            f"#let columns = {_array(map(quoted, table.columns))}\n"
            f"#let numeric = {_array(str(is_number).lower() for is_number in table.numeric)}\n"
            f"#let widths = {_array(shares)}\n#let rows = (\n  {rows},\n)\n{BODY}")


def quoted(text: str) -> str:
    r"""Return a text as a Typst string.

    Examples
    --------
    >>> print(quoted('a "b" \\ #c'))
    "a \"b\" \\ #c"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'


def _array(values: Iterable[str]) -> str:
    """Return an array; the last comma makes one of a single value too."""
    return f"({', '.join(values)},)"
