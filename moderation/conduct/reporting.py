"""Reporting that somebody who speaks for the council broke its terms of use: by anybody, with a name or without."""

from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.conduct.capturing import ReadFile, Shown, capture, forget_files, hashes, read_file
from moderation.conduct.keys import reporter_key
from moderation.conduct.seeing import ABOUT, handlers_of, in_office_now, is_clerk, route_of
from moderation.models import ConductCase, ConductEvidence
from moderation.naming import names_another, names_clerk, people_named
from moderation.resending import SentBefore
from policies.typed import typed
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.channels.surveys.tokens import new_reference
from portal.councils.models import Membership
from portal.councils.people import Person
from portal.councils.powers import Role
from portal.councils.recording import entry_by_machine
from portal.drafts.content import LONDON
from portal.records.archive import Filing, file_snapshots
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import InvalidInput

LONGEST_REPORT = 5_000
LONGEST_NAME = 150
SPEAKS = frozenset(Role.values) - {Role.AUDITOR}
"""Who speaks for the council, or acts for it where it speaks."""


@dataclass(frozen=True)
class Told:
    """What somebody reports. ``office`` is "clerk", "chair" or "" as they chose; ``member_id`` whom they chose here."""

    words: str
    who: str = ""
    office: str = ""
    member_id: int | None = None
    happened_on: date | None = None
    shown: Shown = field(default_factory=Shown)
    name: str = ""
    email: str = ""
    nameless: bool = False


def report(*, actor: Person | None, council_id: int, told: Told, mark: str = "") -> ConductCase:
    """Keep a report with its evidence, tell who handles it, and return the case; a form sent twice gives the first.

    ``actor`` is a member at the desk, None for the public; ``mark`` is the public form's own. A report about the clerk,
    and one that does not say clearly whom it is about, goes to the chairman, one by the chairman about the clerk to the
    vice chairman. The record names no reporter. Raises InvalidInput without words, without whom it is about, for a
    day to come, an unfit file or a stranger, SentBefore where the form was sent with something else.
    """
    if known := _known(council_id, mark, told):
        return known
    read, kept = read_file(told.shown), list[ConductEvidence]()
    try:
        with transaction.atomic():
            return _kept(actor, council_id, told, mark, read, kept)
    except IntegrityError:
        forget_files(kept)
        if known := _known(council_id, mark, told):  # the same form, sent twice at the same moment
            return known
        raise
    except BaseException:
        forget_files(kept)
        raise


def _known(council_id: int, mark: str, told: Told) -> ConductCase | None:
    """Return what came by the same form where it says the same, None where none did. Raises SentBefore."""
    found = ConductCase.objects.filter(council=council_id, mark=mark).first() if mark else None
    if found is not None:
        words = typed(told.words, called="What happened", longest=LONGEST_REPORT)
        who = typed(told.who, called="Who it is about", longest=200, needed=False)
        name = typed(told.name, called="Name", longest=LONGEST_NAME, needed=False)
        before = (found.words, found.reporter_name, found.reporter_email)
        if before != (words, name, told.email) or who not in {"", found.about}:
            raise SentBefore
    return found


def _kept(
    actor: Person | None,
    council_id: int,
    told: Told,
    mark: str,
    read: ReadFile | None,
    kept: list[ConductEvidence],
) -> ConductCase:
    case = _case(actor, council_id, told)
    case.mark = mark
    case.save()
    capture(case, told.shown, read, by=None, kept=kept)
    file_snapshots([_filing(case)])
    _tell_handlers(case)
    facts = {"route": case.route, "sha256": sha256_of(case.words), "evidence": hashes(kept)}
    record([entry_by_machine(council_id, "conduct_reported", ABOUT, case.pk, **facts)])
    return case


def _case(actor: Person | None, council_id: int, told: Told) -> ConductCase:
    """Return the case that is reported, not saved. Three queries at most."""
    words = typed(told.words, called="What happened", longest=LONGEST_REPORT)
    who = typed(told.who, called="Who it is about", longest=200, needed=False)
    if told.happened_on and told.happened_on > timezone.localdate(timezone=LONDON):
        raise InvalidInput("When it happened cannot be a day to come.")
    people = list(speakers(council_id))
    subject = _subject(people, told, who)
    if actor is not None and subject is not None and subject.user_id == actor.user_id:
        raise InvalidInput("You cannot report yourself: talk to the clerk.")
    if subject is None and not who and not told.office:
        raise InvalidInput("Say who it is about.")
    of_clerk = told.office == "clerk" or (is_clerk(subject) if subject else False)
    if told.member_id is None and not told.office:
        # What is not clear is the chairman's, who passes it on: no clerk reads what may be about the clerk.
        of_clerk = of_clerk or names_clerk(people, who) or not names_another(people, who)
    reporter = actor.user_id if actor else None
    named = actor is not None and not told.nameless
    return ConductCase(
        council_id=council_id,
        reference=new_reference(),
        route=route_of(council_id, of_clerk=of_clerk, reporter_id=reporter),
        subject=subject,
        about=who or (subject.shown_name[:200] if subject else dict(OFFICES)[told.office]),
        words=words,
        happened_on=told.happened_on,
        reporter=actor.membership if actor is not None and named else None,
        reporter_key=reporter_key(council_id, reporter) if reporter else "",
        reporter_name="" if actor else typed(told.name, called="Name", longest=LONGEST_NAME, needed=False),
        reporter_email="" if actor else told.email,
    )


OFFICES = [("clerk", "The clerk"), ("chair", "The chairman or mayor"), ("", "Somebody else, named below")]


def speakers(council_id: int) -> "list[Membership]":
    """Return who speaks for the council now, by name. One query."""
    rows = Membership.objects.filter(in_office_now(), council=council_id, role__in=SPEAKS)
    return list(rows.select_related("user", "council").order_by("user__name", "pk"))


def _subject(people: list[Membership], told: Told, who: str) -> Membership | None:
    """Return whom it is about where that is sure. Raises InvalidInput for somebody who is not of this council."""
    if told.member_id is not None:
        chosen = next((one for one in people if one.pk == told.member_id), None)
        if chosen is None:
            raise InvalidInput("Choose somebody who speaks for this council.")
        return chosen
    role = {"clerk": Role.CLERK, "chair": Role.CHAIR}.get(told.office)
    found = [one for one in people if one.role == role] if role else people_named(people, who)
    return found[0] if len(found) == 1 else None


def _filing(case: ConductCase) -> Filing:
    return Filing(
        council_id=case.council_id,
        status="conduct_reported",
        object_type=ABOUT,
        object_id=case.pk,
        title=f"Report {case.reference}",
        text=case.words,
    )


def _tell_handlers(case: ConductCase) -> None:
    tell(
        council_id=case.council_id,
        what=What.CONDUCT_REPORTED,
        about=(ABOUT, case.pk),
        recipients=handlers_of(case),
        occasion=["clerk", "chair", "deputy"].index(case.route),
    )
