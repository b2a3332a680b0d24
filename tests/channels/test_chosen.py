"""What goes together, what may be left out of it, and what goes nowhere without its form."""

from typing import Any

import pytest

from portal.channels.models import Channel
from portal.channels.releasing import chosen_channels
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.refusals import InvalidInput
from tests.makers import make_channels, make_council, make_person, make_revision
from tests.makers.surveys import survey_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Person:
    council = make_council()
    make_channels(council, "newsroom", "press_email", "webhook")
    return make_person(council=council, role=Role.CLERK)


def chosen(clerk: Person, kind: str, *slugs: str, **said: Any) -> list[str]:
    item = make_revision(author=clerk, kind=kind, **said).communication
    wanted = Channel.objects.filter(council=clerk.council, connector__in=slugs)
    return [one.connector for one in chosen_channels(item, list(wanted.values_list("pk", flat=True)))]


@pytest.mark.parametrize("besides", [(), ("webhook",)])
def test_a_release_goes_to_its_own_channels_together_and_a_webhook_may_be_left_out(
    clerk: Person, besides: tuple[str, ...]
) -> None:
    assert chosen(clerk, "press_release", "newsroom", "press_email", *besides) == [
        *("newsroom", "press_email"),
        *besides,
    ]


@pytest.mark.parametrize("alone", [("webhook",), ("newsroom", "webhook"), ("press_email", "webhook")])
def test_a_release_never_goes_to_a_webhook_past_the_newsroom_or_the_newspapers(
    clerk: Person, alone: tuple[str, ...]
) -> None:
    with pytest.raises(InvalidInput, match="all of its channels together: Newsroom and Press Email"):
        chosen(clerk, "press_release", *alone)


def test_a_survey_with_questions_of_its_own_goes_to_a_webhook_only_with_the_page_that_has_the_form(
    clerk: Person,
) -> None:
    with pytest.raises(InvalidInput, match=r"finds no form\. Choose the newsroom too\."):
        chosen(clerk, "survey_invitation", "webhook", **survey_content())

    assert chosen(clerk, "survey_invitation", "newsroom", **survey_content()) == ["newsroom"]
    assert chosen(clerk, "survey_invitation", "newsroom", "webhook", **survey_content()) == [
        "newsroom",
        "webhook",
    ]


def test_where_the_newsroom_is_closed_such_a_survey_goes_nowhere(clerk: Person) -> None:
    Channel.objects.filter(connector="newsroom").update(is_open=False)

    with pytest.raises(InvalidInput, match="Where that is closed, open it first"):
        chosen(clerk, "survey_invitation", "webhook", **survey_content())


def test_a_survey_that_is_held_elsewhere_needs_no_page(clerk: Person) -> None:
    elsewhere = survey_content(questions=[], survey_link="https://survey.example/1", privacy="")

    assert chosen(clerk, "survey_invitation", "webhook", **elsewhere) == ["webhook"]


@pytest.mark.parametrize("kind", ["web_page", "email_bulletin"])
def test_what_has_no_other_channel_may_be_approved_for_none_or_for_a_webhook(
    clerk: Person, kind: str
) -> None:
    assert chosen(clerk, kind) == []
    assert chosen(clerk, kind, "webhook") == ["webhook"]
    with pytest.raises(InvalidInput, match="the channels offered"):
        chosen(clerk, kind, "newsroom")


@pytest.mark.parametrize("kind", ["notice", "social_post", "survey_invitation"])
def test_what_has_channels_of_its_own_goes_to_one_at_least(clerk: Person, kind: str) -> None:
    with pytest.raises(InvalidInput, match="at least one"):
        chosen(clerk, kind)
