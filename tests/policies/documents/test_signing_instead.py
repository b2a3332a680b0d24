"""Another signature in the place of a page that was filed by mistake."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from policies.documents.adopting import Adoption, adopt
from policies.documents.signing import Page, file_signed_page, replace_signed_page, sign, sign_instead
from policies.documents.wording import draft_version
from policies.models import Signature, Version
from portal.councils.people import Person
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.policies import CLAUSES, make_adopted_policy
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 5)
WHY = "It is the page of another policy."


@pytest.fixture
def clerk() -> Person:
    return make_person(council=make_council(slug="quill"), role="clerk")


@pytest.fixture
def chair(clerk: Person) -> Person:
    return make_person(council=clerk.council, role="chair")


@pytest.fixture
def wrong(clerk: Person, chair: Person) -> Signature:
    """Return the page that was filed by mistake."""
    version = make_adopted_policy(clerk=clerk)
    signer = chair.membership.pk
    return file_signed_page(
        actor=clerk, version_id=version.pk, signer_id=signer, signed_on=ON, file=scan(b"wrong")
    )


def scan(words: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + words)


def page(wrong: Signature, words: bytes = b"right") -> Page:
    return Page(wrong.signer_id, ON, scan(words))


def replaced(actor: Person, wrong: Signature, **changes: Any) -> Signature:
    given: dict[str, Any] = {"replaced_id": wrong.pk, "page": page(wrong), "reason": WHY} | changes
    return replace_signed_page(actor=actor, version_id=wrong.version_id, **given)


def facts_of_it() -> dict[str, Any]:
    body = json.loads(LedgerEntry.objects.get(verb="signed_page_replaced").body)
    return dict(body["facts"])


def counting(wrong: Signature) -> Signature | None:
    return Version.objects.get(pk=wrong.version_id).signature


def test_the_right_page_stands_in_the_place_of_the_wrong_one_and_both_are_kept(
    clerk: Person, wrong: Signature
) -> None:
    made = replaced(clerk, wrong)

    assert counting(wrong) == made
    old = Signature.objects.get(pk=wrong.pk)
    assert (old.page.read(), made.page.read()) == (b"%PDF-1.7 wrong", b"%PDF-1.7 right")
    assert (old.replaced_by, made.reason) == (made, WHY)
    facts = facts_of_it()
    assert (facts["replaced_page_sha256"], facts["page_sha256"]) == (old.page_sha256, made.page_sha256)
    assert Snapshot.objects.get(status="signed_page_replaced").text == WHY


def test_the_chairman_signs_in_the_portal_where_the_page_was_a_mistake(
    chair: Person, wrong: Signature
) -> None:
    made = sign_instead(
        actor=chair, version_id=wrong.version_id, replaced_id=wrong.pk, sha256=wrong.sha256, reason=WHY
    )

    assert (counting(wrong), made.page_sha256, made.replaces) == (made, "", wrong)
    facts = facts_of_it()
    assert (facts["replaced_page_sha256"], facts["page_sha256"]) == (wrong.page_sha256, "")


def test_a_page_of_a_version_that_was_superseded_meanwhile_is_put_right_too(
    clerk: Person, chair: Person, wrong: Signature
) -> None:
    new = draft_version(actor=clerk, policy=wrong.version.policy, clauses=CLAUSES[:2])
    adopt(actor=clerk, version_id=new.pk, adoption=Adoption(date(2026, 11, 18), "51/26"))

    assert counting(wrong) == wrong
    made = replaced(clerk, wrong)
    assert counting(wrong) == made
    with pytest.raises(Refusal, match="Only a version in force"):
        sign_instead(
            actor=chair, version_id=wrong.version_id, replaced_id=made.pk, sha256=wrong.sha256, reason=WHY
        )


@pytest.mark.parametrize(
    ("changes", "refusal", "said"),
    [
        ({"reason": "  "}, InvalidInput, "Say why"),
        ({"reason": "x" * 501}, InvalidInput, "up to 500"),
        ({"replaced_id": 0}, Refusal, "replaced meanwhile"),
        ({"page": Page(0, ON, scan(b"right"))}, InvalidInput, "Choose the chairman"),
    ],
)
def test_what_cannot_take_its_place_is_refused_and_nothing_is_changed(
    clerk: Person, wrong: Signature, changes: dict[str, Any], refusal: type[Refusal], said: str
) -> None:
    with pytest.raises(refusal, match=said):
        replaced(clerk, wrong, **changes)
    assert list(Signature.objects.all()) == [wrong]


def test_the_same_page_again_is_refused_and_with_another_day_it_is_none(
    clerk: Person, wrong: Signature
) -> None:
    with pytest.raises(InvalidInput, match="filed already"):
        replaced(clerk, wrong, page=page(wrong, b"wrong"))
    made = replaced(clerk, wrong, page=Page(wrong.signer_id, date(2026, 11, 6), scan(b"wrong")))
    assert made.page_sha256 == wrong.page_sha256


@pytest.mark.parametrize("role", ["councillor", "officer", "deputy", "auditor"])
def test_nobody_else_replaces_it(clerk: Person, wrong: Signature, role: str) -> None:
    somebody = make_person(council=clerk.council, role=role)
    with pytest.raises(NotYours):
        replaced(somebody, wrong)
    with pytest.raises(NotYours):
        sign_instead(
            actor=somebody,
            version_id=wrong.version_id,
            replaced_id=wrong.pk,
            sha256=wrong.sha256,
            reason=WHY,
        )


def test_the_clerk_of_another_council_finds_no_version_here(wrong: Signature) -> None:
    other = make_person(council=make_council(), role="clerk")
    signer = make_person(council=other.council, role="chair").membership.pk
    with pytest.raises(Refusal, match="Only a version in force"):
        replaced(other, wrong, page=Page(signer, ON, scan(b"right")))


def test_what_the_chairman_signed_in_the_portal_no_page_replaces(clerk: Person, chair: Person) -> None:
    version = make_adopted_policy(clerk=clerk)
    made = sign(actor=chair, version_id=version.pk, sha256=version.sha256)
    with pytest.raises(Refusal, match="signed this version in the portal"):
        replaced(clerk, made)


@pytest.mark.parametrize("changes", [{}, {"reason": WHY}])
def test_the_database_knows_one_signature_that_replaces_none(
    wrong: Signature, changes: dict[str, Any]
) -> None:
    again = Signature(
        version=wrong.version,
        signer=wrong.signer,
        sha256=wrong.sha256,
        signed_on=ON,
        entered_by=wrong.signer,
        **changes,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_replaces_it(clerk: Person, wrong: Signature) -> None:
    def once(words: bytes) -> str:
        try:
            return replaced(clerk, wrong, page=page(wrong, words)).reason
        except Refusal as refusal:
            return refusal.what

    said = at_once(lambda: once(b"one"), lambda: once(b"two"))

    assert sorted(said) == [WHY, "The signature was replaced meanwhile, or there is none."]
    assert LedgerEntry.objects.filter(verb="signed_page_replaced").count() == 1


def test_the_pages_ask_why_and_show_both(clerk: Person, chair: Person, wrong: Signature) -> None:
    client = sign_in(clerk)
    form, where = (f"/quill/desk/policies/versions/{wrong.version_id}/{end}" for end in ("signed-page/", ""))
    sent: dict[str, Any] = {"signer": wrong.signer_id, "signed_on": "2026-11-05"}
    sent |= {"replaced": wrong.pk, "page": scan(b"right")}

    assert "Replace the signed page" in client.get(where).content.decode()
    assert "Say why it is replaced." in client.post(form, sent).content.decode()
    answer = client.post(form, sent | {"page": scan(b"right"), "reason": WHY}, follow=True)
    made = counting(wrong)
    assert made is not None
    assert made.reason == WHY
    html = answer.content.decode()
    assert (html.count(WHY), wrong.page_sha256 in html) == (1, True)
    old = client.get(f"{where}signed-page/file/?signature={wrong.pk}")
    assert b"".join(old.streaming_content) == b"%PDF-1.7 wrong"  # type: ignore[attr-defined]
    assert client.get(f"{where}signed-page/file/?signature=0").status_code == 404

    client = sign_in(chair)
    assert "Sign this version instead" in client.get(where).content.decode()
    version = Version.objects.get(pk=wrong.version_id)
    given = {"sha256": version.sha256, "replaced": made.pk, "reason": "It was signed here after all."}
    client.post(f"{where}sign/", given)
    now = counting(wrong)
    assert now is not None
    assert (now.signer, now.page.name, now.replaces) == (chair.membership, "", made)
