"""The page of all verdicts: complete, safe, linked, and in one language."""

import copy
import re
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from claimcheck.report import VERDICTS as JUDGED
from paperbuild.errors import OutputError
from ppks_study.phrases import read
from ppks_study.verification.verdict_page import TEMPLATES, _printed, allowed, verification_page
from ppks_study.verification.verdict_text import VERDICTS, counted, summary, verdict

HOSTILE = 'x.<script>alert("1")</script>&\''


def both(words):
    return {"id": f"{words} (id)", "en": f"{words} (en)"}


def claim(name, result, *, unit="people", published="12", section="profile", ends=(None, None, None), conflicts=()):
    lower, computed, upper = ends
    return {"id": name, "section": section, "where": f"{section}, paragraph 1", "says": both(f"says {name}"),
            "published": published, "unit": unit, "verdict": result, "computed": computed, "lower": lower,
            "upper": upper, "power": 0.55, "reason": both(f"reason {name}"), "conflicts": list(conflicts)}


@pytest.fixture
def report():
    claims = [claim("a.impossible", "impossible", unit="percent", published="58,00"),
              claim("a.women", "contradicted", ends=(24, None, 25), conflicts=[0]),
              claim("a.women.again", "contradicted", ends=(24, None, 25), conflicts=[0]),
              claim("a.men", "contradicted", published="9", ends=(None, None, 25), conflicts=[0, 1]),
              claim("a.reading", "strained", published="semua", conflicts=[1]),
              claim("b.implied", "implied", unit="percent", published="75,55", ends=(75.5556, 75.5556, 75.5556)),
              claim("b.consistent", "consistent", unit="idr_per_month", published="2.507.668", section="incentive"),
              claim("b.bounded", "bounded", ends=(3, None, 1234), section="incentive"),
              claim("b.date", "untestable", unit="date", published="13 Oktober 2020", section="front"),
              claim("c.reproduced", "reproduced", ends=(None, 32, None)),
              claim("c.differs", "differs", ends=(None, 31, None)),
              claim(HOSTILE, "untestable", published="<b>1</b>", section="<i>new</i>")]
    first = {"kind": "joint", "strength": "printed", "claims": ["a.women", "a.men"],
             "restated": {"a.women": ["a.women.again"]}, "structural": ["a.sex: parts make the whole"], "readings": [],
             "reason": both("12 and 9 are not 45"), "repairs": [["a.women"], ["a.men"]],
             "neighbours": {"a.women": {"nearest": ["33", "36"], "misprint": ["36"]}},
             "charitable": [{"claim": "a.men", "lower": 1, "upper": 1, "reason": both("one may be away")},
                            {"claim": "a.women", "lower": 3, "upper": None, "reason": both("some may be away")}]}
    second = {"kind": "regulation", "strength": "reading", "claims": ["a.men", "a.reading"], "restated": {},
              "structural": [], "readings": ["a.reading"], "reason": both("all would be women"),
              "repairs": [["a.men", "not.in.the.table"]], "neighbours": {}, "charitable": []}
    return {"study": "small", "n": 45, "claims": claims, "conflicts": [first, second],
            "habits": [{"rule": "floor", "rounding": "floor", "complement": True, "claims": ["b.implied"],
                        "reason": both("cut off")}],
            "scales": [{"claims": ["b.implied"], "rounding": "up", "maxima": [3, 6]}],
            "checked": both_lists("counts"), "unchecked": both_lists("answers")}


def both_lists(words):
    return {lang: [text] for lang, text in both(words).items()}


@pytest.fixture(params=["id", "en"])
def lang(request):
    return request.param


def soup_of(report, lang, **options):
    return BeautifulSoup(verification_page(report, lang, title="All <verdicts>", **options), "html.parser")


def cells(soup, name):
    row = next(row for row in soup.select("tbody tr") if row.th.get_text(strip=True) == name)
    return {cell["class"][0]: cell.get_text().strip() for cell in row.select("td")}


def test_every_claim_is_one_row_in_printed_order(report, lang):
    rows = soup_of(report, lang).select("tbody tr")
    assert [row.th.get_text(strip=True) for row in rows] == [c["id"] for c in report["claims"]]
    assert [row["data-verdict"] for row in rows] == [c["verdict"] for c in report["claims"]]
    assert not any(row.has_attr("hidden") for row in rows)


def test_a_row_shows_all_that_the_report_says_of_a_claim(report):
    row = cells(soup_of(report, "id"), "b.bounded")
    assert row == {"where": "Insentif, paragraf 1", "says": "says b.bounded (id)", "published": "12 orang",
                   "allowed": "3–1.234", "power": "55,0%", "verdict": "≤dalam rentang",
                   "reason": "reason b.bounded (id)", "conflicts": ""}


def test_numbers_follow_the_language(report):
    assert cells(soup_of(report, "en"), "b.bounded")["allowed"] == "3–1,234"
    assert cells(soup_of(report, "en"), "b.implied")["allowed"] == "75.56%"
    assert cells(soup_of(report, "id"), "b.consistent")["published"] == "Rp2.507.668"


def test_a_range_without_limits_is_a_dash(report, lang):
    assert cells(soup_of(report, lang), "a.impossible")["allowed"] == "–"


def test_a_range_with_one_limit_says_so(report):
    assert cells(soup_of(report, "en"), "a.men")["allowed"] == "at most 25"


def test_a_value_of_the_survey_is_named_as_such(report):
    assert allowed(report["claims"][10], "id") == "survei: 31"
    assert allowed({**report["claims"][10], "computed": None}, "id") == "–"


def test_no_text_of_the_report_becomes_markup(report, lang):
    hostile = copy.deepcopy(report)
    for entry in (*hostile["claims"], *hostile["conflicts"], *hostile["habits"]):
        entry["reason"] = {"id": HOSTILE, "en": HOSTILE}
    hostile["conflicts"][0]["structural"] = hostile["conflicts"][0]["claims"] = [HOSTILE]
    hostile["checked"] = {"id": [HOSTILE], "en": [HOSTILE]}
    soup = soup_of(hostile, lang, figure='"><script>')
    assert len(soup.find_all("script")) == 1
    assert not soup.find_all("i") and soup.title.get_text() == "All <verdicts>"
    assert cells(soup, HOSTILE)["published"] == "<b>1</b>"


def test_nothing_is_fetched_but_the_figure(report, lang):
    soup = soup_of(report, lang, figure="figures/verdicts.svg")
    assert [tag["src"] for tag in soup.find_all(src=True)] == ["figures/verdicts.svg"]
    assert all(tag["href"].startswith("#") or tag["href"] == "figures/verdicts.svg" for tag in soup.find_all(href=True))
    assert "http" not in str(soup) and "url(" not in str(soup) and "@import" not in str(soup)
    assert not soup_of(report, lang).find_all("img")


def test_the_figure_has_an_alternative_text_with_the_counts(report):
    alt = soup_of(report, "en", figure="v.svg").img["alt"]
    assert "12 claims: 1 impossible, 3 contradicted" in alt


def test_claims_and_conflicts_link_both_ways(report, lang):
    soup = soup_of(report, lang)
    for place, conflict in enumerate(report["conflicts"], 1):
        card = soup.find(id=f"conflict-{place}")
        for name in conflict["claims"]:
            assert card.select(f'ul.members a[href="#claim-{name}"]')
            assert soup.find(id=f"claim-{name}").select(f'td.conflicts a[href="#conflict-{place}"]')


def test_every_link_within_the_page_has_a_target(report, lang):
    soup = soup_of(report, lang)
    targets = [tag["id"] for tag in soup.find_all(id=True)]
    assert len(targets) == len(set(targets))
    assert {link["href"][1:] for link in soup.select('a[href^="#"]')} <= set(targets)
    assert all(" " not in target and "<" not in target for target in targets)
    assert f"claim-{HOSTILE}" in map(unquote, targets)


def test_a_conflict_tells_members_rules_repairs_misprints_and_the_kindest_reading(report):
    card = " ".join(soup_of(report, "en").find(id="conflict-1").get_text(" ").split())
    for told in ("joint counts", "as printed", "12 and 9 are not 45 (en)", "says a.women (en) : 12 people",
                 "also stated in a. women. again", "a. sex : parts make the whole", "33 , 36 likely misprint",
                 "exceptions: 1 person. one may be away (en)", "exceptions: at least 3 people"):
        assert told in card
    assert card.index("most charitable") < card.index("Other readings")


def test_rules_are_told_in_the_language(report):
    rule = soup_of(report, "id").find(id="conflict-1").get_text()
    assert "a.sex: bagian-bagian membentuk keseluruhan" in rule


def test_a_conflict_may_name_what_is_no_row_of_the_table(report):
    card = soup_of(report, "id").find(id="conflict-2")
    assert "not.in.the.table" in card.get_text() and "Bertumpu pada bacaan" in card.get_text()


def test_a_printed_value_near_another_is_written_in_the_language(report):
    report["claims"][1]["unit"] = "percent"
    report["conflicts"][0]["neighbours"]["a.women"] = {"nearest": ["57.78", "60.00"], "misprint": []}
    assert "57,78, 60,00" in soup_of(report, "id").find(id="conflict-1").get_text()


def test_the_legend_names_counts_and_explains_each_verdict(report, lang):
    legend = soup_of(report, lang).select("dl.legend > div")
    assert len(legend) == len(VERDICTS)
    for entry, (key, look) in zip(legend, VERDICTS.items(), strict=True):
        assert entry.dd.get_text() == look.means[lang]
        assert entry.dt.get_text().strip() == f"{look.sign}{look.name[lang]} {counted(verdicts_of(report))[key]}"


def verdicts_of(report):
    return [c["verdict"] for c in report["claims"]]


def test_a_study_without_survey_has_no_verdict_of_one(report):
    report["claims"] = [c for c in report["claims"] if c["id"][0] != "c"]
    assert VERDICTS["differs"].name["en"] not in soup_of(report, "en").dl.get_text().split()


def test_scope_habits_scales_and_conduct_are_told(report, lang):
    text = soup_of(report, lang).get_text(" ")
    for told in (f"counts ({lang})", f"answers ({lang})", f"cut off ({lang})", "3, 6"):
        assert told in text
    assert {"id": "perilaku para penulis", "en": "authors’ conduct"}[lang] in soup_of(report, lang).footer.get_text()


def test_what_was_not_found_leaves_no_empty_section(report):
    report |= {"conflicts": [], "habits": [], "scales": [], "claims": [claim("a", "bounded")]}
    soup = soup_of(report, "en")
    assert soup.find(id="habits") is None and soup.find(id="scales") is None
    assert "No conflicts were found." in soup.find(id="conflicts").get_text()


def test_a_page_speaks_one_language(report, lang):
    other = {"id": "en", "en": "id"}[lang]
    text = soup_of(report, lang).get_text(" ")
    assert f"({other})" not in text
    assert not any(look.means[other] in text for look in VERDICTS.values())
    assert soup_of(report, lang).html["lang"] == lang


def test_numeric_columns_are_sorted_by_number_and_blanks_stand_last(report):
    soup = soup_of(report, "en")
    printed = {row.th.get_text(strip=True): row.select_one("td.published").get("data-sort")
               for row in soup.select("tbody tr")}
    assert printed["b.consistent"] == "2507668.0" and printed["a.impossible"] == "58.0"
    assert printed["a.reading"] is None and printed["b.date"] is None
    assert _printed(claim("list", "bounded", unit="items", published="6,12,13,14")) is None
    assert _printed(claim("range", "bounded", unit="level", published="1s.d 3")) == 1
    assert _printed(claim("spaced", "bounded", unit="percent", published="94, 22")) == 94.22
    assert len(soup.select("thead th[data-numeric]")) == 6


def test_filters_offer_every_verdict_and_section_that_occurs(report, lang):
    soup = soup_of(report, lang)
    assert soup.form.has_attr("hidden")
    assert [o["value"] for o in soup.select("select[name=verdict] option")] == ["", *counted(verdicts_of(report))]
    assert {o["value"] for o in soup.select("select[name=section] option")} == {
        "", *(c["section"] for c in report["claims"])}


def test_the_same_report_gives_the_same_bytes(report, lang):
    assert verification_page(report, lang, title="t") == verification_page(copy.deepcopy(report), lang, title="t")


def test_an_unknown_verdict_is_refused(report):
    report["claims"][0]["verdict"] = "impossibel"
    with pytest.raises(OutputError, match="impossible"):
        verification_page(report, "en", title="t")


def test_every_verdict_of_the_evidence_has_a_look():
    assert set(VERDICTS) == {*JUDGED, "reproduced", "differs"}
    for ways in ([v.sign for v in VERDICTS.values()], [v.fill for v in VERDICTS.values()],
                 [v.name["id"] for v in VERDICTS.values()], [v.name["en"] for v in VERDICTS.values()]):
        assert len(set(ways)) == len(VERDICTS)


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("key", VERDICTS)
def test_every_sign_stands_out_from_its_square(key):
    light, dark = sorted((luminance(verdict(key).fill), luminance(verdict(key).ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_word_of_the_page_stands_in_both_languages():
    words = read("verification")
    entries = [*words["text"].values(), *words["label"].values(), *(p for v in words["verdict"].values()
                                                                    for p in v.values())]
    assert all(set(entry) == {"id", "en"} and all(entry.values()) for entry in entries)
    page = re.findall(r'say\("(\w+)"\)', (TEMPLATES / "verification.html.j2").read_text(encoding="utf-8"))
    assert set(page) <= set(words["text"])


def test_a_summary_counts_gravest_first():
    assert summary(["bounded", "impossible", "bounded"], "id") == "3 klaim: 1 mustahil, 2 dalam rentang"
    assert summary([], "en") == "0 claims"
