"""An item that names a matter is closed to who has an interest in it, though nobody linked the two."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from policies.matters import mentioning
from policies.matters.interests import end_interest
from policies.matters.linking import say_about
from policies.matters.mentioning import note_mentions_of_texts
from policies.models import Interest, Matter, MatterAlias, Mention, MentionsRead
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.access import is_barred, kept_from, may_write, visible_to, works_on
from portal.drafts.inviting import invite
from portal.drafts.models import Communication, Revision
from portal.refusals import Refusal
from tests.makers import make_council, make_person, make_review, make_revision, sign_in
from tests.makers.circumstances import make_interest, make_matter

pytestmark = pytest.mark.django_db

NAMED = "<p>What was offered for the #OldDepot, by Fernleigh.</p>"
ALL, NOTHING = (True,) * 4, (False,) * 4


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def author(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.CHAIR)


@pytest.fixture
def member(clerk: Person) -> Person:
    return make_person(council=clerk.council, role=Role.COUNCILLOR)


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_matter(clerk=clerk, aliases=("Old Depot",))


@pytest.fixture
def interest(clerk: Person, member: Person, matter: Matter) -> Interest:
    return make_interest(matter=matter, member=member, clerk=clerk)


def shared_with(member: Person, author: Person, body: str = NAMED) -> Communication:
    """Return an item of ``author``'s to which ``member`` was invited."""
    revision = make_revision(author=author, kind="letter", body=body)
    invite(actor=author, communication=revision.communication, member_id=member.membership.pk)
    return Communication.objects.get(pk=revision.communication_id)


def reads(person: Person, item: Communication) -> tuple[bool, bool, bool, bool]:
    item = Communication.objects.get(pk=item.pk)
    return (
        visible_to(person).filter(pk=item.pk).exists(),
        works_on(person, item),
        may_write(person, item),
        not kept_from(person).filter(pk=item.pk).exists(),
    )


@pytest.mark.usefixtures("interest")
@pytest.mark.parametrize(
    "words", ["Sale of the old depot", "SALE OF THE OLD DEPOT!", "Old-Depot", "the #OldDepot", "old depots"]
)
def test_who_was_invited_reads_it_no_more(clerk: Person, author: Person, member: Person, words: str) -> None:
    item = shared_with(member, author, f"<p>On <b>{words}</b> there is news.</p>")
    assert reads(member, item) == ALL

    assert note_mentions_of_texts() == 1

    assert reads(member, item) == NOTHING
    assert reads(author, item) == ALL
    assert not is_barred(clerk, item)
    assert sign_in(member).get(f"/ptc/desk/drafts/{item.pk}/").status_code == 404


@pytest.mark.usefixtures("interest")
@pytest.mark.parametrize("words", ["The depot", "the old depository", "Sale of the old", "an old bus depot"])
def test_what_only_looks_like_the_name_closes_nothing(author: Person, member: Person, words: str) -> None:
    item = shared_with(member, author, f"<p>{words}</p>")

    assert note_mentions_of_texts() == 1

    assert reads(member, item) == ALL
    assert not Mention.objects.exists()


def test_an_officer_who_reads_all_and_has_an_interest_reads_it_neither(clerk: Person) -> None:
    officer = make_person(council=clerk.council, role=Role.OFFICER)
    review = make_review(author=clerk, kind="notice", body=NAMED)
    make_interest(matter=make_matter(clerk=clerk, aliases=("Old Depot",)), member=officer, clerk=clerk)
    assert works_on(officer, review.communication)

    note_mentions_of_texts()

    assert reads(officer, review.communication) == NOTHING


@pytest.mark.usefixtures("interest")
def test_an_author_keeps_their_own_words_until_somebody_else_wrote_in_it(
    clerk: Person, member: Person
) -> None:
    item = shared_with(clerk, member)
    note_mentions_of_texts()
    assert reads(member, item) == ALL

    make_revision(author=clerk, communication=item, body="<p>What the clerk knows of the old depot.</p>")
    note_mentions_of_texts()

    assert reads(member, item) == NOTHING


def test_the_clerk_s_word_goes_before_the_words_of_the_text(
    clerk: Person, author: Person, member: Person, interest: Interest
) -> None:
    item = shared_with(member, author)
    note_mentions_of_texts()

    say_about(actor=clerk, communication_id=item.pk, matter_id=interest.matter_id, about=False)
    assert reads(member, item) == ALL

    say_about(actor=clerk, communication_id=item.pk, matter_id=interest.matter_id, about=True)
    assert reads(member, item) == NOTHING


@pytest.mark.usefixtures("interest")
def test_another_matter_s_name_counts_for_who_has_an_interest_in_that_one(
    clerk: Person, author: Person, member: Person
) -> None:
    other = make_person(council=clerk.council, role=Role.COUNCILLOR)
    second = make_matter(clerk=clerk, title="Lease of the boathouse")
    make_interest(matter=second, member=other, clerk=clerk)
    item = shared_with(member, author, "<p>The lease of the boathouse.</p>")
    invite(actor=author, communication=item, member_id=other.membership.pk)

    note_mentions_of_texts()

    assert (reads(member, item), reads(other, item)) == (ALL, NOTHING)


def test_it_opens_with_the_interest_s_end_and_with_the_matter_s_release(
    clerk: Person, author: Person, member: Person, interest: Interest
) -> None:
    item = shared_with(member, author)
    note_mentions_of_texts()

    Matter.objects.filter(pk=interest.matter_id).update(
        released_on="2026-11-04", released_by=clerk.membership, open_reference="Minute 12/26"
    )
    assert reads(member, item) == ALL

    Matter.objects.filter(pk=interest.matter_id).update(decision_only=True)
    assert reads(member, item) == NOTHING

    end_interest(actor=clerk, interest_id=interest.pk)
    assert reads(member, item) == ALL


@pytest.mark.usefixtures("interest")
def test_nobody_invites_them_to_it(clerk: Person, author: Person, member: Person) -> None:
    item = make_revision(author=author, kind="letter", body=NAMED).communication
    note_mentions_of_texts()
    assert is_barred(member, item)

    with pytest.raises(Refusal, match="closed to them"):
        invite(actor=author, communication=item, member_id=member.membership.pk)
    assert not is_barred(clerk, item)


def test_what_changed_is_read_again_and_nothing_else(
    author: Person, member: Person, interest: Interest
) -> None:
    named, other = shared_with(member, author), shared_with(member, author, "<p>The fair.</p>")
    assert [note_mentions_of_texts(), note_mentions_of_texts()] == [2, 0]

    make_revision(author=author, communication=named, body="<p>The fair again.</p>")
    assert note_mentions_of_texts() == 1
    assert [reads(member, item) for item in (named, other)] == [ALL, ALL]

    MatterAlias.objects.create(matter_id=interest.matter_id, words="the fair")
    assert note_mentions_of_texts() == 2
    assert [reads(member, item) for item in (named, other)] == [NOTHING, NOTHING]


def test_where_nobody_has_an_interest_nothing_is_read(
    author: Person, member: Person, matter: Matter, django_assert_num_queries: Any
) -> None:
    shared_with(member, author)

    with django_assert_num_queries(1):
        assert note_mentions_of_texts() == 0
    assert not MentionsRead.objects.exists()
    assert matter.mentions.count() == 0


@pytest.mark.usefixtures("interest")
def test_another_council_s_items_are_not_touched(member: Person) -> None:
    elsewhere = make_person(council=make_council(slug="elsewhere"), role=Role.CLERK)
    make_revision(author=elsewhere, kind="letter", body=NAMED)

    assert note_mentions_of_texts() == 0
    assert kept_from(member).count() == 0


@pytest.mark.usefixtures("interest")
def test_more_than_a_turn_takes_are_read_in_the_next(
    author: Person, member: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mentioning, "AT_ONCE", 2)
    for _ in range(3):
        shared_with(member, author)

    assert [note_mentions_of_texts() for _ in range(3)] == [2, 1, 0]
    assert Mention.objects.count() == 3


@pytest.mark.usefixtures("interest")
def test_an_erased_text_names_nothing(author: Person, member: Person) -> None:
    item = shared_with(member, author)
    note_mentions_of_texts()
    Revision.objects.filter(communication=item).update(stored="", erased_at="2026-11-20T12:00Z")
    MentionsRead.objects.all().delete()

    assert note_mentions_of_texts() == 1

    assert not Mention.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("interest")
def test_an_item_that_somebody_is_saving_is_read_in_the_next_turn(author: Person, member: Person) -> None:
    item = shared_with(member, author)
    read: list[int] = []

    def in_a_thread() -> None:
        try:
            read.append(note_mentions_of_texts())
        finally:
            connection.close()

    with transaction.atomic():
        Communication.objects.select_for_update(no_key=True).get(pk=item.pk)
        worker = threading.Thread(target=in_a_thread)
        worker.start()
        worker.join(timeout=20)

    assert read == [0]
    assert note_mentions_of_texts() == 1
