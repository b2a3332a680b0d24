"""What a peer may answer though it did as it was asked: whatever it holds, what was claimed is settled, and once.

Every connector of a network inherits these tests by its contract.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.channels.connectors.stating import address_in, name_in
from portal.channels.models import Attempt, Command, Delivery, HostPace, Notice
from portal.channels.outbox.carrying import MOST_ASKED, ask, carry
from portal.channels.outbox.rows import MODELS, RowKind
from portal.channels.post import Post
from tests.channels.connectors.standin import Answer, Fault

NAMES = {"id", "uri", "cid", "did", "handle", "slug", "username", "uuid"}
ADDRESSES = {"url", "link", "source_url", "permalink_url"}
FAR = timedelta(days=365)


def made_of(said: Any, change: Callable[[str, Any], Any], name: str = "") -> Any:
    """Return ``said`` with each of its values as ``change`` returns it; a value that comes back as None is left out."""
    if isinstance(said, dict):
        rows = {key: made_of(value, change, key) for key, value in said.items()}
        return {key: value for key, value in rows.items() if value is not None}
    if isinstance(said, list):
        return [made_of(value, change, name) for value in said]
    return change(name, said)


def with_values(change: Callable[[str, Any], Any]) -> Callable[[Answer], Answer]:
    """Return what answers the same with other values."""
    return lambda answer: Answer(answer.status, made_of(answer.said, change), answer.headers, answer.raw)


def of_names(word: Any) -> Callable[[Answer], Answer]:
    """Return what names everything otherwise."""
    return with_values(lambda name, value: word if name in NAMES else value)


def says(raw: bytes) -> Callable[[Answer], Answer]:
    """Return what answers ``raw``, whatever was asked."""
    return lambda answer: Answer(answer.status, raw=raw)


ODD: dict[str, Callable[[Answer], Answer]] = {
    "no JSON": says(b"<html>Welcome to this parked domain.</html>"),
    "deep": says(b"[" * 200_000),
    "empty": says(b""),
    "another sort": says(b"[1, null]"),
    "no name": of_names(None),
    "NUL": of_names("a\0b"),
    "half a pair": of_names("\ud800"),
    "too long": of_names("9" * 5000),
    "a list for a value": with_values(lambda _, value: [value]),
    "no address": with_values(lambda name, value: "http://[oops" if name in ADDRESSES else value),
}


ELSEWHERE = {
    "another server": Answer(404, raw=b"<html>404 Not Found</html>"),
    "it has moved for good": Answer(410, raw=b"<html>Gone</html>"),
    "a server with words of its own": Answer(404, {"error": "Record not found", "detail": "Not Found"}),
}
"""What something says of everything that answers where the network was."""


class OddAnswers:
    """The tests; who inherits them has the fixtures of NetworkContract."""

    @pytest.mark.parametrize("how", ODD)
    def test_whatever_the_answer_to_what_it_took_holds_it_is_there_once_and_known_to_be(
        self, peer: Any, post: Post, settings: Settings, how: str
    ) -> None:
        settings.SENDING_GATES = []
        peer.faults = [Fault("odd", acted=True, odd=ODD[how])]
        row = Delivery.objects.get(key=post.key)

        for _ in steps(RowKind.DELIVERY, row.pk, 5):
            assert len(peer.public()) == 1

        row.refresh_from_db()
        assert row.state == "sent"
        assert row.external_id == name_in(row.external_id) != ""
        assert row.public_url == address_in(row.public_url)
        assert not Notice.objects.filter(object_type="delivery").exists()

    @pytest.mark.parametrize("how", ["no JSON", "no name", "NUL", "a list for a value"])
    def test_what_cannot_be_read_time_after_time_is_left_to_a_person(
        self, peer: Any, post: Post, settings: Settings, how: str
    ) -> None:
        settings.SENDING_GATES, settings.DELIVERY_BACKOFF_SECONDS = [], [1, 1]
        row = Delivery.objects.get(key=post.key)
        peer.odd = ODD[how]

        for _ in steps(RowKind.DELIVERY, row.pk, 2 * MOST_ASKED + 8):
            assert len(peer.public()) <= 1

        peer.complaints.clear()  # it was asked for what it had called things itself
        row.refresh_from_db()
        assert (
            row.state in {"failed", "held"}
            or (row.state == "unknown" and row.due_at > timezone.now() + FAR)
            or (row.state == "sent" and len(peer.public()) == 1)
        )

    @pytest.mark.parametrize("how", ODD)
    def test_whatever_the_answer_to_a_withdrawal_holds_it_ends(
        self, peer: Any, post: Post, settings: Settings, how: str
    ) -> None:
        settings.DELIVERY_BACKOFF_SECONDS = [1, 1]
        sent = self.connector.publish(post)  # type: ignore[attr-defined]
        self.note(post, sent.external_id)  # type: ignore[attr-defined]
        order = Command.objects.create(delivery=Delivery.objects.get(key=post.key), verb="retract")
        peer.odd = ODD[how]

        list(steps(RowKind.COMMAND, order.pk, 12))

        order.refresh_from_db()
        assert order.state == "failed" or (order.state == "sent" and peer.public() == [])

    @pytest.mark.parametrize("how", ELSEWHERE)
    def test_what_answers_in_its_place_takes_nothing_back_and_a_person_is_told(
        self, peer: Any, post: Post, settings: Settings, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        settings.DELIVERY_BACKOFF_SECONDS = [1]
        sent = self.connector.publish(post)  # type: ignore[attr-defined]
        self.note(post, sent.external_id)  # type: ignore[attr-defined]
        order = Command.objects.create(delivery=Delivery.objects.get(key=post.key), verb="retract")
        there = peer.public()
        monkeypatch.setattr(peer, "answer", lambda _: ELSEWHERE[how])

        list(steps(RowKind.COMMAND, order.pk, 8))

        order.refresh_from_db()
        assert (order.state, peer.public()) == ("failed", there)
        assert Delivery.objects.get(key=post.key).state == "sent"
        assert Notice.objects.filter(what="retract_failed").count() == 1


def steps(kind: RowKind, pk: int, most: int) -> Iterator[str]:
    """Let workers do what the sweep finds to be done of a row, ``most`` times at most; it is never left claimed."""
    for _ in range(most):
        row = MODELS[kind]._default_manager.get(pk=pk)
        if row.state not in {"pending", "unknown"} or row.due_at > timezone.now() + FAR:
            return
        ago = timezone.now() - timedelta(days=1)
        HostPace.objects.all().delete()
        Attempt.objects.filter(key=row.key).update(started_at=ago)
        if row.state == "pending":
            MODELS[kind]._default_manager.filter(pk=pk).update(due_at=ago)
            carry(kind, pk)
        else:
            ask(kind, pk, row.attempt)
        state = MODELS[kind]._default_manager.get(pk=pk).state
        assert state != "sending"
        yield state
