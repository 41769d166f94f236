"""How a table tells n, denominator and missing answers: in its note where rows are alike, else in columns."""

import pytest

from ppks_study.tables.estimate_table import sizes


def row(*numbers):
    return [dict(zip(("n", "denominator", "missing"), number, strict=True)) for number in numbers]


@pytest.mark.parametrize(("lang", "note"), [("en", "n = 40 of 45; no answer 5."),
                                            ("id", "n = 40 dari 45; tanpa jawaban 5.")])
def test_sizes_that_all_rows_share_stand_in_the_note(lang, note):
    told = sizes([row((40, 45, 5)), row((40, 45, 5), (40, 45, 5))], lang)
    assert (told.heads, told.cells, told.note) == ((), ((), ()), note)


def test_sizes_that_differ_have_columns_and_the_note_tells_the_others():
    told = sizes([row((40, 45, 5)), row((32, 45, 13))], "en")
    assert told.heads == ("n", "no answer")
    assert told.cells == (("40", "5"), ("32", "13"))
    assert told.note == "Denominator 45."


def test_a_denominator_that_is_each_rows_own_n_has_no_column():
    told = sizes([row((40, 40, 5)), row((32, 32, 5))], "en")
    assert told.heads == ("n",)
    assert told.cells == (("40",), ("32",))
    assert told.note == "No answer 5. The denominator of a row is its n."


def test_numbers_of_one_row_that_differ_stand_in_their_order_and_withheld_ones_as_a_dash():
    told = sizes([row((40, 45, 5), (13, 45, 32)), row((None, None, None))], "en")
    assert told.heads == ("n", "of", "no answer")
    assert told.cells == (("40; 13", "45", "5; 32"), ("–", "–", "–"))


def test_a_size_that_the_table_shows_anyway_is_told_once():
    told = sizes([row((40, 45, 5)), row((32, 45, 13))], "en", shown=("n",))
    assert told.heads == ("no answer",)
