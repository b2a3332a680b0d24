"""Retention takes the words of a quotation with its item, and free-standing ones once their own time is over."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.channels.quotes.asking import Saying, ask_beforehand
from portal.channels.quotes.deciding import refuse_words
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Quote, QuoteApproval, QuoteState
from portal.drafts.quotes.erasing import erase_quotes
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder
from tests.channels.quotes.conftest import asked, row
from tests.makers import make_council, make_person, make_revision

pytestmark = pytest.mark.django_db


def people() -> tuple[Person, Person]:
    council = make_council()
    author = make_person(council=council, role=Role.DEPUTY)
    return author, make_person(council=council, role=Role.CHAIR, name="Ada Example")


def erase(council_id: int, *items: int, days: int = 0) -> int:
    with transaction.atomic():
        return erase_quotes(EraseOrder(council_id, items, timezone.now() + timedelta(days=days)))


def test_the_words_the_speaker_and_what_was_said_go_and_the_hash_stays() -> None:
    author, mayor = people()
    item = make_revision(author=author, quotes=[row()]).communication
    other = make_revision(author=author, quotes=[row("Words of another item.")]).communication
    quote, kept = asked(author, item, mayor), asked(author, other, mayor)
    refuse_words(actor=mayor, quote_id=quote.pk, sha256=quote.sha256, reason="No", proposed="Yes")

    erased = erase(author.council.pk, item.pk)

    quote.refresh_from_db()
    kept.refresh_from_db()
    decision = QuoteApproval.objects.get()
    assert (quote.words, quote.speaker, quote.office, quote.state) == ("", "", "", QuoteState.REFUSED)
    assert len(quote.sha256) == 64
    assert (decision.reason, decision.proposed) == ("", "")
    assert decision.erased_at is not None
    assert kept.words == "Words of another item."
    filed = Snapshot.objects.filter(object_type="quote", object_id=quote.pk)
    assert set(filed.values_list("text", flat=True)) == {None}
    # the quote, the decision, what was filed of the words and of each, and why they were refused
    assert erased == 5


def test_what_waits_is_asked_no_more_once_its_words_are_gone() -> None:
    author, mayor = people()
    item = make_revision(author=author, quotes=[row()]).communication
    quote = asked(author, item, mayor)

    erase(author.council.pk, item.pk)

    quote.refresh_from_db()
    assert quote.state == QuoteState.DROPPED


def test_free_standing_words_stay_until_the_council_s_years_are_over() -> None:
    author, mayor = people()
    said = Saying("We are glad.", "Ada Example")
    quote = ask_beforehand(actor=author, saying=said, member_id=mayor.membership.pk)

    assert erase(author.council.pk, days=365 * 5) == 0
    assert erase(author.council.pk, days=365 * 7) == 2
    quote.refresh_from_db()
    assert (quote.words, quote.erased_at is not None) == ("", True)


def test_another_council_s_order_erases_nothing_here() -> None:
    author, mayor = people()
    item = make_revision(author=author, quotes=[row()]).communication
    asked(author, item, mayor)

    assert erase(make_council().pk, item.pk) == 0
    assert Quote.objects.get().words
