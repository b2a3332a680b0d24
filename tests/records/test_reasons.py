"""Reasons are evidence: whoever gives one has it filed, and its hash is in the ledger."""

import ast
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review, SecondLook
from approvals.taking_headlines import take_headline_away
from approvals.urgent import issue_at_once, look_again
from approvals.withdrawing import cancel_schedule, withdraw
from portal.channels.models import Channel, Delivery, LetterFile
from portal.channels.opening import close_channel
from portal.channels.outbox.rows import RowKind
from portal.channels.outbox.standstill import hold_everything, resume
from portal.channels.resolving import note_posting, settle_by_hand
from portal.councils.delegating import delegate
from portal.councils.permitting import permit_drafting, revoke_permission
from portal.councils.powers import Role
from portal.councils.suspending import lift_suspension, suspend
from portal.drafts.models import Communication
from portal.drafts.retaining import place_hold
from portal.records.canonical import canonical_json, sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.records.retention import EraseOrder, erase
from portal.records.verbs import VERBS
from tests.makers import make_channels, make_council, make_person
from tests.makers.standing import Cast, make_item

ROOT = Path(__file__).resolve().parents[2]
WORDS = frozenset({"reason", "verdict", "note", "public_note", "public_message"})
"""What a verb calls the words that somebody must stand by later."""
WHY = "The date of the meeting was wrong."

Function = ast.FunctionDef
Place = tuple[str, str]


@cache
def modules() -> dict[str, ast.Module]:
    files = [
        path
        for top in ("portal", "approvals", "policies", "moderation")
        for path in ROOT.glob(f"{top}/**/*.py")
    ]
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text())
        for path in files
        if "migrations" not in path.parts
    }


@cache
def functions() -> dict[Place, Function]:
    return {
        (module, node.name): node
        for module, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


def verbs_with_a_reason() -> Iterator[Place]:
    for place, function in sorted(functions().items()):
        names = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
        if place[1] != "reasoned" and not place[1].startswith("_") and "actor" in names and names & WORDS:
            yield place


def files_its_words(place: Place, seen: frozenset[Place] = frozenset()) -> bool:
    """Return whether the function calls reasoned(), or hands its words on to one that does."""
    for call in ast.walk(functions()[place]):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id == "reasoned":
            return True
        target = where(place[0], call.func.id)
        known = target in functions() and target not in seen and hands_words_on(call)
        if known and files_its_words(target, seen | {place}):
            return True
    return False


def where(module: str, name: str) -> Place:
    """Return where the function called ``name`` in ``module`` is defined."""
    for node in modules()[module].body:
        if isinstance(node, ast.ImportFrom) and node.module and name in {alias.name for alias in node.names}:
            return node.module, name
    return module, name


def hands_words_on(call: ast.Call) -> bool:
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(isinstance(node, ast.Name) and node.id in WORDS for part in given for node in ast.walk(part))


def test_the_walk_finds_the_verbs_that_take_a_reason() -> None:
    found = {name for _, name in verbs_with_a_reason()}

    assert found >= {
        "reject",
        "withdraw",
        "cancel_schedule",
        "settle_by_hand",
        "suspend",
        "issue_at_once",
        "release",
    }


@pytest.mark.parametrize("place", list(verbs_with_a_reason()), ids=".".join)
def test_every_verb_that_takes_a_reason_files_it_and_records_its_hash(place: Place) -> None:
    assert files_its_words(place), (
        f"{'.'.join(place)} takes words that somebody must stand by later: record it with "
        "portal.councils.recording.reasoned(), which files them and puts their hash into the ledger."
    )


@pytest.fixture
def cast() -> Cast:
    council = make_council()
    make_channels(council, "newsroom", "letter")
    return Cast(
        author=make_person(council=council, role=Role.DEPUTY),
        clerk=make_person(council=council, role=Role.CLERK),
        other=make_person(council=council, role=Role.CLERK),
    )


def review_of(item: Communication) -> Review:
    return Review.objects.filter(communication=item).latest("pk")


def channels(item: Communication) -> list[int]:
    rows = Channel.objects.filter(council=item.council, connector__in=item.spec.outputs)
    return list(rows.values_list("pk", flat=True))


def decide(cast: Cast, item: Communication, **changes: Any) -> None:
    review = review_of(item)
    note = changes.pop("public_note", "")
    issue = Issue(channels(item), public_note=note)
    approve(actor=cast.clerk, review_id=review.pk, revision_id=review.revision_id, issue=issue, **changes)


def urgently(cast: Cast, item: Communication, reason: str) -> None:
    assert item.current_revision_id is not None
    issue_at_once(
        actor=cast.clerk,
        communication_id=item.pk,
        revision_id=item.current_revision_id,
        reason=reason,
        issue=Issue(channels(item)),
    )


def look(cast: Cast, item: Communication) -> None:
    urgently(cast, item, "A burst main")
    look_again(actor=cast.other, second_look_id=SecondLook.objects.get().pk, verdict=WHY)


def settle(cast: Cast, item: Communication) -> None:
    row = Delivery.objects.get(publication__communication=item)
    Delivery.objects.filter(pk=row.pk).update(state="unknown")
    settle_by_hand(actor=cast.clerk, kind=RowKind.DELIVERY, pk=row.pk, arrived=True, reason=WHY)


def post(cast: Cast, item: Communication) -> None:
    row = Delivery.objects.get(publication__communication=item)
    letter = LetterFile.objects.create(delivery=row, key=row.key, sha256="0" * 64, made_at=timezone.now())
    note_posting(actor=cast.clerk, letter_id=letter.pk, note=WHY)


def suspended(cast: Cast, reason: str) -> int:
    until = timezone.now() + timedelta(days=1)
    return suspend(
        actor=cast.clerk, member=cast.author.membership, reason=reason, until=until, minute="12/26"
    ).pk


def nominate(cast: Cast, _: Communication) -> None:
    officer = make_person(council=cast.clerk.council, role=Role.OFFICER)
    begins = timezone.now()
    until = begins + timedelta(days=1)
    delegate(actor=cast.clerk, holder=officer.membership, reason=WHY, starts_at=begins, until=until)


def revoked(cast: Cast, _: Communication) -> None:
    made = permit_drafting(actor=cast.clerk, holder=cast.author.membership, kind="letter", reason="A task")
    revoke_permission(actor=cast.clerk, permission_id=made.pk, reason=WHY)


def resumed(cast: Cast, _: Communication) -> None:
    hold_everything(actor=cast.clerk, reason="A request is open.")
    resume(actor=cast.clerk, reason=WHY)


# The verb of the ledger: the state the item is in, and the act with WHY as its reason.
ACTS: dict[str, tuple[str, Callable[[Cast, Communication], Any]]] = {
    "approved": ("waiting", lambda c, i: decide(c, i, reason=WHY)),
    "release_ordered": ("resubmitted", lambda c, i: decide(c, i, public_note=WHY)),
    "returned": (
        "waiting",
        lambda c, i: return_with_reason(actor=c.clerk, review_id=review_of(i).pk, reason=WHY),
    ),
    "rejected": ("waiting", lambda c, i: reject(actor=c.clerk, review_id=review_of(i).pk, reason=WHY)),
    "schedule_cancelled": (
        "scheduled",
        lambda c, i: cancel_schedule(actor=c.clerk, communication_id=i.pk, reason=WHY),
    ),
    "withdrawn": ("live", lambda c, i: withdraw(actor=c.clerk, communication_id=i.pk, reason=WHY)),
    "headline_taken": (
        "withdrawn",
        lambda c, i: take_headline_away(actor=c.clerk, communication_id=i.pk, reason=WHY),
    ),
    "issued_urgently": ("draft", lambda c, i: urgently(c, i, WHY)),
    "second_look_done": ("draft", look),
    "delivery_settled_by_hand": ("scheduled", settle),
    "letter_posted": ("scheduled", post),
    "channel_closed": (
        "draft",
        lambda c, i: close_channel(actor=c.clerk, channel_id=channels(i)[0], public_message=WHY),
    ),
    "publishing_suspended": ("draft", lambda c, _: suspended(c, WHY)),
    "suspension_lifted": (
        "draft",
        lambda c, _: lift_suspension(actor=c.clerk, suspension_id=suspended(c, "A breach"), reason=WHY),
    ),
    "authority_delegated": ("draft", nominate),
    "permission_granted": (
        "draft",
        lambda c, _: permit_drafting(actor=c.clerk, holder=c.author.membership, kind="letter", reason=WHY),
    ),
    "permission_revoked": ("draft", revoked),
    "hold_placed": ("draft", lambda c, i: place_hold(actor=c.clerk, reason=WHY, communication_id=i.pk)),
    "issuing_held": ("draft", lambda c, _: hold_everything(actor=c.clerk, reason=WHY)),
    "issuing_resumed": ("draft", resumed),
}


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ACTS)
def test_the_reason_is_in_the_archive_and_its_hash_in_the_ledger(cast: Cast, verb: str) -> None:
    state, act = ACTS[verb]
    item = make_item(state, cast)

    act(cast, item)

    entry = LedgerEntry.objects.filter(council_id=item.council_id, verb=verb).latest("number")
    assert canonical_json({"reason_sha256": sha256_of(WHY)})[1:-1] in entry.body
    assert WHY not in entry.body
    filed = Snapshot.objects.get(council_id=item.council_id, status=verb, sha256=sha256_of(WHY))
    assert (filed.text, filed.title) == (WHY, VERBS[verb].capitalize())
    assert (filed.object_type, filed.object_id) == (entry.object_type, entry.object_id)
    assert filed.actor_id == entry.actor_id is not None


OF_AN_ITEM = [
    "approved", "release_ordered", "returned", "rejected", "schedule_cancelled", "withdrawn", "issued_urgently",
    "second_look_done", "delivery_settled_by_hand", "letter_posted", "headline_taken",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("verb", OF_AN_ITEM)
def test_the_reason_goes_with_the_texts_of_its_item_and_the_hash_stays(cast: Cast, verb: str) -> None:
    state, act = ACTS[verb]
    item = make_item(state, cast)
    act(cast, item)

    erase(EraseOrder(item.council_id, (item.pk,), timezone.now()))

    filed = Snapshot.objects.get(status=verb, sha256=sha256_of(WHY))
    assert (filed.text, filed.title) == (None, "")


@pytest.mark.django_db
def test_an_approval_without_words_files_none(cast: Cast) -> None:
    item = make_item("waiting", cast)

    decide(cast, item)

    assert "reason_sha256" not in LedgerEntry.objects.get(verb="approved").body
    assert not Snapshot.objects.filter(status="approved").exists()
