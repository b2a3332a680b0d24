"""A printed letter about a notice is noted as posted, once, with its day; one that a mail carried is not."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from moderation.models import Comment, DefamationNotice, LetterPosting, NoticeLetter
from moderation.notices.posting import note_posted
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import mail_stands, make_waiting
from tests.makers.sealing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


@pytest.fixture
def unsent(comment: Comment, clerk: Person) -> NoticeLetter:
    """Return the acknowledgement whose mail failed."""
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, "failed", "received")
    return made.letters.get(kind="received")


def page_of(notice: DefamationNotice, clerk: Person) -> str:
    at = f"/{clerk.council.slug}/desk/moderation/notices/{notice.pk}/"
    return sign_in(clerk).get(at).content.decode()


def test_it_is_noted_on_its_page_and_in_the_record(unsent: NoticeLetter, clerk: Person) -> None:
    notice = unsent.notice
    at = f"/{clerk.council.slug}/desk/moderation/notices/{notice.pk}/letters/{unsent.pk}/posted/"
    shown = page_of(notice, clerk)
    assert shown.count(at) == 1
    assert shown.count("/posted/") == 1  # the others went by email
    window, today = sign_in(clerk), timezone.localdate()

    page = window.post(at, {"posted_on": today.isoformat()}, follow=True).content.decode()

    assert "It is noted that the letter was posted on" in page
    assert f"noted by {clerk.name}" in page_of(notice, clerk)
    assert at not in page_of(notice, clerk)
    entry = LedgerEntry.objects.get(verb="defamation_letter_posted")
    assert (entry.object_id, unsent.sha256 in entry.body) == (notice.pk, True)
    made = LetterPosting.objects.get()
    assert (made.letter, made.posted_on, made.by) == (unsent, today, clerk.membership)
    assert "noted already" in window.post(at, {"posted_on": today.isoformat()}).content.decode()
    assert refused(made, posted_on=today - timedelta(days=1))
    assert refused(made)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with pytest.raises(IntegrityError), transaction.atomic():
        LetterPosting.objects.create(letter=unsent, posted_on=today, by=clerk.membership)


@pytest.mark.parametrize(("days", "words"), [(1, "still to come"), (-1, "not written yet")])
def test_a_day_on_which_it_cannot_have_been_posted_is_refused(
    unsent: NoticeLetter, clerk: Person, days: int, words: str
) -> None:
    day = timezone.localdate() + timedelta(days=days)
    with pytest.raises(InvalidInput, match=words):
        note_posted(actor=clerk, notice_id=unsent.notice_id, letter_id=unsent.pk, posted_on=day)


@pytest.mark.parametrize("state", ["sent", "pending", "handed"])
def test_a_letter_that_a_mail_carries_is_not_posted(unsent: NoticeLetter, clerk: Person, state: str) -> None:
    mail_stands(unsent.notice, state, "received")
    with pytest.raises(Refusal, match="by email"):
        note_posted(
            actor=clerk, notice_id=unsent.notice_id, letter_id=unsent.pk, posted_on=timezone.localdate()
        )


def test_who_deals_with_no_notices_notes_nothing(unsent: NoticeLetter, officer: Person) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    chair = make_person(council=officer.council, role=Role.CHAIR)
    for person in (officer, chair, stranger):
        with pytest.raises(NotYours):
            note_posted(
                actor=person,
                notice_id=unsent.notice_id,
                letter_id=unsent.pk,
                posted_on=timezone.localdate(),
            )
    assert not LetterPosting.objects.exists()


def test_a_letter_to_the_poster_is_never_posted_since_nobody_knows_where_they_live(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    mail_stands(made, "failed")
    letter = made.letters.get(kind="to_poster")

    assert "Note that it was posted" not in page_of(made, clerk)
    with pytest.raises(Refusal, match="no postal address"):
        note_posted(actor=clerk, notice_id=made.pk, letter_id=letter.pk, posted_on=timezone.localdate())
    assert not LetterPosting.objects.exists()
