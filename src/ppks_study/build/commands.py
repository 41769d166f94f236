"""The verbs of `ppks`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from ppks_study.errors import PpksError
from ppks_study.study import Study

DEFAULT = "payakumbuh-2019"


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("-p", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the notebooks.")
@click.option("--lang", "languages", multiple=True, metavar="LANG", help="Only this language, id or en.")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1), help="Steps at a time.")
@click.option("--force", is_flag=True, help="Make everything again, stale or not.")
def paper(study: str, pairs: tuple[str, ...], languages: tuple[str, ...], jobs: int, force: bool) -> None:
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
    made = Build(chosen, languages, values, force, jobs).run()
    where = f"results/{chosen.name}/index.html"
    click.echo(f"made {len(made)} steps; open {where}" if made else f"nothing to do; {where} is current")


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


@click.command()
@click.argument("question")
@click.option("--study", default=DEFAULT, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, with respondents that attain each end.")
@click.option("--draws", default=200, show_default=True, type=click.IntRange(1), help="For a median or correlation.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of the draws.")
def bounds(question: str, study: str, as_json: bool, draws: int, seed: int) -> None:
    """Answer how many respondents can meet a condition, or what a mean can be, by the imposed claims.

    A median or a rank correlation is answered by its range over data sets drawn from the claims.

    \b
    ppks bounds "sex=female & programme=pkh"
    ppks bounds "mean(income) programme=pkh" --json
    ppks bounds "correlation(income, tenure)" --draws 500
    """
    from ppks_study.evidence.ask import ask

    answer = ask(question, Study.load(study), n_draws=draws, seed=seed)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    click.echo(f"{answer['question']}: {_range_text(answer)}")


def _range_text(answer: dict[str, Any]) -> str:
    draws, undefined = answer.get("draws", 0), answer.get("undefined", 0)
    if answer["lower"] is None:
        return (f"no value in any of {draws} draws: too few are in the group, or they do not differ" if draws
                else "no value: nobody can be in the group")
    upper = "no limit" if answer["upper"] is None else f"{answer['upper']:.10g}"
    text = f"{answer['lower']:.10g} to {upper}"
    if answer["inner"]:
        return f"{text} (inner range over {draws} draws{f'; no value in {undefined} of them' if undefined else ''})"
    return text + (" (identified)" if answer["identified"] else "") + ("" if answer["sharp"] else " (outer)")


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--claims", "claims_file", type=click.Path(path_type=Path), help="Another study's claims.")
@click.option("--n", "n_respondents", type=click.IntRange(1), help="How many answered, where that file does not say.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(["id", "en"]), help="Of the report.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
def verify(study: str, claims_file: Path | None, n_respondents: int | None, lang: str, as_json: bool) -> None:
    """Judge every published claim of STUDY, or of a file; exit 1 when a reviewed verdict has moved.

    \b
    ppks verify payakumbuh-2019
    ppks verify --claims other-study/claims.csv --json
    """
    from ppks_study.sections.verification import verify_file, verify_study

    report = (verify_file(claims_file, n_respondents=n_respondents) if claims_file
              else verify_study(Study.load(study)))
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        from ppks_study.output.terminal import show

        show(report, lang)
    if report.moved:
        moved = "; ".join(f"{j.claim.id}: {j.claim.verdict} is now {j.verdict}" for j in report.moved)
        click.echo(f"verdicts that moved: {moved}", err=True)
        sys.exit(1)
