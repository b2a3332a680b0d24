"""A review that leaves the policy as it is."""

import json
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from policies.documents.adopting import Adoption, adopt
from policies.documents.keeping import Reviewed, keep_as_it_is
from policies.documents.wording import draft_version
from policies.models import Version, VersionReview
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 18)


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="ptc"), role=Role.CLERK)


@pytest.fixture
def version(clerk: Person) -> Version:
    return make_adopted_policy(clerk=clerk)


def test_it_is_kept_with_its_minute_and_the_next_review_counts_from_it(
    clerk: Person, version: Version
) -> None:
    made = keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(ON, " 51/26 "))

    version.refresh_from_db()
    assert (made.minute_reference, made.next_due) == ("51/26", date(2027, 11, 18))
    assert (version.reviewed_on, version.review_due, version.state) == (ON, made.next_due, "adopted")
    entry = LedgerEntry.objects.get(verb="policy_reviewed")
    assert (entry.object_type, entry.object_id) == ("policy_version", version.pk)
    facts = json.loads(entry.body)["facts"]
    assert facts == {"on": "2026-11-18", "minute": "51/26", "next_due": "2027-11-18"}


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.CLERK}))
def test_nobody_but_the_clerk_enters_it(version: Version, role: str) -> None:
    somebody = make_person(council=version.policy.council, role=role)
    with pytest.raises(NotYours):
        keep_as_it_is(actor=somebody, version_id=version.pk, reviewed=Reviewed(ON, "51/26"))
    assert not VersionReview.objects.exists()


@pytest.mark.parametrize(
    ("reviewed", "said"),
    [
        (Reviewed(ON, "  "), "Minute"),
        (Reviewed(ON, "x" * 81), "80"),
        (Reviewed(date(2026, 11, 3), "51/26"), "before it adopted it"),
        (Reviewed(timezone.localdate() + timedelta(days=1), "51/26"), "still to come"),
    ],
)
def test_what_cannot_have_been_is_refused(
    clerk: Person, version: Version, reviewed: Reviewed, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=reviewed)
    version.refresh_from_db()
    assert version.reviewed_on is None


def test_a_version_that_is_not_in_force_here_is_refused(clerk: Person, version: Version) -> None:
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    for who, key in ((clerk, new.pk), (elsewhere, version.pk)):
        with pytest.raises(Refusal, match="not in force"):
            keep_as_it_is(actor=who, version_id=key, reviewed=Reviewed(ON, "51/26"))
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(ON, "51/26"))
    with pytest.raises(Refusal, match="not in force"):
        keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(ON, "52/26"))


def test_an_earlier_review_does_not_come_after_a_later_one(clerk: Person, version: Version) -> None:
    keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(ON, "51/26"))
    for day in (ON, ON - timedelta(days=1)):
        with pytest.raises(Refusal, match="entered already"):
            keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(day, "52/26"))


def test_what_was_entered_stays_as_it_was_entered(clerk: Person, version: Version) -> None:
    keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=Reviewed(ON, "51/26"))
    for act in (
        lambda: VersionReview.objects.update(minute_reference="9/9"),
        VersionReview.objects.all().delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


@pytest.mark.django_db(transaction=True)
def test_of_two_clerks_who_enter_it_at_once_one_is_told_that_it_is_entered() -> None:
    council = make_council()
    clerks = [make_person(council=council, role=Role.CLERK) for _ in range(2)]
    version = make_adopted_policy(clerk=clerks[0])

    def enter(clerk: Person) -> str:
        reviewed = Reviewed(ON, "51/26")
        return keep_as_it_is(actor=clerk, version_id=version.pk, reviewed=reviewed).minute_reference

    results = at_once(lambda: enter(clerks[0]), lambda: enter(clerks[1]))

    assert sorted(str(type(one).__name__) for one in results) == ["Refusal", "str"]
    assert VersionReview.objects.count() == 1


def test_the_page_takes_it_and_desk_and_public_show_it(clerk: Person, version: Version) -> None:
    client = sign_in(clerk)
    path = f"/ptc/desk/policies/versions/{version.pk}/reviewed/"
    assert "It was left as it is" in client.get(path).content.decode()
    assert client.post(path, {"on": "2026-11-18", "minute_reference": ""}).status_code == 422

    answer = client.post(path, {"on": "2026-11-18", "minute_reference": "51/26"}, follow=True)

    page = answer.content.decode()
    assert "The next one is due on Thursday 18 November 2027." in page
    assert "Reviewed and left as it is on Wednesday 18 November 2026, minute 51/26" in page
    public = client.get("/ptc/policies/communications-policy/").content.decode()
    assert "reviewed and left as it is on Wednesday 18 November 2026, minute 51/26" in public


def test_a_draft_has_no_such_page(clerk: Person, version: Version) -> None:
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    assert sign_in(clerk).get(f"/ptc/desk/policies/versions/{new.pk}/reviewed/").status_code == 404
