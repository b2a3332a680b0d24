"""Every row that belongs to a council, whatever table it is in: what a walk compares before and after."""

from collections import deque
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model, Q

from portal.channels.models import Attempt, HostPace, LinkProbe
from portal.councils.models import Council, User

# What belongs to a person or to the installation, not to a council.
_NOBODYS = {"auth", "contenttypes", "sessions", "account", "mfa", "usersessions"}


def path_to_council(model: type[Model]) -> str | None:
    """Return the look-up from ``model`` to its council, the shortest there is, or None."""
    waiting: deque[tuple[type[Model], str]] = deque([(model, "")])
    seen = {model}
    while waiting:
        at, path = waiting.popleft()
        for field in at._meta.concrete_fields:
            if field.name == "council_id":
                return f"{path}council_id"
            if not isinstance(field, ForeignKey) or not isinstance(field.related_model, type):
                continue
            if field.related_model is Council:
                return f"{path}{field.attname}"
            if field.related_model not in seen:
                seen.add(field.related_model)
                waiting.append((field.related_model, f"{path}{field.name}__"))
    return None


def rows_of(council: Council) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table that belongs to ``council``, by table; fails for a table that it cannot place."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for model in apps.get_models():
        path = "pk" if model is Council else path_to_council(model)
        if model is Attempt:
            keys = Q(key__in=[row[1] for row in found["channels_delivery"]])
            found[model._meta.db_table] = list(
                model._default_manager.filter(keys).order_by("pk").values_list()
            )
        elif path is not None:
            rows = model._default_manager.filter(**{path: council.pk}).order_by("pk")
            found[model._meta.db_table] = list(rows.values_list())
        else:
            assert model in {User, LinkProbe, HostPace} or model._meta.app_label in _NOBODYS, (
                f"Which council does a row of {model.__name__} belong to?"
            )
    return found


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table but the sessions, by table."""
    models = [model for model in apps.get_models() if model.__name__ != "Session"]
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list()) for model in models
    }
