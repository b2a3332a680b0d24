"""Who reads which enquiry of the press: who handles it, whom it was put to, and never more of a closed matter."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from approvals.models import Consultation, Enquiry, Spokesperson
from policies.matters.knowing import known_to
from policies.matters.seeing import INSIDE
from policies.models import MatterFlag
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, in_office
from portal.councils.powers import Power, Role
from portal.refusals import NotYours

IN_LIAISON = (Role.CHAIR, Role.DEPUTY)
"""With whom the clerk chooses who speaks (town policy 5.1); the deputy where the chairman is whom it is about."""


def may_take(person: Person) -> bool:
    """Return whether ``person`` may pass on what the press asked: whoever is in the council or its office."""
    return person.membership.role in INSIDE


def require_inside(person: Person) -> None:
    """Raise NotYours for somebody who acts for the council from outside: they tell the clerk themselves."""
    if not may_take(person):
        raise NotYours("Members and staff pass on what the press asks.")


def enquiries_of(person: Person) -> "QuerySet[Enquiry]":
    """Return the enquiries that ``person`` may read, each with ``flagged``: its matter is especially sensitive.

    All of the council's for who reads every draft, else what they passed on, were asked about or speak on; and who
    leads it (the chairman, or the deputy) what is about the clerk. What is about a matter that they may not know of is
    left out, whoever they are.
    """
    rows = Enquiry.objects.filter(council=person.council)
    if not person.may(Power.READ_ALL):
        member = person.membership
        asked = Consultation.objects.filter(enquiry=OuterRef("pk"), member=member)
        speaks = Spokesperson.objects.filter(enquiry=OuterRef("pk"), member=member)
        rows = rows.filter(
            Q(taken_by=member) | Q(Exists(asked)) | Q(Exists(speaks)) | _about_clerk_and_led_by(person)
        )
    flags = MatterFlag.objects.filter(matter=OuterRef("matter"), lifted_at__isnull=True)
    known = known_to(person).values("pk")
    return rows.filter(Q(matter__isnull=True) | Q(matter__in=known)).annotate(flagged=Exists(flags))


def is_about_the_clerk(enquiry: Enquiry) -> bool:
    """Return whether ``enquiry`` is about the clerk, and so goes to the council."""
    return enquiry.concerns is not None and enquiry.concerns.role == Role.CLERK


def in_the_chair(council_id: int) -> "QuerySet[Membership]":
    """Return who can lead what goes to the council: chairman and deputy, in office and not suspended. No query yet."""
    now = timezone.now()
    rows = Membership.objects.filter(
        in_office(now), council=council_id, role__in=IN_LIAISON, user__is_active=True
    )
    return rows.exclude(barred(now))


def _about_clerk_and_led_by(person: Person) -> Q:
    """Return the condition that an enquiry is about the clerk and its lead falls to ``person``, as in may_lead().

    Suspended or not: a suspension takes powers away, not reading.
    """
    about_clerk = Q(concerns__role=Role.CLERK) & ~Q(concerns=person.membership)
    chairs = in_the_chair(person.council.pk)
    if person.membership.role == Role.CHAIR:
        return about_clerk
    if person.membership.role == Role.DEPUTY:
        return about_clerk & ~Q(Exists(chairs.filter(role=Role.CHAIR)))
    if person.may(Power.DECIDE):
        return about_clerk & ~Q(Exists(chairs))
    return Q(pk__in=[])


def get_enquiry(person: Person, enquiry_id: int) -> Enquiry:
    """Return one enquiry with the people on it; Http404 where it is not here or not theirs to read. One query."""
    rows = enquiries_of(person).select_related(
        "taken_by__user",
        "acknowledged_by__user",
        "closed_by__user",
        "concerns__user",
        "matter",
        "contact",
        "answer__current_revision",
    )
    found = rows.filter(pk=enquiry_id).first()
    if found is None:
        raise Http404
    return found


def soonest_first(rows: "QuerySet[Enquiry]") -> "QuerySet[Enquiry]":
    """Return open ``rows``: what is due first stands first, and what has no deadline by when it came."""
    return rows.filter(closed_at__isnull=True).order_by(
        F("deadline_at").asc(nulls_last=True), "received_at", "pk"
    )


def flag_of(enquiry: Enquiry) -> MatterFlag | None:
    """Return the flag in force of the enquiry's matter, or None. One query, none without a matter."""
    if enquiry.matter_id is None:
        return None
    return MatterFlag.objects.filter(matter_id=enquiry.matter_id, lifted_at__isnull=True).first()


def press_waiting_for(person: Person) -> "QuerySet[Enquiry]":
    """Return the open enquiries in which ``person`` has something to do: to say a view, to speak, or to lead it.

    What is due first stands first. Each has ``to_say`` and ``to_speak``: why it is there, neither for who leads it.
    """
    member = person.membership
    views = Consultation.objects.filter(enquiry=OuterRef("pk"), member=member, said_at__isnull=True)
    speaks = Spokesperson.objects.filter(enquiry=OuterRef("pk"), member=member, ended_at__isnull=True)
    rows = enquiries_of(person).annotate(to_say=Exists(views), to_speak=Exists(speaks))
    theirs = Q(to_say=True) | Q(to_speak=True)
    if not person.suspended:
        theirs |= _about_clerk_and_led_by(person)
    if person.may(Power.DECIDE):
        theirs |= Q(concerns__isnull=True) | ~Q(concerns=member) & ~Q(concerns__role=Role.CLERK)
    return soonest_first(rows.filter(theirs))
