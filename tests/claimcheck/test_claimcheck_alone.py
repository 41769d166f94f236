"""The package works without the study and the other packages, and speaks of no study."""

import re
import subprocess
import sys
from pathlib import Path

import claimcheck

FOLDER = Path(claimcheck.__file__).parent
OTHERS = ("ppks_study", "surveyintake", "surveystats", "paperbuild")
STUDY_WORDS = re.compile("programme|kkni|incentive|pendamping|knowledge", re.IGNORECASE)


def alone(code):
    """Run code in a process in which no other package of the house can be imported."""
    barred = f"import sys; sys.modules.update(dict.fromkeys({OTHERS}))\n"
    return subprocess.run([sys.executable, "-c", barred + code], capture_output=True, text=True,
                          check=True).stdout


def test_the_five_lines_of_the_readme_run_and_print_what_it_says():
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    code = re.search(r"```python\n(.*?)```", readme, re.DOTALL)[1]
    assert len(code.splitlines()) == 5
    first, second = alone(code).splitlines()
    assert f"`{first}`" in readme
    assert f"`{second}`" in readme


def test_every_public_name_is_there_and_offered():
    assert len(claimcheck.__all__) <= 12
    assert set(claimcheck.__all__) <= set(dir(claimcheck))
    names = alone("import claimcheck\n"
                  "print(*[getattr(claimcheck, name).__name__ for name in claimcheck.__all__])")
    assert names.split() == claimcheck.__all__


def test_importing_it_loads_no_solver():
    loaded = alone("import claimcheck.query, claimcheck.verdicts\n"
                   "print([name for name in sys.modules if name.startswith('scipy.optimize')])")
    assert loaded.strip() == "[]"


def test_no_file_speaks_of_a_study():
    files = [path for path in FOLDER.rglob("*") if path.suffix in (".py", ".toml", ".md")]
    assert len(files) > 15
    found = {path.name: STUDY_WORDS.findall(path.read_text(encoding="utf-8")) for path in files}
    assert {name: words for name, words in found.items() if words} == {}
