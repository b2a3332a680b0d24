"""An item of the Deputy's in the queue, its clerk, and whom they ask to read it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from approvals.models import Review, Reviewer
from approvals.reviewers.asking import Asking, Whom, ask_reviewer
from approvals.reviewers.links import token_for
from policies.models import Matter
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.councils.models import Council
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.drafts.models import Communication
from tests.makers import make_council, make_person, make_review
from tests.makers.circumstances import make_matter

SOLICITOR = Whom(None, "Sol Olicitor", "Olicitor & Sons", "sol@olicitor.example")


@pytest.fixture
def council() -> Council:
    """Return a council."""
    return make_council(slug="ptc", name="Pellworth Town Council")


@pytest.fixture
def clerk(council: Council) -> Person:
    """Return its clerk."""
    return make_person(council=council, role=Role.CLERK, name="Ann Clerk", title="Town Clerk")


@pytest.fixture
def author(council: Council) -> Person:
    """Return the writer."""
    return make_person(council=council, role=Role.DEPUTY, name="Dan Deputy")


@pytest.fixture
def chair(council: Council) -> Person:
    """Return a member who reads."""
    return make_person(council=council, role=Role.CHAIR, name="Ada Example")


@pytest.fixture
def review(author: Person) -> Review:
    """Return a release that waits."""
    return make_review(author=author)


def named_matter(clerk: Person, title: str = "The old depot", aliases: tuple[str, ...] = ()) -> Matter:
    """Return a matter of named access."""
    made = make_matter(clerk=clerk, title=title, aliases=aliases)
    made.named_access_only = True
    made.save()
    return made


def in_days(days: int) -> datetime:
    """Return the moment that many days from now."""
    return timezone.now() + timedelta(days=days)


def asked(actor: Person, item: Communication, whom: Whom = SOLICITOR, **more: Any) -> Reviewer:
    """Return a reviewer of the item as it stands, for a week."""
    item.refresh_from_db()
    assert item.current_revision_id is not None
    asking = Asking(whom, more.pop("words", "Are the facts right?"), more.pop("until", in_days(7)))
    more.setdefault("revision_id", item.current_revision_id)
    return ask_reviewer(actor=actor, communication_id=item.pk, asking=asking, **more)


def link_of(reviewer: Reviewer) -> str:
    """Return the path of the private link that the first notice about ``reviewer`` brings."""
    rows = Notice.objects.filter(recipient__isnull=True, what=What.REVIEWER_ASKED, object_id=reviewer.pk)
    return f"/{reviewer.council.slug}/read/{token_for(rows.get().key)}/"
