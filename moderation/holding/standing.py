"""What a channel holds back now: as the clerk chose, else as usual."""

from dataclasses import dataclass

from moderation.models import Comment, Holding
from moderation.screening.hearing import Concern, Ground
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can
from portal.channels.models import Channel

USUAL: frozenset[Ground | Concern] = frozenset(Ground) | {
    Concern.DUPLICATE,
    Concern.LINKS,
    Concern.PERSONAL_DATA,
    Concern.REPEATED,
    Concern.RULE,
    Concern.SPAM,
}
"""What a newsroom holds where nobody chose: the six grounds, what is about others or against a rule of the council's
own that asks for an answer, and what machines send."""
LABELS: dict[Ground | Concern, str] = {
    Ground.ABUSIVE: "It may be insulting, threatening or abusive",
    Ground.SEXUAL: "It may be offensive or sexual",
    Ground.OBSCENE: "It may be obscene",
    Ground.DISCRIMINATORY: "It may be discriminatory",
    Ground.ILLEGAL: "It may be against the law, or invite people to break it",
    Ground.DECEPTIVE: "It may be deceptive",
    Concern.PERSONAL_DATA: "It may tell personal data of others",
    Concern.RULE: "It may break a rule of the council’s own that must be answered",
    Concern.SPAM: "It may be advertising",
    Concern.LINKS: "It has many links, or any where links are not wanted",
    Concern.DUPLICATE: "The same author said the very same before",
    Concern.REPEATED: "Nearly the same was said within a week",
    Concern.COMPLAINT: "It may be a complaint",
    Concern.INFORMATION_REQUEST: "It may be a request for information",
    Concern.DATA_REQUEST: "It may be a request for somebody’s own data",
}
"""What the clerk may choose to hold. Danger to somebody is always held, and criticism never: neither is a choice."""


@dataclass(frozen=True)
class Held:
    """What a channel holds back, and whether links to other sites are nothing to point out there."""

    holds: frozenset[Ground | Concern]
    allows_links: bool = True


NOTHING = Held(frozenset())


def may_hold(channel: Channel) -> bool:
    """Return whether anything can be held back there: what stands on a network stands there already."""
    return can(channel, Capability.PAGE)


def held_on(channel: Channel | None, way: str) -> Held:
    """Return what is held back of what comes by ``way`` on ``channel``. One query at most."""
    if way != Comment.Way.NEWSROOM:
        return NOTHING
    found = Holding.objects.filter(channel=channel).first() if channel else None
    if found is None:
        return Held(USUAL)
    return Held(frozenset(one for one in LABELS if one.value in found.holds), found.allows_links)
