"""Notices of defamation, brought by the product's own verbs to where a test wants them."""

from typing import Any

from moderation.models import Comment, DefamationNotice
from moderation.notices.answering import Answer, answer_notice
from moderation.notices.checking import check_notice, pass_on
from moderation.notices.particulars import Particulars
from moderation.notices.receiving import Given, receive_notice
from portal.channels.models import Notice
from portal.councils.people import Person

WHOLE = Particulars(
    name="Vera Example",
    email="vera@people.example",
    statement="Vera took the money of the fête.",
    why="It says that I am a thief. Signed, Vera Example.",
    where="Below the item about the fête",
    meaning="That I stole.",
    wrong="Nothing was taken: the accounts show it.",
    without_details=True,
    name_passed=False,
    email_passed=False,
)
STANDS = Answer(agrees=False, name="Robin Poster", address="1 Mill Lane, Example", details_passed=True)
AGREES = Answer(agrees=True)


def make_notice(
    *, comment: Comment | None, council_id: int, said: Particulars = WHOLE, **more: Any
) -> DefamationNotice:
    """Return a notice about ``comment`` that came by the public form."""
    reference = comment.reference if comment else ""
    given = Given(said, comment_reference=reference, **more)
    return receive_notice(actor=None, council_id=council_id, given=given)


def make_complete(*, clerk: Person, comment: Comment, **more: Any) -> DefamationNotice:
    """Return one that was found complete."""
    made = make_notice(comment=comment, council_id=clerk.council.pk, **more)
    return check_notice(actor=clerk, notice_id=made.pk, wanting=[])


def make_waiting(*, clerk: Person, comment: Comment, **more: Any) -> DefamationNotice:
    """Return one that was passed on to its poster, whose letter went."""
    made = make_complete(clerk=clerk, comment=comment, **more)
    found = pass_on(actor=clerk, notice_id=made.pk)
    mail_stands(found, "sent")
    return found


def mail_stands(notice: DefamationNotice, state: str, kind: str = "to_poster") -> None:
    """Have the mail of the notice's letter of this ``kind`` stand at ``state``, as its worker leaves it."""
    keys = notice.letters.filter(kind=kind).values("key")
    Notice.objects.filter(key__in=keys).update(state=state)


def make_answered(
    *, clerk: Person, comment: Comment, answer: Answer = STANDS, **more: Any
) -> DefamationNotice:
    """Return one to which its poster answered."""
    made = make_waiting(clerk=clerk, comment=comment, **more)
    return answer_notice(actor=None, notice_id=made.pk, answer=answer)
