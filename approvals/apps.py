"""The desk for what goes out: review, findings, queue, decisions."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """The desk for what goes out: review, findings, queue, decisions."""

    name = "approvals"
    label = "approvals"
