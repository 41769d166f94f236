"""Columns of texts in which a point can only be a decimal one, though in one cell alone it could part thousands."""

import re
from collections.abc import Collection

_POINTED = re.compile(r"[+-]?\d+\.(\d{1,2}|\d{4,})")
_OTHER_MARKS = re.compile(r"\d,\d|\.\d{3}\.\d{3}")
#: So many different texts at least, and so large a share of all, are written with decimals behind a point.
FEWEST, SHARE = 3, 0.25
#: And so many times as many as have other marks.
MORE = 10


def pointed(texts: Collection[str]) -> frozenset[str]:
    """Return the texts of a column whose point is a decimal one.

    Parameters
    ----------
    texts : collection of str
        The different texts of a column of a file without cells of numbers.

    Notes
    -----
    A careless ``2.5`` may be 25 or 2500. Programs that write tables as text write ``2.5`` down a whole column: where
    many texts have decimals behind a point and hardly any a comma or two points, it is a decimal point. Three digits
    behind it stay what they are, for they may be thousands.

    Examples
    --------
    >>> sorted(pointed(["5.5", "12.75", "0.1", "2.500", "7"]))
    ['0.1', '12.75', '5.5']
    >>> pointed(["5.5", "12.75", "0.1", "2,5"]), pointed(["25", "31", "40", "2.5"])
    (frozenset(), frozenset())
    """
    found = frozenset(text for text in texts if _POINTED.fullmatch(text))
    others = sum(_OTHER_MARKS.search(text) is not None for text in texts)
    return found if len(found) >= max(FEWEST, SHARE * len(texts), MORE * others) else frozenset()
