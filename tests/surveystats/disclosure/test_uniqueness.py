"""How many respondents are unique, counted by hand and one by one."""

from itertools import combinations

import numpy as np
import pandas as pd

from surveystats.disclosure.uniqueness import unique


def test_a_table_of_four_people_is_counted_by_hand():
    people = pd.DataFrame({"sex": ["f", "f", "m", "m"], "age": [30, 30, 30, 40]})
    table = unique(people, fewest=3).set_index("size")
    assert table.loc[1].tolist() == [("age",), 2, 1, 1]
    assert table.loc[2].tolist() == [("sex", "age"), 3, 2, 3]


def test_no_answer_counts_as_an_answer():
    people = pd.DataFrame({"sex": ["f", None, "f", None, None]})
    assert unique(people, fewest=3).loc[0, ["combinations", "alone", "few"]].tolist() == [2, 0, 1]


def test_the_columns_told_single_out_the_most_respondents():
    rng = np.random.default_rng(1)
    people = pd.DataFrame(rng.integers(0, 4, (40, 4)), columns=list("abcd"))
    for row in unique(people).itertuples():
        alone = {}
        for columns in combinations("abcd", row.size):
            answers = [tuple(answer) for answer in people[list(columns)].to_numpy().tolist()]
            alone[columns] = sum(answers.count(answer) == 1 for answer in answers)
        assert row.alone == max(alone.values()) == alone[row.columns]
