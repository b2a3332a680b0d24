"""Whether a comment stands where it was said: authors delete, networks forget, and some answers are not whole."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from moderation.enforcing.leaving import left_again, nothing_left
from moderation.intake.attaching import known_as
from moderation.intake.receiving import ABOUT
from moderation.models import Comment, CommentVersion
from moderation.states import Showing
from portal.channels.models import Channel, Delivery
from portal.councils.recording import entry_by_machine
from portal.records.ledger import record


def words_known(channel: Channel, names: Collection[str]) -> dict[str, str]:
    """Return what tells the latest words of each comment that is known, with what stands with them, from others.

    By its name there, as known_as() says it. One query.
    """
    rows = CommentVersion.objects.filter(
        comment__channel=channel, comment__remote_id__in=list(names), number=F("comment__version")
    )
    facts = rows.values_list("comment__remote_id", "sha256", "attached")
    return {name: known_as(sha256, attached) for name, sha256, attached in facts}


def note_places(
    *, channel: Channel, publication_id: int | None, there: Collection[str], page: str = ""
) -> None:
    """Note of what came as a mention that it stands under a post of the council's, or on the ``page`` of an account on
    which nothing is published. One query where none does.
    """
    place: dict[str, int | str] = (
        {"page": page} if publication_id is None else {"publication": publication_id}
    )
    rows = Comment.objects.filter(channel=channel, publication__isnull=True, page="", erased_at__isnull=True)
    for pk in rows.filter(remote_id__in=there).values_list("pk", flat=True):
        with transaction.atomic():
            if rows.filter(pk=pk).update(**place) == 1:
                record([entry_by_machine(channel.council_id, "comment_placed", ABOUT, pk, **place)])


def note_whereabouts(
    *,
    channel: Channel,
    external_id: str,
    there: Collection[str],
    whole: bool,
    asks: bool = False,
    is_page: bool = False,
) -> None:
    """Note which comments under the post or page ``external_id`` are gone, and which stand there again.

    ``there``: the names of those that the network has; ``whole``: it told all. What is missing once is only noted as
    missed, since an answer may be short; missing again it is gone. What we keep of it stays. Where the network can be
    asked after one by itself (``asks``), it is: what quotes a post stands in no list of what stands under it.
    """
    posts = Delivery.objects.filter(channel=channel, external_id=external_id).values("publication")
    under = Q(page=external_id) if is_page else Q(publication__in=posts)
    note_seen(channel=channel, there=there)
    if not whole:
        return
    rows = Comment.objects.filter(channel=channel, way=Comment.Way.NETWORK, erased_at__isnull=True)
    now = timezone.now()
    missing = rows.filter(under, gone_at__isnull=True).exclude(remote_id__in=there)
    if asks:
        waits = Q(ask_after_at__gt=now)
        missing.filter(missed_at__isnull=True).exclude(waits).update(missed_at=now, ask_after_at=now)
        missing.filter(missed_at__isnull=False, ask_after_at__isnull=True).update(ask_after_at=now)
        return
    for pk in list(missing.filter(missed_at__isnull=False).values_list("pk", flat=True)):
        note_gone(comment_id=pk)
    missing.filter(missed_at__isnull=True).update(missed_at=now)


def note_seen(*, channel: Channel, there: Collection[str]) -> None:
    """Note which comments that were gone, or missed, are told of again. One query where there are none."""
    back = Q(gone_at__isnull=False) | Q(missed_at__isnull=False)
    rows = Comment.objects.filter(back, channel=channel, remote_id__in=there, erased_at__isnull=True)
    for pk in rows.values_list("pk", flat=True):
        note_back(comment_id=pk)


def ask_after_again(*, channel: Channel, there: Collection[str]) -> None:
    """Have the network asked after what was gone and is told of again: its lists may lag behind. One query."""
    rows = Comment.objects.filter(channel=channel, remote_id__in=there, erased_at__isnull=True)
    rows.filter(gone_at__isnull=False, ask_after_at__isnull=True).update(ask_after_at=timezone.now())


def note_shown(*, channel: Channel, seen: Collection[str]) -> None:
    """Note which comments that their network held back stand before readers there now, though nobody ruled so here."""
    rows = Comment.objects.filter(channel=channel, way=Comment.Way.NETWORK, showing=Showing.HELD)
    for pk in rows.filter(remote_id__in=seen, erased_at__isnull=True).values_list("pk", flat=True):
        with transaction.atomic():
            if Comment.objects.filter(pk=pk, showing=Showing.HELD).update(showing=Showing.SHOWN) == 1:
                found = Comment.objects.get(pk=pk)
                entry = entry_by_machine(
                    found.council_id, "comment_shown_there", ABOUT, found.pk, version=found.version
                )
                record([entry])


@transaction.atomic
def note_gone(*, comment_id: int) -> Comment:
    """Note that a comment stands no longer where it was said: its author or the network took it away.

    What we received stays as it is kept; nothing is left to hide there. Safe to note twice.
    """
    found = Comment.objects.select_for_update(no_key=True).get(pk=comment_id)
    if found.gone_at is None:
        found.gone_at, found.ask_after_at = timezone.now(), None
        found.save(update_fields=["gone_at", "ask_after_at"])
        nothing_left(found)
        record([entry_by_machine(found.council_id, "comment_gone", ABOUT, found.pk, version=found.version)])
    return found


@transaction.atomic
def note_back(*, comment_id: int) -> Comment:
    """Note that a comment stands again where it was said. Safe to note twice; what was only missed is not recorded."""
    found = Comment.objects.select_for_update(no_key=True).get(pk=comment_id)
    was_gone = found.gone_at is not None
    Comment.objects.filter(pk=found.pk).update(gone_at=None, missed_at=None)
    found.gone_at = found.missed_at = None
    if was_gone:
        left_again(found)
        record([entry_by_machine(found.council_id, "comment_back", ABOUT, found.pk, version=found.version)])
    return found
