"""The paper of a channel's review as PDF/UA-1, for the meeting that decides about it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import typst

from portal.channels.models import Channel, ChannelReview, Particulars
from portal.channels.register.reading import Entry, channels_with, entry_of
from portal.channels.resting import rest_of
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
    """Return everything that stands on the paper, as template and page read it. Four queries."""
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
    counted = ", by the portal’s own record" if review.counted else ""
    rows = [
        ["Issues that went out", str(review.posts)],
        ["Of these corrections", str(review.corrections)],
        ["Withdrawn", str(review.withdrawals)],
        ["Longest silence", days],
        ["Followers or members", _number(review.followers) + _said_on(review.followers_on)],
        ["Replies and comments", f"{_number(review.replies)}{counted}"],
        ["Residents waited for an answer", _waited(review)],
    ]
    if review.followers_before is not None:
        before = _number(review.followers_before) + _said_on(review.followers_before_on)
        rows.insert(5, ["Before, in these days", before])
    return rows


def _said_on(on: date | None) -> str:
    return f", as the network said on {day(on)}" if on else ""


def _waited(review: ChannelReview) -> str:
    if review.response_hours is None:
        return "Nobody was answered" if review.counted and review.replies else "Not known"
    hours = f"{review.response_hours} hour{'' if review.response_hours == 1 else 's'}"
    return f"Half of those who were answered: {hours} at the most" if review.counted else f"about {hours}"


def decision_rows(review: ChannelReview) -> list[list[str]]:
    """Return what the council decided, each with its label; nothing before it did."""
    if not review.decision:
        return []
    decided = f"{day(review.decided_on)}, minute {review.minute_reference}"
    rows = [["Decision", review.get_decision_display()], ["Decided", decided], ["Changes", review.changes]]
    return [row for row in rows if row[1]]


def _channel_rows(review: ChannelReview) -> list[list[str]]:
    entry = entry_of(channels_with(Channel.objects.filter(pk=review.channel_id)).get())
    kept = entry.particulars or Particulars()
    every = f"Every {kept.speaks_every} days" if kept.speaks_every else ""
    rows = [
        ["What it is", kept.get_application_display() or entry.label],
        ["Purpose", kept.purpose],
        ["Audience", kept.audience],
        ["Its page", kept.address],
        ["Owner", entry.owner or "Nobody is noted"],
        ["Should speak", every],
        ["How it stands", _how_it_stands(entry)],
    ]
    return [row for row in rows if row[1]]


def _how_it_stands(entry: Entry) -> str:
    """Return the stage that the register shows, with what readers are told of a channel that is not open."""
    channel, (mark, words) = entry.channel, entry.stage
    told = "" if mark == "live" else rest_of(channel) or channel.closed_message
    return f"{words}. {told}" if told else words


def _number(value: int | None) -> str:
    return "Not known" if value is None else f"{value:,}"
