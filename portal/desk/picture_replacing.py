"""The roof's verbs for an item that uses a picture whose permission is gone: stopped, or shown with another picture."""

from django.db import transaction
from django.utils import timezone

from approvals.deciding import return_with_reason
from approvals.models import OPEN, Review
from approvals.withdrawing import cancel_schedule, void_approval, withdraw
from portal.channels.models import Publication
from portal.channels.states import PublicState
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import get_picture
from portal.drafts.editing import revise
from portal.drafts.kinds import Shape
from portal.drafts.models import Communication, Media, Revision
from portal.drafts.pictures.standing import standings_of
from portal.drafts.pictures.using import revisions_with
from portal.drafts.picturing import row_of
from portal.drafts.states import Stage
from portal.refusals import InvalidInput, Refusal


@transaction.atomic
def stop_use(*, actor: Person, media: Media, item: Communication, reason: str) -> str:
    """Stop ``item`` because of ``media``: withdrawn in public, cancelled, or returned; returns which, in words.

    Raises NotYours, InvalidInput without a reason, Refusal where it is being sent or was stopped meanwhile, Taken where
    somebody else has its review in hand.
    """
    actor.require(Power.DECIDE)
    issues = Publication.objects.filter(
        communication=item,
        state__in=[PublicState.LIVE, PublicState.SCHEDULED],
        revision__in=revisions_with(media).values("pk"),
    )
    states = set(issues.values_list("state", flat=True))
    review = Review.objects.filter(communication=item, state__in=OPEN).first()
    if PublicState.LIVE in states:
        withdraw(actor=actor, communication_id=item.pk, reason=reason)
        return "is withdrawn in public"
    if states:
        cancel_schedule(actor=actor, communication_id=item.pk, reason=reason)
        return "is cancelled and a draft again"
    if review is not None:
        return_with_reason(actor=actor, review_id=review.pk, reason=reason)
        return "is returned to its author"
    if item.stage == Stage.APPROVED:
        void_approval(actor=actor, communication_id=item.pk, reason=reason)
        return "is a draft again; its approval is void"
    raise Refusal(
        "Nothing of this item is out or waits any more.", "Nothing was changed. Look at the list again."
    )


@transaction.atomic
def replace_picture(*, actor: Person, media: Media, item: Communication, by_id: int) -> Revision:
    """Put the picture ``by_id`` in the place of ``media`` in the current text of ``item``; it needs a new approval.

    What is in public stays until the correction is approved. Raises InvalidInput for a picture that may not be used,
    Refusal where the current text does not show ``media`` any more, and as portal.drafts.editing.revise().
    """
    actor.require(Power.DECIDE)
    other = get_picture(actor, by_id)
    if not standings_of([other])[other.pk].usable(timezone.localdate()):
        raise InvalidInput("Choose a picture that may be used.")
    current = item.current_revision
    if current is None or not revisions_with(media).filter(pk=current.pk).exists():
        raise Refusal(
            "The current text of this item does not show the picture any more.",
            "Nothing was changed. Submit that text as a correction, or withdraw what is in public.",
        )
    changed = dict(current.content)
    for part in item.spec.parts:
        if part.shape is Shape.IMAGES:
            rows = changed[part.name]
            kept = [row for row in rows if row["media"] != str(other.pk)]
            changed[part.name] = [row_of(other) if row["media"] == str(media.pk) else row for row in kept]
    return revise(
        actor=actor, communication_id=item.pk, raw=changed, based_on_id=current.pk, body_id=item.body_id
    )
