"""Settling the particulars of a period: who stands, who may be quoted, what is in controversy, which channels close."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from policies.language.given_names import in_small_letters, is_capitals, readings_of
from policies.models import Candidate, Period
from policies.periods.announcing import POLLS
from policies.periods.listing import list_what_stands
from portal.channels.models import Channel
from portal.councils.circumstances import bump
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.councils.recording import entry_by
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated

MOST = 200
_PARTY = re.compile(
    r"\b(?:party|labour|conservatives?|independent|liberal|democrats?|greens?|reform|unionist|socialist|cymru)\b",
    re.IGNORECASE,
)
LONGEST_NAME, LONGEST_WARD, LONGEST_SUBJECT, LONGEST_MESSAGE = 150, 100, 120, 300


@dataclass(frozen=True)
class Standing:
    """Somebody who stands: their name as the statement of persons nominated prints it, party and ward."""

    name: str
    party: str = ""
    ward: str = ""


@dataclass(frozen=True)
class Particulars:
    """What is settled about a period. Every list replaces the one before."""

    candidates: Sequence[Standing] = ()
    officers: Sequence[Membership] = ()
    subjects: Sequence[str] = ()
    channels: Sequence[Channel] = ()
    public_message: str = ""


def read_candidates(pasted: str) -> list[Standing]:
    """Read a pasted list, one a line: name, party, ward, with commas, semicolons or tabs between.

    Raises InvalidInput naming the line that cannot be read.
    """
    found: list[Standing] = []
    for number, line in enumerate(pasted.splitlines(), start=1):
        if not line.strip():
            continue
        separator = next((mark for mark in ("\t", ";", ",") if mark in line), ",")
        parts = [" ".join(part.split()) for part in line.split(separator)]
        parts = _surname_last(parts)
        name, party, ward = (*parts, "", "", "")[:3]
        if not name or len(parts) > 3:
            raise InvalidInput(
                f"Line {number} cannot be read: write a name, a party and a ward with commas between."
            )
        if max(len(name), len(party)) > LONGEST_NAME or len(ward) > LONGEST_WARD:
            raise InvalidInput(f"Line {number} is too long: write one person a line.")
        if all((name, ward) != (each.name, each.ward) for each in found):
            found.append(Standing(name, party, ward))
    if len(found) > MOST:
        raise InvalidInput(f"That is more than {MOST} candidates. Enter those of one poll.")
    return found


def _surname_last(parts: list[str]) -> list[str]:
    """Return ``parts`` with the name of “SMITH, John Arthur, …” or “SMITH John Arthur, …” as one, surname last."""
    first, *rest = parts
    capitals = all(is_capitals(word) for word in first.split()) and bool(first)
    alone = len(first.split()) == 1 or len(rest) == 3
    if capitals and alone and rest and rest[0] and not _PARTY.search(rest[0]):
        return [f"{rest[0]} {in_small_letters(first)}", *rest[1:]]
    words = first.split()
    if words and is_capitals(words[0]) and not capitals:
        name = next(readings_of(first))
        return [" ".join((*name.given, name.surname)), *rest]
    return parts


def read_subjects(typed: str) -> list[str]:
    """Read what is in controversy, one a line. Raises InvalidInput for a line that is too long, or too many."""
    found = list(dict.fromkeys(" ".join(line.split()) for line in typed.splitlines() if line.strip()))
    if len(found) > MOST or any(len(line) > LONGEST_SUBJECT for line in found):
        raise InvalidInput(
            f"Write a few words a line, up to {LONGEST_SUBJECT} characters, and up to {MOST} lines."
        )
    return found


@transaction.atomic
def settle(*, actor: Person, period_id: int, particulars: Particulars) -> Period:
    """Enter the particulars of a period before a poll; what is out or waiting is looked through again if it runs.

    Raises NotYours, InvalidInput for people or channels of another council, Refusal where the period is over.
    """
    actor.require(Power.CONFIGURE)
    _check(actor, particulars)
    bump(actor.council.pk)  # the council's row before the period's, as where the notice is entered
    period = (
        Period.objects.select_for_update().filter(pk=period_id, council=actor.council, kind__in=POLLS).first()
    )
    if period is None or period.is_over:
        raise Refusal("This period is over.", "Nothing was changed. Enter what is needed with the next poll.")
    period.subjects = list(particulars.subjects)
    period.public_message = stated(particulars.public_message)
    period.save(update_fields=["subjects", "public_message"])
    period.authorised_officers.set(particulars.officers)
    period.closed_channels.set(particulars.channels)
    period.candidates.all().delete()
    Candidate.objects.bulk_create(
        Candidate(period=period, name=each.name, party=each.party, ward=each.ward)
        for each in particulars.candidates
    )
    listed = list_what_stands(period) if period.begins_at is not None else 0
    facts = {
        "candidates": len(particulars.candidates),
        "officers": sorted(member.pk for member in particulars.officers),
        "subjects": len(particulars.subjects),
        "channels": sorted(channel.pk for channel in particulars.channels),
        "listed": listed,
    }
    record([entry_by(actor, "period_settled", "period", period.pk, **facts)])
    return period


def _check(actor: Person, particulars: Particulars) -> None:
    """Raise InvalidInput for what cannot stand."""
    if any(
        member.council_id != actor.council.pk or member.role not in STAFF for member in particulars.officers
    ):
        raise InvalidInput("Only the clerk and officers of this council can be authorised to be quoted.")
    if any(channel.council_id != actor.council.pk for channel in particulars.channels):
        raise InvalidInput("Choose channels of this council.")
    if len(particulars.public_message) > LONGEST_MESSAGE:
        raise InvalidInput(f"Readers are told in up to {LONGEST_MESSAGE} characters.")
    if particulars.channels and not stated(particulars.public_message):
        raise InvalidInput("Say in public why a channel is closed, and where else to look.")
