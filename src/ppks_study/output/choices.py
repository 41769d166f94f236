"""What choices left open, their alternatives and the results that they may move are called, in two languages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ppks_study.output.numbers import text
from ppks_study.output.phrases import Phrases, read
from ppks_study.sections.choices import WORKING_AGE

Row = Mapping[Any, Any]


class Words:
    """What choices, alternatives and results are called in a language."""

    def __init__(self, section: str, lang: str, floors: Mapping[int, str]) -> None:
        self.section, self.lang, self.floors = section, lang, floors
        self.phrases = Phrases("sensitivity", lang)

    def say(self, name: str) -> str:
        """Return a text of the table or its sentence."""
        return self.phrases.text("text", name)

    def choice(self, name: str) -> str:
        """Return what a choice is called."""
        return self.phrases.text("choice", name)

    def result(self, row: Row) -> str:
        """Return what a row's result is called."""
        return self.phrases.text("result", f"{self.section}.{row['result']}")

    def listed(self, names: Sequence[str]) -> str:
        """Return names as a list in words; there is at least one."""
        *first, last = names
        return self.say("and").format(", ".join(first), last) if first else last

    def alternative(self, row: Row, frame: pd.DataFrame) -> str:
        """Return what an alternative is called, by its name: an amount, a scale, an age band, or a word."""
        name = f"{row['choice']}.{row['alternative']}"
        kind, *figures = re.sub(r"^(\d+)_to_(\d+)$", r"ages_\1_\2", row["alternative"]).split("_")
        if kind == "idr":
            return self._floor(int(figures[0]))
        if kind == "ages":
            return self._band((int(figures[0]), int(figures[1])), row, frame)
        known = name in read("sensitivity")["alternative"]
        return self.phrases.text("alternative", name if known else kind).format(".".join(figures))

    def _floor(self, amount: int) -> str:
        called = self.floors.get(amount, self.phrases.text("alternative", "printed"))
        return f"{text(amount, 'idr_per_month', self.lang)} ({called})"

    def _band(self, ages: tuple[int, int], row: Row, frame: pd.DataFrame) -> str:
        """Return an age band, and what it is beside the one in use."""
        used = frame.loc[(frame["choice"] == row["choice"]) & frame["used"], "alternative"].iloc[0]
        low, high = (int(age) for age in used.split("_to_"))
        relation = {WORKING_AGE: "working_age", (low + 1, high - 1): "without_ends", (low - 1, high + 1): "wider"}
        told = self.phrases.text("alternative", "ages").format(*ages)
        return self.phrases.text("alternative", relation[ages]).format(told) if ages in relation else told
