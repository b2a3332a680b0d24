"""Comments that say nearly the same: shown beside one another, and ruled together as far as somebody ticked them.

Comments of the very same words hang on one another by themselves (moderation.intake.receiving). Nearly is another
matter: one word may turn the sense, so nothing is ruled here that nobody read and chose.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from moderation.alike import lock_with_alike
from moderation.intake.attaching import said_of
from moderation.intake.reading import tamed
from moderation.models import Comment, Ruling
from moderation.ruling import Judged, rule_within
from moderation.seeing import comments_of, may_rule
from moderation.states import Handling
from policies.language.fingerprint import fingerprint, likeness
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

COMPARED = 300
"""Waiting comments under the same item that one is compared with, the latest first."""
SHOWN = 30
"""Of those, how many can be ruled with it in one act; what is left over is offered with the next."""
_ALIKE = 0.6
_READ = 4_000
_LINE = 400
HURTS = 2
"""From this risk on the words of a comment are masked until somebody asks for them."""

Chosen = tuple[int, int]
"""The key of a comment, and the version of its words that the page showed."""


def nearly_like(person: Person, comment: Comment) -> list[Comment]:
    """Return what waits under the same item, was never ruled on and says nearly the same, the likest first. One query.

    Of whoever rules as the manager of a channel, only what was said there.
    """
    own = fingerprint(comment.text[:_READ])
    # What two people wrote to the council alone is two requests, each with an answer of its own.
    alone = not comment.is_public and not comment.author_key
    if alone or comment.handling != Handling.WAITING or comment.publication_id is None or not own.sketch:
        return []
    rows = comments_of(person).filter(
        publication=comment.publication_id,
        handling=Handling.WAITING,
        alike__isnull=True,
        rulings__isnull=True,
        erased_at__isnull=True,
    )
    if not may_rule(person):
        rows = rows.filter(channel=comment.channel_id)
    found = [
        (likeness(own, fingerprint(one.text[:_READ])), one)
        for one in rows.exclude(pk=comment.pk).order_by("-pk")[:COMPARED]
        if one.is_public == comment.is_public
    ]
    near = sorted((pair for pair in found if pair[0] >= _ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return [one for _, one in near[:SHOWN]]


def line_of(comment: Comment, *, bare: bool) -> str:
    """Return a comment in one line, to be read and ticked; ``bare`` with the words that may hurt whoever reads them."""
    with_it = [f"[{': '.join(filter(None, (said_of(one), one['alt'])))}]" for one in comment.attached]
    said = " ".join(tamed(" ".join([comment.text, *with_it])).split())
    said = said if len(said) <= _LINE else f"{said[:_LINE]} …"
    if comment.risk >= HURTS and not bare:
        said = "its words are masked: show them before you choose it"
    return f"{comment.reference}, {comment.shown_author}: {said}"


@transaction.atomic
def rule_together(
    *, actor: Person, comment_id: int, judged: Judged, reason: str, also: Sequence[Chosen] = ()
) -> Ruling:
    """Rule on a comment, and in the same way on those that somebody chose to go with it; return the first's ruling.

    All of them or none: each is ruled as if by itself, so what stops one stops them all; that they were one act is kept
    with the rulings, for whoever decides an appeal. Raises as rule(), InvalidInput
    where more than SHOWN are chosen.
    """
    if len(also) > SHOWN:
        raise InvalidInput(f"Choose at most {SHOWN} to be ruled together. Nothing was changed.")
    keys = [comment_id, *(key for key, _ in also)]
    lock_with_alike(actor, keys)
    made, entry = rule_within(actor=actor, comment_id=comment_id, judged=judged, reason=reason)
    entries = [entry]
    for key, version in sorted(set(also)):
        if key != comment_id:
            again = replace(judged, version=version, last=0)
            _, entry = rule_within(actor=actor, comment_id=key, judged=again, reason=reason, beside=made)
            entries.append(entry)
    record(entries)
    return made
