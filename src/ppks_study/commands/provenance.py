"""The verb that tells where things come from: `why`."""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ppks_study.errors import StudyError
from ppks_study.study import DEFAULT, Study, project_root

if TYPE_CHECKING:
    from paperbuild.record import Record


@click.command()
@click.argument("target", nargs=-1, required=True)
@click.option("--study", help=f"Its name or file; else that of TARGET's path, else {DEFAULT}.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]),
              help="Of the answer.")
@click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
def why(target: tuple[str, ...], study: str | None, lang: str, as_json: bool) -> None:
    """Tell where TARGET comes from: what is established, and what is taken as given.

    TARGET is a figure or table (its name or any of its files), a number's key, a number as it is
    printed, a claim, or a line or a piece of the text of the article. Exit 1 when nothing is like
    it, 2 when nothing is built.

    \b
    ppks why profile-age
    ppks why 71,1%
    ppks why profile.sex.female.share --lang en
    ppks why paper/published.en.typ:10
    ppks why "Rp 2.507.668" --json
    """
    from paperbuild.provenance import answer
    from paperbuild.targets import find, nearest

    asked = " ".join(target)
    record = record_of(Study.load(study or _study_of(asked) or DEFAULT))
    languages = record.project.languages
    lang = lang if lang in languages else languages[0]
    matches = find(record, asked) if record.numbers else []
    near = [] if matches else nearest(record, asked)
    told = answer(record, matches[0], lang) if len(matches) == 1 else None
    if as_json:
        names = [{"kind": match.kind, "name": match.name} for match in matches]
        whole = {"target": asked, "study": record.project.name, "matches": names, "nearest": near,
                 "answer": told.as_dict() if told else None}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1).encode())
    else:
        from paperbuild.provenance_view import show

        show(asked, record, matches, told, near, lang)
    sys.exit(int(not matches))


def record_of(study: Study) -> "Record":
    """Return what the last build of a study left, for answers about it.

    Parameters
    ----------
    study : Study
        Its results are read when they are asked for.
    """
    from paperbuild.record import Record
    from ppks_study.lineage import project

    return Record(replace(project(study), declared=partial(_declared, study)))


def _declared(study: Study, name: str) -> Mapping[str, str] | None:
    """Return the hash of each input that a step has now; None where that cannot be told."""
    from paperbuild.errors import PaperbuildError
    from ppks_study.steps import build

    try:
        current = build(study)
        return current.inputs(next(step for step in current.steps if step.name == name))
    except (PaperbuildError, StudyError, OSError, ValueError, StopIteration):
        return None  # a notebook that is gone or broken, a folder that cannot be written


def _study_of(target: str) -> str:
    """Return the study that a path names (``figures/<study>/en/…``), empty for none."""
    parts = Path(target).parts
    for folder, name in zip(parts, parts[1:], strict=False):
        path = project_root(Path.cwd()) / "studies" / f"{name}.toml"
        if folder in ("figures", "results", "processed") and path.is_file():
            return name
    return ""
