"""What a World knows of what the public says: comments that wait, in hand, ruled on, and open under an issued item."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.claiming import claim
from moderation.discussions.allowing import allow_comments
from moderation.measures.taking import block, warn
from moderation.models import Comment
from moderation.referrals.referring import refer
from moderation.ruling import Judged, rule
from policies.models import Clause
from portal.channels.models import NewsItem
from tests.makers.comments import make_comment

if TYPE_CHECKING:
    from tests.walks.world import World


def hear_residents(world: "World") -> None:
    """Open comments under the issued item; one waits, the clerk has one in hand, one is to be hidden by hand."""
    second, things, where = world.people["second clerk"], world.things, world.council.slug
    item = NewsItem.objects.get(communication_id=things["issued"].pk)
    allow_comments(actor=second, communication_id=item.communication_id, hold_all=False)
    things["comment"] = make_comment(item=item, text=f"The bins of {where} were missed again.")
    things["comment reference"] = things["comment"].reference
    other = make_comment(item=item, text=f"Somebody else of {where} says something else.")
    things["claimed comment"] = claim(actor=world.clerk, comment_id=other.pk)
    there = make_comment(item=item, text=f"Hard words about {where} on a network.", way="network")
    clause = Clause.objects.get(version=things["version"], ref="2.1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=second, comment_id=there.pk, judged=judged, reason="It threatens somebody.")
    wrong = make_comment(item=item, text=f"Hard but fair words about {where}.", email="a@people.example")
    rule(actor=second, comment_id=wrong.pk, judged=judged, reason="It threatens somebody.")
    things["appealed reference"] = wrong.reference
    things["appeal"] = appeal(
        council_id=world.council.pk,
        reference=reference_with_key(wrong),
        who="a@people.example",
        words="It is fair.",
    )
    things["comment to hide by hand"] = there
    _measure(world, item, clause)
    things["referral"] = refer(
        actor=second,
        comment_id=other.pk,
        kind="foi",
        due_on=None,
        reason=f"They ask what the bins of {where} cost.",
    )


def _measure(world: "World", item: NewsItem, clause: Clause) -> None:
    """Have three authors' words come down: one is to be warned, one to be blocked, one is blocked."""
    second, where = world.people["second clerk"], world.council.slug

    def down(text: str, email: str) -> Comment:
        made = make_comment(item=item, text=f"{text} of {where}.", email=email)
        judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
        rule(actor=second, comment_id=made.pk, judged=judged, reason="It insults.")
        return made

    world.things["comment to warn of"] = down("The first insult", "b@people.example")
    for name, email in (
        ("comment to block for", "c@people.example"),
        ("blocked comment", "d@people.example"),
    ):
        warn(actor=second, comment_id=down(f"An insult before {name}", email).pk, reason="Not again, please.")
        world.things[name] = down(f"An insult after it, {name}", email)
    soon, later = timezone.localdate() + timedelta(days=5), timezone.localdate() + timedelta(days=9)
    world.things["block"] = block(
        actor=second,
        comment_id=world.things["blocked comment"].pk,
        review_on=soon,
        ends_on=later,
        reason=f"They insult the people of {where} again.",
        alternatives="Another warning would not do.",
    )
