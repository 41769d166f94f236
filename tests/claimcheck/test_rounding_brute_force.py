"""`grim` and `attainable` find what printing every total under the rule finds, with the standard library's rounding."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
)
from functools import cache

import pytest

from claimcheck.rounding import RULES, attainable, grim

CASES = 10_000
SIZES = (1, 2, 3, 7, 8, 12, 16, 25, 30)
EXACT = Context(prec=60)
#: How a total's exact value is printed: the rule's rounding of values from 0 up, and of values below 0.
MODES = {"up": (ROUND_HALF_UP, ROUND_HALF_DOWN), "down": (ROUND_HALF_DOWN, ROUND_HALF_UP),
         "even": (ROUND_HALF_EVEN, ROUND_HALF_EVEN), "floor": (ROUND_FLOOR, ROUND_FLOOR),
         "trunc": (ROUND_DOWN, ROUND_DOWN), "ceiling": (ROUND_CEILING, ROUND_CEILING)}
#: A rule that leaves open how values were printed allows what any of these prints.
EITHER = {"up_or_down": ("up", "down"), "printed_or_cut": ("up", "down", "even", "floor", "ceiling")}


def printed(value: Decimal, decimals: int, rule: str) -> str:
    mode = MODES[rule][value < 0]
    return f"{value.quantize(Decimal(1).scaleb(-decimals), rounding=mode, context=EXACT) + 0:f}"


@cache
def totals(units: int, percent: bool, decimals: int, rule: str) -> Mapping[str, set[int]]:
    """Return which totals print as what: percentages from -20 to 120, or means from -4 to 8."""
    found: dict[str, set[int]] = defaultdict(set)
    low, high = (-units // 5, 6 * units // 5) if percent else (-4 * units, 8 * units)
    for total in range(low - 1, high + 2):
        value = EXACT.divide(Decimal(total * (100 if percent else 1)), Decimal(units))
        for mode in EITHER.get(rule, (rule,)):
            found[printed(value, decimals, mode)].add(total)
    return found


def cases() -> Iterator[tuple[str, int, int, bool, int, str]]:
    rng = random.Random(20191)
    for _ in range(CASES):
        n, items, percent, decimals = rng.choice(SIZES), rng.choice((1, 1, 2, 3)), rng.random() < 0.5, rng.randrange(4)
        rule = rng.choice([r for r in RULES if r != "scrutiny"])
        reach = (-10, 110) if percent else (-1, 5)
        near = Decimal(rng.randint(reach[0] * n * items, reach[1] * n * items)) / (n * items)
        slip = Decimal(rng.choice((0, 0, 0, 1, -1))).scaleb(-decimals)
        yield printed(near + slip, decimals, rng.choice(list(MODES))), n, items, percent, decimals, rule


def test_attainable_totals_are_those_that_print_as_the_number():
    possible = 0
    for x, n, items, percent, decimals, rule in cases():
        found = attainable(x, n, items=items, percent=percent, rounding=rule)
        expected = totals(n * items, percent, decimals, rule)[x]
        assert set(found) == expected, (x, n, items, percent, rule)
        assert grim(x, n, items=items, percent=percent, rounding=rule) is bool(expected)
        possible += bool(expected)
    assert CASES / 4 < possible < 3 * CASES / 4


@pytest.mark.parametrize("percent", [False, True])
def test_the_lenient_rule_accepts_what_lies_half_a_unit_away(percent):
    rng = random.Random(43)
    scale, most = (Decimal(100), 100) if percent else (Decimal(1), 5)
    for _ in range(500):
        n, decimals = rng.randint(1, 40), rng.randrange(4)
        unit = Decimal(1).scaleb(-decimals)
        x = rng.randint(0, most * 10**decimals) * unit
        distance = {s: abs(EXACT.divide(s * scale, Decimal(n)) - x) for s in range(-n, 8 * n)}
        near = [s for s, away in distance.items() if away <= unit / 2 + Decimal("1e-8")]
        assert list(attainable(f"{x:f}", n, percent=percent, rounding="scrutiny")) == near
