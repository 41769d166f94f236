"""The separator and the encoding of a table of text are found, and a quote that does not end is told."""

import pytest

from surveyintake.delimited import open_text
from surveyintake.errors import InputError


def rows(path, known=()):
    return list(open_text(path, known).sheets[""]())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_separator_and_encoding_are_found(tmp_path, separator, encoding):
    path = tmp_path / "a.csv"
    path.write_text(separator.join(["name", "age"]) + "\n" + separator.join(["José", "3"]) + "\n", encoding=encoding)
    assert rows(path) == [(1, ["name", "age"]), (2, ["José", "3"])]


def test_the_separator_that_finds_known_headers_is_taken(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sex;income, per month, in all\n1;2,5,0\n2;3,5,0\n")
    assert rows(path, {"sex"})[0] == (1, ["sex", "income, per month, in all"])


def test_a_line_that_tells_the_separator_is_no_row_but_counts(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("sep=;\nsex;age\n1;2\n")
    assert rows(path)[0][1] == ["sex", "age"]


def test_a_quote_that_is_never_closed_is_told_with_its_column(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('sex,age\n1,"2\n')
    with pytest.raises(InputError, match="never closed") as refused:
        rows(path)
    assert "column B" in refused.value.where
