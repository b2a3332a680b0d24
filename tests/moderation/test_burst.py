"""Ten thousand comments in a burst leave the desk usable: one row in the list, as many questions as for a few."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.alike import TOGETHER
from moderation.grounds import house_rules
from moderation.intake.reading import likeness_of
from moderation.models import Comment, CommentVersion, Ruling
from moderation.queue import waiting
from moderation.ruling import Judged, rule
from moderation.states import Handling, Showing
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.records.canonical import sha256_of
from tests.makers import sign_in
from tests.makers.comments import TEXT, make_comment, make_house_rules

pytestmark = pytest.mark.django_db
MANY = 10_000


def burst(first: Comment, number: int) -> None:
    """Bring ``number`` comments of the words of ``first``, as receiving each of them does."""
    rows = [
        Comment(
            council=first.council,
            channel=first.channel,
            remote_id=f"burst {place}",
            reference=f"B{place:09}",
            way=first.way,
            publication=first.publication,
            alike=first,
            likeness=likeness_of(TEXT),
            text=TEXT,
            author=f"Robin {place}",
            written_at=first.written_at,
            showing=Showing.SHOWN,
            reply_by=first.reply_by,
        )
        for place in range(number)
    ]
    made = Comment.objects.bulk_create(rows, batch_size=2_000)
    words = [CommentVersion(comment=one, number=1, text=TEXT, sha256=sha256_of(TEXT)) for one in made]
    CommentVersion.objects.bulk_create(words, batch_size=2_000)


def asked(clerk: Person, path: str) -> tuple[int, str]:
    """Return how many questions a page asks of the database, and the page."""
    window = sign_in(clerk)
    window.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = window.get(path)
    assert answer.status_code == 200
    return len(captured), answer.content.decode()


def test_a_burst_is_one_row_and_costs_what_one_comment_costs(item: NewsItem, clerk: Person) -> None:
    first = make_comment(item=item)
    at = f"/{clerk.council.slug}/desk/moderation/"
    few = [asked(clerk, at)[0], asked(clerk, f"{at}{first.pk}/")[0]]

    burst(first, MANY)

    number, page = asked(clerk, at)
    assert [number, asked(clerk, f"{at}{first.pk}/")[0]] == few
    assert page.count(TEXT) == 1
    assert f"And {MANY} more with the same words" in page


def test_different_comments_cost_no_more_questions_than_one(item: NewsItem, clerk: Person) -> None:
    at = f"/{clerk.council.slug}/desk/moderation/"
    make_comment(item=item)
    one = asked(clerk, at)[0]
    for number in range(30):
        make_comment(item=item, text=f"Something else is said here for the time {number}.")

    assert asked(clerk, at)[0] == one


def test_ruling_on_a_burst_settles_as_many_as_one_act_may_and_the_rest_stand_together(
    item: NewsItem, clerk: Person
) -> None:
    make_house_rules(clerk)
    first = make_comment(item=item)
    burst(first, 2 * TOGETHER)
    judged = Judged(1, "hide", "abusive", house_rules(clerk.council.pk)[0].clause_id)

    with CaptureQueriesContext(connection) as captured:
        rule(actor=clerk, comment_id=first.pk, judged=judged, reason="One voice, a thousand times.")

    assert Ruling.objects.count() == 1 + TOGETHER
    left = waiting(clerk).get()
    assert (left.same, Comment.objects.filter(handling=Handling.WAITING).count()) == (TOGETHER - 1, TOGETHER)  # type: ignore[attr-defined]
    assert len(captured) < 60
