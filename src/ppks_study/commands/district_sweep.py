"""The verb over many districts: `sweep`."""

import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import click


@click.command()
@click.argument("studies", nargs=-1, metavar="STUDIES...")
@click.option("--scheduler", metavar="ADDRESS",
              help="Of a Dask scheduler, tcp://HOST:8786; else workers start here.")
@click.option("--workers", type=click.IntRange(1),
              help="Worker processes here; one for each core if not given.")
@click.option("--out", default="results/sweep", show_default=True,
              type=click.Path(path_type=Path, file_okay=False),
              help="Folder of the results; nothing is written elsewhere.")
@click.option("--lang", "languages", multiple=True, type=click.Choice(["id", "en"]),
              help="Only this language.")
@click.option("--force", is_flag=True, help="Run everything again, stale or not.")
@click.option("--json", "as_json", is_flag=True, help="What became of each district, as JSON.")
def sweep(studies: tuple[str, ...], scheduler: str | None, workers: int | None, out: Path,
          languages: tuple[str, ...], force: bool, as_json: bool) -> None:
    """Run the sections of many districts side by side, and compare them; only what is missing or
    stale.

    A district that fails does not stop the others; exit status 1 then, with a list.

    \b
    ppks sweep studies/*.toml
    ppks sweep studies/*.toml --scheduler tcp://10.0.0.5:8786
    """
    from ppks_study.sweep.districts import districts
    from ppks_study.sweep.sweep import run_sweep

    if scheduler and workers:
        raise click.UsageError("--workers are started here; with --scheduler they are started "
                               "where that runs")
    wanted = tuple(dict.fromkeys(languages)) or ("id", "en")
    with _ended_as_told():
        outcomes = run_sweep(districts(studies), out, scheduler=scheduler, workers=workers,
                             languages=wanted, force=force)
    failed = [outcome for outcome in outcomes if outcome.errors]
    if as_json:
        described = {"districts": [outcome.as_dict() for outcome in outcomes]}
        click.echo(json.dumps(described, ensure_ascii=False, indent=1))
    else:
        _sum_up(outcomes, failed, out)
    if failed:
        sys.exit(1)


def _sum_up(outcomes: list[Any], failed: list[Any], out: Path) -> None:
    """Say what was done, and list what was not."""
    from ppks_study.sweep.task import error_lines

    made = sum(outcome.is_new for outcome in outcomes)
    done = f"{len(outcomes) - len(failed)} of {len(outcomes)} districts done"
    now = f"{made} run now" if made else "nothing to run"
    click.echo(f"{done}; {now}; open {out / 'index.id.html'}")
    for outcome in failed:
        for section, error in outcome.errors.items():
            place = f"{outcome.district.name}, {section}" if section else outcome.district.name
            click.echo(f"\n{place}: " + "\n  ".join(error_lines(error)), err=True)


@contextmanager
def _ended_as_told() -> Iterator[None]:
    """Leave in order on SIGTERM and SIGHUP, so that the workers end with us."""
    before = {number: signal.signal(number, _leave) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: object) -> NoReturn:
    raise SystemExit(128 + number)
