"""The signed webhook against a receiver that is written by docs/webhooks.md alone."""

import hashlib
import hmac
import time
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.channels.connectors.base import Ambiguous, Permanent, Reconnect, connectors
from portal.channels.credentials.connecting import connect
from portal.channels.credentials.rotating import rotate_all
from portal.channels.credentials.sealing import seal, unseal
from portal.channels.models import Connection
from portal.channels.networks.signing import WINDOW, signature
from portal.channels.post import Post
from portal.refusals import InvalidInput
from tests.channels.connectors.contract import NetworkContract
from tests.channels.connectors.standin import Answer, Fault, Request, StandIn
from tests.channels.posts import Staff, make_correction

SECRET = "kG7-pQ2x_vB9nM4sL6tR1wY8zD3fH5jC"
NEXT = "next-" + SECRET
FIELDS = {
    "event", "delivery", "council", "item", "reference", "issue", "kind", "body", "capacity", "title", "text", "html",
    "link", "page", "details", "note", "pictures",
}  # fmt: skip
IDENTITY = {"event", "delivery", "council", "item", "reference", "issue"}


class Receiver(StandIn):
    """Checks what docs/webhooks.md says, takes each delivery once, and keeps what it was told."""

    def __init__(self) -> None:
        super().__init__()
        self.secrets = [SECRET]
        self.told: dict[str, dict[str, Any]] = {}
        self.events: list[str] = []
        self.rulings: dict[str, dict[str, Any]] = {}
        self.says_nothing = False

    def publishes(self, request: Request) -> bool:
        return request.headers.get("portal-event") in {"issued", "corrected"}

    def public(self) -> list[str]:
        return [
            "\n\n".join(part for part in (f["text"], f["link"], f"{f['capacity']} {f['reference']}") if part)
            for f in self.told.values()
        ]

    def pictures(self) -> list[str]:
        return [one["alt"] for facts in self.told.values() for one in facts.get("pictures", [])]

    def expire(self) -> None:
        self.secrets = ["another"]

    def answer(self, request: Request) -> Answer:
        if not self._signed(request):
            return Answer(401, {"error": "The signature is not right."})
        if request.method == "GET":
            known = self.told.get(request.query["delivery"])
            return Answer(200, self._about(known)) if known else Answer(404, {"error": "unknown"})
        facts = request.json()
        self.events.append(facts["event"])
        if facts["event"] == "ping":
            return Answer(204, raw=b"")
        if facts["delivery"] != request.headers["portal-delivery"]:
            return self.complain("two names of one delivery")
        return self._take(facts)

    def _take(self, facts: dict[str, Any]) -> Answer:
        if facts["event"] in {"issued", "corrected"}:
            if set(facts) != FIELDS:
                return self.complain(f"fields: {set(facts) ^ FIELDS}")
            self.told.setdefault(facts["delivery"], facts)
            return Answer(raw=b"ok") if self.says_nothing else Answer(200, self._about(facts))
        if facts["event"] == "ruled":
            self.rulings.setdefault(facts["delivery"], facts)
            return Answer(200, {})
        if set(facts) - IDENTITY not in ({"reason"}, {"title"}):
            return self.complain(f"fields: {set(facts)}")
        if facts["event"] in {"withdrawn", "taken_down"}:
            self.told.pop(facts["delivery"], None)
        return Answer(200, {})

    def _signed(self, request: Request) -> bool:
        at = request.headers["portal-timestamp"]
        if abs(int(at) - time.time()) > WINDOW:
            return False
        given = [part.removeprefix("v1=") for part in request.headers["portal-signature"].split(", ")]
        return any(
            hmac.compare_digest(
                hmac.new(secret.encode(), f"{at}.".encode() + request.body, hashlib.sha256).hexdigest(), one
            )
            for secret in self.secrets
            for one in given
        )

    def _about(self, facts: dict[str, Any]) -> dict[str, str]:
        return {"id": f"r-{facts['delivery']}", "url": f"{self.origin}/read/{facts['item']}"}


class TestWebhook(NetworkContract):
    slug: ClassVar[str] = "webhook"
    stand_in: ClassVar[type[StandIn]] = Receiver
    secret: ClassVar[str] = SECRET
    sends_secret: ClassVar[bool] = False

    def values(self, peer: Receiver) -> dict[str, str]:
        return {"address": f"{peer.origin}/hook?council=1", "lookup": f"{peer.origin}/look", "secret": SECRET}

    def test_the_signature_is_over_the_moment_and_the_very_bytes(self, peer: Receiver, post: Post) -> None:
        self.connector.publish(post)

        (asked,) = peer.asked
        at = int(asked.headers["portal-timestamp"])
        assert asked.headers["portal-signature"] == f"v1={signature(SECRET, at, asked.body)}"
        assert asked.headers["portal-event"] == "issued"
        assert asked.headers["portal-delivery"] == str(post.key)
        assert SECRET not in repr(asked)

    def test_what_was_ruled_is_told_signed_and_taken_once_by_its_number(
        self, peer: Receiver, staff: Staff
    ) -> None:
        (channel,) = staff.council.channels.all()
        key, facts = uuid4(), {"comment": "C-1", "ruling": 5, "outcome": "hide"}
        for _ in range(2):
            sent = self.connector.announce(channel, key, "ruled", facts)

        assert peer.rulings == {
            str(key): {"event": "ruled", "delivery": str(key), "council": staff.council.slug, **facts}
        }
        assert peer.asked[-1].headers["portal-event"] == "ruled"
        assert sent.external_id == str(key)
        assert SECRET not in sent.evidence
        peer.expire()
        with pytest.raises(Reconnect):
            self.connector.announce(channel, key, "ruled", facts)

    def test_the_evidence_holds_no_signature_that_could_be_played_again(
        self, peer: Receiver, post: Post
    ) -> None:
        sent = self.connector.publish(post)

        given = peer.asked[0].headers["portal-signature"].removeprefix("v1=")
        assert given not in sent.evidence
        assert "portal-signature: v1=(left out)" in sent.evidence

    def test_its_addresses_may_hold_tokens_and_stand_sealed_and_in_no_evidence(
        self, peer: Receiver, staff: Staff, post: Post
    ) -> None:
        values = {**self.values(peer), "address": f"{peer.origin}/hook?token=sesame-sesame"}
        connect(actor=staff.clerk, channel_id=post.channel.pk, values=values)

        sent = self.connector.publish(post)

        row = Connection.objects.get(ended_at=None)
        assert (row.public, "sesame" in row.sealed) == ({}, False)
        assert "sesame" not in sent.evidence
        assert f"POST {peer.origin}(left out)" in sent.evidence
        assert self.connector.health(post.channel).account == f"127.0.0.1:{peer.port}"

    def test_an_address_that_was_kept_open_is_sealed_and_still_used(self, peer: Receiver, post: Post) -> None:
        row = Connection.objects.get(ended_at=None)
        secrets = unseal(row.channel_id, row.sealed)
        public = {name: secrets.pop(name) for name in ("address", "lookup")}
        Connection.objects.filter(pk=row.pk).update(public=public, sealed=seal(row.channel_id, secrets))
        self.connector.publish(post)

        assert (rotate_all(), rotate_all()) == (1, 0)

        assert Connection.objects.get(pk=row.pk).public == {}
        assert self.connector.certain_after_on(post.channel) == timedelta(0)
        self.connector.publish(post)
        assert [request.path for request in peer.asked] == ["/hook", "/hook"]

    def test_a_secret_that_was_replaced_signs_beside_the_new_one_for_a_day(
        self, peer: Receiver, staff: Staff, post: Post
    ) -> None:
        connect(actor=staff.clerk, channel_id=post.channel.pk, values={**self.values(peer), "secret": NEXT})

        self.connector.publish(post)  # the receiver still has the old one
        peer.secrets = [NEXT]
        self.connector.publish(post)

        assert peer.asked[0].headers["portal-signature"].count("v1=") == 2

    def test_after_that_day_the_old_secret_signs_nothing(
        self, peer: Receiver, staff: Staff, post: Post, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connect(actor=staff.clerk, channel_id=post.channel.pk, values={**self.values(peer), "secret": NEXT})
        peer.secrets = [NEXT]
        later = timezone.now() + timedelta(days=1, seconds=1)
        monkeypatch.setattr("portal.channels.connectors.webhook._now", lambda: later)

        with pytest.raises(Reconnect):
            self.connector.publish(post)  # a clock that is a day ahead: the receiver's window refuses it

        assert peer.asked[0].headers["portal-signature"].count("v1=") == 1

    def test_without_an_address_to_ask_nobody_says_that_it_never_arrived(
        self, peer: Receiver, staff: Staff, post: Post
    ) -> None:
        assert self.connector.certain_after_on(post.channel) == timedelta(0)
        values = {**self.values(peer), "lookup": ""}
        connect(actor=staff.clerk, channel_id=post.channel.pk, values=values)
        peer.faults = [Fault("reset", acted=True)]
        with pytest.raises(Ambiguous):
            self.connector.publish(post)
        self.calm()

        assert self.connector.find(post.channel, post.key) is None
        assert self.connector.certain_after_on(post.channel) is None

    def test_a_correction_is_told_as_one_with_its_note(
        self, peer: Receiver, staff: Staff, post: Post
    ) -> None:
        self.connector.publish(post)
        self.connector.publish(make_correction(staff, post, "The day was wrong.", text="From Tuesday."))

        assert peer.events == ["issued", "corrected"]
        told = list(peer.told.values())
        assert [row["issue"] for row in told] == [1, 2]
        assert (told[1]["note"], told[1]["text"]) == ("The day was wrong.", "From Tuesday.")

    def test_the_version_written_for_it_is_what_it_is_told(self, peer: Receiver, staff: Staff) -> None:
        post = self.make(staff, versions={"webhook": "For the website."}, link="https://www.example.org/full")

        self.connector.publish(post)

        (facts,) = peer.told.values()
        assert (facts["text"], facts["link"]) == ("For the website.", "https://www.example.org/full")

    def test_an_answer_that_is_no_json_is_enough(self, peer: Receiver, post: Post) -> None:
        peer.says_nothing = True

        sent = self.connector.publish(post)

        assert (sent.external_id, sent.public_url) == (str(post.key), "")

    @pytest.mark.parametrize(
        ("name", "value", "why"),
        [
            ("secret", "x" * 31, "32 characters or more"),
            ("secret", "ab" * 30, "8 different ones"),
            ("address", "ftp://example.org/", "begins with https"),
            ("address", "https://user:pass@example.org/", "begins with https"),
            ("address", "", "is needed"),
            ("lookup", "nowhere", "begins with https"),
        ],
    )
    def test_what_cannot_be_right_is_refused_when_it_is_entered(
        self, peer: Receiver, staff: Staff, name: str, value: str, why: str
    ) -> None:
        channel = staff.council.channels.get()
        before = Connection.objects.get().pk
        with pytest.raises(InvalidInput, match=why):
            connect(actor=staff.clerk, channel_id=channel.pk, values={**self.values(peer), name: value})

        assert Connection.objects.get(ended_at=None).pk == before

    def test_a_receiver_in_the_portal_s_own_network_is_not_asked(
        self, peer: Receiver, post: Post, settings: Any
    ) -> None:
        settings.NETWORK_PEERS = frozenset()

        with pytest.raises(Permanent, match="not a public address"):
            self.connector.publish(post)

        assert peer.asked == []


def test_the_webhook_is_among_the_connectors() -> None:
    assert "webhook" in connectors()
