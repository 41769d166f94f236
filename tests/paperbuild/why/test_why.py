import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace

import pytest
from tests.conftest import ROOT
from tests.support.projects import ppks
from tests.support.shelves import NUMBERS, STUDY, built

from paperbuild.checkout import commit
from paperbuild.errors import OutputError
from paperbuild.provenance import _described
from paperbuild.provenance import answer as answered
from paperbuild.record import Record
from paperbuild.targets import SUFFIXES, Asked, find, folded, nearest, printed
from ppks_study.commands.provenance import record_of
from ppks_study.lineage import _data, assumptions
from ppks_study.study import Study


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """Return a project with results; not to be touched."""
    return built(tmp_path_factory.mktemp("why") / "a project")


@pytest.fixture
def project(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "a project")
    return tmp_path / "a project"


def shelf(project):
    return record_of(Study.load(project / "studies" / f"{STUDY}.toml"))


def told(project, target, lang="en"):
    known = shelf(project)
    [match] = find(known, target)
    return answered(known, match, lang).as_dict()


def names(project, target):
    return [(match.kind, match.name) for match in find(shelf(project), target)]


@pytest.mark.parametrize("target", ["profile-age", "profile.age", "profile-age.pdf", "x/en/profile-age.png",
                                    f"figures/{STUDY}/en/profile-age.svg"])
def test_a_figure_is_found_by_its_name_and_by_every_file(finished, target):
    assert names(finished, target) == [("shown", "profile-age")]


@pytest.mark.parametrize("suffix", [suffix for suffix, form in SUFFIXES.items() if form == "table"])
def test_a_table_is_found_by_every_file(finished, suffix):
    [match] = find(shelf(finished), f"results/{STUDY}/id/tables/profile-composition{suffix}")
    assert (match.name, match.form, match.lang) == ("profile-composition", "table", "id")


@pytest.mark.parametrize(("target", "key"), [
    ("71,1", "profile.sex.female.share"), ("71.1%", "profile.sex.female.share"),
    ("71,1 persen", "profile.sex.female.share"), ("22.42", "profile.age.all.mean"),
    ("50,13 tahun", "profile.age.all.mean"), ("71.11", "profile.sex.female.share")])
def test_a_printed_number_is_found_in_either_language(finished, target, key):
    assert ("number", key) in names(finished, target)


@pytest.mark.parametrize("target", ["Rp 2.507.668", "Rp2.507.668,-", "IDR 2,507,668", "2.507.668"])
def test_an_amount_is_found_with_the_claims_that_print_it_so(finished, target):
    found = names(finished, target)
    assert ("number", "profile.income.all.mean") in found
    assert ("claim", "profile.income.mean") in found or "," in target.removesuffix(",-")


@pytest.mark.parametrize("target", ["Rp 71,1", "34%", "17", "71", "2.507.667", "71,1 tahun"])
def test_a_number_in_another_unit_or_of_another_size_is_no_match(target):
    assert printed(Asked.parse(target), NUMBERS) == []


def test_every_numeral_of_every_text_leads_to_its_number():
    for key, entry in NUMBERS.items():
        for text in entry["text"].values():
            for numeral in re.findall(r"\d[\d.,]*\d", text):
                assert key in printed(Asked.parse(numeral), NUMBERS)


def test_a_number_tells_its_functions_where_they_are_now(finished):
    functions = told(finished, "profile.sex.female.share")["established"]["functions"]
    assert [entry["name"] for entry in functions] == ["ppks_study.sections.profile.profile",
                                                      "ppks_study.sections.profile.frequencies"]
    for entry in functions:
        line = (ROOT / entry["file"]).read_text(encoding="utf-8").splitlines()[entry["line"] - 1]
        assert line.startswith(f"def {entry['name'].rpartition('.')[2]}(")


def test_a_number_tells_claims_value_and_where_it_is_printed(finished):
    answer = told(finished, "profile.sex.female.share")
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


def test_what_the_study_file_sets_is_told_with_its_line_and_its_reason(finished):
    found = assumptions(Study.load(finished / "studies" / f"{STUDY}.toml"), "competence",
                        ("ppks_study.sections.profile.age",), [])
    lines = (finished / "studies" / f"{STUDY}.toml").read_text(encoding="utf-8").splitlines()
    assert {entry["text"].split(" =")[0] for entry in found} == {"productive_age", "ideal_age", "answered_share",
                                                                 "item_scale", "indicator_scale"}
    assert all(lines[entry["line"] - 1].strip().startswith(entry["text"]) for entry in found)
    assert {entry["text"]: entry["why"] for entry in found}["item_scale = 3"] == "an assumption, see scale_reason"


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


def test_a_line_of_the_article_is_found_by_place_and_by_words(finished):
    [line] = [number for number, text in enumerate(_article("en"), start=1) if text.startswith("  An evaluation of")]
    for target in (f"paper/published.en.typ:{line}", f"paper.en.typ:{line}", f"published.en.typ:{line}"):
        answer = told(finished, target)
        assert ("number", "profile.sex.female.count") in [(name["kind"], name["name"]) for name in answer["names"]]
    answer = told(finished, "hold a bachelor's degree")
    assert answer["name"].startswith("paper/published.en.typ:")
    assert {name["name"] for name in answer["names"]} >= {"profile.sex.female.share"}


def _article(lang):
    return (ROOT / "paper" / f"published.{lang}.typ").read_text(encoding="utf-8").splitlines()


def test_a_sentence_of_a_notebook_is_found_by_words_as_printed(finished):
    answer = told(finished, "Women are 71.1% of all\ncompanions")
    assert (answer["kind"], answer["name"], answer["keys"]) == ("sentence", "profile-composition",
                                                               ["profile.sex.female.share"])


def test_a_line_that_is_not_there_is_no_match_and_the_range_is_told(finished):
    assert names(finished, "paper/published.en.typ:9999") == []
    assert nearest(shelf(finished), "paper/published.en.typ:9999") == [f"published.en.typ: 1–{len(_article('en'))}"]


@pytest.mark.parametrize(("target", "near"), [("profile.sex.femal.share", "profile.sex.female.share"),
                                              ("profil-age", "profile-age"), ("female", "profile.sex.female.share")])
def test_the_nearest_are_told_when_nothing_matches(finished, target, near):
    assert names(finished, target) == []
    assert near in nearest(shelf(finished), target)


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
    known = Record(replace(shelf(project).project, declared=lambda name: None))
    [match] = find(known, "profile.sex.female.share")
    step = answered(known, match, "en").established.step
    assert (step["current"], step["changed"]) == (None, [])


def test_a_number_altered_by_hand_is_told_beside_the_one_that_was_built(project):
    path = project / "results" / STUDY / "numbers.json"
    path.write_text(path.read_text().replace("71.1%", "17.1%"))
    number = told(project, "17.1%")["number"]
    assert (number["then"]["text"]["en"], number["text"]["en"], number["intact"]) == ("71.1%", "17.1%", False)


def test_without_git_there_is_no_commit_and_with_it_what_changed_is_told(project):
    assert commit(project) == {"commit": "", "changed": []}
    run = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "studies"], ["commit", "-qm", "all"]):
        subprocess.run([*run, *command], cwd=project, check=True)
    assert commit(project)["changed"] == []
    (project / "studies" / f"{STUDY}.toml").write_text("")
    assert commit(project)["changed"] == [f"studies/{STUDY}.toml"]
    assert re.fullmatch("[0-9a-f]{40}", commit(project)["commit"])


def test_nothing_built_is_said_and_is_no_answer(tmp_path):
    study = Study.load(ROOT / "studies" / f"{STUDY}.toml")
    with pytest.raises(OutputError, match="nothing of this study is built"):
        find(record_of(replace(study, root=tmp_path)), "71,1")


def test_the_command_answers_in_both_languages_and_as_json(finished):
    said = {lang: ppks(finished, "why", "71,1%", "--lang", lang) for lang in ("id", "en")}
    assert all(run.returncode == 0 and "\x1b" not in run.stdout for run in said.values())
    assert "Yang diterima begitu saja" in said["id"].stdout
    assert "taken as given" in said["en"].stdout
    answer = json.loads(ppks(finished, "why", "71,1%", "--json").stdout)
    assert answer["answer"]["name"] == "profile.sex.female.share"
    none = ppks(finished, "why", "no.such.number", "--lang", "en")
    assert (none.returncode, none.stdout.splitlines()[0]) == (1, 'Nothing matches "no.such.number". Nearest:')


def test_an_answer_imports_nothing_heavy(finished):
    code = ("import sys, ppks_study.commands.provenance as t\n"
            "try: t.why(['71,1%'], standalone_mode=False)\nexcept SystemExit: pass\n"
            "heavy = ('pandas', 'numpy', 'papermill', 'scipy', 'matplotlib', 'nbformat')\n"
            "print([name for name in heavy if name in sys.modules])")
    run = subprocess.run([sys.executable, "-c", code], cwd=finished, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"


def test_dashes_spaces_and_marks_do_not_tell_texts_apart():
    assert folded("**A**  “b”\u00a0c–d") == folded("a b c-d")
