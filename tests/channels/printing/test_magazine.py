"""Issues of the magazine: which one an article is for, its deadline and its length, the file, and that it is out."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from approvals.deciding import Issue, approve
from approvals.falling_due import COPY
from approvals.models import Review
from approvals.weighing import stale
from policies.importing.reading import read
from portal.channels.models import Delivery, Job, MagazineIssue
from portal.channels.outbox.standstill import hold_everything
from portal.channels.printing.articles import articles_in, as_word_file, left_out, note_out
from portal.channels.printing.dates import issues_of
from portal.channels.printing.issues import (
    Planned,
    add_issue,
    change_issue,
    in_same_month,
    move_article,
)
from portal.channels.states import Delivering
from portal.councils.dates.things import Span
from portal.councils.powers import Role
from portal.refusals import InvalidInput, NotYours, Refusal
from tests.channels.printing.conftest import Board, make_board
from tests.makers import make_council, make_person, make_review, make_revision
from tests.makers.councils import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    return make_board("magazine")


def enter(board: Board, name: str = "December 2026", days: int = 20, words: int = 400) -> MagazineIssue:
    """Enter an issue that takes copy for ``days`` more days and appears ten days later."""
    now = timezone.now()
    planned = Planned(
        board.channel.pk,
        name,
        now + timedelta(days=days),
        timezone.localdate() + timedelta(days=days + 10),
        words,
    )
    return add_issue(actor=board.clerk, planned=planned)


def accept(board: Board, title: str = "The hall", **said: object) -> Job:
    """Return the job of a new article that the clerk approved."""
    review = make_review(author=board.author, kind="magazine_article", title=title, **said)
    order = Issue(channel_ids=[board.channel.pk])
    _, made = approve(actor=board.clerk, review_id=review.pk, revision_id=review.revision_id, issue=order)
    return board.handed(made)


def test_an_article_goes_into_the_issue_that_it_names_else_into_the_next(board: Board) -> None:
    later = enter(board, "January 2027", days=50)
    following = enter(board)

    assert accept(board, issue="january 2027").magazine == later
    assert accept(board, "Another").magazine == following
    assert accept(board, "Third", issue="A name that nobody entered").magazine == following


def test_without_an_issue_an_article_is_accepted_and_waits_for_one(board: Board) -> None:
    job = accept(board)
    assert job.magazine is None
    issue = enter(board)

    move_article(actor=board.clerk, job_id=job.pk, issue_id=issue.pk)

    job.refresh_from_db()
    assert (job.magazine_id, job.due_at) == (issue.pk, issue.copy_by)


def test_the_deadline_of_the_issue_is_when_a_submitted_article_is_due(board: Board) -> None:
    issue = enter(board)
    review = make_review(author=board.author, kind="magazine_article", issue="December 2026")
    assert (review.due_at, review.due_for) == (issue.copy_by, COPY)
    assert make_review(author=board.author, kind="magazine_article").due_at is None


@pytest.mark.parametrize("days", [-5, 5])
def test_another_deadline_is_that_of_what_waits_and_of_what_was_accepted(board: Board, days: int) -> None:
    issue = enter(board)
    job = accept(board)
    waiting = make_review(author=board.author, kind="magazine_article", issue="december 2026")
    plain = make_review(author=board.author, kind="magazine_article", title="For none")
    moved = issue.copy_by + timedelta(days=days)

    change_issue(
        actor=board.clerk,
        issue_id=issue.pk,
        planned=Planned(board.channel.pk, issue.name, moved, issue.out_on + timedelta(days=9), 300),
    )

    for row in (job, waiting, plain):
        row.refresh_from_db()
    assert (job.due_at, waiting.due_at, waiting.due_for, plain.due_at) == (moved, moved, COPY, None)
    assert {row.pk for row in stale()} == {waiting.pk, plain.pk}


def test_what_was_printed_or_expired_keeps_its_time_when_the_deadline_moves(board: Board) -> None:
    issue = enter(board)
    out = accept(board)
    Job.objects.filter(pk=out.pk).update(closed_at=timezone.now())
    late = make_review(author=board.author, kind="magazine_article", issue="December 2026")
    passed = timezone.now() - timedelta(hours=1)
    Review.objects.filter(pk=late.pk).update(due_at=passed)
    planned = Planned(
        board.channel.pk, issue.name, issue.copy_by + timedelta(days=3), issue.out_on, issue.word_limit
    )

    change_issue(actor=board.clerk, issue_id=issue.pk, planned=planned)

    before = out.due_at
    out.refresh_from_db()
    late.refresh_from_db()
    assert (out.due_at, late.due_at) == (before, passed)


def test_an_issue_that_is_entered_later_is_the_deadline_of_what_names_it_already(board: Board) -> None:
    waiting = make_review(author=board.author, kind="magazine_article", issue="December 2026")
    before = waiting.due_at

    issue = enter(board)

    waiting.refresh_from_db()
    assert (before, waiting.due_at, waiting.due_for) == (None, issue.copy_by, COPY)


def test_what_cannot_be_is_refused(board: Board) -> None:
    issue = enter(board)
    with pytest.raises(InvalidInput, match="already"):
        enter(board, "december 2026")
    now, today = timezone.now(), timezone.localdate()
    late = Planned(board.channel.pk, "Late", now + timedelta(days=9), today, 400)
    with pytest.raises(InvalidInput, match="after the day"):
        add_issue(actor=board.clerk, planned=late)
    with pytest.raises(NotYours):
        add_issue(actor=board.author, planned=late)
    elsewhere = make_person(council=make_council(), role=Role.CLERK)
    with pytest.raises(InvalidInput, match="no such magazine"):
        add_issue(actor=elsewhere, planned=Planned(board.channel.pk, "Theirs", now, today, 400))
    assert list(MagazineIssue.objects.all()) == [issue]


def test_a_second_issue_in_one_month_is_pointed_out(board: Board) -> None:
    first = enter(board, days=20)
    second = enter(board, "Christmas special", days=20)
    assert list(in_same_month(second)) == [first]


def test_all_that_was_accepted_is_one_word_file_that_a_reader_of_word_opens(board: Board) -> None:
    issue = enter(board)
    accept(
        board,
        "The hall & its <roof>",
        body="<h2>What</h2><p>It <strong>is</strong> dry.</p><ul><li>One</li></ul>",
    )
    accept(board, "The pond", body="<p>Ducks.</p>")

    made = as_word_file("The council", issue, articles_in(board.clerk, issue))

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        text = archive.read("word/document.xml").decode()
    assert "The hall &amp; its &lt;roof&gt;" in text
    assert made == as_word_file("The council", issue, articles_in(board.clerk, issue))
    found = read("articles.docx", made)
    words = str(found)
    assert [
        word in words for word in ("The hall & its <roof>", "What", "dry", "One", "The pond", "Ducks.")
    ] == [True] * 6


def test_what_is_held_is_in_no_file_and_is_not_out_with_the_issue(board: Board) -> None:
    issue = enter(board)
    job = accept(board)
    hold_everything(actor=board.clerk, reason="A death")

    assert articles_in(board.clerk, issue) == []
    assert [row.job for row in left_out(board.clerk, issue)] == [job]
    assert note_out(actor=board.clerk, issue_id=issue.pk, on=timezone.localdate()) == 0
    assert Delivery.objects.get(job=job).state == Delivering.HELD


def test_an_issue_that_is_out_proves_its_articles(board: Board) -> None:
    issue = enter(board)
    job = accept(board)
    with pytest.raises(NotYours):
        note_out(actor=board.author, issue_id=issue.pk, on=timezone.localdate())

    assert note_out(actor=board.clerk, issue_id=issue.pk, on=timezone.localdate()) == 1

    assert Delivery.objects.get(job=job).state == Delivering.SENT
    issue.refresh_from_db()
    assert issue.closed_at is not None
    with pytest.raises(Refusal, match="out already"):
        note_out(actor=board.clerk, issue_id=issue.pk, on=timezone.localdate())


def test_the_calendar_has_the_deadline_and_the_day(board: Board) -> None:
    issue = enter(board, days=3)
    today = timezone.localdate()
    found = issues_of(board.keeper, Span(today, today + timedelta(days=5)))
    assert [(one.sort.slug, one.begins) for one in found] == [("magazine-copy", issue.copy_by)]
    whole = issues_of(board.keeper, Span(today, today + timedelta(days=30)))
    assert {one.sort.slug for one in whole} == {"magazine-copy", "magazine-out"}


def test_the_pages_show_the_issue_its_articles_and_the_file(board: Board) -> None:
    issue = enter(board, words=20)
    accept(board, body=f"<p>{'word ' * 30}</p>")
    desk = sign_in(board.clerk)
    at = f"/{board.clerk.council.slug}/desk/magazine/"
    assert "December 2026" in desk.get(at).content.decode()
    assert "longer than the 20 of this issue" in desk.get(f"{at}{issue.pk}/").content.decode()
    file = desk.get(f"{at}{issue.pk}/articles.docx")
    assert (file.status_code, file.content[:2]) == (200, b"PK")


def test_the_author_sees_how_many_words_the_issue_takes(board: Board) -> None:
    enter(board, words=20)
    article = make_revision(author=board.author, kind="magazine_article", body="<p>" + "word " * 15 + "</p>")
    address = f"/{board.clerk.council.slug}/desk/drafts/{article.communication_id}/"
    client = sign_in(board.author)
    says = "The article has 15 words; the issue December 2026 takes 20: 5 left."
    assert says in client.get(address).content.decode()
    assert says in client.get(f"{address}findings/").content.decode()
    MagazineIssue.objects.update(word_limit=20, closed_at=timezone.now())
    assert "No issue is entered that says how many it takes." in client.get(address).content.decode()
    notice = make_revision(author=board.author, kind="notice")
    assert (
        "The article has"
        not in client.get(
            address.replace(str(article.communication_id), str(notice.communication_id))
        ).content.decode()
    )
