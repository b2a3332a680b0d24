"""A warning is told to its author, or somebody notes how; a block needs one that reached them, or says why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from moderation.appeals.keys import key_of
from moderation.measures.giving import note_given
from moderation.measures.taking import end_measure, warn
from moderation.models import Comment, Measure, WarningGiven
from moderation.telling import to_author
from portal.channels.models import NewsItem, Notice
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.records.models import LedgerEntry, Snapshot
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.makers import make_person, sign_in
from tests.makers.comments import make_house_rules
from tests.makers.measures import words_stand
from tests.moderation.measures.test_measures import ROBIN, ahead, blocked, down, overrule, warned

pytestmark = pytest.mark.django_db
SAID = "Not again, please."
HOW = "A private message there."


@pytest.fixture(autouse=True)
def clause(clerk: Person) -> int:
    return make_house_rules(clerk).clauses.get(ref="7.9/b1").pk


@pytest.fixture
def comment(clerk: Person, item: NewsItem, clause: int) -> Comment:
    return down(clerk, item, clause, "The warden is a fool and a liar.")


def told(what: str = "author_warned") -> Words:
    found = to_author(Notice.objects.get(what=what))
    assert isinstance(found, Words)
    return found


def given(actor: Person, made: Measure, **changes: Any) -> WarningGiven:
    typed = {"given_on": timezone.localdate(), "note": HOW, **changes}
    return note_given(actor=actor, measure_id=made.pk, **typed)


def test_who_gave_an_address_is_warned_by_mail_with_rule_end_and_appeal(
    clerk: Person, comment: Comment
) -> None:
    made = warn(actor=clerk, comment_id=comment.pk, reason=SAID)

    mail = told()
    assert mail.to == ("Robin", ROBIN)
    assert "warning" in mail.subject
    clause_text = made.ruling.clause_text
    for each in (
        SAID,
        (
            "insulting, threatening or abusive, under 7.9, bullet 1, "
            "Comments policy (version 1, adopted 4 November 2026, minute 34/26)."
        ),
        clause_text,
        "Insulting",
        "counts until",
        key_of(comment),
        "Criticism",
    ):
        assert each.casefold() in mail.body.casefold()
    filed = Snapshot.objects.get(status="author_told").text or ""
    assert SAID in filed
    assert key_of(comment) not in filed


def test_a_warning_that_fell_before_it_went_is_told_to_nobody(clerk: Person, comment: Comment) -> None:
    made = warn(actor=clerk, comment_id=comment.pk, reason=SAID)
    end_measure(actor=clerk, measure_id=made.pk, reason="It was the wrong person.")

    assert to_author(Notice.objects.get(what="author_warned")) is None


@pytest.mark.parametrize("state", ["pending", "failed"])
def test_no_block_rests_on_a_warning_that_nobody_knows_to_have_arrived(
    clerk: Person, item: NewsItem, clause: int, comment: Comment, state: str
) -> None:
    warned(clerk, comment, state)
    second = down(clerk, item, clause, "The warden is still a fool, I say.")

    with pytest.raises(Refusal, match="nobody knows that the words"):
        blocked(clerk, second)
    made = blocked(clerk, second, unwarned="They threaten the warden’s life.")
    assert (made.warning, made.unwarned) == (None, "They threaten the warden’s life.")


def test_words_that_were_given_by_hand_are_a_warning_for_what_is_written_after(
    clerk: Person, item: NewsItem, clause: int, comment: Comment
) -> None:
    made = warned(clerk, comment, "failed")
    before = down(clerk, item, clause, "The warden is a thief as well, I say.")
    given(clerk, made)
    after = down(clerk, item, clause, "The warden is still a fool, I say.")

    with pytest.raises(Refusal, match="only after they wrote"):
        blocked(clerk, before)
    assert blocked(clerk, after).warning == made
    assert Snapshot.objects.filter(status="warning_given", text=HOW).count() == 1
    assert LedgerEntry.objects.filter(verb="warning_given").count() == 1


def test_what_a_mail_carries_or_somebody_noted_is_not_given_again(clerk: Person, comment: Comment) -> None:
    made = warn(actor=clerk, comment_id=comment.pk, reason=SAID)
    with pytest.raises(Refusal, match="on their way"):
        given(clerk, made)
    words_stand(made, "failed")
    for changes, error in (
        ({"given_on": ahead(1)}, InvalidInput),
        ({"given_on": ahead(-2)}, InvalidInput),
        ({"note": " "}, InvalidInput),
    ):
        with pytest.raises(error):
            given(clerk, made, **changes)
    with pytest.raises(NotYours):
        given(make_person(council=clerk.council, role=Role.OFFICER), made)
    note = given(clerk, made)
    with pytest.raises(Refusal, match="went already"):
        given(clerk, made)
    with pytest.raises(DatabaseError), transaction.atomic():
        WarningGiven.objects.filter(pk=note.pk).update(how="Otherwise.")
    with pytest.raises(DatabaseError), transaction.atomic():
        note.delete()


def test_on_a_network_somebody_notes_how_they_were_told(clerk: Person, item: NewsItem, clause: int) -> None:
    there = down(
        clerk, item, clause, "The warden is a fool and a liar.", way="network", author_id="jo", email=""
    )
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/"

    answer = window.post(f"{at}{there.pk}/warn/", {"reason": SAID}, follow=True)

    made = Measure.objects.get()
    page = answer.content.decode()
    assert "nobody has told them" in page
    assert "Nobody has told them" in page
    assert key_of(there) in page
    assert not Notice.objects.filter(what="author_warned").exists()
    typed = {"note": HOW, "given_on": timezone.localdate().isoformat()}
    page = window.post(f"{at}blocks/{made.pk}/given/", typed, follow=True).content.decode()
    assert "as Casey Clerk noted: A private message there." in page
    assert "Note how they were told" not in page


def test_the_comment_s_page_says_whether_the_words_went(clerk: Person, comment: Comment) -> None:
    made = warn(actor=clerk, comment_id=comment.pk, reason=SAID)
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{comment.pk}/"
    assert "On its way by email." in window.get(at).content.decode()
    words_stand(made, "sent")
    assert "Sent by email on" in window.get(at).content.decode()
    words_stand(made, "failed")
    page = window.get(at).content.decode()
    assert "could not be delivered" in page
    assert "Note how they were told" in page


def test_the_form_of_a_block_says_why_none_can_follow_and_asks_what_cannot_wait(
    clerk: Person, comment: Comment
) -> None:
    window, at = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/{comment.pk}/block/"
    assert "nobody warned this author" in window.get(at).content.decode()
    typed = {
        "ends_on": ahead(30).isoformat(),
        "review_on": ahead(10).isoformat(),
        "reason": "It threatens.",
        "alternatives": "None would do.",
    }
    answer = window.post(at, typed)
    assert answer.status_code == 422
    assert "Say why it cannot wait" in answer.content.decode()

    page = window.post(
        at, {**typed, "unwarned": "A threat to somebody’s life."}, follow=True
    ).content.decode()

    assert "A threat to somebody’s life." in page
    assert "Why it could not wait for a warning" in page


def test_who_is_blocked_is_told_until_when_why_and_how_to_appeal(clerk: Person, comment: Comment) -> None:
    made = blocked(clerk, comment, unwarned="A threat.", reason="It threatens.")

    mail = told()
    assert mail.to == ("Robin", ROBIN)
    for each in ("It threatens.", "7.9, bullet 1", key_of(comment), "looks at it again"):
        assert each in mail.body
    assert "A threat." not in mail.body
    with pytest.raises(Refusal, match="blocked already"):
        blocked(clerk, comment, unwarned="A threat.")
    overrule(clerk, comment)
    assert to_author(Notice.objects.get(what="author_warned", object_id=made.comment_id)) is None


def test_the_database_wants_a_warning_or_why_there_is_none(clerk: Person, comment: Comment) -> None:
    made = blocked(clerk, comment, unwarned="A threat.")
    with pytest.raises(IntegrityError, match="a_block_follows_a_warning_and_ends"), transaction.atomic():
        Measure.objects.filter(pk=made.pk).update(unwarned="")
    warning = warn(actor=clerk, comment_id=comment.pk, reason=SAID)
    with pytest.raises(IntegrityError, match="a_warning_given_says_how"), transaction.atomic():
        WarningGiven.objects.create(
            warning=warning, given_on=timezone.localdate() - timedelta(days=1), by=clerk.membership
        )
