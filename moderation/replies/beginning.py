"""Beginning an answer: a draft of the council's, tied to the comment, that goes out in its thread and nowhere else."""

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from moderation.claiming import lock_comment, require_free
from moderation.intake.receiving import ABOUT
from moderation.models import Comment, Reply
from moderation.replies.alone import answered_there
from moderation.replies.debates import answers_in, debate_of, sort_allowed
from moderation.replies.gates import why_not_there
from moderation.replies.wording import letter_for, words_for
from moderation.seeing import require_answering, require_entering
from moderation.states import Showing
from policies.matters.inheriting import matters_named
from policies.meetings.repeating import positions_for, positions_on, with_position
from policies.models import Position
from portal.channels.connectors.base import Capability, connectors
from portal.channels.models import AnswerTo, Channel, Delivery, NewsItem
from portal.councils.models import Body
from portal.councils.people import Person
from portal.councils.powers import Power
from portal.councils.recording import entry_by
from portal.drafts.kinds import KINDS
from portal.drafts.models import Communication
from portal.drafts.passing_on import pass_on
from portal.drafts.reusing import Offer, begin_from, templates_for
from portal.records.ledger import record
from portal.refusals import InvalidInput, Refusal

POST, LETTER = "social_post", "letter"
_LOCK = 7_310_917


@transaction.atomic
def begin_reply(
    *,
    actor: Person,
    comment_id: int,
    sort: str,
    template: str = "",
    by_letter: bool = False,
    position_id: int | None = None,
) -> Reply:
    """Begin the council's answer to a comment as a draft, checked and cleared like every other, and return the reply.

    What was said in public is answered in its thread; what was said to the council alone goes back the same way where
    the network can carry that, so that nobody else reads it; else, or with ``by_letter``, it is a letter. While one
    in the debate is being written a second time leads to that one. After one that went out the policy decides
    (moderation.replies.debates): nothing more, or the offer to talk elsewhere instead of what was asked for.
    ``template`` is the key of one of templates_for(), ``position_id`` that of one of agreed_for(): the draft begins
    with what the council agreed and rests on it; the offer to talk elsewhere says nothing else. It is about whatever
    the comment is about.
    Raises NotYours for who answers nothing there, InvalidInput for a sort, template or position that is not offered,
    InAnotherHand, Answered, Refusal where nobody could read an answer there.
    """
    actor.require(Power.DRAFT)
    found = lock_comment(actor, comment_id)
    require_answering(actor, found)
    as_letter = not found.is_public and (by_letter or not answered_there(found))
    if as_letter:
        require_entering(actor)
    require_free(actor, found)
    if sort not in Reply.Sort.values:
        raise InvalidInput("Choose what sort of answer it is to be.")
    debate = debate_of(found)
    _one_at_a_time(debate)
    before = list(answers_in(found.council_id, debate))
    if open_one := next((one for one in before if one.said_at is None), None):
        return open_one
    body = found.channel.body if found.channel and not as_letter else _own_voice(actor)
    allowed = sort_allowed(found.council_id, body.pk, before, sort)
    position = _agreed(actor, found, position_id) if allowed != Reply.Sort.OFFLINE else None
    if as_letter:
        words = letter_for(actor, found)
        words = with_position(KINDS[LETTER], words, position) if position else words
        item = begin_from(actor=actor, kind=LETTER, body=body, offer=Offer("comment-answer", "Answer", words))
    else:
        item = _begun(actor, found, body, allowed, template, debate, position)
    made = Reply.objects.create(
        council_id=found.council_id,
        comment=found,
        communication=item,
        sort=allowed,
        debate=debate,
        begun_by=actor.membership,
        offered_instead=allowed != sort,
    )
    facts = {"communication": item.pk, "sort": allowed, "instead": made.offered_instead}
    record([entry_by(actor, "comment_reply_begun", ABOUT, found.pk, **facts, **_about(actor, found, item))])
    return made


def _about(actor: Person, found: Comment, item: Communication) -> dict[str, Any]:
    """Keep that the answer is about what the comment is about; the facts for the record. At most eleven queries.

    That is what the item under which it stands is about, as said or by its words, and what its own words name: the
    answer seldom names it again, and whatever holds the matter holds the answer.
    """
    under = found.publication.communication if found.publication else None
    passed = pass_on(actor=actor, source=under, made=item) if under else {}
    named = matters_named(actor, item, found.text)
    keys = {*passed.pop("matters", ()), *named.get("matters", ())}
    return {**passed, "matters": sorted(keys)} if keys else passed


def _one_at_a_time(debate: str) -> None:
    """Wait until another answer in the same debate is begun: two at once would be two answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, debate])


def _own_voice(actor: Person) -> Body:
    return Body.objects.get(council=actor.council, kind=Body.Kind.COUNCIL)


def agreed_for(person: Person, comment: Comment) -> list[Position]:
    """Return what the council agreed on what ``comment`` is about, as far as ``person`` may know of that.

    It is about what the item under which it stands is about, as said or by the words of that, and what its own words
    name. Five queries, and those that bring the item.
    """
    under = comment.publication.communication if comment.publication else None
    if under is None:
        return positions_on(person, text=comment.text)
    return positions_for(person, under, beneath=comment.text)


def _agreed(actor: Person, found: Comment, position_id: int | None) -> Position | None:
    if position_id is None:
        return None
    chosen = next((one for one in agreed_for(actor, found) if one.pk == position_id), None)
    if chosen is None:
        raise InvalidInput("This position is not offered any more: it ended or was replaced. Choose again.")
    return chosen


def _begun(
    actor: Person,
    found: Comment,
    body: Body,
    sort: str,
    template: str,
    debate: str,
    position: Position | None,
) -> Communication:
    """Return the draft, with where it will be said."""
    where = _place(found, debate, sort)
    chosen = {one.key: one for one in templates_for(found.council_id, POST)}
    if template and template not in chosen:
        raise InvalidInput("This template is not offered any more. Choose again.")
    begun = words_for(actor, found, sort, chosen[template].raw if template else {})
    begun = with_position(KINDS[POST], begun, position) if position else begun
    item = begin_from(
        actor=actor, kind=POST, body=body, offer=Offer(template or "comment-answer", "Answer", begun)
    )
    where.communication = item
    where.save()
    return item


def _place(found: Comment, debate: str, sort: str) -> AnswerTo:
    """Return where the answer will be said, not kept yet. Raises Refusal where nobody could say or read it."""
    if found.is_public and found.showing != Showing.SHOWN:
        now = found.get_showing_display().lower()
        raise Refusal(
            f"This comment is {now}: nobody could read an answer beneath it.",
            "Nothing was changed. Rule on it first; where it is left standing it can be answered.",
        )
    if why := why_not_there(found):
        raise Refusal(f"Nobody would read an answer. {why}", "Nothing was changed.")
    channel = found.channel
    known = connectors().get(channel.connector) if channel else None
    if channel is None or known is None or _needed(found) not in known.capabilities:
        raise Refusal(
            "The portal cannot answer where this was said.",
            "Nothing was changed. Answer it there by hand, and rule here that it is answered.",
        )
    if not channel.is_open:
        raise Refusal(f"The channel “{channel.name}” is closed.", "Nothing was changed. Open it first.")
    place = AnswerTo(
        channel=channel,
        remote_id=found.remote_id,
        debate=debate,
        offers=sort == Reply.Sort.OFFLINE,
        private=not found.is_public,
    )
    if not found.is_public:
        place.root = found.remote_id
    elif found.way == Comment.Way.NEWSROOM:
        place.link = _page(found)
    else:
        place.root = _root(found, channel)
    return place


def _needed(found: Comment) -> Capability:
    return Capability.ANSWER if found.is_public else Capability.ANSWER_ALONE


def _root(found: Comment, channel: Channel) -> str:
    """Return what the network calls the post under which the comment stands: of a mention itself. One query."""
    if found.publication_id is None:
        return found.remote_id
    rows = Delivery.objects.filter(channel=channel, publication=found.publication_id).exclude(external_id="")
    root = rows.values_list("external_id", flat=True).first()
    if not root:
        raise Refusal(
            "It does not stand under a post that the portal knows there.",
            "Nothing was changed. Answer it there by hand, and rule here that it is answered.",
        )
    return root


def _page(found: Comment) -> str:
    """Return the address at which the comment is read in the newsroom. One query."""
    item = NewsItem.objects.select_related("council").filter(publication=found.publication_id).first()
    if item is None:
        return ""
    return f"{settings.SITE_URL}/{item.council.slug}/comments/{item.slug}/#comment-{found.reference}"
