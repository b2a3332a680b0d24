"""How weights and times of day are written on the clerk's desk, and what a draft's page asks about its review."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from approvals import falling_due
from approvals.answering import responses_to
from approvals.asked import Asked, asked_beside, asks_of
from approvals.models import Review, SecondLook
from portal.councils.people import Person
from portal.councils.templatetags.words import moment
from portal.drafts.models import Communication

SEVERITIES = {"block": "Must be changed", "answer": "Needs an answer", "advise": "Worth a look"}

register = template.Library()


@register.filter
def severity(value: Any) -> str:
    """Return the weight of a finding in words."""
    return SEVERITIES.get(str(value), "")


@register.filter
def is_past(value: Any) -> bool:
    """Return whether a moment has passed; False where there is none."""
    return isinstance(value, datetime) and value <= timezone.now()


@register.filter
def has_expired(review: Any) -> bool:
    """Return whether an open review was not decided in time; False where there is none."""
    return isinstance(review, Review) and falling_due.has_expired(review)


@register.simple_tag
def due_of(review: Review) -> str:
    """Return what falls due of a review, and when, in words; '' where nothing does."""
    due = falling_due.shown_due(review)
    return f"{due[0]}: {moment(due[1])}" if due else ""


@register.filter
def beside(asked: Mapping[str, Asked], key: str) -> Asked | None:
    """Return what is asked beside the finding of this key, or None."""
    return asked.get(key) if asked else None


@register.simple_tag
def answers_wanted(communication: Communication, found: Iterable[Any], person: Person) -> dict[str, Asked]:
    """Return the fields for the author's answers on the page that submits, by the findings' keys. One query.

    ``found`` are the findings as that page shows them (policies.templatetags.findings).
    """
    wanted = [(one.finding, asks_of(one.finding)) for one in found if one.finding.wants_answer]
    return asked_beside(wanted, responses_to(communication.pk), person) if wanted else {}


@register.simple_tag
def last_review(communication: Communication) -> Review | None:
    """Return the item's last review, for the draft's page: who has it in hand, or why it came back. One query."""
    rows = Review.objects.filter(communication=communication)
    return (
        rows.select_related("claimed_by__user", "decided_by__user").order_by("-submitted_at", "-pk").first()
    )


@register.simple_tag
def owed_look(communication: Communication) -> SecondLook | None:
    """Return the second look that is owed at the item, for its page, or None. One query."""
    rows = SecondLook.objects.filter(communication=communication, done_at__isnull=True)
    return rows.select_related("issued_by__user", "clearance").first()
