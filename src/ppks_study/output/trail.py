"""What a page notes of where things come from, in ``origins/<section>.json``: `ppks why` answers from it."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from ppks_study.output.origin import Origin, Source
from ppks_study.sections.section import Section
from ppks_study.sections.survey import Survey

#: Bases of numbers that claims settle, or leave a range for.
SETTLED = ("imposed", "determined", "bounded")


class Trail:
    """The origins of what one section shows.

    Parameters
    ----------
    survey : Survey
        Gives study and language.
    section : Section
        Whose tables are shown.
    folder : Path
        Where ``origins/`` lies.
    """

    def __init__(self, survey: Survey, section: Section, folder: Path) -> None:
        self.source = Source.of(survey.study, section.name, survey.lang)
        self._path = folder / "origins" / f"{section.name}.json"
        self._shown: dict[str, dict[str, dict[str, Any]]] = {}
        self._questions = questions(section)

    def shown(self, kind: str, name: str, table: str, frame: pd.DataFrame,
              plot: Callable[..., Axes] | None = None) -> Origin:
        """Return where a table or figure comes from, and note it."""
        keys, bases = (tuple(frame[name].dropna().unique()) if name in frame else () for name in ("key", "basis"))
        drawn = f"{plot.__module__}.{plot.__name__}" if plot else ""
        origin = Origin(self.source, kind, name, table, drawn, keys, bases or ("computed",))
        self._note(kind, name, origin.as_dict())
        return origin

    def said(self, name: str, keys: Iterable[str]) -> None:
        """Note which numbers a sentence quotes."""
        self._note("sentence", name, {"keys": sorted(keys), "cell": self.source.cells.get(("say", name), "")})

    def _note(self, kind: str, name: str, told: dict[str, Any]) -> None:
        self._shown.setdefault(kind, {})[name] = told
        whole = self.source.as_dict() | {"shown": self._shown, "questions": self._questions}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        self._path.write_text(text, encoding="utf-8", newline="\n")


def questions(section: Section) -> dict[str, list[str]]:
    """Return what each number asks that claims settle or bound, by key: kind, condition, of whom, variable."""
    told = section.numbers
    asked = told[told["basis"].isin(SETTLED) & told["kind"].ne("stated")]
    parts = ("kind", "condition", "of", "variable")
    return {row["key"]: [str(row[part]) for part in parts] for row in asked.to_dict("records")}
