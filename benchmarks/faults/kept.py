"""Answers that are kept in another spelling: nothing is wrong with them, and each is counted once."""

from collections.abc import Callable
from typing import Any

from benchmarks.faults.cells import at, is_number, is_one, is_whole
from benchmarks.faults.grid import Grid, Spot
from benchmarks.faults.people import is_money
from benchmarks.faults.seeds import CHANGED, Seed, in_cell, kind

from surveyintake.instrument import Variable

ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
          "November", "Desember")
MARKS = ("-", "--", "kosong", "tidak dijawab", "tidak ada jawaban", "null")


def _kept(name: str, rule: str, wanted: Callable[[Variable], bool], write: Callable[[Grid, Spot], str | None]) -> None:
    def maker(grid: Grid) -> Seed | None:
        spot = at(grid, lambda v: wanted(v) and not (grid.style.typed and v.type in ("decimal", "date")))
        text = write(grid, spot) if spot else None
        if spot is None or text is None:
            return None
        return in_cell(grid, name, spot, text, rule, effect=CHANGED, new=_stated(spot))

    kind(name)(maker)


def _stated(spot: Spot) -> Any:
    value = spot.row.answers[spot.variable.name]
    return value.isoformat() if spot.variable.type == "date" else value


def _label(grid: Grid, spot: Spot) -> str:
    return grid.label(spot.variable, spot.row.answers[spot.variable.name], "label")


def _spelled(grid: Grid, spot: Spot) -> str | None:
    text = _label(grid, spot)
    found = grid.rng.choice((text.upper(), text.lower(), f"{text}.", text.replace(" ", "  "), f"{text} .",
                             text.replace("-", " – ")))
    every = {t for c in spot.variable.choices for t in (c.name, *c.labels.values())}
    return None if found in every else found


def _nbsp(grid: Grid, spot: Spot) -> str | None:
    text = _label(grid, spot)
    return text.replace(" ", "\u00a0") if " " in text else None


def _alias(grid: Grid, spot: Spot) -> str | None:
    found = next(c for c in spot.variable.choices if c.name == spot.row.answers[spot.variable.name])
    return grid.rng.choice(found.aliases) if found.aliases else None


def _numbered(grid: Grid, spot: Spot) -> str | None:
    value, text = spot.row.answers[spot.variable.name], _label(grid, spot)
    names = [c.name for c in spot.variable.choices]
    number = value if value.isdigit() else str(names.index(value) + 1)
    return grid.rng.choice((f"{number} - {text}", f"{number}. {text}", f"({number}) {text}", f"{text} ({number})"))


def _with_unit(grid: Grid, spot: Spot) -> str:
    years = any(word in f"{spot.variable.name} {spot.variable.unit} {spot.variable.labels['id']}".casefold()
                for word in ("tahun", "years", "umur", "usia"))
    unit = grid.rng.choice(("tahun", "th", "thn", "years") if years else ("orang", "kali", "org"))
    return f"{spot.row.answers[spot.variable.name]} {unit}"


def _in_words(grid: Grid, spot: Spot) -> str | None:
    value = spot.row.answers[spot.variable.name]
    tens, ones = divmod(value, 10)
    if not 0 <= value < 100:
        return None
    if value < 10:
        return ONES[value]
    if value in (10, 11):
        return ("sepuluh", "sebelas")[value - 10]
    return f"{ONES[ones]} belas" if tens == 1 else f"{ONES[tens]} puluh {ONES[ones] if ones else ''}".strip()


def _rupiah(grid: Grid, spot: Spot) -> str:
    value = spot.row.answers[spot.variable.name]
    points = f"{value:,}".replace(",", ".")
    short = f"{value / 1_000_000:g} juta".replace(".", ",")
    return grid.rng.choice((f"Rp {points},00", f"Rp{points}", f"Rp {points},-", f"Rp. {points}",
                            f"{value // 1000} ribu", f"{value // 1000}rb",
                            short, short.replace("juta", "jt"), f"{points},00"))


def _percent(grid: Grid, spot: Spot) -> str:
    return f"{spot.row.answers[spot.variable.name]:g}%".replace(".", ",")


def _day(grid: Grid, spot: Spot) -> str:
    day = spot.row.answers[spot.variable.name]
    english = f"{day:%b} {day.day}, {day.year}"
    plain = f"{day.day}/{day.month}/{day.year}" if day.day > 12 else english
    return grid.rng.choice((f"{day.day} {MONTHS[day.month - 1]} {day.year}", english, plain,
                            f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year}"))


_kept("other spelling", "spelling", is_one, _spelled)
_kept("unbreakable spaces", "spelling", is_one, _nbsp)
_kept("other name of a choice", "spelling", is_one, _alias)
_kept("number and label", "spelling", lambda v: is_one(v) and all(
    len(c.labels["id"]) > 2 for c in v.choices) and v.choices[0].name not in ("0", "yes", "ya"), _numbered)
_kept("unit behind a number", "number", lambda v: is_whole(v) and not is_money(v) and v.type != "range", _with_unit)
_kept("number in words", "number", lambda v: is_whole(v) and not is_money(v), _in_words)
_kept("amount in rupiah", "number", lambda v: is_money(v) and is_number(v), _rupiah)
_kept("percentage", "number", lambda v: v.type == "decimal" and "percent" in f"{v.labels}".replace("persen", "percent"),
      _percent)
_kept("date in words", "date", lambda v: v.type == "date", _day)


@kind("mark of no answer")
def no_answer(grid: Grid) -> Seed | None:
    """Write that there is no answer where none is required."""
    spot = at(grid, lambda v: not v.required and v.type in ("select_one", "integer", "text"))
    return in_cell(grid, "mark of no answer", spot, grid.rng.choice(MARKS), "missing_mark", effect=CHANGED,
                   new="") if spot else None


@kind("code of no answer")
def code(grid: Grid) -> Seed | None:
    """Write the form's code for no answer."""
    spot = at(grid, lambda v: bool(v.missing) and not v.required)
    return in_cell(grid, "code of no answer", spot, int(grid.rng.choice(spot.variable.missing)), "missing_code",
                   effect=CHANGED, new="") if spot else None
