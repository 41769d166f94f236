"""The verb for registers: `score`."""

import json
import sys
from pathlib import Path

import click

from ppks_study.study import DEFAULT, Study

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--out", required=True, type=FILE, metavar="SCORES", help="The file of scores, .parquet.")
@click.option("--instrument", "form", type=click.Path(path_type=Path, exists=True),
              help="The questionnaire: an XLSForm, or a folder of its sheets; else that of the study.")
@click.option("--study", help="The study whose classes, rule and [columns] are used; else payakumbuh-2019.")
@click.option("--keep-items", is_flag=True, help="Keep the answers to the items beside the scores.")
@click.option("--keep-identifiers", is_flag=True, help="Keep the columns that tell who somebody is.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]), help="Of the report.")
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def score(file: Path, out: Path, form: Path | None, study: str | None, keep_items: bool, keep_identifiers: bool,
          lang: str, as_json: bool) -> None:
    """Score and classify every row of FILE, a register in Parquet; exit 1 when a cell is refused.

    FILE has one row a respondent and a column for each item, with names of choices. Refused cells count as no answer
    and are listed in SCORES.refused.csv. Memory does not grow with the rows.

    \b
    ppks score register.parquet --instrument form.xlsx --out scores.parquet
    ppks score register.parquet --study my-district --out scores.parquet --lang en
    """
    from ppks_study.build.register import Keep, score_register
    from ppks_study.intake.questionnaire import questionnaire

    asked = questionnaire(file, form=form, study=study)
    report = score_register(file, asked.instrument, Study.load(study or asked.study or DEFAULT), out,
                            keep=Keep(keep_items, keep_identifiers), columns=asked.columns)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1).encode())
    else:
        from ppks_study.output.scored import lines

        click.echo("\n".join(lines(report, lang)))
    sys.exit(int(bool(report["refused"]["cells"] or report["refused"]["duplicates"])))
