"""Reading what the council published, in the order in which it changed: live, withdrawn, taken down."""

import base64
import binascii
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.schemas import LARGEST, Changed, Noted, Picture, PublicationOut, PublicationsOut
from portal.channels.models import NewsItem
from portal.channels.public.items import corrections_of, item_address, past_embargo
from portal.councils.models import Council
from portal.refusals import InvalidInput

router = Router(tags=["publications"])
SETTLED = timedelta(seconds=5)
"""What changed within this time is told the next time: of two changes at once, the later may be seen first."""


@router.get("", response=PublicationsOut, url_name="api_publications", **asking(Scope.READ))
def publications(request: HttpRequest, wanted: Query[Changed]) -> PublicationsOut:
    """List the council's publications, those that changed longest ago first. What changes again comes again."""
    council = bearer(request).person.council
    rows = past_embargo(council).filter(changed_at__lte=timezone.now() - SETTLED)
    if wanted.after:
        at, pk = _read(wanted.after)
        rows = rows.filter(Q(changed_at=at, pk__gt=pk) | Q(changed_at__gt=at))
    found = list(rows.order_by("changed_at", "pk")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    last = _cursor(shown[-1]) if shown else wanted.after or None
    return PublicationsOut(
        publications=[_told(council, row) for row in shown],
        next=last if len(found) > wanted.limit else None,
        last=last,
    )


@router.get("/{int:item_id}", response=PublicationOut, url_name="api_publication", **asking(Scope.READ))
def publication(request: HttpRequest, item_id: int) -> PublicationOut:
    """Return one publication by its identifier."""
    council = bearer(request).person.council
    if item_id > LARGEST:
        raise NewsItem.DoesNotExist
    return _told(council, past_embargo(council).get(pk=item_id))


def _told(council: Council, row: NewsItem) -> PublicationOut:
    over = row.taken_down_at is not None or not row.headline
    state = "taken_down" if over else "withdrawn" if row.withdrawn_at else "live"
    pictures = [] if over or row.withdrawn_at else row.details.get("images", [])
    return PublicationOut(
        id=row.pk,
        tag=row.tag,
        state=state,
        url=item_address(council, row),
        kind=row.kind,
        title="" if over else row.title,
        summary="" if over else row.summary,
        html=row.html,
        text=row.text,
        capacity="" if over else row.capacity_line,
        body=str(row.details.get("body", "")),
        reference=row.reference,
        concerns_on=row.concerns_on,
        pictures=[Picture(url=f"{settings.SITE_URL}{one['path']}", alt=one["alt"]) for one in pictures],
        published_at=row.published_at,
        changed_at=row.changed_at,
        corrections=[] if over else [Noted(at=one.at, note=one.note) for one in corrections_of(row)],
        withdrawn_at=row.withdrawn_at,
        withdrawal_note="" if over else row.withdrawal_note,
    )


def _cursor(row: NewsItem) -> str:
    """Return where a list ends that ends with ``row``."""
    return base64.urlsafe_b64encode(f"{row.changed_at.isoformat()}|{row.pk}".encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, int]:
    """Return the moment and the key at which a list goes on; InvalidInput for what was never handed out."""
    wrong = InvalidInput("`after` is not of an earlier answer.", "Leave it out to begin at the beginning.")
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        moment, _, pk = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition("|")
        at, key = datetime.fromisoformat(moment).astimezone(UTC), int(pk)
    except (ValueError, binascii.Error, OverflowError) as error:
        raise wrong from error
    if not 0 < key <= LARGEST:
        raise wrong
    return at, key
