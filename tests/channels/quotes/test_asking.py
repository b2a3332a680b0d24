"""Asking a speaker: exact words, the right person, once; a link for somebody from outside that only the mail holds."""

import re

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from portal.channels.models import Notice
from portal.channels.notices.carrying import carry
from portal.channels.quotes.asking import Saying, ask_beforehand, ask_for_item, ask_no_more, send_link_again
from portal.channels.quotes.links import quote_of_token, token_for
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Quote, QuoteState, Revision
from portal.drafts.quotes.words import digest
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.mail.server import MailServer
from tests.channels.notices.conftest import mail_server  # noqa: F401  the fixture
from tests.channels.quotes.conftest import OUTSIDER, WORDS, asked, row
from tests.makers import make_council, make_person, make_revision

pytestmark = pytest.mark.django_db
OUTSIDE = "olga@outside.example"


def test_a_member_is_asked_about_the_exact_words(author: Person, mayor: Person, release: Revision) -> None:
    quote = asked(author, release.communication, mayor)

    assert (quote.words, quote.sha256, quote.state) == (WORDS, sha256_of(WORDS), QuoteState.WAITING)
    assert (quote.speaker, quote.office, quote.member_id) == ("Ada Example", "Mayor", mayor.membership.pk)
    entry = LedgerEntry.objects.get(verb="quote_asked")
    assert WORDS not in entry.body
    assert quote.sha256 in entry.body
    assert Snapshot.objects.get(object_type="quote").text == WORDS
    assert Notice.objects.get(what="quote_asked").recipient_id == mayor.membership.pk


def test_the_same_words_are_asked_about_once(author: Person, mayor: Person, release: Revision) -> None:
    asked(author, release.communication, mayor)

    with pytest.raises(Refusal, match="has been asked about these very words"):
        asked(author, release.communication, mayor)


def test_nobody_is_asked_to_approve_what_somebody_else_says(
    author: Person, clerk: Person, release: Revision
) -> None:
    with pytest.raises(InvalidInput, match="Ann Clerk cannot approve somebody else’s words"):
        asked(author, release.communication, clerk)


@pytest.mark.parametrize(
    ("email", "words"),
    [("", "Enter the speaker’s email"), ("nonsense", "Enter the speaker’s email")],
)
def test_a_private_link_needs_an_address(author: Person, release: Revision, email: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        asked(author, release.communication, None, 2, email=email)


def test_a_member_gets_no_private_link(author: Person, mayor: Person, release: Revision) -> None:
    with pytest.raises(InvalidInput, match="Cllr Ada Example is a member here"):
        asked(author, release.communication, None, email="ada@elsewhere.example")
    with pytest.raises(InvalidInput, match="the address of Cllr Ada Example"):
        asked(author, release.communication, None, 2, email=mayor.membership.user.email.upper())


def test_words_that_were_changed_meanwhile_are_not_asked_about(
    author: Person, mayor: Person, release: Revision
) -> None:
    item = release.communication
    make_revision(author=author, communication=item, quotes=[row("We are sad.")])

    with pytest.raises(Refusal, match="changed since you opened"):
        ask_for_item(
            actor=author,
            communication_id=item.pk,
            number=1,
            sha256=digest(WORDS),
            member_id=mayor.membership.pk,
        )
    assert not Quote.objects.exists()


def test_only_who_writes_in_an_item_asks(mayor: Person, release: Revision) -> None:
    with pytest.raises(NotYours):
        asked(mayor, release.communication, mayor)


def test_another_council_has_no_such_item(mayor: Person, release: Revision) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)

    with pytest.raises(NotYours):
        asked(stranger, release.communication, mayor)


def test_asking_again_after_a_change_drops_what_waited(
    author: Person, mayor: Person, release: Revision
) -> None:
    item = release.communication
    before = asked(author, item, mayor)
    make_revision(author=author, communication=item, quotes=[row("We are very glad.")])

    after = asked(author, item, mayor)

    before.refresh_from_db()
    assert (before.state, after.state) == (QuoteState.DROPPED, QuoteState.WAITING)
    assert list(
        LedgerEntry.objects.filter(object_type="quote").order_by("pk").values_list("verb", flat=True)
    ) == [
        "quote_asked",
        "quote_dropped",
        "quote_asked",
    ]


def test_a_speaker_from_outside_gets_a_link_that_the_database_does_not_hold(
    author: Person,
    release: Revision,
    mail_server: MailServer,  # noqa: F811
) -> None:
    quote = asked(author, release.communication, None, 2, email=OUTSIDE)
    notice = Notice.objects.get(recipient__isnull=True)

    carry(notice.key)

    (mail,) = mail_server.mails(OUTSIDE)
    text = mail.get_payload(decode=True).decode()  # type: ignore[union-attr]
    (token,) = re.findall(rf"{re.escape(settings.SITE_URL)}/ptc/words/([0-9a-f]{{64}})/", text)
    assert quote.link_sha256 == sha256_of(token)
    assert quote_of_token("ptc", token) == quote
    assert quote_of_token("other", token) is None
    assert "The fair was fun." not in text
    assert OUTSIDER in text
    assert OUTSIDE not in LedgerEntry.objects.get(verb="quote_asked").body


def test_a_new_link_ends_the_one_before(author: Person, release: Revision) -> None:
    quote = asked(author, release.communication, None, 2, email=OUTSIDE)
    first = Notice.objects.get(recipient__isnull=True)

    send_link_again(actor=author, quote_id=quote.pk)

    second = Notice.objects.latest("pk")
    assert quote_of_token("ptc", token_for(first.key)) is None
    assert quote_of_token("ptc", token_for(second.key)) == quote


def test_what_is_asked_no_more_has_no_link(author: Person, mayor: Person, release: Revision) -> None:
    quote = asked(author, release.communication, None, 2, email=OUTSIDE)
    token = token_for(Notice.objects.get(recipient__isnull=True).key)
    with pytest.raises(NotYours):
        ask_no_more(actor=mayor, quote_id=quote.pk)

    ask_no_more(actor=author, quote_id=quote.pk)

    assert quote_of_token("ptc", token) is None
    with pytest.raises(Refusal, match="decided meanwhile"):
        ask_no_more(actor=author, quote_id=quote.pk)


def test_words_may_be_approved_before_any_item_quotes_them(author: Person, mayor: Person) -> None:
    quote = ask_beforehand(
        actor=author,
        saying=Saying(" A fine\r\nday. ", "Cllr  Ada Example", "Mayor"),
        member_id=mayor.membership.pk,
    )

    assert (quote.communication, quote.words, quote.speaker) == (None, "A fine\nday.", "Cllr Ada Example")


def test_composed_and_decomposed_letters_are_the_same_words(author: Person, mayor: Person) -> None:
    assert digest("Cafe\u0301") == digest("Caf\u00e9") == sha256_of("Caf\u00e9")


@pytest.mark.parametrize("change", [{"words": "Other words."}, {"speaker": "Tom"}, {"sha256": "0" * 64}])
def test_the_database_refuses_other_words_in_a_row(
    author: Person, mayor: Person, release: Revision, change: dict[str, str]
) -> None:
    quote = asked(author, release.communication, mayor)

    with pytest.raises(DatabaseError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(**change)
