"""The package works without the study and without the other packages, and knows no study."""

import re
import subprocess
import sys

import pytest
from tests.conftest import ROOT

import surveystats

FOLDER = ROOT / "src/surveystats"
STUDY = r"programme|kkni|incentive|pendamping|knowledge"


def run_without(absent, code):
    lines = ["import sys", *(f"sys.modules[{name!r}] = None" for name in absent), code]
    return subprocess.run([sys.executable, "-W", "error", "-c", "\n".join(lines)], cwd=ROOT,
                          capture_output=True, text=True, check=False)


def test_the_lines_of_the_readme_run_without_the_study():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", readme, re.DOTALL).group(1)
    shown = "print(round(mean), interval.method, alpha.n_respondents, published.isna().sum().sum())"
    run = run_without(["ppks_study", "surveyintake", "paperbuild"], f"{code}\n{shown}")
    assert run.stdout.split() == ["499", "t_stratified", "5", "4"], run.stderr


def test_all_but_disclosure_runs_without_claimcheck():
    names = [name for name in surveystats.__all__ if name != "protect"]
    code = f"import surveystats\nprint([getattr(surveystats, name).__name__ for name in {names}])"
    run = run_without(["ppks_study", "surveyintake", "paperbuild", "claimcheck"], code)
    assert run.stdout.strip() == str(names), run.stderr


def test_a_design_loads_neither_a_solver_nor_a_test():
    code = ("import sys, surveystats\nsurveystats.Design\n"
            "print([name for name in ('scipy.optimize', 'scipy.stats') if name in sys.modules])")
    run = run_without(["ppks_study", "surveyintake", "paperbuild", "claimcheck"], code)
    assert run.stdout.strip() == "[]", run.stderr


def test_at_most_twelve_names_are_offered_and_each_is_there():
    assert len(surveystats.__all__) <= 12
    assert dir(surveystats) == sorted(surveystats.__all__)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in surveystats.__all__:
        assert callable(getattr(surveystats, name))
        assert f"`{name}`" in readme, name
    with pytest.raises(AttributeError, match="cronbach_alpha"):
        surveystats.cronbach  # noqa: B018


def test_no_word_of_a_study_and_no_import_of_another_package():
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix not in (".py", ".md"):
            continue
        text = path.read_text(encoding="utf-8")
        assert re.findall(STUDY, text, re.IGNORECASE) == [], path
        others = "ppks_study|surveyintake|paperbuild" + ("" if "disclosure" in path.parts else "|claimcheck")
        assert re.findall(rf"^\s*(?:from|import) (?:{others})\b", text, re.MULTILINE) == [], path
