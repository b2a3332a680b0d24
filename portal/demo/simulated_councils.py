"""Simulated councils with their people, written in bulk through the real schema, each with a record that verifies."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from portal.channels.models import Channel
from portal.councils.models import Body, Council, Membership, User
from portal.councils.people import Person, person_now
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.demo.simulated_texts import FIRST, LAST, NAMES, PLACES
from portal.records.ledger import record

AT_ONCE = 500
AUTHORS = 8
"""Who writes in the first council, besides its clerk and chairman."""
_SMALL: Sequence[str] = (Role.CLERK, Role.CHAIR)
_LARGE: Sequence[str] = (*_SMALL, *([Role.OFFICER] * AUTHORS))
_UNUSABLE = "!"
"""A password that no typed one matches: nobody signs in as a simulated person."""


@dataclass(frozen=True)
class Ground:
    """The council in which the items are: who decides, who writes, and where things go."""

    clerk: Person
    authors: list[Person]
    body: Body
    newsroom: Channel

    @property
    def council(self) -> Council:
        """Return the council."""
        return self.clerk.council


def slug_of(seed: int, number: int) -> str:
    """Return the address of the ``number``-th simulated council of a seed."""
    return f"sim{seed}-{number}"


def write_councils(chance: random.Random, *, seed: int, many: int) -> Ground:
    """Write ``many`` councils with their people; return the first, which has the most of them and its channels."""
    for begin in range(0, many, AT_ONCE):
        with transaction.atomic():
            _batch(chance, seed, range(begin, min(begin + AT_ONCE, many)))
    council = Council.objects.get(slug=slug_of(seed, 0))
    body = Body.objects.get(council=council)
    newsroom, _ = Channel.objects.bulk_create(
        Channel(council=council, body=body, connector=slug, name=name)
        for slug, name in (("newsroom", "Newsroom"), ("press_email", "Press list"))
    )
    members = [person_now(pk) for pk in _members(council)]
    return Ground(members[0], members[2:], body, newsroom)


def _members(council: Council) -> list[int]:
    return list(Membership.objects.filter(council=council).order_by("pk").values_list("pk", flat=True))


def _batch(chance: random.Random, seed: int, numbers: range) -> None:
    councils = Council.objects.bulk_create(_council(chance, seed, number) for number in numbers)
    Body.objects.bulk_create(
        Body(council=council, kind=Body.Kind.COUNCIL, name=council.name) for council in councils
    )
    offices = [
        (council, role)
        for number, council in zip(numbers, councils, strict=True)
        for role in (_LARGE if number == 0 else _SMALL)
    ]
    users = User.objects.bulk_create(
        User(
            email=f"person{place}.{council.slug}@sim.example",
            name=f"{chance.choice(FIRST)} {chance.choice(LAST)}",
            password=_UNUSABLE,
        )
        for place, (council, _) in enumerate(offices)
    )
    members = Membership.objects.bulk_create(
        Membership(council=council, user=user, role=role)
        for (council, role), user in zip(offices, users, strict=True)
    )
    founded = [
        entry_by_machine(council.pk, "council_created", "council", council.pk, slug=council.slug)
        for council in councils
    ]
    joined = [
        entry_by_machine(member.council_id, "member_added", "membership", member.pk, role=member.role)
        for member in members
    ]
    record([*founded, *joined])


def _council(chance: random.Random, seed: int, number: int) -> Council:
    return Council(
        slug=slug_of(seed, number),
        name=f"Simulated {chance.choice(PLACES)} {chance.choice(NAMES)} Parish Council {number}",
        kind=Council.Kind.PARISH,
        email=f"clerk.{slug_of(seed, number)}@sim.example",
        second_factor_required=False,
    )
