from tests.support.surveys import ask, form, raw

from surveyintake.cleaning import clean
from surveyintake.numerals import pointed

FORM = form(ask("weight", "decimal"), ask("age", "integer"))
ROWS = [["55.5", "32.0"], ["61.25", "41.0"], ["70.1", "28.0"], ["2.500", "35.0"]]


def test_decimals_down_a_column_of_a_text_file_are_decimals():
    data, log = clean(raw(["weight", "age"], *ROWS), FORM)
    assert data["weight"].tolist()[:3] == [55.5, 61.25, 70.1]
    assert data["age"].tolist() == [32, 41, 28, 35]
    assert log.loc[log["rule"] != "number", ["cell", "rule"]].to_numpy().tolist() == [["A5", "ambiguous_number"]]


def test_a_text_among_cells_of_numbers_was_typed_by_hand():
    _, log = clean(raw(["weight", "age"], *ROWS, ["60", "30"], numeric=[(6, "weight")]), FORM)
    assert (log["rule"] == "ambiguous_number").sum() == 8


def test_few_decimals_or_many_commas_tell_nothing():
    assert not pointed(["2.5", "3.5", *map(str, range(9))])
    assert not pointed(["2.5", "3.5", "4.5", "5,5"])
