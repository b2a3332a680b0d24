"""What is done about a letter: acknowledged, given to somebody to answer, answered, closed, opened again."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.html import format_html

from approvals.falling_due import note_answer_due
from approvals.filing import file_words
from approvals.letters.locking import ABOUT, lock_letter
from approvals.letters.seeing import require_entering
from approvals.models import ReceivedLetter
from policies.checks.holding_reply import THANKS
from policies.matters.seeing import INSIDE
from policies.models import Interest, MatterAccess, MatterFlag, MatterLink
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Body, Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.councils.recording import entry_by, reasoned
from portal.councils.templatetags.words import day
from portal.drafts.addressed import Named, is_email
from portal.drafts.models import Communication
from portal.drafts.reusing import Offer, begin_from
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

LONGEST_WORDS = 5_000


def may_get(letter: ReceivedLetter) -> "QuerySet[Membership]":
    """Return who can be given ``letter`` or some of it: members and staff in office to whom its matter is not closed.

    Who declared an interest in the matter is left out, and who is not named where it is known by name alone.
    """
    rows = Membership.objects.filter(
        in_office(timezone.now()), council=letter.council_id, role__in=INSIDE, user__is_active=True
    )
    if letter.matter is not None and (letter.matter.released_on is None or letter.matter.decision_only):
        interests = Interest.objects.filter(
            matter=letter.matter, member=OuterRef("pk"), ended_on__isnull=True
        )
        rows = rows.exclude(~Q(role=Role.CLERK) & Q(Exists(interests)))
        if letter.matter.named_access_only:
            named = MatterAccess.objects.filter(matter=letter.matter, member=OuterRef("pk"))
            rows = rows.filter(Q(Exists(named)) | Q(role=Role.CLERK))
    return rows.select_related("user", "council").order_by("user__name", "pk")


@transaction.atomic
def acknowledge_letter(*, actor: Person, letter_id: int) -> ReceivedLetter:
    """Note that whoever wrote was told that the council has their letter.

    Raises NotYours for who does not act on it, Refusal where somebody did meanwhile or it is closed.
    """
    found = lock_letter(actor, letter_id)
    now = timezone.now()
    mine = ReceivedLetter.objects.filter(pk=found.pk, acknowledged_at__isnull=True)
    if mine.update(acknowledged_at=now, acknowledged_by=actor.membership) != 1:
        raise Refusal("This was acknowledged already.", "Nothing was changed.")
    found.refresh_from_db()
    facts = {"in_time": now <= found.acknowledge_by}
    record([entry_by(actor, "letter_acknowledged", ABOUT, found.pk, **facts)])
    return found


@transaction.atomic
def assign(*, actor: Person, letter_id: int, member_id: int, reply_by: datetime | None) -> ReceivedLetter:
    """Give a letter to somebody to answer, until ``reply_by`` (aware; None: no time is set); they are told.

    Raises NotYours for anybody but clerk and officers, InvalidInput for who cannot have it or a time that is over,
    Refusal where it was closed meanwhile.
    """
    require_entering(actor)
    found = lock_letter(actor, letter_id)
    member = may_get(found).filter(pk=member_id).first()
    if member is None:
        raise InvalidInput(
            "They cannot be given this: they are not in office here, or its matter is closed to them."
        )
    if reply_by is not None and reply_by <= timezone.now():
        raise InvalidInput("The time by which it is to be answered is over already.")
    found.holder, found.reply_by = member, reply_by
    found.save(update_fields=["holder", "reply_by"])
    note_answer_due(found.answer)
    facts = {"member": member.pk, "reply_by": reply_by.isoformat() if reply_by else ""}
    if member.pk != actor.membership.pk:
        tell(
            council_id=found.council_id,
            what=What.LETTER_GIVEN,
            about=(ABOUT, found.pk),
            recipients=[member.pk],
        )
    record([entry_by(actor, "letter_assigned", ABOUT, found.pk, **facts)])
    return found


@transaction.atomic
def begin_letter_answer(*, actor: Person, letter_id: int, to_all: bool = False) -> Communication:
    """Begin the answer as a letter of the council, with both references: a draft, approved before it goes out.

    It answers whoever wrote; with ``to_all`` those who had the letter too get copies, and the checks say so.
    On a flagged matter it begins with the holding reply. A second time leads to the draft of the first.
    Raises NotYours for who does not act on it or may not draft letters, Refusal where it was closed meanwhile.
    """
    found = lock_letter(actor, letter_id)
    actor.require(Power.DRAFT)
    if found.answer is not None:
        return found.answer
    body = Body.objects.get(council=actor.council, kind=Body.Kind.COUNCIL)
    made = begin_from(
        actor=actor,
        kind="letter",
        body=body,
        offer=Offer("letter-answer", "Answer", _words(actor, found) | _answered(found, to_all=to_all)),
    )
    if found.matter_id is not None:
        MatterLink.objects.get_or_create(
            communication=made,
            matter_id=found.matter_id,
            defaults={"about": True, "said_by": actor.membership},
        )
    ReceivedLetter.objects.filter(pk=found.pk).update(answer=made)
    record([entry_by(actor, "letter_answer_begun", ABOUT, found.pk, communication=made.pk)])
    return made


def _words(actor: Person, letter: ReceivedLetter) -> dict[str, str]:
    """Return with what the answer begins; the sender's subject stays out of it where the matter is flagged."""
    flag = (
        MatterFlag.objects.filter(matter=letter.matter, lifted_at__isnull=True).first()
        if letter.matter
        else None
    )
    wrote = "email" if letter.way == ReceivedLetter.Way.EMAIL else "letter"
    thanks = THANKS.format(wrote=wrote, when=day(letter.received_at))
    return {
        "title": f"Your {wrote}" if flag else f"Your {wrote}: {letter.subject}"[:150],
        "addressee": letter.sender,
        "address": letter.address,
        "reference": letter.reference,
        "their_reference": letter.their_reference,
        "salutation": f"Dear {letter.sender}"[:120],
        "body": format_html("<p>{}</p><p>{}</p>", thanks, flag.holding_reply if flag else ""),
        "closing": "Yours sincerely",
        "signatory": actor.name,
        "signatory_title": actor.membership.display_title,
    }


def _answered(letter: ReceivedLetter, *, to_all: bool) -> dict[str, str]:
    """Return who gets the answer: by email where the letter came so with an address, the others where all do."""
    address = next((line.strip() for line in letter.address.splitlines() if "@" in line), "")
    to = Named(re.sub(r'["<>@;,]', " ", letter.sender).strip(), address).written if is_email(address) else ""
    keeps_all = to_all and bool(letter.others)
    return {"to": to, "cc": letter.others if keeps_all else "", "answers": "all" if keeps_all else "sender"}


@transaction.atomic
def close_letter(*, actor: Person, letter_id: int, outcome: str, words: str) -> ReceivedLetter:
    """Note how a letter ended, and what was said or why nothing was. An answer that waits is due by its time no more.

    Raises NotYours for who does not act on it, InvalidInput without words, Refusal where it was closed meanwhile.
    """
    found = lock_letter(actor, letter_id)
    if outcome not in ReceivedLetter.Outcome.values:
        raise InvalidInput("Choose how it ended.")
    said = typed(words, called="What was said", longest=LONGEST_WORDS)
    ReceivedLetter.objects.filter(pk=found.pk, closed_at__isnull=True).update(
        outcome=outcome, outcome_words=said, closed_at=timezone.now(), closed_by=actor.membership
    )
    note_answer_due(found.answer)
    digest = file_words(actor, found, "letter_closed", title=found.subject, text=said)
    record([entry_by(actor, "letter_closed", ABOUT, found.pk, outcome=outcome, text_sha256=digest)])
    found.refresh_from_db()
    return found


@transaction.atomic
def reopen_letter(*, actor: Person, letter_id: int, reason: str) -> ReceivedLetter:
    """Open a letter again: they wrote again, or it was closed by mistake. What was noted stays with the record.

    Raises NotYours for who does not act on it, InvalidInput without a reason, Refusal where it is open again.
    """
    found = lock_letter(actor, letter_id, closed=True)
    reason = typed(reason, called="Reason", longest=2_000)
    nothing = {"outcome": "", "outcome_words": "", "closed_at": None, "closed_by": None}
    ReceivedLetter.objects.filter(pk=found.pk).update(**nothing)
    note_answer_due(found.answer)
    record([reasoned(actor, "letter_reopened", ABOUT, found.pk, reason=reason)])
    found.refresh_from_db()
    return found
