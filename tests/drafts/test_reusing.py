"""Copies of items, and templates: what is written again and again."""

import re
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from policies.checks.base import Hit
from policies.checks.required_parts import RequiredParts
from portal.councils.models import Body, Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import normalise, plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.templates import STANDARD, StandardTemplate
from portal.drafts.models import Communication, DraftTemplate, Revision
from portal.drafts.reusing import begin_from, duplicate, keep_as_template, retire_template, templates_for
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_approved, make_channels, make_council, make_person, make_revision, sign_in
from tests.makers.threads import at_once
from tests.policies.checks.contract import subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    made = make_council(slug="ptc")
    make_channels(made, "newsroom", "press_email")
    return made


@pytest.fixture
def clerk(council: Council) -> Person:
    return make_person(council=council, role=Role.CLERK)


@pytest.fixture
def member(council: Council) -> Person:
    return make_person(council=council, role=Role.COUNCILLOR)


def voice(council: Council) -> Body:
    return Body.objects.get(council=council, kind=Body.Kind.COUNCIL)


def test_a_copy_says_the_same_but_for_the_dates_and_is_a_new_draft(clerk: Person) -> None:
    text = make_revision(
        author=clerk, title="Market day", body="<p>Come along.</p>", embargo="2027-05-06T10:00+01:00"
    )

    made = duplicate(actor=clerk, communication_id=text.communication_id)

    copied = Revision.objects.get(communication=made)
    assert copied.content == {**text.content, "embargo": ""}
    assert (made.stage, made.reference, made.author_id) == ("draft", "", clerk.membership.pk)
    assert made.pk != text.communication_id
    assert LedgerEntry.objects.get(verb="communication_copied").object_id == made.pk


def test_what_was_issued_may_be_copied_by_whoever_reads_it_and_the_copy_is_theirs(
    clerk: Person, member: Person
) -> None:
    issued = make_approved(author=clerk, clerk=clerk, kind="notice", title="Hedges")
    with pytest.raises(NotYours):
        duplicate(actor=member, communication_id=issued.communication_id)

    made = duplicate(actor=clerk, communication_id=issued.communication_id)

    assert (made.stage, made.current_revision_id != issued.revision_id) == ("draft", True)


def test_a_members_copy_is_private_until_they_submit_it(member: Person) -> None:
    text = make_revision(author=member, kind="social_post", title="Hedges")

    made = duplicate(actor=member, communication_id=text.communication_id)

    assert made.shared_at is None


def test_nothing_written_nothing_copied(clerk: Person) -> None:
    empty = Communication.objects.create(
        council=clerk.council, body=voice(clerk.council), kind="notice", author=clerk.membership
    )

    with pytest.raises(Refusal, match="Nothing is written"):
        duplicate(actor=clerk, communication_id=empty.pk)


def test_the_voice_of_a_closed_body_becomes_the_councils(clerk: Person) -> None:
    charity = Body.objects.create(council=clerk.council, name="The Almshouses", kind=Body.Kind.CHARITY)
    item = make_revision(author=clerk, title="Hedges").communication
    Communication.objects.filter(pk=item.pk).update(body=charity)
    Body.objects.filter(pk=charity.pk).update(closed_at=item.created_at)

    assert duplicate(actor=clerk, communication_id=item.pk).body == voice(clerk.council)


def test_a_second_press_leads_to_the_first_copy(clerk: Person) -> None:
    text = make_revision(author=clerk, title="Market day")

    first = duplicate(actor=clerk, communication_id=text.communication_id)

    assert duplicate(actor=clerk, communication_id=text.communication_id) == first
    assert LedgerEntry.objects.filter(verb="communication_copied").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_copy(clerk: Person) -> None:
    text = make_revision(author=clerk, title="Market day")

    outcomes = at_once(*[partial(duplicate, actor=clerk, communication_id=text.communication_id)] * 2)

    assert len({made.pk for made in outcomes}) == 1
    assert Communication.objects.count() == 2


@pytest.mark.parametrize("standard", STANDARD, ids=lambda each: each.slug)
def test_every_standard_template_can_be_typed_and_names_its_gaps(
    clerk: Person, standard: StandardTemplate
) -> None:
    offers = templates_for(clerk.council.pk, standard.kind)
    offer = next(each for each in offers if each.key == standard.slug)
    kind = KINDS[standard.kind]

    made = begin_from(actor=clerk, kind=kind.slug, body=voice(clerk.council), offer=offer)

    assert made.current_revision is not None
    content = made.current_revision.content
    assert content == normalise(kind, offer.raw)
    gaps = [gap for text in plain_fields(kind, content).values() for gap in re.findall(r"\[[^\]]*\]", text)]
    assert gaps
    found = {hit.message for hit in _judged(made)}
    assert found >= {f"“{gap}” is still to be filled in." for gap in gaps}


def _judged(item: Communication) -> list[Hit]:
    assert item.current_revision is not None
    return list(RequiredParts().run(subject(item.kind, **item.current_revision.content), {}))


def test_the_clerk_keeps_a_template_that_names_nobody_and_everybody_begins_from_it(
    clerk: Person, member: Person
) -> None:
    text = make_revision(
        author=clerk,
        kind="letter",
        title="Allotments",
        addressee="Mr Example",
        address="1 High Street",
        salutation="Dear Mr Example",
        body="<p>A plot is free.</p>",
    )

    keep_as_template(actor=clerk, communication_id=text.communication_id, name=" Plot  free ")

    own, *_ = templates_for(clerk.council.pk, "letter")
    assert own.name == "Plot  free".strip()
    assert own.raw["body"] == "<p>A plot is free.</p>"
    assert not {"addressee", "address", "salutation", "reference"} & set(own.raw)
    made = begin_from(actor=member, kind="letter", body=voice(clerk.council), offer=own)
    assert made.title == "Allotments"
    assert templates_for(make_council().pk, "letter")[0].key == "acknowledgement"


def test_only_clerk_and_officers_keep_and_take_away(clerk: Person, member: Person) -> None:
    mine = make_revision(author=member, kind="notice", title="Hedges")
    with pytest.raises(NotYours):
        keep_as_template(actor=member, communication_id=mine.communication_id, name="Hedges")
    kept = keep_as_template(
        actor=clerk, communication_id=make_revision(author=clerk, title="Fair").communication_id, name="Fair"
    )
    with pytest.raises(NotYours):
        retire_template(actor=member, template_id=kept.pk)

    gone = retire_template(actor=clerk, template_id=kept.pk)

    assert (gone.stored, gone.retired_at is not None) == ("", True)
    with pytest.raises(Refusal, match="taken away already"):
        retire_template(actor=clerk, template_id=kept.pk)


def test_a_name_is_given_once_for_each_kind_and_free_again_afterwards(clerk: Person) -> None:
    item = make_revision(author=clerk, title="Fair").communication_id
    kept = keep_as_template(actor=clerk, communication_id=item, name="Fair")
    with pytest.raises(InvalidInput, match="already"):
        keep_as_template(actor=clerk, communication_id=item, name="Fair")
    with pytest.raises(InvalidInput, match="Give the template a name"):
        keep_as_template(actor=clerk, communication_id=item, name="  ")
    retire_template(actor=clerk, template_id=kept.pk)
    keep_as_template(actor=clerk, communication_id=item, name="Fair")
    assert DraftTemplate.objects.count() == 2


def test_the_database_keeps_no_text_of_a_retired_template(clerk: Person) -> None:
    item = make_revision(author=clerk, title="Fair").communication_id
    keep_as_template(actor=clerk, communication_id=item, name="Fair")
    with pytest.raises(IntegrityError, match="template_text_until_retired"), transaction.atomic():
        DraftTemplate.objects.update(stored="")


def test_the_start_page_offers_templates_and_begins_from_the_one_chosen(clerk: Person) -> None:
    desk = sign_in(clerk)
    page = desk.get("/ptc/desk/drafts/new/notice/").content.decode()
    for words in ("What do you begin with?", "An empty page", "Road closure", "Notice of a vacancy"):
        assert words in page

    answer = desk.post("/ptc/desk/drafts/new/notice/", {"template": "road-closure"})

    made = Communication.objects.get()
    assert answer["Location"] == f"/ptc/desk/drafts/{made.pk}/"
    assert made.title == "[name of the road] closed from [date]"
    assert "is still to be filled in" in desk.get(answer["Location"]).content.decode()
    assert desk.post("/ptc/desk/drafts/new/notice/", {"template": "not-ours"}).status_code == 422


def test_pages_copy_keep_list_and_take_away(clerk: Person) -> None:
    desk = sign_in(clerk)
    item = make_revision(author=clerk, kind="notice", title="Fair").communication
    page = desk.get(f"/ptc/desk/drafts/{item.pk}/").content.decode()
    assert "Copy into a new draft" in page
    assert "Keep it as a template" in page

    answer = desk.post(f"/ptc/desk/drafts/{item.pk}/copy/")
    made = Communication.objects.latest("pk")
    assert answer["Location"] == f"/ptc/desk/drafts/{made.pk}/"
    assert "This is a copy, with the dates left out." in desk.get(answer["Location"]).content.decode()
    assert desk.post(f"/ptc/desk/drafts/{item.pk}/template/", {"name": ""}).status_code == 422
    desk.post(f"/ptc/desk/drafts/{item.pk}/template/", {"name": "The fair"})
    kept = DraftTemplate.objects.get()
    listed = desk.get("/ptc/desk/drafts/templates/").content.decode()
    assert "“The fair” is a template now." in listed
    assert "<h3>The fair</h3>" in listed
    desk.post(f"/ptc/desk/drafts/templates/{kept.pk}/retire/")
    assert "<h3>The fair</h3>" not in desk.get("/ptc/desk/drafts/templates/").content.decode()
