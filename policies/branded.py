"""What is known of the council's logo around a text: whether the portal shows it there, and whether there is one."""

from dataclasses import replace

from policies.circumstances import ChannelState, Circumstances
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import goes_to, slugs_with
from portal.councils.models import Body
from portal.drafts.content import Content
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication


def with_brand(around: Circumstances, item: Communication, content: Content) -> Circumstances:
    """Return ``around`` with what is known of the logo on ``item``. One query for what is printed by others, else none.

    What the newsroom shows of one person's own capacity carries no logo (portal.channels.public.newsroom). A letter is
    on the letterhead, with the logo where there is one. A leaflet is set on a sheet with name and logo where a channel
    for leaflets is open. What has no channel here is laid out by others: of that it is known whether
    there is a logo to put on it; a kind that may do without a channel is such.
    """
    if goes_to(item.spec, Capability.PAGE):
        return replace(around, logo=False) if content.get("capacity", OFFICIAL) != OFFICIAL else around
    if item.spec.outputs and item.spec.needs_channel:
        return around
    kept = Body.objects.filter(pk=item.body_id).exclude(logo="").exists()
    headed = any(
        around.channels.get(one) is ChannelState.OPEN
        for one in {*slugs_with(Capability.SHEET)} & {*item.spec.outputs}
    )
    return replace(around, logo_kept=kept, headed=headed, logo=kept if headed else around.logo)
