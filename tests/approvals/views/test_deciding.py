"""The decision's page: approving exactly one revision, giving it back, ending it."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.claiming import claim
from approvals.models import Review
from approvals.submitting import submit
from approvals.views import deciding
from portal.channels.models import Delivery, Publication
from portal.councils.models import Council
from portal.councils.templatetags.words import moment
from portal.drafts.content import LONDON
from portal.drafts.models import Clearance, Communication
from tests.approvals.views.conftest import Town, client_of
from tests.makers import make_approved, make_channels, make_contact, make_review, make_revision
from tests.makers.surveys import survey_content

pytestmark = pytest.mark.django_db


def _page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_approving_leads_to_the_item_with_reference_and_deliveries(town: Town) -> None:
    review = make_review(author=town.author)
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert (answer.status_code, answer["Location"]) == (302, town.at(f"item/{review.communication_id}/"))
    page = _page(town.desk.get(answer["Location"]))
    reference = Communication.objects.get(pk=review.communication_id).reference
    assert f"Approved under reference {reference}." in page
    assert Delivery.objects.count() == 2
    assert page.count("stage--pending") == 2


def test_approve_and_go_to_next_leads_to_the_one_below(town: Town) -> None:
    reviews = [make_review(author=town.author, title=f"Item {n}") for n in range(3)]
    order = town.order(reviews[1].revision_id, next="yes")
    answer = town.desk.post(town.at(f"{reviews[1].pk}/approve/"), order)
    assert answer["Location"] == town.at(f"{reviews[0].pk}/")
    order = town.order(reviews[0].revision_id, next="yes")
    answer = town.desk.post(town.at(f"{reviews[0].pk}/approve/"), order)
    assert answer["Location"] == town.at(f"{reviews[2].pk}/")
    order = town.order(reviews[2].revision_id, next="yes")
    assert town.desk.post(town.at(f"{reviews[2].pk}/approve/"), order)["Location"] == town.at("")


def test_a_double_click_approves_once_and_the_second_is_told(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id)
    town.desk.post(town.at(f"{review.pk}/approve/"), order)
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order, follow=True)
    assert "You approved this a moment ago; it was not approved a second time." in _page(answer)
    assert (Clearance.objects.count(), Publication.objects.count(), Delivery.objects.count()) == (1, 1, 2)


def test_a_double_click_on_an_order_with_times_and_a_note_is_one_too(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(
        review.revision_id, when="later", go_at="2198-12-30 09:00", take_down_at="2199-12-31 17:00"
    )
    town.desk.post(town.at(f"{review.pk}/approve/"), order)
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order, follow=True)
    assert "You approved this a moment ago; it was not approved a second time." in _page(answer)


def when(moment: str) -> dict[str, str]:
    return {"when": "later", "go_at": moment} if moment else {"when": "now"}


@pytest.mark.parametrize(
    ("first", "then"),
    [("", "2198-12-30 09:00"), ("2198-12-30 09:00", "2198-12-30 10:00"), ("2198-12-30 09:00", "")],
)
def test_approving_again_for_another_time_says_which_time_stays(town: Town, first: str, then: str) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id)
    town.desk.post(town.at(f"{review.pk}/approve/"), {**order, **when(first)})
    going = Publication.objects.get().go_at
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), {**order, **when(then)})
    assert (answer.status_code, Publication.objects.get().go_at) == (409, going)
    assert f"its time ({moment(going)}); this one was not taken" in _page(answer)
    assert "On the item’s page you can change its time" in _page(answer)


@pytest.mark.parametrize(
    "case", ["another revision", "a channel that was not chosen", "another end", "later"]
)
def test_another_order_after_the_approval_is_no_double_click(
    case: str, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id)
    town.desk.post(town.at(f"{review.pk}/approve/"), order)
    changed: dict[str, Any] = {
        "another revision": {"revision_id": review.revision_id + 1},
        "a channel that was not chosen": {"channels": ["987654321"]},
        "another end": {"take_down_at": "2199-12-31 17:00"},
        "later": {},
    }
    sent = changed[case]
    if case == "later":
        monkeypatch.setattr(deciding, "A_MOMENT", timedelta(0))
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), {**order, **sent})
    assert answer.status_code == 409
    assert "You approved this a moment ago" not in _page(answer)
    assert "it was approved by Clara Clerk" in _page(answer)
    assert Clearance.objects.count() == 1


def test_of_two_clerks_the_second_is_told_who_was_first(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id)
    other = client_of(town.delegated_officer())
    town.desk.post(town.at(f"{review.pk}/approve/"), order)
    answer = other.post(town.at(f"{review.pk}/approve/"), order)
    assert answer.status_code == 409
    assert "it was approved by Clara Clerk" in _page(answer)
    assert Clearance.objects.count() == 1


def test_who_has_it_in_hand_is_said_to_the_other(town: Town) -> None:
    review = make_review(author=town.author)
    officer = town.delegated_officer()
    claim(actor=officer, review_id=review.pk)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Olive Officer has this in hand until" in page
    assert 'id="decide"' not in page
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert answer.status_code == 409
    assert "Olive Officer has this review in hand until" in _page(answer)


def test_a_stale_revision_is_not_approved_and_the_new_text_is_shown(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    newer = make_revision(author=town.clerk, communication=review.communication, title="Another headline")
    later = {"when": "later", "go_at": "2030-01-01T10:00"}
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id, **later))
    page = _page(answer)
    assert answer.status_code == 409
    assert "The text changed after you opened this page, so nothing was approved." in page
    assert "Another headline" in page
    assert f'name="revision_id" value="{newer.pk}"' in page
    assert 'value="2030-01-01T10:00"' in page
    assert Clearance.objects.count() == 0


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        ({"when": "later", "go_at": ""}, "Enter the date and the time at which it goes out.", "go_at"),
        ({"when": "later", "go_at": "2001-01-01T10:00"}, "This time has passed.", "go_at"),
        ({"when": "later", "go_at": "2030-03-31T01:30"}, "The clocks change in that hour.", "go_at"),
        ({"when": "later", "go_at": "2030-10-27T01:30"}, "The clocks change in that hour.", "go_at"),
        ({"when": "later", "go_at": "someday"}, "Enter a date and a time", "go_at"),
        ({"when": "never"}, "Select a valid choice", "when"),
        (
            {"when": "later", "go_at": "2030-01-02T10:00", "take_down_at": "2030-01-01T10:00"},
            "taken down",
            "take_down_at",
        ),
        ({"channels": ["x"]}, "Choose from the channels offered.", "channels"),
        ({"channels": []}, "Choose at least one of the channels offered.", "channels"),
        ({"revision_id": ""}, "The form had lost which revision it is about.", "revision_id"),
        ({"public_note": "a\x00b"}, "Null characters", "public_note"),
    ],
)
def test_bad_input_keeps_what_was_typed_and_approves_nothing(
    town: Town, typed: dict[str, Any], words: str, field: str
) -> None:
    review = make_review(author=town.author)
    note = {"take_down_at": "2031-01-01T10:00", **typed}
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), {**town.order(review.revision_id), **note})
    page = _page(answer)
    assert answer.status_code in {400, 409, 422}
    assert "There is a problem" in page
    assert words in page
    assert field in answer.context["form"].errors
    assert f'value="{note["take_down_at"]}"' in page
    assert Clearance.objects.count() == 0


def test_a_release_cannot_leave_one_of_its_channels_out(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id, channels=[town.channels[0].pk])
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)
    assert answer.status_code == 400
    assert "goes to all of its channels together: Newsroom and Press Email" in _page(answer)


def test_a_release_may_leave_its_webhook_out_and_the_page_shows_what_it_would_be_told(town: Town) -> None:
    (hook,) = make_channels(town.council, "webhook")
    said = {"speaker": "Ann Ash", "office": "Mayor", "words": "At last."}
    review = make_review(author=town.author, body="<p>The lane is open.</p>", quotes=[said])
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    for channel in town.channels:
        assert f'<input type="hidden" name="channels" value="{channel.pk}">{channel.name}' in page
    (tick,) = re.findall(rf'<input[^>]*type="checkbox"[^>]*name="channels"[^>]*value="{hook.pk}"[^>]*>', page)
    assert "checked" in tick
    shown = page.split("<summary>Webhook</summary>")[1].split("</details>")[0]
    assert "The lane is open.<br>" in shown
    assert "“At last.”<br>Ann Ash, Mayor" in shown

    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id), follow=True)

    assert answer.status_code == 200
    went = Delivery.objects.values_list("channel__connector", flat=True)
    assert sorted(went) == ["newsroom", "press_email"]


def test_a_survey_for_a_webhook_without_the_newsroom_is_refused_with_what_to_do(town: Town) -> None:
    (hook,) = make_channels(town.council, "webhook")
    review = make_review(author=town.author, kind="survey_invitation", **survey_content())
    order = town.order(review.revision_id, channels=[hook.pk])
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)
    assert answer.status_code == 400
    page = _page(answer)
    assert "Its questions are answered on a page of the newsroom" in page
    assert "Choose the newsroom too." in page
    assert list(answer.context["form"].errors) == ["channels"]
    assert (Delivery.objects.count(), Clearance.objects.count()) == (0, 0)


def test_a_later_time_is_kept_in_london_and_shown_with_weekday_and_zone(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id, when="later", go_at="2030-07-01T10:00")
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order, follow=True)
    publication = Publication.objects.get()
    assert publication.go_at == datetime(2030, 7, 1, 10, 0, tzinfo=LONDON)
    assert "Monday 1 July 2030, 10:00 am (BST)" in _page(answer)


def test_an_hour_that_the_clocks_skip_is_refused(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id, when="later", go_at="2030-03-31T01:30")
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)
    assert answer.status_code == 422
    assert "go_at" in answer.context["form"].errors


def test_a_time_typed_for_later_is_dropped_when_it_goes_at_once(town: Town) -> None:
    review = make_review(author=town.author)
    order = town.order(review.revision_id, when="now", go_at="2001-01-01T10:00")
    assert town.desk.post(town.at(f"{review.pk}/approve/"), order).status_code == 302
    assert Publication.objects.get().go_at <= timezone.now()


def test_a_correction_needs_a_note_and_says_where(town: Town) -> None:
    publication = make_approved(author=town.author, clerk=town.clerk)
    now = timezone.now()
    Publication.objects.update(state="live", live_at=now)
    Communication.objects.update(stage="issued")
    review = make_review_of(town, publication.communication, title="Corrected headline")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "This corrects what is out already." in page
    assert "On a channel to which it does not go, what it corrects is taken back." in page
    assert "What changed since" in page
    order = town.order(review.revision_id, public_note="")
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == ["public_note"]
    order = town.order(review.revision_id, public_note="The day was wrong.")
    assert town.desk.post(town.at(f"{review.pk}/approve/"), order).status_code == 302
    assert Publication.objects.get(issue=2).public_note == "The day was wrong."


def make_review_of(town: Town, item: Communication, **changes: Any) -> Review:
    """Return the review of the next revision of an item."""
    revision = make_revision(author=town.author, communication=item, **changes)
    return submit(actor=town.author, communication_id=item.pk, revision_id=revision.pk)


def test_a_blocked_text_is_not_approved_and_the_page_says_which_clause(town: Town) -> None:
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    revision = make_revision(author=town.clerk, communication=review.communication, contact_name="")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Must be changed: “Press contact” is empty." in page
    assert "Form of the communication" in page
    assert "1 finding stands against it:" in page
    row = next(row for row in _page(town.desk.get(town.at(""))).split("<li ") if "queue-row" in row)
    assert "Edited since it was submitted" in row
    assert "Must be changed" in row
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(revision.pk))
    assert answer.status_code == 409
    assert "This cannot go out as it is. “Press contact” is empty." in _page(answer)


def test_own_work_is_approved_and_marked_as_self_cleared(town: Town) -> None:
    review = make_review(author=town.clerk)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "You wrote this: it will be marked as self-cleared" in page
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id), follow=True)
    assert '<strong class="mark">Self-cleared</strong>' in _page(answer)


def test_own_work_waits_where_a_second_officer_is_required(town: Town) -> None:
    Council.objects.filter(pk=town.council.pk).update(second_officer_required=True)
    town.delegated_officer()
    review = make_review(author=town.clerk)
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "requires that a second officer approves it.</strong> It waits here for Olive Officer." in page
    assert f'action="{town.at(f"{review.pk}/approve/")}"' not in page
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert answer.status_code == 409
    assert "You wrote this item, and this council requires that a second officer clears it." in _page(answer)


def test_a_kind_without_channels_is_cleared_and_says_so(town: Town) -> None:
    review = make_review(author=town.author, kind="web_page")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "it has no channel of its own in this portal" in page
    order = {"revision_id": review.revision_id, "when": "now"}
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order, follow=True)
    assert "This kind has no channel of its own here." in _page(answer)
    assert Publication.objects.count() == 0


def test_a_page_for_the_website_may_leave_its_webhook_out_and_is_approved(town: Town) -> None:
    make_channels(town.council, "webhook")
    review = make_review(author=town.author, kind="web_page")
    page = _page(town.desk.get(town.at(f"{review.pk}/")))
    assert "Whoever issues a web page may leave this out." in page
    assert "Other systems of the council" in page
    assert "When does it go out?" in page
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id, channels=[]))
    assert answer.status_code == 302
    assert (Clearance.objects.count(), Publication.objects.count()) == (1, 0)


def test_without_an_open_channel_the_page_says_so_before_and_after(town: Town) -> None:
    for channel in town.channels:
        channel.is_open = False
        channel.save()
    review = make_review(author=town.author)
    assert "No open channel can carry it." in _page(town.desk.get(town.at(f"{review.pk}/")))
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id, channels=[]))
    assert answer.status_code == 409
    assert "No open channel of this council can carry a press release." in _page(answer)


def test_returning_needs_a_reason_and_keeps_it_when_refused(town: Town) -> None:
    review = make_review(author=town.author)
    answer = town.desk.post(town.at(f"{review.pk}/return/"), {"return-reason": "  "})
    assert answer.status_code == 422
    assert "Give a reason: the author needs it" in _page(answer)
    officer = town.delegated_officer()
    claim(actor=officer, review_id=review.pk)
    answer = town.desk.post(town.at(f"{review.pk}/return/"), {"return-reason": "Name the road."})
    assert answer.status_code == 409
    assert "Olive Officer has this review in hand until" in _page(answer)
    assert "Name the road.</textarea>" in _page(answer)


def test_a_returned_draft_says_why_on_its_review(town: Town) -> None:
    review = make_review(author=town.author)
    answer = town.desk.post(
        town.at(f"{review.pk}/return/"), {"return-reason": "Name the <b>road</b>."}, follow=True
    )
    page = _page(answer)
    assert "Returned to Dan Deputy, who is told why by mail." in page
    assert "Name the &lt;b&gt;road&lt;/b&gt;." in page
    assert Communication.objects.get(pk=review.communication_id).stage == "returned"


def test_rejecting_asks_first_and_is_final(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(town.desk.get(town.at(f"{review.pk}/reject/")))
    assert "A rejected item is over" in page
    answer = town.desk.post(town.at(f"{review.pk}/reject/"), {"reason": ""})
    assert answer.status_code == 422
    town.desk.post(town.at(f"{review.pk}/reject/"), {"reason": "Not council business."})
    assert Communication.objects.get(pk=review.communication_id).stage == "rejected"
    assert town.desk.get(town.at(f"{review.pk}/reject/")).status_code == 409
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert answer.status_code == 409
    assert "This review is over" in _page(answer)


def test_a_claim_is_taken_and_put_back(town: Town) -> None:
    review = make_review(author=town.author)
    page = _page(town.desk.post(town.at(f"{review.pk}/claim/"), follow=True))
    assert "In your hand until" in page
    page = _page(town.desk.post(town.at(f"{review.pk}/put-back/"), follow=True))
    assert "It is back in the queue." in page
    answer = town.desk.post(town.at(f"{review.pk}/put-back/"))
    assert answer.status_code == 409
    assert town.desk.get(town.at(f"{review.pk}/claim/"))["Location"] == town.at(f"{review.pk}/")


def test_approving_asks_a_bounded_number_of_questions(town: Town) -> None:
    make_contact(town.council)
    review = make_review(author=town.author)
    with CaptureQueriesContext(connection) as captured:
        answer = town.desk.post(town.at(f"{review.pk}/approve/"), town.order(review.revision_id))
    assert answer.status_code == 302
    print(f"\napprove POST: {len(captured)} queries")  # noqa: T201
    assert len(captured) <= 29


@pytest.mark.parametrize("revisions", [1, 30])
def test_the_review_page_asks_the_same_whatever_the_item_holds(town: Town, revisions: int) -> None:
    make_channels(town.council, "letter")
    review = make_review(author=town.author)
    claim(actor=town.clerk, review_id=review.pk)
    for n in range(revisions - 1):
        make_revision(author=town.clerk, communication=review.communication, title=f"Headline {n}")
    with CaptureQueriesContext(connection) as captured:
        assert town.desk.get(town.at(f"{review.pk}/")).status_code == 200
    # Of them: the flags in force of this minute, how the quotations stand, the basis that it names, and what stands
    # beside the checklist.
    assert len(captured) <= 24


def test_the_time_of_the_form_is_kept_for_the_person_who_goes_over(town: Town) -> None:
    review = make_review(author=town.author)
    in_an_hour = (timezone.now() + timedelta(hours=1)).astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
    order = town.order(review.revision_id, when="later", go_at=in_an_hour, channels=[])
    answer = town.desk.post(town.at(f"{review.pk}/approve/"), order)
    page = _page(answer)
    assert f'value="{in_an_hour}"' in page
    assert 'value="later" class="govuk-radios__input" id="id_when_1" checked' in page
