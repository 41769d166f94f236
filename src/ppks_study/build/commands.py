"""The verbs of `ppks`."""

import json
import sys
from pathlib import Path

import click

from ppks_study.errors import PpksError
from ppks_study.study import Study

DEFAULT = "payakumbuh-2019"


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the notebooks.")
@click.option("--force", is_flag=True, help="Make everything again, stale or not.")
def paper(study: str, pairs: tuple[str, ...], force: bool) -> None:
    """Build figures, tables, notebooks, HTML and the article of STUDY; only what is stale.

    \b
    ppks paper payakumbuh-2019
    ppks paper -p floor_idr=2289228
    """
    from ppks_study.build.parameters import given, parameters
    from ppks_study.build.pipeline import SECTIONS, Build

    chosen = Study.load(study)
    known = {k: v for name in SECTIONS for k, v in parameters(chosen.root / "notebooks" / f"{name}.ipynb").items()}
    made = Build(chosen, given(list(pairs), known), force, say=lambda line: click.echo(line, err=True)).run()
    where = f"results/{chosen.name}/index.html"
    click.echo(f"made {len(made)} steps; open {where}" if made else f"nothing to do; {where} is current")


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--to", type=click.Path(path_type=Path), help="Another file than the study's respondents.")
@click.option("--if-missing", is_flag=True, help="Do nothing when the file is there.")
def reconstruct(study: str, to: Path | None, if_missing: bool) -> None:
    """Turn the published claims of STUDY into respondents that satisfy every imposed one.

    \b
    ppks reconstruct payakumbuh-2019 --to scratch/reconstructed.csv
    """
    from ppks_study.build.pipeline import write_reconstruction

    chosen = Study.load(study)
    path = to or chosen.data.respondents
    if chosen.data.origin != "reconstructed" and to is None:
        raise PpksError("this study has respondents of its own", where=f"study {chosen.name}, [data] origin",
                        expected='origin = "reconstructed"', fix="name another file with --to")
    if not (if_missing and path.is_file()):
        write_reconstruction(chosen, path)
        click.echo(f"wrote {path.name}: reconstructed from published claims, not survey data")


@click.command()
@click.argument("question")
@click.option("--study", default=DEFAULT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, with respondents that attain each end.")
def bounds(question: str, study: str, as_json: bool) -> None:
    """Answer how many respondents can meet a condition, or what a mean can be, by the imposed claims.

    \b
    ppks bounds "sex=female & programme=pkh"
    ppks bounds "mean(income) programme=pkh" --json
    """
    from ppks_study.evidence.ask import ask

    answer = ask(question, Study.load(study))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    upper = "no limit" if answer["upper"] is None else f"{answer['upper']:.10g}"
    click.echo(f"{answer['question']}: {answer['lower']:.10g} to {upper}"
               + (" (identified)" if answer["identified"] else "") + ("" if answer["sharp"] else " (outer)"))
    sys.exit(0)
