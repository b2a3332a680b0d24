"""Reminders that a permission ends: each step once, to its holder and the clerk."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.models import PermissionReminder
from policies.permits.granting import grant
from policies.permits.reminding import about_ending, remind_of_endings
from policies.tasks import remind_of_permissions
from portal.channels.models import Notice
from portal.councils.models import Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, revoke_permission
from portal.records.models import LedgerEntry
from tests.makers.circumstances import make_matter
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def ending_in(
    clerk: Person, member: Person, days: float, *, ran: int = 60, what: str = "speak"
) -> Permission:
    """Return a permission that began ``ran`` days before its end, which is ``days`` from now."""
    until = timezone.now() + timedelta(days=days)
    made = grant(
        actor=clerk,
        holder=member.membership,
        what=Permitted(what),
        reason="A task",
        until=timezone.now() + timedelta(days=1),
    )
    Permission.objects.filter(pk=made.pk).update(starts_at=until - timedelta(days=ran), until=until)
    made.refresh_from_db()
    return made


def steps() -> list[tuple[int, bool]]:
    return list(PermissionReminder.objects.order_by("pk").values_list("days", "told"))


@pytest.mark.parametrize(
    ("days", "ran", "taken"),
    [
        (30.1, 60, []),
        (29.9, 60, [(30, True)]),
        (7.1, 60, [(30, True)]),
        (6.9, 60, [(30, False), (7, True)]),
        (6.9, 20, [(7, True)]),
        (0.5, 2, []),
    ],
)
def test_the_step_that_has_come_is_told_once(
    clerk: Person, member: Person, days: float, ran: int, taken: list[tuple[int, bool]]
) -> None:
    ending_in(clerk, member, days, ran=ran)

    assert remind_of_endings() == len(taken[:1])
    remind_of_permissions()
    assert steps() == taken


def test_holder_and_clerk_are_told_and_it_is_recorded(clerk: Person, member: Person) -> None:
    ending_in(clerk, member, 10)

    remind_of_endings()

    rows = Notice.objects.filter(what="permission_ending")
    assert {row.recipient_id for row in rows} == {clerk.membership.pk, member.membership.pk}
    words = {
        row.recipient_id: about_ending(row, who)
        for row in rows
        for who in (clerk, member)
        if who.membership.pk == row.recipient_id
    }
    mine, clerks = words[member.membership.pk], words[clerk.membership.pk]
    assert mine is not None
    assert clerks is not None
    assert mine.body.startswith("Your permission from the clerk")
    assert clerks.body.startswith("Mel Member: a permission")
    assert "Speak for the council" in mine.body
    assert LedgerEntry.objects.filter(verb="permission_reminded").count() == 1


def test_what_was_ended_meanwhile_is_told_nobody(clerk: Person, member: Person) -> None:
    made = ending_in(clerk, member, 10)
    remind_of_endings()
    revoke_permission(actor=clerk, permission_id=made.pk, reason="x")

    assert about_ending(Notice.objects.filter(what="permission_ending")[0], member) is None
    assert remind_of_endings() == 0


def test_a_matter_closed_to_the_reader_is_not_named_in_the_mail(clerk: Person, member: Person) -> None:
    made = ending_in(clerk, member, 10)
    matter = make_matter(clerk=clerk, title="Sale of the depot")
    type(matter).objects.update(named_access_only=True)
    Permission.objects.filter(pk=made.pk).update(matter_id=matter.pk)
    remind_of_endings()

    words = about_ending(Notice.objects.get(what="permission_ending", recipient=member.membership), member)
    assert words is not None
    assert "Sale of the depot" not in words.body + words.subject


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_once(clerk: Person, member: Person) -> None:
    ending_in(clerk, member, 10)

    assert sorted(at_once(remind_of_endings, remind_of_endings)) == [0, 1]
    assert Notice.objects.filter(what="permission_ending").count() == 2


@pytest.mark.parametrize(("earlier", "days", "told"), [(14, 10, 0), (14, 5, 1), (3, 2, 0)])
def test_what_an_earlier_version_told_nearer_to_the_end_is_not_told_again(
    clerk: Person, member: Person, earlier: int, days: int, told: int
) -> None:
    made = ending_in(clerk, member, days)
    PermissionReminder.objects.create(permission=made, days=earlier, told=True)

    assert (remind_of_endings(), remind_of_endings()) == (told, 0)
