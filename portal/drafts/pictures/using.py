"""What shows a picture or recording: the current words of items, and what is live or scheduled of them."""

from typing import Any

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.fields.json import JSONField
from django.db.models.functions import Cast, JSONObject

from portal.councils.people import Person
from portal.councils.powers import Power
from portal.drafts.access import kept_from, visible_to
from portal.drafts.models import Communication, Depicting, Media, Revision
from portal.drafts.models.communication import REVISION_IMAGES, REVISION_RECORDINGS

OUT = ("scheduled", "live")
"""States of a publication that goes out or is out (portal.channels.states.PublicState)."""


def revisions_with(shown: Depicting) -> "QuerySet[Revision]":
    """Return every revision of the council that shows this picture or recording. An index answers it.

    Also under another row of the library: two files that differed in what publishing takes away, such as the place
    where a picture was taken, look the same, and whoever withdraws a permission means what is seen.
    """
    rows = _containing(shown, {"sha256": shown.sha256})
    return rows.filter(communication__council_id=shown.council_id)


def revisions_naming(shown: Depicting) -> "QuerySet[Revision]":
    """Return every revision that shows it by this very row of the library, whose files it needs."""
    return _containing(shown, {shown.object_type: str(shown.pk), "sha256": shown.sha256})


def _containing(shown: Depicting, row: dict[str, str]) -> "QuerySet[Revision]":
    part = REVISION_IMAGES if isinstance(shown, Media) else REVISION_RECORDINGS
    found: QuerySet[Revision] = Revision.objects.alias(shown=part).filter(
        shown__contains=[row]  # type: ignore[misc]
    )
    return found


def uses_of(thing: Depicting) -> "QuerySet[Communication]":
    """Return the items that use ``thing`` now: in their current words, or in what is out or scheduled of them.

    An earlier version that nobody reads any more is history and does not count.
    """
    shown = revisions_with(thing).values("pk")
    # The floor above hangs its rows on the item; they are named by string, as in the settings.
    out: Any = Q(publications__revision__in=shown, publications__state__in=OUT)
    items = Communication.objects.filter(council_id=thing.council_id)
    keys = items.filter(Q(current_revision__in=shown) | out).values("pk")
    return Communication.objects.filter(pk__in=keys).order_by("-changed_at", "-pk")


def shown_in_shared(person: Person) -> Exists:
    """Return the condition that an item shows a picture which was submitted, or which the office began.

    What is closed to ``person`` tells nothing of its pictures either.
    """
    row = Func(
        JSONObject(media=Cast(OuterRef("pk"), CharField()), sha256=OuterRef("sha256")),
        function="jsonb_build_array",
        output_field=JSONField(),
    )
    rows = Revision.objects.alias(images=REVISION_IMAGES).filter(communication__shared_at__isnull=False)
    return Exists(rows.filter(images__contains=row).exclude(communication__in=kept_from(person)))


def others_with(person: Person, shown: Depicting) -> int:
    """Return how many items use ``shown`` that ``person``, who reads every draft, cannot read: not submitted yet.

    Nothing is counted for anybody else, nor what is closed to them.
    """
    if not person.may(Power.READ_ALL):
        return 0
    rest = uses_of(shown).exclude(pk__in=visible_to(person).values("pk"))
    return rest.exclude(pk__in=kept_from(person).values("pk")).count()
