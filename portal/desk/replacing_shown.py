"""The roof's verbs for an item that shows a picture or recording whose permission is gone: stopped, or replaced."""

from django.db import transaction
from django.utils import timezone

from approvals.deciding import return_with_reason
from approvals.founding import cites_of
from approvals.models import OPEN, Review
from approvals.withdrawing import cancel_schedule, void_approval, withdraw
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import get_picture
from portal.drafts.editing import revise
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication, Depicting, Media, Recording, Revision
from portal.drafts.pictures.standing import NOTHING_KNOWN, Hashes, standings
from portal.drafts.pictures.using import revisions_with
from portal.drafts.picturing import row_of
from portal.drafts.recordings.standing import get_recording
from portal.drafts.recordings.standing import row_of as row_of_recording
from portal.drafts.states import Stage
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def stop_use(*, actor: Person, shown: Media | Recording, item: Communication, reason: str) -> str:
    """Stop ``item`` because of ``shown``: withdrawn in public, cancelled, or returned; returns which, in words.

    Each cites the permission's clause where ``shown`` may not be used; while it may, nothing is returned for it.
    Raises NotYours, InvalidInput without a reason, Refusal where it is being sent, was stopped meanwhile or waits with
    what may be used, Taken where somebody else has its review in hand.
    """
    actor.require(Power.DECIDE)
    issues = Publication.objects.filter(
        communication=item,
        state__in=[PublicState.LIVE, PublicState.SCHEDULED],
        revision__in=revisions_with(shown).values("pk"),
    )
    states = set(issues.values_list("state", flat=True))
    review = Review.objects.filter(communication=item, state__in=OPEN).first()
    cites = cites_of(item, [] if _is_usable(shown) else ["image-permission"])
    if PublicState.LIVE in states:
        withdraw(actor=actor, communication_id=item.pk, reason=reason, cites=cites)
        return "is withdrawn in public"
    if states:
        cancel_schedule(actor=actor, communication_id=item.pk, reason=reason, cites=cites)
        return "is cancelled and a draft again"
    if review is not None:
        _check_unusable(shown)
        return_with_reason(actor=actor, review_id=review.pk, reason=reason, cites=cites)
        return "is returned to its author"
    if item.stage == Stage.APPROVED:
        void_approval(actor=actor, communication_id=item.pk, reason=reason, cites=cites)
        return "is a draft again; its approval is void"
    raise Refusal(
        "Nothing of this item is out or waits any more.", "Nothing was changed. Look at the list again."
    )


@transaction.atomic
def replace_shown(*, actor: Person, shown: Depicting, item: Communication, by_id: int) -> Revision:
    """Put another picture, or another recording, in the place of ``shown`` in the current text of ``item``.

    It needs a new approval; what is in public stays until the correction is approved. ``by_id`` is of the same sort as
    ``shown``. Raises InvalidInput for one that may not be used, Refusal where the current text does not show ``shown``
    any more, and as portal.drafts.editing.revise().
    """
    actor.require(Power.DECIDE)
    row = _row_of_picture(actor, by_id) if isinstance(shown, Media) else _row_of_recording(actor, by_id)
    current = item.current_revision
    if current is None or not revisions_with(shown).filter(pk=current.pk).exists():
        raise Refusal(
            f"The current text of this item does not show the {shown.called} any more.",
            "Nothing was changed. Submit that text as a correction, or withdraw what is in public.",
        )
    shape = Shape.IMAGES if isinstance(shown, Media) else Shape.RECORDINGS
    key = shown.object_type
    changed = dict(current.content)
    for part in item.spec.parts:
        if part.shape is shape:
            kept = [one for one in changed[part.name] if one[key] != str(by_id)]
            changed[part.name] = [row if one["sha256"] == shown.sha256 else one for one in kept]
    return revise(
        actor=actor, communication_id=item.pk, raw=changed, based_on_id=current.pk, body_id=item.body_id
    )


def _check_unusable(shown: Media | Recording) -> None:
    if _is_usable(shown):
        raise Refusal(
            f"This {shown.called} may be used, so the item cannot be returned because of it.",
            "Nothing was changed. To return it for another reason, open it in the queue, where the clause is chosen.",
        )


def _is_usable(shown: Media | Recording) -> bool:
    """Say whether it may be used, under whichever row of the library it stands."""
    seen = frozenset([shown.sha256])
    hashes = Hashes(pictures=seen) if isinstance(shown, Media) else Hashes(recordings=seen)
    return standings(shown.council_id, hashes).get(shown.sha256, NOTHING_KNOWN).usable(timezone.localdate())


def _row_of_picture(actor: Person, media_id: int) -> dict[str, str]:
    other = get_picture(actor, media_id)
    if not _is_usable(other):
        raise InvalidInput("Choose a picture that may be used.")
    return row_of(other)


def _row_of_recording(actor: Person, recording_id: int) -> dict[str, str]:
    other = get_recording(actor, recording_id)
    text = other.texts.filter(is_current=True).first()
    if text is None or not _is_usable(other):
        raise InvalidInput("Choose a recording that may be used, with captions or a transcript.")
    return row_of_recording(other, text.sha256)
