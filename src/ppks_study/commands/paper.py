"""The verbs that make things: `paper`, `reconstruct`."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ppks_study.errors import StudyError, nearest
from ppks_study.study import DEFAULT, Study
from surveyintake.instrument import Instrument


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE",
              help="Set a parameter of the notebooks.")
@click.option("--lang", "languages", multiple=True, metavar="LANG",
              help="Only this language, id or en.")
@click.option("--section", "wanted", multiple=True, metavar="SECTION",
              help="Only this notebook, without an article.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1),
              help="Steps at a time.")
@click.option("--force", is_flag=True, help="Make everything again, stale or not.")
@click.option("--cold", is_flag=True,
              help="A new process for each step, and kernels of papermill's own engine.")
@click.option("--cell-seconds", default=300, show_default=True, type=click.IntRange(1),
              help="What a cell may take.")
@click.option("--dry-run", is_flag=True, help="Only say what is stale; exit 1 when something is.")
def paper(study: str, pairs: tuple[str, ...], languages: tuple[str, ...],
          wanted: tuple[str, ...], jobs: int, force: bool, cold: bool, cell_seconds: int,
          dry_run: bool) -> None:
    """Build figures, tables, notebooks, HTML and the article of STUDY; only what is stale.

    \b
    ppks paper payakumbuh-2019
    ppks paper -p floor_idr=2289228 --lang en
    ppks paper --section profile --lang en
    """
    from paperbuild.parameters import given, parameters
    from ppks_study.steps import build, sections

    chosen = Study.load(study)
    for lang in languages:
        chosen.check_language(lang)
    names = sections(chosen.root)
    for name in wanted:
        if name not in names:
            raise StudyError(f"there is no notebook {name!r}", where=f"--section {name}",
                             expected=nearest(name, names))
    notebooks = [chosen.root / "notebooks" / f"{name}.ipynb" for name in names]
    values = given(pairs, [parameters(notebook) for notebook in notebooks]) if pairs else {}
    variables = {"PPKS_CELL_SECONDS": str(cell_seconds)}
    if cold:
        variables["PPKS_ENGINE"] = "nbclient"
    pages = [(name, lang) for name in wanted for lang in languages or chosen.languages]
    only = [f"{name}.{lang}" for name, lang in pages]
    job = build(chosen, languages, values, only=["data", *only] if only else (), force=force,
                jobs=jobs, warm=not cold, variables=variables)
    if dry_run:
        _tell_stale(job.stale())
        return
    made = job.run()
    if made:
        _tell_open(chosen)
    where = f"results/{chosen.name}/index.html"
    if only:
        where = " ".join(f"results/{chosen.name}/{lang}/{name}.html" for name, lang in pages)
    click.echo(f"made {len(made)} steps; open {where}" if made
               else f"nothing to do; {where} is current")


def _tell_open(study: Study) -> None:
    """Say what is still to be settled, and how much is withheld."""
    for line in unsettled(study):
        click.echo(f"to be settled before results are used: {line}", err=True)
    for line in withheld(study):
        click.echo(line)


def _tell_stale(stale: list[str]) -> None:
    click.echo(f"stale: {', '.join(stale)}" if stale else "nothing is stale")
    sys.exit(int(bool(stale)))


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--to", type=click.Path(path_type=Path, dir_okay=False),
              help="Write there, not where the study looks.")
@click.option("--if-needed", is_flag=True,
              help="Do nothing for a study with respondents of its own.")
@click.option("--draws", type=click.IntRange(1),
              help="Draw so many data sets, to ensemble.csv beside the one.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of the draws.")
def reconstruct(study: str, to: Path | None, if_needed: bool, draws: int | None, seed: int) -> None:
    """Turn the published claims of STUDY into respondents that satisfy every imposed one.

    \b
    ppks reconstruct payakumbuh-2019 --to scratch/reconstructed.csv
    ppks reconstruct --draws 1000 --seed 1
    """
    from ppks_study.reconstruction_files import write_ensemble, write_reconstruction
    from ppks_study.steps import build

    chosen = Study.load(study)
    if draws is not None:
        path = write_ensemble(chosen, draws, seed, to)
        click.echo(f"{path.name}: {draws} data set{'s' * (draws > 1)} drawn from published claims, "
                   "not survey data; every imposed claim recounted in each")
    elif to is not None:
        write_reconstruction(chosen, to)
    elif chosen.data.origin == "reconstructed":
        made = build(chosen, only=["data"]).run()
        click.echo(f"{chosen.data.respondents.name} {'made' if made else 'is current'}: "
                   "reconstructed from published claims, not survey data")
    elif not if_needed:
        raise StudyError("this study has respondents of its own",
                         where=f"study {chosen.name}, [data] origin",
                         expected='origin = "reconstructed"', fix="name another file with --to")


# What a study still holds of the example that it began with: told after a build, as results must
# not rest on it.

#: How the study file and the questionnaire of `ppks new` mark what is to be replaced.
EXAMPLE, UNWRITTEN = "CONTOH", "tulis teks butir di sini"


def unsettled(study: Study) -> Iterator[str]:
    """Yield what is still to be settled before results are used, in one line each.

    Parameters
    ----------
    study : Study
        The one that was built.
    """
    if study.profile.minimum_wage_source.startswith(EXAMPLE):
        yield ("[profile] minimum_wage_idr_per_month is still the example, "
               f"{study.profile.minimum_wage_idr_per_month}; every share below the floor rests "
               "on it")
    form = Instrument.load(study.data.instrument, study.data.choices)
    blank = sum(UNWRITTEN in variable.labels["id"] for variable in form.variables.values())
    if blank:
        yield f"{blank} items have no text yet in {study.data.instrument.name}"


# What a build says of numbers that it withheld.

def withheld(study: Study) -> Iterator[str]:
    """Yield in one line how many of a survey's numbers are withheld; nothing of a reconstruction.

    Parameters
    ----------
    study : Study
        The one that was built.
    """
    path = study.root / "results" / study.name / "numbers.json"
    if study.reconstructed or not path.is_file():
        return
    told = json.loads(path.read_text(encoding="utf-8")).values()
    secret = sum(entry["basis"] == "withheld" for entry in told)
    yield (f"{secret} of {len(told)} numbers withheld: none tells of fewer than "
           f"{study.disclosure.fewest} people; see the article's table method-disclosure")
