"""Choosing who speaks to the press: the clerk in liaison with the Mayor or Chairman (town policy 5.1)."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from approvals.models import Enquiry, Spokesperson
from approvals.press.consulting import askable, liaison_of, may_lead
from approvals.press.locking import ABOUT, lock_enquiry
from approvals.press.seeing import flag_of, is_about_the_clerk
from policies.gathering import running_at
from policies.models import Interest, Period
from policies.permits.speaking import not_permitted_to_speak, permitted_to_speak
from portal.channels.notices.telling import tell
from portal.channels.notices.vocabulary import What
from portal.councils.models import Membership
from portal.councils.models.authority import barred
from portal.councils.people import Person, person_now
from portal.councils.powers import STAFF, Role
from portal.councils.recording import reasoned
from portal.councils.templatetags.words import day
from portal.records.ledger import record
from portal.refusals import InvalidInput, NotYours, Refusal
from portal.typed import stated


@transaction.atomic
def choose(*, actor: Person, enquiry_id: int, member_id: int, reason: str = "") -> Spokesperson:
    """Put somebody forward to speak on an enquiry; they are told. Whoever was before speaks no more.

    The Mayor or Chairman, and whom it is about, are consulted before; ``reason`` says why their view is not waited
    for. Raises NotYours for who does not lead it, InvalidInput for who cannot speak or without that reason, Refusal
    where they were not asked, it was closed, or its matter is flagged as sensitive.
    """
    found = lock_enquiry(actor, enquiry_id)
    require_lead(actor, found)
    refuse_flagged(found)
    member = _member(actor, found, member_id)
    if why := why_not(found, member):
        raise InvalidInput(why)
    _refuse_unasked(actor, found, reason)
    now = timezone.now()
    speaking = found.spokespeople.filter(ended_at__isnull=True)
    if speaking.filter(member=member).exists():
        raise Refusal(f"{member.shown_name} was put forward already.", "Nothing was changed.")
    speaking.update(ended_at=now, ended_by=actor.membership)
    made = Spokesperson.objects.create(
        enquiry=found, member=member, chosen_by=actor.membership, chosen_at=now
    )
    if member.pk != actor.membership.pk:
        tell(
            council_id=found.council_id,
            what=What.PRESS_CHOSEN,
            about=(ABOUT, found.pk),
            recipients=[member.pk],
            occasion=made.pk,
        )
    facts = {"member": member.pk}
    record([reasoned(actor, "spokesperson_chosen", ABOUT, found.pk, reason=reason, **facts)])
    return made


@transaction.atomic
def put_nobody_forward(*, actor: Person, enquiry_id: int, reason: str) -> None:
    """End that somebody speaks on an enquiry: taken back by who leads it, or declined by the person themselves.

    Raises NotYours for anybody else, InvalidInput without a reason, Refusal where nobody speaks on it any more.
    """
    found = lock_enquiry(actor, enquiry_id)
    if not stated(reason):
        raise InvalidInput("Give a reason: it is kept with the record.")
    speaking = found.spokespeople.filter(ended_at__isnull=True)
    now = speaking.select_related("member").first()
    own = now is not None and now.member_id == actor.membership.pk
    if not own:
        require_lead(actor, found)
    if now is None or speaking.update(ended_at=timezone.now(), ended_by=actor.membership) != 1:
        raise Refusal("Nobody is put forward for this any more.", "Nothing was changed.")
    if own and now.chosen_by_id != actor.membership.pk:
        tell(
            council_id=found.council_id,
            what=What.PRESS_DECLINED,
            about=(ABOUT, found.pk),
            recipients=[now.chosen_by_id],
            occasion=now.pk,
        )
    verb = "spokesperson_declined" if own else "spokesperson_ended"
    record([reasoned(actor, verb, ABOUT, found.pk, reason=reason, member=now.member_id)])


def require_lead(actor: Person, enquiry: Enquiry) -> None:
    """Raise NotYours unless ``actor`` leads what is done about ``enquiry``."""
    if may_lead(actor, enquiry):
        return
    council = enquiry.council
    to_council = (
        f"What is about the {council.clerk_title} goes to the council: the {council.chair_title} leads it, or the "
        f"deputy where there is no {council.chair_title}."
    )
    if enquiry.concerns_id == actor.membership.pk:
        raise NotYours(
            "This enquiry is about you: you are consulted, and do not choose who speaks.",
            f"Nothing was changed. {to_council}",
        )
    if is_about_the_clerk(enquiry):
        raise NotYours(to_council)
    raise NotYours(
        f"Who speaks to the press is chosen by the {council.clerk_title}, in liaison with the {council.chair_title}."
    )


def refuse_flagged(enquiry: Enquiry) -> None:
    """Raise Refusal where the matter is flagged as especially sensitive: nobody speaks, the holding reply is given."""
    if flag_of(enquiry) is not None:
        raise Refusal(
            "The matter is flagged as especially sensitive: nobody speaks on it.",
            "Nothing was changed. Give the holding reply, or ask for the flag to be lifted.",
        )


def why_not(enquiry: Enquiry, member: Membership) -> str:
    """Return why ``member`` cannot speak on ``enquiry``, or ''. Five queries at most.

    An interest stops a member (Localism Act 2011, s.31), a suspension everybody; before a poll the council quotes
    officers who were authorised (LGA 1986 s.2 and the publicity code). Where the council's policy asks for the clerk's
    permission to speak, a member needs it in force, about this matter or about any.
    """
    if person_now(member.pk).suspended:
        return f"{member.shown_name}’s publishing rights are suspended."
    if enquiry.matter_id is not None:
        interests = Interest.objects.filter(matter_id=enquiry.matter_id, member=member, ended_on__isnull=True)
        if interests.exists():
            return f"{member.shown_name} has a declared interest in the matter."
    for poll in _polls(enquiry.council_id).prefetch_related("authorised_officers"):
        if member.role != Role.CLERK and member not in poll.authorised_officers.all():
            return (
                f"Until the poll on {day(poll.poll_on)} only the clerk and the officers named for that period speak "
                "to the press for the council."
            )
    return not_permitted_to_speak(member, enquiry.council_id, enquiry.matter_id)


def able_to_speak(person: Person, enquiry: Enquiry) -> "QuerySet[Membership]":
    """Return whom ``person`` can put forward now, by name: those of whom why_not() says nothing. Three queries.

    Whoever is put forward already is left out.
    """
    others = askable(person, enquiry).order_by().values("pk")
    rows = Membership.objects.filter(Q(pk=person.membership.pk) | Q(pk__in=others))
    now = timezone.now()
    rows = rows.exclude(barred(now))
    rows = rows.exclude(pk__in=enquiry.spokespeople.filter(ended_at__isnull=True).values("member"))
    if enquiry.matter_id is not None:
        interests = Interest.objects.filter(matter_id=enquiry.matter_id, ended_on__isnull=True)
        rows = rows.exclude(pk__in=interests.values("member"))
    for poll in _polls(enquiry.council_id):
        rows = rows.filter(Q(role=Role.CLERK) | Q(pk__in=poll.authorised_officers.values("pk")))
    rows = permitted_to_speak(rows, enquiry.council_id, enquiry.matter_id)
    return rows.select_related("user").order_by("user__name", "pk")


def refuse_unpermitted_speaker(enquiry: Enquiry, member: Membership) -> None:
    """Raise Refusal where whoever was put forward may not speak any more: for what why_not() says."""
    if why := why_not(enquiry, member):
        raise Refusal(
            why,
            "Nothing was changed. The clerk puts somebody else forward, or sees to it that they may speak.",
        )


def _polls(council_id: int) -> "QuerySet[Period]":
    quiet = [Period.Kind.MOURNING, Period.Kind.CELEBRATION]
    return running_at(council_id, timezone.now()).exclude(kind__in=quiet)


def speaks_as(member: Membership) -> str:
    """Return in what capacity somebody speaks: an officer gives facts, a member the council's position."""
    return "officer" if member.role in STAFF else "member"


def _member(actor: Person, enquiry: Enquiry, member_id: int) -> Membership:
    """Return who is to speak: somebody inside who may know of the matter, or whoever leads it themselves."""
    if member_id == actor.membership.pk:
        return actor.membership
    found = askable(actor, enquiry).filter(pk=member_id).first()
    if found is None:
        raise InvalidInput(
            "They cannot speak on it: they are not in office here, or may not know of the matter."
        )
    return found


def _refuse_unasked(actor: Person, enquiry: Enquiry, reason: str) -> None:
    """Raise where whoever must be consulted was not asked, or has not answered and no reason is given."""
    needed = [one for one in liaison_of(enquiry) if one.pk != actor.membership.pk]
    if enquiry.concerns is not None:
        needed.append(enquiry.concerns)
    answered = dict(enquiry.consultations.values_list("member_id", "said_at"))
    unasked = [one for one in needed if one.pk not in answered]
    if unasked:
        names = " and ".join(f"{one.shown_name}, {one.display_title}," for one in unasked)
        raise Refusal(
            f"{names} {'was' if len(unasked) == 1 else 'were'} not asked yet.",
            "Nothing was changed. Ask for their view first: it is recorded, and you choose.",
        )
    silent = [one for one in needed if answered[one.pk] is None]
    if silent and not stated(reason):
        names = " and ".join(one.shown_name for one in silent)
        raise InvalidInput(f"{names} did not answer yet. Say why you do not wait for it.")
