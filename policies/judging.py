"""Judging an item: the rules in force for its voice, in the circumstances of this moment."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from policies.addressing import with_envelope
from policies.branded import with_brand
from policies.circumstances import ApprovedQuote, Circumstances
from policies.costs_known import cost_recorded
from policies.evaluate import Rule, Severity, Verdict, evaluate
from policies.full_story import story_asked, with_full_story
from policies.gathering import bring, circumstances_of
from policies.in_magazine import with_issue
from policies.links_given import addresses_in
from policies.meetings.resting import bases_asked, bases_read
from policies.pictures_shown import with_pictures
from policies.standing import rules_asked, rules_read
from policies.subjects import subject_of
from portal.channels.connectors.choosing import shown_with
from portal.drafts.content import Content
from portal.drafts.models import Communication, Quote
from portal.drafts.pictures.standing import hashes_in
from portal.drafts.quotes.standing import approved_among, quotes_asked, quotes_read, quotes_shown
from portal.together import Question, Rows

NOBODY = 0
"""The ``reader_id`` of nobody in particular: what is kept, or read by many, names no closed matter."""
NAMING = frozenset({"confidential-matter", "sensitive-matter", "declared-interest"})
"""The checks whose findings name a matter to those who may know of it; others say the same to everybody."""

_WEIGHT = {Severity.ADVISE: 0, Severity.ANSWER: 1, Severity.BLOCK: 2}


def judge(
    item: Communication,
    content: Content,
    *,
    reader_id: int | None = None,
    hands: Iterable[int] = (),
    at: datetime | None = None,
    goes_at: datetime | None = None,
    channel: str = "",
    rests: bool = False,
) -> Verdict:
    """Return what the rules in force find in ``content``, a normalised text of ``item``.

    ``reader_id`` is the membership of who will see the findings (else the author): matters that are closed to them
    stay unnamed. It is judged as the text of its author and of whoever wrote the current revision, and of ``hands``
    (memberships: who submits it, who wrote ``content``): what one of them may not say, none says for them.
    ``at`` (aware) is the moment that counts, now unless given; ``goes_at`` (aware) when it goes out, where somebody
    chose: the periods that count run then. With ``rests``, for showing alone and
    never for deciding, closed matters are left out while checks for them rest for the reader (policies.showing).
    Reads the database within the caller's transaction.
    """
    return judged(
        item,
        content,
        reader_id=reader_id,
        hands=hands,
        at=at,
        goes_at=goes_at,
        channel=channel,
        rests=rests,
    ).verdict


class Judged(NamedTuple):
    """A verdict with the circumstances that it was found in, and what the caller asked beside."""

    verdict: Verdict
    around: Circumstances
    beside: Sequence[Rows] = ()


def judged(
    item: Communication,
    content: Content,
    *,
    reader_id: int | None = None,
    hands: Iterable[int] = (),
    at: datetime | None = None,
    goes_at: datetime | None = None,
    channel: str = "",
    rests: bool = False,
    beside: Sequence[Question] = (),
) -> Judged:
    """Return what judge() finds, and in which circumstances: matters, periods, what was said before.

    ``beside`` are questions of the caller's own that go with the first query (portal.together).
    """
    moment = at or timezone.now()
    text = subject_of(item.kind, content, channel=channel)
    shown = quotes_shown(item) if rests else None
    brought = bring(
        item.council,
        at=moment,
        writer_id=item.author_id,
        hands=_hands_in(item, hands),
        reader_id=reader_id,
        communication_id=item.pk,
        goes_at=goes_at,
        beside=[
            rules_asked(item.council_id, body_id=item.body_id, at=moment),
            bases_asked(item.council_id, content),
            quotes_asked(item) if shown is None else Quote.objects.none().values_list("pk"),
            story_asked(item),
            *beside,
        ],
    )
    circumstances = circumstances_of(brought, rests=rests, addresses=addresses_in(text))
    around = with_pictures(circumstances, item.council_id, hashes_in(item.spec, content))
    rules, bases, quotes, story, *asked = brought.beside
    theirs = quotes_read(item, quotes) if shown is None else shown
    approved = tuple(ApprovedQuote(words, speaker) for words, speaker in approved_among(theirs))
    costed = cost_recorded(item, text)
    known = replace(
        around,
        approved_quotes=approved,
        bases=bases_read(bases),
        cost_recorded=costed,
        goes_at=goes_at,
        shown_with=shown_with(),
    )
    told = with_full_story(with_brand(with_envelope(known, item.spec, content), item, content), item, story)
    subject = replace(text, circumstances=with_issue(told, item, content))
    return Judged(evaluate(subject, effective(rules_read(rules))), subject.circumstances, asked)


def nameless(item: Communication, content: Content, found: Verdict, *, hands: Iterable[int] = ()) -> Verdict:
    """Return ``found`` in ``content``, as judge() said it to somebody, in words for nobody in particular: to be kept.

    Judged once more where a finding may name a matter; no query where none does.
    """
    if not any(finding.check in NAMING for finding in found.findings):
        return found
    keys = {finding.key for finding in found.findings}
    again = judge(item, content, reader_id=NOBODY, hands=hands).findings
    return Verdict(tuple(finding for finding in again if finding.key in keys))


def _hands_in(item: Communication, also: Iterable[int]) -> frozenset[int]:
    """Return the memberships besides the author whose text it is."""
    current = item.current_revision
    found = {*also} if current is None else {current.author_id, *also}
    return frozenset(found - {item.author_id})


def effective(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return ``rules`` without those by statute that a rule of the council's own stands for.

    The council's own clause is cited in place of the statute's where it is for every kind, channel and capacity, at
    least as severe, and not one that may be waived: a policy can make the law more precise, never weaker.
    """
    own = [
        rule
        for rule in rules
        if rule.version and not (rule.kinds or rule.channels or rule.capacities or rule.waivable)
    ]
    covered = {
        rule.check: max(_WEIGHT[other.severity] for other in own if other.check == rule.check) for rule in own
    }
    return tuple(
        rule for rule in rules if rule.version or covered.get(rule.check, -1) < _WEIGHT[rule.severity]
    )
