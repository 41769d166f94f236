"""What is established of a thing, and what is taken as given."""

import json
from dataclasses import replace

from tests.conftest import ROOT
from tests.support.shelves import STUDY, opened, told

from paperbuild.provenance import _described, answer
from paperbuild.record import Record
from paperbuild.targets import find
from ppks_study.commands.provenance import record_of
from ppks_study.lineage import _data
from ppks_study.study import Study


def test_a_number_tells_its_functions_where_they_are_now(finished):
    functions = told(finished, "profile.sex.female.share")["established"]["functions"]
    assert [entry["name"] for entry in functions] == ["ppks_study.sections.profile.profile",
                                                      "ppks_study.sections.profile.frequencies"]
    for entry in functions:
        line = (ROOT / entry["file"]).read_text(encoding="utf-8").splitlines()[entry["line"] - 1]
        assert line.startswith(f"def {entry['name'].rpartition('.')[2]}(")


def test_a_number_tells_claims_value_and_where_it_is_printed(finished):
    answer = told(finished, "profile.sex.female.share")
    assert {claim["id"] for claim in answer["given"]["claims"]} >= {"profile.sex.female.count",
                                                                    "profile.sex.female.share"}
    [first, *_] = [claim for claim in answer["given"]["claims"] if claim["id"] == "profile.sex.female.share"]
    line = (ROOT / first["file"]).read_text(encoding="utf-8").splitlines()[first["line"] - 1]
    assert line.startswith("profile.sex.female.share,")
    assert answer["number"]["then"]["text"]["en"] == "71.1%"
    assert answer["number"]["intact"]
    assert answer["printed"]["table"] == answer["printed"]["sentence"] == ["profile-composition"]
    for place in answer["printed"]["article"]:
        quoted = (ROOT / place["file"]).read_text(encoding="utf-8").splitlines()[place["line"] - 1]
        assert 'num("profile.sex.female.share"' in quoted
    assert answer["printed"]["article"]


def test_a_bounded_number_tells_which_claims_may_bound_it_and_that_none_is_traced(finished):
    given = told(finished, "profile.age.all.mean")["given"]
    assert given["may_bound"]["ask"] == 'ppks bounds "mean(age_years)"'
    assert all("age_years" in claim for claim in _rows(given["may_bound"]["claims"]))
    assert given["bases"][0]["basis"] == "bounded"
    assert told(finished, "profile.sex.female.share")["given"]["may_bound"] is None


def _rows(ids):
    lines = (ROOT / "data" / "raw" / STUDY / "claims.csv").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.split(",")[0] in ids]


def test_a_figure_tells_its_plot_and_the_cell_that_shows_it(finished):
    known = told(finished, "profile-age.svg")["established"]
    assert [entry["name"] for entry in known["plots"]] == ["ppks_study.figures.intervals.plot_bands"]
    [cell] = known["cells"]
    assert cell["cell"] == "profile-age-figure"
    assert cell["source"].startswith('page.figure("age", plot_bands')


def test_a_transcription_is_said_to_be_one(finished):
    given = told(finished, "profile.sex.female.share")["given"]
    assert "Transcribed by hand" in given["files"][0]["came"]
    assert given["respondents"] == "reconstructed"


def test_answers_that_were_invented_are_said_to_be(finished):
    study = Study.load(finished / "studies" / "simulasi-2026.toml")
    [told] = _described(record_of(study), _data(study, (), False))
    assert told["came"].startswith("Simulated: no person stands behind a row.")
    assert told["is"].startswith("Simulated answers")


def test_a_claim_tells_its_strength_and_the_numbers_that_state_it(finished):
    answer = told(finished, "front.abstract_id.incentive.mean")
    assert answer["claim"]["published"] == "Rp 2.507.668"
    assert told(finished, "profile.income.mean")["states"] == ["profile.income.all.mean"]
    assert told(finished, "competence.skill.answered")["claim"]["strength"] == "reading"


def test_a_sentence_of_a_notebook_is_found_by_words_as_printed(finished):
    answer = told(finished, "Women are 71.1% of all\ncompanions")
    assert (answer["kind"], answer["name"], answer["keys"]) == ("sentence", "profile-composition",
                                                               ["profile.sex.female.share"])


def test_everything_is_current_until_an_input_or_an_output_changes(project):
    step = told(project, "profile.sex.female.share")["established"]["step"]
    assert (step["current"], step["changed"], step["altered"]) == (True, [], [])
    claims = project / "data" / "raw" / STUDY / "claims.csv"
    claims.write_bytes(claims.read_bytes() + b"\n")
    (project / "figures" / STUDY / "en" / "profile-age.svg").unlink()
    known = told(project, "profile.sex.female.share")["established"]
    assert known["step"]["current"] is False
    assert known["step"]["changed"] == [f"data/raw/{STUDY}/claims.csv"]
    assert known["step"]["altered"] == [f"figures/{STUDY}/en/profile-age.svg"]
    assert [entry["path"] for entry in known["files"] if not entry["same"]] == [f"data/raw/{STUDY}/claims.csv"]


def test_a_broken_notebook_leaves_an_answer_that_says_what_changed(project):
    (project / "notebooks" / "profile.ipynb").write_text("{", encoding="utf-8")
    known = told(project, "profile.sex.female.share")["established"]
    assert known["step"]["changed"] == ["notebooks/profile.ipynb"]
    assert known["cells"] == []


def test_whether_code_changed_is_not_claimed_where_it_cannot_be_told(project):
    known = Record(replace(opened(project).project, declared=lambda name: None))
    [match] = find(known, "profile.sex.female.share")
    step = answer(known, match, "en").established.step
    assert (step["current"], step["changed"]) == (None, [])


def test_a_number_altered_by_hand_is_told_beside_the_one_that_was_built(project):
    path = project / "results" / STUDY / "numbers.json"
    path.write_text(path.read_text().replace("71.1%", "17.1%"))
    number = told(project, "17.1%")["number"]
    assert (number["then"]["text"]["en"], number["text"]["en"], number["intact"]) == ("71.1%", "17.1%", False)


def test_what_a_page_wrote_is_not_believed_once_it_was_edited(project):
    path = project / "results" / STUDY / "en" / "numbers" / "profile.json"
    path.write_text(path.read_text().replace("71.1%", "17.1%"))
    number = told(project, "profile.sex.female.share")["number"]
    assert (number["then"], number["text"]["en"], number["intact"]) == (None, "71.1%", True)


def test_a_claim_tells_the_verdict_of_the_last_build(project):
    assert told(project, "profile.income.mean")["judged"] is None
    names = ("other", "profile.income.mean")
    judged = [{"id": name, "verdict": name, "reason": {"en": name}, "more": 1} for name in names]
    (project / "results" / STUDY / "verification.json").write_text(json.dumps({"claims": judged}))
    assert told(project, "profile.income.mean")["judged"] == {"verdict": "profile.income.mean",
                                                              "reason": {"en": "profile.income.mean"}}
