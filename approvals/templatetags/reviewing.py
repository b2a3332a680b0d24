"""What the pages of an item ask about its reviewers."""

from collections.abc import Iterable

from django import template
from django.template import Context

from approvals.consulting.standing import Standing, standing_of
from approvals.models import Review, StepAsk
from approvals.reviewers.listing import Asked, reviewers_of
from approvals.routes.standing import Step, rows_of, steps_on
from portal.channels.connectors.base import Capability
from portal.channels.connectors.choosing import can
from portal.channels.models import Channel
from portal.drafts.addressed import emailed
from portal.drafts.models import Communication, Revision

register = template.Library()


@register.simple_tag(takes_context=True)
def reviewers_beside(context: Context, item: Communication) -> list[Asked]:
    """Return the item's reviewers with what they said, for who reads its inside.

    One query, none where the page has brought ``item_reviewers`` with all else.
    """
    brought: list[Asked] | None = context.get("item_reviewers")
    return reviewers_of(item) if brought is None else brought


@register.simple_tag
def consulting_on(item: Communication) -> Standing:
    """Return who is consulted about the item and whom it is about, for who reads its inside. One query."""
    return standing_of(item)


@register.simple_tag(takes_context=True)
def route_of(context: Context, review: Review, revision: Revision) -> list[Step]:
    """Return the steps of the review's route on ``revision``. One query, none where the page has brought them."""
    brought: list[StepAsk] | None = context.get("route_asked")
    return steps_on(rows_of(review.pk) if brought is None else brought, revision.pk)


@register.simple_tag
def not_by_email(revision: Revision, channels: Iterable[Channel]) -> list[str]:
    """Return whom a letter names with email addresses where none of ``channels`` mails it; [] else."""
    if any(can(one, Capability.NAMED) for one in channels):
        return []
    return [address for place in emailed(revision.content).values() for address in place]
