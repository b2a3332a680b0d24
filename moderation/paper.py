"""The report on comments for a meeting of the council, as PDF/UA-1: numbers, rules and what came down, nobody named."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import typst

from moderation.clock import in_words
from moderation.complaints.reporting import Year, years_of
from moderation.grounds import ByLaw, Ground, house_rules
from moderation.models import Outcome, Ruling
from moderation.reporting import BY_LAW, Month, appeals_of, months_of, place_of, taken_down_lately
from moderation.tallying import MEASURES, REFERRALS, REPLIES
from portal.councils.models import Body, Council
from portal.councils.templatetags.words import day, month
from portal.refusals import Refusal
from portal.typesetting import set_paper

_YEARS = 2
"""Of which complaints are counted in the report."""
PRINTED = 1000
"""The most rulings that the report lists; it says so where there are more."""
TEMPLATE = Path(__file__).parent / "report.typ"


class Unprintable(Refusal):
    """The report could not be set on paper."""

    def __init__(self) -> None:
        super().__init__(
            "This report cannot be printed.",
            "Read it on the council's open page, or take the table for a spreadsheet.",
        )


def report_pdf(council: Council, now: datetime) -> bytes:
    """Return the report of the twelve months up to that of ``now`` (aware); one day's report has the same bytes.

    A sign that no typeface has stands as its code. Raises Unprintable.
    """
    at = now.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        return set_paper(TEMPLATE, report_words(council, now), at=at)
    except typst.TypstError as error:
        raise Unprintable from error


def report_words(council: Council, now: datetime) -> dict[str, Any]:
    """Return everything that stands in the report. Twelve queries at most, however much was said."""
    months = months_of(council.pk, now)
    body = Body.objects.filter(council=council).order_by("pk").first()
    return {
        "title": "Comments and how they were treated",
        "council": council.name,
        "colour": body.accent_colour if body else "",
        "period": f"{month(months[-1].begins)} to {month(months[0].begins)}",
        "clock": in_words(council.pk),
        "rules": [[rule.cited, rule.text] for rule in house_rules(council.pk)],
        "figures": [
            *_figures(months, appeals_of(council.pk)),
            *map(_complaints, years_of(council.pk)[:_YEARS]),
        ],
        "outcomes": ["Month", "Received", "In time", "Late", "Answered", "Hours", *map(str, Outcome.labels)],
        "months": [_month(one) for one in months],
        "most": max(1, *(one.received for one in months)),
        "grounds": _grounds(months),
        "by_ground": ["Month", *map(str, Ground.labels), BY_LAW],
        "grounds_by_month": [[month(one.begins), *map(str, (*one.by_ground, one.by_law))] for one in months],
        "answers": ["Month", *REPLIES.values(), *MEASURES.values()],
        "answers_by_month": [[month(one.begins), *map(str, one.by_answer)] for one in months],
        "referrals": ["Month", *REFERRALS.values()],
        "referrals_by_month": [[month(one.begins), *map(str, one.by_referral)] for one in months],
        "log": [_line(one) for one in taken_down_lately(council.pk, now)[:PRINTED]],
        "logged": _logged(sum(one.taken_down for one in months)),
        "drawn_up": f"Drawn up on {day(now)} from the portal's own record.",
    }


def _month(one: Month) -> list[str]:
    hours = "–" if one.hours is None else str(one.hours)
    numbers = (one.received, one.in_time, one.late, one.answered, hours, *one.by_outcome)
    return [month(one.begins), *map(str, numbers)]


def _logged(down: int) -> str:
    """Return what is listed of the ``down`` rulings, and where the rest of them stand."""
    if down <= PRINTED:
        return "All rulings of these months that took a comment down, without the words and without names."
    return (
        f"The last {PRINTED:,} of {down:,} rulings that took a comment down, without the words and without names. "
        "The council's open page has all of them as a table for a spreadsheet."
    )


def _grounds(months: list[Month]) -> list[list[str]]:
    """Return how many rulings rest on each ground; what a law took down stands there only where it did."""
    total = {value: sum(one.grounds[value] for one in months) for value in (*Ground.values, *ByLaw.values)}
    rows = [*Ground.choices, *(row for row in ByLaw.choices if total[row[0]])]
    return [[str(label), str(total[value])] for value, label in rows]


def _figures(months: list[Month], appeals: dict[str, int]) -> list[list[str]]:
    received, in_time = sum(one.received for one in months), sum(one.in_time for one in months)
    settled = in_time + sum(one.late for one in months)
    down = sum(one.taken_down for one in months)
    share = f"{in_time} of {settled} ({round(100 * in_time / settled)}%)" if settled else "None were settled"
    answered = sum(one.answered for one in months)
    hours = sum((one.waited for one in months), timedelta()) / max(1, answered) / timedelta(hours=1)
    answers = f"{answered}, on average after {round(hours)} hours" if answered else "None"
    ended = f"{appeals['made']}: {appeals['allowed']} allowed, {appeals['refused']} refused, {appeals['open']} open"
    return [
        ["Comments received", str(received)],
        ["Settled in time", share],
        ["Answered through the portal", answers],
        ["Rulings that took a comment down", str(down)],
        ["Appeals, in all", ended],
    ]


def _complaints(one: Year) -> list[str]:
    """Return a year's complaints as they stand among the figures."""
    ended = f"{one.upheld} upheld, {one.partly} in part, {one.not_upheld} not, {one.withdrawn} withdrawn"
    return [f"Complaints received in {one.year}", f"{one.received}: {ended}, {one.open} open"]


def _line(one: Ruling) -> list[str]:
    """Return one ruling as it stands in the log: when, where, what, by which rule, and what became of it."""
    after = getattr(one, "overruled_by", None)
    since = f"Overruled {day(after.ruled_at)}" if after else "Stands"
    if after and after.outcome == Outcome.LEAVE:
        since += ": it shows again"
    return [
        day(one.ruled_at),
        place_of(one),
        one.get_outcome_display(),
        f"{one.get_ground_display()}, under {one.rule}",
        since,
    ]
