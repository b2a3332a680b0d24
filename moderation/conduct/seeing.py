"""Who sees a case of conduct: who handles it, whom it is about as far as they are told. To others there is none."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from moderation.conduct.keys import reported_it, reporter_keys
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase
from portal.councils.models import Membership
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.refusals import NotYours, SecondStepNeeded

ABOUT = "conduct_case"
"""What a case is called in the record, in the archive and to the writers of notices: none shows it to others."""

_HANDLERS = {Role.CLERK: "clerk", Role.CHAIR: "chair", Role.DEPUTY: "deputy"}
TOLD = (CaseState.AWAITING, CaseState.ANSWERED, CaseState.DECIDED, CaseState.CLOSED)


def handled_by(person: Person) -> "QuerySet[ConductCase]":
    """Return the cases that ``person`` handles: of their route, never about themselves, never the clerk's of a clerk.

    Officers handle none, whatever is delegated to them. A chairman or vice chairman handles nothing that they reported.
    """
    route = _HANDLERS.get(Role(person.membership.role))
    if route is None:
        return ConductCase.objects.none()
    rows = ConductCase.objects.filter(council_id=person.council.pk, route=route)
    rows = rows.exclude(subject__user_id=person.user_id)
    if route == "clerk":
        return rows.exclude(subject__role=Role.CLERK)
    return rows.exclude(reporter_key__in=reporter_keys(person.council.pk, person.user_id))


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
    if Role(person.membership.role) not in _HANDLERS:
        raise NotYours("The clerk handles reports of conduct, or the chairman where it is about the clerk.")
    person.require(Power.DRAFT)
    if person.second_factor_missing:
        raise SecondStepNeeded("To decide about somebody’s conduct you need a second step at sign-in.")


def needs_minute(person: Person, case: ConductCase) -> bool:
    """Return whether only a committee or the council decides: the clerk's own case, or one that ``person`` reported."""
    return case.route != ConductCase.Route.CLERK or reported_it(case, person.user_id)


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
    """Return the memberships that are told of what happens in ``case``: who handles it now. One query."""
    role = next(role for role, route in _HANDLERS.items() if route == case.route)
    rows = Membership.objects.filter(in_office_now(), council=case.council_id, role=role)
    subject = case.subject.user_id if case.subject else None
    found = [(pk, user) for pk, user in rows.order_by("pk").values_list("pk", "user_id") if user != subject]
    if case.route == ConductCase.Route.CLERK:
        return [pk for pk, _ in found]
    return [pk for pk, user in found if not reported_it(case, user)]


def in_office_now() -> Q:
    """Return the condition that a membership is in being now, its account open."""
    return in_office(timezone.now()) & Q(user__is_active=True)
