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
    check(study, lang, results, figures)
    target = to or results / f"paper.{lang}.pdf"
    waiting = target.with_suffix(".part")
    try:
        typst.compile(str(source / "article.typ"), output=str(waiting), root=str(study.root), format="pdf",
                      sys_inputs=inputs(study, lang, results), ignore_system_fonts=True, pdf_standards="ua-1")
    except (RuntimeError, typst.TypstError) as error:
        raise OutputError(f"Typst: {str(error)[:500]}", where=f"paper/article.typ, {lang}",
                          fix="correct the article's source, then run again") from error
    return waiting.replace(target)


def inputs(study: Study, lang: str, results: Path) -> dict[str, str]:
    """Return what the article reads of the study itself, and of what there is to show (``sys.inputs``)."""
    origin = study.data.origin
    return {"lang": lang, "study": study.name, "title": study.title[lang], "origin": origin, "place": study.place,
            "year": str(study.year), "design": study.sampling.design, "claims": "yes" if study.data.claims else "no",
            "made": "" if origin == "survey" else word(origin, lang),
            "label": "" if origin == "survey" else word(f"{origin}_short", lang),
            "scale_reason": study.scoring.scale_reason.get(lang, ""),
            "sections": ",".join(outlines(results / lang)),
            "tables": ",".join(sorted(path.stem for path in (results / lang / "tables").glob("*.typ")))}


def outlines(told: Path) -> dict[str, list[dict[str, str]]]:
    """Return what each notebook shows, in order, by section: the paper's sections first."""
    found = {path.stem: _read(path) for path in (told / "outline").glob("*.json")}
    names = (*(name for name in SECTIONS if name in found), *sorted(set(found) - set(SECTIONS)))
    return {name: list(found[name]) for name in names}


def sources(study: Study) -> list[Path]:
    """Return the Typst files that a study's article consists of, in both languages."""
    prose = "published" if study.reconstructed else "survey"
    kinds = [prose, "verification"] if study.data.claims else [prose]
    paper = study.root / "paper"
    return [paper / "article.typ", *(path for kind in kinds for path in sorted(paper.glob(f"{kind}.*.typ")))]


def check(study: Study, lang: str, results: Path, figures: Path) -> None:
    """Refuse an article in whose prose a digit is typed, that names what is not there, or leaves out what is there.

    What a notebook shows, the article shows in the same order; a number is shown when prose quotes it, or when a
    notebook shows it.
    """
    for path in sources(study)[1:]:
        for line, text in typed_digits(path.read_text(encoding="utf-8")):
            raise OutputError("a digit is typed in the article's prose", where=f"paper/{path.name}, line {line}: {text}",
                              expected='#num("…"), the name of a number', fix="ask for the number by its name "
                              "(numbers.json lists them), or write a number that is no result in words")
    there = made(lang, results, figures)
    named = calls(sources(study))
    outlined = {call: _outlined(results / lang, call) for call in KINDS}
    for call, kind in KINDS.items():
        for name in sorted((named[call] | outlined[call]) - there[call]):
            raise OutputError(f"the article names the {kind} {name!r}, which is not there", where=f"paper/, {call}",
                              expected=nearest(name, there[call]), fix="correct the name, or show it in a notebook")
    for call, kind in KINDS.items():
        shown = named[call] | outlined[call] | named.get(_optional(call), set())
        shown |= _told(results / lang / "numbers") if call == "num" else set()
        for name in sorted(there[call] - shown):
            raise OutputError(f"the article leaves out the {kind} {name!r}", where=f"paper/, {call}",
                              expected=f'{call}("{name}")', fix="show it, or do not save it in the notebook")


def _optional(call: str) -> str:
    return next((name for name, shows in OPTIONAL.items() if shows == call), "")


def _outlined(told: Path, call: str) -> set[str]:
    """Return the names of what the notebooks show by a function."""
    return {f"{section}-{shown['name']}" for section, outline in outlines(told).items() for shown in outline
            if SHOWN[shown["kind"]] == call}


def made(lang: str, results: Path, figures: Path) -> dict[str, set[str]]:
    """Return the names of what can be shown in a language, by the function that shows it."""
    told = results / lang
    pictures = {path.stem for path in (figures / lang).glob("*.svg")}
    return {"num": set(_read(results / "numbers.json")), "table-of": {p.stem for p in (told / "tables").glob("*.typ")},
            "fig": _names(told / "figures") & pictures, "say": _names(told / "sentences")}


def calls(paths: Iterable[Path]) -> dict[str, set[str]]:
    """Return the names that Typst sources give to the functions of `KINDS` and `OPTIONAL`, comments aside."""
    found: dict[str, set[str]] = {call: set() for call in (*KINDS, *OPTIONAL)}
    for path in paths:
        for call, name in _CALLS.findall(_COMMENT.sub("", path.read_text(encoding="utf-8"))):
            found[call].add(name)
    return found


def _names(folder: Path) -> set[str]:
    return {f"{path.stem}-{name}" for path in folder.glob("*.json") for name in _read(path)}


def _told(folder: Path) -> set[str]:
    return {key for path in folder.glob("*.json") for key in _read(path)}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


#: What is skipped in prose: comments, escapes, references, labels, addresses, raw text.
_SKIPPED = re.compile(r"//.*|/\*(?s:.*?)\*/|\\.|@[\w.:-]+|<[\w.:-]+>|https?://[^\s\])]+|`[^`]*`")
#: What begins code in prose: a statement to the end of its line, or a name with or without arguments.
_STATEMENT = re.compile(r"#(?:let|set|show|import|include|if|for|while|context|return)\b")
_NAME = re.compile(r"#[A-Za-z_][\w.-]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_CLOSES = {"(": ")", "{": "}", "[": "]"}


def typed_digits(source: str) -> Iterator[tuple[int, str]]:
    """Yield each digit that stands in the prose of a Typst text, by line (from 1) and the line's text.

    Parameters
    ----------
    source : str
        A Typst file. Digits in code are no prose: arguments of functions, strings, statements such as ``#set``; nor
        are those of references, labels, addresses and comments. What stands in square brackets is prose, wherever.

    Examples
    --------
    >>> list(typed_digits('#v(2em) In @who2019 #num("a.b.2") of #strong[73%] agree.'))
    [(1, '#v(2em) In @who2019 #num("a.b.2") of #strong[73%] agree.')]
    """
    lines, open_until, place = source.splitlines(), [""], 0
    while place < len(source):
        is_code = open_until[-1] in (")", "}", "\n")
        skipped = (_STRING if is_code else _SKIPPED).match(source, place)
        skipped = skipped or re.compile(r"//.*|/\*(?s:.*?)\*/").match(source, place)
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
