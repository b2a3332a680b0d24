"""Notes between author and clerk, beside the draft: they never go out, and the record keeps who wrote when."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.access import may_write, works_on
from portal.drafts.models import Communication, Note
from portal.markup import UnreadableText, clean_text, is_blank
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours

LONGEST = 5_000
"""Characters of one note."""
TWICE_WITHIN = timedelta(minutes=1)
"""Within this time the same words by the same person are a second click: nobody could take the second note away."""


def may_read_notes(person: Person, communication: Communication) -> bool:
    """Return whether the notes are for ``person``: the writers of the draft, and those who read every draft."""
    return works_on(person, communication)


@transaction.atomic
def write_note(*, actor: Person, communication: Communication, text: str) -> Note:
    """Put a note beside the current revision of ``communication``.

    The archive keeps its words, the ledger its key and hash. The same words again within a minute are the note that
    is there already: the item is locked, so that of two at once one finds the other's. Raises NotYours for anybody
    who may not write in the draft, InvalidInput for an empty note, one above LONGEST characters, or one that cannot
    be stored.
    """
    if not may_write(actor, communication):
        raise NotYours("You may not write notes on this draft.")
    try:
        said = clean_text(text).strip()
    except UnreadableText as error:
        raise InvalidInput("The note holds characters that cannot be stored. Remove them.") from error
    if is_blank(said) or len(said) > LONGEST:
        raise InvalidInput(f"A note needs between 1 and {LONGEST:,} characters.")
    Communication.objects.select_for_update(no_key=True).get(pk=communication.pk)
    if before := _just_written(actor, communication, said):
        return before
    note = Note.objects.create(
        communication=communication,
        revision_id=communication.current_revision_id,
        author=actor.membership,
        text=said,
    )
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status="note",
                object_type="note",
                object_id=note.pk,
                communication_id=communication.pk,
                actor_id=actor.user_id,
                people_ids=tuple(sorted({communication.author.user_id, actor.user_id})),
                title=communication.title,
                text=said,
            )
        ]
    )
    facts = {"note": note.pk, "sha256": sha256_of(said)}
    record([entry_by(actor, "note_written", "communication", communication.pk, **facts)])
    return note


def _just_written(actor: Person, communication: Communication, said: str) -> Note | None:
    """Return the note that ``actor`` wrote in these very words a moment ago, if there is one."""
    own = Note.objects.filter(
        communication=communication,
        author=actor.membership,
        text=said,
        at__gt=timezone.now() - TWICE_WITHIN,
    )
    return own.order_by("-pk").first()
