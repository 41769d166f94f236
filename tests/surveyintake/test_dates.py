import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import cases, outcome, surprises

from surveyintake.dates import MOST_CHARACTERS, DateError, parse_date

MONTHS = {"id": ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
                 "November", "Desember"],
          "en": ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                 "November", "December"]}
DAYS = {"id": ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"],
        "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]}

dates = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))


def test_each_text_gives_its_date_or_all_that_it_may_mean():
    def read(case):
        return parse_date(case["text"], day_first={"": None, "yes": True, "no": False}[case["day_first"]])

    assert surprises(cases("dates"), read, DateError, datetime.date.fromisoformat) == []


@given(dates, st.sampled_from(["id", "en"]), st.times())
def test_a_date_with_the_months_name_or_the_year_first_is_read_back(date, lang, time):
    day, month, year = date.day, MONTHS[lang][date.month - 1], date.year
    written = [date.isoformat(), f"{date:%Y/%m/%d}", f"{day} {month} {year}", f"{day:02}-{month[:3]}-{year}",
               f"{month} {day}, {year}", f"{day} {month.upper()} {year}", f"{year}-{month}-{day}"]
    for text in written:
        named = f"{DAYS[lang][date.weekday()]}, {text}"
        assert {parse_date(form) for form in (text, named, f"{text} {time:%H:%M:%S}", f"{text} {time:%H.%M}")} == {date}
    assert parse_date(f"{date}T{time.isoformat()}+07:00") == date


@pytest.mark.parametrize(("weekday", "names"), list(enumerate([
    "Senin Sen Monday Mon", "Selasa Sel Tuesday Tues Tue", "Rabu Rab Wednesday Wed", "Kamis Kam Thursday Thurs Thu",
    "Jumat Jum'at Jum Friday Fri", "Sabtu Sab Saturday Sat", "Minggu Ahad Min Sunday Sun"])))
def test_a_weekday_is_known_by_its_names_and_must_fit(weekday, names):
    for name in names.split():
        assert parse_date(f"{name}, {12 + weekday} Agustus 2019").weekday() == weekday
        with pytest.raises(DateError, match="does not fit"):
            parse_date(f"{name}. {13 + weekday} Agustus 2019")


@pytest.mark.parametrize("zone", [
    "Z", " WIB", " WITA", " WIT", " UTC", " GMT", " GMT+7", "+07:00", "+0700", " UTC+08:00"])
def test_the_date_is_the_one_written_whatever_the_time_zone(zone):
    assert parse_date(f"2019-08-17 23:30{zone}") == datetime.date(2019, 8, 17)


@given(dates, st.sampled_from("-/. "))
def test_a_date_in_numbers_is_read_back_if_its_order_is_stated(date, mark):
    first, second = f"{date.day}{mark}{date.month}{mark}{date.year}", f"{date:%m}{mark}{date:%d}{mark}{date.year}"
    assert parse_date(first, day_first=True) == parse_date(second, day_first=False) == date
    for text in (first, second):
        value, readings = outcome(lambda text=text: parse_date(text), DateError)
        assert date in (value, *readings)
        assert bool(readings) == (date.day <= 12 and date.day != date.month)


@given(dates, st.sampled_from(["%d/%m/%y", "%m/%d/%y", "%y-%m-%d", "%d %b %y"]))
def test_a_year_of_two_digits_is_never_silently_of_another_century(date, style):
    value, readings = outcome(lambda: parse_date(date.strftime(style)), DateError)
    assert date in (value, *readings) or date.year >= 2050


@given(st.dates(datetime.date(1927, 5, 18), datetime.date(2099, 12, 31)))
def test_a_count_of_days_is_refused_with_its_date(date):
    serial = (date - datetime.date(1899, 12, 30)).days
    assert outcome(lambda: parse_date(f"{serial}"), DateError) == ("", [date])


@given(st.one_of(st.text(max_size=40), st.text(alphabet="0123456789/-.: TJaniMegus,", max_size=30)),
       st.sampled_from([None, True, False]))
def test_any_text_is_a_date_or_a_refusal(text, day_first):
    value, _ = outcome(lambda: parse_date(text, day_first=day_first), DateError)
    assert value == "" or type(value) is datetime.date


@pytest.mark.parametrize("text", ["17 Agustus 2019" * 10**4, "1" * 10**5])
def test_a_text_longer_than_any_date_is_not_even_looked_at(text):
    with pytest.raises(DateError, match=f"more than {MOST_CHARACTERS} characters"):
        parse_date(text)


@pytest.mark.parametrize(("text", "reason", "expected"), [
    ("03/04/2019", "more than one date", "2019-04-03 or 2019-03-04"), ("43694", "count of days", "2019-08-17"),
    ("17 Agustsus 2019", "names no month", "did you mean agustus"), ("Agustus 2019", "names no day", "as 17 Agustus"),
    ("31/04/2019", "no date in the calendar of 1900 to 2099", "as 17 Agustus"), ("kemarin", "is no date", ""),
    ("Senin, 17/08/2019", "weekday that does not fit", "2019-08-17")])
def test_a_refusal_says_why_and_what_was_expected(text, reason, expected):
    with pytest.raises(DateError, match=reason) as error:
        parse_date(text)
    assert expected in error.value.expected
