"""What the council did besides ruling is counted by month, on the page, in its file and on paper, without names."""

import csv
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pypdf import PdfReader

from moderation.measures.taking import Block, block, warn
from moderation.models import Comment, Measure, Referral, Reply
from moderation.paper import report_pdf, report_words
from moderation.referrals.referring import refer
from moderation.replies.beginning import begin_reply
from moderation.reporting import months_of
from moderation.ruling import Judged, rule
from moderation.tallying import ACTS, MEASURES, REFERRALS, REPLIES
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.content import LONDON
from tests.makers import make_council, make_person
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
APRIL = datetime(2026, 4, 1, 0, 30, tzinfo=LONDON)
"""Half an hour into a month of London's summer: in UTC it is the month before."""


def replied(clerk: Person, item: NewsItem, sort: str, at: datetime | None) -> Reply:
    """Return an answer of that sort that first went out ``at``, by an author of its own; None where it did not."""
    number = Comment.objects.count()
    words = f"Where is bin number {number} of this street?"
    comment = make_comment(item=item, text=words, email=f"jo{number}@people.example")
    made = begin_reply(actor=clerk, comment_id=comment.pk, sort=sort)
    Reply.objects.filter(pk=made.pk).update(said_at=at)
    return made


def taken_down(clerk: Person, item: NewsItem) -> Comment:
    clause = make_house_rules(clerk).clauses.get(ref="7.9/b1")
    made = make_comment(item=item, text="You are vermin, all of you.", author="Quentin")
    judged = Judged(version=1, outcome="remove", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults the warden.")
    return made


def warned_and_blocked(clerk: Person, item: NewsItem) -> None:
    comment = taken_down(clerk, item)
    warn(actor=clerk, comment_id=comment.pk, reason="Not again, please.")
    today = timezone.localdate()
    decided = Block(
        ends_on=today + timedelta(days=9),
        review_on=today + timedelta(days=5),
        alternatives="Another warning.",
        unwarned="They said that they go on at once.",
    )
    block(actor=clerk, comment_id=comment.pk, decided=decided, reason="They go on and on.")


def referred(clerk: Person, item: NewsItem, *kinds: str) -> None:
    number = Comment.objects.count()
    comment = make_comment(item=item, text=f"I know where the warden lives, at {number}, and I will come.")
    for kind in kinds:
        due = date(2030, 1, 2)
        refer(actor=clerk, comment_id=comment.pk, kind=kind, due_on=due, reason="A threat to the warden.")


def everything(clerk: Person, item: NewsItem) -> None:
    replied(clerk, item, "reply", timezone.now())
    replied(clerk, item, "close", timezone.now())
    replied(clerk, item, "offline", None)
    warned_and_blocked(clerk, item)
    referred(clerk, item, "foi", "police")
    referred(clerk, item, "police")


def test_each_act_has_a_word_of_its_own_and_none_is_left_out() -> None:
    assert [*REPLIES, *MEASURES, *REFERRALS] == [*Reply.Sort, *Measure.Kind, *Referral.Kind]
    assert len(ACTS) == len({*ACTS.values()}) == 11


def test_answers_measures_and_referrals_are_counted_by_what_they_are(clerk: Person, item: NewsItem) -> None:
    everything(clerk, item)

    month, *before = months_of(item.council_id, timezone.now())

    assert month.by_answer == [1, 1, 0, 1, 1]
    assert month.by_referral == [1, 0, 0, 0, 2, 0]
    assert sum(sum(one.by_answer) + sum(one.by_referral) for one in before) == 0


def test_they_count_in_the_month_of_london_in_which_each_was_done(clerk: Person, item: NewsItem) -> None:
    replied(clerk, item, "offline", APRIL)
    warned_and_blocked(clerk, item)
    referred(clerk, item, "platform")
    Measure.objects.filter(kind="warning").update(made_at=APRIL)
    Measure.objects.filter(kind="block").update(made_at=APRIL - timedelta(hours=1))
    Referral.objects.update(opened_at=APRIL)

    april, march, *_ = months_of(item.council_id, APRIL)

    assert (f"{april.begins:%Y-%m}", april.by_answer, april.by_referral) == (
        "2026-04",
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 1],
    )
    assert (march.by_answer, march.by_referral) == ([0, 0, 0, 0, 1], [0] * 6)
    later = months_of(item.council_id, datetime(2027, 4, 1, tzinfo=LONDON))
    assert sum(sum(one.by_answer) + sum(one.by_referral) for one in later) == 0


def test_another_council_s_are_not_counted(clerk: Person, item: NewsItem) -> None:
    everything(clerk, item)
    other = make_person(council=make_council(), role=Role.CLERK).council

    assert [one.acts for one in months_of(other.pk, timezone.now())] == [{}] * 12


def test_the_page_the_file_and_the_paper_have_them_and_name_nobody(clerk: Person, item: NewsItem) -> None:
    everything(clerk, item)
    now = datetime.now(LONDON)
    at = f"/{item.council.slug}/moderation/"

    page = Client().get(at).content.decode()
    head, row, *_ = csv.reader(StringIO(Client().get(f"{at}numbers.csv").content.decode("utf-8-sig")))
    paper = report_words(clerk.council, now)
    pages = PdfReader(BytesIO(report_pdf(clerk.council, now))).pages
    printed = " ".join(" ".join(one.extract_text() for one in pages).split())

    assert [list(cell) for cell in zip(head, row, strict=True)][-11:] == [
        ["Replied", "1"],
        ["Replied once and closed", "1"],
        ["Invited offline", "0"],
        ["Warnings", "1"],
        ["Blocks", "1"],
        ["Taken as a request for information", "1"],
        ["Taken as a request about their own data", "0"],
        ["Taken as a complaint", "0"],
        ["Taken as a request for a service", "0"],
        ["Reported to the police", "2"],
        ["Reported to the platform", "0"],
    ]
    answers = "".join(f"<td>{number}</td>" for number in (1, 1, 0, 1, 1))
    referrals = "".join(f"<td>{number}</td>" for number in (1, 0, 0, 0, 2, 0))
    assert f'<th scope="row">{now:%B %Y}</th>{answers}</tr>' in page
    assert f'<th scope="row">{now:%B %Y}</th>{referrals}</tr>' in page
    for word in ACTS.values():
        assert f'<th scope="col">{word}</th>' in page
    assert (paper["answers_by_month"][0][1:], paper["referrals_by_month"][0][1:]) == (
        [*"11011"],
        [*"100020"],
    )
    assert [len(paper["answers"]), len(paper["referrals"])] == [6, 7]
    assert "How the council answered, month by month" in printed
    assert "Dealt with as something else besides, month by month" in printed
    for secret in ("vermin", "Quentin", "warden", "Casey", "people.example", "They go on"):
        assert secret not in page
        assert secret not in printed


def test_they_cost_one_question_however_many_there_are(clerk: Person, item: NewsItem) -> None:
    counts = []
    for _ in range(2):
        referred(clerk, item, "police", "foi")
        replied(clerk, item, "reply", timezone.now())
        with CaptureQueriesContext(connection) as asked:
            months_of(item.council_id, timezone.now())
        counts.append(len(asked))

    assert counts == [3, 3]
