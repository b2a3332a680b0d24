"""Taking a comment from somebody who reads the newsroom: once a form, while comments are open, no account needed."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from moderation.discussions.standing import Talk, talk_under
from moderation.intake.arriving import Arrived
from moderation.intake.author_keys import author_key_of
from moderation.intake.receiving import receive
from moderation.measures.standing import block_of
from moderation.models import Comment
from portal.channels.models import NewsItem
from portal.councils.templatetags.words import day
from portal.drafts.models import Communication
from portal.records.canonical import sha256_of
from portal.refusals import Refusal


@dataclass(frozen=True)
class Said:
    """What somebody typed. ``mark`` is the hash of the form's own mark."""

    mark: str
    name: str
    email: str
    text: str


class NotOpen(Refusal):
    """Comments were closed while somebody wrote theirs."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"Comments are closed here now. {why}",
            "Nothing was sent. Copy your words if you want to keep them, or write to the council’s office.",
        )


class Blocked(Refusal):
    """The address is blocked for a time. Why is not said here: anybody can type anybody's address."""

    def __init__(self, until: date) -> None:
        super().__init__(
            f"The council takes no comments from this email address until {day(until)}.",
            "Nothing was sent. Ask the council’s office for its reasons, or appeal against the ruling by the reference "
            "of your comment: where that is overruled the block ends at once.",
        )


@transaction.atomic
def take_comment(*, talk: Talk, said: Said) -> Comment:
    """Keep a comment and return it; the same form sent again by the same person gives the comment of the first time.

    A browser shows a form that was sent once more to whoever goes back: another name or address is another comment.
    Whether comments are open is asked behind the item's lock, which closing them waits for. Raises NotOpen, Blocked.
    """
    item_id = talk.item.communication_id
    Communication.objects.select_for_update(of=("self",)).get(pk=item_id, council_id=talk.item.council_id)
    item = NewsItem.objects.select_related("publication__communication__discussion").get(pk=talk.item.pk)
    now = talk_under(item)
    if now is None or not now.is_open:
        raise NotOpen(now.message if now else "The item is no longer in public.")
    where = now.channel.connector if now.channel else Comment.Way.NEWSROOM
    key = author_key_of(item.council_id, where, said.email.casefold())
    if (found := block_of(item.council_id, key)) and found.ends_on:
        raise Blocked(found.ends_on)
    arrived = Arrived(
        way=Comment.Way.NEWSROOM,
        remote_id=_form_of(said),
        text=said.text,
        author=said.name,
        email=said.email,
        publication_id=item.publication_id,
        held=now.discussion.hold_all,
    )
    return receive(actor=None, council_id=item.council_id, channel=now.channel, arrived=arrived)


def _form_of(said: Said) -> str:
    """Return what tells one sending from another: the form's mark with the name and the address typed in it."""
    who = [" ".join(one.casefold().split()) for one in (said.name, said.email)]
    return sha256_of("\n".join([said.mark, *who]))
