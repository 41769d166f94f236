"""The package works where none of its neighbours can be imported, and knows no study."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import paperbuild

FOLDER = Path(paperbuild.__file__).parent
BLOCKED = ("import sys\n"
           "for name in ('ppks_study', 'surveyintake', 'claimcheck', 'surveystats'): sys.modules[name] = None\n")
README = (FOLDER / "README.md").read_text(encoding="utf-8")


def alone(tmp_path, code):
    """Run code in a folder, in a process that cannot import the neighbours."""
    path = os.pathsep.join([str(FOLDER.parent), str(tmp_path)])
    return subprocess.run([sys.executable, "-c", BLOCKED + code], cwd=tmp_path, env={**os.environ, "PYTHONPATH": path},
                          capture_output=True, text=True, timeout=300, check=False)


def test_the_lines_of_the_readme_run_alone(tmp_path):
    example, module = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (tmp_path / "copying.py").write_text(module)
    (tmp_path / "answers.csv").write_text("sex,age\nf,31\n")
    run = alone(tmp_path, f"folder = {str(tmp_path)!r}\nif __name__ == '__main__':\n"
                + "\n".join(f"    {line}" for line in example.splitlines()))
    assert run.stdout == "['copy']\n", run.stderr
    assert (tmp_path / "results" / "answers.csv").read_text() == "sex,age\nf,31\n"


def test_every_public_name_is_there_and_few_they_are(tmp_path):
    assert len(paperbuild.__all__) <= 12
    assert set(paperbuild.__all__) <= set(dir(paperbuild))
    run = alone(tmp_path, "import paperbuild\nfor name in paperbuild.__all__: getattr(paperbuild, name)\n")
    assert run.returncode == 0, run.stderr
    assert all(f"`{name}`" in README for name in paperbuild.__all__)


def test_an_unknown_name_is_refused():
    with pytest.raises(AttributeError, match="it has Step"):
        paperbuild.Stepp  # noqa: B018


def test_no_file_has_a_word_of_the_study():
    paths = [path for path in FOLDER.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    word = re.compile("programme|kkni|incentive|pendamping|knowledge|(?:from|import) ppks_study", re.IGNORECASE)
    told = [path.relative_to(FOLDER).as_posix() for path in paths if word.search(path.read_text(encoding="utf-8"))]
    assert told == []
