"""A million random printed means and shares: `granularity` against literal brute force over all whole totals.

``.venv/bin/python benchmarks/granularity.py [CASES]`` prints how many disagree (none may) and how long each took.
"""

import random
import sys
import time
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

from claimcheck.rounding import grim

MODES = {"up": (ROUND_HALF_UP,), "down": (ROUND_HALF_DOWN,), "even": (ROUND_HALF_EVEN,), "floor": (ROUND_FLOOR,),
         "ceiling": (ROUND_CEILING,), "up_or_down": (ROUND_HALF_UP, ROUND_HALF_DOWN)}


def by_hand(x: str, n: int, items: int, percent: bool, rounding: str) -> bool:
    """Whether some whole total near x, divided and rounded by the standard library, prints as x."""
    size, hundred = n * items, 100 if percent else 1
    middle, unit = int(Fraction(x) * size / hundred), Decimal(1).scaleb(Decimal(x).as_tuple().exponent)
    return any(_printed(Fraction(total * hundred, size), unit, mode) == Decimal(x)
               for total in range(middle - 2, middle + 3) for mode in MODES[rounding])


def _printed(value: Fraction, unit: Decimal, mode: str) -> Decimal:
    units = Fraction(value) / Fraction(unit)
    whole = units.numerator // units.denominator
    rest = units - whole
    tail = Decimal(whole) + (Decimal(0) if rest == 0 else Decimal("0.5") if rest == Fraction(1, 2)
                             else Decimal("0.25") if rest < Fraction(1, 2) else Decimal("0.75"))
    return tail.quantize(Decimal(1), rounding=mode) * unit


def main(cases: int) -> int:
    """Compare, print, and return the number of disagreements."""
    rng, seconds, wrong = random.Random(1), [0.0, 0.0], 0
    for _ in range(cases):
        percent, decimals = rng.random() < 0.5, rng.randint(0, 2)
        x = f"{rng.uniform(0, 100 if percent else 7):.{decimals}f}"
        asked = (x, rng.randint(1, 120), rng.randint(1, 9), percent, rng.choice(list(MODES)))
        start = time.perf_counter()
        found = grim(x, asked[1], items=asked[2], percent=percent, rounding=asked[4])
        between = time.perf_counter()
        wrong += found != by_hand(*asked)
        seconds = [seconds[0] + between - start, seconds[1] + time.perf_counter() - between]
    print(f"{cases} cases, {wrong} disagree; granularity {seconds[0]:.1f} s, by hand {seconds[1]:.1f} s "
          f"(ratio {seconds[1] / seconds[0]:.1f})")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10**6)))
