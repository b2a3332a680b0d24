"""Taking an approval back: what waits is held, what is out stays out, and who must know is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from approvals.urgent import issue_at_once
from portal.channels.models import Delivery, Notice, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.claiming import claim
from portal.channels.outbox.rows import RowKind
from portal.channels.quotes.asking import Saying, ask_beforehand
from portal.channels.quotes.deciding import approve_words, refuse_words
from portal.channels.quotes.gates import approval_lost
from portal.channels.quotes.revoking import revoke
from portal.channels.states import Delivering
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.drafts.models import Clearance, Quote, QuoteState, Revision
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.quotes.conftest import WORDS, approved, asked, row
from tests.makers import make_approved, make_channels, make_review, make_revision, make_shared
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def scheduled(author: Person, clerk: Person, revision: Revision) -> Publication:
    """Approve the release for tomorrow."""
    channels = make_channels(author.council, "newsroom", "press_email")
    review = submit(actor=author, communication_id=revision.communication_id, revision_id=revision.pk)
    order = Issue(channel_ids=[channel.pk for channel in channels], go_at=timezone.now() + timedelta(days=1))
    _, publication = approve(actor=clerk, review_id=review.pk, revision_id=revision.pk, issue=order)
    assert publication is not None
    return publication


@pytest.fixture
def quoting(author: Person) -> Revision:
    """Return a release that quotes the Mayor alone."""
    return make_revision(author=author, quotes=[row()])


def test_what_waits_is_held_at_once_and_asked_again_goes_on(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = approved(author, quoting.communication, mayor)
    publication = scheduled(author, clerk, quoting)
    before = Council.objects.get(pk=clerk.council.pk).circumstances_version

    revoke(actor=mayor, quote_id=quote.pk, reason="I was misunderstood")

    held = Delivery.objects.filter(publication=publication)
    assert set(held.values_list("state", flat=True)) == {Delivering.HELD}
    assert set(held.values_list("problem", flat=True)) == {
        "Ada Example does not approve the words of quotation 1 any more."
    }
    assert Council.objects.get(pk=clerk.council.pk).circumstances_version == before + 1
    told = Notice.objects.filter(what="quote_revoked").values_list("recipient_id", flat=True)
    assert set(told) == {author.membership.pk, clerk.membership.pk}
    entry = LedgerEntry.objects.get(verb="quote_revoked")
    assert "misunderstood" not in entry.body
    again = approved(author, quoting.communication, mayor)
    assert (again.pk == quote.pk, again.state) == (False, QuoteState.APPROVED)
    publication = Publication.objects.select_related("council", "revision", "communication").get()
    assert approval_lost(publication) == ""


def test_a_worker_s_claim_holds_what_lost_its_approval(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = approved(author, quoting.communication, mayor)
    publication = scheduled(author, clerk, quoting)
    revoke(actor=mayor, quote_id=quote.pk, reason="No")
    rows = Delivery.objects.filter(publication=publication)
    rows.update(state=Delivering.PENDING, due_at=timezone.now(), problem="")

    assert [claim(RowKind.DELIVERY, delivery.pk) for delivery in rows] == [None, None]
    assert set(rows.values_list("state", flat=True)) == {Delivering.HELD}


def test_a_quotation_is_asked_after_in_one_query_though_the_circumstances_stand_still(
    author: Person, clerk: Person, mayor: Person, quoting: Revision, django_assert_num_queries: Any
) -> None:
    quote = approved(author, quoting.communication, mayor)
    key = scheduled(author, clerk, quoting).pk
    related = Publication.objects.select_related("council", "revision", "communication")
    publication = related.get(pk=key)
    with django_assert_num_queries(1):
        assert approval_lost(publication) == ""

    revoke(actor=mayor, quote_id=quote.pk, reason="No")
    Publication.objects.update(circumstances_version=Council.objects.get().circumstances_version)

    assert (
        approval_lost(related.get(pk=key))
        == "Ada Example does not approve the words of quotation 1 any more."
    )


def test_the_clerk_cannot_approve_what_its_speaker_refused_meanwhile(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = asked(author, quoting.communication, mayor)
    review = submit(actor=author, communication_id=quoting.communication_id, revision_id=quoting.pk)
    refuse_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256, reason="I never said that")
    channels = make_channels(author.council, "newsroom", "press_email")
    order = Issue(channel_ids=[channel.pk for channel in channels])

    with pytest.raises(Refusal, match="Ada Example does not approve the words of quotation 1"):
        approve(actor=clerk, review_id=review.pk, revision_id=quoting.pk, issue=order)

    assert not Publication.objects.exists()


def refused(author: Person, mayor: Person, quoting: Revision) -> Issue:
    """Let the speaker refuse the words; return an order for the council's channels."""
    quote = asked(author, quoting.communication, mayor)
    refuse_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256, reason="I never said that")
    return Issue(channel_ids=[row.pk for row in make_channels(author.council, "newsroom", "press_email")])


def test_the_clerk_cannot_approve_what_its_speaker_refused_before_it_was_submitted(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    order = refused(author, mayor, quoting)
    author = person_now(author.membership.pk)
    review = submit(actor=author, communication_id=quoting.communication_id, revision_id=quoting.pk)
    assert review.circumstances_version == Council.objects.get().circumstances_version

    with pytest.raises(Refusal, match="Ada Example does not approve the words of quotation 1"):
        approve(actor=clerk, review_id=review.pk, revision_id=quoting.pk, issue=order)

    assert not Publication.objects.exists()


@pytest.mark.parametrize("taken_back", [False, True])
def test_nothing_is_so_urgent_that_somebody_is_quoted_against_their_word(
    author: Person, clerk: Person, mayor: Person, quoting: Revision, taken_back: bool
) -> None:
    if taken_back:
        quote = approved(author, quoting.communication, mayor)
        revoke(actor=mayor, quote_id=quote.pk, reason="No")
        order = Issue([row.pk for row in make_channels(author.council, "newsroom", "press_email")])
    else:
        order = refused(author, mayor, quoting)
    make_shared(quoting.communication)

    with pytest.raises(Refusal, match="Ada Example does not approve the words of quotation 1"):
        issue_at_once(
            actor=clerk,
            communication_id=quoting.communication_id,
            revision_id=quoting.pk,
            reason="Burst main in Mill Lane.",
            issue=order,
        )

    assert (Publication.objects.count(), Clearance.objects.count()) == (0, 0)


def test_what_has_gone_out_is_not_taken_back(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = approved(author, quoting.communication, mayor)
    publication = scheduled(author, clerk, quoting)
    delivery = Delivery.objects.filter(publication=publication, channel__connector="newsroom").get()
    Delivery.objects.filter(pk=delivery.pk).update(due_at=timezone.now())
    carry(RowKind.DELIVERY, delivery.pk)

    with pytest.raises(Refusal, match="has gone out with these words"):
        revoke(actor=mayor, quote_id=quote.pk, reason="Too late")

    quote.refresh_from_db()
    assert quote.state == QuoteState.APPROVED


def test_only_the_speaker_takes_back_what_they_approved_signed_in(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = approved(author, quoting.communication, mayor)

    for other in (author, clerk):
        with pytest.raises(NotYours):
            revoke(actor=other, quote_id=quote.pk, reason="No")
    with pytest.raises(InvalidInput):
        revoke(actor=mayor, quote_id=quote.pk, reason=" ")
    revoke(actor=mayor, quote_id=quote.pk, reason="No")
    with pytest.raises(Refusal, match="not approved"):
        revoke(actor=mayor, quote_id=quote.pk, reason="No")


def test_free_standing_words_hold_every_item_that_quotes_them(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    said = Saying(WORDS, "Ada Example", "Mayor")
    quote = ask_beforehand(actor=author, saying=said, member_id=mayor.membership.pk)
    approve_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256)
    publication = scheduled(author, clerk, quoting)

    revoke(actor=mayor, quote_id=quote.pk, reason="No")

    publication = Publication.objects.select_related("council", "revision", "communication").get()
    assert approval_lost(publication) == "Ada Example does not approve the words of quotation 1 any more."


@pytest.mark.django_db(transaction=True)
def test_of_a_decision_and_a_withdrawal_at_once_nothing_goes_out_without_approval(
    author: Person, clerk: Person, mayor: Person, quoting: Revision
) -> None:
    quote = approved(author, quoting.communication, mayor)
    channels = make_channels(author.council, "newsroom", "press_email")
    review = submit(actor=author, communication_id=quoting.communication_id, revision_id=quoting.pk)
    order = Issue(channel_ids=[channel.pk for channel in channels], go_at=timezone.now() + timedelta(days=1))

    decided, revoked = at_once(
        lambda: approve(actor=clerk, review_id=review.pk, revision_id=quoting.pk, issue=order),
        lambda: revoke(actor=mayor, quote_id=quote.pk, reason="No"),
    )

    assert isinstance(revoked, Quote)
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == (set() if isinstance(decided, Refusal) else {Delivering.HELD})


def test_an_item_without_quotations_asks_nothing_of_the_register(author: Person, clerk: Person) -> None:
    make_channels(author.council, "newsroom")
    publication = make_approved(author=author, clerk=clerk, kind="notice")

    assert approval_lost(publication) == ""
    assert make_review(author=author).pk
