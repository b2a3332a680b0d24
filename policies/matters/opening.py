"""Opening a matter, changing what is noted of it, closing it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from policies.matters.holding import hold_what_touches
from policies.models import Matter, MatterAlias
from policies.typed import typed
from portal.councils.circumstances import bump
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by, reasoned
from portal.records.ledger import Entry, record
from portal.refusals import InvalidInput, Refusal

MOST_ALIASES = 40
SHORTEST_ALIAS = 3
"""Characters; "he" as a name of a matter would stop every text there is."""


@dataclass(frozen=True)
class Noted:
    """What is noted of a matter. ``aliases`` are further words by which a text about it is recognised."""

    title: str
    summary: str = ""
    aliases: Sequence[str] = ()
    named_access_only: bool = False
    interested_see_papers: bool = False


@transaction.atomic
def open_matter(*, actor: Person, noted: Noted) -> Matter:
    """Note that the council is dealing with something: confidential until an open reference releases it.

    Raises NotYours without the power, InvalidInput for what cannot be noted, Refusal where there is one of this title.
    """
    actor.require(Power.DECIDE)
    bump(actor.council.pk)
    matter, entry = write_matter(actor, noted)
    record([entry])
    return matter


def write_matter(actor: Person, noted: Noted, **facts: object) -> tuple[Matter, Entry]:
    """Write a new matter down; returns it with the entry that the caller records, ``facts`` in it.

    Runs in the transaction of a caller who may, and has moved the council's circumstances on. Raises as open_matter().
    """
    kept = _kept(noted)
    matter = Matter(council=actor.council, opened_by=actor.membership)
    _write(matter, kept)
    _set_aliases(matter, kept.aliases)
    facts |= {"named_access_only": kept.named_access_only, "aliases": len(kept.aliases)}
    return matter, entry_by(actor, "matter_opened", "matter", matter.pk, **facts)


@transaction.atomic
def change_matter(*, actor: Person, matter_id: int, noted: Noted) -> Matter:
    """Let other words stand for a matter from now on; what waits to go out is judged again by them, at once if flagged.

    Raises as open_matter(), and Refusal where the matter is closed or not there, or is flagged and would be known by
    fewer words: what the flag holds would go on, and lifting a flag takes its own authority and a reason.
    """
    actor.require(Power.DECIDE)
    kept = _kept(noted)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    flagged = matter.flags.filter(lifted_at__isnull=True).exists()
    if flagged:
        _refuse_fewer_words(matter, kept)
    _write(matter, kept)
    _set_aliases(matter, kept.aliases)
    held = hold_what_touches(matter) if flagged else []
    facts = {"named_access_only": kept.named_access_only, "aliases": len(kept.aliases)}
    record([entry_by(actor, "matter_changed", "matter", matter.pk, **facts), *held])
    return matter


@transaction.atomic
def close_matter(*, actor: Person, matter_id: int, reason: str) -> None:
    """Close a matter: texts are not judged by it any more.

    Raises NotYours without the power, InvalidInput without a reason, Refusal where it is closed, or is flagged: who
    lifts the flag says why first; and where it was never released, for everybody but the clerk: what the council keeps
    confidential is not let go of by delegation.
    """
    actor.require(Power.DECIDE)
    told = typed(reason, called="Reason", longest=2000)
    bump(actor.council.pk)
    matter = locked(actor, matter_id)
    if matter.flags.filter(lifted_at__isnull=True).exists():
        raise Refusal(
            "This matter is flagged as especially sensitive.",
            "Nothing was changed. Lift the flag first, with a reason, then close the matter.",
        )
    if matter.released_on is None and not actor.is_clerk:
        raise Refusal(
            "This matter was never released: only the clerk closes it.",
            "Nothing was changed. Ask the clerk, or release the matter by its open reference first.",
        )
    Matter.objects.filter(pk=matter.pk).update(closed_at=timezone.now())
    record([reasoned(actor, "matter_closed", "matter", matter.pk, reason=told)])


def locked(actor: Person, matter_id: int) -> Matter:
    """Return an open matter of the actor's council, locked; raise Refusal where it is closed or not there."""
    rows = Matter.objects.select_for_update(no_key=True).filter(council=actor.council, closed_at__isnull=True)
    found = rows.filter(pk=matter_id).first()
    if found is None:
        raise Refusal(
            "This matter was closed meanwhile.", "Nothing was changed. Open the list of matters again."
        )
    return found


def _refuse_fewer_words(matter: Matter, kept: Noted) -> None:
    """Raise Refusal where a text that is recognised by what ``matter`` is called now would no longer be."""
    left = {words.casefold() for words in (kept.title, *kept.aliases)}
    before = (matter.title, *matter.aliases.order_by("pk").values_list("words", flat=True))
    if gone := next((words for words in before if words.casefold() not in left), None):
        raise Refusal(
            f"This matter is flagged as especially sensitive, and texts are held for the words “{gone}”.",
            "Nothing was changed. Keep these words as its title or among its other names, or lift the flag first, "
            "with a reason.",
        )


def _kept(noted: Noted) -> Noted:
    """Return ``noted`` as it is stored, each alias once whatever its capitals; raise InvalidInput."""
    title = typed(noted.title, called="Title", longest=200)
    aliases: dict[str, str] = {}
    for words in noted.aliases:
        if kept := typed(words, called="Other names", longest=120, needed=False):
            if sum(sign.isalnum() for sign in kept) < SHORTEST_ALIAS:
                raise InvalidInput(
                    f"“{kept}” is too short to recognise a text by. Use at least {SHORTEST_ALIAS} letters."
                )
            aliases.setdefault(kept.lower(), kept)
    if len(aliases) > MOST_ALIASES:
        raise InvalidInput(f"A matter has at most {MOST_ALIASES} other names.")
    summary = typed(noted.summary, called="Summary", longest=5000, needed=False)
    return Noted(
        title, summary, tuple(aliases.values()), noted.named_access_only, noted.interested_see_papers
    )


def _write(matter: Matter, kept: Noted) -> None:
    matter.title, matter.summary = kept.title, kept.summary
    matter.named_access_only = kept.named_access_only
    matter.interested_see_papers = kept.interested_see_papers
    try:
        with transaction.atomic():
            if matter.pk is None:
                matter.save()
            else:
                matter.save(update_fields=["title", "summary", "named_access_only", "interested_see_papers"])
    except IntegrityError as error:
        raise Refusal(
            "There is a matter of this title already.",
            "Nothing was changed. Choose a title that tells the two apart.",
        ) from error


def _set_aliases(matter: Matter, words: Sequence[str]) -> None:
    matter.aliases.all().delete()
    MatterAlias.objects.bulk_create(MatterAlias(matter=matter, words=each) for each in words)
