"""The verbs for a survey of one's own: `new`, `instrument`."""

from pathlib import Path

import click

from ppks_study.errors import OutputError, PpksError
from ppks_study.study import DEFAULT, Study, project_root


@click.command()
@click.argument("name")
@click.option("--place", default="", help='City or district, and province: "Kota Padang, Sumatera Barat".')
@click.option("--year", type=click.IntRange(1900, 2100), help="Of the survey; else the year that NAME ends with.")
def new(name: str, place: str, year: int | None) -> None:
    """Begin a survey of your own, called NAME: study file, questionnaire to edit, folders, interview guide.

    \b
    ppks new kota-padang-2026 --place "Kota Padang, Sumatera Barat"
    ppks new sleman --year 2027
    """
    from ppks_study.build.beginning import begin

    root = project_root(Path.cwd())
    if not (root / "studies").is_dir():
        raise PpksError("this is no project", where="this folder and those above it", expected="a folder studies/",
                        fix="run ppks new inside the project")
    raw, form, study = (path.relative_to(root).as_posix() for path in begin(root, name, place=place, year=year))
    click.echo(f"{study}: what you must decide is marked TENTUKAN / DECIDE\n"
               f"{form}: what is yellow must be filled in, then upload it\n"
               f"{raw}: put one file of answers into answers/; see README.md there\n\n"
               "Next, from the project's folder:\n"
               f"  ppks instrument --study {name} --to {name}.pdf\n"
               f"  ppks check {raw}/answers/FILE.xlsx --instrument {form}\n"
               f"  make paper STUDY={study}")


@click.command()
@click.option("--study", help=f"The questionnaire of this study; without it and --form, of {DEFAULT}.")
@click.option("--form", type=click.Path(path_type=Path, exists=True),
              help="Another XLSForm: an .xlsx, or a folder of CSV sheets.")
@click.option("--to", required=True, type=click.Path(path_type=Path, dir_okay=False),
              help="FILE.xlsx to edit and upload, FILE.pdf to print.")
@click.option("--lang", default="id", show_default=True, type=click.Choice(["id", "en"]), help="Of the PDF.")
def instrument(study: str | None, form: Path | None, to: Path, lang: str) -> None:
    """Write the questionnaire as a workbook for KoboToolbox or ODK, or as a PDF for paper and pen.

    \b
    ppks instrument --study kota-padang-2026 --to kota-padang-2026.xlsx
    ppks instrument --form my-form.xlsx --to my-form.pdf --lang en
    """
    if study and form:
        raise click.UsageError("give --study or --form, not both")
    if to.suffix.lower() not in (".xlsx", ".pdf"):
        raise OutputError(f"no form of kind {to.suffix!r}", where="--to", expected="FILE.xlsx or FILE.pdf")
    chosen = None if form else Study.load(study or DEFAULT)
    source, choices = (chosen.data.instrument, chosen.data.choices) if chosen else (form or Path(), None)
    _write_instrument(source, choices, to, lang, chosen)
    click.echo(f"{to}: written")


def _write_instrument(source: Path, choices: Path | None, to: Path, lang: str, study: Study | None) -> None:
    from ppks_study.instrument import Instrument
    from ppks_study.output.form import write_form
    from ppks_study.output.printed import print_form
    from ppks_study.output.sheets import read_sheets

    known = Instrument.load(source, choices)
    to.parent.mkdir(parents=True, exist_ok=True)
    if to.suffix.lower() == ".xlsx":
        write_form(read_sheets(source, choices), to)
        return
    title = study.title.get(lang, "") if study else ""
    place = study.place if study and study.place not in title else ""
    print_form(read_sheets(source, choices), known, lang, to, title=title, place=place)
