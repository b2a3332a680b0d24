"""How long texts are kept, and what protects them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from approvals.deciding import Issue, approve
from portal.channels.models import Publication
from portal.channels.releasing import channels_for
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication, Revision
from portal.drafts.models.communication import Erased
from portal.drafts.retaining import due_for_erasure, erase_texts, kept_until, place_hold, release_hold
from portal.drafts.states import Stage
from portal.records.models import LegalHold, Snapshot
from portal.records.retention import UnderHold
from portal.records.verifying import verify
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, make_review, make_revision
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=365 * 30)


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


def released(hold: LegalHold, at: datetime) -> LegalHold:
    LegalHold.objects.filter(pk=hold.pk).update(released_at=at, released_by_name="Ann")
    return hold


def old_item(author: Person, stage: str = Stage.DRAFT) -> Communication:
    item = make_revision(author=author).communication
    Communication.objects.filter(pk=item.pk).update(changed_at=LONG_AGO, stage=stage, shared_at=LONG_AGO)
    return item


def test_the_period_ends_on_the_same_day_and_a_leap_day_on_the_28th() -> None:
    assert kept_until(2, datetime(2026, 11, 21, tzinfo=UTC)) == datetime(2024, 11, 21, tzinfo=UTC)
    assert kept_until(1, datetime(2024, 2, 29, tzinfo=UTC)) == datetime(2023, 2, 28, tzinfo=UTC)


def test_an_erased_text_is_gone_everywhere_and_its_hash_stays(clerk: Person) -> None:
    item = old_item(clerk)
    before = Revision.objects.get(communication=item)

    erase_texts(actor=clerk, communication_ids=[item.pk])

    after = Revision.objects.get(communication=item)
    assert (after.stored, after.sha256) == ("", before.sha256)
    assert Communication.objects.get(pk=item.pk).title == ""
    assert list(Snapshot.objects.filter(communication_id=item.pk).values_list("text", "title")) == [
        (None, "")
    ]
    with pytest.raises(Erased):
        _ = after.content
    assert verify(clerk.council.pk).broken is None


@pytest.mark.parametrize("stage", Stage.values)
def test_only_what_is_over_is_due(clerk: Person, stage: str) -> None:
    item = old_item(clerk, stage)
    over = stage not in {Stage.SUBMITTED, Stage.APPROVED}

    assert list(due_for_erasure(clerk)) == ([item] if over else [])
    if not over:
        with pytest.raises(Refusal, match="not over"):
            erase_texts(actor=clerk, communication_ids=[item.pk])
        assert Revision.objects.get(communication=item).erased_at is None


def test_a_correction_that_was_never_finished_does_not_make_a_live_item_due(clerk: Person) -> None:
    make_channels(clerk.council, "newsroom")
    publication = make_approved(author=clerk, clerk=clerk, kind="notice")
    Publication.objects.filter(pk=publication.pk).update(state="live", live_at=LONG_AGO)
    item = publication.communication
    Communication.objects.filter(pk=item.pk).update(stage=Stage.ISSUED)
    make_revision(author=clerk, communication=item, title="A correction")
    Communication.objects.filter(pk=item.pk).update(changed_at=LONG_AGO)

    assert list(due_for_erasure(clerk)) == []
    with pytest.raises(Refusal):
        erase_texts(actor=clerk, communication_ids=[item.pk])
    assert Revision.objects.filter(communication=item, erased_at__isnull=False).count() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_approved_is_due_only_where_the_portal_carries_it_nowhere(clerk: Person, kind: str) -> None:
    make_channels(clerk.council)
    asked = {"survey_link": "https://survey.example/", "closes_on": "2199-05-31"}
    review = make_review(author=clerk, kind=kind, **(asked if kind == "survey_invitation" else {}))
    item = review.communication
    channels = channels_for(item.council_id, item.spec.outputs, item.body_id)
    order = Issue([row.pk for row in channels], go_at=timezone.now() + timedelta(days=1))
    Communication.objects.filter(pk=item.pk).update(changed_at=LONG_AGO)

    approve(actor=clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)

    assert list(due_for_erasure(clerk)) == []  # the time begins with the approval
    Communication.objects.filter(pk=item.pk).update(changed_at=LONG_AGO)
    carried = bool({*item.spec.outputs} - {*item.spec.besides})
    assert list(due_for_erasure(clerk)) == ([] if carried else [item])
    if carried:
        with pytest.raises(Refusal, match="not over"):
            erase_texts(actor=clerk, communication_ids=[item.pk])
    else:
        assert erase_texts(actor=clerk, communication_ids=[item.pk]) > 0
        assert Revision.objects.get(communication=item).stored == ""


def test_what_changed_lately_is_not_due(clerk: Person) -> None:
    item = make_revision(author=clerk).communication

    assert list(due_for_erasure(clerk)) == []
    with pytest.raises(Refusal, match="not over"):
        erase_texts(actor=clerk, communication_ids=[item.pk])


def test_a_hold_protects_until_it_is_released(clerk: Person) -> None:
    item = old_item(clerk)
    held = place_hold(actor=clerk, reason="FOI 12", communication_id=item.pk)

    assert list(due_for_erasure(clerk)) == []
    with pytest.raises(UnderHold):
        erase_texts(actor=clerk, communication_ids=[item.pk])

    release_hold(actor=clerk, hold_id=held.pk)
    assert erase_texts(actor=clerk, communication_ids=[item.pk]) > 0
    with pytest.raises(Refusal, match="already ended"):
        release_hold(actor=clerk, hold_id=held.pk)


def test_why_the_whole_council_was_held_is_erased_when_its_own_time_is_over(clerk: Person) -> None:
    other = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)
    just_over = kept_until(clerk.council.retention_years, timezone.now()) - timedelta(minutes=1)
    not_yet = just_over + timedelta(hours=1)
    old, recent, theirs = (
        released(place_hold(actor=actor, reason="Request of Mr Smith"), at)
        for actor, at in ((clerk, just_over), (clerk, not_yet), (other, just_over))
    )

    erase_texts(actor=clerk, communication_ids=[old_item(clerk).pk])

    assert list(LegalHold.objects.order_by("pk").values_list("pk", "reason")) == [
        (old.pk, ""),
        (recent.pk, "Request of Mr Smith"),
        (theirs.pk, "Request of Mr Smith"),
    ]
    filed = Snapshot.objects.filter(object_type="hold").order_by("pk").values_list("object_id", "text")
    assert list(filed) == [
        (old.pk, None),
        (recent.pk, "Request of Mr Smith"),
        (theirs.pk, "Request of Mr Smith"),
    ]
    assert verify(clerk.council.pk).broken is None


def test_a_hold_in_force_on_another_item_keeps_its_reason(clerk: Person) -> None:
    held = place_hold(actor=clerk, reason="FOI 12", communication_id=old_item(clerk).pk)

    erase_texts(actor=clerk, communication_ids=[old_item(clerk).pk])

    held.refresh_from_db()
    assert held.reason == "FOI 12"


def test_a_hold_needs_a_reason_and_an_item_of_this_council(clerk: Person) -> None:
    theirs = make_revision(author=make_person(council=make_council())).communication

    with pytest.raises(InvalidInput):
        place_hold(actor=clerk, reason=" ")
    with pytest.raises(Refusal, match="no such item"):
        place_hold(actor=clerk, reason="FOI", communication_id=theirs.pk)


def test_nobody_erases_another_councils_texts_or_without_the_power(clerk: Person) -> None:
    theirs = old_item(make_person(council=make_council()))
    officer = make_person(council=clerk.council, role=Role.OFFICER)

    with pytest.raises(Refusal, match="no such item"):
        erase_texts(actor=clerk, communication_ids=[theirs.pk])
    with pytest.raises(NotYours):
        erase_texts(actor=officer, communication_ids=[old_item(clerk).pk])


@pytest.mark.parametrize(
    "changes",
    [{"stored": "{}"}, {"stored": ""}, {"sha256": "0" * 64}, {"number": 2}, {"erased_at": LONG_AGO}],
)
def test_a_revision_can_be_erased_and_never_changed(clerk: Person, changes: dict[str, object]) -> None:
    revision = make_revision(author=clerk)

    with pytest.raises(DatabaseError), transaction.atomic():
        Revision.objects.filter(pk=revision.pk).update(**changes)


@pytest.mark.django_db(transaction=True)
def test_a_hold_and_an_erasure_at_the_same_moment_never_leave_a_held_text_erased() -> None:
    clerk = make_person(council=make_council(), role=Role.CLERK)
    for _ in range(6):
        item = old_item(clerk)

        def hold(item: Communication = item) -> object:
            return place_hold(actor=clerk, reason="FOI", communication_id=item.pk)

        def erase(item: Communication = item) -> object:
            return erase_texts(actor=clerk, communication_ids=[item.pk])

        held, erased = at_once(hold, erase)

        was_erased = Revision.objects.filter(communication=item, erased_at__isnull=False).exists()
        if isinstance(erased, UnderHold):
            assert not was_erased
        else:  # erased first: the hold came too late, and says so
            assert isinstance(held, Refusal)
            assert was_erased
