"""The pack of a case: one JSON object, or the same on paper; without who reported, unless for a reason that is kept."""

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import typst
from django.db import transaction
from django.utils import timezone

from moderation.conduct.capturing import pixels_alone
from moderation.conduct.handling import NoSuchCase, lock_case, refuse
from moderation.conduct.history import history_of
from moderation.conduct.seeing import ABOUT, handled_by, require_handling
from moderation.conduct.states import Act
from moderation.conduct.told import last_day_of
from moderation.lost import FileMissing, is_missing, missing, read_kept
from moderation.models import ConductCase, ConductClause, ConductEvidence
from policies.typed import typed
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day, moment
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal
from portal.typesetting import set_paper

TEMPLATE = Path(__file__).parent / "pack.typ"
FORMAT = 1
FORMS = {"pdf": "application/pdf", "json": "application/json", "zip": "application/zip"}


class Unprintable(Refusal):
    """The pack could not be set on paper."""

    def __init__(self) -> None:
        super().__init__(
            "This pack cannot be printed.",
            "Nothing was made. Take it as JSON, which has everything, and tell whoever runs the portal.",
        )


@dataclass(frozen=True)
class Pack:
    """A file to hand on."""

    name: str
    content_type: str
    raw: bytes


def take_pack(*, actor: Person, case_id: int, form: str, names_reporter: bool, reason: str) -> Pack:
    """Return the pack of a decided case as ``form`` (pdf, json, zip: both with the files), and record that.

    Raises NotYours, InvalidInput for another form, or where it is to name who reported without a reason; Refusal
    before the case is decided, Unprintable.
    """
    require_handling(actor)
    case = handled_by(actor).filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase
    refuse(case, Act.PACK)
    why = typed(reason, called="Why it names who reported", longest=2_000, needed=names_reporter)
    if form not in FORMS:
        raise InvalidInput("Choose a PDF or JSON.")
    now = timezone.now()
    words = pack_words(case, now, names_reporter=names_reporter)
    raw = _raw(case, words, now, form, names_reporter=names_reporter)
    facts = {"form": form, "names_reporter": names_reporter, "sha256": sha256(raw).hexdigest()}
    reason = why if names_reporter else ""
    with transaction.atomic():  # drawn up before the lock, so that nobody waits for the typesetter
        lock_case(actor, case_id, Act.PACK)
        record([reasoned(actor, "conduct_pack_taken", ABOUT, case.pk, reason=reason, **facts)])
    return Pack(f"case-{case.reference.lower()}.{form}", FORMS[form], raw)


def pack_words(case: ConductCase, now: datetime, *, names_reporter: bool) -> dict[str, Any]:
    """Return all that stands in the pack, as JSON has it. Eight queries at most.

    The report's own words are left out with the reporter's name: they may say who wrote them.
    """
    subject = case.subject
    assert subject is not None  # noqa: S101  a case that was decided names somebody
    return {
        "format": FORMAT,
        "case": case.reference,
        "council": case.council.name,
        "drawn_up_at": now.isoformat(),
        "about": {"name": subject.shown_name, "office": subject.display_title, "role": subject.role},
        "reported_at": case.reported_at.isoformat(),
        "happened_on": case.happened_on.isoformat() if case.happened_on else None,
        "report": _report(case) if names_reporter else None,
        "clauses": [_clause(one) for one in case.clauses.all()],
        "alleged": case.alleged,
        "told_at": case.told_at.isoformat() if case.told_at else None,
        "answer_by": case.answer_by.isoformat() if case.answer_by else None,
        "answer": {
            "text": case.answer,
            "at": case.answered_at.isoformat() if case.answered_at else None,
            "late": case.answered_late,
        },
        "evidence": [_evidence(one, names_reporter=names_reporter) for one in case.evidence.all()],
        "outcomes": [
            _outcome(one)
            for one in case.outcomes.select_related(
                "clause", "suspension", "decided_by__user", "agenda_item__meeting"
            )
        ],
        "history": [
            {
                "entry": one.number,
                "at": one.at.isoformat(),
                "who": one.who,
                "did": one.did,
                "sha256": one.sha256,
            }
            for one in history_of(case, most=None)
        ],
    }


def _clause(one: ConductClause) -> dict[str, Any]:
    return {"policy": one.policy, "version": one.version, "clause": one.cited, "text": one.text}


def _evidence(one: ConductEvidence, *, names_reporter: bool) -> dict[str, Any]:
    return {
        "number": one.pk,
        "kind": one.kind,
        "title": one.title if names_reporter else one.shown_title,
        "link": one.link,
        "text": one.text,
        "sha256": one.sha256,
        "file": missing(one.sha256) if is_missing(one.file) else "",
        "kept_at": one.added_at.isoformat(),
        "shown_to_them": one.shared,
    }


def _report(case: ConductCase) -> dict[str, Any]:
    name = case.reporter.shown_name if case.reporter else case.reporter_name
    return {"by": name or "No name was given", "email": case.reporter_email, "words": case.words}


def _outcome(one: Any) -> dict[str, Any]:
    suspended = one.suspension
    return {
        "kind": one.kind,
        "called": one.get_kind_display(),
        "clause": str(one.clause),
        "reason": one.reason,
        "minute": one.minute,
        "meeting": str(one.agenda_item.meeting) if one.agenda_item else "",
        "decided_by": f"{one.decided_by.shown_name}, {one.decided_by.display_title}",
        "decided_at": one.decided_at.isoformat(),
        "requested": one.requested,
        "account": one.account,
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "done_at": one.done_at.isoformat() if one.done_at else None,
        "proof": one.proof,
        "referred_to": one.referred_to,
        "suspended_until": suspended.until.isoformat() if suspended and suspended.until else None,
        "last_day_of_suspension": last_day_of(suspended) or None,
        "review_on": suspended.review_on.isoformat() if suspended and suspended.review_on else None,
    }


def _raw(
    case: ConductCase, words: dict[str, Any], now: datetime, form: str, *, names_reporter: bool
) -> bytes:
    if form == "json":
        return _json(words)
    if form == "pdf":
        return _pdf(case, words, now)
    out, name = BytesIO(), f"case-{case.reference.lower()}"
    with ZipFile(out, "w", ZIP_DEFLATED) as packed:
        packed.writestr(f"{name}.json", _json(words))
        packed.writestr(f"{name}.pdf", _pdf(case, words, now))
        for one in case.evidence.exclude(file=""):
            try:
                raw = read_kept(one.file, one.sha256)
            except FileMissing:
                packed.writestr(f"files/{one.sha256}-missing.txt", missing(one.sha256) + "\n")
                continue
            if names_reporter or one.file_kind == "pdf":
                packed.writestr(f"files/{one.sha256}.{one.file_kind}", raw)
            else:  # what a camera or a desk wrote into a picture may name who gave it
                packed.writestr(
                    f"files/{one.sha256}-pixels.{one.file_kind}", pixels_alone(raw, one.file_kind)
                )
    return out.getvalue()


def _json(words: dict[str, Any]) -> bytes:
    return json.dumps(words, ensure_ascii=False, indent=2).encode() + b"\n"


def _pdf(case: ConductCase, words: dict[str, Any], now: datetime) -> bytes:
    body = Body.objects.filter(council=case.council).order_by("pk").first()
    paper = {
        **words,
        "colour": body.accent_colour if body else "",
        "dates": [
            ["Reported", moment(case.reported_at)],
            ["Told what is alleged", moment(case.told_at) if case.told_at else "Not told"],
            ["To answer by", day(case.answer_by) if case.answer_by else ""],
            ["Answered", _answered(case)],
        ],
        "steps": [
            [str(one.number), moment(one.at), one.who, one.did, one.sha256[:16]]
            for one in history_of(case, most=None)
        ],
        "drawn_up": f"Drawn up {moment(now)} from the portal’s own record.",
    }
    try:
        return set_paper(TEMPLATE, paper, at=now)
    except typst.TypstError as error:
        raise Unprintable from error


def _answered(case: ConductCase) -> str:
    if case.answered_at is None:
        return "No answer was given"
    return f"{moment(case.answered_at)}{', late' if case.answered_late else ''}"
