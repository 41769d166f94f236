"""Tables as HTML and Typst: widths of columns, texts as they are."""

import pandas as pd
import pytest

from paperbuild.table import Table
from paperbuild.table_markup import figure, page, source, widths


@pytest.fixture
def table():
    numbers = pd.DataFrame({"n": [3], "denominator": [3], "missing": [0]})
    return Table("A & B", ("who", "n"), (("<b>\n#x", "3"),), "note", numeric=(False, True),
                 lang="en", numbers=numbers, chain=("function f", "inputs h"))


def test_shares_of_the_width_make_one_and_the_longer_text_has_more():
    shares = widths(("a", "b"), [("short", "a much longer text of many words")])
    assert sum(shares) == pytest.approx(1)
    assert shares[0] < shares[1]


def test_texts_are_escaped_and_numbers_stand_to_the_right(table):
    html = figure(table)
    assert "&lt;b&gt;<br>#x" in html
    assert '<td style="text-align:right">3</td>' in html
    assert page(table).count('<meta name="ppks:origin"') == 2


def test_typst_holds_texts_as_strings(table):
    assert '("<b>\\n#x", "3",)' in source(table)
    assert source(table).startswith("// function f\n// inputs h\n")
