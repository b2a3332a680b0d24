"""An answer to a comment can begin with what the council agreed on its matter, and then rests on that."""

import pytest
from django.utils import timezone

from moderation.models import Comment, Reply
from moderation.replies.beginning import agreed_for, begin_reply
from policies.meetings.agreeing import end_position
from policies.models import AgendaItem, Matter, MatterLink, Position
from portal.channels.models import NewsItem
from portal.councils.people import Person
from portal.drafts.content import Content
from portal.refusals import InvalidInput
from tests.makers import sign_in
from tests.makers.circumstances import make_flag, make_item, make_matter, make_position
from tests.makers.comments import make_call, make_comment, make_news

pytestmark = pytest.mark.django_db
SAID = "The council supports the northern route."
NAMING = "When will the northern route be built?"


@pytest.fixture
def matter(clerk: Person) -> Matter:
    """Return a matter, released in full, on which the council agreed a position."""
    made = make_matter(clerk=clerk, title="The bypass of Otterford", aliases=("northern route",))
    agenda = make_item(clerk=clerk, part=AgendaItem.Part.OPEN)
    AgendaItem.objects.filter(pk=agenda.pk).update(matter=made)
    released = {
        "released_on": timezone.localdate(),
        "released_by": clerk.membership,
        "open_reference": "34/26",
    }
    Matter.objects.filter(pk=made.pk).update(**released)
    Position.objects.filter(pk=make_position(clerk=clerk).pk).update(item=agenda)
    return made


@pytest.fixture
def position(matter: Matter) -> Position:
    """Return that position."""
    return Position.objects.get(item__matter=matter)


def page(person: Person, comment: Comment) -> str:
    answer = sign_in(person).get(f"/{person.council.slug}/desk/moderation/{comment.pk}/reply/")
    assert answer.status_code == 200
    return answer.content.decode()


def content_of(reply: Reply) -> Content:
    assert reply.communication.current_revision is not None
    return reply.communication.current_revision.content


def test_a_comment_under_an_item_on_the_matter_or_that_names_it_has_it(
    clerk: Person, officer: Person, item: NewsItem, matter: Matter, position: Position
) -> None:
    under = make_comment(item=item)
    assert agreed_for(officer, under) == []
    assert agreed_for(officer, make_comment(item=item, text=NAMING)) == [position]
    MatterLink.objects.create(
        communication_id=item.communication_id, matter=matter, about=True, said_by=clerk.membership
    )
    assert agreed_for(officer, under) == [position]


def test_a_comment_that_names_nothing_has_it_where_the_words_of_the_item_name_the_matter(
    clerk: Person, officer: Person, item: NewsItem, matter: Matter, position: Position
) -> None:
    told = "<p>News of roads.</p><p>On the northern route.</p>"
    news = make_news(author=officer, clerk=clerk, body=told)
    under = make_comment(item=news)
    assert agreed_for(officer, under) == [position]
    assert agreed_for(officer, make_comment(item=item)) == []
    MatterLink.objects.create(
        communication_id=news.communication_id, matter=matter, about=False, said_by=clerk.membership
    )
    assert agreed_for(officer, under) == []
    assert agreed_for(officer, make_comment(item=news, text=NAMING)) == [position]


def test_it_stands_beside_the_form_and_one_button_begins_the_draft_with_it(
    officer: Person, item: NewsItem, position: Position
) -> None:
    comment = make_comment(item=item, text=NAMING)
    shown = page(officer, comment)
    assert SAID in shown
    assert "Minute 34/26, agreed Wednesday 4 November 2026. You may say this as it stands." in shown
    assert f'type="submit" form="form" name="position" value="{position.pk}"' in shown
    sent = {"sort": "reply", "position": str(position.pk)}
    answer = sign_in(officer).post(f"/{officer.council.slug}/desk/moderation/{comment.pk}/reply/", sent)
    assert answer.status_code == 302
    content = content_of(Reply.objects.get())
    assert content["text"] == SAID
    assert (content["basis"], content["basis_reference"]) == ("position", "The bypass, Minute 34/26")


def test_without_the_button_the_draft_is_routine_as_before(
    officer: Person, item: NewsItem, position: Position
) -> None:
    made = begin_reply(actor=officer, comment_id=make_comment(item=item, text=NAMING).pk, sort="reply")
    content = content_of(made)
    assert (content["text"], content["basis"], content["basis_reference"]) == ("", "routine", "")


def test_a_letter_that_answers_what_was_said_alone_begins_with_it_too(
    officer: Person, position: Position
) -> None:
    call = make_call(by=officer, text=NAMING)
    made = begin_reply(actor=officer, comment_id=call.pk, sort="reply", position_id=position.pk)
    content = content_of(made)
    assert made.communication.kind == "letter"
    assert content["body"].endswith(f"<p>{SAID}</p>")
    assert content["basis"] == "position"


def test_the_offer_to_talk_elsewhere_says_nothing_else(
    officer: Person, item: NewsItem, position: Position
) -> None:
    comment = make_comment(item=item, text=NAMING)
    made = begin_reply(actor=officer, comment_id=comment.pk, sort="offline", position_id=position.pk)
    assert SAID not in content_of(made)["text"]
    assert content_of(made)["basis"] == "routine"


def test_a_position_that_is_not_offered_begins_nothing(
    clerk: Person, officer: Person, item: NewsItem, matter: Matter, position: Position
) -> None:
    comment = make_comment(item=item, text=NAMING)
    make_flag(matter=matter, by=clerk)
    assert SAID not in page(officer, comment)
    with pytest.raises(InvalidInput, match="This position is not offered any more"):
        begin_reply(actor=officer, comment_id=comment.pk, sort="reply", position_id=position.pk)
    end_position(actor=clerk, position_id=position.pk, reason="Overtaken.")
    assert not Reply.objects.exists()
