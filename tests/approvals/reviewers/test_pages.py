"""The private link and the pages of the desk: what they show, what they never show, and when they are closed."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from approvals.models import Review, Reviewer, ReviewerComment
from approvals.reviewers.asking import Whom
from approvals.reviewers.commenting import comment
from approvals.reviewers.ending import revoke_reviewer
from portal.councils.people import Person
from portal.drafts.models import Note
from tests.approvals.reviewers.conftest import asked, link_of
from tests.makers import make_council, make_person, make_revision, sign_in

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


@pytest.fixture(autouse=True)
def _no_tries_before() -> None:
    cache.clear()


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_link_shows_the_text_and_nothing_else_of_the_desk(
    clerk: Person, author: Person, review: Review
) -> None:
    Note.objects.create(
        communication=review.communication, author=clerk.membership, text="Between ourselves."
    )
    reviewer = asked(clerk, review.communication)

    answer = Client().get(link_of(reviewer))
    shown = answer.content.decode()

    assert "Market Square reopens to traffic on Saturday 12 December." in shown
    assert "Are the facts right?" in shown
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]
    assert '<meta name="referrer" content="no-referrer">' in shown
    for secret in ("Between ourselves.", "Minute 34/26", "@example.org", "Dan Deputy", "sha256", "/desk/"):
        assert secret not in shown, secret


def test_a_comment_is_kept_and_shown_and_then_it_is_finished_once(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)
    link, client = link_of(reviewer), Client(enforce_csrf_checks=True)
    sent = {"act": "comment", "revision_id": reviewer.revision_id, "words": "Not on Saturday."}

    answer = client.post(link, {**sent, "passage": "on Saturday 12 December"})
    assert (answer.status_code, answer["Location"]) == (302, f"{link}?kept=yes")
    shown = page(client, f"{link}?kept=yes")
    assert "Your comment is kept." in shown
    assert "Not on Saturday." in shown
    assert "Thank you: you have finished" in client.post(link, {"act": "finish"}).content.decode()

    for again in (client.post(link, {"act": "finish"}), client.post(link, sent), client.get(link)):
        assert again.status_code == 404
        assert "you said that you had finished" in again.content.decode()
    assert ReviewerComment.objects.count() == 1


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("expired", "Its time is over."),
        ("revoked", "It was taken back."),
        ("forged", "It is not a link that works here."),
        ("short", "It is not a link that works here."),
        ("elsewhere", "It is not a link that works here."),
    ],
)
def test_every_dead_link_is_the_same_page_that_says_why_and_nothing_more(
    clerk: Person, review: Review, why: str, said: str
) -> None:
    reviewer = asked(clerk, review.communication)
    link = link_of(reviewer)
    make_council(slug="other")
    if why == "expired":
        Reviewer.objects.filter(pk=reviewer.pk).update(until=reviewer.asked_at + timedelta(microseconds=1))
    if why == "revoked":
        revoke_reviewer(actor=clerk, reviewer_id=reviewer.pk)
    path = {
        "forged": "/ptc/read/" + "0" * 64 + "/",
        "short": "/ptc/read/x/",
        "elsewhere": link.replace("/ptc/", "/other/"),
    }.get(why, link)

    sent = {"act": "comment", "revision_id": reviewer.revision_id, "words": "Words"}
    for answer in (Client().get(path), Client().post(path, sent)):
        shown = answer.content.decode()
        assert answer.status_code == 404
        assert "This link is no longer valid" in shown
        assert said in shown
        for name in ("Pellworth", "Market Square", "Ann Clerk", "Olicitor"):
            assert name not in shown
    assert not ReviewerComment.objects.exists()


@pytest.mark.parametrize("act", ["comment", "finish"])
@pytest.mark.parametrize("why", ["expired", "revoked", "too often"])
def test_what_was_written_in_vain_stands_on_the_page_that_refuses_it(
    clerk: Person, review: Review, why: str, act: str
) -> None:
    reviewer = asked(clerk, review.communication)
    link, client = link_of(reviewer), Client()
    if why == "expired":
        Reviewer.objects.filter(pk=reviewer.pk).update(until=reviewer.asked_at + timedelta(microseconds=1))
    if why == "revoked":
        revoke_reviewer(actor=clerk, reviewer_id=reviewer.pk)
    for _ in range(30 if why == "too often" else 0):
        client.get("/ptc/read/x/")
    sent = {"act": act, "revision_id": reviewer.revision_id, "words": f"One{HOSTILE}\nTwo", "passage": "fair"}

    answer = client.post(link, sent)

    shown = answer.content.decode()
    assert answer.status_code == (429 if why == "too often" else 404)
    assert "What you wrote was not sent" in shown
    assert "One&lt;img src=x" in shown
    assert "<br>Two</blockquote>" in shown
    assert ">fair</blockquote>" in shown
    assert "<script>alert" not in shown
    assert "What you wrote was not sent" not in client.get(link).content.decode()


def test_who_finishes_with_words_in_the_box_is_asked_to_send_or_to_empty_it(
    clerk: Person, chair: Person, review: Review
) -> None:
    outside, inside = (
        asked(clerk, review.communication),
        asked(clerk, review.communication, Whom(chair.membership.pk)),
    )
    for client, path, reviewer in (
        (Client(), link_of(outside), outside),
        (sign_in(chair), f"/ptc/desk/reviewers/{inside.pk}/finish/", inside),
    ):
        sent = {"act": "finish", "revision_id": reviewer.revision_id, "words": "Not on Saturday."}
        answer = client.post(path, sent)
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "You have not sent this yet." in shown
        assert "Not on Saturday.</textarea>" in shown
        send = (
            f'action="{path.removesuffix("finish/")}"'
            if reviewer == inside
            else '<form method="post" novalidate>'
        )
        assert send in shown
        reviewer.refresh_from_db()
        assert reviewer.finished_at is None
        assert client.post(path, {**sent, "words": " "}).status_code == (302 if reviewer == inside else 200)
        reviewer.refresh_from_db()
        assert reviewer.finished_at is not None
    assert not ReviewerComment.objects.exists()


def test_both_buttons_of_a_reviewer_are_of_one_form_so_that_neither_drops_the_box(
    clerk: Person, chair: Person, review: Review
) -> None:
    reviewer = asked(clerk, review.communication, Whom(chair.membership.pk))
    for shown in (
        page(Client(), link_of(asked(clerk, review.communication))),
        page(sign_in(chair), f"/ptc/desk/reviewers/{reviewer.pk}/"),
    ):
        form = shown[shown.index('name="words"') :]
        assert "I have finished" in form[: form.index("</form>")]


def test_a_member_s_comment_that_comes_too_late_is_shown_to_them(
    clerk: Person, chair: Person, review: Review
) -> None:
    reviewer = asked(clerk, review.communication, Whom(chair.membership.pk))
    revoke_reviewer(actor=clerk, reviewer_id=reviewer.pk)
    sent = {"revision_id": reviewer.revision_id, "words": "I would wait."}

    answer = sign_in(chair).post(f"/ptc/desk/reviewers/{reviewer.pk}/", sent)

    assert answer.status_code == 409
    assert ">I would wait.</blockquote>" in answer.content.decode()


def test_guessing_is_slowed_down() -> None:
    client = Client()
    codes = [client.get("/ptc/read/" + "0" * 64 + "/").status_code for _ in range(31)]

    assert (codes[0], codes[29], codes[30]) == (404, 404, 429)


def test_the_link_says_that_the_text_was_changed_and_shows_the_old_one(clerk: Person) -> None:
    item = make_revision(author=clerk, kind="notice", title="The first title").communication
    link = link_of(asked(clerk, item))
    assert "The text has changed since you were asked." not in page(Client(), link)

    make_revision(author=clerk, communication=item, title="The second title")

    shown = page(Client(), link)
    assert "The text has changed since you were asked." in shown
    assert "The first title" in shown
    assert "The second title" not in shown


def test_hostile_words_are_words_on_every_page(clerk: Person, review: Review) -> None:
    reviewer = asked(
        clerk, review.communication, Whom(None, HOSTILE, HOSTILE, "sol@olicitor.example"), words=HOSTILE
    )
    link, client = link_of(reviewer), Client()
    client.post(link, {"act": "comment", "revision_id": reviewer.revision_id, "words": HOSTILE})
    desk = sign_in(clerk)

    assert ReviewerComment.objects.get().words == HOSTILE
    for shown in (
        page(client, link),
        page(desk, f"/ptc/desk/reviewers/item/{review.communication_id}/"),
        page(desk, f"/ptc/desk/queue/{review.pk}/"),
        page(desk, f"/ptc/desk/drafts/{review.communication_id}/"),
    ):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown


def test_what_cannot_be_read_is_asked_for_again_with_what_was_typed(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)
    sent = {"act": "comment", "revision_id": reviewer.revision_id, "words": "My words", "passage": "nowhere"}

    answer = Client().post(link_of(reviewer), sent)

    assert answer.status_code == 400
    assert "These words do not stand in the text." in answer.content.decode()
    assert "My words" in answer.content.decode()
    assert Client().post(link_of(reviewer), {"act": "comment", "revision_id": "x"}).status_code == 422


def test_a_member_reads_and_comments_on_the_desk(clerk: Person, chair: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication, Whom(chair.membership.pk))
    client, path = sign_in(chair), f"/ptc/desk/reviewers/{reviewer.pk}/"
    assert "Asked of you" in page(client, "/ptc/desk/")
    assert "Market Square reopens to traffic" in page(client, path)
    assert client.get(f"/ptc/desk/reviewers/item/{review.communication_id}/").status_code == 404

    client.post(path, {"revision_id": reviewer.revision_id, "words": "I would wait."})
    client.post(f"{path}finish/")

    assert "You said that you had finished." in page(client, path)
    assert "Asked of you" not in page(client, "/ptc/desk/")
    assert "I would wait." in page(sign_in(clerk), f"/ptc/desk/queue/{review.pk}/")


def test_the_clerk_asks_gives_more_time_and_takes_back_on_the_desk(clerk: Person, review: Review) -> None:
    client, item = sign_in(clerk), review.communication_id
    typed = {
        "reviewer": "",
        "name": "Sol Olicitor",
        "email": "sol@olicitor.example",
        "asked": "Is it right?",
        "ends_on": (timezone.localdate() + timedelta(days=3)).isoformat(),
        "revision_id": review.revision_id,
    }
    assert client.post(f"/ptc/desk/reviewers/item/{item}/ask/", {**typed, "name": ""}).status_code == 422
    client.post(f"/ptc/desk/reviewers/item/{item}/ask/", typed)
    reviewer = Reviewer.objects.get()
    assert timezone.localtime(reviewer.until).strftime("%H:%M") == "23:59"
    more = {"newest": "no", "ends_on": typed["ends_on"], "revision_id": review.revision_id}
    assert client.post(f"/ptc/desk/reviewers/{reviewer.pk}/extend/", more).status_code == 302

    client.post(f"/ptc/desk/reviewers/{reviewer.pk}/revoke/")

    assert "taken back" in page(client, f"/ptc/desk/reviewers/item/{item}/")
    assert client.post(f"/ptc/desk/reviewers/{reviewer.pk}/revoke/").status_code == 409


def test_another_council_finds_nothing(clerk: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication)
    client = sign_in(make_person(council=make_council(slug="other"), role="clerk"))

    for path in ("", "finish/", "revoke/", "extend/"):
        for slug in ("ptc", "other"):
            assert client.post(f"/{slug}/desk/reviewers/{reviewer.pk}/{path}").status_code == 404


def test_thirty_reviewers_take_as_many_queries_as_one(clerk: Person, review: Review) -> None:
    def count(path: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(client, path)
        return len(queries)

    def ask(number: int) -> None:
        whom = Whom(None, f"Reviewer {number}", "", f"r{number}@outside.example")
        reviewer = asked(clerk, review.communication, whom)
        Client().post(
            link_of(reviewer), {"act": "comment", "revision_id": reviewer.revision_id, "words": f"{number}"}
        )

    client = sign_in(clerk)
    paths = (f"/ptc/desk/reviewers/item/{review.communication_id}/", f"/ptc/desk/queue/{review.pk}/")
    ask(0)
    for path in paths:
        count(path)
    one = [count(path) for path in paths]
    for number in range(1, 30):
        ask(number)

    assert [count(path) for path in paths] == one


def test_a_comment_is_told_to_who_asked(clerk: Person, chair: Person, review: Review) -> None:
    reviewer = asked(clerk, review.communication, Whom(chair.membership.pk))

    comment(actor=chair, reviewer_id=reviewer.pk, revision_id=reviewer.revision_id, words="Words")

    assert "What reviewers say" in page(sign_in(clerk), f"/ptc/desk/queue/{review.pk}/")
