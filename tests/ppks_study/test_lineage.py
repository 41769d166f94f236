"""What the study hands over, and what the functions behind a result read of its file."""

from tests.conftest import ROOT

from ppks_study.lineage import LIBRARY, _data, _settings, assumptions, project
from ppks_study.steps import build
from ppks_study.study import Study

STUDY = "payakumbuh-2019"


def test_what_the_study_file_sets_is_told_with_its_line_and_its_reason():
    found = assumptions(Study.load(ROOT / "studies" / f"{STUDY}.toml"), "competence",
                        ("ppks_study.sections.profile.age",), [])
    lines = (ROOT / "studies" / f"{STUDY}.toml").read_text(encoding="utf-8").splitlines()
    assert {entry["text"].split(" =")[0] for entry in found} == {"productive_age", "ideal_age", "answered_share",
                                                                 "item_scale", "indicator_scale"}
    assert all(lines[entry["line"] - 1].strip().startswith(entry["text"]) for entry in found)
    assert {entry["text"]: entry["why"] for entry in found}["item_scale = 3"] == "an assumption, see scale_reason"


def test_scales_are_told_of_scores_alone():
    study = Study.load(ROOT / "studies" / f"{STUDY}.toml")
    assert assumptions(study, "profile", (), ["age_years"]) == []
    assert assumptions(study, "profile", (), ["score_percent"]) == assumptions(study, "competence", (), [])


def test_a_table_that_a_function_names_is_a_file_that_it_reads():
    study = Study.load(ROOT / "studies" / f"{STUDY}.toml")
    functions = ("ppks_study.sections.incentive.ranges",)
    assert _data(study, functions, True) == [study.data.programmes, study.data.claims]
    assert _data(study, (), False) == []


def test_files_and_commands_are_those_of_the_study():
    study = Study.load(ROOT / "studies" / "simulasi-2026.toml")
    handed = project(study)
    assert handed.ask.format("profile-age") == "ppks why profile-age --study simulasi-2026"
    assert study.data.respondents not in handed.files
    assert {path.name for path in handed.article} >= {"article.typ", "survey.en.typ"}


def test_the_function_behind_each_step_is_there():
    study = Study.load(ROOT / "studies" / f"{STUDY}.toml")
    handed = project(study)
    for step in build(study).steps:
        kind = step.name.partition(".")[0]
        maker = handed.makers.get(kind) or LIBRARY.section_function(kind) or handed.other_maker.format(kind)
        assert LIBRARY.place(maker), step.name


def test_neighbouring_settings_without_a_reason_are_told_in_one_line():
    text = "[profile]\na = 1\nb = 2\nc = 3  # why\n\n# because\n[profile.d]\ne = 1\nf = 2\n"
    assert _settings(text, {("profile", name) for name in "abcd"}) == [
        {"line": 2, "last": 3, "text": "a = 1; b = 2", "why": ""}, {"line": 4, "text": "c = 3", "why": "why"},
        {"line": 7, "text": "[profile.d]", "why": "because"}]
