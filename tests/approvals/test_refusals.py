"""Every act of the approvals desk on an item in every state: done, or refused by name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.amending import amend
from approvals.claiming import claim, put_back
from approvals.deciding import Issue, approve, reject, return_with_reason
from approvals.models import Review
from approvals.submitting import recall, submit
from approvals.urgent import issue_at_once
from approvals.withdrawing import cancel_schedule, reschedule, withdraw
from portal.channels.models import Channel
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.verifying import verify
from portal.refusals import Refusal
from tests.makers import content_for, make_channels, make_council, make_person
from tests.makers.standing import STATES, Cast, make_item

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    council = make_council()
    make_channels(council, "newsroom")
    return Cast(
        author=make_person(council=council, role=Role.DEPUTY),
        clerk=make_person(council=council, role=Role.CLERK),
        other=make_person(council=council, role=Role.CLERK),
    )


def review_of(item: Communication) -> int:
    latest = Review.objects.filter(communication=item).order_by("-pk").first()
    return latest.pk if latest else 0


def issue(item: Communication) -> Issue:
    channels = Channel.objects.filter(council=item.council_id)
    return Issue([channel.pk for channel in channels], public_note="The date was wrong.")


def revision_of(item: Communication) -> int:
    return item.current_revision_id or 0


ACTS: dict[str, Callable[[Cast, Communication], Any]] = {
    "submit": lambda c, i: submit(actor=c.author, communication_id=i.pk, revision_id=revision_of(i)),
    "recall": lambda c, i: recall(actor=c.author, communication_id=i.pk),
    "claim": lambda c, i: claim(actor=c.clerk, review_id=review_of(i)),
    "put_back": lambda c, i: put_back(actor=c.clerk, review_id=review_of(i)),
    "approve": lambda c, i: approve(
        actor=c.clerk, review_id=review_of(i), revision_id=revision_of(i), issue=issue(i)
    ),
    "return": lambda c, i: return_with_reason(actor=c.clerk, review_id=review_of(i), reason="When?"),
    "reject": lambda c, i: reject(actor=c.clerk, review_id=review_of(i), reason="No."),
    "amend": lambda c, i: amend(
        actor=c.clerk,
        review_id=review_of(i),
        raw=content_for(i.kind, title="Amended"),
        based_on_id=revision_of(i),
    ),
    "urgent": lambda c, i: issue_at_once(
        actor=c.clerk, communication_id=i.pk, revision_id=revision_of(i), reason="Flood", issue=issue(i)
    ),
    "cancel": lambda c, i: cancel_schedule(actor=c.clerk, communication_id=i.pk, reason="Not yet."),
    "reschedule": lambda c, i: reschedule(
        actor=c.clerk, communication_id=i.pk, go_at=timezone.now() + timedelta(days=2)
    ),
    "withdraw": lambda c, i: withdraw(actor=c.clerk, communication_id=i.pk, reason="Wrong."),
}

# One row a state, one word an act: a stage is what the item is afterwards, a name with a capital who refused.
COLUMNS = tuple(ACTS)
TABLE = """
state          submit         recall         claim          put_back       approve        return         reject
empty          NothingWritten Refusal        Refusal        Refusal        InvalidInput   InvalidInput   InvalidInput
draft          submitted      Refusal        Refusal        Refusal        InvalidInput   InvalidInput   InvalidInput
waiting        WrongStage     draft          submitted      Refusal        approved       returned       rejected
mine           WrongStage     Refusal        submitted      submitted      approved       returned       rejected
theirs         WrongStage     Refusal        Taken          Refusal        Taken          Taken          Taken
expired        WrongStage     draft          submitted      Refusal        approved       returned       rejected
returned       submitted      Refusal        Taken          Refusal        Taken          Taken          Taken
rejected       WrongStage     Refusal        Taken          Refusal        Taken          Taken          Taken
scheduled      WrongStage     Refusal        Taken          Refusal        Taken          Taken          Taken
edited         submitted      Refusal        Taken          Refusal        Taken          Taken          Taken
live           WrongStage     Refusal        Taken          Refusal        Taken          Taken          Taken
correcting     submitted      Refusal        Taken          Refusal        Taken          Taken          Taken
resubmitted    WrongStage     draft          submitted      Refusal        approved       returned       Refusal
withdrawn      WrongStage     Refusal        Taken          Refusal        Taken          Taken          Taken
"""
LATER = """
state          amend          urgent         cancel         reschedule     withdraw
empty          InvalidInput   StaleRevision  Refusal        Refusal        NothingOut
draft          InvalidInput   approved       Refusal        Refusal        NothingOut
waiting        Taken          approved       Refusal        Refusal        NothingOut
mine           submitted      approved       Refusal        Refusal        NothingOut
theirs         Taken          approved       Refusal        Refusal        NothingOut
expired        Taken          approved       Refusal        Refusal        NothingOut
returned       Taken          approved       Refusal        Refusal        NothingOut
rejected       Taken          WrongStage     Refusal        Refusal        NothingOut
scheduled      Taken          WrongStage     draft          approved       withdrawn
edited         Taken          approved       draft          ApprovalVoid   withdrawn
live           Taken          WrongStage     Refusal        Refusal        withdrawn
correcting     Taken          approved       Refusal        Refusal        withdrawn
resubmitted    Taken          approved       Refusal        Refusal        withdrawn
withdrawn      Taken          WrongStage     Refusal        Refusal        NothingOut
"""
HEAD, *ROWS = [
    early.split() + late.split()[1:]
    for early, late in zip(TABLE.strip().splitlines(), LATER.strip().splitlines(), strict=True)
]
CASES = [(row[0], act, wanted) for row in ROWS for act, wanted in zip(HEAD[1:], row[1:], strict=True)]


def test_the_table_names_every_state_and_every_act() -> None:
    assert tuple(HEAD[1:]) == COLUMNS
    assert tuple(row[0] for row in ROWS) == STATES


@pytest.mark.parametrize(("state", "act", "wanted"), CASES)
def test_each_act_in_each_state(cast: Cast, state: str, act: str, wanted: str) -> None:
    item = make_item(state, cast)
    before = item.stage

    if wanted[0].isupper():
        with pytest.raises(Refusal) as refusal:
            ACTS[act](cast, item)
        assert type(refusal.value).__name__ == wanted
        assert refusal.value.next_step
        wanted = before
    else:
        ACTS[act](cast, item)

    item.refresh_from_db()
    assert item.stage == wanted
    assert verify(item.council_id).broken is None


REASONS: dict[str, Callable[[Cast, Communication], Any]] = {
    "return": lambda c, i: return_with_reason(actor=c.clerk, review_id=review_of(i), reason=" "),
    "reject": lambda c, i: reject(actor=c.clerk, review_id=review_of(i), reason=""),
    "urgent": lambda c, i: issue_at_once(
        actor=c.clerk, communication_id=i.pk, revision_id=revision_of(i), reason="\n", issue=issue(i)
    ),
    "cancel": lambda c, i: cancel_schedule(actor=c.clerk, communication_id=i.pk, reason=" "),
    "withdraw": lambda c, i: withdraw(actor=c.clerk, communication_id=i.pk, reason="\u200b \u3164"),
}


@pytest.mark.parametrize("act", REASONS)
def test_what_needs_a_reason_is_refused_without_one(cast: Cast, act: str) -> None:
    item = make_item("waiting", cast)

    with pytest.raises(Refusal) as refusal:
        REASONS[act](cast, item)

    assert refusal.value.status == 400


OF_THE_AUTHOR = {"submit", "recall"}


@pytest.mark.parametrize("act", sorted(set(ACTS) - OF_THE_AUTHOR))
@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.CLERK])
def test_nobody_but_a_decider_decides(cast: Cast, act: str, role: str) -> None:
    item = make_item("waiting", cast)
    person = make_person(council=cast.clerk.council, role=role)

    with pytest.raises(Refusal) as refusal:
        ACTS[act](Cast(cast.author, person, cast.other), item)

    # Who cannot claim cannot hold: putting back is refused because it is not in their hand.
    assert refusal.value.status == (409 if act == "put_back" else 403)


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("state", ["draft", "waiting", "scheduled", "live"])
def test_another_councils_clerk_reaches_nothing(cast: Cast, act: str, state: str) -> None:
    item = make_item(state, cast)
    stranger = make_person(council=make_council(), role=Role.CLERK)
    before = Communication.objects.values().get(pk=item.pk)

    with pytest.raises(Refusal):
        ACTS[act](Cast(stranger, stranger, stranger), item)

    assert Communication.objects.values().get(pk=item.pk) == before
