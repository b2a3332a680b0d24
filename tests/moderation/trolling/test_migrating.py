"""Migration 0017 finds what was given up before there was a column for it, and leaves one reply when it is undone."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from moderation.models import Incident, OneReply
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from tests.makers import make_person
from tests.makers.drafts import make_communication, make_revision

pytestmark = pytest.mark.django_db
MIGRATION = import_module("moderation.migrations.0017_what_complaints_and_incidents_keep")


def incident(member: Person) -> Incident:
    return Incident.objects.create(
        council=member.council,
        member=member.membership,
        happened_at=timezone.now(),
        words="x",
        sha256="0" * 64,
    )


def reply(clerk: Person, to: Incident, thread: str) -> OneReply:
    item = make_communication(author=clerk)
    make_revision(author=clerk, communication=item)
    given = {"council": clerk.council, "incident": to, "thread": thread, "begun_by": clerk.membership}
    return OneReply.objects.create(communication=item, **given)


def test_what_was_given_up_before_is_found_and_undone_one_reply_is_left(
    council: Council, clerk: Person
) -> None:
    member = make_person(council=council, role=Role.COUNCILLOR)
    first, other = incident(member), incident(member)
    given_up, stands = reply(clerk, first, "a"), reply(clerk, other, "b")
    Communication.objects.filter(pk=given_up.communication_id).update(
        stage="withdrawn", shared_at=timezone.now()
    )

    for _ in range(2):
        MIGRATION.note_what_was_given_up(apps, connection.schema_editor())
        given_up.refresh_from_db()
        stands.refresh_from_db()
        assert (given_up.given_up_at, stands.given_up_at) == (given_up.begun_at, None)

    anew = reply(clerk, first, "a")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET ROLE")
        cursor.execute("ALTER TABLE moderation_onereply DISABLE TRIGGER moderation_onereply_no_delete")
    MIGRATION.keep_the_last_of_each(apps, connection.schema_editor())
    assert set(OneReply.objects.all()) == {stands, anew}
