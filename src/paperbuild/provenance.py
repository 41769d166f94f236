"""Where a thing comes from: what is established of it, and what is taken as given."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from paperbuild.checkout import commit, packages
from paperbuild.digests import digest, source_digest
from paperbuild.origins import Words, code_cells
from paperbuild.record import Record
from paperbuild.targets import Match, as_printed

#: Bases of numbers that rest on claims.
OF_CLAIMS = {"imposed", "determined", "bounded"}
#: Inputs of a step that are no files.
_NO_FILES = ("library", "packages")
_COLUMN = re.compile(r"(\w+)\s*(?:!=|<=|>=|=|<|>|\bin\b|\bhas\b)")
_METHODS = {"table": "table", "figure": "figure", "sentence": "say"}
_PACKAGE = "datapackage.json"
_Entries = list[dict[str, Any]]


@dataclass
class Established:
    """What is known of a thing, as of now; entries as JSON has them, told in ``docs/why.md``."""

    functions: _Entries = field(default_factory=list)
    plots: _Entries = field(default_factory=list)
    cells: _Entries = field(default_factory=list)
    step: dict[str, Any] = field(default_factory=dict)
    files: _Entries = field(default_factory=list)
    packages: _Entries = field(default_factory=list)
    code: dict[str, Any] = field(default_factory=dict)


@dataclass
class Given:
    """What is not established: whose answers, what numbers rest on, claims, parameters, data."""

    respondents: str = ""
    origin: dict[str, str] = field(default_factory=dict)
    bases: _Entries = field(default_factory=list)
    claims: _Entries = field(default_factory=list)
    may_bound: dict[str, Any] | None = None
    study: _Entries = field(default_factory=list)
    files: _Entries = field(default_factory=list)


@dataclass
class Answer:
    """The answer about one thing.

    Attributes
    ----------
    kind, name : str
        As of `Match`.
    about : dict
        What the thing is, by its kind: ``number``, ``claim``, ``line``, ``text``, ``keys``.
    established, given : Established, Given
        The two parts of the chain; both are complete, and empty where there is nothing to tell.
    printed : dict
        Names of tables, figures and sentences that show it, and lines of the ``article``.
    """

    kind: str
    name: str
    about: dict[str, Any]
    established: Established
    given: Given = field(default_factory=Given)
    printed: dict[str, list[Any]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        told = asdict(self)
        return {"kind": told.pop("kind"), "name": told.pop("name"), **told.pop("about"), **told}


def answer(record: Record, match: Match, lang: str) -> Answer:
    """Return where one thing comes from.

    Parameters
    ----------
    record : Record
        What a build left.
    match : Match
        What is asked about.
    lang : str
        Whose language's step counts, where the build made the thing once a language.
    """
    kinds = {"number": _number, "shown": _shown, "sentence": _sentence, "claim": _claim,
             "line": _line, "file": _file}
    return kinds[match.kind](record, match, match.lang or lang)


def _number(record: Record, match: Match, lang: str) -> Answer:
    key, number = match.name, record.numbers[match.name]
    _, section, table = number["from"].split(".", 2)
    printed = _printed(record, key)
    names = [*printed["table"], *printed["figure"], *printed["sentence"]]
    results = record.project.results
    written = results / lang / "numbers" / f"{section}.json"
    then = None
    if _intact(record, written):
        known = json.loads(written.read_text("utf-8")).get(key)
        then = {"value": known["value"], "text": known["text"]} if known else None
    about = {**number, "then": then, "intact": _intact(record, results / "numbers.json")}
    return Answer("number", key, {"number": about},
                  *_chain(record, section, lang, [table], [key], names), printed)


def _shown(record: Record, match: Match, lang: str) -> Answer:
    section = match.name.partition("-")[0]
    tables: list[str] = []
    plots: list[str] = []
    keys: list[str] = []
    made: dict[str, _Entries] = {}
    for form in [match.form] if match.form else ["table", "figure"]:
        if form in record.shown[match.name]:
            entry = _of(record.shown[match.name][form], lang)
            tables.append(entry["table"])
            plots.append(entry["plot"])
            keys += entry["keys"]
            made[form] = _made(record, match.name, form, lang)
    forms, keys = list(made), _unique(keys)
    established, given = _chain(record, section, lang, _unique(tables), keys, [match.name], forms)
    established.plots = _places(record, plots)
    return Answer("shown", match.name, {"forms": forms, "keys": keys, "made": made}, established,
                  given, _quoted(record, match.name, forms))


def _sentence(record: Record, match: Match, lang: str) -> Answer:
    section, _, name = match.name.partition("-")
    keys = _of(record.shown.get(match.name, {}).get("sentence", {}), lang).get("keys", [])
    numbers = [record.numbers[key] for key in keys if key in record.numbers]
    tables = _unique(number["from"].split(".", 2)[2] for number in numbers)
    text = {}
    for code, sentences in record.sentences.items():
        text[code] = sentences.get(section, {}).get(name, "")
    about = {"text": text, "keys": keys, "words": _template(record, section, name)}
    return Answer("sentence", match.name, about,
                  *_chain(record, section, lang, tables, keys, [match.name]),
                  _quoted(record, match.name, ["sentence"]))


def _claim(record: Record, match: Match, lang: str) -> Answer:
    claim = record.claims[match.name]
    path = record.project.claims
    assert path is not None
    questions, states = _questions(record, lang), []
    for key in sorted(record.numbers):
        if _is_stated_by(key, questions.get(key), claim):
            states.append(key)
    file = record.project.below(path)
    readers = [name for name, step in record.manifest.steps.items() if file in step["inputs"]]
    read = _files(record, readers[0]) if readers else []
    files = [entry for entry in read if entry["path"] == file]
    about = {"claim": _told(record, claim), "states": states, "judged": _judged(record, match.name)}
    given = Given(claims=[_told(record, claim)], files=_described(record, [path]))
    established = Established(files=files, code=commit(record.project.root))
    return Answer("claim", match.name, about, established, given)


def _line(record: Record, match: Match, lang: str) -> Answer:
    line = match.line
    assert line is not None
    names = []
    for kind, name in line.names:
        number = record.numbers.get(name, {"text": {}, "basis": ""})
        text = number["text"].get(line.lang, "") if kind == "number" else ""
        names.append({"kind": kind, "name": name, "text": text, "basis": number["basis"]})
    told = {"file": line.file, "line": line.number, "told": line.printed(record.numbers)}
    established = Established(step=_step(record, f"article.{line.lang}"))
    established.code = commit(record.project.root)
    return Answer("line", match.name, {"line": told, "names": names}, established)


def _file(record: Record, match: Match, lang: str) -> Answer:
    project, step = record.project, record.outputs[match.name]
    kind = step.partition(".")[0]
    maker = (project.makers.get(kind) or project.library.section_function(kind)
             or project.other_maker.format(kind))
    established = _established(record, step, [maker])
    given = Given(project.respondents, Words.both("origin", project.respondents))
    return Answer("file", match.name, {"intact": record.intact(match.name)}, established, given)


def _chain(record: Record, section: str, lang: str, tables: list[str], keys: list[str],
           names: list[str], forms: Iterable[str] = tuple(_METHODS)) -> tuple[Established, Given]:
    """Return the two parts of an answer about something of a section."""
    project = record.project
    makers: list[str] = []
    for table in tables:
        makers += project.library.makers(section, table)
    makers = _unique(makers)
    functions = [project.library.section_function(section), *makers]
    established = _established(record, f"{section}.{lang}", functions)
    established.cells = _cells(record, names, forms)
    bases = _unique(record.numbers[key]["basis"] for key in keys if key in record.numbers)
    questions = {key: question for key, question in _questions(record, lang).items() if key in keys}
    given = Given(project.respondents, Words.both("origin", project.respondents))
    given.bases = [{"basis": basis, "means": Words.both("basis", basis)} for basis in bases]
    if len(keys) == 1:
        question = questions.get(keys[0])
        given.claims = [_told(record, claim) for claim in record.claims.values()
                        if _is_stated_by(keys[0], question, claim)]
        if question and bases != ["imposed"]:
            given.may_bound = _may_bound(record, question)
    variables = [question[3] for question in questions.values()]
    given.study = project.assumed(section, tuple(makers), variables)
    given.files = _described(record, project.read(tuple(makers), bool(OF_CLAIMS & set(bases))))
    return established, given


def _established(record: Record, step: str, functions: list[str]) -> Established:
    root = record.project.root
    return Established(_places(record, functions), step=_step(record, step),
                       files=_files(record, step), packages=packages(root / "requirements.lock"),
                       code=commit(root))


def _places(record: Record, functions: Iterable[str]) -> _Entries:
    """Return functions with file and line, as the library is now."""
    places = []
    for name in _unique(filter(None, functions)):
        file, line = record.project.library.place(name) or ("", 0)
        places.append({"name": name, "file": file, "line": line})
    return places


def _cells(record: Record, names: list[str], forms: Iterable[str]) -> _Entries:
    """Return the notebook cells that show some things, as the notebooks are now."""
    cells = []
    for section in _unique(name.partition("-")[0] for name in names):
        wanted = set()
        for name in names:
            if name.startswith(f"{section}-"):
                wanted |= {(_METHODS[form], name.partition("-")[2]) for form in forms}
        for cell in code_cells(record.project.root / "notebooks" / f"{section}.ipynb"):
            if wanted & set(cell["shows"]):
                cells.append({"notebook": f"notebooks/{section}.ipynb", "cell": cell["cell"],
                              "number": cell["number"], "source": cell["source"].strip()})
    return cells


def _step(record: Record, name: str) -> dict[str, Any]:
    """Return whether a step of the last build is current, and which inputs and outputs differ."""
    known, root = record.manifest.steps.get(name), record.project.root
    state = {"name": name, "noted": known is not None, "parameters": {}, "current": None,
             "changed": [], "altered": []}
    if known is None:
        return state
    then, declared = known["inputs"], record.project.declared(name)
    now = dict(declared or {})
    for file in _files(record, name):
        now[file["path"]] = file["now"]
    names = {*then, *now} if declared else set(now)
    changed = sorted(path for path in names if then.get(path) != now.get(path))
    outputs = known["outputs"]
    altered = sorted(path for path in outputs if digest(root / path) != outputs[path])
    current = False if changed or altered else True if declared else None
    return state | {"parameters": dict(known["parameters"]), "current": current,
                    "changed": changed, "altered": altered}


def _files(record: Record, step: str) -> _Entries:
    """Return the files that a step read: hash then, hash now, and whether it is the same."""
    files = []
    for path, then in sorted(record.manifest.steps.get(step, {}).get("inputs", {}).items()):
        if path not in _NO_FILES:
            hashed = digest if path in record.outputs else source_digest
            now = hashed(record.project.root / path)
            files.append({"path": path, "then": then, "now": now, "same": then == now})
    return files


def _intact(record: Record, path: Path) -> bool:
    return record.intact(record.project.below(path))


def _made(record: Record, name: str, form: str, lang: str) -> _Entries:
    """Return the files of a table or figure, and whether each is as the build left it."""
    folder = "tables" if form == "table" else f"figures/{record.project.name}/{lang}"
    files = []
    for path in sorted(record.outputs):
        is_of_form = f"/{folder}/" in f"/{path}" and f"/{lang}/" in path
        if is_of_form and Path(path).name.rpartition(".")[0] == name:
            files.append({"path": path, "intact": record.intact(path)})
    return files


def _template(record: Record, section: str, name: str) -> dict[str, Any]:
    """Return where a sentence's template is written."""
    below = record.project.words.format(section)
    path = record.project.library.folder / below
    heading = re.compile(rf"\[sentence\.{re.escape(name)}\]|{re.escape(name)}\s*=")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        if heading.match(line):
            return {"file": f"src/{below}", "line": number}
    return {"file": f"src/{below}", "line": 0}


def _judged(record: Record, name: str) -> dict[str, Any] | None:
    """Return the verdict of the last build on a claim."""
    path = record.project.results / "verification.json"
    for entry in json.loads(path.read_text("utf-8"))["claims"] if path.is_file() else ():
        if entry["id"] == name:
            return {"verdict": entry["verdict"], "reason": entry["reason"]}
    return None


def _told(record: Record, claim: Mapping[str, Any]) -> dict[str, Any]:
    assert record.project.claims is not None
    copied = {name: claim[name] for name in ("id", "line", "where", "strength", "verdict", "note")}
    return copied | {"file": record.project.below(record.project.claims),
                     "published": as_printed(claim), "imposed": claim["imposed"] == "yes",
                     "says": {"id": claim["says_id"], "en": claim["says_en"]}}


def _questions(record: Record, lang: str) -> dict[str, list[str]]:
    """Return what each number asks: kind, condition, of whom, variable."""
    questions: dict[str, list[str]] = {}
    for origins in record.origins.get(lang, {}).values():
        questions |= origins.get("questions", {})
    return questions


def _is_stated_by(key: str, question: list[str] | None, claim: Mapping[str, Any]) -> bool:
    """Whether a claim states a number: by its name, as its fact, or by answering its question."""
    if key in (claim["id"], claim["fact"]):
        return True
    asked = [claim["kind"], claim["condition"], claim["of"], claim["variable"]]
    return question is not None and any(asked[1:]) and _meaning(question) == _meaning(asked)


def _meaning(question: list[str]) -> tuple[object, ...]:
    """Return a question so that two of one meaning are equal: a share asks what its count asks."""
    kind, condition, of, variable = question
    parts = []
    for text in (condition, of):
        parts.append(frozenset("".join(text.split()).split("&")) - {""})
    return "count" if kind == "share" else kind, *parts, variable


def _may_bound(record: Record, question: list[str]) -> dict[str, Any]:
    """Return which imposed claims speak of a question's variables: any of them may bound it."""
    kind, condition, of, variable = question
    columns = _columns(condition, of, variable)
    claims = []
    for claim in record.claims.values():
        spoken_of = _columns(claim["condition"], claim["of"], claim["variable"])
        if claim["imposed"] == "yes" and columns & spoken_of:
            claims.append(claim["id"])
    group = " & ".join(filter(None, [condition, of]))
    asked = {"count": group, "share": "" if of else f"share {condition}"}
    ask = asked.get(kind, f"{kind}({variable}) {group}".strip() if variable else "")
    return {"columns": sorted(columns), "claims": claims,
            "ask": record.project.bound.format(ask) if ask else ""}


def _columns(condition: str, of: str, variable: str) -> set[str]:
    return {*_COLUMN.findall(condition), *_COLUMN.findall(of), variable} - {""}


def _described(record: Record, files: Iterable[Path]) -> _Entries:
    """Return what data packages say of files: what each is, and how the data came about."""
    described = []
    for file in _unique(files):
        for folder in file.parents[:2]:
            if (folder / _PACKAGE).is_file():
                package = json.loads((folder / _PACKAGE).read_text("utf-8"))
                about = {"file": record.project.below(file), "is": "",
                         "came": package.get("description", "")}
                for entry in package.get("resources", []):
                    if entry.get("path") == file.relative_to(folder).as_posix():
                        about["is"] = entry.get("description", "")
                described.append(about)
                break
    return described


def _printed(record: Record, key: str) -> dict[str, list[Any]]:
    """Return where a number is printed."""
    places: dict[str, list[Any]] = {kind: [] for kind in _METHODS}
    for name, kinds in record.shown.items():
        for kind, languages in kinds.items():
            if any(key in entry["keys"] for entry in languages.values()):
                places[kind].append(name)
    return places | _quoted(record, key, ["number"])


def _quoted(record: Record, name: str, kinds: list[str]) -> dict[str, list[Any]]:
    """Return the lines of the article that name something."""
    places = []
    for line in record.lines:
        if any((kind, name) in line.names for kind in kinds):
            places.append({"file": line.file, "line": line.number})
    return {"article": places}


def _of(entries: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return entries.get(lang) or next(iter(entries.values()), {})


def _unique(values: Iterable[Any]) -> list[Any]:
    return list(dict.fromkeys(values))
