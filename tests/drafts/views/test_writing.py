"""The draft page: saving, what stands against it, and that nothing typed is lost on the way."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from approvals.claiming import claim
from approvals.deciding import reject, return_with_reason
from approvals.submitting import recall, submit
from policies.models import Meeting
from portal.channels.models import Publication
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.suspending import suspend
from portal.drafts.inviting import invite
from portal.drafts.models import Communication, Media, Revision, WorkingCopy
from portal.drafts.states import Stage
from portal.records.models import LedgerEntry
from tests.drafts.views.conftest import Desk, asked, client_of, form_of, picture_file, words_of
from tests.makers import (
    RELEASE,
    make_approved,
    make_channels,
    make_communication,
    make_council,
    make_person,
    make_review,
    make_revision,
    make_shared,
    put_at,
)
from tests.makers.circumstances import make_item, make_position

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(desk: Desk) -> Communication:
    return make_shared(make_communication(author=desk.author))


def post(desk: Desk, item: Communication, person: Person | None = None, **typed: Any) -> Any:
    who = person or desk.author
    act = typed.pop("act", "save")
    extra = typed.pop("extra", {})
    sent = {**form_of(item, who, **typed), "act": act, **extra}
    return client_of(who).post(desk.at(f"{item.pk}/"), sent)


def test_saving_makes_a_revision_of_everything_that_was_typed(desk: Desk, item: Communication) -> None:
    answer = post(desk, item)
    assert (answer.status_code, answer.headers["Location"]) == (302, desk.at(f"{item.pk}/"))
    revision = Revision.objects.get()
    assert revision.content == {**RELEASE, "images": []}
    assert revision.author == desk.author.membership
    item.refresh_from_db()
    assert (item.title, item.current_revision) == (RELEASE["title"], revision)


@pytest.mark.parametrize(("act", "to"), [("save", ""), ("preview", "preview/"), ("submit", "submit/")])
def test_each_button_saves_and_leads_on(desk: Desk, item: Communication, act: str, to: str) -> None:
    assert post(desk, item, act=act).headers["Location"] == desk.at(f"{item.pk}/{to}")
    assert Revision.objects.count() == 1


def test_a_second_press_of_the_button_saves_once(desk: Desk, item: Communication) -> None:
    sent = form_of(item, desk.author)
    answers = [desk.writer.post(desk.at(f"{item.pk}/"), sent).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert Revision.objects.count() == 1


def test_a_draft_is_saved_unfinished(desk: Desk, item: Communication) -> None:
    nothing: dict[str, Any] = {**dict.fromkeys(RELEASE, ""), "quotes": []}
    answer = post(desk, item, **nothing)
    assert answer.status_code == 302
    assert Revision.objects.get().content["title"] == ""


def test_plain_text_becomes_paragraphs_and_its_signs_stay_signs(desk: Desk, item: Communication) -> None:
    post(desk, item, body="One & <one>.\r\n\r\nTwo.")
    assert Revision.objects.get().content["body"] == "<p>One &amp; &lt;one&gt;.</p><p>Two.</p>"
    page = desk.writer.get(desk.at(f"{item.pk}/")).content.decode()
    assert "\nOne &amp; &lt;one&gt;.\n\nTwo.</textarea>" in page


def test_somebody_saved_meanwhile_both_are_shown_and_mine_is_kept(desk: Desk, item: Communication) -> None:
    post(desk, item)
    mine = form_of(item, desk.author, title="Mine for the square")
    post(desk, item, desk.clerk, title="Theirs for the square")
    answer = desk.writer.post(desk.at(f"{item.pk}/"), mine)
    page = words_of(answer)
    assert answer.status_code == 409
    assert "Somebody saved a newer version while you were writing." in page
    assert "<del>Theirs</del><ins>Mine</ins><span> for the square</span>" in page
    assert 'value="Mine for the square"' in page
    theirs = Revision.objects.get(number=2)
    assert f'name="based_on" value="{theirs.pk}"' in page
    assert Revision.objects.count() == 2
    answer = desk.writer.post(desk.at(f"{item.pk}/"), {**mine, "based_on": str(theirs.pk)})
    assert answer.status_code == 302
    assert Revision.objects.get(number=3).content["title"] == "Mine for the square"


def test_a_part_that_cannot_be_read_is_named_and_everything_typed_stays(
    desk: Desk, item: Communication
) -> None:
    answer = post(
        desk, item, title="Kept", contact_email="no address", embargo="next week", body="<p>Kept too</p>"
    )
    page = words_of(answer)
    assert answer.status_code == 422
    assert "Error: " in page
    assert "Contact's email must be an email address, like name@example.org." in page
    assert "Not for publication before must be a date and a time." in page
    for kept in (
        'value="Kept"',
        'value="no address"',
        'value="next week"',
        "Kept too",
        RELEASE["quotes"][0]["words"],
    ):
        assert kept in page
    assert Revision.objects.count() == 0


def test_what_was_autosaved_is_shown_and_can_be_discarded(desk: Desk, item: Communication) -> None:
    post(desk, item)
    copy = WorkingCopy.objects.create(
        communication=item,
        person=desk.author.membership,
        based_on=item.current_revision,
        typed={**RELEASE, "title": "Half a thought"},
    )
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert 'value="Half a thought"' in page
    assert "You have unsaved changes from" in page
    assert f'name="edition" value="{copy.edition}"' in page
    answer = desk.writer.post(desk.at(f"{item.pk}/"), {"act": "discard"})
    assert answer.status_code == 302
    assert WorkingCopy.objects.count() == 0
    assert f'value="{RELEASE["title"]}"' in words_of(desk.writer.get(desk.at(f"{item.pk}/")))


def test_an_autosave_that_says_what_was_saved_is_no_unsaved_change(desk: Desk, item: Communication) -> None:
    post(desk, item)
    WorkingCopy.objects.create(communication=item, person=desk.author.membership, typed=RELEASE)
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert "You have unsaved changes" not in page
    assert 'name="edition" value="1"' in page


def test_rows_are_added_and_removed_without_javascript_and_nothing_is_lost(
    desk: Desk, item: Communication
) -> None:
    answer = post(desk, item, title="Typed", extra={"rows": "quotes"})
    assert answer.headers["Location"] == desk.at(f"{item.pk}/?correct#rows-quotes")
    copy = WorkingCopy.objects.get()
    assert copy.typed["title"] == "Typed"
    empty = {"speaker": "", "office": "", "words": ""}
    assert copy.typed["quotes"] == [RELEASE["quotes"][0], empty]
    assert "quotes-1-words" in words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    answer = post(desk, item, edition=1, extra={"quotes-drop": "0"})
    assert answer.status_code == 302
    copy.refresh_from_db()
    assert copy.typed["quotes"] == []


def test_another_window_of_mine_that_saved_is_said_above_the_form(desk: Desk, item: Communication) -> None:
    WorkingCopy.objects.create(communication=item, person=desk.author.membership, edition=4, typed={})
    answer = post(desk, item, title="Typed", edition=1, extra={"rows": "quotes"})
    assert answer.status_code == 409
    assert "You have this draft open in another window" in words_of(answer)
    assert 'value="Typed"' in words_of(answer)


def test_a_picture_is_added_with_its_hash_described_and_removed(desk: Desk) -> None:
    item = make_communication(author=desk.author, kind="social_post")
    post(desk, item, extra={"rows": "images", "images-file": picture_file()})
    media = Media.objects.get()
    row = {"media": str(media.pk), "sha256": media.sha256, "alt": ""}
    assert WorkingCopy.objects.get().typed["images"] == [row]
    assert f"../pictures/{media.pk}/" in words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    post(desk, item, images=[{**row, "alt": "A bin"}])
    assert Revision.objects.get().content["images"] == [{**row, "alt": "A bin"}]
    post(desk, item, extra={"images-drop": "0"}, images=[row])
    assert WorkingCopy.objects.get().typed["images"] == []


def test_a_picture_that_was_chosen_is_saved_with_the_text(desk: Desk) -> None:
    item = make_communication(author=desk.author, kind="social_post")
    assert post(desk, item, extra={"images-file": picture_file()}).status_code == 302
    assert [row["media"] for row in Revision.objects.get().content["images"]] == [str(Media.objects.get().pk)]


@pytest.mark.parametrize("extra", [{}, {"rows": "images"}], ids=["save", "add"])
def test_a_file_that_is_no_picture_is_refused_beside_its_field(desk: Desk, extra: dict[str, str]) -> None:
    item = make_communication(author=desk.author, kind="social_post")
    file = SimpleUploadedFile("picture.png", b"nothing")
    answer = post(desk, item, text="Kept words", extra={**extra, "images-file": file})
    assert answer.status_code == 422
    assert "Pictures: This file is not a picture that can be read, or it is damaged." in words_of(answer)
    assert "Kept words" in words_of(answer)
    assert Media.objects.count() == 0


def test_a_stored_picture_is_not_lost_when_another_part_is_refused(desk: Desk) -> None:
    item = make_communication(author=desk.author, kind="social_post")
    answer = post(desk, item, link="nonsense", extra={"images-file": picture_file()})
    assert answer.status_code == 422
    assert f'name="images-0-media" value="{Media.objects.get().pk}"' in words_of(answer)


def test_a_picture_of_another_council_is_refused(desk: Desk) -> None:
    stranger = make_person(council=make_council())
    elsewhere = Desk(stranger.council, stranger, stranger)
    theirs = make_communication(author=stranger, kind="social_post")
    post(elsewhere, theirs, stranger, extra={"images-file": picture_file()})
    media = Media.objects.get()
    item = make_communication(author=desk.author, kind="social_post")
    answer = post(desk, item, images=[{"media": str(media.pk), "sha256": media.sha256, "alt": ""}])
    assert answer.status_code == 422
    assert "One of these pictures is not in this council's portal." in words_of(answer)
    assert Revision.objects.filter(communication=item).count() == 0


def test_the_voice_is_chosen_where_there_are_several(desk: Desk, item: Communication) -> None:
    charity = Body.objects.create(council=desk.council, kind=Body.Kind.CHARITY, name="A Hall Charity")
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert "Whose voice is this?" in page
    assert page.index(f'name="voice" value="{item.body_id}"') < page.index(
        f'name="voice" value="{charity.pk}"'
    )
    assert post(desk, item, extra={"voice": str(charity.pk)}).status_code == 302
    item.refresh_from_db()
    assert (item.body, Revision.objects.get().body) == (charity, charity)


def test_the_voice_of_another_council_is_refused(desk: Desk, item: Communication) -> None:
    Body.objects.create(council=desk.council, kind=Body.Kind.CHARITY, name="The Hall Charity")
    foreign = Body.objects.get(council=make_council())
    for voice, status, words in (
        (str(foreign.pk), 400, "This council has no such body."),
        ("nonsense", 422, "Choose one of the voices offered."),
        ("9" * 40, 422, "Choose one of the voices offered."),
    ):
        answer = post(desk, item, title="Typed", extra={"voice": voice})
        assert answer.status_code == status
        assert words in words_of(answer)
        assert 'value="Typed"' in words_of(answer)
    assert Revision.objects.count() == 0


def make_stage(desk: Desk, stage: str) -> Communication:
    """Return a notice of the author in ``stage``, brought there by the product's own verbs where they are short."""
    review = make_review(author=desk.author, kind="notice")
    item = review.communication
    if stage == Stage.RETURNED:
        return_with_reason(actor=desk.clerk, review_id=review.pk, reason="Which day?")
    elif stage == Stage.REJECTED:
        reject(actor=desk.clerk, review_id=review.pk, reason="Not ours.")
    elif stage != Stage.SUBMITTED:
        put_at(item, stage)
    item.refresh_from_db()
    return item


STAGES = [
    (Stage.DRAFT, True, "", 302),
    (Stage.RETURNED, True, "Which day?", 302),
    (Stage.APPROVED, True, "the approval is void", 302),
    (Stage.ISSUED, False, "Correct this in public", 302),
    (Stage.SUBMITTED, False, "Its text cannot change meanwhile.", 403),
    (Stage.REJECTED, False, "This item was rejected.", 409),
    (Stage.WITHDRAWN, False, "This item was withdrawn in public.", 409),
]


@pytest.mark.parametrize(("stage", "form", "words", "saved"), STAGES, ids=[str(row[0]) for row in STAGES])
def test_what_the_author_sees_and_may_save_in_each_stage(
    desk: Desk, stage: str, form: bool, words: str, saved: int
) -> None:
    item = make_stage(desk, stage)
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    assert ('id="draft-form"' in page) is form
    assert words in page
    answer = post(desk, item, title="Another title")
    assert answer.status_code == saved
    if saved == 302:
        item.refresh_from_db()
        assert (item.stage, item.title) == (Stage.DRAFT, "Another title")
    else:
        assert 'value="Another title"' in words_of(answer)
        assert Revision.objects.count() == 1


def test_a_correction_is_begun_by_name_and_says_what_saving_does(desk: Desk) -> None:
    item = make_stage(desk, Stage.ISSUED)
    page = words_of(desk.writer.get(desk.at(f"{item.pk}/?correct")))
    assert 'id="draft-form"' in page
    assert "You are correcting what was issued." in page


def test_saving_an_approved_item_keeps_the_old_text_from_going_out(desk: Desk) -> None:
    make_channels(desk.council)
    publication = make_approved(author=desk.author, clerk=desk.clerk)
    item = publication.communication
    assert post(desk, item, title="Another title").status_code == 302
    item.refresh_from_db()
    assert item.stage == Stage.DRAFT
    assert Publication.objects.get().revision_id != item.current_revision_id


def test_a_submitted_draft_can_be_taken_back_until_somebody_has_it(desk: Desk) -> None:
    review = make_review(author=desk.author, kind="notice")
    address = desk.at(f"{review.communication_id}/")
    assert "Take it back" in words_of(desk.writer.get(address))
    claim(actor=desk.clerk, review_id=review.pk)
    page = words_of(desk.writer.get(address))
    assert "Take it back" not in page
    assert "Clara Clerk has it in hand." in page
    assert 'id="draft-form"' in words_of(desk.office.get(address))


def test_the_suspended_read_and_what_they_send_stays_on_the_page(desk: Desk, item: Communication) -> None:
    post(desk, item)
    suspend(
        actor=desk.clerk,
        member=desk.author.membership,
        reason="A complaint",
        review_on=_next_year(),
        minute="12/26",
    )
    assert "Your publishing rights are suspended" in words_of(desk.writer.get(desk.at(f"{item.pk}/")))
    answer = post(desk, item, title="Typed meanwhile")
    assert answer.status_code == 403
    assert 'value="Typed meanwhile"' in words_of(answer)


def _next_year() -> date:
    return timezone.localdate() + timedelta(days=365)


WHO = [
    (Role.CLERK, 200, 302),
    (Role.OFFICER, 200, 302),
    (Role.AUDITOR, 200, 403),
    (Role.CHAIR, 404, 404),
    (Role.COUNCILLOR, 404, 404),
]


@pytest.mark.parametrize(("role", "seen", "saved"), WHO)
def test_who_sees_and_who_writes_somebody_elses_draft(
    desk: Desk, item: Communication, role: str, seen: int, saved: int
) -> None:
    post(desk, item)
    person = desk.somebody(role)
    assert client_of(person).get(desk.at(f"{item.pk}/")).status_code == seen
    assert post(desk, item, person, title="Mine").status_code == saved
    assert Revision.objects.count() == (2 if saved == 302 else 1)


def test_the_invited_write_in_it(desk: Desk, item: Communication) -> None:
    friend = desk.somebody()
    invite(actor=desk.author, communication=item, member_id=friend.membership.pk)
    assert post(desk, item, friend).status_code == 302


def test_another_councils_draft_does_not_exist(desk: Desk, item: Communication) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    client, sent = client_of(stranger), form_of(item, stranger)
    for council in (desk.council, stranger.council):
        for path in ("", "autosave/", "presence/", "notes/", "people/", "people/1/remove/"):
            address = f"/{council.slug}/desk/drafts/{item.pk}/{path}"
            assert client.post(address, sent).status_code == 404, address
        for path in ("", "preview/", "history/", "submit/", "compare/", "findings/", "revisions/1/"):
            address = f"/{council.slug}/desk/drafts/{item.pk}/{path}"
            assert client.get(address).status_code == 404, address
    assert Revision.objects.count() == 0


def test_saving_and_opening_ask_a_bounded_number_of_questions(desk: Desk, item: Communication) -> None:
    sent = form_of(item, desk.author)
    assert asked(lambda: desk.writer.post(desk.at(f"{item.pk}/"), sent)) <= 13
    first = asked(lambda: desk.writer.get(desk.at(f"{item.pk}/")))
    for number in range(12):
        make_revision(author=desk.author, communication=item, title=f"Title {number}")
        friend = desk.somebody()
        invite(actor=desk.author, communication=item, member_id=friend.membership.pk)
        desk.writer.post(desk.at(f"{item.pk}/notes/"), {"text": f"Note {number}"})
    assert asked(lambda: desk.writer.get(desk.at(f"{item.pk}/"))) <= first
    assert first <= 24  # of them: the flags in force of this minute, and how the quotations stand


def test_every_save_is_in_the_record(desk: Desk, item: Communication) -> None:
    post(desk, item)
    verbs = LedgerEntry.objects.filter(council_id=desk.council.pk, object_id=item.pk).values_list(
        "verb", flat=True
    )
    assert list(verbs.filter(object_type="communication").order_by("number")) == [
        "communication_started",
        "revision_saved",
    ]


def who_reads_along(person: Person, item: Communication) -> list[str]:
    """Return which of the sentences about who reads along stand on the editor's page."""
    address = f"/{item.council.slug}/desk/drafts/{item.pk}/"
    page = " ".join(client_of(person).get(address).content.decode().split())
    known = {
        "yours": "Until it is submitted, only its author and whom they invited read it.",
        "before": "It was submitted before, and is the council’s business since: the Town Clerk, the officers",
        "office": "This is the office’s work: the Town Clerk, the officers and the auditor read each version",
        "typed": "What you have typed and not saved is yours alone.",
    }
    return [name for name, words in known.items() if words in page]


def test_the_page_says_who_reads_along_before_and_after_the_first_submission() -> None:
    council = make_council(clerk_title="Town Clerk")
    author = make_person(council=council, role=Role.DEPUTY)
    item = make_revision(author=author).communication
    assert who_reads_along(author, item) == ["yours"]
    item.refresh_from_db()
    submit(actor=author, communication_id=item.pk, revision_id=item.current_revision_id or 0)
    recall(actor=author, communication_id=item.pk)

    assert who_reads_along(author, item) == ["before", "typed"]


def test_who_is_invited_to_the_office_s_draft_is_told_that_the_office_reads_it_and_the_office_is_not() -> (
    None
):
    council = make_council(clerk_title="Town Clerk")
    clerk = make_person(council=council, role=Role.CLERK)
    guest = make_person(council=council, role=Role.COUNCILLOR)
    item = make_revision(author=clerk).communication
    invite(actor=clerk, communication=item, member_id=guest.membership.pk)

    assert who_reads_along(guest, item) == ["office", "typed"]
    assert who_reads_along(clerk, item) == []


def test_the_writer_is_offered_what_the_council_entered_and_nothing_of_a_closed_session(
    desk: Desk, item: Communication
) -> None:
    make_item(clerk=desk.clerk, part="open")
    make_item(clerk=desk.clerk, part="closed", reference="42/26", meeting=Meeting.objects.get())
    make_position(clerk=desk.clerk)

    page = client_of(desk.author).get(desk.at(f"{item.pk}/")).content.decode()

    assert 'list="bases-offered"' in page
    assert '<option value="Item 41/26, 4 November 2026">Land at Mill Lane: Full council</option>' in page
    assert '<option value="The bypass, Minute 34/26">Agreed position</option>' in page
    assert "42/26" not in page


@pytest.mark.parametrize("entered", [0, 60])
def test_the_draft_page_asks_the_same_however_much_was_entered(
    desk: Desk, item: Communication, entered: int, django_assert_max_num_queries: Any
) -> None:
    for number in range(entered):
        make_item(clerk=desk.clerk, part="open", reference=f"{number}/26", meeting=Meeting.objects.first())
    client = client_of(desk.author)
    client.get(desk.at(f"{item.pk}/"))

    with django_assert_max_num_queries(40):
        client.get(desk.at(f"{item.pk}/"))
