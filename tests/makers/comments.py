"""What the public says, received by the product's own verbs."""

from typing import Any
from uuid import uuid4

from moderation.intake.arriving import Arrived
from moderation.intake.receiving import receive
from moderation.models import Comment
from policies.documents.wording import Wording
from policies.models import Version
from portal.channels.models import Channel, NewsItem, Publication
from portal.channels.outbox.carrying import carry
from portal.channels.outbox.rows import RowKind
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers.issued import make_approved
from tests.makers.policies import make_adopted_policy, make_clause_rule

TEXT = "The bins in Mill Lane were missed again this week."


def make_news(*, author: Person, clerk: Person, **changes: Any) -> NewsItem:
    """Return an item that the newsroom shows."""
    made: Publication = make_approved(author=author, clerk=clerk, kind="notice", **changes)
    for delivery in made.deliveries.all():
        carry(RowKind.DELIVERY, delivery.pk)
    return NewsItem.objects.select_related("council", "publication").get(
        communication_id=made.communication_id
    )


def make_comment(*, item: NewsItem, **changes: Any) -> Comment:
    """Return a comment under ``item``, received from the newsroom."""
    channel = Channel.objects.filter(council=item.council, connector="newsroom").order_by("pk")[0]
    arrived = Arrived(
        **{
            "way": "newsroom",
            "remote_id": uuid4().hex,
            "text": TEXT,
            "author": "Robin",
            "email": "robin@people.example",
            "publication_id": item.publication_id,
            **changes,
        }
    )
    return receive(actor=None, council_id=item.council_id, channel=channel, arrived=arrived)


def make_call(*, by: Person, **changes: Any) -> Comment:
    """Return what somebody said on the telephone, entered by ``by``."""
    council: Council = by.council
    arrived = Arrived(
        **{"way": "phone", "remote_id": uuid4().hex, "text": TEXT, "author": "Robin", **changes}
    )
    return receive(actor=by, council_id=council.pk, channel=None, arrived=arrived)


HOUSE_RULES = (
    Wording("7.9", text="We hide or remove what is:", printed="7.9"),
    Wording("7.9/b1", text="abuse, threats or insults;", printed="•", parent="7.9"),
    Wording("7.9/b2", text="false and meant to mislead.", printed="•", parent="7.9"),
)


def make_house_rules(clerk: Person) -> Version:
    """Return the council's policy in force: two points about comments, to the first of which a rule is tied."""
    made = make_adopted_policy(clerk=clerk, title="Comments policy", clauses=HOUSE_RULES)
    make_clause_rule(clerk=clerk, version=made, ref="7.9/b1", check_id="abuse", target="comment")
    return made
