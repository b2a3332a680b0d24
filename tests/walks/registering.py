"""What a World knows of the register: a channel that is proposed, somebody with access, closures ordered and proved."""

from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from portal.channels.campaigns.running import Planned, enter_campaign
from portal.channels.models import Delivery, Job, Place
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.channels.register.closing import Closed, order_closure, prove_closed
from portal.channels.register.describing import Described
from portal.channels.register.holding import Given, give_access
from portal.channels.register.proposing import Proposal, propose_channel
from portal.channels.register.reviewing import Seen, draw_up
from portal.drafts.picturing import row_of
from tests.makers import make_approved, make_channels

if TYPE_CHECKING:
    from tests.walks.world import World


def register(world: "World", picture: SimpleUploadedFile) -> None:
    """Propose a channel, note who has access to the newsroom, order that two posters' places are closed for good."""
    clerk, things, today = world.clerk, world.things, timezone.localdate()
    newsroom = things["newsroom"]
    said = Described(f"News for {world.council.slug}")
    things["proposed channel"] = propose_channel(
        actor=world.people["author"], proposal=Proposal(newsroom.body, "newsroom", "Another newsroom", said)
    )
    things["channel access"] = give_access(
        actor=clerk, channel_id=newsroom.pk, given=Given("holder", today, outsider="The designer")
    )
    things["channel review"] = draw_up(actor=clerk, channel_id=newsroom.pk, seen=Seen("Still here."))
    planned = Planned("Buses", "A network", "All", "Sign-ups", 100, "41/26", today, today)
    things["campaign"] = enter_campaign(actor=clerk, planned=planned)
    _post_by_hand(world)
    for name in ("closure", "closed for good"):
        (poster,) = make_channels(world.council, "poster")
        poster.name = f"Poster: {name}"
        poster.save(update_fields=["name"])
        things[name] = order_closure(
            actor=clerk, channel_id=poster.pk, reason="No shop.", public_message="Look here.", due_on=today
        )
    prove_closed(
        actor=clerk, closure_id=things["closed for good"].pk, closed=Closed(today, "Gone", picture=picture)
    )


def _post_by_hand(world: "World") -> None:
    """Open a group on a network, and approve a post with a picture for it; the clerk has its job."""
    clerk, things = world.clerk, world.things
    (group,) = make_channels(world.council, "manual")
    Place.objects.create(channel=group, keeper=clerk.membership)
    shown = [{**row_of(things["media"]), "alt": "A square"}]
    issue = make_approved(author=world.people["author"], clerk=clerk, kind="social_post", images=shown)
    delivery = Delivery.objects.get(publication=issue, channel=group)
    carry(RowKind.DELIVERY, delivery.pk)
    things["job to post"] = Job.objects.get(delivery=delivery)
