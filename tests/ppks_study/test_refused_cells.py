"""Refused cells are counted and listed; values that stand twice are found without holding them all."""

import io

from ppks_study.refused_cells import LISTED, Refused, Repeated
from surveyintake.instrument import Choice, Variable

QUESTION = Variable("sex", "select_one", {}, {}, (Choice("female", {"en": "Woman"}), Choice("male", {"en": "Man"})))


def test_repeated_values_are_found_with_the_first_row_that_has_them():
    with Repeated(["a", "b"]) as repeated:
        repeated.add(2, {"a": ["x", "y", None, ""], "b": [1, 2, 3, 4]})
        repeated.add(6, {"a": ["y", None, "y", ""], "b": [5, 1, 6, 7]})
        assert sorted(repeated.found()) == [("a", 6, 3), ("a", 8, 3), ("b", 7, 2)]


def test_all_refused_cells_are_counted_and_the_first_of_a_column_listed():
    file = io.BytesIO()
    refused = Refused({"sex": QUESTION}, file)
    refused.add(2, {"sex": (range(LISTED + 5), ["woman"] * (LISTED + 5))})
    refused.close()
    lines = file.getvalue().decode().splitlines()
    assert lines[:2] == ["row,column,value,rule,suggestion", "2,sex,woman,unknown_choice,female"]
    assert len(lines) == 1 + LISTED
    told = refused.as_dict()
    assert (told["cells"], told["listed"]) == (LISTED + 5, LISTED)
    assert told["columns"] == [{"column": "sex", "cells": LISTED + 5,
                                "values": [{"value": "woman", "cells": LISTED + 5}]}]
