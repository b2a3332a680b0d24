"""Which items name a matter in which a member declared an interest: read by a worker, so that they are closed to them.

The names are found as the checks find them (policies.checks.confidential_matter). Nothing is decided here: what a
person said of item and matter goes before what words say (policies.matters.hiding), and see ADR 17.
"""

from collections.abc import Mapping, Sequence

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Exists, OuterRef

from policies.matching import letters_of, places_of
from policies.matters.hiding import interests_that_bar
from policies.models import Matter, MatterAlias, Mention, MentionsRead
from policies.subjects import subject_of
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of

AT_ONCE = 500
"""Items that are read in one turn of the worker, the latest first; the others in its next."""

Names = Mapping[int, Sequence[str]]
"""By what each matter is called, by its key."""


def note_mentions_of_texts() -> int:
    """Read the items whose words, or the names that are sought in them, are others than when they were last read.

    Only in councils where somebody has an interest in a matter that is not public. Safe to run twice, and by two at
    once. Returns how many were read.
    """
    done = 0
    for council_id, names in _sought().items():
        digest = _digest(names)
        for key in _unread(council_id, digest, most=AT_ONCE - done):
            done += _read(key, names, digest)
        if done >= AT_ONCE:
            break
    return done


def _sought() -> dict[int, Names]:
    """Return what open matters with a declared interest are called, by council. One query."""
    aliases = MatterAlias.objects.filter(matter=OuterRef("pk")).order_by("pk").values("words")
    rows = Matter.objects.filter(
        pk__in=interests_that_bar().values("matter_id"), closed_at__isnull=True
    ).annotate(words=ArraySubquery(aliases))
    found: dict[int, dict[int, Sequence[str]]] = {}
    for row in rows.order_by("council_id", "pk"):
        found.setdefault(row.council_id, {})[row.pk] = (row.title, *row.words)
    return dict(found)


def _digest(names: Names) -> str:
    lines = [" ".join((str(key), *sorted(map(letters_of, each)))) for key, each in sorted(names.items())]
    return sha256_of("\n".join(lines))


def _unread(council_id: int, digest: str, *, most: int) -> list[int]:
    read = MentionsRead.objects.filter(
        communication=OuterRef("pk"), revision=OuterRef("current_revision"), sought=digest
    )
    rows = Communication.objects.filter(~Exists(read), council_id=council_id, current_revision__isnull=False)
    return list(rows.order_by("-changed_at", "-pk").values_list("pk", flat=True)[:most])


@transaction.atomic
def _read(communication_id: int, names: Names, digest: str) -> int:
    """Note what one item names; 0 where somebody is at it just now: it is read in the next turn."""
    rows = Communication.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    item = rows.select_related("current_revision").filter(pk=communication_id).first()
    if item is None or item.current_revision is None:
        return 0
    revision = item.current_revision
    fields = {} if revision.erased_at else subject_of(item.kind, revision.content).fields
    named = [key for key, words in names.items() if any(True for _ in places_of(fields, tuple(words)))]
    Mention.objects.filter(communication=item).exclude(matter__in=named).delete()
    Mention.objects.bulk_create(
        [Mention(communication=item, matter_id=key) for key in named], ignore_conflicts=True
    )
    MentionsRead.objects.update_or_create(
        communication=item, defaults={"revision": revision, "sought": digest}
    )
    return 1
