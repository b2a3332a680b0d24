"""Describing a channel in the register: what it is for, whom it reaches, under which rules, how often it speaks."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone

from portal.channels.models import Channel, Particulars
from portal.channels.models.register import LONGEST
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.records.canonical import canonical_json, sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput
from portal.typed import stated

ABOUT = "channel"
_NETWORK = re.compile(r"[a-z][a-z0-9_]{0,29}")
_WORDS = ("purpose", "audience", "branding", "complaints", "house_rules")
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Described:
    """What is stated of a channel. ``speaks_every`` counts days, None: nobody waits for it to speak.

    ``network`` is the name by which versions of a text name it, such as facebook. ``hears_rulings``: it is told of
    rulings on comments, where its connector can be told of anything beside items.
    """

    purpose: str
    audience: str = ""
    application: str = ""
    network: str = ""
    address: str = ""
    branding: str = ""
    complaints: str = ""
    house_rules: str = ""
    speaks_every: int | None = None
    review_on: date | None = None
    hears_rulings: bool = False


@transaction.atomic
def describe_channel(*, actor: Person, channel_id: int, described: Described) -> Particulars:
    """State what a channel is for and how it is run. Its silence and its review count anew where these change.

    Raises NotYours without the power, InvalidInput for another council's channel or what cannot be stored.
    """
    actor.require(Power.MANAGE_CHANNELS)
    bump(actor.council.pk)  # its address is an official one, which texts are judged by
    channel = (
        Channel.objects.select_for_update(no_key=True).filter(pk=channel_id, council=actor.council).first()
    )
    if channel is None:
        raise InvalidInput("This council has no such channel.")
    values = checked(described)
    again = {"silence_told_at": None, "review_told_for": None, "changed_at": timezone.now()}
    kept, _ = Particulars.objects.update_or_create(channel=channel, defaults=values | again)
    facts = {
        "speaks_every": described.speaks_every,
        "review_on": described.review_on.isoformat() if described.review_on else None,
        "hears_rulings": described.hears_rulings,
        "text_sha256": sha256_of(canonical_json({name: values[name] for name in (*_WORDS, "address")})),
    }
    record([entry_by(actor, "channel_described", ABOUT, channel.pk, **facts)])
    return kept


def checked(described: Described) -> dict[str, Any]:
    """Return the columns of Particulars for what is stated; raise InvalidInput for what cannot be stored."""
    words = {name: stated(getattr(described, name)) for name in _WORDS}
    if not words["purpose"]:
        raise InvalidInput("Say what the channel is for.")
    if long := [name.replace("_", " ") for name in _WORDS if len(words[name]) > LONGEST[name]]:
        raise InvalidInput(f"This is too long: {', '.join(long)}.")
    if described.application not in {"", *Particulars.Application.values}:
        raise InvalidInput("Choose what sort of application it is.")
    network = stated(described.network).lower()
    if network and not _NETWORK.fullmatch(network):
        raise InvalidInput("Give the network’s short name in small letters, such as facebook.")
    if described.speaks_every is not None and not 1 <= described.speaks_every <= 366:
        raise InvalidInput("Say within how many days it should speak: between 1 and 366, or nothing.")
    return {
        **words,
        "application": described.application,
        "network": network,
        "address": checked_address(described.address),
        "speaks_every": described.speaks_every,
        "review_on": described.review_on,
        "hears_rulings": described.hears_rulings,
    }


def checked_address(address: str) -> str:
    """Return the address of the public page; raise InvalidInput for what is no address of the web."""
    cleaned = stated(address)
    if not cleaned:
        return ""
    try:
        _is_url(cleaned)
    except ValidationError as error:
        raise InvalidInput(
            "Give the whole address of the page, like https://www.example.org/council."
        ) from error
    if len(cleaned) > 300:
        raise InvalidInput("The address of the page is too long.")
    return cleaned
