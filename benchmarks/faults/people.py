"""Valid answers: whole surveys in which nothing is wrong."""

import datetime
import random
import re
from typing import Any

from benchmarks.faults.forms import Form

from surveyintake.instrument import Variable
from surveyintake.privacy import identifiers
from surveyintake.xpath import TODAY, holds

Answers = dict[str, Any]
FIRST = ("Wulandari", "Suprayogi", "Marlinda", "Hendrawan", "Rosmiati", "Zulfahmi", "Nurhasanah", "Bagaskara")
LAST = ("Simanungkalit", "Prawiradilaga", "Tanjungsari", "Koto-Piliang", "Wirasasmita", "Hutagaol", "Lumbantoruan")
REMARKS = ("Baik", "Tidak ada saran lain", "Perlu pelatihan lagi", "More staff, please", "Jumlah KPM turun",
           "Harga naik 2 kali", "contoh: pupuk", "tidak", "Total ada 3 anak", "Terima kasih", "ok",
           "Sudah cukup; lanjutkan")
VILLAGES = ("Sukamaju", "Padang Tiakar", "Koto Baru", "Talang", "Balai Jaring")
_BOUNDS = re.compile(r"(?<!\w)\.\s*(>=|<=|>|<)\s*(\d+)")
_MONEY = re.compile(r"rupiah|idr")
#: An answer to an optional question is left out this often.
SILENCE = 0.08


def people(form: Form, count: int, rng: random.Random) -> list[Answers]:
    """Return the answers of so many people, None for no answer; each agrees to take part."""
    return [person(form, number, rng) for number in range(1, count + 1)]


def person(form: Form, number: int, rng: random.Random) -> Answers:
    """Return one person's answers, in the order of the form; valid by its conditions."""
    day = datetime.date(2026, 1, 5) + datetime.timedelta(days=rng.randint(20, 90))
    found: Answers = {TODAY: day.isoformat()}
    told = identifiers(form.instrument)
    for name, variable in form.instrument.variables.items():
        found[name] = None
        if asked(variable, found):
            found[name] = _answer(variable, found, number, rng, told)
    return found


def asked(variable: Variable, answers: Answers) -> bool:
    """Whether the form asks this person a question."""
    return variable.type != "calculate" and holds(variable.relevant, as_text(answers))


def as_text(answers: Answers) -> Answers:
    """Return answers as conditions read them."""
    return {name: " ".join(value) if isinstance(value, list) else value for name, value in answers.items()}


def _answer(variable: Variable, found: Answers, number: int, rng: random.Random, told: frozenset[str]) -> Any:
    if not variable.required and variable.role not in ("consent", "code") and rng.random() < SILENCE:
        return None
    if variable.role == "consent":
        return next(c.name for c in variable.choices if c.name in ("yes", "1"))
    if variable.type.startswith("select_one") and variable.choices and _is_referred(variable, rng):
        return variable.choices[0].name
    for _ in range(300):
        value = _of_type(variable, number, rng, told, found)
        if _fits(variable, value, found):
            return value
    return None


def _is_referred(variable: Variable, rng: random.Random) -> bool:
    """Whether to give the first answer, "yes" of most questions on which others depend, more often."""
    return rng.random() < 0.25


def _fits(variable: Variable, value: Any, found: Answers) -> bool:
    return holds(variable.constraint, as_text(found), " ".join(value) if isinstance(value, list) else value)


def _of_type(variable: Variable, number: int, rng: random.Random, told: frozenset[str], found: Answers) -> Any:
    names = [choice.name for choice in variable.choices]
    if variable.type in ("select_multiple", "rank"):
        count = len(names) if variable.type == "rank" else rng.randint(1, min(3, len(names)))
        chosen = rng.sample(names, count)
        return chosen if variable.type == "rank" else sorted(chosen, key=names.index)
    if names:
        return rng.choice(names)
    if variable.type in ("integer", "range", "decimal"):
        return _number(variable, rng)
    if variable.type in ("date", "datetime", "time"):
        return _moment(variable, rng, found)
    return _text(variable, number, rng, told)


def bounds(variable: Variable) -> tuple[int, int]:
    """Return the least and the most that a constraint's own numbers allow, 0 to 40 where it has none."""
    found = {sign[0]: int(value) for sign, value in _BOUNDS.findall(variable.constraint)}
    return found.get(">", 0), found.get("<", 10 if variable.type == "range" else 40)


def is_money(variable: Variable) -> bool:
    """Whether a question asks for an amount of rupiah."""
    return bool(_MONEY.search(f"{variable.name} {variable.labels['id'].casefold()}"))


def _number(variable: Variable, rng: random.Random) -> int | float:
    if is_money(variable):
        return 50_000 * rng.randint(3, 120)
    low, high = bounds(variable)
    return rng.randint(low, high) if variable.type != "decimal" else round(rng.uniform(low, high), 1)


def _moment(variable: Variable, rng: random.Random, found: Answers) -> datetime.date | datetime.time:
    last = datetime.date.fromisoformat(found[TODAY])
    day = last - datetime.timedelta(days=rng.randint(0, 900))
    clock = datetime.time(rng.randint(5, 20), rng.choice([0, 15, 30, 45]))
    return {"date": day, "time": clock, "datetime": datetime.datetime.combine(day, clock)}[variable.type]


def _text(variable: Variable, number: int, rng: random.Random, told: frozenset[str]) -> str:
    wanted = f"{variable.name} {variable.type} {variable.labels['id'].casefold()}"
    if variable.role == "code":
        return f"R{number:03}"
    if "nik" in wanted.split():
        return card(rng)
    if "geopoint" in wanted:
        return f"-{rng.uniform(60, 65):.5f} {rng.uniform(100, 110):.5f} 0 {rng.randint(3, 12)}"
    if re.search(r"mail|surel", wanted):
        return f"{rng.choice(FIRST).casefold()}{number}@example.org"
    if re.search(r"phone|hp|whatsapp|ponsel|telp", wanted):
        return phone(rng)
    if variable.name in told:
        return f"{rng.choice(FIRST)} {rng.choice(LAST)} {number}"
    return rng.choice(VILLAGES if "desa" in wanted else REMARKS)


def card(rng: random.Random) -> str:
    """Return a number built as identity cards have it, of a district and a serial number that are never given out."""
    return f"1399{rng.randint(10, 99)}{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(60, 99)}0000"


def phone(rng: random.Random) -> str:
    """Return a telephone number of a prefix that is not in use."""
    return f"0800-0000-{rng.randint(0, 9999):04}"
