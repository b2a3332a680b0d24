"""What the desk does with a comment on a peer: reads it there, rules on its page, and has that carried out."""

from django.utils import timezone

from moderation.enforcing.carrying import carry
from moderation.grounds import house_rules
from moderation.intake.polling import poll, poll_due
from moderation.models import Comment, Enforcement, Polling, Ruling
from portal.channels.models import Channel
from portal.councils.people import Person
from tests.makers import sign_in

THREAT = "You are all vermin and the warden had better watch his back."
"""What screening flags, and no council lets stand."""


def received(channel: Channel) -> Comment | None:
    """Let the portal read the network once, as a worker does; return the comment that is there, if one is."""
    Polling.objects.filter(channel=channel).update(due_at=timezone.now())
    poll_due()
    poll(channel.pk)
    assert Polling.objects.get(channel=channel).problem == ""
    return Comment.objects.filter(channel=channel).first()


def page_of(comment: Comment) -> str:
    """Return the address of the comment's page at the desk."""
    return f"/{comment.council.slug}/desk/moderation/{comment.pk}/"


def ruled(clerk: Person, comment: Comment, outcome: str) -> str:
    """Rule on the comment on its page, with a clause where it comes down; return what the worker read back."""
    last = Ruling.objects.filter(comment=comment, overruled_by__isnull=True).first()
    typed = {
        "version": comment.version,
        "last": last.pk if last else 0,
        "outcome": outcome,
        "ground": "",
        "clause": "",
    }
    if outcome == "leave":
        typed |= {"answering": "other", "reason": "Vermin is a word for rats, and rats there were."}
    else:
        clause = house_rules(clerk.council.pk)[0].clause_id
        typed |= {
            "answering": "",
            "ground": "abusive",
            "clause": clause,
            "reason": "It threatens the warden.",
        }
    answer = sign_in(clerk).post(page_of(comment), typed)
    assert answer.status_code == 302, answer.content.decode()
    row = Enforcement.objects.get(ruling__comment=comment, state="waiting")
    carry(row.pk)
    row.refresh_from_db()
    assert (row.state, row.problem) == ("done", "")
    assert row.told in sign_in(clerk).get(page_of(comment)).content.decode().replace("&#x27;", "'")
    return row.told
