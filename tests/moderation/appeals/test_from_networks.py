"""Whoever wrote on a network appeals by the secret half of the reference, whatever their account is called there."""

import pytest
from django.core.cache import cache
from django.test import Client

from moderation.appeals.keys import reference_with_key
from moderation.models import Appeal, Comment
from moderation.ruling import Judged, rule
from policies.models import Clause
from portal.channels.models import NewsItem
from portal.councils.people import Person
from tests.makers.comments import make_comment, make_house_rules

pytestmark = pytest.mark.django_db
WRITERS = {
    "Facebook, by a number": ("Jo Example", "1024"),
    "Facebook, not told": ("Somebody on Facebook", ""),
    "WordPress": ("Jo", ""),
    "WordPress, with a site": ("Jo", "https://jo.example/"),
    "X": ("Jo Example", "JoExample"),
    "Mastodon, same server": ("Jo", "jo"),
    "Mastodon, another server": ("Jo", "jo@other.example"),
    "Bluesky": ("Jo", "jo.test"),
}
"""The name and the account as each connector brings them."""


@pytest.fixture(autouse=True)
def _rules(clerk: Person) -> None:
    cache.clear()
    make_house_rules(clerk)


def hidden(clerk: Person, item: NewsItem, network: str) -> Comment:
    author, account = WRITERS[network]
    made = make_comment(item=item, way="network", author=author, author_id=account, email="")
    clause = Clause.objects.get(version__policy__council=clerk.council, ref="7.9/b1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults.")
    return made


def sent(comment: Comment, reference: str, who: str = "") -> int:
    typed = {"reference": reference, "who": who, "words": "I meant the pigeons."}
    return Client().post(f"/{comment.council.slug}/appeals/", typed).status_code


@pytest.mark.parametrize("network", WRITERS)
def test_the_whole_reference_is_enough_whatever_name_is_typed(
    clerk: Person, item: NewsItem, network: str
) -> None:
    comment = hidden(clerk, item, network)

    assert sent(comment, reference_with_key(comment).lower(), "@Somebody@else.example") == 302

    made = Appeal.objects.get()
    assert (made.comment, made.words) == (comment, "I meant the pigeons.")
    assert sent(comment, reference_with_key(comment)) == 302
    assert Appeal.objects.get() == made


@pytest.mark.parametrize("network", WRITERS)
def test_a_name_is_nothing_without_the_secret_half(clerk: Person, item: NewsItem, network: str) -> None:
    comment = hidden(clerk, item, network)

    for reference in (comment.reference, f"{comment.reference}-", f"{comment.reference}-AAAAAAAA"):
        for who in WRITERS[network]:
            assert sent(comment, reference, who) == 422
    assert not Appeal.objects.exists()


def test_the_key_of_another_comment_opens_nothing(clerk: Person, item: NewsItem) -> None:
    comment, other = hidden(clerk, item, "X"), hidden(clerk, item, "Bluesky")
    key = reference_with_key(other).rpartition("-")[2]

    assert sent(comment, f"{comment.reference}-{key}", "JoExample") == 422
    assert not Appeal.objects.exists()


def test_in_the_newsroom_the_address_is_asked_for_beside_it(clerk: Person, item: NewsItem) -> None:
    made = make_comment(item=item)
    clause = Clause.objects.get(version__policy__council=clerk.council, ref="7.9/b1")
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause.pk)
    rule(actor=clerk, comment_id=made.pk, judged=judged, reason="It insults.")

    for who in ("", "Robin", "jo@people.example"):
        assert sent(made, reference_with_key(made), who) == 422
    assert sent(made, reference_with_key(made), "Robin@people.example") == 302


def test_who_gave_no_address_in_the_newsroom_is_not_known_by_the_reference_alone(
    clerk: Person, item: NewsItem
) -> None:
    comment = hidden(clerk, item, "X")
    Comment.objects.filter(pk=comment.pk).update(way="newsroom")

    assert sent(comment, reference_with_key(comment)) == 422
