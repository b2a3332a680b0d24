"""What beat asks the workers to do again and again, each a sweep that is safe to run twice; and where work waits."""

from collections.abc import Sequence
from typing import Any

NETWORKS = "networks"
"""The queue of what asks networks beside deliveries."""
ROUTES: dict[str, dict[str, str]] = {
    "moderation.tasks.poll_channel": {"queue": NETWORKS},
    "moderation.tasks.carry_out_ruling": {"queue": NETWORKS},
    "moderation.tasks.run_errand": {"queue": NETWORKS},
    "portal.channels.tasks.end_credentials": {"queue": NETWORKS},
    "portal.channels.tasks.introduce": {"queue": NETWORKS},
    "portal.channels.tasks.try_connection": {"queue": NETWORKS},
    "portal.channels.tasks.probe_links": {"queue": NETWORKS},
}


def queues(default: str, connectors: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the queues: the default one, that of the networks, and one for each file of ``connectors``.

    A worker takes from all of them in turn unless it is told from which (--queues).
    """
    files = sorted({path.split(".")[-2] for path in connectors})
    return {name: {} for name in (default, NETWORKS, *files)}


def schedule(sweep_seconds: int) -> dict[str, dict[str, Any]]:
    """Return beat's entries; times are in seconds. The outbox is swept each ``sweep_seconds``."""
    return {
        "sweep the outbox": {"task": "portal.channels.tasks.sweep", "schedule": sweep_seconds},
        "remind of policies to accept": {"task": "policies.tasks.remind_to_accept", "schedule": 3600},
        "remind of policy reviews": {"task": "policies.tasks.remind_of_reviews", "schedule": 3600},
        "remind of permissions that end": {"task": "policies.tasks.remind_of_permissions", "schedule": 3600},
        "try unlisted messages again": {"task": "portal.channels.tasks.try_unlisted_again", "schedule": 3600},
        "erase replies to surveys": {"task": "portal.channels.tasks.erase_replies", "schedule": 3600},
        "look after accounts of members": {"task": "policies.tasks.look_after_accounts", "schedule": 3600},
        "look after connections": {"task": "portal.channels.tasks.look_after_connections", "schedule": 3600},
        "end credentials": {"task": "portal.channels.tasks.end_due_credentials", "schedule": 60},
        "look after jobs": {"task": "portal.channels.tasks.look_after_jobs", "schedule": 60},
        "look after channels": {"task": "portal.channels.tasks.look_after_channels", "schedule": 3600},
        "forget requests to the API": {"task": "portal.api.tasks.forget_requests", "schedule": 3600},
        "want links": {"task": "policies.tasks.want_links", "schedule": 60},
        "want all links": {"task": "policies.tasks.want_all_links", "schedule": 3600},
        "note mentions": {"task": "policies.tasks.note_mentions", "schedule": 60},
        "look behind links": {"task": "portal.channels.tasks.probe_links", "schedule": 60},
        "remind of the press": {"task": "approvals.tasks.remind_of_the_press", "schedule": 600},
        "remind of consultations": {"task": "approvals.tasks.remind_of_consultations", "schedule": 900},
        "look back before polls": {"task": "policies.tasks.look_back", "schedule": 60},
        "warn of polls": {"task": "policies.tasks.warn_of_polls", "schedule": 3600},
        "end terms that are over": {"task": "portal.councils.tasks.end_terms", "schedule": 600},
        "expire reviews": {"task": "approvals.tasks.expire_reviews", "schedule": 60},
        "weigh reviews": {"task": "approvals.tasks.weigh_reviews", "schedule": 60},
        "poll comments": {"task": "moderation.tasks.poll_comments", "schedule": 60},
        "note answers": {"task": "moderation.tasks.note_answers", "schedule": 60},
        "escalate comments": {"task": "moderation.tasks.escalate_comments", "schedule": 300},
        "watch notices": {"task": "moderation.tasks.watch_notices", "schedule": 300},
        "look after complaints": {"task": "moderation.tasks.look_after_complaints", "schedule": 900},
        "remind of appeals": {"task": "moderation.tasks.remind_of_appeals", "schedule": 900},
        "carry out rulings": {"task": "moderation.tasks.carry_out_rulings", "schedule": 60},
        "run errands": {"task": "moderation.tasks.run_errands", "schedule": 60},
        "look after conduct": {"task": "moderation.tasks.look_after_conduct", "schedule": 3600},
        "seal second steps": {"task": "portal.councils.tasks.seal_second_steps", "schedule": 3600},
    }
