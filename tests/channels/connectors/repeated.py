"""What a network was asked with, and where the portal writes down what a network says."""

from collections.abc import Iterator

from portal.channels.models import Attempt, Connection, Delivery, Notice
from portal.channels.notices.words import words_of
from portal.channels.post import Post
from portal.councils.people import Person
from tests.channels.connectors.standin import Request

_KEPT = ("token", "secret", "password", "proof", "refresh", "code")


def given(asked: Request) -> list[str]:
    """Return the credentials of one request: the last word of its header, and what its fields are named for."""
    held = asked.headers.get("authorization", "").split(" ")[-1:]
    fields = {
        name: value for name, value in {**asked.query, **asked.json()}.items() if isinstance(value, str)
    }
    return [*filter(None, held), *(value for name, value in fields.items() if _is_secret(name) and value)]


def written_of(post: Post, person: Person) -> Iterator[str]:
    """Yield what is kept of what went wrong with ``post``, and the words of the mails about it to ``person``."""
    yield from Connection.objects.values_list("problem", flat=True)
    yield from Delivery.objects.filter(key=post.key).values_list("problem", flat=True)
    yield from Attempt.objects.filter(key=post.key).values_list("detail", flat=True)
    for notice in Notice.objects.all():
        words = words_of(notice, person)
        if words is not None:
            yield f"{words.subject}\n{words.body}"


def _is_secret(name: str) -> bool:
    return any(part in name for part in _KEPT)
