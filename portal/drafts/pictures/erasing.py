"""How long the names of people in pictures are kept: as long as a text shows it, and a permission lasts."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.drafts.models import Media, PicturePermission, PicturePerson, Revision
from portal.drafts.pictures.using import revisions_naming
from portal.records.models import Snapshot
from portal.records.retention import EraseOrder


def erase_people(keys: Collection[int], now: datetime) -> int:
    """Erase the names, ages, guardians, forms and reasons of people in pictures; hashes and states stay.

    Runs in the caller's transaction; the files of forms go once it has committed. Returns how many people that were.
    """
    answers = PicturePermission.objects.filter(person__in=keys, erased_at__isnull=True)
    for one in answers.exclude(form=""):
        transaction.on_commit(partial(one.form.storage.delete, str(one.form.name)))
    answers.update(guardian="", form="", reason="", erased_at=now)
    people = PicturePerson.objects.filter(pk__in=keys, erased_at__isnull=True)
    return people.update(name="", age=None, erased_at=now)


def erase_pictured(order: EraseOrder) -> int:
    """Erase who is in the pictures that no text shows any more once ``order`` is carried out (an eraser).

    It comes before the eraser of drafts, which empties the texts that are read here. Where everybody's permission still
    lasts the picture may be used again, and the names stay. One whose people are erased is not used before somebody
    says anew who is in it; what was filed about it goes with the names.
    """
    shown = Revision.objects.filter(
        communication_id__in=order.communication_ids, erased_at__isnull=True, stored__contains='"media"'
    )
    rows = [row for revision in shown for row in revision.content.get("images", [])]
    keys = {int(row["media"]) for row in rows}
    media = Media.objects.filter(council_id=order.council_id, pk__in=keys).exclude(who="")
    done = [one.pk for one in media if not _still_needed(one, order)]
    people = PicturePerson.objects.filter(media__in=done, erased_at__isnull=True)
    erased = erase_people(list(people.values_list("pk", flat=True)), order.now)
    Media.objects.filter(pk__in=done, who=Media.Who.PEOPLE).update(who="")
    filed = Snapshot.objects.filter(
        council_id=order.council_id, object_type="media", object_id__in=done, erased_at__isnull=True
    )
    return erased + filed.update(text=None, title="", erased_at=order.now)


def _still_needed(media: Media, order: EraseOrder) -> bool:
    """Return whether another text shows it that is not erased, or all in it still agree."""
    others = revisions_naming(media).filter(erased_at__isnull=True)
    if others.exclude(communication_id__in=order.communication_ids).exists():
        return True
    today = timezone.localdate(order.now)
    lasts = Q(state=PicturePermission.State.GIVEN) & (Q(until__isnull=True) | Q(until__gte=today))
    answers = PicturePermission.objects.filter(
        person__media=media, person__removed_at__isnull=True, is_current=True
    )
    return not answers.exclude(lasts).exists()
