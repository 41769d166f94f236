"""Each statistic has its page: in both languages, with an example that runs and a test that is there."""

import doctest
import re

import pytest

from tests.conftest import ROOT

FOLDER = ROOT / "docs/statistics"
NAMES = sorted(path.stem for path in FOLDER.glob("*.md") if not path.name.endswith(".id.md") and path.stem != "README")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.name)
def test_the_example_of_a_page_gives_what_it_says(path):
    code = "\n".join(re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {}, path.name, str(path), 0)
    assert not doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed


@pytest.mark.parametrize("name", NAMES)
def test_a_page_stands_in_both_languages_with_the_same_example_and_tests_and_in_the_index(name):
    told = [(FOLDER / f"{name}{end}.md").read_text(encoding="utf-8") for end in ("", ".id")]
    same = [re.findall(r"```python\n(.*?)```|`(tests/[\w/]+\.py)`", text, re.DOTALL) for text in told]
    assert same[0] == same[1] != []
    assert all((ROOT / path).is_file() for _, path in same[0] if path)
    assert [text.count("\n## ") for text in told].count(told[0].count("\n## ")) == 2
    for end in ("", ".id"):
        assert f"]({name}{end}.md)" in (FOLDER / f"README{end}.md").read_text(encoding="utf-8")
