"""Saying what a recording is: its title, who made it, and who can be recognised in it, seen or heard."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.models import Recording
from portal.drafts.pictures.describing import check_crowd, refuse_while_named, require
from portal.drafts.pictures.reaching import get_described_recording
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput
from portal.typed import stated


@dataclass(frozen=True)
class About:
    """What is said of a recording: what readers see above it, who made it, who is in it (one of Recording.Who).

    ``event``, its day and ``notice`` belong to a crowd at an event; ``agreed`` is a note of one's own about all this.
    """

    title: str
    source: str
    who: str
    event: str = ""
    event_on: date | None = None
    notice: str = ""
    agreed: str = ""


@transaction.atomic
def describe_recording(*, actor: Person, recording_id: int, about: About) -> Recording:
    """Note what ``actor`` says of a recording, under their name; what waits to go out is judged again.

    Raises NotYours for whom it is not, InvalidInput where something that is needed is missing, Refusal where the answer
    is that nobody can be recognised although people are named.
    """
    bump(actor.council.pk)
    rows = Recording.objects.select_for_update(of=("self",))
    recording = rows.get(pk=get_described_recording(actor, recording_id).pk)
    said = checked(about)
    refuse_while_named(recording, said.who)
    say(actor, recording, said)
    recording.save()
    file_snapshots([filing(actor, recording, "recording_described")])
    facts = {"who": recording.who, "text_sha256": sha256_of(told(recording))}
    record([entry_by(actor, "recording_described", "recording", recording.pk, **facts)])
    return recording


def checked(about: About) -> About:
    """Return ``about`` as it is kept; raises InvalidInput naming the first thing that is missing."""
    if about.who not in Recording.Who.values:
        raise InvalidInput("Say who can be recognised in it.")
    require({"Give it a title.": about.title, "Say who made it.": about.source})
    check_crowd(about.who, about.event, about.event_on, about.notice)
    crowd = about.who == Recording.Who.CROWD
    return replace(
        about,
        title=stated(about.title)[:150],
        source=stated(about.source)[:200],
        event=stated(about.event)[:200] if crowd else "",
        event_on=about.event_on if crowd else None,
        notice=stated(about.notice) if crowd else "",
        agreed=stated(about.agreed)[:2000],
    )


def say(actor: Person, recording: Recording, said: About) -> None:
    """Put what checked() returned into the row, under the name of ``actor``; the caller saves it."""
    for name in ("title", "source", "who", "event", "event_on", "notice", "agreed"):
        setattr(recording, name, getattr(said, name))
    recording.said_by, recording.said_at = actor.membership, timezone.now()


def told(recording: Recording) -> str:
    """Return what was said of a recording, as it is filed."""
    lines = [f"Made by: {recording.source}", f"Who is in it: {recording.get_who_display()}"]
    if recording.who == Recording.Who.CROWD:
        lines.append(f"Event: {recording.event}, {recording.event_on}. Notice: {recording.notice}")
    if recording.agreed:
        lines.append(f"Note: {recording.agreed}")
    return "\n".join(lines)


def filing(actor: Person, recording: Recording, status: str) -> Filing:
    """Return what is filed of a recording that was added or described."""
    return Filing(
        council_id=actor.council.pk,
        status=status,
        object_type="recording",
        object_id=recording.pk,
        title=recording.title,
        text=told(recording),
        actor_id=actor.user_id,
    )
