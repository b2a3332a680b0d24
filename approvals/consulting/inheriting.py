"""Whom an item is about holds for whatever is begun from it: a copy, its short version, the answer beneath it.

Else somebody could clear alone, in another form, what is about themselves. Nobody is asked yet: the draft is its
author's, who may make something else of it. Whoever decides asks before they clear it (see gate.py).
"""

from typing import Any

from approvals.models import Concern
from portal.councils.people import Person
from portal.drafts.models import Communication


def concerns_of(actor: Person, source: Communication, made: Communication) -> dict[str, Any]:  # noqa: ARG001
    """Keep of ``made`` that it is about whom ``source`` is about; facts for the record.

    One of PASSED_ON. Who said it and when stays with the word. What was said of ``made`` already stands, also that it
    is not about them after all. Three queries at most.
    """
    rows = list(Concern.objects.filter(communication=source, ended_at__isnull=True).order_by("pk"))
    if not rows:
        return {}
    known = set(Concern.objects.filter(communication=made).values_list("member_id", flat=True))
    kept = [
        Concern(
            council_id=made.council_id,
            communication=made,
            member_id=row.member_id,
            said_by_id=row.said_by_id,
            said_at=row.said_at,
            passed_on_from=source,
        )
        for row in rows
        if row.member_id not in known
    ]
    if not kept:
        return {}
    Concern.objects.bulk_create(kept, ignore_conflicts=True)
    return {"about": [row.member_id for row in kept]}


def posts_follow(actor: Person, source: Communication) -> list[int]:
    """Keep of the short posts of ``source``, begun before, whom it is about now; returns their keys.

    One query, and those of concerns_of() for each post.
    """
    posts = list(Communication.objects.filter(short_of__of=source).order_by("pk"))
    for post in posts:
        concerns_of(actor, source, post)
    return [post.pk for post in posts]
