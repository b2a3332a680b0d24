"""Posts as a worker hands them to a connector, made by the product's own verbs."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.submitting import submit
from portal.channels.connectors.base import connectors
from portal.channels.models import Delivery, NewsItem, Publication
from portal.channels.outbox.rows import RowKind, load
from portal.channels.post import Post, compose
from portal.channels.releasing import channels_for
from portal.channels.states import PublicState
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.drafts.states import Stage
from tests.makers import make_approved, make_channels, make_council, make_person, make_revision

DETAILS = {
    "name": "Pellworth Town Council",
    "clerk_title": "Town Clerk",
    "address": "The Guildhall\nMarket Square",
    "telephone": "01632 960220",
    "email": "office@pellworth-tc.example",
    "website": "https://www.pellworth-tc.example/",
}


@dataclass(frozen=True)
class Staff:
    """A council with its channels, an author and a clerk."""

    council: Council
    author: Person
    clerk: Person


def make_staff(*connectors_wanted: str, **details: str) -> Staff:
    """Return a council with open channels for ``connectors_wanted`` (default: all three)."""
    council = make_council(**{**DETAILS, **details})
    make_channels(council, *connectors_wanted)
    return Staff(council, make_person(council=council), make_person(council=council, role=Role.CLERK))


def post_of(publication: Publication, connector: str) -> Post:
    """Return what the worker of ``connector`` is handed for ``publication``."""
    pk = Delivery.objects.get(publication=publication, channel__connector=connector).pk
    delivery = load(RowKind.DELIVERY, pk)
    assert isinstance(delivery, Delivery)
    return compose(delivery.publication, delivery.channel, delivery.key)


def make_post(staff: Staff, kind: str = "press_release", connector: str = "newsroom", **changes: Any) -> Post:
    """Return the post of a new, approved item of ``kind``."""
    return post_of(make_approved(author=staff.author, clerk=staff.clerk, kind=kind, **changes), connector)


def go_live(publication: Publication) -> None:
    """Put the issue into the state that the outbox gives it when it has gone out."""
    Publication.objects.filter(pk=publication.pk).update(state=PublicState.LIVE, live_at=timezone.now())
    Communication.objects.filter(pk=publication.communication_id).update(stage=Stage.ISSUED)


def make_correction(staff: Staff, post: Post, note: str = "The day was wrong.", **changes: Any) -> Post:
    """Return the post of the next issue of the same item, whose issues before went live."""
    go_live(post.publication)
    said = {**post.content, "title": f"{post.headline} (corrected)", **changes}
    revision = make_revision(author=staff.author, communication=post.communication, **said)
    review = submit(actor=staff.author, communication_id=revision.communication_id, revision_id=revision.pk)
    item = review.communication
    channels = [channel.pk for channel in channels_for(item.council_id, item.spec.outputs, item.body_id)]
    order = Issue(channel_ids=channels, public_note=note)
    _, publication = approve(actor=staff.clerk, review_id=review.pk, revision_id=revision.pk, issue=order)
    assert publication is not None
    return post_of(publication, post.channel.connector)


def make_news(staff: Staff, kind: str = "press_release", **changes: Any) -> NewsItem:
    """Return a new item of the newsroom."""
    post = make_post(staff, kind, **changes)
    connectors()["newsroom"].publish(post)
    return NewsItem.objects.select_related("council").get(communication_id=post.communication.pk)
