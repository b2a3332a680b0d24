"""What a new text is compared with: what was issued lately, and the channels of the register."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from policies.circumstances import ChannelState, Earlier
from policies.gathering import gather
from policies.issued_lately import Fingerprints, channels_asked, channels_read, issued_asked, issued_read
from policies.judging import judge
from policies.language.fingerprint import Fingerprint, fingerprint, likeness
from portal.channels.connectors.base import connectors
from portal.channels.models import Channel, Particulars, Publication
from portal.channels.states import PublicState
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.together import ask_together
from tests.makers.channels import make_channels, make_contact
from tests.makers.councils import make_council, make_person
from tests.makers.drafts import make_revision
from tests.makers.issued import make_approved
from tests.makers.policies import make_adopted_policy, make_clause_rule

pytestmark = pytest.mark.django_db
SQUARE = "Market Square reopens to traffic on Saturday 12 December."


@pytest.fixture
def clerk() -> Person:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    make_channels(clerk.council)
    return clerk


def issued(
    clerk: Person, *, days_ago: float = 1, state: str = PublicState.LIVE, **changes: Any
) -> Publication:
    """Return an item that went live so long ago."""
    author = make_person(council=clerk.council, role=Role.OFFICER)
    publication = make_approved(author=author, clerk=clerk, **changes)
    live_at = timezone.now() - timedelta(days=days_ago)
    Publication.objects.filter(pk=publication.pk).update(state=state, live_at=live_at)
    return publication


def issued_lately(council_id: int, at: datetime, but: int | None = None) -> tuple[Earlier, ...]:
    """Ask and read alone what judging asks beside other things."""
    [rows] = ask_together(issued_asked(council_id, at, but=but))
    return issued_read(council_id, rows)


def channels_of(council_id: int) -> tuple[Any, Any, int]:
    """Ask and read alone what judging asks beside other things."""
    [rows] = ask_together(channels_asked(council_id))
    return channels_read(rows)


def references(clerk: Person, at: datetime | None = None, but: int | None = None) -> list[str]:
    """Return the references of what was issued lately."""
    return [item.reference for item in issued_lately(clerk.council.pk, at or timezone.now(), but=but)]


def test_an_item_is_known_by_its_reference_its_title_and_what_its_words_come_to(clerk: Person) -> None:
    publication = issued(clerk, kind="notice", body=f"<p>{SQUARE}</p>")

    (item,) = gather(clerk.council, at=timezone.now()).earlier

    assert (item.reference, item.title) == (publication.communication.reference, "Mill Lane is closed")
    assert item.fingerprint == fingerprint(SQUARE)


@pytest.mark.parametrize(
    ("days_ago", "state", "kept"),
    [
        (1, PublicState.LIVE, True),
        (89, PublicState.TAKEN_DOWN, True),
        (91, PublicState.LIVE, False),
        (-1, PublicState.LIVE, False),
        (1, PublicState.WITHDRAWN, False),
        (1, PublicState.SUPERSEDED, False),
    ],
)
def test_what_was_out_in_the_last_ninety_days_counts(
    clerk: Person, days_ago: float, state: str, kept: bool
) -> None:
    publication = issued(clerk, days_ago=days_ago, state=state)

    assert references(clerk) == ([publication.communication.reference] if kept else [])


def test_the_item_itself_a_letter_and_another_councils_items_do_not_count(clerk: Person) -> None:
    own = issued(clerk)
    issued(clerk, kind="letter")
    other = make_person(council=make_council(), role=Role.CLERK)
    make_channels(other.council)
    issued(other)

    assert references(clerk, but=own.communication_id) == []


def test_a_text_that_was_read_once_is_not_fetched_again_and_means_the_same(
    clerk: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issued(clerk)
    issued(clerk, title="Another", body=f"<p>{SQUARE} Come and see it.</p>")
    first = issued_lately(clerk.council.pk, timezone.now())

    with django_assert_num_queries(1) as captured:
        again = issued_lately(clerk.council.pk, timezone.now())

    assert again == first
    assert 'THEN \'\' ELSE "drafts_revision"."stored"' in captured.captured_queries[0]["sql"]


def test_the_memory_of_fingerprints_is_bounded_and_the_oldest_goes_first() -> None:
    kept = Fingerprints(most=2)
    stored = '{"kind": "social_post", "content": {"text": "Bins are collected on Tuesday this week."}}'
    for sha256 in ("a", "b", "c"):
        assert kept.of(1, sha256, stored).words == fingerprint("Bins are collected on Tuesday this week.")

    assert (kept.known(1), kept.known(2)) == (["b", "c"], [])
    assert kept.of(1, "b", "").words == fingerprint("Bins are collected on Tuesday this week.")
    assert kept.of(1, "a", "").words == Fingerprint((), 0)


def test_every_kind_of_channel_that_there_could_be_is_open_closed_or_missing() -> None:
    council = make_council()
    make_channels(council, "newsroom")
    (closed,) = make_channels(council, "press_email")
    closed.is_open = False
    closed.settings = {"limit": 400}
    closed.save()

    missing = dict.fromkeys(connectors(), ChannelState.MISSING)
    assert {"letter", "noticeboard"} < missing.keys()
    assert channels_of(council.pk) == (
        missing | {"newsroom": ChannelState.OPEN, "press_email": ChannelState.CLOSED},
        {"press_email": 400},
        0,
    )


def test_how_many_get_the_press_mail_is_known_in_the_same_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make_council()
    (channel,) = make_channels(council, "press_email")
    make_contact(make_council())
    for number in range(3):
        contact = make_contact(council, email=f"{number}@gazette.example")
    contact.opted_out_at = timezone.now()
    contact.save()

    with django_assert_num_queries(1):
        assert channels_of(council.pk)[2] == 2
    channel.is_open = False
    channel.save()
    assert channels_of(council.pk)[2] == 0


@pytest.mark.parametrize("limit", [0, -5, True, "400", None, 1.5])
def test_a_limit_that_is_no_number_of_characters_is_none(limit: Any) -> None:
    council = make_council()
    (channel,) = make_channels(council, "newsroom")
    channel.settings = {"limit": limit}
    channel.save()

    assert channels_of(council.pk)[1] == {}


def test_the_register_of_quotations_is_kept_and_others_are_said_not_to_be(clerk: Person) -> None:
    seen = gather(clerk.council, at=timezone.now(), writer_id=clerk.membership.pk)

    assert (seen.quotes_kept, seen.permissions_kept, seen.envelope, seen.logo, seen.answered) == (
        True,
        False,
        None,
        None,
        "",
    )
    assert (seen.letterhead, seen.insiders) == (
        True,
        frozenset({clerk.membership.user.email.lower()}),
    )


def test_likeness_is_the_share_of_word_groups_in_common() -> None:
    assert likeness(fingerprint(SQUARE), fingerprint(SQUARE.upper())) == 1.0
    assert likeness(fingerprint(SQUARE), fingerprint("The library opens at ten on weekdays.")) == 0.0
    assert likeness(fingerprint("Too few words"), fingerprint("Too few words")) == 0.0


THREAD = "https://www.facebook.com/groups/pellworth/posts/123456/"


@pytest.mark.parametrize(
    ("before", "now", "named"),
    [
        ({"link": THREAD}, {"link": "http://m.facebook.com/groups/Pellworth/posts/123456?ref=share"}, True),
        ({"text": f"The verges are cut in May, see {THREAD}"}, {"link": THREAD}, True),
        ({"versions": {"x": f"Cut in May: {THREAD}"}}, {"link": THREAD}, True),
        ({"link": THREAD}, {"link": "https://www.facebook.com/groups/pellworth/posts/99/"}, False),
        ({"link": "https://www.example.org/fair"}, {"link": "https://www.example.org/fair"}, False),
        ({}, {"link": THREAD}, False),
    ],
)
def test_a_second_answer_below_the_same_post_is_found_by_its_address(
    clerk: Person, before: dict[str, Any], now: dict[str, Any], named: bool
) -> None:
    first = issued(clerk, kind="social_post", **before)
    make_clause_rule(
        clerk=clerk, version=make_adopted_policy(clerk=clerk), ref="2.1", check_id="repeat", severity="advise"
    )
    item = make_revision(
        author=clerk, kind="social_post", **{"text": "It is as it was: nothing was ever promised.", **now}
    )

    found = [
        each.message for each in judge(item.communication, item.content).findings if each.check == "repeat"
    ]

    assert len(found) == named
    assert all(
        first.communication.reference in each and "already answered in this debate" in each for each in found
    )


def test_a_network_on_which_people_post_by_hand_is_a_kind_of_its_own_once_it_is_approved() -> None:
    council = make_council()
    group, other, proposed = (make_by_hand(council, name) for name in ("Group", "Other", "Proposed"))
    Particulars.objects.create(channel=group, purpose="News", network="nextdoor")
    Particulars.objects.create(channel=proposed, purpose="News", network="whatsapp")
    clerk = make_person(council=council, role=Role.CLERK)
    Channel.objects.filter(pk=proposed.pk).update(
        approval="proposed", is_open=False, proposed_by=clerk.membership, proposed_at=timezone.now()
    )
    Channel.objects.filter(pk=other.pk).update(is_open=False)

    states, _, _ = channels_of(council.pk)

    assert (states["nextdoor"], states["manual"]) == (ChannelState.OPEN, ChannelState.CLOSED)
    assert "whatsapp" not in states


def make_by_hand(council: Council, name: str) -> Channel:
    body = Body.objects.get(council=council)
    return Channel.objects.create(council=council, body=body, connector="manual", name=name)
