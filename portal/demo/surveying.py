"""What residents answer to the survey of the demo, online and on paper."""

from datetime import time, timedelta

from portal.channels.models import NewsItem
from portal.channels.surveys.entering import Sheet, enter_sheet
from portal.channels.surveys.standing import Asked, survey_of
from portal.channels.surveys.taking import take_reply
from portal.channels.surveys.tokens import new_mark, read_mark
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.texts.surveys import ANSWERS, ON_PAPER, Values
from portal.drafts.content import LONDON

_HOUR = time(16, 5)


def answer_surveys(people: dict[str, Person], clock: DemoClock) -> Play:
    """Answer the council's survey, where it has one, a day after it was issued; the officer enters the paper."""
    officer = people["officer"]
    began = clock.back(3, _HOUR)
    for number, values in enumerate(ANSWERS):
        yield began + timedelta(minutes=17 * number)
        asked = _survey(officer)
        if asked is None:
            return
        mark = read_mark(new_mark(asked.revision.pk))
        if mark is not None:
            take_reply(asked=asked, mark=mark, given=_given(asked, values))
    for values, sheet in ON_PAPER:
        yield (now := began + timedelta(minutes=17 * (len(ANSWERS) + sheet)))
        asked = _survey(officer)
        if asked is not None:
            paper = Sheet(sheet, now.astimezone(LONDON).date(), _given(asked, values))
            enter_sheet(actor=officer, communication_id=asked.item.communication_id, sheet=paper)


def _survey(officer: Person) -> Asked | None:
    rows = NewsItem.objects.filter(council=officer.council, kind="survey_invitation").order_by("pk")
    item = rows.first()
    return survey_of(officer.council, item.communication_id) if item is not None else None


def _given(asked: Asked, values: Values) -> dict[str, object]:
    return {
        question.key: value
        for question, value in zip(asked.questions, values, strict=True)
        if value is not None
    }
