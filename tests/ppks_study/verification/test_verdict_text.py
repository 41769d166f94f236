"""Verdicts in words, and the report on a terminal."""

import io

import pytest
from rich.console import Console

from paperbuild.errors import OutputError
from ppks_study.verification.verdict_text import VERDICTS, counted, show, summary, verdict


def test_verdicts_are_counted_gravest_first():
    assert list(counted(["bounded", "implied", "impossible"])) == [
        "impossible", "implied", "bounded"]
    assert summary([], "en").startswith("0 claims")
    with pytest.raises(OutputError, match="bounded"):
        verdict("bounde")


def test_each_verdict_has_a_sign_of_its_own():
    assert len({own.sign for own in VERDICTS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_report_names_each_alarm_and_counts_all_claims(verdicts, lang):
    out = io.StringIO()
    show(verdicts, lang, Console(file=out, width=200))
    text = out.getvalue()
    assert summary([judged.verdict for judged in verdicts.judged], lang) in " ".join(text.split())
    alarms = [judged for judged in verdicts.judged if judged.verdict in ("impossible", "contradicted")]
    assert alarms and all(judged.claim.id[:20] in text for judged in alarms)
