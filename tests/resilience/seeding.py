"""What a portal under test begins with, made in a process of its own: `python -m tests.resilience.seeding ACT JSON`."""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django must be set up before its models are imported

from portal.councils.models import Council, User  # noqa: E402
from portal.councils.people import Person, person_now  # noqa: E402
from portal.councils.powers import Role  # noqa: E402
from tests.makers import make_channels, make_contact, make_council, make_membership, make_review, sign_in  # noqa: E402


def _session(person: Person) -> str:
    return sign_in(person).cookies[settings.SESSION_COOKIE_NAME].value


def _somebody(where: Council, role: str, name: str) -> Person:
    """Make a person whose address no other run of this program gives away."""
    user = User.objects.create_user(f"{name.replace(' ', '-')}@{where.slug}.example", name)
    return person_now(make_membership(council=where, role=role, user=user).pk)


def council(slug: str, officers: int = 1) -> dict[str, Any]:
    """Make a council with channels, a reader of its press mail, two clerks and some officers, all signed in."""
    made = make_council(slug=slug)
    channels = make_channels(made)
    make_contact(made)
    clerks = [_somebody(made, Role.CLERK, f"Clerk {n}") for n in range(2)]
    staff = [_somebody(made, Role.OFFICER, f"Officer {n}") for n in range(officers)]
    return {
        "slug": made.slug,
        "id": made.pk,
        "clerks": [_session(person) for person in clerks],
        "officers": [_session(person) for person in staff],
        "channels": {channel.connector: channel.pk for channel in channels},
    }


def submitted(slug: str, kind: str, many: int = 1) -> dict[str, Any]:
    """Put items of ``kind`` into the queue; returns the keys of reviews and revisions."""
    found = Council.objects.get(slug=slug)
    author = _somebody(found, Role.OFFICER, "Author")
    reviews = [make_review(author=author, kind=kind, title=f"Item {n}") for n in range(many)]
    return {"reviews": [[review.pk, review.revision_id, review.communication_id] for review in reviews]}


ACTS: dict[str, Callable[..., dict[str, Any]]] = {"council": council, "submitted": submitted}

if __name__ == "__main__":
    act, options = sys.argv[1:]
    print(json.dumps(ACTS[act](**json.loads(options))))  # noqa: T201  the test reads it
