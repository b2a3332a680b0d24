"""Preview, submit, history, revisions and comparisons."""

import re
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from approvals.models import Review
from portal.councils.models import Body
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.drafts.capacity import voice_of
from portal.drafts.inviting import invite
from portal.drafts.models import Collaborator, Communication, Media, Note, Revision, WorkingCopy
from portal.drafts.noting import write_note
from portal.records.ledger import record
from portal.records.models import LedgerEntry
from tests.drafts.views.conftest import Desk, asked, client_of, form_of, picture_file, words_of
from tests.makers import (
    make_approved,
    make_channels,
    make_communication,
    make_council,
    make_membership,
    make_person,
    make_review,
    make_revision,
    make_shared,
    sign_in,
)
from tests.makers.standing import Cast, make_live, make_public

pytestmark = pytest.mark.django_db


def page(desk: Desk, item: Communication, path: str, client: Any = None) -> str:
    answer = (client or desk.writer).get(desk.at(f"{item.pk}/{path}"))
    assert answer.status_code == 200
    return words_of(answer)


@pytest.mark.parametrize("capacity", ["official", "councillor", "personal"])
@pytest.mark.parametrize("kind", ["press_release", "notice", "social_post", "letter", "leaflet"])
def test_the_preview_tells_in_which_capacity_as_every_output_does(
    desk: Desk, kind: str, capacity: str
) -> None:
    revision = make_revision(author=desk.author, kind=kind, capacity=capacity)
    item = Communication.objects.select_related("author__user", "council").get(pk=revision.communication_id)
    line = voice_of(item, revision.content, body_name=revision.body.name).sentence
    assert line in page(desk, item, "preview/")
    assert line in page(desk, item, "revisions/1/")


def test_the_preview_is_the_newsrooms_own_layout(desk: Desk) -> None:
    item = make_revision(author=desk.author, embargo="2026-12-01T10:00").communication
    shown = page(desk, item, "preview/")
    assert "<h2>Press contact</h2>" in shown
    assert '<figure class="quote-block">' in shown
    assert "Tuesday 1 December 2026, 10:00 am (GMT)" in shown


def test_a_letter_is_laid_out_as_a_letter(desk: Desk) -> None:
    item = make_revision(author=desk.author, kind="letter").communication
    shown = page(desk, item, "preview/")
    for words in (
        "1 Station Road<br>Exampleton",
        "Dear Mr Example",
        "Yours sincerely",
        "Our reference: PTC/12",
    ):
        assert words in shown


def test_the_preview_says_when_something_is_not_saved_yet(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    assert desk.writer.get(desk.at(f"{item.pk}/preview/")).headers["Location"] == desk.at(f"{item.pk}/")
    make_revision(author=desk.author, communication=item)
    assert "You have unsaved changes" not in page(desk, item, "preview/")
    WorkingCopy.objects.create(communication=item, person=desk.author.membership, typed={})
    assert "You have unsaved changes: they are not in this preview." in page(desk, item, "preview/")


def test_submitting_names_what_is_missing_and_offers_no_button(desk: Desk) -> None:
    item = make_revision(author=desk.author, contact_email="", purpose="").communication
    shown = page(desk, item, "submit/")
    assert "It cannot be submitted yet." in shown
    assert "“Contact's email” is empty." in shown
    assert 'name="revision_id"' not in shown


def test_exactly_the_revision_that_was_looked_at_is_submitted(desk: Desk) -> None:
    revision = make_revision(author=desk.author)
    item = revision.communication
    shown = page(desk, item, "submit/")
    assert f'name="revision_id" value="{revision.pk}"' in shown
    (action,) = re.findall(r'action="([^"]*/submit/[^"]*)"', shown)
    assert desk.writer.post(action, {"revision_id": revision.pk, "message": "Please"}).status_code == 302
    review = Review.objects.get()
    assert (review.revision, review.message) == (revision, "Please")
    answer = desk.writer.get(desk.at(f"{item.pk}/submit/"))
    assert answer.headers["Location"] == desk.at(f"{item.pk}/")


def test_with_unsaved_changes_there_is_nothing_to_submit_yet(desk: Desk) -> None:
    item = make_revision(author=desk.author).communication
    WorkingCopy.objects.create(communication=item, person=desk.author.membership, typed={})
    assert desk.writer.get(desk.at(f"{item.pk}/submit/")).status_code == 302


def test_the_history_tells_everything_in_words_and_where_it_went(desk: Desk) -> None:
    make_channels(desk.council)
    item = make_approved(author=desk.author, clerk=desk.clerk).communication
    write_note(actor=desk.clerk, communication=item, text="Nobody else reads this.")
    shown = page(desk, item, "history/")
    for words in (
        "started the draft",
        "saved a revision: <a",
        "submitted for approval",
        "approved this exact revision",
        "cleared this exact revision",
        "ordered the issue",
        "wrote a note",
        "Dan Deputy, Deputy Mayor",
        "Clara Clerk, Town Clerk",
        "Newsroom",
        "Press Email",
    ):
        assert words in shown
    assert "Nobody else reads this." not in shown


def test_what_the_portal_did_begins_with_a_capital_as_every_sentence(desk: Desk) -> None:
    item = make_revision(author=desk.author, kind="notice").communication
    with transaction.atomic():
        record([entry_by_machine(desk.council.pk, "corrected", "communication", item.pk)])
    assert '<span class="timeline__what">The portal</span> ' in page(desk, item, "history/")


def test_a_long_history_has_pages_and_asks_no_more_questions(desk: Desk) -> None:
    item = make_revision(author=desk.author, kind="notice").communication
    one = asked(lambda: desk.writer.get(desk.at(f"{item.pk}/history/")))
    for number in range(60):
        write_note(actor=desk.author, communication=item, text=f"Note {number}")
    assert asked(lambda: desk.writer.get(desk.at(f"{item.pk}/history/"))) == one
    assert LedgerEntry.objects.filter(object_id=item.pk, object_type="communication").count() == 62
    assert "Page 1 of 2" in page(desk, item, "history/")
    assert "started the draft" in page(desk, item, "history/?page=2")


def test_a_revision_is_shown_as_it_was_saved(desk: Desk) -> None:
    first = make_revision(author=desk.author, kind="notice", title="Before")
    make_revision(author=desk.clerk, communication=make_shared(first.communication), title="After")
    shown = page(desk, first.communication, "revisions/1/")
    assert "Before" in shown
    assert first.sha256 in shown
    assert "Dan Deputy, Deputy Mayor" in shown
    assert desk.writer.get(desk.at(f"{first.communication_id}/revisions/3/")).status_code == 404


def test_any_two_revisions_are_compared_and_the_last_two_without_a_choice(desk: Desk) -> None:
    item = make_revision(author=desk.author, title="One red bus").communication
    make_revision(author=desk.author, communication=item, title="One green bus")
    make_revision(author=desk.author, communication=item, title="One green tram")
    assert "<span>One green </span><del>bus</del><ins>tram</ins>" in page(desk, item, "compare/")
    assert "<del>red bus</del><ins>green tram</ins>" in page(desk, item, "compare/?from=1&to=3")
    assert "<del>green</del><ins>red</ins>" in page(desk, item, "compare/?from=2&to=1")
    assert "the two say exactly the same" in page(desk, item, "compare/?from=2&to=2")


def test_a_change_of_voice_is_a_change(desk: Desk) -> None:
    charity = Body.objects.create(council=desk.council, kind=Body.Kind.CHARITY, name="The Hall Charity")
    item = make_revision(author=desk.author, kind="notice").communication
    sent = {**form_of(item, desk.author), "voice": charity.pk}
    assert desk.writer.post(desk.at(f"{item.pk}/"), sent).status_code == 302
    assert "from Pellworth Town Council to The Hall Charity" in page(desk, item, "compare/")


def test_others_read_what_was_issued_but_not_how_it_was_written(desk: Desk) -> None:
    item = make_revision(author=desk.author, title="Before").communication
    make_revision(author=desk.author, communication=item, title="After")
    write_note(actor=desk.author, communication=item, text="Between us.")
    make_channels(desk.council)
    make_public(item, Cast(author=desk.author, clerk=desk.clerk, other=desk.clerk))
    other = client_of(desk.somebody())
    for path in ("", "preview/", "history/", "revisions/2/"):
        shown = page(desk, item, path, other)
        assert "Between us." not in shown
        assert "Before" not in shown
    assert other.get(desk.at(f"{item.pk}/revisions/1/")).status_code == 404
    assert other.get(desk.at(f"{item.pk}/compare/")).status_code == 404


@pytest.mark.parametrize("role", [Role.CONTRACTOR, Role.PARTNER, Role.VOLUNTEER])
def test_who_may_not_read_the_record_reads_the_item_but_not_who_did_what(desk: Desk, role: Role) -> None:
    item = make_revision(author=desk.author, title="The fair is on").communication
    make_channels(desk.council)
    make_public(item, Cast(author=desk.author, clerk=desk.clerk, other=desk.clerk))
    outside = make_person(council=desk.council, role=role)
    other = client_of(outside)

    shown = page(desk, item, "", other)
    refused = other.get(desk.at(f"{item.pk}/history/"))

    assert ("The fair is on" in shown, "/history/" in shown) == (True, False)
    assert (refused.status_code, "saved a revision" in refused.content.decode()) == (403, False)
    Collaborator.objects.create(
        communication=item, person=outside.membership, invited_by=desk.author.membership
    )
    assert "saved a revision" in page(desk, item, "history/", other)
    assert "/history/" in page(desk, item, "", other)


def test_notes_and_invitations_are_made_beside_the_draft(desk: Desk) -> None:
    item = make_communication(author=desk.author)
    friend = desk.somebody(name="Fay Friend")
    at = desk.at(f"{item.pk}/")
    assert desk.writer.post(f"{at}notes/", {"text": "Which day?"}).headers["Location"] == at
    assert desk.writer.post(f"{at}people/", {"member": friend.membership.pk}).headers["Location"] == at
    shown = page(desk, item, "")
    assert "Which day?" in shown
    assert "Remove<span" in shown
    assert "Which day?" in page(desk, item, "", client_of(friend))
    row = item.collaborators.get()
    assert desk.writer.post(f"{at}people/{row.pk}/remove/").status_code == 302
    assert item.collaborators.count() == 0
    assert desk.writer.post(f"{at}people/{row.pk}/remove/").status_code == 409


@pytest.mark.parametrize("member", ["", "x", "0", "foreign", "9" * 30])
def test_nobody_but_those_offered_is_invited(desk: Desk, member: str) -> None:
    item = make_communication(author=desk.author)
    foreign = make_membership(council=make_council())
    sent = str(foreign.pk) if member == "foreign" else member
    answer = desk.writer.post(desk.at(f"{item.pk}/people/"), {"member": sent})
    assert answer.status_code == 422
    assert "There is a problem" in words_of(answer)


@pytest.mark.parametrize("text", ["", " ", "x" * 5_001])
def test_a_note_that_is_refused_is_shown_again(desk: Desk, text: str) -> None:
    item = make_communication(author=desk.author)
    answer = desk.writer.post(desk.at(f"{item.pk}/notes/"), {"text": text})
    assert answer.status_code == 422
    assert text.strip() in words_of(answer)
    assert Note.objects.count() == 0


def test_a_picture_is_for_who_may_read_its_draft_and_for_nobody_else(desk: Desk) -> None:
    item = make_communication(author=desk.author, kind="social_post")
    desk.writer.post(desk.at(f"{item.pk}/"), {**form_of(item, desk.author), "images-file": picture_file()})
    media = Media.objects.get()
    assert client_of(desk.somebody()).get(desk.at(f"pictures/{media.pk}/")).status_code == 404
    assert desk.office.get(desk.at(f"pictures/{media.pk}/")).status_code == 404
    make_shared(item)
    answer = desk.office.get(desk.at(f"pictures/{media.pk}/"))
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f"pictures/{media.pk}/" in page(desk, item, "preview/")
    stranger = make_person(council=make_council(), role=Role.CLERK)
    assert sign_in(stranger).get(desk.at(f"pictures/{media.pk}/")).status_code == 404
    elsewhere = f"/{stranger.council.slug}/desk/drafts/pictures/{media.pk}/"
    assert sign_in(stranger).get(elsewhere).status_code == 404
    media.published.delete(save=False)
    assert desk.writer.get(desk.at(f"pictures/{media.pk}/")).status_code == 404


def test_an_erased_text_is_said_to_be_erased_and_its_history_stays(desk: Desk) -> None:
    item = make_revision(author=desk.author, kind="notice").communication
    Revision.objects.filter(communication=item).update(stored="", erased_at=item.created_at)
    assert "The text of this item was erased" in page(desk, item, "")
    assert "saved a revision" in page(desk, item, "history/")
    answer = desk.writer.get(desk.at(f"{item.pk}/preview/"))
    assert answer.status_code == 409


def test_invited_people_and_reviews_cost_no_more_questions(desk: Desk) -> None:
    item = make_review(author=desk.author, kind="notice").communication
    one = asked(lambda: desk.writer.get(desk.at(f"{item.pk}/")))
    for _ in range(12):
        friend = desk.somebody()
        invite(actor=desk.author, communication=item, member_id=friend.membership.pk)
    assert asked(lambda: desk.writer.get(desk.at(f"{item.pk}/"))) <= one


PRIVATE_PAGES = ("", "preview/", "history/", "compare/", "findings/", "submit/", "revisions/1/")


@pytest.mark.parametrize("kind", ["letter", "notice"])
def test_an_issued_letter_opens_to_nobody_else_and_a_notice_only_as_it_was_issued(
    desk: Desk, kind: str
) -> None:
    make_channels(desk.council)
    first = make_revision(author=desk.author, kind=kind, title="Written first")
    item = make_revision(author=desk.author, communication=first.communication).communication
    write_note(actor=desk.author, communication=item, text="Between us.")
    make_public(item, Cast(author=desk.author, clerk=desk.clerk, other=desk.clerk))
    stranger = client_of(desk.somebody())
    answers = {path: stranger.get(desk.at(f"{item.pk}/{path}")) for path in PRIVATE_PAGES}
    public = {"", "preview/", "history/", "submit/"} if kind == "notice" else set()
    assert {path for path, answer in answers.items() if answer.status_code != 404} == public
    for path in public:
        assert "Between us." not in words_of(answers[path])
        assert "Written first" not in words_of(answers[path])
    listed = words_of(stranger.get(desk.at()))
    assert (item.title in listed) is (kind == "notice")


def test_a_correction_is_one_way_from_the_issued_item_to_the_clerk(desk: Desk) -> None:
    make_channels(desk.council)
    publication = make_approved(author=desk.author, clerk=desk.clerk, kind="notice")
    make_live(publication)
    item = publication.communication
    shown = words_of(desk.office.get(f"/{desk.council.slug}/desk/queue/item/{item.pk}/"))
    assert f'href="{desk.at(f"{item.pk}/")}?correct">Correct it in public</a>' in shown
    assert 'id="draft-form"' in words_of(desk.office.get(desk.at(f"{item.pk}/?correct")))
    sent = form_of(item, desk.author, body="<p>Mill Lane is open.</p>", act="submit")
    asked_for = words_of(desk.writer.post(desk.at(f"{item.pk}/"), sent, follow=True))
    assert "What was wrong, and what is right now?" in asked_for
    item.refresh_from_db()
    order = {"revision_id": item.current_revision_id, "message": "It is open again."}
    desk.writer.post(reverse("submit", args=[desk.council.slug, item.pk]), order)
    review = Review.objects.get(communication=item, decided_at=None)
    page_of_clerk = words_of(desk.office.get(f"/{desk.council.slug}/desk/queue/{review.pk}/"))
    assert re.search(r'name="public_note"[^>]*> ?It is open again\.</textarea>', page_of_clerk)


@pytest.mark.parametrize(
    ("embargo", "said", "never"),
    [
        (
            "2099-05-06T10:00",
            "This release is under embargo until Wednesday 6 May 2099, 10:00 am (BST).",
            "The embargo has ended",
        ),
        ("2026-01-05T09:00", "The embargo has ended.", "is under embargo"),
    ],
)
def test_an_embargo_is_told_as_it_stands_at_this_moment(
    desk: Desk, embargo: str, said: str, never: str
) -> None:
    item = make_revision(author=desk.author, embargo=embargo).communication
    for place in ("preview/", "revisions/1/"):
        words = " ".join(page(desk, item, place).split())
        assert said in words
        assert never not in words
