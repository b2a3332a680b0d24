"""Writing: starting a draft, keeping what is typed, and making revisions that nobody can change."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import STAFF, Power
from portal.councils.recording import entry_by
from portal.drafts.access import may_write
from portal.drafts.content import Content, normalise, plain_whole, serialise, storable
from portal.drafts.followed import be_followed
from portal.drafts.gates import pass_drafting_gates
from portal.drafts.kinds import KINDS, Shape
from portal.drafts.models import Communication, Revision, WorkingCopy
from portal.drafts.states import EDITABLE, Stage, WrongStage
from portal.markup import TooDeep, check_depth
from portal.records.archive import Filing, file_snapshots
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal

START_TWICE_WITHIN = timedelta(minutes=1)
"""A second press of the start button within this time leads to the draft of the first, if nothing is typed there."""
_START_LOCK = 7_310_905
_INTEGERS = 2**31  # an advisory lock of two numbers takes 32 bits of each


class StaleRevision(Refusal):
    """Somebody saved a newer revision than the one this text is based on; ``current`` is theirs."""

    def __init__(self, current: Revision | None) -> None:
        super().__init__(
            "Somebody saved a newer version while you were writing.",
            "What you typed is kept. Compare the two below, then save yours again or take theirs.",
        )
        self.current = current


class StaleWorkingCopy(Refusal):
    """The same person typed in another window meanwhile; ``kept`` is what that window saved."""

    def __init__(self, kept: WorkingCopy) -> None:
        super().__init__(
            "You have this draft open in another window, which has saved since.",
            "Nothing is lost: close one of the two windows and reload the other.",
        )
        self.kept = kept


@transaction.atomic
def start(*, actor: Person, kind: str, body: Body) -> Communication:
    """Begin a communication of ``kind`` in the voice of ``body``.

    What the clerk or an officer begins is the office's; a member's is their own until it is submitted (ADR 11).
    Raises NotYours where the person, or the council's policy, does not allow it, InvalidInput for an unknown kind.
    """
    actor.require(Power.DRAFT)
    if kind not in KINDS or body.council_id != actor.council.pk:
        raise InvalidInput("This council has no such kind of communication or no such body.")
    _require_open(body)
    pass_drafting_gates(actor, kind)
    now = timezone.now()
    made = Communication.objects.create(
        council=actor.council,
        body=body,
        kind=kind,
        author=actor.membership,
        shared_at=now if actor.membership.role in STAFF else None,
        created_at=now,
        changed_at=now,
    )
    record([entry_by(actor, "communication_started", "communication", made.pk, kind=kind, body=body.pk)])
    return made


def one_start_at_a_time(actor: Person) -> None:
    """Wait until another start of the same person has ended; held until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_START_LOCK, actor.membership.pk % _INTEGERS])


@transaction.atomic
def start_once(*, actor: Person, kind: str, body: Body) -> Communication:
    """Begin a communication as start() does, or return the one that the same person began a moment ago.

    That is one of this kind and body, within the last minute, in which nothing was typed or saved since. One start of
    a person waits for the other's end, so that two clicks at once make one draft. An advisory lock, taken before any
    other: a row of the person's would stand in another order than the verbs of the council keep. Raises as start().
    """
    actor.require(Power.DRAFT)
    one_start_at_a_time(actor)
    fresh = Communication.objects.filter(
        council=actor.council,
        author=actor.membership,
        kind=kind,
        body=body,
        stage=Stage.DRAFT,
        current_revision__isnull=True,
        working_copies__isnull=True,
        created_at__gt=timezone.now() - START_TWICE_WITHIN,
    )
    return fresh.order_by("pk").first() or start(actor=actor, kind=kind, body=body)


@transaction.atomic
def keep_typing(
    *,
    actor: Person,
    communication: Communication,
    typed: Mapping[str, Any],
    based_on_id: int | None,
    edition: int,
) -> WorkingCopy:
    """Store what ``actor`` has typed so far (autosave); no revision, no record.

    ``edition`` is the number the window last got (0: none yet). Raises StaleWorkingCopy when another window of the
    same person saved meanwhile, NotYours where the person may not write here, InvalidInput where it is said to be
    based on another item's revision, or is nested too deeply to be read again: the older copy then stays. What a
    database cannot store is left out, and all the rest is kept.
    """
    if not may_write(actor, communication):
        raise NotYours("You may not write in this draft.")
    if based_on_id not in {None, communication.current_revision_id} and not (
        communication.revisions.filter(pk=based_on_id).exists()
    ):
        raise InvalidInput("This draft has no such version.", "Nothing you typed is lost. Reload the page.")
    mine = {"communication": communication, "person": actor.membership}
    stored = storable(typed)
    _refuse_too_deep(communication, stored)
    begun = {"typed": stored, "based_on_id": based_on_id}
    changed = WorkingCopy.objects.filter(**mine, edition=edition).update(
        **begun, edition=edition + 1, saved_at=timezone.now()
    )
    # There is none at first, and after another window saved a revision or discarded: then this one begins anew.
    kept, made = WorkingCopy.objects.get_or_create(**mine, defaults=begun)
    if not made and changed != 1:
        raise StaleWorkingCopy(kept)
    return kept


def _refuse_too_deep(communication: Communication, typed: Mapping[str, Any]) -> None:
    """Raise InvalidInput naming the part of formatted text that nobody's page could show again."""
    for part in communication.spec.parts:
        text = typed.get(part.name)
        if part.shape is not Shape.RICH or not isinstance(text, str):
            continue
        try:
            check_depth(text)
        except TooDeep as error:
            raise InvalidInput(
                f"{part.label}: {error}", "What you typed still stands on this page, but it is not saved."
            ) from error


@transaction.atomic
def revise(
    *,
    actor: Person,
    communication_id: int,
    raw: Mapping[str, Any],
    based_on_id: int | None,
    body_id: int | None = None,
) -> Revision:
    """Save ``raw`` as the next revision of the communication and return it.

    ``based_on_id`` must be the current revision (None: there is none yet), or StaleRevision is raised and nothing
    is lost. A text that says the same as the current one makes no new revision. In an editable stage the stage
    becomes DRAFT, which voids an approval; while submitted only whom the gates let through may revise,
    and what the floors above keep of the item follows (portal.drafts.followed).
    Raises InvalidContent for parts that cannot be read, InvalidInput for another council's item or voice, NotYours,
    WrongStage.
    """
    drafts = Communication.objects.select_for_update(of=("self",)).select_related(
        "current_revision", "author"
    )
    item = drafts.filter(pk=communication_id, council_id=actor.council.pk).first()
    if item is None:
        raise InvalidInput("This council has no such item.")
    if not may_write(actor, item):
        raise NotYours("You may not write in this draft.")
    content = normalise(item.spec, raw)
    pass_drafting_gates(actor, item.kind, item, content)
    if item.stage not in EDITABLE and item.stage != Stage.SUBMITTED:
        raise WrongStage(f"This item is {item.get_stage_display().lower()}: its text cannot change any more.")
    reread_revision(item)
    current = item.current_revision
    if item.current_revision_id != based_on_id:
        raise StaleRevision(current)
    if body_id is not None and body_id != item.body_id:
        item.body = _voice(actor, body_id)
    stored, digest = serialise(item.spec, item.body_id, content)
    WorkingCopy.objects.filter(communication=item, person=actor.membership).delete()
    if current is not None and current.sha256 == digest:
        return current
    made = _next_revision(actor, item, current, content, stored, digest)
    if item.stage == Stage.SUBMITTED:
        be_followed(actor=actor, item=item, revision=made)
    return made


def _voice(actor: Person, body_id: int) -> Body:
    """Return the body of the actor's council, or raise InvalidInput."""
    body = Body.objects.filter(pk=body_id, council_id=actor.council.pk).first()
    if body is None:
        raise InvalidInput("This council has no such body.")
    _require_open(body)
    return body


def _require_open(body: Body) -> None:
    """Refuse a closed body as the voice of something new; what was begun in it is finished in it."""
    if body.closed_at is not None:
        raise Refusal(f"{body.name} is closed: nothing new is written in its voice.", "Choose another voice.")


def reread_revision(item: Communication) -> None:
    """Read the current revision of a just locked ``item`` again where the lock had to be waited for.

    PostgreSQL then returns the new row of the item beside the old row of the join, which is none: the relation
    would be empty although the key is there.
    """
    if item.current_revision_id is not None and item.current_revision is None:
        item.current_revision = Revision.objects.get(pk=item.current_revision_id)


def _next_revision(
    actor: Person, item: Communication, current: Revision | None, content: Content, stored: str, digest: str
) -> Revision:
    """Write the revision, move the communication on, file the text and record the act."""
    revision = Revision.objects.create(
        communication=item,
        number=current.number + 1 if current else 1,
        body_id=item.body_id,
        author=actor.membership,
        based_on=current,
        stored=stored,
        sha256=digest,
    )
    item.current_revision = revision
    item.title = content["title"]
    item.changed_at = revision.at
    if item.stage != Stage.SUBMITTED:
        item.stage = Stage.DRAFT
    item.save(update_fields=["current_revision", "title", "changed_at", "stage", "body"])
    file_snapshots(
        [
            Filing(
                council_id=actor.council.pk,
                status="revision",
                object_type="revision",
                object_id=revision.pk,
                communication_id=item.pk,
                actor_id=actor.user_id,
                people_ids=tuple(sorted({item.author.user_id, actor.user_id})),
                title=item.title,
                text=plain_whole(item.spec, content),
            )
        ]
    )
    facts = {"revision": revision.pk, "number": revision.number, "sha256": digest}
    record([entry_by(actor, "revision_saved", "communication", item.pk, **facts)])
    return revision


@transaction.atomic
def discard_typing(*, actor: Person, communication_id: int) -> None:
    """Throw away what the person typed since the last revision; they asked for it by name."""
    WorkingCopy.objects.filter(
        communication_id=communication_id, communication__council_id=actor.council.pk, person=actor.membership
    ).delete()
