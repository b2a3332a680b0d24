"""What goes wrong in the demo: notices of defamation, a pack for the police, conduct, complaints, a member trolled.

All of it by the product's own verbs, side by side with everything else that happens in the demo's weeks.
"""

from datetime import time, timedelta

from moderation.complaints.handling import acknowledge
from moderation.complaints.marks import new_mark, read_mark
from moderation.complaints.receiving import Said, receive_online
from moderation.conduct.answering import answer as answer_case
from moderation.conduct.answering import tell_subject
from moderation.conduct.capturing import Shown
from moderation.conduct.deciding import Decision, decide
from moderation.conduct.reporting import Told, report
from moderation.conduct.triaging import clauses_in_force, take_up
from moderation.models import Category, Comment, Complaint, DefamationNotice, NoticeLetter, Referral
from moderation.notices.answering import Answer, answer_notice
from moderation.notices.checking import check_notice, pass_on
from moderation.notices.deciding import keep as keep_comment
from moderation.notices.particulars import Particulars
from moderation.notices.receiving import Given, receive_notice
from moderation.packs.making import make_pack
from moderation.referrals.referring import refer
from moderation.trolling.keeping import Happened, keep, share
from moderation.trolling.replying import begin_one_reply
from portal.channels.models import NewsItem, Notice
from portal.channels.states import Delivering
from portal.councils.people import Person
from portal.demo.clock import DemoClock, Play
from portal.demo.commenting import decide_about, speak_under
from portal.demo.texts.comments import THREADS
from portal.demo.texts.troubles import TROUBLES, Complained, Defamed

_SEVEN = time(19)
_TEN = time(10)
_WEEK = timedelta(days=7)


def be_written_about(people: dict[str, Person], clock: DemoClock) -> Play:
    """Let two people complain of what residents wrote of them: one is answered, one waits for who wrote it."""
    clerk = people["clerk"]
    troubles = TROUBLES[clerk.council.slug]
    yield clock.back(3, _SEVEN)  # comments are open by then (portal.demo.commenting)
    item = NewsItem.objects.get(council=clerk.council, headline=THREADS[clerk.council.slug].item)
    said = [speak_under(item, one.remark) for one in (troubles.decided, troubles.waiting)]
    yield clock.back(2, _TEN)
    for comment, one in zip(said, (troubles.decided, troubles.waiting), strict=True):
        decide_about(clerk, comment, one.remark)
    first = _complain(clerk, said[0], troubles.decided)
    yield clock.back(2, time(11, 40))
    _pass_to_poster(clerk, first)
    yield clock.lately(310)
    poster = Answer(
        agrees=False, name=troubles.decided.remark.name, address="1 Example Row", details_passed=False
    )
    answer_notice(actor=None, notice_id=first.pk, answer=poster)
    yield clock.lately(290)
    keep_comment(actor=clerk, notice_id=first.pk)
    yield clock.lately(280)
    second = _complain(clerk, said[1], troubles.waiting)
    told_at = clock.lately(230)
    yield told_at
    _pass_to_poster(clerk, second)
    # Its mail went on that day. Sent today instead, it would name a last day that is too soon (moderation.notices).
    letters = second.letters.filter(kind=NoticeLetter.Kind.TO_POSTER)
    Notice.objects.filter(key__in=letters.values("key")).update(state=Delivering.SENT, settled_at=told_at)


def _complain(clerk: Person, comment: Comment, one: Defamed) -> DefamationNotice:
    said = Particulars(
        name=one.name,
        email=f"{one.name.split()[0].lower()}@residents.example",
        statement=one.statement,
        why=f"It is untrue, and everybody knows whom it means. Signed, {one.name}.",
        where="Below the item, among the comments",
        meaning=one.meaning,
        wrong=one.wrong,
        without_details=True,
        name_passed=True,
        email_passed=False,
    )
    given = Given(said, comment_reference=comment.reference)
    return receive_notice(actor=None, council_id=clerk.council.pk, given=given)


def _pass_to_poster(clerk: Person, notice: DefamationNotice) -> None:
    check_notice(actor=clerk, notice_id=notice.pk, wanting=[])
    pass_on(actor=clerk, notice_id=notice.pk)


def go_to_the_police(people: dict[str, Person], clock: DemoClock) -> Play:
    """Report a comment to the police, and put together what they need."""
    clerk = people["clerk"]
    words, why = TROUBLES[clerk.council.slug].police
    yield clock.lately(200)
    comment = Comment.objects.get(council=clerk.council, text__contains=words)
    due = clock.today + _WEEK
    made = refer(actor=clerk, comment_id=comment.pk, kind=Referral.Kind.POLICE, due_on=due, reason=why)
    yield clock.lately(190)
    make_pack(actor=clerk, referral_id=made.pk, category=Category.THREAT, reason=why)


def misbehave(people: dict[str, Person], clock: DemoClock) -> Play:
    """Let a resident report a member, who is heard before the clerk decides; and somebody report the clerk."""
    clerk, member = people["clerk"], people["councillor"]
    troubles = TROUBLES[clerk.council.slug]
    heard = troubles.heard
    yield clock.back(20, _SEVEN)
    told = Told(heard.words, who=member.name, shown=Shown(pasted=heard.shown))
    case = report(actor=None, council_id=clerk.council.pk, told=told)
    yield clock.back(19, _TEN)
    clause = next(one for one in clauses_in_force(clerk.council.pk) if one.ref == heard.ref)
    why = "It speaks of the council’s decisions, and for the council."
    take_up(
        actor=clerk,
        case_id=case.pk,
        subject_id=member.membership.pk,
        clause_ids={clause.pk},
        reason=why,
    )
    evidence = list(case.evidence.values_list("pk", flat=True))
    tell_subject(actor=clerk, case_id=case.pk, alleged=heard.alleged, evidence_ids=evidence)
    yield clock.back(13, _SEVEN)
    answer_case(actor=member, case_id=case.pk, words=heard.answer)
    yield clock.back(11, _TEN)
    cited = case.clauses.get()
    decide(actor=clerk, case_id=case.pk, decision=Decision(heard.outcome, cited.pk, heard.reason))
    yield clock.back(6, _SEVEN)
    report(actor=None, council_id=clerk.council.pk, told=Told(troubles.of_clerk, office="clerk"))


def be_complained_to(people: dict[str, Person], clock: DemoClock) -> Play:
    """Let residents complain: of what the council said, which the office acknowledges, and about their own data."""
    clerk, officer = people["clerk"], people["officer"]
    troubles = TROUBLES[clerk.council.slug]
    yield clock.back(3, time(12))
    made = _send(clerk, Complaint.Kind.COMMUNICATION, troubles.acknowledged)
    yield clock.lately(260)
    acknowledge(actor=officer, complaint_id=made.pk, words=troubles.noted)
    yield clock.lately(210)
    _send(clerk, Complaint.Kind.DATA, troubles.data)


def _send(clerk: Person, kind: str, one: Complained) -> Complaint:
    council_id = clerk.council.pk
    email = f"{one.name.split()[0].lower()}@residents.example"
    said = Said(kind, one.name, one.words, email, about=one.about)
    return receive_online(council_id=council_id, said=said, mark=read_mark(new_mark(council_id), council_id))


def be_trolled(people: dict[str, Person], clock: DemoClock) -> Play:
    """Let a member keep what was done to them, and ask for the council's one reply, which the clerk begins."""
    clerk, member = people["clerk"], people["deputy"]
    one = TROUBLES[clerk.council.slug].trolled
    yield clock.back(2, _SEVEN)
    happened = Happened(
        clock.moment - timedelta(hours=3), one.words, one.place, one.link, one.who, one.effect
    )
    kept = keep(actor=member, happened=happened)
    yield clock.lately(180)
    share(actor=member, incident_id=kept.pk, ask_for_reply=True)
    yield clock.lately(170)
    begin_one_reply(actor=clerk, incident_id=kept.pk)


TROUBLED = (be_written_about, go_to_the_police, misbehave, be_complained_to, be_trolled)
"""Each one's story for one council."""
