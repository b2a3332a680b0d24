"""Reminders of what waits to be accepted, sent by the portal itself."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.documents.accept_reminding import APART, FIRST_AFTER, MOST, remind_by_itself
from policies.documents.acknowledging import accept, remind
from policies.models import Version
from policies.tasks import remind_to_accept
from portal.channels.models import Notice
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person
from tests.makers.forging import past_the_triggers
from tests.makers.policies import make_adopted_policy
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role=Role.CLERK)


def age(version: Version, by: timedelta) -> None:
    """Let the version have come into force, and everybody have begun, ``by`` ago."""
    then = timezone.now() - by
    with past_the_triggers(Version):
        Version.objects.filter(pk=version.pk).update(in_force_from=then)
    Membership.objects.update(accepted_at=then - timedelta(days=100))


def later(by: timedelta) -> None:
    """Let every reminder so far have been sent ``by`` earlier."""
    for row in Notice.objects.all():
        Notice.objects.filter(pk=row.pk).update(
            created_at=row.created_at - by, occasion=max(row.occasion - by.days, 0)
        )


def test_a_week_after_adoption_then_every_two_weeks_and_not_for_ever(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    age(version, FIRST_AFTER - timedelta(hours=1))
    assert remind_by_itself() == 0
    age(version, FIRST_AFTER)
    told = []
    for _ in range(MOST + 2):
        told.append(remind_by_itself())
        assert remind_by_itself() == 0
        later(APART - timedelta(hours=1))
        assert remind_by_itself() == 0
        later(timedelta(days=1))
    assert told == [1] * MOST + [0, 0]
    assert LedgerEntry.objects.filter(verb="policy_reminded", actor_id=None).count() == MOST


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.AUDITOR}))
def test_everybody_who_acts_for_the_council_is_reminded(clerk: Person, role: str) -> None:
    version = make_adopted_policy(clerk=clerk)
    accept(actor=clerk, version_id=version.pk, sha256=version.sha256)
    member = make_person(council=clerk.council, role=role)
    make_person(council=clerk.council, role=Role.AUDITOR)
    age(version, FIRST_AFTER)

    remind_to_accept()

    assert Notice.objects.get().recipient_id == member.membership.pk


def test_who_has_accepted_who_left_and_who_began_this_week_is_not(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    gone = make_person(council=clerk.council)
    age(version, FIRST_AFTER)
    Membership.objects.filter(pk=gone.membership.pk).update(ended_at=timezone.now())
    accept(actor=clerk, version_id=version.pk, sha256=version.sha256)
    make_person(council=clerk.council)

    assert remind_by_itself() == 0


def test_the_clerks_button_counts(clerk: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    age(version, FIRST_AFTER)
    remind(actor=clerk, version_id=version.pk)
    assert remind_by_itself() == 0
    later(APART)
    assert remind_by_itself() == 1


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_each_person_once() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    members = [make_person(council=clerk.council) for _ in range(3)]
    age(make_adopted_policy(clerk=clerk), FIRST_AFTER)

    told = at_once(remind_by_itself, remind_by_itself)

    assert sorted(told) == [0, len(members) + 1]
    assert Notice.objects.count() == len(members) + 1
