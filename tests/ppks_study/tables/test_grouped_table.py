"""Table 1 laid out: a block for each variable, marks once, the withheld closed."""

import pandas as pd

from ppks_study.tables import of_groups


def row(column, group, category, kind, value, **more):
    return {"column": column, "column_label": column.title(), "group": group,
            "group_label": group.title(), "category": category, "label": category, "kind": kind,
            "unit": "percent" if kind == "share" else "people", "value": value, "lower": value,
            "upper": value, "basis": "computed", "interval": "", "interval_lower": pd.NA,
            "interval_upper": pd.NA, "n": 4, "denominator": 4, "missing": 0,
            "key": f"{column}.{group}.{category}.{kind}"} | more


def frame(**more):
    rows = [row("all", "", "", "count", 4.0)]
    for category, count in (("yes", 3.0), ("no", 1.0)):
        rows.append(row("all", "answer", category, "count", count, **more))
        rows.append(row("all", "answer", category, "share", 25 * count, **more))
    types = dict.fromkeys(("value", "lower", "upper"), "Float64")
    sizes = dict.fromkeys(("n", "denominator", "missing"), "Int64")
    return pd.DataFrame(rows).astype(types | sizes)


def test_a_cell_is_count_and_share_and_the_name_stands_once():
    table = of_groups(frame(), title="t", lang="en")
    assert table.columns[2] == "All (n = 4)"
    assert table.rows[:2] == (("Answer", "yes", "3 (75.0%)"), ("", "no", "1 (25.0%)"))
    assert len(table.keys) == len(table.numbers) == 5


def test_a_mark_that_both_numbers_bear_stands_once():
    table = of_groups(frame(basis="imposed"), title="t", lang="en")
    assert table.rows[0][2] == "3 (75.0%) ●"


def test_a_number_whose_sizes_are_withheld_is_withheld():
    table = of_groups(frame(n=pd.NA), title="t", lang="en")
    assert table.rows[0][2] == "▪"
