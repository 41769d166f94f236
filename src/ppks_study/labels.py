"""What tables, rows and numbers of a section are called in a language; joint displays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from claimcheck.claims import Claim
from claimcheck.conditions import parse
from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.guard import guard
from ppks_study.numbers import DASH, numbers, text
from ppks_study.phrases import Phrases, word
from ppks_study.study import SECTIONS
from ppks_study.survey import Section, Survey
from surveyintake.instrument import Instrument
from surveystats.reliability import ACCEPTABLE, AT_THE_END, FEWEST, REPEATING, SAME_SUM

#: The limits that a verdict on a scale may name, with their units.
LIMITS = {"fewest": (FEWEST, ""), "same_sum": (SAME_SUM, "percent"),
          "at_the_end": (AT_THE_END, "percent"), "acceptable": (ACCEPTABLE, "coefficient"),
          "repeating": (REPEATING, "coefficient")}
#: The numbers of a row that it may name, with their units.
OWN = {"n": "people", "missing": "people", "items": "items", "alpha": "coefficient",
       "mean_percent": "percent", "ceiling_percent": "percent", "floor_percent": "percent",
       "constant": "items", "at_limit": "items", "pairs_at_limit": ""}
#: What is added where a row's number is not zero.
REMARKS = ("constant", "at_limit", "smoothed", "pairs_at_limit")
#: Columns of codes; the name of each stands beside it in ``<column>_label``.
CODES = ("group", "status", "performed", "below", "class", "looks_at", "keeps_floor", "keeps_today",
         "section", "by", "column")


def label(category: str, condition: str, instrument: Instrument | None, phrases: Phrases) -> str:
    """Return what a category is called: by the section's words, else by the questionnaire.

    Parameters
    ----------
    category : str
        Name of a choice, or a key of ``[label]`` in the section's words.
    condition : str
        The condition that the category counts, such as ``sex = female``: names the question.
    instrument : Instrument or None
        The questionnaire.
    phrases : Phrases
        The section's words in one language.

    Raises
    ------
    OutputError
        Neither names it.
    """
    named = phrases.label(category)
    if named is not None:
        return named
    for atom in parse(condition).atoms:
        known = instrument is not None and atom.column in instrument.variables
        if instrument is not None and known and category in atom.values:
            return instrument.label(atom.column, category, phrases.lang)
    raise OutputError(f"no label for {category!r}",
                      where=f"section {phrases.section}, condition {condition!r}",
                      expected="a choice of the instrument",
                      fix=f"add [label] {category}.id and .en to words/{phrases.section}.toml")


def labelled(table: pd.DataFrame, instrument: Instrument | None, phrases: Phrases) -> pd.DataFrame:
    """Return a table with a column ``label`` in the language: what its rows are called.

    Parameters
    ----------
    table : DataFrame
        Its own ``label_<lang>`` comes first, then its ``category`` (see `label`). With neither, its
        rows are labelled by the last parts of their ``key``, where the section's words know them.
    instrument, phrases
        As in `label`.

    Raises
    ------
    OutputError
        Nothing names a category or key.
    """
    table = table.copy()
    if f"label_{phrases.lang}" in table:
        table["label"] = table[f"label_{phrases.lang}"]
    elif "category" in table:
        blank = pd.Series("", index=table.index)
        conditions = table.get("condition", blank)
        pairs = zip(table["category"], conditions, strict=True)
        table["label"] = [label(str(category), str(condition), instrument, phrases)
                          for category, condition in pairs]
    elif "key" in table:
        table["label"] = [_key_label(str(key), phrases) for key in table["key"]]
    return table


def _key_label(key: str, phrases: Phrases) -> str:
    name = key.removeprefix(f"{phrases.section}.")
    named = phrases.label(name)
    if named is None:
        raise OutputError(f"no label for {key!r}", where=f"words/{phrases.section}.toml, [label]",
                          expected=f'"{name}" with id and en',
                          fix="add it, or give the table a category")
    return named


def named(frame: pd.DataFrame, instrument: Instrument, phrases: Phrases) -> pd.DataFrame:
    """Return a Table 1 with what its columns, variables and categories are called.

    Parameters
    ----------
    frame : DataFrame
        As `ppks_study.sections.table_one` returns it.
    instrument : Instrument
        Names variables and choices.
    phrases : Phrases
        The section's words, in the language of the labels.
    """
    lang = phrases.lang
    columns, variables = {"all": word("all_people", lang)}, {"": ""}
    labels = []
    for row in frame.to_dict("records"):
        name, shown = row["group"], ""
        if not name and row["column"] != "all":
            columns[row["column"]] = label(row["column"], row["condition"], instrument, phrases)
        if name and row["kind"] in ("count", "share"):
            shown = label(row["category"], row["condition"], instrument, phrases)
        if name not in variables:
            known = instrument.variables.get(name)
            variables[name] = known.labels[lang] if known else phrases.label(name) or name
        labels.append(shown)
    return frame.assign(label=labels, group_label=frame["group"].map(variables),
                        column_label=frame["column"].map(columns))


def explained(verdicts: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return verdicts on scales with their names, and a sentence on what each rests on.

    Parameters
    ----------
    verdicts : DataFrame, one row a scale
        As `ppks_study.sections.items` makes it.
    lang : str
        ``id`` or ``en``.

    Returns
    -------
    DataFrame
        With ``verdict_label`` and ``verdict_says``.
    """
    words = Phrases("reliability", lang)
    names, reasons = [], []
    for row in verdicts.to_dict("records"):
        values = {name: text(value, unit, lang) for name, (value, unit) in LIMITS.items()}
        for name, unit in OWN.items():
            if not pd.isna(row[name]):
                values[name] = text(row[name], unit, lang)
        parts = [words.text("verdict", row["verdict"], "says")]
        parts += [words.text("remark", name) for name in REMARKS if row[name]]
        names.append(words.text("verdict", row["verdict"], "name"))
        reasons.append(" ".join(part.format(**values) for part in parts))
    return verdicts.assign(verdict_label=names, verdict_says=reasons)


@dataclass(frozen=True, eq=False)
class SectionLabels:
    """What the tables of a section, their rows and their numbers are called.

    Attributes
    ----------
    survey : Survey
        Gives language and labels.
    section : Section
        Gives tables.
    numbers : mapping of str to dict
        The section's numbers by key, as `ppks_study.numbers.numbers` returns them.
    """

    survey: Survey
    section: Section
    numbers: Mapping[str, Mapping[str, Any]]

    @property
    def lang(self) -> str:
        """Language of all labels: ``id`` or ``en``."""
        return self.survey.lang

    @property
    def phrases(self) -> Phrases:
        """The section's words."""
        return Phrases(self.section.name, self.lang, surveyed=not self.survey.reconstructed)

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table of the section, its rows named in the survey's language.

        Parameters
        ----------
        name : str
            Of the table.

        Raises
        ------
        OutputError
            The section has no such table.
        """
        if name not in self.section.tables:
            raise OutputError(f"no table {name!r}", where=f"section {self.section.name}",
                              expected=nearest(name, self.section.tables))
        frame = self.section.tables[name]
        if frame.empty or name == "sensitivity":  # whose rows are named where it is laid out
            return frame
        if name == "table_one":
            return named(frame, self.survey.instrument, self.phrases)
        if name == "voices":
            return joint(frame, self.survey) if self.survey.claims else self._beside(frame)
        if name == "joint":
            return self._all_sections(frame)
        if name == "readings":
            return frame.assign(reading_label=[word(r, self.lang) for r in frame["reading"]],
                                source=[self.name(source) for source in frame["source"]])
        frame = labelled(frame, self.survey.instrument, self.phrases)
        frame = explained(frame, self.lang) if name == "verdicts" else frame
        self._name_codes(frame)
        if "floor" in frame and f"label_{self.lang}" not in frame:
            frame["label"] = [text(floor, "idr_per_month", self.lang) for floor in frame["floor"]]
        if name == "ranges":
            _write_ranges(frame, self.lang)
        return frame

    def _name_codes(self, frame: pd.DataFrame) -> None:
        """Add the names of codes, and the texts that a table brings in the language."""
        for column in CODES:
            if column in frame:
                names = []
                for value in frame[column]:
                    names.append(pd.NA if pd.isna(value) else self.name(str(value)))
                frame[f"{column}_label"] = names
        if "qualification_class" in frame:
            classes = frame["qualification_class"]
            frame["class_label"] = [self.name(str(value)) for value in classes]
        if f"note_{self.lang}" in frame:
            frame["note"] = frame[f"note_{self.lang}"]
        if f"answer_{self.lang}" in frame:
            frame["answer_label"] = frame[f"answer_{self.lang}"]
        for column, own in (("meaning", f"meaning_{self.lang}"), ("by_label", f"by_{self.lang}")):
            if own in frame:
                frame[column] = frame[own].where(frame[own] != "", frame.get(column))

    def _all_sections(self, findings: pd.DataFrame) -> pd.DataFrame:
        """Return the joint display over all sections: each number as its own section names it."""
        if self.survey.claims:
            shown = joint(findings, self.survey)
        else:
            homes = findings["claim"].str.split(".").str[0]
            labels = {name: self._of(name) for name in homes.unique()}
            rows = []
            for place, name in enumerate(homes):
                rows.append(labels[name]._beside(findings.iloc[[place]]))
            shown = pd.concat(rows)
        own = {}
        for shown_as, column in (("section_label", "section"), ("voice_label", "voice"),
                                 ("relation", "converges")):
            own[shown_as] = [self.name(value) for value in findings[column]]
        if "segments" in findings:
            own["segments"] = findings["segments"].tolist()
        return shown.assign(**own).reset_index(drop=True)

    def _of(self, name: str) -> "SectionLabels":
        """Return the labels of a section; these ones for none."""
        import ppks_study

        if name and name not in SECTIONS:
            raise OutputError(f"no section {name!r} with numbers",
                              where="interviews.csv, column claim",
                              expected=nearest(name, SECTIONS),
                              fix="name a key of results/.../numbers.json")
        if not name:
            return self
        section = guard(getattr(ppks_study, name)(self.survey), self.survey)
        known = numbers(section, self.survey.study.sampling.confidence)
        return SectionLabels(self.survey, section, known)

    def _beside(self, voices: pd.DataFrame) -> pd.DataFrame:
        """Return a survey's joint display: number, voice beside it, how the two relate."""
        rows = []
        for row in voices.to_dict("records"):
            key = row["claim"]
            finding = row[f"finding_{self.lang}"] or row["finding_id"] or row["finding_en"]
            shown = f"{self._number_label(key)}: {self.number(key)}" if key else DASH
            rows.append({"number": shown, "finding": finding,
                         "voice_label": self.name(row["voice"]),
                         "relation": self.name(row["converges"])})
        return pd.DataFrame(rows)

    def _number_label(self, key: str) -> str:
        """Return what a number is called in its table, or by the section's words; else its key."""
        for table in self.section.tables.values():
            if "category" not in table or "key" not in table:
                continue
            own = table[table["key"] == key]
            if len(own):
                row = labelled(own, self.survey.instrument, self.phrases).iloc[0]
                named = str(row["label"])
                if row["kind"] == "mean":
                    named += f", {word('mean', self.lang).lower()}"
                return f"{self.name(str(row['group']))}: {named}" if "group" in row else named
        return self.phrases.label(key.removeprefix(f"{self.section.name}.")) or key

    def name(self, code: str) -> str:
        """Return what a code is called; the code itself where nothing names it.

        Parameters
        ----------
        code : str
            A key of the section's words, a scheme of pay, or a question.
        """
        named = self.phrases.label(code)
        if named is not None:
            return named
        schemes, questions = self.survey.study.incentive.scenario, self.survey.instrument.variables
        if code in schemes:
            return schemes[code].label[self.lang]
        return questions[code].labels[self.lang] if code in questions else code

    def head(self, column: str) -> str:
        """Return a column's heading; the numbers of a survey are not called printed.

        Parameters
        ----------
        column : str
            ``head_<column>`` in ``words/output.toml``.
        """
        computed = column == "number" and not self.survey.claims
        return word("head_number_computed" if computed else f"head_{column}", self.lang)

    def number(self, key: str) -> str:
        """Return a number's text.

        Parameters
        ----------
        key : str
            Such as ``profile.sex.female.share``.

        Raises
        ------
        OutputError
            The section has no such number.
        """
        if key not in self.numbers:
            raise OutputError(f"no number {key!r}",
                              where=f"section {self.section.name}: its words, or its voices",
                              expected=nearest(key, self.numbers))
        return str(self.numbers[key]["text"][self.lang])


def joint(voices: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return a joint display: each printed number, the voice beside it, and how the two relate.

    Parameters
    ----------
    voices : DataFrame
        ``claim`` (id of a claim, or empty), ``finding_id``, ``finding_en``, ``voice``,
        ``converges``.
    survey : Survey
        Gives claims and language.

    Returns
    -------
    DataFrame
        Texts: ``number``, ``finding``, ``voice_label``, ``relation``.
    """
    claims = {claim.id: claim for claim in survey.claims}
    phrases, rows = Phrases("output", survey.lang), []
    for row in voices.to_dict("records"):
        claim, number = claims.get(row["claim"]), DASH
        if claim is not None:
            says = claim.says_id if survey.lang == "id" else claim.says_en
            number = f"{says}{_printed(claim)}"
        rows.append({"number": number, "finding": row[f"finding_{survey.lang}"],
                     "voice_label": phrases.label(row["voice"]) or row["voice"],
                     "relation": phrases.label(row["converges"]) or row["converges"]})
    return pd.DataFrame(rows, columns=["number", "finding", "voice_label", "relation"])


def _printed(claim: Claim) -> str:
    """Return a claim's number as printed, to follow what the claim says; nothing if it is words."""
    if re.search(r"[^\W\d_]{2}", claim.published):
        return ""
    return ": " + claim.published.replace(" ", "\u00a0")


def _write_ranges(frame: pd.DataFrame, lang: str) -> None:
    """Add each budget's range of pay as text; a dash where it pays nothing."""
    for name in ("national", "city", "total"):
        ranges: list[Any] = []
        for low, high in zip(frame[f"{name}_lower"], frame[f"{name}_upper"], strict=True):
            if pd.isna(high):
                ranges.append(pd.NA)
            else:
                shown = text(None, "idr_per_month", lang, lower=low, upper=high) if high else DASH
                ranges.append(shown)
        frame[name] = ranges
