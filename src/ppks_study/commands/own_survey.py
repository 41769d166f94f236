"""The verbs for a survey of one's own: `new`, `instrument`, `check`."""

import json
import sys
from pathlib import Path

import click

from paperbuild.errors import OutputError
from ppks_study.errors import StudyError
from ppks_study.study import Study, project_root

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("name")
@click.option("--place", default="",
              help='City or district, and province: "Kota Padang, Sumatera Barat".')
@click.option("--year", type=click.IntRange(1900, 2100),
              help="Of the survey; else the year that NAME ends with.")
def new(name: str, place: str, year: int | None) -> None:
    """Begin a survey of your own, called NAME: study file, questionnaire to edit, folders,
    interview guide.

    \b
    ppks new kota-padang-2026 --place "Kota Padang, Sumatera Barat"
    ppks new sleman --year 2027
    """
    from ppks_study.new_study import begin

    root = project_root(Path.cwd())
    if not (root / "studies").is_dir():
        raise StudyError("this is no project", where="this folder and those above it",
                         expected="a folder studies/", fix="run ppks new inside the project")
    made = begin(root, name, place=place, year=year)
    raw, form, study = (path.relative_to(root).as_posix() for path in made)
    click.echo(f"{study}: what you must decide is marked TENTUKAN / DECIDE\n"
               f"{form}: what is yellow must be filled in, then upload it\n"
               f"{raw}: put one file of answers into answers/; see README.md there\n\n"
               "Next, from the project's folder:\n"
               f"  .venv/bin/ppks instrument --study {name} --to {name}.pdf\n"
               f"  .venv/bin/ppks check {raw}/answers/FILE.xlsx\n"
               f"  make paper STUDY={study}")


@click.command()
@click.option("--study",
              help="The questionnaire of this study; without it and --form, the one in "
                   "instrument/.")
@click.option("--form", type=click.Path(path_type=Path, exists=True),
              help="Another XLSForm: an .xlsx, or a folder of CSV sheets.")
@click.option("--to", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="FILE.xlsx to edit and upload, FILE.pdf to print.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]),
              help="Of the PDF.")
def instrument(study: str | None, form: Path | None, to: Path, lang: str) -> None:
    """Write the questionnaire as a workbook for KoboToolbox or ODK, or as a PDF for paper and pen.

    \b
    ppks instrument --study kota-padang-2026 --to kota-padang-2026.xlsx
    ppks instrument --form my-form.xlsx --to my-form.pdf --lang en
    """
    if study and form:
        raise click.UsageError("give --study or --form, not both")
    if to.suffix.lower() not in (".xlsx", ".pdf"):
        raise OutputError(f"no form of kind {to.suffix!r}", where="--to",
                          expected="FILE.xlsx or FILE.pdf")
    chosen, choices = None, None
    source = form or project_root(Path.cwd()) / "instrument"
    if study:
        chosen = Study.load(study)
        source, choices = chosen.data.instrument, chosen.data.choices
    _write_instrument(source, choices, to, lang, chosen)
    click.echo(f"{to}: written")


def _write_instrument(source: Path, choices: Path | None, to: Path, lang: str,
                      study: Study | None) -> None:
    from ppks_study.phrases import read
    from surveyintake.form_workbook import write_form
    from surveyintake.instrument import Instrument
    from surveyintake.printed_form import print_form
    from surveyintake.xlsform import read_sheets

    known = Instrument.load(source, choices)
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.suffix.lower() == ".xlsx":
        write_form(read_sheets(source, choices), to)
        return
    title = study.title.get(lang, "") if study else ""
    place = study.place if study and study.place not in title else ""
    print_form(read_sheets(source, choices), known, lang, to, title=title, place=place,
               titles={name: label[lang] for name, label in read("output")["label"].items()})


#: What to do in a study with columns that match no question, and with a file that is ready.
ADVICE = {
    "id": {"map_hint": "Bila yang dimaksud benar, tulis padanannya di [columns] pada berkas studi.",
           "next_ready": "Berkas ini siap dipakai: make paper STUDY=studies/NAMA.toml."},
    "en": {"map_hint": "Where the guess is right, write it under [columns] in the study file.",
           "next_ready": "The file is ready: make paper STUDY=studies/NAME.toml."}}


def _advice(study: str, lang: str) -> dict[str, str]:
    """Return the report's texts about studies, with the study's own name where one is known."""
    unnamed = "NAMA" if lang == "id" else "NAME"
    return {key: text.replace(unnamed, study or unnamed) for key, text in ADVICE[lang].items()}


@click.command()
@click.argument("file", type=FILE)
@click.option("--instrument", "form", type=FILE,
              help="The questionnaire: an XLSForm, or a folder of its sheets.")
@click.option("--study", help="The study whose questionnaire and [columns] are used.")
@click.option("--sheet", help="The sheet that holds the answers.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]),
              help="Of the report.")
@click.option("--json", "as_json", is_flag=True,
              help="The whole report as JSON, in both languages.")
@click.option("--xlsx", "copy", type=FILE, metavar="OUT",
              help="Write a copy with the cells in colour, and a list.")
def check(file: Path, form: Path | None, study: str | None, sheet: str | None, lang: str,
          as_json: bool, copy: Path | None) -> None:
    """Hold every cell of FILE against its questionnaire; exit 1 when something is refused.

    FILE is an export of KoboToolbox or Google Forms, an .xlsx, .csv, .sav or .parquet. What
    identifies a person is never shown.

    \b
    ppks check survey.xlsx --instrument form.xlsx
    ppks check data/raw/my-district/answers/export.xlsx --xlsx scratch/marked.xlsx
    ppks check survey.sav --study my-district --json
    """
    from ppks_study import questionnaire
    from surveyintake import check_report as report

    asked = questionnaire.questionnaire(file, form=form, study=study)
    raw, log, found = report.examine(file, asked.instrument, asked.columns, sheet=sheet)
    if copy is not None:
        from surveyintake.check_workbook import write_check_workbook

        raw_data = project_root(copy.parent) / "data" / "raw"
        write_check_workbook(file, raw, found, log, copy, lang, raw_data=raw_data, author="ppks")
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1).encode())
    else:
        from surveyintake.check_text import show_report

        untrack = str(file) if found.tracked and not asked.simulated else ""
        show_report(found, lang, form=asked.name, written=str(copy or ""), untrack=untrack,
                    own=_advice(asked.study, lang))
    sys.exit(int(found.refused))
