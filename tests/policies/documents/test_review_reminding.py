"""Reminders of the review day: each step once, whatever the sweep did meanwhile."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.documents.keeping import Reviewed, keep_as_it_is
from policies.documents.review_reminding import about_review_day, remind_of_review_days
from policies.documents.wording import draft_version
from policies.models import ReviewReminder, Version
from policies.tasks import remind_of_reviews
from portal.channels.models import Notice
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


def due_in(version: Version, days: int) -> None:
    """Move the review day, as time would: ``days`` from today."""
    Version.objects.filter(pk=version.pk).update(review_due=TODAY + timedelta(days=days))


def steps() -> list[tuple[int, bool]]:
    return list(ReviewReminder.objects.order_by("pk").values_list("days", "told"))


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        (91, []),
        (90, [(90, True)]),
        (85, [(90, True)]),
        (31, [(90, True)]),
        (30, [(90, False), (30, True)]),
        (1, [(90, False), (30, True)]),
        (0, [(90, False), (30, False), (0, True)]),
        (-40, [(90, False), (30, False), (0, True)]),
    ],
)
def test_the_step_that_has_come_is_told_once_also_after_its_day(
    clerk: Person, days: int, taken: list[tuple[int, bool]]
) -> None:
    due_in(make_adopted_policy(clerk=clerk), days)

    assert remind_of_review_days() == len(taken[:1])
    assert remind_of_review_days() == 0

    assert steps() == taken
    assert Notice.objects.filter(what="policy_to_review").count() == len(taken[:1])
    assert LedgerEntry.objects.filter(verb="policy_review_reminded").count() == len(taken[:1])


def test_each_step_of_a_review_day_is_told_as_it_comes(
    clerk: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = make_adopted_policy(clerk=clerk)
    due = version.review_due
    assert due is not None
    for before, told in ((91, 0), (90, 1), (89, 1), (30, 2), (29, 2), (0, 3), (-200, 3)):
        day = due - timedelta(days=before)
        monkeypatch.setattr("django.utils.timezone.localdate", lambda *_, day=day, **__: day)
        remind_of_reviews()
        assert Notice.objects.filter(what="policy_to_review").count() == told
    assert steps() == [(90, True), (30, True), (0, True)]


def test_after_a_review_the_steps_begin_again_for_the_new_day(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    due_in(version, 0)
    remind_of_review_days()
    keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(date(2026, 11, 18), "51/26"))
    assert remind_of_review_days() == 0
    due_in(version, 90)

    assert remind_of_review_days() == 1
    assert steps()[-1] == (90, True)


def test_only_the_clerk_is_told_and_a_council_without_one_once_it_has_one(clerk: Person) -> None:
    for role in sorted(set(Role.values) - {Role.CLERK}):
        make_person(council=clerk.council, role=role)
    due_in(make_adopted_policy(clerk=clerk), 20)
    Membership.objects.filter(pk=clerk.membership.pk).update(ended_at=timezone.now())
    assert (remind_of_review_days(), steps()) == (0, [])

    successor = make_person(council=clerk.council, role=Role.CLERK)

    assert remind_of_review_days() == 1
    assert Notice.objects.get(what="policy_to_review").recipient_id == successor.membership.pk


def test_drafts_and_superseded_versions_remind_nobody(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    due_in(version, 0)
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(date(2026, 11, 18), "51/26"))
    due_in(new, 200)

    assert remind_of_review_days() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_take_each_step_once() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    for title in ("One", "Two", "Three"):
        due_in(make_adopted_policy(clerk=clerk, title=title), 10)

    told = at_once(remind_of_review_days, remind_of_review_days, remind_of_review_days)

    assert sum(told) == 3
    assert Notice.objects.filter(what="policy_to_review").count() == 3
    assert ReviewReminder.objects.count() == 6


@pytest.mark.parametrize(
    ("days", "said"),
    [(30, "30 days from now"), (1, "1 day from now"), (0, "to be reviewed today"), (-1, "overdue")],
)
def test_the_mail_says_how_it_stands_when_it_is_written(clerk: Person, days: int, said: str) -> None:
    version = make_adopted_policy(clerk=clerk)
    due_in(version, days)
    remind_of_review_days()
    words = about_review_day(Notice.objects.get(what="policy_to_review"), clerk)
    assert words is not None
    assert said in words.subject + words.body
    assert f"/ptc/desk/policies/{version.policy_id}/" in words.body
    keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(date(2026, 11, 18), "51/26"))
    assert about_review_day(Notice.objects.get(what="policy_to_review"), clerk) is None


def test_overdue_stands_on_the_desk_the_list_the_policy_and_the_councils_report(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    due_in(version, -1)
    client = sign_in(clerk)
    pages = {
        "": "<strong>Overdue</strong>: it was to be reviewed by",
        "policies/": "Review overdue since",
        f"policies/{version.policy_id}/": "review overdue since",
        "queue/report/": "Policies overdue for review, as of today",
    }
    for path, said in pages.items():
        assert said in client.get(f"/ptc/desk/{path}").content.decode(), path
    due_in(version, 0)
    for path, said in pages.items():
        assert said not in client.get(f"/ptc/desk/{path}").content.decode(), path


def test_the_desk_shows_the_first_and_says_how_many_there_are(clerk: Person) -> None:
    for number in range(10):
        due_in(make_adopted_policy(clerk=clerk, title=f"Policy {number}"), number)
    page = sign_in(clerk).get("/ptc/desk/").content.decode()
    assert "All 10 that are due" in page
    assert page.count("To be reviewed by") == 8
