"""What residents say under the demo's items: some of it left, some taken down with a clause, an appeal, a call."""

from datetime import time, timedelta

from django.utils import timezone

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import appeal
from moderation.bringing import bring_comment
from moderation.discussions.allowing import allow_comments
from moderation.discussions.marks import new_mark, read_mark
from moderation.discussions.standing import talk_at
from moderation.discussions.taking import Said, take_comment
from moderation.entering import enter_comment
from moderation.grounds import citable, rule_for
from moderation.intake.arriving import Arrived
from moderation.models import Comment, Outcome
from moderation.ruling import Judged, rule
from portal.channels.models import Channel, NewsItem
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.registering import SAID
from portal.demo.texts.comments import CALLED_FROM, THREADS, Remark
from portal.drafts.content import LONDON

_EVENING, _MORNING = time(17, 40), time(9, 20)
_BETWEEN = timedelta(minutes=23)


def be_commented_on(people: dict[str, Person], clock: DemoClock) -> Play:
    """Open comments under one item, let residents speak, and let the clerk rule on what came first."""
    clerk, officer = people["clerk"], people["officer"]
    thread = THREADS[clerk.council.slug]
    evening, morning = clock.back(4, _EVENING), clock.back(3, _MORNING)
    yield evening
    item = NewsItem.objects.get(council=clerk.council, headline=thread.item)
    allow_comments(actor=officer, communication_id=item.communication_id, hold_all=False)
    made = []
    for number, remark in enumerate(thread.ruled, start=1):
        yield evening + number * _BETWEEN
        made.append((speak_under(item, remark), remark))
    for number, (comment, remark) in enumerate(made):
        yield morning + number * timedelta(minutes=2)
        decide_about(clerk, comment, remark)
    for comment, remark in made:
        if remark.appeal:
            yield morning + timedelta(hours=3)
            words, council_id = remark.appeal, clerk.council.pk
            appeal(
                council_id=council_id, reference=reference_with_key(comment), who=comment.email, words=words
            )
    for number, remark in enumerate(thread.waiting):
        yield clock.lately(240 - 35 * number)
        speak_under(item, remark)
    yield clock.lately(55)
    called = Arrived(
        way=Comment.Way.PHONE,
        remote_id=f"call about {item.reference}",
        text=thread.call,
        author=thread.caller,
        answer_by=Comment.AnswerBy.PHONE,
        answer_to=CALLED_FROM,
    )
    enter_comment(actor=officer, arrived=called, came_on=timezone.localdate(timezone=LONDON))


def speak_under(item: NewsItem, remark: Remark) -> Comment:
    """Let a resident comment by the form of the newsroom."""
    mark = read_mark(new_mark(item.communication_id), item.communication_id)
    address = f"{''.join(filter(str.isalnum, remark.name)).lower()}@residents.example"
    said = Said(mark, remark.name, address, remark.text)
    return take_comment(talk=talk_at(item.council, item.slug), said=said)


def be_named(officer: Person) -> None:
    """Bring what somebody says to the council on its page of a network, under no post of its own."""
    remark = THREADS[officer.council.slug].named
    page = Channel.objects.get(council=officer.council, name=SAID[officer.council.slug].group)
    said = Arrived(
        way=Comment.Way.NETWORK,
        remote_id=f"mention by {remark.name}",
        text=remark.text,
        author=remark.name,
        author_address=remark.name,
    )
    bring_comment(actor=officer, channel_id=page.pk, arrived=said)


def decide_about(clerk: Person, comment: Comment, remark: Remark) -> None:
    """Let the clerk leave a comment or take it down, as the demo has it written."""
    if remark.answering:
        judged = Judged(version=1, outcome=Outcome.LEAVE, answering=remark.answering)
    else:
        clause = rule_for(citable(clerk.council.pk), remark.ground)
        clause_id = clause.clause_id if clause else None
        judged = Judged(1, Outcome.REMOVE, ground=remark.ground, clause_id=clause_id)
    rule(actor=clerk, comment_id=comment.pk, judged=judged, reason=remark.reason)
