"""What the documentation says of webhooks is what a receiver is sent."""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from pytest_django.fixtures import Settings

from moderation.grounds import house_rules
from moderation.models import Ruling
from moderation.ruling import Judged, rule
from portal.api.documentation import described
from portal.api.webhooks import RULED, RULED_EXAMPLE, TOLD
from portal.channels.announcing.carrying import carry_all
from portal.channels.connectors.base import connectors
from portal.channels.connectors.webhook import EVENTS, PING
from portal.channels.credentials.connecting import connect
from portal.channels.models import Announcement
from portal.channels.register.describing import Described, describe_channel
from portal.drafts.kinds import KINDS
from tests.channels.connectors.standin import Answer, Request, StandIn
from tests.channels.posts import Staff, make_correction, make_post, make_staff
from tests.makers.comments import make_comment, make_house_rules, make_news

SECRET = "kG7-pQ2x_vB9nM4sL6tR1wY8zD3fH5jC"
SORTS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "uuid": (str,),
    "moment": (str,),
    "integer": (int,),
    "integer or nothing": (int, type(None)),
    "object": (dict,),
    "list of object": (list,),
}


class Receiver(StandIn):
    """Has whatever it is sent."""

    def publishes(self, request: Request) -> bool:
        return request.method == "POST"

    def public(self) -> list[str]:
        return []

    def pictures(self) -> list[str]:
        return []

    def expire(self) -> None:
        raise NotImplementedError

    def answer(self, request: Request) -> Answer:  # noqa: ARG002
        return Answer(204, raw=b"")

    @property
    def ruled(self) -> list[dict[str, Any]]:
        return [one.json() for one in self.asked if one.headers["portal-event"] == "ruled"]


@pytest.fixture
def receiver(settings: Settings) -> Iterator[Receiver]:
    with Receiver.serving() as made:
        settings.NETWORK_PEERS = frozenset({("127.0.0.1", made.port)})
        yield made


@pytest.fixture
def staff(receiver: Receiver) -> Staff:
    """Return a council that tells the receiver of rulings."""
    made = make_staff("newsroom", "webhook")
    channel = made.council.channels.get(connector="webhook")
    values = {"address": f"{receiver.origin}/hook", "secret": SECRET}
    connect(actor=made.clerk, channel_id=channel.pk, values=values)
    described_as = Described(purpose="The hall's screen", hears_rulings=True)
    describe_channel(actor=made.clerk, channel_id=channel.pk, described=described_as)
    make_house_rules(made.clerk)
    return made


def ruled(staff: Staff, outcome: str) -> Ruling:
    comment = make_comment(item=make_news(author=staff.author, clerk=staff.clerk))
    if outcome == "leave":
        judged = Judged(version=comment.version, outcome=outcome, answering="other")
    else:
        clause = house_rules(staff.council.pk)[0].clause_id
        judged = Judged(version=comment.version, outcome=outcome, ground="abusive", clause_id=clause)
    return rule(actor=staff.clerk, comment_id=comment.pk, judged=judged, reason="It threatens the warden.")


def tables_of_the_page() -> list[list[str]]:
    """Return the names in the first column of each table of docs/webhooks.md."""
    text = (portal_settings.BASE_DIR / "docs" / "webhooks.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\|[-|]+\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    return [
        [name for row in rows.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])]
        for rows in tables
    ]


@pytest.mark.django_db
def test_what_a_receiver_is_sent_has_the_fields_and_sorts_of_the_documented_example(
    staff: Staff, receiver: Receiver
) -> None:
    ruled(staff, "hide"), ruled(staff, "leave")

    carry_all([row.pk for row in Announcement.objects.order_by("pk")])

    assert len(receiver.ruled) == 2
    for told in (*receiver.ruled, RULED_EXAMPLE):
        assert set(told) == {field.name for field in RULED}
        wrong = [field.name for field in RULED if type(told[field.name]) not in SORTS[field.of]]
        assert wrong == []
        UUID(told["delivery"])
        assert datetime.fromisoformat(told["ruled_at"]).tzinfo is not None
    hidden, left = receiver.ruled
    assert [hidden["outcome"], left["outcome"], left["ground"], left["clause"]] == ["hide", "leave", "", ""]
    assert [bool(hidden["ground"]), bool(hidden["clause"])] == [True, True]
    assert hidden["rule"].startswith(f"{hidden['clause']}, Comments policy (version 1, adopted ")
    assert left["rule"] == ""


def test_the_document_describes_the_event_with_the_same_fields_and_the_example() -> None:
    told = described()["webhooks"]["ruled"]["post"]["requestBody"]["content"]["application/json"]

    assert RULED_EXAMPLE["event"] in EVENTS
    assert list(told["schema"]["properties"]) == told["schema"]["required"] == list(RULED_EXAMPLE)
    assert told["example"] == RULED_EXAMPLE


def test_the_page_for_receivers_names_each_event_and_each_field_that_is_sent_and_no_other() -> None:
    events, of_items, kinds, of_rulings = tables_of_the_page()

    assert sorted(events) == sorted([*EVENTS, PING])
    by_event = {one.event: [field.name for field in one.fields] for one in TOLD}
    assert sorted(of_items) == sorted(by_event["issued"])
    assert sorted(of_rulings) == sorted(by_event["ruled"])
    assert sorted(kinds) == sorted(kind.slug for kind in KINDS.values() if "webhook" in kind.outputs)
    kind = next(field for field in TOLD[0].fields if field.name == "kind")
    assert sorted(re.findall(r"“(\w+)”", kind.about)) == sorted(kinds)


def test_every_event_that_is_sent_is_in_the_document_with_an_example_of_its_fields() -> None:
    told = described()["webhooks"]

    assert list(told) == [one.event for one in TOLD] == [*EVENTS, PING]
    for one in TOLD:
        content = told[one.event]["post"]["requestBody"]["content"]["application/json"]
        assert (
            set(content["schema"]["properties"]) == set(one.example) == {field.name for field in one.fields}
        )
        assert one.example["event"] == one.event
        assert [
            field.name for field in one.fields if type(one.example[field.name]) not in SORTS[field.of]
        ] == []


@pytest.mark.django_db
def test_what_is_sent_of_an_item_has_the_documented_fields_and_no_event_is_another_s(
    staff: Staff, receiver: Receiver
) -> None:
    connector = connectors()["webhook"]
    post = make_post(staff, "social_post", "webhook", text="The lane is closed.")
    connector.publish(post)
    corrected = make_correction(staff, post, text="The lane is open.")
    connector.publish(corrected)
    connector.retitle(corrected)
    for scheduled in (False, True):
        connector.retract(corrected, "The day was wrong.", scheduled=scheduled)
    connector.health(post.channel)

    sent = {one.headers["portal-event"]: one.json() for one in receiver.asked}
    assert set(sent) == {one.event for one in TOLD} - {"ruled"}
    for one in TOLD:
        if one.event in sent:
            assert set(sent[one.event]) == {field.name for field in one.fields}
            wrong = [
                field.name for field in one.fields if type(sent[one.event][field.name]) not in SORTS[field.of]
            ]
            assert wrong == []


@pytest.mark.django_db
def test_anybody_reads_the_example_and_what_each_field_means() -> None:
    page = Client().get("/api/docs/").content.decode()

    example = json.dumps(RULED_EXAMPLE, ensure_ascii=False, indent=2).replace('"', "&quot;")
    assert example in page
    for one in TOLD:
        assert f'id="webhook-{one.event}"' in page
        assert one.when in page
        assert all(field.about in page for field in one.fields)
