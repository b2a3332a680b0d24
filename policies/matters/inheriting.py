"""What an item is about holds for whatever is begun from it: a copy, its short version, the answer to a comment.

That is what somebody said of it, and what its words name. The words of a short post or an answer seldom name the
matter, so that nothing else would hold it, hide it or stop it.
It is kept whoever begins it, also where they may not know of the matter: it is told to nobody who may not
(policies.matters.knowing), and the history of an item names no matter.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from policies.matters.holding import fields_of, touches, words_of
from policies.models import Matter, MatterFlag, MatterLink
from portal.channels.models import AnswerTo
from portal.councils.people import Person
from portal.drafts.models import Communication


def matters_of(actor: Person, source: Communication, made: Communication) -> dict[str, Any]:  # noqa: ARG001
    """Keep of ``made`` that it is about what ``source`` is about, as said or by its words; facts for the record.

    One of PASSED_ON. Who said it and when stays with the word; what the words of the source name, the portal found,
    closed matters too: ``made`` tells in short what they tell. A copy has those words itself, as long as they stand.
    That the source is not about a matter was said of its text alone: the words of ``made`` are matched anew.
    Six queries at most.
    """
    said = list(MatterLink.objects.filter(communication=source).order_by("pk"))
    links = [
        MatterLink(
            communication=made,
            matter_id=link.matter_id,
            about=True,
            said_by_id=link.said_by_id,
            said_at=link.said_at,
            passed_on_from=source,
        )
        for link in said
        if link.about
    ]
    if not _is_copy(source, made):
        spoken_of = [link.matter_id for link in said]
        open_ones = Matter.objects.filter(council=source.council_id, closed_at__isnull=True)
        links += [
            MatterLink(communication=made, matter=matter, about=True, passed_on_from=source)
            for matter in _named_in(fields_of(source.current_revision), open_ones.exclude(pk__in=spoken_of))
        ]
    return _kept(links)


def _is_copy(source: Communication, made: Communication) -> bool:
    """Return whether ``made`` began with all the words of ``source``: no answer beneath it, no post that is shorter."""
    return source.kind == made.kind and not AnswerTo.objects.filter(communication=made).exists()


def _named_in(fields: Mapping[str, str], matters: "QuerySet[Matter]") -> list[Matter]:
    """Return those of ``matters`` that a text names. Two queries, none where there is no text."""
    if not fields:
        return []
    rows = matters.order_by("pk").prefetch_related("aliases")
    return [matter for matter in rows if touches(words_of(matter), fields, linked=None)]


def posts_follow(actor: Person, source: Communication) -> list[int]:
    """Keep of the short posts of ``source``, begun before, what it is about now; returns their keys.

    What somebody said of a post itself stands. One query, and those of matters_of() for each post.
    """
    posts = list(Communication.objects.filter(short_of__of=source).order_by("pk"))
    for post in posts:
        matters_of(actor, source, post)
    return [post.pk for post in posts]


def matters_named(actor: Person, made: Communication, text: str) -> dict[str, Any]:
    """Keep of ``made`` that it is about the matters that ``text`` names, which it answers; facts for the record.

    Those that are flagged or all public: that somebody asks after a confidential matter makes no answer confidential,
    and what the answer itself says of it is found in its words. The portal matched them: it is nobody's word. Three
    queries at most.
    """
    flagged = Exists(MatterFlag.objects.filter(matter=OuterRef("pk"), lifted_at__isnull=True))
    public = Q(released_on__isnull=False, decision_only=False)
    rows = Matter.objects.filter(public | flagged, council=actor.council, closed_at__isnull=True)
    named = _named_in({"text": text}, rows)
    return _kept(MatterLink(communication=made, matter=matter, about=True) for matter in named)


def _kept(links: Iterable[MatterLink]) -> dict[str, Any]:
    """Keep ``links`` but for those of a matter on which something was said of the item already."""
    listed = list(links)
    if not listed:
        return {}
    MatterLink.objects.bulk_create(listed, ignore_conflicts=True)
    return {"matters": [link.matter_id for link in listed]}
