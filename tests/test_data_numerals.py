"""Every numeral of the paper is a claim, or has a reason why it is none."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "raw" / "payakumbuh-2019"
NUMERAL = re.compile(r"\d+(?:[.,]\s?\d+)*")


def rows(name):
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


NUMERALS = rows("numerals")
PRINTED = [row for row in rows("claims") if row["strength"] == "printed" and NUMERAL.search(row["published"])]


def section(row):
    return row["where"].split(",")[0]


def test_numerals_stand_in_reading_order_without_a_gap():
    assert [int(row["order"]) for row in NUMERALS] == list(range(1, len(NUMERALS) + 1))


def test_a_numeral_is_one_token_of_the_stated_pattern_or_withheld():
    for row in NUMERALS:
        assert NUMERAL.fullmatch(row["numeral"]) or (row["numeral"], row["reason"]) == ("(withheld)", "phone")


def test_a_numeral_has_a_claim_or_a_reason_and_not_both():
    assert [row for row in NUMERALS if bool(row["claim"]) == bool(row["reason"])] == []


def test_every_printed_number_is_reached_by_its_numerals():
    reached = defaultdict(list)
    for row in NUMERALS:
        for claim in row["claim"].split():
            reached[claim].append(row["numeral"])
    assert dict(reached) == {row["id"]: NUMERAL.findall(row["published"]) for row in PRINTED}


def test_a_claim_stands_where_its_numerals_stand():
    places = {claim: row["where"] for row in NUMERALS for claim in row["claim"].split()}
    assert places == {row["id"]: row["where"] for row in PRINTED}


def test_claims_stand_in_reading_order():
    first = {}
    for row in NUMERALS:
        for claim in row["claim"].split():
            first.setdefault(claim, int(row["order"]))
    order = [first[row["id"]] for row in PRINTED]
    assert order == sorted(order)


def test_totals_by_section_are_those_of_the_readme():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    stated = {name: tuple(map(int, numbers.split("|"))) for name, numbers
              in re.findall(r"^\| (\w+) \| (\d+ \| \d+ \| \d+) \|$", text, re.MULTILINE)}
    total = stated.pop("all")
    count = Counter(map(section, NUMERALS))
    claims = Counter(section(row) for row in NUMERALS if row["claim"])
    assert stated == {name: (count[name], claims[name], count[name] - claims[name]) for name in count}
    assert total == tuple(map(sum, zip(*stated.values(), strict=True)))


def test_the_number_that_stands_beside_tksk_in_table_1_is_called_stray():
    stray = [row for row in NUMERALS if row["reason"] == "stray print"]
    assert [(row["where"], row["numeral"]) for row in stray] == [("method, Table 1, row 5", "20")]
