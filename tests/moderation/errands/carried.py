"""What a network is asked about: a comment taken down there, and what came of the asking."""

from django.utils import timezone

from moderation.errands.carrying import run
from moderation.models import Comment, Enforcement, Errand
from moderation.ruling import Judged, rule
from moderation.states import Carrying
from portal.councils.people import Person


def down(clerk: Person, comment: Comment, clause: int) -> Comment:
    """Return ``comment``, which ``clerk`` took down under ``clause``; the network is left to a hand."""
    judged = Judged(version=1, outcome="hide", ground="abusive", clause_id=clause)
    made = rule(actor=clerk, comment_id=comment.pk, judged=judged, reason="It insults.")
    Enforcement.objects.filter(ruling=made).update(by_hand=True, state=Carrying.BY_HAND, due_at=None)
    return Comment.objects.get(pk=comment.pk)


def tried(made: Errand) -> Errand:
    """Let a worker run it now, and return how it stands."""
    Errand.objects.filter(pk=made.pk, due_at__isnull=False).update(due_at=timezone.now())
    run(made.pk)
    return Errand.objects.get(pk=made.pk)
