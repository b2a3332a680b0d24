"""A release of the Deputy's that quotes the Mayor, and who may do what about the words."""

from typing import Any

import pytest

from portal.channels.quotes.asking import ask_for_item
from portal.channels.quotes.deciding import approve_words
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication, Quote, Revision
from portal.drafts.quotes.standing import quotations_in
from portal.drafts.quotes.words import digest
from tests.makers import make_council, make_person, make_revision

WORDS = "We are glad that the square is open."
OUTSIDER = "Olga Outside"


@pytest.fixture
def council() -> Council:
    """Return a council."""
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk")


@pytest.fixture
def mayor(council: Council) -> Person:
    """Return the speaker."""
    return make_person(council=council, role=Role.CHAIR, name="Cllr Ada Example")


@pytest.fixture
def author(council: Council) -> Person:
    """Return the writer."""
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


def row(words: str = WORDS, speaker: str = "Ada Example", office: str = "Mayor") -> dict[str, str]:
    """Return a quotation as a draft holds it."""
    return {"speaker": speaker, "office": office, "words": words}


@pytest.fixture
def release(author: Person) -> Revision:
    """Return a release that quotes the Mayor, and somebody from outside."""
    return make_revision(author=author, quotes=[row(), row("The fair was fun.", OUTSIDER, "Visitor")])


def asked(author: Person, item: Communication, member: Person | None, number: int = 1, **more: Any) -> Quote:
    """Return what ``author`` asks about a quotation of the item as it stands."""
    item.refresh_from_db()
    assert item.current_revision is not None
    words = quotations_in(item.spec, item.current_revision.content)[number - 1]["words"]
    return ask_for_item(
        actor=author,
        communication_id=item.pk,
        number=number,
        sha256=digest(words),
        member_id=member.membership.pk if member else None,
        **more,
    )


def approved(author: Person, item: Communication, speaker: Person) -> Quote:
    """Return the first quotation of the item, asked and approved."""
    quote = asked(author, item, speaker)
    return approve_words(actor=speaker, quote_id=quote.pk, sha256=quote.sha256)
