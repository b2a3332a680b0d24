"""Writing: drafts, what is typed, revisions."""

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from portal.channels.models import Publication
from portal.councils.models import Body, Council
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.content import InvalidContent
from portal.drafts.editing import StaleRevision, StaleWorkingCopy, discard_typing, keep_typing, revise, start
from portal.drafts.models import Collaborator, Communication, Revision, WorkingCopy
from portal.drafts.states import Stage, WrongStage
from portal.records.canonical import sha256_of
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import (
    content_for,
    make_approved,
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_review,
    make_revision,
    make_shared,
    put_at,
)
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return make_council()


@pytest.fixture
def author(council: Council) -> Person:
    return make_person(council=council, role=Role.DEPUTY)


def save(actor: Person, item: Communication, based_on_id: int | None = None, **changes: Any) -> Revision:
    raw = content_for(item.kind, **changes)
    return revise(actor=actor, communication_id=item.pk, raw=raw, based_on_id=based_on_id)


def stage_of(item: Communication) -> str:
    return Communication.objects.get(pk=item.pk).stage


def test_a_draft_starts_empty_in_the_voice_of_a_body(author: Person) -> None:
    item = make_communication(author=author)

    assert (item.stage, item.title, item.current_revision_id, item.reference) == ("draft", "", None, "")
    assert LedgerEntry.objects.get(verb="communication_started").object_id == item.pk


@pytest.mark.parametrize("kind", ["", "press-release", "nonsense", "PRESS_RELEASE"])
def test_a_draft_of_an_unknown_kind_is_refused(author: Person, kind: str) -> None:
    with pytest.raises(InvalidInput):
        start(actor=author, kind=kind, body=Body.objects.get(council=author.council))


def test_a_draft_in_the_voice_of_another_councils_body_is_refused(author: Person) -> None:
    with pytest.raises(InvalidInput):
        start(actor=author, kind="notice", body=Body.objects.get(council=make_council()))


def test_an_auditor_and_a_suspended_person_start_nothing(council: Council, author: Person) -> None:
    clerk = make_person(council=council, role=Role.CLERK)
    suspend(
        actor=clerk,
        member=author.membership,
        reason="x",
        review_on=clerk.council.created_at.date(),
        minute="12/26",
    )

    for person in (make_person(council=council, role=Role.AUDITOR), person_now(author.membership.pk)):
        with pytest.raises(NotYours):
            make_communication(author=person)


def test_saving_makes_the_next_revision_files_it_and_records_its_hash(author: Person) -> None:
    item = make_communication(author=author)
    first = save(author, item, title="One")
    second = save(author, item, first.pk, title="Two")

    item.refresh_from_db()
    assert [(r.number, r.based_on_id) for r in (first, second)] == [(1, None), (2, first.pk)]
    assert (item.current_revision_id, item.title, item.stage) == (second.pk, "Two", "draft")
    assert second.sha256 == sha256_of(second.stored) == sha256_of(Revision.objects.get(pk=second.pk).stored)
    body = json.loads(LedgerEntry.objects.filter(verb="revision_saved").latest("number").body)
    assert body["facts"] == {"revision": second.pk, "number": 2, "sha256": second.sha256}
    filed = Snapshot.objects.filter(communication_id=item.pk).order_by("pk")
    assert [(row.status, row.title, row.object_id) for row in filed] == [
        ("revision", "One", first.pk),
        ("revision", "Two", second.pk),
    ]
    assert "Headline: Two" in (filed[1].text or "")


def test_the_record_holds_no_word_of_the_text(author: Person) -> None:
    item = make_revision(author=author, title="Confidential").communication

    bodies = LedgerEntry.objects.filter(object_id=item.pk).values_list("body", flat=True)
    assert not any("onfidential" in body or "Market" in body for body in bodies)


def test_a_text_that_says_the_same_makes_no_revision_and_no_record(author: Person) -> None:
    first = make_revision(author=author)
    count = LedgerEntry.objects.count()

    again = save(author, first.communication, first.pk, title="  Market Square   reopens on Saturday ")

    assert (again.pk, LedgerEntry.objects.count()) == (first.pk, count)


def test_a_change_of_voice_alone_is_a_new_revision(author: Person) -> None:
    first = make_revision(author=author)
    charity = Body.objects.create(council=author.council, kind="charity", name="The Hall Trust")

    second = revise(
        actor=author,
        communication_id=first.communication_id,
        raw=content_for("press_release"),
        based_on_id=first.pk,
        body_id=charity.pk,
    )

    assert (second.number, second.body_id, second.sha256 != first.sha256) == (2, charity.pk, True)
    assert Communication.objects.get(pk=first.communication_id).body_id == charity.pk


def test_another_councils_voice_is_refused(author: Person) -> None:
    first = make_revision(author=author)
    theirs = Body.objects.get(council=make_council())

    with pytest.raises(InvalidInput):
        revise(
            actor=author,
            communication_id=first.communication_id,
            raw=content_for("press_release"),
            based_on_id=first.pk,
            body_id=theirs.pk,
        )


def test_a_stale_save_is_refused_shows_theirs_and_keeps_what_was_typed(
    council: Council, author: Person
) -> None:
    first = make_revision(author=author)
    item = make_shared(first.communication)
    officer = make_person(council=council, role=Role.OFFICER)
    typed = keep_typing(
        actor=author, communication=item, typed={"title": "Mine"}, based_on_id=first.pk, edition=0
    )
    theirs = save(officer, item, first.pk, title="Theirs")

    with pytest.raises(StaleRevision) as refusal:
        save(author, item, first.pk, title="Mine")

    assert refusal.value.current == theirs
    assert WorkingCopy.objects.get(pk=typed.pk).typed == {"title": "Mine"}
    assert Communication.objects.get(pk=item.pk).title == "Theirs"


@pytest.mark.parametrize("based_on_id", [None, 0, -1, 10**12])
def test_a_save_based_on_anything_but_the_current_revision_is_stale(
    author: Person, based_on_id: int | None
) -> None:
    item = make_revision(author=author).communication

    with pytest.raises(StaleRevision):
        save(author, item, based_on_id, title="Mine")


def test_an_unreadable_text_changes_nothing(author: Person) -> None:
    first = make_revision(author=author)

    with pytest.raises(InvalidContent):
        save(author, first.communication, first.pk, embargo="soon")

    assert Revision.objects.count() == 1


def test_another_councils_item_cannot_be_saved(author: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    first = make_revision(author=author)

    with pytest.raises(Refusal, match="no such item"):
        save(stranger, first.communication, first.pk, title="Mine")


SAVING = {
    Stage.DRAFT: Stage.DRAFT,
    Stage.RETURNED: Stage.DRAFT,
    Stage.APPROVED: Stage.DRAFT,
    Stage.ISSUED: Stage.DRAFT,
    Stage.SUBMITTED: NotYours,
    Stage.REJECTED: WrongStage,
    Stage.WITHDRAWN: WrongStage,
}


@pytest.mark.parametrize("stage", Stage)
def test_saving_resets_the_stage_or_is_refused(author: Person, stage: Stage) -> None:
    first = make_revision(author=author)
    put_at(first.communication, stage)
    wanted = SAVING[stage]

    if isinstance(wanted, type):
        with pytest.raises(wanted):
            save(author, first.communication, first.pk, title="Changed")
        assert (stage_of(first.communication), Revision.objects.count()) == (stage, 1)
    else:
        save(author, first.communication, first.pk, title="Changed")
        assert (stage_of(first.communication), Revision.objects.count()) == (wanted, 2)


def test_saving_the_same_text_leaves_an_approval_standing(author: Person) -> None:
    first = make_revision(author=author)
    put_at(first.communication, Stage.APPROVED)

    save(author, first.communication, first.pk)

    assert stage_of(first.communication) == Stage.APPROVED


def test_an_edit_voids_an_approval_and_what_is_scheduled_stays_of_the_old_text(
    council: Council, author: Person
) -> None:
    make_channels(council, "newsroom", "press_email")
    publication = make_approved(author=author, clerk=make_person(council=council, role=Role.CLERK))
    item = publication.communication

    edited = save(author, item, publication.revision_id, title="Changed")

    assert stage_of(item) == Stage.DRAFT
    assert Publication.objects.get(pk=publication.pk).revision_id == publication.revision_id != edited.pk


def test_while_submitted_not_even_its_author_or_a_clerk_without_it_in_hand_may_save(
    council: Council, author: Person
) -> None:
    review = make_review(author=author)

    for person in (author, make_person(council=council, role=Role.CLERK)):
        with pytest.raises(NotYours, match="submitted"):
            save(person, review.communication, review.revision_id, title="Changed")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_wins_and_the_other_is_told() -> None:
    council = make_council()
    author, officer = make_person(council=council), make_person(council=council, role=Role.OFFICER)
    first = make_revision(author=author)
    make_shared(first.communication)

    results = at_once(
        lambda: save(author, first.communication, first.pk, title="A"),
        lambda: save(officer, first.communication, first.pk, title="B"),
    )

    assert sorted(type(result).__name__ for result in results) == ["Revision", "StaleRevision"]
    winner = next(result for result in results if isinstance(result, Revision))
    assert Communication.objects.get().current_revision_id == winner.pk
    assert Revision.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_who_save_the_first_text_at_once_make_one_revision() -> None:
    author = make_person(council=make_council())
    item = make_communication(author=author)

    results = at_once(*[lambda n=n: save(author, item, None, title=f"Number {n}") for n in range(8)])

    assert sorted(type(result).__name__ for result in results) == ["Revision"] + ["StaleRevision"] * 7


# --- working copies ---------------------------------------------------------------------------------------


def type_in(person: Person, item: Communication, edition: int, **typed: Any) -> WorkingCopy:
    return keep_typing(
        actor=person, communication=item, typed=typed, based_on_id=item.current_revision_id, edition=edition
    )


def test_what_is_typed_is_kept_edition_by_edition_and_leaves_no_record(author: Person) -> None:
    item = make_communication(author=author)
    count = LedgerEntry.objects.count()

    editions = [type_in(author, item, edition, title=f"Take {edition}").edition for edition in range(3)]

    assert editions == [1, 2, 3]
    assert WorkingCopy.objects.get().typed == {"title": "Take 2"}
    assert (LedgerEntry.objects.count(), Revision.objects.count()) == (count, 0)


@pytest.mark.parametrize("edition", [0, 1])
def test_another_window_of_the_same_person_is_not_overwritten(author: Person, edition: int) -> None:
    item = make_communication(author=author)
    type_in(author, item, 0, title="One")
    type_in(author, item, 1, title="Two")

    with pytest.raises(StaleWorkingCopy) as refusal:
        type_in(author, item, edition, title="Old window")

    assert refusal.value.kept.typed == {"title": "Two"}
    assert WorkingCopy.objects.get().typed == {"title": "Two"}


def test_two_people_have_a_copy_each_and_saving_clears_only_ones_own(
    council: Council, author: Person
) -> None:
    item = make_shared(make_communication(author=author))
    officer = make_person(council=council, role=Role.OFFICER)
    type_in(author, item, 0, title="Mine")
    type_in(officer, item, 0, title="Theirs")

    save(author, item, None)

    assert list(WorkingCopy.objects.values_list("person_id", flat=True)) == [officer.membership.pk]


def test_typing_goes_on_after_another_window_saved(author: Person) -> None:
    item = make_communication(author=author)
    type_in(author, item, 0, title="One")
    save(author, item, None)

    kept = type_in(author, item, 1, title="Still typing")

    assert (kept.edition, kept.typed) == (1, {"title": "Still typing"})


@pytest.mark.parametrize("hostile", ["a\x00b", "a\ud800b"])
def test_what_cannot_be_stored_is_left_out_and_the_rest_is_kept(author: Person, hostile: str) -> None:
    item = make_communication(author=author)

    type_in(author, item, 0, title=hostile, quotes=[{"words": hostile}], versions={hostile: "x"})

    kept = WorkingCopy.objects.get().typed
    assert kept == {"title": "ab", "quotes": [{"words": "ab"}], "versions": {"ab": "x"}}


def test_nobody_types_in_a_draft_that_is_not_theirs(council: Council, author: Person) -> None:
    item = make_communication(author=author)
    strangers = [
        make_person(council=council, role=Role.COUNCILLOR),
        make_person(council=council, role=Role.AUDITOR),
        make_person(council=make_council(), role=Role.CLERK),
    ]

    for person in strangers:
        with pytest.raises(NotYours):
            type_in(person, item, 0, title="x")


def test_typing_cannot_be_based_on_another_items_revision(author: Person) -> None:
    """Else a forged number would show another council's text in a comparison."""
    item = make_communication(author=author)
    theirs = make_revision(author=make_person(council=make_council()))

    for based_on_id in (theirs.pk, 10**12):
        with pytest.raises(InvalidInput):
            keep_typing(actor=author, communication=item, typed={}, based_on_id=based_on_id, edition=0)


def test_discarding_throws_away_only_ones_own(council: Council, author: Person) -> None:
    item = make_shared(make_communication(author=author))
    officer = make_person(council=council, role=Role.OFFICER)
    type_in(author, item, 0, title="Mine")
    type_in(officer, item, 0, title="Theirs")

    discard_typing(actor=author, communication_id=item.pk)

    assert list(WorkingCopy.objects.values_list("person_id", flat=True)) == [officer.membership.pk]


@pytest.mark.django_db(transaction=True)
def test_of_two_windows_that_type_at_once_one_is_told() -> None:
    author = make_person(council=make_council())
    item = make_communication(author=author)
    type_in(author, item, 0, title="One")
    discard_typing(actor=author, communication_id=item.pk)

    for edition in (1, 0):
        results = at_once(*[lambda e=edition: type_in(author, item, e, title="x")] * 2)
        assert {type(result).__name__ for result in results} <= {"WorkingCopy", "StaleWorkingCopy"}
        assert WorkingCopy.objects.count() == 1
        discard_typing(actor=author, communication_id=item.pk)


def test_autosave_asks_little(author: Person, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    item = make_revision(author=author).communication
    item = Communication.objects.get(pk=item.pk)
    type_in(author, item, 0, title="One")

    with django_assert_max_num_queries(6):  # two of them are the savepoint of the test's transaction
        type_in(author, item, 1, title="Two")


# --- the database behind the verbs ------------------------------------------------------------------------


def test_the_database_refuses_a_current_revision_of_another_item(author: Person) -> None:
    mine, other = make_revision(author=author), make_revision(author=author)

    Communication.objects.filter(pk=mine.communication_id).update(current_revision=other)

    with (
        pytest.raises(IntegrityError, match="current_revision_is_its_own"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    Communication.objects.filter(pk=mine.communication_id).update(current_revision=mine)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage != Stage.DRAFT])
def test_the_database_refuses_an_item_past_draft_without_a_revision(author: Person, stage: Stage) -> None:
    item = make_communication(author=author)

    with pytest.raises(IntegrityError, match="only_a_draft_lacks_a_revision"), transaction.atomic():
        Communication.objects.filter(pk=item.pk).update(stage=stage, shared_at=timezone.now())


def test_a_collaborator_may_write(council: Council, author: Person) -> None:
    item = make_communication(author=author)
    guest = make_person(council=council)
    Collaborator.objects.create(communication=item, person=guest.membership, invited_by=author.membership)

    assert save(guest, item, None).author_id == guest.membership.pk


def test_the_archive_knows_a_revision_by_its_author_and_by_who_saved_it() -> None:
    council = make_council()
    author, clerk = make_person(council=council), make_person(council=council, role=Role.CLERK)
    item = make_shared(make_revision(author=author, kind="notice").communication)
    make_revision(author=clerk, communication=item, title="Said better")
    filed = (
        Snapshot.objects.filter(object_type="revision").order_by("pk").values_list("people_ids", flat=True)
    )
    assert [set(people) for people in filed] == [{author.user_id}, {author.user_id, clerk.user_id}]
