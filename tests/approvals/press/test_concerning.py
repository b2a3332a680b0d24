"""The written answer to the press is about whom the enquiry is about: they are consulted, or it goes to the council."""

import pytest

from approvals.consulting.concerning import say_it_is_about, say_it_is_not_about
from approvals.consulting.gate import NotConsulted
from approvals.models import Concern, Enquiry, ItemConsultation, Review
from approvals.press.closing import begin_answer
from approvals.press.taking import change_enquiry
from approvals.submitting import submit
from portal.councils.people import Person
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from portal.refusals import NotYours
from tests.approvals.consulting.conftest import nominated
from tests.approvals.consulting.test_consulting import approves, says
from tests.approvals.press.conftest import asked, taken
from tests.approvals.reviewers.conftest import named_matter
from tests.makers import make_channels, make_person, make_revision, sign_in

pytestmark = pytest.mark.django_db


def submitted(author: Person, draft: Communication) -> Review:
    """Return the review of ``draft``, written to its end by ``author``."""
    revision = make_revision(author=author, communication=draft, kind="letter")
    return submit(actor=author, communication_id=draft.pk, revision_id=revision.pk)


def concerns(item: Communication) -> list[int]:
    """Return whom ``item`` is about now."""
    rows = Concern.objects.filter(communication=item, ended_at__isnull=True)
    return list(rows.order_by("pk").values_list("member_id", flat=True))


def waiting(item: Communication) -> list[tuple[int, str]]:
    """Return whose view of ``item`` is waited for, and why theirs."""
    rows = ItemConsultation.objects.filter(communication=item, view="", dropped_at__isnull=True)
    return list(rows.order_by("pk").values_list("member_id", "why"))


def about(enquiry: Enquiry, actor: Person, member: Person | None) -> None:
    """Let ``actor`` note that the enquiry is about ``member``, or about nobody."""
    concerned = member.membership.pk if member else None
    change_enquiry(actor=actor, enquiry_id=enquiry.pk, asked=asked(concerns_id=concerned))


def test_the_clerk_does_not_clear_the_chairman_s_answer_about_the_clerk(
    clerk: Person, mayor: Person, member: Person
) -> None:
    make_channels(clerk.council, "letter")
    found = taken(member, concerns_id=clerk.membership.pk)

    made = begin_answer(actor=mayor, enquiry_id=found.pk)

    assert concerns(made) == [clerk.membership.pk]
    assert waiting(made) == [(mayor.membership.pk, "referred")]
    review = submitted(mayor, made)
    with pytest.raises(NotYours, match="about you"):
        approves(clerk, review)
    says(mayor, ItemConsultation.objects.get(), reference="Minute 34/26")
    approves(clerk, review)


def test_a_councillor_is_asked_before_the_answer_about_them_goes_out(clerk: Person, member: Person) -> None:
    make_channels(clerk.council, "letter")
    found = taken(clerk, concerns_id=member.membership.pk)

    made = begin_answer(actor=clerk, enquiry_id=found.pk)

    assert concerns(made) == [member.membership.pk]
    assert waiting(made) == [(member.membership.pk, "about_them")]
    review = submitted(clerk, made)
    with pytest.raises(NotConsulted, match="Carl Member, whom it is about"):
        approves(clerk, review)
    says(member, ItemConsultation.objects.get())
    approves(clerk, review)
    verbs = list(LedgerEntry.objects.order_by("number").values_list("verb", flat=True))
    begun = verbs.index("press_answer_begun")
    assert verbs[begun : begun + 3] == ["press_answer_begun", "said_to_be_about", "consulted"]


def test_an_answer_to_what_is_about_nobody_is_about_nobody(clerk: Person) -> None:
    made = begin_answer(actor=clerk, enquiry_id=taken(clerk).pk)

    assert (concerns(made), waiting(made)) == ([], [])


def test_an_answer_that_was_begun_follows_whom_the_enquiry_turns_out_to_be_about(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(clerk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)

    about(found, clerk, member)
    assert concerns(made) == [member.membership.pk]
    assert waiting(made) == [(member.membership.pk, "about_them")]

    about(found, clerk, clerk)
    assert concerns(made) == [clerk.membership.pk]
    assert waiting(made) == [(mayor.membership.pk, "referred")]

    about(found, mayor, None)
    assert (concerns(made), waiting(made)) == ([], [])


def test_what_was_said_of_the_answer_itself_stands_whatever_is_changed_in_the_enquiry(
    clerk: Person, member: Person
) -> None:
    found = taken(clerk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    say_it_is_about(actor=clerk, communication_id=made.pk, member_id=member.membership.pk)
    about(found, clerk, member)
    about(found, clerk, None)
    assert concerns(made) == [member.membership.pk]

    say_it_is_not_about(actor=clerk, concern_id=Concern.objects.get().pk)
    assert (concerns(made), waiting(made)) == ([], [])
    about(found, clerk, member)
    change_enquiry(
        actor=clerk, enquiry_id=found.pk, asked=asked(topic="Roads", concerns_id=member.membership.pk)
    )
    assert concerns(made) == [member.membership.pk]


def test_that_it_is_not_about_them_is_not_undone_by_correcting_something_else(
    clerk: Person, member: Person
) -> None:
    found = taken(clerk, concerns_id=member.membership.pk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    say_it_is_not_about(actor=clerk, concern_id=Concern.objects.get().pk)

    change_enquiry(
        actor=clerk, enquiry_id=found.pk, asked=asked(topic="Roads", concerns_id=member.membership.pk)
    )

    assert concerns(made) == []


def test_the_council_is_asked_on_while_the_answer_is_about_an_officer_still(
    clerk: Person, mayor: Person, member: Person
) -> None:
    officer = nominated(clerk)
    found = taken(member, concerns_id=clerk.membership.pk)
    made = begin_answer(actor=mayor, enquiry_id=found.pk)
    say_it_is_about(actor=mayor, communication_id=made.pk, member_id=officer.membership.pk)

    about(found, mayor, None)

    assert concerns(made) == [officer.membership.pk]
    assert waiting(made) == [(mayor.membership.pk, "referred")]


def test_whom_it_is_about_is_not_asked_on_a_matter_that_is_closed_to_them(
    clerk: Person, member: Person
) -> None:
    make_channels(clerk.council, "letter")
    matter = named_matter(clerk)
    found = taken(clerk, concerns_id=member.membership.pk, matter_id=matter.pk)

    made = begin_answer(actor=clerk, enquiry_id=found.pk)

    assert (concerns(made), waiting(made)) == ([member.membership.pk], [])


def test_who_left_the_council_is_asked_nothing(clerk: Person, member: Person) -> None:
    found = taken(clerk, concerns_id=member.membership.pk)
    type(member.membership).objects.filter(pk=member.membership.pk).update(ended_at=found.taken_at)

    made = begin_answer(actor=clerk, enquiry_id=found.pk)

    assert (concerns(made), waiting(made)) == ([], [])


def test_the_page_says_that_it_was_said_of_what_the_press_asks(
    clerk: Person, mayor: Person, member: Person
) -> None:
    found = taken(clerk, concerns_id=member.membership.pk)
    made = begin_answer(actor=clerk, enquiry_id=found.pk)
    path = f"/ptc/desk/consultations/item/{made.pk}/"

    shown = sign_in(clerk).get(path).content.decode()
    assert "<strong>This is about Carl Member.</strong>" in shown
    assert "So is what the press asks, which this answers." in shown

    other = make_person(council=clerk.council, name="Olga Other")
    say_it_is_about(actor=clerk, communication_id=made.pk, member_id=other.membership.pk)
    assert sign_in(clerk).get(path).content.decode().count("So is what the press asks") == 1
