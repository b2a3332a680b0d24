"""The upward call where the text of a submitted item changes: whoever keeps what it weighs follows it.

Settings list TEXT_FOLLOWERS as dotted paths. Each runs in the transaction of the saving, whatever page or verb saved;
an exception ends it, and nothing is saved.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from portal.councils.people import Person
from portal.drafts.models import Communication, Revision

TextFollower = Callable[[Person, Communication, Revision], None]
"""(who saved it, the submitted item, locked, its new current revision)."""


@cache
def _listed(paths: tuple[str, ...]) -> tuple[TextFollower, ...]:
    return tuple(import_string(path) for path in paths)


def be_followed(*, actor: Person, item: Communication, revision: Revision) -> None:
    """Tell the followers of ``revision``, which ``actor`` saved in the submitted ``item``."""
    for follower in _listed(tuple(settings.TEXT_FOLLOWERS)):
        follower(actor, item, revision)
