"""The pages on which a version is read and accepted, signed, and looked through for who has not accepted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from policies.documents.acknowledging import accept
from policies.documents.adopting import Adoption, adopt
from policies.documents.wording import draft_version
from policies.models import Acknowledgement, Signature, Version
from portal.channels.models import Notice
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy

pytestmark = pytest.mark.django_db
ASKED = sorted(set(Role.values) - {Role.AUDITOR})


@pytest.fixture
def council() -> Council:
    return make_council(slug="ptc")


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK, name="Clara Clerk")


@pytest.fixture
def version(clerk: Person) -> Version:
    return make_adopted_policy(clerk=clerk)


def at(version: Version, page: str) -> str:
    return f"/ptc/desk/policies/versions/{version.pk}/{page}/"


@pytest.mark.parametrize("role", ASKED)
def test_each_reads_every_clause_and_accepts_below_them(
    version: Version, council: Council, role: str
) -> None:
    client = sign_in(make_person(council=council, role=role))
    assert "Read and accept" in client.get("/ptc/desk/").content.decode()
    page = client.get(at(version, "accept")).content.decode()
    assert page.index("Nothing is said for a party.") < page.index("I have read it and accept it")

    done = client.post(at(version, "accept"), {"sha256": version.sha256}, follow=True).content.decode()

    assert "you have read and accepted it" in done
    assert "Read and accept" not in done
    again = client.get(at(version, "accept")).content.decode()
    assert "You accepted this version on" in again
    assert "I have read it and accept it" not in again
    assert Acknowledgement.objects.count() == 1


def test_other_words_than_were_read_are_refused_with_words(version: Version, clerk: Person) -> None:
    answer = sign_in(clerk).post(at(version, "accept"), {"sha256": "0" * 64})
    assert "not the wording that you read" in answer.content.decode()
    assert not Acknowledgement.objects.exists()


def test_an_auditor_reads_it_without_a_button(version: Version, council: Council) -> None:
    client = sign_in(make_person(council=council, role=Role.AUDITOR))
    assert "I have read it" not in client.get(at(version, "accept")).content.decode()
    assert client.post(at(version, "accept"), {"sha256": version.sha256}).status_code == 403


def test_a_superseded_version_leads_to_the_one_in_force_and_a_draft_is_not_there(
    version: Version, clerk: Person
) -> None:
    client = sign_in(clerk)
    new = draft_version(actor=clerk, policy=version.policy, clauses=CLAUSES[:2])
    assert client.get(at(new, "accept")).status_code == 404
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(version.adopted_on, "51/26"))  # type: ignore[arg-type]
    page = client.get(at(version, "accept")).content.decode()
    assert "no longer in force" in page
    assert "I have read it" not in page


def test_the_clerk_sees_who_has_and_who_has_not_volunteers_and_contractors_too(
    version: Version, council: Council, clerk: Person
) -> None:
    outside = {
        role: make_person(council=council, role=role, name=f"Vera {role.title()}")
        for role in (Role.VOLUNTEER, Role.CONTRACTOR, Role.PARTNER)
    }
    accept(actor=outside[Role.VOLUNTEER], version_id=version.pk, sha256=version.sha256)
    client = sign_in(clerk)

    page = client.get(at(version, "accepted")).content.decode()

    assert "3 of 4 have not accepted this version yet." in page
    names = ["Clara Clerk", "Vera Contractor", "Vera Partner", "Vera Volunteer"]
    assert [page.index(name + "</td>") for name in names] == sorted(
        page.index(name + "</td>") for name in names
    )
    done = client.post(at(version, "accepted"), follow=True).content.decode()
    assert "3 people are reminded by email." in done
    assert Notice.objects.filter(what="policy_to_accept").count() == 3


def test_when_everybody_has_accepted_nobody_is_reminded(version: Version, clerk: Person) -> None:
    accept(actor=clerk, version_id=version.pk, sha256=version.sha256)
    client = sign_in(clerk)
    assert "Everybody has accepted this version." in client.get(at(version, "accepted")).content.decode()
    assert "Everybody has accepted" in client.post(at(version, "accepted")).content.decode()
    assert not Notice.objects.exists()


def test_the_chairman_signs_what_they_read_and_it_is_public(version: Version, council: Council) -> None:
    chair = make_person(council=council, role=Role.CHAIR, name="Mel Mayor")
    client = sign_in(chair)
    page = f"/ptc/desk/policies/versions/{version.pk}/"
    assert "Sign this version" in client.get(page).content.decode()
    assert "not the wording" in client.post(at(version, "sign"), {"sha256": "1"}).content.decode()
    assert not Signature.objects.exists()

    done = client.post(at(version, "sign"), {"sha256": version.sha256}, follow=True).content.decode()

    assert "You have signed this version." in done
    assert "Signed by Mel Mayor on" in done
    assert "Sign this version" not in done
    assert "signed by Mel Mayor on" in Client().get("/ptc/policies/communications-policy/").content.decode()
    assert "signed already" in client.post(at(version, "sign"), {"sha256": version.sha256}).content.decode()


@pytest.mark.parametrize("role", [Role.CLERK, Role.DEPUTY, Role.COUNCILLOR, Role.OFFICER])
def test_nobody_else_has_the_button_or_signs(version: Version, council: Council, role: str) -> None:
    client = sign_in(make_person(council=council, role=role))
    page = client.get(f"/ptc/desk/policies/versions/{version.pk}/").content.decode()
    assert "Sign this version" not in page
    assert client.post(at(version, "sign"), {"sha256": version.sha256}).status_code == 403


def test_a_page_signed_on_paper_is_filed_and_handed_out_as_a_file(
    version: Version, clerk: Person, council: Council
) -> None:
    chair = make_person(council=council, role=Role.CHAIR, name="Mel Mayor")
    client = sign_in(clerk)
    typed = {"signer": chair.membership.pk, "signed_on": "2026-11-05"}
    assert client.get(at(version, "signed-page/file")).status_code == 404
    assert client.post(at(version, "signed-page"), typed).status_code == 422
    page = SimpleUploadedFile("page.pdf", b"%PDF-1.7 signed", "application/pdf")

    done = client.post(at(version, "signed-page"), {**typed, "page": page}, follow=True).content.decode()

    assert "The signed page is filed." in done
    assert "Signed by Mel Mayor on Thursday 5 November 2026" in done
    file = sign_in(chair).get(at(version, "signed-page/file"))
    assert b"".join(file.streaming_content) == b"%PDF-1.7 signed"  # type: ignore[attr-defined]
    assert file.headers["Content-Disposition"].startswith("attachment")
