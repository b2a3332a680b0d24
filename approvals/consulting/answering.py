"""Giving a view: what somebody consulted says of the text that they read. It decides nothing."""

from django.db import transaction
from django.utils import timezone

from approvals.consulting.asking import ABOUT, LONGEST, file_words
from approvals.consulting.ending import TooLate, is_decided
from approvals.models import ItemConsultation
from approvals.models.consultation import View
from approvals.submitting import lock_item
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.editing import StaleRevision
from portal.drafts.gates import closed_to
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST_MINUTE = 200


@transaction.atomic
def give_view(
    *, actor: Person, consultation_id: int, revision_id: int, view: str, words: str = "", reference: str = ""
) -> ItemConsultation:
    """Record the view of who was asked, on exactly the revision that they read.

    ``reference`` is the council's minute, where the item was referred to it and may go out. Raises NotYours for anybody
    else, TooLate where the item was decided meanwhile, StaleRevision where the text was changed since, InvalidInput for
    a view without what it needs, Refusal where it was given or taken back already.
    """
    actor.require(Power.DRAFT)
    rows = ItemConsultation.objects.filter(pk=consultation_id, council_id=actor.council.pk)
    found = rows.select_related("member").first()
    if found is None or found.member.user_id != actor.user_id:
        raise NotYours("Only who was asked gives this view.")
    said, minute = _read(found, view, words, reference)
    item = lock_item(actor, found.communication_id)
    if Communication.objects.filter(closed_to(actor), pk=item.pk).exists():
        raise NotYours("This item is closed to you.")
    if is_decided(found, item):
        raise TooLate
    if item.current_revision_id != revision_id:
        raise StaleRevision(item.current_revision)
    given = rows.filter(view="", dropped_at__isnull=True).update(
        view=view,
        words=said,
        reference=minute,
        given_at=timezone.now(),
        revision_id=revision_id,
    )
    if given != 1 and rows.filter(passed_over=True).exists():
        raise TooLate
    if given != 1:
        raise Refusal("You gave this view already, or are not asked any more.", "Nothing was changed.")
    if said:
        file_words(actor, found, "view_given", "View of somebody consulted", said)
    what = What.VIEW_GIVEN
    if found.asked_by_id != actor.membership.pk:
        tell(council_id=actor.council.pk, what=what, about=(ABOUT, found.pk), recipients=[found.asked_by_id])
    facts = {"communication": item.pk, "revision": revision_id, "view": view, "words_sha256": sha256_of(said)}
    record([entry_by(actor, "view_given", ABOUT, found.pk, **facts)])
    return rows.get()


def _read(asked: ItemConsultation, view: str, words: str, reference: str) -> tuple[str, str]:
    """Return the words and the minute as they are stored; raise InvalidInput for a view without what it needs."""
    said, minute = stated(words), stated(reference)
    if view not in View.values or len(said) > LONGEST or len(minute) > LONGEST_MINUTE:
        raise InvalidInput("Say whether you agree, have concerns or have no view, in up to 2,000 characters.")
    if view == View.CONCERNS and not said:
        raise InvalidInput("Say what your concerns are: the clerk reads them before deciding.")
    if asked.why != ItemConsultation.Why.REFERRED:
        return said, ""
    if view == View.AGREE and not minute:
        raise InvalidInput(
            "Enter the council’s minute that refers this text back. You clear nothing yourself."
        )
    return said, minute
