"""Respondents of whom much is asked: where a condition holds is worked out once."""

import pandas as pd
from numpy import bool_
from numpy.typing import NDArray

from ppks_study.conditions import parse

Places = NDArray[bool_]


class People:
    """A data set of respondents that remembers where conditions hold.

    Parameters
    ----------
    data : DataFrame, shape (n_respondents, n_columns)
        Clean respondents; not changed afterwards.

    Examples
    --------
    >>> people = People(pd.DataFrame({"sex": ["female", "male", None]}))
    >>> people.surely("sex=female").tolist(), people.known("sex=female").tolist()
    ([True, False, False], [True, True, False])
    """

    def __init__(self, data: pd.DataFrame) -> None:
        self.data = data
        self._held: dict[str, tuple[Places, Places]] = {}

    @classmethod
    def of(cls, data: "pd.DataFrame | People") -> "People":
        """Return a data set as people; people as they are."""
        return data if isinstance(data, People) else cls(data)

    def surely(self, condition: str) -> Places:
        """Return of whom a condition holds, shape (n_respondents,); of nobody whose answer is missing."""
        return self._asked(condition)[0]

    def known(self, condition: str) -> Places:
        """Return of whom it is known whether a condition holds, shape (n_respondents,)."""
        return self._asked(condition)[1]

    def _asked(self, condition: str) -> tuple[Places, Places]:
        if condition not in self._held:
            mask = parse(condition).mask(self.data)
            self._held[condition] = mask.to_numpy(bool, na_value=False), mask.notna().to_numpy()
        return self._held[condition]
