"""What an item is about holds for whatever is begun from it: a copy, its short version, the answer to a comment.

The words of a short post or an answer seldom name the matter, so that nothing else would hold it, hide it or stop it.
It is kept whoever begins it, also where they may not know of the matter: it is told to nobody who may not
(policies.matters.knowing), and the history of an item names no matter.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q

from policies.matching import spans_of
from policies.matters.holding import words_of
from policies.models import Matter, MatterFlag, MatterLink
from portal.councils.people import Person
from portal.drafts.models import Communication


def matters_of(actor: Person, source: Communication, made: Communication) -> dict[str, Any]:  # noqa: ARG001
    """Keep of ``made`` that it is about what ``source`` is said to be about; the facts for the record (see PASSED_ON).

    Who said it and when stays with the word. That the source is not about a matter was said of its text alone: the
    words of ``made`` are matched anew. Two queries, one where nothing was said.
    """
    said = MatterLink.objects.filter(communication=source, about=True).order_by("pk")
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
    ]
    return _kept(links)


def posts_follow(actor: Person, source: Communication) -> list[int]:
    """Keep of the short posts of ``source``, begun before, what it is said to be about now; returns their keys.

    What somebody said of a post itself stands. One query, and those of matters_of() for each post.
    """
    posts = list(Communication.objects.filter(short_of__of=source).order_by("pk"))
    for post in posts:
        matters_of(actor, source, post)
    return [post.pk for post in posts]


def matters_named(actor: Person, made: Communication, text: str) -> dict[str, Any]:
    """Keep of ``made`` that it is about the matters that ``text`` names, which it answers; facts for the record.

    Those that are flagged or all public: that somebody asks after a confidential matter makes no answer confidential,
    and what the answer itself says of it is found in its words. The portal matched them: it is kept as the word of
    ``actor``, who began the answer. Three queries at most.
    """
    flagged = Exists(MatterFlag.objects.filter(matter=OuterRef("pk"), lifted_at__isnull=True))
    public = Q(released_on__isnull=False, decision_only=False)
    rows = Matter.objects.filter(public | flagged, council=actor.council, closed_at__isnull=True)
    named = [
        matter
        for matter in rows.order_by("pk").prefetch_related("aliases")
        if any(True for _ in spans_of(text, words_of(matter)))
    ]
    return _kept(
        MatterLink(communication=made, matter=matter, about=True, said_by=actor.membership)
        for matter in named
    )


def _kept(links: Iterable[MatterLink]) -> dict[str, Any]:
    """Keep ``links`` but for those of a matter on which something was said of the item already."""
    listed = list(links)
    if not listed:
        return {}
    MatterLink.objects.bulk_create(listed, ignore_conflicts=True)
    return {"matters": [link.matter_id for link in listed]}
