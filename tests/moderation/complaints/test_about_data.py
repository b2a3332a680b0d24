"""A data-protection complaint about the clerk keeps the law's time and words, and stays the chairman's."""

from datetime import datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from moderation.complaints.clock import acknowledge_by, calendar_of
from moderation.complaints.desk import listed
from moderation.complaints.keys import token_of
from moderation.complaints.procedure import Terms, change_procedure, terms_of
from moderation.complaints.reporting import years_of
from moderation.complaints.seeing import complaints_of
from moderation.complaints.sorting import sort_anew
from moderation.complaints.telling import how_it_stands
from moderation.models import Complaint
from portal.councils.models import Council
from portal.councils.people import Person
from portal.drafts.content import LONDON
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput
from tests.makers import sign_in
from tests.makers.complaints import make_answered, make_complaint
from tests.moderation.complaints.test_pages import sent

pytestmark = pytest.mark.django_db
COMMISSIONER = "Information Commissioner’s Office at any time: ico.org.uk."


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def long_terms(clerk: Person) -> Terms:
    """Return a procedure that takes longer to acknowledge than the law allows for personal data."""
    change_procedure(actor=clerk, terms=Terms(acknowledge_days=20))
    return terms_of(clerk.council.pk)


def test_who_says_that_it_is_about_the_clerk_too_keeps_the_time_and_the_words_of_the_law(
    council: Council, clerk: Person, chair: Person
) -> None:
    sent(council, kind="data", words="Casey gave my address away.", of_clerk="yes")

    made = Complaint.objects.get()
    assert (made.kind, made.about_data) == ("clerk", True)
    assert list(complaints_of(chair)) == [made]
    assert list(complaints_of(clerk)) == []
    assert '"about_data":true' in LedgerEntry.objects.get(verb="complaint_received").body.replace(" ", "")
    shown = Client().get(f"/{council.slug}/complaints/status/{token_of(made)}/").content.decode()
    assert "<dd>The clerk, and personal data</dd>" in shown
    desk = sign_in(chair).get(f"/{council.slug}/desk/complaints/{made.pk}/").content.decode()
    assert "A complaint about personal data: the law has it acknowledged within 30 days" in desk
    assert list(listed(chair, "data")) == [made]


def test_of_both_times_the_earlier_holds(clerk: Person) -> None:
    terms, calendar = long_terms(clerk), calendar_of(clerk.council.pk)
    came = datetime(2026, 12, 10, 12, tzinfo=LONDON)

    assert acknowledge_by("clerk", came, terms, calendar) == datetime(2027, 1, 13, tzinfo=LONDON)
    assert acknowledge_by("clerk", came, terms, calendar, about_data=True) == datetime(
        2027, 1, 12, tzinfo=LONDON
    )
    soon = Terms(acknowledge_days=5)
    both = acknowledge_by("clerk", came, soon, calendar, about_data=True)
    assert both == acknowledge_by("clerk", came, soon, calendar) == datetime(2026, 12, 18, tzinfo=LONDON)


def test_the_answer_to_one_about_the_clerk_and_personal_data_names_the_commissioner(chair: Person) -> None:
    plain = make_answered(chair, kind="clerk")
    assert COMMISSIONER not in how_it_stands(plain)

    assert how_it_stands(make_answered(chair, kind="clerk", about_data=True)).endswith(COMMISSIONER)


def test_what_the_office_passes_to_the_chairman_stays_about_personal_data(
    council: Council, clerk: Person, chair: Person
) -> None:
    made = make_complaint(council, kind="data")

    passed = sort_anew(actor=clerk, complaint_id=made.pk, kind="clerk", words="It is about me.")

    assert (passed.kind, passed.about_data) == ("clerk", True)
    assert not complaints_of(clerk).exists()
    terms, calendar = terms_of(council.pk), calendar_of(council.pk)
    both = acknowledge_by("clerk", made.received_at, terms, calendar, about_data=True)
    assert Complaint.objects.get().acknowledge_by == both
    back = sort_anew(actor=chair, complaint_id=made.pk, kind="communication", words="Another clerk.")
    assert (back.kind, back.about_data) == ("communication", True)
    assert list(listed(clerk, "data")) == [back]
    assert years_of(council.pk)[0].about_data == 1


def test_what_is_not_about_personal_data_after_all_keeps_no_mark_of_it(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council, kind="data")

    sorted_anew = sort_anew(actor=clerk, complaint_id=made.pk, kind="moderation", words="A comment.")

    assert (sorted_anew.kind, sorted_anew.about_data) == ("moderation", False)


def test_the_chairman_marks_one_about_the_clerk_as_about_personal_data_and_keeps_it(
    council: Council, clerk: Person, chair: Person
) -> None:
    made = make_complaint(council, kind="clerk")
    key, at = token_of(made), f"/{council.slug}/desk/complaints/{made.pk}/kind/"
    window = sign_in(chair)
    page = window.get(at).content.decode()
    assert "it stays with you" in page
    assert page.count("Not the clerk, so that the office reads it:") == 3

    sorts = {"version": made.version, "kind": "clerk", "words": "The clerk read out an address."}
    assert window.post(at, sorts).status_code == 302

    made.refresh_from_db()
    assert (made.kind, made.about_data, token_of(made)) == ("clerk", True, key)
    assert list(complaints_of(chair)) == [made]
    assert not complaints_of(clerk).exists()
    assert not made.steps.filter(what="passed").exists()
    assert "it stays with you" not in window.get(at).content.decode()
    with pytest.raises(InvalidInput, match="Choose another kind"):
        sort_anew(actor=chair, complaint_id=made.pk, kind="clerk", words="Again.")


def test_the_office_does_not_sort_a_complaint_to_the_kind_that_it_has(
    council: Council, clerk: Person
) -> None:
    made = make_complaint(council)

    with pytest.raises(InvalidInput, match="Choose another kind"):
        sort_anew(actor=clerk, complaint_id=made.pk, kind="communication", words="The same.")
    assert not Complaint.objects.get().about_data


def test_the_chairman_enters_one_about_the_clerk_and_personal_data(council: Council, chair: Person) -> None:
    entered = {"kind": "clerk", "about_data": "on", "way": "paper", "name": "Robin Resident"}
    entered |= {"came_on": timezone.localdate().isoformat(), "words": "Wrong.", "contact": "3 Mill Lane"}

    assert sign_in(chair).post(f"/{council.slug}/desk/complaints/enter/", entered).status_code == 302

    assert Complaint.objects.get().about_data
