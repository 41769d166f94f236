"""The verbs that answer from published claims: `bounds`, `verify`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from ppks_study.study import DEFAULT, Study


@click.command()
@click.argument("question")
@click.option("--study", default=DEFAULT, show_default=True)
@click.option("--json", "as_json", is_flag=True,
              help="Answer as JSON, with respondents that attain each end.")
@click.option("--draws", default=200, show_default=True, type=click.IntRange(1),
              help="For a median or correlation.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Of the draws.")
def bounds(question: str, study: str, as_json: bool, draws: int, seed: int) -> None:
    """Answer how many respondents can meet a condition, or what a mean can be, by the imposed
    claims.

    A median or a rank correlation is answered by its range over data sets drawn from the claims.

    \b
    ppks bounds "sex=female & programme=pkh"
    ppks bounds "mean(income) programme=pkh" --json
    ppks bounds "correlation(income, tenure)" --draws 500
    """
    from ppks_study import published

    answer = published.bounds(question, Study.load(study), n_draws=draws, seed=seed)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
        return
    click.echo(f"{answer['question']}: {_range_text(answer)}")


def _range_text(answer: dict[str, Any]) -> str:
    draws, undefined = answer.get("draws", 0), answer.get("undefined", 0)
    if answer["lower"] is None:
        if draws:
            return (f"no value in any of {draws} draws: too few are in the group, or they do not "
                    "differ")
        return "no value: nobody can be in the group"
    upper = "no limit" if answer["upper"] is None else f"{answer['upper']:.10g}"
    text = f"{answer['lower']:.10g} to {upper}"
    if answer["inner"]:
        without = f"; no value in {undefined} of them" if undefined else ""
        return f"{text} (inner range over {draws} draws{without})"
    if answer["identified"]:
        text += " (identified)"
    return text if answer["sharp"] else f"{text} (outer)"


@click.command()
@click.argument("study", default=DEFAULT)
@click.option("--claims", "claims_file", type=click.Path(path_type=Path),
              help="Another study's claims.")
@click.option("--n", "n_respondents", type=click.IntRange(1),
              help="How many answered, where that file does not say.")
@click.option("--lang", default="en", show_default=True, type=click.Choice(["id", "en"]),
              help="Of the report.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON.")
def verify(study: str, claims_file: Path | None, n_respondents: int | None, lang: str,
           as_json: bool) -> None:
    """Judge every published claim of STUDY, or of a file; exit 1 when a reviewed verdict has moved.

    \b
    ppks verify payakumbuh-2019
    ppks verify --claims other-study/claims.csv --json
    """
    from ppks_study.verification.verify import verify_file, verify_study

    report = (verify_file(claims_file, n_respondents=n_respondents) if claims_file
              else verify_study(Study.load(study)))
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        from ppks_study.verification.verdict_text import show

        show(report, lang)
    if report.moved:
        moved = "; ".join(f"{judged.claim.id}: {judged.claim.verdict} is now {judged.verdict}"
                          for judged in report.moved)
        click.echo(f"verdicts that moved: {moved}", err=True)
        sys.exit(1)
