"""Who sees a case of conduct: who handles it, whom it is about as far as they are told. To others there is none."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from moderation.conduct.keys import reported_it, reporter_keys
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase
from portal.councils.models import Membership, Suspension
from portal.councils.models.authority import in_force
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.refusals import NotYours, SecondStepNeeded

ABOUT = "conduct_case"
"""What a case is called in the record, in the archive and to the writers of notices: none shows it to others."""

HEADS = (Role.CHAIR, Role.DEPUTY)
TOLD = (CaseState.AWAITING, CaseState.ANSWERED, CaseState.DECIDED, CaseState.CLOSED)


def handled_by(person: Person) -> "QuerySet[ConductCase]":
    """Return the cases that ``person`` handles as offices are held now: never their own, never a clerk's of a clerk.

    Officers handle none, whatever is delegated to them. What is about a clerk is the chairman's, and the vice
    chairman's where no chairman is in office who may act on it. Neither handles what they reported.
    """
    role, council = Role(person.membership.role), person.council.pk
    rows = ConductCase.objects.filter(council_id=council).exclude(subject__user_id=person.user_id)
    if role == Role.CLERK:
        return rows.exclude(_of_clerk(council))
    if role not in HEADS:
        return ConductCase.objects.none()
    rows = rows.filter(_of_clerk(council)).exclude(reporter_key__in=reporter_keys(council, person.user_id))
    if role == Role.DEPUTY:
        for chairman in _able(council).filter(role=Role.CHAIR).values_list("user_id", flat=True):
            barred = Q(subject__user_id=chairman) | Q(reporter_key__in=reporter_keys(council, chairman))
            rows = rows.filter(barred)
    return rows


def _clerks(council_id: int) -> "QuerySet[Membership]":
    return Membership.objects.filter(in_office_now(), council=council_id, role=Role.CLERK)


def _of_clerk(council_id: int) -> Q:
    """Return the condition that a case is about a clerk: by how it was received, or whose office it is now."""
    clerks = Q(subject__role=Role.CLERK) | Q(subject__user__in=_clerks(council_id).values("user"))
    return ~Q(route=ConductCase.Route.CLERK) | Q(subject__isnull=False) & clerks


def _able(council_id: int) -> "QuerySet[Membership]":
    """Return the chairman and the vice chairman as far as they are in office and not suspended."""
    rows = Membership.objects.filter(in_office_now(), council=council_id, role__in=HEADS)
    running = Suspension.objects.filter(in_force(timezone.now()), member__council=council_id)
    return rows.exclude(user__in=running.values("member__user"))


def is_clerk(member: Membership) -> bool:
    """Return whether ``member`` is, or stands for, a clerk of its council now. One query at most."""
    return member.role == Role.CLERK or _clerks(member.council_id).filter(user=member.user_id).exists()


def of_clerk(case: ConductCase) -> bool:
    """Return whether a case is about a clerk: only a committee or the council decides it. Two queries at most."""
    return case.route != ConductCase.Route.CLERK or (case.subject is not None and is_clerk(case.subject))


def get_handled(person: Person, case_id: int) -> ConductCase:
    """Return one case with whom it is about; Http404 for who does not handle it. One query."""
    rows = handled_by(person).select_related("subject__user", "reporter__user", "taken_up_by__user")
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def about_me(person: Person) -> "QuerySet[ConductCase]":
    """Return the cases about ``person`` of which they were told; before that they do not exist for them."""
    rows = ConductCase.objects.filter(council_id=person.council.pk, subject__user_id=person.user_id)
    return rows.filter(told_at__isnull=False, state__in=TOLD)


def get_mine(person: Person, case_id: int) -> ConductCase:
    """Return a case about ``person``; Http404 where it is not theirs, or nobody told them yet. One query."""
    found = about_me(person).filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def reported_by(person: Person) -> "QuerySet[ConductCase]":
    """Return what ``person`` reported on this desk, named or not; of it they see its state alone."""
    keys = reporter_keys(person.council.pk, person.user_id)
    return ConductCase.objects.filter(council_id=person.council.pk, reporter_key__in=keys)


def over_cases(person: Person) -> "QuerySet[ConductCase]":
    """Return the cases that are over, for an auditor: that there was one and how it ended, no paper of it."""
    if person.membership.role != Role.AUDITOR:
        return ConductCase.objects.none()
    return ConductCase.objects.filter(council_id=person.council.pk, state__in=OVER)


def require_handling(person: Person) -> None:
    """Raise NotYours for who may not act on cases now: suspended, or without the second step that is required."""
    if person.membership.role == Role.CLERK:
        person.require(Power.MANAGE_PEOPLE)
        return
    if Role(person.membership.role) not in HEADS:
        raise NotYours("The clerk handles reports of conduct, or the chairman where it is about the clerk.")
    person.require(Power.DRAFT)
    if person.second_factor_missing:
        raise SecondStepNeeded("To decide about somebody’s conduct you need a second step at sign-in.")


def needs_minute(person: Person, case: ConductCase) -> bool:
    """Return whether only a committee or the council decides: the clerk's own case, or one that ``person`` reported."""
    return reported_it(case, person.user_id) or of_clerk(case)


def route_of(council_id: int, *, of_clerk: bool, reporter_id: int | None) -> str:
    """Return who receives a report: the clerk; of the clerk the chairman, or the vice chairman of the chairman’s own.

    ``reporter_id`` is a user's. A council without a chairman has it received by the vice chairman. One query at most.
    """
    if not of_clerk:
        return ConductCase.Route.CLERK
    heads = Membership.objects.filter(in_office_now(), council=council_id, role__in=[Role.CHAIR, Role.DEPUTY])
    others = {role for role, user in heads.values_list("role", "user_id") if user != reporter_id}
    only_deputy = Role.CHAIR.value not in others and Role.DEPUTY.value in others
    return ConductCase.Route.DEPUTY if only_deputy else ConductCase.Route.CHAIR


def handlers_of(case: ConductCase) -> list[int]:
    """Return the memberships that are told of what happens in ``case``: who handles it now. Three queries at most."""
    subject = case.subject.user_id if case.subject else None
    if not of_clerk(case):
        return list(
            _clerks(case.council_id).exclude(user=subject).order_by("pk").values_list("pk", flat=True)
        )
    rows = _able(case.council_id).order_by("pk").values_list("pk", "user_id", "role")
    able = [(pk, role) for pk, user, role in rows if user != subject and not reported_it(case, user)]
    return [pk for pk, role in able if role == Role.CHAIR] or [pk for pk, _ in able]


def office_of(case: ConductCase) -> Membership | None:
    """Return the office that whom ``case`` is about holds in the council now, whichever it was then. One query."""
    then = Membership.objects.filter(pk=case.subject_id or 0)
    rows = Membership.objects.filter(in_office_now(), council=case.council_id, user__in=then.values("user"))
    return rows.select_related("user", "council").first()


def told_about(case: ConductCase) -> list[int]:
    """Return the membership that is told of what concerns whom ``case`` is about: where they are now. One query.

    Of somebody in office no more it is the one that they held; nothing is mailed to it.
    """
    office = office_of(case)
    return [office.pk] if office else [case.subject_id] if case.subject_id else []


def in_office_now() -> Q:
    """Return the condition that a membership is in being now, its account open."""
    return in_office(timezone.now()) & Q(user__is_active=True)
