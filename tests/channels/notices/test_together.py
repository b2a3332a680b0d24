"""Several notices to one person in one mail: what goes together, what does not, and what a repeat looks like."""

from datetime import timedelta
from email.message import Message
from uuid import UUID

import pytest
from django.utils import timezone

from approvals.models import Review
from approvals.submitting import recall
from portal.channels.models import Notice
from portal.channels.notices import carrying
from portal.channels.notices.carrying import carry
from portal.channels.notices.claiming import MOST, claim
from portal.channels.notices.inviting import invite
from portal.channels.notices.vocabulary import What
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.channels.mail.server import MailServer
from tests.makers import make_person, make_review
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def now(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def address(person: Person) -> str:
    return str(person.membership.user.email)


def make_due(notice: Notice) -> None:
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - timedelta(seconds=2))


def body_of(mail: Message) -> str:
    """Return the words of a mail, whatever its transfer encoding."""
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


def several(author: Person, many: int = 3) -> list[Notice]:
    """Return the notices to the council's one clerk that so many submissions wrote, in their order."""
    for number in range(many):
        make_review(author=author, title=f"Item {number}")
    return list(Notice.objects.order_by("pk"))


def test_what_waits_for_one_person_goes_out_in_one_mail(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    first, second, third = several(author)

    for notice in (second, first, third):
        carry(notice.key)

    (mail,) = mail_server.mails(address(clerk))
    assert mail["Subject"] == "Pellworth Town Council: 3 messages"
    assert mail["Message-ID"] == f"<{second.key}@localhost>"
    body = body_of(mail)
    assert [body.index(f": Item {number}") for number in range(3)] == sorted(
        body.index(f": Item {number}") for number in range(3)
    )
    assert body.count("/desk/queue/") == 3
    assert list(Notice.objects.values_list("state", "tries", "together")) == [("sent", 1, second.key)] * 3


def test_what_is_over_by_then_is_left_out_and_one_that_is_left_reads_as_ever(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    first, second = several(author, 2)
    recall(actor=author, communication_id=Review.objects.get(pk=first.object_id).communication_id)

    carry(first.key)

    (mail,) = mail_server.mails(address(clerk))
    assert mail["Subject"] == "Pellworth Town Council: Press release to approve: Item 1"
    assert (now(first).state, now(second).state) == ("cancelled", "sent")


def test_two_people_s_messages_and_an_invitation_are_never_in_one_mail(
    council: Council, clerk: Person, author: Person, mail_server: MailServer
) -> None:
    other = make_person(council=council, role=Role.CLERK, name="Zoe Clerk")
    several(author, 2)
    invite(actor=clerk, membership_id=other.membership.pk)

    for key in Notice.objects.order_by("-pk").values_list("key", flat=True):
        carry(key)

    assert [mail["Subject"] for mail in mail_server.mails(address(clerk))] == [
        "Pellworth Town Council: 2 messages"
    ]
    assert len(mail_server.mails(address(other))) == 2


def test_a_mail_of_several_that_is_not_taken_waits_fails_and_is_tried_again_together(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    first, second = several(author, 2)
    mail_server.told.steps = {"greeting": "421 too busy"}
    carry(first.key)
    assert list(Notice.objects.values_list("state", "tries")) == [("pending", 1)] * 2
    late = several(author, 1)[-1]
    mail_server.told.steps = {}
    for notice in (first, second):
        make_due(notice)

    carry(second.key)
    carry(late.key)

    together, alone = mail_server.mails(address(clerk))
    assert together["Message-ID"] == f"<{first.key}@localhost>"
    assert "2 messages" in together["Subject"]
    assert alone["Message-ID"] == f"<{late.key}@localhost>"


def test_a_worker_killed_with_several_in_hand_costs_one_copy_under_the_same_message_id(
    clerk: Person, author: Person, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(step: str, _key: UUID) -> None:
        if step == "sent":
            raise Killed

    first, second = several(author, 2)
    with monkeypatch.context() as patched:
        patched.setattr(carrying, "reached", die)
        with pytest.raises(Killed):
            carry(first.key)
    Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=62))

    carry(second.key)
    carry(first.key)

    ids = [mail["Message-ID"] for mail in mail_server.mails(address(clerk))]
    assert ids == [f"<{first.key}@localhost>"] * 2
    assert {now(first).state, now(second).state} == {"sent"}


def test_of_a_mail_that_kills_its_workers_each_notice_goes_alone_in_the_end(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    first, second = several(author, 2)
    for key in (first.key, second.key):
        held = claim(key)
        assert held is not None
        assert len(held.rows) == 2
        Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=62))

    carry(first.key)
    assert (now(first).state, now(second).state) == ("sent", "sending")
    carry(second.key)

    subjects = [mail["Subject"] for mail in mail_server.mails(address(clerk))]
    assert sorted(subject.rpartition(": ")[2] for subject in subjects) == ["Item 0", "Item 1"]


def test_one_mail_holds_no_more_than_a_person_reads(clerk: Person, author: Person) -> None:
    notices = several(author, 1)
    copies = [
        Notice(
            council=notices[0].council,
            recipient=notices[0].recipient,
            what=What.TO_APPROVE,
            object_type="review",
            object_id=number,
            occasion=1,
        )
        for number in range(1, MOST + 5)
    ]
    Notice.objects.bulk_create(copies)

    held = claim(notices[0].key)

    assert held is not None
    assert len(held.rows) == MOST


@pytest.mark.django_db(transaction=True)
def test_workers_at_several_notices_of_one_person_tell_each_once(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    keys = [notice.key for notice in several(author, 4)]

    assert at_once(*[lambda key=key: carry(key) for key in keys]) == [None] * 4

    told = " ".join(str(mail["Subject"]) + body_of(mail) for mail in mail_server.mails(address(clerk)))
    assert [told.count(f": Item {number}") > 0 for number in range(4)] == [True] * 4
    assert set(Notice.objects.values_list("state", "tries")) == {("sent", 1)}
