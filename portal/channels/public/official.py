"""The council's official channels, for anybody who asks whether something is really the council's."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import conditional_page, require_safe

from portal.channels.connectors.base import Capability, connectors
from portal.channels.connectors.choosing import can, slugs_with
from portal.channels.models import Channel, MagazineIssue, Particulars, Street
from portal.channels.public.items import address, council_or_404
from portal.channels.public.newsroom import revalidated
from portal.channels.resting import rest_of, speaks_now, with_rests
from portal.councils.addresses import addresses_of
from portal.councils.models import Council

NEVER_OPENED = (Channel.Approval.PROPOSED, Channel.Approval.REFUSED)
"""What the council never approved is no channel of its own, and no reader is told of it."""


@dataclass(frozen=True)
class Official:
    """One channel as readers find it: ``where`` it is, the streets of a round, the magazine's next issue.

    ``particulars`` are what the register says of it: its purpose, its page outside, complaints and house rules.
    """

    channel: Channel
    label: str
    where: str
    streets: tuple[str, ...]
    issue: MagazineIssue | None
    particulars: Particulars | None = None

    @property
    def is_open(self) -> bool:
        """Return whether the council speaks there at this moment: not while a poll keeps it closed."""
        return speaks_now(self.channel)

    @property
    def has_news(self) -> bool:
        """Return whether it is the newsroom itself, with its feed."""
        return can(self.channel, Capability.PAGE)

    @property
    def told(self) -> str:
        """Return what readers are told of a closed channel, or ''."""
        return rest_of(self.channel) or ("" if self.channel.is_open else self.channel.closed_message)

    @property
    def sort(self) -> str:
        """Return what sort of channel it is, in readers' words."""
        named = self.particulars.get_application_display() if self.particulars else ""
        return named or self.label


def official_of(council: Council) -> list[Official]:
    """Return the council's channels for the public, the open ones first. Three queries, however many there are.

    Of a board it says where it is, never who has its key or serves it.
    """
    known = connectors()
    rows = Channel.objects.filter(council=council).exclude(connector__in=slugs_with(Capability.ADDRESSED))
    rows = rows.exclude(approval__in=NEVER_OPENED)
    channels = list(
        with_rests(rows)
        .select_related("body", "place", "particulars")
        .order_by("-is_open", "connector", "name")
    )
    walked: dict[int, list[str]] = {}
    streets = Street.objects.filter(place__channel__council=council, retired_at__isnull=True)
    for name, channel_id in streets.order_by("position", "pk").values_list("name", "place__channel_id"):
        walked.setdefault(channel_id, []).append(name)
    coming: dict[int, MagazineIssue] = {}
    issues = MagazineIssue.objects.filter(
        council=council, closed_at__isnull=True, out_on__gte=timezone.localdate()
    )
    for issue in issues.order_by("out_on", "pk")[:24]:
        coming.setdefault(issue.channel_id, issue)
    return [
        Official(
            one,
            known[one.connector].label if one.connector in known else "",
            getattr(getattr(one, "place", None), "address", ""),
            tuple(walked.get(one.pk, ())),
            coming.get(one.pk),
            getattr(one, "particulars", None),
        )
        for one in channels
    ]


@require_safe
@revalidated
@conditional_page
def official_channels(request: HttpRequest, council: str) -> HttpResponse:
    """Show where the council speaks: its newsroom, its boards, its magazine and whatever else it opened."""
    found = council_or_404(council)
    context = {
        "council": found,
        "channels": official_of(found),
        "canonical": address(found, "channels/"),
        "issuer": addresses_of(found, found.own_voice),
    }
    return render(request, "channels/newsroom/official.html", context)
