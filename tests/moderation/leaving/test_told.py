"""Whoever left is mailed that what is kept of them was taken out or erased: it may not have been them who asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from moderation.leaving.erasing import erase_left
from moderation.leaving.handing import hand_over
from moderation.trolling.keeping import Happened, keep
from portal.channels.models import Notice
from portal.channels.notices.carrying import carry
from portal.channels.notices.showing import shown_notices
from portal.councils.models import Membership, User
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import Refusal
from tests.channels.mail.server import MailServer, running
from tests.makers import make_person

pytestmark = pytest.mark.django_db
ASKED = "A letter with a signature."


@pytest.fixture
def mail_server(tmp_path: Path, settings: Settings) -> Iterator[MailServer]:
    """Return a mail server on loopback, with the settings that lead to it."""
    with running(tmp_path / "mail") as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
        yield server


@pytest.fixture
def left(clerk: Person) -> Membership:
    """Return the office of somebody who left, of whom one incident is kept."""
    member = make_person(council=clerk.council, role=Role.COUNCILLOR, name="Lena Left")
    keep(actor=member, happened=Happened(timezone.now(), words="You vermin."))
    Membership.objects.filter(pk=member.membership.pk).update(ended_at=timezone.now())
    return member.membership


def test_they_are_mailed_once_for_each_time_and_nobody_else_is(
    clerk: Person, left: Membership, mail_server: MailServer
) -> None:
    for _ in range(2):
        hand_over(actor=clerk, member_id=left.pk, reason=ASKED)
    erase_left(actor=clerk, member_id=left.pk, reason=ASKED)

    rows = Notice.objects.filter(object_type="left_member").order_by("pk")
    for key in rows.values_list("key", flat=True):
        carry(key)

    assert [(one.what, one.state) for one in rows] == [
        ("left_taken", "sent"),
        ("left_taken", "sent"),
        ("left_erased", "sent"),
    ]
    mails = mail_server.mails(str(left.user.email))
    said = "\n".join(f"{mail['Subject']}\n{mail.get_payload()}" for mail in mails)
    for told in ("was taken out", "your own record was erased", "Lena Left"):
        assert told in said
    for hidden in (ASKED, "vermin", clerk.name):
        assert hidden not in said
    assert not shown_notices(clerk).filter(object_type="left_member").exists()


def test_what_was_refused_tells_nobody_and_neither_does_an_account_without_an_address(
    clerk: Person, left: Membership
) -> None:
    User.objects.filter(pk=left.user_id).update(email="")
    with pytest.raises(Refusal):
        hand_over(actor=clerk, member_id=left.pk, reason=" ")
    erase_left(actor=clerk, member_id=left.pk, reason=ASKED)

    assert not Notice.objects.filter(object_type="left_member").exists()
