"""Comments that say nearly the same: shown beside one another, and ruled together as far as somebody ticked them.

Comments of the very same words hang on one another by themselves (moderation.intake.receiving). Nearly is another
matter: one word may turn the sense, so nothing is ruled here that nobody read and chose.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, When
from django.db.models.functions import Left

from moderation.alike import lock_with_alike
from moderation.intake.attaching import said_of
from moderation.intake.reading import tamed
from moderation.models import Comment, Ruling
from moderation.ruling import Judged, rule_within
from moderation.seeing import comments_of, may_rule
from moderation.states import Handling, Showing
from policies.language.fingerprint import fingerprint, likeness
from portal.councils.people import Person
from portal.records.ledger import record
from portal.refusals import InvalidInput

COMPARED = 3_000
"""Waiting comments under the same item whose words one is compared with, the latest first."""
CHECKED = 150
"""Of those, how many that share the most words are compared by groups of words, which costs more."""
SHOWN = 100
"""Of those, how many can be ruled with it in one act; what is left over is offered with the next."""
_ALIKE = 0.6
_SHARED = 0.65
"""Share of words from which two comments may say nearly the same: they have more words in common than groups."""
_READ = 2_000
_LINE = 400
_GLANCED = _LINE
"""Characters of which the words are compared: those that a line shows."""
HURTS = 2
"""From this risk on the words of a comment are masked until somebody asks for them."""
_LONGEST_KEY = 18
_WORD = re.compile(r"\w{1,40}")

Chosen = tuple[int, int]
"""The key of a comment, and the version of its words that the page showed."""


@dataclass(frozen=True)
class Offered:
    """What a page offers to be ruled together, as values with their lines; which are ticked, and how many more wait."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    ticked: list[str] = field(default_factory=list)
    more: int = 0


def offered(
    person: Person, comment: Comment, *, bare: bool, tick_all: bool = False, typed: Iterable[str] = ()
) -> Offered:
    """Return what says nearly the same as ``comment``, to be ruled with it. Two queries.

    ``tick_all`` ticks each whose words stand there: nobody chooses what is masked. What was ``typed`` stays among them
    whatever came meanwhile.
    """
    near, more = nearly_like(person, comment, before=_keys(typed))
    lines = [(_value(one), line_of(one, bare=bare)) for one in near]
    ticked = [_value(one) for one in near if tick_all and (bare or one.risk < HURTS)]
    return Offered(lines, ticked, more)


def _value(comment: Comment) -> str:
    return f"{comment.pk}.{comment.version}"


def _keys(typed: Iterable[str]) -> list[int]:
    """Return the keys of comments in what a form sent, as many as can be ruled together."""
    keys = (one.partition(".")[0] for one in typed)
    return [int(key) for key in keys if key.isascii() and key.isdecimal() and len(key) <= _LONGEST_KEY][
        :SHOWN
    ]


def nearly_like(
    person: Person, comment: Comment, *, before: Collection[int] = ()
) -> tuple[list[Comment], int]:
    """Return what waits under the same item, was never ruled on and says nearly the same, the likest first.

    At most SHOWN of them, those whose keys are ``before`` first, and how many more seem to say it. Two queries; of each
    only what its line shows is read. Of whoever rules as the manager of a channel, only what was said there.
    """
    own = fingerprint(comment.text[:_READ])
    # What two people wrote to the council alone is two requests, each with an answer of its own.
    alone = not comment.is_public and not comment.author_key
    if alone or comment.handling != Handling.WAITING or comment.publication_id is None or not own.sketch:
        return [], 0
    likely = _likely(_beside(person, comment), comment.text, before)
    rows = comments_of(person).filter(pk__in=likely[:CHECKED]).annotate(said=Left("text", _READ))
    found: list[tuple[float, Comment]] = []
    for one in rows.only("reference", "author", "attached", "erased_at", "version", "risk"):
        one.text = one.said
        found.append((likeness(own, fingerprint(one.text)), one))
    near = [pair for pair in found if pair[0] >= _ALIKE]
    near.sort(key=lambda pair: (pair[1].pk not in before, -pair[0], pair[1].pk))
    more = len(near[SHOWN:]) + len(likely[CHECKED:])
    return [one for _, one in near[:SHOWN]], more


def _beside(person: Person, comment: Comment) -> "QuerySet[Comment]":
    """Return what waits by itself under the same item, was never ruled on and may be ruled with it by ``person``."""
    rows = comments_of(person).filter(
        publication=comment.publication_id,
        handling=Handling.WAITING,
        alike__isnull=True,
        rulings__isnull=True,
        erased_at__isnull=True,
    )
    if not may_rule(person):
        rows = rows.filter(channel=comment.channel_id)
    private = {"showing": Showing.PRIVATE}
    rows = rows.exclude(**private) if comment.is_public else rows.filter(**private)
    return rows.exclude(pk=comment.pk)


def _likely(rows: "QuerySet[Comment]", text: str, before: Collection[int]) -> list[int]:
    """Return the keys of those of ``rows`` that share most of their words with ``text``, the likest first. One query.

    Cheap: the sets of words of the beginnings of COMPARED comments, no more.
    """
    first = Case(When(pk__in=before, then=0), default=1, output_field=IntegerField())
    own = _words(text[:_GLANCED])
    found = []
    for key, said in rows.order_by(first, "-pk").values_list("pk", Left("text", _GLANCED))[:COMPARED]:
        theirs = _words(said)
        both = len(own & theirs)
        share = both / (len(own) + len(theirs) - both or 1)
        if share >= _SHARED:
            found.append((key not in before, -share, key))
    return [key for _, _, key in sorted(found)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


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
