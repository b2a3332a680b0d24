"""Granting: the clerk lets one person do one thing; what it is for is looked at before it is kept."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from policies.matters.knowing import known_to
from policies.meetings.agreeing import current_positions
from policies.typed import typed
from portal.channels.models import Channel
from portal.councils.models import Council, Membership, Permission
from portal.councils.people import Person
from portal.councils.permitting import Permitted, permit
from portal.drafts.access import visible_to
from portal.drafts.kinds import KINDS
from portal.refusals import InvalidInput, Refusal

Scope = Permission.Scope
LONGEST_DOCUMENT, LONGEST_NAME = 200, 150


@transaction.atomic
def grant(
    *,
    actor: Person,
    holder: Membership,
    what: Permitted,
    reason: str,
    starts_at: datetime | None = None,
    until: datetime | None = None,
) -> Permission:
    """Let ``holder`` do ``what``, as portal.councils.permitting.permit() does, where what it is for is at hand.

    Raises as permit() does, InvalidInput for an unknown kind or no document, and Refusal where the channel is closed,
    or the matter, position or item does not exist for the actor.
    """
    if what.subject and what.subject not in KINDS:
        raise InvalidInput("This kind of communication is not known.")
    for key, rows, called in _named(actor, what):
        if key is not None and not rows.filter(pk=key).exists():
            raise Refusal(f"This council has no such {called}.", "Nothing was changed. Choose another.")
    if what.scope == Scope.SHARE:
        what = _of_a_document(what)
    if what.scope == Scope.DRAFT_KIND and (what.matter_id or what.channel_id):
        # From now on it is asked for what each item is: see policies.permits.drafting.
        Council.objects.filter(pk=actor.council.pk).update(asks_permission=True)
    return permit(actor=actor, holder=holder, what=what, reason=reason, starts_at=starts_at, until=until)


def _named(actor: Person, what: Permitted) -> list[tuple[int | None, "QuerySet[Any]", str]]:
    council_id = actor.council.pk
    return [
        (what.channel_id, Channel.objects.filter(council_id=council_id, is_open=True), "open channel"),
        (what.matter_id, known_to(actor).filter(closed_at__isnull=True), "open matter"),
        (what.position_id, current_positions(council_id), "agreed position"),
        (what.communication_id, visible_to(actor), "item"),
    ]


def _of_a_document(what: Permitted) -> Permitted:
    """Return ``what`` as it is stored; raise InvalidInput where it does not say what may go to whom."""
    document = typed(what.document, called="Document", longest=LONGEST_DOCUMENT, needed=False)
    if what.communication_id is None and what.matter_id is None and not document:
        raise InvalidInput("Say what may be shared: an item, the papers of a matter, or a document.")
    return Permitted(
        Scope.SHARE,
        matter_id=what.matter_id,
        communication_id=what.communication_id,
        document=document,
        shared_with=typed(what.shared_with, called="With whom", longest=LONGEST_NAME),
    )
