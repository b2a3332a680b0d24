"""Which clauses a ruling may rest on, and which grounds they name by themselves."""

import pytest

from moderation.grounds import citable, house_rules
from moderation.models import Ruling
from moderation.ruling import Judged, rule
from policies.documents.wording import Wording
from policies.models import Version
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.refusals import InvalidInput
from tests.makers.comments import make_comment
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
CLAUSES = (
    Wording("1", text="No traders here.", printed="1"),
    Wording("2", text="No threats.", printed="2"),
    Wording("3", text="We like dogs.", printed="3"),
)


@pytest.fixture
def version(clerk: Person) -> Version:
    return make_adopted_policy(clerk=clerk, title="Comments policy", clauses=CLAUSES)


def cited(clerk: Person) -> list[tuple[str, set[str]]]:
    return [(one.cited, set(one.grounds)) for one in house_rules(clerk.council.pk)]


def test_a_clause_tied_by_a_check_that_looks_for_no_ground_is_cited_without_one(
    clerk: Person, version: Version
) -> None:
    assert cited(clerk) == [("2", {"abusive"})]

    make_clause_rule(clerk=clerk, version=version, ref="1", check_id="commercial", target="comment")

    assert cited(clerk) == [("1", set()), ("2", {"abusive"})]


def test_beside_rules_for_grounds_it_takes_none_of_their_list_away(clerk: Person) -> None:
    points = (
        Wording("4", text="We hide:", printed="4"),
        Wording("4/b1", text="what is rude;", printed="•", parent="4"),
        Wording("4/b2", text="what is untrue.", printed="•", parent="4"),
        Wording("5", text="No traders here.", printed="5"),
    )
    version = make_adopted_policy(clerk=clerk, title="Comments policy", clauses=points)
    make_clause_rule(clerk=clerk, version=version, ref="4/b1", check_id="abuse", target="comment")
    make_clause_rule(clerk=clerk, version=version, ref="5", check_id="tone", target="comment")

    assert cited(clerk) == [("4, bullet 1", {"abusive"}), ("4, bullet 2", {"deceptive"}), ("5", set())]


def test_who_removes_by_such_a_clause_chooses_a_ground(
    clerk: Person, version: Version, item: NewsItem
) -> None:
    make_clause_rule(clerk=clerk, version=version, ref="1", check_id="commercial", target="comment")
    comment = make_comment(item=item)
    clause = citable(clerk.council.pk)[0].clause_id

    with pytest.raises(InvalidInput, match="six grounds"):
        rule(
            actor=clerk,
            comment_id=comment.pk,
            judged=Judged(version=1, outcome="remove", clause_id=clause),
            reason="A trader.",
        )
    assert not Ruling.objects.exists()
    made = rule(
        actor=clerk,
        comment_id=comment.pk,
        judged=Judged(version=1, outcome="remove", ground="deceptive", clause_id=clause),
        reason="A trader who hides as a neighbour.",
    )
    assert (made.cited, made.ground) == ("1", "deceptive")
