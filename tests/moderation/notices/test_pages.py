"""The pages of notices: the public ones without an account, hostile input in them, and those of the desk."""

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from moderation.discussions.allowing import allow_comments
from moderation.models import Comment, DefamationNotice
from moderation.notices.checking import check_notice
from moderation.notices.deciding import keep
from moderation.notices.keys import COMPLAINANT, POSTER, key_of, opens
from moderation.notices.public import SENT_AT_MOST
from moderation.notices.states import Stage
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from tests.makers import make_council, make_person, sign_in
from tests.makers.comments import make_comment
from tests.makers.notices import STANDS, WHOLE, mail_stands, make_answered, make_notice, make_waiting
from tests.walks.forms import forms_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


@pytest.fixture
def comment(item: NewsItem) -> Comment:
    return make_comment(item=item)


def filled(comment: Comment, **changes: Any) -> dict[str, Any]:
    """Return what the form of a freshly opened page sends."""
    path = f"/{comment.council.slug}/notices/"
    (form,) = forms_of(path, Client().get(path, {"comment": comment.reference}).content.decode())
    return {
        "mark": form.fields["mark"].held[0],
        "comment_reference": form.fields["comment_reference"].held[0],
        "statement": WHOLE.statement,
        "why": WHOLE.why,
        "where": "",
        "meaning": WHOLE.meaning,
        "wrong": WHOLE.wrong,
        "without_details": "on",
        "name": WHOLE.name,
        "email": WHOLE.email,
        "name_passed": "no",
        "email_passed": "yes",
        **changes,
    }


def send(comment: Comment, **changes: Any) -> Any:
    return Client().post(f"/{comment.council.slug}/notices/", filled(comment, **changes))


def status_of(notice: DefamationNotice) -> str:
    return f"/{notice.council.slug}/notices/{notice.reference}/{key_of(notice, COMPLAINANT)}/"


def answer_at(notice: DefamationNotice) -> str:
    return f"/{notice.council.slug}/notices/{notice.reference}/answer/{key_of(notice, POSTER)}/"


def test_from_the_comment_to_the_notice_and_its_own_page(
    item: NewsItem, comment: Comment, officer: Person
) -> None:
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    page = Client().get(f"/{item.council.slug}/news/{item.slug}/").content.decode()
    assert f"/{item.council.slug}/notices/?comment={comment.reference}" in page

    answer = send(comment)

    made = DefamationNotice.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, status_of(made))
    assert (made.comment, made.name_passed, made.email_passed, made.without_details) == (
        comment,
        False,
        True,
        True,
    )
    shown = Client().get(status_of(made))
    assert "Somebody checks whether it is complete." in shown.content.decode()
    assert WHOLE.why not in shown.content.decode()
    assert (shown.headers["X-Robots-Tag"], "no-store" in shown.headers["Cache-Control"]) == ("noindex", True)


def test_whoever_complains_reads_that_the_poster_was_not_reached(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    passed_on = "We passed it on to whoever wrote the comment."
    assert passed_on in Client().get(status_of(made)).content.decode()

    mail_stands(made, "failed")

    shown = Client().get(status_of(made)).content.decode()
    assert passed_on not in shown
    assert "We have not reached whoever wrote the comment yet." in shown


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"homepage": "https://spam.example"}, "it is there to stop machines"),
        ({"mark": "forged"}, "nothing was sent yet"),
        ({"email": ""}, "without it we cannot answer you"),
        ({"email": "no address"}, "Enter an email address"),
        ({"statement": " "}, "Copy the words that you complain of"),
        ({"comment_reference": "AAAAAAAAAA"}, "no comment with this reference"),
        ({"why": "x" * 5_001}, "at most 5000 characters"),
        ({"name": "N\x00ul"}, "Null characters"),
        ({"name_passed": "perhaps"}, "Select a valid choice"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_what_cannot_be_taken_is_refused_and_stays_typed(
    comment: Comment, changes: dict[str, str], words: str
) -> None:
    answer = send(comment, **changes)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert WHOLE.meaning in page
    assert not DefamationNotice.objects.exists()


def test_markup_is_shown_as_text_everywhere(comment: Comment, clerk: Person) -> None:
    evil = '<script>alert(1)</script>{{ 7|add:7 }}"><img src=x onerror=alert(1)>\u202e'
    fields = ("statement", "why", "meaning", "wrong", "name", "where")
    send(comment, **dict.fromkeys(fields, evil), name_passed="yes")
    made = DefamationNotice.objects.get()
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    desk = sign_in(clerk)
    at = f"/{made.council.slug}/desk/moderation/notices/{made.pk}/"
    desk.post(f"{at}pass-on/", {"steps": DefamationNotice.objects.get().steps})

    for answer in (
        desk.get(at),
        Client().get(answer_at(made)),
        Client().get(status_of(made)),
        desk.get(f"{at}remove/"),
    ):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "\u202e" not in page


def test_one_network_address_does_not_flood(comment: Comment) -> None:
    for _ in range(SENT_AT_MOST):
        assert send(comment).status_code == 302

    assert send(comment).status_code == 429
    assert DefamationNotice.objects.count() == SENT_AT_MOST


def test_a_form_that_is_sent_twice_makes_one_notice(comment: Comment) -> None:
    sent = filled(comment)
    first, second = (Client().post(f"/{comment.council.slug}/notices/", sent) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert DefamationNotice.objects.count() == 1


def test_a_key_opens_its_own_page_and_no_other(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    slug, other = made.council.slug, make_council()
    complainant, poster = key_of(made, COMPLAINANT), key_of(made, POSTER)

    assert opens(made, POSTER, poster.lower())
    for path in (
        f"/{slug}/notices/{made.reference}/{poster}/",
        f"/{slug}/notices/{made.reference}/answer/{complainant}/",
        f"/{slug}/notices/{made.reference}/AAAAAAAAAAAAAAAA/",
        f"/{other.slug}/notices/{made.reference}/{complainant}/",
    ):
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404


def test_the_poster_s_page_opens_once_they_were_told(comment: Comment, clerk: Person) -> None:
    made = make_notice(comment=comment, council_id=clerk.council.pk)

    assert Client().get(answer_at(made)).status_code == 404


def test_a_defective_notice_is_completed_on_its_own_page(comment: Comment, clerk: Person) -> None:
    send(comment, meaning="", name_passed="")
    made = DefamationNotice.objects.get()
    check_notice(actor=clerk, notice_id=made.pk, wanting=[])
    page = Client().get(status_of(made)).content.decode()
    assert "the meaning that the complainant takes the statement to have" in page
    (form,) = forms_of(status_of(made), page)
    assert form.fields["why"].held == [WHOLE.why]
    typed = {name: "".join(one.held[:1]) for name, one in form.fields.items()}

    answer = Client().post(status_of(made), {**typed, "meaning": WHOLE.meaning, "name_passed": "no"})

    found = DefamationNotice.objects.get()
    assert (answer.status_code, found.stage, found.comment) == (302, Stage.RECEIVED, comment)
    assert check_notice(actor=clerk, notice_id=made.pk, wanting=[]).stage == Stage.COMPLETE


def test_the_poster_reads_the_notice_and_is_asked_again_for_what_is_missing(
    comment: Comment, clerk: Person
) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    page = Client().get(answer_at(made)).content.decode()
    assert comment.text in page
    assert "Vera Example" not in page
    assert "[withheld]" in page

    refused = Client().post(answer_at(made), {"agrees": "no", "name": "Robin", "address": ""})
    assert refused.status_code == 422
    words = refused.content.decode()
    for said in ("Enter your full name", "Enter your postal address", "Say whether we may give them on."):
        assert said in words
    assert DefamationNotice.objects.get().stage == Stage.WAITING

    sent = {"agrees": "no", "name": "Robin Poster", "address": "1 Mill Lane", "details_passed": "no"}
    taken = Client().post(answer_at(made), sent, follow=True)
    assert "You stand by the comment." in taken.content.decode()
    assert "1 Mill Lane" not in taken.content.decode()
    found = DefamationNotice.objects.get()
    assert (found.stage, found.agrees, found.details_passed) == (Stage.ANSWERED, False, False)
    assert Client().post(answer_at(made), sent).status_code == 422


def test_an_answer_that_comes_too_late_is_refused_in_words(comment: Comment, clerk: Person) -> None:
    made = make_waiting(clerk=clerk, comment=comment)
    DefamationNotice.objects.update(answer_by=timezone.now())

    assert "The time to answer is over." in Client().get(answer_at(made)).content.decode()
    late = Client().post(answer_at(made), {"agrees": "yes"})
    assert late.status_code == 422
    assert "The time for an answer is over" in late.content.decode()


def test_the_desk_s_list_shows_what_is_late_and_what_is_due_first(item: NewsItem, clerk: Person) -> None:
    first = make_notice(comment=make_comment(item=item, text="One."), council_id=clerk.council.pk)
    second = make_notice(comment=make_comment(item=item, text="Two."), council_id=clerk.council.pk)
    DefamationNotice.objects.filter(pk=second.pk).update(due_at=timezone.now())
    desk = sign_in(clerk)

    page = desk.get(f"/{clerk.council.slug}/desk/moderation/notices/").content.decode()

    assert page.index(second.reference) < page.index(first.reference)
    assert page.count("<strong>Late:</strong>") == 1
    late = desk.get(f"/{clerk.council.slug}/desk/moderation/notices/{second.pk}/").content.decode()
    assert "Act now: a court may excuse it" in late


@pytest.mark.parametrize("many", [1, 12])
def test_the_list_asks_the_database_as_often_however_many_there_are(
    item: NewsItem, clerk: Person, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        make_notice(comment=make_comment(item=item, text=f"No {number}."), council_id=clerk.council.pk)
    desk, path = sign_in(clerk), f"/{clerk.council.slug}/desk/moderation/notices/"
    assert desk.get(path).status_code == 200

    with django_assert_num_queries(6):
        assert desk.get(path).status_code == 200


@pytest.mark.parametrize(
    ("role", "list_page", "notice_page"),
    [(Role.CLERK, 200, 200), (Role.AUDITOR, 200, 200), (Role.OFFICER, 403, 404), (Role.COUNCILLOR, 403, 403)],
)
def test_who_has_no_part_in_it_reads_nothing_of_it(
    comment: Comment, clerk: Person, role: str, list_page: int, notice_page: int
) -> None:
    made = make_answered(clerk=clerk, comment=comment)
    desk = sign_in(make_person(council=clerk.council, role=role))
    at = f"/{clerk.council.slug}/desk"

    assert desk.get(f"{at}/moderation/notices/").status_code == list_page
    assert desk.get(f"{at}/moderation/notices/{made.pk}/").status_code == notice_page
    letter = made.letters.earliest("pk").pk
    assert desk.get(f"{at}/moderation/notices/{made.pk}/letters/{letter}/").status_code == notice_page
    found = desk.get(f"{at}/record/search/", {"q": "fête"})
    assert ("Notice of defamation" in found.content.decode()) is (notice_page == 200)
    if role != Role.COUNCILLOR:
        about = desk.get(f"{at}/moderation/{comment.pk}/").content.decode()
        assert (made.name in about, "defames them" in about) == (False, notice_page == 200)


def test_the_auditor_changes_nothing(comment: Comment, clerk: Person) -> None:
    made = make_answered(clerk=clerk, comment=comment)
    desk = sign_in(make_person(council=clerk.council, role=Role.AUDITOR))

    assert (
        desk.post(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/keep/", {"steps": 9}).status_code
        == 403
    )
    assert (
        "What to do now"
        not in desk.get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()
    )


def test_a_letter_is_set_as_a_pdf_with_the_hash_of_its_words(comment: Comment, clerk: Person) -> None:
    made = keep(actor=clerk, notice_id=make_answered(clerk=clerk, comment=comment, answer=STANDS).pk)
    letter = made.letters.get(kind="kept")
    path = f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/letters/{letter.pk}/"

    first, second = sign_in(clerk).get(path), sign_in(clerk).get(path)

    assert first.content == second.content
    assert (first.content[:5], first.headers["Content-Type"]) == (b"%PDF-", "application/pdf")
    text = words_of(first.content)
    assert "Robin Poster" in text
    assert letter.sha256 in text.replace(" ", "").replace("\n", "")


def words_of(pdf: bytes) -> str:
    """Return the words of a PDF."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_on_a_network_the_page_says_that_the_owner_s_position_is_unclear(
    item: NewsItem, clerk: Person
) -> None:
    there = make_comment(item=item, way="network", email="")
    made = make_notice(comment=there, council_id=clerk.council.pk, said=replace(WHOLE, where="On Facebook"))

    page = sign_in(clerk).get(f"/{clerk.council.slug}/desk/moderation/notices/{made.pk}/").content.decode()

    assert "keeps a page there runs one is unclear" in page
