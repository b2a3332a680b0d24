"""The paper of a channel's review as PDF/UA-1, for the meeting that decides about it."""

import json
from pathlib import Path
from typing import Any

import typst

from portal.channels.connectors.base import connectors
from portal.channels.models import Access, ChannelReview, Particulars
from portal.councils.templatetags.words import day
from portal.refusals import Refusal

TEMPLATE = Path(__file__).parent / "paper.typ"


class Unprintable(Refusal):
    """The paper holds a character that no typeface here has."""

    def __init__(self) -> None:
        super().__init__(
            "This paper cannot be printed: it holds a character that no typeface here has.",
            "Read it on its page, or copy its words into a paper of your own.",
        )


def paper_pdf(review: ChannelReview) -> bytes:
    """Return the paper; the same review gives the same bytes. Raises Unprintable."""
    try:
        made: bytes = typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"paper": json.dumps(paper_words(review), ensure_ascii=False)},
            pdf_standards=["ua-1"],
            timestamp=int(review.drawn_up_at.timestamp()),
        )
    except typst.TypstError as error:
        raise Unprintable from error
    return made


def paper_words(review: ChannelReview) -> dict[str, Any]:
    """Return everything that stands on the paper, as template and page read it. Three queries."""
    channel = review.channel
    return {
        "title": f"Review of {channel.name}",
        "council": review.council.name,
        "colour": channel.body.accent_colour,
        "period": f"{day(review.since)} to {day(review.until)}",
        "channel": _channel_rows(review),
        "figures": figure_rows(review),
        "note": review.note,
        "decision": decision_rows(review),
        "drawn_up": f"Drawn up on {day(review.drawn_up_at)} by {review.drawn_up_by.shown_name}.",
    }


def figure_rows(review: ChannelReview) -> list[list[str]]:
    """Return what the channel did, each with its label; what nobody could read on the network is said to be unknown."""
    days = f"{review.longest_silence} day{'' if review.longest_silence == 1 else 's'}"
    waited = review.response_hours
    return [
        ["Issues that went out", str(review.posts)],
        ["Of these corrections", str(review.corrections)],
        ["Withdrawn", str(review.withdrawals)],
        ["Longest silence", days],
        ["Followers or members", _number(review.followers)],
        ["Replies and comments", _number(review.replies)],
        ["Residents waited for an answer", "Not known" if waited is None else f"about {waited} hours"],
    ]


def decision_rows(review: ChannelReview) -> list[list[str]]:
    """Return what the council decided, each with its label; nothing before it did."""
    if not review.decision:
        return []
    decided = f"{day(review.decided_on)}, minute {review.minute_reference}"
    rows = [["Decision", review.get_decision_display()], ["Decided", decided], ["Changes", review.changes]]
    return [row for row in rows if row[1]]


def _channel_rows(review: ChannelReview) -> list[list[str]]:
    channel = review.channel
    kept = getattr(channel, "particulars", None) or Particulars(channel=channel)
    known = connectors().get(channel.connector)
    owners = Access.objects.filter(channel=channel, part=Access.Part.OWNER, ended_at__isnull=True)
    owner = owners.select_related("member__user").first()
    every = f"Every {kept.speaks_every} days" if kept.speaks_every else ""
    rows = [
        ["What it is", kept.get_application_display() or (known.label if known else "")],
        ["Purpose", kept.purpose],
        ["Audience", kept.audience],
        ["Its page", kept.address],
        ["Owner", owner.who if owner else "Nobody is noted"],
        ["Should speak", every],
        ["How it stands", "Open" if channel.is_open else "Closed"],
    ]
    return [row for row in rows if row[1]]


def _number(value: int | None) -> str:
    return "Not known" if value is None else f"{value:,}"
