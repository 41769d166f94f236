"""The article: Typst source with numbers, tables and figures filled in; nothing typed by hand."""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ppks_study.errors import OutputError, nearest
from ppks_study.study import Study

#: Functions of `paper/lib.typ`, and what the name given to each names.
KINDS = {"num": "number", "table-of": "table", "fig": "figure", "say": "sentence"}
_CALLS = re.compile(r"(?<![\w-])(" + "|".join(KINDS) + r')\("([^"]+)"')
_COMMENT = re.compile(r"(?<!:)//.*")


def compile_paper(study: Study, lang: str, *, results: Path, figures: Path, to: Path | None = None) -> Path:
    """Compile the article in one language (PDF/UA-1), by default to ``results/paper.<lang>.pdf``; return the path.

    Parameters
    ----------
    study : Study
        Its root holds ``paper/article.typ``, and all that the article shows.
    lang : str
        One of the study's languages.
    results, figures : Path
        The study's generated folders, below the study's root.
    to : Path, optional
        The PDF; it appears whole or not at all.

    Raises
    ------
    OutputError
        The source names a number, table, figure or sentence that is not there, or leaves one out; or Typst refuses,
        for instance a figure without alternative text.
    """
    import typst

    source = study.root / "paper"
    check(source, lang, results, figures)
    target = to or results / f"paper.{lang}.pdf"
    waiting = target.with_suffix(".part")
    try:
        typst.compile(str(source / "article.typ"), output=str(waiting), root=str(study.root), format="pdf",
                      sys_inputs=inputs(study, lang), ignore_system_fonts=True, pdf_standards="ua-1")
    except (RuntimeError, typst.TypstError) as error:
        raise OutputError(f"Typst: {str(error)[:500]}", where=f"paper/article.typ, {lang}",
                          fix="correct the article's source, then run again") from error
    return waiting.replace(target)


def inputs(study: Study, lang: str) -> dict[str, str]:
    """Return what the article reads of the study itself (``sys.inputs``)."""
    return {"lang": lang, "study": study.name, "title": study.title[lang], "origin": study.data.origin,
            "scale_reason": study.scoring.scale_reason.get(lang, "")}


def check(source: Path, lang: str, results: Path, figures: Path) -> None:
    """Refuse an article that names what is not there, or leaves out what is there.

    A number is shown when prose quotes it, or when a notebook shows it: in a table, figure or sentence of that
    notebook, each of which the article must show too.
    """
    there = made(lang, results, figures)
    named = calls([*source.glob("prose.*.typ"), source / "article.typ"])
    for call, kind in KINDS.items():
        for name in sorted(named[call] - there[call]):
            raise OutputError(f"the article names the {kind} {name!r}, which is not there", where=f"paper/, {call}",
                              expected=nearest(name, there[call]), fix="correct the name, or show it in a notebook")
    shown = named | {"num": named["num"] | _told(results / lang / "numbers")}
    for call, kind in KINDS.items():
        for name in sorted(there[call] - shown[call]):
            raise OutputError(f"the article leaves out the {kind} {name!r}", where=f"paper/, {call}",
                              expected=f'{call}("{name}")', fix="show it, or do not save it in the notebook")


def made(lang: str, results: Path, figures: Path) -> dict[str, set[str]]:
    """Return the names of what can be shown in a language, by the function that shows it."""
    told = results / lang
    pictures = {path.stem for path in (figures / lang).glob("*.svg")}
    return {"num": set(_read(results / "numbers.json")), "table-of": {p.stem for p in (told / "tables").glob("*.json")},
            "fig": _names(told / "figures") & pictures, "say": _names(told / "sentences")}


def calls(sources: Iterable[Path]) -> dict[str, set[str]]:
    """Return the names that Typst sources give to ``num``, ``table-of``, ``fig`` and ``say``, comments aside."""
    found: dict[str, set[str]] = {call: set() for call in KINDS}
    for path in sources:
        for call, name in _CALLS.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            found[call].add(name)
    return found


def _names(folder: Path) -> set[str]:
    return {f"{path.stem}-{name}" for path in folder.glob("*.json") for name in _read(path)}


def _told(folder: Path) -> set[str]:
    return {key for path in folder.glob("*.json") for key in _read(path)}


def _read(path: Path) -> Mapping[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
