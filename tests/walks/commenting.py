"""What a World knows of what the public says: comments that wait, in hand, ruled on, and open under an issued item."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.claiming import claim
from moderation.complaints.keys import token_of
from moderation.discussions.allowing import allow_comments
from moderation.measures.taking import Block, block, warn
from moderation.models import Comment
from moderation.notices.checking import check_notice
from moderation.notices.keys import COMPLAINANT, POSTER, key_of
from moderation.packs.making import make_pack
from moderation.pictures.keeping import Seen, keep_picture
from moderation.referrals.referring import refer
from moderation.ruling import Judged, rule
from moderation.trolling.keeping import Happened, keep, share
from policies.models import Clause
from portal.channels.models import Channel, NewsItem
from tests.makers.comments import make_comment
from tests.makers.complaints import make_acknowledged, make_complaint, make_to_review
from tests.makers.measures import words_stand
from tests.makers.notices import WHOLE, make_answered, make_complete, make_notice, make_waiting
from tests.makers.pictures import picture_file

if TYPE_CHECKING:
    from tests.walks.world import World


def hear_residents(world: "World") -> None:
    """Open comments under the issued item; one waits, the clerk has one in hand, one is to be hidden by hand."""
    second, things, where = world.people["second clerk"], world.things, world.council.slug
    item = NewsItem.objects.get(communication_id=things["issued"].pk)
    allow_comments(actor=second, communication_id=item.communication_id, hold_all=False)
    things["comment"] = make_comment(item=item, text=f"The bins of {where} were missed again.")
    things["comment picture"] = keep_picture(
        actor=second,
        comment_id=things["comment"].pk,
        seen=Seen(picture_file(world.council.pk * 7919 % 0x1000000), timezone.now() - timedelta(hours=1)),
    )
    things["comment reference"] = things["comment"].reference
    other = make_comment(item=item, text=f"Somebody else of {where} says something else.")
    things["claimed comment"] = claim(actor=world.clerk, comment_id=other.pk)
    there = make_comment(item=item, text=f"Hard words about {where} on a network.", way="network")
    clause = Clause.objects.get(version=things["version"], ref="2.1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=second, comment_id=there.pk, judged=judged, reason="It threatens somebody.")
    wrong = make_comment(item=item, text=f"Hard but fair words about {where}.", email="a@people.example")
    rule(actor=second, comment_id=wrong.pk, judged=judged, reason="It threatens somebody.")
    things["appealed reference"] = reference_with_key(wrong)
    things["appeal"] = appeal(
        council_id=world.council.pk,
        reference=reference_with_key(wrong),
        who="a@people.example",
        words="It is fair.",
    )
    things["comment to hide by hand"] = there
    _measure(world, item, clause)
    _complain(world, item)
    _report(world, there)
    _make_complaints(world)
    _report_there(world, item, judged)
    things["referral"] = refer(
        actor=second,
        comment_id=other.pk,
        kind="foi",
        due_on=None,
        reason=f"They ask what the bins of {where} cost.",
    )


def _report_there(world: "World", item: NewsItem, judged: Judged) -> None:
    """Have something said on a network that takes reports and tells authors; it is to be hidden, and reported."""
    second, where = world.people["second clerk"], world.council.slug
    there = Channel.objects.create(
        council=world.council, body=world.things["charity"], connector="mastodon", name=f"Mastodon of {where}"
    )
    made = make_comment(item=item, text=f"A threat of {where} on a network.", way="network")
    Comment.objects.filter(pk=made.pk).update(channel=there)
    rule(actor=second, comment_id=made.pk, judged=judged, reason="It threatens somebody.")
    world.things["comment of a network"] = made
    world.things["report to a network"] = refer(
        actor=second,
        comment_id=made.pk,
        kind="platform",
        due_on=timezone.localdate() + timedelta(days=2),
        reason=f"It threatens somebody of {where}.",
    )


def _complain(world: "World", item: NewsItem) -> None:
    """Have somebody complain of five comments: each notice stands at another stage."""
    clerk, things, where = world.people["second clerk"], world.things, world.council.slug

    def about(stage: str) -> Comment:
        return make_comment(
            item=item, text=f"Somebody of {where} stole, at {stage}.", email="e@people.example"
        )

    said = replace(WHOLE, statement=f"Somebody of {where} stole.")
    things["notice"] = make_notice(comment=about("first"), council_id=world.council.pk, said=said)
    lacks = make_notice(comment=about("second"), council_id=world.council.pk, said=replace(said, meaning=""))
    things["defective notice"] = check_notice(actor=clerk, notice_id=lacks.pk, wanting=[])
    things["complete notice"] = make_complete(clerk=clerk, comment=about("third"), said=said)
    waiting = make_waiting(clerk=clerk, comment=about("fourth"), said=said)
    things["waiting notice"], things["letter about a notice"] = waiting, waiting.letters.earliest("pk")
    things["answered notice"] = make_answered(clerk=clerk, comment=about("fifth"), said=said)
    things["defective notice reference"], things["waiting notice reference"] = (
        lacks.reference,
        waiting.reference,
    )
    things["complainant's key"], things["poster's key"] = key_of(lacks, COMPLAINANT), key_of(waiting, POSTER)


def _report(world: "World", threat: Comment) -> None:
    """Open a report to the police, and put the evidence together."""
    second, things, where = world.people["second clerk"], world.things, world.council.slug
    soon = timezone.localdate() + timedelta(days=2)
    reason = f"It threatens the warden of {where}."
    things["police report"] = refer(
        actor=second, comment_id=threat.pk, kind="police", due_on=soon, reason=reason
    )
    things["pack"] = make_pack(
        actor=second, referral_id=things["police report"].pk, category="threat", reason=reason
    )


def _measure(world: "World", item: NewsItem, clause: Clause) -> None:
    """Have three authors' words come down: one is to be warned, one to be blocked, one is blocked."""
    second, where = world.people["second clerk"], world.council.slug

    def down(text: str, email: str, **changes: str) -> Comment:
        made = make_comment(item=item, text=f"{text} of {where}.", email=email, **changes)
        judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
        rule(actor=second, comment_id=made.pk, judged=judged, reason="It insults.")
        return made

    world.things["comment to warn of"] = down("The first insult", "b@people.example")
    world.things["comment to appeal for"] = down("Words to be appealed for", "h@people.example")
    for name, email in (
        ("comment to block for", "c@people.example"),
        ("blocked comment", "d@people.example"),
    ):
        made = warn(
            actor=second, comment_id=down(f"An insult before {name}", email).pk, reason="Not again, please."
        )
        words_stand(made, "sent")
        world.things[name] = down(f"An insult after it, {name}", email)
    soon, later = timezone.localdate() + timedelta(days=5), timezone.localdate() + timedelta(days=9)
    world.things["block"] = block(
        actor=second,
        comment_id=world.things["blocked comment"].pk,
        decided=Block(later, soon, "Another warning would not do."),
        reason=f"They insult the people of {where} again.",
    )
    world.things["warning to give"] = warn(
        actor=second, comment_id=down("One last insult", "f@people.example").pk, reason="Not again, please."
    )
    words_stand(world.things["warning to give"], "failed")
    world.things["block there"] = block(
        actor=second,
        comment_id=down("An insult on a network", "", way="network", author_id=f"g {where}").pk,
        decided=Block(later, soon, "Another warning would not do.", f"It threatens somebody of {where}."),
        reason=f"They threaten the people of {where}.",
    )


def _make_complaints(world: "World") -> None:
    """Have residents complain: one waits, one is acknowledged, one is to be reviewed, one is about the clerk."""
    second, things, where = world.people["second clerk"], world.things, world.council.slug
    things["complaint"] = make_complaint(world.council, words=f"A wrong road in {where}.")
    things["acknowledged complaint"] = make_acknowledged(second, words=f"A wrong day in {where}.")
    things["complaint to review"] = make_to_review(second, words=f"A wrong name in {where}.")
    things["complaint about the clerk"] = make_complaint(
        world.council, kind="clerk", words=f"The clerk of {where} never answers."
    )
    things["complaint token"] = token_of(things["complaint"])
    happened = Happened(
        timezone.now(), f"An insult to a member of {where}.", link=f"https://{where}.example/1"
    )
    kept = keep(actor=world.people["bystander"], happened=happened)
    keep(actor=world.people["ended membership"], happened=replace(happened, words=f"Another in {where}."))
    things["incident"] = share(actor=world.people["bystander"], incident_id=kept.pk, ask_for_reply=True)
