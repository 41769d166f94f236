"""What a results section consists of: tidy tables, and every number that they and the prose quote."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Section:
    """One results section, computed.

    Attributes
    ----------
    name : str
        ``profile``, ``competence``, ``qualification`` or ``incentive``.
    tables : mapping of str to DataFrame
        Tidy tables by name; those of numbers are estimate frames (`evidence.estimates.COLUMNS`).
    """

    name: str
    tables: Mapping[str, pd.DataFrame]

    @property
    def numbers(self) -> pd.DataFrame:
        """All numbers of the section, one row per key."""
        frames = [table for table in self.tables.values() if "basis" in table.columns]
        return pd.concat(frames, ignore_index=True).drop_duplicates("key", ignore_index=True)
