"""A section on a page: shows tables, figures and sentences in a notebook, and saves what it shows.

The build says where to save by the environment variable ``PPKS_OUTPUT``; without it, as in JupyterLab, everything
goes to ``scratch/``. Below that: ``figures/<section>-<name>.{svg,pdf,png}``, ``figures/<section>.json`` (title,
alternative text and note of each), ``tables/<section>-<name>.{html,csv,json,typ,xlsx,docx}`` and
``tables/<section>.{xlsx,docx}`` (all tables of the section),
``numbers/<section>.json`` (every number shown), ``sentences/<section>.json``, ``outline/<section>.json`` (what is
shown, in order: the article shows the same).
"""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown
from matplotlib.axes import Axes

from ppks_study.errors import OutputError, nearest
from ppks_study.output import sensitivity, tables
from ppks_study.output.disclosure import guard
from ppks_study.output.figures.heights import axes_for
from ppks_study.output.figures.marks import TELLING, has_whiskers
from ppks_study.output.figures.style import finish, save
from ppks_study.output.labels import labelled
from ppks_study.output.matrix import MATRICES, of_matrix
from ppks_study.output.numbers import number, numbers, text
from ppks_study.output.paper import SECTIONS
from ppks_study.output.phrases import PLACEHOLDER, Phrases, fill, repeat, settle, without, word
from ppks_study.output.reliability import explained
from ppks_study.output.tables.estimates import interval_note
from ppks_study.sections.section import Section
from ppks_study.sections.survey import Survey

#: The columns of tables that are no estimate frames, with the unit of their numbers.
TEXT_TABLES: dict[str, tuple[tuple[str, ...], str]] = {
    "voices": (("number", "finding", "voice_label", "relation"), ""),
    "indicators": (("variable", "label", "class_label", "performed_label"), ""),
    "ranges": (("label", "status_label", "n", "missing", "national", "city", "total", "below_label"), ""),
    "scenarios": (("label", "looks_at_label", "keeps_floor_label", "keeps_today_label", "note"), ""),
    "verdicts": (("label", "verdict_label", "verdict_says"), ""),
    "readings": (("source", "reading_label", "kkni_level"), ""),
    "codebook": (("section_label", "label", "meaning"), ""),
    "joint": (("section_label", "number", "finding", "voice_label", "relation", "segments"), ""),
}

#: Tables that are computed from the respondents themselves, also where these are reconstructed.
COUNTED = ("rules",)


class Page:
    """One section of one survey, in the survey's language.

    Parameters
    ----------
    survey : Survey
        Gives language, labels, and whether the respondents are reconstructed.
    section : Section
        Gives tables and numbers.
    """

    def __init__(self, survey: Survey, section: Section) -> None:
        self.survey, self.section, self.lang = survey, guard(section, survey), survey.lang
        self.phrases = Phrases(section.name, survey.lang, surveyed=not survey.reconstructed)
        self.folder = destination(survey)
        self._numbers = numbers(self.section, survey.study.sampling.confidence)
        self._withheld = {key for key, told in self._numbers.items() if told["basis"] == "withheld"}
        self._shown: set[str] = set()
        self._tables: dict[str, tables.Table] = {}
        self._figures: dict[str, dict[str, str]] = {}
        self._sentences: dict[str, str] = {}
        self._outline: list[dict[str, str]] = []

    @property
    def floors(self) -> list[tuple[str, int]]:
        """The study's wage floor and the official ones: name, rupiah per month."""
        profile = self.survey.study.profile
        found = {profile.minimum_wage_idr_per_month: word("study_floor", self.lang)}
        for wage in profile.official_minimum_wages:
            found.setdefault(wage.idr_per_month, f"{wage.kind} {wage.year}")
        return [(name, amount) for amount, name in found.items()]

    def table(self, name: str) -> HTML | Markdown:
        """Show a table of the section, and save it in every format; one without rows is said not to be there."""
        frame = self._frame(name)
        if frame.empty:
            return self._nothing("table", name)
        shown = self._tables[name] = self._laid_out(name, frame)
        self._shown |= set(shown.keys)
        self._show("table", name)
        tables.write_section(self._tables, name, self.folder / "tables" / self.section.name)
        return HTML(shown.html())

    def _laid_out(self, name: str, frame: pd.DataFrame) -> tables.Table:
        """Return a table of the section in its language, with all that its note must say."""
        told: dict[str, Any] = {"title": self.phrases.text("table", name, "title"), "lang": self.lang,
                                "origin": " ".join(filter(None, [*self._inferred(frame), self._reached(frame),
                                                                 self._origin(name, frame), self.phrases.note(name)]))}
        if name in MATRICES:
            return of_matrix(frame, **told)
        if name == "sensitivity":
            return sensitivity.table(frame, self.section.name, floors=self._floors,
                                     confidence=self.survey.study.sampling.confidence, **told)
        if name in TEXT_TABLES:
            columns, unit = TEXT_TABLES[name]
            heads = {c: self._head(c) for c in columns if c in frame}
            return tables.of_text(frame, heads, unit=unit, **told)
        if name == "table_one":
            told["title"] = told["title"].replace("{by}", self._name(str(frame["by"].iloc[0])))
            return tables.of_groups(tables.named(frame, self.survey.instrument, self.phrases), **told)
        return tables.of_estimates(frame, confidence=self.survey.study.sampling.confidence, **told)

    def _head(self, column: str) -> str:
        """Return a column's heading; a survey's numbers are printed nowhere."""
        computed = column == "number" and not self.survey.claims
        return word("head_number_computed" if computed else f"head_{column}", self.lang)

    def _origin(self, name: str, frame: pd.DataFrame) -> str:
        """Return what a table's note says of where its numbers come from."""
        if "told_by" in frame:
            return word("told_by_study", self.lang)
        of_respondents = name in COUNTED or ("basis" in frame and not set(frame["basis"]) <= {"computed"})
        return self._label if of_respondents or not self.survey.reconstructed else word("transcribed_short", self.lang)

    def figure(self, name: str, plot: Callable[..., Axes], table: str | None = None, *,
               rows: str | None = None, **options: Any) -> HTML | Markdown:
        """Draw a figure from a table of the section, show it, and save it as SVG, PDF and PNG.

        Nothing is drawn of a table without rows, which is said instead.

        Parameters
        ----------
        name : str
            ``[figure.name]`` of the section's words.
        plot : callable
            ``plot(table, *, ax, lang, **options)``.
        table : str, optional
            The table's name, if it is not the figure's.
        rows : str, optional
            Which rows: a `DataFrame.query`.
        """
        frame = self._frame(table or name)
        frame = frame.query(rows) if rows and not frame.empty else frame
        if frame.empty:
            return self._nothing("figure", name)
        told, untold = parted(frame)
        if told.empty:
            return self._nothing("figure", name, "withheld_figure")
        title, alt = self._filled("figure", name, "title"), self._filled("figure", name, "alt")
        drawn, untold = (frame, []) if plot.__name__ in TELLING else (told, untold)
        ax = plot(drawn, ax=axes_for(plot, drawn), lang=self.lang, **options)
        notes = self._notes(drawn, self.phrases.note(table or name), f"{plot.__module__}.{plot.__name__}", untold,
                            whiskers=has_whiskers(ax))
        figure = finish(ax, title=title, notes=notes)
        stem = self.folder / "figures" / f"{self.section.name}-{name}"
        svg = save(figure, stem, title=title, alt=alt)[0]
        if "key" in frame:
            self._shown |= set(frame["key"])
        self._figures[name] = {"title": title, "alt": alt, "note": " ".join(notes)}
        _write(self.folder / "figures" / f"{self.section.name}.json", _json(self._figures))
        self._show("figure", name)
        return HTML(_image(svg, alt))

    def say(self, name: str) -> Markdown:
        """Show a sentence of the section, filled with its numbers; none about a table that is not there."""
        about = self.section.tables.get(name)
        said = "" if about is not None and about.empty else self._moved() if name == "sensitivity" else self._said(name)
        if said:
            self._sentences[name] = said
            _write(self.folder / "sentences" / f"{self.section.name}.json", _json(self._sentences))
            self._show("sentence", name)
        return Markdown(said)

    def _moved(self) -> str:
        """Return what is said of the section's sensitivity."""
        return sensitivity.sentence(self.section.tables["sensitivity"], self.section.name, self.lang,
                                    floors=self._floors)

    @property
    def _floors(self) -> dict[int, str]:
        return {amount: name for name, amount in self.floors}

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table of the section as figures take it: its rows named in the survey's language."""
        return self._frame(name)

    def _nothing(self, kind: str, name: str, why: str = "not_there") -> Markdown:
        """Say that a table or figure is not there: the study does not hold what it would show, or it is withheld."""
        title = self.phrases.text(kind, name, "title")
        return Markdown(f"*{title}: {word(why, self.lang)}*")

    def _show(self, kind: str, name: str) -> None:
        """Note what is shown, in order, with all numbers shown so far."""
        self._outline.append({"kind": kind, "name": name})
        _write(self.folder / "outline" / f"{self.section.name}.json", _json(self._outline))
        shown = {key: self._numbers[key] for key in sorted(self._shown)}
        _write(self.folder / "numbers" / f"{self.section.name}.json", _json(shown))

    def _template(self, kind: str, name: str, part: str = "") -> str:
        """Return the words of an entry: what tells of each scheme of pay once for each that there is."""
        named = {key: scenario.label[self.lang] for key, scenario in self.survey.study.incentive.scenario.items()
                 if f"incentive.scenario.{key}.gain.count" in self._numbers}
        return repeat(self.phrases.text(kind, name, part), named).strip()

    def _filled(self, kind: str, name: str, part: str = "") -> str:
        template = settle(self._template(kind, name, part), set(self._numbers) - self._withheld)
        self._shown |= set(PLACEHOLDER.findall(template)) & set(self._numbers)
        return fill(template, self._number)

    def _said(self, name: str) -> str:
        """Return a sentence without what would be about withheld numbers; that there are any is said."""
        template = self._template("sentence", name)
        left = without(settle(template, set(self._numbers) - self._withheld), self._withheld)
        self._shown |= set(PLACEHOLDER.findall(left)) & set(self._numbers)
        secret = set(PLACEHOLDER.findall(template)) & self._withheld
        more = word("withheld_said", self.lang).format(self.survey.study.disclosure.fewest) if secret else ""
        return " ".join(filter(None, [fill(left, self._number), more]))

    def _reached(self, frame: pd.DataFrame) -> str:
        """Say how many people reach the lowest and highest values of a survey."""
        fewest = 1 if self.survey.reconstructed else self.survey.study.disclosure.fewest
        shown = "kind" in frame and set(frame["kind"]) & {"minimum", "maximum"}
        return word("extremes_of", self.lang).format(fewest) if shown and fewest > 1 else ""

    def _number(self, key: str) -> str:
        if key not in self._numbers:
            raise OutputError(f"no number {key!r}", where=f"section {self.section.name}: its words, or its voices",
                              expected=nearest(key, self._numbers))
        return str(self._numbers[key]["text"][self.lang])

    def _frame(self, name: str) -> pd.DataFrame:
        if name not in self.section.tables:
            raise OutputError(f"no table {name!r}", where=f"section {self.section.name}",
                              expected=nearest(name, self.section.tables))
        frame = self.section.tables[name]
        if frame.empty:
            return frame
        if name == "voices":
            return joint(frame, self.survey) if self.survey.claims else self._beside(frame)
        if name == "sensitivity":
            return frame
        if name == "joint":
            return self._across(frame)
        if name == "readings":
            return frame.assign(reading_label=[word(r, self.lang) for r in frame["reading"]])
        if name == "table_one":
            return frame
        frame = labelled(frame, self.survey.instrument, self.phrases)
        frame = explained(frame, self.lang) if name == "verdicts" else frame
        for column in ("group", "status", "performed", "below", "class", "qualification_class", "looks_at",
                       "keeps_floor", "keeps_today", "section", "by", "column"):
            if column in frame:
                target = "class_label" if column == "qualification_class" else f"{column}_label"
                frame[target] = [self._name(str(value)) for value in frame[column]]
        if f"note_{self.lang}" in frame:
            frame["note"] = frame[f"note_{self.lang}"]
        for told, own in (("meaning", f"meaning_{self.lang}"), ("by_label", f"by_{self.lang}")):
            if own in frame:
                frame[told] = frame[own].where(frame[own] != "", frame.get(told))
        if f"answer_{self.lang}" in frame:
            frame["answer_label"] = frame[f"answer_{self.lang}"]
        return _spans(frame, self.lang) if name == "ranges" else frame

    def _across(self, findings: pd.DataFrame) -> pd.DataFrame:
        """Return the joint display over all sections: each number as its own section tells it, beside its finding."""
        if self.survey.claims:
            shown = joint(findings, self.survey)
        else:
            of = findings["claim"].str.split(".").str[0]
            pages = {name: self._of(name) for name in of.unique()}
            shown = pd.concat([pages[name]._beside(findings.iloc[[place]]) for place, name in enumerate(of)])
        own = {label: [self._name(value) for value in findings[column]] for label, column in (
            ("section_label", "section"), ("voice_label", "voice"), ("relation", "converges"))}
        own |= {"segments": findings["segments"].tolist()} if "segments" in findings else {}
        return shown.assign(**own).reset_index(drop=True)

    def _of(self, name: str) -> "Page":
        """Return the page of a section by its name; this one for none."""
        import ppks_study

        if name and name not in SECTIONS:
            raise OutputError(f"no section {name!r} with numbers", where="interviews.csv, column claim",
                              expected=nearest(name, SECTIONS), fix="name a key of results/.../numbers.json")
        return Page(self.survey, getattr(ppks_study, name)(self.survey)) if name else self

    def _beside(self, voices: pd.DataFrame) -> pd.DataFrame:
        """Return a survey's joint display: each number that a voice names by its key, the voice, how the two relate."""
        rows = []
        for row in voices.to_dict("records"):
            key, finding = row["claim"], row[f"finding_{self.lang}"] or row["finding_id"] or row["finding_en"]
            rows.append({"number": f"{self._called(key)}: {self._number(key)}" if key else "–", "finding": finding,
                         "voice_label": self._name(row["voice"]), "relation": self._name(row["converges"])})
        return pd.DataFrame(rows)

    def _called(self, key: str) -> str:
        """Return what a number is called in its table, or by the section's words; else its key."""
        for table in self.section.tables.values():
            found = table[table["key"] == key] if "category" in table and "key" in table else table.iloc[:0]
            if len(found):
                return str(labelled(found, self.survey.instrument, self.phrases)["label"].iloc[0])
        return self.phrases.label(key.removeprefix(f"{self.section.name}.")) or key

    def _name(self, value: str) -> str:
        found = self.phrases.label(value)
        if found is not None:
            return found
        scenarios, known = self.survey.study.incentive.scenario, self.survey.instrument.variables
        if value in scenarios:
            return scenarios[value].label[self.lang]
        return known[value].labels[self.lang] if value in known else value

    def _notes(self, frame: pd.DataFrame, remark: str, function: str, untold: list[str], *, whiskers: bool
               ) -> list[str]:
        study = self.survey.study
        method = interval_note(frame, study.sampling.confidence, self.lang) if whiskers else ""
        measured = "basis" in frame
        size = tables.note_of(frame, self.lang) if measured else self._size(frame)
        respondents = measured and not set(frame["basis"]) <= {"computed"}
        label = word("transcribed", self.lang) if self.survey.reconstructed and not respondents else self._label
        source = f"{word('source', self.lang)}: {study.source or study.title[self.lang]}. {function}"
        secret = [word("withheld_rows", self.lang).format(", ".join(untold))] if untold else []
        reached = [self._reached(frame)]
        said = " ".join(filter(None, [size, method, remark]))
        return [*filter(None, [said, *secret, *reached, *self._inferred(frame)]), label, source]

    def _size(self, frame: pd.DataFrame) -> str:
        """Return how many people a table's rows count in all, or how many rows it has where it counts nobody."""
        if "n" not in frame or "missing" not in frame:
            return f"n = {len(frame)} {word('rows', self.lang)}."
        n, missing = (number(frame[column].sum(), self.lang) for column in ("n", "missing"))
        return f"n = {n}; {word('missing', self.lang)} {missing}."

    def _inferred(self, frame: pd.DataFrame) -> list[str]:
        """Return what must stand beside weighted values, tests, and results of a sample that was not drawn."""
        kinds = set(frame["kind"]) if "interval" in frame else set()
        design, tested = self.survey.design, "p" in kinds
        found = [("weighted_by_stratum", design.weighted and bool(kinds & {"share", "mean"})), ("tests_note", tested),
                 ("as_if_random", design.as_if_random and (tested or bool(kinds & {"share", "mean"})))]
        return [word(name, self.lang) for name, applies in found if applies]

    @property
    def _label(self) -> str:
        """What the study says of its respondents wherever they show; nothing where they were surveyed."""
        origin = self.survey.study.data.origin
        return "" if origin == "survey" else word(origin, self.lang)


def destination(survey: Survey) -> Path:
    """Return where a page saves: where the build says, else ``scratch/<study>/<lang>`` in the project."""
    told = os.environ.get("PPKS_OUTPUT")
    return Path(told) if told else survey.study.root / "scratch" / survey.study.name / survey.lang


def joint(voices: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """Return a joint display: each printed number, the voice beside it, and how the two relate."""
    claims = {claim.id: claim for claim in survey.claims}
    phrases, rows = Phrases("output", survey.lang), []
    for row in voices.to_dict("records"):
        claim = claims.get(row["claim"])
        says = "" if claim is None else claim.says_id if survey.lang == "id" else claim.says_en
        rows.append({"number": f"{says}: {claim.published}" if claim else "–", "finding": row[f"finding_{survey.lang}"],
                     "voice_label": phrases.label(row["voice"]) or row["voice"],
                     "relation": phrases.label(row["converges"]) or row["converges"]})
    return pd.DataFrame(rows, columns=["number", "finding", "voice_label", "relation"])


def parted(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of a table that can be drawn, and what those that are withheld are called, each once."""
    secret = frame["basis"].eq("withheld") if "basis" in frame else frame.get("withheld")
    if secret is None or not secret.any():
        return frame, []
    labels = frame["label"] if "group_label" not in frame else frame["group_label"] + ": " + frame["label"]
    return frame[~secret], list(dict.fromkeys(labels[secret]))


def _spans(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    for name in ("national", "city", "total"):
        frame[name] = [pd.NA if pd.isna(high) else text(None, "idr_per_month", lang, lower=low, upper=high)
                       if high else "–"
                       for low, high in zip(frame[f"{name}_lower"], frame[f"{name}_upper"], strict=True)]
    return frame


def _image(svg: Path, alt: str) -> str:
    data = base64.b64encode(svg.read_bytes()).decode()
    quoted = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<img style="max-width:100%" alt="{quoted}" src="data:image/svg+xml;base64,{data}">'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
