from ppks_study.errors import StudyError, nearest


def test_an_error_says_what_where_expected_and_what_to_do():
    error = StudyError("no file", where="a.csv", expected="a table", fix="save it")
    assert str(error) == "no file\nWhere: a.csv\nExpected: a table\nWhat to do: save it"


def test_a_hint_stays_short_when_many_names_are_known():
    assert nearest("zzz", [f"K{k:02d}" for k in range(130)]).endswith("K11 and 118 more")
    assert nearest("sexx", ["sex", "age"]) == "did you mean sex?"
