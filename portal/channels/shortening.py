"""A post that is made of a longer item, and where that item stands in full: the post must lead there.

Policies of councils ask for it: a shortened form on social media links to the whole (the policy pack of a town, 4.4).
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import goes_to, slugs_with
from portal.channels.full_story import POST
from portal.channels.models import AnswerTo, ShortVersion
from portal.channels.models.publication import nameless_slug
from portal.channels.states import PublicState
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.access import visible_to
from portal.drafts.content import plain_fields
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from portal.drafts.passing_on import pass_on
from portal.drafts.reusing import Offer, begin_from
from portal.drafts.states import Stage
from portal.records.ledger import record
from portal.refusals import NotYours, Refusal
from portal.together import Asked, Rows
from portal.written import Written

LONGEST_BEGINNING = 400
"""How much of an item its post begins with: about what the networks take; whoever writes it shortens it."""
_MOST = 200
_OVER = (Stage.REJECTED, Stage.WITHDRAWN)
_KEPT = ("capacity", "basis", "basis_reference", "purpose")
_COLUMNS = (
    "pk",
    "kind",
    "council__slug",
    "publications__slug",
    "publications__state",
    "publications__deliveries__channel__connector",
    "publications__deliveries__public_url",
    "stage",
)
_ENDED = {
    PublicState.WITHDRAWN: "was withdrawn",
    PublicState.TAKEN_DOWN: "was taken down",
    PublicState.CANCELLED: "was stopped before it went out",
}


def may_be_shortened(item: Communication) -> bool:
    """Return whether a post can be made of ``item``: the newsroom shows its kind in full, and it is not over."""
    shown = item.kind != POST and goes_to(KINDS[item.kind], Capability.PAGE)
    return shown and item.current_revision_id is not None and item.stage not in _OVER


@transaction.atomic
def begin_post_of(*, actor: Person, communication_id: int) -> Communication:
    """Begin a post that tells in short what an item tells that ``actor`` may read, with the link to it.

    It begins with the item's first paragraph, its capacity, basis and purpose, in the same voice or, where that body
    is closed, the council's. What the item is about, the post is about too. A second press leads to the post of the
    first.
    Raises NotYours where the item is not theirs to read or they may write no post, Refusal where there is no full
    story that a post could lead to.
    """
    actor.require(Power.DRAFT)
    # Whoever says at this moment what it is about holds it too: one of the two sees what the other kept.
    held = Communication.objects.select_for_update(no_key=True).filter(
        pk=communication_id, council=actor.council
    )
    held.order_by().values_list("pk", flat=True).first()
    readable = visible_to(actor).select_related("current_revision", "body", "council")
    item = readable.filter(pk=communication_id).first()
    if item is None:
        raise NotYours("This item is not yours to make a post of.")
    revision = item.current_revision
    if revision is None or revision.erased_at is not None or not may_be_shortened(item):
        raise Refusal(
            "No post can be made of this item: readers would find no full story behind it.",
            "Nothing was changed. Begin a post of its own under “New”.",
        )
    said = plain_fields(item.spec, revision.content)
    raw = {name: revision.content[name] for name in _KEPT}
    raw |= {"title": said["title"], "text": _beginning(said[item.spec.body]), "link": page_of(item)}
    offer = Offer("short-version", "Short version", raw)
    made = begin_from(actor=actor, kind=POST, body=_voice(item), offer=offer)
    _, is_new = ShortVersion.objects.get_or_create(communication=made, defaults={"of": item})
    if is_new:
        passed = pass_on(actor=actor, source=item, made=made)
        record([entry_by(actor, "short_version_begun", "communication", made.pk, source=item.pk, **passed)])
    return made


def told_in_full_by(actor: Person, source: Communication, made: Communication) -> dict[str, Any]:  # noqa: ARG001
    """Keep of a copy of a short post that it tells the same item in short (see PASSED_ON); facts for the record.

    It would go out before its full story else. An answer beneath such a post tells something of its own. Two queries
    for posts.
    """
    if (source.kind, made.kind) != (POST, POST) or AnswerTo.objects.filter(communication=made).exists():
        return {}
    kept = ShortVersion.objects.filter(communication=source).first()
    if kept is None:
        return {}
    ShortVersion.objects.get_or_create(communication=made, defaults={"of_id": kept.of_id})
    return {"short_of": kept.of_id}


def page_of(item: Communication) -> str:
    """Return where ``item`` stands in full, or will once it is issued; '' where it went nowhere with a page. One query.

    Before it is issued that is an address without its headline, which nobody but its readers may know of; the
    newsroom leads on from there.
    """
    return next(iter(pages_read([list(row) for row in _stands(pk=item.pk)])), "")


def pages_asked(item_id: int) -> Asked:
    """Ask where the item stands in full that the item ``item_id`` is the short version of (portal.together)."""
    return _FULL.asked(item_id)


def pages_read(rows: Rows) -> tuple[str, ...]:
    """Return the pages that were asked for: that of the newsroom first, then where else the item stands.

    One whose issue was stopped keeps the address of that, at which the next one will stand.
    """
    issued = [row for row in rows if row[4] not in {None, PublicState.CANCELLED}]
    if rows and not issued:
        key, kind, council = rows[0][:3]
        slugs = [nameless_slug(kind, key), *(row[3] for row in rows if row[3])]
        return tuple(dict.fromkeys(_address(council, slug) for slug in slugs))
    pages = slugs_with(Capability.PAGE)
    shown = [_address(row[2], row[3]) for row in issued if row[5] in pages]
    return tuple(dict.fromkeys([*shown, *(row[6] for row in issued if row[6])]))


def ended_read(rows: Rows) -> str:
    """Return in words how that story ended, of what pages_asked() brought: “was rejected”; '' where it did not.

    One that was stopped and is being written again counts as stopped until it is ordered anew.
    """
    states = [row[4] for row in rows if row[4] is not None]
    if any(state in {PublicState.LIVE, PublicState.SCHEDULED} for state in states):
        return ""
    if any(row[7] == Stage.REJECTED for row in rows):
        return "was rejected"
    return _ENDED.get(PublicState(states[0]), "") if states else ""


def own_page(item: Communication) -> str:
    """Return where the newsroom will show ``item`` itself, whatever its headline comes to be. No query."""
    return _address(item.council.slug, nameless_slug(item.kind, item.pk))


def short_versions_of(item: Communication, person: Person) -> Sequence[Communication]:
    """Return the posts made of ``item`` that ``person`` may read, the first one first. One query."""
    made = visible_to(person).filter(short_of__of=item).distinct()
    return list(made.order_by("pk")[:_MOST])


def full_story_of(item: Communication, person: Person) -> Communication | None:
    """Return the item of which ``item`` is the short version, where ``person`` may read it. One query."""
    return visible_to(person).filter(short_versions__communication=item).first()


def _stands(**which: int) -> "QuerySet[Any, Any]":
    rows = Communication.objects.filter(**which)
    ordered = rows.order_by("-publications__issue", "publications__deliveries__pk")
    return ordered.values_list(*_COLUMNS)[:_MOST]


_FULL = Written(lambda item_id: _stands(short_versions__communication=item_id), int)


def _address(council: str, slug: str) -> str:
    return f"{settings.SITE_URL}/{council}/news/{slug}/"


def _voice(item: Communication) -> Body:
    if item.body.closed_at is None:
        return item.body
    return Body.objects.get(council=item.council, kind=Body.Kind.COUNCIL)


def _beginning(text: str) -> str:
    """Return the first paragraph of ``text``, or as many of its words as a post may begin with."""
    first = " ".join(text.strip().partition("\n")[0].split())
    if len(first) <= LONGEST_BEGINNING:
        return first
    return first[:LONGEST_BEGINNING].rpartition(" ")[0]
