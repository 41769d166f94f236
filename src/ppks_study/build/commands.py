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
def reconstruct(study: str, to: Path | None, if_needed: bool) -> None:
    """Turn the published claims of STUDY into respondents that satisfy every imposed one.

    \b
    ppks reconstruct payakumbuh-2019 --to scratch/reconstructed.csv
    """
    from ppks_study.build.making import write_reconstruction
    from ppks_study.build.pipeline import Build

    chosen = Study.load(study)
    if to is not None:
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


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--claims", "claims_file", type=click.Path(path_type=Path), help="Another study's claims.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
def verify(study: str, claims_file: Path | None, as_json: bool) -> None:
    """Judge every published claim of STUDY, or of a file; exit 1 when a reviewed verdict has moved.

    \b
    ppks verify payakumbuh-2019
    ppks verify --claims other-study/claims.csv --json
    """
    from ppks_study.evidence.claims import read_claims
    from ppks_study.evidence.parts import Space
    from ppks_study.evidence.reconstruct import size, space
    from ppks_study.evidence.verdicts import verify as judge
    from ppks_study.instrument import Instrument

    if claims_file is None:
        chosen = Study.load(study)
        if chosen.data.claims is None:
            raise PpksError("the study has no claims", where=f"study {chosen.name}, [data] claims")
        claims = read_claims(chosen.data.claims)
        report = judge(claims, space(Instrument.load(chosen.data.instrument, chosen.data.choices), size(claims)))
    else:
        claims = read_claims(claims_file)
        report = judge(claims, Space(size(claims)))
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1) if as_json else report.text())
    moved = [j.claim.id for j in report.judged if j.claim.verdict and j.claim.verdict != j.verdict]
    if moved:
        click.echo(f"verdicts that moved: {', '.join(moved)}", err=True)
        sys.exit(1)
