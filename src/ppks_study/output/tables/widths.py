"""How wide the columns of a table are: by their longest word, and by how much there is to read in them."""

import re
from collections.abc import Sequence

#: Letters that fit side by side into the article's text, at the size of its tables.
LETTERS = 108
#: Letters that the space on both sides of a column takes.
MARGIN = 2.2
#: A longer word is broken.
LONGEST_WORD = 24
_SPACE = re.compile(r"[ \t\n]+")


def widths(columns: Sequence[str], rows: Sequence[Sequence[str]], *, letters: float = LETTERS) -> tuple[float, ...]:
    """Return the share of the whole width that each column takes, all together 1.

    Each column gets the room of its longest word; what is left goes by the length of the texts, so that a column of
    sentences is wider than one of numbers.

    Parameters
    ----------
    columns : sequence of str
        Headings.
    rows : sequence of sequence of str
        Cells.
    letters : float
        Of the whole width.

    Examples
    --------
    >>> [round(share, 2) for share in widths(("No.", "What"), [("1", "a text of many words, which takes room")])]
    [0.11, 0.89]
    """
    texts = [[head, *(row[place] for row in rows)] for place, head in enumerate(columns)]
    least = [_longest_word(column) + MARGIN for column in texts]
    wanted = [max(_read(column) + MARGIN, low) for column, low in zip(texts, least, strict=True)]
    left = letters - sum(least)
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    if left <= 0 or sum(more) == 0:
        shares = least
    elif sum(more) <= left:
        shares = wanted
    else:
        shares = [low + left * extra / sum(more) for low, extra in zip(least, more, strict=True)]
    return tuple(share / sum(shares) for share in shares)


def _longest_word(texts: Sequence[str]) -> int:
    return max(min(len(word), LONGEST_WORD) for text in texts for word in _SPACE.split(text))


def _read(texts: Sequence[str]) -> float:
    """Return how many letters there are to read in a line of a column: its longest text and the mean of all."""
    lengths = [len(text) for text in texts[1:]]
    return (max(lengths) + sum(lengths) / len(lengths)) / 2
