"""How long recordings are kept: as long as a text shows them. Then files, names and words go, the hashes stay."""

from functools import partial

from django.db import transaction

from portal.drafts.models import PicturePerson, Recording, RecordingText, Revision
from portal.drafts.pictures.erasing import erase_people
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder


def erase_recorded(order: EraseOrder) -> int:
    """Erase the recordings that no text shows any more once ``order`` is carried out (an eraser).

    It comes before the eraser of drafts, which empties the texts that are read here. Returns how many those were.
    """
    shown = Revision.objects.filter(
        communication_id__in=order.communication_ids, erased_at__isnull=True, stored__contains='"recording"'
    )
    keys = {int(row["recording"]) for revision in shown for row in revision.content.get("recordings", [])}
    rows = Recording.objects.filter(council_id=order.council_id, pk__in=keys, erased_at__isnull=True)
    done = [one for one in rows if not _still_shown(one, order)]
    for one in done:
        for file in (one.published, one.original):
            if file:
                transaction.on_commit(partial(file.storage.delete, str(file.name)))
    gone = [one.pk for one in done]
    texts = RecordingText.objects.filter(recording__in=gone, erased_at__isnull=True)
    texts.update(vtt="", words="", erased_at=order.now)
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type="recording", object_id__in=gone, erased_at__isnull=True
    )
    filed.update(text=None, title="", erased_at=order.now)
    people = PicturePerson.objects.filter(recording__in=gone, erased_at__isnull=True)
    erase_people(list(people.values_list("pk", flat=True)), order.now)
    words = dict.fromkeys(("title", "source", "agreed", "name", "who", "event", "notice"), "")
    erased = Recording.objects.filter(pk__in=gone)
    return erased.update(**words, published="", original="", event_on=None, erased_at=order.now)


def _still_shown(recording: Recording, order: EraseOrder) -> bool:
    """Return whether a text that is not erased with this order shows it. Its hash is in the stored text."""
    others = Revision.objects.filter(
        communication__council_id=order.council_id,
        communication__kind="social_post",
        erased_at__isnull=True,
        stored__contains=f'"sha256":"{recording.sha256}"',
    )
    return others.exclude(communication_id__in=order.communication_ids).exists()
