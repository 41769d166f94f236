"""The verb for registers: `score`."""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from babel.numbers import format_decimal

from ppks_study.phrases import Phrases
from ppks_study.study import DEFAULT, Study

FILE = click.Path(path_type=Path)


@click.command()
@click.argument("file", type=FILE)
@click.option(
    "--out", required=True, type=FILE, metavar="SCORES", help="The file of scores, .parquet."
)
@click.option(
    "--instrument",
    "form",
    type=click.Path(path_type=Path, exists=True),
    help="The questionnaire: an XLSForm, or a folder of its sheets; else that of the study.",
)
@click.option(
    "--study", help="The study whose classes, rule and [columns] are used; else payakumbuh-2019."
)
@click.option("--keep-items", is_flag=True, help="Keep the answers to the items beside the scores.")
@click.option(
    "--keep-identifiers", is_flag=True, help="Keep the columns that tell who somebody is."
)
@click.option(
    "--lang",
    default="id",
    show_default=True,
    type=click.Choice(["id", "en"]),
    help="Of the report.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as JSON.")
def score(
    file: Path,
    out: Path,
    form: Path | None,
    study: str | None,
    keep_items: bool,
    keep_identifiers: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Score and classify every row of FILE, a register in Parquet; exit 1 when a cell is refused.

    FILE has one row a respondent and a column for each item, with names of choices. Refused cells
    count as no answer and are listed in SCORES.refused.csv. Memory does not grow with the rows.

    \b
    ppks score register.parquet --instrument form.xlsx --out scores.parquet
    ppks score register.parquet --study my-district --out scores.parquet --lang en
    """
    from ppks_study.questionnaire import questionnaire
    from ppks_study.register import Keep, score_register

    asked = questionnaire(file, form=form, study=study)
    report = score_register(
        file,
        asked.instrument,
        Study.load(study or asked.study or DEFAULT),
        out,
        keep=Keep(keep_items, keep_identifiers),
        columns=asked.columns,
    )
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=1).encode())
    else:
        click.echo("\n".join(lines(report, lang)))
    sys.exit(int(bool(report["refused"]["cells"] or report["refused"]["duplicates"])))


# The report of `ppks score` on a terminal.

#: Columns, values of a column, and cells that are shown.
COLUMNS, VALUES, CELLS = 12, 3, 5


def lines(report: Mapping[str, Any], lang: str) -> Iterator[str]:
    """Give the lines of a report of `score_register`.

    Parameters
    ----------
    report : mapping
        As `score_register` returns it.
    lang : str
        ``id`` or ``en``.
    """
    words, refused = Phrases("register", lang), report["refused"]

    def number(value: int) -> str:
        return format_decimal(value, locale=lang)

    yield words.say("rows", report["file"], number(report["rows"]), report["out"], report["study"])
    for name, many in report["scored"].items():
        yield "  " + words.say(
            "dimension", words.label(name) or name, number(many), number(report["rows"] - many)
        )
    if report["left_out"]:
        yield words.say("left_out", ", ".join(report["left_out"]))
    if not refused["list"]:
        yield words.say("nothing")
        return
    yield words.say("refused", number(refused["cells"]), number(refused["duplicates"]))
    for column in refused["columns"][:COLUMNS]:
        values = [
            words.say("value", repr(one["value"]), number(one["cells"]))
            for one in column["values"][:VALUES]
        ]
        values += (
            [words.say("more", number(len(column["values"]) - VALUES))]
            if len(column["values"]) > VALUES
            else []
        )
        yield "  " + words.say(
            "column", column["column"], number(column["cells"]), ", ".join(values)
        )
    for cell in refused["first"][:CELLS]:
        yield "  " + _cell(cell, words)
    yield words.say("list", refused["list"])


def _cell(cell: Mapping[str, Any], words: Phrases) -> str:
    told = words.say("cell", cell["row"], cell["column"], repr(cell["value"]))
    if cell["rule"] == "duplicate_code":
        return told + " " + words.say("earlier", cell["suggestion"])
    return told + (" " + words.say("perhaps", cell["suggestion"]) if cell["suggestion"] else "")
