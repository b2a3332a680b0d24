"""An answer to a comment is about what the comment is about, though it names nothing."""

import json

import pytest

from moderation.models import Comment
from moderation.replies.beginning import begin_reply
from policies.judging import judge
from policies.models import Matter, MatterLink
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from portal.records.models import LedgerEntry
from tests.makers import make_council, make_person
from tests.makers.circumstances import make_flag, make_matter
from tests.makers.comments import make_call, make_comment, make_news

pytestmark = pytest.mark.django_db
NAMING = "When is the sale of the old depot?"


@pytest.fixture
def matter(clerk: Person) -> Matter:
    return make_matter(clerk=clerk)


def answered(officer: Person, comment: Comment) -> Communication:
    return begin_reply(actor=officer, comment_id=comment.pk, sort="reply").communication


def linked(item: Communication) -> list[tuple[int, int | None, int | None]]:
    rows = MatterLink.objects.filter(communication=item, about=True).order_by("matter")
    return [(row.matter_id, row.said_by_id, row.passed_on_from_id) for row in rows]


def facts() -> dict[str, object]:
    kept: dict[str, object] = json.loads(LedgerEntry.objects.get(verb="comment_reply_begun").body)["facts"]
    return kept


def test_it_is_about_what_the_item_is_about_under_which_the_comment_stands(
    clerk: Person, officer: Person, item: NewsItem, matter: Matter
) -> None:
    MatterLink.objects.create(
        communication_id=item.communication_id, matter=matter, about=True, said_by=clerk.membership
    )

    made = answered(officer, make_comment(item=item))

    assert linked(made) == [(matter.pk, clerk.membership.pk, item.communication_id)]
    assert facts()["matters"] == [matter.pk]
    assert made.current_revision is not None
    found = judge(made, made.current_revision.content).findings
    assert "confidential-matter" in {one.check for one in found}


def test_it_is_about_a_flagged_matter_that_the_comment_names_also_where_it_is_a_letter(
    clerk: Person, officer: Person, item: NewsItem, matter: Matter
) -> None:
    make_flag(matter=matter, by=clerk)

    post = answered(officer, make_comment(item=item, text=NAMING))
    letter = answered(officer, make_call(by=officer, text=NAMING))

    assert letter.kind == "letter"
    for made in (post, letter):
        assert linked(made) == [(matter.pk, None, None)]
        assert made.current_revision is not None
        found = judge(made, made.current_revision.content).findings
        assert "confidential-matter" in {one.check for one in found}


def test_it_is_about_what_the_words_of_the_item_name_under_which_the_comment_stands(
    clerk: Person, officer: Person
) -> None:
    news = make_news(author=officer, clerk=clerk, body="<p>The benches.</p><p>The sale of the old depot.</p>")
    matter = make_matter(clerk=clerk)

    made = answered(officer, make_comment(item=news))

    assert linked(made) == [(matter.pk, None, news.communication_id)]
    assert facts()["matters"] == [matter.pk]


def test_that_somebody_asks_after_a_confidential_matter_makes_no_answer_confidential(
    officer: Person, item: NewsItem, matter: Matter
) -> None:
    made = answered(officer, make_comment(item=item, text=NAMING))

    assert linked(made) == []
    assert "matters" not in facts()


def test_another_councils_matter_is_not_there(officer: Person, item: NewsItem) -> None:
    stranger = make_person(council=make_council(), role=Role.CLERK)
    make_flag(matter=make_matter(clerk=stranger), by=stranger)

    assert linked(answered(officer, make_comment(item=item, text=NAMING))) == []
