"""Bank holidays, against the published lists of years with surprises in them."""

from datetime import date

import pytest

from portal.workdays.bankholidays import (
    FIRST_YEAR,
    LAST_YEAR,
    Nation,
    OutsideCalendar,
    bank_holidays,
    easter_sunday,
)

# Facts of the lists on GOV.UK, month-day.
PUBLISHED = [
    (Nation.ENGLAND_AND_WALES, 2016, "01-01 03-25 03-28 05-02 05-30 08-29 12-26 12-27"),
    (Nation.ENGLAND_AND_WALES, 2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
    (Nation.ENGLAND_AND_WALES, 2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
    (Nation.ENGLAND_AND_WALES, 2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
    (Nation.ENGLAND_AND_WALES, 2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
    (Nation.ENGLAND_AND_WALES, 2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    (Nation.SCOTLAND, 2022, "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27"),
    (Nation.SCOTLAND, 2023, "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26"),
    (Nation.SCOTLAND, 2026, "01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28"),
    (Nation.NORTHERN_IRELAND, 2018, "01-01 03-19 03-30 04-02 05-07 05-28 07-12 08-27 12-25 12-26"),
    (Nation.NORTHERN_IRELAND, 2026, "01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28"),
]


@pytest.mark.parametrize(("nation", "year", "days"), PUBLISHED)
def test_the_days_are_those_that_were_published(nation: Nation, year: int, days: str) -> None:
    assert sorted(bank_holidays(nation, year)) == [
        date.fromisoformat(f"{year}-{day}") for day in days.split()
    ]


@pytest.mark.parametrize("nation", Nation)
@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_no_holiday_is_on_a_weekend_and_none_gets_lost(nation: Nation, year: int) -> None:
    days = bank_holidays(nation, year)
    proclaimed = {2022: 2, 2023: 1}.get(year, 0) + (nation is Nation.SCOTLAND and year == 2026)

    assert len(days) == {"england_and_wales": 8, "scotland": 9, "northern_ireland": 10}[nation] + proclaimed
    assert {day.weekday() for day in days} <= set(range(5))


def test_easter_is_where_the_calendar_has_it() -> None:
    known = {2015: (4, 5), 2019: (4, 21), 2024: (3, 31), 2025: (4, 20), 2027: (3, 28), 2035: (3, 25)}

    assert {year: (easter_sunday(year).month, easter_sunday(year).day) for year in known} == known


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_without_data_is_refused_in_words(year: int) -> None:
    with pytest.raises(OutsideCalendar) as refused:
        bank_holidays(Nation.SCOTLAND, year)

    assert str(refused.value) == f"The calendar of bank holidays covers 2015 to 2035; {year} is outside it."
