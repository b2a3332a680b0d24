"""Saying what a picture is: its description, who made it, on what terms, and who can be recognised in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.models import Depicting, Media, PicturePerson
from portal.drafts.pictures.reaching import get_described
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typed import stated


@dataclass(frozen=True)
class About:
    """What is said of a picture. ``who`` is one of Media.Who; the last three belong to a crowd at an event."""

    alt: str
    source: str
    licence: str
    who: str
    terms: str = ""
    event: str = ""
    event_on: date | None = None
    notice: str = ""


@transaction.atomic
def describe(*, actor: Person, media_id: int, about: About) -> Media:
    """Note what ``actor`` says of a picture, under their name; what waits to go out is judged again.

    Raises NotYours for whom it is not, InvalidInput where something that is needed is missing, Refusal where the answer
    is that nobody can be recognised although people are named.
    """
    bump(actor.council.pk)
    media = _lock(get_described(actor, media_id))
    _check(about)
    refuse_while_named(media, about.who)
    for name in ("alt", "source", "licence", "who", "terms"):
        setattr(media, name, stated(getattr(about, name)))
    crowd = about.who == Media.Who.CROWD
    media.event, media.notice = (stated(about.event), stated(about.notice)) if crowd else ("", "")
    media.event_on = about.event_on if crowd else None
    media.said_by, media.said_at = actor.membership, timezone.now()
    media.save()
    told = _told(media)
    file_snapshots([_filing(actor, media, told)])
    record(
        [entry_by(actor, "picture_described", "media", media.pk, who=media.who, text_sha256=sha256_of(told))]
    )
    return media


@transaction.atomic
def offer(*, actor: Person, media_id: int) -> None:
    """Put a picture that was uploaded in a draft into the library for everybody at the desk; again does nothing."""
    media = get_described(actor, media_id)
    if Media.objects.filter(pk=media.pk, offered_at__isnull=True).update(offered_at=timezone.now()) == 1:
        record([entry_by(actor, "picture_offered", "media", media.pk)])


def _lock(media: Media) -> Media:
    return Media.objects.select_for_update().get(pk=media.pk)


def _check(about: About) -> None:
    """Raise InvalidInput naming the first thing that is missing."""
    if about.who not in Media.Who.values or about.licence not in Media.Licence.values:
        raise InvalidInput("Choose one of the answers offered.")
    needed = {
        "Describe the picture for those who cannot see it.": about.alt,
        "Say who made the picture.": about.source,
    }
    if about.licence in {Media.Licence.OPEN, Media.Licence.BOUGHT}:
        needed["Note the terms: which licence, or what was bought."] = about.terms
    require(needed)
    check_crowd(about.who, about.event, about.event_on, about.notice)


def require(needed: Mapping[str, str]) -> None:
    """Raise InvalidInput with the first of the words whose value is empty."""
    missing = next((words for words, value in needed.items() if not stated(value)), "")
    if missing:
        raise InvalidInput(missing)


def check_crowd(who: str, event: str, event_on: date | None, notice: str) -> None:
    """Raise InvalidInput where ``who`` is a crowd and it is not said at which event, or what the notice there said."""
    if who != Depicting.Who.CROWD:
        return
    require({"Name the event.": event, "Enter the words of the notice at the event.": notice})
    if event_on is None:
        raise InvalidInput("Enter the day of the event.")
    if event_on > timezone.localdate():
        raise InvalidInput("The event cannot be on a day that is still to come.")


def refuse_while_named(shown: Depicting, who: str) -> None:
    """Raise Refusal where ``who`` says that no people are to be named, although people are named in ``shown``."""
    people = PicturePerson.objects.filter(removed_at__isnull=True, erased_at__isnull=True)
    if who != Depicting.Who.PEOPLE and people.filter(**{shown.object_type: shown.pk}).exists():
        raise Refusal(
            f"People are named in this {shown.called}.",
            "Nothing was changed. Take off first who is not in it; who withdrew a permission stays named.",
        )


def _told(media: Media) -> str:
    lines = [
        f"Description: {media.alt}",
        f"Made by: {media.source}",
        f"Terms: {media.get_licence_display()}. {media.terms}".strip(),
        f"Who is in it: {media.get_who_display()}",
    ]
    if media.who == Media.Who.CROWD:
        lines.append(f"Event: {media.event}, {media.event_on}. Notice: {media.notice}")
    return "\n".join(lines)


def _filing(actor: Person, media: Media, told: str) -> Filing:
    return Filing(
        council_id=actor.council.pk,
        status="picture_described",
        object_type="media",
        object_id=media.pk,
        title=media.name,
        text=told,
        actor_id=actor.user_id,
    )
