"""Confirming, item by item, that what was held past its hour or during a hold on everything still should go out."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.channels.models import Channel, Delivery, Dispatch, Publication
from portal.channels.outbox.judging_again import LET_GO, Issuing, rows_of, waiting, why_held
from portal.channels.outbox.mailings import reopen_mailing
from portal.channels.outbox.rows import RowKind, channel_of
from portal.channels.outbox.waking import wake_on_commit
from portal.channels.releasing import earliest
from portal.channels.states import Delivering
from portal.channels.voiding import refuse_if_edited
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.models import Communication
from portal.records.ledger import record
from portal.refusals import Refusal

_HELD = {"state": Delivering.HELD, "confirm": True}


def to_confirm(council_id: int) -> "QuerySet[Publication]":
    """Return the council's issues of which something waits for a person's confirmation, the next hour first."""
    wholes = Delivery.objects.filter(fanned_out=False, **_HELD).values("publication")
    mails = Dispatch.objects.filter(**_HELD).values("delivery__publication")
    rows = waiting(council_id).filter(pk__in=wholes.union(mails, all=True))
    return rows.order_by("go_at", "pk")


def channels_held(issues: list[Publication]) -> dict[int, list[Channel]]:
    """Return on which channels each of ``issues`` waits to be confirmed, by the issue's key. One query."""
    mails = Dispatch.objects.filter(delivery=OuterRef("pk"), **_HELD)
    rows = Delivery.objects.filter(publication__in=issues).filter(Q(**_HELD) | Q(Exists(mails)))
    found: dict[int, list[Channel]] = {}
    for row in rows.select_related("channel").order_by("pk"):
        found.setdefault(row.publication_id, []).append(row.channel)
    return found


@transaction.atomic
def confirm_issue(*, actor: Person, publication_id: int) -> Publication:
    """Confirm that what waits of one issue still should go out: at its hour, or now where that has passed.

    Everything else is checked again when a worker claims it.
    Raises NotYours without the power, Refusal where nothing of it waits for that any more or something stands against
    it, ApprovalVoid where the item was edited since.
    """
    actor.require(Power.DECIDE)
    own = Publication.objects.filter(pk=publication_id, council=actor.council)
    item = (
        Communication.objects.select_for_update(no_key=True, of=("self",))
        .filter(publications__in=own)
        .first()
    )
    issue = waiting(actor.council.pk).select_related("council").filter(pk=publication_id).first()
    rows = [pair for pair in rows_of(issue, Delivering.HELD) if pair[0].confirm] if issue else []
    if item is None or issue is None or not rows:
        raise Refusal(
            "Nothing of this waits to be confirmed any more.",
            "Nothing was changed. The item's page says whether it was confirmed, stopped or withdrawn meanwhile.",
        )
    refuse_if_edited(issue, item)
    if reason := why_held(issue):
        raise Refusal(reason, "Nothing was changed: it is held until that is over or decided.")
    for row, kind in rows:
        _let_go(issue, row, kind)
    facts = {"publication": issue.pk, "rows": [str(row.key) for row, _ in rows]}
    record([entry_by(actor, "issue_confirmed", "communication", item.pk, **facts)])
    return issue


def _let_go(issue: Publication, row: Issuing, kind: RowKind) -> None:
    now = timezone.now()
    due = max(now, earliest(issue, channel_of(row)))
    type(row)._default_manager.filter(pk=row.pk).update(due_at=due, tries=0, **LET_GO)
    reopen_mailing(row)
    if due <= now:
        wake_on_commit(kind, row.pk, channel_of(row).connector)
