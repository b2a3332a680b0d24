"""The upward call before a campaign: what the floors above know of polls. Settings list CAMPAIGN_GATES as dotted paths.

A gate reads only the database and answers why regard must be had, or "". An exception in it is an answer too: an
unanswered question asks for regard.
"""

import logging
from collections.abc import Callable
from datetime import date
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

log = logging.getLogger(__name__)
CampaignGate = Callable[[int, date, date], str]


@cache
def _gates(paths: tuple[str, ...]) -> tuple[CampaignGate, ...]:
    return tuple(import_string(path) for path in paths)


def why_regard(council_id: int, first: date, last: date) -> str:
    """Return why a campaign from ``first`` to ``last`` needs regard to be had, or ''. Never raises."""
    for path in settings.CAMPAIGN_GATES:
        try:
            (gate,) = _gates((path,))
            with transaction.atomic():
                reason = gate(council_id, first, last)
        except Exception:
            log.exception("campaign gate %s failed for council %s", path, council_id)
            return "Whether a poll is near could not be found out. Tell whoever runs the portal."
        if reason:
            return reason
    return ""
