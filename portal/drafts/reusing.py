"""Beginning a draft with words: of an item that was written before, or of a template."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.councils.recording import entry_by
from portal.drafts.access import visible_to, works_on
from portal.drafts.content import Content, normalise, serialise
from portal.drafts.editing import START_TWICE_WITHIN, one_start_at_a_time, revise, start
from portal.drafts.kinds import KINDS, Kind, Shape
from portal.drafts.kinds.templates import STANDARD
from portal.drafts.models import Communication, DraftTemplate
from portal.drafts.passing_on import pass_on
from portal.drafts.states import Stage
from portal.records.canonical import canonical_json
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated

LONGEST_NAME = 100
_OF_ITS_DAY = frozenset({Shape.MOMENT, Shape.DAY})
_OF_SOMEBODY = frozenset({Shape.QUOTES, Shape.IMAGES, Shape.RECORDINGS, Shape.EMAIL})
_ADDRESSED = frozenset(
    {"addressee", "address", "to", "cc", "bcc", "answers", "reference", "their_reference", "salutation"}
)
"""The parts of a letter that name whom it went to: a template is read by everybody who may write letters."""


@dataclass(frozen=True)
class Offer:
    """A template as the start page offers it; ``key`` names it there."""

    key: str
    name: str
    raw: Mapping[str, Any]


def templates_for(council_id: int, kind: str) -> list[Offer]:
    """Return what a draft of ``kind`` may begin from: the council's own, then the standard templates. One query."""
    own = DraftTemplate.objects.filter(council_id=council_id, kind=kind, retired_at__isnull=True)
    kept = [Offer(f"own-{row.pk}", row.name, json.loads(row.stored)) for row in own.order_by("name")]
    return kept + [Offer(each.slug, each.name, each.raw) for each in STANDARD if each.kind == kind]


@transaction.atomic
def begin_from(*, actor: Person, kind: str, body: Body, offer: Offer) -> Communication:
    """Begin a communication with the words of a template; a second press leads to the draft of the first.

    Raises as portal.drafts.editing.start does.
    """
    made, is_new = _begin(actor, kind, body, offer.raw)
    if is_new:
        record([entry_by(actor, "begun_from_template", "communication", made.pk, template=offer.key)])
    return made


@transaction.atomic
def duplicate(*, actor: Person, communication_id: int) -> Communication:
    """Begin a new item with the words of one that ``actor`` may read; a second press leads to the copy of the first.

    Its dates are left out: they were of that day. Who is quoted approves anew. The voice is the same, or the council's
    own where that body is closed. What the item is said to be about, the copy is about too.
    Raises NotYours where the letter is between others, Refusal where nothing is written in it or it was erased, and as
    start does.
    """
    item = visible_to(actor).select_related("current_revision", "body").filter(pk=communication_id).first()
    if item is None or (item.spec.private and not works_on(actor, item)):
        raise NotYours("This item is not yours to copy.")
    body = item.body
    if body.closed_at is not None:
        body = Body.objects.get(council=actor.council, kind=Body.Kind.COUNCIL)
    made, is_new = _begin(actor, item.kind, body, _lasting(item.spec, _written(item)), but=item.pk)
    if is_new:
        passed = pass_on(actor=actor, source=item, made=made)
        record([entry_by(actor, "communication_copied", "communication", made.pk, source=item.pk, **passed)])
    return made


@transaction.atomic
def keep_as_template(*, actor: Person, communication_id: int, name: str) -> DraftTemplate:
    """Keep the words of an item as a template of the council's, without its dates, quotations, pictures and addressee.

    Clerk and officers do. Raises NotYours for others, InvalidInput without a name or for one that is taken.
    """
    actor.require(Power.DRAFT)
    item = visible_to(actor).select_related("current_revision").filter(pk=communication_id).first()
    if actor.membership.role not in STAFF or item is None or not works_on(actor, item):
        raise NotYours("The clerk and the officers keep templates.")
    called = stated(name)[:LONGEST_NAME]
    if not called:
        raise InvalidInput("Give the template a name.")
    kept = {
        name: value
        for name, value in _lasting(item.spec, _written(item)).items()
        if item.spec.part(name).shape not in _OF_SOMEBODY and name not in _ADDRESSED
    }
    try:
        with transaction.atomic():
            made = DraftTemplate.objects.create(
                council=actor.council,
                kind=item.kind,
                name=called,
                stored=canonical_json(kept),
                kept_by=actor.membership,
            )
    except IntegrityError as error:
        raise InvalidInput(f"There is a template called “{called}” already.") from error
    record([entry_by(actor, "template_kept", "template", made.pk, source=item.pk, kind=item.kind)])
    return made


@transaction.atomic
def retire_template(*, actor: Person, template_id: int) -> DraftTemplate:
    """Take a template away: nobody begins from it any more, and its text is gone.

    Raises NotYours for whoever is not the clerk or an officer, Refusal where it was taken away already.
    """
    actor.require(Power.DRAFT)
    if actor.membership.role not in STAFF:
        raise NotYours("The clerk and the officers keep templates.")
    rows = DraftTemplate.objects.filter(pk=template_id, council=actor.council)
    if rows.filter(retired_at__isnull=True).update(retired_at=timezone.now(), stored="") != 1:
        raise Refusal("This template was taken away already.", "Nothing was changed.")
    record([entry_by(actor, "template_retired", "template", template_id)])
    return rows.get()


def _written(item: Communication) -> Content:
    """Return what ``item`` says now; Refusal where that is nothing."""
    revision = item.current_revision
    if revision is None or revision.erased_at is not None:
        raise Refusal(
            "Nothing is written in this item, or its text was erased.", "Begin an empty one instead."
        )
    return revision.content


def _lasting(kind: Kind, content: Content) -> Content:
    """Return the parts that are not of one day."""
    return {part.name: content[part.name] for part in kind.parts if part.shape not in _OF_ITS_DAY}


def _begin(
    actor: Person, kind: str, body: Body, raw: Mapping[str, Any], *, but: int = 0
) -> tuple[Communication, bool]:
    """Begin an item that says ``raw``, or return the one that the same press began a moment ago, and which it was.

    ``but`` is the key of the item that it is a copy of, which says the same.
    """
    actor.require(Power.DRAFT)
    one_start_at_a_time(actor)
    _, digest = serialise(KINDS[kind], body.pk, normalise(KINDS[kind], raw))
    fresh = Communication.objects.filter(
        council=actor.council,
        author=actor.membership,
        stage=Stage.DRAFT,
        current_revision__number=1,
        current_revision__sha256=digest,
        working_copies__isnull=True,
        created_at__gt=timezone.now() - START_TWICE_WITHIN,
    )
    if found := fresh.exclude(pk=but).order_by("pk").first():
        return found, False
    made = start(actor=actor, kind=kind, body=body)
    revise(actor=actor, communication_id=made.pk, raw=raw, based_on_id=None)
    made.refresh_from_db()
    return made, True
