"""The command `ppks`: thin verbs over the library, each imported when it is called."""

import importlib
import io
import os
import sys
import traceback

import click

from ppks_study.errors import REPORTED

#: Each verb's module in `ppks_study.commands`, and what the verb is for.
VERBS = {
    "new": ("own_survey", "Begin a survey of your own: study file, questionnaire, folders."),
    "instrument": ("own_survey", "The questionnaire as a workbook (XLSForm), or on paper (PDF)."),
    "paper": ("paper", "Build figures, tables, notebooks, HTML and the article of a study."),
    "reconstruct": ("paper", "Turn published claims into respondents that satisfy them."),
    "verify": ("evidence", "A verdict on every published claim, and which cannot hold together."),
    "check": ("own_survey", "What is wrong with a file of answers, cell by cell."),
    "why": ("provenance", "Where a number, figure, table or line of the article comes from."),
    "bounds": ("evidence", "Smallest and largest value that the imposed claims allow."),
    "sweep": ("district_sweep", "Many districts: their sections as Dask tasks, and a comparison."),
    "score": ("registers", "Score and classify a register of any length (Parquet)."),
}


class Verbs(click.Group):
    """Verbs by name; a verb's module is imported when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in order."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return a verb's command."""
        if name not in VERBS:
            return None
        return getattr(importlib.import_module(f"ppks_study.commands.{VERBS[name][0]}"), name)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, text) for name, (_, text) in VERBS.items()])


@click.group(cls=Verbs, invoke_without_command=True,
             context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Reproduce, check and repeat a survey study of pendamping sosial."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def _place(error: BaseException) -> str:
    """Return where an error arose, in our own code where that is known."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "ppks_study" in frame.filename] or frames
    return f"{os.path.basename(own[-1].filename)}, line {own[-1].lineno}"


def main() -> None:
    """Run the command; a known error is one screen and exit status 2, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows ?
    try:
        cli(prog_name="ppks")
    except REPORTED as error:
        click.echo(f"ppks: {error}", err=True)
        sys.exit(2)
    except Exception as error:
        if "PPKS_TRACEBACK" in os.environ:
            raise
        # Its message is left out: it may quote a cell, and a cell may name a person.
        click.echo(f"ppks: unexpected {type(error).__name__} in {_place(error)}\n"
                   "What to do: this is a fault of ppks; PPKS_TRACEBACK=1 shows all of it",
                   err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
