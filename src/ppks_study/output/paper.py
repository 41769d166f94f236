"""The article: Typst source with numbers, tables and figures filled in; nothing typed by hand."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ppks_study.errors import OutputError, nearest
from ppks_study.study import Study

_CALLS = re.compile(r'#?\b(num|table-of|fig|say)\("([^"]+)"')


def compile_paper(study: Study, lang: str, *, results: Path, figures: Path,
                  to: Path | None = None) -> Path:
    """Compile the article in one language (PDF/UA-1), by default to ``results/paper.<lang>.pdf``; return the path.

    Raises
    ------
    OutputError
        The source names a number, table or figure that is not there; a number is quoted by nothing; or Typst refuses.
    """
    import typst

    source = study.root / "paper"
    check(source, lang, results)
    inputs = {"lang": lang, "study": study.name, "title": study.title[lang], "origin": study.data.origin}
    target = to or results / f"paper.{lang}.pdf"
    waiting = target.with_suffix(".part")
    try:
        typst.compile(str(source / "article.typ"), output=str(waiting), root=str(study.root), format="pdf",
                      sys_inputs=inputs, ignore_system_fonts=True, pdf_standards="ua-1")
    except (RuntimeError, typst.TypstError) as error:
        raise OutputError(f"Typst: {str(error)[:500]}", where=f"paper/article.typ, {lang}") from error
    return waiting.replace(target)


def check(source: Path, lang: str, results: Path) -> None:
    """Refuse an article that names what is not there, or leaves a number out of prose, tables and figures."""
    numbers = _read(results / "numbers.json")
    quoted = calls(source.glob("*.typ"))
    tables = {path.stem: _read(path) for path in (results / lang / "tables").glob("*.json")}
    figures = {f"{path.stem}-{name}" for path in (results / lang / "figures").glob("*.json") for name in _read(path)}
    said = {f"{path.stem}-{name}" for path in (results / lang / "sentences").glob("*.json") for name in _read(path)}
    for kind, known in (("num", numbers), ("table-of", tables), ("fig", figures), ("say", said)):
        for name in sorted(quoted[kind] - set(known)):
            raise OutputError(f"the article names {name!r}, which is not there", where=f"paper/, {kind}",
                              expected=nearest(name, known))
    for kind, known in (("table-of", tables), ("fig", figures), ("say", said)):
        for name in sorted(set(known) - quoted[kind]):
            raise OutputError(f"the article does not show {name!r}", where=f"paper/, {kind}",
                              fix="show it, or do not save it in the notebook")


def calls(sources: Iterable[Path]) -> dict[str, set[str]]:
    """Return the names that Typst sources give to ``num``, ``table-of``, ``fig`` and ``say``."""
    found: dict[str, set[str]] = {"num": set(), "table-of": set(), "fig": set(), "say": set()}
    for path in sources:
        for kind, name in _CALLS.findall(path.read_text(encoding="utf-8")):
            found[kind].add(name)
    return found


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))
