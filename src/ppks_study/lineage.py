"""What the study hands to `paperbuild.provenance`: its files, and what its functions read."""

import ast
import re
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from paperbuild.definitions import Library
from paperbuild.origins import Project
from ppks_study.article import sources
from ppks_study.errors import StudyError
from ppks_study.study import DEFAULT, PACKAGES, Incentive, Profile, Qualification, Scoring, Study

LIBRARY = Library(Path(__file__).parents[1], PACKAGES, section="ppks_study.sections.{0}.{0}",
                  owner="ppks_study.survey.Survey")
_PARTS: dict[str, Any] = {"profile": Profile, "scoring": Scoring, "qualification": Qualification,
                           "incentive": Incentive}
#: What is read when the answers are scored, before any section begins.
_SCORED = {("scoring", "scales"), ("scoring", "answered_share")}
#: Where a function names a table of the study beside the respondents, in ``survey.tables[…]``.
_TABLES = "tables"
#: How many calls are followed, and in which parts of the library.
_DEPTH = 3
_FOLLOWED = ("ppks_study.sections.", "ppks_study.scoring.", "ppks_study.pay.",
             "ppks_study.estimates.")
_LONGEST = 220


def project(study: Study) -> Project:
    """Return what tells where a study's results come from, but for what its build declares.

    Parameters
    ----------
    study : Study
        Its results need not be built.
    """
    data = vars(study.data)
    named = [data[name] for name in data if name != "respondents" and isinstance(data[name], Path)]
    files = [*named, study.root / "data" / "processed" / study.name / "respondents.csv"]
    for folder in named:
        files += folder.glob("*.csv") if folder.is_dir() else ()
    other = "" if study.name == Path(DEFAULT).stem else f" --study {study.name}"
    return Project(
        study.name, study.root, study.languages, study.data.origin, LIBRARY, study.path,
        tuple(files), study.data.claims, tuple(sources(study)),
        prose="published" if study.reconstructed else "survey",
        words="ppks_study/words/{}.toml", other_maker="ppks_study.step_outputs.make_{}",
        makers={"method": "ppks_study.supplement.supplement",
                "verdicts": "ppks_study.verification.verify.verify_study",
                "verification": "ppks_study.verification.verdict_page.write_verification"},
        ask=f"ppks why {{}}{other}", rebuild="ppks paper", bound='ppks bounds "{}"',
        assumed=partial(assumptions, study), read=partial(_data, study))


def _data(study: Study, functions: tuple[str, ...], of_claims: bool) -> list[Path]:
    """Return the data files that functions read by name, the claims, and a survey's answers."""
    names: set[str] = set()
    for function in functions:
        names |= {name for part, name in _read(function, _DEPTH) if part == _TABLES}
    paths = [getattr(study.data, name, None) for name in sorted(names)]
    paths += [study.data.claims] if of_claims else []
    with suppress(StudyError):  # they are gone
        paths += [] if study.reconstructed else [study.answers]
    return [path for path in paths if path]


def assumptions(study: Study, section: str, functions: tuple[str, ...],
                variables: list[str]) -> list[dict[str, Any]]:
    """Return what functions read of the study file; with the scoring, where it is of scores.

    Parameters
    ----------
    study : Study
        Of which study file.
    section : str
        The section that the result stands in.
    functions : tuple of str
        The qualified names of the functions that make the result.
    variables : list of str
        The variables that its numbers are of.

    Returns
    -------
    list of dict
        ``file``, ``line`` (of several lines told together also ``last``), ``text`` (as it is
        written) and ``why`` (its comment; empty where it has none).
    """
    wanted: set[tuple[str, str]] = set()
    for function in functions:
        wanted |= _read(function, _DEPTH)
    if section == "competence" or any(name.endswith("_percent") for name in variables):
        wanted |= _SCORED
    path = study.path
    file = path.relative_to(study.root).as_posix() if path.is_relative_to(study.root) else path.name
    return [{"file": file, **setting} for setting in _settings(path.read_text("utf-8"), wanted)]


@cache
def _read(name: str, depth: int) -> frozenset[tuple[str, str]]:
    """Return which parameters and tables a function and those it calls read: part and name."""
    node = LIBRARY.body(name)
    if not isinstance(node, ast.FunctionDef):
        return frozenset()
    read: set[tuple[str, str]] = set()
    called = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute):
            read |= {("tables", "interviews")} if part.attr == "voices" else _parameters(part, name)
        elif isinstance(part, ast.Subscript) and getattr(part.value, "attr", "") == _TABLES:
            if isinstance(part.slice, ast.Constant):
                read.add((_TABLES, str(part.slice.value)))
        elif isinstance(part, ast.Name):
            called.add(part.id)
    for call in called if depth else ():
        other = LIBRARY.imported(name.rpartition(".")[0], call)
        if other.startswith(_FOLLOWED) and other != name:
            read |= _read(other, depth - 1)
    return frozenset(read)


def _parameters(attribute: ast.Attribute, name: str) -> set[tuple[str, str]]:
    """Return the parameter that ``….profile.ideal_age`` names; of shared names the section's."""
    parts = [part for part, kind in _PARTS.items() if attribute.attr in kind.__dataclass_fields__]
    if len(parts) > 1:
        above = getattr(attribute.value, "attr", "")
        of_section = [part for part in parts if f".{part}" in name]
        parts = [above] if above in parts else of_section
    return {(part, attribute.attr) for part in parts}


def _settings(text: str, wanted: set[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return the lines of a study file that set parameters; of a table its heading."""
    settings: list[dict[str, Any]] = []
    table, above, is_told = "", "", False
    for number, line in enumerate(text.splitlines(), start=1):
        code, _, remark = line.strip().partition("  #")
        heading, key = re.match(r"\[+([\w.]+)\]+", code), re.match(r"([\w.]+)\s*=", code)
        why = remark.strip() or above
        if heading:
            table, is_told = heading[1], False
        name = table if heading else f"{table}.{key[1]}" if key else ""
        if tuple(name.split(".")[:2]) in wanted and not is_told and (why or not heading):
            _add(settings, {"line": number, "text": _short(code), "why": _short(why)})
            is_told = bool(heading)
        is_comment = line.strip().startswith("#")
        above = f"{above} {line.strip()[1:].strip()}".strip() if is_comment else ""
    return settings


def _add(settings: list[dict[str, Any]], setting: dict[str, Any]) -> None:
    """Add a line; to the one before, where that ends just above and neither has a reason."""
    before = settings[-1] if settings else {"line": -1, "why": ""}
    is_next = before.get("last", before["line"]) == setting["line"] - 1
    if is_next and not before["why"] and not setting["why"]:
        before |= {"text": f"{before['text']}; {setting['text']}", "last": setting["line"]}
    else:
        settings.append(setting)


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST - 1]}…"
