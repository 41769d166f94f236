"""Mutations break one place, leave Python that runs, and are the same for one seed."""

import ast
import random

from benchmarks.mutations import broken, mirrored_tests, mutations

from tests.conftest import ROOT

MODULE = ROOT / "src" / "claimcheck" / "rounding.py"


def test_a_mutation_changes_one_line_and_still_parses():
    before = MODULE.read_text(encoding="utf-8").splitlines()
    for seed in range(30):
        text, mutation = broken(MODULE, random.Random(seed))
        ast.parse(text)
        assert mutation.before == before[mutation.line - 1].strip()
        assert mutation.after != mutation.before
        assert ast.dump(ast.parse(text)) != ast.dump(ast.parse("\n".join(before)))


def test_one_seed_breaks_the_same_place():
    assert broken(MODULE, random.Random(3)) == broken(MODULE, random.Random(3))


def test_a_module_without_anything_to_break_is_passed_over(tmp_path):
    path = tmp_path / "empty.py"
    path.write_text("A = 1\n")
    assert list(mutations(path)) == []
    assert broken(path, random.Random(1)) is None


def test_the_mirrored_tests_come_first():
    first, then = mirrored_tests(ROOT, MODULE.relative_to(ROOT / "src"))
    assert [path.rpartition("/")[2] for path in first] == ["test_rounding.py"]
    assert then == [str(ROOT / "tests" / "claimcheck")]
