"""What an author is told of a warning or a block: the rule, the words, until when it counts, how to answer it."""

from django.conf import settings

from moderation.appeals.keys import reference_with_key
from moderation.appeals.making import WITHIN
from moderation.measures.standing import STRIKES_LAST
from moderation.models import Comment, Measure
from portal.councils.models import Council
from portal.councils.templatetags.words import day


def words_for_author(one: Measure) -> str:
    """Return the words, as they go by mail or are given by hand; the same whenever they are asked for.

    They hold the key by which the author appeals. ``one`` knows its ruling, and its comment with the council.
    """
    return _words(one, reference_with_key(one.comment))


def words_filed(one: Measure) -> str:
    """Return the words as the archive keeps them: without the key, which is the author's alone."""
    return _words(one, one.comment.reference)


def _words(one: Measure, reference: str) -> str:
    told = _blocked(one) if one.kind == Measure.Kind.BLOCK else _warned(one)
    return "\n\n".join([*told, *_appeal(one, reference), _answer(one)])


def _rule(one: Measure) -> str:
    said = f"It broke this rule: {one.get_ground_display().lower()}, under {one.ruling.rule}."
    return f"{said} The rule reads: {one.ruling.clause_text}" if one.ruling.clause_text else said


def _warned(one: Measure) -> list[str]:
    council, ends = one.comment.council.name, day(one.made_at + STRIKES_LAST)
    follows = (
        "If more of what you write comes down, the council may take no comments from you for a time, half a year at "
        f"the most. This warning counts until {ends}; after that it is forgotten. Criticism of the council, however "
        "hard, is never a reason."
    )
    return [
        f"{council} took down what you wrote (reference {one.comment.reference}). This is a warning.",
        _rule(one),
        f"What the council says to you:\n{one.reason}",
        follows,
    ]


def _blocked(one: Measure) -> list[str]:
    assert one.ends_on is not None  # noqa: S101  for the reader of types
    assert one.review_on is not None  # noqa: S101
    channel, council = one.comment.channel, one.comment.council.name
    what = (
        f"{council} takes no comments in its newsroom from your email address"
        if one.comment.way == Comment.Way.NEWSROOM or channel is None
        else f"{council} has blocked your account on “{channel.name}”"
    )
    because = (
        f"{what} until {day(one.ends_on)}. That is because of what you wrote under the reference "
        f"{one.comment.reference}, which came down."
    )
    ends = (
        f"It ends by itself, and the council looks at it again on {day(one.review_on)}. It touches what you say there "
        "alone: you can reach the council in every other way. Criticism of the council is never a reason."
    )
    return [because, _rule(one), f"Why:\n{one.reason}", ends]


def _appeal(one: Measure, reference: str) -> list[str]:
    until = one.ruling.ruled_at + WITHIN
    if one.made_at >= until:
        return []
    address = f"{settings.SITE_URL}/{one.comment.council.slug}/appeals/?reference={reference}"
    asks = f"You think that your words should not have come down? Ask for another look by {day(until)}: {address}"
    return [f"{asks}\nIf the ruling was wrong, this ends with it."]


def _answer(one: Measure) -> str:
    return (
        f"You want to say something about this? {_office(one.comment.council)}, with the reference "
        f"{one.comment.reference}."
    )


def _office(council: Council) -> str:
    ways = [
        f"Write to {council.email}" if council.email else "",
        f"call {council.telephone}" if council.telephone else "",
    ]
    reached = " or ".join(way for way in ways if way) or "get in touch with the council’s office"
    return f"{reached[:1].upper()}{reached[1:]}"
