"""One council in which there is one of everything that an address of the portal can name."""

from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from approvals.claiming import claim
from approvals.deciding import Issue
from approvals.filtering import Filter
from approvals.founding import OFFICERS_ACT
from approvals.models import Review, SecondLook
from approvals.saving_filters import save_across, save_filter
from approvals.urgent import issue_at_once
from approvals.withdrawing import withdraw
from policies.asking import Asked, ask
from policies.documents.signing import file_signed_page
from policies.documents.wording import draft_version
from policies.matters.interests import accept_notice
from policies.matters.naming_access import give_access
from policies.matters.opening import Noted, open_matter
from policies.matters.restraining import ask_again
from policies.meetings.pledging import Asked as AskedPledge
from policies.meetings.pledging import ask_for_pledges
from policies.models import PeriodDecision, Version
from policies.periods.announcing import Poll, announce
from policies.periods.extra_days import Day, add_day
from policies.personal.declaring import Answers, Declared, declare
from portal.api.keys import make_key
from portal.channels.contacts import opt_out_url
from portal.channels.credentials.connecting import connect, disconnect
from portal.channels.models import Channel, Delivery, LetterFile, NewsItem, Notice, Revocation
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.outbox.rows import RowKind
from portal.channels.pinning import pin
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.bodies import change_body, create_body
from portal.councils.branding import logo_sha256, set_logo
from portal.councils.dates.linking import make_link, token_for
from portal.councils.delegating import delegate
from portal.councils.models import Council, Delegation, Suspension
from portal.councils.people import Person, person_now
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.inviting import invite
from portal.drafts.models import Communication
from portal.drafts.picturing import row_of, upload
from portal.drafts.retaining import place_hold
from portal.drafts.reusing import keep_as_template
from tests.makers import (
    make_approved,
    make_channels,
    make_contact,
    make_council,
    make_person,
    make_review,
    make_revision,
)
from tests.makers.circumstances import (
    make_flag,
    make_interest,
    make_item,
    make_matter,
    make_meeting,
    make_period,
    make_position,
)
from tests.makers.costs import make_cost
from tests.makers.pictures import make_picture, make_pictured
from tests.makers.policies import CLAUSES, make_adopted_policy, make_clause_rule
from tests.makers.recordings import make_recording, mp4
from tests.makers.recordings import rows_of as recording_rows
from tests.walks.carrying import put_up
from tests.walks.commenting import hear_residents
from tests.walks.misbehaving import report_conduct
from tests.walks.pressing import ask_by_press
from tests.walks.quotations import ask_for_words
from tests.walks.registering import register
from tests.walks.reviewing import ask_reviewers
from tests.walks.surveying import ask_residents
from tests.walks.writing import write_to


@dataclass
class World:
    """A council, its people by what they are, and one thing of each sort by name."""

    council: Council
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)

    @property
    def clerk(self) -> Person:
        """Return the clerk."""
        return self.people["clerk"]


def make_world(slug: str) -> World:
    """Return a council with everything in it; the items were written by an officer who plays no other part."""
    world = World(make_council(slug=slug))
    _people(world)
    _authority(world)
    world.things["calendar link"] = token_for(make_link(actor=world.clerk).key)
    world.things["api key"], _ = make_key(actor=world.clerk, name="Website", scopes=["read"], days=30)
    _accounts(world)
    _bodies(world)
    _channels(world)
    _pictures(world)
    _drafts(world)
    _issued(world)
    put_up(world, picture(world.council.pk + 7_000))
    register(world, picture(world.council.pk + 11_000))
    _periods(world)
    _policies(world)
    _matters(world)
    ask_for_words(world)
    ask_by_press(world)
    write_to(world)
    ask_reviewers(world)
    ask_residents(world)
    hear_residents(world)
    report_conduct(world)
    return world


def _people(world: World) -> None:
    council = world.council
    roles = {
        "clerk": Role.CLERK,
        "second clerk": Role.CLERK,
        "author": Role.OFFICER,
        "officer": Role.OFFICER,
        "officer with delegation": Role.OFFICER,
        "chair": Role.CHAIR,
        "deputy": Role.DEPUTY,
        "committee chair": Role.COMMITTEE_CHAIR,
        "councillor": Role.COUNCILLOR,
        "co_opted": Role.CO_OPTED,
        "auditor": Role.AUDITOR,
        "suspended councillor": Role.COUNCILLOR,
        "ended membership": Role.COUNCILLOR,
        "bystander": Role.COUNCILLOR,
    }
    for name, role in roles.items():
        world.people[name] = make_person(council=council, role=role, name=f"{name.title()} of {council.slug}")


def _authority(world: World) -> None:
    """Delegate to one officer and to the bystanding author, suspend one councillor, end one membership."""
    now, clerk, people = timezone.now(), world.clerk, world.people
    for name in ("officer with delegation", "author"):
        made = delegate(
            actor=clerk,
            holder=people[name].membership,
            starts_at=now - timedelta(hours=1),
            until=now + timedelta(days=9),
            reason="Annual leave",
        )
        world.things["delegation"] = made
    Delegation.objects.filter(pk=made.pk).update(starts_at=now + timedelta(days=8))
    for name in ("suspended councillor", "bystander"):
        world.things["suspension"] = suspend(
            actor=clerk,
            member=people[name].membership,
            reason="A breach of the policy",
            until=now + timedelta(days=9),
        )
    Suspension.objects.filter(member=people["bystander"].membership).update(starts_at=now + timedelta(days=8))
    world.things["permission"] = permit_drafting(
        actor=clerk, holder=people["bystander"].membership, kind="letter", reason="A task of their own"
    )
    gone = people["ended membership"].membership
    gone.ended_at = now
    gone.save()
    for name, person in list(people.items()):
        if name != "ended membership":
            people[name] = person_now(person.membership.pk)


def _accounts(world: World) -> None:
    """Let the bystander declare an account of their own."""
    world.things["bystander's account"] = declare(
        actor=world.people["bystander"],
        declared=Declared("facebook", "@bystander", "councillor", timezone.localdate()),
        answers=Answers(True, True, True, False),
    )


def _bodies(world: World) -> None:
    """Give a charity a voice, with a logo and all that is noted of one."""
    clerk = world.clerk
    made = create_body(actor=clerk, council=world.council, kind="charity", name="The Green Charity")
    change_body(actor=clerk, body_id=made.pk, accent_colour="#1d4f3a", charity_number="0000000")
    world.things["charity"] = set_logo(actor=clerk, body_id=made.pk, file=picture(world.council.pk))
    world.things["logo"] = logo_sha256(world.things["charity"])


def _channels(world: World) -> None:
    newsroom, press, letter = make_channels(world.council)
    closed = Channel.objects.create(
        council=world.council,
        body=newsroom.body,
        connector="newsroom",
        name="Closed newsroom",
        is_open=False,
        closed_message="Closed for the summer.",
    )
    contact = make_contact(world.council, email=f"news@{world.council.slug}.example")
    things = {
        "newsroom": newsroom,
        "press": press,
        "letters": letter,
        "channel": newsroom,
        "contact": contact,
    }
    world.things |= things | {"closed channel": closed, "network": _network(world)}
    world.things["network with a sign-in"] = Channel.objects.create(
        council=world.council, body=world.things["charity"], connector="x", name=f"X of {world.council.slug}"
    )
    world.things["ended credentials"] = _ended(world)
    world.things["opt-out"] = opt_out_url(world.council, contact).rstrip("/").rpartition("/")[2]


def _network(world: World) -> Channel:
    """Return a channel of the charity's that is connected; none of the council's own items goes out on it."""
    made = Channel.objects.create(
        council=world.council,
        body=world.things["charity"],
        connector="webhook",
        name="Website of the charity",
    )
    secret = f"{world.council.slug}-".ljust(12, "x") + "0123456789abcdefghijklmnop"
    values = {"address": f"https://{world.council.slug}.example/hook", "secret": secret}
    connect(actor=world.clerk, channel_id=made.pk, values=values)
    return made


def _ended(world: World) -> Revocation:
    """Return credentials of another channel that are to be ended at their network by hand."""
    made = Channel.objects.create(
        council=world.council,
        body=world.things["charity"],
        connector="wordpress",
        name=f"Blog of {world.council.slug}",
    )
    values = {"site": f"https://{world.council.slug}.example", "user": "portal", "password": "abcd efgh ijkl"}
    connect(actor=world.clerk, channel_id=made.pk, values=values)
    disconnect(actor=world.clerk, channel_id=made.pk, reason="The blog moves.")
    rows = Revocation.objects.filter(connection__channel=made)
    rows.update(state="by_hand", sealed="", session="", left=f"Delete the password {world.council.slug}.")
    return rows.get()


def picture(seed: int) -> SimpleUploadedFile:
    """Return a small picture as a browser sends it, another one for each ``seed``."""
    out = BytesIO()
    Image.new("RGB", (8, 8), (seed % 256, seed // 256 % 256, 99)).save(out, "PNG")
    return SimpleUploadedFile("square.png", out.getvalue(), "image/png")


def _policies(world: World) -> None:
    """Adopt a policy; its next version is in draft."""
    version = make_adopted_policy(clerk=world.clerk, title=f"Policy of {world.council.slug}")
    world.things |= {"policy": version.policy, "version": version}
    drafted = draft_version(actor=world.clerk, policy=version.policy, clauses=CLAUSES)
    other = make_adopted_policy(clerk=world.clerk, title=f"Complaints of {world.council.slug}").policy
    world.things |= {"draft version": drafted, "undrafted policy": other}
    page = SimpleUploadedFile("page.pdf", b"%PDF-1.7 signed", "application/pdf")
    signed = Version.objects.get(policy=other)
    file_signed_page(
        actor=world.clerk,
        version_id=signed.pk,
        signer_id=world.people["chair"].membership.pk,
        signed_on=timezone.localdate(),
        file=page,
    )
    world.things["signed version"] = signed
    rule = make_clause_rule(clerk=world.clerk, version=version, ref="2.1", check_id="party-political")
    world.things["rule"] = rule
    asked = Asked("Vote for me", "notice", "personal")
    world.things["question"] = ask(actor=world.people["author"], asked=asked)


def _periods(world: World) -> None:
    """A period runs in one ward, with an item to decide about; another poll is to come; a day does not count."""
    clerk, things = world.clerk, world.things
    things["period"] = make_period(clerk=clerk, ward="Mill")
    things["decision"] = PeriodDecision.objects.create(
        period=things["period"], communication=things["draft"], why="In public now."
    )
    in_two_months = timezone.localdate() + timedelta(days=60)
    things["coming poll"] = announce(
        actor=clerk, poll=Poll("referendum", "Neighbourhood plan", in_two_months)
    )
    things["extra day"] = add_day(actor=clerk, day=Day(in_two_months, "closed", "Move of the office"))


def _matters(world: World) -> None:
    """Open matters: a plain one, a flagged one, one in which the clerk declared an interest; a meeting about them."""
    clerk, things = world.clerk, world.things
    things["matter"] = make_matter(clerk=clerk)
    give_access(
        actor=clerk,
        matter_id=things["matter"].pk,
        member_id=world.people["bystander"].membership.pk,
    )
    things["interest"] = make_interest(matter=things["matter"], member=world.people["bystander"], clerk=clerk)
    things["flagged matter"] = make_matter(clerk=clerk, title="A delicate thing")
    make_flag(matter=things["flagged matter"], by=clerk)
    ask_again(actor=clerk, matter_id=things["flagged matter"].pk)
    noted = Noted("The clerk's own field", interested_see_papers=True)
    things["clerk's interest"] = open_matter(actor=clerk, noted=noted)
    make_interest(matter=things["clerk's interest"], member=clerk, clerk=clerk)
    accept_notice(actor=clerk, matter_id=things["clerk's interest"].pk)
    things["closed item"] = make_item(clerk=clerk)
    things["meeting"] = things["closed item"].meeting
    things["open item"] = make_item(clerk=clerk, part="open", reference="12/26", meeting=things["meeting"])
    things["position"] = make_position(clerk=clerk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for name, title in (("meeting to come", "Planning"), ("pledged meeting", "Staffing")):
        things[name] = make_meeting(clerk=clerk, title=title, held_on=tomorrow)
        make_item(clerk=clerk, meeting=things[name])
    inside = [
        one.membership.pk for name, one in world.people.items() if name not in {"auditor", "ended membership"}
    ]
    ask_for_pledges(actor=clerk, meeting_id=things["pledged meeting"].pk, asked=AskedPledge(inside))


def _pictures(world: World) -> None:
    """Describe a picture with somebody in it who signed a form, and others that may be used in the place of one."""
    author, things = world.people["author"], world.things
    things["described picture"] = make_picture(by=author, colour=world.council.pk + 50_000, who="people")
    form = SimpleUploadedFile("form.pdf", b"%PDF-1.7 signed")
    person = make_pictured(by=author, media=things["described picture"], form=form)
    things["somebody in a picture"], things["signed form"] = person, person.permissions.get()
    make_picture(by=author, colour=world.council.pk + 70_000)
    vtt = f"WEBVTT\n\n00:00.000 --> 00:01.500\nWelcome to {world.council.slug}.\n".encode()
    things["recording"] = make_recording(by=author, vtt=vtt)
    things["recording text"] = things["recording"].texts.get()
    make_recording(by=author, raw=mp4(data=f"instead in {world.council.slug}".encode()), vtt=vtt)


def _drafts(world: World) -> None:
    author, things = world.people["author"], world.things
    things["media"] = upload(actor=author, file=picture(world.council.pk))
    shown = upload(actor=author, file=picture(world.council.pk + 9_000))
    images = [{**row_of(shown), "alt": "A square"}]
    shows = make_revision(author=author, kind="social_post", title="With a picture", images=images)
    things["draft with a picture"] = shows.communication
    things["picture in a draft"] = shown
    revision = make_revision(author=author, title="A draft of somebody's")
    things["draft"] = make_revision(
        author=author, communication=revision.communication, title="Its second text"
    ).communication
    things["template"] = keep_as_template(
        actor=author, communication_id=revision.communication_id, name=f"Ours {world.council.pk}"
    )
    things["collaborator"] = invite(
        actor=author, communication=things["draft"], member_id=world.people["bystander"].membership.pk
    )
    things["review"] = make_review(author=author, title="Waiting for the clerk")
    things["submitted"] = things["review"].communication
    late = make_review(author=author, title="Not decided in time")
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    things["late"] = late.communication
    things["saved filter"] = save_filter(
        actor=world.clerk, name=f"Notices {world.council.pk}", asked=Filter(kind="notice")
    )
    of_all = Filter(kind="notice", councils="*")
    things["filter of all"] = save_across(user_id=world.clerk.user_id, name="Notices", asked=of_all)
    claimed = make_review(author=author, kind="letter", title="In the clerk's hand")
    things["claimed review"] = claim(actor=world.clerk, review_id=claimed.pk)
    things["hold"] = place_hold(
        actor=world.clerk, reason="A request is open.", communication_id=things["draft"].pk
    )


def _issued(world: World) -> None:
    author, clerk, things = world.people["author"], world.clerk, world.things
    tomorrow = timezone.now() + timedelta(days=1)
    scheduled = make_approved(author=author, clerk=clerk, kind="notice", issue={"go_at": tomorrow})
    things["scheduled"] = scheduled.communication
    things["held issue"] = make_approved(author=author, clerk=clerk, kind="notice", issue={"go_at": tomorrow})
    things["held issue"].deliveries.update(state=Delivering.HELD, problem=CONFIRM, confirm=True)
    shown = make_approved(
        author=author,
        clerk=clerk,
        kind="social_post",
        images=[{**row_of(things["media"]), "alt": "A navy square"}],
        recordings=recording_rows(things["recording"]),
    )
    letter = make_approved(author=author, clerk=clerk, kind="letter")
    for publication in (shown, letter):
        for delivery in publication.deliveries.all():
            carry(RowKind.DELIVERY, delivery.pk)
    things["issued"] = Communication.objects.get(pk=shown.communication_id)
    gone = make_approved(author=author, clerk=clerk, kind="notice", title="It was wrong")
    carry(RowKind.DELIVERY, gone.deliveries.get().pk)
    withdraw(
        actor=clerk,
        communication_id=gone.communication_id,
        cites=[OFFICERS_ACT],
        reason="It names the wrong road.",
    )
    things["withdrawn"] = Communication.objects.get(pk=gone.communication_id)
    top = make_approved(author=author, clerk=clerk, kind="notice", title="At the top")
    carry(RowKind.DELIVERY, top.deliveries.get().pk)
    pin(actor=clerk, communication_id=top.communication_id)
    things["pinned"] = Communication.objects.get(pk=top.communication_id)
    things["news"] = NewsItem.objects.get(publication=shown)
    things["letter"] = LetterFile.objects.get(delivery__publication=letter)
    things["cost"] = make_cost(by=clerk, communication=things["issued"])
    make_cost(by=clerk)
    _in_trouble(world)
    _urgent(world)


def _in_trouble(world: World) -> None:
    author, clerk, things = world.people["author"], world.clerk, world.things
    failed = make_approved(author=author, clerk=clerk, kind="notice", title="It failed").deliveries.get()
    Delivery.objects.filter(pk=failed.pk).update(state=Delivering.FAILED, problem="Nobody answered.")
    unclear = make_approved(author=author, clerk=clerk, kind="notice", title="Unclear").deliveries.get()
    Delivery.objects.filter(pk=unclear.pk).update(state=Delivering.UNKNOWN, problem="Nobody can tell.")
    things |= {"failed": failed, "unclear": unclear}
    things["clerk's notice"] = Notice.objects.filter(recipient=clerk.membership).earliest("pk")
    things["failed notice"] = notice = Notice.objects.filter(council=world.council).earliest("pk")
    Notice.objects.filter(pk=notice.pk).update(state=Delivering.FAILED, problem="Nobody answered.")


def _urgent(world: World) -> None:
    urgent = make_revision(author=world.people["author"], kind="notice", title="Water is off in Mill Lane")
    item = urgent.communication
    channels = channels_for(world.council.pk, item.spec.outputs, item.body_id)
    order = Issue(channel_ids=[channel.pk for channel in channels])
    issue_at_once(
        actor=world.people["second clerk"],
        communication_id=item.pk,
        revision_id=urgent.pk,
        reason="A burst main",
        issue=order,
    )
    world.things["second look"] = SecondLook.objects.get(communication=item)
