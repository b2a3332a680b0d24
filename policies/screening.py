"""Screening a bare text before it becomes an item: what would the rules say? Nothing is stored."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from django.utils import timezone

from policies.checks.base import Check
from policies.checks.channel_approved import NAMES
from policies.checks.length import LIMITS
from policies.evaluate import Rule, Verdict, check_by_id, evaluate
from policies.gathering import gather
from policies.judging import effective
from policies.links_given import addresses_in
from policies.standing import rules_in_force
from policies.subjects import Subject
from portal.channels.connectors.base import connectors
from portal.councils.models import Council
from portal.drafts.kinds import KINDS
from portal.drafts.kinds.common import CAPACITIES
from portal.refusals import InvalidInput

LONGEST_TEXT = 100_000
"""Characters; as long as the body of an item may be."""
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Draft:
    """A text and where it would go. ``at`` (aware) is when it goes out: it picks the rules and periods in force then.

    None: nobody has said; the rules and periods of now.
    """

    text: str
    kind: str
    capacity: str
    channel: str = ""
    at: datetime | None = None


def screen(
    council: Council,
    drafts: list[Draft],
    *,
    writer_id: int | None = None,
    reader_id: int | None = None,
    sees_all: bool = False,
    rests: bool = False,
) -> list[Verdict]:
    """Return what the rules in force say of each of ``drafts``. Spans are offsets in the text as it was given.

    Only the words are judged: what a form must have besides (a contact, a basis) is asked when an item is written.
    ``writer_id`` is the membership whose text it is, ``reader_id`` who will see the findings (else the writer; 0 is
    nobody in particular); ``sees_all`` names matters whoever reads; ``rests`` is as in policies.judging.judge.
    Circumstances are gathered once for each moment. Raises InvalidInput for a kind, capacity, channel or text
    that cannot be read.
    """
    now = timezone.now()
    for draft in drafts:
        _check(draft)
    texts = [_as_subject(draft) for draft in drafts]
    addresses = frozenset().union(*map(addresses_in, texts))
    gathered = {
        at: (
            gather(
                council,
                at=at,
                writer_id=writer_id,
                reader_id=reader_id,
                sees_all=sees_all,
                rests=rests,
                addresses=addresses,
            ),
            tuple(filter(_of_words, effective(rules_in_force(council.pk, body_id=None, at=at)))),
        )
        for at in {draft.at or now for draft in drafts}
    }
    verdicts = []
    for draft, text in zip(drafts, texts, strict=True):
        circumstances, rules = gathered[draft.at or now]
        around = replace(circumstances, goes_at=draft.at)
        verdicts.append(evaluate(replace(text, circumstances=around), rules))
    return verdicts


def _as_subject(draft: Draft) -> Subject:
    """Return a bare text as the body of its kind; as no HTML is stored, signs like < in it are words."""
    kind = KINDS[draft.kind]
    return Subject(
        kind,
        MappingProxyType({"capacity": draft.capacity}),
        MappingProxyType({kind.body: draft.text}),
        draft.channel,
    )


def _of_words(rule: Rule) -> bool:
    """Return whether a rule judges words rather than the parts of a form; a broken rule is never left out."""
    check: Check | None = check_by_id(rule.check)
    return check is None or not check.of_form


def _check(draft: Draft) -> None:
    if draft.kind not in KINDS:
        raise InvalidInput(f"“{draft.kind}” is no kind of communication. Choose one of: {', '.join(KINDS)}.")
    capacities = [name for name, _ in CAPACITIES]
    if draft.capacity not in capacities:
        raise InvalidInput(f"“{draft.capacity}” is no capacity. Choose one of: {', '.join(capacities)}.")
    channels = connectors().keys() | NAMES.keys() | LIMITS.keys()
    if draft.channel and draft.channel.lower() not in channels:
        kinds = ", ".join(sorted(channels))
        raise InvalidInput(f"“{draft.channel}” is no kind of channel. Choose one of: {kinds}.")
    if "\x00" in draft.text:
        raise InvalidInput("The text holds a NUL, which no keyboard makes. Remove it and try again.")
    if _LONE_SURROGATE.search(draft.text):
        raise InvalidInput(
            "The text holds half of a character, which no keyboard makes. Remove it and try again."
        )
    if len(draft.text) > LONGEST_TEXT:
        raise InvalidInput(f"The text has {len(draft.text):,} characters; the most is {LONGEST_TEXT:,}.")
