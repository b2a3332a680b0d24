"""What came of an enquiry: the answer in writing, how it ended, and what appeared."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.html import format_html

from approvals.consulting.concerning import follow_enquiry
from approvals.falling_due import note_answer_due
from approvals.filing import file_words
from approvals.models import Cutting, Enquiry
from approvals.press.briefing import latest_card, speaking
from approvals.press.choosing import refuse_flagged, refuse_unpermitted_speaker, require_lead
from approvals.press.locking import ABOUT, lock_enquiry
from approvals.press.seeing import flag_of
from policies.models import MatterLink
from policies.typed import typed
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.drafts.models import Communication
from portal.drafts.reusing import Offer, begin_from
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_WORDS = 5_000


@dataclass(frozen=True)
class Appeared:
    """What appeared: on which day, under which headline, where, and whether it says what the council said."""

    on: date
    headline: str
    where: str = ""
    accurate: bool = True
    remark: str = ""


@transaction.atomic
def begin_answer(*, actor: Person, enquiry_id: int) -> Communication:
    """Begin the answer as a letter of the council: a draft like any other, approved before it goes out.

    On a flagged matter it begins with the holding reply. Whom the enquiry is about, the answer is about too: they are
    consulted, or it goes to the council. A second time leads to the draft of the first.
    Raises NotYours for who does not handle it or may not draft letters, Refusal where it was closed meanwhile.
    """
    found = lock_enquiry(actor, enquiry_id)
    require_lead(actor, found)
    actor.require(Power.DRAFT)
    if found.answer is not None:
        return found.answer
    flag = flag_of(found)
    raw = {
        "title": "Your enquiry" if flag else f"Your enquiry: {found.topic}"[:150],
        "addressee": found.asker,
        "address": found.outlet,
        "to": found.contact.email if found.contact else "",
        "salutation": f"Dear {found.asker}"[:120],
        "body": format_html("<p>{}</p>", flag.holding_reply) if flag else "",
        "closing": "Yours sincerely",
        "signatory": actor.name,
        "signatory_title": actor.membership.display_title,
    }
    body = Body.objects.get(council=actor.council, kind=Body.Kind.COUNCIL)
    made = begin_from(actor=actor, kind="letter", body=body, offer=Offer("press-answer", "Answer", raw))
    if found.matter_id is not None:
        MatterLink.objects.get_or_create(
            communication=made,
            matter_id=found.matter_id,
            defaults={"about": True, "said_by": actor.membership},
        )
    Enquiry.objects.filter(pk=found.pk).update(answer=made)
    concerned = follow_enquiry(actor, found, made.pk)
    record([entry_by(actor, "press_answer_begun", ABOUT, found.pk, communication=made.pk), *concerned])
    return made


@transaction.atomic
def close(*, actor: Person, enquiry_id: int, outcome: str, words: str) -> Enquiry:
    """Note how an enquiry ended, and what was said. An answer that waits is due by its time no more.

    An interview is given by somebody who was put forward, confirmed the card and may still speak. Raises NotYours for
    who does not lead it, InvalidInput without words, Refusal where that did not happen or it was closed meanwhile.
    """
    found = lock_enquiry(actor, enquiry_id)
    require_lead(actor, found)
    if outcome not in Enquiry.Outcome.values:
        raise InvalidInput("Choose how it ended.")
    said = typed(words, called="What was said", longest=LONGEST_WORDS)
    if outcome == Enquiry.Outcome.INTERVIEWED:
        _refuse_unbriefed(found)
    mine = Enquiry.objects.filter(pk=found.pk, closed_at__isnull=True)
    mine.update(outcome=outcome, outcome_words=said, closed_at=timezone.now(), closed_by=actor.membership)
    note_answer_due(found.answer)
    digest = file_words(actor, found, "press_enquiry_closed", title=found.topic, text=said)
    facts = {"outcome": outcome, "text_sha256": digest}
    record([entry_by(actor, "press_enquiry_closed", ABOUT, found.pk, **facts)])
    found.refresh_from_db()
    return found


@transaction.atomic
def reopen(*, actor: Person, enquiry_id: int, reason: str) -> Enquiry:
    """Open an enquiry again: they came back, or it was closed by mistake. What was noted stays with the record.

    Raises NotYours for who does not lead it, InvalidInput without a reason, Refusal where it is open again.
    """
    found = lock_enquiry(actor, enquiry_id, closed=True)
    require_lead(actor, found)
    reason = typed(reason, called="Reason", longest=2_000)
    nothing = {"outcome": "", "outcome_words": "", "closed_at": None, "closed_by": None}
    Enquiry.objects.filter(pk=found.pk).update(**nothing)
    note_answer_due(found.answer)
    record([reasoned(actor, "press_enquiry_reopened", ABOUT, found.pk, reason=reason)])
    found.refresh_from_db()
    return found


@transaction.atomic
def add_cutting(*, actor: Person, enquiry_id: int, appeared: Appeared) -> Cutting:
    """Keep what appeared, open enquiry or closed; what was wrong in it is said.

    Raises NotYours for who does not handle the press, InvalidInput for what cannot be kept.
    """
    is_closed = Enquiry.objects.filter(pk=enquiry_id, closed_at__isnull=False).exists()
    found = lock_enquiry(actor, enquiry_id, closed=is_closed)
    require_lead(actor, found)
    if appeared.on > timezone.localdate():
        raise InvalidInput("The day on which it appeared is still to come.")
    headline = typed(appeared.headline, called="Headline", longest=300)
    where = typed(appeared.where, called="Where", longest=500, needed=False)
    remark = typed(appeared.remark, called="What is wrong in it", longest=2_000, needed=not appeared.accurate)
    made = Cutting.objects.create(
        enquiry=found,
        appeared_on=appeared.on,
        headline=headline,
        where=where,
        accurate=appeared.accurate,
        remark=remark,
        entered_by=actor.membership,
    )
    text = f"{headline}\n{where}\n{remark}"
    digest = file_words(actor, found, "cutting_kept", title=headline, text=text)
    record([entry_by(actor, "cutting_kept", ABOUT, found.pk, cutting=made.pk, text_sha256=digest)])
    return made


def _refuse_unbriefed(enquiry: Enquiry) -> None:
    refuse_flagged(enquiry)
    speaker = speaking(enquiry)
    card = latest_card(speaker) if speaker is not None else None
    if speaker is None or card is None or card.read_at is None:
        who = f"{speaker.member.shown_name} has not confirmed the briefing card." if speaker else ""
        raise Refusal(
            who or "Nobody was put forward to speak.",
            "Nothing was changed. Who speaks reads the card first; or choose another outcome.",
        )
    refuse_unpermitted_speaker(enquiry, speaker.member)
