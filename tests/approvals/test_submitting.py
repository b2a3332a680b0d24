"""Submitting what touches a closed matter: it refuses a few times an hour, then goes to the clerk, hit or not."""

import pytest

from approvals.claiming import claim
from approvals.deciding import Issue, approve
from approvals.models import Review
from approvals.submitting import submit
from policies.evaluate import Blocked
from policies.models import ClosedHit, Matter
from policies.models.nearing import LIMIT
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.models import Revision
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_revision, sign_in
from tests.makers.nearing import HIT, MISS, make_hidden_matter, make_letter, used_up
from tests.makers.threads import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_hour")]


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_hidden_matter(clerk=clerk)


def put(member: Person, revision: Revision) -> Review:
    return submit(actor=member, communication_id=revision.communication_id, revision_id=revision.pk)


@pytest.mark.django_db(transaction=True)
def test_a_refusal_is_counted_and_recorded_although_it_ends_its_transaction(
    member: Person, matter: Matter
) -> None:
    with pytest.raises(Blocked):
        put(member, make_letter(author=member, text=HIT))

    assert ClosedHit.objects.count() == 1
    assert LedgerEntry.objects.get(verb="matter_neared").object_id == matter.pk
    assert not Review.objects.exists()


def test_after_the_limit_both_go_into_the_queue_and_the_clerk_is_stopped_by_the_one(
    clerk: Person, member: Person, matter: Matter
) -> None:
    used_up(member)
    hit, miss = make_letter(author=member, text=HIT), make_letter(author=member, text=MISS)
    reviews = [put(member, hit), put(member, miss)]

    assert [review.state for review in reviews] == ["waiting", "waiting"]
    assert [review.findings.filter(check_id="confidential-matter").count() for review in reviews] == [0, 0]
    facts = LedgerEntry.objects.filter(verb="submitted").values_list("body", flat=True)
    assert ['"closed_matters":"not checked"' in body for body in facts] == [True, True]
    assert not LedgerEntry.objects.filter(verb="matter_neared").exists()

    page = sign_in(clerk).get(f"/ptc/desk/queue/{reviews[0].pk}/").content.decode()
    assert "“The hidden sale” is confidential" in page
    claim(actor=clerk, review_id=reviews[0].pk)
    with pytest.raises(Blocked):
        approve(actor=clerk, review_id=reviews[0].pk, revision_id=hit.pk, issue=Issue())


def test_a_text_that_tries_many_words_at_once_is_taken_and_tells_nothing(
    member: Person, matter: Matter
) -> None:
    tried = make_letter(
        author=member, text="The mill pond, green barn, north quay, west lodge, last acre and old depot."
    )

    assert put(member, tried).state == "waiting"
    assert ClosedHit.objects.count() == LIMIT


def test_what_else_stands_against_it_refuses_as_ever(member: Person, matter: Matter) -> None:
    used_up(member)
    without = make_revision(author=member, kind="letter", body=f"<p>{HIT}</p>", addressee="")

    with pytest.raises(Blocked) as refused:
        put(member, without)
    assert {one.closed for one in refused.value.verdict.findings} == {None}


def test_the_clerk_is_refused_by_name_and_never_counted(clerk: Person, matter: Matter) -> None:
    for _ in range(LIMIT + 1):
        with pytest.raises(Blocked, match="The hidden sale"):
            put(clerk, make_letter(author=clerk, text=HIT))
    assert not ClosedHit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_submitted_at_once_for_the_last_place_one_is_refused_and_one_is_taken(
    member: Person, matter: Matter
) -> None:
    used_up(member)
    ClosedHit.objects.filter(place=LIMIT).delete()
    first, second = (
        make_letter(author=member, text=HIT),
        make_letter(author=member, text="We looked at the mill pond."),
    )

    done = at_once(lambda: put(member, first), lambda: put(member, second))

    assert sorted(type(one).__name__ for one in done) == ["Blocked", "Review"]
    assert ClosedHit.objects.count() == LIMIT
    assert Review.objects.count() == 1
