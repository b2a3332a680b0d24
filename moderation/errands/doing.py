"""What a network is asked for each errand, how that is read back, and what is kept of it. One errand, once.

Nothing here is inside a transaction but keep_what_it_did().
"""

from contextlib import suppress

from django.db import IntegrityError, transaction
from django.utils import timezone

from moderation.errands.ordering import forget_account, shuts_out, tells_authors
from moderation.intake.receiving import ABOUT
from moderation.measures.standing import holding
from moderation.models import AuthorTold, Comment, Errand
from moderation.telling import told_author
from portal.channels.connectors.base import Ambiguous, Capability, Permanent, Transient
from portal.channels.connectors.listening import Lacks
from portal.channels.connectors.misreading import never_stuck
from portal.channels.connectors.shutting_out import Report, ShutsOut, Sort
from portal.channels.connectors.telling_authors import Telling
from portal.channels.models import Channel
from portal.drafts.content import LONDON
from portal.records.archive import Filing, file_snapshots

MOST_ASKED = 5
"""Other comments of an author by which their account is looked for."""
ANOTHER_HOLDS = "Another block of the same account holds: nothing was ended there."
NOT_SENT_TWICE = (
    "Nobody knows whether the report arrived, and the network tells nobody what they reported: the portal does not "
    "send it twice. Look there, and report it by hand if it is not there."
)


def done_there(one: Errand, channel: Channel) -> str:
    """Ask for it, read it back, and return what it comes to there."""
    act = Errand.Act(one.act)
    if act == Errand.Act.TELL:
        return _told_them(one, channel)
    connector = shuts_out(channel, Capability.REPORT if act == Errand.Act.REPORT else Capability.BLOCK)
    if connector is None:
        raise Permanent("The network of this channel cannot be asked for that any more.")
    if act == Errand.Act.REPORT:
        return _reported(connector, one, channel)
    account = one.account or _account_of(connector, one.comment, channel)
    one.account = account
    # Kept before it is asked for: the author may delete the comment, and the block has its end to come.
    Errand.objects.filter(pk=one.pk).update(account=account[:300])
    if act == Errand.Act.UNBLOCK and _another_holds(one):
        return ANOTHER_HOLDS
    return _stands(connector, one, channel, blocked=act == Errand.Act.BLOCK)


def _stands(connector: ShutsOut, one: Errand, channel: Channel, *, blocked: bool) -> str:
    """Have the account stand blocked there, or not. Raises Transient where the network says otherwise afterwards."""
    name, account = channel.name, one.account
    if connector.is_blocked(channel, account) is not blocked:
        (connector.block if blocked else connector.unblock)(channel, account)
    stands = connector.is_blocked(channel, account)
    if stands is not None and stands is not blocked:
        now = "not blocked" if blocked else "blocked still"
        raise Transient(f"{name} said yes, but the account is {now} there.")
    means = connector.block_means if blocked else connector.unblock_means
    said = f"{'Blocked' if blocked else 'Unblocked'} on {name}. {means}"
    return (
        said if stands is not None else f"{said} The network confirmed it, and does not show it: look there."
    )


def _account_of(connector: ShutsOut, comment: Comment, channel: Channel) -> str:
    """Return the account that wrote ``comment``; where that is deleted, by what else its author wrote there.

    What the council had removed stands there no more, and is mostly what a block is for.
    """
    try:
        return connector.author_of(channel, comment.remote_id)
    except Lacks:
        raise
    except Permanent:
        others = Comment.objects.filter(channel=channel, author_key=comment.author_key, gone_at__isnull=True)
        others = others.exclude(author_key="").exclude(pk=comment.pk).order_by("-pk")
        for name in others.values_list("remote_id", flat=True)[:MOST_ASKED]:
            with suppress(Permanent):
                return connector.author_of(channel, name)
        raise


def _another_holds(one: Errand) -> bool:
    """Return whether another block that holds keeps the same account away from the same channel."""
    lasts = holding().filter(ends_on__gte=timezone.localdate()).exclude(pk=one.measure_id or 0)
    rows = Errand.objects.filter(act=Errand.Act.BLOCK, measure__in=lasts.values("pk"), account=one.account)
    return rows.filter(comment__channel=one.comment.channel_id).exclude(account="").exists()


def _reported(connector: ShutsOut, one: Errand, channel: Channel) -> str:
    made = Report(one.comment.remote_id, Sort(one.sort), one.words)
    try:
        with never_stuck(channel):
            one.answer = connector.report(channel, made)[:200]
    except Ambiguous as error:
        raise Permanent(f"{NOT_SENT_TWICE} The last: {error}") from error
    number = f" under the number {one.answer}" if one.answer else ""
    return f"Reported{number} to {connector.report_goes_to}. What comes of it they alone decide."


def _told_them(one: Errand, channel: Channel) -> str:
    """Tell the author of a comment of the ruling, in the words that the desk shows, with the key to appeal by."""
    connector = tells_authors(channel)
    if connector is None or one.ruling is None:
        raise Permanent("The network of this channel cannot be asked for that any more.")
    comment, ruling = one.comment, one.ruling
    told = Telling(
        comment.remote_id, told_author(comment, ruling), one.key, comment.written_at, ruling.ruled_at
    )
    connector.tell_author(channel, told)
    return f"The portal sent {connector.told_as} on {channel.name}."


def keep_what_it_did(one: Errand, told: str) -> None:
    """Keep what follows from an errand that is done, in the transaction that notes so."""
    if one.act == Errand.Act.UNBLOCK:
        forget_account(one.measure_id)
    elif one.act == Errand.Act.REPORT:
        _file(one, told)
    elif one.act == Errand.Act.TELL and one.ruling is not None and one.ordered_by is not None:
        today = timezone.localdate(timezone=LONDON)
        made = AuthorTold(ruling=one.ruling, reached=True, how=told, told_on=today, by=one.ordered_by)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:  # somebody noted it by hand at this moment: what they noted stands
            return


def _file(one: Errand, told: str) -> None:
    filing = Filing(
        council_id=one.council_id,
        status="reported_to_network",
        object_type=ABOUT,
        object_id=one.comment_id,
        title=f"Report of {one.comment.reference} to its network",
        text=f"{one.words}\n\n({one.sort}) {told}",
        communication_id=one.comment.communication_id,
        actor_id=one.ordered_by.user_id if one.ordered_by else None,
    )
    file_snapshots([filing])
