"""The whole matrix of offices and powers, against the table in docs/roles.md; and that no member can come to decide."""

import re
from datetime import timedelta
from itertools import chain, combinations
from pathlib import Path

import pytest
from django.utils import timezone

from portal.channels.outbox.standstill import hold_everything
from portal.councils.delegating import delegate
from portal.councils.models import Delegation
from portal.councils.people import person_now
from portal.councils.permitting import permit_drafting
from portal.councils.powers import DELEGABLE, DELEGABLE_WORDS, Power, Role, powers_of
from portal.councils.settling import require_second_officer
from portal.drafts.kinds import KINDS
from portal.refusals import NotYours, Refusal
from tests.makers import make_council, make_person

TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
_CHOICES = [frozenset(found) for size in range(4) for found in combinations(sorted(DELEGABLE), size)]


def found() -> dict[str, list[str]]:
    """Return what each office may do, and the officer with each power that can be delegated."""
    rows = {role.label: powers_of(role, delegated=(), suspended=False) for role in Role}
    for power, (label, _) in DELEGABLE_WORDS.items():
        name = f"Officer to whom is delegated: {label.lower()}"
        rows[name] = powers_of(Role.OFFICER, delegated=[power.name], suspended=False)
    return {name: ["yes" if power in held else "–" for power in Power] for name, held in rows.items()}


def written() -> dict[str, list[str]]:
    """Return the table below the heading "Powers" of docs/roles.md."""
    text = TABLE.read_text(encoding="utf-8").split("## Powers\n")[1].split("\n## ")[0]
    lines = [re.split(r"\s*\|\s*", line.strip("| ")) for line in text.splitlines() if line.startswith("|")]
    assert lines[0] == ["office", *(power.value for power in Power)]
    return {line[0]: line[1:] for line in lines[2:]}


def test_the_document_says_exactly_what_every_office_may_do() -> None:
    for name, cells in found().items():
        print(f"| {name} | {' | '.join(cells)} |")  # noqa: T201  shown where the two differ

    assert written() == found()


@pytest.mark.parametrize("powers", _CHOICES, ids=lambda powers: "+".join(sorted(powers)) or "none")
@pytest.mark.parametrize("role", Role.values)
def test_an_officer_gains_exactly_what_is_chosen_and_nobody_else_gains_anything(
    role: str, powers: frozenset[Power]
) -> None:
    before = powers_of(role, delegated=(), suspended=False)
    after = powers_of(role, delegated=[power.name for power in powers], suspended=False)

    assert after == (before | powers if role == Role.OFFICER else before)


@pytest.mark.parametrize("role", [role for role in Role.values if role not in {Role.CLERK, Role.OFFICER}])
@pytest.mark.django_db
def test_no_configuration_lets_a_member_decide(role: str) -> None:
    """Each setting, each delegation, each permission is tried; the database's own rows too, past every verb."""
    council = make_council(second_factor_required=False)
    clerk = make_person(council=council, role=Role.CLERK)
    make_person(council=council, role=Role.CLERK)
    member = make_person(council=council, role=role)
    now = timezone.now()
    require_second_officer(actor=clerk, required=True)
    for kind in KINDS:
        permit_drafting(actor=clerk, holder=member.membership, kind=kind, reason="Anything")
    for powers in chain(_CHOICES[1:], [frozenset(Power)]):
        names = sorted(power.name for power in powers)
        with pytest.raises(Refusal):
            delegate(
                actor=clerk,
                holder=member.membership,
                starts_at=now,
                until=now + timedelta(days=1),
                reason="Try",
                powers=names,
            )
    Delegation.objects.create(
        giver=clerk.membership,
        holder=member.membership,
        starts_at=now,
        until=now + timedelta(days=1),
        reason="Past every verb",
        powers=sorted(power.name for power in DELEGABLE),
    )

    now_held = person_now(member.membership.pk)

    assert now_held.powers == powers_of(role, delegated=(), suspended=False)
    assert not now_held.powers & {Power.DECIDE, Power.DELEGATE, Power.CONFIGURE, *DELEGABLE}
    assert now_held.delegation_id is None
    with pytest.raises(NotYours):
        hold_everything(actor=now_held, reason="Try")
