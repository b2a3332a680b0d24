"""Allowing comments under one item of the newsroom, and closing them: an officer's decision, kept with the record."""

from django.db import transaction
from django.utils import timezone

from moderation.models import Discussion
from moderation.seeing import require_entering
from policies.typed import typed
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.recording import entry_by, reasoned
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import Refusal

ABOUT = "communication"
LONGEST_MESSAGE = 300


@transaction.atomic
def allow_comments(*, actor: Person, communication_id: int, hold_all: bool) -> Discussion:
    """Let residents comment under an item that the newsroom shows; ``hold_all`` shows nothing before somebody looked.

    Off by default. Source: Online Safety Act 2023 Sch 1 para 4 exempts a site whose users comment on what its
    provider publishes, and no more than that. Raises NotYours for anybody but clerk and officers, Refusal where the
    newsroom does not show the item.
    """
    require_entering(actor)
    item = _locked(actor, communication_id)
    shown = NewsItem.objects.filter(
        communication_id=item.pk, withdrawn_at__isnull=True, taken_down_at__isnull=True
    ).exclude(headline="")
    if not shown.exists():
        raise Refusal("The newsroom does not show this item, so nobody can comment on it there.")
    made, _ = Discussion.objects.update_or_create(
        communication=item,
        council=actor.council,
        defaults={
            "is_open": True,
            "hold_all": hold_all,
            "message": "",
            "decided_by": actor.membership,
            "decided_at": timezone.now(),
        },
    )
    record([entry_by(actor, "comments_allowed", ABOUT, item.pk, hold_all=hold_all)])
    return made


@transaction.atomic
def close_comments(*, actor: Person, communication_id: int, public_message: str) -> Discussion:
    """Take no more comments under an item; those that stand stay, with ``public_message`` below them.

    Raises NotYours for anybody but clerk and officers, InvalidInput without a message, Refusal where none are open.
    """
    require_entering(actor)
    item = _locked(actor, communication_id)
    said = typed(public_message, called="Message to readers", longest=LONGEST_MESSAGE)
    found = Discussion.objects.filter(communication=item, is_open=True).first()
    if found is None:
        raise Refusal("Comments are not open under this item.", "Nothing was changed.")
    found.is_open, found.message = False, said
    found.decided_by, found.decided_at = actor.membership, timezone.now()
    found.save()
    record([reasoned(actor, "comments_closed", ABOUT, item.pk, reason=said)])
    return found


def _locked(actor: Person, communication_id: int) -> Communication:
    rows = Communication.objects.select_for_update(of=("self",)).filter(council_id=actor.council.pk)
    found = rows.filter(pk=communication_id).first()
    if found is None:
        raise Refusal("This council has no such item.")
    return found
