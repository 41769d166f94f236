"""A section on a page: shows tables, figures and sentences in a notebook, and saves what it shows.

The build says where to save by the environment variable ``PPKS_OUTPUT``; without it, as in JupyterLab, everything
goes to ``scratch/``. Below that: ``figures/<section>-<name>.{svg,pdf,png}``, ``figures/<section>.json`` (title,
alternative text and note of each), ``tables/<section>-<name>.{html,csv,json,typ,xlsx,docx}`` and
``tables/<section>.{xlsx,docx}`` (all tables of the section),
``numbers/<section>.json`` (every number shown), ``sentences/<section>.json``, ``outline/<section>.json`` (what is
shown, in order: the article shows the same), ``origins/<section>.json`` (where each comes from).
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
from ppks_study.figures.heights import axes_for
from ppks_study.figures.marks import TELLING, has_whiskers
from ppks_study.figures.style import finish, save
from ppks_study.guard import guard
from ppks_study.notes import below_figure, below_table
from ppks_study.numbers import numbers
from ppks_study.page_tables import Names
from ppks_study.phrases import PLACEHOLDER, Phrases, fill, repeat, settle, without, word
from ppks_study.survey import Section, Survey
from ppks_study.tables import Table, of_text
from ppks_study.tables import sensitivity_table as sensitivity

# A matrix of counts as a table to read: the interviews' codes by source, their findings by section and voice.

#: Matrices of the sections by name.
MATRICES = ("matrix", "findings", "relations", "by_voice")
HEADS = {"group_label": "quantity", "label": "category"}


def of_matrix(frame: pd.DataFrame, *, title: str, lang: str, origin: str = "") -> Table:
    """Return a matrix of counts as a table: a row for each label, a column for each ``by_label``.

    Parameters
    ----------
    frame : DataFrame
        An estimate frame of one unit with ``label`` and ``by_label``, and ``group_label`` where rows come in groups;
        every cell once, row by row.
    title, lang, origin : str
        As in `tables.of_estimates`.
    """
    names = [name for name in HEADS if name in frame]
    columns = list(dict.fromkeys(frame["by_label"]))
    counts = pd.DataFrame(frame["value"].to_numpy(dtype=int).reshape(-1, len(columns)), columns=columns)
    labels = frame.iloc[:: len(columns)][[*names, "n", "missing"]].reset_index(drop=True)
    heads = {name: word(HEADS[name], lang) for name in names} | {name: name for name in columns}
    shown = of_text(pd.concat([labels, counts], axis=1), heads, title=title, lang=lang, origin=origin,
                    unit=str(frame["unit"].iloc[0]))
    cells = iter(frame["key"])
    told = [next(cells) if column >= len(names) else "" for column in shown.numbers["column"]]
    return replace(shown, keys=tuple(frame["key"]), numbers=shown.numbers.assign(key=told))


# What a page notes of where things come from, in ``origins/<section>.json``: `ppks why` answers from it.

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
        self._names = Names(survey, self.section, self._numbers)
        self._withheld = {key for key, told in self._numbers.items() if told["basis"] == "withheld"}
        self._shown: set[str] = set()
        self._told: dict[str, str] = {}  # the numbers shown so far, each as it stands in the file
        self._tables: dict[str, tables.Table] = {}
        self._figures: dict[str, dict[str, str]] = {}
        self._sentences: dict[str, str] = {}
        self._outline: list[dict[str, str]] = []
        self._trail = Trail(survey, self.section, self.folder)

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
        frame = self.frame(name)
        if frame.empty:
            return self._nothing("table", name)
        made = self.laid_out(name, frame)
        origin = self._trail.shown("table", name, name, frame)
        shown = self._tables[name] = replace(made, chain=origin.stamp)
        self._shown |= set(shown.keys)
        self._show("table", name)
        tables.write_all(shown, self._stem("tables", name))
        return HTML(origin.around(shown.html()))

    def together(self) -> Markdown:
        """Save all tables shown so far as one workbook and one document, and show links to both."""
        if not self._tables:
            return Markdown("")
        books = [tables.write_book(self._tables, self._stem("tables").with_suffix(kind)) for kind in tables.BOOKS]
        links = " · ".join(f"[{tables.BOOKS[book.suffix]}]({self._link(book)})" for book in books)
        return Markdown(f"{word('together', self.lang)}: {links}")

    def _stem(self, folder: str, name: str = "") -> Path:
        """Return where something of the section is saved, without the suffix."""
        return self.folder / folder / "-".join(filter(None, [self.section.name, name]))

    def _link(self, path: Path) -> str:
        """Return how a page leads to a file: the build's lies in the folder of the files, another where it is run."""
        start = self.folder if os.environ.get("PPKS_OUTPUT") else Path.cwd()
        return Path(os.path.relpath(path, start)).as_posix()

    def laid_out(self, name: str, frame: pd.DataFrame) -> tables.Table:
        """Return a table of the section in its language, with all that its note must say."""
        told: dict[str, Any] = {"title": self.phrases.text("table", name, "title"), "lang": self.lang,
                                "origin": below_table(self.survey, name, frame, self.phrases.note(name))}
        if name in MATRICES:
            return of_matrix(frame, **told)
        if name == "sensitivity":
            return sensitivity.table(frame, self.section.name, floors=self._floors,
                                     confidence=self.survey.study.sampling.confidence, **told)
        if name in TEXT_TABLES:
            columns, unit = TEXT_TABLES[name]
            heads = {c: self._names.head(c) for c in columns if c in frame}
            return tables.of_text(frame, heads, unit=unit, **told)
        if name == "table_one":
            told["title"] = told["title"].replace("{by}", self._names.name(str(frame["by"].iloc[0])))
            return tables.of_groups(tables.named(frame, self.survey.instrument, self.phrases), **told)
        return tables.of_estimates(frame, confidence=self.survey.study.sampling.confidence, **told)

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
        frame = self.frame(table or name)
        frame = frame.query(rows) if rows and not frame.empty else frame
        if frame.empty:
            return self._nothing("figure", name)
        told, untold = parted(frame)
        if told.empty:
            return self._nothing("figure", name, "withheld_figure")
        title, alt = self._filled("figure", name, "title"), self._filled("figure", name, "alt")
        drawn, untold = (frame, []) if plot.__name__ in TELLING else (told, untold)
        ax = plot(drawn, ax=axes_for(plot, drawn), lang=self.lang, **options)
        notes = below_figure(self.survey, drawn, self.phrases.note(table or name),
                             f"{plot.__module__}.{plot.__name__}", untold=untold, whiskers=has_whiskers(ax))
        figure = finish(ax, title=title, notes=notes)
        origin = self._trail.shown("figure", name, table or name, drawn, plot)
        svg = save(figure, self._stem("figures", name), title=title, alt=alt, chain=origin.stamp)[0]
        if "key" in frame:
            self._shown |= set(frame["key"])
        self._figures[name] = {"title": title, "alt": alt, "note": " ".join(notes)}
        _write(self.folder / "figures" / f"{self.section.name}.json", _json(self._figures))
        self._show("figure", name)
        return HTML(origin.around(_image(svg, alt)))

    def say(self, name: str) -> Markdown:
        """Show a sentence of the section, filled with its numbers; none about a table that is not there."""
        about = self.section.tables.get(name)
        said = "" if about is not None and about.empty else self._moved() if name == "sensitivity" else self._said(name)
        if said:
            self._sentences[name] = said
            self._trail.said(name, self._quoted(name))
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
        return self._names.frame(name)

    def _nothing(self, kind: str, name: str, why: str = "not_there") -> Markdown:
        """Say that a table or figure is not there: the study does not hold what it would show, or it is withheld."""
        title = self.phrases.text(kind, name, "title")
        return Markdown(f"*{title}: {word(why, self.lang)}*")

    def _quoted(self, name: str) -> list[str]:
        """Return the numbers that a sentence quotes."""
        return [] if name == "sensitivity" else sorted(set(PLACEHOLDER.findall(self._left(name))) & set(self._numbers))

    def _show(self, kind: str, name: str) -> None:
        """Note what is shown, in order, with all numbers shown so far."""
        self._outline.append({"kind": kind, "name": name})
        _write(self.folder / "outline" / f"{self.section.name}.json", _json(self._outline))
        for key in self._shown - set(self._told):
            self._told[key] = _json({key: self._numbers[key]})[2:-3]
        told = ",\n".join(self._told[key] for key in sorted(self._told))
        _write(self.folder / "numbers" / f"{self.section.name}.json", f"{{\n{told}\n}}\n" if told else "{}\n")

    def _template(self, kind: str, name: str, part: str = "") -> str:
        """Return the words of an entry: what tells of each scheme of pay once for each that there is."""
        named = {key: scenario.label[self.lang] for key, scenario in self.survey.study.incentive.scenario.items()
                 if f"incentive.scenario.{key}.gain.count" in self._numbers}
        return repeat(self.phrases.text(kind, name, part), named).strip()

    def _filled(self, kind: str, name: str, part: str = "") -> str:
        template = settle(self._template(kind, name, part), set(self._numbers) - self._withheld)
        self._shown |= set(PLACEHOLDER.findall(template)) & set(self._numbers)
        return fill(template, self._names.number)

    def _left(self, name: str) -> str:
        """Return a sentence's template without what would be about withheld numbers."""
        template = self._template("sentence", name)
        return without(settle(template, set(self._numbers) - self._withheld), self._withheld)

    def _said(self, name: str) -> str:
        """Return a sentence without what would be about withheld numbers; that there are any is said."""
        template, left = self._template("sentence", name), self._left(name)
        self._shown |= set(PLACEHOLDER.findall(left)) & set(self._numbers)
        secret = set(PLACEHOLDER.findall(template)) & self._withheld
        more = word("withheld_said", self.lang).format(self.survey.study.disclosure.fewest) if secret else ""
        return " ".join(filter(None, [fill(left, self._names.number), more]))


def destination(survey: Survey) -> Path:
    """Return where a page saves: where the build says, else ``scratch/<study>/<lang>`` in the project."""
    told = os.environ.get("PPKS_OUTPUT")
    return Path(told) if told else survey.study.root / "scratch" / survey.study.name / survey.lang


def parted(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows of a table that can be drawn, and what those that are withheld are called, each once."""
    secret = frame["basis"].eq("withheld") if "basis" in frame else frame.get("withheld")
    if secret is None or not secret.any():
        return frame, []
    labels = frame["label"] if "group_label" not in frame else frame["group_label"] + ": " + frame["label"]
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
