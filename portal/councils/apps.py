"""People, councils, memberships, and the powers that follow from them."""

from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    """People, councils, memberships, and the powers that follow from them."""

    name = "portal.councils"
    label = "councils"
