"""Bringing drafts: what may be drafted, beginning one, changing it, what the rules find, and submitting it.

Every operation calls the verb that the desk calls, as the key's holder: gates, permissions, suspensions and the
council's rules decide here as they do there. Nothing here approves or issues anything.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router, Status

from approvals.answering import Said
from approvals.submitting import submit
from policies.drafting import draftable_kinds
from policies.showing import show_findings
from portal.api.keys import Bearer
from portal.api.repeating import once_only
from portal.api.scopes import Scope
from portal.api.v1.bearing import asking, bearer
from portal.api.v1.problems import findings_told
from portal.api.v1.schemas import (
    LARGEST,
    BodyOut,
    DraftIn,
    DraftOut,
    DraftsOut,
    FindingOut,
    FindingsOut,
    KindOut,
    Newest,
    PartOut,
    RevisionIn,
    RevisionOut,
    SubmitIn,
    SubmittedOut,
)
from portal.councils.models import Body
from portal.drafts.access import get_visible, worked_on_by, works_on
from portal.drafts.content import InvalidContent, complete
from portal.drafts.editing import revise, start
from portal.drafts.kinds import KINDS, Kind
from portal.drafts.models import Communication, Revision
from portal.drafts.states import Stage
from portal.records.canonical import canonical_json, sha256_of
from portal.refusals import InvalidInput

router = Router(tags=["drafts"])
_CENTURY = timedelta(days=36_525)


@router.get("/kinds", response=list[KindOut], url_name="api_kinds", **asking(Scope.DRAFTS))
def kinds(request: HttpRequest) -> list[KindOut]:
    """List the kinds that the key's holder may draft now, with their parts."""
    mine = draftable_kinds(bearer(request).person)
    return [_kind(kind) for kind in KINDS.values() if kind.slug in mine]


@router.get("/bodies", response=list[BodyOut], url_name="api_bodies", **asking(Scope.DRAFTS))
def bodies(request: HttpRequest) -> list[BodyOut]:
    """List the bodies in whose voice something new may be written."""
    rows = Body.objects.filter(council=bearer(request).person.council, closed_at__isnull=True).order_by("pk")
    return [BodyOut(id=row.pk, name=row.name) for row in rows]


@router.get("", response=DraftsOut, url_name="api_drafts", **asking(Scope.DRAFTS))
def drafts(request: HttpRequest, wanted: Query[Newest]) -> DraftsOut:
    """List what the key's holder works on, newest first."""
    rows = (
        worked_on_by(bearer(request).person).filter(pk__lt=wanted.before).select_related("current_revision")
    )
    found = list(rows.order_by("-pk")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return DraftsOut(
        drafts=[_told(bearer(request), row) for row in shown],
        next=shown[-1].pk if len(found) > wanted.limit else None,
    )


@router.post("", response={201: DraftOut, 200: DraftOut}, url_name="api_draft_begin", **asking(Scope.DRAFTS))
def begin(
    request: HttpRequest, sent: DraftIn, idempotency_key: Header[str | None] = None
) -> Status[DraftOut]:
    """Begin a draft with its first version. Sent again under the same Idempotency-Key, it is answered alike (200)."""
    who = bearer(request)
    digest = sha256_of(
        canonical_json({"kind": sent.kind, "body": sent.body, "content": _plain(sent.content)})
    )
    made, new = once_only(who, idempotency_key, digest, lambda: _begun(who, sent))
    return Status(201 if new else 200, _told(who, made))


@router.get("/{int:draft_id}", response=DraftOut, url_name="api_draft", **asking(Scope.DRAFTS))
def draft(request: HttpRequest, draft_id: int) -> DraftOut:
    """Return one draft as it stands."""
    who = bearer(request)
    return _told(who, _found(who, draft_id))


@router.put("/{int:draft_id}", response=DraftOut, url_name="api_draft_revise", **asking(Scope.DRAFTS))
def change(request: HttpRequest, draft_id: int, sent: RevisionIn) -> DraftOut:
    """Save the next version. What says the same as the current one makes none."""
    who = bearer(request)
    item = _found(who, draft_id)
    revise(
        actor=who.person,
        communication_id=item.pk,
        raw=_known(item.spec, sent.content),
        based_on_id=sent.based_on,
    )
    return _told(who, _found(who, draft_id))


@router.get(
    "/{int:draft_id}/findings", response=FindingsOut, url_name="api_draft_findings", **asking(Scope.DRAFTS)
)
def findings(request: HttpRequest, draft_id: int) -> FindingsOut:
    """Judge the current version by the council's rules, as the desk shows it to the key's holder."""
    who = bearer(request)
    item = _found(who, draft_id)
    if item.current_revision is None:
        raise InvalidInput("Nothing is written yet.")
    verdict = show_findings(item, complete(item.spec, item.current_revision.content), reader=who.person)
    return FindingsOut(
        revision=item.current_revision.pk,
        findings=[FindingOut(**found) for found in findings_told(verdict.findings)],
    )


@router.post(
    "/{int:draft_id}/submit", response=SubmittedOut, url_name="api_draft_submit", **asking(Scope.SUBMIT)
)
def hand_in(request: HttpRequest, draft_id: int, sent: SubmitIn) -> SubmittedOut:
    """Put exactly this version before the clerk. Blocking findings refuse it; some want an answer first."""
    who = bearer(request)
    item = _found(who, draft_id)
    review = submit(
        actor=who.person,
        communication_id=item.pk,
        revision_id=sent.revision,
        message=sent.message,
        wished_at=_wished(sent),
        said=Said(answers=sent.answers),
    )
    return SubmittedOut(
        draft=item.pk, revision=review.revision_id, stage=Stage.SUBMITTED.value, due_at=review.due_at
    )


def _found(who: Bearer, draft_id: int) -> Communication:
    """Return what the holder works on; Http404 for anything else."""
    if draft_id > LARGEST:
        raise Http404
    item = get_visible(who.person, draft_id)
    if not works_on(who.person, item):
        raise Http404
    return item


@transaction.atomic
def _begun(who: Bearer, sent: DraftIn) -> Communication:
    """Start the draft and save what was sent as its first version, both or neither."""
    if sent.kind not in KINDS:
        raise InvalidInput("There is no such kind of communication.", "Ask for /drafts/kinds.")
    content = _known(KINDS[sent.kind], sent.content)
    council = who.person.council
    body = Body.objects.filter(pk=sent.body, council=council).first() if sent.body else council.own_voice
    if body is None:
        raise InvalidInput("This council has no such body.", "Ask for /drafts/bodies.")
    made = start(actor=who.person, kind=sent.kind, body=body)
    revise(actor=who.person, communication_id=made.pk, raw=content, based_on_id=None)
    return get_visible(who.person, made.pk)


def _known(kind: Kind, content: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return ``content``; InvalidContent for parts that the kind does not have, so that no word is dropped unseen."""
    names = {part.name for part in kind.parts}
    if strange := {name: "There is no such part." for name in content if name not in names}:
        raise InvalidContent(strange)
    return content


def _plain(content: Mapping[str, Any]) -> str:
    """Return what was sent as text of its own, whatever is in it: for its hash alone."""
    return repr(sorted(content.items()))


def _wished(sent: SubmitIn) -> datetime | None:
    """Return by when a decision is wanted; InvalidInput for a time without its zone, or beyond all planning."""
    if sent.wished_at is None:
        return None
    if sent.wished_at.tzinfo is None:
        raise InvalidInput("`wished_at` needs its offset, like 2027-01-31T12:00:00+00:00.")
    if not 1900 < sent.wished_at.year < 2200 or sent.wished_at > timezone.now() + _CENTURY:
        raise InvalidInput("`wished_at` is too far away.")
    return sent.wished_at


def _kind(kind: Kind) -> KindOut:
    return KindOut(
        slug=kind.slug,
        label=kind.label,
        parts=[
            PartOut(
                name=part.name,
                label=part.label,
                shape=part.shape.value,
                required=part.required,
                limit=part.limit,
                choices=[slug for slug, _ in part.choices],
            )
            for part in kind.parts
        ],
    )


def _told(who: Bearer, item: Communication) -> DraftOut:
    revision = item.current_revision
    return DraftOut(
        id=item.pk,
        reference=item.reference,
        kind=item.kind,
        stage=item.stage,
        title=item.title,
        body=item.body_id,
        url=f"{settings.SITE_URL}/{who.person.council.slug}/desk/drafts/{item.pk}/",
        changed_at=item.changed_at,
        revision=_version(revision) if revision else None,
        content=complete(item.spec, revision.content) if revision else {},
    )


def _version(revision: Revision) -> RevisionOut:
    return RevisionOut(id=revision.pk, number=revision.number, sha256=revision.sha256, at=revision.at)
