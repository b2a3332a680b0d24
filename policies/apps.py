"""What is allowed: judges a text in its circumstances, does not know who asks."""

from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    """What is allowed: judges a text in its circumstances, does not know who asks."""

    name = "policies"
    label = "policies"
