"""The verbs that make things: `paper`, `reconstruct`."""

import sys
from pathlib import Path

import click

from ppks_study.errors import PpksError
from ppks_study.study import DEFAULT, Study


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the notebooks.")
@click.option("--lang", "languages", multiple=True, metavar="LANG", help="Only this language, id or en.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="Steps at a time.")
@click.option("--force", is_flag=True, help="Make everything again, stale or not.")
@click.option("--cold", is_flag=True, help="A new process for each step and kernel, by papermill's own engine.")
@click.option("--cell-seconds", default=300, show_default=True, type=click.IntRange(1), help="What a cell may take.")
@click.option("--dry-run", is_flag=True, help="Only say what is stale; exit 1 when something is.")
def paper(study: str, pairs: tuple[str, ...], languages: tuple[str, ...], jobs: int, force: bool, cold: bool,
          cell_seconds: int, dry_run: bool) -> None:
    """Build figures, tables, notebooks, HTML and the article of STUDY; only what is stale.

    \b
    ppks paper payakumbuh-2019
    ppks paper -p floor_idr=2289228 --lang en
    """
    from ppks_study.build.parameters import given, parameters
    from ppks_study.build.pipeline import Build
    from ppks_study.build.steps import sections

    chosen = Study.load(study)
    for lang in languages:
        chosen.check_language(lang)
    notebooks = [chosen.root / "notebooks" / f"{name}.ipynb" for name in sections(chosen.root)]
    values = given(pairs, [parameters(notebook) for notebook in notebooks]) if pairs else {}
    build = Build(chosen, languages, values, force, jobs, warm=not cold, cell_seconds=cell_seconds)
    if dry_run:
        _tell_stale(build.stale())
        return
    made = build.run()
    if made:
        _tell_open(chosen)
    where = f"results/{chosen.name}/index.html"
    click.echo(f"made {len(made)} steps; open {where}" if made else f"nothing to do; {where} is current")


def _tell_open(study: Study) -> None:
    """Say what is still to be settled, and how much is withheld."""
    from ppks_study.build.unsettled import unsettled
    from ppks_study.build.withheld import withheld

    for line in unsettled(study):
        click.echo(f"to be settled before results are used: {line}", err=True)
    for line in withheld(study):
        click.echo(line)


def _tell_stale(stale: list[str]) -> None:
    click.echo(f"stale: {', '.join(stale)}" if stale else "nothing is stale")
    sys.exit(int(bool(stale)))


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False), help="Write there, not where the study looks.")
@click.option("--if-needed", is_flag=True, help="Do nothing for a study with respondents of its own.")
@click.option("--draws", type=click.IntRange(1), help="Draw so many data sets, to ensemble.csv beside the one.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of the draws.")
def reconstruct(study: str, to: Path | None, if_needed: bool, draws: int | None, seed: int) -> None:
    """Turn the published claims of STUDY into respondents that satisfy every imposed one.

    \b
    ppks reconstruct payakumbuh-2019 --to scratch/reconstructed.csv
    ppks reconstruct --draws 1000 --seed 1
    """
    from ppks_study.build.pipeline import Build
    from ppks_study.build.respondents import write_ensemble, write_reconstruction

    chosen = Study.load(study)
    if draws is not None:
        path = write_ensemble(chosen, draws, seed, to)
        click.echo(f"{path.name}: {draws} data set{'s' * (draws > 1)} drawn from published claims, not survey data; "
                   "every imposed claim recounted in each")
    elif to is not None:
        write_reconstruction(chosen, to)
    elif chosen.data.origin == "reconstructed":
        made = Build(chosen, only=("data",)).run()
        click.echo(f"{chosen.data.respondents.name} {'made' if made else 'is current'}: "
                   "reconstructed from published claims, not survey data")
    elif not if_needed:
        raise PpksError("this study has respondents of its own", where=f"study {chosen.name}, [data] origin",
                        expected='origin = "reconstructed"', fix="name another file with --to")
