"""Accepting and signing what is in force."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from policies.documents.acknowledging import accept, acceptances_of, remind, to_accept
from policies.documents.adopting import Adoption, adopt
from policies.documents.signing import LARGEST_PAGE, file_signed_page, sign, signers_of
from policies.documents.wording import draft_version
from policies.forms.signing import SignedPageForm
from policies.models import Acknowledgement, Signature, Version
from policies.telling import about_version
from portal.channels.models import Notice
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.templatetags.words import day
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person
from tests.makers.policies import CLAUSES, make_adopted_policy
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(), role="clerk")


@pytest.fixture
def version(clerk: Person) -> Version:
    return make_adopted_policy(clerk=clerk)


@pytest.mark.parametrize("role", ["councillor", "volunteer", "contractor", "partner", "officer", "chair"])
def test_everybody_who_acts_for_the_council_accepts_once(version: Version, role: str) -> None:
    member = make_person(council=version.policy.council, role=role)
    assert to_accept(member) == [version]
    first = accept(actor=member, version_id=version.pk, sha256=version.sha256)
    assert accept(actor=member, version_id=version.pk, sha256=version.sha256) == first
    assert to_accept(member) == []


def test_a_new_version_asks_again(clerk: Person, version: Version) -> None:
    accept(actor=clerk, version_id=version.pk, sha256=version.sha256)
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(date(2026, 11, 18), "51/26"))
    assert to_accept(clerk) == [Version.objects.get(pk=new.pk)]
    with pytest.raises(Refusal, match="not in force"):
        accept(actor=clerk, version_id=version.pk, sha256=version.sha256)


def test_another_wording_than_was_read_is_not_accepted(clerk: Person, version: Version) -> None:
    with pytest.raises(Refusal, match="not the wording that you read"):
        accept(actor=clerk, version_id=version.pk, sha256="0" * 64)
    assert not Acknowledgement.objects.exists()


def test_an_auditor_is_not_asked(version: Version) -> None:
    auditor = make_person(council=version.policy.council, role="auditor")
    assert to_accept(auditor) == []
    with pytest.raises(NotYours):
        accept(actor=auditor, version_id=version.pk, sha256=version.sha256)


def test_a_reminder_goes_to_those_who_have_not_once_a_day(clerk: Person, version: Version) -> None:
    member = make_person(council=clerk.council)
    accept(actor=clerk, version_id=version.pk, sha256=version.sha256)
    assert [one.member.pk for one in acceptances_of(version)] == [member.membership.pk, clerk.membership.pk]
    assert remind(actor=clerk, version_id=version.pk) == 1
    remind(actor=clerk, version_id=version.pk)
    notice = Notice.objects.get()
    assert notice.recipient_id == member.membership.pk
    words = about_version(notice, member)
    assert words is not None
    assert f"/desk/policies/versions/{version.pk}/accept/" in words.body
    accept(actor=member, version_id=version.pk, sha256=version.sha256)
    assert about_version(notice, member) is None
    with pytest.raises(Refusal, match="Everybody has accepted"):
        remind(actor=clerk, version_id=version.pk)


def test_the_chairman_signs_the_hash_once(version: Version) -> None:
    chair = make_person(council=version.policy.council, role="chair")
    made = sign(actor=chair, version_id=version.pk, sha256=version.sha256)
    assert (made.sha256, made.signer_id) == (version.sha256, chair.membership.pk)
    with pytest.raises(Refusal, match="signed already"):
        sign(actor=chair, version_id=version.pk, sha256=version.sha256)


@pytest.mark.parametrize("role", ["clerk", "deputy", "councillor", "officer"])
def test_nobody_else_signs(version: Version, role: str) -> None:
    somebody = make_person(council=version.policy.council, role=role)
    with pytest.raises(NotYours):
        sign(actor=somebody, version_id=version.pk, sha256=version.sha256)


def test_a_chairman_of_another_council_signs_nothing_here(version: Version) -> None:
    other = make_person(council=make_council(), role="chair")
    with pytest.raises(Refusal, match="Only a version in force"):
        sign(actor=other, version_id=version.pk, sha256=version.sha256)


def test_a_signed_page_is_kept_under_its_hash(clerk: Person, version: Version) -> None:
    chair = make_person(council=clerk.council, role="chair")
    file_signed_page(
        actor=clerk,
        version_id=version.pk,
        signer_id=chair.membership.pk,
        signed_on=date(2026, 11, 5),
        file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 page"),
    )
    made = Signature.objects.get()
    assert made.page_sha256 in str(made.page.name)
    assert made.page.read() == b"%PDF-1.7 page"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<html>", "must be a PDF"),
        (b"\x89PNG not really", "must be a PDF"),
        (b"%PDF-" + b"x" * LARGEST_PAGE, "larger than 10 MB"),
    ],
)
def test_what_is_no_page_is_refused(clerk: Person, version: Version, data: bytes, said: str) -> None:
    chair = make_person(council=clerk.council, role="chair")
    with pytest.raises(InvalidInput, match=said):
        file_signed_page(
            actor=clerk,
            version_id=version.pk,
            signer_id=chair.membership.pk,
            signed_on=timezone.localdate(),
            file=SimpleUploadedFile("a.pdf", data),
        )
    assert not Signature.objects.exists()


def test_a_page_signed_tomorrow_or_by_a_councillor_is_refused(clerk: Person, version: Version) -> None:
    member = make_person(council=clerk.council)
    for who, on in ((member, timezone.localdate()), (member, timezone.localdate() + timedelta(days=1))):
        with pytest.raises(InvalidInput):
            file_signed_page(
                actor=clerk,
                version_id=version.pk,
                signer_id=who.membership.pk,
                signed_on=on,
                file=SimpleUploadedFile("a.pdf", b"%PDF-1.7"),
            )


@pytest.mark.django_db(transaction=True)
def test_a_version_accepted_twice_at_once_is_accepted_once_and_recorded_once(
    clerk: Person, version: Version
) -> None:
    def once() -> Acknowledgement:
        return accept(actor=clerk, version_id=version.pk, sha256=version.sha256)

    first, second, third = at_once(once, once, once)

    assert first == second == third == Acknowledgement.objects.get()
    assert LedgerEntry.objects.filter(verb="policy_accepted").count() == 1


def test_a_page_that_last_years_chairman_signed_is_filed_and_not_one_of_after_they_left(
    clerk: Person, version: Version
) -> None:
    chair = make_person(council=clerk.council, role=Role.CHAIR, name="Mel Mayor")
    yesterday = timezone.localdate() - timedelta(days=1)
    begun = timezone.now() - timedelta(days=400)
    Membership.objects.filter(pk=chair.membership.pk).update(
        started_at=begun, ended_at=timezone.now() - timedelta(days=1)
    )
    make_person(council=clerk.council, role=Role.CHAIR, name="Nia New")
    offered = SignedPageForm(signers=list(signers_of(clerk.council.pk))).fields["signer"]
    assert [words for _, words in offered.choices] == [  # type: ignore[attr-defined]
        "Nia New, Chairman or Mayor",
        f"Mel Mayor, Chairman or Mayor until {day(yesterday)}",
    ]

    def file_on(signed_on: date) -> None:
        file_signed_page(
            actor=clerk,
            version_id=version.pk,
            signer_id=chair.membership.pk,
            signed_on=signed_on,
            file=SimpleUploadedFile("page.pdf", b"%PDF-1.7 signed"),
        )

    with pytest.raises(InvalidInput, match="Mel Mayor was Chairman or Mayor until"):
        file_on(timezone.localdate())
    file_on(yesterday)
    assert Signature.objects.get().signer == chair.membership
