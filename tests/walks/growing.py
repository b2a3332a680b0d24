"""A World in which there is more of everything that a list of the desk shows."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from approvals.citing import clauses_in_force
from approvals.consulting.answering import give_view
from approvals.consulting.asking import consult
from approvals.consulting.setting import want_consulted
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.filtering import Filter
from approvals.letters.entering import Came, enter_letter
from approvals.models import Enquiry, ReceivedLetter, Review
from approvals.press.taking import Asked as AskedByPress
from approvals.press.taking import take_enquiry
from approvals.saving_filters import save_filter
from approvals.urgent import issue_at_once
from moderation.measures.taking import Block, block, end_measure, warn
from moderation.models import Comment, Measure
from moderation.packs.making import make_pack
from moderation.referrals.referring import refer
from moderation.ruling import Judged, rule
from moderation.trolling.keeping import Happened, keep, share
from policies.asking import Asked, ask
from policies.models import Clause
from policies.periods.announcing import Poll, announce
from policies.periods.extra_days import Day, add_day
from policies.personal.declaring import Answers, Declared, declare
from portal.api.keys import make_key
from portal.channels.campaigns.running import Planned, enter_campaign
from portal.channels.models import Channel, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.judging_again import CONFIRM
from portal.channels.outbox.rows import RowKind
from portal.channels.printing.issues import Planned as PlannedIssue
from portal.channels.printing.issues import add_issue
from portal.channels.quotes.asking import Saying, ask_beforehand
from portal.channels.releasing import channels_for
from portal.channels.states import Delivering
from portal.councils.bodies import create_body
from portal.councils.permitting import permit_drafting
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from portal.drafts.retaining import place_hold
from portal.drafts.reusing import keep_as_template
from tests.makers import make_approved, make_contact, make_person, make_review, make_revision
from tests.makers.circumstances import make_interest, make_item, make_matter, make_meeting, make_position
from tests.makers.comments import make_comment
from tests.makers.complaints import make_complaint
from tests.makers.conduct import make_case
from tests.makers.costs import make_cost
from tests.makers.measures import words_stand
from tests.makers.notices import WHOLE, make_notice
from tests.makers.pictures import make_picture, make_pictured
from tests.makers.policies import make_adopted_policy, make_clause_rule
from tests.makers.recordings import make_recording, mp4
from tests.makers.surveys import make_reply, make_survey
from tests.walks.world import World


def grow(world: World, number: int) -> None:
    """Put one more of everything into ``world``; ``number`` tells it from what stands there."""
    _drafts(world, number)
    _in_the_queue(world, number)
    _out(world, number)
    _channels(world, number)
    _policies(world, number)
    _people(world, number)
    _press(world, number)
    _comments(world, number)
    _measures(world, number)


def a_clause(review: Review) -> list[str]:
    """Return one clause in force for the item of ``review``: what a return rests on."""
    return [clause for _, rows in clauses_in_force(review.communication) for clause, _ in rows][:1]


def _drafts(world: World, number: int) -> None:
    author, colour = world.people["author"], 200_000 + 16 * number
    item = make_revision(author=author, kind="notice", title=f"Draft {number}").communication
    keep_as_template(actor=author, communication_id=item.pk, name=f"Template {number}")
    place_hold(actor=world.clerk, reason="A request is open.", communication_id=item.pk)
    media = make_picture(by=author, colour=colour, who="people")
    make_pictured(by=author, media=media)
    make_recording(by=author, raw=mp4(data=f"growing {number}".encode()))
    make_cost(by=world.clerk)
    make_cost(by=world.clerk, communication=world.things["issued"])


def _in_the_queue(world: World, number: int) -> None:
    author, clerk = world.people["author"], world.clerk
    make_review(author=author, kind="notice", title=f"Waiting {number}")
    late = make_review(author=author, kind="notice", title=f"Late {number}")
    Review.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1), due_for="wished")
    back = make_review(author=author, kind="notice", title=f"Returned {number}")
    return_with_reason(actor=clerk, review_id=back.pk, reason="Say when.", cites=a_clause(back))
    old = make_review(author=author, kind="notice", title=f"Long ago {number}")
    reject(actor=clerk, review_id=old.pk, reason="Say when.", cites=a_clause(old))
    long_ago = timezone.now() - timedelta(days=3660)  # no council keeps what was rejected for as long
    Communication.objects.filter(pk=old.communication_id).update(changed_at=long_ago)
    save_filter(actor=clerk, name=f"Filter {number}", asked=Filter(kind="notice"))
    urgent = make_revision(author=author, kind="notice", title=f"Urgent {number}")
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


def _out(world: World, number: int) -> None:
    author, clerk = world.people["author"], world.clerk
    tomorrow = timezone.now() + timedelta(days=1)
    common: dict[str, Any] = {"author": author, "clerk": clerk, "kind": "notice"}
    make_approved(**common, title=f"Scheduled {number}", issue={"go_at": tomorrow})
    held = make_approved(**common, title=f"Held {number}", issue={"go_at": tomorrow})
    held.deliveries.update(state=Delivering.HELD, problem=CONFIRM, confirm=True)
    failed = make_approved(**common, title=f"Failed {number}")
    failed.deliveries.update(state=Delivering.FAILED, problem="Nobody answered.")
    leaflet = make_approved(author=author, clerk=clerk, kind="leaflet", title=f"Leaflet {number}")
    for publication in (leaflet, _letter(world, number)):
        for delivery in publication.deliveries.all():
            carry(RowKind.DELIVERY, delivery.pk)
    make_reply(make_survey(author=author, clerk=clerk, title=f"Survey {number}"))


def _letter(world: World, number: int) -> Publication:
    """Have a letter approved. The chairman is heard first: the council of a World wants that of every letter."""
    clerk, chair = world.clerk, world.people["chair"]
    review = make_review(author=world.people["author"], kind="letter", title=f"Letter {number}")
    item = review.communication
    asked = consult(
        actor=clerk, communication_id=item.pk, member_id=chair.membership.pk, question="Is it wise?"
    )
    give_view(actor=chair, consultation_id=asked.pk, revision_id=review.revision_id, view="agree")
    order = Issue(
        channel_ids=[channel.pk for channel in channels_for(item.council_id, item.spec.outputs, item.body_id)]
    )
    _, made = approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    assert made is not None
    return made


def _channels(world: World, number: int) -> None:
    clerk, today = world.clerk, timezone.localdate()
    body = world.things["newsroom"].body
    common: dict[str, Any] = {"council": world.council, "body": body}
    Channel.objects.create(**common, connector="manual", name=f"Group {number}")
    Channel.objects.create(**common, connector="magazine", name=f"Magazine {number}")
    Channel.objects.create(**common, connector="newsroom", name=f"Old newsroom {number}", is_open=False)
    make_contact(world.council, email=f"paper{number}@{world.council.slug}.example")
    regard = "It says nothing of the poll."  # of which the World is in the time before
    named = (f"Campaign {number}", "A network", "All", "Sign-ups")
    enter_campaign(actor=clerk, planned=Planned(*named, 100, "41/26", today, today, regard=regard))
    copy_by = timezone.now() + timedelta(days=20 + number)
    out_on = today + timedelta(days=40 + number)
    add_issue(
        actor=clerk,
        planned=PlannedIssue(world.things["magazine"].pk, f"Issue {number}", copy_by, out_on, 300),
    )
    create_body(actor=clerk, council=world.council, kind="charity", name=f"Charity {number}")
    kind = list(KINDS)[number]  # a council says it of each kind once
    want_consulted(actor=clerk, kind=kind, office="deputy", when="sensitive", hours=24)
    make_key(actor=clerk, name=f"Key {number}", scopes=["read"], days=30)


def _policies(world: World, number: int) -> None:
    clerk = world.clerk
    version = make_adopted_policy(clerk=clerk, title=f"Policy {number}")
    make_clause_rule(clerk=clerk, version=version, ref="2.1", check_id="party-political")
    ask(actor=clerk, asked=Asked(f"May I say {number}?", "notice", "personal"))
    today = timezone.localdate()
    poll_on = today + timedelta(days=60 + 70 * number)  # their periods may not overlap
    announce(actor=clerk, poll=Poll("referendum", f"Poll {number}", poll_on))
    add_day(actor=clerk, day=Day(today + timedelta(days=90 + number), "closed", f"Stocktaking {number}"))
    matter = make_matter(clerk=clerk, title=f"Matter of the {number} elms")
    make_interest(matter=matter, member=clerk, clerk=clerk)
    make_position(clerk=clerk, title=f"Position {number}")
    make_item(clerk=clerk, meeting=make_meeting(clerk=clerk, title=f"Meeting {number}"), part="open")


def _people(world: World, number: int) -> None:
    clerk, council = world.clerk, world.council
    member = make_person(council=council, name=f"Member {number}")
    make_person(council=council, role=Role.OFFICER, name=f"Officer {number}")
    permit_drafting(actor=clerk, holder=member.membership, kind="letter", reason="A task of their own")
    account = Declared("facebook", f"@member{number}", "councillor", timezone.localdate())
    declare(actor=member, declared=account, answers=Answers(True, True, True, False))
    link = f"https://{council.slug}.example/{number}"
    kept = keep(actor=member, happened=Happened(timezone.now(), f"An insult to member {number}.", link=link))
    share(actor=member, incident_id=kept.pk, ask_for_reply=False)
    gone = make_person(council=council, name=f"Somebody gone {number}")
    keep(actor=gone, happened=Happened(timezone.now(), f"An insult to who left {number}.", link=link))
    gone.membership.ended_at = timezone.now()
    gone.membership.save()
    make_case(about=member)


def _press(world: World, number: int) -> None:
    asked = AskedByPress(
        kind=Enquiry.Kind.INTERVIEW,
        asker="Jo Writer",
        outlet="Fernleigh Gazette",
        medium=Enquiry.Medium.NEWSPAPER,
        topic=f"Topic {number}",
        question="Why is it closed?",
        received_at=timezone.now() - timedelta(hours=1),
        deadline_at=timezone.now() + timedelta(days=2),
    )
    take_enquiry(actor=world.people["author"], asked=asked)
    came = Came(
        way=ReceivedLetter.Way.EMAIL,
        sender="Pat Resident",
        subject=f"Letter {number}",
        received_at=timezone.now(),
        text="They overflow.",
    )
    enter_letter(actor=world.people["author"], came=came)
    saying = Saying(f"It opens at {number}.", world.clerk.name, "Clerk")
    ask_beforehand(actor=world.people["author"], saying=saying, member_id=world.clerk.membership.pk)


def _comments(world: World, number: int) -> None:
    make_comment(item=_news(world), text=f"The bins of road {number} were missed.", email="z@people.example")
    told = make_comment(item=_news(world), text=f"Somebody stole {number} spoons.", email="e@people.example")
    make_notice(
        comment=told, council_id=world.council.pk, said=replace(WHOLE, statement=f"Somebody stole {number}.")
    )
    threat = make_comment(item=_news(world), text=f"Number {number} will be sorry.")
    reason = "It threatens the warden."
    soon = timezone.localdate() + timedelta(days=5)
    second = world.people["second clerk"]
    report = refer(actor=second, comment_id=threat.pk, kind="police", due_on=soon, reason=reason)
    make_pack(actor=second, referral_id=report.pk, category="threat", reason=reason)
    make_complaint(world.council, words=f"A wrong road, number {number}.")


def _measures(world: World, number: int) -> None:
    """Have the words of two authors come down twice: a warning, then a block; one of the blocks is over."""
    _blocked(world, number, "insults")
    over = _blocked(world, number, "regrets")
    end_measure(actor=world.people["second clerk"], measure_id=over.pk, reason="They said sorry.")


def _blocked(world: World, number: int, who: str) -> Measure:
    second, email = world.people["second clerk"], f"{who}{number}@people.example"
    first = _down(world, f"Insult {number} of {who}", email)
    words_stand(warn(actor=second, comment_id=first.pk, reason="Not again, please."), "sent")
    soon, later = timezone.localdate() + timedelta(days=5), timezone.localdate() + timedelta(days=9)
    return block(
        actor=second,
        comment_id=_down(world, f"Another insult {number} of {who}", email).pk,
        decided=Block(later, soon, "Another warning would not do."),
        reason="They insult people again.",
    )


def _down(world: World, text: str, email: str) -> Comment:
    made = make_comment(item=_news(world), text=text, email=email)
    clause = Clause.objects.get(version=world.things["version"], ref="2.1")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=world.people["second clerk"], comment_id=made.pk, judged=judged, reason="It insults.")
    return made


def _news(world: World) -> NewsItem:
    return NewsItem.objects.get(communication_id=world.things["issued"].pk)
