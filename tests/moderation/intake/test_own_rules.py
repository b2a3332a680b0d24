"""Rules about comments act on what comes in: where they are for, as severe as they are, while they are in force."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.holding.choosing import choose_holding
from moderation.holding.standing import USUAL
from moderation.intake.own_rules import applying
from moderation.models import Assessment, Comment
from moderation.screening.hearing import Concern
from moderation.states import Showing
from policies.documents.adopting import Adoption
from policies.models import Rule, Version
from policies.packs.loading import adopt_with_rules, draft_from_pack, packs
from policies.regulating import Terms, change_rule, end_rule
from portal.channels.models import Channel, NewsItem
from portal.councils.models import Council
from portal.councils.people import Person
from tests.makers import make_channels, make_council, make_person, sign_in
from tests.makers.comments import make_call, make_comment, make_news
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
SALE = "The path is muddy. Come to our new shop, 20% off all boots this weekend!"
INSULT = "The mayor is a worthless lying scumbag and a filthy crook."


@pytest.fixture
def version(clerk: Person) -> Version:
    return make_adopted_policy(clerk=clerk)


@pytest.fixture
def newsroom(council: Council) -> Channel:
    return Channel.objects.get(council=council, connector="newsroom")


def rule_for(clerk: Person, version: Version, **terms: Any) -> Rule:
    asked = {"check_id": "commercial", "target": "comment", **terms}
    return make_clause_rule(clerk=clerk, version=version, ref="2.1", **asked)


def found(comment: Comment) -> list[dict[str, Any]]:
    """Return what the rules of the council's own found in ``comment``."""
    return [row for row in Assessment.objects.get(comment=comment).notes if row["concern"] == "rule"]


def test_what_breaks_a_rule_is_pointed_out_at_the_desk_with_clause_and_words(
    council: Council, clerk: Person, version: Version, item: NewsItem
) -> None:
    rule_for(clerk, version)

    comment = make_comment(item=item, text=SALE)

    [row] = found(comment)
    assert row["said"] == (
        "Commercial promotion: see clause 2.1 of Communications policy (version 1, adopted 4 November 2026, "
        "minute 34/26)."
    )
    assert [SALE[start:end] for start, end in row["spans"]] == ["20% off all"]
    assert (row["check"], row["severe"]) == ("commercial", "advise")
    page = sign_in(clerk).get(f"/{council.slug}/desk/moderation/{comment.pk}/", {"words": "show"})
    shown = page.content.decode()
    assert row["said"] in shown
    assert '<q dir="auto">20% off all</q>' in shown


@pytest.mark.parametrize(
    ("severity", "showing", "risk"),
    [("advise", Showing.SHOWN, 1), ("answer", Showing.HELD, 2), ("block", Showing.HELD, 2)],
)
def test_the_severity_decides_whether_it_is_pointed_out_or_waits_for_a_person(
    clerk: Person, version: Version, item: NewsItem, severity: str, showing: str, risk: int
) -> None:
    rule_for(clerk, version, severity=severity)

    comment = make_comment(item=item, text=SALE)
    there = make_comment(item=item, text=SALE, way="network", email="sam@people.example")
    calm = make_comment(item=item)

    assert (comment.showing, comment.risk) == (showing, risk)
    assert (there.showing, there.risk) == (Showing.SHOWN, risk)
    assert (calm.showing, calm.risk) == (Showing.SHOWN, 0)
    assert Comment.objects.filter(handling="waiting").count() == 3  # nothing is ruled on by a rule


@pytest.mark.parametrize(("severity", "showing"), [("answer", Showing.SHOWN), ("block", Showing.HELD)])
def test_what_must_be_answered_waits_where_the_channel_holds_it_and_a_block_everywhere(
    clerk: Person, version: Version, item: NewsItem, newsroom: Channel, severity: str, showing: str
) -> None:
    rule_for(clerk, version, severity=severity)
    but_rules = [one.value for one in USUAL if one != Concern.RULE]
    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=but_rules, allows_links=True)

    comment = make_comment(item=item, text=SALE)

    assert (comment.showing, comment.risk) == (showing, 2)


def test_a_rule_that_blocks_holds_what_a_phase_reads_though_the_channel_does_not(
    clerk: Person, version: Version, item: NewsItem, newsroom: Channel
) -> None:
    choose_holding(actor=clerk, channel_id=newsroom.pk, holds=[], allows_links=True)
    rule = rule_for(clerk, version, check_id="abuse", severity="answer")
    assert make_comment(item=item, text=INSULT).showing == Showing.SHOWN

    change_rule(actor=clerk, rule_id=rule.pk, terms=Terms("abuse", "block", target="comment"))

    comment = make_comment(item=item, text=f"{INSULT} And so are you.", email="sam@people.example")
    assert comment.showing == Showing.HELD
    assert found(comment) == []


def test_a_rule_that_ended_or_is_for_another_channel_finds_nothing(
    council: Council, clerk: Person, version: Version, item: NewsItem
) -> None:
    make_channels(council, "mastodon")
    rule = rule_for(clerk, version)
    assert found(make_comment(item=item, text=SALE))

    elsewhere = Terms("commercial", "advise", target="comment", channels=["mastodon"])
    changed = change_rule(actor=clerk, rule_id=rule.pk, terms=elsewhere)
    assert not found(make_comment(item=item, text=f"Again. {SALE}"))
    assert not found(make_call(by=clerk, text=SALE))

    here = Terms("commercial", "advise", target="comment", channels=["newsroom"])
    changed = change_rule(actor=clerk, rule_id=changed.pk, terms=here)
    assert found(make_comment(item=item, text=f"A third time. {SALE}"))

    end_rule(actor=clerk, rule_id=changed.pk)
    assert not found(make_comment(item=item, text=f"And a fourth. {SALE}"))


def test_a_rule_for_what_the_council_says_and_one_of_another_council_find_nothing(
    council: Council, clerk: Person, version: Version, item: NewsItem
) -> None:
    rule_for(clerk, version, target="draft")
    other = make_council(slug="elsewhere")
    make_channels(other, "newsroom")
    their_clerk = make_person(council=other, role="clerk")
    rule_for(their_clerk, make_adopted_policy(clerk=their_clerk))

    assert not found(make_comment(item=item, text=SALE))
    theirs = make_news(author=make_person(council=other, role="officer"), clerk=their_clerk)
    assert found(make_comment(item=theirs, text=SALE))


def test_the_rules_are_read_once_until_something_changes(
    clerk: Person, version: Version, item: NewsItem
) -> None:
    rule = rule_for(clerk, version)
    make_comment(item=item, text="One.")

    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            make_comment(item=item, text=text)
        return sum('"policies_rule"' in one["sql"] for one in queries)

    assert asked("Two.") == 0
    end_rule(actor=clerk, rule_id=rule.pk)
    assert (asked("Three."), asked("Four.")) == (1, 0)


@pytest.mark.parametrize("pack", packs(), ids=lambda pack: pack.name)
def test_the_rules_of_a_built_in_policy_leave_every_comment_to_the_phases(
    council: Council, clerk: Person, newsroom: Channel, pack: Any
) -> None:
    draft = draft_from_pack(actor=clerk, pack=pack)
    adopt_with_rules(actor=clerk, version_id=draft.pk, adoption=Adoption(timezone.localdate(), "35/26"))
    assert Rule.objects.filter(council=council, target="comment").count() == 5

    found = applying(Council.objects.get(pk=council.pk), newsroom, "newsroom", USUAL)

    assert (found.rules, found.holds) == ((), USUAL - {Concern.RULE})
