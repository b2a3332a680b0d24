"""Who else has a draft open: renewed while the page is open, forgotten a minute after it was closed."""

from datetime import timedelta

from django.utils import timezone

from portal.councils.people import Person
from portal.drafts.models import Communication, Presence

STALE_AFTER = timedelta(minutes=1)


def note_presence(*, actor: Person, communication: Communication) -> None:
    """Note that ``actor`` has the draft open now. One query; nothing for the record."""
    Presence.objects.bulk_create(
        [Presence(communication=communication, person=actor.membership, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["communication", "person"],
        update_fields=["seen_at"],
    )


def others_present(person: Person, communication: Communication) -> list[str]:
    """Return the names of those who had the draft open within the last minute, without ``person``. One query."""
    rows = Presence.objects.filter(
        communication=communication, seen_at__gt=timezone.now() - STALE_AFTER
    ).exclude(person_id=person.membership.pk)
    return list(rows.order_by("person__user__name", "pk").values_list("person__user__name", flat=True))


def in_words(names: list[str]) -> str:
    """Return "Ann Clerk and Bob Baker have this open too.", or '' for nobody."""
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} has this open too."
    return f"{', '.join(names[:-1])} and {names[-1]} have this open too."
