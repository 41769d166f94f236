"""A section on a page: shows tables, figures and sentences in a notebook, and saves what it shows.

The build says where to save by the environment variable ``PPKS_OUTPUT``; without it, as in
JupyterLab, everything goes to ``scratch/``. Below that:

- ``figures/<section>-<name>.{svg,pdf,png}``, ``figures/<section>.json`` (title, alternative text
  and note of each);
- ``tables/<section>-<name>.{html,csv,json,typ,xlsx,docx}``, ``tables/<section>.{xlsx,docx}`` (all
  tables of the section);
- ``numbers/<section>.json`` (every number shown), ``sentences/<section>.json``,
  ``outline/<section>.json`` (what is shown, in order: the article shows the same),
  ``origins/<section>.json`` (where each comes from, for `ppks why`).
"""

import base64
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown
from matplotlib.axes import Axes

from paperbuild.origins import Origin, Source
from ppks_study import tables
from ppks_study.figures.marks import TELLING, has_whiskers
from ppks_study.figures.style import finish, new_axes, save
from ppks_study.guard import guard
from ppks_study.labels import SectionLabels
from ppks_study.lineage import project
from ppks_study.notes import below_figure, below_table
from ppks_study.numbers import numbers
from ppks_study.phrases import PLACEHOLDER, Phrases, fill, repeat, settle, without, word
from ppks_study.survey import Section, Survey
from ppks_study.tables import sensitivity_table as sensitivity

#: Matrices of the sections by name.
MATRICES = ("matrix", "findings", "relations", "by_voice")
#: The columns of tables that are no estimate frames, with the unit of their numbers.
TEXT_TABLES: dict[str, tuple[tuple[str, ...], str]] = {
    "voices": (("number", "finding", "voice_label", "relation"), ""),
    "indicators": (("variable", "label", "class_label", "performed_label"), ""),
    "ranges": (("label", "status_label", "n", "missing", "national", "city", "total",
                "below_label"), ""),
    "scenarios": (("label", "looks_at_label", "keeps_floor_label", "keeps_today_label",
                   "note"), ""),
    "verdicts": (("label", "verdict_label", "verdict_says"), ""),
    "readings": (("source", "reading_label", "kkni_level"), ""),
    "codebook": (("section_label", "label", "meaning"), ""),
    "joint": (("section_label", "number", "finding", "voice_label", "relation", "segments"), ""),
}
#: Bases of numbers that claims settle, or leave a range for.
SETTLED = ("imposed", "determined", "bounded")


class _Trail:
    """The origins of what one section shows, in ``origins/<section>.json``."""

    def __init__(self, survey: Survey, section: Section, folder: Path) -> None:
        self.source = Source.of(project(survey.study), section.name, survey.lang)
        self._path = folder / "origins" / f"{section.name}.json"
        self._shown: dict[str, dict[str, dict[str, Any]]] = {}
        self._questions = _questions(section)

    def show(self, kind: str, name: str, table: str, frame: pd.DataFrame,
             plot: Callable[..., Axes] | None = None) -> Origin:
        """Return where a table or figure comes from, and note it."""
        keys = tuple(frame["key"].dropna().unique()) if "key" in frame else ()
        bases = tuple(frame["basis"].dropna().unique()) if "basis" in frame else ()
        drawn = _qualified(plot) if plot else ""
        origin = Origin(self.source, kind, name, table, drawn, keys, bases or ("computed",))
        self._note(kind, name, origin.as_dict())
        return origin

    def say(self, name: str, keys: Iterable[str]) -> None:
        """Note which numbers a sentence quotes."""
        cell = self.source.cells.get(("say", name), "")
        self._note("sentence", name, {"keys": sorted(keys), "cell": cell})

    def _note(self, kind: str, name: str, entry: dict[str, Any]) -> None:
        self._shown.setdefault(kind, {})[name] = entry
        content = self.source.as_dict() | {"shown": self._shown, "questions": self._questions}
        _write(self._path, _json(content))


def _questions(section: Section) -> dict[str, list[str]]:
    """Return what each number asks that claims settle or bound: kind, condition, of, variable."""
    known = section.numbers
    asked = known[known["basis"].isin(SETTLED) & known["kind"].ne("stated")]
    questions = {}
    for row in asked.to_dict("records"):
        parts = (row["kind"], row["condition"], row["of"], row["variable"])
        questions[row["key"]] = list(map(str, parts))
    return questions


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
        self._confidence = survey.study.sampling.confidence
        self._numbers = numbers(self.section, self._confidence)
        self._labels = SectionLabels(survey, self.section, self._numbers)
        self._withheld = {key for key, number in self._numbers.items()
                          if number["basis"] == "withheld"}
        self._shown: set[str] = set()
        self._written: dict[str, str] = {}  # the numbers shown so far, as the file holds each
        self._tables: dict[str, tables.Table] = {}
        self._figures: dict[str, dict[str, str]] = {}
        self._sentences: dict[str, str] = {}
        self._outline: list[dict[str, str]] = []
        self._trail = _Trail(survey, self.section, self.folder)

    @property
    def floors(self) -> list[tuple[str, int]]:
        """The study's wage floor and the official ones: name, rupiah per month."""
        profile = self.survey.study.profile
        names = {profile.minimum_wage_idr_per_month: word("study_floor", self.lang)}
        for wage in profile.official_minimum_wages:
            names.setdefault(wage.idr_per_month, f"{wage.kind} {wage.year}")
        return [(name, amount) for amount, name in names.items()]

    def table(self, name: str) -> HTML | Markdown:
        """Show a table of the section, and save it in every format.

        Parameters
        ----------
        name : str
            Of the table, and of ``[table.name]`` in the section's words. Of a table without rows
            the page says that it is not there.

        Raises
        ------
        OutputError
            The section has no such table, or its words no title for it.
        """
        frame = self.frame(name)
        if frame.empty:
            return self._nothing("table", name)
        origin = self._trail.show("table", name, name, frame)
        shown = self._tables[name] = replace(self.laid_out(name, frame), chain=origin.stamp)
        self._shown |= set(shown.keys)
        self._show("table", name)
        tables.write_all(shown, self._stem("tables", name))
        return HTML(origin.around(shown.html()))

    def together(self) -> Markdown:
        """Save all tables shown so far as one workbook and one document, and show links to both."""
        if not self._tables:
            return Markdown("")
        links = []
        for suffix, program in tables.BOOKS.items():
            stem = self._stem("tables")
            path = tables.write_book(self._tables, stem.with_suffix(suffix))
            links.append(f"[{program}]({self._link(path)})")
        return Markdown(f"{word('together', self.lang)}: {' · '.join(links)}")

    def _stem(self, folder: str, name: str = "") -> Path:
        """Return where something of the section is saved, without the suffix."""
        return self.folder / folder / "-".join(filter(None, [self.section.name, name]))

    def _link(self, path: Path) -> str:
        """Return how a page leads to a file.

        A page of the build lies in the folder of its files, another where the notebook runs.
        """
        start = self.folder if os.environ.get("PPKS_OUTPUT") else Path.cwd()
        return Path(os.path.relpath(path, start)).as_posix()

    def laid_out(self, name: str, frame: pd.DataFrame) -> tables.Table:
        """Return a table of the section in its language, with its title and note.

        Parameters
        ----------
        name : str
            Of the table.
        frame : DataFrame
            As `frame` returns it, with rows.
        """
        title = self.phrases.text("table", name, "title")
        remark = self.phrases.note(name)
        origin = below_table(self.survey, name, frame, remark)
        common: dict[str, Any] = {"title": title, "lang": self.lang, "origin": origin}
        if name in MATRICES:
            return tables.of_matrix(frame, **common)
        if name == "sensitivity":
            return sensitivity.table(frame, self.section.name, floors=self._floors,
                                     confidence=self._confidence, **common)
        if name in TEXT_TABLES:
            columns, unit = TEXT_TABLES[name]
            heads = {column: self._labels.head(column) for column in columns if column in frame}
            return tables.of_text(frame, heads, unit=unit, **common)
        if name == "table_one":
            grouping = self._labels.name(str(frame["by"].iloc[0]))
            common["title"] = title.replace("{by}", grouping)
            return tables.of_groups(frame, **common)
        return tables.of_estimates(frame, confidence=self._confidence, **common)

    def figure(self, name: str, plot: Callable[..., Axes], table: str | None = None, *,
               rows: str | None = None, **options: Any) -> HTML | Markdown:
        """Draw a figure from a table of the section, show it, and save it as SVG, PDF and PNG.

        Parameters
        ----------
        name : str
            ``[figure.name]`` of the section's words.
        plot : callable
            ``plot(table, *, ax, lang, **options)``; returns the axes. A function of
            `ppks_study.figures` makes axes as high as it needs, another one is given some.
        table : str, optional
            The table's name, if it is not the figure's. Nothing is drawn of a table without rows;
            the page says that it is not there.
        rows : str, optional
            Which rows: a `DataFrame.query`.
        **options
            Further arguments of ``plot``.

        Raises
        ------
        OutputError
            The section has no such table, or its words no title for the figure.
        """
        frame = self.frame(table or name)
        frame = frame.query(rows) if rows and not frame.empty else frame
        if frame.empty:
            return self._nothing("figure", name)
        open_rows, secret = _parted(frame)
        if open_rows.empty:
            return self._nothing("figure", name, "withheld_figure")
        title, alt = self._filled("figure", name, "title"), self._filled("figure", name, "alt")
        drawn = open_rows
        if plot.__name__ in TELLING:
            drawn, secret = frame, []
        own_axes = plot.__module__.startswith("ppks_study.figures")
        ax = None if own_axes else new_axes(len(drawn))
        ax = plot(drawn, ax=ax, lang=self.lang, **options)
        notes = below_figure(self.survey, drawn, self.phrases.note(table or name),
                             _qualified(plot), untold=secret, whiskers=has_whiskers(ax))
        figure = finish(ax, title=title, notes=notes)
        origin = self._trail.show("figure", name, table or name, drawn, plot)
        stem = self._stem("figures", name)
        svg = save(figure, stem, title=title, alt=alt, chain=origin.stamp)[0]
        if "key" in frame:
            self._shown |= set(frame["key"])
        self._figures[name] = {"title": title, "alt": alt, "note": " ".join(notes)}
        _write(self._stem("figures").with_suffix(".json"), _json(self._figures))
        self._show("figure", name)
        return HTML(origin.around(_image(svg, alt)))

    def say(self, name: str) -> Markdown:
        """Show a sentence of the section, filled with its numbers.

        Parameters
        ----------
        name : str
            ``[sentence.name]`` of the section's words. Nothing is said about a table of this name
            that has no rows.

        Raises
        ------
        OutputError
            The section's words have no such sentence, or it names a number that is not there.
        """
        about = self.section.tables.get(name)
        if about is not None and about.empty:
            sentence = ""
        elif about is not None and name == "sensitivity":
            sentence = sensitivity.sentence(about, self.section.name, self.lang,
                                            floors=self._floors)
        else:
            sentence = self._sentence(name)
        if sentence:
            self._sentences[name] = sentence
            self._trail.say(name, self._quoted(name))
            _write(self._stem("sentences").with_suffix(".json"), _json(self._sentences))
            self._show("sentence", name)
        return Markdown(sentence)

    @property
    def _floors(self) -> dict[int, str]:
        return {amount: name for name, amount in self.floors}

    def frame(self, name: str) -> pd.DataFrame:
        """Return a table of the section as figures take it: its rows named in the language.

        Parameters
        ----------
        name : str
            Of the table.

        Raises
        ------
        OutputError
            The section has no such table.
        """
        return self._labels.frame(name)

    def _nothing(self, kind: str, name: str, why: str = "not_there") -> Markdown:
        """Say that a table or figure is not there: nothing to show, or all of it withheld."""
        title = self.phrases.text(kind, name, "title")
        return Markdown(f"*{title}: {word(why, self.lang)}*")

    def _show(self, kind: str, name: str) -> None:
        """Note what is shown, in order, with all numbers shown so far."""
        self._outline.append({"kind": kind, "name": name})
        _write(self._stem("outline").with_suffix(".json"), _json(self._outline))
        for key in self._shown - set(self._written):
            self._written[key] = _json({key: self._numbers[key]})[2:-3]
        written = ",\n".join(self._written[key] for key in sorted(self._written))
        content = f"{{\n{written}\n}}\n" if written else "{}\n"
        _write(self._stem("numbers").with_suffix(".json"), content)

    def _template(self, kind: str, name: str, part: str = "") -> str:
        """Return the words of an entry, with the parts about a scheme of pay once for each."""
        labels = {}
        for key, scheme in self.survey.study.incentive.scenario.items():
            if f"incentive.scenario.{key}.gain.count" in self._numbers:
                labels[key] = scheme.label[self.lang]
        return repeat(self.phrases.text(kind, name, part), labels).strip()

    def _settled(self, template: str) -> str:
        """Return a text without the optional parts whose numbers are not there, or withheld."""
        return settle(template, set(self._numbers) - self._withheld)

    def _filled(self, kind: str, name: str, part: str = "") -> str:
        """Return the words of an entry with their numbers, which count as shown."""
        return self._fill(self._settled(self._template(kind, name, part)))

    def _fill(self, template: str) -> str:
        self._shown |= set(PLACEHOLDER.findall(template)) & set(self._numbers)
        return fill(template, self._labels.number)

    def _open_part(self, name: str) -> str:
        """Return the words of a sentence without what would be about withheld numbers."""
        return without(self._settled(self._template("sentence", name)), self._withheld)

    def _sentence(self, name: str) -> str:
        """Return a sentence, and that a part of it is withheld, if one is."""
        sentence = self._fill(self._open_part(name))
        quoted = set(PLACEHOLDER.findall(self._template("sentence", name)))
        fewest = self.survey.study.disclosure.fewest
        more = word("withheld_said", self.lang).format(fewest) if quoted & self._withheld else ""
        return " ".join(filter(None, [sentence, more]))

    def _quoted(self, name: str) -> list[str]:
        """Return the keys of the numbers that a sentence quotes."""
        if name == "sensitivity":
            return []
        return sorted(set(PLACEHOLDER.findall(self._open_part(name))) & set(self._numbers))


def destination(survey: Survey) -> Path:
    """Return where a page saves: where the build says, else ``scratch/<study>/<lang>``.

    Parameters
    ----------
    survey : Survey
        Gives the project's folder, the study and the language.
    """
    folder = os.environ.get("PPKS_OUTPUT")
    if folder:
        return Path(folder)
    return survey.study.root / "scratch" / survey.study.name / survey.lang


def _qualified(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__name__}"


def _parted(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows that can be drawn, and what withheld ones are called, each once."""
    secret = frame["basis"].eq("withheld") if "basis" in frame else frame.get("withheld")
    if secret is None or not secret.any():
        return frame, []
    labels = frame["label"]
    if "group_label" in frame:
        labels = frame["group_label"] + ": " + labels
    return frame[~secret], list(dict.fromkeys(labels[secret]))


def _image(svg: Path, alt: str) -> str:
    data = base64.b64encode(svg.read_bytes()).decode()
    quoted = alt.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<img style="max-width:100%" alt="{quoted}" src="data:image/svg+xml;base64,{data}">'


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8", newline="\n")
