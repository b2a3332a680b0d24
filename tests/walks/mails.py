"""What each word of the vocabulary is told about in a World, to whom, and what makes it true where nothing did yet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from approvals.deciding import reject, return_with_reason
from approvals.letters.forwarding import Onward, forward_letter
from approvals.letters.handling import assign
from approvals.letters.sharing import answer_share
from approvals.models import Consultation, Review
from approvals.press.choosing import choose, put_nobody_forward
from approvals.urgent import look_again
from moderation.appeals.deciding import decide_appeal
from moderation.errands.carrying import run
from moderation.errands.reporting import report_there
from moderation.models import Comment, Ruling
from policies.asking import answer
from policies.models import MatterFlag, PermissionReminder, PersonalAccount, ReviewReminder, Version
from policies.personal.asking import ask_members
from portal.channels.models import Announcement, Channel, Command, Connection, Delivery, Notice, Particulars
from portal.channels.notices.vocabulary import What
from portal.channels.states import Delivering
from portal.councils.models import Permission
from tests.walks.growing import a_clause
from tests.walks.world import World

OF_WHO_HAS_NO_DESK = frozenset({What.LEFT_TAKEN, What.LEFT_ERASED})
"""Said to somebody whose office ended: there is no page that they may open, and the mail says whom to ask."""
ONE_OF_EACH = frozenset({What.ACCOUNTS_ASKED, What.INVITED})
"""Asked of a member once: their page of accounts is the item; what somebody is invited to is the desk."""
Told = tuple[str, int, str, int]
"""The type and the key of what it is about, who reads it (by name, or empty for somebody outside), the occasion."""


def _of(sort: str, thing: str, reader: str = "clerk", occasion: int = 0) -> Callable[[World], Told]:
    return lambda world: (sort, world.things[thing].pk, reader, occasion)


def _changed(rows: Any, told: Callable[[World], Told], **values: Any) -> Callable[[World], Told]:
    """Return ``told``, once the row of ``rows`` that it is about has ``values``."""

    def change(world: World) -> Told:
        found = told(world)
        rows.objects.filter(pk=found[1]).update(**values)
        return found

    return change


def _in_a_day() -> Any:
    return timezone.now() + timedelta(days=1)


def _review_decided(act: Any) -> Callable[[World], Told]:
    def decide(world: World) -> Told:
        review = world.things["review"]
        act(
            actor=world.people["second clerk"],
            review_id=review.pk,
            reason="Say when.",
            cites=a_clause(review),
        )
        return "review", review.pk, "author", 0

    return decide


def _connected(**values: Any) -> Callable[[World], Told]:
    def change(world: World) -> Told:
        rows = Connection.objects.filter(channel=world.things["network"])
        rows.update(**values)
        return "connection", rows.get().pk, "clerk", 0

    return change


def _commanded(verb: str) -> Callable[[World], Told]:
    def order(world: World) -> Told:
        failed = world.things["failed"]
        Command.objects.create(
            key=uuid4(), delivery=failed, verb=verb, state=Delivering.FAILED, problem="Nobody answered."
        )
        return "delivery", failed.pk, "clerk", 0

    return order


def _kept_register(**values: Any) -> Callable[[World], Told]:
    def describe(world: World) -> Told:
        channel = world.things["newsroom"]
        Particulars.objects.update_or_create(channel=channel, defaults=values)
        long_ago = timezone.now() - timedelta(days=9)
        Channel.objects.filter(pk=channel.pk).update(created_at=long_ago)
        Delivery.objects.filter(channel=channel, settled_at__isnull=False).update(settled_at=long_ago)
        return "channel", channel.pk, "clerk", 0

    return describe


def _announced(world: World) -> Told:
    row = Announcement.objects.create(
        key=uuid4(),
        channel=world.things["network"],
        event="ruled",
        object_type="comment",
        object_id=1,
        number=1,
        facts={},
        state=Delivering.FAILED,
    )
    return "announcement", row.pk, "clerk", 0


def _appeal_due(world: World) -> Told:
    made = world.things["appeal"]
    return "comment", made.comment_id, "clerk", 2 * made.pk


def _appeal_decided(world: World) -> Told:
    made = world.things["appeal"]
    decide_appeal(actor=world.clerk, appeal_id=made.pk, allowed=False, reason="It was right.", minute="")
    return "comment", made.comment_id, "", 0


def _by_hand(world: World) -> Told:
    comment = world.things["comment to hide by hand"]
    return "comment", comment.pk, "clerk", Ruling.objects.get(comment=comment).pk


def _refused_there(world: World) -> Told:
    """Order a report, and have a worker ask for it: nobody signed in to that network, so it is left to hands."""
    ordered = report_there(
        actor=world.people["second clerk"],
        referral_id=world.things["report to a network"].pk,
        sort="abuse",
        words="It threatens somebody.",
    )
    run(ordered.pk)
    return "comment", ordered.comment_id, "clerk", ordered.pk


def _flagged(world: World) -> Told:
    flag = MatterFlag.objects.get(matter=world.things["flagged matter"])
    return "communication", world.things["draft"].pk, "author", flag.pk


def _accounts_asked(world: World) -> Told:
    ask_members(actor=world.clerk)
    row = Notice.objects.get(what=What.ACCOUNTS_ASKED, recipient=world.people["councillor"].membership)
    return row.object_type, row.object_id, "councillor", row.occasion


def _permission_ends(world: World) -> Told:
    given = world.things["permission"]
    Permission.objects.filter(pk=given.pk).update(until=_in_a_day())
    made = PermissionReminder.objects.create(permission=given, days=7, told=True)
    return "permission_reminder", made.pk, "bystander", 0


def _to_review(world: World) -> Told:
    version, due = world.things["version"], timezone.localdate()
    Version.objects.filter(pk=version.pk).update(review_due=due)
    made = ReviewReminder.objects.create(version=version, review_due=due, days=0, told=True)
    return "review_reminder", made.pk, "clerk", 0


def _unsent(world: World) -> Told:
    letter = world.things["letter about a notice"]
    Notice.objects.filter(key=letter.key).update(state=Delivering.FAILED)
    return "defamation_notice", letter.notice_id, "second clerk", letter.pk


def _of_steps(sort: str) -> Callable[[World], Told]:
    def told(world: World) -> Told:
        found = world.things[sort]
        found.refresh_from_db()
        return "defamation_notice", found.pk, "second clerk", found.steps

    return told


def _letter_given(world: World) -> Told:
    letter, author = world.things["letter in"], world.people["author"]
    assign(actor=world.clerk, letter_id=letter.pk, member_id=author.membership.pk, reply_by=_in_a_day())
    return "received_letter", letter.pk, "author", 0


def _letter_handed_on(world: World) -> Told:
    letter, member = world.things["letter in"], world.people["councillor"]
    onward = Onward({member.membership.pk: "It is their ward."})
    made = forward_letter(actor=world.clerk, letter_id=letter.pk, onward=onward)
    return "received_letter", letter.pk, "councillor", made.pk


def _share_answered(world: World) -> Told:
    letter, share = world.things["letter in"], world.things["asked share"]
    answer_share(
        actor=world.clerk, share_id=share.pk, letter_id=letter.pk, allowed=True, reason="They need it."
    )
    return "received_letter", letter.pk, "author", share.pk


def _chosen(world: World) -> Told:
    enquiry, other = world.things["press card"], world.people["second clerk"]
    made = choose(
        actor=world.clerk, enquiry_id=enquiry.pk, member_id=other.membership.pk, reason="I am away."
    )
    return "press_enquiry", enquiry.pk, "second clerk", made.pk


def _declined(world: World) -> Told:
    sort, enquiry, who, speaker = _chosen(world)
    put_nobody_forward(actor=world.people[who], enquiry_id=enquiry, reason="I am away too.")
    return sort, enquiry, "clerk", speaker


def _viewed(world: World) -> Told:
    enquiry, chair = world.things["press card"], world.people["chair"].membership
    said = Consultation.objects.get(enquiry=enquiry, member=chair)
    return "press_enquiry", enquiry.pk, "clerk", said.pk


def _answered(world: World) -> Told:
    question = world.things["question"]
    answer(actor=world.clerk, question_id=question.pk, words="Yes.")
    return "question", question.pk, "author", 0


def _looked(world: World) -> Told:
    look = world.things["second look"]
    look_again(actor=world.clerk, second_look_id=look.pk, verdict="It was right.")
    return "second_look", look.pk, "second clerk", 0


def _late(world: World) -> Told:
    return "review", Review.objects.get(communication=world.things["late"]).pk, "clerk", 0


def _about(thing: str, of: str, sort: str = "channel") -> Callable[[World], Told]:
    return lambda world: (sort, getattr(world.things[thing], f"{of}_id"), "clerk", 0)


TOLD: dict[What, Callable[[World], Told]] = {
    What.RETURNED: _review_decided(return_with_reason),
    What.REJECTED: _review_decided(reject),
    What.EXPIRED: _late,
    What.SECOND_LOOK_DONE: _looked,
    What.INVITED: lambda world: ("membership", world.people["bystander"].membership.pk, "bystander", 0),
    What.POLICY_TO_ACCEPT: _of("policy_version", "version", "councillor"),
    What.POLICY_TO_REVIEW: _to_review,
    What.QUESTION_ANSWERED: _answered,
    What.PERIOD_COMING: _of("period", "coming poll", "councillor"),
    What.PERIOD_BEGUN: _of("period", "period", "councillor"),
    What.MATTER_FLAGGED: _flagged,
    What.PERMISSION_ENDING: _permission_ends,
    What.ACCOUNTS_ASKED: _accounts_asked,
    What.ACCOUNT_TO_CHECK: _changed(
        PersonalAccount,
        _of("personal_account", "bystander's account", "bystander"),
        confirm_by=timezone.localdate() - timedelta(days=1),
    ),
    What.QUOTE_REVOKED: _of("quote", "approved quote"),
    What.PRESS_UNACKNOWLEDGED: _of("press_enquiry", "new enquiry"),
    What.PRESS_DUE: _of("press_enquiry", "new enquiry"),
    What.PRESS_VIEW_SAID: _viewed,
    What.PRESS_CHOSEN: _chosen,
    What.PRESS_DECLINED: _declined,
    What.LETTER_GIVEN: _letter_given,
    What.LETTER_FORWARDED: _letter_handed_on,
    What.LETTER_UNACKNOWLEDGED: _of("received_letter", "letter in"),
    What.LETTER_DUE: _letter_given,
    What.LETTER_SHARE_ANSWERED: _share_answered,
    What.REVIEWER_EXTENDED: _of("reviewer", "outside reviewer", ""),
    What.REVIEWER_COMMENTED: _of("reviewer", "clerk's reading", "second clerk"),
    What.REVIEWER_FINISHED: _of("reviewer", "clerk's reading", "second clerk"),
    What.CONSULTED_REMINDER: _of("consultation", "clerk's referral"),
    What.VIEW_GIVEN: _of("consultation", "chair's view", "second clerk"),
    What.STEP_WAITS: _of("route_step", "clerk's step"),
    What.JOB_TO_DO: _of("job", "job"),
    What.JOB_DUE: _of("job", "job"),
    What.JOB_OVERDUE: _of("job", "job"),
    What.JOB_UNPROVED: _of("job", "job"),
    What.JOB_STOPPED: _of("job", "job"),
    What.JOB_TO_TAKE_DOWN: _of("job", "job to undo"),
    What.JOB_PROVED: _of("job", "job up"),
    What.DELIVERY_FAILED: _of("delivery", "failed"),
    What.RETRACT_FAILED: _commanded("retract"),
    What.RETITLE_FAILED: _commanded("retitle"),
    What.ANNOUNCEMENT_FAILED: _announced,
    What.DELIVERY_UNCLEAR: _of("delivery", "unclear"),
    What.PARTS_LEFT: _of("delivery", "failed"),
    What.CHANNEL_LOST: _connected(problem="It does not let us in.", problem_at=timezone.now()),
    What.CHANNEL_EXPIRING: _connected(expires_at=timezone.now() + timedelta(days=3)),
    What.CHANNEL_TO_REVOKE: _of("revocation", "ended credentials"),
    What.CHANNEL_DECIDED: _of("channel", "newsroom", "author"),
    What.CHANNEL_SILENT: _kept_register(speaks_every=2),
    What.CHANNEL_TO_REVIEW: _kept_register(review_on=timezone.localdate() - timedelta(days=1)),
    What.CHANNEL_TO_CLOSE: _about("closure", "channel"),
    What.ACCESS_ENDING: _of("channel_access", "channel access"),
    What.COMMENT_ALERT: _of("comment", "comment"),
    What.COMMENT_OVERDUE: _changed(Comment, _of("comment", "comment"), reply_by=timezone.now()),
    What.APPEAL_DUE: _appeal_due,
    What.AUTHOR_APPEAL_DECIDED: _appeal_decided,
    What.BLOCK_TO_REVIEW: _about("block", "comment", "comment"),
    What.RULING_BY_HAND: _by_hand,
    What.ERRAND_BY_HAND: _refused_there,
    What.DEFAMATION_DUE: _of_steps("notice"),
    What.DEFAMATION_LATE: _of_steps("notice"),
    What.DEFAMATION_UNSENT: _unsent,
    What.COMPLAINT_DUE: _of("complaint", "complaint", "second clerk"),
    What.CONDUCT_SUSPENDED: _of("conduct_case", "conduct answered", "deputy"),
    What.CONDUCT_DECIDED: _of("conduct_case", "conduct answered", "deputy"),
    What.CONDUCT_DUE: _of("conduct_case", "conduct decided", "second clerk"),
}
"""The words that the verbs which built the World told nobody."""
