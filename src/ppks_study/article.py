"""The article: Typst source with numbers, tables and figures filled in; nothing typed by hand."""

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from paperbuild.errors import OutputError
from ppks_study.errors import nearest
from ppks_study.phrases import word
from ppks_study.study import SECTIONS, Study

#: Functions of `paper/lib.typ`, and what the name given to each names.
KINDS = {"num": "number", "table-of": "table", "fig": "figure", "say": "sentence"}
#: Those that show what they name only where it is there.
OPTIONAL = {"table-if": "table-of", "told": "say"}
#: What a notebook's outline calls a thing, and the function that shows it.
SHOWN = {"table": "table-of", "figure": "fig", "sentence": "say"}
_CALLS = re.compile(r"(?<![\w-])(" + "|".join((*KINDS, *OPTIONAL)) + r')\("([^"]+)"')
_COMMENT = re.compile(r"(?<!:)//.*")
#: What is skipped in prose: comments, escapes, references, labels, addresses, raw text.
_SKIPPED = re.compile(r"//.*|/\*(?s:.*?)\*/|\\.|@[\w.:-]+|<[\w.:-]+>|https?://[^\s\])]+|`[^`]*`")
#: What begins code in prose: a statement to the end of its line, or a name.
_STATEMENT = re.compile(r"#(?:let|set|show|import|include|if|for|while|context|return)\b")
_NAME = re.compile(r"#[A-Za-z_][\w.-]*")
_REMARK = re.compile(r"//.*|/\*(?s:.*?)\*/")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_CLOSES = {"(": ")", "{": "}", "[": "]"}


def compile_paper(study: Study, lang: str, *, results: Path, figures: Path,
                  to: Path | None = None) -> Path:
    """Compile the article in one language as PDF/UA-1; return the path.

    Parameters
    ----------
    study : Study
        Its root holds ``paper/article.typ``, and all that the article shows.
    lang : str
        One of the study's languages.
    results, figures : Path
        The study's generated folders, below the study's root.
    to : Path, optional
        The PDF, by default ``results/paper.<lang>.pdf``; it appears whole or not at all.

    Raises
    ------
    OutputError
        The source names a number, table, figure or sentence that is not there, or leaves one out;
        or Typst refuses, for instance a figure without alternative text.
    """
    import typst

    source = study.root / "paper"
    check(study, lang, results, figures)
    target = to or results / f"paper.{lang}.pdf"
    waiting = target.with_suffix(".part")
    try:
        typst.compile(str(source / "article.typ"), output=str(waiting), root=str(study.root),
                      format="pdf", sys_inputs=_inputs(study, lang, results),
                      ignore_system_fonts=True, pdf_standards="ua-1")
    except (RuntimeError, typst.TypstError) as error:
        raise OutputError(f"Typst: {str(error)[:500]}", where=f"paper/article.typ, {lang}",
                          fix="correct the article's source, then run again") from error
    return waiting.replace(target)


def _inputs(study: Study, lang: str, results: Path) -> dict[str, str]:
    """Return what the article reads of the study itself, and of what there is to show."""
    origin = study.data.origin
    files = (results / lang / "tables").glob("*.typ")
    return {"lang": lang, "study": study.name, "title": study.title[lang], "origin": origin,
            "place": study.place, "year": str(study.year), "design": study.sampling.design,
            "claims": "yes" if study.data.claims else "no",
            "made": "" if origin == "survey" else word(origin, lang),
            "label": "" if origin == "survey" else word(f"{origin}_short", lang),
            "scale_reason": study.scoring.scale_reason.get(lang, ""),
            "sections": ",".join(_outlines(results / lang)),
            "tables": ",".join(sorted(path.stem for path in files))}


def _outlines(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Return what each notebook shows, in order, by section: the paper's sections first."""
    outlines = {path.stem: _read(path) for path in (folder / "outline").glob("*.json")}
    first = [name for name in SECTIONS if name in outlines]
    return {name: outlines[name] for name in [*first, *sorted(set(outlines) - set(first))]}


def sources(study: Study) -> list[Path]:
    """Return the Typst files that a study's article consists of, in both languages.

    Parameters
    ----------
    study : Study
        Its origin and claims decide which.
    """
    paper = study.root / "paper"
    parts = ["published" if study.reconstructed else "survey"]
    if study.data.claims:
        parts.append("verification")
    files = [paper / "article.typ"]
    for part in parts:
        files += [paper / f"{part}.{lang}.typ" for lang in sorted(study.languages)]
    return files


def check(study: Study, lang: str, results: Path, figures: Path) -> None:
    """Refuse an article with a digit typed in its prose, a name of nothing, or something left out.

    What a notebook shows, the article shows in the same order; a number is shown when prose quotes
    it, or when a notebook shows it.

    Parameters
    ----------
    study, lang, results, figures
        As in `compile_paper`.

    Raises
    ------
    OutputError
        Names the first line with a typed digit, or the first name that is not there, or left out.
    """
    for path in sources(study)[1:]:
        for line, text in typed_digits(path.read_text(encoding="utf-8")):
            raise OutputError("a digit is typed in the article's prose",
                              where=f"paper/{path.name}, line {line}: {text}",
                              expected='#num("…"), the name of a number',
                              fix="ask for the number by its name (numbers.json lists them), or "
                              "write a number that is no result in words")
    there = _made(lang, results, figures)
    named = calls(sources(study))
    shown = {call: set(named[call]) for call in KINDS}
    for section, outline in _outlines(results / lang).items():
        for entry in outline:
            shown[SHOWN[entry["kind"]]].add(f"{section}-{entry['name']}")
    for call, kind in KINDS.items():
        for name in sorted(shown[call] - there[call]):
            raise OutputError(f"the article names the {kind} {name!r}, which is not there",
                              where=f"paper/, {call}", expected=nearest(name, there[call]),
                              fix="correct the name, or show it in a notebook")
    for optional, call in OPTIONAL.items():
        shown[call] |= named[optional]
    for path in (results / lang / "numbers").glob("*.json"):
        shown["num"] |= set(_read(path))
    for call, kind in KINDS.items():
        for name in sorted(there[call] - shown[call]):
            raise OutputError(f"the article leaves out the {kind} {name!r}",
                              where=f"paper/, {call}", expected=f'{call}("{name}")',
                              fix="show it, or do not save it in the notebook")


def _made(lang: str, results: Path, figures: Path) -> dict[str, set[str]]:
    """Return the names of what can be shown in a language, by the function that shows it."""
    folder = results / lang
    pictures = {path.stem for path in (figures / lang).glob("*.svg")}
    return {"num": set(_read(results / "numbers.json")),
            "table-of": {path.stem for path in (folder / "tables").glob("*.typ")},
            "fig": _names(folder / "figures") & pictures, "say": _names(folder / "sentences")}


def calls(paths: Iterable[Path]) -> dict[str, set[str]]:
    """Return the names that Typst sources give to the functions of `KINDS` and `OPTIONAL`.

    Parameters
    ----------
    paths : iterable of Path
        Typst files; comments in them do not count.
    """
    names: dict[str, set[str]] = {call: set() for call in (*KINDS, *OPTIONAL)}
    for path in paths:
        for call, name in _CALLS.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            names[call].add(name)
    return names


def _names(folder: Path) -> set[str]:
    """Return ``section-name`` of each entry of the JSON files in a folder."""
    names = set()
    for path in folder.glob("*.json"):
        for name in _read(path):
            names.add(f"{path.stem}-{name}")
    return names


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def typed_digits(source: str) -> Iterator[tuple[int, str]]:
    """Yield each digit typed in the prose of a Typst text, by line (from 1) and the line's text.

    Parameters
    ----------
    source : str
        A Typst file. Digits in code are no prose: arguments of functions, strings, statements such
        as ``#set``; nor are those of references, labels, addresses and comments. What stands in
        square brackets is prose, wherever.

    Examples
    --------
    >>> list(typed_digits('#v(2em) In @who2019 #num("a.b.2") of #strong[seven] in 9 agree.'))
    [(1, '#v(2em) In @who2019 #num("a.b.2") of #strong[seven] in 9 agree.')]
    """
    lines, open_until, place = source.splitlines(), [""], 0
    while place < len(source):
        is_code = open_until[-1] in (")", "}", "\n")
        skipped = (_STRING if is_code else _SKIPPED).match(source, place)
        skipped = skipped or _REMARK.match(source, place)
        character = source[place]
        if skipped:
            place = skipped.end()
            continue
        if character == open_until[-1]:
            open_until.pop()
        elif character in _CLOSES and (is_code or character == "["):
            open_until.append(_CLOSES[character])
        elif not is_code and character == "#":
            place = _entered(source, place, open_until)
            continue
        elif not is_code and character.isdigit():
            line = source.count("\n", 0, place)
            yield line + 1, lines[line].strip()
        place += 1


def _entered(source: str, place: int, open_until: list[str]) -> int:
    """Return where reading goes on after a ``#``, having noted until where code is open."""
    statement = _STATEMENT.match(source, place)
    if statement:
        open_until.append("\n")
        return statement.end()
    name = _NAME.match(source, place)
    after = name.end() if name else place + 1
    if source[after:after + 1] in ("(", "{"):
        open_until.append(_CLOSES[source[after]])
        after += 1
    return after
