"""The verbs for a survey of one's own: `check`."""

import json
import sys
from pathlib import Path

import click

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option("--instrument", "form", type=FILE, help="The questionnaire: an XLSForm, or a folder of its sheets.")
@click.option("--study", help="The study whose questionnaire and [columns] are used.")
@click.option("--sheet", help="The sheet that holds the answers.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]), help="Of the report.")
@click.option("--json", "as_json", is_flag=True, help="The whole report as JSON, in both languages.")
@click.option("--xlsx", "copy", type=FILE, metavar="OUT", help="Write a copy with the cells in colour, and a list.")
def check(file: Path, form: Path | None, study: str | None, sheet: str | None, lang: str, as_json: bool,
          copy: Path | None) -> None:
    """Hold every cell of FILE against its questionnaire; exit 1 when something is refused.

    FILE is an export of KoboToolbox or Google Forms, an .xlsx, .csv, .sav or .parquet. What identifies a person is
    never shown.

    \b
    ppks check survey.xlsx --instrument form.xlsx
    ppks check data/raw/my-district/answers/export.xlsx --xlsx scratch/marked.xlsx
    ppks check survey.sav --study my-district --json
    """
    from ppks_study.intake import questionnaire, report

    asked = questionnaire.questionnaire(file, form=form, study=study)
    raw, log, found = report.examine(file, asked.instrument, asked.columns, sheet=sheet)
    if copy is not None:
        from ppks_study.output.annotated import annotate

        annotate(file, raw, found, log, copy, lang)
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1).encode())
    else:
        from ppks_study.output.checked import show

        untrack = str(file) if found.tracked and not asked.simulated else ""
        show(found, lang, form=asked.name, written=str(copy or ""), untrack=untrack)
    sys.exit(int(found.refused))
