"""Who sees a case of conduct: who handles it, whom it is about as far as they are told. To others there is none."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from moderation.conduct.keys import reported_it, reporter_keys
from moderation.conduct.states import OVER, CaseState
from moderation.models import ConductCase
from moderation.seeing import heads_able
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
    chairman's where no chairman is in office who may act on it. Neither handles what they reported. What was erased and
    names nobody any more is nobody's: whom it was about may hold that office by now.
    """
    role, council = Role(person.membership.role), person.council.pk
    rows = ConductCase.objects.filter(council_id=council).exclude(subject__user_id=person.user_id)
    rows = rows.exclude(subject__isnull=True, erased_at__isnull=False)
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


def clerks_able(council_id: int) -> "QuerySet[Membership]":
    """Return the clerks in office who are not suspended."""
    return _clerks(council_id).exclude(user__in=_running(council_id).values("member__user"))


def _running(council_id: int) -> "QuerySet[Suspension]":
    return Suspension.objects.filter(in_force(timezone.now()), member__council=council_id)


def _of_clerk(council_id: int) -> Q:
    """Return the condition that a case is about a clerk: by how it was received, or whose office it is now."""
    clerks = Q(subject__role=Role.CLERK) | Q(subject__user__in=_clerks(council_id).values("user"))
    return ~Q(route=ConductCase.Route.CLERK) | Q(subject__isnull=False) & clerks


def _able(council_id: int) -> "QuerySet[Membership]":
    """Return the chairman and the vice chairman as far as they are in office and not suspended."""
    rows = Membership.objects.filter(in_office_now(), council=council_id, role__in=HEADS)
    return rows.exclude(user__in=_running(council_id).values("member__user"))


def is_clerk(member: Membership) -> bool:
    """Return whether ``member`` is, or stands for, a clerk of its council now. One query at most."""
    return member.role == Role.CLERK or _clerks(member.council_id).filter(user=member.user_id).exists()


def of_clerk(case: ConductCase) -> bool:
    """Return whether a case is about a clerk: only a committee or the council decides it. Two queries at most."""
    return case.route != ConductCase.Route.CLERK or (case.subject is not None and is_clerk(case.subject))


def get_handled(person: Person, case_id: int) -> ConductCase:
    """Return one case with whom it is about; Http404 for who does not handle it. One query."""
    rows = handled_by(person).select_related(
        "subject__user", "reporter__user", "taken_up_by__user", "aside_item__meeting"
    )
    found = rows.filter(pk=case_id).first()
    if found is None:
        raise Http404
    return found


def about_me(person: Person) -> "QuerySet[ConductCase]":
    """Return the cases about ``person`` of which they were told; before that they do not exist for them."""
    rows = ConductCase.objects.filter(council_id=person.council.pk, subject__user_id=person.user_id)
    return rows.filter(told_at__isnull=False, state__in=TOLD)


def told_of_own(council_id: int, user_id: int) -> bool:
    """Return whether this clerk was told of a case about themself that is not over. One query."""
    rows = ConductCase.objects.filter(_of_clerk(council_id), council=council_id, subject__user_id=user_id)
    return rows.filter(told_at__isnull=False, state__in=TOLD).exclude(state__in=OVER).exists()


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


class Offices:
    """Who holds the offices of one council on which cases depend, as they are held now: asked once for many cases."""

    def __init__(self, council_id: int) -> None:
        """Ask for the clerks, the chairman, the vice chairman, and who of all is suspended. Three queries."""
        self._council_id = council_id
        self._suspended = set(_running(council_id).values_list("member__user_id", flat=True))
        self._clerks = list(_clerks(council_id).order_by("pk").values_list("pk", "user_id"))
        heads = Membership.objects.filter(in_office_now(), council=council_id, role__in=HEADS)
        self._heads = list(heads.order_by("pk").values_list("pk", "user_id", "role"))
        self._who_waits: dict[int | None, list[int]] = {}

    def handlers_of(self, case: ConductCase) -> list[int]:
        """Return the memberships that are told of what happens in ``case``, of this council (handlers_of)."""
        subject = case.subject.user_id if case.subject else None
        of_clerk = case.subject is not None and (
            case.subject.role == Role.CLERK or subject in {user for _, user in self._clerks}
        )
        if case.route == ConductCase.Route.CLERK and not of_clerk:
            barred = {*self._suspended, subject}
            return [pk for pk, user in self._clerks if user not in barred] or self._told_that_it_waits(
                subject
            )
        able = [
            (pk, role)
            for pk, user, role in self._heads
            if user not in self._suspended and user != subject and not reported_it(case, user)
        ]
        return [pk for pk, role in able if role == Role.CHAIR] or [pk for pk, _ in able]

    def _told_that_it_waits(self, subject: int | None) -> list[int]:
        """Return whom heads_able() does. One query for each head who is a subject, and one for all others."""
        but = subject if subject in {user for _, user, _ in self._heads} else None
        if but not in self._who_waits:
            self._who_waits[but] = heads_able(self._council_id, but=but)
        return self._who_waits[but]


def handlers_of(case: ConductCase) -> list[int]:
    """Return the memberships that are told of what happens in ``case``: who handles it now.

    Where no clerk is in office who may act, whatever is not about one waits: the chairman is told that it does
    (moderation.conduct.telling), or the vice chairman of the chairman's own. Four queries at most.
    """
    return Offices(case.council_id).handlers_of(case)


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
