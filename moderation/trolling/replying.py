"""The council's one clear reply to what was done to a member: a draft as every other, and none after it."""

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from moderation.models import Comment, Incident, OneReply, Reply
from moderation.replies.beginning import POST, begin_reply
from moderation.replies.debates import Answered, debate_of
from moderation.trolling.keeping import lock_incident
from moderation.trolling.places import comment_at, page_of
from moderation.trolling.seeing import ABOUT, require_clerk
from portal.channels.models import Publication
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.recording import entry_by
from portal.drafts.kinds.common import OFFICIAL
from portal.drafts.models import Communication
from portal.drafts.reusing import Offer, begin_from
from portal.drafts.states import Stage
from portal.records.canonical import sha256_of
from portal.records.ledger import record
from portal.refusals import Refusal

_LOCK = 7_310_918
_OVER = (Stage.REJECTED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Thread:
    """Where it was said: a debate under a comment that is here, or a page elsewhere."""

    key: str
    comment: Comment | None


@transaction.atomic
def begin_one_reply(*, actor: Person, incident_id: int) -> OneReply:
    """Begin the council's one reply as a draft, checked and cleared like every other; begun again it is the same one.

    Under a comment that is here it closes the debate; for what was said elsewhere it is a post to be put there.
    Raises NotYours for anybody but the clerk, Refusal where the member asked for none, Answered where the council
    replied in this thread, or to this author there, before.
    """
    require_clerk(actor)
    found = lock_incident(actor, incident_id)
    if found.reply_asked_at is None:
        raise Refusal("The member did not ask the council to reply to this.", "Nothing was changed.")
    thread = thread_of(found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, thread.key])
    rows = OneReply.objects.filter(Q(thread=thread.key) | Q(incident=found), council=found.council_id)
    earlier = standing(rows).select_related("communication").first()
    if earlier is not None:
        if earlier.incident_id == found.pk:
            return earlier
        raise Answered(f"The council replied here once, by {_named(earlier)}: none further.")
    item = _under_comment(actor, thread.comment) if thread.comment else _elsewhere(actor, found)
    rows.filter(given_up_at=None).update(given_up_at=timezone.now())
    made = OneReply.objects.create(
        council_id=found.council_id,
        incident=found,
        communication=item,
        thread=thread.key,
        begun_by=actor.membership,
    )
    record([entry_by(actor, "one_reply_begun", ABOUT, found.pk, communication=item.pk)])
    return made


def thread_of(found: Incident) -> Thread:
    """Return the thread of an incident: the debate of a comment here, else the page, else the author in that place.

    The comment is the one that the member named, by its reference or by its link.
    """
    comment = found.comment or comment_at(found.council_id, found.link)
    if comment is not None:
        return Thread(debate_of(comment), comment)
    said = (
        page_of(found.link) or f"{found.place.casefold()}\n{found.who.strip().removeprefix('@').casefold()}"
    )
    if not said.strip():
        raise Refusal(
            "Nobody can tell where this was said.",
            "Nothing was changed. The member enters it again with the link, or the name of who said it.",
        )
    return Thread(sha256_of(f"{found.council_id}\nelsewhere\n{said}"), None)


def standing(rows: "QuerySet[OneReply]") -> "QuerySet[OneReply]":
    """Return those of ``rows`` that are written or out; not what was given up before it went out."""
    out = Publication.objects.filter(communication=OuterRef("communication"), live_at__isnull=False)
    return rows.exclude(Q(communication__stage__in=_OVER) & ~Exists(out)).order_by("pk")


def _under_comment(actor: Person, comment: Comment) -> Communication:
    made = begin_reply(actor=actor, comment_id=comment.pk, sort=Reply.Sort.CLOSE)
    if made.sort != Reply.Sort.CLOSE or made.comment_id != comment.pk:
        raise Answered("An answer in this debate is being written, or was given, already.")
    return made.communication


def _elsewhere(actor: Person, found: Incident) -> Communication:
    body = Body.objects.get(council=actor.council, kind=Body.Kind.COUNCIL)
    words = {
        "capacity": OFFICIAL,
        "basis": "routine",
        "title": "The council’s one reply",
        "text": (
            "Members of this council are open to criticism of what they decide. Abuse and threats against a person are "
            "something else, and the council stands by its member. We say this once and will not reply further here."
        ),
        # Every officer reads this: that a member turned to the clerk is nobody else's business.
        "purpose": f"One clear reply to abuse of members, and none after it (reply {found.pk}).",
    }
    return begin_from(actor=actor, kind=POST, body=body, offer=Offer("one-reply", "One reply", words))


def _named(reply: OneReply) -> str:
    return reply.communication.reference or "a draft that is being written"
