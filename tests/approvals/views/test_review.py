"""What the review page shows: the text with its findings, what changed, how it will look, who did what."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.claiming import claim, note_reading
from approvals.deciding import Issue, return_with_reason
from approvals.models import Review
from approvals.submitting import recall, submit
from approvals.urgent import issue_at_once
from portal.channels.models import Publication
from portal.councils.powers import Role
from portal.drafts.models import Communication, Note, Revision
from portal.refusals import NotYours
from tests.approvals.views.conftest import Town, client_of
from tests.makers import content_for, make_channels, make_contact, make_review, make_revision
from tests.makers.circumstances import make_item, make_position

pytestmark = pytest.mark.django_db


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _again(town: Town, review: Review, **changes: Any) -> Review:
    revision = make_revision(author=town.author, communication=review.communication, **changes)
    return submit(actor=town.author, communication_id=review.communication_id, revision_id=revision.pk)


def test_the_first_submission_is_compared_with_nothing(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "What changed since" not in page
    assert "The text: revision 1" in page
    assert "Market Square reopens to traffic on Saturday 12 December." in page


def test_what_comes_back_is_compared_with_what_the_clerk_returned(town: Town) -> None:
    first = make_review(author=town.author)
    return_with_reason(actor=town.clerk, review_id=first.pk, reason="Which day?")
    make_revision(
        author=town.author, communication=first.communication, title="Market Square reopens at last"
    )
    second = _again(town, first, title="Market Square reopens on Sunday")
    page = _page(town.desk.get(town.at(f"{second.pk}/")))
    assert "What changed since Clara Clerk returned it" in page
    assert "Revision 3 compared with revision 1." in page
    assert "Market Square reopens on <del>Saturday</del><ins>Sunday</ins>" in page
    before = _page(town.desk.get(town.at(f"{first.pk}/")))
    assert "Returned</strong> by Clara Clerk" in before
    assert "Which day?" in before


def _at_once(town: Town, revision: Revision) -> None:
    """Issue it under the urgent path; the worker has delivered it."""
    issue = Issue([town.channels[0].pk])
    item = revision.communication_id
    said: dict[str, Any] = {"reason": "Burst main in Mill Lane.", "issue": issue}
    issue_at_once(actor=town.clerk, communication_id=item, revision_id=revision.pk, **said)
    Publication.objects.update(state="live", live_at=timezone.now())
    Communication.objects.update(stage="issued")


def test_a_correction_of_what_was_issued_at_once_is_compared_with_that_not_with_what_came_back_before(
    town: Town,
) -> None:
    first = make_review(author=town.author, kind="notice", title="Mill Lane shut")
    return_with_reason(actor=town.clerk, review_id=first.pk, reason="Which day?")
    second = _again(town, first, kind="notice", title="Mill Lane shut on Saturday")
    _at_once(town, second.revision)
    third = _again(town, first, kind="notice", title="Mill Lane shut on Sunday")

    page = _page(town.desk.get(town.at(f"{third.pk}/")))

    assert "What changed since it was issued" in page
    assert "Revision 3 compared with revision 2." in page
    assert "Mill Lane shut on <del>Saturday</del><ins>Sunday</ins>" in page
    overtaken = _page(town.desk.get(town.at(f"{second.pk}/")))
    assert "What changed since Clara Clerk returned it" in overtaken
    assert "Revision 2 compared with revision 1." in overtaken

    return_with_reason(actor=town.clerk, review_id=third.pk, reason="Say until when.")
    fourth = _again(town, first, kind="notice", title="Mill Lane shut on Monday")
    page = _page(town.desk.get(town.at(f"{fourth.pk}/")))
    assert "What changed since Clara Clerk returned it" in page
    assert "Revision 4 compared with revision 3." in page


def test_what_was_in_hand_and_taken_back_is_compared_with_what_was_read_then(town: Town) -> None:
    first = make_review(author=town.author)
    claim(actor=town.clerk, review_id=first.pk)
    Review.objects.update(claimed_until=timezone.now() - timedelta(minutes=1))
    recall(actor=town.author, communication_id=first.communication_id)
    second = _again(town, first, title="Market Square reopens on Sunday")
    page = _page(town.desk.get(town.at(f"{second.pk}/")))
    assert "What changed since Clara Clerk had it in hand" in page
    assert "Market Square reopens on <del>Saturday</del><ins>Sunday</ins>" in page


def test_what_was_read_and_taken_back_is_compared_with_what_was_read_then(town: Town) -> None:
    first = make_review(author=town.author)
    page = _page(town.desk.get(town.at(f"{first.pk}/")))
    assert f'data-read="{town.at(f"{first.pk}/read/")}"' in page
    answer = town.desk.post(town.at(f"{first.pk}/read/"))
    assert (answer.status_code, answer.json()) == (200, {"read": True})
    recall(actor=town.author, communication_id=first.communication_id)
    second = _again(town, first, title="Market Square reopens on Sunday")

    page = _page(town.desk.get(town.at(f"{second.pk}/")))

    assert "What changed since Clara Clerk read it" in page
    assert "Market Square reopens on <del>Saturday</del><ins>Sunday</ins>" in page


def test_only_who_may_decide_has_read_it_and_only_while_it_is_open(town: Town) -> None:
    first = make_review(author=town.author)
    with pytest.raises(NotYours):
        note_reading(actor=town.author, review_id=first.pk)
    recall(actor=town.author, communication_id=first.communication_id)
    note_reading(actor=town.clerk, review_id=first.pk)

    first.refresh_from_db()
    assert (first.read_by, first.read_at) == (None, None)


def test_what_nobody_had_in_hand_before_it_was_taken_back_is_compared_with_nothing(town: Town) -> None:
    first = make_review(author=town.author)
    recall(actor=town.author, communication_id=first.communication_id)
    second = _again(town, first, title="Market Square reopens on Sunday")
    assert "What changed since" not in _page(town.desk.get(town.at(f"{second.pk}/")))


def test_a_message_and_the_notes_stand_beside_it(town: Town) -> None:
    revision = make_revision(author=town.author)
    review = submit(
        actor=town.author,
        communication_id=revision.communication_id,
        revision_id=revision.pk,
        message="Please by <Friday>.",
    )
    Note.objects.create(
        communication=review.communication, author=town.author.membership, text="See minute 34."
    )
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Message from Dan Deputy" in page
    assert "Please by &lt;Friday&gt;." in page
    assert "See minute 34." in page
    assert f'action="/ptc/desk/drafts/{review.communication_id}/notes/"' in page


def test_each_channel_is_previewed_in_its_own_words(town: Town) -> None:
    make_contact(town.council)
    review = make_review(author=town.author, embargo="2027-05-06T10:00+01:00")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    # In the newsroom, and in both halves of the mail.
    assert page.count("Issued on behalf of Pellworth Town Council.") == 3
    assert "<strong>Subject:</strong> EMBARGOED until Thursday 6 May 2027, 10:00 BST: Market Square" in page
    assert "The press list has 1 address." in page
    assert "Notes to editors" in page
    assert "is under embargo until Thursday 6 May 2027" in " ".join(page.split())


def test_a_press_mail_is_previewed_in_both_its_halves_the_laid_out_one_in_a_frame_that_runs_nothing(
    town: Town,
) -> None:
    review = make_review(author=town.author, body="<p>The <strong>square</strong> &amp; the lane reopen.</p>")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    (frame,) = re.findall(r"<iframe [^>]*>", page)
    assert 'sandbox=""' in frame
    document = html.unescape(re.findall(r'srcdoc="([^"]*)"', frame)[0])
    assert document.startswith("<!doctype html>")
    assert '<head><base target="_blank"><meta charset="utf-8">' in document
    assert "<p>The <strong>square</strong> &amp; the lane reopen.</p>" in document
    assert (
        '<a href="http://localhost:8000/ptc/ (each reader’s own address)">Take me off the list</a>'
        in document
    )
    assert "The square & the lane reopen." in html.unescape(page.split("As plain text", 1)[1])


def test_an_empty_press_list_is_said_before_the_decision(town: Town) -> None:
    review = make_review(author=town.author)
    assert "<strong>The press list is empty:</strong>" in _page(town.desk.get(town.at(f"{review.pk}/")))


def test_a_letter_is_previewed_as_text_and_as_pdf(town: Town) -> None:
    make_channels(town.council, "letter")
    review = make_review(author=town.author, kind="letter")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Dear Mr Example" in page
    answer = town.desk.get(town.at(f"{review.pk}/letter.pdf"))
    assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )
    release = make_review(author=town.author)
    assert town.desk.get(town.at(f"{release.pk}/letter.pdf")).status_code == 404
    assert client_of(town.author).get(town.at(f"{review.pk}/letter.pdf")).status_code == 403


def test_a_post_chooses_its_channels(town: Town) -> None:
    review = make_review(author=town.author, kind="social_post")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert f'<input type="checkbox" name="channels" value="{town.channels[0].pk}"' in page


def test_the_history_names_who_did_what(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    for words in ("Took the review in hand", "Submitted for approval", "Started the draft"):
        assert words in page
    assert "Clara Clerk, Town Clerk ·" in page


def test_a_reader_without_the_power_sees_the_text_and_no_decision(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    page = _page(client_of(town.somebody(Role.AUDITOR)).get(town.at(f"{review.pk}/")))
    assert "Clara Clerk has this in hand until" in page
    assert "<form" not in page.split('id="main-content"')[1]


HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def test_hostile_text_is_text_in_every_part_of_the_page(town: Town) -> None:
    parts = {
        "title": HOSTILE,
        "body": f'<p>Words {HOSTILE}</p><p onclick="alert(3)">more</p>',
        "quotes": [{"speaker": HOSTILE, "office": HOSTILE, "words": HOSTILE}],
        "notes_to_editors": f"<p>Notes</p>{HOSTILE}",
        "contact_name": HOSTILE,
        "purpose": HOSTILE,
        "basis_reference": HOSTILE,
    }
    first = make_review(author=town.author)
    return_with_reason(actor=town.clerk, review_id=first.pk, reason=HOSTILE)
    second = _again(town, first, **parts)
    Note.objects.create(communication=second.communication, author=town.author.membership, text=HOSTILE)
    for pk in (first.pk, second.pk):
        page = _page(town.desk.get(town.at(f"{pk}/")))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "onclick=" not in page


def test_a_very_long_text_is_shown_and_compared(town: Town) -> None:
    first = make_review(author=town.author)
    return_with_reason(actor=town.clerk, review_id=first.pk, reason="Longer.")
    second = _again(town, first, body=f"<p>{'word ' * 19_000}</p>")
    assert town.desk.get(town.at(f"{second.pk}/")).status_code == 200


# --- The clerk's own edit ---------------------------------------------------------------------------------


def _typed(review: Review, based_on: int, **changes: Any) -> dict[str, Any]:
    content = content_for("press_release", **changes)
    quotes = content.pop("quotes")
    rows = {f"quotes-{n}-{name}": value for n, row in enumerate(quotes) for name, value in row.items()}
    return {**content, **rows, "based_on": based_on, "edition": 0}


def test_the_clerk_edits_what_is_in_hand_and_the_review_stands_on_it(town: Town) -> None:
    review = make_review(author=town.author)
    assert town.desk.get(town.at(f"{review.pk}/amend/")).status_code == 409
    claim(actor=town.clerk, review_id=review.pk)
    assert town.desk.get(town.at(f"{review.pk}/amend/")).status_code == 200
    typed = _typed(review, review.revision_id, title="A better headline")
    answer = town.desk.post(town.at(f"{review.pk}/amend/"), typed)
    assert (answer.status_code, answer["Location"]) == (302, town.at(f"{review.pk}/"))
    review.refresh_from_db()
    assert (review.revision.number, review.revision.content["title"]) == (2, "A better headline")
    assert review.revision.author_id == town.clerk.membership.pk


def test_an_edit_of_what_somebody_else_holds_is_refused(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.delegated_officer(), review_id=review.pk)
    answer = town.desk.get(town.at(f"{review.pk}/amend/"))
    assert answer.status_code == 409
    assert "Olive Officer has this review in hand until" in _page(answer)


def test_a_stale_edit_is_kept_and_shown_beside_theirs(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    newer = make_revision(author=town.clerk, communication=review.communication, title="Saved elsewhere")
    typed = _typed(review, review.revision_id, title="Typed here")
    answer = town.desk.post(town.at(f"{review.pk}/amend/"), typed)
    page = _page(answer)
    assert answer.status_code == 409
    assert 'value="Typed here"' in page
    assert "What saving yours would change in theirs" in page
    assert f'name="based_on" value="{newer.pk}"' in page


def test_an_edit_that_cannot_be_read_keeps_what_was_typed(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    typed = _typed(review, review.revision_id, contact_email="not an address")
    answer = town.desk.post(town.at(f"{review.pk}/amend/"), typed)
    assert answer.status_code == 422
    assert 'value="not an address"' in _page(answer)
    assert "must be an email address" in _page(answer)


def test_a_quotation_is_added_without_saving(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    typed = _typed(review, review.revision_id) | {"rows": "quotes"}
    answer = town.desk.post(town.at(f"{review.pk}/amend/"), typed)
    assert answer.status_code == 200
    assert 'name="quotes-1-words"' in _page(answer)
    assert review.communication.revisions.count() == 1


@pytest.mark.parametrize(
    ("reference", "link"),
    [
        ("Minute 41/26, 4 November", "/ptc/desk/meetings/{meeting}/"),
        ("The bypass", "/ptc/desk/positions/"),
        ("Minute 42/26", None),
        ("Minute 99/26", None),
    ],
)
def test_the_basis_leads_to_what_was_entered_where_it_names_that(
    town: Town, reference: str, link: str | None
) -> None:
    item = make_item(clerk=town.clerk, part="open")
    make_item(clerk=town.clerk, part="closed", reference="42/26", meeting=item.meeting)
    make_position(clerk=town.clerk)
    review = make_review(author=town.author, basis_reference=reference)

    addresses = (f"{review.pk}/", f"item/{review.communication_id}/")
    pages = [_page(town.desk.get(town.at(address))) for address in addresses]

    for page in pages:
        assert reference in page
        assert ("Read it under" in page or "Read the agreed" in page) is (link is not None)
        assert link is None or f'href="{link.format(meeting=item.meeting_id)}">Read ' in page


def test_the_clerk_who_edits_is_offered_what_was_entered(town: Town) -> None:
    item = make_item(clerk=town.clerk, part="open")
    make_item(clerk=town.clerk, part="closed", reference="42/26", meeting=item.meeting)
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)

    page = _page(town.desk.get(town.at(f"{review.pk}/amend/")))

    assert (
        '<option value="Item 41/26, 4 November 2026">Land at Mill Lane: Full council</option></datalist>'
        in page
    )
    assert "42/26" not in page
