"""What the notices about the press say: that something waits, and a link; what was asked stays on the desk."""

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from approvals.models import Briefing, Consultation, Enquiry, Spokesperson
from approvals.press.briefing import latest_card, speaking
from approvals.press.consulting import may_lead
from approvals.press.reminding import minute_due
from approvals.press.seeing import enquiries_of
from portal.channels.models import Notice
from portal.channels.notices.vocabulary import What
from portal.channels.notices.words import Words
from portal.councils.people import Person
from portal.councils.templatetags.words import moment


def about_enquiry(notice: Notice, person: Person) -> Words | None:
    """Write a notice about an enquiry; None where it is over, or no longer this person's to read."""
    found = (
        enquiries_of(person).select_related("council", "taken_by__user").filter(pk=notice.object_id).first()
    )
    if found is None or found.erased_at is not None or not found.is_open:
        return None
    said = _WRITERS[What(notice.what)](found, person, notice.occasion)
    if said is None:
        return None
    subject, what = said
    council = found.council
    link = f"{settings.SITE_URL}/{council.slug}/desk/press/{found.pk}/"
    return Words(f"{council.name}: {subject}", f"{what}\n\nOpen it on the desk:\n{link}\n")


Said = tuple[str, str] | None


def _came(enquiry: Enquiry, person: Person, _: int) -> Said:
    if not may_lead(person, enquiry) and enquiry.concerns_id != person.membership.pk:
        return None
    who = enquiry.taken_by
    due = f" They need it by {moment(enquiry.deadline_at)}." if enquiry.deadline_at else ""
    return (
        "the press asks the council something",
        f"{who.user.name}, {who.display_title}, passed on {_called(enquiry)} for {enquiry.outlet}.{due}",
    )


def _late(enquiry: Enquiry, person: Person, _: int) -> Said:
    if not may_lead(person, enquiry) or enquiry.acknowledged_at is not None:
        return None
    return (
        "the press waits to hear that you have their request",
        (
            f"Nobody has told {enquiry.outlet} yet that the council has {_called(enquiry)}. The council’s own time for "
            f"that was over on {moment(enquiry.acknowledge_by)}."
        ),
    )


def _due(enquiry: Enquiry, person: Person, occasion: int) -> Said:
    if not may_lead(person, enquiry) or enquiry.deadline_at is None:
        return None
    if occasion not in {0, minute_due(enquiry.deadline_at)}:  # of a deadline that was corrected since
        return None
    ends = "was due on" if enquiry.deadline_at <= timezone.now() else "is due on"
    return (
        "the press needs its answer",
        f"{_called(enquiry).capitalize()} for {enquiry.outlet} {ends} {moment(enquiry.deadline_at)}.",
    )


def _consulted(enquiry: Enquiry, person: Person, _: int) -> Said:
    mine = Consultation.objects.filter(enquiry=enquiry, member=person.membership, said_at__isnull=True)
    asked = mine.select_related("asked_by__user").first()
    if asked is None:
        return None
    who = asked.asked_by
    return (
        "your view is asked for",
        (
            f"{who.user.name}, {who.display_title}, asks for your view of {_called(enquiry)}. "
            "It is recorded; whoever asked decides."
        ),
    )


def _viewed(enquiry: Enquiry, person: Person, occasion: int) -> Said:
    said = Consultation.objects.select_related("member__user").filter(pk=occasion, enquiry=enquiry).first()
    if said is None or said.asked_by_id != person.membership.pk:
        return None
    name = said.member.shown_name
    return f"{name} said their view", f"{name} said what they think of {_called(enquiry)}."


def _chosen(enquiry: Enquiry, person: Person, occasion: int) -> Said:
    speaker = speaking(enquiry)
    if speaker is None or speaker.pk != occasion or speaker.member_id != person.membership.pk:
        return None
    return (
        "you are asked to speak to the press",
        (
            f"You were put forward to speak to {enquiry.outlet}. You are given a card to read before you do. "
            "If you cannot, say so on the desk, with the reason."
        ),
    )


def _briefed(enquiry: Enquiry, person: Person, occasion: int) -> Said:
    speaker = speaking(enquiry)
    card: Briefing | None = latest_card(speaker) if speaker is not None else None
    if speaker is None or card is None or card.pk != occasion or card.read_at is not None:
        return None
    if speaker.member_id != person.membership.pk:
        return None
    return (
        "read your card before you speak to the press",
        (
            f"What the council agreed, the facts and what is not to be said to {enquiry.outlet} are on your card. Read "
            "it, and confirm that you did, before you speak."
        ),
    )


def _declined(enquiry: Enquiry, person: Person, occasion: int) -> Said:
    past = Spokesperson.objects.select_related("member__user").filter(pk=occasion, enquiry=enquiry).first()
    if past is None or speaking(enquiry) is not None or not may_lead(person, enquiry):
        return None
    name = past.member.shown_name
    return (
        f"{name} will not speak to the press",
        f"{name} declined to speak to {enquiry.outlet}. Somebody else has to be chosen.",
    )


def _called(enquiry: Enquiry) -> str:
    return (
        "a request for an interview" if enquiry.kind == Enquiry.Kind.INTERVIEW else "a question of the press"
    )


_WRITERS: dict[What, Callable[[Enquiry, Person, int], Said]] = {
    What.PRESS_ENQUIRY: _came,
    What.PRESS_UNACKNOWLEDGED: _late,
    What.PRESS_DUE: _due,
    What.PRESS_CONSULTED: _consulted,
    What.PRESS_VIEW_SAID: _viewed,
    What.PRESS_CHOSEN: _chosen,
    What.PRESS_BRIEFED: _briefed,
    What.PRESS_DECLINED: _declined,
}
