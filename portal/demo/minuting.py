"""Playing what the demo's councils deal with, by the desk's own verbs: meetings, matters, a position, a coming poll."""

from dataclasses import replace
from datetime import date, time, timedelta

from policies.matters.flagging import flag_matter
from policies.matters.opening import Noted, open_matter
from policies.matters.releasing import release_matter
from policies.meetings.agreeing import Agreed, enter_position
from policies.meetings.convening import Item, Sitting, change_meeting, enter_items, enter_meeting
from policies.meetings.pledging import Asked, ask_for_pledges
from policies.models import AgendaItem, Matter, Meeting, Period
from policies.periods.announcing import Poll, announce
from portal.councils.models import Body
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.script import Business, next_weekday

_THURSDAY = 3
_POLL_IN = 160
"""Days from now, at the least: its notice is weeks away, so that nothing of the demo is held for it."""
_FIRST_NUMBER = 71


def deal_with(business: Business, people: dict[str, Person], clock: DemoClock) -> Play:
    """Open the matters, hold a meeting and minute it, then call the next one; the poll is announced last."""
    clerk = people["clerk"]
    held = next_weekday(clock.today, _THURSDAY, -20)
    yield clock.back(27, time(11, 5))
    matters = business.matters
    opened = [open_matter(actor=clerk, noted=Noted(*one)) for one in (matters.open, matters.flagged)]
    open_matter(actor=clerk, noted=Noted(*matters.confidential))
    _minute_before(business, clerk, next_weekday(clock.today, _THURSDAY, -62))
    yield clock.back(24, time(15, 20))
    meeting, items = _convened(business, clerk, held)
    yield clock.back(11, time(10, 40))
    sitting = _sitting(clerk, business.meeting, held)
    change_meeting(
        actor=clerk, meeting_id=meeting.pk, sitting=_minuted(sitting, clock.today - timedelta(days=12))
    )
    _release(clerk, opened, items, held)
    title, text = business.position
    item = items[title]
    agreed = Agreed(title, text, f"Minute {item.reference}", held, item.pk)
    enter_position(actor=clerk, agreed=agreed)
    yield clock.back(6, time(16, 10))
    flag_matter(actor=clerk, matter_id=opened[1].pk, reason=matters.why_flagged)
    yield clock.back(3, time(9, 50))
    _call(business, people, next_weekday(clock.today, _THURSDAY, 8), clock.today - timedelta(days=3))
    poll, ward = business.poll
    on = next_weekday(clock.today, _THURSDAY, _POLL_IN)
    announce(actor=clerk, poll=Poll(Period.Kind.PARISH_ELECTION, poll, on, ward))


def _sitting(clerk: Person, title: str, held: date, published: date | None = None) -> Sitting:
    body = Body.objects.get(council=clerk.council, kind=Body.Kind.COUNCIL)
    return Sitting(body.pk, held, title, agenda_published_on=published or held - timedelta(days=6))


def _minute_before(business: Business, clerk: Person, held: date) -> None:
    """Enter the meeting before, of which the minutes are published: what the drafts name as their basis."""
    sitting = _minuted(_sitting(clerk, business.meeting, held), held + timedelta(days=9))
    meeting = enter_meeting(actor=clerk, sitting=sitting)
    enter_items(actor=clerk, meeting_id=meeting.pk, items=[Item(*one) for one in business.cited])


def _minuted(sitting: Sitting, on: date) -> Sitting:
    """Return the same with its minutes published on the day ``on``."""
    return replace(sitting, minutes_published_on=on, minutes_approved=True)


def _convened(business: Business, clerk: Person, held: date) -> tuple[Meeting, dict[str, AgendaItem]]:
    """Enter the meeting with its open items, minuted, and a closed one; return it and the open ones by title."""
    meeting = enter_meeting(actor=clerk, sitting=_sitting(clerk, business.meeting, held))
    named = [
        Item(f"{_FIRST_NUMBER + n}/{held.year % 100}", topic.title, AgendaItem.Part.OPEN, topic.minute)
        for n, topic in enumerate(business.topics)
    ]
    closed = Item(
        f"{_FIRST_NUMBER + len(named)}/{held.year % 100}",
        "Land: price under negotiation",
        AgendaItem.Part.CLOSED,
    )
    made = enter_items(actor=clerk, meeting_id=meeting.pk, items=[*named, closed])
    return meeting, {item.title: item for item in made if item.part == AgendaItem.Part.OPEN}


def _release(clerk: Person, opened: list[Matter], items: dict[str, AgendaItem], held: date) -> None:
    """Release the matters that were taken in open session, by their minutes."""
    for matter in opened:
        item = items[matter.title]
        reference = f"Minute {item.reference}"
        release_matter(actor=clerk, matter_id=matter.pk, reference=reference, on=held, item_id=item.pk)


def _call(business: Business, people: dict[str, Person], held: date, published: date) -> None:
    """Call a meeting with a closed item, and ask two members to reaffirm confidentiality before it."""
    clerk = people["clerk"]
    meeting = enter_meeting(actor=clerk, sitting=_sitting(clerk, business.coming, held, published))
    number = _FIRST_NUMBER + 10
    agenda = [
        Item(f"{number}/{held.year % 100}", "Questions from residents"),
        Item(f"{number + 1}/{held.year % 100}", "Land: report of the clerk", AgendaItem.Part.CLOSED),
    ]
    enter_items(actor=clerk, meeting_id=meeting.pk, items=agenda)
    asked = Asked([people["chair"].membership.pk, people["councillor"].membership.pk])
    ask_for_pledges(actor=clerk, meeting_id=meeting.pk, asked=asked)
