"""Briefing who speaks: a card in writing before they do, and their own word that they read it."""

import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from approvals.filing import file_words
from approvals.models import Briefing, Enquiry, Spokesperson
from approvals.press.cards import Written, compose, moved_on, stored
from approvals.press.choosing import refuse_flagged, refuse_unpermitted_speaker, require_lead
from approvals.press.locking import ABOUT, lock_enquiry
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

LONGEST = 5_000


@transaction.atomic
def brief(*, actor: Person, enquiry_id: int, written: Written) -> Briefing:
    """Make the card of who speaks on an enquiry, and tell them that it waits; an earlier card is kept, and replaced.

    Raises NotYours for who does not lead it, InvalidInput without facts or position, Refusal where nobody is put
    forward, who is may not speak any more (choosing.why_not), the matter is flagged, or it was closed meanwhile.
    """
    found = lock_enquiry(actor, enquiry_id)
    require_lead(actor, found)
    refuse_flagged(found)
    speaker = speaking(found)
    if speaker is None:
        raise Refusal(
            "Nobody is put forward to speak on this yet.", "Nothing was changed. Choose somebody first."
        )
    refuse_unpermitted_speaker(found, speaker.member)
    facts = typed(written.facts, called="Facts", longest=LONGEST, needed=False)
    closed = typed(written.closed, called="What is not to be said", longest=LONGEST, needed=False)
    card = compose(found, speaker, Written(facts, closed, written.positions), timezone.now())
    if not facts and not card["positions"]:
        raise InvalidInput("Give facts, or choose a position that the council agreed: the card is empty.")
    text, sha256 = stored(card)
    made = Briefing.objects.create(spokesperson=speaker, made_by=actor.membership, card=text, sha256=sha256)
    file_words(
        actor,
        found,
        "spokesperson_briefed",
        title=f"Briefing of {speaker.member.shown_name}",
        text=text,
        people=[speaker.member.user_id],
    )
    if speaker.member_id != actor.membership.pk:
        tell(
            council_id=found.council_id,
            what=What.PRESS_BRIEFED,
            about=(ABOUT, found.pk),
            recipients=[speaker.member_id],
            occasion=made.pk,
        )
    record([entry_by(actor, "spokesperson_briefed", ABOUT, found.pk, briefing=made.pk, text_sha256=sha256)])
    return made


@transaction.atomic
def confirm_read(*, actor: Person, enquiry_id: int, sha256: str) -> Briefing:
    """Note that who speaks has read the card of which ``sha256`` is the hash: the one that they had before them.

    A second time changes nothing. Raises NotYours for anybody else, Refusal where another card took its place, what
    it says does not hold any more, they may not speak any more, or it was closed meanwhile.
    """
    found = lock_enquiry(actor, enquiry_id)
    speaker = speaking(found)
    if speaker is None or speaker.member_id != actor.membership.pk:
        raise NotYours("You are not the one who speaks on this.")
    latest = latest_card(speaker)
    if latest is None or latest.sha256 != sha256:
        raise Refusal("This is not the card that you had before you.", "Nothing was noted. Read the new one.")
    refuse_unpermitted_speaker(found, speaker.member)
    if changed := moved_on(found, card_of(latest), timezone.now()):
        raise Refusal(" ".join(changed), "Nothing was noted. Ask the clerk for a new card before you speak.")
    if Briefing.objects.filter(pk=latest.pk, read_at__isnull=True).update(read_at=timezone.now()) == 1:
        facts = {"briefing": latest.pk, "text_sha256": sha256}
        record([entry_by(actor, "briefing_read", ABOUT, found.pk, **facts)])
    latest.refresh_from_db()
    return latest


def speaking(enquiry: Enquiry) -> Spokesperson | None:
    """Return who is put forward now, or None."""
    rows = enquiry.spokespeople.filter(ended_at__isnull=True)
    return rows.select_related("member__user", "member__council", "chosen_by__user").first()


def latest_card(speaker: Spokesperson) -> Briefing | None:
    """Return the card that holds for ``speaker``: the last one."""
    return speaker.briefings.select_related("made_by__user").order_by("-pk").first()


def card_of(briefing: Briefing) -> dict[str, Any]:
    """Return what a card says; {} once it was erased."""
    card: dict[str, Any] = json.loads(briefing.card) if briefing.card else {}
    return card
