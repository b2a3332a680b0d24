"""The daily mail: once, at its hour, with what is still true and still its reader's, under the council it is of."""

from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from portal.channels.models import Notice, NoticeChoice
from portal.channels.notices import carrying
from portal.channels.notices.carrying import carry
from portal.channels.notices.choosing import Choice, choose
from portal.channels.notices.claiming import claim
from portal.channels.notices.sweeping import sweep
from portal.channels.notices.telling import tell
from portal.channels.notices.urgency import Way
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import words_of
from portal.councils.models import Council, Membership
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.channels.mail.server import JOURNAL, Drop, MailServer
from tests.channels.notices.conftest import Nudges
from tests.makers import make_channels, make_council, make_membership, make_person, make_review
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def decided(author: Person, clerk: Person, title: str = "Road closed") -> Notice:
    """Return the notice to the author that what they submitted was approved; the clerk's own is settled."""
    make_channels(author.council) if not author.council.channels.exists() else None
    review = make_review(author=author, kind="notice", title=title)
    channels = [channel.pk for channel in author.council.channels.filter(connector="newsroom")]
    approve(
        actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=Issue(channel_ids=channels)
    )
    return Notice.objects.get(what=What.APPROVED, object_id=review.pk)


def make_due(*notices: Notice) -> None:
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(
        due_at=timezone.now() - timedelta(seconds=2)
    )


def now(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def address(person: Person) -> str:
    return str(person.membership.user.email)


def body_of(mail: Message) -> str:
    content = mail.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode().replace("\r\n", "\n")


def subject_of(mail: Message) -> str:
    """Return the subject, unfolded."""
    return " ".join(str(mail["Subject"]).split())


def at_the_hour(*notices: Notice) -> None:
    """Let workers look at the notices, which puts them off, and let their hour come."""
    for notice in notices:
        carry(notice.key)
    make_due(*notices)


def test_news_waits_for_the_daily_mail_and_what_needs_somebody_does_not(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    news = decided(author, clerk)
    asked = Notice.objects.get(what=What.TO_APPROVE)
    waiting = make_review(author=author, title="To be approved")
    request = Notice.objects.get(what=What.TO_APPROVE, object_id=waiting.pk)

    for notice in (news, request):
        carry(notice.key)

    assert asked.recipient == request.recipient
    assert [len(mail_server.mails(address(one))) for one in (clerk, author)] == [1, 0]
    row = now(news)
    assert (row.state, row.way, row.tries) == ("pending", "digest", 0)
    assert timezone.now() < row.due_at <= timezone.now() + timedelta(days=1)
    assert timezone.localtime(row.due_at).hour == 8


def test_the_daily_mail_lists_each_event_with_its_own_link(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(3)]
    at_the_hour(*notices)

    for notice in reversed(notices):
        carry(notice.key)

    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail) == "Daily digest: 3 messages (Pellworth Town Council)"
    assert mail["From"] == "Proper Channels <portal@localhost>"
    body = body_of(mail)
    for number, notice in enumerate(notices):
        item = notice.object_id
        assert f"- approved: Item {number}\n  http" in body, item
    assert body.count("/ptc/desk/drafts/") == 3
    assert set(Notice.objects.filter(what=What.APPROVED).values_list("state", "tries")) == {("sent", 1)}


def test_who_serves_several_councils_gets_one_mail_grouped_by_council(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    other = make_council(slug="abc", name="Abbots Parish Council")
    there = make_membership(council=other, role=Role.DEPUTY, user=author.membership.user)
    second = decided(person_now(there.pk), make_person(council=other, role=Role.CLERK), "There")
    first = decided(author, clerk, "Here")
    at_the_hour(first, second)

    carry(first.key)
    carry(second.key)

    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail) == "Daily digest: 2 messages (Abbots Parish Council; Pellworth Town Council)"
    body = body_of(mail)
    places = [
        body.index(words)
        for words in ("Abbots Parish Council\n", "There", "Pellworth Town Council\n", "Here")
    ]
    assert places == sorted(places)
    assert ("/abc/desk/drafts/" in body, "/ptc/desk/drafts/" in body) == (True, True)


def test_what_is_no_longer_its_reader_s_is_not_in_the_daily_mail(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    other = make_council(slug="abc", name="Abbots Parish Council")
    there = make_membership(council=other, role=Role.DEPUTY, user=author.membership.user)
    second = decided(person_now(there.pk), make_person(council=other, role=Role.CLERK), "There")
    first = decided(author, clerk, "Here")
    at_the_hour(first, second)
    Membership.objects.filter(pk=there.pk).update(ended_at=timezone.now())

    carry(first.key)

    (mail,) = mail_server.mails(address(author))
    assert "There" not in body_of(mail)
    assert (now(first).state, now(second).state) == ("sent", "cancelled")
    assert now(second).problem == "They left, or are suspended."


def test_what_was_dealt_with_meanwhile_is_not_in_the_daily_mail(
    clerk: Person, author: Person, mail_server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(2)]
    at_the_hour(*notices)
    gone = notices[0].pk
    monkeypatch.setattr(
        carrying, "words_of", lambda row, person: None if row.pk == gone else words_of(row, person)
    )

    carry(notices[0].key)

    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail) == "Daily digest: 1 message (Pellworth Town Council)"
    assert [now(notice).state for notice in notices] == ["cancelled", "sent"]


def test_a_worker_that_dies_with_the_daily_mail_in_hand_leaves_it_to_be_sent_once(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(3)]
    at_the_hour(*notices)
    held = claim(notices[1].key)
    assert held is not None
    assert len(held.rows) == 3
    carry(notices[0].key)
    assert mail_server.mails(address(author)) == []

    Notice.objects.update(claimed_at=timezone.now() - timedelta(seconds=62))
    for notice in notices:
        carry(notice.key)

    (mail,) = mail_server.mails(address(author))
    assert mail["Message-ID"] == f"<{held.key}@localhost>"
    assert subject_of(mail).startswith("Daily digest: 3 messages")
    assert set(Notice.objects.filter(what=What.APPROVED).values_list("state", "tries")) == {("sent", 2)}


def test_a_server_that_is_away_puts_the_whole_daily_mail_off(
    clerk: Person, author: Person, mail_server: MailServer, settings: Any
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(2)]
    at_the_hour(*notices)
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    carry(notices[0].key)
    assert {now(notice).state for notice in notices} == {"pending"}

    settings.EMAIL_PORT = port
    make_due(*notices)
    carry(notices[1].key)
    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail).startswith("Daily digest: 2 messages")


@pytest.mark.django_db(transaction=True)
def test_workers_woken_at_the_hour_send_one_daily_mail(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(4)]
    at_the_hour(*notices)

    assert at_once(*[lambda key=notice.key: carry(key) for notice in notices]) == [None] * 4

    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail).startswith("Daily digest: 4 messages")


def test_the_sweep_wakes_nobody_before_the_hour(clerk: Person, author: Person, nudges: Nudges) -> None:
    notice = decided(author, clerk)
    carry(notice.key)
    Notice.objects.exclude(pk=notice.pk).delete()
    nudges.clear()
    sweep()
    assert nudges == []
    make_due(notice)
    sweep()
    assert nudges == [("portal.channels.tasks.carry_notice", [str(notice.key)])]


def test_who_wants_everything_at_once_gets_news_at_once(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    choose(actor=author, choice=Choice(Way.AT_ONCE))
    carry(decided(author, clerk).key)
    (mail,) = mail_server.mails(address(author))
    assert subject_of(mail) == "Pellworth Town Council: approved: Road closed"


def test_in_the_portal_alone_means_no_mail_but_what_has_a_time_by_law_or_policy(
    council: Council, clerk: Person, author: Person, mail_server: MailServer
) -> None:
    choose(actor=clerk, choice=Choice(Way.PORTAL))
    make_review(author=author)
    notice = Notice.objects.get(what=What.TO_APPROVE)
    carry(notice.key)
    row = now(notice)
    assert (row.state, row.way) == ("cancelled", "portal")
    assert row.problem == "No mail: they chose to be told in the portal alone."
    tell(
        council_id=council.pk,
        what=What.SECOND_LOOK_OWED,
        about=("review", 1),
        recipients=[clerk.membership.pk],
    )
    owed = Notice.objects.get(what=What.SECOND_LOOK_OWED)
    held = claim(owed.key)
    assert held is not None
    assert [row.pk for row in held.rows] == [owed.pk]
    assert mail_server.mails(address(clerk)) == []


def test_another_choice_holds_for_what_waits_already(
    clerk: Person, author: Person, mail_server: MailServer
) -> None:
    notice = decided(author, clerk)
    carry(notice.key)
    choose(actor=author, choice=Choice(Way.DIGEST, hour=17, weekends=False))
    carry(notice.key)
    at = timezone.localtime(now(notice).due_at)
    assert (at.hour, at.weekday() < 5) == (17, True)
    choose(actor=author, choice=Choice(Way.AT_ONCE))
    carry(notice.key)
    assert now(notice).state == "sent"
    assert len(mail_server.mails(address(author))) == 1


def test_a_choice_is_of_one_council_and_recorded(clerk: Person, author: Person) -> None:
    choose(actor=author, choice=Choice(Way.PORTAL, hour=7))
    choose(actor=author, choice=Choice(Way.DIGEST, hour=9, weekends=False))
    kept = NoticeChoice.objects.get()
    assert (kept.member, kept.way, kept.digest_hour, kept.weekends) == (author.membership, "digest", 9, False)
    entries = LedgerEntry.objects.filter(verb="notices_chosen")
    assert entries.count() == 2


@pytest.mark.parametrize(
    "choice", [Choice("never"), Choice(Way.DIGEST, hour=24), Choice(Way.DIGEST, hour=-1)]
)
def test_no_other_way_or_hour_can_be_chosen(author: Person, choice: Choice) -> None:
    with pytest.raises(InvalidInput):
        choose(actor=author, choice=choice)
    assert NoticeChoice.objects.count() == 0


def test_on_the_day_the_clocks_change_it_comes_once_and_at_eight(
    clerk: Person, author: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at, expected in (
        (datetime(2027, 3, 27, 20, 0, tzinfo=UTC), datetime(2027, 3, 28, 7, 0, tzinfo=UTC)),
        (datetime(2027, 10, 30, 20, 0, tzinfo=UTC), datetime(2027, 10, 31, 8, 0, tzinfo=UTC)),
    ):
        notice = decided(author, clerk, f"Item {at.month}")
        monkeypatch.setattr(timezone, "now", lambda at=at: at)
        assert claim(notice.key) is None
        monkeypatch.undo()
        assert now(notice).due_at == expected


@pytest.fixture
def journal(mail_server: MailServer, settings: Any) -> MailServer:
    """Return the server, whose journal is asked."""
    settings.JOURNAL_ADDRESS, settings.JOURNAL_URL = JOURNAL, f"maildir:{mail_server.journal}"
    settings.JOURNAL_GRACE_SECONDS = 10
    return mail_server


def died(seconds: int = 80) -> None:
    """Let the worker of everything in hand have died so long ago."""
    rows = Notice.objects.filter(state__in=["sending", "sent"], what=What.APPROVED)
    rows.update(state="sending", settled_at=None, claimed_at=timezone.now() - timedelta(seconds=seconds))


def test_what_arrived_before_the_worker_died_is_not_sent_again(
    clerk: Person, author: Person, journal: MailServer
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(2)]
    at_the_hour(*notices)
    carry(notices[0].key)
    assert len(journal.mails(JOURNAL)) == 1
    died()

    for notice in notices:
        carry(notice.key)

    assert len(journal.mails(address(author))) == 1
    assert {now(notice).state for notice in notices} == {"sent"}


def test_while_the_journal_may_still_show_it_or_cannot_be_asked_nothing_is_sent(
    clerk: Person, author: Person, journal: MailServer, settings: Any
) -> None:
    notice = decided(author, clerk)
    at_the_hour(notice)
    held = claim(notice.key)
    assert held is not None
    died(65)
    carry(notice.key)
    assert (now(notice).state, now(notice).tries) == ("sending", 1)

    died(80)
    settings.JOURNAL_URL = "maildir:/nowhere"
    carry(notice.key)
    assert (now(notice).state, journal.mails(address(author))) == ("sending", [])

    died(80)
    settings.JOURNAL_URL = f"maildir:{journal.journal}"
    carry(notice.key)
    assert len(journal.mails(address(author))) == 1
    assert now(notice).state == "sent"


def test_an_answer_that_was_lost_is_asked_after_and_the_digest_comes_once(
    clerk: Person, author: Person, journal: MailServer
) -> None:
    notice = decided(author, clerk)
    at_the_hour(notice)
    journal.told.steps["dot"] = Drop(keep=True)
    carry(notice.key)
    assert now(notice).state == "sending"
    journal.told.steps.clear()
    died()

    carry(notice.key)

    assert len(journal.mails(address(author))) == 1
    assert now(notice).state == "sent"


def test_after_two_deaths_each_line_is_asked_after_under_the_mail_that_may_have_gone(
    clerk: Person, author: Person, journal: MailServer
) -> None:
    notices = [decided(author, clerk, f"Item {number}") for number in range(2)]
    at_the_hour(*notices)
    assert claim(notices[0].key) is not None
    died()
    carry(notices[0].key)
    died()
    assert {now(notice).tries for notice in notices} == {2}

    for notice in notices:
        carry(notice.key)

    assert len(journal.mails(address(author))) == 1
    assert {now(notice).state for notice in notices} == {"sent"}


def test_a_notice_that_demands_an_act_has_no_copy_in_the_journal(
    clerk: Person, author: Person, journal: MailServer
) -> None:
    make_review(author=author)
    carry(Notice.objects.get(what=What.TO_APPROVE).key)

    assert (len(journal.mails(address(clerk))), journal.mails(JOURNAL)) == (1, [])
