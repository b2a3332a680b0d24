"""Councils and people."""

from itertools import count
from typing import Any

from django.test import Client

from portal.councils.founding import found_council
from portal.councils.models import Council, Membership, User
from portal.councils.people import Person, person_now
from portal.councils.powers import Role

_numbers = count(1)
PASSWORD = "correct horse battery staple"


def make_council(*, slug: str = "", kind: str = "town", **details: Any) -> Council:
    """Return a new council with its own body as voice."""
    slug = slug or f"council-{next(_numbers)}"
    name = details.pop("name", f"{slug.title()} Council")
    details.setdefault("second_factor_required", False)
    return found_council(slug=slug, name=name, kind=kind, **details)


def make_membership(
    *,
    council: Council,
    role: str = Role.COUNCILLOR,
    user: User | None = None,
    name: str = "",
    title: str = "",
) -> Membership:
    """Return a new membership; without ``user`` a new person called ``name``."""
    if user is None:
        number = next(_numbers)
        user = User.objects.create_user(f"person{number}@example.org", name or f"Person {number}")
    works_for = "Fernleigh Print" if role in {Role.CONTRACTOR, Role.PARTNER} else ""
    return Membership.objects.create(
        council=council, user=user, role=role, title=title, organisation=works_for
    )


def make_person(*, council: Council, role: str = Role.COUNCILLOR, name: str = "", title: str = "") -> Person:
    """Return a new person with the powers of ``role`` in ``council``."""
    return person_now(make_membership(council=council, role=role, name=name, title=title).pk)


def sign_in(person: Person) -> Client:
    """Return a test client that is signed in as ``person``."""
    client = Client()
    client.force_login(person.membership.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
