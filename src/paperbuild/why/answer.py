"""The answer to `ppks why`: the chain of one thing, what is established of it, and what is taken as given."""

import json
import re
from pathlib import Path
from typing import Any

from paperbuild.definitions import LIBRARY, makers, place, section_function
from paperbuild.origins import parsed, shown
from paperbuild.why import article_lines as article
from paperbuild.why.currency import commit, files_now, packages, step_now
from paperbuild.why.printed_numbers import as_printed
from paperbuild.why.shelf import Shelf
from paperbuild.why.targets import Match
from ppks_study.assumptions import assumptions, tables
from ppks_study.errors import StudyError
from ppks_study.phrases import read

#: Bases of numbers that rest on claims.
OF_CLAIMS = ("imposed", "determined", "bounded")
#: What makes the tables and figures of no notebook.
ELSEWHERE = {"method": "ppks_study.supplement.supplement",
             "verification": "ppks_study.verification.verdict_page.write_verification",
             "verdicts": "ppks_study.verification.verify.verify_study"}
_COLUMN = re.compile(r"(\w+)\s*(?:!=|<=|>=|=|<|>|\bin\b|\bhas\b)")
PACKAGE = "datapackage.json"
SHOWING = {"table": "table", "figure": "figure", "sentence": "say"}


def tell(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    """Return the answer about one thing.

    Parameters
    ----------
    shelf : Shelf
        What a build left.
    match : Match
        What is asked about.
    lang : str
        Whose language's step counts, where the build made the thing once a language.

    Returns
    -------
    dict
        ``kind``, ``name``, and by kind: ``number``, ``claim``, ``line``, ``text``; ``established`` (``functions``,
        ``plot``, ``cells``, ``step``, ``files``, ``packages``, ``code``), ``given`` (``respondents``, ``bases``,
        ``claims``, ``may_bound``, ``study``, ``files``) and ``printed``.
    """
    lang = match.lang or lang
    return {"number": _number, "shown": _shown, "sentence": _sentence, "claim": _claim, "line": _line,
            "file": _file}[match.kind](shelf, match, lang)


def _number(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    key, told = match.name, shelf.numbers[match.name]
    _, section, table = told["from"].split(".", 2)
    step = f"{section}.{lang}"
    printed = _printed(shelf, key)
    names = [name for kind in SHOWING for name in printed.get(kind, [])]
    return {"kind": "number", "name": key, "number": {**told, "then": _then(shelf, section, key, lang),
                                                      "intact": _intact(shelf, "numbers.json")},
            "established": _established(shelf, step, section, (table,), names, lang),
            "given": _given(shelf, section, (table,), [key], lang), "printed": printed}


def _then(shelf: Shelf, section: str, key: str, lang: str) -> dict[str, Any] | None:
    """Return a number as its page wrote it, if that file is still as the build left it."""
    below = f"{lang}/numbers/{section}.json"
    if not _intact(shelf, below):
        return None
    found = json.loads((shelf.results / below).read_text(encoding="utf-8")).get(key)
    return None if found is None else {"value": found["value"], "text": found["text"]}


def _intact(shelf: Shelf, below: str) -> bool:
    return shelf.intact((shelf.results / below).relative_to(shelf.root).as_posix())


def _shown(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    section = match.name.partition("-")[0]
    wanted = (match.form,) if match.form else ("table", "figure")
    forms: list[str] = [form for form in wanted if form in shelf.shown[match.name]]
    entries = {form: _in(shelf.shown[match.name][form], lang) for form in forms}
    shows = tuple(dict.fromkeys(entry["table"] for entry in entries.values()))
    keys = list(dict.fromkeys(key for entry in entries.values() for key in entry["keys"]))
    plots = [entry["plot"] for entry in entries.values() if entry["plot"]]
    established = _established(shelf, f"{section}.{lang}", section, shows, [match.name], lang, forms=forms, plots=plots)
    made = {form: _paths(shelf, match.name, form, lang) for form in forms}
    return {"kind": "shown", "name": match.name, "forms": forms, "keys": keys, "made": made,
            "established": established, "given": _given(shelf, section, shows, keys, lang),
            "printed": {"article": _quoted(shelf, match.name, forms)}}


def _paths(shelf: Shelf, name: str, form: str, lang: str) -> list[dict[str, Any]]:
    """Return the files of a table or figure, and whether each is as the build left it."""
    folder = "/tables/" if form == "table" else f"figures/{shelf.study.name}/{lang}/"
    return [{"path": path, "intact": shelf.intact(path)} for path in sorted(shelf.outputs)
            if folder in path and f"/{lang}/" in path and re.fullmatch(rf".*/{re.escape(name)}\.\w+", path)]


def _sentence(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    section, _, name = match.name.partition("-")
    keys = list(_in(shelf.shown.get(match.name, {}).get("sentence", {}), lang).get("keys", []))
    froms = tuple(dict.fromkeys(shelf.numbers[key]["from"].split(".", 2)[2] for key in keys if key in shelf.numbers))
    text = {code: told.get(section, {}).get(name, "") for code, told in shelf.sentences.items()}
    return {"kind": "sentence", "name": match.name, "text": text, "keys": keys, "words": _words(section, name),
            "established": _established(shelf, f"{section}.{lang}", section, froms, [match.name], lang),
            "given": _given(shelf, section, froms, keys, lang),
            "printed": {"article": _quoted(shelf, match.name, ["sentence"])}}


def _words(section: str, name: str) -> dict[str, Any]:
    """Return where a sentence's template is written."""
    path = LIBRARY / "ppks_study" / "words" / f"{section}.toml"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    number = next((number for number, line in enumerate(lines, start=1)
                   if line.startswith(f"[sentence.{name}]") or re.match(rf"{re.escape(name)}\s*=", line)), 0)
    return {"file": f"src/ppks_study/words/{path.name}", "line": number}


def _claim(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    claim = next(claim for claim in shelf.claims if claim["id"] == match.name)
    file = _claims_file(shelf)
    questions = {key: question for told in shelf.origins.get(lang, {}).values()
                 for key, question in told["questions"].items()}
    states = sorted(key for key in shelf.numbers if key in (claim["id"], claim["fact"])
                    or (key in questions and claim["variable"] + claim["condition"]
                        and _asked(questions[key]) == _asks(claim)))
    reading = next((name for name, step in shelf.manifest.steps.items() if file in step["inputs"]), "")
    files = [told for told in files_now(shelf, reading) if told["path"] == file]
    return {"kind": "claim", "name": match.name, "claim": _claimed(claim, file),
            "states": states, "judged": _judged(shelf, match.name),
            "established": {"files": files, "code": commit(shelf.root)},
            "given": {"claims": [_claimed(claim, file)], "files": _described(shelf, [file])}, "printed": {}}


def _judged(shelf: Shelf, name: str) -> dict[str, Any] | None:
    """Return the verdict of the last build on a claim."""
    path = shelf.results / "verification.json"
    if not path.is_file():
        return None
    told = json.loads(path.read_text(encoding="utf-8"))["claims"]
    return next(({part: entry[part] for part in ("verdict", "reason")} for entry in told if entry["id"] == name), None)


def _claimed(claim: dict[str, Any], file: str) -> dict[str, Any]:
    return {"id": claim["id"], "file": file, "line": claim["line"], "published": as_printed(claim),
            "where": claim["where"], "says": {"id": claim["says_id"], "en": claim["says_en"]},
            "strength": claim["strength"], "imposed": claim["imposed"] == "yes", "verdict": claim["verdict"],
            "note": claim["note"]}


def _line(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    line = match.line
    assert line is not None
    names = [{"kind": kind, "name": name, "text": shelf.numbers.get(name, {}).get("text", {}).get(line.lang, "")
              if kind == "number" else "", "basis": shelf.numbers.get(name, {}).get("basis", "")}
             for kind, name in line.names]
    article_step = step_now(shelf, f"article.{line.lang}")
    return {"kind": "line", "name": match.name, "line": {"file": line.file, "line": line.number,
                                                         "told": line.told(shelf.numbers)}, "names": names,
            "established": {"step": article_step, "code": commit(shelf.root)}, "given": {}, "printed": {}}


def _file(shelf: Shelf, match: Match, lang: str) -> dict[str, Any]:
    step = shelf.outputs[match.name]
    kind = step.partition(".")[0]
    function = ELSEWHERE.get(kind) or section_function(kind) or f"ppks_study.step_outputs.{kind}.make"
    return {"kind": "file", "name": match.name, "intact": shelf.intact(match.name),
            "established": {"functions": _places([function]), "step": step_now(shelf, step),
                            "files": files_now(shelf, step), "packages": packages(shelf.root),
                            "code": commit(shelf.root)},
            "given": {"respondents": shelf.study.data.origin, "origin": _both("origin", shelf.study.data.origin)},
            "printed": {}}


def _established(shelf: Shelf, step: str, section: str, shows: tuple[str, ...], names: list[str], lang: str, *,
                 forms: list[str] | None = None, plots: list[str] | None = None) -> dict[str, Any]:
    functions = [section_function(section), *(name for table in shows for name in makers(section, table))]
    return {"functions": _places(functions), "plots": _places(plots or []),
            "cells": _cells(shelf, names, forms or list(SHOWING)), "step": step_now(shelf, step),
            "files": files_now(shelf, step), "packages": packages(shelf.root), "code": commit(shelf.root)}


def _places(functions: list[str]) -> list[dict[str, Any]]:
    """Return functions with file and line, as the library is now."""
    found = ((name, place(name)) for name in dict.fromkeys(functions) if name)
    return [{"name": name, "file": at[0] if at else "", "line": at[1] if at else 0} for name, at in found]


def _cells(shelf: Shelf, names: list[str], forms: list[str]) -> list[dict[str, Any]]:
    """Return the notebook cells that show some things, as the notebooks are now; numbers count code cells
    from 1, as errors do."""
    found: list[dict[str, Any]] = []
    for section in dict.fromkeys(name.partition("-")[0] for name in names):
        path = shelf.root / "notebooks" / f"{section}.ipynb"
        cells = _notebook(path)
        wanted = {(SHOWING[form], name.partition("-")[2]) for name in names for form in forms
                  if name.startswith(f"{section}-")}
        code = [cell for cell in cells if cell.get("cell_type") == "code"]
        found += [{"notebook": f"notebooks/{path.name}", "cell": cell.get("id", ""), "number": number,
                   "source": "".join(cell["source"]).strip()} for number, cell in enumerate(code, start=1)
                  if wanted & set(shown(parsed("".join(cell["source"]))))]
    return found


def _notebook(path: Path) -> list[dict[str, Any]]:
    """Return a notebook's cells; none of one that is gone or broken."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _given(shelf: Shelf, section: str, shows: tuple[str, ...], keys: list[str], lang: str) -> dict[str, Any]:
    """Return what nothing here establishes."""
    known = [shelf.numbers[key] for key in keys if key in shelf.numbers]
    bases = list(dict.fromkeys(told["basis"] for told in known))
    functions = tuple(name for table in shows for name in makers(section, table))
    asked = _questions(shelf, section, keys, lang)
    scored = section == "competence" or any(question[3].endswith("_percent") for question in asked.values())
    alone = keys[0] if len(keys) == 1 else ""
    open_range = alone in asked and bases != ["imposed"]
    of_claims = bool(set(bases) & set(OF_CLAIMS))
    read_by = [shelf.study.data.__dict__.get(name) for name in (*tables(functions), *(["claims"] if of_claims else []))]
    files = [path.relative_to(shelf.root).as_posix() for path in (*read_by, *_answers(shelf)) if path]
    return {"respondents": shelf.study.data.origin, "origin": _both("origin", shelf.study.data.origin),
            "bases": [{"basis": basis, "means": _both("basis", basis)} for basis in bases],
            "claims": _stated(shelf, alone, asked.get(alone)) if alone else [],
            "may_bound": _may_bound(shelf, asked[alone]) if open_range else None,
            "study": assumptions(shelf, functions, scored=scored), "files": _described(shelf, files)}


def _questions(shelf: Shelf, section: str, keys: list[str], lang: str) -> dict[str, list[str]]:
    told = shelf.origins.get(lang, {}).get(section, {}).get("questions", {})
    return {key: told[key] for key in keys if key in told}


def _stated(shelf: Shelf, key: str, question: list[str] | None) -> list[dict[str, Any]]:
    """Return the claims that state a number: under its name, as its fact, or as an answer to the same question."""
    return [_claimed(claim, _claims_file(shelf)) for claim in shelf.claims
            if key in (claim["id"], claim["fact"]) or (question and _asked(question) == _asks(claim))]


def _asks(claim: dict[str, Any]) -> tuple[object, ...]:
    return _asked([claim[part] for part in ("kind", "condition", "of", "variable")])


def _asked(question: list[str]) -> tuple[object, ...]:
    """Return a question so that two of one meaning are equal: a share asks what its count asks."""
    kind, condition, of, variable = question
    parts = (frozenset("".join(part.split()) for part in text.split("&") if part.strip()) for text in (condition, of))
    return ("count" if kind == "share" else kind, *parts, variable)


def _claims_file(shelf: Shelf) -> str:
    path = shelf.study.data.claims
    return path.relative_to(shelf.root).as_posix() if path else ""


def _may_bound(shelf: Shelf, question: list[str]) -> dict[str, Any]:
    """Return which imposed claims speak of a question's variables: any of them may bound it; the solver knows which."""
    kind, condition, of, variable = question
    columns = {*_COLUMN.findall(condition), *_COLUMN.findall(of), *filter(None, [variable])}
    about = [claim["id"] for claim in shelf.claims if claim["imposed"] == "yes" and columns & {
        *_COLUMN.findall(claim["condition"]), *_COLUMN.findall(claim["of"]), claim["variable"]}]
    whole = " & ".join(filter(None, [condition, of]))
    ask = {"count": whole, "share": f"share {condition}" if not of else ""}.get(
        kind, f"{kind}({variable}) {whole}".strip() if variable else "")
    return {"columns": sorted(columns), "claims": about, "ask": f'ppks bounds "{ask}"' if ask else ""}


def _described(shelf: Shelf, files: list[str]) -> list[dict[str, Any]]:
    """Return what data packages say of files: what each is, and how the whole came about."""
    found = []
    for file in dict.fromkeys(files):
        path = shelf.root / file
        package = next((folder / PACKAGE for folder in path.parents[:2] if (folder / PACKAGE).is_file()), None)
        if package is None:
            continue
        told = json.loads(package.read_text(encoding="utf-8"))
        called = {entry.get("path"): entry.get("description", "") for entry in told.get("resources", [])}
        name = path.relative_to(package.parent).as_posix()
        found.append({"file": file, "is": called.get(name, ""), "came": told.get("description", "")})
    return found


def _answers(shelf: Shelf) -> list[Path]:
    """Return the file of a survey's answers; none of a reconstruction, or where it is gone."""
    try:
        return [] if shelf.study.reconstructed else [shelf.study.answers]
    except StudyError:
        return []


def _printed(shelf: Shelf, key: str) -> dict[str, list[Any]]:
    """Return where a number is printed: tables, figures, sentences by name, and lines of the article."""
    found: dict[str, list[Any]] = {kind: [] for kind in SHOWING}
    for name, kinds in shelf.shown.items():
        for kind, langs in kinds.items():
            if any(key in entry["keys"] for entry in langs.values()):
                found[kind].append(name)
    return {**found, "article": _quoted(shelf, key, ["number"])}


def _quoted(shelf: Shelf, name: str, kinds: list[str]) -> list[dict[str, Any]]:
    """Return the lines of the article that name something."""
    return [{"file": line.file, "line": line.number} for line in article.lines(shelf)
            if any((kind, name) in line.names for kind in kinds)]


def _both(kind: str, name: str) -> dict[str, str]:
    return dict(read("why").get(kind, {}).get(name, {"id": name, "en": name}))


def _in(entries: dict[str, dict[str, Any]], lang: str) -> dict[str, Any]:
    return entries.get(lang) or next(iter(entries.values()), {})
