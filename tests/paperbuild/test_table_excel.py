"""A workbook of tables: names of sheets, number formats of units."""

import io

import openpyxl
import pandas as pd

from paperbuild.table import Table
from paperbuild.table_excel import workbook


def table(unit="kg", **options):
    numbers = pd.DataFrame({"unit": [unit], "value": [1.25], "n": [3], "denominator": [3],
                            "missing": [0]})
    return Table("Weight", ("who", "weight"), (("all", "1.3"),), "n = 3.", numeric=(False, True),
                 lang="en", numbers=numbers, **options)


def opened(tables):
    return openpyxl.load_workbook(io.BytesIO(workbook(tables)))


def test_a_number_has_the_format_that_the_table_gives_its_unit():
    book = opened({"a": table(formats={"kg": '0.0" kg"'}), "b": table()})
    assert [row[2].number_format for row in book["numbers"].iter_rows(min_row=2)] == [
        '0.0" kg"', "General"]


def test_sheets_of_one_name_or_with_forbidden_signs_are_named_apart():
    book = opened({"a/b": table(), "A_b": table(), "numbers": table()})
    assert book.sheetnames == ["a_b", "A_b 2", "numbers", "numbers 2"]
