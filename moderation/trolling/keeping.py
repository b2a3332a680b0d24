"""Keeping what was done to a member, in their own record; sharing it with the clerk; taking it out again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from moderation.models import Comment, Incident
from moderation.states import Showing
from moderation.trolling.places import page_of
from moderation.trolling.seeing import ABOUT, incidents_of, may_keep, require_own
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Role
from portal.councils.recording import entry_by
from portal.drafts.content import LONDON
from portal.fields import FIRST_DAY
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.records.models import LegalHold
from portal.records.retention import UnderHold, holds_on
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.scans import scan_kept

LONGEST_WORDS = 20_000
LARGEST_FILE = 10 * 1024 * 1024
"""Bytes of a picture or a page that shows it."""


@dataclass(frozen=True)
class Happened:
    """What happened, as the member tells it. ``happened_at`` is aware; ``reference`` is a comment's of this council."""

    happened_at: datetime
    words: str = ""
    place: str = ""
    link: str = ""
    who: str = ""
    effect: str = ""
    reference: str = ""
    file: "UploadedFile[bytes] | None" = None


def keep(*, actor: Person, happened: Happened) -> Incident:
    """Keep what happened in the member's own record and return it: with its hash, never changed afterwards.

    Raises NotYours for who is no member of the council, InvalidInput for what cannot be kept; the file is judged by
    what it holds. Without the row there is no file.
    """
    if not may_keep(actor):
        raise NotYours("Members of the council keep this record.")
    made = Incident(council=actor.council, member=actor.membership, kept_at=timezone.now())
    kept = scan_kept(made.file, happened.file, called="file", most_bytes=LARGEST_FILE)
    with kept as made.file_sha256, transaction.atomic():
        _note(actor, made, happened)
        made.sha256 = sha256_of(canonical_json(contents(made)))
        made.save()
        record([entry_by(actor, "incident_kept", ABOUT, made.pk, sha256=made.sha256)])
    return made


def contents(found: Incident) -> dict[str, Any]:
    """Return all that was kept of an incident, as it is hashed and as its export has it."""
    return {
        "happened_at": found.happened_at.isoformat(),
        "kept_at": found.kept_at.isoformat(),
        "place": found.place,
        "link": found.link,
        "who": found.who,
        "words": found.words,
        "effect": found.effect,
        "comment": found.comment.reference if found.comment else "",
        "file_sha256": found.file_sha256,
    }


def _note(actor: Person, row: Incident, happened: Happened) -> None:
    if happened.happened_at > timezone.now() + timedelta(minutes=5):
        raise InvalidInput("When it happened: this is still to come.")
    if happened.happened_at < datetime.combine(FIRST_DAY, time.min, LONDON):
        raise InvalidInput("When it happened: enter a date after 1900.")
    row.happened_at = happened.happened_at
    row.words = typed(happened.words, called="What was said", longest=LONGEST_WORDS, needed=not row.file)
    row.place = typed(happened.place, called="Where", longest=200, needed=False)
    row.link = typed(happened.link, called="Link", longest=500, needed=False)
    page_of(row.link)  # what is no address is refused while the member can mend it
    row.who = typed(happened.who, called="Who", longest=200, needed=False)
    row.effect = typed(happened.effect, called="What it did to you", longest=LONGEST_WORDS, needed=False)
    if named := happened.reference.strip().upper():
        rows = Comment.objects.filter(council=actor.council, reference=named[:12], showing=Showing.SHOWN)
        row.comment = rows.first()
        if row.comment is None:
            raise InvalidInput("No comment that shows here has this reference.")


@transaction.atomic
def share(*, actor: Person, incident_id: int, ask_for_reply: bool = False) -> Incident:
    """Let the clerk read it from now on, and where ``ask_for_reply`` ask the council for its one clear reply.

    Raises NotYours for anybody but the member, Refusal where it is shared, or the reply asked for, already.
    """
    found = lock_incident(actor, incident_id)
    require_own(actor, found)
    now = timezone.now()
    if found.reply_asked_at is not None or (found.shared_at is not None and not ask_for_reply):
        raise Refusal("This is shared with the clerk already.", "Nothing was changed.")
    found.shared_at = found.shared_at or now
    found.reply_asked_at = now if ask_for_reply else None
    found.save(update_fields=["shared_at", "reply_asked_at"])
    clerks = Membership.objects.filter(in_office(now), council=actor.council, role=Role.CLERK)
    recipients = clerks.filter(user__is_active=True).order_by("pk").values_list("pk", flat=True)
    tell(
        council_id=actor.council.pk,
        what=What.INCIDENT_SHARED,
        about=(ABOUT, found.pk),
        recipients=list(recipients),
        occasion=int(ask_for_reply),
    )
    record([entry_by(actor, "incident_shared", ABOUT, found.pk, asks_for_reply=ask_for_reply)])
    return found


@transaction.atomic
def take_out(*, actor: Person, incident_id: int) -> None:
    """Erase an incident, with its file, from the member's record: it is theirs. Its hash stays in the council's.

    Raises NotYours for anybody but the member, Refusal where the council was asked to act on it, UnderHold where it was
    shared and a legal hold covers all of the council.
    """
    found = lock_incident(actor, incident_id)
    require_own(actor, found)
    if found.reply_asked_at is not None:
        raise Refusal(
            "The council was asked to reply to this: it belongs to that now.", "Nothing was changed."
        )
    held = LegalHold.objects.filter(holds_on(actor.council.pk, [])).first()
    if held is not None and found.shared_at is not None:
        raise UnderHold(held)
    erase_rows([found])
    record([entry_by(actor, "incident_taken_out", ABOUT, found.pk)])


def erase_rows(found: list[Incident]) -> int:
    """Erase the words and files of incidents, in the caller's transaction; return how many rows."""
    for one in found:
        if one.file:
            transaction.on_commit(partial(one.file.storage.delete, str(one.file.name)))
    words = dict.fromkeys(("place", "link", "who", "words", "effect", "file"), "")
    rows = Incident.objects.filter(pk__in=[one.pk for one in found], erased_at__isnull=True)
    return rows.update(**words, comment=None, erased_at=timezone.now())


def lock_incident(actor: Person, incident_id: int) -> Incident:
    """Return the incident, locked. Raises NotYours for one that is not theirs to read, Refusal for one erased."""
    if not incidents_of(actor).filter(pk=incident_id).exists():
        raise NotYours("This record is not yours.")
    found = Incident.objects.select_for_update(no_key=True, of=("self",)).get(pk=incident_id)
    if found.erased_at is not None:
        raise Refusal("This was taken out of the record.", "Nothing was changed.")
    return found
