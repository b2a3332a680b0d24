"""The speaker's decision: of the words they saw, theirs alone, once."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.channels.models import Notice
from portal.channels.quotes.asking import ask_no_more
from portal.channels.quotes.deciding import (
    ByLink,
    WordsChanged,
    approve_words,
    note_written_approval,
    refuse_words,
)
from portal.councils.models import Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.settling import allow_written_quote_approvals
from portal.councils.suspending import suspend
from portal.drafts.editing import revise
from portal.drafts.models import Quote, QuoteApproval, QuoteState, Revision
from portal.drafts.quotes.standing import locks_of
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.quotes.conftest import approved, asked, row
from tests.makers import content_for, make_council, make_person, make_revision
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def states(revision: Revision) -> list[str]:
    item = revision.communication
    item.refresh_from_db()
    assert item.current_revision is not None
    return [lock.state for lock in locks_of(item, item.current_revision.content)]


def test_the_speaker_approves_and_who_asked_is_told(author: Person, mayor: Person, release: Revision) -> None:
    quote = approved(author, release.communication, mayor)

    quote.refresh_from_db()
    decision = quote.decisions.get()
    assert quote.state == QuoteState.APPROVED
    assert (decision.decision, decision.how, decision.by_id, decision.sha256) == (
        "approved",
        "signed_in",
        mayor.membership.pk,
        quote.sha256,
    )
    assert states(release) == ["approved", "unasked"]
    assert Notice.objects.get(what="quote_decided").recipient_id == author.membership.pk
    assert LedgerEntry.objects.get(verb="quote_approved").actor_id == mayor.user_id


@pytest.mark.parametrize(
    "words",
    [
        "We are glad that the square is open!",
        "we are glad that the square is open.",
        "We are glad that the square is open",
        "We are glad, that the square is open.",
    ],
)
def test_one_changed_character_voids_it(author: Person, mayor: Person, release: Revision, words: str) -> None:
    approved(author, release.communication, mayor)

    make_revision(author=author, communication=release.communication, quotes=[row(words)])

    assert states(release) == ["changed"]


def test_the_shape_of_an_apostrophe_is_no_other_word(author: Person, mayor: Person) -> None:
    revision = make_revision(author=author, quotes=[row("It’s “done” today.")])
    approved(author, revision.communication, mayor)

    make_revision(author=author, communication=revision.communication, quotes=[row('It\'s "done"  today.')])

    assert states(revision) == ["approved"]


def test_nobody_approves_for_somebody_else(
    author: Person, clerk: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)

    for other in (author, clerk):
        with pytest.raises(NotYours):
            approve_words(actor=other, quote_id=quote.pk, sha256=quote.sha256)
        with pytest.raises(NotYours):
            refuse_words(actor=other, quote_id=quote.pk, sha256=quote.sha256, reason="No")
    assert not QuoteApproval.objects.exists()


def test_another_council_s_speaker_does_not_exist_here(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)
    stranger = make_person(council=make_council(), role=Role.CHAIR, name="Cllr Ada Example")

    with pytest.raises(Refusal, match="no such quotation"):
        approve_words(actor=stranger, quote_id=quote.pk, sha256=quote.sha256)


def test_a_suspended_speaker_may_refuse_and_not_approve(
    author: Person, clerk: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)
    until = timezone.now() + timedelta(days=2)
    suspend(actor=clerk, member=mayor.membership, reason="A breach", until=until, minute="12/26")
    suspended = person_now(mayor.membership.pk)

    with pytest.raises(NotYours, match="suspended"):
        approve_words(actor=suspended, quote_id=quote.pk, sha256=quote.sha256)
    refuse_words(actor=suspended, quote_id=quote.pk, sha256=quote.sha256, reason="Not now")

    assert states(release) == ["refused", "unasked"]


def test_words_that_the_item_quotes_no_more_are_not_approved(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)
    make_revision(author=author, communication=release.communication, quotes=[row("We are sad.")])

    with pytest.raises(WordsChanged):
        approve_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256)


def test_other_words_than_those_seen_are_not_approved(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)

    with pytest.raises(WordsChanged):
        approve_words(actor=mayor, quote_id=quote.pk, sha256="0" * 64)


@pytest.mark.parametrize("before", ["approved", "refused", "dropped"])
@pytest.mark.parametrize("act", ["approve", "refuse"])
def test_a_decision_is_taken_once(
    author: Person, mayor: Person, release: Revision, before: str, act: str
) -> None:
    quote = asked(author, release.communication, mayor)
    seen: dict[str, Any] = {"quote_id": quote.pk, "sha256": quote.sha256}
    if before == "dropped":
        ask_no_more(actor=author, quote_id=quote.pk)
    elif before == "approved":
        approve_words(actor=mayor, **seen)
    else:
        refuse_words(actor=mayor, reason="No", **seen)

    again = approve_words if act == "approve" else partial(refuse_words, reason="No")
    with pytest.raises(Refusal, match="decided meanwhile"):
        again(actor=mayor, **seen)
    quote.refresh_from_db()
    assert quote.state == before


def test_a_refusal_says_why_and_may_propose_other_words(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, mayor)
    version = mayor.council.circumstances_version
    with pytest.raises(InvalidInput):
        refuse_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256, reason=" ")

    refuse_words(
        actor=mayor, quote_id=quote.pk, sha256=quote.sha256, reason="Too flat", proposed="We are delighted."
    )

    decision = QuoteApproval.objects.get()
    assert (decision.decision, decision.reason, decision.proposed) == (
        "refused",
        "Too flat",
        "We are delighted.",
    )
    filed = Snapshot.objects.filter(status="quote_refused").order_by("pk").values_list("text", flat=True)
    assert list(filed) == ["We are delighted.", "Too flat"]
    entry = LedgerEntry.objects.get(verb="quote_refused")
    assert sha256_of("Too flat") in entry.body
    assert "delighted" not in entry.body
    assert Council.objects.get(pk=mayor.council.pk).circumstances_version == version + 1


def test_a_link_decides_once_and_before_its_end(author: Person, release: Revision) -> None:
    quote = asked(author, release.communication, None, 2, email="olga@outside.example")
    link = ByLink(quote.council_id, quote.link_sha256)
    wrong = ByLink(quote.council_id, "0" * 64)
    with pytest.raises(Refusal, match="not open any more"):
        approve_words(actor=wrong, quote_id=quote.pk, sha256=quote.sha256)

    approve_words(actor=link, quote_id=quote.pk, sha256=quote.sha256)

    with pytest.raises(Refusal, match="not open any more"):
        approve_words(actor=link, quote_id=quote.pk, sha256=quote.sha256)
    decision = QuoteApproval.objects.get()
    assert (decision.how, decision.by) == ("link", None)
    assert states(release) == ["unasked", "approved"]
    entry = LedgerEntry.objects.get(verb="quote_approved")
    assert (entry.actor_id, entry.actor_name) == (None, "the speaker, by private link")


def test_a_link_whose_time_is_over_decides_nothing(author: Person, release: Revision) -> None:
    quote = asked(author, release.communication, None, 2, email="olga@outside.example")
    Quote.objects.filter(pk=quote.pk).update(link_until=timezone.now())

    with pytest.raises(Refusal, match="its time is over"):
        approve_words(
            actor=ByLink(quote.council_id, quote.link_sha256), quote_id=quote.pk, sha256=quote.sha256
        )


def test_the_clerk_records_a_written_approval_only_where_the_council_allows_it(
    author: Person, clerk: Person, release: Revision
) -> None:
    quote = asked(author, release.communication, None, 2, email="olga@outside.example")
    noted: dict[str, Any] = {
        "quote_id": quote.pk,
        "sha256": quote.sha256,
        "reason": "She has no email",
        "evidence": "Letter of 3 December, file 12",
    }
    with pytest.raises(NotYours, match="takes no written approvals"):
        note_written_approval(actor=clerk, **noted)
    allow_written_quote_approvals(actor=clerk, allowed=True)
    with pytest.raises(NotYours):
        note_written_approval(actor=author, **noted)
    with pytest.raises(InvalidInput, match="Say where the letter"):
        note_written_approval(actor=clerk, **{**noted, "evidence": ""})

    note_written_approval(actor=clerk, **noted)

    decision = QuoteApproval.objects.get()
    assert (decision.how, decision.by_id, decision.evidence) == (
        "written",
        clerk.membership.pk,
        "Letter of 3 December, file 12",
    )
    assert LedgerEntry.objects.filter(verb="quote_approval_noted").count() == 1


def test_the_database_refuses_to_change_a_decision_or_to_approve_other_words(
    author: Person, mayor: Person, release: Revision
) -> None:
    quote = approved(author, release.communication, mayor)
    decision = quote.decisions.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        QuoteApproval.objects.filter(pk=decision.pk).update(sha256="0" * 64)
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        QuoteApproval.objects.create(
            quote=quote, sha256="0" * 64, decision="refused", how="signed_in", by=mayor.membership, reason="x"
        )


@pytest.mark.django_db(transaction=True)
def test_of_an_edit_and_an_approval_at_once_nobody_approves_words_that_are_not_there(
    author: Person, mayor: Person, release: Revision
) -> None:
    item = release.communication
    quote = asked(author, item, mayor)
    raw = content_for("press_release", quotes=[row("We are sad that the square is open.")])

    edited, decided = at_once(
        lambda: revise(actor=author, communication_id=item.pk, raw=raw, based_on_id=release.pk),
        lambda: approve_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256),
    )

    assert isinstance(edited, Revision)
    quote.refresh_from_db()
    if isinstance(decided, WordsChanged):
        assert (quote.state, states(release)) == (QuoteState.WAITING, ["unasked"])
    else:
        assert (quote.state, states(release)) == (QuoteState.APPROVED, ["changed"])


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_stands(author: Person, mayor: Person, release: Revision) -> None:
    quote = asked(author, release.communication, mayor)
    seen: dict[str, Any] = {"actor": mayor, "quote_id": quote.pk, "sha256": quote.sha256}

    outcomes = at_once(
        lambda: approve_words(**seen),
        lambda: refuse_words(**seen, reason="No"),
        lambda: ask_no_more(actor=author, quote_id=quote.pk),
    )

    assert sum(isinstance(outcome, Refusal) for outcome in outcomes) == 2
    assert QuoteApproval.objects.count() <= 1
