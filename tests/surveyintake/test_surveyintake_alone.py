"""The package works where no other of this project can be imported, and knows no study."""

import re
import subprocess
import sys

import pandas as pd
from tests.conftest import ROOT

import surveyintake

PACKAGE = ROOT / "src" / "surveyintake"
BLOCKED = """
import sys
for name in ("ppks_study", "claimcheck", "surveystats", "paperbuild"):
    sys.modules[name] = None
"""
SURVEY = "type,name,label\nselect_one sex,sex,Sex\ninteger,age,Age (years)\n"
CHOICES = "list_name,name,label\nsex,f,Female\nsex,m,Male\n"


def written(folder):
    """Write a form and a file of answers."""
    (folder / "instrument").mkdir()
    (folder / "instrument" / "survey.csv").write_text(SURVEY)
    (folder / "instrument" / "choices.csv").write_text(CHOICES)
    (folder / "answers.csv").write_text("sex,age\nFemale,31\nm,40\n?,22\n")
    return folder


def run(code, folder):
    return subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True)


def test_the_lines_of_the_readme_run_without_the_other_packages(tmp_path):
    lines = re.search(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(), re.DOTALL)[1]
    done = run(BLOCKED + lines + "print(data.shape, log['rule'].tolist())", written(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "(3, 2) ['unknown_choice']" in done.stdout
    assert "not a choice of this question" in done.stdout


def test_every_public_name_and_module_is_imported_without_the_other_packages(tmp_path):
    names = [path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")]
    code = f"""
import importlib, surveyintake
for name in surveyintake.__all__:
    getattr(surveyintake, name)
for name in {names!r}:
    importlib.import_module("surveyintake." + name)
"""
    done = run(BLOCKED + code, tmp_path)
    assert done.returncode == 0, done.stderr


def test_at_most_twelve_names_are_offered():
    assert len(surveyintake.__all__) <= 12
    assert dir(surveyintake) == sorted(surveyintake.__all__)


def test_no_word_of_a_study_stands_in_the_package():
    words = "|".join(("program" + "me", "kk" + "ni", "incent" + "ive", "pend" + "amping",
                      "know" + "ledge"))
    for path in PACKAGE.rglob("*"):
        if path.is_file() and path.suffix != ".pyc":
            assert not re.search(words, path.read_text(encoding="utf-8"), re.IGNORECASE), path


def test_a_form_and_its_workbook_and_print_are_made_from_public_names(tmp_path):
    folder = written(tmp_path)
    sheets = surveyintake.read_sheets(folder / "instrument")
    form = surveyintake.Instrument.load(folder / "instrument")
    surveyintake.write_form(sheets, folder / "form.xlsx")
    surveyintake.print_form(sheets, form, "en", folder / "form.pdf", title="A survey")
    frame = pd.DataFrame({"Sex": ["Male"], "age": [40]})
    data, _ = surveyintake.clean(frame, folder / "form.xlsx")
    assert data.to_dict("list") == {"sex": ["m"], "age": [40]}
    assert (folder / "form.pdf").read_bytes().startswith(b"%PDF")
