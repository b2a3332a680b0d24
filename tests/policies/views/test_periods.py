"""The calendar's pages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from policies.models import CouncilDay, Period, PeriodDecision
from policies.periods import listing
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import day
from tests.makers import make_approved, make_channels, make_council, make_person, sign_in
from tests.makers.circumstances import make_period

pytestmark = pytest.mark.django_db
PERIODS = "/mill/desk/periods/"


@pytest.fixture
def clerk() -> Person:
    council = make_council(slug="mill")
    make_channels(council, "newsroom")
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def browser(clerk: Person) -> Client:
    return sign_in(clerk)


def text(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_calendar_says_what_will_stand_there(browser: Client) -> None:
    assert "No poll is entered" in text(browser, PERIODS)


def test_a_vacancy_shows_its_two_deadlines(browser: Client) -> None:
    page = text(browser, f"{PERIODS}?vacancy=2027-02-01")

    assert "Friday 19 February 2027" in page
    assert "Tuesday 27 April 2027" in page
    assert "Enter a date, like 2026-12-31." in text(browser, f"{PERIODS}?vacancy=soon")
    assert "outside it" in text(browser, f"{PERIODS}?vacancy=2090-01-01")


def test_a_poll_is_entered_then_its_notice_then_ended(browser: Client) -> None:
    on = timezone.localdate() + timedelta(days=60)
    data = {"kind": "parish_election", "title": "Town election", "on": on.isoformat()}
    assert browser.post(f"{PERIODS}announce/", data).status_code == 302
    period = Period.objects.get()
    page = text(browser, f"{PERIODS}{period.pk}/")
    assert "Not entered yet" in page
    assert "Enter the notice" in page

    today = timezone.localdate().isoformat()
    done = browser.post(f"{PERIODS}{period.pk}/notice/", {"on": today, "late_reason": ""}, follow=True)
    assert "the period has begun. Nothing is held." in done.content.decode()
    assert "Pre-election period since" in done.content.decode()

    done = browser.post(f"{PERIODS}{period.pk}/end/", {"reason": "Uncontested."}, follow=True)
    assert "Ended early" in done.content.decode()
    assert "Pre-election period since" not in done.content.decode()


def test_days_of_mourning_in_one_ward_are_entered_and_say_so_on_every_page(browser: Client) -> None:
    today = timezone.localdate()
    data = {"kind": "mourning", "title": "Mourning for Alderman Reed", "ward": " Mill "}
    data |= {"begins_on": today.isoformat(), "ends_on": (today + timedelta(days=2)).isoformat()}
    wrong = browser.post(f"{PERIODS}observe/", {**data, "ward": "x" * 101})
    assert (wrong.status_code, Period.objects.count()) == (422, 0)

    page = browser.post(f"{PERIODS}observe/", data, follow=True).content.decode()

    assert Period.objects.get().ward == "Mill"
    assert "Mourning · Mill ward" in page
    assert (
        f"Mourning in Mill ward until {day(today + timedelta(days=2))}: Mourning for Alderman Reed." in page
    )
    assert (
        "You may not celebrate or promote in what is about Mill ward: leave whatever can wait until afterwards."
        in page
    )
    assert "<dt>Where</dt><dd>Mill ward</dd>" in text(browser, f"{PERIODS}{Period.objects.get().pk}/")


def test_a_celebration_of_the_whole_area_names_no_ward(browser: Client) -> None:
    today = timezone.localdate().isoformat()
    data = {"kind": "celebration", "title": "Jubilee", "begins_on": today, "ends_on": today}

    page = browser.post(f"{PERIODS}observe/", data, follow=True).content.decode()

    assert "leave bad news that can wait a day." in page
    assert "<dt>Where</dt><dd>The whole area</dd>" in text(browser, f"{PERIODS}{Period.objects.get().pk}/")


def test_a_late_notice_keeps_what_was_typed_and_asks_why(browser: Client, clerk: Person) -> None:
    today = timezone.localdate()
    period = make_period(
        clerk=clerk, noticed_on=None, begins_at=None, latest_notice_on=today - timedelta(days=3)
    )

    answer = browser.post(f"{PERIODS}{period.pk}/notice/", {"on": today.isoformat(), "late_reason": ""})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The latest lawful day of this notice was" in page
    assert f'value="{today.isoformat()}"' in page


def test_particulars_are_shown_as_they_were_entered(browser: Client, clerk: Person) -> None:
    period = make_period(clerk=clerk)
    data = {
        "candidates": "Petra Stander, Independent, Mill\nAda Only",
        "officers": [clerk.membership.pk],
        "subjects": "The bypass",
        "public_message": "Back after the poll.",
    }
    assert browser.post(f"{PERIODS}{period.pk}/particulars/", data).status_code == 302

    page = text(browser, f"{PERIODS}{period.pk}/")
    assert all(words in page for words in ("Petra Stander", "Ada Only", "The bypass", "Back after the poll."))
    form = text(browser, f"{PERIODS}{period.pk}/particulars/")
    assert "Petra Stander, Independent, Mill\nAda Only</textarea>" in form
    wrong = browser.post(f"{PERIODS}{period.pk}/particulars/", {"candidates": "A, B, C, D"})
    assert wrong.status_code == 422
    assert "Line 1 cannot be read" in wrong.content.decode()


def test_a_day_is_added_and_taken_back(browser: Client) -> None:
    data = {"on": "2027-04-14", "kind": "thanksgiving_or_mourning", "title": "State funeral"}
    page = browser.post(f"{PERIODS}days/", data, follow=True).content.decode()
    assert "Wednesday 14 April 2027" in page
    again = browser.post(f"{PERIODS}days/", data)
    assert (again.status_code, "entered already" in again.content.decode()) == (409, True)

    added = CouncilDay.objects.get()
    browser.post(f"{PERIODS}days/{added.pk}/remove/")
    assert not CouncilDay.objects.exists()
    assert browser.post(f"{PERIODS}days/{added.pk}/remove/").status_code == 404


@pytest.fixture
def decision(clerk: Person) -> PeriodDecision:
    author = make_person(council=clerk.council, role=Role.OFFICER)
    tomorrow = timezone.now() + timedelta(days=1)
    publication = make_approved(author=author, clerk=clerk, kind="notice", issue={"go_at": tomorrow})
    return PeriodDecision.objects.create(
        period=make_period(clerk=clerk), communication=publication.communication, why="Approved, not out yet."
    )


@pytest.mark.parametrize(("outcome", "stage"), [("released", "approved"), ("dropped", "draft")])
def test_an_item_is_released_or_dropped_with_a_reason(
    browser: Client, decision: PeriodDecision, outcome: str, stage: str
) -> None:
    listed = f"{PERIODS}{decision.period_id}/decisions/"
    assert "Approved, not out yet." in text(browser, listed)
    path = f"{PERIODS}decisions/{decision.pk}/"
    silent = browser.post(path, {"outcome": outcome, "reason": ""})
    assert (silent.status_code, "Say why" in silent.content.decode()) == (422, True)

    page = browser.post(
        path, {"outcome": outcome, "reason": "Roads are safety."}, follow=True
    ).content.decode()

    assert f"is {outcome}." in page
    assert "Roads are safety." in page
    decision.communication.refresh_from_db()
    assert decision.communication.stage == stage
    assert browser.post(path, {"outcome": outcome, "reason": "Again"}).status_code == 409


def test_an_officer_reads_the_list_and_a_councillor_does_not(decision: PeriodDecision) -> None:
    council = decision.period.council
    listed = f"{PERIODS}{decision.period_id}/decisions/"
    officer = sign_in(make_person(council=council, role=Role.OFFICER))
    assert "To be decided by the clerk." in text(officer, listed)
    member = sign_in(make_person(council=council, role=Role.COUNCILLOR))
    assert member.get(listed).status_code == 403
    assert "What stood in the way" not in text(member, f"{PERIODS}{decision.period_id}/")


def test_the_number_of_queries_does_not_grow_with_the_list(
    browser: Client, clerk: Person, decision: PeriodDecision, django_assert_max_num_queries: object
) -> None:
    author = make_person(council=clerk.council, role=Role.OFFICER)
    for number in range(5):
        tomorrow = timezone.now() + timedelta(days=1)
        made = make_approved(
            author=author, clerk=clerk, kind="notice", title=f"Notice {number}", issue={"go_at": tomorrow}
        )
        PeriodDecision.objects.create(
            period=decision.period, communication=made.communication, why="Approved, not out yet."
        )
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        text(browser, f"{PERIODS}{decision.period_id}/decisions/")


def test_the_page_says_how_many_items_in_public_are_still_to_be_looked_through(
    browser: Client, clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    author = make_person(council=clerk.council, role=Role.OFFICER)
    for number in range(3):
        made = make_approved(author=author, clerk=clerk, kind="notice", title=f"Notice {number}", issue={})
        Publication.objects.filter(communication=made.communication).update(state=PublicState.LIVE)
    period = make_period(clerk=clerk)
    assert "still to be looked through" not in text(browser, f"{PERIODS}{period.pk}/")

    monkeypatch.setattr(listing, "MOST_LIVE", 1)
    listing.list_what_stands(period)

    assert "2 older items are still to be looked through." in text(browser, f"{PERIODS}{period.pk}/")
