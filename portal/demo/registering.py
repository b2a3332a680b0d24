"""What the demo's councils note of their channels: one proposed, one by hand, one closed, a review, a campaign."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from portal.channels.campaigns.running import Came, Planned, enter_campaign, note_results, spend
from portal.channels.models import Channel
from portal.channels.opening import Minuted, close_channel, open_channel
from portal.channels.printing.places import Details, describe_place
from portal.channels.register.closing import order_closure
from portal.channels.register.describing import Described, describe_channel
from portal.channels.register.holding import Given, give_access
from portal.channels.register.proposing import Proposal, propose_channel, put_on_agenda
from portal.channels.register.reviewing import Seen, draw_up
from portal.councils.models import Body
from portal.councils.people import Person
from portal.demo.carrying import hand_over
from portal.demo.clock import DemoClock
from portal.demo.script import next_weekday
from portal.drafts.content import LONDON
from portal.drafts.costs.recording import Cost

_THURSDAY = 3
_LONG_AGO = -65
RULES = (
    "Be kind, keep to the matter, name no children. What breaks the law or names private people is hidden, and we "
    "say so. "
    "Write to the clerk if you think that we got it wrong."
)
_POST = {
    "title": "Free trees for front gardens",
    "body": "<p>The council gives fifty young fruit trees to whoever has room for one. Ask at the office from Monday; "
    "one for each household while they last.</p>",
}


@dataclass(frozen=True)
class Said:
    """What differs between the councils: a group on a network, what is proposed, what is closed, what was paid for."""

    group: str
    network: str
    page: str
    proposed: str
    closing: str
    campaign: str


SAID = {
    "ptc": Said(
        "Town page on Facebook",
        "facebook",
        "https://social.example/pellworth",
        "Town photographs",
        "Old blog of the council",
        "Have your say on the market",
    ),
    "pitstone": Said(
        "Neighbours of Pitstone",
        "nextdoor",
        "https://social.example/pitstone",
        "Parish channel on WhatsApp",
        "Old forum of the parish plan",
        "Sign up for flood warnings",
    ),
}


def keep_register(people: dict[str, Person], clock: DemoClock) -> None:
    """Describe the newsroom and a group, hand a post over, propose a channel, close two, draw up a review, pay once."""
    clerk = people["clerk"]
    said = SAID[clerk.council.slug]
    today = timezone.localdate(timezone=LONDON)
    body = Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL)
    newsroom = Channel.objects.get(council=clerk.council, body=body, connector="newsroom")
    minuted = Minuted("43/26", next_weekday(today, _THURSDAY, _LONG_AGO))
    group, old, sms = (
        open_channel(actor=clerk, body=body, connector="manual", name=name, minuted=minuted)
        for name in (said.group, said.closing, "Messages to allotment holders")
    )
    _describe(clerk, newsroom, group, said)
    _share_out(people, newsroom, group)
    hand_over(people, [group], clock, _POST)
    kind = Described("Pictures and short news for who reads little else.", "Younger residents", "media")
    proposal = Proposal(body, "manual", said.proposed, kind)
    proposed = propose_channel(actor=people["deputy"], proposal=proposal)
    put_on_agenda(actor=clerk, channel_id=proposed.pk, on=next_weekday(today, _THURSDAY, 7))
    order_closure(
        actor=clerk,
        channel_id=old.pk,
        reason="Nobody has answered there for a year, and strangers post on it.",
        public_message="We have left this page. You find us in the newsroom.",
        due_on=today + timedelta(days=7),
    )
    allotments = Described("Water, paths and work days.", "Who rents an allotment", "messaging")
    describe_channel(actor=clerk, channel_id=sms.pk, described=allotments)
    close_channel(
        actor=clerk,
        channel_id=sms.pk,
        public_message="Paused over the winter. The noticeboards say what is new.",
        until=today + timedelta(days=60),
    )
    draw_up(
        actor=clerk,
        channel_id=group.pk,
        seen=Seen(
            "Most streets have somebody in it. Older residents ask for paper all the same.", 640, 58, 20
        ),
    )
    _pay(people, said, group)


def _describe(clerk: Person, newsroom: Channel, group: Channel, said: Said) -> None:
    today = timezone.localdate(timezone=LONDON)
    complaints = f"Write to {clerk.council.email}: you get an answer within ten working days."
    describe_channel(
        actor=clerk,
        channel_id=newsroom.pk,
        described=Described(
            "What the council does and decides, first and in full.",
            "Everybody",
            "website",
            branding="Name and logo of the council",
            complaints=complaints,
            speaks_every=14,
            review_on=today + timedelta(days=210),
        ),
    )
    describe_channel(
        actor=clerk,
        channel_id=group.pk,
        described=Described(
            "Short news with a link to the newsroom, where neighbours talk already.",
            "Residents who use it on their phones",
            "social",
            said.network,
            said.page,
            "Logo, and the words “official page”",
            complaints,
            RULES,
            speaks_every=7,
            review_on=today,
        ),
    )


def _share_out(people: dict[str, Person], newsroom: Channel, group: Channel) -> None:
    """Say who owns and manages the channels, and who can get in; a contractor's access ends soon."""
    clerk, officer = people["clerk"], people["officer"]
    today = timezone.localdate(timezone=LONDON)
    details = Details("Where neighbours post", keeper_id=officer.membership.pk, days=1)
    describe_place(actor=clerk, channel_id=group.pk, details=details)
    for channel in (newsroom, group):
        own = Given("owner", today, member_id=clerk.membership.pk, means="Administrator")
        give_access(actor=clerk, channel_id=channel.pk, given=own)
    manages = Given("manager", today, member_id=officer.membership.pk, means="Editor of the page")
    give_access(actor=clerk, channel_id=group.pk, given=manages)
    ends = Given(
        "holder", today, today + timedelta(days=20), outsider="The web designer", means="Administrator"
    )
    give_access(actor=clerk, channel_id=group.pk, given=ends)


def _pay(people: dict[str, Person], said: Said, group: Channel) -> None:
    """Enter a campaign that is over, what it cost, once, and what came of it."""
    clerk = people["clerk"]
    today = timezone.localdate(timezone=LONDON)
    made = enter_campaign(
        actor=clerk,
        planned=Planned(
            said.campaign,
            "A paid post on the network",
            "Residents within three miles",
            "Replies before the meeting that decides",
            9_000,
            "Budget line 410, communications",
            today - timedelta(days=15),
            today - timedelta(days=2),
            channel_id=group.pk,
        ),
    )
    cost = Cost(
        "advertising",
        f"Paid post: {said.campaign}",
        today,
        net=7_800,
        vat=1_560,
        supplier="The network",
        invoice="CP-31",
        authority="Budget line 410, communications",
    )
    spend(actor=people["officer"], campaign_id=made.pk, cost=cost)
    came = Came(4_210, 186, 52, "replies")
    note_results(actor=people["officer"], campaign_id=made.pk, came=came)
