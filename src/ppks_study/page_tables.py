"""Tables of a section with their rows named in the survey's language, and joint displays beside their numbers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from claimcheck.claims import Claim
from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.guard import guard
from ppks_study.labels import labelled
from ppks_study.numbers import numbers, text
from ppks_study.phrases import Phrases, word
from ppks_study.study import SECTIONS
from ppks_study.survey import Section, Survey
from surveystats.reliability import ACCEPTABLE, AT_THE_END, FEWEST, REPEATING, SAME_SUM

# What a scale's verdict says, in words, with the limits and the numbers that it rests on.

#: The limits that a sentence may name, with their units.
LIMITS = {"fewest": (FEWEST, ""), "same_sum": (SAME_SUM, "percent"), "at_the_end": (AT_THE_END, "percent"),
          "acceptable": (ACCEPTABLE, "coefficient"), "repeating": (REPEATING, "coefficient")}
#: The numbers of a row that it may name, with their units.
OWN = {"n": "people", "missing": "people", "items": "items", "alpha": "coefficient", "mean_percent": "percent",
       "ceiling_percent": "percent", "floor_percent": "percent", "constant": "items", "at_limit": "items",
       "pairs_at_limit": ""}
#: What is added where a row's number is not zero.
REMARKS = ("constant", "at_limit", "smoothed", "pairs_at_limit")


def explained(verdicts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return verdicts with ``verdict_label`` and ``verdict_says``: its name, and a sentence with what it rests on.

    Parameters
    ----------
    verdicts : DataFrame, one row a scale
        As `sections.reliability` makes it.
    lang : str
        ``id`` or ``en``.
    """
    words, rows = Phrases("reliability", lang), verdicts.to_dict("records")
    return verdicts.assign(verdict_label=[words.text("verdict", row["verdict"], "name") for row in rows],
                           verdict_says=[_says(words, row) for row in rows])


def _says(words: Phrases, row: Mapping[Any, Any]) -> str:
    values = {name: text(value, unit, words.lang) for name, (value, unit) in LIMITS.items()}
    values |= {name: text(row[name], unit, words.lang) for name, unit in OWN.items() if not pd.isna(row[name])}
    parts = [words.text("verdict", row["verdict"], "says"),
             *(words.text("remark", name) for name in REMARKS if row[name])]
    return " ".join(part.format(**values) for part in parts)


#: Columns of codes; what each is called stands beside it in ``<column>_label``.
CODES = ("group", "status", "performed", "below", "class", "looks_at", "keeps_floor", "keeps_today", "section", "by",
         "column")
#: Tables that are named where they are laid out.
AS_THEY_ARE = ("sensitivity", "table_one")


@dataclass(frozen=True, eq=False)
class Names:
    """What the tables of a section, their rows and their numbers are called.

    Attributes
    ----------
    survey : Survey
        Gives language and labels.
    section : Section
        Gives tables.
    numbers : mapping of str to dict
        The section's numbers by key, as `output.numbers.numbers` returns them.
    """

    survey: Survey
    section: Section
    numbers: Mapping[str, Mapping[str, Any]]

    @property
    def lang(self) -> str:
        """``id`` or ``en``."""
        return self.survey.lang

    @property
    def phrases(self) -> Phrases:
        """The section's words."""
        return Phrases(self.section.name, self.lang, surveyed=not self.survey.reconstructed)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table of the section, its rows named in the survey's language.

        Raises
        ------
        OutputError
            The section has no such table.
        """
        if name not in self.section.tables:
            raise OutputError(f"no table {name!r}", where=f"section {self.section.name}",
                              expected=nearest(name, self.section.tables))
        frame = self.section.tables[name]
        if frame.empty or name in AS_THEY_ARE:
            return frame
        if name == "voices":
            return joint(frame, self.survey) if self.survey.claims else self._beside(frame)
        if name == "joint":
            return self._across(frame)
        if name == "readings":
            return frame.assign(reading_label=[word(r, self.lang) for r in frame["reading"]],
                                source=[self.name(told) for told in frame["source"]])
        frame = labelled(frame, self.survey.instrument, self.phrases)
        frame = explained(frame, self.lang) if name == "verdicts" else frame
        frame = self._coded(frame)
        if "floor" in frame and f"label_{self.lang}" not in frame:
            frame["label"] = [text(floor, "idr_per_month", self.lang) for floor in frame["floor"]]
        return _spans(frame, self.lang) if name == "ranges" else frame

    def _coded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Add what codes are called, and the texts that a table brings in the language."""
        for column in (code for code in CODES if code in frame):
            frame[f"{column}_label"] = [pd.NA if pd.isna(value) else self.name(str(value)) for value in frame[column]]
        if "qualification_class" in frame:
            frame["class_label"] = [self.name(str(value)) for value in frame["qualification_class"]]
        if f"note_{self.lang}" in frame:
            frame["note"] = frame[f"note_{self.lang}"]
        if f"answer_{self.lang}" in frame:
            frame["answer_label"] = frame[f"answer_{self.lang}"]
        for told, own in (("meaning", f"meaning_{self.lang}"), ("by_label", f"by_{self.lang}")):
            if own in frame:
                frame[told] = frame[own].where(frame[own] != "", frame.get(told))
        return frame

    def _across(self, findings: pd.DataFrame) -> pd.DataFrame:
        """Return the joint display over all sections: each number as its own section tells it, beside its finding."""
        if self.survey.claims:
            shown = joint(findings, self.survey)
        else:
            of = findings["claim"].str.split(".").str[0]
            others = {name: self._of(name) for name in of.unique()}
            shown = pd.concat([others[name]._beside(findings.iloc[[place]]) for place, name in enumerate(of)])
        own = {label: [self.name(value) for value in findings[column]] for label, column in (
            ("section_label", "section"), ("voice_label", "voice"), ("relation", "converges"))}
        own |= {"segments": findings["segments"].tolist()} if "segments" in findings else {}
        return shown.assign(**own).reset_index(drop=True)

    def _of(self, name: str) -> "Names":
        """Return the names of a section; these ones for none."""
        import ppks_study

        if name and name not in SECTIONS:
            raise OutputError(f"no section {name!r} with numbers", where="interviews.csv, column claim",
                              expected=nearest(name, SECTIONS), fix="name a key of results/.../numbers.json")
        if not name:
            return self
        section = guard(getattr(ppks_study, name)(self.survey), self.survey)
        return Names(self.survey, section, numbers(section, self.survey.study.sampling.confidence))

    def _beside(self, voices: pd.DataFrame) -> pd.DataFrame:
        """Return a survey's joint display: each number that a voice names by its key, the voice, how the two relate."""
        rows = []
        for row in voices.to_dict("records"):
            key, finding = row["claim"], row[f"finding_{self.lang}"] or row["finding_id"] or row["finding_en"]
            rows.append({"number": f"{self._called(key)}: {self.number(key)}" if key else "–", "finding": finding,
                         "voice_label": self.name(row["voice"]), "relation": self.name(row["converges"])})
        return pd.DataFrame(rows)

    def _called(self, key: str) -> str:
        """Return what a number is called in its table, or by the section's words; else its key."""
        for table in self.section.tables.values():
            found = table[table["key"] == key] if "category" in table and "key" in table else table.iloc[:0]
            if len(found):
                named = str(labelled(found, self.survey.instrument, self.phrases)["label"].iloc[0])
                named += f", {word('mean', self.lang).lower()}" if found["kind"].iloc[0] == "mean" else ""
                return f"{self.name(str(found['group'].iloc[0]))}: {named}" if "group" in found else named
        return self.phrases.label(key.removeprefix(f"{self.section.name}.")) or key

    def name(self, value: str) -> str:
        """Return what a code is called: by the section's words, a scheme of pay, the questionnaire; else the code."""
        found = self.phrases.label(value)
        if found is not None:
            return found
        scenarios, known = self.survey.study.incentive.scenario, self.survey.instrument.variables
        if value in scenarios:
            return scenarios[value].label[self.lang]
        return known[value].labels[self.lang] if value in known else value

    def head(self, column: str) -> str:
        """Return a column's heading; a survey's numbers are printed nowhere."""
        computed = column == "number" and not self.survey.claims
        return word("head_number_computed" if computed else f"head_{column}", self.lang)

    def number(self, key: str) -> str:
        """Return a number's text.

        Raises
        ------
        OutputError
            The section has no such number.
        """
        if key not in self.numbers:
            raise OutputError(f"no number {key!r}", where=f"section {self.section.name}: its words, or its voices",
                              expected=nearest(key, self.numbers))
        return str(self.numbers[key]["text"][self.lang])


def joint(voices: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return a joint display: each printed number, the voice beside it, and how the two relate."""
    claims = {claim.id: claim for claim in survey.claims}
    phrases, rows = Phrases("output", survey.lang), []
    for row in voices.to_dict("records"):
        claim = claims.get(row["claim"])
        says = "" if claim is None else claim.says_id if survey.lang == "id" else claim.says_en
        rows.append({"number": f"{says}{_printed(claim)}" if claim else "–", "finding": row[f"finding_{survey.lang}"],
                     "voice_label": phrases.label(row["voice"]) or row["voice"],
                     "relation": phrases.label(row["converges"]) or row["converges"]})
    return pd.DataFrame(rows, columns=["number", "finding", "voice_label", "relation"])


def _printed(claim: Claim) -> str:
    """Return a claim's number as printed, behind what it says; nothing of words, as what it says tells them."""
    if re.search(r"[^\W\d_]{2}", claim.published):
        return ""
    return f": {claim.published}".replace(claim.published, claim.published.replace(" ", "\u00a0"))


def _spans(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    for name in ("national", "city", "total"):
        frame[name] = [pd.NA if pd.isna(high) else text(None, "idr_per_month", lang, lower=low, upper=high)
                       if high else "–"
                       for low, high in zip(frame[f"{name}_lower"], frame[f"{name}_upper"], strict=True)]
    return frame
