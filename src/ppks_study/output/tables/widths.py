"""How wide the columns of a table are: by their longest word, and by how much there is to read in them."""

import re
from collections.abc import Sequence

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
